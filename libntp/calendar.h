/*
 * calendar.h -- the Gregorian calendar, without time zones and leap seconds.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CALENDAR_H
#define CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_DAY 86400 /* s */

struct calendar_date {
	int64_t year;
	unsigned month, day; /* from 1 */
};

/* Returns the date of T, s since 1970. */
struct calendar_date calendar_date(int64_t t);

/*
 * Put the midnight at which DATE begins into T, s since 1970.
 *
 * Returns false, T untouched, if there is no such day.
 */
bool calendar_midnight(const struct calendar_date *date, int64_t *t);

#endif
