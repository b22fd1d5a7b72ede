/*
 * exchange.c -- which timestamps belong together (RFC 5905 section 8, RFC
 * 9769).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "exchange.h"

#define SLACK 1e-3      /* s, and s/s: by which a delay may seem negative */

/* --- what is asked ------------------------------------------------------- */

static bool
same_clock(const struct moment *a, const struct moment *b)
{
	return a->gen == b->gen && a->leaps == b->leaps;
}

void
exchange_ask(struct interleave *il, const struct now *now,
    struct packet *request)
{
	il->cookie = (ntp_time){ 0 };
	if (il->last.known && il->last.t4.gen == now->gen &&
	    il->last.t4.leaps == now->leaps &&
	    il->requests < EXCHANGE_PATIENCE) {
		request->org = il->last.t2;
		/* As random as the transmit field is, and never the same. */
		request->rec.fp = ~request->xmt.fp;
		il->cookie = request->rec;
	}
	il->requests++;
}

/*
 * Returns true if the peer will know which packet the time T1 belongs to: the
 * one that it heard last, and our only answer to one of its own.
 */
static bool
may_tell(const struct interleave *il, const struct now *now,
    const struct moment *t1)
{
	return il->requests == 0 && il->before == 1 && t1->gen == now->gen &&
	    t1->leaps == now->leaps;
}

void
exchange_tell(struct interleave *il, const struct now *now, bool wanted,
    const struct moment *t1, struct packet *request)
{
	bool heard_last = il->last.known &&
	    ntptime_equal(il->last.t4.wall, request->rec);

	/* Who answers one of two with the same receive field names neither. */
	il->cookie = ntptime_equal(request->rec, il->rec) ? (ntp_time){ 0 } :
	    request->rec;
	il->rec = request->rec;
	if (heard_last && (wanted || il->heard) && may_tell(il, now, t1)) {
		request->org = il->last.t2;
		request->xmt = t1->wall;
	}
	/* The answer must show which field and which packet it echoes. */
	while (ntptime_equal(request->xmt, request->rec) ||
	    ntptime_equal(request->xmt, request->org) ||
	    ntptime_equal(request->xmt, il->xmt))
		request->xmt.fp++;
	il->xmt = request->xmt;
	il->requests++;
}

/* --- what is answered ---------------------------------------------------- */

bool
exchange_interleaved(const struct interleave *il, const struct packet *reply)
{
	return !ntptime_is_zero(il->cookie) &&
	    ntptime_equal(reply->org, il->cookie);
}

void
exchange_note(struct interleave *il, const struct packet *reply,
    const struct moment *t1, const struct moment *t4)
{
	il->last = (struct exchange){ .known = same_clock(t1, t4), .t1 = *t1,
		.t2 = reply->rec, .t4 = *t4,
		.distance = reply->rootdelay / 2 + reply->rootdisp };
	il->before = il->requests;
	il->requests = 0;
}

/* Returns the delay in s, below zero if the timestamps cannot be true. */
static double
measure(const struct moment *t1, ntp_time t2, ntp_time t3,
    const struct moment *t4, int precision, const struct exchange_env *env,
    struct sample *out)
{
	double up = ntptime_diff(t2, t1->wall);
	double down = ntptime_diff(t3, t4->wall);
	double trip = ntptime_diff(t4->wall, t1->wall);
	double added = t4->applied - t1->applied;
	double span = t4->mono - t1->mono;
	double delay = up - down - added + env->freq * span;

	*out = (struct sample){ .offset = (up + down) / 2,
		.delay = fabs(delay),
		.disp = ldexp(1, env->precision) + ldexp(1, precision) +
		    env->phi * fabs(trip),
		.mono = t4->mono - span / 2,
		.applied = t4->applied - added / 2, .gen = t4->gen };
	return delay;
}

void
exchange_measure(struct interleave *il, const struct packet *reply,
    const struct exchange_env *env, struct sample *out)
{
	struct exchange *x = &il->last;

	(void)measure(&x->t1, x->t2, reply->xmt, &x->t4, reply->precision, env,
	    out);
	x->measured = true;
}

/* Returns true if A was before B, or at the same time. */
static bool
in_order(ntp_time a, ntp_time b)
{
	return ntptime_diff(b, a) >= 0;
}

enum exchange_result
exchange_complete(struct interleave *il, const struct exchange *before,
    const struct packet *reply, bool symmetric, int poll,
    const struct exchange_env *env, struct sample *out)
{
	const struct exchange *up = before; /* whose request is looked at */
	double trip = before->t4.mono - before->t1.mono;
	double gap = il->last.t1.mono - before->t4.mono, span, delay;

	if (symmetric && (before->measured || gap < trip))
		up = &il->last;
	else if (before->measured)
		return EXCHANGE_KNOWN;
	/* It may have named a packet of its own that was no answer to ours. */
	if (!before->known ||
	    (symmetric && !ntptime_equal(before->t4.wall, reply->org)))
		return EXCHANGE_KNOWN;
	/* It was heard, it answered, and it heard our next. */
	if (!in_order(before->t2, reply->xmt) ||
	    !in_order(reply->xmt, reply->rec) ||
	    !same_clock(&up->t1, &before->t4) ||
	    !same_clock(&before->t4, &il->last.t4))
		return EXCHANGE_WRONG;
	delay = measure(&up->t1, up->t2, reply->xmt, &before->t4,
	    reply->precision, env, out);
	span = fabs(before->t4.mono - up->t1.mono);
	if (delay < -SLACK * (1 + span) ||
	    (symmetric && delay > ldexp(0.5, poll)))
		return EXCHANGE_WRONG;
	/* It may have known less well then than it says now. */
	out->disp += fmax(0, before->distance - il->last.distance);
	return EXCHANGE_MEASURED;
}
