/*
 * check_discipline.c -- what is done about which offset, row by row.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>

#include "discipline.h"
#include "suite.h"

static const struct discipline_rules usual = { .step_fwd = 0.128,
	.step_back = 0.128, .stepout = 900, .panic = 1000,
	.max_rate = DISCIPLINE_FIRST };

/* --- the verdict on one offset ------------------------------------------- */

static const struct row {
	const char *what;
	bool corrected;       /* the first correction is past */
	double waited;        /* s since the spike was seen; 0: it was not */
	double step_fwd, step_back, stepout, panic, offset;
	enum discipline_verdict verdict;
} rows[] = {
	{ "first, small", false, 0, 0.128, 0.128, 900, 1000, 0.128,
	    DISCIPLINE_SLEW_IT },
	{ "first, beyond step", false, 0, 0.128, 0.128, 900, 1000, 0.1281,
	    DISCIPLINE_STEP_IT },
	{ "first, at panic", false, 0, 0.128, 0.128, 900, 1000, -1000,
	    DISCIPLINE_STEP_IT },
	{ "first, beyond panic", false, 0, 0.128, 0.128, 900, 1000, 1000.1,
	    DISCIPLINE_PANIC },
	{ "first, panic allowed", false, 0, 0.128, 0.128, 900, 0, 1e9,
	    DISCIPLINE_STEP_IT },
	{ "later, small", true, 0, 0.128, 0.128, 900, 1000, -0.1,
	    DISCIPLINE_SLEW_IT },
	{ "later, beyond step", true, 0, 0.128, 0.128, 900, 1000, 0.2,
	    DISCIPLINE_SPIKE },
	{ "waiting", true, 899, 0.128, 0.128, 900, 1000, 0.2,
	    DISCIPLINE_WAIT },
	{ "waited long enough", true, 900, 0.128, 0.128, 900, 1000, 0.2,
	    DISCIPLINE_STEP_IT },
	{ "back within bounds", true, 899, 0.128, 0.128, 900, 1000, 0.1,
	    DISCIPLINE_SLEW_IT },
	{ "panic while waiting", true, 899, 0.128, 0.128, 900, 1000, -1001,
	    DISCIPLINE_PANIC },
	{ "threshold 0 never steps", false, 0, 0, 0, 900, 1000, 999,
	    DISCIPLINE_SLEW_IT },
	{ "threshold 0 never steps later", true, 0, 0, 0, 900, 1000, 999,
	    DISCIPLINE_SLEW_IT },
	{ "threshold 0 and panic", true, 0, 0, 0, 900, 1000, 1001,
	    DISCIPLINE_PANIC },
	{ "stepout 0 waits for nothing", true, 0, 0.128, 0.128, 0, 1000, 0.2,
	    DISCIPLINE_STEP_IT },
	{ "panic 0 lets all pass", true, 0, 0.128, 0.128, 0, 0, 1e6,
	    DISCIPLINE_STEP_IT },
	{ "forward only: behind", false, 0, 0.128, 0, 900, 1000, 0.2,
	    DISCIPLINE_STEP_IT },
	{ "forward only: ahead", false, 0, 0.128, 0, 900, 1000, -0.2,
	    DISCIPLINE_SLEW_IT },
	{ "backward only: ahead", false, 0, 0, 0.128, 900, 1000, -0.2,
	    DISCIPLINE_STEP_IT },
	{ "backward only: behind", false, 0, 0, 0.128, 900, 1000, 0.2,
	    DISCIPLINE_SLEW_IT },
};
#define N_ROWS (sizeof rows / sizeof rows[0])

START_TEST(each_offset_is_judged_as_the_table_says)
{
	const struct row *r = &rows[_i];
	struct discipline_rules rules = { .step_fwd = r->step_fwd,
		.step_back = r->step_back, .stepout = r->stepout,
		.panic = r->panic };
	struct discipline d = { .corrected = r->corrected,
		.spike = r->waited > 0 ? 100 : 0 };

	ck_assert_msg(discipline_judge(&d, &rules, r->offset,
	    100 + r->waited) == r->verdict, "%s", r->what);
}
END_TEST

START_TEST(a_spike_that_passes_is_forgotten)
{
	struct discipline d = { .corrected = true };

	ck_assert_int_eq(discipline_judge(&d, &usual, 1, 100),
	    DISCIPLINE_SPIKE);
	ck_assert_int_eq(discipline_judge(&d, &usual, 0.01, 500),
	    DISCIPLINE_SLEW_IT);
	ck_assert_int_eq(discipline_judge(&d, &usual, 1, 999),
	    DISCIPLINE_SPIKE);
	ck_assert_int_eq(discipline_judge(&d, &usual, 1, 1898),
	    DISCIPLINE_WAIT);
	ck_assert_int_eq(discipline_judge(&d, &usual, 1, 1899),
	    DISCIPLINE_STEP_IT);
}
END_TEST

START_TEST(after_a_step_the_next_spike_waits_again)
{
	struct discipline d = { .corrected = true, .spike = 100 };

	ck_assert_int_eq(discipline_judge(&d, &usual, 1, 1000),
	    DISCIPLINE_STEP_IT);
	ck_assert_int_eq(discipline_judge(&d, &usual, 1, 1001),
	    DISCIPLINE_SPIKE);
}
END_TEST

START_TEST(panic_ends_when_the_offset_is_in_bounds_again)
{
	struct discipline d = { .corrected = true };

	(void)discipline_judge(&d, &usual, 2000, 1);
	ck_assert(d.panicked);
	(void)discipline_judge(&d, &usual, 0.001, 2);
	ck_assert(!d.panicked);
}
END_TEST

/* --- slewing ------------------------------------------------------------- */

/* Returns s that D adds to the clock from mono FROM until the slew is over. */
static double
slewed(struct discipline *d, double from)
{
	double before = discipline_applied(d, from), freq = d->freq, added;

	added = discipline_applied(d, d->slew_until) - before;
	/* By the untouched clock: what the frequency alone adds is not slew. */
	return added - freq * (d->slew_until - from) / (1 + freq + d->rate);
}

START_TEST(a_slew_adds_the_offset_and_no_more)
{
	static const double offsets[] = { 1e-9, -1e-6, 0.0004, -0.05, 0.128,
		-599 };
	static const double freqs[] = { 0, 100e-6, -500e-6 };

	for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
		for (size_t k = 0; k < sizeof freqs / sizeof freqs[0]; k++) {
			for (int settled = 0; settled < 2; settled++) {
				struct discipline d = { .settled = settled,
					.freq = freqs[k], .mono = 10 };

				(void)discipline_slew(&d, &usual, 10,
				    offsets[i], 0);
				ck_assert(fabs(slewed(&d, 10) - offsets[i]) <
				    1e-9 + 1e-9 * fabs(offsets[i]));
			}
		}
	}
}
END_TEST

START_TEST(the_rate_keeps_within_what_is_allowed)
{
	struct discipline d = { .settled = true };

	(void)discipline_slew(&d, &usual, 1, 10, 0);
	ck_assert(d.rate == DISCIPLINE_SLEW);
	(void)discipline_slew(&d, &usual, 1, -10, 0);
	ck_assert(d.rate == -DISCIPLINE_SLEW);
	d.settled = false;
	(void)discipline_slew(&d, &usual, 1, 10, 0);
	ck_assert(d.rate == DISCIPLINE_FIRST);
	(void)discipline_slew(&d, &usual, 1, 1e-4, 0);
	ck_assert(fabs(d.rate) <= 1e-4);
}
END_TEST

START_TEST(what_is_left_of_the_first_correction_is_not_hurried)
{
	struct discipline d = { .settled = false };

	(void)discipline_slew(&d, &usual, 10, DISCIPLINE_NEAR, 0);
	ck_assert_double_gt(d.rate, DISCIPLINE_SLEW); /* the first one */
	d.corrected = true;
	(void)discipline_slew(&d, &usual, 20, 2 * DISCIPLINE_NEAR, 0);
	ck_assert_double_gt(d.rate, DISCIPLINE_SLEW);
	(void)discipline_slew(&d, &usual, 30, -DISCIPLINE_NEAR, 0);
	ck_assert_double_eq(d.rate, -DISCIPLINE_SLEW);
	ck_assert(d.settled);
}
END_TEST

START_TEST(the_frequency_keeps_within_500_ppm)
{
	struct discipline d = { .freq = 400e-6 };

	ck_assert(fabs(discipline_slew(&d, &usual, 1, 0, 300e-6) - 100e-6) <
	    1e-12);
	ck_assert(d.freq == DISCIPLINE_MAXFREQ);
	ck_assert(fabs(discipline_slew(&d, &usual, 1, 0, -2) + 1000e-6) <
	    1e-12);
	ck_assert(d.freq == -DISCIPLINE_MAXFREQ);
}
END_TEST

START_TEST(a_slew_ends_once_and_at_its_time)
{
	struct discipline d = { .settled = true };

	(void)discipline_slew(&d, &usual, 10, 0.0004, 0);
	ck_assert(!discipline_end_slew(&d, d.slew_until - 0.01));
	ck_assert(discipline_end_slew(&d, d.slew_until));
	ck_assert(d.rate == 0);
	ck_assert(!discipline_end_slew(&d, d.slew_until + 1));
}
END_TEST

START_TEST(without_an_offset_there_is_nothing_to_slew)
{
	struct discipline d = { .settled = true };

	(void)discipline_slew(&d, &usual, 10, 0, 1e-6);
	ck_assert(d.rate == 0);
	ck_assert(!discipline_end_slew(&d, 1e9));
}
END_TEST

START_TEST(what_has_been_applied_is_never_counted_twice)
{
	struct discipline d = { .freq = 100e-6, .mono = 10 };
	double at_20 = discipline_applied(&d, 20);

	ck_assert(discipline_applied(&d, 20) == at_20);
	ck_assert(discipline_applied(&d, 15) == at_20);
	ck_assert(fabs(at_20 - 10 * 100e-6) < 1e-6);
	ck_assert(discipline_applied(&d, 30) > at_20);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("discipline");
	TCase *judge = tcase_create("judge");
	TCase *slew = tcase_create("slew");

	tcase_add_loop_test(judge, each_offset_is_judged_as_the_table_says, 0,
	    (int)N_ROWS);
	tcase_add_test(judge, a_spike_that_passes_is_forgotten);
	tcase_add_test(judge, after_a_step_the_next_spike_waits_again);
	tcase_add_test(judge, panic_ends_when_the_offset_is_in_bounds_again);
	tcase_add_test(slew, a_slew_adds_the_offset_and_no_more);
	tcase_add_test(slew, the_rate_keeps_within_what_is_allowed);
	tcase_add_test(slew,
	    what_is_left_of_the_first_correction_is_not_hurried);
	tcase_add_test(slew, the_frequency_keeps_within_500_ppm);
	tcase_add_test(slew, a_slew_ends_once_and_at_its_time);
	tcase_add_test(slew, without_an_offset_there_is_nothing_to_slew);
	tcase_add_test(slew, what_has_been_applied_is_never_counted_twice);
	suite_add_tcase(suite, judge);
	suite_add_tcase(suite, slew);
	return suite_run(suite);
}
