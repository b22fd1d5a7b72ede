/*
 * pulse.h -- a pulse each second, as the kernel saw it (RFC 2783).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PULSE_H
#define PULSE_H

#include <stdbool.h>
#include <time.h>

#include "refclocks.h"

/* A source of pulses. */
struct pulse {
	const struct refclock_kernel *kernel;
	int fd;             /* -1: none */
	unsigned last;      /* number of the last one taken */
	double phase;       /* s, of the one before, 0..1 */
	bool any;           /* there was one before */
};

/*
 * Open PATH, "/dev/pps0", as P.
 *
 * Returns false, with errno set, if that cannot be.
 */
bool pulse_open(struct pulse *p, const struct refclock_kernel *kernel,
    const char *path);

/*
 * Put the time of the newest pulse by this host's clock into WHEN: of its
 * rising edge, or of the falling one if CLEAR.
 *
 * Returns false if there is none that is new and 1 s, within 500 us, after an
 * earlier one.
 */
bool pulse_read(struct pulse *p, bool clear, struct timespec *when);

void pulse_close(struct pulse *p);

#endif
