/*
 * world_events.c -- what befalls the hosts of a world, and what they can be
 * asked.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world_inside.h"

void
world_set_link(struct world *w, int a, int b, const struct link *link)
{
	w->links[a][b] = w->links[b][a] = *link;
}

void
world_set_way(struct world *w, int a, int b, const struct link *link)
{
	w->links[a][b] = *link;
}

void
world_lag(struct world *w, int host, double lag)
{
	w->nodes[host]->lag = lag;
}

void
world_lie(struct world *w, int host, double offset)
{
	w->nodes[host]->lie = offset;
}

void
world_set_clock(struct world *w, int host, double step)
{
	struct node *n = w->nodes[host];

	simclock_advance(&n->clock, w->time);
	n->clock.error += step;
	n->tick = w->time;
}

void
world_begin(struct world *w, int64_t begin)
{
	assert(w->n_nodes == 0);
	w->begin = begin;
}

void
world_leap(struct world *w, double at, int step)
{
	w->leap_at = at;
	w->leap = step;
}

void
world_announce(struct world *w, int host, int leap_indicator)
{
	w->nodes[host]->announces = leap_indicator;
}

void
world_fate(struct world *w, int host, enum world_fate fate)
{
	struct node *n = w->nodes[host];

	simclock_advance(&n->clock, w->time);
	n->fate = fate;
	n->clock.stuck = fate == WORLD_WALL_STUCK || fate == WORLD_HALTED;
	n->clock.mono_stuck = fate == WORLD_MONO_STUCK ||
	    fate == WORLD_ASLEEP || fate == WORLD_HALTED;
	n->tick = w->time;
}

void
world_name(struct world *w, const char *name, const char *address)
{
	bool valid;

	assert(w->n_names < NAMES);
	snprintf(w->names[w->n_names].name, sizeof w->names[0].name, "%s",
	    name);
	valid = addr_parse(&w->names[w->n_names++].addr, address);
	assert(valid);
}

static struct event *
inject(struct world *w, int host, const struct addr *from, uint32_t port,
    const uint8_t *data, size_t len)
{
	struct event *ev = calloc(1, sizeof *ev);

	assert(ev != NULL && len <= sizeof ev->data);
	ev->at = w->time;
	ev->to = host;
	ev->port = port;
	ev->from = *from;
	ev->dest = w->nodes[host]->addr;
	ev->dest.port = PACKET_PORT;
	ev->len = len;
	memcpy(ev->data, data, len);
	simqueue_push(&w->queue, ev);
	return ev;
}

void
world_inject(struct world *w, int host, const struct addr *from,
    uint32_t port, const uint8_t *data, size_t len)
{
	(void)inject(w, host, from, port, data, len); /* as it is */
}

void
world_inject_cast(struct world *w, int host, const struct addr *from,
    const uint8_t *data, size_t len)
{
	inject(w, host, from, PORT_SERVED, data, len)->cast = true;
}

void
world_reading(struct world *w, int host, unsigned unit,
    const struct clock_reading *read)
{
	struct node *n = w->nodes[host];
	struct now now = world_now(n);
	struct clock_reading relative = *read;

	assert(unit < NAMES);
	relative.offset -= n->clock.error;
	if (world_awake(n))
		engine_reading(n->engine, &now, n->refclocks[unit], &relative);
	n->tick = fmin(n->tick, w->time);
}

double
world_time(const struct world *w)
{
	return w->time;
}

double
world_error(const struct world *w, int host)
{
	return w->nodes[host]->clock.error;
}

double
world_mono(const struct world *w, int host)
{
	return w->nodes[host]->clock.mono;
}

const struct state *
world_state(const struct world *w, int host)
{
	const struct node *n = w->nodes[host];

	return n->engine != NULL ? engine_state(n->engine) : NULL;
}

void
world_listen(struct world *w,
    void (*said)(void *ctx, double time, int host, const char *text), void *ctx)
{
	w->said = said;
	w->said_ctx = ctx;
}

const char *
world_log(const struct world *w, int host)
{
	return w->nodes[host]->log;
}

unsigned
world_sent(const struct world *w, int host)
{
	return w->nodes[host]->sent;
}

const uint8_t *
world_last(const struct world *w, int host, size_t *len)
{
	*len = w->nodes[host]->last_len;
	return w->nodes[host]->last;
}

bool
world_ended(const struct world *w, int host, int *status)
{
	*status = w->nodes[host]->status;
	return w->nodes[host]->ended;
}
