/*
 * check_selection.c -- whom to believe, case by case and against an oracle.
 *
 * The oracle knows intervals as sets of points: for each number of liars it
 * looks for the outermost points that enough intervals cover.  It sorts
 * nothing and scans nothing, so it shares no mistake with the real thing.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "selection.h"
#include "suite.h"

#define ROUNDS 20000
#define MOST 12       /* candidates in one round */

static const struct selection_rules usual = { .minclock = 3, .maxclock = 10,
	.minsane = 1, .maxdist = 1.5, .mindist = 0.001 };

static uint64_t
throw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* A source of stratum 2 at OFFSET with root distance DISTANCE, both in s. */
static struct candidate
source(double offset, double distance)
{
	return (struct candidate){ .offset = offset, .distance = distance,
		.jitter = 1e-6, .stratum = 2 };
}

/* Number the N candidates and run the selection on them. */
static struct selected
run(struct candidate *c, size_t n, const struct selection_rules *rules)
{
	struct selection_edge *edges = calloc(6 * n + 1, sizeof *edges);
	struct selected out = { .hop = 0 };

	ck_assert(edges != NULL);
	for (size_t i = 0; i < n; i++)
		c[i].index = i;
	selection_run(c, n, edges, rules, &out);
	free(edges);
	return out;
}

/* Returns what became of the candidate that was number INDEX. */
static const struct candidate *
find(const struct candidate *c, size_t n, size_t index)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].index == index)
			return &c[i];
	ck_abort_msg("candidate %zu is lost", index);
	return NULL;
}

/* --- the oracle ---------------------------------------------------------- */

static size_t
covered(const struct candidate *c, size_t n, double at)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += c[i].offset - c[i].distance <= at &&
		    at <= c[i].offset + c[i].distance;
	return k;
}

/* Find the outermost points that WANTED intervals cover. */
static bool
extremes(const struct candidate *c, size_t n, size_t wanted, double *low,
    double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < n; i++) {
		double l = c[i].offset - c[i].distance;
		double h = c[i].offset + c[i].distance;

		if (covered(c, n, l) >= wanted)
			*low = fmin(*low, l);
		if (covered(c, n, h) >= wanted)
			*high = fmax(*high, h);
	}
	return *low <= *high;
}

static bool
oracle(const struct candidate *c, size_t n, double *low, double *high)
{
	for (size_t liars = 0; 2 * liars < n; liars++) {
		size_t outside = 0;

		if (!extremes(c, n, n - liars, low, high))
			continue;
		for (size_t i = 0; i < n; i++)
			outside += c[i].offset < *low || c[i].offset > *high;
		if (outside <= (n == 2 ? 1 : liars))
			return true;
	}
	return false;
}

/* Fill C with up to MOST candidates on a coarse grid, so that edges meet. */
static size_t
invent(uint64_t *dice, struct candidate *c)
{
	size_t n = 1 + throw(dice) % MOST;
	double spread = (double)(1 + throw(dice) % 40);

	for (size_t i = 0; i < n; i++) {
		c[i] = source((double)(int)(throw(dice) % 41 - 20) *
		    spread / 64, (double)(1 + throw(dice) % 32) / 16);
		c[i].stratum = 1 + (int)(throw(dice) % 4);
		c[i].jitter = (double)(1 + throw(dice) % 8) / 1024;
	}
	return n;
}

START_TEST(the_intersection_is_that_of_an_oracle_that_tries_everything)
{
	uint64_t dice = 1;
	unsigned believed = 0, refused = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct candidate c[MOST], before[MOST];
		size_t n = invent(&dice, c);
		double low, high;
		bool found = oracle(c, n, &low, &high);
		struct selected out;

		memcpy(before, c, sizeof before);
		out = run(c, n, &usual);
		ck_assert_int_eq(out.leader >= 0, found);
		found ? believed++ : refused++;
		for (size_t i = 0; i < n; i++) {
			bool inside = found && (n == 2 ||
			    (before[i].offset >= low &&
			    before[i].offset <= high));

			ck_assert_int_eq(find(c, n, i)->status !=
			    SELECT_FALSETICK, inside);
		}
		if (found)
			ck_assert(out.low == low && out.high == high);
	}
	ck_assert_uint_gt(believed, ROUNDS / 10);
	ck_assert_uint_gt(refused, ROUNDS / 10);
}
END_TEST

START_TEST(the_order_of_the_candidates_does_not_matter)
{
	uint64_t dice = 2;

	for (int round = 0; round < 2000; round++) {
		struct candidate c[MOST], turned[MOST];
		size_t n = invent(&dice, c);
		struct selected a, b;

		for (size_t i = 0; i < n; i++)
			turned[i] = c[n - 1 - i];
		a = run(c, n, &usual);
		b = run(turned, n, &usual);
		ck_assert_int_eq(a.leader < 0, b.leader < 0);
		ck_assert(a.low == b.low && a.high == b.high);
		for (size_t i = 0; i < n; i++)
			ck_assert_int_eq(find(c, n, i)->status ==
			    SELECT_FALSETICK, find(turned, n,
			    n - 1 - i)->status == SELECT_FALSETICK);
	}
}
END_TEST

/* --- intersection -------------------------------------------------------- */

START_TEST(nobody_is_believed_when_nobody_is_there)
{
	struct candidate none[1];
	struct selected out = run(none, 0, &usual);

	ck_assert_int_eq(out.leader, -1);
	ck_assert_uint_eq(out.survivors, 0);
}
END_TEST

START_TEST(a_single_source_is_believed)
{
	struct candidate c[] = { source(100, 0.01) };
	struct selected out = run(c, 1, &usual);

	ck_assert_int_eq(out.leader, 0);
	ck_assert(out.offset == 100);
	ck_assert_int_eq(c[0].status, SELECT_SYSPEER);
}
END_TEST

START_TEST(two_sources_that_do_not_meet_are_both_falsetickers)
{
	struct candidate c[] = { source(0, 0.01), source(1, 0.01) };
	struct selected out = run(c, 2, &usual);

	ck_assert_int_eq(out.leader, -1);
	ck_assert_int_eq(c[0].status, SELECT_FALSETICK);
	ck_assert_int_eq(c[1].status, SELECT_FALSETICK);
}
END_TEST

START_TEST(a_precise_clock_and_a_coarse_server_go_together)
{
	struct candidate c[] = { source(0, 0.001), source(0.003, 0.01) };
	struct selected out = run(c, 2, &usual);

	ck_assert_int_ge(out.leader, 0);
	ck_assert_uint_eq(find(c, 2, 0)->status, SELECT_SYSPEER);
	ck_assert_uint_eq(find(c, 2, 1)->status, SELECT_CANDIDATE);
	ck_assert(out.low == -0.001 && out.high == 0.001);
}
END_TEST

START_TEST(a_minority_of_liars_is_found_out)
{
	for (size_t n = 3; n <= 11; n++) {
		struct candidate c[11];
		size_t liars = (n - 1) / 2;

		for (size_t i = 0; i < n; i++)
			c[i] = source(i < liars ? 5 : 0.001 * (double)i, 0.02);
		ck_assert_int_ge(run(c, n, &usual).leader, 0);
		for (size_t i = 0; i < n; i++)
			ck_assert_int_eq(find(c, n, i)->status ==
			    SELECT_FALSETICK, i < liars);
	}
}
END_TEST

START_TEST(half_against_half_is_no_majority)
{
	struct candidate c[] = { source(0, 0.01), source(0.001, 0.01),
		source(5, 0.01), source(5.001, 0.01) };

	ck_assert_int_eq(run(c, 4, &usual).leader, -1);
}
END_TEST

START_TEST(touching_intervals_meet_but_sources_outside_are_not_believed)
{
	struct candidate apart[] = { source(0, 1), source(2, 1) };
	struct candidate bridged[] = { source(0, 1), source(2, 1),
		source(1, 1) };
	struct selected out = run(apart, 2, &usual);

	/* They share the point 1, but it is neither's middle. */
	ck_assert_int_eq(out.leader, -1);
	out = run(bridged, 3, &usual);
	ck_assert_int_ge(out.leader, 0);
	ck_assert(out.low == 0 && out.high == 2);
}
END_TEST

START_TEST(those_who_have_yet_to_answer_count_for_the_majority)
{
	for (size_t electorate = 0; electorate <= 6; electorate++) {
		struct selection_rules rules = usual;
		struct candidate c[] = { source(0, 0.01), source(0.001, 0.01) };

		rules.electorate = electorate;
		ck_assert_int_eq(run(c, 2, &rules).leader >= 0,
		    electorate < 4);
	}
}
END_TEST

START_TEST(true_lets_a_source_survive_outside_the_intersection)
{
	struct candidate c[] = { source(0, 0.01), source(0.001, 0.01),
		source(0.002, 0.01), source(0.5, 0.01) };

	c[3].truechimer = true;
	run(c, 4, &usual);
	ck_assert_int_eq(find(c, 4, 3)->status, SELECT_CANDIDATE);
	c[3] = source(0, 0.01);
	c[2] = source(7, 0.01);
	run(c, 4, &usual);
	ck_assert_int_eq(find(c, 4, 2)->status, SELECT_FALSETICK);
}
END_TEST

START_TEST(prefer_does_not_make_a_liar_honest)
{
	struct candidate c[] = { source(0, 0.01), source(0.001, 0.01),
		source(5, 0.01) };
	struct selected out;

	c[2].prefer = true;
	out = run(c, 3, &usual);
	ck_assert_int_eq(find(c, 3, 2)->status, SELECT_FALSETICK);
	ck_assert(out.offset < 0.002);
}
END_TEST

/* --- LOCAL --------------------------------------------------------------- */

START_TEST(a_last_resort_leads_only_when_nothing_else_is_believed)
{
	struct candidate c[] = { source(0, 0.01), source(0.1, 0.5) };
	struct selected out;

	c[0].last_resort = true;
	out = run(c, 2, &usual);
	ck_assert_uint_eq(c[out.leader].index, 1);
	ck_assert(out.offset == 0.1);
	ck_assert_int_eq(find(c, 2, 0)->status, SELECT_REJECT);
	c[0] = source(0, 0.01);
	c[0].last_resort = true;
	out = run(c, 1, &usual);
	ck_assert_int_eq(out.leader, 0);
	ck_assert_int_eq(c[0].status, SELECT_SYSPEER);
}
END_TEST

START_TEST(a_last_resort_does_not_vote_on_who_lies)
{
	struct candidate c[] = { source(0, 0.01), source(5, 0.01),
		source(5.001, 0.01) };
	struct selected out;

	c[0].last_resort = true;
	out = run(c, 3, &usual);
	ck_assert(out.offset > 4.9);
}
END_TEST

START_TEST(a_last_resort_leads_when_the_real_sources_contradict_each_other)
{
	struct candidate c[] = { source(0, 0.01), source(5, 0.01),
		source(-5, 0.01) };
	struct selected out;

	c[0].last_resort = true;
	out = run(c, 3, &usual);
	ck_assert_int_ge(out.leader, 0);
	ck_assert_uint_eq(c[out.leader].index, 0);
	ck_assert(out.offset == 0);
}
END_TEST

START_TEST(of_two_last_resorts_the_one_with_the_lower_rank_leads)
{
	struct candidate c[] = { source(0, 0.01), source(0, 0.01) };

	c[0].last_resort = c[1].last_resort = true;
	c[0].rank = 7;
	c[1].rank = 3;
	c[1].stratum = 9;
	ck_assert_uint_eq(c[run(c, 2, &usual).leader].index, 1);
}
END_TEST

START_TEST(of_two_last_resorts_the_one_with_the_better_stratum_leads)
{
	struct candidate c[] = { source(0, 0.01), source(0, 0.01),
		source(0, 0.01) };
	struct selected out;

	for (int i = 0; i < 3; i++) {
		c[i].last_resort = true;
		c[i].stratum = i == 1 ? 5 : 10;
	}
	out = run(c, 3, &usual);
	ck_assert_uint_eq(c[out.leader].index, 1);
	ck_assert_int_eq(find(c, 3, 0)->status, SELECT_REJECT);
	ck_assert_int_eq(find(c, 3, 2)->status, SELECT_REJECT);
}
END_TEST

START_TEST(a_last_resort_does_not_stand_in_for_too_few_believed_sources)
{
	struct selection_rules two = usual;
	struct candidate c[] = { source(0, 0.01), source(0.1, 0.5) };
	struct selected out;

	two.minsane = 2;
	c[0].last_resort = true;
	out = run(c, 2, &two);
	ck_assert_int_eq(out.leader, -1);
	ck_assert_int_eq(find(c, 2, 0)->status, SELECT_REJECT);
}
END_TEST

/* --- cluster ------------------------------------------------------------- */

START_TEST(fewer_than_minsane_sources_lead_nobody)
{
	struct selection_rules rules = usual;
	struct candidate c[] = { source(0, 0.01), source(0.001, 0.01) };

	rules.minsane = 3;
	ck_assert_int_eq(run(c, 2, &rules).leader, -1);
	rules.minsane = 2;
	ck_assert_int_ge(run(c, 2, &rules).leader, 0);
}
END_TEST

START_TEST(the_furthest_is_thrown_out_down_to_minclock)
{
	static const double offsets[] = { 0, 0.0001, -0.0001, 0.05, 0.2 };
	struct candidate c[5];
	struct selected out;

	for (size_t i = 0; i < 5; i++)
		c[i] = source(offsets[i], 0.5);
	out = run(c, 5, &usual);
	ck_assert_uint_eq(out.survivors, 3);
	ck_assert_int_eq(find(c, 5, 3)->status, SELECT_OUTLYER);
	ck_assert_int_eq(find(c, 5, 4)->status, SELECT_OUTLYER);
	ck_assert(fabs(out.offset) < 0.001);
}
END_TEST

START_TEST(sources_that_agree_within_their_jitter_all_survive)
{
	struct candidate c[8];
	struct selected out;

	for (size_t i = 0; i < 8; i++) {
		c[i] = source(0.001 * (double)i, 0.5);
		c[i].jitter = 0.1;
	}
	out = run(c, 8, &usual);
	ck_assert_uint_eq(out.survivors, 8);
	for (size_t i = 0; i < 8; i++)
		ck_assert_int_eq(c[i].status, (int)i == out.leader ?
		    SELECT_SYSPEER : SELECT_CANDIDATE);
}
END_TEST

START_TEST(those_thrown_out_beyond_maxclock_are_backups)
{
	struct candidate c[14];
	size_t backups = 0;

	for (size_t i = 0; i < 14; i++)
		c[i] = source(0.001 * (double)i, 0.5);
	run(c, 14, &usual);
	for (size_t i = 0; i < 14; i++)
		backups += c[i].status == SELECT_BACKUP;
	ck_assert_uint_eq(backups, 4);
}
END_TEST

START_TEST(preferred_and_true_sources_are_never_thrown_out)
{
	struct candidate c[5];

	for (int kind = 0; kind < 2; kind++) {
		for (size_t i = 0; i < 4; i++)
			c[i] = source(0.0001 * (double)i, 0.5);
		c[4] = source(0.2, 0.5);
		c[4].prefer = kind == 0;
		c[4].truechimer = kind == 1;
		run(c, 5, &usual);
		ck_assert_int_eq(find(c, 5, 4)->status, kind == 0 ?
		    SELECT_SYSPEER : SELECT_CANDIDATE);
	}
}
END_TEST

START_TEST(more_than_50_candidates_leave_the_worst_in_excess)
{
	struct candidate c[60];
	size_t excess = 0;

	for (size_t i = 0; i < 60; i++) {
		c[i] = source(0, 0.5);
		c[i].stratum = i < 10 ? 9 : 2;
	}
	run(c, 60, &usual);
	for (size_t i = 0; i < 60; i++) {
		excess += c[i].status == SELECT_EXCESS;
		ck_assert_int_eq(c[i].status == SELECT_EXCESS,
		    c[i].index < 10);
	}
	ck_assert_uint_eq(excess, 10);
}
END_TEST

/* --- combine ------------------------------------------------------------- */

START_TEST(the_offset_is_weighed_by_the_inverse_of_the_distance)
{
	struct candidate c[] = { source(0, 0.1), source(0.04, 0.3) };
	struct selected out = run(c, 2, &usual);

	ck_assert(fabs(out.offset - 0.01) < 1e-12);
	ck_assert_uint_eq(c[out.leader].index, 0);
	ck_assert_uint_eq(out.survivors, 2);
}
END_TEST

START_TEST(a_preferred_source_leads_alone)
{
	struct candidate c[] = { source(0, 0.01), source(0.001, 0.1),
		source(0.002, 0.02) };
	struct selected out;

	c[1].prefer = true;
	c[1].stratum = 5;
	out = run(c, 3, &usual);
	ck_assert_uint_eq(c[out.leader].index, 1);
	ck_assert(out.offset == 0.001);
	ck_assert(out.jitter == 1e-6);
}
END_TEST

START_TEST(of_several_preferred_sources_the_last_by_metric_leads)
{
	struct candidate c[] = { source(0, 0.01), source(0.001, 0.02),
		source(0.002, 0.03) };
	struct selected out;

	c[0].prefer = c[2].prefer = true;
	out = run(c, 3, &usual);
	ck_assert_uint_eq(c[out.leader].index, 2);
}
END_TEST

/* --- anti-clockhop ------------------------------------------------------- */

/* Run with the incumbent APART (s) from a better one, HOP as it was left. */
static size_t
hop_once(double apart, double *hop)
{
	struct candidate c[] = { source(0, 0.1), source(apart, 0.2) };
	struct selection_edge edges[12];
	struct selected out = { .hop = *hop };

	c[1].index = 1;
	c[1].incumbent = true;
	selection_run(c, 2, edges, &usual, &out);
	*hop = out.hop;
	return c[out.leader].index;
}

START_TEST(a_near_miss_keeps_the_system_peer_until_the_margin_is_used_up)
{
	double hop = 0;

	/* The margin is 1 ms, then half of it each time. */
	ck_assert_uint_eq(hop_once(0.0002, &hop), 1);
	ck_assert_uint_eq(hop_once(0.0002, &hop), 1);
	ck_assert_uint_eq(hop_once(0.0002, &hop), 1);
	ck_assert_uint_eq(hop_once(0.0002, &hop), 0);
	ck_assert(hop == 0);
}
END_TEST

START_TEST(a_clear_difference_changes_the_system_peer_at_once)
{
	double hop = 0;

	ck_assert_uint_eq(hop_once(0.01, &hop), 0);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("selection");
	TCase *meet = tcase_create("intersection");
	TCase *local = tcase_create("LOCAL");
	TCase *rest = tcase_create("cluster and combine");

	tcase_set_timeout(meet, 60);
	tcase_set_timeout(rest, 60);
	tcase_add_test(meet,
	    the_intersection_is_that_of_an_oracle_that_tries_everything);
	tcase_add_test(meet, the_order_of_the_candidates_does_not_matter);
	tcase_add_test(meet, nobody_is_believed_when_nobody_is_there);
	tcase_add_test(meet, a_single_source_is_believed);
	tcase_add_test(meet,
	    two_sources_that_do_not_meet_are_both_falsetickers);
	tcase_add_test(meet,
	    a_precise_clock_and_a_coarse_server_go_together);
	tcase_add_test(meet, a_minority_of_liars_is_found_out);
	tcase_add_test(meet, half_against_half_is_no_majority);
	tcase_add_test(meet,
	    touching_intervals_meet_but_sources_outside_are_not_believed);
	tcase_add_test(meet,
	    those_who_have_yet_to_answer_count_for_the_majority);
	tcase_add_test(meet,
	    true_lets_a_source_survive_outside_the_intersection);
	tcase_add_test(meet, prefer_does_not_make_a_liar_honest);
	tcase_add_test(local,
	    a_last_resort_leads_only_when_nothing_else_is_believed);
	tcase_add_test(local, a_last_resort_does_not_vote_on_who_lies);
	tcase_add_test(local,
	    a_last_resort_leads_when_the_real_sources_contradict_each_other);
	tcase_add_test(local,
	    of_two_last_resorts_the_one_with_the_lower_rank_leads);
	tcase_add_test(local,
	    of_two_last_resorts_the_one_with_the_better_stratum_leads);
	tcase_add_test(local,
	    a_last_resort_does_not_stand_in_for_too_few_believed_sources);
	tcase_add_test(rest, fewer_than_minsane_sources_lead_nobody);
	tcase_add_test(rest, the_furthest_is_thrown_out_down_to_minclock);
	tcase_add_test(rest,
	    sources_that_agree_within_their_jitter_all_survive);
	tcase_add_test(rest, those_thrown_out_beyond_maxclock_are_backups);
	tcase_add_test(rest, preferred_and_true_sources_are_never_thrown_out);
	tcase_add_test(rest, more_than_50_candidates_leave_the_worst_in_excess);
	tcase_add_test(rest,
	    the_offset_is_weighed_by_the_inverse_of_the_distance);
	tcase_add_test(rest, a_preferred_source_leads_alone);
	tcase_add_test(rest,
	    of_several_preferred_sources_the_last_by_metric_leads);
	tcase_add_test(rest,
	    a_near_miss_keeps_the_system_peer_until_the_margin_is_used_up);
	tcase_add_test(rest,
	    a_clear_difference_changes_the_system_peer_at_once);
	suite_add_tcase(suite, meet);
	suite_add_tcase(suite, local);
	suite_add_tcase(suite, rest);
	return suite;
}

int
main(void)
{
	return suite_run(make_suite());
}
