/*
 * check_ntpq_screens.c -- the screens that ntpq has had since 4.2.8.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "screens.h"

#define NOW ((ntp_time){ 0xeeabc0704cccccccULL })

/* Text that a function writes to a FILE. */
struct text {
	FILE *out;
	char *text;
	size_t length;
};

static void
text_open(struct text *t)
{
	t->text = NULL;
	t->out = open_memstream(&t->text, &t->length);
	ck_assert_ptr_nonnull(t->out);
}

static void
text_is(struct text *t, const char *expected)
{
	ck_assert_int_eq(fclose(t->out), 0);
	ck_assert_str_eq(t->text, expected);
	free(t->text);
}

/* Check what the screen KIND makes of DATA. */
static void
shows(enum screen_kind kind, const char *data, const char *expected)
{
	struct text t;

	text_open(&t);
	screens_write(t.out, kind, data, strlen(data), true, NOW);
	text_is(&t, expected);
}

START_TEST(sysinfo_has_later_versions_labels)
{
	shows(SCREEN_SYSINFO,
	    "leap=0, stratum=2, precision=-25, rootdelay=0.064,\r\n"
	    "rootdisp=10.598, refid=10.9.0.4, reftime=0xeeabc06f.73354d77,\r\n"
	    "sys_jitter=0.013839, clk_jitter=0.000, clk_wander=0.000,\r\n"
	    "peeradr=10.9.0.4:123, peermode=3, bcastdelay=0.000, "
	    "authdelay=0.000\r\n",
	    "system peer:        10.9.0.4:123\n"
	    "system peer mode:   client\n"
	    "leap indicator:     00\n"
	    "stratum:            2\n"
	    "log2 precision:     -25\n"
	    "root delay:         0.064\n"
	    "root dispersion:    10.598\n"
	    "reference ID:       10.9.0.4\n"
	    "reference time:     eeabc06f.73354d77  Sat, Nov 21 2026  "
	    "7:02:07.450\n"
	    "system jitter:      0.013839\n"
	    "clock jitter:       0.000\n"
	    "clock wander:       0.000\n"
	    "broadcast delay:    0.000\n"
	    "symm. auth. delay:  0.000\n");
}
END_TEST

START_TEST(kerninfo_has_later_versions_labels)
{
	shows(SCREEN_KERNINFO,
	    "koffset=0, kfreq=-1.5, kesterr=1.6e-05, "
	    "kstflags=\"pll nano\", kppscalibdur=4",
	    "pll offset:            0\n"
	    "pll frequency:         -1.5\n"
	    "estimated error:       1.6e-05\n"
	    "kernel status:         pll nano\n"
	    "calibration interval   4\n");
}
END_TEST

START_TEST(counters_have_later_versions_labels)
{
	shows(SCREEN_SYSSTATS, "ss_uptime=12, ss_processed=3",
	    "uptime:                 12\nprocessed for time:     3\n");
	shows(SCREEN_MONSTATS, "mru_enabled=0x3, mru_maxmem=1024",
	    "enabled:              0x3\nmaximum kilobytes:    1024\n");
	shows(SCREEN_IOSTATS, "io_goodwakeups=7, io_sent=5",
	    "packets sent:          5\nuseful input wakeups:  7\n");
	shows(SCREEN_TIMERSTATS, "timer_xmts=5",
	    "calls to transmit:  5\n");
	shows(SCREEN_AUTHINFO, "authkeys=5, authreset=1",
	    "time since reset:  1\nstored keys:       5\n");
	shows(SCREEN_PSTATS, "srcadr=192.0.2.1, candidate=2",
	    "remote host:           192.0.2.1\n"
	    "candidate order:       2\n");
}
END_TEST

START_TEST(screens_show_nothing_but_printable_characters)
{
	shows(SCREEN_MONSTATS, "mru_enabled=\033[2J",
	    "enabled:              ^[[2J\n");
	shows(SCREEN_SYSINFO, "peermode=99, peeradr=\033:1, leap=x",
	    "system peer:        ^[:1\nsystem peer mode:   99\n"
	    "leap indicator:     x?\n");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ntpq_screens");
	TCase *t = tcase_create("screens");
	SRunner *r;
	int failed;

	if (setenv("TZ", "UTC0", 1) != 0)
		return EXIT_FAILURE;
	tcase_add_test(t, sysinfo_has_later_versions_labels);
	tcase_add_test(t, kerninfo_has_later_versions_labels);
	tcase_add_test(t, counters_have_later_versions_labels);
	tcase_add_test(t, screens_show_nothing_but_printable_characters);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
