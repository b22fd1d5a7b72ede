/*
 * clockread.h -- reading this host's clocks.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CLOCKREAD_H
#define CLOCKREAD_H

#include <stdbool.h>

#include "ntptime.h"

/* What is needed to tell when somebody set the clock.  All zero: new. */
struct clockread {
	double origin;  /* s, CLOCK_MONOTONIC at the first reading */
	double before;  /* s by which wall was ahead of mono */
	ntp_time base;  /* wall at the first reading */
	unsigned gen;   /* clock generation */
	int leaps;      /* s that leap seconds have added to wall */
	int expected;   /* s, of the one that the clock is to do; 0: none */
	bool started;
};

/*
 * Read the clocks into NOW.
 *
 * Returns the s by which the wall clock was set since the last reading, 0 if
 * it was not; NOW.gen has then grown by one.
 */
double clockread_now(struct clockread *r, struct now *now);

/*
 * The same with the readings WALL and MONO (s): for clocks that are not this
 * host's.
 */
double clockread_take(struct clockread *r, ntp_time wall, double mono,
    struct now *now);

/* Tell R that we have just set the clock ourselves. */
void clockread_stepped(struct clockread *r);

/* The same with the readings WALL and MONO (s) since. */
void clockread_set(struct clockread *r, ntp_time wall, double mono);

/*
 * Tell R that the clock is to do a leap second by STEP (s) by itself; 0: none.
 * When it does, that is no new generation.
 */
void clockread_expect(struct clockread *r, int step);

/* Tell R that we have just set the clock by STEP (s) for a leap second. */
void clockread_leaped(struct clockread *r, int step);

/* Returns the wall clock's time. */
ntp_time clockread_wall(void);

/*
 * Returns the s that two readings of the wall clock differ by at least, as
 * they follow each other as fast as they can: its precision.
 *
 * Source: RFC 5905 section 7.3 (precision).
 */
double clockread_precision(void);

#endif
