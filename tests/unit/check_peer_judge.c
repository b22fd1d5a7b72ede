/*
 * check_peer_judge.c -- one association: what it believes and measures.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <string.h>

#include "peer_bench.h"
#include "suite.h"

/* --- the RATE kiss ------------------------------------------------------- */

static struct packet
kiss(const struct bench *b, int8_t poll)
{
	struct packet reply = good_answer(b);

	reply.leap = LEAP_ALARM;
	reply.stratum = 0;
	reply.refid = 0x52415445;
	reply.poll = poll;
	return reply;
}

START_TEST(a_rate_kiss_ends_the_burst_and_slows_down)
{
	struct packet reply;
	struct sample s;
	struct bench b;

	set_up(&b, CONF_IBURST);
	run(&b, 100);
	reply = kiss(&b, 8);
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_KISSED);
	ck_assert_int_eq(b.p.minpoll, 8);
	run(&b, 100 + 255);
	ck_assert_int_eq(b.n_sent, 1);
	run(&b, 100 + 257);
	ck_assert_int_eq(b.n_sent, 2);
	/* No bursts for this server any more. */
	answer(&b);
	run(&b, 100 + 300);
	ck_assert_int_eq(b.n_sent, 2);
	peer_start(&b.p, b.now.mono);
	run_answered(&b, b.now.mono + 100);
	ck_assert_int_eq(b.n_sent, 3);
}
END_TEST

START_TEST(a_rate_kiss_asks_for_no_more_than_maxpoll)
{
	static const int8_t polls[] = { INT8_MIN, 0, 6, 11, 17, INT8_MAX };

	for (size_t i = 0; i < sizeof polls; i++) {
		struct packet reply;
		struct sample s;
		struct bench b;

		set_up(&b, 0);
		run(&b, 100);
		reply = kiss(&b, polls[i]);
		ck_assert_int_eq(take(&b, &reply, &s), VERDICT_KISSED);
		ck_assert_int_eq(b.p.minpoll, 6);
		ck_assert(b.p.next <= b.now.mono + 1024);
	}
}
END_TEST

START_TEST(a_forged_rate_kiss_is_bogus)
{
	struct packet reply;
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	run(&b, 100);
	reply = kiss(&b, 10);
	reply.org.fp++;
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_BOGUS);
	ck_assert_int_eq(b.p.minpoll, 6);
	ck_assert(!b.p.slowed);
}
END_TEST

START_TEST(other_kisses_are_just_unsynchronised)
{
	static const uint32_t words[] = { 0x44454e59, 0x52535452, 0x494e4954 };

	for (size_t i = 0; i < 3; i++) {
		struct packet reply;
		struct sample s;
		struct bench b;

		set_up(&b, 0);
		run(&b, 100);
		reply = kiss(&b, 10);
		reply.refid = words[i];
		ck_assert_int_eq(take(&b, &reply, &s),
		    VERDICT_UNSYNCHRONISED);
		ck_assert_uint_eq(b.p.refid, words[i]);
		run(&b, 110);
		ck_assert_int_eq(b.n_sent, 4);
	}
}
END_TEST

/* --- what is believed ---------------------------------------------------- */

enum fault_kind {
	NO_XMT, NO_ORG, OTHER_ORG, NO_REC, LEAP_3, STRATUM, ROOT
};

/* What is wrong with an answer, and what comes of that. */
struct fault {
	enum fault_kind kind;
	double value;     /* the stratum, or the root delay and dispersion, s */
	double value2;
	enum verdict verdict;
	unsigned flash;
};

static void
spoil(struct packet *r, const struct fault *f)
{
	switch (f->kind) {
	case NO_XMT:
		r->xmt.fp = 0;
		break;
	case NO_ORG:
		r->org.fp = 0;
		break;
	case OTHER_ORG:
		r->org.fp ^= 1;
		break;
	case NO_REC:
		r->rec.fp = 0;
		break;
	case LEAP_3:
		r->leap = LEAP_ALARM;
		break;
	case STRATUM:
		r->stratum = (uint8_t)f->value;
		break;
	case ROOT:
		r->rootdelay = f->value;
		r->rootdisp = f->value2;
		break;
	}
}

static const struct fault faults[] = {
	{ NO_XMT, 0, 0, VERDICT_NO_TRANSMIT, FLASH_UNSYNC },
	{ NO_ORG, 0, 0, VERDICT_BOGUS, FLASH_BOGUS },
	{ OTHER_ORG, 0, 0, VERDICT_BOGUS, FLASH_BOGUS },
	{ NO_REC, 0, 0, VERDICT_NO_TRANSMIT, FLASH_UNSYNC },
	{ LEAP_3, 0, 0, VERDICT_UNSYNCHRONISED, FLASH_STRATUM },
	{ STRATUM, 0, 0, VERDICT_UNSYNCHRONISED, FLASH_STRATUM },
	{ STRATUM, 16, 0, VERDICT_UNSYNCHRONISED, FLASH_STRATUM },
	{ STRATUM, 255, 0, VERDICT_UNSYNCHRONISED, FLASH_STRATUM },
	{ ROOT, 32, 0, VERDICT_BAD_HEADER, FLASH_HEADER },
	{ ROOT, 0, 16, VERDICT_BAD_HEADER, FLASH_HEADER },
	{ ROOT, 11, 11, VERDICT_BAD_HEADER, FLASH_HEADER },
};
#define N_FAULTS (sizeof faults / sizeof faults[0])

START_TEST(each_fault_has_its_verdict_and_its_flash_bit)
{
	const struct fault *f = &faults[_i];
	struct packet reply;
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b);
	spoil(&reply, f);
	ck_assert_int_eq(take(&b, &reply, &s), f->verdict);
	ck_assert_uint_eq(b.p.flash, f->flash);
	ck_assert_uint_eq(b.p.reach, 0);
	ck_assert_uint_eq(b.p.processed, 0);
	ck_assert_uint_eq(b.p.received, 1);
}
END_TEST

START_TEST(an_answer_counts_once)
{
	struct packet reply;
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b);
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_ACCEPTED);
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_DUPLICATE);
	ck_assert_uint_eq(b.p.flash, FLASH_DUP);
	reply.xmt.fp++;
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_BOGUS);
	ck_assert_uint_eq(b.p.bogus, 1);
	ck_assert_uint_eq(b.p.processed, 1);
}
END_TEST

START_TEST(nothing_is_accepted_before_a_question_was_asked)
{
	struct packet reply = { .version = 4, .mode = MODE_SERVER,
		.stratum = 1, .rec = { 1 }, .xmt = { 2 } };
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_BOGUS);
	reply.org = cookie_of(0);
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_BOGUS);
}
END_TEST

START_TEST(forged_answers_do_not_spoil_the_exchange)
{
	struct packet reply, forged;
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b);
	for (uint64_t i = 1; i < 1000; i++) {
		forged = reply;
		forged.org.fp ^= i;
		forged.xmt.fp += i;
		ck_assert_int_eq(take(&b, &forged, &s), VERDICT_BOGUS);
	}
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_ACCEPTED);
	ck_assert_uint_eq(b.p.flash, 0);
}
END_TEST

START_TEST(an_answer_across_clock_generations_measures_nothing)
{
	struct packet reply;
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b);
	b.now.gen++;
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_DECLINED);
	ck_assert_uint_eq(b.p.reach, 0);
}
END_TEST

START_TEST(an_answer_across_a_leap_second_measures_nothing)
{
	struct packet reply;
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b);
	b.now.leaps--;
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_DECLINED);
	ck_assert_uint_eq(b.p.reach, 0);
}
END_TEST

START_TEST(what_a_refused_packet_says_is_shown)
{
	struct packet reply;
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b);
	reply.leap = LEAP_ALARM;
	reply.stratum = 0;
	reply.refid = 0x494e4954;
	reply.rootdisp = 3;
	(void)take(&b, &reply, &s);
	ck_assert_uint_eq(b.p.leap, LEAP_ALARM);
	ck_assert_uint_eq(b.p.stratum, STRATUM_UNSPEC);
	ck_assert_uint_eq(b.p.refid, 0x494e4954);
	ck_assert(b.p.rootdisp == 3);
}
END_TEST

/* --- what is measured ---------------------------------------------------- */

START_TEST(offset_and_delay_are_those_of_the_formula)
{
	struct packet reply;
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b); /* 10 ms there, 1 ms in it, 20 ms back */
	pass(&b, 0.031);
	ck_assert_int_eq(take(&b, &reply, &s), VERDICT_ACCEPTED);
	ck_assert(fabs(s.offset - (0.510 + 0.480) / 2) < 1e-8);
	ck_assert(fabs(s.delay - 0.030) < 1e-8);
	ck_assert(fabs(s.disp - (2 * ldexp(1, -20) + PHI * 0.031)) < 1e-9);
	ck_assert(fabs(s.mono - (b.now.mono - 0.031 / 2)) < 1e-6);
	ck_assert_uint_eq(s.gen, 1);
}
END_TEST

START_TEST(a_sample_is_dated_by_its_arrival_not_by_its_handling)
{
	struct packet reply;
	struct sample s;
	struct bench b;
	struct exchange_env env = { .precision = PRECISION, .phi = PHI };
	ntp_time arrived;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b);
	pass(&b, 0.021);
	arrived = b.now.wall;
	pass(&b, 0.5);
	(void)peer_judge(&b.p, &reply, arrived, &b.now, &env, &s);
	ck_assert(fabs(s.mono - 100.0105) < 1e-6);
	ck_assert(fabs(s.delay - 0.020) < 1e-8);
}
END_TEST

START_TEST(a_delay_is_never_negative)
{
	struct packet reply;
	struct sample s;
	struct bench b;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b);
	reply.xmt = ntptime_add(reply.rec, 5);
	pass(&b, 0.021);
	(void)take(&b, &reply, &s);
	ck_assert(s.delay > 4.9);
}
END_TEST

START_TEST(any_octets_in_an_answer_give_finite_numbers)
{
	uint64_t z = 1;

	for (int i = 0; i < 20000; i++) {
		uint8_t data[PACKET_HEADER];
		struct packet reply;
		struct sample s;
		struct bench b;

		set_up(&b, 0);
		run(&b, 100);
		for (size_t k = 0; k < sizeof data; k++) {
			z = z * 6364136223846793005u + 1442695040888963407u;
			data[k] = (uint8_t)(z >> 56);
		}
		data[0] = 0x24;
		data[1] = 1;
		data[4] = data[5] = data[8] = data[9] = 0; /* below 1 s */
		ck_assert_int_eq(packet_decode(&reply, data, sizeof data),
		    VERDICT_ACCEPTED);
		reply.org = cookie_of(0);
		ck_assert_int_eq(take(&b, &reply, &s), VERDICT_ACCEPTED);
		s.applied = 0;
		peer_measure(&b.p, &s, 1e-6, PHI, 0);
		ck_assert(isfinite(b.p.offset) && isfinite(b.p.delay) &&
		    isfinite(b.p.disp) && isfinite(b.p.jitter));
		ck_assert(isfinite(peer_distance(&b.p, 200, PHI, 0.001)));
	}
}
END_TEST

START_TEST(the_root_distance_is_that_of_the_rfc)
{
	struct peer p = { .delay = 0.1, .rootdelay = 0.2, .bound = 0.01,
		.updated = 100, .rootdisp = 0.02, .jitter = 0.003 };

	ck_assert(fabs(peer_distance(&p, 1100, PHI, 0.001) -
	    (0.15 + 0.01 + 0.015 + 0.02 + 0.003)) < 1e-12);
	p = (struct peer){ .updated = 100 };
	ck_assert(peer_distance(&p, 100, PHI, 0.001) == 0.001);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("peer judge");
	TCase *kisses = tcase_create("kisses");
	TCase *judge = tcase_create("judge");
	TCase *measure = tcase_create("measure");

	tcase_add_test(kisses, a_rate_kiss_ends_the_burst_and_slows_down);
	tcase_add_test(kisses, a_rate_kiss_asks_for_no_more_than_maxpoll);
	tcase_add_test(kisses, a_forged_rate_kiss_is_bogus);
	tcase_add_test(kisses, other_kisses_are_just_unsynchronised);
	tcase_add_loop_test(judge, each_fault_has_its_verdict_and_its_flash_bit,
	    0, (int)N_FAULTS);
	tcase_add_test(judge, an_answer_counts_once);
	tcase_add_test(judge, nothing_is_accepted_before_a_question_was_asked);
	tcase_add_test(judge, forged_answers_do_not_spoil_the_exchange);
	tcase_add_test(judge,
	    an_answer_across_clock_generations_measures_nothing);
	tcase_add_test(judge, an_answer_across_a_leap_second_measures_nothing);
	tcase_add_test(judge, what_a_refused_packet_says_is_shown);
	tcase_add_test(measure, offset_and_delay_are_those_of_the_formula);
	tcase_add_test(measure,
	    a_sample_is_dated_by_its_arrival_not_by_its_handling);
	tcase_add_test(measure, a_delay_is_never_negative);
	tcase_add_test(measure, any_octets_in_an_answer_give_finite_numbers);
	tcase_add_test(measure, the_root_distance_is_that_of_the_rfc);
	suite_add_tcase(suite, kisses);
	suite_add_tcase(suite, judge);
	suite_add_tcase(suite, measure);
	return suite;
}

int
main(void)
{
	return suite_run(make_suite());
}
