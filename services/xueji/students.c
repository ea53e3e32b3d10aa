/*
 * The command students: listing, and entering from CSV with the columns
 *
 *	number,citizen_id,name,birth,sex,school,status,grade,problem
 *
 * Each school's rows are entered as its registrar. Rows of one school that stand together are
 * sent together, all or none of them; those sent before a fault stay, and entering the
 * mended file again leaves them as they are.
 */
#include <stdlib.h>
#include <string.h>

#include "client.h"

enum { LINE_BYTES = 1024, COLUMNS = 9, AT_ONCE = 5000 };

struct import {
	const struct typed *typed;
	const char *path;
	char school[CODE_MAX];	/* of the rows gathered */
	json_t *rows;
	size_t n_rows, n_done, line;
};

/* Cuts a line at its commas; false if there are more or fewer than there should be. */
static bool
cut(char *line, char *fields[COLUMNS])
{
	size_t n = 0;
	line[strcspn(line, "\r\n")] = '\0';
	for (char *p = line; p != NULL; n++) {
		char *comma = strchr(p, ',');
		if (n == COLUMNS)
			return false;
		fields[n] = p;
		if (comma != NULL)
			*comma++ = '\0';
		p = comma;
	}
	return n == COLUMNS;
}

static json_t *
row_of(char *line, char school[CODE_MAX])
{
	char *f[COLUMNS], *end;
	struct unit_code code;
	if (!cut(line, f) || !unit_code_parse(f[5], &code))
		return NULL;
	const long grade = strtol(f[7], &end, 10);
	if (end == f[7] || *end != '\0' || (strcmp(f[8], "0") != 0 && strcmp(f[8], "1") != 0))
		return NULL;
	(void)snprintf(school, CODE_MAX, "%s", code.text);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:b}", "number", f[0], "citizen_id",
	    f[1], "name", f[2], "birth", f[3], "sex", f[4], "status", f[6], "grade", (int)grade,
	    "problem", f[8][0] == '1');
}

/* Sends what was gathered. */
static int
flush(struct import *m)
{
	struct typed as = *m->typed;
	char who[64];
	if (m->n_rows == 0)
		return EXIT_DONE;
	(void)snprintf(who, sizeof(who), "%s:registrar:import", m->school);
	as.as = who;
	const struct reply r = client_ask(&as, "POST", "/v1/students", client_body(&as, m->rows));
	const int code = client_exit_code(&r);
	if (code == EXIT_DONE)
		m->n_done += m->n_rows;
	else {
		(void)fprintf(stderr, "xueji: %s: rows before line %zu, school %s\n", m->path,
		    m->line + 1, m->school);
		(void)client_finish(&as, &r, print_students);
	}
	m->rows = json_array();
	m->n_rows = 0;
	return code;
}

static int
take_line(struct import *m, char *line)
{
	char school[CODE_MAX];
	json_t *row = row_of(line, school);
	int code = EXIT_DONE;
	if (row == NULL) {
		(void)fprintf(stderr, "xueji: %s:%zu: not a student's row\n", m->path, m->line);
		return EXIT_REFUSED;
	}
	if (strcmp(school, m->school) != 0 || m->n_rows == AT_ONCE)
		code = flush(m);
	memcpy(m->school, school, sizeof(m->school));
	(void)json_array_append_new(m->rows, row);
	m->n_rows++;
	return code;
}

static int
import(const struct typed *t, FILE *f, const char *path)
{
	char line[LINE_BYTES];
	struct import m = { .typed = t, .path = path, .rows = json_array() };
	int code = EXIT_DONE;
	while (code == EXIT_DONE && fgets(line, sizeof(line), f) != NULL)
		if (m.line++ > 0)	/* the first names the columns */
			code = take_line(&m, line);
	if (code == EXIT_DONE && !client_is_whole(f, path))
		code = EXIT_NOT_FOUND;
	if (code == EXIT_DONE)
		code = flush(&m);
	json_decref(m.rows);
	if (code != EXIT_DONE)
		return code;
	if (t->json)
		(void)printf("{\"imported\":%zu}\n", m.n_done);
	else
		(void)printf("已录入 %zu 份学籍\n", m.n_done);
	return EXIT_DONE;
}

int
command_students(const struct typed *t)
{
	if (t->n_rest == 1)
		return client_list(t, "/v1/students", "student_number", print_students);
	if (t->n_rest != 3 || strcmp(t->rest[1], "import") != 0)
		return EXIT_USAGE;
	FILE *f = fopen(t->rest[2], "r");
	if (f == NULL) {
		perror(t->rest[2]);
		return EXIT_NOT_FOUND;
	}
	const int code = import(t, f, t->rest[2]);
	(void)fclose(f);
	return code;
}
