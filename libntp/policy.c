/*
 * policy.c -- what a configuration lets an address do.
 *
 * The comparison asks bit after bit, and only bits that some entry which is
 * still possible looks at: a net of 24 bits by itself is 24 questions and 25
 * cells.  Where no entry has a question left, every address of the cell is
 * decided alike.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "policy.h"

#define NTP_PORT 123      /* any two ports would do */
#define OTHER_PORT 40000

struct access *
policy_table(const struct conf *c)
{
	struct access *access = access_new();

	if (access == NULL)
		return NULL;
	for (size_t i = 0; i < c->n_restricts; i++) {
		struct access_rule rules[2];
		int n = conf_restrict_rule(&c->restricts[i], rules);

		for (int k = 0; k < n; k++) {
			if (access_add(access, &rules[k]) != 0) {
				access_free(access);
				return NULL;
			}
		}
	}
	return access;
}

bool
policy_is_name(const struct conf_restrict *r)
{
	struct access_rule unused[2];

	return r->name != NULL && !r->source &&
	    conf_restrict_rule(r, unused) == 0;
}

/* Returns true if RULE is for one address alone. */
static bool
is_host(const struct access_rule *rule)
{
	for (unsigned i = 0; i < addr_bits(rule->net.family) / 8; i++)
		if (rule->mask[i] != 0xff)
			return false;
	return true;
}

bool
policy_source(const struct conf *c, const struct addr *host,
    const struct access_answer *answer, struct access_rule *out)
{
	size_t i = c->n_restricts;

	while (i > 0 && !c->restricts[i - 1].source)
		i--;
	if (i == 0 || is_host(answer->rule) ||
	    (c->restricts[i - 1].ntpport && host->port != c->port))
		return false;
	return conf_restrict_host(&c->restricts[i - 1], host, out) == 1;
}

unsigned
policy_may(const struct access_answer *answer, bool on_host)
{
	uint32_t flags = answer->flags;
	unsigned may = 0;

	if ((flags & ACCESS_IGNORE) != 0)
		return 0;
	if ((flags & ACCESS_NOSERVE) == 0) {
		may |= POLICY_TIME;
		if ((flags & ACCESS_NOPEER) == 0)
			may |= POLICY_PEER;
	}
	if ((flags & ACCESS_NOQUERY) == 0 && (answer->written || on_host)) {
		may |= POLICY_QUERY;
		if ((flags & ACCESS_NOMODIFY) == 0)
			may |= POLICY_MODIFY;
		if ((flags & ACCESS_NOTRAP) == 0)
			may |= POLICY_TRAP;
	}
	return may;
}

/* --- comparing two tables ------------------------------------------------ */

/* What the cells are cut by: the net and mask of an entry. */
struct cut {
	uint8_t net[16], mask[16];
};

struct comparison {
	const struct access *a, *b;
	struct policy_witness *out;
	struct addr at;      /* the cell's address with no bit set in vain */
	struct cut *cuts;    /* by index */
	size_t n_cuts;
	uint8_t family;      /* of the cuts collected */
	bool failed;
	unsigned cells;
};

static void
add_cut(void *ctx, const struct access_rule *rule)
{
	struct comparison *c = ctx;
	struct cut *cut = &c->cuts[c->n_cuts];

	if (rule->net.family != c->family)
		return;
	memcpy(cut->net, rule->net.ip, sizeof cut->net);
	memcpy(cut->mask, rule->mask, sizeof cut->mask);
	c->n_cuts++;
}

/* Collect the cuts of FAMILY: the entries, and the nets that count as such. */
static void
collect(struct comparison *c, uint8_t family)
{
	static const struct access_rule special[] = {
		{ .net = { .family = 4, .ip = { 127 } }, .mask = { 0xff } },
		{ .net = { .family = 4, .ip = { 224 } }, .mask = { 0xf0 } },
		{ .net = { .family = 6, .ip = { 0xff } }, .mask = { 0xff } },
		{ .net = { .family = 6, .ip = { [15] = 1 } },
		    .mask = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
	};

	c->n_cuts = 0;
	c->family = family;
	access_each(c->a, add_cut, c);
	access_each(c->b, add_cut, c);
	for (size_t i = 0; i < sizeof special / sizeof special[0]; i++)
		add_cut(c, &special[i]);
}

/*
 * Returns true if X and Y mean the same for SRC: the same flags, and the same
 * silence towards queries from outside.
 */
static bool
same_decision(const struct access_answer *x, const struct access_answer *y,
    const struct addr *src)
{
	bool host = addr_is_loopback(src);

	return x->flags == y->flags && policy_may(x, host) ==
	    policy_may(y, host);
}

/* Returns true if both tables decide alike about the cell. */
static bool
cell_is_equal(struct comparison *c)
{
	static const uint16_t ports[] = { OTHER_PORT, NTP_PORT };
	struct policy_witness *w = c->out;

	for (int i = 0; i < 2; i++) {
		w->addr = c->at;
		w->addr.port = ports[i];
		access_match(c->a, &w->addr, NTP_PORT, &w->a);
		access_match(c->b, &w->addr, NTP_PORT, &w->b);
		if (!same_decision(&w->a, &w->b, &w->addr))
			return false;
	}
	return true;
}

/* Returns the first bit from BIT on that one of the N cuts LIST looks at. */
static unsigned
next_question(const struct comparison *c, const uint32_t *list, size_t n,
    unsigned bit)
{
	unsigned bits = addr_bits(c->at.family), octet = bit / 8;
	uint8_t asked = 0, skip = (uint8_t)(0xff >> bit % 8);

	for (; octet < bits / 8; octet++, skip = 0xff) {
		for (size_t i = 0; i < n; i++)
			asked |= c->cuts[list[i]].mask[octet] & skip;
		if (asked != 0)
			return 8 * octet + (unsigned)__builtin_clz(asked) - 24;
	}
	return bits;
}

/*
 * Compare the part of the address space whose first BIT bits are those of
 * c->at, and which the N cuts LIST may touch; there is room for N more behind
 * them, and so on.  Returns false at a difference or a failure.
 */
static bool
compare_part(struct comparison *c, const uint32_t *list, size_t n, unsigned bit)
{
	uint32_t *part;
	bool equal = true;

	bit = next_question(c, list, n, bit);
	if (bit >= addr_bits(c->at.family)) {
		c->failed = ++c->cells > POLICY_CELLS;
		return !c->failed && cell_is_equal(c);
	}
	part = malloc(n * sizeof *part);
	c->failed = part == NULL;
	for (unsigned side = 0; side < 2 && equal && !c->failed; side++) {
		uint8_t one = (uint8_t)(0x80 >> bit % 8);
		size_t kept = 0;

		for (size_t i = 0; i < n; i++) {
			const struct cut *cut = &c->cuts[list[i]];

			if ((cut->mask[bit / 8] & one) == 0 ||
			    ((cut->net[bit / 8] & one) != 0) == (side != 0))
				part[kept++] = list[i];
		}
		if (side != 0)
			c->at.ip[bit / 8] |= one;
		equal = compare_part(c, part, kept, bit + 1);
		c->at.ip[bit / 8] &= (uint8_t)~one;
	}
	free(part);
	return equal && !c->failed;
}

/* Compare all addresses of FAMILY. */
static bool
compare_family(struct comparison *c, uint8_t family)
{
	uint32_t *list;
	bool equal;

	collect(c, family);
	list = calloc(c->n_cuts, sizeof *list);
	if (list == NULL) {
		c->failed = true;
		return false;
	}
	for (size_t i = 0; i < c->n_cuts; i++)
		list[i] = (uint32_t)i;
	c->at = (struct addr){ .family = family };
	c->cells = 0;
	equal = compare_part(c, list, c->n_cuts, 0);
	free(list);
	return equal;
}

enum policy_equal
policy_compare(const struct access *a, const struct access *b,
    struct policy_witness *out)
{
	struct comparison c = { .a = a, .b = b, .out = out };
	bool equal;

	c.cuts = calloc(access_count(a) + access_count(b) + 4,
	    sizeof *c.cuts);
	if (c.cuts == NULL)
		return POLICY_UNKNOWN;
	equal = compare_family(&c, 4) && compare_family(&c, 6);
	free(c.cuts);
	return c.failed ? POLICY_UNKNOWN :
	    equal ? POLICY_EQUAL : POLICY_DIFFERENT;
}
