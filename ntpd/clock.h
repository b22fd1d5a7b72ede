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

/*
 * Carry out the ACT_CLOCK A.
 *
 * Returns 0, or -1 with errno set.
 */
int clock_apply(const struct action *a);

#endif
