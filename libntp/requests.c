/*
 * requests.c -- packets that leave by our own will.
 *
 * A search begins with few hops and goes one step of the ttl table further each
 * time, until there are as many sources as "tos maxclock" wants; then it rests
 * as long as enough of them survive, but for one search every "tos beacon".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "events.h"
#include "leapwork.h"
#include "requests.h"
#include "sources.h"

bool
requests_own_port(const struct engine *e, const struct peer *p)
{
	return p->hmode == MODE_CLIENT && !p->served &&
	    p->cast != CAST_SEARCH &&
	    e->st.conf->clientport == CLIENTPORT_EPHEMERAL;
}

uint32_t
requests_tag(const struct peer *p)
{
	return (uint32_t)p->id | (uint32_t)(p->sent & 0xffff) << 16;
}

/* Returns true if the key that signs packets to P is there, or none is. */
static bool
has_key(struct engine *e, struct peer *p)
{
	if (p->keyid == 0 || auth_trusts(e->st.auth, p->keyid))
		return true;
	p->flash |= FLASH_AUTH;
	p->distrust = DISTRUST_NO_KEY;
	p->badauth++;
	events_peer(e, p, PEER_BAD_AUTH, "no key");
	return false;
}

/* Send PACKET to P, signed if it is to be. */
static void
put(struct engine *e, const struct peer *p, const struct packet *packet)
{
	uint8_t data[PACKET_HEADER + AUTH_MAC_MAX];
	struct action a = { .kind = ACT_SEND, .u.send = { .to = p->addr,
		.port = requests_own_port(e, p) ? p->id : PORT_SERVED,
		.data = data, .len = PACKET_HEADER, .tag = requests_tag(p),
		.ttl = state_hops(&e->st, p) } };

	/* Who spoke to us first knows us by the address it spoke to. */
	if (p->hmode == MODE_PASSIVE)
		a.u.send.from = p->local;
	packet_encode(packet, data);
	e->st.counts.requests++;
	e->st.counts.signed_ += p->keyid != 0;
	if (p->keyid != 0)
		a.u.send.len += auth_sign(e->st.auth, p->keyid, data,
		    PACKET_HEADER);
	core_act(e, &a);
}

struct exchange_env
requests_env(struct engine *e, const struct now *now)
{
	return (struct exchange_env){ .precision = e->st.sys.precision,
		.phi = e->st.conf->tinker.dispersion,
		.applied = discipline_applied(&e->disc, now->mono),
		.freq = e->disc.freq };
}

void
requests_send(struct engine *e, const struct now *now, struct peer *p)
{
	struct exchange_env env;
	struct packet request;
	ntp_time cookie;

	if (!peer_may_ask(p) || !has_key(e, p))
		return;
	e->host.random(e->host.ctx, &cookie, sizeof cookie);
	env = requests_env(e, now);
	peer_request(p, now, cookie, &e->st.sys, &env, &request);
	put(e, p, &request);
}

/* --- to many ------------------------------------------------------------- */

/* Tell all of P's network or group what time it is. */
static void
broadcast(struct engine *e, const struct now *now, struct peer *p)
{
	const struct sys *sys = &e->st.sys;
	struct packet packet = { .version = p->version, .mode = MODE_BROADCAST,
		.leap = sys->leap, .stratum = sys->stratum,
		.poll = (int8_t)p->hpoll, .precision = sys->precision,
		.rootdelay = sys->rootdelay,
		.rootdisp = state_rootdisp(&e->st, now->mono),
		.refid = sys->refid, .reftime = sys->reftime,
		.xmt = now->wall };

	if (sys->leap == LEAP_ALARM || sys->stratum >= STRATUM_UNSPEC ||
	    !has_key(e, p))
		return;
	leapwork_serve(e, now, &packet);
	p->sent++;
	put(e, p, &packet);
}

/* Returns how many associations there are with hosts that may have the time,
 * and in SURVIVORS how many of them are followed. */
static int
count_sources(const struct engine *e, int *survivors)
{
	const struct peer *p;
	int n = 0;

	*survivors = 0;
	TAILQ_FOREACH(p, &e->st.peers, link) {
		n += peer_measures(p) && !p->refclock;
		*survivors += sources_survivor(p);
	}
	return n;
}

/* Ask in P's group who has the time, if there are not enough who have it. */
static void
search(struct engine *e, const struct now *now, struct peer *p)
{
	const struct conf *conf = e->st.conf;
	int last = (conf->n_ttl > 0 ? (int)conf->n_ttl : CONF_TTLS) - 1;
	int survivors, n = count_sources(e, &survivors);
	struct exchange_env env = requests_env(e, now);
	struct packet request;
	ntp_time cookie;

	if (p->searched != 0 && survivors >= conf->tos.minclock &&
	    n >= conf->tos.maxclock &&
	    now->mono - p->searched < conf->tos.beacon)
		return;
	if (!has_key(e, p))
		return;
	e->host.random(e->host.ctx, &cookie, sizeof cookie);
	peer_request(p, now, cookie, &e->st.sys, &env, &request);
	/* Servers that are no better than we are need not answer. */
	request.stratum = e->st.sys.stratum;
	request.refid = e->st.sys.refid;
	put(e, p, &request);
	if (p->searched != 0 && p->ttl < last)
		p->ttl++;
	p->searched = now->mono;
}

void
requests_cast(struct engine *e, const struct now *now, struct peer *p)
{
	p->hpoll = p->minpoll;
	p->next = now->mono + ldexp(1, p->hpoll);
	if (p->cast == CAST_SEARCH)
		search(e, now, p);
	else
		broadcast(e, now, p);
}
