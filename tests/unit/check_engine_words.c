/*
 * check_engine_words.c -- words of ntp.conf, and what they make an engine do.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "engine_bench.h"
#include "suite.h"

/* --- makestep ------------------------------------------------------------- */

START_TEST(makestep_steps_beyond_its_threshold_in_the_first_updates)
{
	struct bench b;

	set_up(&b, "server " SERVER "\nmakestep 1.0 3\n");
	run(&b, 0.5, 0.5);
	ck_assert_int_eq(b.steps, 0);
	tear_down(&b);
	set_up(&b, "server " SERVER "\nmakestep 1.0 3\n");
	run(&b, 0.5, 1.5);
	ck_assert_int_eq(b.steps, 1);
	ck_assert_double_eq_tol(b.step, 1.5, 0.01);
	tear_down(&b);
}
END_TEST

START_TEST(makestep_allows_any_offset_without_g)
{
	struct bench b;

	set_up(&b, "server " SERVER "\nmakestep 1.0 3\n");
	run(&b, 0.5, 5000);
	ck_assert_int_eq(b.steps, 1);
	ck_assert_int_eq(b.quits, 0);
	tear_down(&b);
}
END_TEST

START_TEST(after_its_updates_makestep_steps_no_more)
{
	struct bench b;

	set_up(&b, "server " SERVER " maxpoll 3 minpoll 3\nmakestep 1.0 3\n");
	run(&b, 10, 0.001);
	run(&b, 2000, 2);
	ck_assert_int_eq(b.steps, 0);
	ck_assert_ptr_null(strstr(b.log, "spike_detect"));
	tear_down(&b);
}
END_TEST

START_TEST(a_negative_limit_of_makestep_has_no_end)
{
	struct bench b;

	set_up(&b, "server " SERVER " maxpoll 3 minpoll 3\n"
	    "makestep 1.0 -1\n");
	run(&b, 100, 0.001);
	ck_assert_int_eq(b.steps, 0);
	run(&b, 100, 2);
	ck_assert_int_eq(b.steps, 1);
	tear_down(&b);
}
END_TEST

START_TEST(makestep_0_updates_never_steps)
{
	struct bench b;

	set_up(&b, "server " SERVER "\nmakestep 1.0 0\n");
	run(&b, 4, 5);
	ck_assert_int_eq(b.steps, 0);
	tear_down(&b);
}
END_TEST

/* --- tinker, driftfile ---------------------------------------------------- */

START_TEST(tinker_freq_is_the_frequency_without_a_drift_file)
{
	struct bench b;

	set_up(&b, "server " SERVER "\ntinker freq 12.5\n");
	ck_assert_ptr_nonnull(strstr(b.log, "freq_set ntpd 12.500 PPM"));
	ck_assert_ptr_null(strstr(b.log, "freq_not_set"));
	ck_assert_double_eq_tol(b.freq, 12.5e-6, 1e-12);
	tear_down(&b);
}
END_TEST

START_TEST(each_direction_has_its_threshold)
{
	struct bench b;

	set_up(&b, "server " SERVER "\ntinker stepfwd 1 stepback 3\n");
	run(&b, 0.5, -2);
	ck_assert_int_eq(b.steps, 0);
	tear_down(&b);
	set_up(&b, "server " SERVER "\ntinker stepfwd 1 stepback 3\n");
	run(&b, 0.5, 2);
	ck_assert_int_eq(b.steps, 1);
	tear_down(&b);
}
END_TEST

/* Returns how often the drift file is written in three days with TEXT, when
 * the clock does not do quite what it is told. */
static int
drifts_with(const char *text)
{
	struct bench b;
	int drifts;

	set_up(&b, text);
	for (int day = 0; day < 3; day++) {
		run(&b, 43200, 1e-6);
		run(&b, 43200, -1e-6);
	}
	drifts = b.drifts;
	tear_down(&b);
	return drifts;
}

START_TEST(the_drift_file_is_written_if_the_frequency_has_changed_enough)
{
	ck_assert_int_eq(drifts_with("server " SERVER "\n"
	    "driftfile /d 1.0\n"), 1);
	ck_assert_int_gt(drifts_with("server " SERVER "\n"
	    "driftfile /d 1.0e-9\n"), 3);
}
END_TEST

/* --- tos ------------------------------------------------------------------ */

/* Returns true if the server, of stratum 1, is followed with TEXT. */
static bool
is_followed(const char *text)
{
	struct bench b;
	bool followed;

	set_up(&b, text);
	run(&b, 8, 0.0001);
	followed = engine_state(b.e)->sys.peer != 0;
	tear_down(&b);
	return followed;
}

START_TEST(tos_says_which_sources_are_fit)
{
	ck_assert(is_followed("server " SERVER "\n"));
	ck_assert(is_followed("server " SERVER "\ntos floor 1 ceiling 2\n"));
	ck_assert(!is_followed("server " SERVER "\ntos floor 2\n"));
	ck_assert(!is_followed("server " SERVER "\ntos ceiling 1\n"));
	ck_assert(!is_followed("server " SERVER "\ntos minsane 2\n"));
	ck_assert(!is_followed("server " SERVER "\ntos maxdist 0\n"));
	ck_assert(!is_followed("server " SERVER " noselect\n"));
}
END_TEST

START_TEST(tos_mindist_is_the_least_root_dispersion)
{
	struct bench b;

	set_up(&b, "server " SERVER "\ntos mindist 0.7\n");
	run(&b, 8, 0.0001);
	ck_assert_double_ge(engine_state(b.e)->sys.rootdisp, 0.7);
	tear_down(&b);
}
END_TEST

/* --- local ---------------------------------------------------------------- */

START_TEST(a_local_line_serves_at_its_stratum)
{
	static const char *const lines[] = { "local stratum 8\n",
		"local stratum 8 orphan\n" };
	struct bench b;

	for (int i = 0; i < 2; i++) {
		set_up(&b, lines[i]);
		pass(&b, 5);
		ck_assert_uint_eq(engine_state(b.e)->sys.stratum, 8);
		ck_assert_uint_eq(engine_state(b.e)->sys.leap, LEAP_NONE);
		tear_down(&b);
	}
}
END_TEST

/* --- clients -------------------------------------------------------------- */

START_TEST(ratelimit_holds_for_all_clients)
{
	struct bench b;
	int answered = 0;

	set_up(&b, "ratelimit interval 3 burst 4 leak 4\n");
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(ask_time(&b, STRANGER, 4000),
		    VERDICT_ANSWERED);
	for (int i = 0; i < 160; i++)
		answered += ask_time(&b, STRANGER, 4000) == VERDICT_ANSWERED;
	ck_assert_int_ge(answered, 1);
	ck_assert_int_le(answered, 30); /* one of 16 */
	ck_assert_int_eq(ask_time(&b, OTHER, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(without_ratelimit_all_are_answered)
{
	struct bench b;

	set_up(&b, "discard average 3\n");
	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(ask_time(&b, STRANGER, 4000),
		    VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(mru_says_how_many_clients_are_remembered)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = { { "mru maxdepth 5\n", 5 }, { "mru maxmem 1\n",
		1024 / sizeof(struct mru_entry) },
		{ "mru maxdepth 3 maxmem 1000\n", 3 }, { "", 300 } };
	char from[ADDR_TEXT];
	struct bench b;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		set_up(&b, cases[i].text);
		for (int k = 0; k < 300; k++) {
			snprintf(from, sizeof from, "10.0.%d.%d", k / 100,
			    k % 100);
			(void)ask_time(&b, from, 4000);
		}
		ck_assert_uint_eq(mru_count(engine_state(b.e)->mru),
		    cases[i].n);
		tear_down(&b);
	}
}
END_TEST

START_TEST(discard_average_is_the_least_poll_that_replies_ask_for)
{
	struct packet reply;
	struct bench b;

	for (int average = 0; average < 9; average += 4) {
		char text[32];

		snprintf(text, sizeof text, "discard average %d\n", average);
		set_up(&b, text);
		(void)ask_time(&b, STRANGER, 4000);
		ck_assert_int_eq(packet_decode(&reply, b.data, b.len),
		    VERDICT_ACCEPTED);
		ck_assert_int_eq(reply.poll, average);
		tear_down(&b);
	}
}
END_TEST

START_TEST(reset_sets_counters_to_zero)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 3);
	(void)ask_time(&b, STRANGER, 4000);
	configure(&b, "server " SERVER "\nreset io\n");
	ck_assert_uint_eq(engine_state(b.e)->counts.received, 0);
	ck_assert_uint_eq(engine_state(b.e)->counts.verdict[VERDICT_ANSWERED],
	    1);
	ck_assert_uint_gt(first(&b)->sent, 0);
	configure(&b, "server " SERVER "\nreset sys allpeers\n");
	ck_assert_uint_eq(engine_state(b.e)->counts.verdict[VERDICT_ANSWERED],
	    0);
	ck_assert_uint_eq(first(&b)->sent, 0);
	tear_down(&b);
}
END_TEST

/* --- ports ---------------------------------------------------------------- */

START_TEST(clientport_served_asks_from_the_port_served)
{
	struct bench b;

	set_up(&b, "server " SERVER "\nclientport served\n");
	pass(&b, 0.5);
	ck_assert_uint_eq(b.port, PORT_SERVED);
	ck_assert_int_eq(answer(&b, 0.0001), VERDICT_ACCEPTED);
	configure(&b, "server " SERVER "\n");
	pass(&b, 2);
	ck_assert_uint_eq(b.port, first(&b)->id);
	ck_assert_int_eq(b.closed, 1); /* the first time, just in case */
	configure(&b, "server " SERVER "\nclientport served\n");
	ck_assert_int_eq(b.closed, 2);
	pass(&b, 70);
	ck_assert_uint_eq(b.port, PORT_SERVED);
	tear_down(&b);
}
END_TEST

START_TEST(after_a_burst_in_vain_one_request_leaves_from_the_port_served)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 8);
	ck_assert_int_eq(b.sent, 4);
	ck_assert_uint_eq(b.port, first(&b)->id);
	pass(&b, 8);
	ck_assert_int_eq(b.sent, 5);
	ck_assert_uint_eq(b.port, PORT_SERVED);
	pass(&b, 16);
	ck_assert_int_eq(b.sent, 6);
	ck_assert_uint_eq(b.port, first(&b)->id);
	tear_down(&b);
}
END_TEST

START_TEST(a_server_that_answers_that_port_only_is_asked_from_there)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 16);
	ck_assert_uint_eq(b.port, PORT_SERVED);
	ck_assert_int_eq(answer(&b, 0.0001), VERDICT_ACCEPTED);
	ck_assert_ptr_nonnull(strstr(b.log, SERVER " answers requests from "
	    "port 123 only: they leave from there from now on\n"));
	ck_assert_int_eq(b.closed, 1);
	run(&b, 100, 0.0001);
	ck_assert_uint_eq(b.port, PORT_SERVED);
	ck_assert_uint_eq(first(&b)->reach, 3);
	pass(&b, 300); /* silence, and all that follows from it */
	ck_assert_uint_eq(b.port, PORT_SERVED);
	tear_down(&b);
}
END_TEST

/* --- pool ----------------------------------------------------------------- */

START_TEST(a_member_of_a_pool_that_never_answers_is_replaced)
{
	struct addr found[3] = { address(SERVER, 0), address(OTHER, 0),
		address(STRANGER, 0) };
	struct bench b;
	uint16_t id;

	set_up(&b, "logconfig =allall\npool ntp.example\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 2);
	ck_assert_uint_eq(n_peers(&b), 2);
	id = first(&b)->id;
	pass(&b, 350);
	ck_assert_int_eq(b.lookups, 1);
	pass(&b, 150);
	ck_assert_int_eq(b.lookups, 3); /* neither answers */
	engine_resolved(b.e, &b.now, id, RESOLVED_OK, found, 3);
	ck_assert_uint_eq(n_peers(&b), 2);
	ck_assert_uint_eq(first(&b)->id, id);
	ck_assert(addr_same_host(&first(&b)->addr, &found[2]));
	ck_assert_ptr_nonnull(strstr(b.log, " mobilize assoc "));
	pass(&b, 0.1);
	ck_assert(addr_same_host(&b.to, &found[2]));
	/* No other is left for the second one. */
	engine_resolved(b.e, &b.now, (uint16_t)(id + 1), RESOLVED_OK,
	    found + 1, 2);
	ck_assert(addr_same_host(&TAILQ_NEXT(first(&b), link)->addr,
	    &found[1]));
	engine_resolved(b.e, &b.now, (uint16_t)(id + 1), RESOLVED_AGAIN, NULL,
	    0);
	ck_assert_uint_eq(n_peers(&b), 2);
	tear_down(&b);
}
END_TEST

/*
 * Answer B's requests for S seconds; the server whose address ends in LIAR is
 * an hour ahead.
 */
static void
be_answered(struct bench *b, double s, uint8_t liar)
{
	for (int sent = 0; s > 0; s -= 0.05) {
		pass(b, 0.05);
		if (b->sent != sent)
			(void)answer(b, b->to.ip[3] == liar ? 3600 : 0.0001);
		sent = b->sent;
	}
}

START_TEST(a_member_of_a_pool_that_disagrees_is_replaced)
{
	struct addr found[5] = { address("192.0.2.11", 0),
		address("192.0.2.12", 0), address("192.0.2.13", 0),
		address("192.0.2.14", 0), address("192.0.2.15", 0) };
	const struct peer *liar;
	struct bench b;

	set_up(&b, "pool ntp.example minpoll 4 maxpoll 4\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 4);
	be_answered(&b, 100, 12);
	liar = TAILQ_NEXT(first(&b), link);
	ck_assert_int_eq(liar->select, SELECT_FALSETICK);
	ck_assert_int_eq(b.lookups, 1);
	be_answered(&b, 150, 12);
	ck_assert_int_eq(b.lookups, 2);
	ck_assert_uint_eq(b.lookup[1], liar->id);
	engine_resolved(b.e, &b.now, liar->id, RESOLVED_OK, found, 5);
	ck_assert_uint_eq(n_peers(&b), 4);
	ck_assert(addr_same_host(&liar->addr, &found[4]));
	be_answered(&b, 100, 12);
	ck_assert_uint_ne(liar->reach, 0);
	ck_assert_int_ne(liar->select, SELECT_FALSETICK);
	ck_assert_int_eq(b.lookups, 2);
	tear_down(&b);
}
END_TEST

START_TEST(a_preemptible_source_is_given_up_when_there_are_enough_others)
{
	static const char text[] = "server 192.0.2.11 minpoll 4 maxpoll 4\n"
	    "server 192.0.2.12 minpoll 4 maxpoll 4 preempt\n"
	    "server 192.0.2.13 minpoll 4 maxpoll 4\n"
	    "server 192.0.2.14 minpoll 4 maxpoll 4 preempt\n";
	char fewer[300];
	struct bench b;

	set_up(&b, text);
	be_answered(&b, 400, 12);
	ck_assert_uint_eq(n_peers(&b), 4);
	tear_down(&b);
	snprintf(fewer, sizeof fewer, "tos maxclock 3\n%s", text);
	set_up(&b, fewer);
	be_answered(&b, 400, 12);
	ck_assert_uint_eq(n_peers(&b), 3); /* the liar; the other may stay */
	ck_assert_int_eq(TAILQ_NEXT(first(&b), link)->addr.ip[3], 13);
	tear_down(&b);
}
END_TEST

START_TEST(a_server_by_name_keeps_its_address)
{
	struct addr found = address(SERVER, 0);
	struct bench b;

	set_up(&b, "server ntp.example\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, &found, 1);
	pass(&b, 5000);
	ck_assert_int_eq(b.lookups, 1);
	tear_down(&b);
}
END_TEST

/* --- burst ---------------------------------------------------------------- */

/* Returns how many requests a poll of the line TEXT has, every 64 s. */
static int
poll_of(const char *text)
{
	struct bench b;
	int before;

	set_up(&b, text);
	run(&b, 700, 0.0001);
	before = b.sent;
	run(&b, 1980, 0.0001); /* polls are up to 6 % longer */
	before = b.sent - before;
	tear_down(&b);
	return (before + 15) / 30;
}

START_TEST(burst_makes_a_poll_as_many_requests_as_its_interval_is_longer)
{
	ck_assert_int_eq(poll_of("server " SERVER " minpoll 6 maxpoll 6\n"), 1);
	ck_assert_int_eq(poll_of("server " SERVER " minpoll 6 maxpoll 6 burst\n"),
	    1);
	ck_assert_int_eq(poll_of("server " SERVER " minpoll 4 maxpoll 6 burst\n"),
	    4);
	ck_assert_int_eq(poll_of("server " SERVER " minpoll 3 maxpoll 6 burst\n"),
	    8);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("engine_words");
	TCase *clock = tcase_create("clock");
	TCase *others = tcase_create("others");

	tcase_add_test(clock,
	    makestep_steps_beyond_its_threshold_in_the_first_updates);
	tcase_add_test(clock, makestep_allows_any_offset_without_g);
	tcase_add_test(clock, after_its_updates_makestep_steps_no_more);
	tcase_add_test(clock, a_negative_limit_of_makestep_has_no_end);
	tcase_add_test(clock, makestep_0_updates_never_steps);
	tcase_add_test(clock,
	    tinker_freq_is_the_frequency_without_a_drift_file);
	tcase_add_test(clock, each_direction_has_its_threshold);
	tcase_add_test(clock,
	    the_drift_file_is_written_if_the_frequency_has_changed_enough);
	tcase_add_test(others, tos_says_which_sources_are_fit);
	tcase_add_test(others, tos_mindist_is_the_least_root_dispersion);
	tcase_add_test(others, a_local_line_serves_at_its_stratum);
	tcase_add_test(others, ratelimit_holds_for_all_clients);
	tcase_add_test(others, without_ratelimit_all_are_answered);
	tcase_add_test(others, mru_says_how_many_clients_are_remembered);
	tcase_add_test(others,
	    discard_average_is_the_least_poll_that_replies_ask_for);
	tcase_add_test(others, reset_sets_counters_to_zero);
	tcase_add_test(others, clientport_served_asks_from_the_port_served);
	tcase_add_test(others,
	    after_a_burst_in_vain_one_request_leaves_from_the_port_served);
	tcase_add_test(others,
	    a_server_that_answers_that_port_only_is_asked_from_there);
	tcase_add_test(others,
	    a_member_of_a_pool_that_never_answers_is_replaced);
	tcase_add_test(others, a_member_of_a_pool_that_disagrees_is_replaced);
	tcase_add_test(others,
	    a_preemptible_source_is_given_up_when_there_are_enough_others);
	tcase_add_test(others, a_server_by_name_keeps_its_address);
	tcase_add_test(others,
	    burst_makes_a_poll_as_many_requests_as_its_interval_is_longer);
	suite_add_tcase(suite, clock);
	suite_add_tcase(suite, others);
	return suite;
}

int
main(void)
{
	return suite_run(make_suite());
}
