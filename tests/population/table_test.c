/* A register that is a table of PostgreSQL. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "population/population.h"
#include "store/base.h"

static struct population *population;

static struct population *
of(const char *source)
{
	const struct population_options o = { .source = source, .token = "", .timeout_s = 2 };
	return population_open(&o);
}

static void
begin(void)
{
	static char source[300];
	base_begin_empty();
	(void)snprintf(source, sizeof(source), "postgresql:%s", base.conninfo);
	population = of(source);
	eye_do("create table population (citizen_id text, name text, birth date, sex text)");
	eye_do("insert into population values ('110105201605200011', '演示·甲', '2016-05-20', '1'),"
	       " ('110105201605200070', '演示丙', '2016-05-20', '1'),"
	       " ('110105201605200070', '演示乙', '2016-05-20', '1')");
}

static void
end(void)
{
	population_close(population);
	base_end();
}

TestSuite(table, .init = begin, .fini = end, .timeout = 60);

static struct population_row
person(const char *id, const char *name, const char *birth, char sex)
{
	struct population_row row = { .name = name, .sex = sex };
	(void)snprintf(row.citizen_id.text, sizeof(row.citizen_id.text), "%s", id);
	cr_assert(day_parse(birth, &row.birth));
	return row;
}

Test(table, a_batch_is_answered_row_by_row)
{
	static const enum population_answer want[] = { POPULATION_UNKNOWN, POPULATION_MATCHES,
		POPULATION_DIFFERS, POPULATION_DIFFERS, POPULATION_DIFFERS, POPULATION_MATCHES,
		POPULATION_UNKNOWN };
	struct population_row rows[] = {
		person("11010520160520009X", "演示·甲", "2016-05-20", '1'),
		person("110105201605200011", "演示·甲", "2016-05-20", '1'),
		person("110105201605200011", "演示甲", "2016-05-20", '1'),
		person("110105201605200011", "演示·甲", "2016-05-21", '1'),
		person("110105201605200011", "演示·甲", "2016-05-20", '2'),
		person("110105201605200070", "演示乙", "2016-05-20", '1'),	/* stands there twice */
		person("x' or true --\"", "\"},", "2016-05-20", '1'),
	};
	cr_assert(population_ask(population, rows, 7), "%s", population_trouble(population));
	for (size_t i = 0; i < 7; i++)
		cr_expect_eq(rows[i].answer, want[i], "row %zu", i);
}

Test(table, a_table_that_is_missing_or_slow_is_weather_and_comes_back)
{
	struct population_row row = person("110105201605200011", "演示·甲", "2016-05-20", '1');
	eye_do("alter table population rename to elsewhere");
	cr_expect_not(population_ask(population, &row, 1));
	cr_expect_eq(row.answer, POPULATION_AWAY);
	cr_expect_str_eq(population_trouble(population), "SQLSTATE 42P01");
	eye_do("create view population as select e.* from elsewhere e, pg_sleep(9)");
	cr_expect_not(population_ask(population, &row, 1));
	cr_expect_str_eq(population_trouble(population), "SQLSTATE 57014");
	eye_do("drop view population");
	eye_do("alter table elsewhere rename to population");
	cr_expect(population_ask(population, &row, 1));
	cr_expect_eq(row.answer, POPULATION_MATCHES);
	cr_expect_str_eq(population_trouble(population), "");
}

Test(table, a_server_that_is_not_there_is_weather_and_its_password_is_not_told)
{
	struct population_row row = person("110105201605200011", "演示·甲", "2016-05-20", '1');
	struct population *p = of("postgresql:host=/nowhere password=secret");
	cr_assert_not_null(p);
	cr_expect_not(population_ask(p, &row, 1));
	cr_expect_str_eq(population_trouble(p), "cannot connect");
	population_close(p);
}

Test(table, what_is_no_source_is_none)
{
	static const char *const none[] = { "", "postgresql:", "https://", "ftp://register/", "register" };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		cr_expect_not(population_is_source(none[i]), "%s", none[i]);
		cr_expect_null(of(none[i]));
	}
	cr_expect(population_is_source("https://register/compare"));
	cr_expect(population_is_source("http://register/compare"));
	cr_expect(population_is_source("postgresql:dbname=register"));
	population_close(NULL);
}
