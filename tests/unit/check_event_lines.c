/*
 * check_event_lines.c -- the event lines of the log, octet for octet as people
 * and their scripts know them.
 *
 * "WHO STATUS CODE name details": the status word is that of the system or the
 * association once the event has been counted.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "engine_bench.h"
#include "suite.h"

/* Run for S seconds; the tests do not set clocks. */
static void
run_for(struct bench *b, double s, double ahead)
{
	run_to_step(b, b->now.mono + s, ahead);
}

#define SOURCE "logconfig =allall\n" \
    "server " SERVER " minpoll 3 maxpoll 3\n"
#define ASSOC "assoc 6677" /* by the bench's dice */
#define START "192.0.2.10 8011 81 mobilize " ASSOC "\n" \
    "0.0.0.0 c016 06 restart\n" \
    "0.0.0.0 c012 02 freq_set ntpd 0.000 PPM\n" \
    "0.0.0.0 c011 01 freq_not_set\n" \
    "192.0.2.10 9024 84 reachable\n" \
    "192.0.2.10 963a 8a sys_peer\n"

START_TEST(a_start_ends_with_clock_sync)
{
	struct bench b;

	set_up(&b, SOURCE);
	run_for(&b, 8, 0);
	ck_assert_str_eq(b.log, START "0.0.0.0 c615 05 clock_sync\n");
	tear_down(&b);
}
END_TEST

START_TEST(a_step_is_clock_step_and_no_sys_peer)
{
	struct bench b;

	set_up(&b, SOURCE);
	run_for(&b, 8, 0.5);
	ck_assert_str_eq(b.log, START
	    "0.0.0.0 c61c 0c clock_step +0.500000 s\n"
	    "0.0.0.0 c618 08 no_sys_peer\n");
	tear_down(&b);
}
END_TEST

START_TEST(a_great_offset_is_panic_stop_with_the_limit)
{
	struct bench b;

	set_up(&b, SOURCE);
	run_for(&b, 8, -2000);
	ck_assert_str_eq(b.log, START "0.0.0.0 c617 07 panic_stop -2000 s; "
	    "set clock manually within 1000 s.\n");
	tear_down(&b);
}
END_TEST

/* Begin with SOURCE, and forget what is logged of that. */
static void
begin(struct bench *b)
{
	set_up(b, SOURCE);
	run_for(b, 30, 0);
	b->log[0] = '\0';
}

START_TEST(a_later_offset_beyond_the_threshold_is_spike_detect)
{
	struct bench b;

	begin(&b);
	run_for(&b, 30, 0.5);
	ck_assert_str_eq(b.log,
	    "0.0.0.0 0613 03 spike_detect +0.500000 s\n");
	tear_down(&b);
}
END_TEST

START_TEST(silence_is_no_sys_peer_and_then_unreachable)
{
	struct bench b;

	begin(&b);
	pass(&b, 200);
	ck_assert_ptr_nonnull(strstr(b.log, "0.0.0.0 0618 08 no_sys_peer\n"));
	ck_assert_ptr_nonnull(strstr(b.log,
	    "192.0.2.10 8043 83 unreachable\n"));
	tear_down(&b);
}
END_TEST

START_TEST(a_line_that_is_gone_is_demobilize)
{
	struct bench b;

	begin(&b);
	configure(&b, "logconfig =allall\n");
	ck_assert_ptr_nonnull(strstr(b.log,
	    "192.0.2.10 9642 82 demobilize " ASSOC "\n"));
	tear_down(&b);
}
END_TEST

START_TEST(the_kiss_rate_is_rate_exceeded)
{
	struct packet request, kiss = { .version = 4, .mode = MODE_SERVER,
		.leap = LEAP_ALARM, .poll = 4, .refid = 0x52415445 };
	uint8_t data[PACKET_HEADER];
	struct bench b;

	begin(&b);
	for (int sent = b.sent; b.sent == sent;)
		pass(&b, 0.1);
	ck_assert_int_eq(packet_decode(&request, b.data, b.len),
	    VERDICT_ACCEPTED);
	kiss.org = kiss.rec = kiss.xmt = request.xmt;
	packet_encode(&kiss, data);
	ck_assert_int_eq(receive(&b, &b.to, b.port, data, sizeof data),
	    VERDICT_KISSED);
	ck_assert_ptr_nonnull(strstr(b.log,
	    "192.0.2.10 9647 87 rate_exceeded\n"));
	tear_down(&b);
}
END_TEST

START_TEST(by_default_the_log_has_the_systems_events_only)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	run_for(&b, 8, 0);
	ck_assert_str_eq(b.log, "0.0.0.0 c016 06 restart\n"
	    "0.0.0.0 c012 02 freq_set ntpd 0.000 PPM\n"
	    "0.0.0.0 c011 01 freq_not_set\n"
	    "0.0.0.0 c615 05 clock_sync\n");
	tear_down(&b);
}
END_TEST

START_TEST(a_frequency_beyond_all_crystals_is_told_once)
{
	const char *line;
	struct bench b;
	double ahead = 0;

	set_up(&b, SOURCE "tinker step 0 panic 0\n");
	for (int i = 0; i < 200; i++) {
		ahead += 8 * 900e-6;
		run_for(&b, 8, ahead);
	}
	line = strstr(b.log, "frequency error ");
	ck_assert_ptr_nonnull(line);
	line = strchr(line + strlen("frequency error "), ' ');
	ck_assert_int_eq(strncmp(line, " PPM exceeds tolerance 500 PPM\n",
	    31), 0);
	ck_assert_ptr_null(strstr(line, "frequency error "));
	tear_down(&b);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("event_lines");
	TCase *t = tcase_create("events");

	tcase_add_test(t, a_start_ends_with_clock_sync);
	tcase_add_test(t, a_step_is_clock_step_and_no_sys_peer);
	tcase_add_test(t, a_great_offset_is_panic_stop_with_the_limit);
	tcase_add_test(t, a_later_offset_beyond_the_threshold_is_spike_detect);
	tcase_add_test(t, silence_is_no_sys_peer_and_then_unreachable);
	tcase_add_test(t, a_line_that_is_gone_is_demobilize);
	tcase_add_test(t, the_kiss_rate_is_rate_exceeded);
	tcase_add_test(t, by_default_the_log_has_the_systems_events_only);
	tcase_add_test(t, a_frequency_beyond_all_crystals_is_told_once);
	suite_add_tcase(suite, t);
	return suite;
}

int
main(void)
{
	return suite_run(make_suite());
}
