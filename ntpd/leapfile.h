/*
 * leapfile.h -- the file with the leap seconds.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LEAPFILE_H
#define LEAPFILE_H

#include "loop.h"

/*
 * Give D's engine the leap file that its configuration names, as FILES has it,
 * or none if it names none.  That it cannot be read is logged, and what the
 * engine knows stays.  The next look at it is a day from NOW.
 */
void leapfile_load(struct daemon *d, const struct now *now,
    struct fileset *files);

/* Read the file again if that is due at NOW: packages replace it. */
void leapfile_tick(struct daemon *d, const struct now *now);

/* Log what the kernel says of a leap second, LEAP, if that is news to D. */
void leapfile_kernel(struct daemon *d, enum clock_leap leap);

#endif
