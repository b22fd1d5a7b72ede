/*
 * clock.h -- this machine's clocks.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>

#include "ntptime.h"

/* What is remembered between two readings.  All zero: none yet. */
struct clock {
	bool known;     /* AHEAD is */
	double ahead;   /* s, wall clock - monotonic clock */
	unsigned gen;   /* clock generation */
};

/* Put what C's clocks show into NOW; see if somebody has set the clock. */
void clock_read(struct clock *c, struct now *now);

/*
 * Add OFFSET (s) to the wall clock at once.
 *
 * Returns 0, or -1 with errno set.
 */
int clock_step(double offset);

/*
 * Have the kernel add OFFSET (s) to the wall clock little by little.
 *
 * Returns 0, or -1 with errno set.
 */
int clock_slew(double offset);

#endif
