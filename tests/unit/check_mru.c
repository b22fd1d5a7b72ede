/*
 * check_mru.c -- the list of who asked, and the rate limit.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "mru.h"
#include "suite.h"

static const struct mru_limits classic = { .average = 3, .minimum = 1 };

static struct addr
address(uint32_t n)
{
	struct addr a = { .family = 4, .port = (uint16_t)(1024 + n % 1000),
		.ip = { 10, (uint8_t)(n >> 16), (uint8_t)(n >> 8),
		(uint8_t)n } };

	return a;
}

static enum mru_limit
ask(struct mru *m, uint32_t n, double mono)
{
	struct addr a = address(n);

	return mru_limit(mru_note(m, &a, mono, 3, 4), &classic, mono);
}

START_TEST(a_source_that_asks_every_8_seconds_is_always_answered)
{
	struct mru *m = mru_new(10, 1);

	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(ask(m, 7, 8.0 * i), MRU_ANSWER);
	mru_free(m);
}
END_TEST

START_TEST(a_burst_of_8_every_minute_is_answered)
{
	struct mru *m = mru_new(10, 1);

	for (int poll = 0; poll < 50; poll++)
		for (int i = 0; i < 8; i++)
			ck_assert_int_eq(ask(m, 7, 64.0 * poll + 2 * i),
			    MRU_ANSWER);
	mru_free(m);
}
END_TEST

START_TEST(two_packets_at_once_are_one_too_many)
{
	struct mru *m = mru_new(10, 1);

	ck_assert_int_eq(ask(m, 7, 0), MRU_ANSWER);
	ck_assert_int_eq(ask(m, 7, 0.1), MRU_KISS);
	mru_free(m);
}
END_TEST

START_TEST(a_flood_is_told_once_and_then_met_with_silence)
{
	struct mru *m = mru_new(10, 1);
	int answers = 0, kisses = 0;

	for (int i = 0; i < 1000; i++) {
		switch (ask(m, 7, i / 1000.0)) {
		case MRU_ANSWER:
			answers++;
			break;
		case MRU_KISS:
			kisses++;
			break;
		case MRU_SILENCE:
			break;
		}
	}
	ck_assert_int_eq(answers, 1);
	ck_assert_int_eq(kisses, 1);
	/* A violation counts 72; the next kiss needs less than 64. */
	ck_assert_int_eq(ask(m, 7, 5), MRU_SILENCE);
	ck_assert_int_eq(ask(m, 7, 40), MRU_ANSWER);
	mru_free(m);
}
END_TEST

START_TEST(other_sources_do_not_suffer_for_one)
{
	struct mru *m = mru_new(10, 1);

	for (int i = 0; i < 100; i++)
		(void)ask(m, 7, 0);
	ck_assert_int_eq(ask(m, 8, 0), MRU_ANSWER);
	mru_free(m);
}
END_TEST

START_TEST(the_list_goes_from_the_latest_to_the_earliest)
{
	struct mru *m = mru_new(10, 1);
	const struct mru_entry *e;

	for (uint32_t n = 0; n < 5; n++)
		(void)ask(m, n, n);
	(void)ask(m, 2, 10);
	e = mru_latest(m);
	ck_assert_uint_eq(e->addr.ip[3], 2);
	ck_assert_uint_eq(e->count, 2);
	ck_assert_double_eq(e->first, 2);
	ck_assert_double_eq(e->last, 10);
	e = mru_before(m, e);
	ck_assert_uint_eq(e->addr.ip[3], 4);
	for (int i = 0; i < 3; i++)
		e = mru_before(m, e);
	ck_assert_uint_eq(e->addr.ip[3], 0);
	ck_assert(mru_before(m, e) == NULL);
	mru_free(m);
}
END_TEST

START_TEST(a_full_list_gives_up_the_one_heard_least_recently)
{
	struct mru *m = mru_new(100, 1);
	struct addr a;

	for (uint32_t n = 0; n < 1000; n++)
		(void)ask(m, n, n);
	ck_assert_uint_eq(mru_count(m), 100);
	a = address(899);
	ck_assert(mru_find(m, &a) == NULL);
	a = address(900);
	ck_assert(mru_find(m, &a) != NULL);
	mru_free(m);
}
END_TEST

START_TEST(the_list_agrees_with_a_naive_one_over_many_packets)
{
	enum { CAPACITY = 64, SOURCES = 200, PACKETS = 200000 };
	struct mru *m = mru_new(CAPACITY, 12345);
	uint32_t last[SOURCES] = { 0 }, dice = 1;

	for (uint32_t i = 1; i <= PACKETS; i++) {
		uint32_t n, newer = 0;
		struct addr a;

		dice = dice * 1664525 + 1013904223;
		n = (dice >> 16) % SOURCES;
		/* It is known if fewer than CAPACITY others came since. */
		for (uint32_t k = 0; k < SOURCES; k++)
			newer += k != n && last[k] > last[n];
		a = address(n);
		ck_assert_int_eq(mru_find(m, &a) != NULL,
		    last[n] != 0 && newer < CAPACITY);
		(void)ask(m, n, i);
		last[n] = i;
	}
	ck_assert_uint_eq(mru_count(m), CAPACITY);
	mru_free(m);
}
END_TEST

/* One packet of N at MONO by RATE, with DICE. */
static enum mru_limit
ask_rate(struct mru *m, uint32_t n, double mono, const struct mru_rate *rate,
    uint32_t dice)
{
	struct addr a = address(n);

	return mru_ratelimit(mru_note(m, &a, mono, 3, 4), rate, mono, dice);
}

START_TEST(a_rate_allows_a_burst_and_then_one_packet_in_each_interval)
{
	static const struct mru_rate rate = { -1, 3, 2 };
	struct mru *m = mru_new(10, 1);

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(ask_rate(m, 7, 9, &rate, UINT32_MAX),
		    MRU_ANSWER);
	ck_assert_int_eq(ask_rate(m, 7, 9.25, &rate, UINT32_MAX), MRU_SILENCE);
	for (int i = 1; i < 100; i++)
		ck_assert_int_eq(ask_rate(m, 7, 9.25 + 0.5 * i, &rate,
		    UINT32_MAX), MRU_ANSWER);
	mru_free(m);
}
END_TEST

START_TEST(one_of_so_many_packets_beyond_the_rate_is_answered)
{
	static const struct mru_rate rate = { 10, 1, 2 };
	struct mru *m = mru_new(10, 1);
	int answered = 0;

	(void)ask_rate(m, 7, 0, &rate, 0);
	for (uint32_t i = 0; i < 64; i++)
		answered += ask_rate(m, 7, 0, &rate, i << 26) == MRU_ANSWER;
	ck_assert_int_eq(answered, 16);
	mru_free(m);
}
END_TEST

START_TEST(questions_about_the_host_do_not_count_against_the_rate)
{
	struct mru *m = mru_new(2, 1);
	struct addr a = address(7), b = address(8), c = address(9);
	const struct mru_entry *e;

	ck_assert_int_eq(ask(m, 7, 0), MRU_ANSWER);
	for (int i = 0; i < 100; i++)
		ck_assert_ptr_nonnull(mru_command(m, &a, i, (ntp_time){
		    (uint64_t)i }, 6, 2));
	e = mru_find(m, &a);
	ck_assert_uint_eq(e->count, 1);
	ck_assert_uint_eq(e->mode, 3);
	ck_assert_uint_eq(e->commands, 100);
	ck_assert_uint_eq(e->command_last.fp, 99);
	ck_assert_int_eq(ask(m, 7, 100), MRU_ANSWER);
	/* Who never asks for the time is known by what it does ask. */
	e = mru_command(m, &b, 101, (ntp_time){ 101 }, 6, 2);
	ck_assert_ptr_eq(mru_latest(m), e);
	ck_assert_uint_eq(e->mode, 6);
	ck_assert_uint_eq(e->last_at.fp, 101);
	/* Nobody has to give way for it, and it does for those who ask. */
	ck_assert_ptr_null(mru_command(m, &c, 102, (ntp_time){ 102 }, 6, 2));
	mru_refused(m, &c);
	ck_assert_uint_eq(mru_forgotten(m), 0);
	ck_assert_int_eq(ask(m, 9, 103), MRU_ANSWER);
	ck_assert_uint_eq(mru_forgotten(m), 1);
	mru_refused(m, &c);
	ck_assert_uint_eq(mru_find(m, &c)->refused, 1);
	mru_free(m);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mru");
	TCase *tests = tcase_create("mru");

	tcase_add_test(tests,
	    a_source_that_asks_every_8_seconds_is_always_answered);
	tcase_add_test(tests, a_burst_of_8_every_minute_is_answered);
	tcase_add_test(tests, two_packets_at_once_are_one_too_many);
	tcase_add_test(tests, a_flood_is_told_once_and_then_met_with_silence);
	tcase_add_test(tests, other_sources_do_not_suffer_for_one);
	tcase_add_test(tests, the_list_goes_from_the_latest_to_the_earliest);
	tcase_add_test(tests,
	    a_full_list_gives_up_the_one_heard_least_recently);
	tcase_add_test(tests,
	    the_list_agrees_with_a_naive_one_over_many_packets);
	tcase_add_test(tests,
	    a_rate_allows_a_burst_and_then_one_packet_in_each_interval);
	tcase_add_test(tests,
	    one_of_so_many_packets_beyond_the_rate_is_answered);
	tcase_add_test(tests,
	    questions_about_the_host_do_not_count_against_the_rate);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
