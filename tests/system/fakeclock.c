/*
 * fakeclock.c -- a clock that lets itself be set, and stays as it is.
 *
 * Preloaded into a program under test, so that it believes to have the right
 * to set the clock.  What it does is told on the descriptor FAKECLOCK names.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#define _GNU_SOURCE
#include <sys/ioctl.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
		dprintf((int)strtol(fd, NULL, 10), "step %.9f\n",
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

/* --- the hardware clock -------------------------------------------------- */

int
open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...);
	va_list ap;
	mode_t mode;

	*(void **)&real = dlsym(RTLD_NEXT, "open");
	va_start(ap, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (strncmp(path, "/dev/rtc", 8) != 0)
		return real(path, flags, mode);
	if (getenv("FAKECLOCK") != NULL && getenv("NO_RTC") == NULL)
		return real("/dev/null", flags);
	errno = ENOENT;
	return -1;
}

/* FAKE_ADJTIME is what tells UTC from local time. */
FILE *
fopen(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *);
	const char *adjtime = getenv("FAKE_ADJTIME");

	*(void **)&real = dlsym(RTLD_NEXT, "fopen");
	return real(adjtime != NULL && strcmp(path, "/etc/adjtime") == 0 ?
	    adjtime : path, mode);
}

int
ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int, unsigned long, ...);
	const char *to = getenv("FAKECLOCK");
	const struct rtc_time *t;
	struct timespec now;
	va_list ap;
	void *argument;

	*(void **)&real = dlsym(RTLD_NEXT, "ioctl");
	va_start(ap, request);
	argument = va_arg(ap, void *);
	va_end(ap);
	if (request != RTC_SET_TIME)
		return real(fd, request, argument);
	t = argument;
	if (to == NULL || clock_gettime(CLOCK_REALTIME, &now) != 0) {
		errno = EPERM;
		return -1;
	}
	dprintf((int)strtol(to, NULL, 10),
	    "rtc %04d-%02d-%02d %02d:%02d:%02d at %lld.%03ld\n",
	    t->tm_year + 1900, t->tm_mon + 1, t->tm_mday, t->tm_hour,
	    t->tm_min, t->tm_sec, (long long)now.tv_sec,
	    now.tv_nsec / 1000000);
	return 0;
}
