/*
 * refclock_phc.c -- type 47: the PTP hardware clock /dev/ptpU.
 *
 * The kernel reads that clock between two readings of the system's; of ten
 * such triples the tightest counts.  Mode 1: the clock keeps TAI, not UTC.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/ptp_clock.h>

#include "log.h"
#include "names.h"
#include "refclocks.h"

#define TRIPLES 10
#define PRECISION (-25)
#define MODE_TAI 1u

struct phc {
	int fd;
};

static struct timespec
spec(const struct ptp_clock_time *t)
{
	return (struct timespec){ (time_t)t->sec, (long)t->nsec };
}

/* A reading of the clock between two of the system's. */
struct triple {
	double offset;  /* s, clock - system */
	double width;   /* s */
};

static struct triple
make_triple(const struct ptp_clock_time *before,
    const struct ptp_clock_time *clock, const struct ptp_clock_time *after)
{
	struct timespec b = spec(before), c = spec(clock), a = spec(after);
	double width = refclocks_between(&a, &b);

	return (struct triple){ refclocks_between(&c, &b) - width / 2, width };
}

static void
keep_tighter(struct triple *best, struct triple t)
{
	if (t.width >= 0 && t.width < best->width)
		*best = t;
}

/* Ask the kernel, in the way of newer ones or of all; false: it cannot. */
static bool
ask(const struct refclock_device *d, struct triple *best)
{
	struct ptp_sys_offset_extended more = { .n_samples = TRIPLES };
	struct ptp_sys_offset plain = { .n_samples = TRIPLES };
	int fd = ((const struct phc *)d->own)->fd;

	best->width = INFINITY;
	if (d->kernel->ioctl(fd, PTP_SYS_OFFSET_EXTENDED, &more) == 0) {
		for (unsigned i = 0; i < TRIPLES; i++)
			keep_tighter(best, make_triple(&more.ts[i][0],
			    &more.ts[i][1], &more.ts[i][2]));
	} else if (d->kernel->ioctl(fd, PTP_SYS_OFFSET, &plain) == 0) {
		for (unsigned i = 0; i < TRIPLES; i++)
			keep_tighter(best, make_triple(&plain.ts[2 * i],
			    &plain.ts[2 * i + 1], &plain.ts[2 * i + 2]));
	}
	return isfinite(best->width);
}

static bool
phc_open(struct refclock_device *d)
{
	struct phc *phc = calloc(1, sizeof *phc);
	char path[REFCLOCK_PATH];
	struct triple first;

	snprintf(path, sizeof path, "/dev/ptp%u", d->unit);
	if (phc != NULL)
		phc->fd = d->kernel->open(path, O_RDWR | O_CLOEXEC);
	if (phc == NULL || phc->fd < 0) {
		log_printf(PRI_ERR, "PHC(%u): %s: %s", d->unit, path,
		    strerror(errno));
		free(phc);
		return false;
	}
	d->own = phc;
	if (ask(d, &first))
		return true;
	log_printf(PRI_ERR, "PHC(%u): %s cannot be compared with the system "
	    "clock: %s", d->unit, path, strerror(errno));
	d->driver->close(d);
	return false;
}

/* Returns TAI - UTC as the kernel has it, s; 0 if it does not know. */
static double
tai(const struct refclock_device *d)
{
	struct timespec atomic, utc;

	if (d->kernel->gettime(CLOCK_TAI, &atomic) != 0 ||
	    d->kernel->gettime(CLOCK_REALTIME, &utc) != 0)
		return 0;
	return rint(refclocks_between(&atomic, &utc));
}

static bool
phc_read(struct refclock_device *d, struct clock_reading *r)
{
	struct triple best;

	r->precision = PRECISION;
	if (!ask(d, &best)) {
		r->event = CLK_FAULT;
		return true;
	}
	r->offset = best.offset - ((d->mode & MODE_TAI) != 0 ? tai(d) : 0);
	return true;
}

static void
phc_close(struct refclock_device *d)
{
	struct phc *phc = d->own;

	close(phc->fd);
	free(phc);
}

const struct refclock_driver refclock_phc = { .type = 47, .open = phc_open,
	.read = phc_read, .close = phc_close };
