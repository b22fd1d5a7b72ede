/*
 * check_orders.c -- what the owner tells a running engine to do.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "engine_bench.h"
#include "orders.h"
#include "suite.h"

/* Check that B's engine says REPLY to TEXT, and whether it is DONE. */
static void
order(struct bench *b, const char *text, const char *reply, bool done)
{
	char said[200] = "";

	ck_assert_int_eq(orders_run(b->e, &b->now, text, strlen(text), said,
	    sizeof said), done);
	ck_assert_str_eq(said, reply);
}

START_TEST(a_source_that_is_offline_is_neither_asked_nor_followed)
{
	struct bench b;
	int sent;

	set_up(&b, "server " SERVER " minpoll 4 maxpoll 4\n");
	run(&b, 60, 0);
	ck_assert_uint_eq(first(&b)->select, SELECT_SYSPEER);
	order(&b, "offline", "200 OK", true);
	ck_assert_uint_eq(first(&b)->select, SELECT_REJECT);
	ck_assert_uint_eq(first(&b)->reach, 0);
	ck_assert_ptr_nonnull(strstr(b.log, SERVER " was taken offline, "));
	sent = b.sent;
	run(&b, 600, 0);
	ck_assert_int_eq(b.sent, sent);
	order(&b, "online", "200 OK", true);
	run(&b, 10, 0);
	ck_assert_int_ge(b.sent, sent + 4);
	ck_assert_uint_eq(first(&b)->select, SELECT_SYSPEER);
	tear_down(&b);
}
END_TEST

START_TEST(offline_lasts_through_a_new_configuration)
{
	struct bench b;
	int sent;

	set_up(&b, "server " SERVER "\n");
	run(&b, 10, 0);
	order(&b, "offline", "200 OK", true);
	sent = b.sent;
	configure(&b, "server " SERVER "\nserver 127.127.1.0\n");
	run(&b, 600, 0);
	ck_assert_int_eq(b.sent, sent);
	tear_down(&b);
}
END_TEST

START_TEST(an_order_is_for_the_sources_it_names)
{
	static const char *const good[] = { SERVER, "192.0.2.0/24",
		"255.255.255.0/192.0.2.0", "0.0.0.0/0" };
	static const char *const none[] = { "192.0.2.99", "192.0.3.0/24",
		"2001:db8::/32", "example.org" };
	static const char *const bad[] = { "192.0.2.0/33", "192.0.2.0/",
		"/24", "x/24", "192.0.2.0/::", "a b" };
	char text[100];
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		snprintf(text, sizeof text, "offline %s", good[i]);
		order(&b, text, "200 OK", true);
		ck_assert(first(&b)->offline);
		snprintf(text, sizeof text, "online %s", good[i]);
		order(&b, text, "200 OK", true);
		ck_assert(!first(&b)->offline);
	}
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		snprintf(text, sizeof text, "offline %s", none[i]);
		order(&b, text, "503 No such source", false);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		snprintf(text, sizeof text, "offline %s", bad[i]);
		order(&b, text, "504 Bad argument", false);
	}
	ck_assert(!first(&b)->offline);
	tear_down(&b);
}
END_TEST

START_TEST(a_burst_ends_after_so_many_good_answers_or_requests)
{
	struct bench b;
	int sent;

	set_up(&b, "server " SERVER " minpoll 10 maxpoll 10\n");
	run(&b, 20, 0);
	sent = b.sent;
	order(&b, "burst 2/5", "200 OK", true);
	run(&b, 30, 0);
	ck_assert_int_eq(b.sent, sent + 2);
	order(&b, "burst 2/5 " SERVER, "200 OK", true);
	pass(&b, 30); /* nobody answers */
	ck_assert_int_ge(b.sent, sent + 2 + 5);
	ck_assert_int_le(b.sent, sent + 2 + 5 + PEER_PROBES);
	tear_down(&b);
}
END_TEST

START_TEST(a_burst_does_not_bring_a_source_online)
{
	struct bench b;
	int sent;

	set_up(&b, "server " SERVER "\n");
	run(&b, 10, 0);
	order(&b, "offline", "200 OK", true);
	sent = b.sent;
	order(&b, "burst 3/6", "200 OK", true);
	run(&b, 2000, 0);
	ck_assert_int_eq(b.sent, sent + 3);
	ck_assert(first(&b)->offline);
	tear_down(&b);
}
END_TEST

START_TEST(a_source_stays_offline_when_the_clock_is_set)
{
	struct bench b;
	int sent;

	set_up(&b, "server " SERVER "\n");
	run(&b, 10, 0);
	order(&b, "offline", "200 OK", true);
	sent = b.sent;
	b.now.gen++;
	run(&b, 600, 0);
	ck_assert_int_eq(b.sent, sent);
	order(&b, "burst 1/1", "200 OK", true);
	run(&b, 5, 0);
	ck_assert_int_eq(b.sent, sent + 1);
	tear_down(&b);
}
END_TEST

START_TEST(a_burst_needs_two_numbers_that_make_sense)
{
	static const char *const bad[] = { "burst", "burst 4", "burst 4/3",
		"burst 0/3", "burst 1/65", "burst -1/3", "burst 1/2 x y",
		"burst 1111/2222" };
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		order(&b, bad[i], "504 Bad argument", false);
	tear_down(&b);
}
END_TEST

START_TEST(who_asked_us_to_be_slow_gets_no_burst)
{
	struct bench b;
	int sent;

	set_up(&b, "server " SERVER " minpoll 10 maxpoll 10\n");
	run(&b, 20, 0);
	((struct peer *)(uintptr_t)first(&b))->slowed = true;
	sent = b.sent;
	order(&b, "burst 4/4", "200 OK", true);
	run(&b, 30, 0);
	ck_assert_int_eq(b.sent, sent);
	tear_down(&b);
}
END_TEST

START_TEST(makestep_sets_the_clock_by_what_is_left)
{
	struct bench b;

	set_up(&b, "server " SERVER " minpoll 4 maxpoll 4\n"
	    "tinker step 0\n");
	run(&b, 1, 0.9);
	ck_assert_int_eq(b.steps, 0);
	{
		char said[100] = "";

		ck_assert(orders_run(b.e, &b.now, "makestep", 8, said,
		    sizeof said));
		ck_assert_int_eq(strncmp(said, "200 OK: stepped by +0.", 22),
		    0);
	}
	ck_assert_int_eq(b.steps, 1);
	ck_assert_double_gt(b.step, 0.5);
	ck_assert_double_lt(b.step, 0.91);
	tear_down(&b);
}
END_TEST

START_TEST(makestep_leaves_a_clock_alone_that_is_right)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	run(&b, 30, 0);
	order(&b, "makestep", "200 OK: less than 1 ms to correct, no step",
	    true);
	ck_assert_int_eq(b.steps, 0);
	tear_down(&b);
}
END_TEST

START_TEST(makestep_is_refused_without_a_source_or_the_right)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	order(&b, "makestep", "500 Failure: not synchronised", false);
	tear_down(&b);
	set_up(&b, "server " SERVER "\ndisable ntp\n");
	run(&b, 30, 0.1);
	order(&b, "makestep", "500 Failure: the clock is not ours to set",
	    false);
	ck_assert_int_eq(b.steps, 0);
	tear_down(&b);
}
END_TEST

START_TEST(reselect_finds_the_same_source_if_it_is_the_best)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	run(&b, 30, 0);
	order(&b, "reselect", "200 OK", true);
	ck_assert_uint_eq(engine_state(b.e)->sys.peer, first(&b)->id);
	ck_assert_uint_eq(engine_state(b.e)->sys.leap, LEAP_NONE);
	tear_down(&b);
}
END_TEST

START_TEST(refresh_replaces_an_address_that_the_name_has_no_more)
{
	struct addr both[2] = { address(SERVER, 123), address(OTHER, 123) };
	struct bench b;

	set_up(&b, "server time.example\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, both, 1);
	run(&b, 20, 0);
	order(&b, "refresh", "200 OK", true);
	ck_assert_int_eq(b.lookups, 2);
	engine_resolved(b.e, &b.now, b.lookup[1], RESOLVED_OK, both, 2);
	ck_assert(addr_same_host(&first(&b)->addr, &both[0]));
	order(&b, "refresh", "200 OK", true);
	engine_resolved(b.e, &b.now, b.lookup[2], RESOLVED_AGAIN, NULL, 0);
	ck_assert(addr_same_host(&first(&b)->addr, &both[0]));
	order(&b, "refresh", "200 OK", true);
	engine_resolved(b.e, &b.now, b.lookup[3], RESOLVED_OK, &both[1], 1);
	ck_assert(addr_same_host(&first(&b)->addr, &both[1]));
	run(&b, 20, 0);
	ck_assert(addr_same_host(&b.to, &both[1]));
	tear_down(&b);
}
END_TEST

START_TEST(what_is_no_order_is_refused)
{
	char text[400], said[100];
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	order(&b, "", "505 No such order", false);
	order(&b, "halt", "505 No such order", false);
	order(&b, "makestep now", "504 Bad argument", false);
	memset(text, 'x', sizeof text);
	ck_assert(!orders_run(b.e, &b.now, text, sizeof text, said,
	    sizeof said));
	ck_assert(!orders_run(b.e, &b.now, "online\0x", 8, said,
	    sizeof said));
	tear_down(&b);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *s = suite_create("orders");
	TCase *t = tcase_create("orders");

	tcase_add_test(t,
	    a_source_that_is_offline_is_neither_asked_nor_followed);
	tcase_add_test(t, offline_lasts_through_a_new_configuration);
	tcase_add_test(t, an_order_is_for_the_sources_it_names);
	tcase_add_test(t, a_burst_ends_after_so_many_good_answers_or_requests);
	tcase_add_test(t, a_burst_does_not_bring_a_source_online);
	tcase_add_test(t, a_source_stays_offline_when_the_clock_is_set);
	tcase_add_test(t, a_burst_needs_two_numbers_that_make_sense);
	tcase_add_test(t, who_asked_us_to_be_slow_gets_no_burst);
	tcase_add_test(t, makestep_sets_the_clock_by_what_is_left);
	tcase_add_test(t, makestep_leaves_a_clock_alone_that_is_right);
	tcase_add_test(t, makestep_is_refused_without_a_source_or_the_right);
	tcase_add_test(t,
	    reselect_finds_the_same_source_if_it_is_the_best);
	tcase_add_test(t,
	    refresh_replaces_an_address_that_the_name_has_no_more);
	tcase_add_test(t, what_is_no_order_is_refused);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return suite_run(make_suite());
}
