/*
 * pair.c -- a host that others take time from, and one that takes it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <string.h>

#include "pair.h"

static const struct crystal perfect;
static const struct crystal ordinary = { .offset = 0.01, .freq = 20e-6,
	.wander = 1e-9 };

struct pair
pair_of(const char *server, const char *client)
{
	struct pair t = { .w = world_new(1) };

	t.server = world_add_host(t.w, SERVER, server, &perfect, NULL);
	t.client = world_add_host(t.w, CLIENT, client, &ordinary, NULL);
	world_keys(t.w, t.server, KEYS);
	world_keys(t.w, t.client, KEYS);
	return t;
}

const struct state *
pair_state(const struct pair *t)
{
	return world_state(t->w, t->client);
}

const struct peer *
pair_with(const struct pair *t, const char *a)
{
	const struct peer *p;
	struct addr addr;

	ck_assert(addr_parse(&addr, a));
	TAILQ_FOREACH(p, &pair_state(t)->peers, link)
		if (addr_same_host(&p->addr, &addr))
			return p;
	return NULL;
}

size_t
pair_count(const struct pair *t)
{
	const struct peer *p;
	size_t n = 0;

	TAILQ_FOREACH(p, &pair_state(t)->peers, link)
		n++;
	return n;
}

void
pair_assert_follows(const struct pair *t, double s)
{
	const struct peer *p = pair_with(t, SERVER);

	ck_assert_msg(p != NULL, "%s", world_log(t->w, t->client));
	ck_assert_uint_eq(pair_state(t)->sys.peer, p->id);
	ck_assert_msg(fabs(world_error(t->w, t->client)) < s, "%g",
	    world_error(t->w, t->client));
}

int
pair_add(struct pair *t, const char *a, const char *conf)
{
	int host = world_add_host(t->w, a, conf, &perfect, NULL);

	world_keys(t->w, host, KEYS);
	return host;
}

uint64_t
pair_verdicts(const struct pair *t, enum verdict v)
{
	return pair_state(t)->counts.verdict[v];
}
