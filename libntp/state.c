/*
 * state.c -- questions that can be asked of an engine's state.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "policy.h"
#include "state.h"

#define HOPS_STEP (256 / CONF_TTLS) /* of the default ttl table */

uint16_t
state_status(const struct state *s)
{
	const struct sys *sys = &s->sys;

	return (uint16_t)(sys->leap << 14 | (sys->source & 0x3f) << 8 |
	    (sys->event_count & 15) << 4 | (sys->last_event & 15));
}

uint16_t
state_peer_status(const struct peer *p)
{
	unsigned flags = p->select & 7;

	if (p->configured)
		flags |= PEERST_CONFIG;
	if (p->keyid != 0)
		flags |= PEERST_AUTHENABLE;
	if (p->authentic)
		flags |= PEERST_AUTHENTIC;
	if (p->reach != 0)
		flags |= PEERST_REACH;
	if (p->hmode == MODE_BROADCAST)
		flags |= PEERST_BCAST;
	return (uint16_t)(flags << 8 | (p->event_count & 15) << 4 |
	    (p->last_event & 15));
}

void
state_totals(const struct counts *counts, struct totals *t)
{
	const uint64_t *n = counts->verdict;

	*t = (struct totals){ .received = counts->received,
		.current = counts->current, .older = counts->older,
		.kisses = counts->kisses,
		.processed = n[VERDICT_ACCEPTED] + n[VERDICT_UNSYNCHRONISED] +
		    n[VERDICT_BAD_HEADER],
		.restricted = n[VERDICT_RESTRICTED] + n[VERDICT_NO_QUERY],
		.badformat = n[VERDICT_BAD_LENGTH] + n[VERDICT_BAD_VERSION] +
		    n[VERDICT_BAD_PORT],
		.badauth = n[VERDICT_BAD_AUTH],
		.declined = n[VERDICT_DECLINED],
		.limited = n[VERDICT_LIMITED] + counts->kisses };
}

const struct peer *
state_find(const struct state *s, uint16_t id)
{
	const struct peer *p;

	TAILQ_FOREACH(p, &s->peers, link)
		if (p->id == id)
			return p;
	return NULL;
}

bool
state_is_own(const struct state *s, const struct addr *a)
{
	if (addr_is_loopback(a))
		return true;
	for (size_t i = 0; i < s->n_own; i++)
		if (addr_same_host(&s->own[i], a))
			return true;
	return false;
}

void
state_access(const struct state *s, const struct addr *from,
    struct access_answer *who, struct access_rule *rule)
{
	const struct peer *p;

	access_match(s->access, from, s->conf->port, who);
	if (!policy_source(s->conf, from, who, rule))
		return;
	TAILQ_FOREACH(p, &s->peers, link) {
		if (!addr_same_host(&p->addr, from))
			continue;
		who->rule = rule;
		who->flags = rule->flags;
		who->written = true;
		return;
	}
}

uint8_t
state_hops(const struct state *s, const struct peer *p)
{
	const struct conf *conf = s->conf;
	size_t i = p->ttl > 0 ? (size_t)p->ttl : 0;
	int hops;

	if (peer_measures(p))
		return 0;
	if (conf->n_ttl == 0)
		hops = (int)i * HOPS_STEP;
	else
		hops = conf->ttl[i < conf->n_ttl ? i : conf->n_ttl - 1];
	return hops < 1 ? 1 : hops > UINT8_MAX ? UINT8_MAX : (uint8_t)hops;
}

double
state_rootdisp(const struct state *s, double mono)
{
	double phi = s->conf->tinker.dispersion;
	double growth = s->sys.growth > phi ? s->sys.growth : phi;

	return s->sys.rootdisp + growth * (mono - s->sys.updated);
}

double
state_applied(const struct state *s, double mono)
{
	struct discipline d;

	if (s->disc == NULL)
		return 0;
	d = *s->disc; /* looking changes nothing */
	return discipline_applied(&d, mono);
}

bool
state_estimate(const struct state *s, double mono, struct estimate *out)
{
	if (s->est == NULL || !s->est->started)
		return false;
	*out = estimator_at(s->est, mono);
	out->error -= state_applied(s, mono);
	return true;
}
