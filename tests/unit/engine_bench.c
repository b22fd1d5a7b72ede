/*
 * engine_bench.c -- a host that only remembers.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_parse.h"
#include "engine_bench.h"

#define TRIP 0.02 /* s from a request to its answer */

static void
remember_sent(struct bench *b, const struct action *a)
{
	b->sent++;
	ck_assert_uint_le(a->u.send.len, sizeof b->data);
	memcpy(b->data, a->u.send.data, a->u.send.len);
	b->len = a->u.send.len;
	b->to = a->u.send.to;
	b->port = a->u.send.port;
	b->when = b->now.wall;
	b->tag = a->u.send.tag;
}

static void
remember_stat(struct bench *b, const struct action *a)
{
	size_t used = strlen(b->stats);

	if (used > sizeof b->stats - 300)
		b->stats[used = 0] = '\0';
	snprintf(b->stats + used, sizeof b->stats - used, "%s: %s\n",
	    a->u.stat.file, a->u.stat.text);
}

static void
act(void *ctx, const struct action *a)
{
	struct bench *b = ctx;
	size_t used = strlen(b->log);

	if (used > sizeof b->log - 200)
		b->log[used = 0] = '\0'; /* the newest lines are wanted */
	switch (a->kind) {
	case ACT_SEND:
		remember_sent(b, a);
		break;
	case ACT_CLOSE:
		b->closed++;
		break;
	case ACT_CLOCK:
		b->clocks++;
		b->steps += a->u.clock.step != 0;
		if (a->u.clock.step != 0)
			b->step = a->u.clock.step;
		b->freq = a->u.clock.freq;
		break;
	case ACT_DRIFT:
		b->drifts++;
		break;
	case ACT_QUIT:
		b->quits++;
		break;
	case ACT_RESOLVE:
		if (b->lookups < LOOKUPS)
			b->lookup[b->lookups] = a->u.resolve.id;
		b->lookups++;
		break;
	case ACT_STAT:
		remember_stat(b, a);
		break;
	case ACT_EVENT:
		snprintf(b->log + used, sizeof b->log - used, "%s\n",
		    a->u.event.text);
		break;
	default:
		break;
	}
}

static void
dice(void *ctx, void *buf, size_t len)
{
	struct bench *b = ctx;
	uint8_t *out = buf;

	for (size_t i = 0; i < len; i++) {
		b->dice = b->dice * 6364136223846793005u + 1442695040888963407u;
		out[i] = (uint8_t)(b->dice >> 56);
	}
}

static void
report(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	ck_assert_msg(f->severity != CONF_ERROR, "%s", f->text);
}

static struct conf *
parse(const char *text)
{
	struct conf *c = calloc(1, sizeof *c);
	struct conf_reader reader = { .report = report };

	ck_assert(c != NULL);
	conf_init(c);
	(void)conf_parse(c, "test", text, strlen(text), &reader);
	return c;
}

struct addr
address(const char *text, uint16_t port)
{
	struct addr a;

	ck_assert_msg(addr_parse(&a, text), "%s", text);
	a.port = port;
	return a;
}

static void
drop_conf(struct conf *c)
{
	conf_free(c);
	free(c);
}

void
configure(struct bench *b, const char *text)
{
	struct conf *before = b->conf;

	b->conf = parse(text);
	ck_assert_int_eq(engine_configure(b->e, &b->now, b->conf), 0);
	if (before != NULL)
		drop_conf(before);
}

void
set_up(struct bench *b, const char *text)
{
	static const struct facts facts = { .version = "test",
		.processor = "test", .system = "test", .precision = 1e-7,
		.can_steer = true };
	struct host host = { act, dice, b };
	struct addr own = address(OWN, 0);

	memset(b, 0, sizeof *b);
	b->now = (struct now){ .wall = ntptime_from_unix(1795219200, 0),
		.mono = 1, .gen = 1 };
	b->e = engine_new(&host, &facts, &b->now);
	ck_assert(b->e != NULL);
	ck_assert_int_eq(engine_interfaces(b->e, &b->now, &own, 1), 0);
	configure(b, text);
}

void
tear_down(struct bench *b)
{
	engine_free(b->e);
	drop_conf(b->conf);
}

const struct peer *
first(const struct bench *b)
{
	return TAILQ_FIRST(&engine_state(b->e)->peers);
}

size_t
n_peers(const struct bench *b)
{
	const struct peer *p;
	size_t n = 0;

	TAILQ_FOREACH(p, &engine_state(b->e)->peers, link)
		n++;
	return n;
}

void
pass(struct bench *b, double s)
{
	double until = b->now.mono + s, next;

	do {
		next = engine_tick(b->e, &b->now);
		next = fmax(b->now.mono, fmin(next, until));
		b->now.wall = ntptime_add(b->now.wall, next - b->now.mono);
		b->now.mono = next;
	} while (next < until);
}

enum verdict
receive(struct bench *b, const struct addr *from, uint32_t port,
    const uint8_t *data, size_t len)
{
	struct rx rx = { .port = port, .from = *from, .at = b->now.wall,
		.data = data, .len = len };
	const struct counts *counts = &engine_state(b->e)->counts;
	struct counts before = *counts;

	rx.to = address(OWN, PACKET_PORT);
	engine_received(b->e, &b->now, &rx);
	for (int v = 0; v < VERDICT_COUNT; v++)
		if (counts->verdict[v] != before.verdict[v])
			return (enum verdict)v;
	ck_abort_msg("a packet was not counted");
	return VERDICT_COUNT;
}

enum verdict
ask_time(struct bench *b, const char *from, uint16_t port)
{
	struct packet request = { .version = 4, .mode = MODE_CLIENT,
		.xmt = { 77 } };
	struct addr source = address(from, port);
	uint8_t data[PACKET_HEADER];

	packet_encode(&request, data);
	return receive(b, &source, PORT_SERVED, data, sizeof data);
}

enum verdict
answer(struct bench *b, double ahead)
{
	struct packet request, reply;
	uint8_t data[PACKET_HEADER];

	ck_assert_int_eq(packet_decode(&request, b->data, b->len),
	    VERDICT_ACCEPTED);
	reply = (struct packet){ .version = 4, .mode = MODE_SERVER,
		.stratum = 1, .poll = 6, .precision = -20, .refid = 0x47505300,
		.org = request.xmt };
	reply.rec = reply.xmt = ntptime_add(b->when, ahead +
	    ntptime_diff(b->now.wall, b->when) / 2);
	packet_encode(&reply, data);
	return receive(b, &b->to, b->port, data, sizeof data);
}

void
run_to_step(struct bench *b, double until, double ahead)
{
	int steps = b->steps;

	while (b->now.mono < until && b->steps == steps) {
		int sent = b->sent;
		double next = fmin(engine_tick(b->e, &b->now), until);

		if (b->sent > sent)
			next = b->now.mono + TRIP;
		next = fmax(next, b->now.mono);
		b->now.wall = ntptime_add(b->now.wall, next - b->now.mono);
		b->now.mono = next;
		if (b->sent > sent)
			(void)answer(b, ahead);
	}
}

void
run(struct bench *b, double s, double ahead)
{
	double until = b->now.mono + s;

	while (b->now.mono < until) {
		int steps = b->steps;

		run_to_step(b, until, ahead);
		if (b->steps == steps)
			continue;
		b->now.wall = ntptime_add(b->now.wall, b->step);
		b->now.gen++;
		ahead -= b->step;
	}
}

void
follow(struct bench *b, const char *text)
{
	set_up(b, text);
	pass(b, 0.5);
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(answer(b, 0.0001), VERDICT_ACCEPTED);
		pass(b, 2);
	}
}

void
left(struct bench *b, uint32_t tag, ntp_time at)
{
	engine_sent(b->e, &b->now, &(struct sent){ .tag = tag, .at = at,
	    .by = STAMPED_KERNEL });
}
