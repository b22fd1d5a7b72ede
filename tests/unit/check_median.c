/*
 * check_median.c -- many readings made into one.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>

#include "median.h"
#include "suite.h"

START_TEST(no_reading_comes_to_nothing)
{
	struct median m = { .n = 0 };

	ck_assert_uint_eq(median_take(&m).n, 0);
}
END_TEST

START_TEST(the_outer_readings_do_not_count)
{
	static const double values[] = { 5, 1, 1000, 3, 2, 4, -1000, 6, 7, 8 };
	struct median m = { .n = 0 };
	struct median_value v;

	for (int i = 0; i < 10; i++)
		median_add(&m, values[i]);
	v = median_take(&m);
	/* 1000, -1000, 1 and 2 go: of ten readings six are left. */
	ck_assert_uint_eq(v.n, 6);
	ck_assert_double_eq_tol(v.mean, 5.5, 1e-12);
	ck_assert_double_eq_tol(v.jitter, sqrt(5 / 6.0), 1e-12);
	ck_assert_uint_eq(median_take(&m).n, 0);
}
END_TEST

START_TEST(a_single_reading_is_taken_as_it_is)
{
	struct median m = { .n = 0 };
	struct median_value v;

	median_add(&m, -0.25);
	v = median_take(&m);
	ck_assert_uint_eq(v.n, 1);
	ck_assert_double_eq(v.mean, -0.25);
	ck_assert_double_eq(v.jitter, 0);
}
END_TEST

START_TEST(the_oldest_readings_give_way)
{
	struct median m = { .n = 0 };
	struct median_value v;

	for (int i = 0; i < 100 * MEDIAN_STAGES; i++)
		median_add(&m, 1e6);
	for (int i = 0; i < MEDIAN_STAGES; i++)
		median_add(&m, 2);
	v = median_take(&m);
	ck_assert_uint_eq(v.n, MEDIAN_STAGES * 6 / 10);
	ck_assert_double_eq_tol(v.mean, 2, 1e-12);
}
END_TEST

START_TEST(the_variance_is_that_of_normal_noise)
{
	double sum = 0;

	/* Readings at the quantiles of a logistic curve, near to normal ones. */
	for (int round = 0; round < 10; round++) {
		struct median m = { .n = 0 };

		for (int i = 0; i < MEDIAN_STAGES; i++) {
			double q = (i + 0.5) / MEDIAN_STAGES;

			median_add(&m, 0.5878 * log(q / (1 - q)));
		}
		sum += median_take(&m).variance;
	}
	ck_assert_double_eq_tol(sum / 10, 1, 0.15);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("median");
	TCase *tests = tcase_create("median");

	tcase_add_test(tests, no_reading_comes_to_nothing);
	tcase_add_test(tests, the_outer_readings_do_not_count);
	tcase_add_test(tests, a_single_reading_is_taken_as_it_is);
	tcase_add_test(tests, the_oldest_readings_give_way);
	tcase_add_test(tests, the_variance_is_that_of_normal_noise);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
