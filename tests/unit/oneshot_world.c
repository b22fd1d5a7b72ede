/*
 * oneshot_world.c -- a small world for ntpdate's machine.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "oneshot_world.h"

struct now
world_now(const struct world *w)
{
	return (struct now){ .wall = ntptime_add(w->begin, w->mono),
	    .mono = w->mono, .gen = w->gen };
}

struct addr
world_address(int i)
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
	w->reply[i].len = PACKET_HEADER;
	if (f->key != 0)
		w->reply[i].len += auth_sign(w->auth, f->key, w->reply[i].data,
		    PACKET_HEADER);
	w->reply[i].at = w->mono + f->trip + f->queue[k];
	w->reply[i].due = true;
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
	ck_assert_uint_ge(a->u.send.len, PACKET_HEADER);
	ck_assert_uint_le(a->u.send.len, sizeof w->sent[0]);
	ck_assert_int_eq(a->u.send.to.port, PACKET_PORT);
	w->sent_at[w->n_sent] = w->mono;
	w->sent_to[w->n_sent] = a->u.send.to.ip[3] - 1;
	w->sent_len[w->n_sent] = a->u.send.len;
	memcpy(w->sent[w->n_sent++], a->u.send.data, a->u.send.len);
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

struct world
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

void
world_begin(struct world *w, const struct oneshot_options *options)
{
	struct host host = { act, roll, w };
	struct now now = world_now(w);

	w->o = oneshot_new(&host, options, &now);
	ck_assert_ptr_nonnull(w->o);
	for (int i = 0; i < w->n; i++) {
		struct addr a = world_address(i);

		ck_assert_int_eq(oneshot_add(w->o, &a), 0);
	}
}

enum verdict
world_deliver(struct world *w, int i)
{
	struct rx rx = { .from = world_address(i), .data = w->reply[i].data,
		.len = w->reply[i].len };
	struct now now;

	w->mono = fmax(w->mono, w->reply[i].at);
	w->reply[i].due = false;
	now = world_now(w);
	rx.at = now.wall;
	return oneshot_received(w->o, &now, &rx);
}

/* Returns the server whose answer comes in next, -1 if none comes. */
static int
next_reply(const struct world *w)
{
	int first = -1;

	for (int i = 0; i < w->n; i++)
		if (w->reply[i].due && (first < 0 ||
		    w->reply[i].at < w->reply[first].at))
			first = i;
	return first;
}

void
world_run(struct world *w)
{
	while (!oneshot_done(w->o)) {
		struct now now = world_now(w);
		double next = oneshot_tick(w->o, &now);
		int i = next_reply(w);

		if (i >= 0 && w->reply[i].at <= next)
			(void)world_deliver(w, i);
		else if (!oneshot_done(w->o))
			w->mono = next;
	}
}

struct oneshot_result
world_judge(struct world *w)
{
	struct oneshot_result r;

	oneshot_judge(w->o, w->gen, &r);
	return r;
}

struct oneshot_result
world_result(struct world *w, const struct oneshot_options *options)
{
	world_begin(w, options);
	world_run(w);
	return world_judge(w);
}

const struct oneshot_options world_usual = { .version = 4 };
const struct oneshot_options world_once = { .version = 4, .samples = 1 };

int
world_winner(const struct oneshot_result *r)
{
	return r->server == NULL ? -1 : r->server->addr.ip[3] - 1;
}
