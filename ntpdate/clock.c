/*
 * clock.c -- correcting this host's clock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>

#include "clock.h"

#define NANO 1000000000L
#define SPAN_MAX 4e9 /* s: beyond any correction that makes sense */

/* Set the clock to what it is now plus OFFSET, in two calls. */
static int
step_by_setting(double offset)
{
	struct timespec ts;
	double whole = floor(offset);

	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return -1;
	ts.tv_sec += (time_t)whole;
	ts.tv_nsec += (long)((offset - whole) * NANO);
	if (ts.tv_nsec >= NANO) {
		ts.tv_nsec -= NANO;
		ts.tv_sec++;
	}
	return clock_settime(CLOCK_REALTIME, &ts);
}

/*
 * The kernel adds the offset by itself: between reading the clock and setting
 * it this process could be stopped, and would set a time that is over.
 */
int
clock_step(double offset)
{
	struct timex tx = { .modes = ADJ_SETOFFSET | ADJ_NANO };
	double whole = floor(offset);

	if (!(fabs(offset) < SPAN_MAX)) {
		errno = EINVAL;
		return -1;
	}
	tx.time.tv_sec = (time_t)whole;
	tx.time.tv_usec = (suseconds_t)((offset - whole) * NANO);
	if (adjtimex(&tx) >= 0)
		return 0;
	/* Kernels before 2.6.39 do not know how. */
	return errno == EINVAL ? step_by_setting(offset) : -1;
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
