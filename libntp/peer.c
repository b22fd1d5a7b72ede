/*
 * peer.c -- one association: poll, judge, measure (RFC 5905 sections 8-10, 13).
 *
 * The schedule is a small machine: each due moment belongs to a phase, which
 * says what to do and what the next phase is.  Nothing else sets p->next.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "peer.h"

#define RATE_KISS 0x52415445u /* "RATE" */
#define MAX_DISTANCE 16.0     /* s, of a packet's root distance: TEST7 */
#define CLIENT_PRECISION 32   /* says nothing about our clock */

static bool
is_symmetric(const struct peer *p)
{
	return p->hmode == MODE_ACTIVE || p->hmode == MODE_PASSIVE;
}

bool
peer_measures(const struct peer *p)
{
	return p->cast != CAST_SERVER && p->cast != CAST_SEARCH;
}

bool
peer_may_ask(const struct peer *p)
{
	return p->hmode != MODE_BCLIENT &&
	    (p->configured || p->proven || p->credit > 0);
}

void
peer_credit(struct peer *p)
{
	if (p->credit < PEER_CREDIT)
		p->credit++;
}

/* --- when to ask --------------------------------------------------------- */

void
peer_start(struct peer *p, double at)
{
	bool burst = !p->slowed && !p->one_way && peer_measures(p) &&
	    p->hmode != MODE_PASSIVE;

	if (p->cast == CAST_CLIENT && !p->one_way)
		p->hmode = MODE_CLIENT;
	p->phase = burst ? PHASE_BURST : PHASE_NORMAL;
	p->left = p->flags & CONF_IBURST ? PEER_IBURST : PEER_BURST;
	p->next = at;
}

void
peer_burst(struct peer *p, unsigned good, int most, double at)
{
	if (p->slowed || p->phase == PHASE_BURST || !peer_may_ask(p))
		return;
	p->phase = PHASE_MORE;
	p->left = most;
	p->enough = p->processed + good;
	p->next = fmax(at, p->t1.mono + PEER_SPACING);
}

void
peer_rest(struct peer *p, double at)
{
	p->offline = p->silent = true;
	p->waiting = false;
	p->cookie = (ntp_time){ 0 };
	p->reach = 0;
	p->phase = PHASE_NORMAL;
	if (p->addr.family != 0)
		p->next = at;
}

void
peer_clear(struct peer *p, const char *refid)
{
	memset(&p->filter, 0, sizeof p->filter);
	memset(&p->il, 0, sizeof p->il);
	p->cookie = p->xmt = p->their_rec = p->org = p->rec = (ntp_time){ 0 };
	p->leap = LEAP_ALARM;
	p->stratum = STRATUM_UNSPEC;
	p->refid = names_refid_word(refid);
	p->reftime = (ntp_time){ 0 };
	p->rootdelay = p->rootdisp = 0;
	p->offset = p->delay = p->bound = p->jitter = p->updated = 0;
	p->disp = FILTER_MAXDISP;
	p->reach = 0;
	p->unreach = 0;
	p->hpoll = p->minpoll;
	p->ppoll = 10;
	p->waiting = p->silent = p->authentic = false;
}

/*
 * Returns s between regular polls; up to 6 % longer, so that clients spread.  A
 * passive peer is there for the active one: it keeps the pace of that.
 */
static double
interval(const struct peer *p, uint32_t dice)
{
	int poll = p->hpoll;

	if (p->hmode == MODE_PASSIVE && p->ppoll < poll)
		poll = p->ppoll < p->minpoll ? p->minpoll : p->ppoll;
	return ldexp(1, poll) * (1 + (dice & 255) / 4096.0);
}

/* Begin a regular poll: shift the reach register, adjust the interval. */
static enum peer_due
begin_poll(struct peer *p, const struct now *now, const struct poll_env *env)
{
	bool was_reachable = p->reach != 0;

	p->polled = now->mono;
	p->reach = (uint8_t)(p->reach << 1);
	p->unreach++;
	p->polls++;
	if ((p->reach & 0x0f) == 0)
		p->disp = filter_miss(&p->filter, now->mono, now->gen, env->phi);
	if (p->reach != 0)
		p->hpoll = env->sys_poll;
	else if (p->unreach >= PEER_UNREACH)
		p->hpoll++;
	if (p->hpoll < p->minpoll)
		p->hpoll = p->minpoll;
	if (p->hpoll > p->maxpoll)
		p->hpoll = p->maxpoll;
	return was_reachable && p->reach == 0 ? PEER_DUE_UNREACHABLE :
	    PEER_DUE_SEND;
}

/* Go on with regular polls, counted from the last one. */
static void
plan_normal(struct peer *p, const struct now *now, const struct poll_env *env)
{
	p->phase = PHASE_NORMAL;
	p->next = fmax(p->polled + interval(p, env->dice),
	    now->mono + PEER_SPACING);
}

static enum peer_due
due_burst(struct peer *p, const struct now *now, const struct poll_env *env)
{
	int size = p->flags & CONF_IBURST ? PEER_IBURST : PEER_BURST;
	enum peer_due due = PEER_DUE_SEND;

	if (p->left >= size)
		due = begin_poll(p, now, env);
	p->next = now->mono + PEER_SPACING;
	if (--p->left <= 0)
		p->phase = PHASE_SETTLE;
	return due;
}

/* Now it is known how long the way from P is: listen to its broadcasts. */
static void
listen(struct peer *p)
{
	p->hmode = MODE_BCLIENT;
	p->way = p->delay / 2;
	p->cookie = (ntp_time){ 0 };
	p->waiting = false;
}

static enum peer_due
due_settle(struct peer *p, const struct now *now, const struct poll_env *env)
{
	if (p->reach != 0) {
		plan_normal(p, now, env);
		if (p->cast == CAST_CLIENT)
			listen(p);
	} else {
		p->phase = PHASE_RETRY;
		p->wait = PEER_RETRY_FIRST;
		p->next = now->mono + p->wait - PEER_SPACING;
	}
	return PEER_DUE_NOTHING;
}

static enum peer_due
due_retry(struct peer *p, const struct now *now, const struct poll_env *env)
{
	enum peer_due due = begin_poll(p, now, env);

	/* Somebody on the way may let none but the port of NTP through. */
	p->served = p->stays || p->wait <= PEER_RETRY_FIRST;
	p->wait *= 2;
	if (p->wait > PEER_RETRY_LAST)
		plan_normal(p, now, env);
	else
		p->next = now->mono + p->wait;
	return due;
}

/*
 * Returns how many requests a poll of P has: with "burst" as many as it would
 * have had at the shortest interval.
 *
 * Source: classic's "burst".
 */
static int
burst_size(const struct peer *p)
{
	int longer = p->hpoll - p->minpoll;

	if ((p->flags & CONF_BURST) == 0 || p->slowed)
		return 1;
	return longer >= 3 ? PEER_BURST_MAX : 1 << longer;
}

static enum peer_due
due_normal(struct peer *p, const struct now *now, const struct poll_env *env)
{
	bool answered = (p->reach & 1) != 0;
	enum peer_due due = begin_poll(p, now, env);

	plan_normal(p, now, env);
	if (is_symmetric(p)) {
		/* A symmetric peer speaks in its own time: two polls missed. */
		p->silent = (p->reach & 6) == 0;
	} else if (p->hmode == MODE_BCLIENT) {
		p->silent = (p->reach & 6) == 0;
	} else if (answered && burst_size(p) > 1) {
		p->phase = PHASE_MORE;
		p->left = burst_size(p) - 1;
		p->enough = 0;
		p->next = now->mono + PEER_SPACING;
	} else if (env->system && answered) {
		p->phase = PHASE_CHECK;
		p->next = now->mono + PEER_SPACING;
	}
	return due;
}

static enum peer_due
due_more(struct peer *p, const struct now *now, const struct poll_env *env)
{
	if (p->enough != 0 && (int32_t)(p->processed - p->enough) >= 0) {
		plan_normal(p, now, env);
		return PEER_DUE_NOTHING;
	}
	if (--p->left > 0) {
		p->next = now->mono + PEER_SPACING;
	} else if (env->system) {
		p->phase = PHASE_CHECK;
		p->next = now->mono + PEER_SPACING;
	} else {
		plan_normal(p, now, env);
	}
	return p->slowed ? PEER_DUE_NOTHING : PEER_DUE_SEND;
}

static enum peer_due
due_check(struct peer *p, const struct now *now, const struct poll_env *env)
{
	if (!p->waiting) {
		plan_normal(p, now, env);
		return PEER_DUE_NOTHING;
	}
	p->phase = PHASE_PROBE;
	p->left = PEER_PROBES - 1;
	p->next = now->mono + PEER_SPACING;
	return PEER_DUE_SEND;
}

static enum peer_due
due_probe(struct peer *p, const struct now *now, const struct poll_env *env)
{
	if (!p->waiting) {
		plan_normal(p, now, env);
		return PEER_DUE_NOTHING;
	}
	if (p->left-- > 0) {
		p->next = now->mono + PEER_SPACING;
		return PEER_DUE_SEND;
	}
	p->silent = true;
	plan_normal(p, now, env);
	return PEER_DUE_SILENT;
}

enum peer_due
peer_poll(struct peer *p, const struct now *now, const struct poll_env *env)
{
	switch (p->phase) {
	case PHASE_BURST:
		return due_burst(p, now, env);
	case PHASE_SETTLE:
		return due_settle(p, now, env);
	case PHASE_RETRY:
		return due_retry(p, now, env);
	case PHASE_CHECK:
		return due_check(p, now, env);
	case PHASE_PROBE:
		return due_probe(p, now, env);
	case PHASE_MORE:
		return due_more(p, now, env);
	case PHASE_NORMAL:
		break;
	}
	return due_normal(p, now, env);
}

void
peer_refused(struct peer *p, const struct now *now, enum refusal why)
{
	p->refused += p->waiting;
	if (p->waiting)
		p->refusal = (uint8_t)why;
	/* A way that is not there may be there again in a moment. */
	if (!p->waiting || p->silent ||
	    (why != REFUSED_PORT && why != REFUSED_FILTER))
		return;
	switch (p->phase) {
	case PHASE_CHECK:
		/* As good as a missed reply, but forged easily: ask once more. */
		p->phase = PHASE_PROBE;
		p->left = 1;
		break;
	case PHASE_PROBE:
		p->left = 0;
		p->next = now->mono;
		break;
	default:
		break;
	}
}

/* --- what to ask --------------------------------------------------------- */

/*
 * Returns when P was heard last, on the clock as it is now: by what it has been
 * slewed since, beyond its frequency, the answer would seem to have been on its
 * way for longer, or less.  Who interleaves echoes the field to tell packets
 * apart, so there it stays what it was.
 */
static ntp_time
heard_at(const struct peer *p, const struct now *now,
    const struct exchange_env *env)
{
	const struct moment *h = &p->rec_at;

	if (!ntptime_equal(h->wall, p->rec) || h->gen != now->gen ||
	    (p->flags & CONF_XLEAVE) != 0 || p->il.heard)
		return p->rec;
	return ntptime_add(h->wall, env->applied - h->applied -
	    env->freq * (now->mono - h->mono));
}

void
peer_request(struct peer *p, const struct now *now, ntp_time cookie,
    const struct sys *sys, const struct exchange_env *env,
    struct packet *request)
{
	*request = (struct packet){ .version = p->version, .mode = p->hmode,
		.poll = (int8_t)p->hpoll };
	if (p->hmode == MODE_CLIENT) {
		request->leap = LEAP_ALARM;
		request->precision = CLIENT_PRECISION;
	} else {
		p->spread = ldexp((double)(cookie.fp >> 32), -32);
		cookie = now->wall;
		request->leap = sys->leap;
		request->stratum = sys->stratum == STRATUM_UNSPEC ? 0 :
		    sys->stratum;
		request->precision = sys->precision;
		request->rootdelay = sys->rootdelay;
		request->rootdisp = sys->rootdisp;
		request->refid = sys->refid;
		request->reftime = sys->reftime;
		request->org = p->xmt;
		request->rec = heard_at(p, now, env);
	}
	request->xmt = cookie;
	if (is_symmetric(p))
		exchange_tell(&p->il, now, (p->flags & CONF_XLEAVE) != 0,
		    &p->t1, request);
	else if ((p->flags & CONF_XLEAVE) != 0)
		exchange_ask(&p->il, now, request);
	p->cookie = request->xmt;
	p->t1 = (struct moment){ .wall = now->wall, .mono = now->mono,
		.applied = env->applied, .gen = now->gen,
		.leaps = now->leaps };
	p->waiting = true;
	p->sent++;
	if (p->credit > 0)
		p->credit--;
}

/* --- what to believe ----------------------------------------------------- */

/*
 * A symmetric peer that does not echo us has just begun, or packets crossed:
 * remember what it needs to hear, and let it hear that soon if it is new; but
 * not at the very moment that it speaks again, or they would cross for ever.
 */
static void
greet(struct peer *p, const struct packet *packet, const struct moment *t4,
    const struct now *now)
{
	p->xmt = packet->xmt;
	p->their_rec = packet->rec;
	p->rec = t4->wall;
	p->rec_at = *t4;
	if (p->reach == 0 || ntptime_is_zero(packet->org))
		p->next = fmin(p->next,
		    fmax(now->mono, p->t1.mono + PEER_SPACING +
		    p->spread));
}

/* Tests 1 to 3: is this the answer to our last request, and the first one? */
static enum verdict
judge_exchange(struct peer *p, const struct packet *reply,
    const struct moment *t4, const struct now *now)
{
	if (ntptime_is_zero(reply->xmt)) {
		p->flash |= FLASH_UNSYNC;
		return VERDICT_NO_TRANSMIT;
	}
	if (ntptime_equal(reply->xmt, p->xmt) &&
	    ntptime_equal(reply->rec, p->their_rec)) {
		p->flash |= FLASH_DUP;
		return VERDICT_DUPLICATE;
	}
	if (ntptime_is_zero(p->cookie) ||
	    (!ntptime_equal(reply->org, p->cookie) &&
	    !exchange_interleaved(&p->il, reply))) {
		p->flash |= FLASH_BOGUS;
		p->bogus++;
		if (is_symmetric(p))
			greet(p, reply, t4, now);
		return VERDICT_BOGUS;
	}
	if (ntptime_is_zero(reply->rec)) {
		p->flash |= FLASH_UNSYNC;
		return VERDICT_NO_TRANSMIT;
	}
	return VERDICT_ACCEPTED;
}

/* Test 5: is the answer signed with the key that our request was? */
static enum verdict
judge_auth(struct peer *p, const struct packet *reply)
{
	p->authentic = reply->auth == PACKET_SIGNED &&
	    reply->keyid == p->keyid;
	p->distrust = DISTRUST_NONE;
	if (p->keyid != 0 ? p->authentic : reply->auth == PACKET_UNSIGNED)
		return VERDICT_ACCEPTED;
	p->distrust = reply->auth == PACKET_NAK ? DISTRUST_NAK :
	    p->keyid == 0 ? DISTRUST_SIGNED :
	    reply->auth == PACKET_UNSIGNED ? DISTRUST_UNSIGNED :
	    DISTRUST_DIGEST;
	p->flash |= FLASH_AUTH;
	p->badauth++;
	return VERDICT_BAD_AUTH;
}

/* Keep what the packet says, also if it is refused after all. */
static void
record(struct peer *p, const struct packet *reply, ntp_time at)
{
	p->leap = reply->leap;
	p->pmode = reply->mode;
	p->stratum = reply->stratum == 0 ? STRATUM_UNSPEC : reply->stratum;
	p->ppoll = reply->poll;
	p->precision = reply->precision;
	p->rootdelay = reply->rootdelay;
	p->rootdisp = reply->rootdisp;
	p->refid = reply->refid;
	p->reftime = reply->reftime;
	p->xmt = reply->xmt;
	p->their_rec = reply->rec;
	p->rec = at;
}

/* Back from silence: ask as at the start, having had the first answer. */
static void
welcome_back(struct peer *p, const struct now *now)
{
	peer_start(p, now->mono + PEER_SPACING);
	p->left--;
}

/* Do as the server's RATE kiss asks: poll less often, no bursts. */
static void
slow_down(struct peer *p, const struct packet *reply, const struct now *now)
{
	p->slowed = true;
	if (reply->poll > p->minpoll && reply->poll <= p->maxpoll)
		p->minpoll = reply->poll;
	if (p->hpoll < p->minpoll)
		p->hpoll = p->minpoll;
	p->phase = PHASE_NORMAL;
	p->next = now->mono + ldexp(1, p->hpoll);
}

/* Tests 6 and 7: is the server itself synchronised, and near the truth? */
static enum verdict
judge_header(struct peer *p, const struct packet *reply)
{
	if (reply->leap == LEAP_ALARM || p->stratum >= STRATUM_UNSPEC) {
		p->flash |= FLASH_STRATUM;
		return VERDICT_UNSYNCHRONISED;
	}
	if (reply->rootdelay / 2 + reply->rootdisp >= MAX_DISTANCE) {
		p->flash |= FLASH_HEADER;
		return VERDICT_BAD_HEADER;
	}
	return VERDICT_ACCEPTED;
}

/*
 * Put into SAMPLE what REPLY completes: its own exchange, or, INTERLEAVED, the
 * one BEFORE it.
 */
static enum verdict
measure(struct peer *p, const struct packet *reply, bool interleaved,
    const struct exchange *before, const struct exchange_env *env,
    struct sample *sample)
{
	if (!interleaved) {
		exchange_measure(&p->il, reply, env, sample);
		return VERDICT_ACCEPTED;
	}
	switch (exchange_complete(&p->il, before, reply,
	    is_symmetric(p),
	    p->ppoll < p->hpoll ? p->ppoll : p->hpoll, env, sample)) {
	case EXCHANGE_MEASURED:
		return VERDICT_ACCEPTED;
	case EXCHANGE_KNOWN:
		break;
	case EXCHANGE_WRONG:
		p->flash |= FLASH_BOGUS;
		p->bogus++;
		p->il.last.known = false;
		return VERDICT_BOGUS;
	}
	return VERDICT_DECLINED;
}

enum verdict
peer_judge(struct peer *p, const struct packet *reply, ntp_time at,
    const struct now *now, const struct exchange_env *env,
    struct sample *sample)
{
	bool interleaved = exchange_interleaved(&p->il, reply);
	struct moment t4 = { .wall = at,
		.mono = now->mono - ntptime_diff(now->wall, at),
		.applied = env->applied, .gen = now->gen,
		.leaps = now->leaps };
	struct exchange before = p->il.last;
	enum verdict verdict;

	p->received++;
	p->arrived = now->mono;
	peer_credit(p);
	p->flash &= (uint16_t)~FLASH_PACKET;
	verdict = judge_exchange(p, reply, &t4, now);
	if (verdict == VERDICT_ACCEPTED)
		verdict = judge_auth(p, reply);
	/* Otherwise the request stays open: no false answer spoils the true. */
	if (verdict != VERDICT_ACCEPTED)
		return verdict;
	p->cookie = (ntp_time){ 0 };
	p->waiting = false;
	p->refused = 0;
	p->proven = true;
	p->aired = reply->xmt;
	record(p, reply, at);
	p->rec_at = t4;
	exchange_note(&p->il, reply, &p->t1, &t4);
	if (reply->leap == LEAP_ALARM && reply->stratum == 0 &&
	    reply->refid == RATE_KISS) {
		slow_down(p, reply, now);
		return VERDICT_KISSED;
	}
	verdict = judge_header(p, reply);
	p->il.last.known &= verdict == VERDICT_ACCEPTED;
	if (verdict != VERDICT_ACCEPTED)
		return verdict;
	/* The clock was set while the question was out: a poll, no measure. */
	if (!p->il.last.known)
		return VERDICT_DECLINED;
	if (p->reach == 0 && (p->phase == PHASE_NORMAL ||
	    p->phase == PHASE_RETRY) && !p->slowed)
		welcome_back(p, now);
	p->silent = false;
	p->reach |= 1;
	p->unreach = 0;
	p->processed++;
	p->il.active = interleaved;
	p->il.heard |= interleaved;
	return measure(p, reply, interleaved, &before, env, sample);
}

/* Is the broadcast PACKET of P authentic, and later than the last one? */
static enum verdict
judge_aired(struct peer *p, const struct packet *packet)
{
	enum verdict verdict = judge_auth(p, packet);

	if (verdict != VERDICT_ACCEPTED)
		return verdict;
	if (ntptime_is_zero(packet->xmt)) {
		p->flash |= FLASH_UNSYNC;
		return VERDICT_NO_TRANSMIT;
	}
	if (!ntptime_is_zero(p->aired) &&
	    ntptime_diff(packet->xmt, p->aired) <= 0) {
		p->flash |= FLASH_DUP;
		return VERDICT_DUPLICATE;
	}
	p->aired = packet->xmt;
	return VERDICT_ACCEPTED;
}

enum verdict
peer_judge_cast(struct peer *p, const struct packet *packet, ntp_time at,
    const struct now *now, int precision, double phi, struct sample *sample)
{
	enum verdict verdict;

	p->received++;
	p->arrived = now->mono;
	peer_credit(p);
	p->flash &= (uint16_t)~FLASH_PACKET;
	verdict = judge_aired(p, packet);
	if (verdict != VERDICT_ACCEPTED)
		return verdict;
	if (p->hmode != MODE_BCLIENT)
		return VERDICT_DECLINED;
	record(p, packet, at);
	verdict = judge_header(p, packet);
	if (verdict != VERDICT_ACCEPTED)
		return verdict;
	p->silent = false;
	p->reach |= 1;
	p->unreach = 0;
	p->processed++;
	*sample = (struct sample){
		.offset = ntptime_diff(packet->xmt, at) + p->way,
		.delay = 2 * p->way,
		.disp = ldexp(1, precision) + ldexp(1, packet->precision) +
		    phi * 2 * p->way,
		.mono = now->mono - ntptime_diff(now->wall, at),
		.gen = now->gen };
	return VERDICT_ACCEPTED;
}

/* --- what it measures ---------------------------------------------------- */

void
peer_measure(struct peer *p, const struct sample *sample, double precision,
    double phi, double rate)
{
	struct sample best;

	p->gen = sample->gen;
	if (!filter_add(&p->filter, sample, precision, phi, rate, &best,
	    &p->disp, &p->jitter))
		return;
	p->offset = best.offset;
	p->delay = best.delay;
	p->bound = best.disp;
	p->updated = best.mono;
	p->applied = best.applied;
}

double
peer_distance(const struct peer *p, double mono, double phi, double mindist)
{
	double lambda = (p->delay + p->rootdelay) / 2 + p->bound +
	    phi * (mono - p->updated) + p->rootdisp + p->jitter;

	return fmax(lambda, mindist);
}
