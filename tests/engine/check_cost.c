/*
 * check_cost.c -- how often an engine wakes, and whether it keeps up with ten
 * thousand servers.
 *
 * The host here is a machine without anything else to do: its clocks go on by
 * what each call of the engine has cost this one, and jump to what is next.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "conf_parse.h"
#include "engine.h"
#include "packet.h"
#include "suite.h"

#define WAY 1e-3     /* s, of a packet, each way */
#define ROOM 65536   /* answers on their way */
#define HOUR 3600.0
#define SELDOM 16    /* calls between two looks at what is late */

/* An answer on its way to us. */
struct answer {
	double at;
	uint32_t port;
	struct addr from;
	uint8_t data[PACKET_HEADER];
};

struct machine {
	struct engine *e;
	struct conf conf;
	double mono;          /* s, of its clocks; both are right */
	double slowness;      /* of this machine's cost that counts */
	uint64_t dice;
	struct answer *answers;
	size_t first, n;      /* in the ring */
	unsigned sent, received, slews;
	unsigned due, idle;   /* calls at deadlines; those that did nothing */
	bool acted;
};

static ntp_time
wall(double mono)
{
	return ntptime_add(ntptime_from_unix(1795219200, 0), mono);
}

/* A server that knows the time hears A and answers. */
static void
serve(struct machine *m, const struct action *a)
{
	struct answer *answer = &m->answers[(m->first + m->n) % ROOM];
	struct packet request, reply;

	m->sent++;
	if (m->n == ROOM || packet_decode(&request, a->u.send.data,
	    a->u.send.len) != VERDICT_ACCEPTED)
		return;
	m->n++;
	reply = (struct packet){ .version = 4, .mode = MODE_SERVER,
		.stratum = 1, .poll = request.poll, .precision = -20,
		.refid = names_refid_word("GPS"), .org = request.xmt,
		.rec = wall(m->mono + WAY), .xmt = wall(m->mono + WAY),
		.reftime = wall(m->mono - 1) };
	*answer = (struct answer){ .at = m->mono + 2 * WAY,
		.port = a->u.send.port, .from = a->u.send.to };
	packet_encode(&reply, answer->data);
}

static void
act(void *ctx, const struct action *a)
{
	struct machine *m = ctx;

	m->acted = true;
	if (a->kind == ACT_SEND)
		serve(m, a);
	m->slews += a->kind == ACT_CLOCK;
}

static void
dice(void *ctx, void *buf, size_t len)
{
	struct machine *m = ctx;
	uint8_t *out = buf;

	for (size_t i = 0; i < len; i++) {
		m->dice = m->dice * 6364136223846793005u + 1442695040888963407u;
		out[i] = (uint8_t)(m->dice >> 56);
	}
}

static double
cpu(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + ts.tv_nsec / 1e9;
}

static struct now
now(const struct machine *m)
{
	return (struct now){ .wall = wall(m->mono), .mono = m->mono };
}

static const char *
no_include(void *ctx, const char *path, size_t *length)
{
	(void)ctx;
	(void)path;
	(void)length;
	return NULL;
}

static void
no_finding(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	ck_abort_msg("%s", f->text);
}

/* Start M with N servers. */
static void
start(struct machine *m, int n, double slowness)
{
	static const struct facts facts = { .version = "test",
		.processor = "test", .system = "test", .precision = 1e-7,
		.can_steer = true, .leaps = true };
	struct conf_reader reader = { .include = no_include,
		.report = no_finding };
	size_t size = (size_t)n * 40 + 1, used = 0;
	char *text = calloc(1, size);
	struct host host = { act, dice, m };
	struct now t;

	*m = (struct machine){ .mono = 1, .slowness = slowness,
		.answers = calloc(ROOM, sizeof *m->answers) };
	ck_assert(text != NULL && m->answers != NULL);
	for (int i = 0; i < n; i++)
		used += (size_t)snprintf(text + used, size - used,
		    "server 10.0.%d.%d maxpoll 6\n", i / 250, i % 250 + 1);
	conf_init(&m->conf);
	(void)conf_parse(&m->conf, "cost", text, used, &reader);
	free(text);
	t = now(m);
	m->e = engine_new(&host, &facts, &t);
	ck_assert_ptr_nonnull(m->e);
	ck_assert_int_eq(engine_configure(m->e, &t, &m->conf), 0);
}

static void
end(struct machine *m)
{
	engine_free(m->e);
	conf_free(&m->conf);
	free(m->answers);
}

/* Hand M's engine the answer that comes first. */
static void
receive(struct machine *m)
{
	const struct answer *a = &m->answers[m->first];
	struct rx rx = { .port = a->port, .from = a->from, .at = wall(a->at),
		.data = a->data, .len = sizeof a->data };
	struct now t = now(m);

	engine_received(m->e, &t, &rx);
	m->first = (m->first + 1) % ROOM;
	m->n--;
	m->received++;
}

/* Returns by how many s the request is late that has waited longest. */
static double
lateness(const struct machine *m)
{
	const struct peer *p;
	double late = 0;

	TAILQ_FOREACH(p, &engine_state(m->e)->peers, link)
		late = fmax(late, m->mono - p->next);
	return late;
}

/* Run M until UNTIL; returns by how many s the latest request was late. */
static double
run(struct machine *m, double until)
{
	double next = m->mono, late = 0;
	unsigned calls = 0;

	while (m->mono < until) {
		double answer = m->n > 0 ? m->answers[m->first].at : INFINITY;
		bool packet = answer <= fmax(m->mono, next);
		struct now t;
		double before;

		m->mono = fmax(m->mono, fmin(next, answer));
		if (calls++ % SELDOM == 0)
			late = fmax(late, lateness(m));
		before = cpu();
		m->acted = false;
		if (packet)
			receive(m);
		t = now(m);
		next = engine_tick(m->e, &t);
		m->due += !packet;
		m->idle += !packet && !m->acted;
		m->mono += m->slowness * (cpu() - before);
	}
	return late;
}

START_TEST(an_engine_wakes_for_a_packet_or_a_deadline_only)
{
	struct machine m;
	unsigned sent, received, due, idle;

	start(&m, 10, 0);
	(void)run(&m, HOUR);
	sent = m.sent, received = m.received, due = m.due, idle = m.idle;
	(void)run(&m, 2 * HOUR);
	sent = m.sent - sent;
	printf("an hour with 10 servers: %u sent, %u received, %u deadlines, "
	    "%u of them without anything to do\n", sent,
	    m.received - received, m.due - due, m.idle - idle);
	/* Each at most once in 64 s: and at least once in 68. */
	ck_assert_uint_le(sent, 10 * 3600 / 64 + 10);
	ck_assert_uint_ge(sent, 10 * 3600 / 68 - 10);
	/* The system peer's answer is looked for, and the clock's state. */
	ck_assert_uint_le(m.idle - idle, 3600 / 64 + 3600 / 60 + 5);
	ck_assert_uint_le(m.due - due, sent + 3 * 3600 / 60);
	end(&m);
}
END_TEST

START_TEST(thousands_of_servers_are_asked_within_a_second_of_their_time)
{
	const char *full = getenv("FULL");
	int n = full != NULL && full[0] != '\0' ? 10000 : 2000;
	struct machine m;
	double late, begun = cpu();

	start(&m, n, 1);
	late = run(&m, 60);
	printf("%d servers: %u sent in the first minute, at most %.3f s "
	    "late\n", n, m.sent, late);
	ck_assert_double_lt(late, 1);
	late = run(&m, 130);
	printf("%d servers: %u sent, %u received, then at most %.3f s "
	    "late, %.1f s of CPU in all\n", n, m.sent, m.received, late,
	    cpu() - begun);
	ck_assert_double_lt(late, 1);
	end(&m);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cost");
	TCase *tc = tcase_create("cost");

	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, an_engine_wakes_for_a_packet_or_a_deadline_only);
	tcase_add_test(tc,
	    thousands_of_servers_are_asked_within_a_second_of_their_time);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
