/*
 * world.c -- engines in virtual time.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_parse.h"
#include "server.h"
#include "simdice.h"
#include "simqueue.h"
#include "world_inside.h"

#define DAY 86400.0
#define CLOCK_CHECK 10.0 /* s: so often a host looks at its clocks */
#define LEAST_WAIT 1e-3  /* s that a host can wait */
#define INSTANT 1e-9    /* s: no two ticks of a host are closer than that */

double
world_random(struct world *w)
{
	return simdice_uniform(&w->dice);
}

/* --- clocks -------------------------------------------------------------- */

static ntp_time
true_time(const struct world *w)
{
	return ntptime_add(ntptime_from_unix(w->begin, 0),
	    w->time + w->leaped);
}

struct now
world_now(struct node *n)
{
	struct now now;

	simclock_advance(&n->clock, n->world->time);
	simclock_read(&n->clock, &now);
	return now;
}

bool
world_awake(const struct node *n)
{
	return n->engine != NULL && !n->ended && n->fate != WORLD_PAUSED &&
	    n->fate != WORLD_ASLEEP && n->fate != WORLD_HALTED;
}

/* Do the leap second that is due: UTC jumps, and no clock notices. */
static void
leap(struct world *w)
{
	for (int i = 0; i < w->n_nodes; i++) {
		simclock_advance(&w->nodes[i]->clock, w->time);
		simclock_leap(&w->nodes[i]->clock, w->leap);
	}
	w->leaped += w->leap;
	w->leap_at = NEVER;
}

/* --- the network --------------------------------------------------------- */

static int
find_node(const struct world *w, const struct addr *a)
{
	for (int i = 0; i < w->n_nodes; i++)
		if (addr_same_host(&w->nodes[i]->addr, a))
			return i;
	return -1;
}

/* The port a datagram comes from: each association has one of its own. */
static uint16_t
source_port(uint32_t port)
{
	return (uint16_t)(port == PORT_SERVED ? PACKET_PORT : 32768 + port % 30000);
}

static uint32_t
port_of(const struct node *n, uint16_t udp)
{
	const struct peer *p;

	if (udp == PACKET_PORT)
		return PORT_SERVED;
	TAILQ_FOREACH(p, &engine_state(n->engine)->peers, link)
		if (source_port(p->id) == udp)
			return p->id;
	return UINT32_MAX;
}

/* Send a packet on its way; returns NULL if it is lost. */
static struct event *
deliver_later(struct world *w, int from, const struct addr *source, int to,
    uint16_t udp, const uint8_t *data, size_t len, double late)
{
	const struct link *l = &w->links[from][to];
	struct event *ev;

	if (world_random(w) < l->loss || (l->cut && !l->refused))
		return NULL;
	ev = calloc(1, sizeof *ev);
	assert(ev != NULL && len <= sizeof ev->data);
	ev->at = w->time + late + l->delay +
	    simdice_exponential(&w->dice, l->jitter);
	if (world_random(w) < l->crowd)
		ev->at += l->crowded * world_random(w);
	ev->to = to;
	ev->from = *source;
	ev->dest = w->nodes[to]->addr;
	ev->dest.port = udp;
	ev->len = len;
	if (l->cut) {
		ev->to = from;
		ev->from = ev->dest;
		ev->dest = *source;
		ev->refused = true;
		ev->len = 0;
	}
	memcpy(ev->data, data, ev->len);
	simqueue_push(&w->queue, ev);
	return ev;
}

/* Returns true if A is a group, or all of a network of 256 addresses. */
static bool
is_many(const struct addr *a)
{
	return addr_is_multicast(a) || (a->family == 4 && a->ip[3] == 255);
}

/* Returns true if N has joined the group A. */
static bool
has_joined(const struct node *n, const struct addr *a)
{
	struct addr group;

	for (size_t i = 0; i < n->conf.n_groups; i++)
		if (addr_parse(&group, n->conf.groups[i].name) &&
		    addr_same_host(&group, a))
			return true;
	return false;
}

/* Carry out A, from SOURCE at the host FROM, which is for many. */
static void
send_to_many(struct world *w, int from, const struct addr *source,
    const struct action *a, double late)
{
	const struct addr *group = &a->u.send.to;

	for (int to = 0; to < w->n_nodes; to++) {
		const struct link *l = &w->links[from][to];
		struct event *ev;

		if (to == from || l->cut || (addr_is_multicast(group) &&
		    (!has_joined(w->nodes[to], group) ||
		    a->u.send.ttl < l->hops)))
			continue;
		ev = deliver_later(w, from, source, to, group->port,
		    a->u.send.data, a->u.send.len, late);
		if (ev != NULL)
			ev->cast = true;
	}
}

static void
send_action(struct node *n, const struct action *a)
{
	struct world *w = n->world;
	struct addr source = n->addr;
	int from = find_node(w, &n->addr), to = find_node(w, &a->u.send.to);
	double late = n->lag > 0 ? n->lag * world_random(w) : 0;

	n->sent++;
	n->last_len = a->u.send.len;
	memcpy(n->last, a->u.send.data, n->last_len);
	source.port = source_port(a->u.send.port);
	if (a->u.send.tag != 0 && n->n_tags < NAMES) {
		n->tags[n->n_tags].late = late;
		n->tags[n->n_tags++].tag = a->u.send.tag;
	}
	if (is_many(&a->u.send.to))
		send_to_many(w, from, &source, a, late);
	else if (to >= 0)
		(void)deliver_later(w, from, &source, to, a->u.send.to.port,
		    a->u.send.data, a->u.send.len, late); /* or lost */
}

/* --- the engine's hands -------------------------------------------------- */

static void
set_clock(struct node *n, const struct action *a)
{
	simclock_advance(&n->clock, n->world->time);
	simclock_apply(&n->clock, a, n->facts.leaps);
}

static void
keep_log(struct node *n, const char *text)
{
	struct world *w = n->world;
	int len = snprintf(n->log + n->log_used, WORLD_LOG - n->log_used,
	    "%s\n", text);

	if (len > 0 && n->log_used + (size_t)len < WORLD_LOG)
		n->log_used += (size_t)len;
	if (w->said != NULL)
		w->said(w->said_ctx, w->time, find_node(w, &n->addr), text);
}

static void
resolve(struct node *n, const struct action *a)
{
	struct answer answer = { .id = a->u.resolve.id,
		.how = RESOLVED_NONE };
	const struct world *w = n->world;

	for (size_t i = 0; i < w->n_names; i++) {
		if (strcmp(w->names[i].name, a->u.resolve.name) == 0) {
			answer.how = RESOLVED_OK;
			answer.addr = w->names[i].addr;
		}
	}
	if (n->n_answers < NAMES)
		n->answers[n->n_answers++] = answer;
}

static void
act(void *ctx, const struct action *a)
{
	struct node *n = ctx;

	switch (a->kind) {
	case ACT_SEND:
		send_action(n, a);
		break;
	case ACT_CLOCK:
		set_clock(n, a);
		break;
	case ACT_RESOLVE:
		resolve(n, a);
		break;
	case ACT_REFCLOCK:
		*a->u.refclock.opened = a->u.refclock.unit < NAMES;
		if (*a->u.refclock.opened)
			n->refclocks[a->u.refclock.unit] = a->u.refclock.id;
		break;
	case ACT_EVENT:
		keep_log(n, a->u.event.text);
		break;
	case ACT_DRIFT:
		n->facts.drift_known = true;
		n->facts.drift = a->u.drift.freq;
		break;
	case ACT_QUIT:
		n->ended = true;
		n->status = a->u.quit.status;
		break;
	default:
		break;
	}
}

static void
dice(void *ctx, void *buf, size_t len)
{
	struct node *n = ctx;
	uint8_t *out = buf;

	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(simdice_throw(&n->world->dice) >> 32);
}

/* --- hosts --------------------------------------------------------------- */

static struct node *
add_node(struct world *w, const char *address)
{
	struct node *n = calloc(1, sizeof *n);
	bool valid;

	assert(n != NULL && w->n_nodes < WORLD_HOSTS);
	valid = addr_parse(&n->addr, address);
	assert(valid);
	n->world = w;
	n->tick = NEVER;
	n->announces = -1;
	simclock_start(&n->clock, w->begin, w->time,
	    w->seed + addr_refid(&n->addr));
	n->clock.leaped = w->leaped;
	for (int i = 0; i <= w->n_nodes; i++)
		w->links[i][w->n_nodes] = w->links[w->n_nodes][i] =
		    (struct link){ .delay = 1e-4, .jitter = 1e-5 };
	w->nodes[w->n_nodes++] = n;
	return n;
}

int
world_add_truth(struct world *w, const char *address, int stratum)
{
	struct node *n = add_node(w, address);

	n->truth = true;
	n->sys = (struct sys){ .stratum = (uint8_t)stratum, .precision = -23,
		.refid = names_refid_word("GPS"), .rootdisp = 1e-6 };
	return w->n_nodes - 1;
}

static void
no_finding(void *ctx, const struct conf_finding *f)
{
	keep_log(ctx, f->text);
}

static const char *
no_include(void *ctx, const char *path, size_t *length)
{
	(void)ctx;
	(void)path;
	(void)length;
	return NULL;
}

int
world_add_host(struct world *w, const char *address, const char *conf,
    const struct crystal *crystal, const struct facts *facts)
{
	static const struct facts ordinary = { .version = "test",
		.processor = "test", .system = "test", .precision = 1e-7,
		.can_steer = true, .leaps = true };
	struct node *n = add_node(w, address);
	struct conf_reader reader = { .include = no_include,
		.report = no_finding, .ctx = n };

	n->clock.crystal = *crystal;
	n->clock.error = crystal->offset;
	n->clock.freq = crystal->freq;
	n->facts = facts != NULL ? *facts : ordinary;
	(void)world_now(n); /* the first reading: its mono time is 0 */
	conf_init(&n->conf);
	(void)conf_parse(&n->conf, "world", conf, strlen(conf), &reader);
	world_start(w, w->n_nodes - 1);
	return w->n_nodes - 1;
}

void
world_start(struct world *w, int host)
{
	struct node *n = w->nodes[host];
	struct host hands = { act, dice, n };
	struct now now = world_now(n);
	int failed;

	if (n->truth || n->engine != NULL)
		return;
	n->engine = engine_new(&hands, &n->facts, &now);
	assert(n->engine != NULL);
	failed = engine_interfaces(n->engine, &now, &n->addr, 1) ||
	    engine_configure(n->engine, &now, &n->conf);
	assert(!failed);
	if (n->leapfile != NULL)
		engine_leapfile(n->engine, &now, n->leapfile,
		    strlen(n->leapfile));
	n->ended = false;
	n->tick = w->time;
}

void
world_stop(struct world *w, int host)
{
	struct node *n = w->nodes[host];
	struct now now = world_now(n);

	if (n->engine != NULL)
		engine_stop(n->engine, &now);
	engine_free(n->engine);
	n->engine = NULL;
	n->tick = NEVER;
	n->n_answers = n->n_tags = 0;
}

void
world_keys(struct world *w, int host, const char *text)
{
	int failed = engine_keys(w->nodes[host]->engine, text, strlen(text),
	    NULL, NULL);

	assert(!failed);
}

void
world_leapfile(struct world *w, int host, const char *text)
{
	struct node *n = w->nodes[host];
	struct now now = world_now(n);

	free(n->leapfile);
	n->leapfile = strdup(text);
	assert(n->leapfile != NULL);
	if (n->engine != NULL)
		engine_leapfile(n->engine, &now, text, strlen(text));
	n->tick = fmin(n->tick, w->time);
}

struct world *
world_new(uint64_t seed)
{
	struct world *w = calloc(1, sizeof *w);

	assert(w != NULL);
	w->dice = w->seed = seed;
	w->begin = WORLD_BEGIN;
	w->leap_at = NEVER;
	return w;
}

void
world_free(struct world *w)
{
	for (int i = 0; i < w->n_nodes; i++) {
		if (!w->nodes[i]->truth) {
			world_stop(w, i);
			conf_free(&w->nodes[i]->conf);
		}
		free(w->nodes[i]->leapfile);
		free(w->nodes[i]);
	}
	simqueue_free(&w->queue);
	free(w);
}

/* --- running ------------------------------------------------------------- */

/* Let N's engine do what is due, and hear what it asked for. */
static void
tick(struct node *n)
{
	struct now now = world_now(n);
	double next = engine_tick(n->engine, &now);

	for (size_t i = 0; i < n->n_tags; i++)
		engine_sent(n->engine, &now, &(struct sent){
		    .tag = n->tags[i].tag, .from = n->addr,
		    .at = ntptime_add(now.wall, n->tags[i].late) });
	n->n_tags = 0;
	while (n->n_answers > 0) {
		const struct answer *a = &n->answers[--n->n_answers];

		engine_resolved(n->engine, &now, a->id, a->how, &a->addr,
		    a->how == RESOLVED_OK);
		next = now.mono;
	}
	/* The rate may change before that: then there is another tick. */
	if (n->ended)
		n->tick = NEVER;
	else if (n->clock.stuck || n->clock.mono_stuck)
		n->tick = n->world->time + fmax(LEAST_WAIT,
		    fmin(CLOCK_CHECK, next - now.mono));
	else
		n->tick = n->world->time + fmax(INSTANT, next - now.mono) /
		    simclock_rate(&n->clock);
}

/* A host that knows the time answers. */
static void
answer_truth(struct world *w, int to, const struct event *ev)
{
	struct node *n = w->nodes[to];
	ntp_time t = ntptime_add(true_time(w), n->lie);
	struct packet request, reply;
	uint8_t data[PACKET_HEADER];
	int from = find_node(w, &ev->from);

	if (from < 0 ||
	    packet_decode(&request, ev->data, ev->len) != VERDICT_ACCEPTED)
		return;
	n->sys.reftime = ntptime_add(t, -1);
	n->sys.leap = LEAP_NONE;
	if (n->announces >= 0)
		n->sys.leap = (uint8_t)n->announces;
	else if (w->leap_at - w->time <= DAY)
		n->sys.leap = w->leap < 0 ? LEAP_ADD : LEAP_DEL;
	server_reply(&n->sys, n->sys.rootdisp, &request, t, t, &reply);
	packet_encode(&reply, data);
	n->sent++;
	(void)deliver_later(w, to, &ev->dest, from, ev->from.port, data,
	    sizeof data, 0); /* or lost */
}

static void
deliver(struct world *w, const struct event *ev)
{
	struct node *n = w->nodes[ev->to];
	struct now now;
	struct rx rx;

	if (n->truth) {
		if (!ev->cast)
			answer_truth(w, ev->to, ev);
		return;
	}
	if (!world_awake(n))
		return;
	now = world_now(n);
	rx = (struct rx){ .port = ev->port != 0 ? ev->port :
	    port_of(n, ev->dest.port), .from = ev->from, .to = n->addr,
		.at = now.wall, .data = ev->data, .len = ev->len,
		.refused = ev->refused ? REFUSED_PORT : REFUSED_NOT,
		.cast = ev->cast };
	engine_received(n->engine, &now, &rx);
	tick(n);
}

/* Returns the host whose tick comes first. */
static struct node *
first_tick(const struct world *w)
{
	struct node *first = NULL;

	for (int i = 0; i < w->n_nodes; i++)
		if (w->nodes[i]->tick < NEVER && world_awake(w->nodes[i]) &&
		    (first == NULL || w->nodes[i]->tick < first->tick))
			first = w->nodes[i];
	return first;
}

void
world_run(struct world *w, double until)
{
	for (;;) {
		struct node *n = first_tick(w);
		double packet = simqueue_next(&w->queue);
		double at = n != NULL ? fmin(n->tick, packet) : packet;

		if (w->leap_at <= fmin(at, until)) {
			w->time = w->leap_at;
			leap(w);
			continue;
		}
		if (at > until)
			break;
		w->time = at;
		if (packet <= at) {
			struct event *ev = simqueue_pop(&w->queue);

			deliver(w, ev);
			free(ev);
		} else {
			tick(n);
		}
	}
	w->time = until;
	for (int i = 0; i < w->n_nodes; i++)
		simclock_advance(&w->nodes[i]->clock, until);
}
