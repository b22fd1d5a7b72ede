/*
 * mru.c -- who asked, when, and how often.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mru.h"

#define BURST 8 /* packets ahead of the mean headway that are forgiven */

struct mru {
	uint64_t secret;
	uint32_t capacity, count, buckets; /* BUCKETS: a power of two */
	uint32_t latest, oldest;           /* entries + 1; 0: none */
	uint64_t forgotten;
	uint32_t *bucket;                  /* first entry of the chain + 1 */
	struct mru_entry *entry;
};

struct mru *
mru_new(size_t capacity, uint64_t secret)
{
	struct mru *m = calloc(1, sizeof *m);
	uint32_t buckets = 1;

	while (buckets < capacity)
		buckets *= 2;
	if (m == NULL)
		return NULL;
	m->bucket = calloc(buckets, sizeof *m->bucket);
	m->entry = calloc(capacity, sizeof *m->entry);
	m->secret = secret;
	m->capacity = (uint32_t)capacity;
	m->buckets = buckets;
	if (m->bucket != NULL && m->entry != NULL)
		return m;
	mru_free(m);
	return NULL;
}

void
mru_free(struct mru *m)
{
	if (m == NULL)
		return;
	free(m->bucket);
	free(m->entry);
	free(m);
}

/* --- the hash ------------------------------------------------------------ */

/* Multiply and fold, keyed: nobody outside knows which addresses collide. */
static uint32_t *
bucket_of(const struct mru *m, const struct addr *a)
{
	uint64_t h = m->secret ^ a->family;

	for (int i = 0; i < 2; i++) {
		uint64_t part;

		memcpy(&part, a->ip + 8 * i, sizeof part);
		h = (h ^ part) * 0x9e3779b97f4a7c15u;
		h = (h ^ h >> 32 ^ m->secret >> 7) * 0xd6e8feb86659fd93u;
		h ^= h >> 29;
	}
	return &m->bucket[h & (m->buckets - 1)];
}

static struct mru_entry *
find(const struct mru *m, const struct addr *a)
{
	uint32_t i = *bucket_of(m, a);

	while (i != 0 && !addr_same_host(&m->entry[i - 1].addr, a))
		i = m->entry[i - 1].chain;
	return i != 0 ? &m->entry[i - 1] : NULL;
}

static void
unhash(struct mru *m, uint32_t index)
{
	uint32_t *link = bucket_of(m, &m->entry[index - 1].addr);

	while (*link != index)
		link = &m->entry[*link - 1].chain;
	*link = m->entry[index - 1].chain;
}

/* --- the list ------------------------------------------------------------ */

static void
unlink_entry(struct mru *m, uint32_t index)
{
	const struct mru_entry *e = &m->entry[index - 1];

	if (e->newer != 0)
		m->entry[e->newer - 1].older = e->older;
	else
		m->latest = e->older;
	if (e->older != 0)
		m->entry[e->older - 1].newer = e->newer;
	else
		m->oldest = e->newer;
}

static void
link_latest(struct mru *m, uint32_t index)
{
	struct mru_entry *e = &m->entry[index - 1];

	e->newer = 0;
	e->older = m->latest;
	if (m->latest != 0)
		m->entry[m->latest - 1].newer = index;
	else
		m->oldest = index;
	m->latest = index;
}

/* Make an entry for A, in the place of the oldest if there is no room. */
static struct mru_entry *
make_entry(struct mru *m, const struct addr *a, double mono)
{
	uint32_t index = m->count + 1, *bucket;

	if (m->count < m->capacity) {
		m->count++;
	} else {
		m->forgotten++;
		index = m->oldest;
		unlink_entry(m, index);
		unhash(m, index);
	}
	bucket = bucket_of(m, a);
	m->entry[index - 1] = (struct mru_entry){ .addr = *a, .first = mono,
		.last = mono, .chain = *bucket };
	*bucket = index;
	link_latest(m, index);
	return &m->entry[index - 1];
}

/* Make E the latest of M. */
static void
make_latest(struct mru *m, const struct mru_entry *e)
{
	uint32_t index = (uint32_t)(e - m->entry) + 1;

	unlink_entry(m, index);
	link_latest(m, index);
}

struct mru_entry *
mru_note(struct mru *m, const struct addr *addr, double mono, uint8_t mode,
    uint8_t version)
{
	struct mru_entry *e = find(m, addr);

	if (e == NULL)
		e = make_entry(m, addr, mono);
	else
		make_latest(m, e);
	e->addr.port = addr->port;
	e->mode = mode;
	e->version = version;
	e->count++;
	return e;
}

struct mru_entry *
mru_command(struct mru *m, const struct addr *addr, double mono,
    ntp_time wall, uint8_t mode, uint8_t version)
{
	struct mru_entry *e = find(m, addr);

	if (e == NULL && m->count == m->capacity)
		return NULL;
	if (e == NULL)
		e = make_entry(m, addr, mono);
	if (e->commands++ == 0)
		e->command_first = wall;
	e->command_last = wall;
	if (e->count > 0)
		return e;
	make_latest(m, e);
	e->addr.port = addr->port;
	e->mode = mode;
	e->version = version;
	e->first_at = e->command_first;
	e->last_at = wall;
	return e;
}

void
mru_refused(struct mru *m, const struct addr *addr)
{
	struct mru_entry *e = find(m, addr);

	if (e != NULL)
		e->refused++;
}

enum mru_limit
mru_limit(struct mru_entry *entry, const struct mru_limits *limits,
    double mono)
{
	double headway = ldexp(1, limits->average);
	double ceiling = BURST * headway, guard = ldexp(1, limits->minimum);
	double since = floor(mono - entry->last);

	entry->last = mono;
	if (entry->count <= 1)
		return MRU_ANSWER;
	entry->leak = fmax(0, entry->leak - since);
	if (since + 1 >= guard && entry->leak + headway < ceiling) {
		entry->leak += headway - 2;
		return MRU_ANSWER;
	}
	if (entry->leak >= ceiling)
		return MRU_SILENCE;
	entry->leak = ceiling + headway;
	return MRU_KISS;
}

enum mru_limit
mru_ratelimit(struct mru_entry *entry, const struct mru_rate *rate,
    double mono, uint32_t dice)
{
	double headway = ldexp(1, rate->interval);

	entry->leak = fmax(0, entry->leak - (mono - entry->last));
	entry->last = mono;
	if (entry->leak <= headway * (rate->burst - 1)) {
		entry->leak += headway;
		return MRU_ANSWER;
	}
	/* A forger who asks in a victim's name must not silence us. */
	return dice >> (32 - rate->leak) == 0 ? MRU_ANSWER : MRU_SILENCE;
}

/* --- looking ------------------------------------------------------------- */

const struct mru_entry *
mru_find(const struct mru *m, const struct addr *addr)
{
	return find(m, addr);
}

const struct mru_entry *
mru_latest(const struct mru *m)
{
	return m->latest != 0 ? &m->entry[m->latest - 1] : NULL;
}

const struct mru_entry *
mru_before(const struct mru *m, const struct mru_entry *entry)
{
	return entry->older != 0 ? &m->entry[entry->older - 1] : NULL;
}

const struct mru_entry *
mru_oldest(const struct mru *m)
{
	return m->oldest != 0 ? &m->entry[m->oldest - 1] : NULL;
}

const struct mru_entry *
mru_after(const struct mru *m, const struct mru_entry *entry)
{
	return entry->newer != 0 ? &m->entry[entry->newer - 1] : NULL;
}

size_t
mru_capacity(const struct mru *m)
{
	return m->capacity;
}

size_t
mru_count(const struct mru *m)
{
	return m->count;
}

uint64_t
mru_forgotten(const struct mru *m)
{
	return m->forgotten;
}
