/*
 * oneshot.c -- spoilt answers for ntpdate's machine.
 *
 * Good answers are truncated at every length, and PACKETS of them have bits
 * flipped, octets replaced or lengths changed, by dice with a fixed seed.
 * Whatever comes in, the result is a number; and an answer whose origin stamp
 * was touched never counts.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "oneshot.h"

#define PACKETS 10000
#define ORIGIN 24          /* octets before the origin stamp */
#define EPOCH 1795219200   /* s since 1970 */

#define MUST(what) must((what), #what, __LINE__)

struct trial {
	uint64_t dice;
	uint8_t question[PACKET_HEADER];
	unsigned accepted, refused;
};

static void
must(bool holds, const char *what, int line)
{
	if (holds)
		return;
	fprintf(stderr, "oneshot.c:%d: not true: %s\n", line, what);
	exit(1);
}

static uint32_t
dice(struct trial *t)
{
	t->dice = t->dice * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(t->dice >> 33);
}

static void
act(void *ctx, const struct action *a)
{
	struct trial *t = ctx;

	if (a->kind == ACT_SEND)
		memcpy(t->question, a->u.send.data, PACKET_HEADER);
}

static void
roll(void *ctx, void *buf, size_t len)
{
	uint8_t *p = buf;

	while (len-- > 0)
		*p++ = (uint8_t)dice(ctx);
}

/* Write a good answer to T's question, sent at WHEN, to DATA. */
static void
good_answer(const struct trial *t, ntp_time when, uint8_t *data)
{
	struct packet p = {
		.version = 4, .mode = MODE_SERVER, .stratum = 2, .poll = 6,
		.precision = -20, .refid = 0x7f7f0101,
		.reftime = ntptime_add(when, -64), .rec = when,
		.xmt = ntptime_add(when, 0.0001)
	};
	struct packet q;

	MUST(packet_decode(&q, t->question, PACKET_HEADER) ==
	    VERDICT_ACCEPTED);
	p.org = q.xmt;
	packet_encode(&p, data);
}

/* Spoil the LEN octets at DATA, which has room for PACKET_MAX. */
static size_t
spoil(struct trial *t, uint8_t *data, size_t len)
{
	unsigned times = 1 + dice(t) % 4;

	while (times-- > 0) {
		size_t at = dice(t) % PACKET_HEADER;

		switch (dice(t) % 4) {
		case 0:
			data[at] = (uint8_t)dice(t);
			break;
		case 1:
			len = dice(t) % (PACKET_MAX + 1);
			break;
		default:
			data[at] ^= (uint8_t)(1 << dice(t) % 8);
			break;
		}
	}
	return len;
}

/* Ask once, hand over the answer made by SPOILER, and look at the result. */
static void
try_once(struct trial *t, bool truncate, size_t len)
{
	static const struct oneshot_options options = { .version = 4,
		.samples = 1 };
	struct addr a = { .family = 4, .ip = { 10, 0, 0, 1 },
		.port = PACKET_PORT };
	struct host host = { act, roll, t };
	struct now now = { ntptime_from_unix(EPOCH, 0), 0, 0 };
	struct oneshot *o = oneshot_new(&host, &options, &now);
	uint8_t data[PACKET_MAX] = { 0 }, *exact;
	struct oneshot_result r;
	struct rx rx = { .from = a };

	MUST(o != NULL && oneshot_add(o, &a) == 0);
	now.mono = 0.1;
	(void)oneshot_tick(o, &now);
	good_answer(t, now.wall, data);
	rx.len = truncate ? len : spoil(t, data, PACKET_HEADER);
	/* Of the exact length, so that a sanitizer sees reading past it. */
	exact = malloc(rx.len + 1);
	MUST(exact != NULL);
	memcpy(exact, data, rx.len);
	rx.data = exact;
	rx.at = ntptime_add(now.wall, 0.001);
	if (oneshot_received(o, &now, &rx) == VERDICT_ACCEPTED) {
		MUST(rx.len >= PACKET_HEADER);
		MUST(memcmp(data + ORIGIN, t->question + 40, 8) == 0);
		MUST(oneshot_done(o));
		t->accepted++;
	} else {
		t->refused++;
	}
	oneshot_judge(o, 0, &r);
	MUST(isfinite(r.offset) && isfinite(r.slew));
	MUST(r.server == NULL || (r.server->delay > 0 &&
	    r.server->delay <= 8 && isfinite(r.server->disp)));
	free(exact);
	oneshot_free(o);
}

int
main(void)
{
	struct trial t = { .dice = 20261121 };

	for (size_t len = 0; len <= PACKET_HEADER; len++)
		try_once(&t, true, len);
	MUST(t.accepted == 1 && t.refused == PACKET_HEADER);
	for (int i = 0; i < PACKETS; i++)
		try_once(&t, false, 0);
	printf("oneshot: %u answers taken, %u refused\n", t.accepted,
	    t.refused);
	MUST(t.accepted > PACKETS / 10 && t.refused > PACKETS / 10);
	return 0;
}
