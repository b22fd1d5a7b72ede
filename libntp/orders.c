/*
 * orders.c -- what the owner may tell a running engine to do.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "assoc.h"
#include "events.h"
#include "orders.h"
#include "sources.h"
#include "steer.h"

#define ORDER_MAX 300   /* octets of an order */
#define REQUESTS_MAX 64 /* of a burst */
#define SLIGHT 0.001    /* s that are not worth a step */
#define APART 0.1       /* s between what is measured and what is believed */

#define OK "200 OK"
#define NO_SOURCE "503 No such source"
#define BAD_FORM "504 Bad argument"

/* An order being carried out. */
struct order {
	struct engine *e;
	const struct now *now;
	const char *first, *second; /* arguments; "": none */
	char *reply;
	size_t size;
};

/* Write TEXT as the reply of O; returns DONE. */
static bool
reply(const struct order *o, const char *text, bool done)
{
	snprintf(o->reply, o->size, "%s", text);
	return done;
}

/*
 * --- which sources -------------------------------------------------------
 */

/* Those that an argument names. */
struct choice {
	const char *name;  /* as configured */
	struct addr net, mask; /* no family: by name only */
};

/* Read TEXT as a number of up to MOST; returns -1 if it is none. */
static int
read_number(const char *text, int most)
{
	int n = 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p < '0' || *p > '9')
			return -1;
		n = n * 10 + *p - '0';
		if (n > most)
			return -1;
	}
	return *text == '\0' ? -1 : n;
}

/* Put the first BITS bits of FAMILY into MASK. */
static void
make_mask(struct addr *mask, uint8_t family, unsigned bits)
{
	*mask = (struct addr){ .family = family };
	for (unsigned i = 0; i < bits; i++)
		mask->ip[i / 8] |= (uint8_t)(0x80 >> i % 8);
}

/* Read TEXT, as described in orders.h, into C. */
static bool
read_choice(struct choice *c, const char *text)
{
	const char *slash = strchr(text, '/');
	char before[ADDR_TEXT];
	int bits;

	*c = (struct choice){ .name = text };
	if (slash == NULL) {
		if (addr_parse(&c->net, text))
			make_mask(&c->mask, c->net.family,
			    addr_bits(c->net.family));
		return true;
	}
	if ((size_t)(slash - text) >= sizeof before)
		return false;
	memcpy(before, text, (size_t)(slash - text));
	before[slash - text] = '\0';
	if (!addr_parse(&c->net, before))
		return false;
	bits = read_number(slash + 1, (int)addr_bits(c->net.family));
	if (bits >= 0) {
		make_mask(&c->mask, c->net.family, (unsigned)bits);
		return true;
	}
	c->mask = c->net; /* chronyc has the mask in front */
	return addr_parse(&c->net, slash + 1) &&
	    c->net.family == c->mask.family;
}

/* Returns true if P is another host that is asked for the time. */
static bool
is_asked(const struct peer *p)
{
	return !p->refclock && (p->hmode == MODE_CLIENT ||
	    p->hmode == MODE_ACTIVE) && p->cast == CAST_NONE;
}

static bool
is_chosen(const struct choice *c, const struct peer *p)
{
	if (!is_asked(p))
		return false;
	if (c->name[0] == '\0' ||
	    (p->name != NULL && strcmp(p->name, c->name) == 0))
		return true;
	if (c->net.family == 0 || c->net.family != p->addr.family)
		return false;
	for (size_t i = 0; i < sizeof c->mask.ip; i++)
		if (((c->net.ip[i] ^ p->addr.ip[i]) & c->mask.ip[i]) != 0)
			return false;
	return true;
}

/* Do WHAT about the sources that the argument TEXT of O names. */
static bool
for_each(const struct order *o, const char *text,
    void (*what)(const struct order *o, struct peer *p))
{
	struct choice c;
	struct peer *p;
	int n = 0;

	if (!read_choice(&c, text))
		return reply(o, BAD_FORM, false);
	TAILQ_FOREACH(p, &o->e->st.peers, link) {
		if (!is_chosen(&c, p))
			continue;
		what(o, p);
		n++;
	}
	steer_select(o->e, o->now);
	return n == 0 && text[0] != '\0' ? reply(o, NO_SOURCE, false) :
	    reply(o, OK, true);
}

/*
 * --- orders --------------------------------------------------------------
 */

static void
take_offline(const struct order *o, struct peer *p)
{
	peer_rest(p, o->now->mono);
}

static bool
offline(const struct order *o)
{
	return for_each(o, o->first, take_offline);
}

static void
take_online(const struct order *o, struct peer *p)
{
	if (!p->offline)
		return;
	p->offline = false;
	if (p->addr.family != 0)
		peer_start(p, o->now->mono);
}

static bool
online(const struct order *o)
{
	return for_each(o, o->first, take_online);
}

/* Read the first argument of O, GOOD/MAX. */
static bool
read_burst(const struct order *o, int *good, int *most)
{
	const char *slash = strchr(o->first, '/');
	char before[4];

	if (slash == NULL || (size_t)(slash - o->first) >= sizeof before)
		return false;
	snprintf(before, sizeof before, "%.*s", (int)(slash - o->first),
	    o->first);
	*good = read_number(before, REQUESTS_MAX);
	*most = read_number(slash + 1, REQUESTS_MAX);
	return *good > 0 && *most >= *good;
}

static void
begin_burst(const struct order *o, struct peer *p)
{
	int good, most;

	if (read_burst(o, &good, &most) && p->addr.family != 0)
		peer_burst(p, (unsigned)good, most, o->now->mono);
}

static bool
burst(const struct order *o)
{
	int good, most;

	if (!read_burst(o, &good, &most))
		return reply(o, BAD_FORM, false);
	return for_each(o, o->second, begin_burst);
}

static void
look_up(const struct order *o, struct peer *p)
{
	struct addr number;

	if (p->name != NULL && !addr_parse(&number, p->name))
		assoc_refresh(o->e, o->now, p);
}

static bool
refresh(const struct order *o)
{
	return for_each(o, "", look_up);
}

/* Give no advantage to who has been followed so far. */
static bool
reselect(const struct order *o)
{
	struct engine *e = o->e;
	uint16_t before = e->st.sys.peer;

	e->hop = 0;
	e->st.sys.peer = 0;
	steer_select(e, o->now);
	if (e->st.sys.peer == 0 && before != 0) {
		e->st.sys.peer = before;
		steer_select(e, o->now); /* that it is lost is to be told */
	}
	return reply(o, OK, true);
}

/*
 * Step by what is believed to be left; but by what is measured if that is not
 * believed, as it has to last first or is too much.
 */
static bool
makestep(const struct order *o)
{
	struct engine *e = o->e;
	struct selected sel;
	double left;

	if (!e->facts.can_steer || !e->st.conf->enable.ntp)
		return reply(o, "500 Failure: the clock is not ours to set",
		    false);
	if (sources_select(e, o->now, &sel) == NULL || !e->est.started)
		return reply(o, "500 Failure: not synchronised", false);
	left = estimator_at(&e->est, o->now->mono).error -
	    steer_applied(e, o->now);
	if (fabs(sel.offset - left) > APART)
		left = sel.offset;
	if (fabs(left) < SLIGHT)
		return reply(o, "200 OK: less than 1 ms to correct, no step",
		    true);
	e->st.sys.panicking = false;
	events_log(e, PRI_NOTICE, "makestep: the clock is set by %+.6f s",
	    left);
	steer_step(e, o->now, left);
	snprintf(o->reply, o->size, "200 OK: stepped by %+.6f s", left);
	return true;
}

static const struct {
	const char *word;
	int most;          /* arguments */
	bool (*run)(const struct order *o);
} orders[] = {
	{ "burst", 2, burst },
	{ "makestep", 0, makestep },
	{ "offline", 1, offline },
	{ "online", 1, online },
	{ "refresh", 0, refresh },
	{ "reselect", 0, reselect },
};

/* Cut TEXT into WORD, of up to MOST; returns how many there are. */
static int
split(char *text, char *word[], int most)
{
	int n = 0;

	for (;;) {
		text += strspn(text, " ");
		if (*text == '\0')
			return n;
		if (n == most)
			return n + 1;
		word[n++] = text;
		text += strcspn(text, " ");
		if (*text != '\0')
			*text++ = '\0';
	}
}

bool
orders_run(struct engine *e, const struct now *now, const char *text,
    size_t len, char *answer, size_t size)
{
	struct order o = { e, now, "", "", answer, size };
	char buf[ORDER_MAX], *word[3];
	int n;

	if (len >= sizeof buf || memchr(text, '\0', len) != NULL)
		return reply(&o, BAD_FORM, false);
	memcpy(buf, text, len);
	buf[len] = '\0';
	n = split(buf, word, 3);
	for (size_t i = 0; n > 0 && i < sizeof orders / sizeof orders[0]; i++) {
		if (strcmp(orders[i].word, word[0]) != 0)
			continue;
		if (n - 1 > orders[i].most)
			return reply(&o, BAD_FORM, false);
		o.first = n > 1 ? word[1] : "";
		o.second = n > 2 ? word[2] : "";
		return orders[i].run(&o);
	}
	return reply(&o, "505 No such order", false);
}
