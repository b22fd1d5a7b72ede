/*
 * refclocks.h -- the drivers of reference clocks, and what they read.
 *
 * A driver is one file and one row in the table of refclocks.c.  It is asked
 * once a second, and whenever its descriptor has something to read.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef REFCLOCKS_H
#define REFCLOCKS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "host.h"

#define REFCLOCK_PATH 128 /* octets of a device's name */
#define REFCLOCK_FLAG1 1u /* bits of the fudge flags */
#define REFCLOCK_FLAG2 2u
#define REFCLOCK_FLAG4 8u

struct refclock_driver;

/* What drivers need of the kernel; tests have another one. */
struct refclock_kernel {
	int (*open)(const char *path, int flags);
	int (*ioctl)(int fd, unsigned long request, void *arg);
	int (*gettime)(clockid_t id, struct timespec *t);
};

/* A clock that is open. */
struct refclock_device {
	const struct refclock_driver *driver;
	uint32_t id;            /* of its association */
	uint8_t unit;
	unsigned mode, flags;   /* see ACT_REFCLOCK */
	const struct refclock_kernel *kernel;
	int fd;                 /* to wait for; -1: none */
	void *own;              /* the driver's */
};

struct refclock_driver {
	unsigned type;          /* 127.127.type.unit */

	/* Open D; returns false, logged, if that cannot be. */
	bool (*open)(struct refclock_device *d);

	/*
	 * Put what D says into R, whose fields are zero.
	 * Returns false if it says nothing new.
	 */
	bool (*read)(struct refclock_device *d, struct clock_reading *r);

	/* Close D; D itself is the caller's. */
	void (*close)(struct refclock_device *d);
};

extern const struct refclock_driver refclock_gpsd, refclock_nmea, refclock_phc,
    refclock_pps, refclock_shm;

/* The clocks that are open.  All zero: none. */
struct refclocks {
	struct refclock_device **open;
	size_t n;
	double due;             /* mono when they are asked next */
};

/* Carry out the ACT_REFCLOCK A: open a clock, or change how it is read. */
void refclocks_open(struct refclocks *r, const struct action *a);

/* Close the clock of the association ID, if it has one. */
void refclocks_close(struct refclocks *r, uint32_t id);

/* Returns when the clocks must be asked next (mono); INFINITY: never. */
double refclocks_due(const struct refclocks *r);

/* Put the descriptors to wait for, R.n of them, into FDS. */
void refclocks_poll(const struct refclocks *r, struct pollfd *fds);

/* What is done with a reading of the clock ID. */
typedef void refclocks_take(void *ctx, uint32_t id,
    const struct clock_reading *reading);

/*
 * Ask all clocks at MONO, if it is time, and those that FDS, as filled by
 * refclocks_poll(), say have data; TAKE is given CTX and what they say.
 */
void refclocks_read(struct refclocks *r, double mono,
    const struct pollfd *fds, refclocks_take *take, void *ctx);

/* Close all and release what R holds. */
void refclocks_free(struct refclocks *r);

/* Returns A - B in s. */
double refclocks_between(const struct timespec *a, const struct timespec *b);

#endif
