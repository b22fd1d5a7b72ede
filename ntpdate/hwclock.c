/*
 * hwclock.c -- the clock that goes on while the machine is off (--hwclock).
 *
 * It counts seconds and can be set to whole ones only; the usual one, of PCs,
 * begins the next second half a second after it was set.  So it is set in the
 * middle of a second.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <sys/ioctl.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtc.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "hwclock.h"

#define ADJTIME "/etc/adjtime" /* hwclock's; its third line: UTC or LOCAL */
#define MIDDLE 0.5             /* s after a full second */
#define SPAN_MAX 4e9           /* s: beyond any correction that makes sense */

int
hwclock_open(const struct output *out)
{
	static const char *const names[] = { "/dev/rtc", "/dev/rtc0" };
	int fd = -1;

	for (size_t i = 0; fd < 0 && i < sizeof names / sizeof names[0]; i++)
		fd = open(names[i], O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		output_log(out, PRI_ERR, "cannot open the hardware clock %s: "
		    "%s", names[0], strerror(errno));
	return fd;
}

/* Is the hardware clock kept in local time? */
static bool
is_local(void)
{
	FILE *f = fopen(ADJTIME, "re");
	char line[64] = "";

	if (f == NULL)
		return false;
	for (int i = 0; i < 3; i++)
		if (fgets(line, sizeof line, f) == NULL)
			line[0] = '\0';
	(void)fclose(f); /* only read */
	return strncmp(line, "LOCAL", 5) == 0;
}

/* Wait until the clock that is AHEAD of the system's is in mid-second. */
static time_t
wait_for_middle(double ahead)
{
	struct timespec ts;
	double now, wait;

	(void)clock_gettime(CLOCK_REALTIME, &ts); /* cannot fail */
	now = (double)ts.tv_nsec / 1e9 + ahead;
	wait = fmod(MIDDLE - now, 1);
	if (wait < 0)
		wait++;
	ts.tv_sec += (time_t)floor(now + wait);
	nanosleep(&(struct timespec){ .tv_nsec = (long)(wait * 1e9) }, NULL);
	return ts.tv_sec;
}

int
hwclock_set(int fd, double ahead, const struct output *out)
{
	struct rtc_time rtc = { 0 };
	struct tm tm = { 0 };
	time_t when;

	if (!(fabs(ahead) < SPAN_MAX))
		ahead = 0;
	when = wait_for_middle(ahead);
	if ((is_local() ? localtime_r(&when, &tm) : gmtime_r(&when, &tm)) ==
	    NULL)
		return -1;
	rtc.tm_sec = tm.tm_sec;
	rtc.tm_min = tm.tm_min;
	rtc.tm_hour = tm.tm_hour;
	rtc.tm_mday = tm.tm_mday;
	rtc.tm_mon = tm.tm_mon;
	rtc.tm_year = tm.tm_year;
	if (ioctl(fd, RTC_SET_TIME, &rtc) == 0)
		return 0;
	output_log(out, PRI_ERR, "cannot set the hardware clock: %s",
	    strerror(errno));
	return -1;
}
