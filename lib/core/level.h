/*
 * The five levels of the administration (regulation, §1). The order is the order
 * of the tree: a larger level supervises a smaller one.
 */
#ifndef CORE_LEVEL_H
#define CORE_LEVEL_H

enum level {
	LEVEL_SCHOOL,
	LEVEL_COUNTY,
	LEVEL_PREFECTURE,
	LEVEL_PROVINCE,
	LEVEL_MINISTRY,
	LEVEL_N,
};

/* "school", "county", "prefecture", "province", "ministry". */
const char	*level_name(enum level);

#endif
