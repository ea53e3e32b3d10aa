/*
 * A small country for the tests of the core: two ordinary provinces, a municipality,
 * 东莞, counties directly under a province, 兵团, and the law they live by. Codes of
 * offices are real, schools are not.
 */
#ifndef LAND_H
#define LAND_H

#include "core/docket.h"

#define MINISTRY	"000000"
#define BEIJING		"110000"
#define DONGCHENG	"110101"
#define XICHENG		"110102"
#define HUBEI		"420000"
#define WUHAN		"420100"
#define XIANTAO		"429004" /* a county directly under the province */
#define QIANJIANG	"429005"
#define HUNAN		"430000"
#define CHANGSHA	"430100"
#define FURONG		"430102"
#define TIANXIN		"430103"
#define ZHUZHOU		"430200"
#define HETANG		"430202"
#define GUANGDONG	"440000"
#define GUANGZHOU	"440100"
#define LIWAN		"440103"
#define DONGGUAN	"441900" /* a prefecture without counties */
#define BINGTUAN	"660000"

/* Schools, named after the office they answer to. */
#define DONGCHENG_SCHOOL	"2111000001"
#define DONGCHENG_OTHER		"2111000002"
#define XICHENG_SCHOOL		"2111000003"
#define JIANGAN_SCHOOL		"2142000001"
#define XIANTAO_SCHOOL		"2142000002"
#define QIANJIANG_SCHOOL	"2142000003"
#define FURONG_SCHOOL		"2143000001"
#define FURONG_OTHER		"2143000002"
#define TIANXIN_SCHOOL		"2143000003"
#define HETANG_SCHOOL		"2143000004"
#define CHANGSHA_SCHOOL		"2143000005" /* answers to the prefecture directly */
#define HUNAN_SCHOOL		"2143000006" /* answers to the province directly */
#define CLOSED_SCHOOL		"2143000009"
#define LIWAN_SCHOOL		"2144000001"
#define DONGGUAN_SCHOOL		"2144000002"
#define DONGGUAN_OTHER		"2144000003"
#define BINGTUAN_SCHOOL		"2166000001"
#define FURONG_JUNIOR		"3143000001"
#define FURONG_SENIOR		"3443000001"
#define LIWAN_SENIOR		"3444000001"
#define DONGGUAN_SENIOR		"3444000002"
#define NINE_YEAR_SCHOOL	"5143000001" /* no single phase */

extern const struct registry land;
extern const struct division_codes land_divisions;
/* September and October of 2026: 20 September and 10 October are worked, 25-27 September
 * and 1-7 October are not. */
extern const struct calendar land_calendar;

struct unit_code	 code(const char *);
const struct unit	*unit(const char *);	/* fails the test if there is none */
struct instant		 at(const char *rfc3339);
struct day		 on(const char *yyyy_mm_dd);

/* The nation's policy as in config/policy/000000.yaml; a province's differs by its code.
 */
struct policy	policy_of(const char *province);

/* The law, for a docket between two schools; change what the test is about. */
struct law {
	struct policy nation, receiving, sending;
	struct world world;
};
void	law_between(struct law *, const char *receiving, const char *sending);

#endif
