/*
 * check_refclocks.c -- drivers whose kernel is a table of our own.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/pps.h>
#include <linux/ptp_clock.h>

#include "names.h"
#include "refclocks.h"
#include "suite.h"

#define NOW 1795287600

/* What the kernel below says; one test at a time runs in a process. */
static struct {
	char path[REFCLOCK_PATH];   /* opened last */
	bool missing;               /* nothing can be opened */
	bool only_plain;            /* no PTP_SYS_OFFSET_EXTENDED */
	bool broken;                /* nor anything else */
	struct timespec now;
	struct pps_kinfo pulse;
	int capture;                /* mode that was set */
	int64_t offset;             /* ns, of the hardware clock */
} kernel;

static int
fake_open(const char *path, int flags)
{
	(void)flags;
	snprintf(kernel.path, sizeof kernel.path, "%s", path);
	if (!kernel.missing)
		return open("/dev/null", O_RDWR | O_CLOEXEC);
	errno = ENOENT;
	return -1;
}

static struct ptp_clock_time
ptp_time(int64_t ns)
{
	return (struct ptp_clock_time){ .sec = NOW + ns / 1000000000,
		.nsec = (uint32_t)(ns % 1000000000) };
}

/* Triples get tighter, but for one in the middle that is best. */
static int64_t
width_of(unsigned i)
{
	return i == 5 ? 200 : 100000 - 1000 * (int64_t)i;
}

static void
fill_extended(struct ptp_sys_offset_extended *e)
{
	int64_t at = 1000000;

	for (unsigned i = 0; i < e->n_samples; i++, at += 1000000) {
		/* The clock is read late in those that are loose. */
		e->ts[i][0] = ptp_time(at);
		e->ts[i][1] = ptp_time(at + kernel.offset + width_of(i) *
		    (i == 5 ? 1 : 2) / 2);
		e->ts[i][2] = ptp_time(at + width_of(i));
	}
}

static void
fill_plain(struct ptp_sys_offset *o)
{
	int64_t at = 1000000;

	for (unsigned i = 0; i < o->n_samples; i++) {
		o->ts[2 * i] = ptp_time(at);
		o->ts[2 * i + 1] = ptp_time(at + kernel.offset +
		    width_of(i) / 2);
		at += width_of(i);
	}
	o->ts[2 * o->n_samples] = ptp_time(at);
}

static int
fake_ioctl(int fd, unsigned long request, void *arg)
{
	(void)fd;
	errno = ENOTTY;
	if (kernel.broken)
		return -1;
	switch (request) {
	case PPS_GETPARAMS:
		return 0;
	case PPS_SETPARAMS:
		kernel.capture = ((struct pps_kparams *)arg)->mode;
		return 0;
	case PPS_FETCH:
		((struct pps_fdata *)arg)->info = kernel.pulse;
		return 0;
	case PTP_SYS_OFFSET_EXTENDED:
		if (kernel.only_plain)
			return -1;
		fill_extended(arg);
		return 0;
	case PTP_SYS_OFFSET:
		fill_plain(arg);
		return 0;
	default:
		return -1;
	}
}

static int
fake_gettime(clockid_t id, struct timespec *t)
{
	*t = kernel.now;
	if (id == CLOCK_TAI)
		t->tv_sec += 37;
	return 0;
}

static const struct refclock_kernel fake = { fake_open, fake_ioctl,
	fake_gettime };

/* Open unit 3 of DRIVER with MODE and FLAGS as D; returns whether it opened. */
static bool
set_up(struct refclock_device *d, const struct refclock_driver *driver,
    unsigned mode, unsigned flags)
{
	*d = (struct refclock_device){ .driver = driver, .id = 1, .unit = 3,
		.mode = mode, .flags = flags, .kernel = &fake, .fd = -1 };
	kernel.now = (struct timespec){ NOW, 500000000 };
	return driver->open(d);
}

static void
beat(long rising, long falling)
{
	kernel.pulse.assert_sequence++;
	kernel.pulse.clear_sequence++;
	kernel.pulse.assert_tu.sec = kernel.pulse.clear_tu.sec = NOW;
	kernel.pulse.assert_tu.nsec = (int)rising;
	kernel.pulse.clear_tu.nsec = (int)falling;
}

START_TEST(a_pulse_is_how_far_the_clock_is_from_a_whole_second)
{
	struct refclock_device d;
	struct clock_reading r = { .offset = 0 };

	ck_assert(set_up(&d, &refclock_pps, 0, 0));
	ck_assert_str_eq(kernel.path, "/dev/pps3");
	ck_assert((kernel.capture & PPS_CAPTUREASSERT) != 0);
	beat(1000, 0);
	ck_assert(!d.driver->read(&d, &r)); /* which may be anything */
	beat(1200, 0);
	ck_assert(d.driver->read(&d, &r));
	ck_assert(r.pps);
	ck_assert_double_eq_tol(r.offset, -1.2e-6, 1e-12);
	ck_assert_double_eq_tol(r.age, 0.5 - 1.2e-6, 1e-9);
	ck_assert_ptr_null(r.timecode);
	beat(999998800, 0);
	ck_assert(d.driver->read(&d, &r));
	ck_assert_double_eq_tol(r.offset, 1.2e-6, 1e-12);
	d.driver->close(&d);
}
END_TEST

START_TEST(no_pulse_counts_twice_and_none_that_comes_out_of_step)
{
	struct refclock_device d;
	struct clock_reading r = { .offset = 0 };

	ck_assert(set_up(&d, &refclock_pps, 0, REFCLOCK_FLAG4));
	beat(1000, 0);
	(void)d.driver->read(&d, &r);
	beat(1000, 0);
	ck_assert(d.driver->read(&d, &r));
	ck_assert_str_eq(r.timecode, "-0.000001000");
	ck_assert(!d.driver->read(&d, &r));
	beat(600000, 0);
	ck_assert(!d.driver->read(&d, &r));
	beat(600100, 0);
	ck_assert(d.driver->read(&d, &r));
	d.driver->close(&d);
}
END_TEST

START_TEST(flag2_takes_the_falling_edge)
{
	struct refclock_device d;
	struct clock_reading r = { .offset = 0 };

	ck_assert(set_up(&d, &refclock_pps, 0, REFCLOCK_FLAG2));
	beat(1000, 100000000);
	(void)d.driver->read(&d, &r);
	beat(1000, 100000000);
	ck_assert(d.driver->read(&d, &r));
	ck_assert_double_eq_tol(r.offset, -0.1, 1e-12);
	d.driver->close(&d);
}
END_TEST

START_TEST(of_ten_comparisons_the_tightest_counts)
{
	struct refclock_device d;
	struct clock_reading r = { .offset = 0 };

	for (int plain = 0; plain < 2; plain++) {
		kernel.only_plain = plain != 0;
		kernel.offset = 1234567;
		ck_assert(set_up(&d, &refclock_phc, 0, 0));
		ck_assert_str_eq(kernel.path, "/dev/ptp3");
		ck_assert(d.driver->read(&d, &r));
		ck_assert_uint_eq(r.event, CLK_UNSPEC);
		ck_assert_double_eq_tol(r.offset, 1.234567e-3, 2e-9);
		d.driver->close(&d);
	}
}
END_TEST

START_TEST(mode_1_is_a_clock_that_keeps_tai)
{
	struct refclock_device d;
	struct clock_reading r = { .offset = 0 };

	kernel.offset = INT64_C(37000000000);
	ck_assert(set_up(&d, &refclock_phc, 1, 0));
	ck_assert(d.driver->read(&d, &r));
	ck_assert_double_eq_tol(r.offset, 0, 2e-9);
	kernel.broken = true;
	r = (struct clock_reading){ .offset = 0 };
	ck_assert(d.driver->read(&d, &r));
	ck_assert_uint_eq(r.event, CLK_FAULT);
	d.driver->close(&d);
}
END_TEST

START_TEST(a_device_that_is_not_there_opens_nothing)
{
	static const struct refclock_driver *const drivers[] = {
		&refclock_pps, &refclock_phc, &refclock_nmea };
	struct refclock_device d;

	kernel.missing = true;
	for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++)
		ck_assert(!set_up(&d, drivers[i], 0, 0));
	kernel.missing = false;
	kernel.broken = true;
	ck_assert(!set_up(&d, &refclock_phc, 0, 0));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("reference clock drivers");
	TCase *pps = tcase_create("PPS"), *phc = tcase_create("PHC");

	tcase_add_test(pps,
	    a_pulse_is_how_far_the_clock_is_from_a_whole_second);
	tcase_add_test(pps,
	    no_pulse_counts_twice_and_none_that_comes_out_of_step);
	tcase_add_test(pps, flag2_takes_the_falling_edge);
	tcase_add_test(phc, of_ten_comparisons_the_tightest_counts);
	tcase_add_test(phc, mode_1_is_a_clock_that_keeps_tai);
	tcase_add_test(phc, a_device_that_is_not_there_opens_nothing);
	suite_add_tcase(suite, pps);
	suite_add_tcase(suite, phc);
	return suite_run(suite);
}
