/*
 * clockread.c -- reading this host's clocks.
 *
 * The wall clock and the monotonic clock are slewed together, so their
 * difference changes only when somebody sets the wall clock, or when the host
 * was asleep: then the monotonic clock stood still; or by a leap second, which
 * is foreseen.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <time.h>

#include "clockread.h"

#define JUMP 0.005      /* s: a smaller one is not told from a slow reading */
#define TIGHT 0.0005    /* s a pair of readings should take at most */
#define TRIES 5
#define PROBES 20       /* steps that the precision is found with */
#define READINGS 10000  /* ... among so many readings at most */
#define UNKNOWN 1e-6    /* s, the precision of a clock that stands still */

static double
mono_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + ts.tv_nsec / 1e9;
}

ntp_time
clockread_wall(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ntptime_from_unix(ts.tv_sec, (uint32_t)ts.tv_nsec);
}

/* Read both clocks as close together as the scheduler lets us. */
static void
read_pair(ntp_time *wall, double *mono)
{
	double after;
	int tries = TRIES;

	do {
		*mono = mono_seconds();
		*wall = clockread_wall();
		after = mono_seconds();
	} while (after - *mono > TIGHT && --tries > 0);
}

double
clockread_take(struct clockread *r, ntp_time wall, double mono,
    struct now *now)
{
	double ahead, jump;

	if (!r->started) {
		*r = (struct clockread){ .origin = mono, .base = wall,
			.started = true };
	}
	mono -= r->origin;
	ahead = ntptime_diff(wall, r->base) - mono;
	jump = ahead - r->before;
	if (r->expected != 0 && fabs(jump - r->expected) <= JUMP) {
		clockread_leaped(r, r->expected);
		jump = 0;
	} else if (fabs(jump) > JUMP) {
		r->before = ahead;
		r->gen++;
	} else {
		jump = 0;
	}
	*now = (struct now){ .wall = wall, .mono = mono, .gen = r->gen,
		.leaps = r->leaps };
	return jump;
}

double
clockread_now(struct clockread *r, struct now *now)
{
	ntp_time wall;
	double mono;

	read_pair(&wall, &mono);
	return clockread_take(r, wall, mono, now);
}

void
clockread_set(struct clockread *r, ntp_time wall, double mono)
{
	r->before = ntptime_diff(wall, r->base) - (mono - r->origin);
	r->gen++;
}

void
clockread_stepped(struct clockread *r)
{
	ntp_time wall;
	double mono;

	read_pair(&wall, &mono);
	clockread_set(r, wall, mono);
}

void
clockread_expect(struct clockread *r, int step)
{
	r->expected = step;
}

void
clockread_leaped(struct clockread *r, int step)
{
	r->before += step;
	r->leaps += step;
	r->expected = 0;
}

double
clockread_precision(void)
{
	double least = 1;
	ntp_time last = clockread_wall();

	for (int probes = 0, all = 0; probes < PROBES && all < READINGS; all++) {
		ntp_time t = clockread_wall();
		double d = ntptime_diff(t, last);

		if (d > 0) {
			least = fmin(least, d);
			probes++;
		}
		last = t;
	}
	return least < 1 ? fmax(least, 1e-9) : UNKNOWN;
}
