/*
 * leapclock.c -- a clock of another day that can be set and does leap seconds.
 *
 * Preloaded into a program under test: its wall clock reads FAKENOW (s since
 * 1970) at first, and adjtimex() is answered as the kernel would, with a leap
 * second at the end of the day if STA_INS or STA_DEL asks for it.  What it is
 * told is written to the descriptor FAKECLOCK.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#define DAY 86400

static int started, armed, state, tai;
static long long ahead; /* s, of the real clock */
static time_t leap_at;

int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	int result = (int)syscall(SYS_clock_gettime, clock, ts);
	const char *text = getenv("FAKENOW");

	if (clock != CLOCK_REALTIME || result != 0 || text == NULL)
		return result;
	if (!started)
		ahead = strtoll(text, NULL, 10) - ts->tv_sec;
	started = 1;
	ts->tv_sec += (time_t)ahead;
	if (armed == 0 || ts->tv_sec < leap_at)
		return 0;
	ahead += armed;
	ts->tv_sec += armed;
	tai -= armed;
	armed = 0;
	state = TIME_WAIT;
	return 0;
}

int
gettimeofday(struct timeval *tv, void *zone)
{
	struct timespec ts;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return -1;
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return 0;
}

static void
set_status(int status)
{
	int step = (status & STA_INS) != 0 ? -1 : (status & STA_DEL) != 0;
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	leap_at = ts.tv_sec - ts.tv_sec % DAY + DAY - (step > 0);
	if (state == TIME_WAIT && step != 0)
		return;
	armed = step;
	state = step < 0 ? TIME_INS : step > 0 ? TIME_DEL : TIME_OK;
}

int
adjtimex(struct timex *tx)
{
	const char *text = getenv("FAKECLOCK");
	int fd = text != NULL ? (int)strtol(text, NULL, 10) : -1;
	int answer = state;

	if ((tx->modes & ADJ_SETOFFSET) != 0)
		dprintf(fd, "step\n");
	if ((tx->modes & ADJ_TAI) != 0)
		dprintf(fd, "tai %d\n", tai = (int)tx->constant);
	if ((tx->modes & ADJ_STATUS) != 0) {
		dprintf(fd, "status%s%s%s\n",
		    tx->status & STA_INS ? " ins" : "",
		    tx->status & STA_DEL ? " del" : "",
		    tx->status & STA_UNSYNC ? " unsync" : "");
		set_status(tx->status);
		answer = state;
	}
	tx->tai = tai;
	return answer;
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
