/*
 * oneshot.c -- set the clock once: what ntpdate does, without doing it.
 *
 * The classic program counts ticks of 0.2 s.  Here every server has a deadline
 * instead, which falls on the same grid; so nothing runs between deadlines and
 * a late wake-up moves questions apart, never together.
 *
 * On the wire the transmit timestamp is random (the time of a host that is
 * about to set its clock is nobody's business, and a forger has to guess it);
 * the arithmetic uses the time of sending that was kept.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "oneshot.h"

#define FIRST_TICK 0.1        /* s after the start */
#define PRECISION 0.015625    /* s, 2^-6: claimed for every clock */
#define MAXSKEW 0.00999451    /* s, 655/65536 */
#define MINDELAY 0.01998902   /* s, 2 * MAXSKEW */
#define MAXDISP 64.0          /* s, of a sample that never came */
#define MAXDELAY 8.0          /* s */
#define MAXAGE 86400.0        /* s without synchronisation */
#define LATE 0.2              /* s to send something in, on busy hosts, too */
#define MAXLIST 5             /* servers considered */
#define MAXSTRATA 2           /* different strata considered */
#define WEIGHT 0.75           /* of each rank against the one before it */
#define STEP_THRESHOLD 0.5    /* s */
#define OVERSHOOT_MAX 0.0625  /* s a slew aims past the offset */

struct oneshot {
	struct host host;
	struct oneshot_options options;
	double start;                   /* mono */
	struct oneshot_server *server;
	size_t n, room;
};

/* Servers under consideration, best first. */
struct shortlist {
	struct oneshot_server *entry[MAXLIST];
	int n;
};

struct oneshot *
oneshot_new(const struct host *host, const struct oneshot_options *options,
    const struct now *now)
{
	struct oneshot *o = calloc(1, sizeof *o);
	double ticks;

	if (o == NULL)
		return NULL;
	o->host = *host;
	o->options = *options;
	o->start = now->mono;
	if (options->samples < 1 || options->samples > ONESHOT_SAMPLES)
		o->options.samples = 4;
	ticks = floor(options->timeout / ONESHOT_TICK + 0.5);
	o->options.timeout = fmax(ticks * ONESHOT_TICK, ONESHOT_TIMEOUT);
	return o;
}

void
oneshot_free(struct oneshot *o)
{
	if (o == NULL)
		return;
	free(o->server);
	free(o);
}

static int
make_room(struct oneshot *o)
{
	size_t room = o->room == 0 ? 8 : 2 * o->room;
	struct oneshot_server *s;

	if (o->n < o->room)
		return 0;
	if (room > SIZE_MAX / sizeof *s)
		return -1;
	s = realloc(o->server, room * sizeof *s);
	if (s == NULL)
		return -1;
	o->server = s;
	o->room = room;
	return 0;
}

/* Find the first server at FROM's address, whatever its port. */
static struct oneshot_server *
find(struct oneshot *o, const struct addr *from)
{
	for (size_t i = 0; i < o->n; i++)
		if (addr_same_host(&o->server[i].addr, from))
			return &o->server[i];
	return NULL;
}

int
oneshot_add(struct oneshot *o, const struct addr *addr)
{
	struct oneshot_server *s;

	if (make_room(o) != 0)
		return -1;
	s = &o->server[o->n];
	memset(s, 0, sizeof *s);
	s->addr = *addr;
	/* Answers go to the first; asking twice at once would be rude. */
	s->repeated = s->done = find(o, addr) != NULL;
	s->next = o->start + FIRST_TICK + ONESHOT_TICK * (double)o->n;
	o->n++;
	return 0;
}

/* Do the last two samples of S agree to LIMIT (s)? */
static bool
agrees(const struct oneshot_server *s, double limit)
{
	const struct sample *last = &s->sample[s->count - 1];

	return s->count > 1 && last[0].delay > 0 && last[-1].delay > 0 &&
	    last[0].gen == last[-1].gen &&
	    fabs(last[0].offset - last[-1].offset) < limit &&
	    fabs(last[0].delay - last[-1].delay) < limit;
}

/* Keep SAMPLE as the outcome of S's last question. */
static void
keep(struct oneshot *o, struct oneshot_server *s, const struct sample *sample)
{
	s->waiting = false;
	if (s->count < o->options.samples)
		s->sample[s->count++] = *sample;
	s->agreed = agrees(s, o->options.agree);
	s->done = s->agreed || s->count >= o->options.samples;
}

/* Ask S; the header's odd values are those of the classic program. */
static void
ask(struct oneshot *o, struct oneshot_server *s, const struct now *now)
{
	uint8_t data[PACKET_HEADER + AUTH_MAC_MAX];
	size_t len = PACKET_HEADER;
	struct packet p = {
		.leap = LEAP_ALARM, .version = o->options.version & 7,
		.mode = MODE_CLIENT, .poll = 3, .precision = -6,
		.rootdelay = 1, .rootdisp = 1
	};
	struct action a = { .kind = ACT_SEND };

	o->host.random(o->host.ctx, &s->cookie.fp, sizeof s->cookie.fp);
	p.xmt = s->cookie;
	packet_encode(&p, data);
	if (o->options.key != 0)
		len += auth_sign(o->options.auth, o->options.key, data, len);
	s->t1 = ntptime_add(now->wall, o->options.auth_delay);
	s->gen = now->gen;
	s->late = false;
	s->asked = now->mono;
	s->next = now->mono + o->options.timeout;
	s->waiting = true;
	s->sent++;
	a.u.send.port = PORT_SERVED;
	a.u.send.to = s->addr;
	a.u.send.data = data;
	a.u.send.len = len;
	a.u.send.tag = (uint32_t)(s - o->server + 1);
	o->host.act(o->host.ctx, &a);
}

/* S is due: its question was not answered in time, or the next one is due. */
static void
proceed(struct oneshot *o, struct oneshot_server *s, const struct now *now)
{
	static const struct sample nothing;
	struct action a = { .kind = ACT_CLOSE };

	if (s->waiting)
		keep(o, s, &nothing);
	if (!s->done) {
		ask(o, s, now);
		return;
	}
	a.u.close.port = (uint32_t)(s - o->server + 1);
	o->host.act(o->host.ctx, &a);
}

double
oneshot_tick(struct oneshot *o, const struct now *now)
{
	double next = INFINITY;

	for (size_t i = 0; i < o->n; i++) {
		struct oneshot_server *s = &o->server[i];

		if (!s->done && s->next <= now->mono)
			proceed(o, s, now);
		if (!s->done)
			next = fmin(next, s->next);
	}
	return next;
}

void
oneshot_returned(struct oneshot *o, const struct now *then,
    const struct now *now)
{
	double took = now->mono - then->mono;

	for (size_t i = 0; i < o->n; i++) {
		struct oneshot_server *s = &o->server[i];

		if (s->asked < then->mono)
			continue;
		s->asked += took;
		s->next += took;
		if (took >= LATE || now->gen != then->gen)
			s->late = true;
	}
}

/* Is the answer P, whose octets are fine, one to the question we put to S? */
static enum verdict
check_answer(const struct oneshot_server *s, const struct packet *p)
{
	if (!s->waiting)
		return VERDICT_DUPLICATE;
	if (!ntptime_equal(p->org, s->cookie))
		return VERDICT_BOGUS;
	if (ntptime_is_zero(p->rec) || ntptime_diff(p->xmt, p->rec) < 0)
		return VERDICT_BAD_HEADER;
	return VERDICT_ACCEPTED;
}

/* Is the answer RX, if it is to be signed at all, signed with our key? */
static bool
is_authentic(const struct oneshot *o, const struct rx *rx)
{
	struct packet p;

	return o->options.key == 0 ||
	    (packet_decode(&p, rx->data, rx->len) == VERDICT_ACCEPTED &&
	    p.keyid == o->options.key && auth_verify(o->options.auth,
	    &rx->from, rx->data, p.mac_at, rx->len));
}

/* Do the octets of RX hold what a server sends? */
static enum verdict
check_header(struct packet *p, const struct rx *rx)
{
	enum verdict v;

	if (rx->refused != REFUSED_NOT || rx->len < PACKET_HEADER)
		return VERDICT_BAD_LENGTH;
	/* What follows the header matters to is_authentic() alone. */
	v = packet_decode(p, rx->data, PACKET_HEADER);
	if (v != VERDICT_ACCEPTED)
		return v;
	if (p->version > PACKET_VERSION)
		return VERDICT_BAD_VERSION;
	if (p->mode != MODE_SERVER && p->mode != MODE_PASSIVE)
		return VERDICT_BAD_MODE;
	return p->stratum < STRATUM_UNSPEC ? VERDICT_ACCEPTED :
	    VERDICT_BAD_HEADER;
}

/*
 * What the answer P of S that arrived at T4 measures:
 * offset ((T2 - T1) + (T3 - T4)) / 2, round trip (T4 - T1) - (T3 - T2).
 */
static struct sample
measure(const struct oneshot_server *s, const struct packet *p, ntp_time t4,
    const struct now *now)
{
	struct sample out = { 0 };
	/* No need to be exact about a clock that reads worse than 16 s. */
	double coarse = ntptime_log2(p->precision < 4 ? p->precision : 4);
	double trip = ntptime_diff(t4, s->t1) - ntptime_diff(p->xmt, p->rec);
	double delay = trip + PRECISION + coarse + MAXSKEW;

	/* A clock that was set on the way has measured nothing. */
	if (delay <= 0 || s->gen != now->gen || s->late)
		return out;
	out.offset = (ntptime_diff(p->rec, s->t1) +
	    ntptime_diff(p->xmt, t4)) / 2;
	out.delay = fmax(delay, MINDELAY);
	out.disp = fmax(trip, 0) + 2 * coarse;
	out.mono = now->mono;
	out.gen = now->gen;
	return out;
}

static void
note_header(struct oneshot_server *s, const struct packet *p)
{
	s->leap = p->leap;
	s->stratum = p->stratum == 0 ? STRATUM_UNSPEC : p->stratum;
	s->precision = p->precision;
	s->refid = p->refid;
	s->rootdisp = p->rootdisp;
	s->reftime = p->reftime;
	s->xmt = p->xmt;
	s->answers++;
}

/* S asks us to ask less: it will not be asked again. */
static void
obey(struct oneshot *o, struct oneshot_server *s)
{
	char text[ADDR_TEXT], line[ADDR_TEXT + 40];
	struct action a = { .kind = ACT_EVENT };

	s->limited = true;
	s->waiting = false;
	s->done = true;
	snprintf(line, sizeof line, "%s rate limit response from server.",
	    addr_format(&s->addr, text, sizeof text));
	a.u.event.priority = PRI_ERR;
	a.u.event.text = line;
	o->host.act(o->host.ctx, &a);
}

static bool
is_rate_kiss(const struct packet *p)
{
	return p->leap == LEAP_ALARM && p->stratum == 0 &&
	    p->refid == 0x52415445; /* "RATE" */
}

enum verdict
oneshot_received(struct oneshot *o, const struct now *now, const struct rx *rx)
{
	struct oneshot_server *s = find(o, &rx->from);
	struct sample sample;
	struct packet p;
	enum verdict v = check_header(&p, rx);
	bool authentic;

	if (v != VERDICT_ACCEPTED)
		return v;
	if (s == NULL)
		return VERDICT_DECLINED;
	if (s->addr.port != rx->from.port)
		return VERDICT_BAD_PORT;
	v = check_answer(s, &p);
	if (v != VERDICT_ACCEPTED)
		return v;
	authentic = is_authentic(o, rx);
	s->trust = (uint8_t)(s->trust << 1 | !authentic);
	if (authentic && is_rate_kiss(&p)) {
		obey(o, s);
		return VERDICT_KISSED;
	}
	note_header(s, &p);
	sample = measure(s, &p, rx->at, now);
	keep(o, s, &sample);
	/* On the grid: counted from the tick before the answer. */
	s->next = s->asked + o->options.timeout + ONESHOT_TICK *
	    floor((now->mono - s->asked) / ONESHOT_TICK);
	return authentic ? VERDICT_ACCEPTED : VERDICT_BAD_AUTH;
}

bool
oneshot_done(const struct oneshot *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (!o->server[i].done)
			return false;
	return true;
}

/* Is sample A to be preferred to B?  None at all (delay 0) is the worst. */
static bool
is_better(const struct sample *a, const struct sample *b)
{
	return a->delay > 0 && (b->delay <= 0 || a->delay < b->delay);
}

/* Put the COUNT samples at IN that are of generation GEN into OUT, by delay. */
static void
sort_samples(const struct sample *in, int count, unsigned gen,
    struct sample *out)
{
	for (int i = 0; i < count; i++) {
		struct sample s = in[i];
		int at = i;

		if (s.gen != gen)
			s.delay = 0;
		for (; at > 0 && is_better(&s, &out[at - 1]); at--)
			out[at] = out[at - 1];
		out[at] = s;
	}
}

/*
 * Choose the best of the WANTED samples of S, and see how far the others stray
 * from it: the sum of |offset_i - offset_0| / 2^i.
 */
static void
filter(struct oneshot_server *s, int wanted, unsigned gen)
{
	struct sample by_delay[ONESHOT_SAMPLES];
	double weight = 1;

	s->offset = s->delay = 0;
	s->disp = MAXDISP;
	sort_samples(s->sample, wanted, gen, by_delay);
	if (by_delay[0].delay <= 0)
		return;
	s->best = by_delay[0];
	s->best.delay = s->best.disp;
	s->best.disp = 0;
	s->offset = by_delay[0].offset;
	s->delay = by_delay[0].delay;
	s->disp = 0;
	for (int i = 1; i < wanted; i++) {
		double stray = fabs(by_delay[i].offset - s->offset);

		if (by_delay[i].delay <= 0 || stray > MAXDISP)
			stray = MAXDISP;
		weight /= 2;
		s->disp += stray * weight;
	}
}

/* Say why S cannot be right, if it cannot. */
static enum oneshot_drop
reason_to_drop(const struct oneshot_server *s)
{
	double age = ntptime_diff(s->xmt, s->reftime);

	if (s->delay <= 0)
		return ONESHOT_NO_DATA;
	if (s->stratum >= STRATUM_UNSPEC)
		return ONESHOT_STRATUM;
	if (s->delay > MAXDELAY)
		return ONESHOT_FAR;
	if (s->leap == LEAP_ALARM)
		return ONESHOT_LEAP;
	if (ntptime_is_zero(s->reftime))
		return ONESHOT_STALE;
	if (age < 0)
		return ONESHOT_BROKEN;
	if (age >= MAXAGE)
		return ONESHOT_STALE;
	return s->trust != 0 ? ONESHOT_UNTRUSTED : ONESHOT_USABLE;
}

/* Put S into L where it belongs: by stratum, and by dispersion in each. */
static void
enlist(struct shortlist *l, struct oneshot_server *s)
{
	int at = l->n;

	while (at > 0 && (s->stratum < l->entry[at - 1]->stratum ||
	    (s->stratum == l->entry[at - 1]->stratum &&
	    s->disp < l->entry[at - 1]->disp)))
		at--;
	if (at == MAXLIST)
		return;
	if (l->n < MAXLIST)
		l->n++;
	for (int i = l->n - 1; i > at; i--)
		l->entry[i] = l->entry[i - 1];
	l->entry[at] = s;
}

/* Cut L where its third stratum begins. */
static void
cut_strata(struct shortlist *l)
{
	int strata = 1;

	for (int i = 1; i < l->n; i++)
		if (l->entry[i]->stratum != l->entry[i - 1]->stratum &&
		    ++strata > MAXSTRATA)
			l->n = i;
}

/* Order the servers of each stratum in L by delay. */
static void
sort_by_delay(struct shortlist *l)
{
	for (int i = 1; i < l->n; i++) {
		struct oneshot_server *s = l->entry[i];
		int at = i;

		for (; at > 0 && s->stratum == l->entry[at - 1]->stratum &&
		    s->delay < l->entry[at - 1]->delay; at--)
			l->entry[at] = l->entry[at - 1];
		l->entry[at] = s;
	}
}

/* How far entry K of L is from the others, the best ones counting most. */
static double
badness(const struct shortlist *l, int k)
{
	double sum = 0, weight = 1;

	for (int j = 0; j < l->n; j++, weight *= WEIGHT)
		sum += weight * fabs(l->entry[j]->offset -
		    l->entry[k]->offset);
	return sum;
}

/* How much badness is no more than the clocks' own coarseness. */
static double
tolerance(const struct shortlist *l)
{
	int finest = 0;

	for (int i = 0; i < l->n; i++)
		if (l->entry[i]->precision < finest)
			finest = l->entry[i]->precision;
	return PRECISION + MAXSKEW + ntptime_log2(finest);
}

/* Throw out of L the one that agrees least, until all agree. */
static void
cast_out(struct shortlist *l)
{
	while (l->n > 1) {
		double worst = -1;
		int who = 0;

		for (int k = 0; k < l->n; k++) {
			double b = badness(l, k);

			if (b >= worst) {
				worst = b;
				who = k;
			}
		}
		if (worst < tolerance(l))
			return;
		l->n--;
		for (int i = who; i < l->n; i++)
			l->entry[i] = l->entry[i + 1];
	}
}

/* Fill in what correcting OFFSET under POLICY means. */
static void
decide(struct oneshot_result *r, enum oneshot_policy policy)
{
	double size = fabs(r->offset);
	double overshoot = fmin(size / 2, OVERSHOOT_MAX);

	r->step = policy == ONESHOT_STEP ||
	    (policy == ONESHOT_AUTO && size >= STEP_THRESHOLD);
	r->slew = r->offset + copysign(overshoot, r->offset);
}

void
oneshot_judge(struct oneshot *o, unsigned gen, struct oneshot_result *result)
{
	struct shortlist list = { .n = 0 };

	memset(result, 0, sizeof *result);
	for (size_t i = 0; i < o->n; i++) {
		struct oneshot_server *s = &o->server[i];

		filter(s, s->agreed ? s->count : o->options.samples, gen);
		s->drop = reason_to_drop(s);
		if (s->drop == ONESHOT_USABLE)
			enlist(&list, s);
	}
	if (list.n == 0)
		return;
	cut_strata(&list);
	sort_by_delay(&list);
	cast_out(&list);
	result->server = list.entry[0];
	result->offset = list.entry[0]->offset;
	decide(result, o->options.policy);
}

const struct oneshot_server *
oneshot_server(const struct oneshot *o, size_t i)
{
	return i < o->n ? &o->server[i] : NULL;
}

const char *
oneshot_drop_text(enum oneshot_drop drop)
{
	static const char *const text[] = {
		[ONESHOT_USABLE] = NULL,
		[ONESHOT_NO_DATA] = "no data",
		[ONESHOT_STRATUM] = "strata too high",
		[ONESHOT_FAR] = "server too far away",
		[ONESHOT_LEAP] = "Leap not in sync",
		[ONESHOT_BROKEN] = "server is very broken",
		[ONESHOT_STALE] = "Server has gone too long without sync",
		[ONESHOT_UNTRUSTED] = "Server is untrusted"
	};

	return text[drop];
}
