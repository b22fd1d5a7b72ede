/*
 * conf_cases.h -- lines of ntp.conf, what they mean and what is said of them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_CASES_H
#define CONF_CASES_H

#include <stddef.h>

struct conf_case {
	const char *text;
	const char *means;  /* what conf_dump() makes of it */
	const char *says;   /* part of a finding an owner sees at the default
	                     * log level; NULL: there is none */
};

/* Returns all cases and their NUMBER. */
const struct conf_case *conf_cases(size_t *number);

#endif
