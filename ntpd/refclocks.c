/*
 * refclocks.c -- the drivers of reference clocks, and what they read.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "log.h"
#include "names.h"
#include "refclocks.h"

#define EVERY 1.0 /* s */

static const struct refclock_driver *const drivers[] = {
	&refclock_gpsd, &refclock_nmea, &refclock_phc, &refclock_pps,
	&refclock_shm
};
#define DRIVERS (sizeof drivers / sizeof drivers[0])

static int
kernel_open(const char *path, int flags)
{
	return open(path, flags);
}

static int
kernel_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg);
}

static const struct refclock_kernel linux_kernel = { kernel_open,
	kernel_ioctl, clock_gettime };

static const struct refclock_driver *
find_driver(unsigned type)
{
	for (size_t i = 0; i < DRIVERS; i++)
		if (drivers[i]->type == type)
			return drivers[i];
	return NULL;
}

static struct refclock_device *
find_device(const struct refclocks *r, uint32_t id)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->open[i]->id == id)
			return r->open[i];
	return NULL;
}

/* Make and open what A asks for; returns NULL, logged, if that cannot be. */
static struct refclock_device *
open_device(const struct refclock_driver *driver, const struct action *a)
{
	struct refclock_device *d = calloc(1, sizeof *d);

	if (d == NULL) {
		log_printf(PRI_ERR, "reference clock: out of memory");
		return NULL;
	}
	d->driver = driver;
	d->fd = -1;
	d->id = a->u.refclock.id;
	d->unit = a->u.refclock.unit;
	d->mode = a->u.refclock.mode;
	d->flags = a->u.refclock.flags;
	d->kernel = &linux_kernel;
	if (driver->open(d))
		return d;
	free(d);
	return NULL;
}

void
refclocks_open(struct refclocks *r, const struct action *a)
{
	const struct refclock_driver *driver = find_driver(a->u.refclock.type);
	struct refclock_device *d = find_device(r, a->u.refclock.id), **more;

	*a->u.refclock.opened = d != NULL;
	if (d != NULL) {
		d->flags = a->u.refclock.flags;
		return;
	}
	more = reallocarray(r->open, r->n + 1, sizeof *more);
	if (driver == NULL || more == NULL) {
		log_printf(PRI_ERR, "reference clock type %u cannot be read "
		    "here", a->u.refclock.type);
		return;
	}
	r->open = more;
	d = open_device(driver, a);
	if (d == NULL)
		return;
	r->open[r->n++] = d;
	*a->u.refclock.opened = true;
}

void
refclocks_close(struct refclocks *r, uint32_t id)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->open[i]->id != id)
			continue;
		r->open[i]->driver->close(r->open[i]);
		free(r->open[i]);
		r->open[i] = r->open[--r->n];
		return;
	}
}

double
refclocks_due(const struct refclocks *r)
{
	return r->n > 0 ? r->due : INFINITY;
}

void
refclocks_poll(const struct refclocks *r, struct pollfd *fds)
{
	for (size_t i = 0; i < r->n; i++)
		fds[i] = (struct pollfd){ r->open[i]->fd, POLLIN, 0 };
}

void
refclocks_read(struct refclocks *r, double mono, const struct pollfd *fds,
    refclocks_take *take, void *ctx)
{
	bool all = mono >= r->due;

	if (all)
		r->due = mono + EVERY;
	for (size_t i = 0; i < r->n; i++) {
		struct refclock_device *d = r->open[i];
		struct clock_reading reading = { .event = CLK_UNSPEC };

		if ((all || fds[i].revents != 0) &&
		    d->driver->read(d, &reading))
			take(ctx, d->id, &reading);
	}
}

void
refclocks_free(struct refclocks *r)
{
	while (r->n > 0)
		refclocks_close(r, r->open[0]->id);
	free(r->open);
	r->open = NULL;
}

double
refclocks_between(const struct timespec *a, const struct timespec *b)
{
	return difftime(a->tv_sec, b->tv_sec) +
	    (double)(a->tv_nsec - b->tv_nsec) * 1e-9;
}
