/*
 * clock.c -- correcting this host's clock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <sys/time.h>
#include <time.h>

#include "clock.h"

#define SPAN_MAX 4e9 /* s: beyond any correction that makes sense */

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
