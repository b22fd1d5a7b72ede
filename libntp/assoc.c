/*
 * assoc.c -- from the configuration to associations and the access table.
 *
 * An association belongs to a line by kind, name and port; one whose line is
 * in both the old and the new configuration keeps all it knows.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assoc.h"
#include "events.h"
#include "policy.h"

#define MINPOLL 6         /* log2 s, NTP_MINDPOLL */
#define MAXPOLL 10        /* log2 s, NTP_MAXDPOLL */
#define MINPOLL_MIN 3     /* log2 s */
#define MAXPOLL_MAX 17    /* log2 s */
#define LOCAL_STRATUM 5
#define LOCAL_TYPE 1
#define START_APART 0.1   /* s between the first requests of two sources */
#define START_LATEST 1.0  /* s */
#define ASSOCS_MAX 10000  /* associations: all are looked through often */
#define LOOKUP_FIRST 2.0  /* s to the second lookup of a name, then doubled */
#define LOOKUP_LAST 960.0 /* s */
#define LOOKUP_PATIENCE 120.0 /* s after which a lookup is lost */

/* --- one association ----------------------------------------------------- */

/* Returns an association id that is not in use. */
static uint16_t
new_id(struct engine *e)
{
	do {
		if (++e->last_id == 0)
			e->last_id = 1;
	} while (core_peer(e, e->last_id) != NULL);
	return e->last_id;
}

static int
clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

/* Give P the options of the line CA. */
static void
set_options(struct peer *p, const struct conf_assoc *ca)
{
	int minpoll = ca->minpoll != 0 ? ca->minpoll : MINPOLL;
	int maxpoll = ca->maxpoll != 0 ? ca->maxpoll :
	    p->refclock ? minpoll : MAXPOLL;

	p->maxpoll = clamp(maxpoll, MINPOLL_MIN, MAXPOLL_MAX);
	p->minpoll = clamp(minpoll, MINPOLL_MIN, p->maxpoll);
	p->hpoll = clamp(p->hpoll, p->minpoll, p->maxpoll);
	p->flags = ca->flags;
	p->clock_mode = ca->mode;
	p->keyid = ca->key;
	p->version = ca->version != 0 ? (uint8_t)(ca->version & 7) :
	    PACKET_VERSION;
	p->ttl = ca->ttl;
}

/* Give P, a reference clock, what its fudge lines say. */
static void
set_fudges(const struct conf *conf, struct peer *p)
{
	p->fudge_stratum = p->local_clock ? LOCAL_STRATUM : 0;
	p->fudge_time1 = p->fudge_time2 = 0;
	p->fudge_flags = 0;
	p->refid = names_refid_word(names_refclock_refid(p->addr.ip[2]));
	for (size_t i = 0; i < conf->n_fudges; i++) {
		const struct conf_fudge *f = &conf->fudges[i];

		if (!addr_same_host(&f->clock, &p->addr))
			continue;
		if (f->set & FUDGE_STRATUM)
			p->fudge_stratum = clamp(f->stratum, 0, STRATUM_UNSPEC);
		if (f->set & FUDGE_REFID)
			p->refid = names_refid_word(f->refid);
		if (f->set & FUDGE_TIME1)
			p->fudge_time1 = f->time1;
		if (f->set & FUDGE_TIME2)
			p->fudge_time2 = f->time2;
		p->fudge_flags = (p->fudge_flags & ~(f->set >> 4)) |
		    (f->flags & f->set >> 4);
	}
}

/* Have the host read P's clock; returns false if it cannot. */
static bool
open_clock(const struct engine *e, const struct peer *p)
{
	bool opened = false;
	struct action a = { .kind = ACT_REFCLOCK, .u.refclock = { .id = p->id,
		.type = p->addr.ip[2], .unit = p->addr.ip[3],
		.mode = (unsigned)p->clock_mode, .flags = p->fudge_flags,
		.opened = &opened } };

	core_act(e, &a);
	return opened;
}

/* Set P, 127.127.t.u, up; returns false if there is no such clock. */
static bool
set_clock(struct engine *e, struct peer *p)
{
	set_fudges(e->st.conf, p);
	(void)addr_parse(&p->local, "127.0.0.1");
	p->stratum = (uint8_t)p->fudge_stratum;
	p->pmode = MODE_SERVER;
	if (p->local_clock) {
		p->leap = p->fudge_flags & 1 ? LEAP_ADD : LEAP_NONE;
		p->precision = e->st.sys.precision;
		return true;
	}
	if (p->clock == NULL) {
		p->leap = LEAP_ALARM;
		p->clock = calloc(1, sizeof *p->clock);
	}
	return p->clock != NULL && open_clock(e, p);
}

static uint8_t
mode_of(enum conf_kind kind)
{
	return kind == CONF_PEER ? MODE_ACTIVE :
	    kind == CONF_BROADCAST ? MODE_BROADCAST : MODE_CLIENT;
}

static enum peer_cast
cast_of(enum conf_kind kind)
{
	return kind == CONF_BROADCAST ? CAST_SERVER :
	    kind == CONF_MANYCASTCLIENT ? CAST_SEARCH : CAST_NONE;
}

/*
 * Make room for selecting among one more association than there are, not
 * counting those about to be ended.
 *
 * Returns false if there is no memory or there are too many.
 */
static bool
make_room(struct engine *e)
{
	struct candidate *candidates;
	struct selection_edge *edges;
	struct peer **by_index;
	const struct peer *p;
	size_t n = 1;

	TAILQ_FOREACH(p, &e->st.peers, link)
		n += !p->stale;
	if (n <= e->room || n > ASSOCS_MAX)
		return n <= ASSOCS_MAX;
	n *= 2;
	candidates = reallocarray(e->candidates, n, sizeof *candidates);
	if (candidates != NULL)
		e->candidates = candidates;
	edges = reallocarray(e->edges, 6 * n, sizeof *edges);
	if (edges != NULL)
		e->edges = edges;
	by_index = reallocarray(e->by_index, n, sizeof *by_index);
	if (by_index != NULL)
		e->by_index = by_index;
	if (candidates == NULL || edges == NULL || by_index == NULL)
		return false;
	e->room = n;
	return true;
}

/*
 * Make an association for the line CA, without address.
 *
 * Returns NULL if there is no room for it.
 */
static struct peer *
mobilise(struct engine *e, const struct now *now, const struct conf_assoc *ca)
{
	struct peer *p = make_room(e) ? calloc(1, sizeof *p) : NULL;

	if (p == NULL || (p->name = strdup(ca->name)) == NULL) {
		events_log(e, PRI_ERR, "no room for another association: %s "
		    "ignored", ca->name);
		free(p);
		return NULL;
	}
	p->id = new_id(e);
	p->family = ca->family;
	p->hmode = mode_of(ca->kind);
	p->cast = cast_of(ca->kind);
	p->pool = ca->kind == CONF_POOL;
	p->configured = true;
	p->addr.port = ca->port != 0 ? ca->port : e->st.conf->port;
	set_options(p, ca);
	peer_clear(p, "INIT");
	p->next = now->mono;
	TAILQ_INSERT_TAIL(&e->st.peers, p, link);
	return p;
}

/* Returns false, with classic's message, if A is no address for CAST. */
static bool
valid_address(const struct engine *e, enum peer_cast cast,
    const struct addr *a)
{
	char text[ADDR_TEXT];
	bool bad = !conf_address_fits(cast == CAST_SERVER ? CONF_BROADCAST :
	    cast == CAST_SEARCH ? CONF_MANYCASTCLIENT : CONF_SERVER, a);

	if (bad)
		events_log(e, PRI_ERR, "attempt to configure invalid address %s",
		    addr_format(a, text, sizeof text));
	return !bad;
}

/* Returns true if another association than P has P's mode and address A. */
static bool
is_taken(const struct engine *e, const struct peer *p, const struct addr *a)
{
	const struct peer *other;

	TAILQ_FOREACH(other, &e->st.peers, link)
		if (other != p && other->configured &&
		    other->hmode == p->hmode &&
		    !other->stale && other->addr.port == p->addr.port &&
		    addr_same_host(&other->addr, a))
			return true;
	return false;
}

/*
 * Give P the address A and let it begin, START seconds from now.
 *
 * Returns false, P ended, if there is no such clock.
 */
static bool
set_address(struct engine *e, const struct now *now, struct peer *p,
    const struct addr *a, double start)
{
	uint16_t port = p->addr.port;

	p->lookup = LOOKUP_OK;
	p->addr = *a;
	p->addr.port = port;
	p->refclock = addr_is_refclock(a);
	p->local_clock = p->refclock && a->ip[2] == LOCAL_TYPE;
	if (p->refclock && names_refclock_device(a->ip[2])[0] == '\0') {
		events_log(e, PRI_ERR, "reference clock type %u (127.127.%u.%u) "
		    "is not built in: line ignored; gpsd and type 28 or 46 "
		    "read many clocks", a->ip[2], a->ip[2], a->ip[3]);
		assoc_end(e, p);
		return false;
	}
	if (p->refclock) {
		p->maxpoll = p->minpoll;
		p->hpoll = p->minpoll;
		p->phase = PHASE_NORMAL;
		if (!set_clock(e, p)) {
			assoc_end(e, p);
			return false;
		}
		p->next = now->mono + (p->local_clock ? 0 :
		    ldexp(1, p->hpoll));
	} else {
		if (!peer_measures(p))
			p->refid = names_refid_word(p->cast == CAST_SEARCH ?
			    "ACST" : addr_is_multicast(a) ? "MCST" : "BCST");
		peer_start(p, now->mono + start);
	}
	events_peer(e, p, PEER_MOBILIZE, "assoc %u", p->id);
	return true;
}

struct peer *
assoc_meet(struct engine *e, const struct now *now, const struct addr *from,
    const struct conf_assoc *like, uint8_t hmode)
{
	struct conf_assoc ca = *like;
	char name[ADDR_TEXT];
	struct peer *p;

	addr_format(from, name, sizeof name);
	ca.name = name;
	p = mobilise(e, now, &ca);
	if (p == NULL)
		return NULL;
	p->configured = false;
	p->hmode = hmode;
	p->addr = *from;
	events_peer(e, p, PEER_MOBILIZE, "assoc %u", p->id);
	return p;
}

void
assoc_end(struct engine *e, struct peer *p)
{
	struct action a = { .kind = ACT_CLOSE, .u.close = { .port = p->id } };

	core_act(e, &a);
	TAILQ_REMOVE(&e->st.peers, p, link);
	free(p->clock);
	free(p->name);
	free(p);
}

/* --- names --------------------------------------------------------------- */

void
assoc_resolve(struct engine *e, const struct now *now, struct peer *p)
{
	struct action a = { .kind = ACT_RESOLVE, .u.resolve = { .id = p->id,
		.name = p->name, .family = p->family } };

	p->looking = true;
	p->next = now->mono + LOOKUP_PATIENCE;
	core_act(e, &a);
}

/* P's name was not found: say so once, ask again later and later. */
static void
look_again(struct engine *e, const struct now *now, struct peer *p,
    enum resolved how)
{
	if (p->wait == 0) {
		events_log(e, PRI_INFO, how == RESOLVED_AGAIN ?
		    "host name not found: %s" :
		    "host name not found (permanent): %s", p->name);
		p->phase = PHASE_RETRY;
		p->wait = LOOKUP_FIRST;
	}
	p->next = now->mono + p->wait;
	p->wait = fmin(p->wait * 2, LOOKUP_LAST);
}

/* Make another association like P for the address A, one more of its pool. */
static void
add_member(struct engine *e, const struct now *now, const struct peer *p,
    const struct addr *a, double start)
{
	struct conf_assoc like = { .kind = CONF_POOL, .name = p->name,
		.family = p->family, .port = p->addr.port, .flags = p->flags,
		.minpoll = p->minpoll, .maxpoll = p->maxpoll,
		.version = p->version, .key = p->keyid };
	struct peer *q;

	if (is_taken(e, p, a) || addr_same_host(&p->addr, a))
		return;
	q = mobilise(e, now, &like);
	if (q != NULL)
		(void)set_address(e, now, q, a, start);
}

void
assoc_replace(struct engine *e, struct peer *p)
{
	struct action a = { .kind = ACT_RESOLVE, .u.resolve = { .id = p->id,
		.name = p->name, .family = p->family } };

	p->replacing = true;
	core_act(e, &a);
}

void
assoc_refresh(struct engine *e, const struct now *now, struct peer *p)
{
	if (p->addr.family == 0) {
		assoc_resolve(e, now, p);
		return;
	}
	p->refreshing = true;
	assoc_replace(e, p);
}

/* Returns true if A is none of the N addresses at ADDRS, if there are any. */
static bool
is_gone(const struct addr *a, const struct addr *addrs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (addr_same_host(a, &addrs[i]))
			return false;
	return n > 0;
}

/*
 * Give P, which was of no use for long or is to have one that is still right,
 * the first of the N addresses ADDRS of its pool that no association has.
 */
static void
replace(struct engine *e, const struct now *now, struct peer *p,
    const struct addr *addrs, size_t n)
{
	struct action a = { .kind = ACT_CLOSE, .u.close = { .port = p->id } };
	bool wanted = p->refreshing ? is_gone(&p->addr, addrs, n) :
	    p->useless > 0;

	p->replacing = p->refreshing = false;
	for (size_t i = 0; i < n && wanted; i++) {
		if (is_taken(e, p, &addrs[i]) ||
		    addr_same_host(&p->addr, &addrs[i]) ||
		    !valid_address(e, p->cast, &addrs[i]))
			continue;
		events_peer(e, p, PEER_DEMOBILIZE, "assoc %u", p->id);
		core_act(e, &a);
		p->served = p->stays = p->slowed = false;
		memset(&p->path, 0, sizeof p->path);
		peer_clear(p, "INIT");
		p->useless = 0;
		p->select = SELECT_REJECT;
		(void)set_address(e, now, p, &addrs[i], 0); /* no clock */
		return;
	}
}

void
assoc_resolved(struct engine *e, const struct now *now, uint32_t id,
    enum resolved how, const struct addr *addrs, size_t n)
{
	struct peer *p = core_peer(e, id);
	size_t members = 0, limit;

	if (p != NULL && p->replacing)
		replace(e, now, p, addrs, n);
	if (p != NULL)
		p->looking = false;
	if (p == NULL || p->addr.family != 0)
		return;
	limit = p->pool ? (size_t)e->st.conf->tos.maxclock : 1;
	for (size_t i = 0; i < n && members < limit; i++) {
		double start = fmin(START_APART * (double)members, START_LATEST);

		if (is_taken(e, p, &addrs[i]) ||
		    !valid_address(e, p->cast, &addrs[i]))
			continue;
		if (members++ > 0)
			add_member(e, now, p, &addrs[i], start);
		else if (!set_address(e, now, p, &addrs[i], start))
			return;
	}
	if (members > 0)
		return;
	p->lookup = n > 0 ? LOOKUP_TAKEN :
	    how == RESOLVED_AGAIN ? LOOKUP_AGAIN : LOOKUP_NONE;
	p->lookups++;
	look_again(e, now, p, n > 0 ? RESOLVED_NONE : how);
}

/* --- the whole configuration --------------------------------------------- */

/* Returns the stale association that the line CA is about, or NULL. */
static struct peer *
find_line(struct engine *e, const struct conf_assoc *ca, uint16_t port)
{
	struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link)
		if (p->stale && p->hmode == mode_of(ca->kind) &&
		    p->pool == (ca->kind == CONF_POOL) &&
		    p->cast == cast_of(ca->kind) && p->family == ca->family &&
		    p->addr.port == port && strcmp(p->name, ca->name) == 0)
			return p;
	return NULL;
}

/* Keep what the line CA already has; returns false if it has nothing. */
static bool
keep_line(struct engine *e, const struct conf_assoc *ca)
{
	uint16_t port = ca->port != 0 ? ca->port : e->st.conf->port;
	struct peer *p;
	bool kept = false;

	while ((p = find_line(e, ca, port)) != NULL) {
		p->stale = false;
		set_options(p, ca);
		if (p->refclock)
			(void)set_clock(e, p); /* it stays as it was, if not */
		kept = true;
		if (!p->pool)
			break;
	}
	return kept;
}

/* Make what the line CA asks for, its first request START s from now. */
static void
add_line(struct engine *e, const struct now *now, const struct conf_assoc *ca,
    double start)
{
	struct addr a;
	struct peer *p;

	if (addr_parse(&a, ca->name) &&
	    !valid_address(e, cast_of(ca->kind), &a))
		return;
	p = mobilise(e, now, ca);
	if (p == NULL)
		return;
	if (!addr_parse(&a, ca->name))
		assoc_resolve(e, now, p);
	else if (is_taken(e, p, &a))
		assoc_end(e, p);
	else
		(void)set_address(e, now, p, &a, start);
}

static void
sweep(struct engine *e)
{
	struct peer *p, *next;

	for (p = TAILQ_FIRST(&e->st.peers); p != NULL; p = next) {
		next = TAILQ_NEXT(p, link);
		if (p->stale) {
			events_peer(e, p, PEER_DEMOBILIZE, "assoc %u", p->id);
			assoc_end(e, p);
		}
	}
}

int
assoc_configure(struct engine *e, const struct now *now,
    const struct conf *conf)
{
	struct access *access = policy_table(conf);
	struct peer *p;
	double start = 0;

	if (access == NULL)
		return -1;
	access_free(e->st.access);
	e->st.access = access;
	e->st.conf = conf;
	TAILQ_FOREACH(p, &e->st.peers, link)
		p->stale = p->configured;
	for (size_t i = 0; i < conf->n_assocs; i++) {
		if (keep_line(e, &conf->assocs[i]))
			continue;
		add_line(e, now, &conf->assocs[i], start);
		start = fmin(start + START_APART, START_LATEST);
	}
	sweep(e);
	return 0;
}
