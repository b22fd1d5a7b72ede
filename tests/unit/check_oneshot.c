/*
 * check_oneshot.c -- ntpdate's machine: when it asks, and what counts as an
 * answer.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "oneshot_world.h"
#include "suite.h"

START_TEST(servers_are_first_asked_a_fifth_of_a_second_apart)
{
	struct world w = world_with(5);

	world_begin(&w, &world_once);
	world_run(&w);
	ck_assert_int_eq(w.n_sent, 5);
	for (int i = 0; i < 5; i++) {
		ck_assert_int_eq(w.sent_to[i], i);
		ck_assert_double_eq_tol(w.sent_at[i], 0.1 + 0.2 * i, NEAR);
	}
	oneshot_free(w.o);
}
END_TEST

START_TEST(four_answers_take_six_seconds)
{
	struct world w = world_with(1);

	world_begin(&w, &world_usual);
	world_run(&w);
	ck_assert_int_eq(w.n_sent, 4);
	for (int i = 0; i < 4; i++)
		ck_assert_double_eq_tol(w.sent_at[i], 0.1 + 2 * i, NEAR);
	ck_assert_double_eq_tol(w.mono, 6.101, NEAR);
	ck_assert_int_eq(w.closed, 0);
	oneshot_free(w.o);
}
END_TEST

START_TEST(silence_costs_two_seconds_for_each_sample)
{
	struct world w = world_with(1);

	w.fake[0].silent = true;
	world_begin(&w, &world_usual);
	world_run(&w);
	ck_assert_int_eq(w.n_sent, 4);
	ck_assert_double_eq_tol(w.mono, 8.1, NEAR);
	ck_assert_int_eq(w.closed, 1);
	ck_assert_int_eq(oneshot_server(w.o, 0)->count, 4);
	oneshot_free(w.o);
}
END_TEST

START_TEST(the_next_question_comes_ten_ticks_after_the_answer)
{
	struct world w = world_with(1);

	w.fake[0].trip = 0.5; /* the answer falls after the second tick */
	world_begin(&w, &world_usual);
	world_run(&w);
	ck_assert_double_eq_tol(w.sent_at[1] - w.sent_at[0], 2.4, NEAR);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_late_host_never_asks_twice_within_two_seconds)
{
	struct world w = world_with(1);

	w.fake[0].silent = true;
	world_begin(&w, &world_usual);
	while (!oneshot_done(w.o)) {
		struct now now = world_now(&w);

		w.mono = fmin(oneshot_tick(w.o, &now), 1000) + 0.73;
	}
	for (int i = 1; i < w.n_sent; i++)
		ck_assert_double_ge(w.sent_at[i] - w.sent_at[i - 1], 2);
	oneshot_free(w.o);
}
END_TEST

START_TEST(timeouts_are_at_least_two_seconds_and_on_the_grid)
{
	static const struct { double asked, got; } rows[] = {
		{ 0, 2 }, { 0.3, 2 }, { -5, 2 }, { 2.09, 2 }, { 2.11, 2.2 },
		{ 3, 3 }
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world w = world_with(1);
		struct oneshot_options o = { .samples = 2, .version = 4,
			.timeout = rows[i].asked };

		world_begin(&w, &o);
		world_run(&w);
		ck_assert_double_eq_tol(w.sent_at[1] - w.sent_at[0],
		    rows[i].got, NEAR);
		oneshot_free(w.o);
	}
}
END_TEST

START_TEST(the_request_has_classics_octets_and_a_random_transmit_time)
{
	static const uint8_t head[12] = {
		0xe3, 0, 3, 0xfa, 0, 1, 0, 0, 0, 1, 0, 0
	};
	struct world w = world_with(1);
	struct packet p;

	world_begin(&w, &world_usual);
	world_run(&w);
	for (int i = 0; i < w.n_sent; i++) {
		ck_assert_mem_eq(w.sent[i], head, sizeof head);
		for (int k = 12; k < 40; k++)
			ck_assert_int_eq(w.sent[i][k], 0);
		(void)packet_decode(&p, w.sent[i], PACKET_HEADER);
		ck_assert(!ntptime_is_zero(p.xmt));
		ck_assert_double_gt(fabs(ntptime_diff(p.xmt, w.begin)), 1000);
		if (i > 0)
			ck_assert_mem_ne(w.sent[i] + 40, w.sent[0] + 40, 8);
	}
	oneshot_free(w.o);
}
END_TEST

START_TEST(only_three_bits_of_the_version_are_sent)
{
	struct world w = world_with(1);
	struct oneshot_options o = { .samples = 1, .version = 9 };

	world_begin(&w, &o);
	world_run(&w);
	ck_assert_int_eq(w.sent[0][0], 0xcb);
	oneshot_free(w.o);
}
END_TEST

START_TEST(offset_and_delay_are_classics)
{
	static const struct { double offset, trip; int precision; } rows[] = {
		{ 0.123478, 0.00018, -20 }, { -0.2, 0.030, -6 },
		{ 86400.25, 1.5, -10 }, { -1e9, 0.001, -20 }, { 0, 0, -32 }
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world w = world_with(1);
		struct oneshot_result r;

		w.fake[0].offset = rows[i].offset;
		w.fake[0].trip = rows[i].trip;
		w.fake[0].precision = (int8_t)rows[i].precision;
		r = world_result(&w, &world_once);
		ck_assert_int_eq(world_winner(&r), 0);
		ck_assert_double_eq_tol(r.offset, rows[i].offset, NEAR);
		ck_assert_double_eq_tol(r.server->delay, rows[i].trip +
		    CONSTANT + ldexp(1, rows[i].precision), NEAR);
		oneshot_free(w.o);
	}
}
END_TEST

START_TEST(a_negative_round_trip_has_the_least_delay_or_is_void)
{
	struct world w = world_with(2);
	struct oneshot_result r;

	/* The servers hold the question longer than it was away. */
	w.fake[0].trip = w.fake[1].trip = 0;
	world_begin(&w, &world_once);
	for (int i = 0; i < 2; i++) {
		struct now now;
		struct packet p;

		w.mono = 0.1 + 0.2 * i;
		now = world_now(&w);
		(void)oneshot_tick(w.o, &now);
		(void)packet_decode(&p, w.reply[i].data, PACKET_HEADER);
		p.xmt = ntptime_add(p.rec, i == 0 ? 0.02 : 0.03);
		packet_encode(&p, w.reply[i].data);
		ck_assert_int_eq(world_deliver(&w, i), VERDICT_ACCEPTED);
	}
	r = world_judge(&w);
	ck_assert_int_eq(world_winner(&r), 0);
	ck_assert_double_eq_tol(r.server->delay, 0.01999, 1e-5);
	ck_assert_int_eq(oneshot_server(w.o, 1)->drop, ONESHOT_NO_DATA);
	oneshot_free(w.o);
}
END_TEST

START_TEST(offsets_are_right_across_the_end_of_the_era)
{
	struct world w = world_with(1);
	struct oneshot_result r;

	w.begin.fp = (uint64_t)-5 << 32; /* five seconds before it */
	w.fake[0].offset = 60;
	r = world_result(&w, &world_usual);
	ck_assert_int_eq(world_winner(&r), 0);
	ck_assert_double_eq_tol(r.offset, 60, NEAR);
	oneshot_free(w.o);
}
END_TEST

/* What can be wrong with an answer, and what it is then called. */
enum flaw {
	FLAW_SHORT, FLAW_VERSION, FLAW_MODE, FLAW_STRATUM, FLAW_HOST, FLAW_PORT,
	FLAW_ORIGIN, FLAW_NO_ORIGIN, FLAW_NO_RECEIVE, FLAW_BACKWARDS,
	FLAW_REFUSED, FLAWS
};

static const enum verdict flaw_verdict[FLAWS] = {
	[FLAW_SHORT] = VERDICT_BAD_LENGTH,
	[FLAW_VERSION] = VERDICT_BAD_VERSION,
	[FLAW_MODE] = VERDICT_BAD_MODE,
	[FLAW_STRATUM] = VERDICT_BAD_HEADER,
	[FLAW_HOST] = VERDICT_DECLINED,
	[FLAW_PORT] = VERDICT_BAD_PORT,
	[FLAW_ORIGIN] = VERDICT_BOGUS,
	[FLAW_NO_ORIGIN] = VERDICT_BOGUS,
	[FLAW_NO_RECEIVE] = VERDICT_BAD_HEADER,
	[FLAW_BACKWARDS] = VERDICT_BAD_HEADER,
	[FLAW_REFUSED] = VERDICT_BAD_LENGTH
};

/* Hand over server 0's answer with FLAW. */
static enum verdict
deliver_flawed(struct world *w, enum flaw flaw)
{
	uint8_t data[PACKET_HEADER];
	struct now now = world_now(w);
	struct rx rx = { .from = world_address(flaw == FLAW_HOST ? 7 : 0),
		.at = now.wall, .data = data, .len = sizeof data };
	struct packet p;

	(void)packet_decode(&p, w->reply[0].data, PACKET_HEADER);
	if (flaw == FLAW_VERSION)
		p.version = 5;
	if (flaw == FLAW_MODE)
		p.mode = MODE_BROADCAST;
	if (flaw == FLAW_STRATUM)
		p.stratum = 16;
	if (flaw == FLAW_PORT)
		rx.from.port = 124;
	if (flaw == FLAW_ORIGIN)
		p.org.fp ^= 1;
	if (flaw == FLAW_NO_ORIGIN)
		p.org.fp = 0;
	if (flaw == FLAW_NO_RECEIVE)
		p.rec.fp = 0;
	if (flaw == FLAW_BACKWARDS)
		p.xmt = ntptime_add(p.rec, -1);
	rx.refused = flaw == FLAW_REFUSED;
	if (flaw == FLAW_SHORT || flaw == FLAW_REFUSED)
		rx.len = flaw == FLAW_SHORT ? PACKET_HEADER - 1 : 0;
	packet_encode(&p, data);
	return oneshot_received(w->o, &now, &rx);
}

START_TEST(a_flawed_answer_is_named_and_changes_nothing)
{
	struct world w = world_with(1);
	struct oneshot_server before;
	struct now now;

	world_begin(&w, &world_once);
	w.mono = 0.1;
	now = world_now(&w);
	(void)oneshot_tick(w.o, &now);
	before = *oneshot_server(w.o, 0);
	for (int f = 0; f < FLAWS; f++) {
		ck_assert_int_eq(deliver_flawed(&w, (enum flaw)f),
		    flaw_verdict[f]);
		ck_assert_mem_eq(oneshot_server(w.o, 0), &before,
		    sizeof before);
	}
	ck_assert_int_eq(world_deliver(&w, 0), VERDICT_ACCEPTED);
	ck_assert(oneshot_done(w.o));
	oneshot_free(w.o);
}
END_TEST

START_TEST(the_same_answer_counts_once)
{
	struct world w = world_with(1);
	struct now now;

	world_begin(&w, &world_usual);
	w.mono = 0.1;
	now = world_now(&w);
	(void)oneshot_tick(w.o, &now);
	ck_assert_int_eq(world_deliver(&w, 0), VERDICT_ACCEPTED);
	ck_assert_int_eq(world_deliver(&w, 0), VERDICT_DUPLICATE);
	ck_assert_int_eq(oneshot_server(w.o, 0)->count, 1);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_late_answer_does_not_count_for_the_next_question)
{
	struct world w = world_with(1);
	uint8_t first[PACKET_HEADER] = { 0 };
	struct oneshot_result r;

	world_begin(&w, &world_usual);
	for (int i = 0; i < 100 && !oneshot_done(w.o); i++) {
		struct now now = world_now(&w);
		double next = oneshot_tick(w.o, &now);

		if (w.n_sent == 1)
			memcpy(first, w.reply[0].data, sizeof first);
		memcpy(w.reply[0].data, first, sizeof first);
		w.reply[0].at = 0;
		if (w.n_sent > 1 && !oneshot_done(w.o))
			ck_assert_int_eq(world_deliver(&w, 0), VERDICT_BOGUS);
		w.mono = next;
	}
	r = world_judge(&w);
	ck_assert_int_eq(world_winner(&r), -1);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_question_that_left_late_measures_nothing)
{
	struct world w = world_with(1);
	struct oneshot_options two = { .samples = 2, .version = 4 };
	struct now then, now;

	world_begin(&w, &two);
	w.mono = 0.1;
	then = world_now(&w);
	(void)oneshot_tick(w.o, &then);
	w.fake[0].offset = 7; /* as it would seem */
	w.mono = 0.4;
	now = world_now(&w);
	oneshot_returned(w.o, &then, &now);
	w.reply[0].at = 0.5;
	ck_assert_int_eq(world_deliver(&w, 0), VERDICT_ACCEPTED);
	ck_assert_double_eq(oneshot_server(w.o, 0)->sample[0].delay, 0);
	/* The one after that is fine. */
	world_run(&w);
	ck_assert_double_gt(oneshot_server(w.o, 0)->sample[1].delay, 0);
	oneshot_free(w.o);
}
END_TEST

START_TEST(two_seconds_count_from_when_a_question_left)
{
	const double took[] = { 0.08, 0.3 };

	for (size_t i = 0; i < sizeof took / sizeof took[0]; i++) {
		for (int silent = 0; silent < 2; silent++) {
			struct world w = world_with(1);
			struct now then, now;

			world_begin(&w, &world_usual);
			w.fake[0].silent = silent;
			w.mono = 0.1;
			then = world_now(&w);
			(void)oneshot_tick(w.o, &then);
			w.mono += took[i];
			now = world_now(&w);
			oneshot_returned(w.o, &then, &now);
			world_run(&w);
			ck_assert_int_eq(w.n_sent, 4);
			ck_assert_double_ge(w.sent_at[1], now.mono + 2);
			oneshot_free(w.o);
		}
	}
}
END_TEST

START_TEST(a_repeated_address_is_not_asked_again)
{
	struct world w = world_with(1);
	struct addr again = world_address(0);

	world_begin(&w, &world_usual);
	ck_assert_int_eq(oneshot_add(w.o, &again), 0);
	world_run(&w);
	ck_assert_int_eq(w.n_sent, 4);
	ck_assert(oneshot_server(w.o, 1)->repeated);
	oneshot_free(w.o);
}
END_TEST

/* Returns how many questions one server gets if samples may agree. */
static int
asked_until_agreement(struct world *w, double agree)
{
	struct oneshot_options o = { .version = 4, .agree = agree };

	(void)world_result(w, &o);
	for (int i = 1; i < w->n_sent; i++)
		ck_assert_double_ge(w->sent_at[i] - w->sent_at[i - 1],
		    2 - EXACT);
	oneshot_free(w->o);
	return w->n_sent;
}

START_TEST(two_samples_that_agree_are_enough_if_so_wanted)
{
	struct world w = world_with(1);

	ck_assert_int_eq(asked_until_agreement(&w, 1e-3), 2);
	w = world_with(1);
	ck_assert_int_eq(asked_until_agreement(&w, 0), 4);
	w = world_with(1);
	w.fake[0].jitter[0] = 0.002;
	ck_assert_int_eq(asked_until_agreement(&w, 1e-3), 3);
	w = world_with(1);
	w.fake[0].queue[1] = 0.0019; /* half of it shows in the offset */
	ck_assert_int_eq(asked_until_agreement(&w, 1e-3), 4);
	w = world_with(1);
	w.fake[0].silent = true;
	ck_assert_int_eq(asked_until_agreement(&w, 1e-3), 4);
}
END_TEST

START_TEST(a_repeated_address_answers_its_first_entry_only)
{
	struct world w = world_with(1);
	struct addr again = world_address(0);

	world_begin(&w, &world_once);
	ck_assert_int_eq(oneshot_add(w.o, &again), 0);
	world_run(&w);
	ck_assert_int_eq(oneshot_server(w.o, 0)->answers, 1);
	ck_assert_int_eq(oneshot_server(w.o, 1)->answers, 0);
	ck_assert_ptr_null(oneshot_server(w.o, 2));
	oneshot_free(w.o);
}
END_TEST

START_TEST(the_kiss_rate_ends_the_asking)
{
	struct world w = world_with(1);
	struct oneshot_result r;

	w.fake[0].leap = LEAP_ALARM;
	w.fake[0].stratum = 0;
	w.fake[0].refid = names_refid_word("RATE");
	r = world_result(&w, &world_usual);
	ck_assert_int_eq(w.n_sent, 1);
	ck_assert_int_eq(w.events, 1);
	ck_assert_str_eq(w.event,
	    "10.0.0.1 rate limit response from server.");
	ck_assert(oneshot_server(w.o, 0)->limited);
	ck_assert_int_eq(world_winner(&r), -1);
	oneshot_free(w.o);
}
END_TEST

START_TEST(other_kisses_are_answers_of_an_unsynchronised_server)
{
	struct world w = world_with(1);

	w.fake[0].leap = LEAP_ALARM;
	w.fake[0].stratum = 0;
	w.fake[0].refid = names_refid_word("DENY");
	(void)world_result(&w, &world_usual);
	ck_assert_int_eq(w.n_sent, 4);
	ck_assert_int_eq(oneshot_server(w.o, 0)->stratum, STRATUM_UNSPEC);
	ck_assert_int_eq(oneshot_server(w.o, 0)->drop, ONESHOT_STRATUM);
	oneshot_free(w.o);
}
END_TEST

START_TEST(an_impossible_number_of_samples_means_four)
{
	static const int wrong[] = { -1, 0, 9, 1000 };

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct world w = world_with(1);
		struct oneshot_options o = { .samples = wrong[i],
			.version = 4 };

		(void)world_result(&w, &o);
		ck_assert_int_eq(w.n_sent, 4);
		oneshot_free(w.o);
	}
}
END_TEST

/* --- keys ---------------------------------------------------------------- */

/* Returns a world with a server, the keys 1 and 2, and OPTIONS to use key 1. */
static struct world
keyed_world(struct oneshot_options *options)
{
	static const char keys[] = "1 MD5 one\n2 SHA1 two\n";
	struct world w = world_with(1);

	w.auth = auth_new();
	ck_assert_ptr_nonnull(w.auth);
	ck_assert_int_eq(auth_read(w.auth, keys, strlen(keys), NULL, NULL), 0);
	auth_trust(w.auth, 1, 2);
	*options = (struct oneshot_options){ .samples = 2, .version = 4,
		.auth = w.auth, .key = 1 };
	return w;
}

START_TEST(with_a_key_questions_and_answers_are_signed)
{
	struct oneshot_options o;
	struct world w = keyed_world(&o);
	struct addr any = world_address(0);
	struct oneshot_result r;

	w.fake[0].key = 1;
	r = world_result(&w, &o);
	ck_assert_int_eq(world_winner(&r), 0);
	ck_assert_int_eq(r.server->trust, 0);
	ck_assert_int_eq(w.n_sent, 2);
	for (int i = 0; i < w.n_sent; i++)
		ck_assert(auth_verify(w.auth, &any, w.sent[i], PACKET_HEADER,
		    w.sent_len[i]));
	oneshot_free(w.o);
	auth_free(w.auth);
}
END_TEST

START_TEST(an_answer_without_our_key_makes_a_server_untrusted)
{
	static const uint32_t keys[] = { 0, 2 };

	for (size_t i = 0; i < 2; i++) {
		struct oneshot_options o;
		struct world w = keyed_world(&o);
		struct oneshot_result r;

		w.fake[0].key = keys[i];
		r = world_result(&w, &o);
		ck_assert_int_eq(world_winner(&r), -1);
		ck_assert_int_eq(oneshot_server(w.o, 0)->trust, 3);
		ck_assert_str_eq(oneshot_drop_text(oneshot_server(w.o,
		    0)->drop), "Server is untrusted");
		oneshot_free(w.o);
		auth_free(w.auth);
	}
}
END_TEST

START_TEST(a_spoilt_signature_makes_a_server_untrusted)
{
	struct oneshot_options o;
	struct world w = keyed_world(&o);
	struct oneshot_result r;
	struct now now;

	w.fake[0].key = 1;
	world_begin(&w, &o);
	w.mono = 0.1;
	now = world_now(&w);
	(void)oneshot_tick(w.o, &now);
	w.reply[0].data[1] ^= 1;
	ck_assert_int_eq(world_deliver(&w, 0), VERDICT_BAD_AUTH);
	world_run(&w);
	r = world_judge(&w);
	ck_assert_int_eq(world_winner(&r), -1);
	ck_assert_int_eq(oneshot_server(w.o, 0)->trust, 2);
	oneshot_free(w.o);
	auth_free(w.auth);
}
END_TEST

START_TEST(an_unsigned_kiss_is_not_obeyed)
{
	static const uint32_t keys[] = { 0, 1 };

	for (size_t i = 0; i < 2; i++) {
		struct oneshot_options o;
		struct world w = keyed_world(&o);

		w.fake[0].key = keys[i];
		w.fake[0].stratum = 0;
		w.fake[0].leap = LEAP_ALARM;
		w.fake[0].refid = names_refid_word("RATE");
		(void)world_result(&w, &o);
		ck_assert_int_eq(oneshot_server(w.o, 0)->limited, keys[i] == 1);
		oneshot_free(w.o);
		auth_free(w.auth);
	}
}
END_TEST

START_TEST(without_a_key_signatures_are_not_looked_at)
{
	struct oneshot_options o;
	struct world w = keyed_world(&o);
	struct oneshot_result r;

	w.fake[0].key = 2;
	o.key = 0;
	r = world_result(&w, &o);
	ck_assert_int_eq(world_winner(&r), 0);
	ck_assert_uint_eq(w.sent_len[0], PACKET_HEADER);
	oneshot_free(w.o);
	auth_free(w.auth);
}
END_TEST

START_TEST(the_delay_of_signing_counts_as_sent_later)
{
	struct oneshot_options o;
	struct world w = keyed_world(&o);
	struct oneshot_result r;

	w.fake[0].key = 1;
	o.auth_delay = 0.0005;
	r = world_result(&w, &o);
	ck_assert_double_eq_tol(r.offset, -0.00025, NEAR);
	oneshot_free(w.o);
	auth_free(w.auth);
}
END_TEST

START_TEST(a_clock_set_meanwhile_voids_the_samples_before)
{
	struct world w = world_with(1);
	struct oneshot_result r;
	struct oneshot_options two = { .samples = 2, .version = 4 };
	struct now now;

	world_begin(&w, &two);
	w.mono = 0.1;
	now = world_now(&w);
	(void)oneshot_tick(w.o, &now);
	ck_assert_int_eq(world_deliver(&w, 0), VERDICT_ACCEPTED);
	w.begin = ntptime_add(w.begin, -30); /* somebody sets the clock */
	w.fake[0].offset = 30;
	w.gen++;
	world_run(&w);
	r = world_judge(&w);
	ck_assert_double_eq_tol(r.offset, 30, NEAR);
	oneshot_free(w.o);
}
END_TEST

static TCase *
asking_case(void)
{
	TCase *t = tcase_create("asking");

	tcase_add_test(t, servers_are_first_asked_a_fifth_of_a_second_apart);
	tcase_add_test(t, four_answers_take_six_seconds);
	tcase_add_test(t, silence_costs_two_seconds_for_each_sample);
	tcase_add_test(t, the_next_question_comes_ten_ticks_after_the_answer);
	tcase_add_test(t, a_late_host_never_asks_twice_within_two_seconds);
	tcase_add_test(t, timeouts_are_at_least_two_seconds_and_on_the_grid);
	tcase_add_test(t,
	    the_request_has_classics_octets_and_a_random_transmit_time);
	tcase_add_test(t, only_three_bits_of_the_version_are_sent);
	tcase_add_test(t, an_impossible_number_of_samples_means_four);
	tcase_add_test(t, the_kiss_rate_ends_the_asking);
	return t;
}

static TCase *
keys_case(void)
{
	TCase *t = tcase_create("keys");

	tcase_add_test(t, with_a_key_questions_and_answers_are_signed);
	tcase_add_test(t, an_answer_without_our_key_makes_a_server_untrusted);
	tcase_add_test(t, a_spoilt_signature_makes_a_server_untrusted);
	tcase_add_test(t, an_unsigned_kiss_is_not_obeyed);
	tcase_add_test(t, without_a_key_signatures_are_not_looked_at);
	tcase_add_test(t, the_delay_of_signing_counts_as_sent_later);
	return t;
}

static TCase *
answers_case(void)
{
	TCase *t = tcase_create("answers");

	tcase_add_test(t, offset_and_delay_are_classics);
	tcase_add_test(t,
	    a_negative_round_trip_has_the_least_delay_or_is_void);
	tcase_add_test(t, offsets_are_right_across_the_end_of_the_era);
	tcase_add_test(t, a_flawed_answer_is_named_and_changes_nothing);
	tcase_add_test(t, the_same_answer_counts_once);
	tcase_add_test(t, a_late_answer_does_not_count_for_the_next_question);
	tcase_add_test(t, a_repeated_address_answers_its_first_entry_only);
	tcase_add_test(t, a_repeated_address_is_not_asked_again);
	tcase_add_test(t, two_samples_that_agree_are_enough_if_so_wanted);
	tcase_add_test(t, a_question_that_left_late_measures_nothing);
	tcase_add_test(t, two_seconds_count_from_when_a_question_left);
	tcase_add_test(t,
	    other_kisses_are_answers_of_an_unsynchronised_server);
	tcase_add_test(t, a_clock_set_meanwhile_voids_the_samples_before);
	return t;
}

int
main(void)
{
	Suite *s = suite_create("oneshot");

	suite_add_tcase(s, asking_case());
	suite_add_tcase(s, answers_case());
	suite_add_tcase(s, keys_case());
	return suite_run(s);
}
