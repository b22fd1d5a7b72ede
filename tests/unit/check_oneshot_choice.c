/*
 * check_oneshot_choice.c -- ntpdate's machine: which server wins, and what is
 * done about the clock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "oneshot_world.h"
#include "suite.h"

START_TEST(questions_that_agreement_saves_do_not_count_as_lost)
{
	struct world w = world_with(2);
	struct oneshot_options o = { .version = 4, .agree = 1e-3 };
	struct oneshot_result r;

	w.fake[0].jitter[1] = 0.0004;
	for (int i = 0; i < 4; i++)
		w.fake[1].jitter[i] = 0.002 * i;
	r = world_result(&w, &o);
	ck_assert_int_eq(oneshot_server(w.o, 0)->sent, 2);
	ck_assert_int_eq(oneshot_server(w.o, 1)->sent, 4);
	ck_assert_double_eq_tol(oneshot_server(w.o, 0)->disp, 0.0002, NEAR);
	ck_assert_int_eq(world_winner(&r), 0);
	oneshot_free(w.o);
}
END_TEST

START_TEST(the_sample_with_the_least_delay_wins)
{
	struct world w = world_with(1);
	struct fake *f = &w.fake[0];
	struct oneshot_result r;

	for (int i = 0; i < 4; i++)
		f->queue[i] = i == 2 ? 0 : 0.1 + 0.01 * i;
	f->jitter[0] = 0.016;
	f->jitter[1] = 0.008;
	f->jitter[2] = 0.1;
	f->jitter[3] = 0.2;
	r = world_result(&w, &world_usual);
	ck_assert_double_eq_tol(r.offset, 0.1, NEAR);
	ck_assert_double_eq_tol(r.server->disp,
	    0.084 / 2 + 0.092 / 4 + 0.1 / 8, NEAR);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_lost_answer_adds_the_greatest_dispersion)
{
	struct world w = world_with(1);
	struct oneshot_result r;

	w.fake[0].silent_after = 2;
	r = world_result(&w, &world_usual);
	ck_assert_int_eq(world_winner(&r), 0);
	ck_assert_double_eq_tol(r.server->disp, 64.0 / 4 + 64.0 / 8, NEAR);
	oneshot_free(w.o);
}
END_TEST

START_TEST(servers_that_cannot_be_right_are_dropped_with_the_reason)
{
	static const struct {
		struct fake f;
		enum oneshot_drop drop;
		const char *text;
	} rows[] = {
		{ { .silent = true }, ONESHOT_NO_DATA, "no data" },
		{ { .stratum = 0 }, ONESHOT_STRATUM, "strata too high" },
		{ { .stratum = 2, .precision = 4 }, ONESHOT_FAR,
		    "server too far away" },
		{ { .stratum = 2, .precision = 127 }, ONESHOT_FAR,
		    "server too far away" },
		{ { .stratum = 2, .leap = 3 }, ONESHOT_LEAP,
		    "Leap not in sync" },
		{ { .stratum = 2, .age = -1 }, ONESHOT_BROKEN,
		    "server is very broken" },
		{ { .stratum = 2, .age = 86400 }, ONESHOT_STALE,
		    "Server has gone too long without sync" },
		{ { .stratum = 15, .age = 86399, .precision = 2 },
		    ONESHOT_USABLE, NULL }
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world w = world_with(1);
		struct oneshot_result r;
		const struct oneshot_server *s;

		w.fake[0] = rows[i].f;
		r = world_result(&w, &world_once);
		s = oneshot_server(w.o, 0);
		ck_assert_int_eq(s->drop, rows[i].drop);
		ck_assert_int_eq(world_winner(&r), rows[i].text == NULL ? 0 : -1);
		if (rows[i].text == NULL)
			ck_assert_ptr_null(oneshot_drop_text(s->drop));
		else
			ck_assert_str_eq(oneshot_drop_text(s->drop),
			    rows[i].text);
		oneshot_free(w.o);
	}
}
END_TEST

START_TEST(the_lowest_stratum_wins_then_the_least_delay)
{
	struct world w = world_with(4);
	struct oneshot_result r;

	w.fake[0].stratum = 3;
	w.fake[0].trip = 0.001;
	w.fake[1].trip = 0.005;
	w.fake[2].trip = 0.003;
	w.fake[3].trip = 0.004;
	r = world_result(&w, &world_usual);
	ck_assert_int_eq(world_winner(&r), 2);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_server_that_disagrees_with_the_others_is_left_out)
{
	struct world w = world_with(3);
	struct oneshot_result r;

	w.fake[0].stratum = 1;
	w.fake[0].offset = 10;
	w.fake[1].offset = 0.004;
	w.fake[1].trip = 0.0005;
	r = world_result(&w, &world_usual);
	ck_assert_int_eq(world_winner(&r), 1);
	ck_assert_double_eq_tol(r.offset, 0.004, NEAR);
	oneshot_free(w.o);
}
END_TEST

START_TEST(of_two_that_disagree_the_better_one_stays)
{
	struct world w = world_with(2);
	struct oneshot_result r;

	w.fake[0].offset = 5;
	w.fake[1].stratum = 1;
	r = world_result(&w, &world_usual);
	ck_assert_int_eq(world_winner(&r), 1);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_third_stratum_has_no_vote)
{
	struct world w = world_with(5);
	struct oneshot_result r;

	/* Three of stratum 3 would outvote those of 1 and 2. */
	w.fake[3].stratum = 1;
	for (int i = 0; i < 3; i++) {
		w.fake[i].stratum = 3;
		w.fake[i].offset = 9;
	}
	r = world_result(&w, &world_usual);
	ck_assert_int_eq(world_winner(&r), 3);
	oneshot_free(w.o);
}
END_TEST

START_TEST(five_servers_at_most_are_considered)
{
	struct world w = world_with(6);
	struct oneshot_result r;

	/* The sixth by dispersion would have won by delay. */
	w.fake[0].jitter[0] = 0.9;
	w.fake[0].trip = 0.0001;
	r = world_result(&w, &world_usual);
	ck_assert_int_ne(world_winner(&r), 0);
	ck_assert_int_eq(oneshot_server(w.o, 0)->drop, ONESHOT_USABLE);
	oneshot_free(w.o);
}
END_TEST

START_TEST(half_a_second_is_stepped_and_less_is_slewed)
{
	static const struct {
		enum oneshot_policy policy;
		double offset;
		bool step;
		double slew;
	} rows[] = {
		{ ONESHOT_AUTO, 0.1235, false, 0.18525 },
		{ ONESHOT_AUTO, -0.2, false, -0.2625 },
		{ ONESHOT_AUTO, 0.4999, false, 0.5624 },
		{ ONESHOT_AUTO, 0.5001, true, 0.5626 },
		{ ONESHOT_AUTO, -0.5001, true, -0.5626 },
		{ ONESHOT_STEP, 0.001, true, 0.0015 },
		{ ONESHOT_SLEW, 4000, false, 4000.0625 }
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world w = world_with(1);
		struct oneshot_options o = { .samples = 1, .version = 4,
			.policy = rows[i].policy };
		struct oneshot_result r;

		w.fake[0].offset = rows[i].offset;
		r = world_result(&w, &o);
		ck_assert_int_eq(r.step, rows[i].step);
		ck_assert_double_eq_tol(r.slew, rows[i].slew, NEAR);
		oneshot_free(w.o);
	}
}
END_TEST

START_TEST(without_servers_there_is_nothing_to_do)
{
	struct world w = world_with(0);
	struct oneshot_result r = world_result(&w, &world_usual);
	struct now now = world_now(&w);

	ck_assert(isinf(oneshot_tick(w.o, &now)));
	ck_assert_ptr_null(r.server);
	ck_assert_double_eq_tol(r.offset, 0, EXACT);
	oneshot_free(w.o);
}
END_TEST

static TCase *
choice_case(void)
{
	TCase *t = tcase_create("choice");

	tcase_add_test(t,
	    questions_that_agreement_saves_do_not_count_as_lost);
	tcase_add_test(t, the_sample_with_the_least_delay_wins);
	tcase_add_test(t, a_lost_answer_adds_the_greatest_dispersion);
	tcase_add_test(t,
	    servers_that_cannot_be_right_are_dropped_with_the_reason);
	tcase_add_test(t, the_lowest_stratum_wins_then_the_least_delay);
	tcase_add_test(t,
	    a_server_that_disagrees_with_the_others_is_left_out);
	tcase_add_test(t, of_two_that_disagree_the_better_one_stays);
	tcase_add_test(t, a_third_stratum_has_no_vote);
	tcase_add_test(t, five_servers_at_most_are_considered);
	tcase_add_test(t, half_a_second_is_stepped_and_less_is_slewed);
	tcase_add_test(t, without_servers_there_is_nothing_to_do);
	return t;
}

int
main(void)
{
	Suite *s = suite_create("oneshot_choice");

	suite_add_tcase(s, choice_case());
	return suite_run(s);
}
