/*
 * The columns of a student's record, once: every statement that reads or writes one takes them from
 * here, and store_read.c and store_commit.c go through them in this order. FIRST and NEXT are
 * given name, number of the parameter in write_records, and type: t text, i bigint, o boolean.
 */
#ifndef STORE_RECORD_COLUMNS_H
#define STORE_RECORD_COLUMNS_H

#define RECORD_COLUMNS(FIRST, NEXT)                                                        \
	FIRST(school, 9, t)                                                                \
	NEXT(number, 10, t)                                                                \
	NEXT(version, 11, i)                                                               \
	NEXT(citizen_id, 12, t)                                                            \
	NEXT(name, 13, t)                                                                  \
	NEXT(birth, 14, i)                                                                 \
	NEXT(sex, 15, t)                                                                   \
	NEXT(status, 16, i)                                                                \
	NEXT(grade, 17, i)                                                                 \
	NEXT(is_problem, 18, o)                                                            \
	NEXT(open_docket, 19, t)                                                           \
	NEXT(status_on, 20, i)                                                             \
	NEXT(status_until, 21, i)                                                          \
	NEXT(graduated_on, 22, i)                                                          \
	NEXT(graduated_from, 23, t)                                                        \
	NEXT(address, 24, t)                                                               \
	NEXT(phone, 25, t)                                                                 \
	NEXT(guardian, 26, t)                                                              \
	NEXT(former, 27, t)                                                                \
	NEXT(school_year, 28, i)                                                           \
	NEXT(told, 29, i)

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
