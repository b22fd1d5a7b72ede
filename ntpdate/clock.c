/*
 * clock.c -- this machine's clocks.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <sys/time.h>
#include <time.h>

#include "clock.h"

#define SET_ASIDE 0.05  /* s: a wall clock that moved more was set */
#define AT_ONCE 0.001   /* s: time between two readings that belong together */
#define TRIES 5         /* to get such a pair */
#define SPAN_MAX 4e9    /* s: beyond any correction that makes sense */

/* Returns A - B in s. */
static double
span(const struct timespec *a, const struct timespec *b)
{
	return (double)(a->tv_sec - b->tv_sec) +
	    1e-9 * (double)(a->tv_nsec - b->tv_nsec);
}

void
clock_read(struct clock *c, struct now *now)
{
	struct timespec wall, mono, later;
	double ahead;

	clock_gettime(CLOCK_MONOTONIC, &later);
	for (int i = 0; i < TRIES; i++) {
		mono = later;
		clock_gettime(CLOCK_REALTIME, &wall);
		clock_gettime(CLOCK_MONOTONIC, &later);
		if (span(&later, &mono) < AT_ONCE)
			break;
	}
	now->wall = ntptime_from_unix(wall.tv_sec, (uint32_t)wall.tv_nsec);
	now->mono = (double)mono.tv_sec + 1e-9 * (double)mono.tv_nsec;
	ahead = span(&wall, &mono);
	if (c->known && fabs(ahead - c->ahead) > SET_ASIDE)
		c->gen++;
	c->known = true;
	c->ahead = ahead;
	now->gen = c->gen;
}

int
clock_step(double offset)
{
	struct timespec ts;
	double whole = floor(offset);

	if (!(fabs(offset) < SPAN_MAX)) {
		errno = EINVAL;
		return -1;
	}
	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return -1;
	ts.tv_sec += (time_t)whole;
	ts.tv_nsec += (long)((offset - whole) * 1e9);
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_nsec -= 1000000000;
		ts.tv_sec++;
	}
	return clock_settime(CLOCK_REALTIME, &ts);
}

int
clock_slew(double offset)
{
	struct timeval delta;
	double whole = floor(offset);

	if (!(fabs(offset) < SPAN_MAX)) {
		errno = EINVAL;
		return -1;
	}
	delta.tv_sec = (time_t)whole;
	delta.tv_usec = (suseconds_t)((offset - whole) * 1e6);
	return adjtime(&delta, NULL);
}
