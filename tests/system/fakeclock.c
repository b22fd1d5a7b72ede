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
#include <time.h>

int
adjtimex(struct timex *tx)
{
	const char *fd = getenv("FAKECLOCK");

	if (fd == NULL)
		return TIME_OK;
	if ((tx->modes & ADJ_SETOFFSET) != 0)
		dprintf((int)strtol(fd, NULL, 10), "step %.6f\n",
		    (double)tx->time.tv_sec +
		    (double)tx->time.tv_usec / 1e9);
	else if ((tx->modes & ADJ_FREQUENCY) != 0)
		dprintf((int)strtol(fd, NULL, 10), "freq %.3f\n",
		    (double)tx->freq / 65536);
	return TIME_OK;
}

int
adjtime(const struct timeval *delta, struct timeval *left)
{
	const char *fd = getenv("FAKECLOCK");

	if (left != NULL)
		*left = (struct timeval){ .tv_sec = 0 };
	if (fd != NULL)
		dprintf((int)strtol(fd, NULL, 10), "slew %.6f\n",
		    (double)delta->tv_sec + (double)delta->tv_usec / 1e6);
	return 0;
}

/* Nobody is to get past us to the real one. */
int
clock_settime(clockid_t clock, const struct timespec *now)
{
	const char *fd = getenv("FAKECLOCK");
	struct timespec was;

	if (fd == NULL || clock_gettime(clock, &was) != 0) {
		errno = EPERM;
		return -1;
	}
	dprintf((int)strtol(fd, NULL, 10), "set %.6f\n",
	    (double)(now->tv_sec - was.tv_sec) +
	    (double)(now->tv_nsec - was.tv_nsec) / 1e9);
	return 0;
}

int
settimeofday(const struct timeval *tv, const struct timezone *tz)
{
	(void)tv;
	(void)tz;
	errno = EPERM;
	return -1;
}
