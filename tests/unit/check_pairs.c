/*
 * check_pairs.c -- when our last answers left, for those who ask.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdlib.h>

#include "pairs.h"
#include "suite.h"

#define MS ((uint64_t)1 << 22) /* about, in units of 2^-32 s */

static const struct addr client = { .family = 4, .ip = { 192, 0, 2, 1 },
	.port = 123 };
static const struct addr other = { .family = 4, .ip = { 192, 0, 2, 2 },
	.port = 123 };

#define SECOND ((uint64_t)1 << 32)

static struct pairs *table;
static struct packet answered; /* the last reply */

static void
set_up(void)
{
	table = pairs_new();
	ck_assert_ptr_nonnull(table);
}

static void
tear_down(void)
{
	pairs_free(table);
}

/*
 * Let FROM ask at REC in generation GEN, naming the answer with ORG; returns
 * the tag of the reply.
 */
static uint32_t
ask(const struct addr *from, unsigned gen, uint64_t rec, uint64_t org)
{
	struct packet request = { .org = { org }, .rec = { 7777 },
		.xmt = { 5555 } };

	answered = (struct packet){ .org = request.xmt, .rec = { rec },
		.xmt = { rec + 1000 } };
	return pairs_answer(table, from, gen, &request, &answered);
}

/* Returns true if the last reply was an interleaved one. */
static bool
interleaved(void)
{
	ck_assert(answered.org.fp == 7777 || answered.org.fp == 5555);
	return answered.org.fp == 7777;
}

START_TEST(basic_clients_cost_nothing)
{
	/* They name nothing, or what we said as the transmit timestamp. */
	ck_assert_uint_eq(ask(&client, 1, 100 * MS, 0), 0);
	ck_assert_uint_eq(ask(&client, 1, 200 * MS, answered.xmt.fp), 0);
	ck_assert(!interleaved());
	ck_assert_uint_eq(answered.rec.fp & 1, 1);
	ck_assert_uint_eq(answered.xmt.fp & 1, 0);
	ck_assert_uint_gt(answered.xmt.fp, answered.rec.fp);
}
END_TEST

START_TEST(who_names_an_answer_hears_when_it_left)
{
	uint32_t tag;
	uint64_t named;

	(void)ask(&client, 1, 100 * MS, 0);
	named = answered.rec.fp;
	tag = ask(&client, 1, 200 * MS, named); /* that was not kept */
	ck_assert(!interleaved());
	ck_assert_uint_ne(tag, 0);
	ck_assert_uint_lt(tag, 65536);
	named = answered.rec.fp;
	pairs_sent(table, tag, 1, (ntp_time){ named + 5 * MS + 1 }, true);
	(void)ask(&client, 1, 300 * MS, named);
	ck_assert(interleaved());
	ck_assert_uint_eq(answered.rec.fp, (300 * MS) | 1);
	ck_assert_uint_eq(answered.xmt.fp, named + 5 * MS + 1);
}
END_TEST

START_TEST(what_the_table_holds_and_has_done_can_be_told)
{
	struct pairs_totals t;
	uint32_t tag;
	uint64_t named;

	pairs_totals(NULL, &t);
	ck_assert_uint_eq(t.held, 0);
	(void)ask(&client, 1, SECOND, 0);
	tag = ask(&client, 1, 2 * SECOND, answered.rec.fp);
	named = answered.rec.fp;
	pairs_sent(table, tag, 1, (ntp_time){ named + MS }, true);
	(void)ask(&client, 1, 5 * SECOND, named);
	(void)ask(&client, 1, 9 * SECOND, answered.rec.fp);
	pairs_totals(table, &t);
	ck_assert_uint_eq(t.answered, 2);
	ck_assert_uint_eq(t.kernel, 1); /* who left last, we said */
	ck_assert_uint_eq(t.held, 1);
	ck_assert_double_eq(t.span, 0);
	(void)ask(&client, 1, 12 * SECOND, 1);
	pairs_totals(table, &t);
	ck_assert_uint_eq(t.held, 2);
	ck_assert_double_eq_tol(t.span, 3, 1e-6);
}
END_TEST

START_TEST(an_answer_is_named_only_once)
{
	uint64_t named;

	(void)ask(&client, 1, 100 * MS, 1);
	named = answered.rec.fp;
	(void)ask(&client, 1, 200 * MS, named);
	ck_assert(interleaved());
	(void)ask(&client, 1, 300 * MS, named);
	ck_assert(!interleaved());
}
END_TEST

START_TEST(nobody_is_told_of_the_answers_to_others)
{
	uint64_t named;

	(void)ask(&client, 1, 100 * MS, 1);
	named = answered.rec.fp;
	(void)ask(&other, 1, 200 * MS, named);
	ck_assert(!interleaved());
	(void)ask(&client, 1, 300 * MS, named);
	ck_assert(interleaved());
}
END_TEST

START_TEST(two_of_one_address_at_one_time_get_different_timestamps)
{
	uint64_t first;

	(void)ask(&client, 1, 100 * MS, 1);
	first = answered.rec.fp;
	(void)ask(&client, 1, 100 * MS, 1);
	ck_assert_uint_ne(answered.rec.fp, first);
	ck_assert_uint_eq(answered.rec.fp & 1, 1);
}
END_TEST

START_TEST(what_left_before_the_clock_was_set_is_forgotten)
{
	uint64_t named;
	uint32_t tag = ask(&client, 1, 100 * MS, 1);

	named = answered.rec.fp;
	(void)ask(&other, 2, 200 * MS, 1);
	pairs_sent(table, tag, 2, (ntp_time){ 201 * MS }, false);
	(void)ask(&client, 2, 300 * MS, named);
	ck_assert(!interleaved());
}
END_TEST

START_TEST(a_packet_that_says_when_it_was_sent_twice_is_a_basic_one)
{
	struct packet request = { .rec = { 5555 }, .xmt = { 5555 } };

	(void)ask(&client, 1, 100 * MS, 1);
	request.org = answered.rec;
	answered = (struct packet){ .org = { 5555 }, .rec = { 200 * MS } };
	ck_assert_uint_eq(pairs_answer(table, &client, 1, &request, &answered),
	    0);
	ck_assert_uint_eq(answered.org.fp, 5555);
}
END_TEST

START_TEST(times_of_leaving_that_cannot_be_are_not_kept)
{
	uint32_t tag = ask(&client, 1, 5000 * MS, 1);
	uint64_t named = answered.rec.fp, said = answered.xmt.fp;

	pairs_sent(table, tag, 1, (ntp_time){ named - MS }, false);
	pairs_sent(table, tag, 1, (ntp_time){ named + 1100 * MS }, false);
	for (uint32_t other_tag = 0; other_tag < 65536; other_tag += 4096)
		if ((tag + other_tag) % 65536 != tag)
			pairs_sent(table, (tag + other_tag) % 65536, 1,
			    (ntp_time){ named + MS }, false);
	(void)ask(&client, 1, 6000 * MS, named);
	ck_assert(interleaved());
	ck_assert_uint_eq(answered.xmt.fp, said);
}
END_TEST

START_TEST(thousands_are_remembered_and_the_newest_for_sure)
{
	uint64_t named[PAIRS_MAX];
	int known = 0;

	for (uint64_t i = 0; i < 10 * PAIRS_MAX; i++) {
		(void)ask(&client, 1, (1000 + i) * MS + i * 12345, 1);
		named[i % PAIRS_MAX] = answered.rec.fp;
	}
	(void)ask(&client, 1, 100000 * MS, named[PAIRS_MAX - 1]);
	ck_assert(interleaved());
	for (int i = 0; i < PAIRS_MAX - 1; i++) {
		(void)ask(&other, 1, (100001 + (uint64_t)i) * MS, 0);
		/* By hand, so that asking makes none forgotten. */
		answered = (struct packet){ .rec = { 3 }, .xmt = { 4 } };
		known += pairs_answer(table, &client, 1, &(struct packet){
			.org = { named[i] }, .rec = { 7777 } }, &answered) > 0 &&
		    answered.org.fp == 7777;
	}
	ck_assert_int_gt(known, PAIRS_MAX / 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("pairs");
	TCase *tc = tcase_create("pairs");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, basic_clients_cost_nothing);
	tcase_add_test(tc, who_names_an_answer_hears_when_it_left);
	tcase_add_test(tc, what_the_table_holds_and_has_done_can_be_told);
	tcase_add_test(tc, an_answer_is_named_only_once);
	tcase_add_test(tc, nobody_is_told_of_the_answers_to_others);
	tcase_add_test(tc,
	    two_of_one_address_at_one_time_get_different_timestamps);
	tcase_add_test(tc, what_left_before_the_clock_was_set_is_forgotten);
	tcase_add_test(tc,
	    a_packet_that_says_when_it_was_sent_twice_is_a_basic_one);
	tcase_add_test(tc, times_of_leaving_that_cannot_be_are_not_kept);
	tcase_add_test(tc, thousands_are_remembered_and_the_newest_for_sure);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
