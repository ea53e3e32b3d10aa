/*
 * The columns of a student's record, once: every statement that reads or writes one takes them from
 * here, and store_read.c and store_commit.c go through them in this order. FIRST and NEXT are
 * given name, number of the parameter in write_records, and type: t text, i bigint, o boolean.
 */
#ifndef STORE_RECORD_COLUMNS_H
#define STORE_RECORD_COLUMNS_H

#define RECORD_COLUMNS(FIRST, NEXT)                                                        \
	FIRST(school, 6, t)                                                                \
	NEXT(number, 7, t)                                                                 \
	NEXT(version, 8, i)                                                                \
	NEXT(citizen_id, 9, t)                                                             \
	NEXT(name, 10, t)                                                                  \
	NEXT(birth, 11, i)                                                                 \
	NEXT(sex, 12, t)                                                                   \
	NEXT(status, 13, i)                                                                \
	NEXT(grade, 14, i)                                                                 \
	NEXT(is_problem, 15, o)                                                            \
	NEXT(open_docket, 16, t)                                                           \
	NEXT(status_on, 17, i)                                                             \
	NEXT(status_until, 18, i)                                                          \
	NEXT(graduated_on, 19, i)                                                          \
	NEXT(graduated_from, 20, t)                                                        \
	NEXT(address, 21, t)                                                               \
	NEXT(phone, 22, t)                                                                 \
	NEXT(guardian, 23, t)                                                              \
	NEXT(former, 24, t)                                                                \
	NEXT(school_year, 25, i)

#define RECORD_ONE(name, no, type)	+ 1
enum { RECORD_COLUMNS_N = RECORD_COLUMNS(RECORD_ONE, RECORD_ONE) };

/* Pieces of SQL. */
#define RECORD_SQL_t	"text"
#define RECORD_SQL_i	"bigint"
#define RECORD_SQL_o	"boolean"
#define RECORD_NAME(name, no, type)	#name
#define RECORD_COMMA_NAME(name, no, type)	", " #name
#define RECORD_OF_R(name, no, type)	"r." #name
#define RECORD_COMMA_OF_R(name, no, type)	", r." #name
#define RECORD_ARRAY(name, no, type)	"$" #no "::" RECORD_SQL_##type "[]"
#define RECORD_COMMA_ARRAY(name, no, type)	", $" #no "::" RECORD_SQL_##type "[]"
#define RECORD_SET(name, no, type)	#name " = u." #name
#define RECORD_COMMA_SET(name, no, type)	", " #name " = u." #name

#define RECORD_TYPE(name, no, type)	#type

#define RECORD_NAMES	RECORD_COLUMNS(RECORD_NAME, RECORD_COMMA_NAME)
#define RECORD_NAMES_OF_R	RECORD_COLUMNS(RECORD_OF_R, RECORD_COMMA_OF_R)
#define RECORD_ARRAYS	RECORD_COLUMNS(RECORD_ARRAY, RECORD_COMMA_ARRAY)
#define RECORD_SETS	RECORD_COLUMNS(RECORD_SET, RECORD_COMMA_SET)
#define RECORD_TYPES	RECORD_COLUMNS(RECORD_TYPE, RECORD_TYPE)

#endif
