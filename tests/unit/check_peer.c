/*
 * check_peer.c -- one association: when it asks, and what.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <string.h>

#include "peer_bench.h"
#include "suite.h"

/* --- schedule ------------------------------------------------------------ */

static void
check_times(const struct bench *b, int from, const double *times, int n)
{
	ck_assert_int_ge(b->n_sent, from + n);
	for (int i = 0; i < n; i++)
		ck_assert_msg(fabs(b->sent[from + i] - times[i]) < 0.1,
		    "request %d at %g, not %g", from + i, b->sent[from + i],
		    times[i]);
}

START_TEST(a_start_burst_is_4_packets_2_s_apart)
{
	static const double times[] = { 100, 102, 104, 106 };
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 150);
	ck_assert_int_eq(b.n_sent, 4);
	check_times(&b, 0, times, 4);
}
END_TEST

START_TEST(with_iburst_it_is_6)
{
	static const double times[] = { 100, 102, 104, 106, 108, 110 };
	struct bench b;

	set_up(&b, CONF_IBURST);
	run_answered(&b, 150);
	ck_assert_int_eq(b.n_sent, 6);
	check_times(&b, 0, times, 6);
}
END_TEST

START_TEST(after_the_burst_the_first_poll_is_counted_from_its_beginning)
{
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 100 + 64 + 0.01);
	ck_assert_int_eq(b.n_sent, 5);
	ck_assert(fabs(b.sent[4] - 164) < 0.001);
}
END_TEST

START_TEST(a_burst_in_vain_is_followed_by_tries_8_16_and_32_s_apart)
{
	static const double times[] = { 100, 102, 104, 106, 114, 130, 162,
		162 + 64 };
	struct bench b;

	set_up(&b, 0);
	run(&b, 230);
	ck_assert_int_eq(b.n_sent, 8);
	check_times(&b, 0, times, 8);
}
END_TEST

START_TEST(polls_are_up_to_one_sixteenth_longer_but_never_shorter)
{
	for (uint32_t dice = 0; dice < 256; dice += 15) {
		struct bench b;

		set_up(&b, 0);
		b.env.dice = dice | 0xabcd00;
		run_answered(&b, 190);
		ck_assert_int_eq(b.n_sent, 5);
		ck_assert(fabs(b.sent[4] - 100 - 64 * (1 + dice / 4096.0)) <
		    1e-6);
	}
}
END_TEST

START_TEST(a_reachable_source_is_polled_as_the_system_says_within_its_bounds)
{
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 110);
	b.env.sys_poll = 8;
	run_answered(&b, 170);
	ck_assert_int_eq(b.p.hpoll, 8);
	b.env.sys_poll = 14;
	run_answered(&b, 170 + 256);
	ck_assert_int_eq(b.p.hpoll, 10);
	b.env.sys_poll = 3;
	run_answered(&b, 170 + 256 + 1024);
	ck_assert_int_eq(b.p.hpoll, 6);
}
END_TEST

START_TEST(each_poll_shifts_the_reach_register_and_each_answer_sets_its_bit)
{
	static const uint8_t reach[] = { 01, 03, 07, 017, 036, 075 };
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 110);
	for (size_t i = 0; i < 6; i++) {
		ck_assert_uint_eq(b.p.reach, reach[i]);
		run(&b, b.p.next);
		if (i != 3)
			answer(&b);
	}
}
END_TEST

START_TEST(eight_polls_in_vain_make_it_unreachable_once)
{
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 110);
	for (int i = 0; i < 7; i++)
		run(&b, b.p.next);
	ck_assert_uint_eq(b.p.reach, 0x80);
	ck_assert_int_eq(b.last, PEER_DUE_NOTHING);
	run(&b, b.p.next);
	ck_assert_uint_eq(b.p.reach, 0);
	ck_assert_int_eq(b.last, PEER_DUE_UNREACHABLE);
	b.last = PEER_DUE_NOTHING;
	run(&b, b.p.next);
	ck_assert_int_eq(b.last, PEER_DUE_NOTHING);
}
END_TEST

START_TEST(an_unreachable_source_is_polled_ever_less_up_to_maxpoll)
{
	struct bench b;

	set_up(&b, 0);
	run(&b, 170);
	for (int i = 0; i < 20; i++)
		run(&b, b.p.next);
	ck_assert_int_eq(b.p.hpoll, 10);
	ck_assert(fabs(b.p.next - b.p.polled - 1024) < 1);
	/* 1 in the burst, 3 tries: the 10th poll is the first longer one. */
	ck_assert(fabs(b.sent[4 + 3 + 5] - b.sent[4 + 3 + 4] - 64) < 1);
	ck_assert(fabs(b.sent[4 + 3 + 6] - b.sent[4 + 3 + 5] - 128) < 1);
}
END_TEST

START_TEST(the_first_answer_after_a_silence_starts_a_burst)
{
	struct bench b;
	int before;

	set_up(&b, 0);
	run(&b, 170);
	run(&b, b.p.next);
	before = b.n_sent;
	answer(&b);
	run_answered(&b, b.now.mono + 20);
	ck_assert_int_eq(b.n_sent, before + 3);
	ck_assert_uint_eq(b.p.reach, 1);
}
END_TEST

START_TEST(four_polls_in_vain_let_the_dispersion_rise)
{
	struct bench b;
	double before;

	set_up(&b, 0);
	run_answered(&b, 110);
	before = b.p.disp;
	for (int i = 0; i < 3; i++)
		run(&b, b.p.next);
	ck_assert(b.p.disp == before);
	run(&b, b.p.next);
	ck_assert(b.p.disp >= 8);
}
END_TEST

/* --- silence of the system peer ------------------------------------------ */

static void
follow(struct bench *b)
{
	set_up(b, 0);
	run_answered(b, 110);
	b->env.system = true;
}

START_TEST(a_system_peer_is_silent_after_4_probes_in_vain)
{
	static const double times[] = { 164, 166, 168, 170, 172 };
	struct bench b;

	follow(&b);
	run(&b, 173.9);
	ck_assert(!b.p.silent);
	ck_assert_int_eq(b.n_sent, 4 + 5);
	check_times(&b, 4, times, 5);
	run(&b, 174.1);
	ck_assert(b.p.silent);
	ck_assert_int_eq(b.last, PEER_DUE_SILENT);
	/* And then as before: only regular polls. */
	run(&b, 164 + 63);
	ck_assert_int_eq(b.n_sent, 4 + 5);
	run(&b, 164 + 65 + 50);
	ck_assert_int_eq(b.n_sent, 4 + 6);
}
END_TEST

START_TEST(an_answer_to_a_probe_ends_the_probing)
{
	struct bench b;

	follow(&b);
	run(&b, 168.1);
	answer(&b);
	run(&b, 200);
	ck_assert_int_eq(b.n_sent, 4 + 3);
	ck_assert(!b.p.silent);
	ck_assert_uint_eq(b.p.reach & 1, 1);
}
END_TEST

START_TEST(other_sources_are_not_probed)
{
	struct bench b;

	follow(&b);
	b.env.system = false;
	run(&b, 200);
	ck_assert_int_eq(b.n_sent, 4 + 1);
}
END_TEST

START_TEST(an_answer_ends_the_silence)
{
	struct bench b;

	follow(&b);
	run(&b, 175);
	ck_assert(b.p.silent);
	b.env.system = false;
	run(&b, 164 + 64.1);
	answer(&b);
	ck_assert(!b.p.silent);
}
END_TEST

START_TEST(an_icmp_refusal_needs_one_probe_to_be_believed)
{
	struct bench b;

	follow(&b);
	run(&b, 164.1);
	peer_refused(&b.p, &b.now, REFUSED_PORT);
	run(&b, 166.1);
	ck_assert(!b.p.silent);
	ck_assert_int_eq(b.n_sent, 4 + 2);
	peer_refused(&b.p, &b.now, REFUSED_PORT);
	run(&b, 166.2);
	ck_assert(b.p.silent);
	ck_assert_int_eq(b.n_sent, 4 + 2);
}
END_TEST

START_TEST(a_way_that_is_not_there_is_noted_and_waited_for)
{
	static const enum refusal ways[] = { REFUSED_HOST, REFUSED_NO_ROUTE };

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		struct bench b;

		follow(&b);
		run(&b, 164.1);
		peer_refused(&b.p, &b.now, ways[i]);
		run(&b, 166.1);
		peer_refused(&b.p, &b.now, ways[i]);
		run(&b, 166.2);
		ck_assert(!b.p.silent);
		ck_assert_uint_eq(b.p.refused, 2);
		ck_assert_uint_eq(b.p.refusal, ways[i]);
	}
}
END_TEST

START_TEST(forged_icmp_does_not_silence_a_source_that_answers)
{
	struct bench b;

	follow(&b);
	run(&b, 164.1);
	for (int i = 0; i < 10; i++)
		peer_refused(&b.p, &b.now, REFUSED_PORT);
	ck_assert(!b.p.silent);
	answer(&b);
	for (int i = 0; i < 10; i++)
		peer_refused(&b.p, &b.now, REFUSED_PORT);
	run(&b, 200);
	ck_assert(!b.p.silent);
}
END_TEST

START_TEST(an_icmp_refusal_of_a_start_burst_changes_nothing)
{
	struct bench b;

	set_up(&b, 0);
	run(&b, 101);
	peer_refused(&b.p, &b.now, REFUSED_PORT);
	run(&b, 110);
	ck_assert_int_eq(b.n_sent, 4);
	ck_assert(!b.p.silent);
}
END_TEST

/* --- what is asked ------------------------------------------------------- */

static const struct exchange_env env; /* nothing was corrected */

START_TEST(a_client_reveals_nothing_of_itself)
{
	struct sys sys = { .leap = LEAP_ADD, .stratum = 3, .precision = -23,
		.rootdelay = 1, .rootdisp = 2, .refid = 42, .reftime = { 43 } };
	struct packet request;
	struct bench b;

	set_up(&b, 0);
	b.p.xmt.fp = b.p.rec.fp = 44;
	peer_request(&b.p, &b.now, cookie_of(0), &sys, &env, &request);
	ck_assert_uint_eq(request.mode, MODE_CLIENT);
	ck_assert_uint_eq(request.version, 4);
	ck_assert_int_eq(request.poll, 6);
	ck_assert_uint_eq(request.leap, LEAP_ALARM);
	ck_assert_uint_eq(request.stratum, 0);
	ck_assert_int_eq(request.precision, 32);
	ck_assert(request.rootdelay == 0 && request.rootdisp == 0);
	ck_assert_uint_eq(request.refid, 0);
	ck_assert_uint_eq(request.reftime.fp | request.org.fp |
	    request.rec.fp, 0);
	ck_assert_uint_eq(request.xmt.fp, COOKIE);
	ck_assert_uint_eq(b.p.t1.wall.fp, b.now.wall.fp);
}
END_TEST

START_TEST(a_symmetric_peer_tells_of_the_past_in_terms_of_today)
{
	static const struct sys sys;
	/* It runs 10 PPM too fast to be right, and was set 3 ms ahead. */
	const struct exchange_env later = { .freq = 1e-5,
		.applied = 3e-3 + 64e-5 };
	struct packet request;
	struct bench b;

	set_up(&b, 0);
	b.p.hmode = MODE_ACTIVE;
	b.p.rec = b.now.wall;
	b.p.rec_at = (struct moment){ .wall = b.now.wall, .mono = b.now.mono,
		.gen = b.now.gen };
	b.now.mono += 64;
	b.now.wall = ntptime_add(b.now.wall, 64 + 3e-3);
	peer_request(&b.p, &b.now, cookie_of(0), &sys, &later, &request);
	ck_assert_double_eq_tol(ntptime_diff(request.xmt, request.rec), 64,
	    1e-9);
	b.p.flags |= CONF_XLEAVE;
	peer_request(&b.p, &b.now, cookie_of(1), &sys, &later, &request);
	ck_assert_uint_eq(request.rec.fp, b.p.rec.fp);
}
END_TEST

START_TEST(a_symmetric_peer_tells_what_time_it_is)
{
	struct sys sys = { .leap = LEAP_NONE, .stratum = 3, .precision = -23,
		.rootdelay = 1, .rootdisp = 2, .refid = 42, .reftime = { 43 } };
	struct packet request;
	struct bench b;

	set_up(&b, 0);
	b.p.hmode = MODE_ACTIVE;
	b.p.xmt.fp = 44;
	b.p.rec.fp = 45;
	peer_request(&b.p, &b.now, cookie_of(0), &sys, &env, &request);
	ck_assert_uint_eq(request.mode, MODE_ACTIVE);
	ck_assert_uint_eq(request.stratum, 3);
	ck_assert_uint_eq(request.refid, 42);
	ck_assert_uint_eq(request.org.fp, 44);
	ck_assert_uint_eq(request.rec.fp, 45);
	ck_assert_uint_eq(request.xmt.fp, b.now.wall.fp);
	sys.stratum = STRATUM_UNSPEC;
	peer_request(&b.p, &b.now, cookie_of(0), &sys, &env, &request);
	ck_assert_uint_eq(request.stratum, 0);
}
END_TEST

START_TEST(clearing_forgets_the_measurements_and_keeps_the_configuration)
{
	struct bench b;

	set_up(&b, CONF_IBURST);
	run_answered(&b, 120);
	peer_clear(&b.p, "STEP");
	ck_assert_uint_eq(b.p.reach, 0);
	ck_assert_uint_eq(b.p.stratum, STRATUM_UNSPEC);
	ck_assert_uint_eq(b.p.leap, LEAP_ALARM);
	ck_assert_uint_eq(b.p.refid, 0x53544550);
	ck_assert_int_eq(b.p.filter.count, 0);
	ck_assert(b.p.updated == 0 && b.p.offset == 0);
	ck_assert_uint_eq(b.p.flags, CONF_IBURST);
	ck_assert_int_eq(b.p.minpoll, 6);
	ck_assert_uint_eq(b.p.id, 1);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("peer");
	TCase *when = tcase_create("schedule");
	TCase *silence = tcase_create("silence");
	TCase *ask = tcase_create("ask");

	tcase_add_test(when, a_start_burst_is_4_packets_2_s_apart);
	tcase_add_test(when, with_iburst_it_is_6);
	tcase_add_test(when,
	    after_the_burst_the_first_poll_is_counted_from_its_beginning);
	tcase_add_test(when,
	    a_burst_in_vain_is_followed_by_tries_8_16_and_32_s_apart);
	tcase_add_test(when,
	    polls_are_up_to_one_sixteenth_longer_but_never_shorter);
	tcase_add_test(when,
	    a_reachable_source_is_polled_as_the_system_says_within_its_bounds);
	tcase_add_test(when,
	    each_poll_shifts_the_reach_register_and_each_answer_sets_its_bit);
	tcase_add_test(when, eight_polls_in_vain_make_it_unreachable_once);
	tcase_add_test(when,
	    an_unreachable_source_is_polled_ever_less_up_to_maxpoll);
	tcase_add_test(when, the_first_answer_after_a_silence_starts_a_burst);
	tcase_add_test(when, four_polls_in_vain_let_the_dispersion_rise);
	tcase_add_test(silence, a_system_peer_is_silent_after_4_probes_in_vain);
	tcase_add_test(silence, an_answer_to_a_probe_ends_the_probing);
	tcase_add_test(silence, other_sources_are_not_probed);
	tcase_add_test(silence, an_answer_ends_the_silence);
	tcase_add_test(silence, a_way_that_is_not_there_is_noted_and_waited_for);
	tcase_add_test(silence, an_icmp_refusal_needs_one_probe_to_be_believed);
	tcase_add_test(silence,
	    forged_icmp_does_not_silence_a_source_that_answers);
	tcase_add_test(silence,
	    an_icmp_refusal_of_a_start_burst_changes_nothing);
	tcase_add_test(ask, a_client_reveals_nothing_of_itself);
	tcase_add_test(ask, a_symmetric_peer_tells_what_time_it_is);
	tcase_add_test(ask,
	    a_symmetric_peer_tells_of_the_past_in_terms_of_today);
	tcase_add_test(ask,
	    clearing_forgets_the_measurements_and_keeps_the_configuration);
	suite_add_tcase(suite, when);
	suite_add_tcase(suite, silence);
	suite_add_tcase(suite, ask);
	return suite;
}

int
main(void)
{
	return suite_run(make_suite());
}
