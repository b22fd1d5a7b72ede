/*
 * check_pairwise.c -- how clocks differ from each other.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>

#include "pairwise.h"
#include "suite.h"

#define TOLERANCE 1e-12

START_TEST(the_observers_own_error_does_not_matter)
{
	struct sample a = { .offset = 5.25, .delay = 0.02 };
	struct sample b = { .offset = 5.5, .delay = 0.04, .disp = 0.001 };
	struct pairwise p = pairwise_compare(&a, &b);

	ck_assert_double_eq_tol(p.offset, 0.25, TOLERANCE);
	ck_assert_double_eq_tol(p.error, 0.031, TOLERANCE);
	ck_assert(p.apart);
}
END_TEST

START_TEST(the_other_way_round_the_sign_is_the_other)
{
	struct sample a = { .offset = 0.001, .delay = 0.02, .mono = 7 };
	struct sample b = { .offset = -0.002, .delay = 0.04, .mono = 9 };
	struct pairwise p = pairwise_compare(&a, &b);
	struct pairwise q = pairwise_compare(&b, &a);

	ck_assert_double_eq_tol(p.offset, -0.003, TOLERANCE);
	ck_assert_double_eq_tol(q.offset, 0.003, TOLERANCE);
	ck_assert_double_eq_tol(p.error, q.error, TOLERANCE);
	ck_assert(!p.apart && !q.apart);
}
END_TEST

START_TEST(time_apart_is_an_error)
{
	struct sample a = { .mono = 100 }, b = { .mono = 1100 };

	ck_assert_double_eq_tol(pairwise_compare(&a, &b).error, 0.015,
	    TOLERANCE);
}
END_TEST

START_TEST(nothing_is_known_when_the_clock_was_set_meanwhile)
{
	struct sample a = { .gen = 1 }, b = { .offset = 1e6, .gen = 2 };
	struct pairwise p = pairwise_compare(&a, &b);

	ck_assert(isinf(p.error));
	ck_assert(!p.apart);
}
END_TEST

START_TEST(the_liar_agrees_with_nobody)
{
	struct sample s[] = {
		{ .offset = 0.001, .delay = 0.01 },
		{ .offset = -0.001, .delay = 0.01 },
		{ .offset = 0.5, .delay = 0.01 },
		{ .offset = 0, .delay = 0.01 }
	};
	size_t agreeing[4];

	pairwise_count(s, 4, agreeing);
	ck_assert_uint_eq(agreeing[0], 2);
	ck_assert_uint_eq(agreeing[1], 2);
	ck_assert_uint_eq(agreeing[2], 0);
	ck_assert_uint_eq(agreeing[3], 2);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("pairwise");
	TCase *tests = tcase_create("pairwise");

	tcase_add_test(tests, the_observers_own_error_does_not_matter);
	tcase_add_test(tests, the_other_way_round_the_sign_is_the_other);
	tcase_add_test(tests, time_apart_is_an_error);
	tcase_add_test(tests, nothing_is_known_when_the_clock_was_set_meanwhile);
	tcase_add_test(tests, the_liar_agrees_with_nobody);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
