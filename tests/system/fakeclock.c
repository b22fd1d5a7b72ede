/*
 * fakeclock.c -- a clock that lets itself be set, and stays as it is.
 *
 * Preloaded into a program under test, so that it believes to have the right
 * to set the clock.  What it does is told on the descriptor FAKECLOCK names.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/timex.h>

int
adjtimex(struct timex *tx)
{
	const char *fd = getenv("FAKECLOCK");

	if (fd == NULL)
		return TIME_OK;
	if ((tx->modes & ADJ_SETOFFSET) != 0)
		dprintf((int)strtol(fd, NULL, 10), "step %lld.%09ld\n",
		    (long long)tx->time.tv_sec, (long)tx->time.tv_usec);
	else if ((tx->modes & ADJ_FREQUENCY) != 0)
		dprintf((int)strtol(fd, NULL, 10), "freq %.3f\n",
		    (double)tx->freq / 65536);
	return TIME_OK;
}

int
adjtime(const struct timeval *delta, struct timeval *left)
{
	const char *fd = getenv("FAKECLOCK");

	(void)left;
	if (fd != NULL)
		dprintf((int)strtol(fd, NULL, 10), "slew %lld.%06ld\n",
		    (long long)delta->tv_sec, (long)delta->tv_usec);
	return 0;
}

/* Nobody is to get past us to the real one. */
int
clock_settime(clockid_t clock, const struct timespec *now)
{
	(void)clock;
	(void)now;
	errno = EPERM;
	return -1;
}

int
settimeofday(const struct timeval *tv, const struct timezone *tz)
{
	(void)tv;
	(void)tz;
	errno = EPERM;
	return -1;
}
