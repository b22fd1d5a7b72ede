/*
 * lint_sources.c -- rules about where the time comes from.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "addr.h"
#include "lint_rules.h"
#include "names.h"

#define NAME 256       /* octets of the longest name that is looked at */
#define POLITE 6       /* log2 s: what others' servers may be asked */
#define LOCAL_CLOCK 1  /* reference clock type of the local clock */
#define NICS 64        /* interface lines that are searched for each source */

static const struct lint_fix none = { LINT_NONE, NULL };

/* --- what a source is ----------------------------------------------------- */

/* Returns the type of the reference clock A, 0 if it is none. */
static unsigned
clock_type(const struct conf_assoc *a)
{
	struct addr addr = { 0 };

	return addr_parse(&addr, a->name) && addr_is_refclock(&addr) ?
	    addr.ip[2] : 0;
}

static bool
is_server(const struct conf_assoc *a)
{
	return a->kind == CONF_SERVER || a->kind == CONF_POOL ||
	    a->kind == CONF_PEER;
}

/* Returns true if A is this host; another port of it is another matter. */
static bool
is_self(const struct lint *l, const struct conf_assoc *a)
{
	const struct lint_host *h = l->host;
	struct addr addr;

	if (a->port != 0 && a->port != l->conf.port)
		return false;
	if (!addr_parse(&addr, a->name))
		return strcmp(a->name, "localhost") == 0 ||
		    strcmp(a->name, "localhost.localdomain") == 0;
	if (addr_is_any(&addr) || (addr_is_loopback(&addr) &&
	    !addr_is_refclock(&addr)))
		return true;
	for (size_t i = 0; h != NULL && i < h->n_addrs; i++)
		if (addr_same_host(&h->addrs[i], &addr))
			return true;
	for (size_t i = 0; i < l->conf.n_nics && i < NICS; i++) {
		const struct conf_nic *nic = &l->conf.nics[i];
		struct addr own;

		if (nic->action == NIC_LISTEN && addr_parse(&own, nic->match) &&
		    addr_same_host(&own, &addr))
			return true;
	}
	return false;
}

bool
lint_sources_is_remote(const struct lint *l, const struct conf_assoc *a)
{
	struct addr addr;

	return is_server(a) && !is_self(l, a) &&
	    !(addr_parse(&addr, a->name) && addr_is_refclock(&addr));
}

/* Returns true if NAME ends in DOMAIN, at a dot. */
static bool
is_under(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	return n >= d && strcmp(name + n - d, domain) == 0 &&
	    (n == d || name[n - d - 1] == '.');
}

static bool
is_private_address(const struct addr *a)
{
	static const struct { uint8_t family, bits, ip[2]; } nets[] = {
		{ 4, 8, { 10, 0 } }, { 4, 12, { 172, 16 } },
		{ 4, 16, { 192, 168 } }, { 4, 10, { 100, 64 } },
		{ 4, 16, { 169, 254 } }, { 4, 8, { 127, 0 } },
		{ 6, 7, { 0xfc, 0 } }, { 6, 10, { 0xfe, 0x80 } }
	};

	for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++) {
		unsigned shift = 16u - nets[i].bits;
		unsigned x = (unsigned)a->ip[0] << 8 | a->ip[1];
		unsigned y = (unsigned)nets[i].ip[0] << 8 | nets[i].ip[1];

		if (a->family == nets[i].family && x >> shift == y >> shift)
			return true;
	}
	return addr_is_any(a);
}

/* Returns true if NAME is somebody else's in the internet. */
static bool
is_public(const char *name)
{
	static const char *const own[] = { "local", "localdomain", "lan",
		"internal", "home", "home.arpa", "corp", "intranet", "private",
		"localhost" };
	struct addr a;

	if (addr_parse(&a, name))
		return !is_private_address(&a) && !addr_is_multicast(&a);
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (is_under(name, own[i]))
			return false;
	return strchr(name, '.') != NULL;
}

/* Returns true if NAME stands for many servers of many people. */
static bool
is_pool(const char *name)
{
	static const char *const pools[] = { "pool.ntp.org", "ntp.ubuntu.com",
		"pool.chrony.eu" };

	for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++)
		if (is_under(name, pools[i]))
			return true;
	return false;
}

/* Returns the first source on another host, NULL if there is none. */
static const struct conf_assoc *
first_remote(const struct lint *l)
{
	for (size_t i = 0; i < l->conf.n_assocs; i++)
		if (lint_sources_is_remote(l, &l->conf.assocs[i]))
			return &l->conf.assocs[i];
	return NULL;
}

/* --- single sources ------------------------------------------------------- */

/* Returns the replacement of the word TEXT in A's line by WITH. */
static struct lint_fix
with_word(const struct lint *l, const struct conf_assoc *a, const char *with)
{
	struct lint_line line;
	struct lint_edit e;
	char text[NAME];

	if (!lint_line_at(l, a->at, &line))
		return none;
	for (size_t i = 1; i < line.n; i++) {
		if (strcmp(lint_word(&line, i, text, sizeof text), a->name))
			continue;
		e = lint_change(&line, i, with);
		return lint_edited(&line, &e, 1);
	}
	return none;
}

/* L1, L24: sources that are this host, or nothing. */
static void
check_self(struct lint *l, const struct conf_assoc *a)
{
	static const uint8_t loopback[4] = { 127, 0, 0, 1 };
	struct addr addr = { 0 };
	bool numeric = addr_parse(&addr, a->name);
	unsigned type = clock_type(a);

	if (numeric && addr_is_refclock(&addr)) {
		if (names_refclock(type)[0] == '\0')
			lint_tell(l, CONF_WARNING, "L24", a->at, none,
			    "there is no reference clock of type %u: it will "
			    "never answer", type);
		else if (names_refclock_device(type)[0] == '\0')
			lint_tell(l, CONF_WARNING, "L24", a->at, none,
			    "reference clocks of type %u (%s) are not read "
			    "here: gpsd reads many, and type 28 or 46 what it "
			    "says", type, names_refclock(type));
		else if (a->kind != CONF_SERVER)
			lint_tell(l, CONF_WARNING, "L24", a->at, none,
			    "%s is a reference clock: it takes a server line",
			    a->name);
		return;
	}
	if (!is_self(l, a))
		return;
	if (addr.family == 4 && memcmp(addr.ip, loopback, 4) == 0)
		lint_tell(l, CONF_WARNING, "L1", a->at,
		    with_word(l, a, "127.127.1.0"), "127.0.0.1 is this host "
		    "itself, which has no better time than its own: did you "
		    "mean the local clock, 127.127.1.0?");
	else
		lint_tell(l, CONF_WARNING, "L24", a->at,
		    lint_lines(LINT_REMOVE, "%s", ""), "%s is %s", a->name,
		    addr_is_any(&addr) && numeric ? "no host's address: "
		    "nobody answers there" : "this host itself, which cannot "
		    "take the time from itself");
}

/* L7: one server of a pool. */
static void
check_pool(struct lint *l, const struct conf_assoc *a)
{
	struct lint_line line;
	struct lint_edit e;
	struct lint_fix fix = none;

	if (a->kind != CONF_SERVER || !is_pool(a->name))
		return;
	if (lint_line_at(l, a->at, &line)) {
		e = lint_change(&line, 0, "pool");
		fix = lint_edited(&line, &e, 1);
	}
	lint_tell(l, CONF_NOTE, "L7", a->at, fix, "%s stands for many servers, "
	    "of which server takes one for good; pool takes several and "
	    "replaces those that fail", a->name);
}

/* L12: asking others' servers too often. */
static void
check_polite(struct lint *l, const struct conf_assoc *a)
{
	static const char *const words[] = { "minpoll", "maxpoll" };
	struct lint_edit e[4];
	struct lint_line line;
	char text[32];
	size_t n = 0, at = 0;

	if (!is_server(a) || a->minpoll == 0 || a->minpoll >= POLITE ||
	    !is_public(a->name) || !lint_line_at(l, a->at, &line))
		return;
	for (size_t i = 2; i + 1 < line.n && n < 4; i++)
		for (size_t k = 0; k < 2; k++) {
			if (!lint_is(&line, i, words[k]))
				continue;
			at = at == 0 || k == 0 ? i : at;
			(void)lint_word(&line, i + 1, text, sizeof text);
			if (strlen(text) == 1 && text[0] < '0' + POLITE)
				e[n++] = lint_change(&line, i + 1, "6");
		}
	lint_tell(l, CONF_WARNING, "L12", lint_place(&line, at),
	    lint_edited(&line, e, n), "%s is asked every %d s, which its "
	    "owner may take for an attack: 2^6 = 64 s is the least that is "
	    "polite", a->name, 1 << a->minpoll);
}

/* --- all of them ---------------------------------------------------------- */

/* L9: two sources cannot vote. */
static void
check_number(struct lint *l)
{
	const struct conf_assoc *first = first_remote(l), *second = NULL;

	if (first == NULL)
		return;
	for (size_t i = 0; i < l->conf.n_assocs; i++) {
		const struct conf_assoc *a = &l->conf.assocs[i];

		if (a->kind == CONF_POOL || a->kind == CONF_MANYCASTCLIENT ||
		    clock_type(a) > LOCAL_CLOCK)
			return;
		if (!lint_sources_is_remote(l, a) ||
		    strcmp(a->name, first->name) == 0)
			continue;
		if (second != NULL && strcmp(a->name, second->name) != 0)
			return;
		second = a;
	}
	if (second != NULL)
		lint_tell(l, CONF_WARNING, "L9", first->at, none,
		    "two sources cannot vote: when %s and %s differ, nobody "
		    "knows which of them is wrong; use one, three, or four and "
		    "more", first->name, second->name);
}

/*
 * Copy to OUT the part of NAME that somebody registered: its last two labels,
 * three below the second-level domains of countries.
 */
static void
registered(const char *name, char out[NAME])
{
	static const char *const second[] = { "ac", "co", "com", "edu", "go",
		"gov", "ne", "net", "or", "org" };
	const char *label[3] = { name, name, name };
	size_t n;

	for (const char *p = name; *p != '\0'; p++)
		if (*p == '.') {
			label[0] = label[1];
			label[1] = label[2];
			label[2] = p + 1;
		}
	n = label[2] > label[1] ? (size_t)(label[2] - label[1]) - 1 : 0;
	if (strlen(label[2]) == 2)
		for (size_t i = 0; i < sizeof second / sizeof second[0]; i++)
			if (n == strlen(second[i]) &&
			    strncmp(label[1], second[i], n) == 0)
				label[1] = label[0];
	(void)snprintf(out, NAME, "%s", label[1]);
}

/* Copy to OUT who gives the time of A, as far as its name or address tells;
 * returns false if it does not concern L8. */
static bool
operator_of(const struct conf_assoc *a, char out[NAME])
{
	struct addr addr;
	unsigned bits;

	if (!is_public(a->name) || is_pool(a->name))
		return false;
	if (!addr_parse(&addr, a->name)) {
		registered(a->name, out);
		return true;
	}
	bits = addr.family == 4 ? 24 : 48;
	memset(addr.ip + bits / 8, 0, sizeof addr.ip - bits / 8);
	(void)addr_format(&addr, out, ADDR_TEXT);
	(void)snprintf(out + strlen(out), NAME - ADDR_TEXT, "/%u", bits);
	return true;
}

/* L8: all sources are of one operator. */
static void
check_operators(struct lint *l)
{
	const struct conf_assoc *first = first_remote(l);
	char one[NAME], other[NAME];
	size_t n = 0;

	if (first == NULL || !operator_of(first, one))
		return;
	for (size_t i = 0; i < l->conf.n_assocs; i++) {
		const struct conf_assoc *a = &l->conf.assocs[i];

		if (clock_type(a) > LOCAL_CLOCK)
			return;
		if (!lint_sources_is_remote(l, a))
			continue;
		if (!operator_of(a, other) || strcmp(one, other) != 0)
			return;
		n += strcmp(a->name, first->name) != 0;
	}
	if (n > 0)
		lint_tell(l, CONF_NOTE, "L8", first->at, none,
		    "all sources are of %s: one operator decides on your time",
		    one);
}

/* L10: members of a group that all fall back on their own clocks. */
static void
check_local(struct lint *l)
{
	const struct conf_assoc *local = NULL;
	size_t peers = 0, servers = 0;

	for (size_t i = 0; i < l->conf.n_assocs; i++) {
		const struct conf_assoc *a = &l->conf.assocs[i];

		if (clock_type(a) == LOCAL_CLOCK)
			local = a;
		else if (lint_sources_is_remote(l, a) && a->kind == CONF_PEER)
			peers++;
		else if (lint_sources_is_remote(l, a))
			servers++;
	}
	if (local != NULL && peers >= 2 && servers > 0)
		lint_tell(l, CONF_WARNING, "L10", local->at,
		    lint_lines(LINT_REPLACE, "tos orphan 10"),
		    "without their servers, the members of this group of peers "
		    "would each follow its own clock, and drift apart; with "
		    "tos orphan they agree on one");
}

/* Returns the way in which NAME spreads leap seconds; 0: it does not. */
static int
smear_of(const char *name)
{
	static const struct { const char *name; int way; } smeared[] = {
		{ "time.google.com", 1 }, { "time1.google.com", 1 },
		{ "time2.google.com", 1 }, { "time3.google.com", 1 },
		{ "time4.google.com", 1 }, { "time.android.com", 1 },
		{ "metadata.google.internal", 1 }, { "169.254.169.254", 1 },
		{ "169.254.169.123", 1 }, { "fd00:ec2::123", 1 },
		{ "time.aws.com", 1 },
		{ "time.facebook.com", 2 }, { "time.meta.com", 2 }
	};
	struct addr a, b;
	bool numeric = addr_parse(&a, name);

	for (size_t i = 0; i < sizeof smeared / sizeof smeared[0]; i++)
		if (numeric ? addr_parse(&b, smeared[i].name) &&
		    addr_same_host(&a, &b) : is_under(name, smeared[i].name))
			return smeared[i].way;
	return is_under(name, "facebook.com") ? 2 : 0;
}

/* L15: sources that disagree while a leap second is spread. */
static void
check_smear(struct lint *l)
{
	const struct conf_assoc *first = first_remote(l), *smeared = NULL,
	    *other = NULL;

	for (size_t i = 0; i < l->conf.n_assocs; i++) {
		const struct conf_assoc *a = &l->conf.assocs[i];

		if (!lint_sources_is_remote(l, a))
			continue;
		if (smeared == NULL && smear_of(a->name) != 0)
			smeared = a;
		if (smear_of(a->name) != smear_of(first->name))
			other = other == NULL ? a : other;
	}
	if (other == NULL || smeared == NULL)
		return;
	if (other == smeared)
		other = first;
	lint_tell(l, CONF_WARNING, "L15", smeared->at, none,
	    "%s spreads leap seconds over hours and %s does not, or does so "
	    "otherwise: they will differ by up to 1 s; take all sources of one "
	    "kind", smeared->name, other->name);
}

/* --- interfaces ----------------------------------------------------------- */

/* The families, as bits, that NIC lets out. */
static unsigned
families(const struct conf_nic *nic)
{
	static const struct { const char *match; unsigned bits; } words[] = {
		{ "ipv4", 1 }, { "ipv6", 2 }, { "wildcard", 0 }, { "lo", 0 }
	};
	char text[ADDR_TEXT];
	struct addr a;

	if (nic->action != NIC_LISTEN)
		return 0;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(nic->match, words[i].match) == 0)
			return words[i].bits;
	(void)snprintf(text, sizeof text, "%.*s",
	    (int)strcspn(nic->match, "/"), nic->match);
	if (!addr_parse(&a, text))
		return 3;
	return addr_is_loopback(&a) ? 0 : a.family == 4 ? 1 : 2;
}

/* L25: no interface through which the sources could be asked. */
static void
check_interfaces(struct lint *l)
{
	const struct conf *c = &l->conf;
	unsigned open = 0;

	for (size_t i = 0; i < c->n_nics; i++)
		open |= families(&c->nics[i]);
	for (size_t i = 0; i < c->n_assocs && c->n_nics > 0; i++) {
		const struct conf_assoc *a = &c->assocs[i];
		unsigned wanted = a->family == 4 ? 1 : a->family == 6 ? 2 : 3;
		struct addr addr;

		if (!lint_sources_is_remote(l, a))
			continue;
		if (addr_parse(&addr, a->name))
			wanted = addr.family == 4 ? 1 : 2;
		if ((open & wanted) != 0)
			continue;
		lint_tell(l, CONF_WARNING, "L25", c->nics[0].at,
		    lint_lines(LINT_ADD, "interface listen %s", wanted == 1 ?
		    "ipv4" : wanted == 2 ? "ipv6" : "all"),
		    "no interface line lets out the questions to %s: what no "
		    "line names is ignored", a->name);
		return;
	}
}

void
lint_sources_all(struct lint *l)
{
	for (size_t i = 0; i < l->conf.n_assocs; i++) {
		const struct conf_assoc *a = &l->conf.assocs[i];

		if (!is_server(a))
			continue;
		check_self(l, a);
		check_pool(l, a);
		check_polite(l, a);
	}
	check_number(l);
	check_operators(l);
	check_local(l);
	check_smear(l);
	check_interfaces(l);
}
