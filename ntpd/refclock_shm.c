/*
 * refclock_shm.c -- type 28: another program leaves times in shared memory.
 *
 * Unit U is the System V segment 0x4e545030 + U.  In mode 1 the writer counts
 * before and after it writes, so that a reader notices that it was disturbed;
 * in mode 0 it only marks the segment as valid, which the reader takes back.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#include "log.h"
#include "names.h"
#include "refclocks.h"

#define KEY 0x4e545030
#define MODE_PRIVATE_UNIT 1  /* bit of "mode": only root may write */
#define OLDEST 10.0          /* s that a time may have been waiting */

/* The segment, as gpsd, chrony and others lay it out. */
struct segment {
	int mode;
	volatile int count;
	time_t clock_s;
	int clock_us;
	time_t receive_s;
	int receive_us;
	int leap;
	int precision;
	int nsamples;
	volatile int valid;
	unsigned clock_ns;
	unsigned receive_ns;
	int dummy[8];
};

struct shm {
	struct segment *segment;
	bool bad_mode;           /* that was logged */
	unsigned ticks, good, not_ready, bad, clash; /* since the last poll */
	char timecode[64];
};

static bool
shm_open_clock(struct refclock_device *d)
{
	bool private = d->unit < 2 || (d->mode & MODE_PRIVATE_UNIT) != 0;
	int id = shmget((key_t)(KEY + d->unit), sizeof(struct segment),
	    IPC_CREAT | (private ? 0600 : 0666));
	struct shm *shm = calloc(1, sizeof *shm);

	if (id < 0 || shm == NULL) {
		log_printf(PRI_ERR, "SHM shmget (unit %d): %s", d->unit,
		    strerror(errno));
		free(shm);
		return false;
	}
	shm->segment = shmat(id, NULL, 0);
	if (shm->segment == (void *)-1) {
		log_printf(PRI_ERR, "SHM shmat (unit %d): %s", d->unit,
		    strerror(errno));
		free(shm);
		return false;
	}
	shm->segment->precision = -1;
	shm->segment->valid = 0;
	shm->segment->nsamples = 3;
	d->own = shm;
	return true;
}

/*
 * Copy the segment to COPY and take its mark back.
 *
 * Returns false if the writer came in between.
 */
static bool
take_copy(struct segment *segment, struct segment *copy)
{
	int before = segment->count;

	__sync_synchronize();
	*copy = *segment;
	__sync_synchronize();
	segment->valid = 0;
	return copy->mode == 0 || segment->count == before;
}

/* Returns the time S, US and, if they only add digits, NS. */
static struct timespec
time_of(time_t s, int us, unsigned ns, bool fine)
{
	struct timespec t = { .tv_sec = s,
		.tv_nsec = fine ? (long)ns : (long)us * 1000 };

	return t;
}

/* Returns true if NS is US with more digits. */
static bool
is_finer(unsigned ns, int us)
{
	unsigned more = ns - 1000u * (unsigned)us;

	return us >= 0 && us < 1000000 && more < 1000;
}

/* Make COPY a reading; returns the event that says whether it is one. */
static enum clock_event
read_times(const struct refclock_device *d, const struct segment *copy,
    struct clock_reading *r)
{
	bool fine = is_finer(copy->clock_ns, copy->clock_us) &&
	    is_finer(copy->receive_ns, copy->receive_us);
	struct timespec clock = time_of(copy->clock_s, copy->clock_us,
	    copy->clock_ns, fine);
	struct timespec received = time_of(copy->receive_s, copy->receive_us,
	    copy->receive_ns, fine);
	struct timespec now;

	d->kernel->gettime(CLOCK_REALTIME, &now);
	r->offset = refclocks_between(&clock, &received);
	r->age = refclocks_between(&now, &received);
	r->leap = (uint8_t)(copy->leap & 3);
	r->precision = copy->precision < -31 || copy->precision > 0 ? -1 :
	    (int8_t)copy->precision;
	if (r->age < -1 || r->age > OLDEST)
		return CLK_BAD_TIME;
	return CLK_UNSPEC;
}

/* With flag4: put what was counted into words. */
static void
tell(const struct refclock_device *d, struct clock_reading *r)
{
	struct shm *shm = d->own;

	if ((d->flags & REFCLOCK_FLAG4) == 0)
		return;
	snprintf(shm->timecode, sizeof shm->timecode, "%3u %3u %3u %3u %3u",
	    shm->ticks, shm->good, shm->not_ready, shm->bad, shm->clash);
	r->timecode = shm->timecode;
}

static bool
shm_read(struct refclock_device *d, struct clock_reading *r)
{
	struct shm *shm = d->own;
	struct segment copy;

	shm->ticks++;
	if (shm->segment->valid == 0) {
		shm->not_ready++;
		return false;
	}
	if (!take_copy(shm->segment, &copy)) {
		log_printf(PRI_NOTICE, "SHM: access clash in shared memory");
		shm->clash++;
		r->event = CLK_FAULT;
	} else if (copy.mode != 0 && copy.mode != 1) {
		if (!shm->bad_mode)
			log_printf(PRI_ERR, "SHM: bad mode found in shared "
			    "memory: %d", copy.mode);
		shm->bad_mode = true;
		shm->bad++;
		r->event = CLK_FAULT;
	} else {
		r->event = (uint8_t)read_times(d, &copy, r);
		if (r->event == CLK_UNSPEC)
			shm->good++;
		else
			shm->bad++;
	}
	tell(d, r);
	return true;
}

static void
shm_close(struct refclock_device *d)
{
	struct shm *shm = d->own;

	(void)shmdt(shm->segment); /* it is attached */
	free(shm);
}

const struct refclock_driver refclock_shm = { .type = 28,
	.open = shm_open_clock, .read = shm_read, .close = shm_close };
