/*
 * check_leapwork.c -- what an engine with a leap second before it tells its
 * clients, its owner and the clock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <string.h>

#include "engine_bench.h"
#include "suite.h"
#include "vars.h"

#define NEW_YEAR 1483228800 /* 2017-01-01 */
#define LOCAL "server 127.127.1.0\nleapfile /leap\n"
#define LIST \
	"#@\t3707596800\n" \
	"3644697600 36\n" \
	"3692217600 37\n"

/* An engine on its LOCAL clock, LEFT s before the leap second, with TEXT. */
static void
begin(struct bench *b, const char *text, double left)
{
	set_up(b, text);
	b->now.wall = ntptime_add(ntptime_from_unix(NEW_YEAR, 0), -left - 5);
	engine_leapfile(b->e, &b->now, LIST, strlen(LIST));
	pass(b, 5);
}

/* Ask B for the time in MODE; returns the reply. */
static struct packet
ask(struct bench *b, unsigned mode)
{
	struct packet request = { .version = 4, .mode = (uint8_t)mode,
		.poll = 6, .xmt = { 77 } }, reply;
	struct addr from = address(STRANGER, 123);
	uint8_t data[PACKET_HEADER];

	packet_encode(&request, data);
	ck_assert_int_eq(receive(b, &from, PORT_SERVED, data, sizeof data),
	    VERDICT_ANSWERED);
	ck_assert_int_eq(packet_decode(&reply, b->data, b->len),
	    VERDICT_ACCEPTED);
	return reply;
}

/* Returns the variable NAME as mode 6 tells it. */
static const char *
variable(const struct bench *b, const char *name, char text[VARS_TEXT])
{
	struct vars_view v = { .set = VARS_SYS, .state = engine_state(b->e),
		.now = &b->now, .named = true };
	int i = vars_find(&v, name, strlen(name));

	ck_assert_int_ge(i, 0);
	text[0] = '\0';
	(void)vars_print(&v, (size_t)i, text, VARS_TEXT);
	return text;
}

START_TEST(clients_are_told_for_a_day)
{
	struct bench b;

	begin(&b, LOCAL, 86410);
	ck_assert_uint_eq(ask(&b, MODE_CLIENT).leap, LEAP_NONE);
	pass(&b, 11);
	ck_assert_uint_eq(ask(&b, MODE_CLIENT).leap, LEAP_ADD);
	ck_assert_uint_eq(ask(&b, MODE_ACTIVE).leap, LEAP_ADD);
	tear_down(&b);
}
END_TEST

START_TEST(variables_tell_of_the_file)
{
	char text[VARS_TEXT];
	struct bench b;

	set_up(&b, LOCAL);
	ck_assert_str_eq(variable(&b, "tai", text), "");
	ck_assert_str_eq(variable(&b, "leapsec", text), "");
	ck_assert_str_eq(variable(&b, "expire", text), "");
	tear_down(&b);
	begin(&b, LOCAL, 3600);
	ck_assert_str_eq(variable(&b, "tai", text), "tai=36");
	ck_assert_str_eq(variable(&b, "leapsec", text),
	    "leapsec=201701010000");
	ck_assert_str_eq(variable(&b, "expire", text), "expire=201706280000");
	ck_assert_str_eq(variable(&b, "leap", text), "leap=1");
	ck_assert_str_eq(variable(&b, "leapsmearinterval", text), "");
	ck_assert_str_eq(variable(&b, "leapsmearoffset", text), "");
	ck_assert_ptr_nonnull(strstr(b.log,
	    " 0e TAI 37 leap 201701010000 expire 201706280000\n"));
	engine_leapfile(b.e, &b.now, NULL, 0);
	ck_assert_str_eq(variable(&b, "tai", text), "");
	tear_down(&b);
}
END_TEST

START_TEST(a_bad_file_is_told_and_the_one_before_stays)
{
	char text[VARS_TEXT];
	struct bench b;

	begin(&b, LOCAL, 3600);
	engine_leapfile(b.e, &b.now, "x\n", 2);
	ck_assert_ptr_nonnull(strstr(b.log, "format error leapseconds file "
	    "/leap (neither a comment nor two numbers, line 1)\n"));
	ck_assert_str_eq(variable(&b, "tai", text), "tai=36");
	tear_down(&b);
}
END_TEST

START_TEST(the_engine_steps_a_clock_that_knows_no_leap_seconds)
{
	struct bench b;
	int clocks;

	begin(&b, LOCAL, 20);
	clocks = b.clocks;
	pass(&b, 19);
	ck_assert_ptr_null(strstr(b.log, "leap_event"));
	/* The bench steps nothing: the engine has done all it can. */
	pass(&b, 1.5);
	ck_assert_ptr_nonnull(strstr(b.log, "Inserting positive leap second\n"
	    "0.0.0.0 051b 0b leap_event\n"));
	ck_assert_int_eq(b.clocks, clocks + 1);
	tear_down(&b);
}
END_TEST

START_TEST(clients_are_told_smeared_time_and_no_leap_second)
{
	char text[VARS_TEXT];
	struct packet p;
	struct bench b;

	begin(&b, LOCAL "leapsmearinterval 7200\n", 3600);
	p = ask(&b, MODE_CLIENT);
	ck_assert_uint_eq(p.leap, LEAP_NONE);
	ck_assert_uint_eq(p.refid, 0xfee00000);
	ck_assert_double_eq_tol(ntptime_diff(p.xmt, b.now.wall), -0.5, 1e-6);
	ck_assert_double_eq_tol(ntptime_diff(p.rec, b.now.wall), -0.5, 1e-6);
	ck_assert(ntptime_diff(p.reftime, p.xmt) <= 0);
	ck_assert_str_eq(variable(&b, "leapsmearinterval", text),
	    "leapsmearinterval=7200");
	ck_assert_str_eq(variable(&b, "leapsmearoffset", text),
	    "leapsmearoffset=-500.000");
	tear_down(&b);
}
END_TEST

START_TEST(symmetric_peers_are_told_the_time_and_the_leap_second)
{
	struct packet p;
	struct bench b;

	begin(&b, LOCAL "leapsmearinterval 7200\n", 3600);
	p = ask(&b, MODE_ACTIVE);
	ck_assert_uint_eq(p.leap, LEAP_ADD);
	ck_assert_uint_ne(p.refid >> 24, 254);
	ck_assert_double_eq_tol(ntptime_diff(p.xmt, b.now.wall), 0, 1e-6);
	tear_down(&b);
}
END_TEST

START_TEST(before_and_after_a_smear_the_time_is_plain)
{
	struct packet p;
	struct bench b;

	begin(&b, LOCAL "leapsmearinterval 7200\n", 7300);
	p = ask(&b, MODE_CLIENT);
	ck_assert_uint_eq(p.leap, LEAP_NONE);
	ck_assert_uint_ne(p.refid >> 24, 254);
	pass(&b, 7301);
	p = ask(&b, MODE_CLIENT);
	ck_assert_uint_ne(p.refid >> 24, 254);
	ck_assert_double_eq_tol(ntptime_diff(p.xmt, b.now.wall), 0, 1e-6);
	tear_down(&b);
}
END_TEST

START_TEST(a_file_that_soon_expires_is_told_once_a_day)
{
	static const char line[] =
	    "leapseconds file /leap: will expire on 2017-06-28\n";
	struct bench b;
	const char *at;

	set_up(&b, LOCAL);
	b.now.wall = ntptime_from_unix(NEW_YEAR + 155 * 86400, 0);
	engine_leapfile(b.e, &b.now, LIST, strlen(LIST));
	pass(&b, 10);
	at = strstr(b.log, line);
	ck_assert_ptr_nonnull(at);
	pass(&b, 80000);
	ck_assert_ptr_null(strstr(at + 1, line));
	pass(&b, 10000);
	ck_assert_ptr_nonnull(strstr(at + 1, line));
	pass(&b, 22 * 86400);
	ck_assert_ptr_nonnull(strstr(b.log, " 0f stale_leapsecond_values\n"
	    "leapseconds file /leap: expired on 2017-06-28\n"));
	tear_down(&b);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("leapwork");
	TCase *tests = tcase_create("leapwork");

	tcase_add_test(tests, clients_are_told_for_a_day);
	tcase_add_test(tests, variables_tell_of_the_file);
	tcase_add_test(tests, a_bad_file_is_told_and_the_one_before_stays);
	tcase_add_test(tests,
	    the_engine_steps_a_clock_that_knows_no_leap_seconds);
	tcase_add_test(tests,
	    clients_are_told_smeared_time_and_no_leap_second);
	tcase_add_test(tests,
	    symmetric_peers_are_told_the_time_and_the_leap_second);
	tcase_add_test(tests, before_and_after_a_smear_the_time_is_plain);
	tcase_add_test(tests, a_file_that_soon_expires_is_told_once_a_day);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
