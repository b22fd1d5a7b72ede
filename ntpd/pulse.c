/*
 * pulse.c -- a pulse each second, as the kernel saw it (RFC 2783).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include <linux/pps.h>

#include "pulse.h"

#define RANGE 500e-6 /* s from the phase of the pulse before */

bool
pulse_open(struct pulse *p, const struct refclock_kernel *kernel,
    const char *path)
{
	struct pps_kparams params = { .api_version = PPS_API_VERS };

	*p = (struct pulse){ .kernel = kernel, .fd = -1 };
	p->fd = kernel->open(path, O_RDWR | O_CLOEXEC);
	if (p->fd < 0)
		return false;
	/* Sources that catch one edge only refuse the other: not an error. */
	if (kernel->ioctl(p->fd, PPS_GETPARAMS, &params) == 0) {
		params.mode |= PPS_CAPTUREASSERT | PPS_CAPTURECLEAR |
		    PPS_TSFMT_TSPEC;
		if (kernel->ioctl(p->fd, PPS_SETPARAMS, &params) != 0) {
			params.mode &= ~PPS_CAPTURECLEAR;
			(void)kernel->ioctl(p->fd, PPS_SETPARAMS, &params);
		}
	}
	return true;
}

bool
pulse_read(struct pulse *p, bool clear, struct timespec *when)
{
	struct pps_fdata data = { .timeout = { .sec = 0 } };
	const struct pps_ktime *t;
	unsigned number;
	double phase, moved;
	bool steady;

	if (p->kernel->ioctl(p->fd, PPS_FETCH, &data) != 0)
		return false;
	t = clear ? &data.info.clear_tu : &data.info.assert_tu;
	number = clear ? data.info.clear_sequence : data.info.assert_sequence;
	if (number == p->last || number == 0)
		return false;
	p->last = number;
	when->tv_sec = (time_t)t->sec;
	when->tv_nsec = t->nsec;
	phase = t->nsec * 1e-9;
	moved = remainder(phase - p->phase, 1);
	steady = p->any && fabs(moved) < RANGE;
	p->phase = phase;
	p->any = true;
	return steady;
}

void
pulse_close(struct pulse *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}
