/*
 * strangers.c -- associations that packets bring about.
 *
 * There are at most "tos maxclock" of them; the oldest one that does not answer
 * gives way to a newcomer.  Until a newcomer has answered it gets one packet
 * for each that came from its address, so that a forger gains nothing.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "assoc.h"
#include "events.h"
#include "sources.h"
#include "strangers.h"

#define PASSIVE_AFTER 2.0   /* s to the first packet to a symmetric peer */
#define PASSIVE_MAXPOLL 10  /* log2 s */
#define POLL_LEAST 3        /* log2 s, whatever the packet says */
#define VERSION_LEAST 1

/* --- who may ------------------------------------------------------------- */

/* Returns true if PACKET may bring about an association with WHO. */
static bool
may_come_in(const struct engine *e, const struct packet *packet,
    const struct access_answer *who)
{
	bool keyed = e->st.conf->enable.auth ||
	    (who->flags & (ACCESS_NOPEER | ACCESS_NOTRUST)) != 0;

	return packet->auth == PACKET_SIGNED ||
	    (packet->auth == PACKET_UNSIGNED && !keyed);
}

/* Returns the association that packets brought about with A, or NULL. */
static struct peer *
find_met(struct engine *e, const struct addr *a)
{
	struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link)
		if (!p->configured && addr_same_host(&p->addr, a))
			return p;
	return NULL;
}

/*
 * Make room for one more association that a packet brings about: the oldest one
 * that does not answer goes.
 *
 * Returns false if there is none to go.
 */
static bool
make_way(struct engine *e)
{
	struct peer *p, *idle = NULL;
	int n = 0;

	TAILQ_FOREACH(p, &e->st.peers, link) {
		if (p->configured)
			continue;
		n++;
		if (idle == NULL && p->reach == 0)
			idle = p;
	}
	if (n < e->st.conf->tos.maxclock)
		return true;
	if (idle == NULL)
		return false;
	events_peer(e, idle, PEER_DEMOBILIZE, "assoc %u", idle->id);
	assoc_end(e, idle);
	return true;
}

/* --- coming in ----------------------------------------------------------- */

static int
clamp_poll(int poll, int most)
{
	return poll < POLL_LEAST ? POLL_LEAST : poll > most ? most : poll;
}

/*
 * Make an association of MODE with the sender of PACKET, which came in RX, with
 * polls from that of the packet to MAXPOLL.
 */
static struct peer *
meet(struct engine *e, const struct now *now, const struct packet *packet,
    const struct rx *rx, uint8_t mode, int maxpoll)
{
	struct conf_assoc like = { .kind = CONF_SERVER,
		.minpoll = clamp_poll(packet->poll, maxpoll),
		.maxpoll = maxpoll,
		.version = packet->version < VERSION_LEAST ||
		    packet->version > PACKET_VERSION ? PACKET_VERSION :
		    packet->version,
		.key = packet->auth == PACKET_SIGNED ? packet->keyid : 0 };
	struct peer *p;

	if (!make_way(e))
		return NULL;
	p = assoc_meet(e, now, &rx->from, &like, mode);
	if (p == NULL)
		return NULL;
	p->local = rx->to;
	p->received = p->credit = 1;
	p->authentic = packet->auth == PACKET_SIGNED;
	return p;
}

/* A symmetric active packet: be its passive peer. */
static enum verdict
meet_peer(struct engine *e, const struct now *now, const struct packet *packet,
    const struct rx *rx)
{
	struct peer *p = meet(e, now, packet, rx, MODE_PASSIVE,
	    PASSIVE_MAXPOLL);

	if (p == NULL)
		return VERDICT_DECLINED;
	/* What our first packet has to echo. */
	p->xmt = packet->xmt;
	p->rec = rx->at;
	peer_start(p, now->mono + PASSIVE_AFTER);
	return VERDICT_ACCEPTED;
}

/* A broadcast: ask how long its way is, or listen if that is known. */
static enum verdict
meet_caster(struct engine *e, const struct now *now,
    const struct packet *packet, const struct rx *rx)
{
	const struct conf *conf = e->st.conf;
	bool one_way = conf->novolley || conf->broadcastdelay > 0;
	struct peer *p;

	if (packet->leap == LEAP_ALARM)
		return VERDICT_UNSYNCHRONISED;
	p = meet(e, now, packet, rx, one_way ? MODE_BCLIENT : MODE_CLIENT,
	    clamp_poll(packet->poll, PASSIVE_MAXPOLL));
	if (p == NULL)
		return VERDICT_DECLINED;
	p->cast = CAST_CLIENT;
	p->one_way = one_way;
	p->way = conf->broadcastdelay / 2;
	p->aired = packet->xmt;
	p->flags = CONF_IBURST;
	peer_start(p, one_way ? now->mono + ldexp(1, p->minpoll) : now->mono);
	return VERDICT_ACCEPTED;
}

/* Returns the search of ours that PACKET answers, or NULL. */
static struct peer *
find_search(struct engine *e, const struct packet *packet)
{
	struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link)
		if (p->cast == CAST_SEARCH && !ntptime_is_zero(p->cookie) &&
		    ntptime_equal(p->cookie, packet->org) &&
		    p->keyid == (packet->auth == PACKET_SIGNED ?
		    packet->keyid : 0))
			return p;
	return NULL;
}

/* Returns true if somebody may want an association by PACKET, come in RX. */
static bool
is_called_for(struct engine *e, const struct packet *packet,
    const struct rx *rx)
{
	switch (packet->mode) {
	case MODE_ACTIVE:
		return !rx->cast;
	case MODE_SERVER:
		return !rx->cast && find_search(e, packet) != NULL;
	case MODE_BROADCAST:
		return rx->cast && e->st.conf->enable.bclient;
	default:
		return false;
	}
}

/* The answer to a search: be its client, with the options of the search. */
static enum verdict
meet_server(struct engine *e, const struct now *now,
    const struct packet *packet, const struct rx *rx)
{
	const struct conf *conf = e->st.conf;
	struct peer *by = find_search(e, packet), *p = find_met(e, &rx->from);

	if (p != NULL)
		peer_credit(p);
	if (p != NULL || packet->leap == LEAP_ALARM || packet->stratum == 0 ||
	    packet->stratum < conf->tos.floor ||
	    packet->stratum >= conf->tos.ceiling)
		return VERDICT_DECLINED;
	p = meet(e, now, packet, rx, MODE_CLIENT, by->maxpoll);
	if (p == NULL)
		return VERDICT_DECLINED;
	p->search = by->id;
	p->minpoll = by->minpoll;
	p->flags = by->flags | CONF_PREEMPT;
	p->version = by->version;
	by->received++;
	peer_start(p, now->mono);
	return VERDICT_ACCEPTED;
}

enum verdict
strangers_meet(struct engine *e, const struct now *now,
    const struct packet *packet, const struct rx *rx,
    const struct access_answer *who)
{
	if (!is_called_for(e, packet, rx))
		return VERDICT_DECLINED;
	if (packet->auth == PACKET_BADLY_SIGNED || packet->auth == PACKET_NAK)
		return VERDICT_BAD_AUTH;
	if (ntptime_is_zero(packet->xmt))
		return VERDICT_NO_TRANSMIT;
	if (!may_come_in(e, packet, who))
		return VERDICT_RESTRICTED;
	if (packet->mode == MODE_SERVER)
		return meet_server(e, now, packet, rx);
	/* One host, one association. */
	if (find_met(e, &rx->from) != NULL)
		return VERDICT_DECLINED;
	return packet->mode == MODE_BROADCAST ?
	    meet_caster(e, now, packet, rx) : meet_peer(e, now, packet, rx);
}

bool
strangers_may_serve(const struct engine *e, const struct packet *packet)
{
	const struct conf *conf = e->st.conf;
	const struct sys *sys = &e->st.sys;
	int theirs = packet->stratum == 0 ? STRATUM_UNSPEC : packet->stratum;
	bool serving = false;

	for (size_t i = 0; i < conf->n_groups; i++)
		serving |= conf->groups[i].manycast;
	if (!serving || packet->auth == PACKET_BADLY_SIGNED ||
	    sys->leap == LEAP_ALARM || sys->stratum > theirs ||
	    (sys->stratum == theirs && !conf->tos.cohort))
		return false;
	/* It follows us already. */
	for (size_t i = 0; i < e->st.n_own && theirs > 1; i++)
		if (packet->refid == addr_refid(&e->st.own[i]))
			return false;
	return true;
}

/* --- going --------------------------------------------------------------- */

/* Returns true if there are more sources than "tos maxclock". */
static bool
too_many(const struct engine *e)
{
	const struct peer *p;
	int n = 0;

	TAILQ_FOREACH(p, &e->st.peers, link)
		n += peer_measures(p) && !p->refclock;
	return n > e->st.conf->tos.maxclock;
}

/* Returns true if P was of no use at its last poll. */
static bool
is_useless(const struct engine *e, const struct peer *p)
{
	if (p->reach == 0)
		return true;
	if (p->pool || p->search != 0)
		if (p->select == SELECT_FALSETICK)
			return true;
	return (p->flags & CONF_PREEMPT) != 0 && !sources_survivor(p) &&
	    too_many(e);
}

bool
strangers_tend(struct engine *e, const struct now *now, struct peer *p)
{
	bool preemptible = (p->flags & CONF_PREEMPT) != 0 && too_many(e);

	if (p->polled != now->mono) /* that was no regular poll */
		return true;
	p->useless = is_useless(e, p) ? p->useless + 1 : 0;
	if (p->useless == 0 || p->useless % PEER_UNREACH != 0)
		return true;
	if (p->pool && p->configured && (p->flags & CONF_PREEMPT) == 0) {
		assoc_replace(e, p);
		return true;
	}
	if (p->configured && !preemptible)
		return true;
	events_peer(e, p, PEER_DEMOBILIZE, "assoc %u", p->id);
	assoc_end(e, p);
	return false;
}

/* Returns true if the configuration still has what brought P about. */
static bool
is_wanted(struct engine *e, const struct peer *p)
{
	const struct conf *conf = e->st.conf;

	if (p->configured)
		return true;
	if (p->search != 0 && core_peer(e, p->search) == NULL)
		return false;
	if (p->cast == CAST_CLIENT && !conf->enable.bclient)
		return false;
	return p->keyid != 0 || !conf->enable.auth;
}

void
strangers_review(struct engine *e)
{
	struct peer *p, *next;

	for (p = TAILQ_FIRST(&e->st.peers); p != NULL; p = next) {
		next = TAILQ_NEXT(p, link);
		if (is_wanted(e, p))
			continue;
		events_peer(e, p, PEER_DEMOBILIZE, "assoc %u", p->id);
		assoc_end(e, p);
	}
}
