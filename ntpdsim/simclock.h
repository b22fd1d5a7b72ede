/*
 * simclock.h -- the clock of a simulated host: a crystal, what an engine adds
 * to it, and what befalls it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SIMCLOCK_H
#define SIMCLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "clockread.h"
#include "host.h"

/* How a host's clock errs.  All zero: perfect. */
struct crystal {
	double offset; /* s, local - true at start */
	double freq;   /* s/s, > 0: fast */
	double wander; /* s/s, sigma of the frequency's step each second */
	double daily;  /* s/s, amplitude of a sine with a period of a day */
	double fan;    /* s/s, +FAN for 600 s, then -FAN for 5400 s */
};

struct simclock {
	struct crystal crystal;
	uint64_t dice;           /* its own: the same crystal in any company */
	int64_t begin;           /* s since 1970: the world's time 0 */
	double leaped;           /* s that leap seconds have added to UTC */
	double at;               /* world's time that the following hold at */
	double error;            /* s, local - UTC */
	double mono;             /* s, the local monotonic clock */
	double freq;             /* s/s, natural frequency error now */
	double weather;          /* s/s, what temperature adds to it */
	double adj;              /* s/s, added by the engine */
	double stepped;          /* world's time of the next wander step */
	bool stuck, mono_stuck;  /* stands still */
	int leap;                /* s to add at the end of the day; 0: none */
	double leap_at;          /* s since BEGIN, by this clock */
	struct clockread watch;
};

/*
 * Start a clock at the world's time AT, which began at BEGIN (s since 1970);
 * DICE are its own.
 */
void simclock_start(struct simclock *c, int64_t begin, double at,
    uint64_t dice);

/* Bring C to the world's time TO. */
void simclock_advance(struct simclock *c, double to);

/* Returns what C's wall clock says. */
ntp_time simclock_wall(const struct simclock *c);

/* Read C into NOW, as a host would. */
void simclock_read(struct simclock *c, struct now *now);

/*
 * Carry out the ACT_CLOCK A; LEAPS: leap seconds, too, at the end of the day.
 */
void simclock_apply(struct simclock *c, const struct action *a, bool leaps);

/* Returns how fast C's monotonic clock runs, in s/s. */
double simclock_rate(const struct simclock *c);

/* UTC is set by STEP (s) for a leap second; C goes on as it was. */
void simclock_leap(struct simclock *c, int step);

#endif
