/*
 * calendar.c -- the Gregorian calendar.
 *
 * Days are counted from March: leap days come last then.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "calendar.h"

#define ERA 146097        /* days in 400 years */
#define TO_1970 719468    /* days from March of the year 0 */
#define YEAR_MAX 100000

struct calendar_date
calendar_date(int64_t t)
{
	int64_t days = (t >= 0 ? t : t - CALENDAR_DAY + 1) / CALENDAR_DAY +
	    TO_1970;
	int64_t era = (days >= 0 ? days : days - ERA + 1) / ERA;
	unsigned doe = (unsigned)(days - era * ERA);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned m = (5 * doy + 2) / 153;
	struct calendar_date d = { .month = m < 10 ? m + 3 : m - 9,
		.day = doy - (153 * m + 2) / 5 + 1 };

	d.year = yoe + era * 400 + (d.month <= 2);
	return d;
}

bool
calendar_midnight(const struct calendar_date *date, int64_t *t)
{
	int64_t year = date->year - (date->month <= 2), era, days;
	unsigned yoe, doy;
	struct calendar_date again;

	if (date->month < 1 || date->month > 12 || date->day < 1 ||
	    date->day > 31 || date->year < 0 || date->year > YEAR_MAX)
		return false;
	era = (year >= 0 ? year : year - 399) / 400;
	yoe = (unsigned)(year - era * 400);
	doy = (153 * (date->month > 2 ? date->month - 3 : date->month + 9) +
	    2) / 5 + date->day - 1;
	days = era * ERA + yoe * 365 + yoe / 4 - yoe / 100 + doy - TO_1970;
	/* The 30th of February is a day of March. */
	again = calendar_date(days * CALENDAR_DAY);
	if (again.day != date->day || again.month != date->month)
		return false;
	*t = days * CALENDAR_DAY;
	return true;
}
