/*
 * check_oneshot.c -- ntpdate's machine in a small world of its own.
 *
 * The world has a clock that only the test moves, and servers that answer each
 * question after half a round trip, as the test says they should.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "oneshot.h"

#define SERVERS 8
#define SENT 80
#define EPOCH 1795219200      /* s since 1970, when the world begins */
#define CONSTANT 0.02561951   /* s that every shown delay has on top */
#define EXACT 1e-9            /* s */
#define NEAR 1e-6             /* s: times in the world are doubles */

/* A server of the world; all zero: right, near, stratum 0. */
struct fake {
	double offset;         /* s it is ahead of us */
	double trip;           /* s */
	double jitter[ONESHOT_SAMPLES]; /* s added to OFFSET, by question */
	double queue[ONESHOT_SAMPLES];  /* s added to TRIP, by question */
	double age;            /* s since its clock was set */
	uint8_t leap, stratum;
	int8_t precision;
	uint32_t refid;
	int silent_after;      /* answers before it falls silent; -1: none */
	bool silent;
	int asked;
};

struct world {
	struct fake fake[SERVERS];
	int n;
	double mono;           /* s, the world's time */
	unsigned gen;
	ntp_time begin;
	uint64_t dice;
	struct oneshot *o;

	double sent_at[SENT];  /* mono of each question */
	int sent_to[SENT];     /* number of the server */
	uint8_t sent[SENT][PACKET_HEADER];
	int n_sent;
	int closed, events;
	char event[100];

	struct { double at; uint8_t data[PACKET_HEADER]; int from; } reply[SERVERS];
	bool due[SERVERS];     /* REPLY is under way */
};

static struct now
now_of(const struct world *w)
{
	return (struct now){ ntptime_add(w->begin, w->mono), w->mono, w->gen };
}

static struct addr
address(int i)
{
	return (struct addr){ .family = 4, .ip = { 10, 0, 0, (uint8_t)(i + 1) },
		.port = PACKET_PORT };
}

/* Put the answer of server I to QUESTION on its way. */
static void
answer(struct world *w, int i, const uint8_t *question)
{
	struct fake *f = &w->fake[i];
	int k = f->asked++ % ONESHOT_SAMPLES;
	ntp_time t2 = ntptime_add(w->begin, w->mono + f->offset +
	    f->jitter[k] + f->trip / 2 + f->queue[k] / 2);
	struct packet q, p = {
		.leap = f->leap, .version = 4, .mode = MODE_SERVER,
		.stratum = f->stratum, .poll = 6, .precision = f->precision,
		.refid = f->refid, .reftime = ntptime_add(t2, -f->age),
		.rec = t2, .xmt = t2
	};

	if (f->silent || (f->silent_after != 0 && k >= f->silent_after))
		return;
	ck_assert_int_eq(packet_decode(&q, question, PACKET_HEADER),
	    VERDICT_ACCEPTED);
	p.org = q.xmt;
	packet_encode(&p, w->reply[i].data);
	w->reply[i].at = w->mono + f->trip + f->queue[k];
	w->due[i] = true;
}

static void
act(void *ctx, const struct action *a)
{
	struct world *w = ctx;

	if (a->kind == ACT_CLOSE)
		w->closed++;
	if (a->kind == ACT_EVENT) {
		w->events++;
		snprintf(w->event, sizeof w->event, "%s", a->u.event.text);
	}
	if (a->kind != ACT_SEND)
		return;
	ck_assert_int_lt(w->n_sent, SENT);
	ck_assert_int_eq((int)a->u.send.len, PACKET_HEADER);
	ck_assert_int_eq(a->u.send.to.port, PACKET_PORT);
	w->sent_at[w->n_sent] = w->mono;
	w->sent_to[w->n_sent] = a->u.send.to.ip[3] - 1;
	memcpy(w->sent[w->n_sent++], a->u.send.data, PACKET_HEADER);
	answer(w, a->u.send.to.ip[3] - 1, a->u.send.data);
}

static void
roll(void *ctx, void *buf, size_t len)
{
	struct world *w = ctx;
	uint8_t *p = buf;

	for (size_t i = 0; i < len; i++) {
		w->dice = w->dice * 6364136223846793005u + 1442695040888963407u;
		p[i] = (uint8_t)(w->dice >> 56);
	}
}

/* Make a world with N servers of stratum 2 that are right and 1 ms away. */
static struct world
world_with(int n)
{
	struct world w = { .n = n, .dice = 1,
		.begin = ntptime_from_unix(EPOCH, 0) };

	for (int i = 0; i < n; i++) {
		w.fake[i].trip = 0.001;
		w.fake[i].stratum = 2;
		w.fake[i].precision = -20;
		w.fake[i].age = 10;
	}
	return w;
}

/* Start asking the servers of W. */
static void
begin(struct world *w, const struct oneshot_options *options)
{
	struct host host = { act, roll, w };
	struct now now = now_of(w);

	w->o = oneshot_new(&host, options, &now);
	ck_assert_ptr_nonnull(w->o);
	for (int i = 0; i < w->n; i++) {
		struct addr a = address(i);

		ck_assert_int_eq(oneshot_add(w->o, &a), 0);
	}
}

/* Hand over the answer of server I. */
static enum verdict
deliver(struct world *w, int i)
{
	struct rx rx = { .from = address(i), .data = w->reply[i].data,
		.len = PACKET_HEADER };
	struct now now;

	w->mono = fmax(w->mono, w->reply[i].at);
	w->due[i] = false;
	now = now_of(w);
	rx.at = now.wall;
	return oneshot_received(w->o, &now, &rx);
}

/* Returns the server whose answer comes in next, -1 if none comes. */
static int
next_reply(const struct world *w)
{
	int first = -1;

	for (int i = 0; i < w->n; i++)
		if (w->due[i] && (first < 0 ||
		    w->reply[i].at < w->reply[first].at))
			first = i;
	return first;
}

/* Let W run until all servers are done. */
static void
run(struct world *w)
{
	while (!oneshot_done(w->o)) {
		struct now now = now_of(w);
		double next = oneshot_tick(w->o, &now);
		int i = next_reply(w);

		if (i >= 0 && w->reply[i].at <= next)
			(void)deliver(w, i);
		else if (!oneshot_done(w->o))
			w->mono = next;
	}
}

static struct oneshot_result
judge(struct world *w)
{
	struct oneshot_result r;

	oneshot_judge(w->o, w->gen, &r);
	return r;
}

/* Begin, run and judge, by OPTIONS. */
static struct oneshot_result
result_of(struct world *w, const struct oneshot_options *options)
{
	begin(w, options);
	run(w);
	return judge(w);
}

static const struct oneshot_options usual = { .version = 4 };
static const struct oneshot_options once = { .version = 4, .samples = 1 };

/* The winner's number, -1 if there is none. */
static int
winner(const struct oneshot_result *r)
{
	return r->server == NULL ? -1 : r->server->addr.ip[3] - 1;
}

START_TEST(servers_are_first_asked_a_fifth_of_a_second_apart)
{
	struct world w = world_with(5);

	begin(&w, &once);
	run(&w);
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

	begin(&w, &usual);
	run(&w);
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
	begin(&w, &usual);
	run(&w);
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
	begin(&w, &usual);
	run(&w);
	ck_assert_double_eq_tol(w.sent_at[1] - w.sent_at[0], 2.4, NEAR);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_late_host_never_asks_twice_within_two_seconds)
{
	struct world w = world_with(1);

	w.fake[0].silent = true;
	begin(&w, &usual);
	while (!oneshot_done(w.o)) {
		struct now now = now_of(&w);

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

		begin(&w, &o);
		run(&w);
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

	begin(&w, &usual);
	run(&w);
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

	begin(&w, &o);
	run(&w);
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
		r = result_of(&w, &once);
		ck_assert_int_eq(winner(&r), 0);
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
	begin(&w, &once);
	for (int i = 0; i < 2; i++) {
		struct now now;
		struct packet p;

		w.mono = 0.1 + 0.2 * i;
		now = now_of(&w);
		(void)oneshot_tick(w.o, &now);
		(void)packet_decode(&p, w.reply[i].data, PACKET_HEADER);
		p.xmt = ntptime_add(p.rec, i == 0 ? 0.02 : 0.03);
		packet_encode(&p, w.reply[i].data);
		ck_assert_int_eq(deliver(&w, i), VERDICT_ACCEPTED);
	}
	r = judge(&w);
	ck_assert_int_eq(winner(&r), 0);
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
	r = result_of(&w, &usual);
	ck_assert_int_eq(winner(&r), 0);
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
	struct now now = now_of(w);
	struct rx rx = { .from = address(flaw == FLAW_HOST ? 7 : 0),
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

	begin(&w, &once);
	w.mono = 0.1;
	now = now_of(&w);
	(void)oneshot_tick(w.o, &now);
	before = *oneshot_server(w.o, 0);
	for (int f = 0; f < FLAWS; f++) {
		ck_assert_int_eq(deliver_flawed(&w, (enum flaw)f),
		    flaw_verdict[f]);
		ck_assert_mem_eq(oneshot_server(w.o, 0), &before,
		    sizeof before);
	}
	ck_assert_int_eq(deliver(&w, 0), VERDICT_ACCEPTED);
	ck_assert(oneshot_done(w.o));
	oneshot_free(w.o);
}
END_TEST

START_TEST(the_same_answer_counts_once)
{
	struct world w = world_with(1);
	struct now now;

	begin(&w, &usual);
	w.mono = 0.1;
	now = now_of(&w);
	(void)oneshot_tick(w.o, &now);
	ck_assert_int_eq(deliver(&w, 0), VERDICT_ACCEPTED);
	ck_assert_int_eq(deliver(&w, 0), VERDICT_DUPLICATE);
	ck_assert_int_eq(oneshot_server(w.o, 0)->count, 1);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_late_answer_does_not_count_for_the_next_question)
{
	struct world w = world_with(1);
	uint8_t first[PACKET_HEADER] = { 0 };
	struct oneshot_result r;

	begin(&w, &usual);
	for (int i = 0; i < 100 && !oneshot_done(w.o); i++) {
		struct now now = now_of(&w);
		double next = oneshot_tick(w.o, &now);

		if (w.n_sent == 1)
			memcpy(first, w.reply[0].data, sizeof first);
		memcpy(w.reply[0].data, first, sizeof first);
		w.reply[0].at = 0;
		if (w.n_sent > 1 && !oneshot_done(w.o))
			ck_assert_int_eq(deliver(&w, 0), VERDICT_BOGUS);
		w.mono = next;
	}
	r = judge(&w);
	ck_assert_int_eq(winner(&r), -1);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_repeated_address_answers_its_first_entry_only)
{
	struct world w = world_with(1);
	struct addr again = address(0);

	begin(&w, &once);
	ck_assert_int_eq(oneshot_add(w.o, &again), 0);
	run(&w);
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
	r = result_of(&w, &usual);
	ck_assert_int_eq(w.n_sent, 1);
	ck_assert_int_eq(w.events, 1);
	ck_assert_str_eq(w.event,
	    "10.0.0.1 rate limit response from server.");
	ck_assert(oneshot_server(w.o, 0)->limited);
	ck_assert_int_eq(winner(&r), -1);
	oneshot_free(w.o);
}
END_TEST

START_TEST(other_kisses_are_answers_of_an_unsynchronised_server)
{
	struct world w = world_with(1);

	w.fake[0].leap = LEAP_ALARM;
	w.fake[0].stratum = 0;
	w.fake[0].refid = names_refid_word("DENY");
	(void)result_of(&w, &usual);
	ck_assert_int_eq(w.n_sent, 4);
	ck_assert_int_eq(oneshot_server(w.o, 0)->stratum, STRATUM_UNSPEC);
	ck_assert_int_eq(oneshot_server(w.o, 0)->drop, ONESHOT_STRATUM);
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
	r = result_of(&w, &usual);
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
	r = result_of(&w, &usual);
	ck_assert_int_eq(winner(&r), 0);
	ck_assert_double_eq_tol(r.server->disp, 64.0 / 4 + 64.0 / 8, NEAR);
	oneshot_free(w.o);
}
END_TEST

START_TEST(a_clock_set_meanwhile_voids_the_samples_before)
{
	struct world w = world_with(1);
	struct oneshot_result r;
	struct oneshot_options two = { .samples = 2, .version = 4 };
	struct now now;

	begin(&w, &two);
	w.mono = 0.1;
	now = now_of(&w);
	(void)oneshot_tick(w.o, &now);
	ck_assert_int_eq(deliver(&w, 0), VERDICT_ACCEPTED);
	w.begin = ntptime_add(w.begin, -30); /* somebody sets the clock */
	w.fake[0].offset = 30;
	w.gen++;
	run(&w);
	r = judge(&w);
	ck_assert_double_eq_tol(r.offset, 30, NEAR);
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
		r = result_of(&w, &once);
		s = oneshot_server(w.o, 0);
		ck_assert_int_eq(s->drop, rows[i].drop);
		ck_assert_int_eq(winner(&r), rows[i].text == NULL ? 0 : -1);
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
	r = result_of(&w, &usual);
	ck_assert_int_eq(winner(&r), 2);
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
	r = result_of(&w, &usual);
	ck_assert_int_eq(winner(&r), 1);
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
	r = result_of(&w, &usual);
	ck_assert_int_eq(winner(&r), 1);
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
	r = result_of(&w, &usual);
	ck_assert_int_eq(winner(&r), 3);
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
	r = result_of(&w, &usual);
	ck_assert_int_ne(winner(&r), 0);
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
		r = result_of(&w, &o);
		ck_assert_int_eq(r.step, rows[i].step);
		ck_assert_double_eq_tol(r.slew, rows[i].slew, NEAR);
		oneshot_free(w.o);
	}
}
END_TEST

START_TEST(without_servers_there_is_nothing_to_do)
{
	struct world w = world_with(0);
	struct oneshot_result r = result_of(&w, &usual);
	struct now now = now_of(&w);

	ck_assert(isinf(oneshot_tick(w.o, &now)));
	ck_assert_ptr_null(r.server);
	ck_assert_double_eq_tol(r.offset, 0, EXACT);
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

		(void)result_of(&w, &o);
		ck_assert_int_eq(w.n_sent, 4);
		oneshot_free(w.o);
	}
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
	tcase_add_test(t,
	    other_kisses_are_answers_of_an_unsynchronised_server);
	tcase_add_test(t, a_clock_set_meanwhile_voids_the_samples_before);
	return t;
}

static TCase *
choice_case(void)
{
	TCase *t = tcase_create("choice");

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
	Suite *s = suite_create("oneshot");
	SRunner *runner = srunner_create(s);
	int failed;

	suite_add_tcase(s, asking_case());
	suite_add_tcase(s, answers_case());
	suite_add_tcase(s, choice_case());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
