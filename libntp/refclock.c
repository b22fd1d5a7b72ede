/*
 * refclock.c -- clocks beside the network.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "events.h"
#include "refclock.h"
#include "steer.h"

#define LOCAL_DISPERSION 0.01 /* s */
#define ENOUGH 4              /* readings for a first sample */
#define SILENCE 8.0           /* s without a reading */
#define FIRST_NOISE 1e-3      /* s, of a clock that was read but once */
#define LEARN 8.0             /* polls that the noise is averaged over */

/* --- readings ------------------------------------------------------------ */

/* Note that the driver of P says EVENT; a change is logged. */
static void
note_event(struct engine *e, struct peer *p, uint8_t event)
{
	switch (event) {
	case CLK_BAD_FORMAT:
		p->badformat++;
		break;
	case CLK_BAD_DATE:
	case CLK_BAD_TIME:
		p->baddata++;
		break;
	default:
		break;
	}
	if (p->clock_event == event)
		return;
	p->clock_event = event;
	if (p->clock_event_count < 15)
		p->clock_event_count++;
	if (event != CLK_UNSPEC)
		events_peer(e, p, PEER_CLOCK_EVENT, "%s",
		    names_clock_event(event));
}

/*
 * Readings are relative to the clock as it was corrected when they were taken.
 * Let them be relative to what it is now: a slew in between is no noise.
 */
static void
rebase(struct engine *e, const struct now *now, struct refclock *c)
{
	double applied = steer_applied(e, now);
	double ran = e->disc.freq * (now->mono - c->mono);
	double moved = applied - c->applied - ran;

	if (c->gen != now->gen)
		c->readings = (struct median){ .n = 0 };
	for (unsigned i = 0; i < MEDIAN_STAGES && i < c->readings.n; i++)
		c->readings.value[i] -= moved;
	c->applied = applied;
	c->mono = now->mono;
	c->gen = now->gen;
}

void
refclock_read(struct engine *e, const struct now *now, struct peer *p,
    const struct clock_reading *read)
{
	struct refclock *c = p->clock;
	double moving = e->disc.rate;

	if (c == NULL)
		return;
	if (read->timecode != NULL)
		snprintf(c->timecode, sizeof c->timecode, "%s",
		    read->timecode);
	note_event(e, p, read->event);
	if (read->event != CLK_UNSPEC || !isfinite(read->offset))
		return;
	c->pps = read->pps;
	p->leap = read->leap & 3;
	p->precision = read->precision;
	rebase(e, now, c);
	if (c->readings.n == 0)
		c->first = now->mono;
	c->heard = now->mono;
	/* What was corrected since it was read is corrected no more. */
	median_add(&c->readings, read->offset - moving * read->age +
	    (read->serial ? p->fudge_time2 : p->fudge_time1));
	p->silent = false;
	if (p->reach == 0 && c->readings.n == ENOUGH)
		p->next = c->due = now->mono;
}

/* --- polls --------------------------------------------------------------- */

/* Count a poll of P. */
static void
count_poll(struct peer *p, const struct now *now)
{
	p->next = now->mono + ldexp(1, p->hpoll);
	p->reach = (uint8_t)(p->reach << 1);
	p->sent++;
	p->clock_polls++;
}

/* Count an answer of P. */
static void
count_answer(struct engine *e, struct peer *p, const struct now *now)
{
	bool was_reachable = p->reach != 0;

	p->reach |= 1;
	p->rec = p->reftime = now->wall;
	p->received++;
	if (!was_reachable)
		events_peer(e, p, PEER_REACHABLE, "%s", "");
}

/*
 * The LOCAL clock ticks: it agrees with us.  It is asked only while there is
 * nothing better, and its reach fades otherwise.
 */
static void
poll_local(struct engine *e, const struct now *now, struct peer *p)
{
	struct sample sample = { .disp = LOCAL_DISPERSION, .mono = now->mono,
		.applied = steer_applied(e, now), .gen = now->gen };

	count_poll(p, now);
	if (e->st.sys.peer != 0 && e->st.sys.peer != p->id)
		return;
	count_answer(e, p, now);
	peer_measure(p, &sample, e->facts.precision,
	    e->st.conf->tinker.dispersion, e->disc.freq);
	events_sample(e, p);
	steer_local(e, now, p);
	/* Others come first at start: look again soon whether they did. */
	if (e->st.sys.peer == 0)
		p->next = now->mono + 1;
}

/* Record what P's clock said last, for those who want to read it. */
static void
record_timecode(struct engine *e, const struct peer *p)
{
	char line[EVENTS_LINE], who[ADDR_TEXT];

	if (p->clock->timecode[0] == '\0')
		return;
	snprintf(line, sizeof line, "%s %s",
	    addr_format(&p->addr, who, sizeof who), p->clock->timecode);
	events_record(e, CONF_CLOCKSTATS, line);
}

/* P has said nothing for a while: follow somebody else. */
static void
fall_silent(struct engine *e, const struct now *now, struct peer *p)
{
	if (p->silent || p->updated == 0)
		return;
	p->silent = true;
	steer_select(e, now);
}

/* P has said nothing since the last poll. */
static void
miss(struct engine *e, const struct now *now, struct peer *p)
{
	p->noreply++;
	if (p->clock_event == CLK_UNSPEC)
		note_event(e, p, CLK_NO_REPLY);
	if (p->reach == 0 && p->updated != 0 && p->unreach++ == 0)
		events_peer(e, p, PEER_UNREACHABLE, "%s", "");
	fall_silent(e, now, p);
}

/* Returns the variance of the mean of readings that came to V, in s^2. */
static double
variance_of(const struct engine *e, struct refclock *c,
    const struct median_value *v)
{
	double precision = e->facts.precision;

	if (c->noise == 0)
		c->noise = v->n > 2 ? v->variance : FIRST_NOISE * FIRST_NOISE;
	else if (v->n > 2)
		c->noise += (v->variance - c->noise) / LEARN;
	return c->noise / v->n + precision * precision;
}

/* Make what was read of P since the last poll a sample. */
static void
take_sample(struct engine *e, const struct now *now, struct peer *p)
{
	struct refclock *c = p->clock;
	struct sample sample = { .gen = now->gen };
	struct median_value v;
	double ago;

	rebase(e, now, c);
	v = median_take(&c->readings);
	if (v.n == 0 || !steer_can_measure(e, now)) {
		miss(e, now, p);
		return;
	}
	p->unreach = 0;
	count_answer(e, p, now);
	record_timecode(e, p);
	/* The mean is that of a moment half way back. */
	ago = (now->mono - c->first) / 2;
	sample.offset = v.mean;
	sample.disp = fmax(v.jitter, e->facts.precision);
	sample.variance = variance_of(e, c, &v);
	sample.mono = now->mono - ago;
	sample.applied = steer_applied(e, now) - e->disc.freq * ago;
	steer_sample(e, now, p, &sample);
}

void
refclock_poll(struct engine *e, const struct now *now, struct peer *p)
{
	if (p->local_clock) {
		poll_local(e, now, p);
		return;
	}
	if (now->mono >= p->clock->due) {
		count_poll(p, now);
		p->clock->due = p->next;
		take_sample(e, now, p);
	} else if (now->mono - p->clock->heard >= SILENCE) {
		fall_silent(e, now, p);
	}
	p->next = fmin(p->clock->due, now->mono + SILENCE);
}
