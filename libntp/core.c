/*
 * core.c -- what the modules of the engine share.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core.h"

void
core_act(const struct engine *e, const struct action *a)
{
	e->host.act(e->host.ctx, a);
}

uint32_t
core_random(const struct engine *e)
{
	uint32_t r;

	e->host.random(e->host.ctx, &r, sizeof r);
	return r;
}

struct peer *
core_peer(struct engine *e, uint32_t id)
{
	struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link)
		if (p->id == id)
			return p;
	return NULL;
}
