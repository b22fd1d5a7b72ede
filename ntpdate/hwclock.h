/*
 * hwclock.h -- the clock that goes on while the machine is off (--hwclock).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef HWCLOCK_H
#define HWCLOCK_H

#include "output.h"

/*
 * Open the hardware clock.
 *
 * Returns a descriptor, or -1 (reported to OUT).
 */
int hwclock_open(const struct output *out);

/*
 * Set the hardware clock at FD to the system's time plus AHEAD (s, what is
 * being slewed still), in UTC or, if /etc/adjtime says so, in local time.  This
 * takes up to a second.
 *
 * Returns 0, or -1 (reported to OUT).
 */
int hwclock_set(int fd, double ahead, const struct output *out);

#endif
