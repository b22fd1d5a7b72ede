/*
 * lint_access.c -- rules about who may do what.
 *
 * Lines about the same addresses add up, so what a line lacks may stand in
 * another one.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint_rules.h"

static const struct lint_fix none = { LINT_NONE, NULL };

/* --- L4: kod without limited ---------------------------------------------- */

/* The addresses of a restrict line, in an order for searching. */
struct target {
	const struct conf_restrict *r;
	struct access_rule rule;
	bool named; /* a host's name stands for them: RULE is empty */
};

static int
compare(const void *x, const void *y)
{
	const struct target *a = x, *b = y;
	int d = a->named - b->named;

	if (d == 0)
		d = a->rule.ntpport - b->rule.ntpport;
	if (d == 0 && a->named)
		return strcmp(a->r->name, b->r->name);
	if (d == 0)
		d = a->rule.net.family - b->rule.net.family;
	if (d == 0)
		d = memcmp(a->rule.mask, b->rule.mask, sizeof a->rule.mask);
	for (size_t i = 0; d == 0 && i < sizeof a->rule.mask; i++)
		d = (a->rule.net.ip[i] & a->rule.mask[i]) -
		    (b->rule.net.ip[i] & b->rule.mask[i]);
	return d;
}

/* Put what R is about into OUT; returns how many targets that is. */
static size_t
targets_of(const struct conf_restrict *r, struct target out[2])
{
	struct access_rule rules[2];
	int n = conf_restrict_rule(r, rules);

	memset(out, 0, 2 * sizeof *out);
	out[0].r = out[1].r = r;
	if (n == 0 && r->name != NULL) {
		out[0].named = true;
		out[0].rule.ntpport = r->ntpport;
		return 1;
	}
	for (int i = 0; i < n; i++)
		out[i].rule = rules[i];
	return n > 0 ? (size_t)n : 0;
}

/* Returns true if each target of R is among the N LIMITED ones. */
static bool
is_limited(const struct conf_restrict *r, const struct target *limited,
    size_t n)
{
	struct target t[2];
	size_t m = targets_of(r, t);
	bool all = m > 0;

	if ((r->flags & ACCESS_LIMITED) != 0)
		return true;
	for (size_t i = 0; i < m && all; i++)
		all = n > 0 && bsearch(&t[i], limited, n, sizeof t[i],
		    compare) != NULL;
	return all;
}

static void
tell_kod(struct lint *l, const struct conf_restrict *r)
{
	struct conf_place at = r->at;
	struct lint_line line;
	struct lint_edit e;
	struct lint_fix fix = none;
	size_t i;

	if (lint_line_at(l, at, &line)) {
		i = lint_find(&line, 1, "kod");
		at = lint_place(&line, i);
		if (i < line.n) {
			e = lint_append(&line, i, " limited");
			fix = lint_edited(&line, &e, 1);
		}
	}
	lint_tell(l, CONF_WARNING, "L4", at, fix, "kod has no effect without "
	    "limited: it says so when limited drops a packet");
}

static void
check_kod(struct lint *l)
{
	const struct conf *c = &l->conf;
	struct target *limited = malloc((2 * c->n_restricts + 1) *
	    sizeof *limited);
	size_t n = 0;

	if (limited == NULL) {
		l->failed = true;
		return;
	}
	for (size_t i = 0; i < c->n_restricts; i++)
		if ((c->restricts[i].flags & ACCESS_LIMITED) != 0)
			n += targets_of(&c->restricts[i], limited + n);
	qsort(limited, n, sizeof *limited, compare);
	for (size_t i = 0; i < c->n_restricts; i++) {
		const struct conf_restrict *r = &c->restricts[i];

		if ((r->flags & ACCESS_KOD) != 0 && !is_limited(r, limited, n))
			tell_kod(l, r);
	}
	free(limited);
}

/* --- L5: what a stranger may do ------------------------------------------- */

static bool
is_default(const struct conf_restrict *r)
{
	return r->name == NULL && !r->source && !r->ntpport;
}

/* What strangers of a family are kept from. */
struct strangers {
	uint32_t flags[2]; /* IPv4, IPv6 */
	bool said[2];      /* there is a line about them */
};

/* Returns true if FLAGS leave a stranger something that L5 is about. */
static bool
is_open(uint32_t flags)
{
	if ((flags & ACCESS_IGNORE) != 0)
		return false;
	return (flags & ACCESS_NOQUERY) == 0 ||
	    (flags & (ACCESS_LIMITED | ACCESS_NOSERVE)) == 0;
}

/* Write to OUT what FLAGS let a stranger do. */
static void
describe(uint32_t flags, char *out, size_t size)
{
	bool query = (flags & ACCESS_NOQUERY) == 0;
	bool flood = (flags & (ACCESS_LIMITED | ACCESS_NOSERVE)) == 0;

	(void)snprintf(out, size, "%s%s%s%s",
	    flood ? "ask for the time as often as they like, or in somebody "
	    "else's name (limited is missing)" : "",
	    flood && query ? ", and " : "",
	    query ? "query the state of this daemon (noquery is missing)" : "",
	    query && (flags & ACCESS_NOMODIFY) == 0 ?
	    " and, with a key, change it" : "");
}

/* Report the default line R, which leaves strangers what FLAGS do not take. */
static void
tell_open(struct lint *l, const struct conf_restrict *r, uint32_t flags)
{
	struct lint_line line;
	struct lint_fix fix = none;
	struct lint_edit e;
	char what[256], words[64];

	describe(flags, what, sizeof what);
	(void)snprintf(words, sizeof words, "%s%s%s",
	    (flags & ACCESS_KOD) == 0 &&
	    (flags & (ACCESS_LIMITED | ACCESS_NOSERVE)) == 0 ? " kod" : "",
	    (flags & (ACCESS_LIMITED | ACCESS_NOSERVE)) == 0 ? " limited" : "",
	    (flags & ACCESS_NOQUERY) == 0 ? " noquery" : "");
	if (lint_line_at(l, r->at, &line)) {
		size_t i = lint_find(&line, 1, "kod");

		if (i == line.n)
			i = lint_find(&line, 1, "default");
		if (i < line.n) {
			e = lint_append(&line, i, words);
			fix = lint_edited(&line, &e, 1);
		}
	}
	lint_tell(l, CONF_NOTE, "L5", r->at, fix, "strangers may %s%s", what,
	    !l->conf.enable.monitor && (flags & (ACCESS_LIMITED |
	    ACCESS_NOSERVE)) == 0 ? "; limited keeps the list of clients that "
	    "\"disable monitor\" is to do without" : "");
}

static void
check_strangers(struct lint *l)
{
	const struct conf *c = &l->conf;
	const struct conf_restrict *last = NULL;
	struct strangers s = { { 0, 0 }, { false, false } };
	struct conf_place at = { l->texts[0].name, 1, 1 };

	for (size_t i = 0; i < c->n_restricts; i++)
		for (unsigned k = 0; k < 2; k++) {
			const struct conf_restrict *r = &c->restricts[i];

			if (!is_default(r) ||
			    (r->family != 0 && r->family != 4 + 2 * k))
				continue;
			s.flags[k] |= r->flags;
			s.said[k] = true;
			last = r;
		}
	for (size_t i = 0; i < c->n_restricts; i++) {
		const struct conf_restrict *r = &c->restricts[i];
		unsigned k = r->family == 6 ||
		    (r->family == 0 && !is_open(s.flags[0]));

		if (is_default(r) && is_open(s.flags[k]))
			tell_open(l, r, s.flags[k]);
	}
	if (last == NULL && !l->texts[0].drop_in)
		lint_tell(l, CONF_NOTE, "L5", at, lint_lines(LINT_ADD,
		    "restrict default kod limited nomodify notrap nopeer "
		    "noquery"), "there is no restrict default line: strangers "
		    "may ask for the time as often as they like, or in "
		    "somebody else's name, and set up associations");
	else if (last != NULL && s.said[0] != s.said[1])
		lint_tell(l, CONF_NOTE, "L5", last->at, lint_lines(LINT_ADD,
		    "restrict -%c default kod limited nomodify notrap nopeer "
		    "noquery", s.said[0] ? '6' : '4'), "no restrict default "
		    "line is about strangers over IPv%c", s.said[0] ?
		    '6' : '4');
}

/* --- L6: a pool whose servers are refused --------------------------------- */

static void
check_pool(struct lint *l)
{
	const struct conf *c = &l->conf;
	bool nopeer = false, source = false;
	size_t i = 0;

	for (size_t k = 0; k < c->n_restricts; k++) {
		const struct conf_restrict *r = &c->restricts[k];

		source |= r->source;
		nopeer |= is_default(r) && (r->flags & ACCESS_NOPEER) != 0;
	}
	while (i < c->n_assocs && c->assocs[i].kind != CONF_POOL)
		i++;
	if (!nopeer || source || i == c->n_assocs)
		return;
	lint_tell(l, CONF_WARNING, "L6", c->assocs[i].at,
	    lint_lines(LINT_ADD, "restrict source nomodify notrap noquery"),
	    "with nopeer among the flags of restrict default, later classic "
	    "daemons refuse the servers of a pool: restrict source says what "
	    "these may do");
}

void
lint_access_all(struct lint *l)
{
	check_kod(l);
	check_strangers(l);
	check_pool(l);
}
