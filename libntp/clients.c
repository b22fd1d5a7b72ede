/*
 * clients.c -- who asks us, and how often.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "clients.h"

#define CAPACITY 16384 /* addresses whose rate is known, by default */
#define CAPACITY_MAX (1u << 24)
#define LONG_AGO 86400.0 /* s */

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

/* Returns the entry of C's sender, in which all but LAST is up to date. */
static struct mru_entry *
note(struct engine *e, const struct now *now, const struct clients_packet *c)
{
	struct mru_entry *entry = mru_note(e->st.mru, &c->rx->from, now->mono,
	    c->packet->mode, c->packet->version);

	entry->last_at = now->wall;
	if (entry->count == 1)
		entry->first_at = now->wall;
	entry->to = c->rx->to;
	entry->flags = access_wire(c->flags & ~(uint32_t)(ACCESS_LIMITED |
	    ACCESS_KOD));
	return entry;
}

enum mru_limit
clients_note(struct engine *e, const struct now *now,
    const struct clients_packet *c)
{
	const struct conf *conf = e->st.conf;
	struct mru_limits limits = { .average = conf->discard.average,
		.minimum = conf->discard.minimum };
	struct mru_rate rate = { .interval = conf->ratelimit.interval,
		.burst = conf->ratelimit.burst, .leak = conf->ratelimit.leak };
	struct mru_entry *entry = note(e, now, c);
	enum mru_limit limit = conf->ratelimit.on ?
	    mru_ratelimit(entry, &rate, now->mono, core_random(e)) :
	    mru_limit(entry, &limits, now->mono);

	/* Shown only while it is felt. */
	if (limit == MRU_ANSWER)
		return limit;
	entry->dropped += (c->flags & ACCESS_LIMITED) != 0 ||
	    conf->ratelimit.on;
	entry->flags |= access_wire(c->flags &
	    (ACCESS_LIMITED | ACCESS_KOD));
	return limit;
}

void
clients_heard(struct engine *e, const struct now *now,
    const struct clients_packet *c)
{
	struct mru_entry *entry;

	if (!e->st.conf->enable.monitor)
		return;
	entry = note(e, now, c);
	entry->heard++;
	/* Its answers leave its own questions as many as they may be. */
	if (entry->count == 1)
		entry->last = now->mono - LONG_AGO;
}

/* Note that RX, a request of mode 6 or 7, came, and whether it was ANSWERED. */
static void
note_command(struct engine *e, const struct now *now, const struct rx *rx,
    bool answered)
{
	uint8_t first = rx->data[0];
	struct mru_entry *entry;

	if (!e->st.conf->enable.monitor || rx->port != PORT_SERVED)
		return;
	if (!answered) {
		mru_refused(e->st.mru, &rx->from);
		return;
	}
	entry = mru_command(e->st.mru, &rx->from, now->mono, now->wall,
	    first & 7, first >> 3 & 7);
	if (entry != NULL)
		entry->to = rx->to;
}

void
clients_count(struct engine *e, const struct now *now, const struct rx *rx,
    enum verdict verdict)
{
	struct counts *c = &e->st.counts;
	unsigned mode = rx->len > 0 ? rx->data[0] & 7 : MODE_UNSPEC;
	bool answered = verdict == VERDICT_ANSWERED;

	c->verdict[verdict]++;
	if (mode == MODE_CONTROL || mode == MODE_PRIVATE) {
		c->commands++;
		c->refused += !answered;
		note_command(e, now, rx, answered);
	} else if (mode == MODE_CLIENT && rx->port == PORT_SERVED) {
		c->asked++;
		c->unanswered += !answered;
	}
}
