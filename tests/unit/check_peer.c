/*
 * check_peer.c -- one association: when it asks, what it believes.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

#define PHI 15e-6
#define PRECISION (-20)
#define COOKIE 0x1122334455667788u
#define LOG 64

/* An association, its clock, and when it has sent. */
struct bench {
	struct peer p;
	struct now now;
	struct poll_env env;
	struct sys sys;
	double sent[LOG];
	int n_sent;
	enum peer_due last;   /* not PEER_DUE_NOTHING or _SEND */
};

static void
set_up(struct bench *b, unsigned flags)
{
	*b = (struct bench){ .p = { .hmode = MODE_CLIENT, .version = 4,
		.minpoll = 6, .maxpoll = 10, .flags = flags, .id = 1,
		.addr = { .family = 4, .port = 123 } },
		.now = { .wall = { (uint64_t)0xe9000000 << 32 }, .mono = 100,
		.gen = 1 }, .env = { .sys_poll = 6, .phi = PHI } };
	peer_clear(&b->p, "INIT");
	peer_start(&b->p, b->now.mono);
}

static void
pass(struct bench *b, double s)
{
	b->now.mono += s;
	b->now.wall = ntptime_add(b->now.wall, s);
}

static ntp_time
cookie_of(int n)
{
	return (ntp_time){ COOKIE + (unsigned)n };
}

/* Let everything happen that is due until mono UNTIL. */
static void
run(struct bench *b, double until)
{
	while (b->p.next <= until) {
		enum peer_due due;
		struct packet request;

		pass(b, fmax(0, b->p.next - b->now.mono));
		due = peer_poll(&b->p, &b->now, &b->env);
		if (due == PEER_DUE_UNREACHABLE || due == PEER_DUE_SILENT)
			b->last = due;
		if (due != PEER_DUE_SEND && due != PEER_DUE_UNREACHABLE)
			continue;
		ck_assert_int_lt(b->n_sent, LOG);
		b->sent[b->n_sent] = b->now.mono;
		peer_request(&b->p, &b->now, cookie_of(b->n_sent++), &b->sys,
		    0, &request);
	}
	pass(b, until - b->now.mono);
}

/* A good answer to the request sent last, from a clock that is 0.5 s ahead. */
static struct packet
good_answer(const struct bench *b)
{
	struct packet reply = { .version = 4, .mode = MODE_SERVER,
		.stratum = 1, .poll = 6, .precision = -20,
		.refid = 0x47505300, .org = cookie_of(b->n_sent - 1) };

	reply.rec = ntptime_add(b->p.t1, 0.5 + 0.010);
	reply.xmt = ntptime_add(reply.rec, 0.001);
	reply.reftime = ntptime_add(reply.rec, -1);
	return reply;
}

/* Let REPLY arrive now. */
static enum verdict
take(struct bench *b, const struct packet *reply, struct sample *s)
{
	return peer_judge(&b->p, reply, b->now.wall, &b->now, PRECISION, PHI,
	    s);
}

/* Answer the request sent last, 20 ms after it. */
static void
answer(struct bench *b)
{
	struct packet reply = good_answer(b);
	struct sample s;

	pass(b, 0.021);
	ck_assert_int_eq(take(b, &reply, &s), VERDICT_ACCEPTED);
}

/* Run until UNTIL; each request is answered. */
static void
run_answered(struct bench *b, double until)
{
	while (b->p.next <= until) {
		int before = b->n_sent;

		run(b, b->p.next);
		if (b->n_sent > before)
			answer(b);
	}
	pass(b, until - b->now.mono);
}

/* --- schedule ------------------------------------------------------------ */

static void
check_times(const struct bench *b, int from, const double *times, int n)
{
	ck_assert_int_ge(b->n_sent, from + n);
	for (int i = 0; i < n; i++)
		ck_assert_msg(fabs(b->sent[from + i] - times[i]) < 0.1,
		    "request %d at %g, not %g", from + i, b->sent[from + i],
		    times[i]);
}

START_TEST(a_start_burst_is_4_packets_2_s_apart)
{
	static const double times[] = { 100, 102, 104, 106 };
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 150);
	ck_assert_int_eq(b.n_sent, 4);
	check_times(&b, 0, times, 4);
}
END_TEST

START_TEST(with_iburst_it_is_6)
{
	static const double times[] = { 100, 102, 104, 106, 108, 110 };
	struct bench b;

	set_up(&b, CONF_IBURST);
	run_answered(&b, 150);
	ck_assert_int_eq(b.n_sent, 6);
	check_times(&b, 0, times, 6);
}
END_TEST

START_TEST(after_the_burst_the_first_poll_is_counted_from_its_beginning)
{
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 100 + 64 + 0.01);
	ck_assert_int_eq(b.n_sent, 5);
	ck_assert(fabs(b.sent[4] - 164) < 0.001);
}
END_TEST

START_TEST(a_burst_in_vain_is_followed_by_tries_8_16_and_32_s_apart)
{
	static const double times[] = { 100, 102, 104, 106, 114, 130, 162,
		162 + 64 };
	struct bench b;

	set_up(&b, 0);
	run(&b, 230);
	ck_assert_int_eq(b.n_sent, 8);
	check_times(&b, 0, times, 8);
}
END_TEST

START_TEST(polls_are_up_to_one_sixteenth_longer_but_never_shorter)
{
	for (uint32_t dice = 0; dice < 256; dice += 15) {
		struct bench b;

		set_up(&b, 0);
		b.env.dice = dice | 0xabcd00;
		run_answered(&b, 190);
		ck_assert_int_eq(b.n_sent, 5);
		ck_assert(fabs(b.sent[4] - 100 - 64 * (1 + dice / 4096.0)) <
		    1e-6);
	}
}
END_TEST

START_TEST(a_reachable_source_is_polled_as_the_system_says_within_its_bounds)
{
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 110);
	b.env.sys_poll = 8;
	run_answered(&b, 170);
	ck_assert_int_eq(b.p.hpoll, 8);
	b.env.sys_poll = 14;
	run_answered(&b, 170 + 256);
	ck_assert_int_eq(b.p.hpoll, 10);
	b.env.sys_poll = 3;
	run_answered(&b, 170 + 256 + 1024);
	ck_assert_int_eq(b.p.hpoll, 6);
}
END_TEST

START_TEST(each_poll_shifts_the_reach_register_and_each_answer_sets_its_bit)
{
	static const uint8_t reach[] = { 01, 03, 07, 017, 036, 075 };
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 110);
	for (size_t i = 0; i < 6; i++) {
		ck_assert_uint_eq(b.p.reach, reach[i]);
		run(&b, b.p.next);
		if (i != 3)
			answer(&b);
	}
}
END_TEST

START_TEST(eight_polls_in_vain_make_it_unreachable_once)
{
	struct bench b;

	set_up(&b, 0);
	run_answered(&b, 110);
	for (int i = 0; i < 7; i++)
		run(&b, b.p.next);
	ck_assert_uint_eq(b.p.reach, 0x80);
	ck_assert_int_eq(b.last, PEER_DUE_NOTHING);
	run(&b, b.p.next);
	ck_assert_uint_eq(b.p.reach, 0);
	ck_assert_int_eq(b.last, PEER_DUE_UNREACHABLE);
	b.last = PEER_DUE_NOTHING;
	run(&b, b.p.next);
	ck_assert_int_eq(b.last, PEER_DUE_NOTHING);
}
END_TEST

START_TEST(an_unreachable_source_is_polled_ever_less_up_to_maxpoll)
{
	struct bench b;

	set_up(&b, 0);
	run(&b, 170);
	for (int i = 0; i < 20; i++)
		run(&b, b.p.next);
	ck_assert_int_eq(b.p.hpoll, 10);
	ck_assert(fabs(b.p.next - b.p.polled - 1024) < 1);
	/* 1 in the burst, 3 tries: the 10th poll is the first longer one. */
	ck_assert(fabs(b.sent[4 + 3 + 5] - b.sent[4 + 3 + 4] - 64) < 1);
	ck_assert(fabs(b.sent[4 + 3 + 6] - b.sent[4 + 3 + 5] - 128) < 1);
}
END_TEST

START_TEST(the_first_answer_after_a_silence_starts_a_burst)
{
	struct bench b;
	int before;

	set_up(&b, 0);
	run(&b, 170);
	run(&b, b.p.next);
	before = b.n_sent;
	answer(&b);
	run_answered(&b, b.now.mono + 20);
	ck_assert_int_eq(b.n_sent, before + 3);
	ck_assert_uint_eq(b.p.reach, 1);
}
END_TEST

START_TEST(four_polls_in_vain_let_the_dispersion_rise)
{
	struct bench b;
	double before;

	set_up(&b, 0);
	run_answered(&b, 110);
	before = b.p.disp;
	for (int i = 0; i < 3; i++)
		run(&b, b.p.next);
	ck_assert(b.p.disp == before);
	run(&b, b.p.next);
	ck_assert(b.p.disp >= 8);
}
END_TEST

/* --- silence of the system peer ------------------------------------------ */

static void
follow(struct bench *b)
{
	set_up(b, 0);
	run_answered(b, 110);
	b->env.system = true;
}

START_TEST(a_system_peer_is_silent_after_4_probes_in_vain)
{
	static const double times[] = { 164, 166, 168, 170, 172 };
	struct bench b;

	follow(&b);
	run(&b, 173.9);
	ck_assert(!b.p.silent);
	ck_assert_int_eq(b.n_sent, 4 + 5);
	check_times(&b, 4, times, 5);
	run(&b, 174.1);
	ck_assert(b.p.silent);
	ck_assert_int_eq(b.last, PEER_DUE_SILENT);
	/* And then as before: only regular polls. */
	run(&b, 164 + 63);
	ck_assert_int_eq(b.n_sent, 4 + 5);
	run(&b, 164 + 65);
	ck_assert_int_eq(b.n_sent, 4 + 6);
}
END_TEST

START_TEST(an_answer_to_a_probe_ends_the_probing)
{
	struct bench b;

	follow(&b);
	run(&b, 168.1);
	answer(&b);
	run(&b, 200);
	ck_assert_int_eq(b.n_sent, 4 + 3);
	ck_assert(!b.p.silent);
	ck_assert_uint_eq(b.p.reach & 1, 1);
}
END_TEST

START_TEST(other_sources_are_not_probed)
{
	struct bench b;

	follow(&b);
	b.env.system = false;
	run(&b, 200);
	ck_assert_int_eq(b.n_sent, 4 + 1);
}
END_TEST

START_TEST(an_answer_ends_the_silence)
{
	struct bench b;

	follow(&b);
	run(&b, 175);
	ck_assert(b.p.silent);
	b.env.system = false;
	run(&b, 164 + 64.1);
	answer(&b);
	ck_assert(!b.p.silent);
}
END_TEST

START_TEST(an_icmp_refusal_needs_one_probe_to_be_believed)
{
	struct bench b;

	follow(&b);
	run(&b, 164.1);
	peer_refused(&b.p, &b.now);
	run(&b, 166.1);
	ck_assert(!b.p.silent);
	ck_assert_int_eq(b.n_sent, 4 + 2);
	peer_refused(&b.p, &b.now);
	run(&b, 166.2);
	ck_assert(b.p.silent);
	ck_assert_int_eq(b.n_sent, 4 + 2);
}
END_TEST

START_TEST(forged_icmp_does_not_silence_a_source_that_answers)
{
	struct bench b;

	follow(&b);
	run(&b, 164.1);
	for (int i = 0; i < 10; i++)
		peer_refused(&b.p, &b.now);
	ck_assert(!b.p.silent);
	answer(&b);
	for (int i = 0; i < 10; i++)
		peer_refused(&b.p, &b.now);
	run(&b, 200);
	ck_assert(!b.p.silent);
}
END_TEST

START_TEST(an_icmp_refusal_of_a_start_burst_changes_nothing)
{
	struct bench b;

	set_up(&b, 0);
	run(&b, 101);
	peer_refused(&b.p, &b.now);
	run(&b, 110);
	ck_assert_int_eq(b.n_sent, 4);
	ck_assert(!b.p.silent);
}
END_TEST

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

START_TEST(an_answer_to_a_question_of_another_clock_generation_measures_nothing)
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
	ck_assert(s.mono == b.now.mono);
	ck_assert_uint_eq(s.gen, 1);
}
END_TEST

START_TEST(a_sample_is_dated_by_its_arrival_not_by_its_handling)
{
	struct packet reply;
	struct sample s;
	struct bench b;
	ntp_time arrived;

	set_up(&b, 0);
	run(&b, 100);
	reply = good_answer(&b);
	pass(&b, 0.021);
	arrived = b.now.wall;
	pass(&b, 0.5);
	(void)peer_judge(&b.p, &reply, arrived, &b.now, PRECISION, PHI, &s);
	ck_assert(fabs(s.mono - 100.021) < 1e-6);
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

/* --- what is asked ------------------------------------------------------- */

START_TEST(a_client_reveals_nothing_of_itself)
{
	struct sys sys = { .leap = LEAP_ADD, .stratum = 3, .precision = -23,
		.rootdelay = 1, .rootdisp = 2, .refid = 42, .reftime = { 43 } };
	struct packet request;
	struct bench b;

	set_up(&b, 0);
	b.p.xmt.fp = b.p.rec.fp = 44;
	peer_request(&b.p, &b.now, cookie_of(0), &sys, 0, &request);
	ck_assert_uint_eq(request.mode, MODE_CLIENT);
	ck_assert_uint_eq(request.version, 4);
	ck_assert_int_eq(request.poll, 6);
	ck_assert_uint_eq(request.leap, LEAP_ALARM);
	ck_assert_uint_eq(request.stratum, 0);
	ck_assert_int_eq(request.precision, 32);
	ck_assert(request.rootdelay == 0 && request.rootdisp == 0);
	ck_assert_uint_eq(request.refid, 0);
	ck_assert_uint_eq(request.reftime.fp | request.org.fp |
	    request.rec.fp, 0);
	ck_assert_uint_eq(request.xmt.fp, COOKIE);
	ck_assert_uint_eq(b.p.t1.fp, b.now.wall.fp);
}
END_TEST

START_TEST(a_symmetric_peer_tells_what_time_it_is)
{
	struct sys sys = { .leap = LEAP_NONE, .stratum = 3, .precision = -23,
		.rootdelay = 1, .rootdisp = 2, .refid = 42, .reftime = { 43 } };
	struct packet request;
	struct bench b;

	set_up(&b, 0);
	b.p.hmode = MODE_ACTIVE;
	b.p.xmt.fp = 44;
	b.p.rec.fp = 45;
	peer_request(&b.p, &b.now, cookie_of(0), &sys, 0, &request);
	ck_assert_uint_eq(request.mode, MODE_ACTIVE);
	ck_assert_uint_eq(request.stratum, 3);
	ck_assert_uint_eq(request.refid, 42);
	ck_assert_uint_eq(request.org.fp, 44);
	ck_assert_uint_eq(request.rec.fp, 45);
	ck_assert_uint_eq(request.xmt.fp, b.now.wall.fp);
	sys.stratum = STRATUM_UNSPEC;
	peer_request(&b.p, &b.now, cookie_of(0), &sys, 0, &request);
	ck_assert_uint_eq(request.stratum, 0);
}
END_TEST

START_TEST(clearing_forgets_the_measurements_and_keeps_the_configuration)
{
	struct bench b;

	set_up(&b, CONF_IBURST);
	run_answered(&b, 120);
	peer_clear(&b.p, "STEP");
	ck_assert_uint_eq(b.p.reach, 0);
	ck_assert_uint_eq(b.p.stratum, STRATUM_UNSPEC);
	ck_assert_uint_eq(b.p.leap, LEAP_ALARM);
	ck_assert_uint_eq(b.p.refid, 0x53544550);
	ck_assert_int_eq(b.p.filter.count, 0);
	ck_assert(b.p.updated == 0 && b.p.offset == 0);
	ck_assert_uint_eq(b.p.flags, CONF_IBURST);
	ck_assert_int_eq(b.p.minpoll, 6);
	ck_assert_uint_eq(b.p.id, 1);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("peer");
	TCase *when = tcase_create("schedule");
	TCase *silence = tcase_create("silence");
	TCase *kisses = tcase_create("kisses");
	TCase *judge = tcase_create("judge");
	TCase *ask = tcase_create("ask");

	tcase_add_test(when, a_start_burst_is_4_packets_2_s_apart);
	tcase_add_test(when, with_iburst_it_is_6);
	tcase_add_test(when,
	    after_the_burst_the_first_poll_is_counted_from_its_beginning);
	tcase_add_test(when,
	    a_burst_in_vain_is_followed_by_tries_8_16_and_32_s_apart);
	tcase_add_test(when,
	    polls_are_up_to_one_sixteenth_longer_but_never_shorter);
	tcase_add_test(when,
	    a_reachable_source_is_polled_as_the_system_says_within_its_bounds);
	tcase_add_test(when,
	    each_poll_shifts_the_reach_register_and_each_answer_sets_its_bit);
	tcase_add_test(when, eight_polls_in_vain_make_it_unreachable_once);
	tcase_add_test(when,
	    an_unreachable_source_is_polled_ever_less_up_to_maxpoll);
	tcase_add_test(when, the_first_answer_after_a_silence_starts_a_burst);
	tcase_add_test(when, four_polls_in_vain_let_the_dispersion_rise);
	tcase_add_test(silence, a_system_peer_is_silent_after_4_probes_in_vain);
	tcase_add_test(silence, an_answer_to_a_probe_ends_the_probing);
	tcase_add_test(silence, other_sources_are_not_probed);
	tcase_add_test(silence, an_answer_ends_the_silence);
	tcase_add_test(silence, an_icmp_refusal_needs_one_probe_to_be_believed);
	tcase_add_test(silence,
	    forged_icmp_does_not_silence_a_source_that_answers);
	tcase_add_test(silence,
	    an_icmp_refusal_of_a_start_burst_changes_nothing);
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
	    an_answer_to_a_question_of_another_clock_generation_measures_nothing);
	tcase_add_test(judge, what_a_refused_packet_says_is_shown);
	tcase_add_test(judge, offset_and_delay_are_those_of_the_formula);
	tcase_add_test(judge,
	    a_sample_is_dated_by_its_arrival_not_by_its_handling);
	tcase_add_test(judge, a_delay_is_never_negative);
	tcase_add_test(judge, any_octets_in_an_answer_give_finite_numbers);
	tcase_add_test(judge, the_root_distance_is_that_of_the_rfc);
	tcase_add_test(ask, a_client_reveals_nothing_of_itself);
	tcase_add_test(ask, a_symmetric_peer_tells_what_time_it_is);
	tcase_add_test(ask,
	    clearing_forgets_the_measurements_and_keeps_the_configuration);
	suite_add_tcase(suite, when);
	suite_add_tcase(suite, silence);
	suite_add_tcase(suite, kisses);
	suite_add_tcase(suite, judge);
	suite_add_tcase(suite, ask);
	return suite;
}

int
main(void)
{
	SRunner *runner = srunner_create(make_suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
