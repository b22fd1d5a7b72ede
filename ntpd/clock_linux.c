/*
 * clock_linux.c -- setting the clock by adjtimex(2).
 *
 * Frequencies up to 500 ppm go into the kernel's frequency; the rest of a fast
 * slew is made of longer or shorter ticks.  A leap second that the kernel has
 * been told of comes at the end of the UTC day.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <math.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <unistd.h>

#include "clock.h"
#include "names.h"

#define PPM 1e-6
#define FREQ_UNITS 65536.0   /* of timex.freq, per PPM */
#define FREQ_MAX 500e-6      /* s/s that timex.freq can express */
#define ERROR_MAX 16.0       /* s, NTP_PHASE_LIMIT */
#define NANO 1e9

/* Only to ask, not to change anything: the errors keep what they are. */
bool
clock_can_steer(void)
{
	struct timex tx = { 0 };

	if (adjtimex(&tx) < 0)
		return false;
	tx.modes = ADJ_MAXERROR;
	return adjtimex(&tx) >= 0;
}

/* Split FREQ (s/s) into ticks and what is left for timex.freq. */
static void
set_frequency(struct timex *tx, double freq)
{
	long hertz = sysconf(_SC_CLK_TCK);
	double tick = 1e6 / (double)hertz; /* us */
	double ticks = fabs(freq) > FREQ_MAX ? rint(freq * tick) : 0;

	tx->modes |= ADJ_FREQUENCY | ADJ_TICK;
	tx->tick = lrint(tick + ticks);
	tx->freq = lrint((freq - ticks / tick) / PPM * FREQ_UNITS);
}

static long
microseconds(double s)
{
	return lrint(fmin(fabs(s), ERROR_MAX) * 1e6);
}

static int
step(double s)
{
	struct timex tx = { .modes = ADJ_SETOFFSET | ADJ_NANO };
	double whole = floor(s);

	tx.time.tv_sec = (time_t)whole;
	tx.time.tv_usec = (suseconds_t)lrint((s - whole) * NANO);
	if (tx.time.tv_usec >= (suseconds_t)NANO) {
		tx.time.tv_usec -= (suseconds_t)NANO;
		tx.time.tv_sec++;
	}
	return adjtimex(&tx) < 0 ? -1 : 0;
}

/* Let the kernel slew by S (s) after we are gone. */
static int
leave_slewing(double s)
{
	struct timeval tv;
	double whole = floor(s);

	tv.tv_sec = (time_t)whole;
	tv.tv_usec = (suseconds_t)((s - whole) * 1e6);
	return adjtime(&tv, NULL);
}

/* Tell the kernel what TAI less UTC is, unless it knows: TX is its answer. */
static int
set_tai(const struct timex *tx, int tai)
{
	struct timex set = { .modes = ADJ_TAI, .constant = tai };

	return tx->tai == tai || adjtimex(&set) >= 0 ? 0 : -1;
}

/* Returns what STATE, an answer of adjtimex(), means. */
static enum clock_leap
leap_of(int state)
{
	switch (state) {
	case TIME_INS:
		return CLOCK_INSERTS;
	case TIME_DEL:
		return CLOCK_DELETES;
	case TIME_OOP:
		return CLOCK_LEAPS;
	case TIME_WAIT:
		return CLOCK_LEAPT;
	default:
		return CLOCK_NO_LEAP;
	}
}

int
clock_apply(const struct action *a, enum clock_leap *leap)
{
	int state;

	struct timex tx = { .modes = ADJ_MAXERROR | ADJ_ESTERROR | ADJ_STATUS |
	    ADJ_TIMECONST | ADJ_NANO };

	if (a->u.clock.step != 0 && step(a->u.clock.step) != 0)
		return -1;
	set_frequency(&tx, a->u.clock.freq);
	tx.maxerror = microseconds(a->u.clock.maxerror);
	tx.esterror = microseconds(a->u.clock.esterror);
	tx.constant = a->u.clock.tc;
	if (a->u.clock.leap == LEAP_ALARM)
		tx.status = STA_UNSYNC;
	if (a->u.clock.leap_step != 0)
		tx.status |= a->u.clock.leap_step < 0 ? STA_INS : STA_DEL;
	state = adjtimex(&tx);
	if (state < 0 ||
	    (a->u.clock.tai != 0 && set_tai(&tx, a->u.clock.tai) != 0))
		return -1;
	*leap = leap_of(state);
	return a->u.clock.slew != 0 ? leave_slewing(a->u.clock.slew) : 0;
}

void
clock_report(struct report_kernel *k)
{
	struct timex tx = { 0 };

	*k = (struct report_kernel){ 0 };
	if (adjtimex(&tx) < 0)
		return;
	*k = (struct report_kernel){ .offset = (int32_t)tx.offset,
		.freq = (int32_t)tx.freq, .maxerror = (int32_t)tx.maxerror,
		.esterror = (int32_t)tx.esterror,
		.status = (uint16_t)tx.status, .shift = (uint16_t)tx.shift,
		.constant = (int32_t)tx.constant,
		.precision = (int32_t)tx.precision,
		.tolerance = (int32_t)tx.tolerance,
		.ppsfreq = (int32_t)tx.ppsfreq, .jitter = (int32_t)tx.jitter,
		.stabil = (int32_t)tx.stabil, .jitcnt = (int32_t)tx.jitcnt,
		.calcnt = (int32_t)tx.calcnt, .errcnt = (int32_t)tx.errcnt,
		.stbcnt = (int32_t)tx.stbcnt };
}
