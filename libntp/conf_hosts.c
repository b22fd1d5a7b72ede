/*
 * conf_hosts.c -- the directives that name hosts.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include "conf_hosts.h"

#define KEY_MAX 65535     /* greatest id of a symmetric key */
#define TRAP_PORT 18447   /* where traps are sent unless told otherwise */
#define DEFAULT_MINPOLL 6 /* log2 s */
#define DEFAULT_MAXPOLL 10

/* --- associations -------------------------------------------------------- */

/*
 * Take the current word as "-4" or "-6", where a string was asked for, or as
 * an address.  Returns false if it was a switch, now in FAMILY.
 */
static bool
is_address(const struct parser *p, uint8_t *family)
{
	const char *text = p->token.text;

	if (p->token.quoted || text[0] != '-' ||
	    (text[1] != '4' && text[1] != '6'))
		return true;
	*family = (uint8_t)(text[1] - '0');
	return false;
}

/* Read [-4|-6] ADDRESS; returns a copy of it, or NULL after an error. */
static char *
read_address(struct parser *p, uint8_t *family)
{
	parser_next_string(p);
	if (p->token.kind == TOKEN_STRING && !is_address(p, family))
		parser_next_string(p);
	if (p->token.kind != TOKEN_STRING) {
		parser_unexpected(p, "an address");
		return NULL;
	}
	return parser_copy(p, p->token.text);
}

/* Returns true if A's options go together; otherwise says what does not. */
static bool
check_assoc(struct parser *p, const struct conf_assoc *a)
{
	struct addr addr = { 0 };
	bool numeric = addr_parse(&addr, a->name);
	bool refclock = addr_is_refclock(&addr);
	const char *wrong = NULL;

	if ((a->set & ASSOC_TTL) != 0 && refclock)
		wrong = "'ttl' does not apply for refclocks";
	else if (a->ttl < 0 || a->ttl >= CONF_TTLS)
		wrong = "ttl: invalid argument";
	else if ((a->set & ASSOC_MODE) != 0 && !refclock)
		wrong = "'mode' does not apply for network peers";
	else if ((a->flags & CONF_AUTOKEY) != 0)
		wrong = "Autokey not configured";
	else if (numeric && ((a->family != 0 && a->family != addr.family) ||
	    !conf_address_fits(a->kind, &addr)))
		parser_tell(p, (struct conf_finding){ .severity = CONF_ERROR,
		    .log = PRI_ERR, .rule = "address", .at = a->at },
		    "attempt to configure invalid address %s", a->name);
	else if (a->key <= KEY_MAX) /* a greater one was reported when read */
		return true;
	if (wrong != NULL)
		parser_report(p, CONF_ERROR, PRI_ERR, a->at, "%s", wrong);
	return false;
}

/* Lower A's minpoll to its maxpoll, whether written or by default. */
static void
order_polls(struct conf_assoc *a)
{
	struct addr addr = { 0 };
	bool refclock = addr_parse(&addr, a->name) && addr_is_refclock(&addr);
	int min = a->minpoll != 0 ? a->minpoll : DEFAULT_MINPOLL;
	int max = a->maxpoll != 0 ? a->maxpoll :
	    refclock ? min : DEFAULT_MAXPOLL;

	if (min > max)
		a->minpoll = max;
}

void
conf_hosts_assoc(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_assoc a = { .kind = (enum conf_kind)row->bit,
		.at = parser_place(p) };

	a.name = read_address(p, &a.family);
	if (a.name == NULL)
		return;
	parser_mark(p, row);
	parser_next(p);
	(void)parser_options(p, row->options, &a, &a.set);
	order_polls(&a);
	if (!check_assoc(p, &a) ||
	    !PARSER_APPEND(p, c->assocs, c->n_assocs, a))
		free(a.name);
}

/* Returns the association id that NAME is, 0 if it is an address. */
static uint16_t
association_id(const char *name)
{
	unsigned id = 0;

	for (; *name >= '0' && *name <= '9' && id <= UINT16_MAX; name++)
		id = 10 * id + (unsigned)(*name - '0');
	return *name == '\0' && id <= UINT16_MAX ? (uint16_t)id : 0;
}

void
conf_hosts_unpeer(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_unpeer u = { .at = parser_place(p) };

	u.name = read_address(p, &u.family);
	if (u.name == NULL)
		return;
	u.assid = association_id(u.name);
	parser_mark(p, row);
	if (!PARSER_APPEND(p, c->unpeers, c->n_unpeers, u))
		free(u.name);
	else
		parser_end(p);
}

/* multicastclient and manycastserver: addresses to the end of the line. */
void
conf_hosts_casts(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_group g = { .manycast = row->bit != 0 };
	unsigned n = 0;

	for (;; n++) {
		parser_next_string(p);
		g.family = 0;
		if (p->token.kind == TOKEN_STRING && !is_address(p, &g.family))
			parser_next_string(p);
		else if (p->token.kind == TOKEN_END && n > 0)
			return;
		if (p->token.kind != TOKEN_STRING)
			break;
		g.at = parser_place(p);
		g.name = parser_copy(p, p->token.text);
		if (g.name == NULL)
			return;
		if (!PARSER_APPEND(p, c->groups, c->n_groups, g)) {
			free(g.name);
			return;
		}
		p->bclient = true;
		parser_mark(p, row);
	}
	parser_unexpected(p, "an address");
}

/* --- access -------------------------------------------------------------- */

/*
 * Read what a restrict line is about, and its mask.  Returns false after a
 * syntax error; the current word is the first that was not read.
 */
static bool
restrict_target(struct parser *p, struct conf_restrict *r)
{
	const struct conf_row *word;

	parser_next(p);
	if (p->token.kind == TOKEN_INTEGER && !is_address(p, &r->family) &&
	    p->token.text[2] == '\0')
		parser_next(p);
	if (p->token.kind == TOKEN_END && r->flags != 0)
		return true; /* "allow" and "deny": all addresses */
	word = parser_row(p, "restrict address");
	if (word != NULL) {
		parser_mark(p, word);
		r->source = word->bit != 0;
		parser_next(p);
		return true;
	}
	if (!parser_is_name(p)) {
		parser_unexpected(p, "an address or default");
		return false;
	}
	r->name = parser_copy(p, p->token.text);
	parser_next(p);
	word = parser_row(p, "restrict mask");
	if (word == NULL)
		return r->name != NULL;
	parser_next(p);
	if (!parser_is_name(p) && p->token.kind != TOKEN_INTEGER) {
		parser_unexpected(p, "a mask");
		return false;
	}
	parser_mark(p, word);
	r->mask = parser_copy(p, p->token.text);
	parser_next(p);
	return r->name != NULL && r->mask != NULL;
}

/* Returns true if R makes sense; otherwise says what does not. */
static bool
check_restrict(struct parser *p, const struct conf_restrict *r)
{
	struct access_rule rules[2];
	int n = conf_restrict_rule(r, rules);
	bool mask = n == CONF_RESTRICT_MASK;

	if (n < 0)
		parser_report(p, CONF_ERROR, PRI_ERR, r->at,
		    "restrict: error in %s '%s' on line %u. Ignoring...",
		    mask ? "mask" : "address",
		    mask && r->mask != NULL ? r->mask : r->name, r->at.line);
	return n >= 0;
}

void
conf_hosts_restrict(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_restrict r = { .flags = row->bit, .at = parser_place(p) };
	bool ok = restrict_target(p, &r);

	if (ok) {
		p->sense = true;
		(void)parser_options(p, row->options, &r, NULL);
		parser_mark(p, row);
		ok = check_restrict(p, &r) &&
		    PARSER_APPEND(p, c->restricts, c->n_restricts, r);
	}
	if (!ok) {
		free(r.name);
		free(r.mask);
	}
}

/* --- traps --------------------------------------------------------------- */

void
conf_hosts_trap(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_trap t = { .port = TRAP_PORT, .at = parser_place(p) };

	t.host = parser_text(p);
	if (t.host == NULL)
		return;
	parser_mark(p, row);
	parser_next(p);
	(void)parser_options(p, row->options, &t, NULL);
	if (t.port < 1 || t.port > UINT16_MAX)
		parser_report(p, CONF_ERROR, PRI_ERR, t.at,
		    "invalid port number %d, trap ignored", t.port);
	else if (PARSER_APPEND(p, c->traps, c->n_traps, t))
		return;
	free(t.host);
	free(t.interface);
}
