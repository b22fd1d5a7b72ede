/*
 * clock.h -- correcting this host's clock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CLOCK_H
#define CLOCK_H

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
