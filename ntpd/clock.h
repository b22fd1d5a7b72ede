/*
 * clock.h -- setting this host's clock.
 *
 * The kernel is told a frequency, a step and how good the time is; it runs no
 * loop of its own.  One file implements this for each operating system.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>

#include "host.h"

/* Returns true if we may set the clock. */
bool clock_can_steer(void);

/* What the kernel says of a leap second. */
enum clock_leap {
	CLOCK_NO_LEAP, CLOCK_INSERTS, CLOCK_DELETES, CLOCK_LEAPS, CLOCK_LEAPT
};

/*
 * Carry out the ACT_CLOCK A; LEAP is what the kernel then says.
 *
 * Returns 0, or -1 with errno set and LEAP untouched.
 */
int clock_apply(const struct action *a, enum clock_leap *leap);

/* Put what the kernel says of the clock into K; all zero if it does not. */
void clock_report(struct report_kernel *k);

#endif
