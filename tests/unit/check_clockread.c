/*
 * check_clockread.c -- what a pair of readings says of who set the clock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "clockread.h"
#include "suite.h"

/* A clock that reads WALL at MONO, both s from some beginning. */
struct clocks {
	struct clockread r;
	struct now now;
};

static double
take(struct clocks *c, double mono, double wall)
{
	return clockread_take(&c->r, ntptime_add(ntptime_from_unix(1483228700,
	    0), wall), mono, &c->now);
}

START_TEST(clocks_that_run_alike_are_of_one_generation)
{
	struct clocks c = { .r = { .started = false } };

	ck_assert(take(&c, 5, 0) == 0);
	ck_assert(c.now.mono == 0);
	ck_assert(take(&c, 7, 2.003) == 0);
	ck_assert(take(&c, 1000, 995) == 0);
	ck_assert_uint_eq(c.now.gen, 0);
	ck_assert_int_eq(c.now.leaps, 0);
}
END_TEST

START_TEST(a_jump_is_a_new_generation)
{
	struct clocks c = { .r = { .started = false } };

	(void)take(&c, 0, 0);
	ck_assert_double_eq_tol(take(&c, 10, 11), 1, 1e-6);
	ck_assert_uint_eq(c.now.gen, 1);
	ck_assert(take(&c, 20, 21) == 0);
	/* Asleep: the monotonic clock stood still. */
	ck_assert_double_eq_tol(take(&c, 21, 3622), 3600, 1e-6);
	ck_assert_uint_eq(c.now.gen, 2);
}
END_TEST

START_TEST(a_leap_second_that_is_expected_is_none)
{
	for (int step = -1; step <= 1; step += 2) {
		struct clocks c = { .r = { .started = false } };

		(void)take(&c, 0, 0);
		clockread_expect(&c.r, step);
		ck_assert(take(&c, 10, 10) == 0);
		ck_assert_int_eq(c.now.leaps, 0);
		ck_assert(take(&c, 20, 20 + step) == 0);
		ck_assert_int_eq(c.now.leaps, step);
		ck_assert(take(&c, 30, 30 + step) == 0);
		ck_assert_uint_eq(c.now.gen, 0);
		/* There is only one. */
		ck_assert_double_eq_tol(take(&c, 40, 40 + 2 * step), step,
		    1e-6);
		ck_assert_uint_eq(c.now.gen, 1);
		ck_assert_int_eq(c.now.leaps, step);
	}
}
END_TEST

START_TEST(other_jumps_are_not_taken_for_the_leap_second)
{
	struct clocks c = { .r = { .started = false } };

	(void)take(&c, 0, 0);
	clockread_expect(&c.r, -1);
	(void)take(&c, 10, 11);
	ck_assert_uint_eq(c.now.gen, 1);
	(void)take(&c, 20, 20.02);
	ck_assert_uint_eq(c.now.gen, 2);
	ck_assert_int_eq(c.now.leaps, 0);
	clockread_expect(&c.r, 0);
	(void)take(&c, 30, 29.02);
	ck_assert_uint_eq(c.now.gen, 3);
	ck_assert_int_eq(c.now.leaps, 0);
}
END_TEST

START_TEST(a_leap_second_of_our_own_is_no_jump)
{
	struct clocks c = { .r = { .started = false } };

	(void)take(&c, 0, 0);
	clockread_leaped(&c.r, -1);
	ck_assert(take(&c, 10, 9) == 0);
	ck_assert_int_eq(c.now.leaps, -1);
	ck_assert_uint_eq(c.now.gen, 0);
	clockread_set(&c.r, ntptime_add(ntptime_from_unix(1483228700, 0), 109),
	    10);
	ck_assert(take(&c, 20, 119) == 0);
	ck_assert_uint_eq(c.now.gen, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("clockread");
	TCase *tests = tcase_create("clockread");

	tcase_add_test(tests, clocks_that_run_alike_are_of_one_generation);
	tcase_add_test(tests, a_jump_is_a_new_generation);
	tcase_add_test(tests, a_leap_second_that_is_expected_is_none);
	tcase_add_test(tests, other_jumps_are_not_taken_for_the_leap_second);
	tcase_add_test(tests, a_leap_second_of_our_own_is_no_jump);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
