/*
 * refclock_pps.c -- type 22: pulses of /dev/ppsU.
 *
 * A pulse says when a second begins and not which one: another source must be
 * preferred for that (see libntp/sources.c).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "names.h"
#include "pulse.h"

#define PRECISION (-20)

struct pps {
	struct pulse pulse;
	char timecode[32];
};

static bool
pps_open(struct refclock_device *d)
{
	struct pps *pps = calloc(1, sizeof *pps);
	char path[REFCLOCK_PATH];

	snprintf(path, sizeof path, "/dev/pps%u", d->unit);
	if (pps == NULL || !pulse_open(&pps->pulse, d->kernel, path)) {
		log_printf(PRI_ERR, "PPS(%u): %s: %s", d->unit, path,
		    strerror(errno));
		free(pps);
		return false;
	}
	d->own = pps;
	return true;
}

static bool
pps_read(struct refclock_device *d, struct clock_reading *r)
{
	struct pps *pps = d->own;
	struct timespec pulse, now;
	double fraction;

	if (!pulse_read(&pps->pulse, (d->flags & REFCLOCK_FLAG2) != 0, &pulse))
		return false;
	d->kernel->gettime(CLOCK_REALTIME, &now);
	fraction = (double)pulse.tv_nsec * 1e-9;
	r->offset = fraction < 0.5 ? -fraction : 1 - fraction;
	r->age = refclocks_between(&now, &pulse);
	r->precision = PRECISION;
	r->pps = true;
	if ((d->flags & REFCLOCK_FLAG4) != 0) {
		snprintf(pps->timecode, sizeof pps->timecode, "%.9f",
		    r->offset);
		r->timecode = pps->timecode;
	}
	return true;
}

static void
pps_close(struct refclock_device *d)
{
	struct pps *pps = d->own;

	pulse_close(&pps->pulse);
	free(pps);
}

const struct refclock_driver refclock_pps = { .type = 22, .open = pps_open,
	.read = pps_read, .close = pps_close };
