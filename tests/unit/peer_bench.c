/*
 * peer_bench.c -- an association by itself.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>

#include "peer_bench.h"

void
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

void
pass(struct bench *b, double s)
{
	b->now.mono += s;
	b->now.wall = ntptime_add(b->now.wall, s);
}

ntp_time
cookie_of(int n)
{
	return (ntp_time){ COOKIE + (unsigned)n };
}

void
run(struct bench *b, double until)
{
	static const struct exchange_env env;

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
		    &env, &request);
	}
	pass(b, until - b->now.mono);
}

struct packet
good_answer(const struct bench *b)
{
	struct packet reply = { .version = 4, .mode = MODE_SERVER,
		.stratum = 1, .poll = 6, .precision = -20,
		.refid = 0x47505300, .org = cookie_of(b->n_sent - 1) };

	reply.rec = ntptime_add(b->p.t1.wall, 0.5 + 0.010);
	reply.xmt = ntptime_add(reply.rec, 0.001);
	reply.reftime = ntptime_add(reply.rec, -1);
	return reply;
}

enum verdict
take(struct bench *b, const struct packet *reply, struct sample *s)
{
	struct exchange_env env = { .precision = PRECISION, .phi = PHI };

	return peer_judge(&b->p, reply, b->now.wall, &b->now, &env, s);
}

void
answer(struct bench *b)
{
	struct packet reply = good_answer(b);
	struct sample s;

	pass(b, 0.021);
	ck_assert_int_eq(take(b, &reply, &s), VERDICT_ACCEPTED);
}

void
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
