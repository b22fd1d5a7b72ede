/*
 * pairs.c -- when our last answers left (RFC 9769 section 2).
 *
 * A set-associative table: the receive timestamp says which set of four a pair
 * is in, and the oldest of these makes room.  Clients do not choose their
 * receive timestamps, so the sets fill evenly.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pairs.h"

#define WAYS 4
#define SETS (PAIRS_MAX / WAYS)
#define SLOT_BITS 12      /* of a tag: PAIRS_MAX slots */
#define TURNS 15          /* times that a slot is used before its tags recur */
#define LATEST 1.0        /* s after its request that an answer leaves */

struct pair {
	struct addr from;
	ntp_time rec;     /* when the request arrived; 0: a free slot */
	ntp_time xmt;     /* when our answer left */
	uint64_t made;    /* counts all pairs */
	unsigned turn;    /* of this slot, 1..TURNS; 0: never used */
	bool kernel;      /* XMT is the kernel's word */
};

struct pairs {
	unsigned gen;
	uint64_t made;
	uint64_t answered, kernel; /* as in struct pairs_totals */
	struct pair slot[PAIRS_MAX];
};

struct pairs *
pairs_new(void)
{
	return calloc(1, sizeof(struct pairs));
}

void
pairs_free(struct pairs *p)
{
	free(p);
}

/* Returns the set that the pair with REC is in, if there is one. */
static struct pair *
set_of(struct pairs *p, ntp_time rec)
{
	uint64_t hash = rec.fp * 0x9e3779b97f4a7c15u;

	return &p->slot[(hash >> 32) % SETS * WAYS];
}

static struct pair *
find(struct pairs *p, const struct addr *from, ntp_time rec)
{
	struct pair *set = set_of(p, rec);

	for (int i = 0; i < WAYS; i++)
		if (!ntptime_is_zero(rec) && ntptime_equal(set[i].rec, rec) &&
		    addr_same_host(&set[i].from, from))
			return &set[i];
	return NULL;
}

/* Returns the slot for a new pair with REC: a free one, or the oldest. */
static struct pair *
make_room(struct pairs *p, ntp_time rec)
{
	struct pair *set = set_of(p, rec), *best = set;

	for (int i = 1; i < WAYS; i++)
		if (!ntptime_is_zero(best->rec) &&
		    (ntptime_is_zero(set[i].rec) || set[i].made < best->made))
			best = &set[i];
	return best;
}

/* Remember that REPLY answers FROM; returns its tag. */
static uint32_t
keep(struct pairs *p, const struct addr *from, const struct packet *reply)
{
	struct pair *pair = make_room(p, reply->rec);

	*pair = (struct pair){ .from = *from, .rec = reply->rec,
		.xmt = reply->xmt, .made = p->made++,
		.turn = pair->turn % TURNS + 1 };
	return (uint32_t)(pair - p->slot) | (uint32_t)pair->turn << SLOT_BITS;
}

/* Give REPLY an odd receive and a later, even transmit timestamp. */
static void
mark(struct packet *reply)
{
	reply->rec.fp |= 1;
	reply->xmt.fp &= ~(uint64_t)1;
	if (ntptime_diff(reply->xmt, reply->rec) < 0)
		reply->xmt.fp = reply->rec.fp + 1;
}

uint32_t
pairs_answer(struct pairs *p, const struct addr *from, unsigned gen,
    const struct packet *request, struct packet *reply)
{
	struct pair *named;
	ntp_time left;
	uint32_t tag;

	mark(reply);
	if ((request->org.fp & 1) == 0 ||
	    ntptime_equal(request->rec, request->xmt))
		return 0;
	if (p->gen != gen) {
		memset(p->slot, 0, sizeof p->slot);
		p->gen = gen;
	}
	while (find(p, from, reply->rec) != NULL)
		reply->rec.fp += 2;
	named = find(p, from, request->org);
	if (named == NULL)
		return keep(p, from, reply);
	/* Once only; and the new pair may take its slot. */
	left = named->xmt;
	p->answered++;
	p->kernel += named->kernel;
	named->rec = (ntp_time){ 0 };
	tag = keep(p, from, reply);
	reply->org = request->rec;
	reply->xmt = left;
	return tag;
}

void
pairs_sent(struct pairs *p, uint32_t tag, unsigned gen, ntp_time at,
    bool kernel)
{
	struct pair *pair = &p->slot[tag % PAIRS_MAX];
	double took = ntptime_diff(at, pair->rec);

	if (p->gen != gen || pair->turn != tag >> SLOT_BITS ||
	    ntptime_is_zero(pair->rec) || took < 0 || took > LATEST)
		return;
	pair->xmt = at;
	pair->xmt.fp &= ~(uint64_t)1;
	pair->kernel = kernel;
}

void
pairs_totals(const struct pairs *p, struct pairs_totals *t)
{
	const struct pair *first = NULL;

	*t = (struct pairs_totals){ .held = 0 };
	if (p == NULL)
		return;
	t->answered = p->answered;
	t->kernel = p->kernel;
	for (size_t i = 0; i < PAIRS_MAX; i++) {
		const struct pair *pair = &p->slot[i];

		if (ntptime_is_zero(pair->rec))
			continue;
		t->held++;
		if (first == NULL || pair->made < first->made)
			first = pair;
	}
	for (size_t i = 0; i < PAIRS_MAX && first != NULL; i++)
		if (!ntptime_is_zero(p->slot[i].rec))
			t->span = fmax(t->span, ntptime_diff(p->slot[i].rec,
			    first->rec));
}
