/*
 * check_engine.c -- engines in virtual time: what hosts do to each other.
 *
 * Asserts are envelopes (right by T, within X), never recorded traces.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "world.h"

#define SERVER "10.0.0.1"
#define CLIENT "10.0.0.2"

static const struct crystal perfect;
static const struct crystal ordinary = { .offset = 0.01, .freq = 20e-6,
	.wander = 1e-9 };

static const char isolated[] =
    "restrict default kod nomodify notrap nopeer noquery\n"
    "restrict 127.0.0.1\n"
    "server 127.127.1.0\n"
    "fudge 127.127.1.0 stratum 10\n";

static const struct peer *
first_peer(const struct world *w, int host)
{
	return TAILQ_FIRST(&world_state(w, host)->peers);
}

/* Returns the greatest abs(error) of HOST from now until UNTIL. */
static double
worst_until(struct world *w, int host, double until)
{
	double worst = 0;

	while (world_time(w) < until) {
		world_run(w, world_time(w) + 1);
		worst = fmax(worst, fabs(world_error(w, host)));
	}
	return worst;
}

/* --- start --------------------------------------------------------------- */

START_TEST(an_isolated_server_is_synchronised_at_once)
{
	struct world *w = world_new(1);
	int s = world_add_host(w, SERVER, isolated, &perfect, NULL);
	const struct sys *sys = &world_state(w, s)->sys;

	world_run(w, 1);
	ck_assert_int_eq(sys->leap, LEAP_NONE);
	ck_assert_int_eq(sys->stratum, 11);
	ck_assert_int_eq(first_peer(w, s)->select, SELECT_SYSPEER);
	ck_assert_uint_eq(sys->refid, 0x7f7f0100);
	world_free(w);
}
END_TEST

START_TEST(a_member_follows_an_isolated_server_by_name)
{
	struct world *w = world_new(2);
	int s, m;

	world_name(w, "host8461", SERVER);
	s = world_add_host(w, SERVER, isolated, &perfect, NULL);
	m = world_add_host(w, CLIENT, "server host8461\n", &ordinary, NULL);
	world_run(w, 5);
	ck_assert_int_eq(world_state(w, m)->sys.stratum, 12);
	ck_assert_int_eq(world_state(w, m)->sys.leap, LEAP_NONE);
	ck_assert(fabs(world_error(w, m) - world_error(w, s)) < 1e-3);
	world_free(w);
}
END_TEST

START_TEST(a_member_that_booted_before_its_server_finds_it)
{
	struct world *w = world_new(3);
	struct link link = { .delay = 1e-4, .jitter = 1e-5, .cut = true };
	int s = world_add_host(w, SERVER, isolated, &perfect, NULL);
	int m = world_add_host(w, CLIENT, "server " SERVER "\n", &ordinary,
	    NULL);

	world_set_link(w, s, m, &link);
	world_run(w, 30);
	ck_assert_int_eq(world_state(w, m)->sys.stratum, STRATUM_UNSPEC);
	link.cut = false;
	world_set_link(w, s, m, &link);
	/* Single tries 8, 16 and 32 s apart follow a burst in vain. */
	world_run(w, 66);
	ck_assert_int_eq(world_state(w, m)->sys.stratum, 12);
	world_free(w);
}
END_TEST

START_TEST(an_offset_beyond_the_step_threshold_is_stepped_once)
{
	struct world *w = world_new(4);
	struct crystal wrong = { .offset = -30, .freq = 20e-6 };
	int m;

	(void)world_add_truth(w, SERVER, 1);
	m = world_add_host(w, CLIENT, "server " SERVER " iburst\n", &wrong, NULL);
	world_run(w, 5);
	ck_assert(fabs(world_error(w, m)) < 1e-3);
	ck_assert(strstr(world_log(w, m), "clock_step +") != NULL);
	ck_assert(worst_until(w, m, 2000) < 5e-3);
	ck_assert(strstr(strstr(world_log(w, m), "clock_step") + 1,
	    "clock_step") == NULL);
	world_free(w);
}
END_TEST

START_TEST(an_offset_beyond_panic_ends_a_daemon_that_has_just_started)
{
	struct world *w = world_new(5);
	struct crystal wrong = { .offset = 5000 };
	int m, status;

	(void)world_add_truth(w, SERVER, 1);
	m = world_add_host(w, CLIENT, "server " SERVER "\n", &wrong, NULL);
	world_run(w, 10);
	ck_assert(world_ended(w, m, &status));
	ck_assert_int_eq(status, 255);
	ck_assert(strstr(world_log(w, m), "panic_stop -5000 s; set clock "
	    "manually within 1000 s.") != NULL);
	ck_assert(world_error(w, m) > 4999);
	world_free(w);
}
END_TEST

START_TEST(panicgate_lets_the_first_correction_be_of_any_size)
{
	struct world *w = world_new(6);
	struct crystal wrong = { .offset = 5000 };
	struct facts facts = { .version = "t", .processor = "t",
		.system = "t", .precision = 1e-7, .can_steer = true,
		.allow_panic = true };
	int m, status;

	(void)world_add_truth(w, SERVER, 1);
	m = world_add_host(w, CLIENT, "server " SERVER "\n", &wrong, &facts);
	world_run(w, 10);
	ck_assert(!world_ended(w, m, &status));
	ck_assert(fabs(world_error(w, m)) < 1e-3);
	world_free(w);
}
END_TEST

START_TEST(once_means_set_the_clock_and_end)
{
	struct world *w = world_new(7);
	struct crystal wrong = { .offset = 2 };
	struct facts facts = { .version = "t", .processor = "t",
		.system = "t", .precision = 1e-7, .can_steer = true,
		.once = true };
	int m, status;

	(void)world_add_truth(w, SERVER, 1);
	m = world_add_host(w, CLIENT, "server " SERVER "\n", &wrong, &facts);
	world_run(w, 10);
	ck_assert(world_ended(w, m, &status));
	ck_assert_int_eq(status, 0);
	ck_assert(fabs(world_error(w, m)) < 1e-3);
	ck_assert(strstr(world_log(w, m), "ntpd: time set -") != NULL);
	world_free(w);
}
END_TEST

START_TEST(once_without_an_answer_ends_with_status_1)
{
	struct world *w = world_new(8);
	struct facts facts = { .version = "t", .processor = "t",
		.system = "t", .precision = 1e-7, .can_steer = true,
		.once = true };
	int m = world_add_host(w, CLIENT, "server " SERVER "\n", &perfect,
	    &facts);
	int status;

	world_run(w, 20);
	ck_assert(world_ended(w, m, &status));
	ck_assert_int_eq(status, 1);
	ck_assert(strstr(world_log(w, m), "no servers found") != NULL);
	world_free(w);
}
END_TEST

/* --- whom to believe ----------------------------------------------------- */

START_TEST(one_liar_of_three_is_not_believed)
{
	struct world *w = world_new(9);
	const struct peer *p;
	int liar, m;

	liar = world_add_truth(w, "10.0.0.11", 1);
	(void)world_add_truth(w, "10.0.0.12", 1);
	(void)world_add_truth(w, "10.0.0.13", 1);
	world_lie(w, liar, 5);
	m = world_add_host(w, CLIENT, "server 10.0.0.11\nserver 10.0.0.12\n"
	    "server 10.0.0.13\n", &ordinary, NULL);
	ck_assert(worst_until(w, m, 3) < 0.02);
	ck_assert(worst_until(w, m, 4000) < 5e-3);
	p = first_peer(w, m);
	ck_assert_int_eq(p->select, SELECT_FALSETICK);
	world_free(w);
}
END_TEST

START_TEST(two_that_disagree_are_not_believed)
{
	struct world *w = world_new(10);
	int liar, m;

	liar = world_add_truth(w, "10.0.0.11", 1);
	(void)world_add_truth(w, "10.0.0.12", 1);
	world_lie(w, liar, 5);
	m = world_add_host(w, CLIENT, "server 10.0.0.11\nserver 10.0.0.12\n",
	    &perfect, NULL);
	world_run(w, 1000);
	ck_assert_int_eq(world_state(w, m)->sys.leap, LEAP_ALARM);
	ck_assert(fabs(world_error(w, m)) < 1e-3);
	world_free(w);
}
END_TEST

START_TEST(one_that_answers_is_believed_when_the_silent_have_had_their_chance)
{
	struct world *w = world_new(11);
	int m;

	(void)world_add_truth(w, "10.0.0.11", 1);
	m = world_add_host(w, CLIENT, "server 10.0.0.11 iburst\n"
	    "server 10.0.0.12 iburst\nserver 10.0.0.13 iburst\n", &ordinary,
	    NULL);
	world_run(w, 20);
	ck_assert_int_eq(world_state(w, m)->sys.leap, LEAP_NONE);
	ck_assert(worst_until(w, m, 1000) < 5e-3);
	world_free(w);
}
END_TEST

START_TEST(local_waits_for_a_real_source_and_takes_over_without_one)
{
	struct world *w = world_new(11);
	struct link link = { .delay = 1e-4, .jitter = 1e-5 };
	int s = world_add_truth(w, SERVER, 1), m;

	m = world_add_host(w, CLIENT, "server " SERVER "\n"
	    "server 127.127.1.0\nfudge 127.127.1.0 stratum 10\n", &ordinary,
	    NULL);
	world_run(w, 100);
	ck_assert_int_eq(world_state(w, m)->sys.stratum, 2);
	link.cut = true;
	world_set_link(w, s, m, &link);
	world_run(w, 2 * 86400);
	ck_assert_int_eq(world_state(w, m)->sys.stratum, 11);
	ck_assert_int_eq(world_state(w, m)->sys.leap, LEAP_NONE);
	world_free(w);
}
END_TEST

START_TEST(two_hosts_that_follow_each_other_notice_the_loop)
{
	struct world *w = world_new(12);
	int a = world_add_host(w, SERVER, "server " CLIENT "\n"
	    "server 127.127.1.0\nfudge 127.127.1.0 stratum 10\n", &perfect,
	    NULL);
	int b = world_add_host(w, CLIENT, "server " SERVER "\n", &ordinary,
	    NULL);

	world_run(w, 2000);
	ck_assert_int_eq(world_state(w, a)->sys.stratum, 11);
	ck_assert_int_eq(world_state(w, b)->sys.stratum, 12);
	ck_assert(first_peer(w, a)->flash & FLASH_PEER_LOOP);
	world_free(w);
}
END_TEST

/* --- failures ------------------------------------------------------------ */

static void
fail_over(bool refused, double *seconds)
{
	struct world *w = world_new(13);
	struct link link = { .delay = 1e-4, .jitter = 2e-5 };
	int s = world_add_truth(w, "10.0.0.11", 1);
	int m;
	double silent;

	(void)world_add_truth(w, "10.0.0.12", 1);
	(void)world_add_truth(w, "10.0.0.13", 1);
	m = world_add_host(w, CLIENT,
	    "server 10.0.0.11 prefer minpoll 4 maxpoll 4\n"
	    "server 10.0.0.12 minpoll 4 maxpoll 4\n"
	    "server 10.0.0.13 minpoll 4 maxpoll 4\n", &ordinary, NULL);
	world_run(w, 1000);
	ck_assert_uint_eq(world_state(w, m)->sys.peer, first_peer(w, m)->id);
	link.cut = true;
	link.refused = refused;
	world_set_link(w, s, m, &link);
	silent = world_time(w);
	while (world_state(w, m)->sys.peer == first_peer(w, m)->id &&
	    world_time(w) < 2000)
		world_run(w, world_time(w) + 0.5);
	*seconds = world_time(w) - silent;
	ck_assert_uint_ne(world_state(w, m)->sys.peer, 0);
	world_free(w);
}

START_TEST(a_silent_system_peer_is_left_within_a_poll_and_15_seconds)
{
	double seconds;

	fail_over(false, &seconds);
	ck_assert(seconds <= 17 + 15);
}
END_TEST

START_TEST(a_system_peer_whose_host_refuses_is_left_3_seconds_after_a_poll)
{
	double seconds;

	fail_over(true, &seconds);
	ck_assert(seconds <= 17 + 3);
}
END_TEST

START_TEST(a_clock_set_by_somebody_else_is_put_right_at_once)
{
	struct world *w = world_new(14);
	int m;

	(void)world_add_truth(w, SERVER, 1);
	m = world_add_host(w, CLIENT, "server " SERVER "\n", &ordinary, NULL);
	world_run(w, 5000);
	world_set_clock(w, m, 3600 * 24 * -30.0 / 4000);
	world_run(w, 5010);
	ck_assert(fabs(world_error(w, m)) < 1e-3);
	world_free(w);
}
END_TEST

START_TEST(without_the_right_to_set_the_clock_it_measures_and_serves)
{
	struct world *w = world_new(15);
	struct crystal off = { .offset = 0.05 };
	struct facts facts = { .version = "t", .processor = "t",
		.system = "t", .precision = 1e-7, .can_steer = false };
	const struct sys *sys;
	int m;

	(void)world_add_truth(w, SERVER, 1);
	m = world_add_host(w, CLIENT, "server " SERVER "\n", &off, &facts);
	world_run(w, 500);
	sys = &world_state(w, m)->sys;
	ck_assert(fabs(world_error(w, m) - 0.05) < 1e-9);
	ck_assert_int_eq(sys->leap, LEAP_NONE);
	ck_assert(fabs(sys->offset + 0.05) < 1e-3);
	ck_assert(sys->rootdisp > 0.05);
	world_set_clock(w, m, 1);
	world_run(w, 1000);
	ck_assert_int_eq(sys->leap, LEAP_ALARM);
	world_free(w);
}
END_TEST

START_TEST(disable_ntp_measures_and_stays_unsynchronised)
{
	struct world *w = world_new(16);
	struct crystal off = { .offset = 0.05 };
	int m;

	(void)world_add_truth(w, SERVER, 1);
	m = world_add_host(w, CLIENT, "server " SERVER "\ndisable ntp\n", &off,
	    NULL);
	world_run(w, 500);
	ck_assert(fabs(world_error(w, m) - 0.05) < 1e-9);
	ck_assert_int_eq(world_state(w, m)->sys.leap, LEAP_ALARM);
	ck_assert(fabs(first_peer(w, m)->offset + 0.05) < 1e-3);
	world_free(w);
}
END_TEST

static int
count(const char *text, const char *word)
{
	int n = 0;

	while ((text = strstr(text, word)) != NULL) {
		text++;
		n++;
	}
	return n;
}

START_TEST(a_lone_server_that_jumps_is_followed_when_that_has_lasted)
{
	struct world *w = world_new(18);
	int s = world_add_truth(w, SERVER, 1);
	int m = world_add_host(w, CLIENT, "server " SERVER " maxpoll 6\n",
	    &ordinary, NULL);

	world_run(w, 5000);
	world_lie(w, s, 5);
	world_run(w, 5600);
	ck_assert(fabs(world_error(w, m)) < 1e-3);
	ck_assert_int_eq(count(world_log(w, m), "spike_detect"), 1);
	ck_assert(fabs(strtod(strstr(world_log(w, m), "spike_detect") +
	    strlen("spike_detect "), NULL) - 5) < 1e-3);
	world_run(w, 6300);
	ck_assert(fabs(world_error(w, m) - 5) < 1e-3);
	ck_assert_int_eq(count(world_log(w, m), "clock_step"), 1);
	ck_assert_int_le(count(world_log(w, m), "clock_sync"), 2);
	world_free(w);
}
END_TEST

START_TEST(panic_while_running_is_told_once_and_the_clock_left_alone)
{
	struct world *w = world_new(19);
	int s = world_add_truth(w, SERVER, 1), status;
	int m = world_add_host(w, CLIENT, "server " SERVER " maxpoll 6\n",
	    &ordinary, NULL);

	world_run(w, 5000);
	world_lie(w, s, 5000);
	world_run(w, 9000);
	ck_assert(!world_ended(w, m, &status));
	ck_assert(fabs(world_error(w, m)) < 5e-3);
	ck_assert_int_eq(count(world_log(w, m), "panic_stop"), 1);
	ck_assert_int_eq(count(world_log(w, m), "it is left alone"), 1);
	ck_assert_int_eq(world_state(w, m)->sys.leap, LEAP_ALARM);
	world_lie(w, s, 0);
	world_run(w, 9500);
	ck_assert_int_eq(world_state(w, m)->sys.leap, LEAP_NONE);
	world_free(w);
}
END_TEST

START_TEST(once_leaves_no_slew_behind)
{
	struct world *w = world_new(20);
	struct crystal wrong = { .offset = 0.05 };
	struct facts facts = { .version = "t", .processor = "t",
		.system = "t", .precision = 1e-7, .can_steer = true,
		.once = true };
	int m, status;

	(void)world_add_truth(w, SERVER, 1);
	m = world_add_host(w, CLIENT, "server " SERVER "\n", &wrong, &facts);
	world_run(w, 100);
	ck_assert(world_ended(w, m, &status));
	ck_assert_int_eq(status, 0);
	ck_assert(strstr(world_log(w, m), "ntpd: time slew -0.0") != NULL);
	ck_assert(fabs(world_error(w, m)) < 1e-3);
	world_free(w);
}
END_TEST

START_TEST(an_engine_that_is_stopped_ends_its_slew)
{
	struct world *w = world_new(21);
	struct crystal wrong = { .offset = 0.1 };
	double then;
	int m;

	(void)world_add_truth(w, SERVER, 1);
	m = world_add_host(w, CLIENT, "server " SERVER "\n", &wrong, NULL);
	world_run(w, 0.5);
	then = world_error(w, m);
	ck_assert(then < 0.09 && then > 0.01);
	world_stop(w, m);
	world_run(w, 100);
	ck_assert(fabs(world_error(w, m) - then) < 1e-3);
	world_free(w);
}
END_TEST

START_TEST(a_client_that_asks_too_often_is_limited_where_that_is_written)
{
	struct world *w = world_new(22);
	int s = world_add_host(w, SERVER, "server 127.127.1.0\n"
	    "restrict default limited kod\n", &perfect, NULL);
	uint8_t request[48] = { 0x23, [40] = 1 };
	struct addr from;
	unsigned before;

	(void)world_add_truth(w, "10.0.0.9", 1);
	ck_assert(addr_parse(&from, "10.0.0.9"));
	from.port = 40000;
	world_run(w, 10);
	before = world_sent(w, s);
	for (int i = 0; i < 100; i++)
		world_inject(w, s, &from, PORT_SERVED, request, sizeof request);
	world_run(w, 11);
	/* The answer to the first one, and one kiss. */
	ck_assert_uint_eq(world_sent(w, s) - before, 2);
	world_free(w);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_world)
{
	double error[2];

	for (int i = 0; i < 2; i++) {
		struct world *w = world_new(17);
		int m;

		(void)world_add_truth(w, SERVER, 1);
		m = world_add_host(w, CLIENT, "server " SERVER "\n", &ordinary,
		    NULL);
		world_run(w, 10000);
		error[i] = world_error(w, m);
		world_free(w);
	}
	ck_assert(error[0] == error[1]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("engine");
	TCase *start = tcase_create("start");
	TCase *belief = tcase_create("whom to believe");
	TCase *failure = tcase_create("failures");

	tcase_add_test(start, an_isolated_server_is_synchronised_at_once);
	tcase_add_test(start, a_member_follows_an_isolated_server_by_name);
	tcase_add_test(start, a_member_that_booted_before_its_server_finds_it);
	tcase_add_test(start,
	    an_offset_beyond_the_step_threshold_is_stepped_once);
	tcase_add_test(start,
	    an_offset_beyond_panic_ends_a_daemon_that_has_just_started);
	tcase_add_test(start,
	    panicgate_lets_the_first_correction_be_of_any_size);
	tcase_add_test(start, once_means_set_the_clock_and_end);
	tcase_add_test(start, once_without_an_answer_ends_with_status_1);
	tcase_add_test(belief, one_liar_of_three_is_not_believed);
	tcase_add_test(belief, two_that_disagree_are_not_believed);
	tcase_add_test(belief,
	    one_that_answers_is_believed_when_the_silent_have_had_their_chance);
	tcase_add_test(belief,
	    local_waits_for_a_real_source_and_takes_over_without_one);
	tcase_add_test(belief, two_hosts_that_follow_each_other_notice_the_loop);
	tcase_add_test(failure,
	    a_silent_system_peer_is_left_within_a_poll_and_15_seconds);
	tcase_add_test(failure,
	    a_system_peer_whose_host_refuses_is_left_3_seconds_after_a_poll);
	tcase_add_test(failure,
	    a_clock_set_by_somebody_else_is_put_right_at_once);
	tcase_add_test(failure,
	    without_the_right_to_set_the_clock_it_measures_and_serves);
	tcase_add_test(failure, disable_ntp_measures_and_stays_unsynchronised);
	tcase_add_test(failure,
	    a_lone_server_that_jumps_is_followed_when_that_has_lasted);
	tcase_add_test(failure,
	    panic_while_running_is_told_once_and_the_clock_left_alone);
	tcase_add_test(failure, once_leaves_no_slew_behind);
	tcase_add_test(failure, an_engine_that_is_stopped_ends_its_slew);
	tcase_add_test(failure,
	    a_client_that_asks_too_often_is_limited_where_that_is_written);
	tcase_add_test(failure, the_same_seed_gives_the_same_world);
	suite_add_tcase(suite, start);
	suite_add_tcase(suite, belief);
	suite_add_tcase(suite, failure);
	return suite_run(suite);
}
