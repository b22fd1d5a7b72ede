/*
 * check_filter.c -- the clock filter's eight stages.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>

#include "filter.h"
#include "suite.h"

#define PRECISION 1e-6 /* s */
#define PHI 15e-6      /* s/s */

struct result {
	struct sample best;
	double disp, jitter;
	bool fresh;
};

static struct sample
sample(double offset, double delay, double mono)
{
	return (struct sample){ .offset = offset, .delay = delay,
		.disp = 1e-4, .mono = mono, .gen = 1 };
}

static struct result
add_drifting(struct filter *f, struct sample in, double rate)
{
	struct result r = { .best = { .offset = -99 } };

	r.fresh = filter_add(f, &in, PRECISION, PHI, rate, &r.best, &r.disp,
	    &r.jitter);
	return r;
}

static struct result
add(struct filter *f, struct sample in)
{
	return add_drifting(f, in, 0);
}

static bool
near(double a, double b)
{
	return fabs(a - b) <= 1e-9 + 1e-9 * fabs(b);
}

/* --- which sample -------------------------------------------------------- */

START_TEST(the_first_sample_is_the_best_one)
{
	struct filter f = { .count = 0 };
	struct result r = add(&f, sample(0.5, 0.1, 10));

	ck_assert(r.fresh);
	ck_assert(r.best.offset == 0.5);
	ck_assert(r.best.disp == 1e-4);
	ck_assert(r.jitter == PRECISION);
}
END_TEST

START_TEST(the_sample_with_the_least_delay_is_handed_out)
{
	struct filter f = { .count = 0 };

	add(&f, sample(0.1, 0.5, 10));
	ck_assert(add(&f, sample(0.2, 0.2, 20)).best.offset == 0.2);
	ck_assert(!add(&f, sample(0.3, 0.3, 30)).fresh);
	ck_assert(add(&f, sample(0.4, 0.1, 40)).best.offset == 0.4);
}
END_TEST

START_TEST(a_sample_is_handed_out_only_once)
{
	struct filter f = { .count = 0 };
	struct result r;

	add(&f, sample(0.1, 0.1, 10));
	for (int i = 1; i < FILTER_STAGES; i++) {
		r = add(&f, sample(0.2, 0.2, 10 + i));
		ck_assert(!r.fresh);
		ck_assert(r.best.offset == -99);
	}
	/* The ninth pushes it out, and the newest best is older than it. */
	r = add(&f, sample(0.3, 0.3, 30));
	ck_assert(r.fresh);
	ck_assert(r.best.offset == 0.2);
}
END_TEST

START_TEST(a_sample_from_another_clock_generation_empties_the_filter)
{
	struct filter f = { .count = 0 };
	struct sample after = sample(0.2, 0.2, 20);

	for (int i = 0; i < 5; i++)
		add(&f, sample(100, 0.01, 10 + i));
	after.gen = 2;
	ck_assert(add(&f, after).best.offset == 0.2);
	ck_assert_int_eq(f.count, 1);
	ck_assert(add(&f, after).jitter == PRECISION);
}
END_TEST

START_TEST(a_generation_may_come_again_without_its_samples)
{
	struct filter f = { .count = 0 };
	struct sample other = sample(0.2, 0.2, 20);

	add(&f, sample(0.1, 0.1, 10));
	other.gen = 2;
	add(&f, other);
	ck_assert_int_eq(f.count, 1);
	add(&f, sample(0.3, 0.3, 30));
	ck_assert_int_eq(f.count, 1);
}
END_TEST

/* --- dispersion and jitter ----------------------------------------------- */

START_TEST(dispersion_halves_with_every_sample_from_16_s)
{
	struct filter f = { .count = 0 };
	double expected = FILTER_MAXDISP;

	for (int i = 0; i < FILTER_STAGES; i++) {
		double disp = add(&f, sample(0, 0.1, 10 + i)).disp;

		expected /= 2;
		ck_assert(fabs(disp - expected) < 0.1);
	}
}
END_TEST

START_TEST(dispersion_is_that_of_the_formula_in_order_of_delay)
{
	struct filter f = { .count = 0 };
	struct sample worse = sample(0, 0.2, 10), better = sample(0, 0.1, 20);
	double expected;

	worse.disp = 1;
	better.disp = 2;
	add(&f, worse);
	expected = 2 / 2.0 + (1 + PHI * 10) / 4;
	for (int i = 2; i < FILTER_STAGES; i++)
		expected += FILTER_MAXDISP / ldexp(1, i + 1);
	ck_assert(near(add(&f, better).disp, expected));
}
END_TEST

START_TEST(jitter_is_the_rms_difference_to_the_best_offset)
{
	struct filter f = { .count = 0 };

	add(&f, sample(0.003, 0.3, 10));
	add(&f, sample(0.004, 0.4, 11));
	ck_assert(near(add(&f, sample(0, 0.1, 12)).jitter,
	    sqrt((9e-6 + 16e-6) / 2)));
}
END_TEST

START_TEST(corrections_between_two_samples_are_no_jitter)
{
	struct filter f = { .count = 0 };
	struct sample before = sample(0.010, 0.1, 10);
	struct sample after = sample(0.004, 0.1, 20);

	after.applied = 0.006;
	add(&f, before);
	ck_assert(near(add(&f, after).jitter, PRECISION));
}
END_TEST

START_TEST(drift_between_two_samples_is_no_jitter)
{
	struct filter f = { .count = 0 };

	add(&f, sample(0.010, 0.1, 10));
	ck_assert(near(add_drifting(&f, sample(0.011, 0.1, 20), 1e-4).jitter,
	    PRECISION));
}
END_TEST

/* --- missed polls -------------------------------------------------------- */

START_TEST(each_missed_poll_pushes_the_good_samples_towards_the_end)
{
	struct filter f = { .count = 0 };
	double last = 0, disp = 0;

	for (int i = 0; i < FILTER_STAGES; i++)
		add(&f, sample(0, 0.1, i));
	for (int i = 0; i < FILTER_STAGES; i++) {
		disp = filter_miss(&f, 10 + i, 1, PHI);
		ck_assert(disp > last);
		last = disp;
	}
	ck_assert(near(disp, FILTER_MAXDISP * (1 - 1 / 256.0)));
}
END_TEST

START_TEST(a_missed_poll_is_never_the_best_sample)
{
	struct filter f = { .count = 0 };

	/* It has no delay: without its dispersion it would win. */
	filter_miss(&f, 10, 1, PHI);
	ck_assert(add(&f, sample(0.7, 5, 20)).best.offset == 0.7);
	filter_miss(&f, 30, 1, PHI);
	ck_assert(add(&f, sample(0.8, 6, 40)).jitter >= 0.1);
}
END_TEST

START_TEST(a_sample_as_uncertain_as_nothing_is_sorted_behind_the_others)
{
	struct filter f = { .count = 0 };
	struct sample vague = sample(5, 0.001, 20);

	add(&f, sample(0.1, 0.1, 10));
	vague.disp = FILTER_MAXDISP;
	ck_assert(!add(&f, vague).fresh);
}
END_TEST

/* --- the stages, as shown ------------------------------------------------ */

START_TEST(stages_are_shown_newest_first_and_aged)
{
	struct filter f = { .count = 0 };
	struct sample s;

	for (int i = 0; i < 12; i++)
		add(&f, sample(i, 0.1, i));
	for (int i = 0; i < FILTER_STAGES; i++) {
		filter_stage(&f, i, 1011, PHI, &s);
		ck_assert(s.offset == 11 - i);
		ck_assert(near(s.disp, 1e-4 + PHI * (1000 + i)));
	}
}
END_TEST

START_TEST(empty_stages_show_the_greatest_dispersion)
{
	struct filter f = { .count = 0 };
	struct sample s;

	add(&f, sample(1, 0.1, 1));
	for (int i = 1; i < FILTER_STAGES; i++) {
		filter_stage(&f, i, 2, PHI, &s);
		ck_assert(s.disp == FILTER_MAXDISP);
		ck_assert(s.offset == 0 && s.delay == 0);
	}
	filter_stage(&f, 0, 1e9, PHI, &s);
	ck_assert(s.disp == FILTER_MAXDISP);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("filter");
	TCase *tc = tcase_create("filter");

	tcase_add_test(tc, the_first_sample_is_the_best_one);
	tcase_add_test(tc, the_sample_with_the_least_delay_is_handed_out);
	tcase_add_test(tc, a_sample_is_handed_out_only_once);
	tcase_add_test(tc,
	    a_sample_from_another_clock_generation_empties_the_filter);
	tcase_add_test(tc, a_generation_may_come_again_without_its_samples);
	tcase_add_test(tc, dispersion_halves_with_every_sample_from_16_s);
	tcase_add_test(tc,
	    dispersion_is_that_of_the_formula_in_order_of_delay);
	tcase_add_test(tc, jitter_is_the_rms_difference_to_the_best_offset);
	tcase_add_test(tc, corrections_between_two_samples_are_no_jitter);
	tcase_add_test(tc, drift_between_two_samples_is_no_jitter);
	tcase_add_test(tc,
	    each_missed_poll_pushes_the_good_samples_towards_the_end);
	tcase_add_test(tc, a_missed_poll_is_never_the_best_sample);
	tcase_add_test(tc,
	    a_sample_as_uncertain_as_nothing_is_sorted_behind_the_others);
	tcase_add_test(tc, stages_are_shown_newest_first_and_aged);
	tcase_add_test(tc, empty_stages_show_the_greatest_dispersion);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
