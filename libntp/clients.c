/*
 * clients.c -- who asks us, and how often.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "clients.h"

#define CAPACITY 16384 /* addresses whose rate is known, by default */
#define CAPACITY_MAX (1u << 24)

/* Returns how many addresses CONF wants remembered: "mru". */
static size_t
capacity_of(const struct conf *conf)
{
	size_t depth = (size_t)conf->mru.maxdepth;
	size_t room = (size_t)conf->mru.maxmem * 1024 /
	    sizeof(struct mru_entry);

	if (conf->mru.maxmem > 0 && (depth == 0 || room < depth))
		depth = room > 0 ? room : 1;
	else if (depth == 0)
		depth = CAPACITY;
	return depth < CAPACITY_MAX ? depth : CAPACITY_MAX;
}

int
clients_room(struct engine *e, const struct conf *conf)
{
	size_t capacity = capacity_of(conf);
	struct mru *mru;

	if (capacity == e->mru_capacity)
		return 0;
	mru = mru_new(capacity, (uint64_t)core_random(e) << 32 |
	    core_random(e));
	if (mru == NULL)
		return -1;
	mru_free(e->st.mru);
	e->st.mru = mru;
	e->mru_capacity = capacity;
	return 0;
}

enum mru_limit
clients_note(struct engine *e, const struct now *now,
    const struct packet *packet, const struct addr *from)
{
	const struct conf *conf = e->st.conf;
	struct mru_limits limits = { .average = conf->discard.average,
		.minimum = conf->discard.minimum };
	struct mru_rate rate = { .interval = conf->ratelimit.interval,
		.burst = conf->ratelimit.burst, .leak = conf->ratelimit.leak };
	struct mru_entry *entry = mru_note(e->st.mru, from, now->mono,
	    packet->mode, packet->version);

	return conf->ratelimit.on ? mru_ratelimit(entry, &rate, now->mono,
	    core_random(e)) : mru_limit(entry, &limits, now->mono);
}
