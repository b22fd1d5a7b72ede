/*
 * check_exchange.c -- which timestamps belong together, and what an answer in
 * interleaved mode completes.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>

#include "exchange.h"
#include "names.h"
#include "suite.h"

#define US 1e-6
#define NEAR 1e-8  /* s */
#define AHEAD 2.0  /* s, the server's clock */
#define UP 3e-3    /* s, a packet's way there */
#define DOWN 2e-3  /* s, and back */
#define LATE 1e-3  /* s from writing an answer to its leaving */

static const struct exchange_env env = { .precision = -30 };

/* A client, and the server's memory of the answer before. */
struct scene {
	struct interleave il;
	struct now now;
	struct moment t1, t4;
	struct packet request, reply;
	ntp_time left;     /* when the last answer left; 0: not known */
	uint64_t cookies;
};

static ntp_time
at(double s)
{
	return ntptime_add((ntp_time){ (uint64_t)0xe9000000 << 32 }, s);
}

static struct scene
begin(void)
{
	struct scene s = { .now = { .wall = at(0), .gen = 1 },
		.cookies = 1000 };

	return s;
}

static struct moment
moment(struct scene *s, double mono)
{
	s->now.mono = mono;
	s->now.wall = at(mono);
	return (struct moment){ .wall = at(mono), .mono = mono,
		.gen = s->now.gen, .leaps = s->now.leaps };
}

/* Ask at MONO. */
static void
ask(struct scene *s, double mono)
{
	s->t1 = moment(s, mono);
	s->request = (struct packet){ .mode = MODE_CLIENT,
		.xmt = { s->cookies++ } };
	exchange_ask(&s->il, &s->now, &s->request);
}

/*
 * Let the server answer what was asked last, interleaved if it can and MAY;
 * returns whether it did.
 */
static bool
reply(struct scene *s, bool may)
{
	double there = s->t1.mono + UP + AHEAD;
	bool interleaved = may && !ntptime_is_zero(s->left) &&
	    !ntptime_is_zero(s->request.org);

	s->reply = (struct packet){ .org = interleaved ? s->request.rec :
	    s->request.xmt, .rec = at(there), .xmt = interleaved ? s->left :
	    at(there), .precision = -30 };
	s->left = at(there + LATE);
	s->t4 = moment(s, s->t1.mono + UP + LATE + DOWN);
	return interleaved;
}

/* Take the reply in; returns what an interleaved one completes. */
static enum exchange_result
take(struct scene *s, struct sample *out)
{
	struct exchange before = s->il.last;
	bool interleaved = exchange_interleaved(&s->il, &s->reply);

	exchange_note(&s->il, &s->reply, &s->t1, &s->t4);
	if (interleaved)
		return exchange_complete(&s->il, &before, &s->reply, false, 6,
		    &env, out);
	exchange_measure(&s->il, &s->reply, &env, out);
	return EXCHANGE_MEASURED;
}

START_TEST(the_first_question_is_a_basic_one)
{
	struct scene s = begin();

	ask(&s, 0);
	ck_assert(ntptime_is_zero(s.request.org));
	ck_assert(ntptime_is_zero(s.request.rec));
	ck_assert(ntptime_is_zero(s.il.cookie));
}
END_TEST

START_TEST(the_next_question_names_the_answer_and_tells_no_time)
{
	struct scene s = begin();
	struct sample out;

	ask(&s, 0);
	(void)reply(&s, true);
	ck_assert_int_eq(take(&s, &out), EXCHANGE_MEASURED);
	ask(&s, 64);
	ck_assert(ntptime_equal(s.request.org, s.reply.rec));
	ck_assert_uint_eq(s.request.rec.fp, ~s.request.xmt.fp);
}
END_TEST

START_TEST(an_exchange_is_measured_once_and_the_later_ones_better)
{
	struct scene s = begin();
	struct sample out;

	ask(&s, 0);
	ck_assert(!reply(&s, true));
	ck_assert_int_eq(take(&s, &out), EXCHANGE_MEASURED);
	/* The answer left later than it says: that counts as its way. */
	ck_assert(fabs(out.delay - (UP + DOWN + LATE)) < NEAR);
	ck_assert(fabs(out.offset - AHEAD - (UP - DOWN - LATE) / 2) < NEAR);
	ask(&s, 64);
	ck_assert(reply(&s, true));
	ck_assert_int_eq(take(&s, &out), EXCHANGE_KNOWN);
	for (int i = 2; i < 5; i++) {
		ask(&s, 64 * i);
		ck_assert(reply(&s, true));
		ck_assert_int_eq(take(&s, &out), EXCHANGE_MEASURED);
		ck_assert(fabs(out.delay - (UP + DOWN)) < NEAR);
		ck_assert(fabs(out.offset - AHEAD - (UP - DOWN) / 2) < NEAR);
		ck_assert(fabs(out.mono - (64 * (i - 1) +
		    (UP + DOWN + LATE) / 2)) < NEAR);
	}
}
END_TEST

START_TEST(a_server_that_forgets_is_measured_in_the_basic_mode)
{
	struct scene s = begin();
	struct sample out;

	for (int i = 0; i < 10; i++) {
		ask(&s, 64 * i);
		ck_assert(!reply(&s, false));
		ck_assert_int_eq(take(&s, &out), EXCHANGE_MEASURED);
		ck_assert(fabs(out.delay - (UP + DOWN + LATE)) < NEAR);
	}
}
END_TEST

START_TEST(after_lost_answers_the_exchange_before_is_still_measured)
{
	struct scene s = begin();
	struct sample out;

	for (int i = 0; i < 2; i++) {
		ask(&s, 64 * i);
		(void)reply(&s, true);
		(void)take(&s, &out);
	}
	ask(&s, 128); /* lost */
	ask(&s, 192);
	ck_assert(reply(&s, true));
	ck_assert_int_eq(take(&s, &out), EXCHANGE_MEASURED);
	ck_assert(fabs(out.delay - (UP + DOWN)) < NEAR);
	ck_assert(fabs(out.mono - 64) < 0.01);
}
END_TEST

START_TEST(after_four_questions_in_vain_a_basic_one_is_asked)
{
	struct scene s = begin();
	struct sample out;

	ask(&s, 0);
	(void)reply(&s, true);
	(void)take(&s, &out);
	for (int i = 1; i <= EXCHANGE_PATIENCE; i++) {
		ask(&s, 64 * i);
		ck_assert(!ntptime_is_zero(s.request.org));
	}
	ask(&s, 640);
	ck_assert(ntptime_is_zero(s.request.org));
	ck_assert(ntptime_is_zero(s.il.cookie));
}
END_TEST

START_TEST(when_the_clock_was_set_a_basic_question_is_asked)
{
	struct scene s = begin();
	struct sample out;

	ask(&s, 0);
	(void)reply(&s, true);
	(void)take(&s, &out);
	s.now.gen++;
	ask(&s, 64);
	ck_assert(ntptime_is_zero(s.request.org));
	(void)reply(&s, true);
	(void)take(&s, &out);
	s.now.leaps++;
	ask(&s, 128);
	ck_assert(ntptime_is_zero(s.request.org));
}
END_TEST

START_TEST(a_transmit_time_of_another_answer_is_not_believed)
{
	static const double off[] = { -0.1, -10, 0.1, 10, 64, -64, 1e6 };

	for (size_t i = 0; i < sizeof off / sizeof off[0]; i++) {
		struct scene s = begin();
		struct sample out;

		for (int k = 0; k < 2; k++) {
			ask(&s, 64 * k);
			(void)reply(&s, true);
			(void)take(&s, &out);
		}
		ask(&s, 128);
		ck_assert(reply(&s, true));
		s.reply.xmt = ntptime_add(s.reply.xmt, off[i]);
		ck_assert_int_eq(take(&s, &out), EXCHANGE_WRONG);
	}
}
END_TEST

START_TEST(what_the_server_knew_less_well_is_part_of_the_bound)
{
	struct scene s = begin();
	struct sample out, other;

	for (int k = 0; k < 2; k++) {
		ask(&s, 64 * k);
		(void)reply(&s, true);
		s.reply.rootdisp = 0.5;
		(void)take(&s, &out);
	}
	ask(&s, 128);
	(void)reply(&s, true);
	s.reply.rootdisp = 0.1;
	ck_assert_int_eq(take(&s, &out), EXCHANGE_MEASURED);
	ask(&s, 192);
	(void)reply(&s, true);
	s.reply.rootdisp = 0.1;
	ck_assert_int_eq(take(&s, &other), EXCHANGE_MEASURED);
	ck_assert(fabs(out.disp - other.disp - 0.4) < NEAR);
}
END_TEST

/* --- symmetric ----------------------------------------------------------- */

/* Tell the peer the time at MONO, having heard its last packet at REC. */
static void
tell(struct scene *s, double mono, ntp_time rec, bool wanted)
{
	struct moment last = s->t1;

	s->t1 = moment(s, mono);
	s->request = (struct packet){ .mode = MODE_ACTIVE, .org = s->reply.xmt,
		.rec = rec, .xmt = at(mono) };
	exchange_tell(&s->il, &s->now, wanted, &last, &s->request);
}

/* Let the two speak in turns N times, the last answer being taken in. */
static void
take_turns(struct scene *s, int n, bool wanted, struct sample *out)
{
	for (int i = 0; i < n; i++) {
		tell(s, 64 * i, s->il.last.t4.wall, wanted);
		(void)reply(s, false);
		(void)take(s, out);
	}
}

START_TEST(a_peer_is_told_when_the_packet_before_left)
{
	struct scene s = begin();
	struct sample out;

	take_turns(&s, 2, true, &out);
	tell(&s, 128, s.t4.wall, true);
	ck_assert(ntptime_equal(s.request.org, s.reply.rec));
	ck_assert(ntptime_equal(s.request.rec, s.t4.wall));
	ck_assert(fabs(ntptime_diff(s.request.xmt, at(64))) < NEAR);
}
END_TEST

START_TEST(nothing_is_interleaved_that_nobody_wants)
{
	struct scene s = begin();
	struct sample out;

	take_turns(&s, 3, false, &out);
	tell(&s, 192, s.t4.wall, false);
	ck_assert(ntptime_equal(s.request.org, s.reply.xmt));
	ck_assert(ntptime_equal(s.request.xmt, at(192)));
}
END_TEST

START_TEST(a_peer_that_missed_one_of_two_packets_gets_a_basic_one)
{
	struct scene s = begin();
	struct sample out;

	take_turns(&s, 2, true, &out);
	tell(&s, 128, s.t4.wall, true);
	tell(&s, 192, s.t4.wall, true); /* without an answer between them */
	ck_assert(ntptime_equal(s.request.org, s.reply.xmt));
	ck_assert(ntptime_is_zero(s.il.cookie));
	(void)reply(&s, false);
	(void)take(&s, &out);
	tell(&s, 256, s.t4.wall, true); /* which of them did it answer? */
	ck_assert(ntptime_equal(s.request.org, s.reply.xmt));
	ck_assert(ntptime_equal(s.request.xmt, at(256)));
}
END_TEST

START_TEST(no_two_packets_have_the_same_transmit_timestamp)
{
	struct scene s = begin();
	struct sample out;
	ntp_time last = { 0 };

	take_turns(&s, 2, true, &out);
	for (int i = 2; i < 10; i++) {
		tell(&s, 64 * i, s.t4.wall, true);
		ck_assert(!ntptime_equal(s.request.xmt, last));
		ck_assert(!ntptime_equal(s.request.xmt, s.request.rec));
		ck_assert(!ntptime_equal(s.request.xmt, s.request.org));
		last = s.request.xmt;
		(void)reply(&s, false);
		(void)take(&s, &out);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("exchange");
	TCase *tc = tcase_create("exchange");

	tcase_add_test(tc, the_first_question_is_a_basic_one);
	tcase_add_test(tc,
	    the_next_question_names_the_answer_and_tells_no_time);
	tcase_add_test(tc,
	    an_exchange_is_measured_once_and_the_later_ones_better);
	tcase_add_test(tc, a_server_that_forgets_is_measured_in_the_basic_mode);
	tcase_add_test(tc,
	    after_lost_answers_the_exchange_before_is_still_measured);
	tcase_add_test(tc, after_four_questions_in_vain_a_basic_one_is_asked);
	tcase_add_test(tc, when_the_clock_was_set_a_basic_question_is_asked);
	tcase_add_test(tc, a_transmit_time_of_another_answer_is_not_believed);
	tcase_add_test(tc, what_the_server_knew_less_well_is_part_of_the_bound);
	tcase_add_test(tc, a_peer_is_told_when_the_packet_before_left);
	tcase_add_test(tc, nothing_is_interleaved_that_nobody_wants);
	tcase_add_test(tc,
	    a_peer_that_missed_one_of_two_packets_gets_a_basic_one);
	tcase_add_test(tc, no_two_packets_have_the_same_transmit_timestamp);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
