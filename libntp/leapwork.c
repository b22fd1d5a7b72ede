/*
 * leapwork.c -- leap seconds at work.
 *
 * A leap second to come is in state.leap.at within its last day, and moves to
 * state.leap.done when the clock has been through it, so that the second that
 * is repeated does not bring it back.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>

#include "events.h"
#include "leapwork.h"
#include "sources.h"

#define LOOK 1.0  /* s between looks whether a leap second comes */
#define GRACE 2.0 /* s that a clock may take to do it by itself */

/* --- the clock ----------------------------------------------------------- */

static bool
steering(const struct engine *e)
{
	return e->facts.can_steer && e->st.conf->enable.ntp;
}

/*
 * Returns true if E's clock shall jump by STEP (s): not where the owner does
 * not want it stepped by so much.
 */
static bool
shall_jump(const struct engine *e, int step)
{
	double limit = step > 0 ? e->st.conf->tinker.step_fwd :
	    e->st.conf->tinker.step_back;

	return steering(e) && !e->facts.slew_only && limit > 0 && limit < 1;
}

int
leapwork_armed(const struct engine *e)
{
	const struct leap_plan *l = &e->st.leap;

	return l->at != 0 && e->facts.leaps && shall_jump(e, l->step) ?
	    l->step : 0;
}

bool
leapwork_close(const struct engine *e, const struct now *now)
{
	const struct leap_plan *l = &e->st.leap;
	double fraction;
	int64_t s;

	if (l->at == 0 && l->done == 0)
		return false;
	s = leap_seconds(now->wall, &fraction);
	return llabs(l->at - s) <= LEAP_CLOSE || llabs(l->done - s) <= LEAP_CLOSE;
}

/* --- learning of them ---------------------------------------------------- */

/* Returns what a majority of the survivors says, in s; VOTERS: how many. */
static int
vote(const struct engine *e, int *voters)
{
	const struct peer *p;
	int votes[4] = { 0 };

	*voters = 0;
	TAILQ_FOREACH(p, &e->st.peers, link) {
		if (!sources_survivor(p))
			continue;
		votes[p->leap & 3]++;
		++*voters;
	}
	if (2 * votes[LEAP_ADD] > *voters)
		return -1;
	return 2 * votes[LEAP_DEL] > *voters;
}

/* Find the leap second that follows S; AT is 0 if none is known. */
static void
find(const struct engine *e, int64_t s, int64_t *at, int *step)
{
	const struct leap_plan *l = &e->st.leap;
	int64_t from = s > l->done ? s : l->done;
	int voters;

	*step = 0;
	if (leap_knows(&l->file, s)) {
		if (!leap_next(&l->file, from, at, step))
			*at = 0;
		return;
	}
	*at = leap_vote_day(s);
	if (*at <= from)
		*at = 0;
	if (*at != 0)
		*step = vote(e, &voters);
	/* When nobody is left to say anything, what was said stays true. */
	if (*at != 0 && *at == l->at && voters == 0)
		*step = l->step;
	if (*step == 0)
		*at = 0;
}

/*
 * The leap second at AT is learned of so late that the clock may have been
 * through it: it is measured afterwards, and put right at once.
 */
static void
stand_back(struct engine *e, int64_t at)
{
	struct leap_plan *l = &e->st.leap;

	l->done = at;
	l->at = 0;
	l->step = 0;
	e->disc.corrected = false;
}

/* See whether a leap second comes; returns true if that is news. */
static bool
look(struct engine *e, const struct now *now)
{
	struct leap_plan *l = &e->st.leap;
	double fraction;
	int64_t s = leap_seconds(now->wall, &fraction), at;
	int step;

	if (s < l->done - LEAP_DAY)
		l->done = 0; /* the clock has been set back: it comes again */
	if (leapwork_close(e, now) && l->at != 0)
		return false;
	find(e, s, &at, &step);
	l->wake = INFINITY;
	if (at - s > LEAP_DAY) {
		l->wake = now->mono + (double)(at - LEAP_DAY - s);
		at = step = 0;
	}
	if (leap_knows(&l->file, s))
		e->st.sys.tai = leap_tai(&l->file, s > l->done ? s : l->done);
	if (at == l->at && step == l->step)
		return false;
	if (at != 0 && at - s <= LEAP_CLOSE) {
		stand_back(e, at);
		return false;
	}
	/* A clock that was never right does not know what day it is. */
	if (at != 0 && e->st.sys.leap == LEAP_ALARM)
		return false;
	l->at = at;
	l->step = step;
	events_system(e, at != 0 ? SYS_LEAP_ARMED : SYS_LEAP_DISARMED, "%s",
	    "");
	return true;
}

/* --- going through one --------------------------------------------------- */

/* The leap second by STEP (s) at AT is over. */
static void
finish(struct engine *e, const struct now *now, int64_t at, int step)
{
	struct leap_plan *l = &e->st.leap;
	struct sys *sys = &e->st.sys;

	l->done = at;
	l->at = 0;
	l->step = 0;
	if (sys->tai != 0)
		sys->tai -= step;
	/* Nothing that we tell may be of the future. */
	if (ntptime_diff(sys->reftime, now->wall) > 0)
		sys->reftime = now->wall;
	if (sys->leap != LEAP_ALARM)
		sys->leap = LEAP_NONE;
	events_system(e, SYS_LEAP_EVENT, "%s", "");
}

/*
 * The clock goes on as if there had been no leap second: by that it is wrong,
 * as if it had been set, and must be slewed.
 */
static void
ignore(struct engine *e, int step)
{
	if (steering(e))
		events_log(e, PRI_NOTICE, "Ignoring leap second");
	(void)discipline_applied(&e->disc, e->disc.mono);
	e->disc.applied -= step;
	e->st.sys.rootdisp += abs(step);
}

/* The moment has come; returns what is to be done to the clock. */
static struct leapwork
pass(struct engine *e, const struct now *now, double left)
{
	struct leap_plan *l = &e->st.leap;
	struct leapwork w = { .next = INFINITY };
	int step = l->step;

	if (leapwork_armed(e) != 0 && left > -GRACE) {
		w.next = now->mono + left + GRACE;
		return w;
	}
	if (shall_jump(e, step)) {
		events_log(e, PRI_NOTICE, "Inserting %s leap second",
		    step < 0 ? "positive" : "negative");
		w.step = step;
		l->seen += step;
	} else {
		ignore(e, step);
	}
	finish(e, now, l->at, step);
	w.tell = true;
	return w;
}

/* The clock has been through a leap second by itself. */
static void
clock_leaped(struct engine *e, const struct now *now)
{
	struct leap_plan *l = &e->st.leap;
	int step = now->leaps - l->seen;
	double fraction;
	int64_t s = leap_seconds(now->wall, &fraction) + LEAP_DAY / 2;

	l->seen = now->leaps;
	finish(e, now, l->at != 0 ? l->at : s - s % LEAP_DAY, step);
}

/*
 * Somebody has set the clock.  If that was around a leap second, who knows
 * whether it is before or behind it: it will be measured, not stepped again.
 */
static bool
clock_set(struct engine *e, const struct now *now)
{
	struct leap_plan *l = &e->st.leap;

	l->gen = now->gen;
	l->look = now->mono;
	if (l->at == 0 || leap_left(l, now->wall) > LEAP_CLOSE)
		return false;
	finish(e, now, l->at, l->step);
	return true;
}

/* --- the file ------------------------------------------------------------ */

static const char *
file_name(const struct engine *e)
{
	const char *name = e->st.conf->leapfile;

	return name != NULL ? name : "";
}

/* Tell once a day that the file is too old, or soon will be. */
static void
warn(struct engine *e, const struct now *now)
{
	struct leap_plan *l = &e->st.leap;
	char until[LEAP_STAMP];
	double fraction;
	int64_t s = leap_seconds(now->wall, &fraction);

	if (l->file.n == 0 || now->mono < l->warn ||
	    e->st.sys.leap == LEAP_ALARM)
		return;
	l->warn = now->mono + LEAP_DAY;
	leap_stamp(l->file.expires, until);
	if (!leap_knows(&l->file, s)) {
		events_system(e, SYS_STALE_LEAP, "%s", "");
		events_log(e, PRI_WARNING, "leapseconds file %s: expired on "
		    "%.4s-%.2s-%.2s", file_name(e), until, until + 4,
		    until + 6);
	} else if (l->file.expires - s < LEAP_SOON) {
		events_log(e, PRI_WARNING, "leapseconds file %s: will expire "
		    "on %.4s-%.2s-%.2s", file_name(e), until, until + 4,
		    until + 6);
	}
}

void
leapwork_read(struct engine *e, const struct now *now, const char *text,
    size_t length)
{
	struct leap_plan *l = &e->st.leap;
	struct leap_file f = { .n = 0 };
	char last[LEAP_STAMP], until[LEAP_STAMP];
	enum leap_fault fault;
	double fraction;
	unsigned line;

	if (text != NULL) {
		fault = leap_read(&f, text, length, &line);
		if (fault != LEAP_GOOD) {
			events_log(e, PRI_ERR, line > 0 ? "format error "
			    "leapseconds file %s (%s, line %u)" :
			    "format error leapseconds file %s (%s)",
			    file_name(e), leap_words(fault), line);
			return;
		}
	}
	if (leap_same(&f, &l->file))
		return;
	l->file = f;
	l->look = l->warn = now->mono;
	e->st.sys.tai = leap_tai(&f, leap_seconds(now->wall, &fraction));
	if (f.n == 0)
		return;
	events_system(e, SYS_TAI, "%d leap %s expire %s", f.entry[f.n - 1].tai,
	    leap_stamp(f.entry[f.n - 1].at, last),
	    leap_stamp(f.expires, until));
}

/* --- time passes --------------------------------------------------------- */

uint8_t
leapwork_indicator(const struct engine *e)
{
	int step = e->st.leap.step;

	return step < 0 ? LEAP_ADD : step > 0 ? LEAP_DEL : LEAP_NONE;
}

bool
leapwork_waits(const struct engine *e)
{
	return (e->st.sys.leap != LEAP_ALARM) != e->st.leap.trusted;
}

struct leapwork
leapwork_tick(struct engine *e, const struct now *now)
{
	struct leap_plan *l = &e->st.leap;
	struct sys *sys = &e->st.sys;
	struct leapwork w;
	bool tell = false;
	double left;

	if (now->leaps != l->seen) {
		clock_leaped(e, now);
		tell = true;
	}
	if (now->gen != l->gen)
		tell = clock_set(e, now) || tell;
	if (leapwork_waits(e))
		l->look = now->mono;
	l->trusted = sys->leap != LEAP_ALARM;
	left = l->at != 0 ? leap_left(l, now->wall) : INFINITY;
	if (left > 0 && now->mono >= l->look) {
		l->look = now->mono + LOOK;
		tell = look(e, now) || tell;
		left = l->at != 0 ? leap_left(l, now->wall) : INFINITY;
	}
	w = left > 0 ? (struct leapwork){ .next = now->mono + left } :
	    pass(e, now, left);
	w.tell = w.tell || tell;
	w.next = fmin(w.next, l->wake);
	if (sys->leap != LEAP_ALARM)
		sys->leap = leapwork_indicator(e);
	warn(e, now);
	return w;
}

/* --- smearing ------------------------------------------------------------ */

void
leapwork_serve(const struct engine *e, const struct now *now,
    struct packet *reply)
{
	const struct leap_plan *l = &e->st.leap;
	double interval = e->st.conf->leapsmear, offset;

	if (interval <= 0 || reply->leap == LEAP_ALARM ||
	    (reply->mode != MODE_SERVER && reply->mode != MODE_BROADCAST))
		return;
	/* Who is led through it must not be told to jump as well. */
	reply->leap = LEAP_NONE;
	offset = l->at == 0 ? 0 :
	    leap_smear(leap_left(l, now->wall), interval, l->step);
	if (offset == 0)
		return;
	reply->refid = leap_smear_refid(offset);
	reply->rec = ntptime_add(reply->rec, offset);
	reply->xmt = ntptime_add(reply->xmt, offset);
	if (!ntptime_is_zero(reply->reftime))
		reply->reftime = ntptime_add(reply->reftime, offset);
}
