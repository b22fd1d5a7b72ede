/*
 * sources.c -- which of the associations to follow.
 *
 * Turns associations into candidates, lets selection judge them, and writes
 * the verdicts back.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "events.h"
#include "sources.h"

#define START_PATIENCE 15.0 /* s that LOCAL and minorities wait at start */
#define PULSE_RANGE 0.4    /* s that the clock may be off for a pulse to count */
#define NEVER (UINT32_MAX + 1ull) /* as a last resort */

/* --- who is fit ---------------------------------------------------------- */

/* Returns true if P asks a real source of time, not this host's own clock. */
static bool
is_real(const struct peer *p)
{
	return !p->local_clock && (p->flags & CONF_NOSELECT) == 0;
}

bool
sources_survivor(const struct peer *p)
{
	return p->select == SELECT_CANDIDATE || p->select == SELECT_SYSPEER ||
	    p->select == SELECT_PPSPEER;
}

bool
sources_independent(const struct peer *p, const struct peer *leader)
{
	return p == leader || p->hmode == MODE_CLIENT ||
	    p->stratum < leader->stratum;
}

double
sources_disagreement(const struct engine *e, const struct peer *p,
    const struct peer *leader, const struct now *now)
{
	struct estimate own = path_estimate(&p->path, now->mono);
	double sum = 0, weights = 0, d;
	const struct peer *q;

	TAILQ_FOREACH(q, &e->st.peers, link) {
		struct estimate says;

		if (!sources_survivor(q) || q->path.count == 0 ||
		    !sources_independent(q, leader))
			continue;
		says = path_estimate(&q->path, now->mono);
		/* Around P's, for the digits: they are all close together. */
		sum += (says.error - own.error) / says.error_var;
		weights += 1 / says.error_var;
	}
	d = sum / weights;
	return fmax(0, d * d - 4 * own.error_var);
}

/* Returns true if P has said nothing yet, and may still. */
static bool
is_pending(const struct engine *e, const struct peer *p,
    const struct now *now)
{
	return !e->disc.settled && is_real(p) && ntptime_is_zero(p->rec) &&
	    (p->phase == PHASE_BURST || p->phase == PHASE_SETTLE) &&
	    now->mono - e->st.started <= START_PATIENCE;
}

bool
sources_all_asked(const struct engine *e, const struct now *now)
{
	const struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link)
		if (is_pending(e, p, now))
			return false;
	return true;
}

/*
 * Returns how far P may be from the truth at NOW, in s: what its path could
 * hide, what it says of itself, and four sigma of what it has measured.
 */
static double
root_distance(const struct engine *e, const struct peer *p,
    const struct now *now)
{
	const struct conf *conf = e->st.conf;

	if (p->local_clock)
		return peer_distance(p, now->mono, conf->tinker.dispersion,
		    conf->tos.mindist);
	return fmax(conf->tos.mindist, (path_delay(&p->path) + p->rootdelay) /
	    2 + p->rootdisp + p->bound +
	    4 * sqrt(path_estimate(&p->path, now->mono).error_var));
}

/*
 * Returns the tests of a source that P fails (enum flash); how far it is has
 * been looked at.
 */
static unsigned
source_flash(const struct engine *e, const struct peer *p,
    const struct now *now)
{
	const struct conf *conf = e->st.conf;
	double phi = conf->tinker.dispersion;
	unsigned flash = 0;

	if (p->leap == LEAP_ALARM || p->stratum >= conf->tos.ceiling ||
	    p->stratum < conf->tos.floor)
		flash |= FLASH_PEER_STRATUM;
	if (p->updated == 0 || p->gen != now->gen ||
	    (!p->local_clock && p->distance >=
	    conf->tos.maxdist + phi * ldexp(1, p->hpoll)))
		flash |= FLASH_PEER_DIST;
	if (p->stratum > 1 && p->stratum < STRATUM_UNSPEC && !p->refclock) {
		for (size_t i = 0; i < e->st.n_own; i++)
			if (p->refid == addr_refid(&e->st.own[i]) &&
			    !addr_is_loopback(&e->st.own[i]))
				flash |= FLASH_PEER_LOOP;
	}
	if (p->reach == 0 || p->silent || (p->flags & CONF_NOSELECT) != 0)
		flash |= FLASH_PEER_UNREACH;
	return flash;
}

/* --- elections ----------------------------------------------------------- */

/*
 * Returns the stratum at which hosts without a source keep time by themselves
 * and elect one of them to follow: "tos orphan", or that of a host on its
 * LOCAL clock; greater than any if neither is configured.
 */
static int
election_stratum(const struct engine *e)
{
	const struct peer *p;

	if (e->st.conf->tos.orphan < STRATUM_UNSPEC)
		return e->st.conf->tos.orphan;
	TAILQ_FOREACH(p, &e->st.peers, link)
		if (p->local_clock && (p->flags & CONF_PREFER) == 0)
			return p->stratum + 1;
	return UINT8_MAX;
}

/*
 * Returns true if P takes part in that election: every source of an orphan, as
 * in classic, and the symmetric peers of a host with a LOCAL clock.  A server
 * that we are a client of is a real source whatever its stratum.
 */
static bool
takes_part(const struct engine *e, const struct peer *p)
{
	return !p->refclock && (p->hmode != MODE_CLIENT ||
	    e->st.conf->tos.orphan < STRATUM_UNSPEC);
}

/*
 * Returns true if P, which has no source either, may lead us: all must agree
 * on one, and that is the one with the least reference id.
 *
 * Source: classic's orphan election.
 */
static bool
may_lead_us(const struct peer *p)
{
	return p->local.family != 0 &&
	    addr_refid(&p->addr) < addr_refid(&p->local);
}

/* --- selection ----------------------------------------------------------- */

/* Returns P, whose distance is known, as a candidate. */
static struct candidate
candidate_of(struct engine *e, struct peer *p, const struct now *now)
{
	double applied = discipline_applied(&e->disc, now->mono);
	struct candidate c = { .distance = p->distance,
		.jitter = p->jitter,
		.stratum = p->stratum,
		.prefer = (p->flags & CONF_PREFER) != 0,
		.truechimer = (p->flags & CONF_TRUE) != 0,
		.pps = p->clock != NULL && p->clock->pps,
		.incumbent = p->id == e->st.sys.peer };

	p->says = p->local_clock ? 0 :
	    path_estimate(&p->path, now->mono).error - applied;
	c.offset = p->says;
	return c;
}

/*
 * Returns the place P has among those to be followed only if there is no real
 * source: 0 if it is one; UINT32_MAX + 1 if P must not be followed at all.
 */
static uint64_t
last_resort(const struct engine *e, const struct peer *p, int level)
{
	bool orphans = e->st.conf->tos.orphan < STRATUM_UNSPEC;

	if (p->local_clock)
		return (p->flags & CONF_PREFER) != 0 ? 0 :
		    orphans ? 1 : UINT32_MAX;
	if (!takes_part(e, p) || p->stratum < level)
		return 0;
	if (p->stratum > level || !may_lead_us(p))
		return NEVER;
	return 1 + addr_refid(&p->addr) / 2;
}

/* Collect the sources that are fit to be selected; returns how many. */
static size_t
collect(struct engine *e, const struct now *now, size_t *pending)
{
	bool local_may = e->disc.corrected || sources_all_asked(e, now);
	int level = election_stratum(e);
	struct peer *p;
	size_t n = 0;

	*pending = 0;
	TAILQ_FOREACH(p, &e->st.peers, link) {
		uint64_t resort = last_resort(e, p, level);
		unsigned flash;

		p->distance = root_distance(e, p, now);
		flash = source_flash(e, p, now);
		*pending += is_pending(e, p, now);
		p->flash = (uint16_t)((p->flash & FLASH_PACKET) | flash);
		p->select = SELECT_REJECT;
		if (flash != 0 || resort == NEVER ||
		    (p->local_clock && resort != 0 && !local_may))
			continue;
		e->by_index[n] = p;
		e->candidates[n] = candidate_of(e, p, now);
		e->candidates[n].last_resort = resort != 0;
		e->candidates[n].rank = (uint32_t)resort;
		e->candidates[n].index = n;
		n++;
	}
	return n;
}

/* --- succession ---------------------------------------------------------- */

/*
 * Returns why P, followed until now, can be followed no more; NULL: it could
 * be, only that another is better.
 */
static const char *
reason_to_leave(const struct peer *p)
{
	if (p == NULL)
		return "is configured no more";
	if (p->offline)
		return "was taken offline";
	if ((p->flash & FLASH_PEER_UNREACH) != 0)
		return "does not answer";
	if ((p->flash & FLASH_PEER_STRATUM) != 0)
		return "is not synchronised";
	if ((p->flash & FLASH_PEER_LOOP) != 0)
		return "follows this host";
	if ((p->flash & FLASH_PEER_DIST) != 0)
		return "is too far away, or was not heard for too long";
	return p->select == SELECT_FALSETICK ? "disagrees with the others" :
	    NULL;
}

/* Say in words that FOLLOWER takes the place of the source followed so far. */
static void
tell_change(const struct engine *e, const struct peer *before,
    const struct peer *follower)
{
	const char *why = reason_to_leave(before);
	char old[ADDR_TEXT], new[ADDR_TEXT];

	if (why != NULL)
		events_log(e, PRI_NOTICE, "%s %s: following %s",
		    before == NULL ? "the source followed so far" :
		    events_peer_name(before, old, sizeof old), why,
		    events_peer_name(follower, new, sizeof new));
}

/* Say in words that there is no source, and who keeps time instead. */
static void
tell_loss(const struct engine *e, const struct peer *before,
    const struct peer *instead)
{
	const char *why = reason_to_leave(before);
	char old[ADDR_TEXT], new[ADDR_TEXT];

	events_log(e, PRI_WARNING, "%s %s, and there is no other to follow: "
	    "keeping time %s%s", before == NULL ? "the source followed so far" :
	    events_peer_name(before, old, sizeof old),
	    why != NULL ? why : "has no source any more",
	    instead != NULL ? "with " : "alone",
	    instead != NULL ? events_peer_name(instead, new, sizeof new) : "");
}

/*
 * Tell of a source lost, replaced or found again: OUT was selected at NOW and
 * is led by LEADER, who is a LAST_RESORT or not, or by nobody.
 */
static void
tell_succession(struct engine *e, const struct now *now,
    const struct peer *leader, bool last_resort, const struct selected *out)
{
	const struct peer *before = core_peer(e, e->followed);
	char name[ADDR_TEXT];

	if (leader != NULL && !last_resort) {
		if (e->alone_since > 0)
			events_log(e, PRI_NOTICE, "following %s again after "
			    "%.0f s without a source: the clock is %.6f s %s",
			    events_peer_name(leader, name, sizeof name),
			    now->mono - e->alone_since, fabs(out->offset),
			    out->offset > 0 ? "slow" : "fast");
		else if (e->followed != 0 && before != leader)
			tell_change(e, before, leader);
		e->alone_since = 0;
		e->followed = leader->id;
	} else if (e->followed != 0) {
		tell_loss(e, before, leader);
		e->alone_since = now->mono;
		e->followed = 0;
	}
}

/*
 * Leave pulses out of the N candidates that do not tell which second begins:
 * another source must, one that is preferred, unless "tos minsane 0" says that
 * the clock itself may.  Returns how many are left.
 */
static size_t
leave_out_pulses(struct engine *e, size_t n)
{
	bool told = e->st.conf->tos.minsane == 0;
	size_t left = 0;

	for (size_t i = 0; i < n; i++)
		told |= e->candidates[i].prefer && !e->candidates[i].pps;
	for (size_t i = 0; i < n; i++) {
		const struct candidate *c = &e->candidates[i];

		if (c->pps && (!told || fabs(c->offset) >= PULSE_RANGE))
			continue;
		e->by_index[left] = e->by_index[i];
		e->candidates[left] = *c;
		e->candidates[left].index = left;
		left++;
	}
	return left;
}

/* Follow LEADER from now on, or nobody. */
static void
new_leader(struct engine *e, struct peer *leader)
{
	struct sys *sys = &e->st.sys;

	if (leader == NULL) {
		if (sys->peer != 0) {
			sys->peer = 0;
			events_system(e, SYS_NO_SYS_PEER, "%s", "");
		}
		return;
	}
	if (sys->peer == leader->id)
		return;
	sys->peer = leader->id;
	sys->source = leader->refclock ?
	    (uint8_t)names_refclock_sync(leader->addr.ip[2]) : SYNC_NTP;
	events_peer(e, leader, PEER_SYS_PEER, "%s", "");
}

struct peer *
sources_select(struct engine *e, const struct now *now, struct selected *out)
{
	const struct conf *conf = e->st.conf;
	struct selection_rules rules = { .minclock = conf->tos.minclock,
		.maxclock = conf->tos.maxclock, .minsane = conf->tos.minsane,
		.maxdist = conf->tos.maxdist, .mindist = conf->tos.mindist };
	struct peer *leader = NULL;
	size_t n, pending;

	n = leave_out_pulses(e, collect(e, now, &pending));
	rules.electorate = pending;
	e->st.sys.awaited = (unsigned)pending;
	for (size_t i = 0; i < n; i++)
		rules.electorate += !e->candidates[i].last_resort;
	out->hop = e->hop;
	selection_run(e->candidates, n, e->edges, &rules, out);
	e->hop = out->hop;
	e->st.sys.low = out->low;
	e->st.sys.high = out->high;
	for (size_t i = 0; i < n; i++)
		e->by_index[e->candidates[i].index]->select =
		    (uint8_t)e->candidates[i].status;
	if (out->leader >= 0)
		leader = e->by_index[e->candidates[out->leader].index];
	tell_succession(e, now, leader, out->leader >= 0 &&
	    e->candidates[out->leader].last_resort, out);
	new_leader(e, leader);
	return leader;
}
