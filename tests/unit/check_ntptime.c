/*
 * check_ntptime.c -- points and spans at the places where they wrap and round.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>

#include "ntptime.h"
#include "suite.h"

#define ERA 4294967296LL       /* s */
#define WRAP (ERA - NTPTIME_UNIX_EPOCH) /* s since 1970: 2036-02-07 06:28:16 */
#define YEAR2106 4294967295LL  /* s since 1970: the last of 32 bits */
#define UNIT (1 / 4294967296.0) /* s, the last bit of the fraction */

static ntp_time
point(uint32_t seconds, uint32_t fraction)
{
	return (ntp_time){ (uint64_t)seconds << 32 | fraction };
}

/* --- eras ---------------------------------------------------------------- */

START_TEST(the_second_after_the_last_of_an_era_is_one_second_later)
{
	ntp_time last = point(UINT32_MAX, 0), first = point(0, 0);

	ck_assert(ntptime_diff(first, last) == 1);
	ck_assert(ntptime_diff(last, first) == -1);
	ck_assert(ntptime_equal(ntptime_add(last, 1), first));
	ck_assert(ntptime_equal(ntptime_add(first, -1), last));
}
END_TEST

START_TEST(points_are_apart_by_up_to_68_years_in_either_direction)
{
	ntp_time t = point(12345, 678);
	double far = 2147483647;

	ck_assert(ntptime_diff(ntptime_add(t, far), t) == far);
	ck_assert(ntptime_diff(ntptime_add(t, -far), t) == -far);
}
END_TEST

START_TEST(a_unix_time_comes_back_from_any_era_near_the_pivot)
{
	static const int64_t times[] = { 0, 1, -1, WRAP - 1, WRAP, WRAP + 1,
		INT32_MAX, (int64_t)INT32_MAX + 1, YEAR2106, YEAR2106 + 1,
		-NTPTIME_UNIX_EPOCH, 2 * ERA - NTPTIME_UNIX_EPOCH };
	static const int64_t apart[] = { 0, 1, -1, 86400, -86400,
		INT32_MAX, -INT32_MAX };

	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		for (size_t k = 0; k < sizeof apart / sizeof apart[0]; k++) {
			int64_t sec;
			uint32_t nsec;

			ntptime_to_unix(ntptime_from_unix(times[i], 999999999),
			    times[i] + apart[k], &sec, &nsec);
			ck_assert_int_eq(sec, times[i]);
			ck_assert_uint_eq(nsec, 999999999);
		}
	}
}
END_TEST

START_TEST(the_pivot_decides_between_1968_and_2104)
{
	ntp_time t = point(1u << 31, 0);
	int64_t sec;
	uint32_t nsec;

	ntptime_to_unix(t, 0, &sec, &nsec);
	ck_assert_int_eq(sec, (1LL << 31) - NTPTIME_UNIX_EPOCH);
	ntptime_to_unix(t, YEAR2106, &sec, &nsec);
	ck_assert_int_eq(sec, (1LL << 31) - NTPTIME_UNIX_EPOCH + ERA);
}
END_TEST

START_TEST(the_era_of_2036_begins_at_all_bits_zero)
{
	ck_assert(ntptime_is_zero(ntptime_from_unix(WRAP, 0)));
	ck_assert(!ntptime_is_zero(ntptime_from_unix(WRAP, 1)));
	ck_assert(!ntptime_is_zero(ntptime_from_unix(0, 0)));
}
END_TEST

/* --- precision ----------------------------------------------------------- */

START_TEST(every_nanosecond_survives_the_way_to_fixed_point_and_back)
{
	for (uint32_t ns = 0; ns < 1000000000; ns += ns < 5000 ? 1 : 99991) {
		int64_t sec;
		uint32_t back;

		ntptime_to_unix(ntptime_from_unix(1795219200, ns), 1795219200,
		    &sec, &back);
		ck_assert_int_eq(sec, 1795219200);
		ck_assert_uint_eq(back, ns);
	}
}
END_TEST

START_TEST(a_nanosecond_is_rounded_to_the_nearest_fraction)
{
	static const uint32_t fraction[] = { 0, 4, 9, 13, 17, 21, 26 };

	for (uint32_t ns = 0; ns < 7; ns++)
		ck_assert_uint_eq(ntptime_from_unix(WRAP, ns).fp,
		    fraction[ns]);
}
END_TEST

START_TEST(the_last_fraction_of_a_second_rounds_into_the_next)
{
	int64_t sec;
	uint32_t nsec;

	ntptime_to_unix(point(0, UINT32_MAX), WRAP, &sec, &nsec);
	ck_assert_int_eq(sec, WRAP + 1);
	ck_assert_uint_eq(nsec, 0);
}
END_TEST

START_TEST(near_points_differ_exactly)
{
	ntp_time t = point(0xe9000000, 0xffffffff);

	ck_assert(ntptime_diff(point(0xe9000001, 0), t) == UNIT);
	ck_assert(ntptime_diff(t, point(0xe9000001, 0)) == -UNIT);
	ck_assert(ntptime_equal(ntptime_add(t, UNIT), point(0xe9000001, 0)));
	ck_assert(ntptime_equal(ntptime_add(t, -0.5),
	    point(0xe9000000, 0x7fffffff)));
}
END_TEST

START_TEST(adding_a_long_span_keeps_what_a_double_holds_of_its_fraction)
{
	ntp_time t = point(7, 0);
	double years = 1e9 + 0.123456;

	ck_assert(ntptime_diff(ntptime_add(t, years), t) == years);
	ck_assert(fabs(ntptime_diff(ntptime_add(t, 1e-9), t) - 1e-9) <= UNIT);
	ck_assert(fabs(ntptime_diff(ntptime_add(t, -1e-9), t) + 1e-9) <= UNIT);
}
END_TEST

/* --- short format -------------------------------------------------------- */

START_TEST(short_spans_are_rounded_up_so_that_bounds_stay_bounds)
{
	ck_assert_uint_eq(ntptime_short(0), 0);
	ck_assert_uint_eq(ntptime_short(1), 65536);
	ck_assert_uint_eq(ntptime_short(1e-12), 1);
	ck_assert_uint_eq(ntptime_short(1.00001), 65537);
	for (double s = 1e-9; s < 65535; s *= 1.37) {
		double back = ntptime_span(ntptime_short(s));

		ck_assert(back >= s);
		ck_assert(back < s + 1 / 65536.0);
	}
}
END_TEST

START_TEST(short_spans_out_of_range_are_the_nearest_there_is)
{
	ck_assert_uint_eq(ntptime_short(-1), 0);
	ck_assert_uint_eq(ntptime_short(NAN), 0);
	ck_assert_uint_eq(ntptime_short(65535.99999), UINT32_MAX);
	ck_assert_uint_eq(ntptime_short(65536), UINT32_MAX);
	ck_assert_uint_eq(ntptime_short(INFINITY), UINT32_MAX);
	ck_assert(ntptime_span(UINT32_MAX) > 65535.9999);
}
END_TEST

START_TEST(every_short_value_is_its_own_span)
{
	for (uint32_t v = 0; v < UINT32_MAX - 65521; v += 65521)
		ck_assert_uint_eq(ntptime_short(ntptime_span(v)), v);
}
END_TEST

START_TEST(exponents_of_every_octet_are_powers_of_two)
{
	for (int e = INT8_MIN; e <= INT8_MAX; e++)
		ck_assert(ntptime_log2(e) == pow(2, e));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ntptime");
	TCase *tc = tcase_create("ntptime");

	tcase_add_test(tc,
	    the_second_after_the_last_of_an_era_is_one_second_later);
	tcase_add_test(tc,
	    points_are_apart_by_up_to_68_years_in_either_direction);
	tcase_add_test(tc, a_unix_time_comes_back_from_any_era_near_the_pivot);
	tcase_add_test(tc, the_pivot_decides_between_1968_and_2104);
	tcase_add_test(tc, the_era_of_2036_begins_at_all_bits_zero);
	tcase_add_test(tc,
	    every_nanosecond_survives_the_way_to_fixed_point_and_back);
	tcase_add_test(tc, a_nanosecond_is_rounded_to_the_nearest_fraction);
	tcase_add_test(tc, the_last_fraction_of_a_second_rounds_into_the_next);
	tcase_add_test(tc, near_points_differ_exactly);
	tcase_add_test(tc,
	    adding_a_long_span_keeps_what_a_double_holds_of_its_fraction);
	tcase_add_test(tc,
	    short_spans_are_rounded_up_so_that_bounds_stay_bounds);
	tcase_add_test(tc, short_spans_out_of_range_are_the_nearest_there_is);
	tcase_add_test(tc, every_short_value_is_its_own_span);
	tcase_add_test(tc, exponents_of_every_octet_are_powers_of_two);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
