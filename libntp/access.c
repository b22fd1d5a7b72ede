/*
 * access.c -- who may do what: the restrict table.
 *
 * Addresses and masks are 128-bit numbers, IPv4 in the topmost 32 bits, so one
 * trie code serves both families and "greater net, then greater mask" is a
 * comparison of numbers.  Nodes and entries are arrays and refer to each other
 * by index; two nodes fill a cache line, and an entry is not looked at before
 * it has won, because memory is what a lookup waits for.  Masks with holes are
 * rare: they live in a balanced tree in the order in which they win.
 *
 * Entries join the trie when somebody asks, sorted: each then goes where the
 * one before it went, and 100 000 cost little more apiece than 1000.  Memory
 * for that is had when they are added, so that only adding can fail.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/tree.h>

#include <stdlib.h>
#include <string.h>

#include "access.h"

#define INDEX_MAX 0x10000000u /* entries; more is a mistake */
#define CACHE_LINE 64         /* octets */
#define AHEAD 16              /* entries fetched before they are needed */

/* An address or a mask as a number. */
struct bits {
	uint64_t hi, lo;
};

/* What decides which of two matching entries wins. */
struct rank {
	struct bits net, mask;
	bool ntpport;
};

/* Kinds of entries that a node may have, as bits of node.kinds. */
enum kind { KIND_PLAIN = 0x01, KIND_NTPPORT = 0x02 };

/* A node of the trie: all addresses that begin with LENGTH bits of NET. */
struct node {
	struct bits net;
	uint32_t child[2]; /* index, by the bit after LENGTH; 0: none */
	uint32_t entry;    /* index + 1: the plain one, or the only one */
	uint8_t length;
	uint8_t kinds;     /* enum kind: 0: the node is a fork only */
};

/* An entry of the trie. */
struct entry {
	struct access_rule rule; /* no address: merged into another */
	uint32_t twin;     /* index + 1 of the "ntpport" entry beside a plain
	                    * one; 0: none */
};

/* An entry that waits for its place in the trie. */
struct waiting {
	uint64_t net;      /* its first 64 bits: what it is sorted by */
	uint32_t index;
};

/* The way from a root to the node that was found last. */
struct way {
	uint32_t nodes[130]; /* indexes; by length, so no more than that */
	unsigned n;
};

/* An entry whose mask has holes. */
struct hole {
	RB_ENTRY(hole) link;
	struct rank rank;
	struct access_rule rule;
};
RB_HEAD(holes, hole);

/* What a question may put in order, though it changes no answer. */
struct trie {
	struct node *nodes; /* 0 and 1 are the roots: IPv4, IPv6 */
	struct entry *entries;
	uint32_t n_nodes, n_entries;       /* in use */
	uint32_t room_nodes, room_entries; /* allocated */
	uint32_t n_placed;                 /* entries that are in the trie */
	uint32_t n_merged;                 /* of these: in another */
};

struct access {
	struct trie *trie;
	struct holes holes[2];
	size_t n_holes;
};

/* Returns the number that the 8 octets at P are. */
static uint64_t
load64(const uint8_t *p)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < 8; i++)
		n = n << 8 | p[i];
	return n;
}

/* Returns the number that the first octets of IP are in FAMILY. */
static inline struct bits
bits_load(const uint8_t ip[16], uint8_t family)
{
	struct bits b = { load64(ip), 0 };

	if (family == 6)
		b.lo = load64(ip + 8);
	else
		b.hi &= 0xffffffff00000000ULL;
	return b;
}

static void
bits_store(struct bits b, uint8_t ip[16])
{
	for (unsigned i = 0; i < 8; i++) {
		ip[i] = (uint8_t)(b.hi >> (56 - 8 * i));
		ip[i + 8] = (uint8_t)(b.lo >> (56 - 8 * i));
	}
}

static struct bits
bits_and(struct bits a, struct bits b)
{
	a.hi &= b.hi;
	a.lo &= b.lo;
	return a;
}

static bool
bits_equal(struct bits a, struct bits b)
{
	return a.hi == b.hi && a.lo == b.lo;
}

/* Returns -1, 0 or 1 as A is less than, equal to or greater than B. */
static int
bits_compare(struct bits a, struct bits b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo == b.lo ? 0 : a.lo < b.lo ? -1 : 1;
}

/* Returns how many leading bits A and B have in common. */
static unsigned
bits_common(struct bits a, struct bits b)
{
	if (a.hi != b.hi)
		return (unsigned)__builtin_clzll(a.hi ^ b.hi);
	if (a.lo != b.lo)
		return 64 + (unsigned)__builtin_clzll(a.lo ^ b.lo);
	return 128;
}

/* Returns bit number AT of B, counted from the left. */
static unsigned
bits_at(struct bits b, unsigned at)
{
	return (at < 64 ? b.hi >> (63 - at) : b.lo >> (127 - at)) & 1;
}

/* Returns the mask of LENGTH bits. */
static struct bits
bits_mask(unsigned length)
{
	struct bits b = { 0, 0 };

	if (length > 64)
		b.lo = ~0ULL << (128 - length);
	if (length > 0)
		b.hi = length >= 64 ? ~0ULL : ~0ULL << (64 - length);
	return b;
}

/* Returns the length of the prefix mask MASK, -1 if it has holes. */
static int
prefix_length(struct bits mask)
{
	struct bits ones = { ~0ULL, ~0ULL };
	unsigned length = bits_common(mask, ones);

	return bits_equal(mask, bits_mask(length)) ? (int)length : -1;
}

/* Returns < 0, 0 or > 0 as A wins over, equals or loses to B. */
static int
rank_compare(const struct rank *a, const struct rank *b)
{
	int order = bits_compare(b->net, a->net);

	if (order == 0)
		order = bits_compare(b->mask, a->mask);
	if (order == 0)
		order = (int)b->ntpport - (int)a->ntpport;
	return order;
}

static int
hole_compare(const struct hole *a, const struct hole *b)
{
	return rank_compare(&a->rank, &b->rank);
}

RB_GENERATE_INTERNAL(holes, hole, link, hole_compare,
    __attribute__((unused)) static)

/* Make room for the nodes of one more entry; returns false if there is none. */
static bool
reserve_nodes(struct trie *t)
{
	uint32_t need = 2 + 2 * (t->n_entries + 1), room = 2 * need;
	struct node *p;

	if (need <= t->room_nodes)
		return true;
	p = aligned_alloc(CACHE_LINE, room * sizeof *p);
	if (p == NULL)
		return false;
	if (t->n_nodes > 0)
		memcpy(p, t->nodes, t->n_nodes * sizeof *p);
	free(t->nodes);
	t->nodes = p;
	t->room_nodes = room;
	return true;
}

/* Make room for one more entry; returns false if there is none. */
static bool
reserve_entry(struct trie *t)
{
	uint32_t room = 2 * t->room_entries + 8;
	struct entry *p;

	if (t->n_entries < t->room_entries)
		return true;
	if (t->n_entries >= INDEX_MAX)
		return false;
	p = realloc(t->entries, room * sizeof *p);
	if (p == NULL)
		return false;
	t->entries = p;
	t->room_entries = room;
	return true;
}

/* Append a node for LENGTH bits of NET; returns its index. */
static uint32_t
node_new(struct trie *t, struct bits net, unsigned length)
{
	struct node *n = &t->nodes[t->n_nodes];

	memset(n, 0, sizeof *n);
	n->net = bits_and(net, bits_mask(length));
	n->length = (uint8_t)length;
	return t->n_nodes++;
}

/* Shorten WAY to the nodes that are on the way to LENGTH bits of NET. */
static uint32_t
way_back(const struct trie *t, struct way *way, struct bits net,
    unsigned length)
{
	for (; way->n > 1; way->n--) {
		const struct node *n = &t->nodes[way->nodes[way->n - 1]];

		if (n->length <= length && bits_common(net, n->net) >= n->length)
			break;
	}
	return way->nodes[way->n - 1];
}

/*
 * Returns the index of the node for LENGTH bits of NET, made if it is missing:
 * a leaf, a node on the way to an existing one, or a leaf beside one and the
 * node where the two part.  WAY begins with the root and leads to some node,
 * then to the one that is returned.
 */
static uint32_t
node_find(struct trie *t, struct way *way, struct bits net, unsigned length)
{
	uint32_t at = way_back(t, way, net, length);

	while (t->nodes[at].length < length) {
		unsigned side = bits_at(net, t->nodes[at].length);
		uint32_t next = t->nodes[at].child[side], found, fork;
		const struct node *n = &t->nodes[next];
		unsigned common = next != 0 ? bits_common(net, n->net) : 0;

		if (next != 0 && common >= n->length && n->length <= length) {
			way->nodes[way->n++] = at = next;
			continue;
		}
		found = fork = node_new(t, net, length);
		if (next != 0 && common < length) {
			fork = node_new(t, net, common);
			t->nodes[fork].child[bits_at(net, common)] = found;
			way->nodes[way->n++] = fork;
		}
		t->nodes[at].child[side] = fork;
		if (next != 0) {
			side = bits_at(n->net, t->nodes[fork].length);
			t->nodes[fork].child[side] = next;
		}
		way->nodes[way->n++] = found;
		return found;
	}
	return at;
}

static void
merge(struct access_rule *into, const struct access_rule *rule)
{
	into->flags |= rule->flags;
	if (rule->written && !into->written) {
		into->written = true;
		into->file = rule->file;
		into->line = rule->line;
	}
}

/* Returns index + 1 of N's entry of the one KIND, which it has. */
static uint32_t
entry_of(const struct trie *t, const struct node *n, enum kind kind)
{
	bool twin = kind == KIND_NTPPORT && (n->kinds & KIND_PLAIN) != 0;

	return twin ? t->entries[n->entry - 1].twin : n->entry;
}

/* Put the entry INDEX into the trie, or merge it into the one there. */
static void
place(struct trie *t, uint32_t index, struct way ways[2])
{
	struct entry *e = &t->entries[index];
	enum kind kind = e->rule.ntpport ? KIND_NTPPORT : KIND_PLAIN;
	uint8_t family = e->rule.net.family;
	int length = prefix_length(bits_load(e->rule.mask, family));
	struct node *n;

	n = &t->nodes[node_find(t, &ways[family == 6],
	    bits_load(e->rule.net.ip, family), (unsigned)length)];
	if ((n->kinds & kind) != 0) {
		merge(&t->entries[entry_of(t, n, kind) - 1].rule, &e->rule);
		e->rule.net.family = 0;
		t->n_merged++;
		return;
	}
	if (kind == KIND_NTPPORT && n->kinds != 0) {
		t->entries[n->entry - 1].twin = index + 1;
	} else {
		if (n->entry != 0)
			e->twin = n->entry;
		n->entry = index + 1;
	}
	n->kinds |= (uint8_t)kind;
}

/*
 * Sort the N elements of FROM by the octet SHIFT of their net into TO; those
 * that are equal keep their order.  Returns false if all are: TO is untouched.
 */
static bool
sort_by_octet(const struct waiting *from, struct waiting *to, uint32_t n,
    unsigned shift)
{
	uint32_t starts[256] = { 0 }, at = 0;

	for (uint32_t i = 0; i < n; i++)
		starts[from[i].net >> shift & 0xff]++;
	if (starts[from[0].net >> shift & 0xff] == n)
		return false;
	for (unsigned k = 0; k < 256; k++) {
		uint32_t count = starts[k];

		starts[k] = at;
		at += count;
	}
	for (uint32_t i = 0; i < n; i++)
		to[starts[from[i].net >> shift & 0xff]++] = from[i];
	return true;
}

/*
 * Returns the waiting entries of T in the order to place them, to be freed;
 * NULL if there is no memory.  Each octet costs the same for each entry,
 * however many there are.
 */
static struct waiting *
sort_waiting(const struct trie *t, uint32_t n)
{
	struct waiting *list = calloc(n, sizeof *list);
	struct waiting *other = calloc(n, sizeof *other), *swap;

	for (uint32_t i = 0; i < n && list != NULL && other != NULL; i++) {
		const struct access_rule *r =
		    &t->entries[t->n_placed + i].rule;

		list[i].net = bits_load(r->net.ip, r->net.family).hi;
		list[i].index = t->n_placed + i;
	}
	for (unsigned shift = 0; shift < 64 && list != NULL && other != NULL;
	    shift += 8) {
		if (!sort_by_octet(list, other, n, shift))
			continue;
		swap = list;
		list = other;
		other = swap;
	}
	free(other);
	if (other == NULL) {
		free(list);
		return NULL;
	}
	return list;
}

/* Give all entries their places. */
static void
place_all(struct trie *t)
{
	uint32_t n = t->n_entries - t->n_placed;
	struct waiting *list = n > 1 ? sort_waiting(t, n) : NULL;
	struct way ways[2] = { { { 0 }, 1 }, { { 1 }, 1 } };
	const struct entry *e;

	for (uint32_t i = 0; i < n; i++) {
		if (list != NULL && i + AHEAD < n) {
			e = &t->entries[list[i + AHEAD].index];
			__builtin_prefetch(e);
			__builtin_prefetch(&e->twin);
		}
		/* Without memory for a list: as they come. */
		place(t, list != NULL ? list[i].index : t->n_placed + i, ways);
	}
	free(list);
	t->n_placed = t->n_entries;
}

static int
add_prefix(struct trie *t, const struct access_rule *rule)
{
	struct entry *e;

	if (!reserve_nodes(t) || !reserve_entry(t))
		return -1;
	e = &t->entries[t->n_entries++];
	e->rule = *rule;
	e->twin = 0;
	return 0;
}

static int
add_hole(struct access *a, const struct access_rule *rule,
    const struct rank *rank)
{
	struct hole *h = calloc(1, sizeof *h), *old;

	if (h == NULL)
		return -1;
	h->rank = *rank;
	h->rule = *rule;
	old = RB_INSERT(holes, &a->holes[rule->net.family == 6], h);
	if (old != NULL) {
		merge(&old->rule, rule);
		free(h);
	} else {
		a->n_holes++;
	}
	return 0;
}

int
access_add(struct access *a, const struct access_rule *rule)
{
	struct access_rule r = *rule;
	struct rank rank;

	if (addr_bits(r.net.family) == 0)
		return -1;
	rank.mask = bits_load(r.mask, r.net.family);
	rank.net = bits_and(bits_load(r.net.ip, r.net.family), rank.mask);
	rank.ntpport = r.ntpport;
	bits_store(rank.mask, r.mask);
	bits_store(rank.net, r.net.ip);
	r.net.port = 0;
	r.net.scope = 0;
	if (prefix_length(rank.mask) < 0)
		return add_hole(a, &r, &rank);
	return add_prefix(a->trie, &r);
}

struct access *
access_new(void)
{
	struct access *a = calloc(1, sizeof *a);
	struct bits none = { 0, 0 };
	bool ok = a != NULL &&
	    (a->trie = calloc(1, sizeof *a->trie)) != NULL &&
	    reserve_nodes(a->trie);

	if (ok) {
		(void)node_new(a->trie, none, 0);
		(void)node_new(a->trie, none, 0);
	}
	for (uint8_t family = 4; ok && family <= 6; family += 2) {
		struct access_rule all = { .net.family = family };

		ok = access_add(a, &all) == 0;
	}
	if (!ok) {
		access_free(a);
		return NULL;
	}
	return a;
}

void
access_free(struct access *a)
{
	struct hole *h, *next;

	if (a == NULL)
		return;
	for (int i = 0; i < 2; i++) {
		RB_FOREACH_SAFE(h, holes, &a->holes[i], next) {
			(void)RB_REMOVE(holes, &a->holes[i], h);
			free(h);
		}
	}
	if (a->trie != NULL) {
		free(a->trie->nodes);
		free(a->trie->entries);
		free(a->trie);
	}
	free(a);
}

size_t
access_count(const struct access *a)
{
	place_all(a->trie);
	return a->trie->n_entries - a->trie->n_merged + a->n_holes;
}

void
access_each(const struct access *a,
    void (*each)(void *ctx, const struct access_rule *rule), void *ctx)
{
	/* RB_FOREACH() wants a head it could change. */
	struct holes holes[2] = { a->holes[0], a->holes[1] };
	struct hole *h;

	place_all(a->trie);
	for (uint32_t i = 0; i < a->trie->n_entries; i++)
		if (a->trie->entries[i].rule.net.family != 0)
			each(ctx, &a->trie->entries[i].rule);
	for (int i = 0; i < 2; i++)
		RB_FOREACH(h, holes, &holes[i])
			each(ctx, &h->rule);
}

/*
 * Walk from the root AT towards KEY and put the place of the last node with an
 * entry for it into RANK; NTPPORT says whether it comes from the NTP port.
 *
 * Returns that entry's rule; there is one, because the roots have one.
 */
static struct access_rule *
match_prefix(const struct trie *t, uint32_t at, struct bits key, bool ntpport,
    struct rank *rank, unsigned *visited)
{
	unsigned kinds = ntpport ? KIND_PLAIN | KIND_NTPPORT : KIND_PLAIN;
	unsigned bits = at == 0 ? 32 : 128;
	const struct node *n, *best = &t->nodes[at];

	*visited = 0;
	do {
		n = &t->nodes[at];
		++*visited;
		if (bits_common(key, n->net) < n->length)
			break;
		if ((n->kinds & kinds) != 0)
			best = n;
		at = n->length < bits ? n->child[bits_at(key, n->length)] : 0;
	} while (at != 0);
	rank->mask = bits_mask(best->length);
	rank->net = best->net;
	rank->ntpport = (best->kinds & kinds & KIND_NTPPORT) != 0;
	return &t->entries[entry_of(t, best, rank->ntpport ? KIND_NTPPORT :
	    KIND_PLAIN) - 1].rule;
}

/*
 * Returns the best rule for KEY among HOLES that wins over RANK, or NULL.
 * A net that matches is never greater than the address: the search starts
 * there, and ends where RANK would win anyway.
 */
static struct access_rule *
match_hole(struct holes holes, struct bits key, bool ntpport,
    const struct rank *rank)
{
	struct hole from = { .rank = { key, { ~0ULL, ~0ULL }, true } }, *h;

	for (h = RB_NFIND(holes, &holes, &from);
	    h != NULL && rank_compare(&h->rank, rank) < 0;
	    h = RB_NEXT(holes, &holes, h)) {
		if (bits_equal(bits_and(key, h->rank.mask), h->rank.net) &&
		    (ntpport || !h->rank.ntpport))
			return &h->rule;
	}
	return NULL;
}

void
access_match(const struct access *a, const struct addr *src,
    uint16_t ntp_port, struct access_answer *out)
{
	struct access_rule *rule, *hole = NULL;
	struct bits key = bits_load(src->ip, src->family);
	bool ntpport = src->port == ntp_port;
	uint32_t v6 = src->family == 6;
	struct rank rank;

	if (a->trie->n_placed < a->trie->n_entries)
		place_all(a->trie);
	rule = match_prefix(a->trie, v6, key, ntpport, &rank, &out->visited);
	if (!RB_EMPTY(&a->holes[v6]))
		hole = match_hole(a->holes[v6], key, ntpport, &rank);
	if (hole != NULL)
		rule = hole;
	out->rule = rule;
	out->hits = &rule->hits;
	out->flags = out->rule->flags;
	out->written = out->rule->written;
	if (src->family == 0 || addr_is_multicast(src))
		out->flags = ACCESS_IGNORE;
}

/* The flags: their words, and their bits in control messages. */
static const struct {
	uint32_t flag;
	uint16_t wire;
	const char *name;
} flags_known[] = {
	{ ACCESS_IGNORE, 0x0001, "ignore" },
	{ ACCESS_NOSERVE, 0x0002, "noserve" },
	{ ACCESS_NOTRUST, 0x0004, "notrust" },
	{ ACCESS_NOQUERY, 0x0040, "noquery" },
	{ ACCESS_NOMODIFY, 0x0080, "nomodify" },
	{ ACCESS_NOPEER, 0x0010, "nopeer" },
	{ ACCESS_NOTRAP, 0x0100, "notrap" },
	{ ACCESS_LPTRAP, 0x0200, "lowpriotrap" },
	{ ACCESS_LIMITED, 0x0020, "limited" },
	{ ACCESS_VERSION, 0x0008, "version" },
	{ ACCESS_KOD, 0x0400, "kod" },
	{ ACCESS_FLAKE, 0x1000, "flake" },
	{ ACCESS_MSSNTP, 0x0800, "mssntp" },
	{ ACCESS_NOMRULIST, 0x2000, "nomrulist" },
};

const char *
access_flag_name(uint32_t flag)
{
	for (size_t i = 0; i < sizeof flags_known / sizeof flags_known[0]; i++)
		if (flags_known[i].flag == flag)
			return flags_known[i].name;
	return NULL;
}

uint16_t
access_wire(uint32_t flags)
{
	unsigned wire = 0;

	for (size_t i = 0; i < sizeof flags_known / sizeof flags_known[0]; i++)
		if ((flags & flags_known[i].flag) != 0)
			wire |= flags_known[i].wire;
	return (uint16_t)wire;
}
