/*
 * access.h -- who may do what: the restrict table.
 *
 * Classic semantics are a pure function: among the rules with
 * addr & mask == net (and the source port right, for "ntpport" rules) the one
 * with the greatest (net, mask, ntpport) wins; for prefix masks that is the
 * longest match.  Prefix masks live in a path-compressed binary trie, masks
 * with holes in a list sorted best first; the answer is the better of the two.
 * The first question after something was added puts all that in order, so that
 * a table is for one thread.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ACCESS_H
#define ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

/* Restriction flags, as the words of a restrict line. */
enum access_flag {
	ACCESS_IGNORE = 0x0001,
	ACCESS_NOSERVE = 0x0002,
	ACCESS_NOTRUST = 0x0004,
	ACCESS_NOQUERY = 0x0008,
	ACCESS_NOMODIFY = 0x0010,
	ACCESS_NOPEER = 0x0020,
	ACCESS_NOTRAP = 0x0040,
	ACCESS_LPTRAP = 0x0080,
	ACCESS_LIMITED = 0x0100,
	ACCESS_VERSION = 0x0200,
	ACCESS_KOD = 0x0400,
	ACCESS_FLAKE = 0x0800,
	ACCESS_MSSNTP = 0x1000,
	ACCESS_NOMRULIST = 0x2000
};

/* One entry.  NET and MASK are IP octets; NET is masked when added. */
struct access_rule {
	struct addr net;    /* port is not looked at */
	uint8_t mask[16];
	bool ntpport;       /* only for packets from the NTP port */
	bool written;       /* by a restrict line, not by ourselves */
	uint32_t flags;     /* enum access_flag */
	const char *file;   /* where it was written; NULL: built in */
	unsigned line;
	uint64_t hits;      /* packets it decided about, as callers count */
};

/* The answer to a lookup. */
struct access_answer {
	uint32_t flags;
	bool written;       /* the winner was written, or merged into, by a line */
	const struct access_rule *rule; /* the winner; never NULL; valid until
	                                 * something is added */
	uint64_t *hits;     /* of the entry that matched; as long as RULE */
	unsigned visited;   /* trie nodes looked at */
};

struct access;

/*
 * Make a table that holds the two default entries (0/0 and ::/0, no flags).
 *
 * Returns NULL if there is no memory.
 */
struct access *access_new(void);

/* Release A (NULL is fine). */
void access_free(struct access *a);

/*
 * Add RULE to A.  If an entry with the same net, mask and ntpport exists, the
 * flags are ORed into it and it counts as written if either is.
 *
 * Returns 0, or -1 with A untouched if there is no memory or RULE has no
 * address.
 */
int access_add(struct access *a, const struct access_rule *rule);

/* Returns how many entries A has, the two defaults included. */
size_t access_count(const struct access *a);

/* Call EACH with CTX for every entry of A, the two defaults included. */
void access_each(const struct access *a,
    void (*each)(void *ctx, const struct access_rule *rule), void *ctx);

/*
 * Put what A says about a packet from SRC into OUT.  NTP_PORT is the port that
 * "ntpport" entries ask for.  Multicast sources are treated as "ignore".
 *
 * Visits at most one node more than the address has bits.
 */
void access_match(const struct access *a, const struct addr *src,
    uint16_t ntp_port, struct access_answer *out);

/* Returns the word for one FLAG bit ("nomodify"), NULL if it has none. */
const char *access_flag_name(uint32_t flag);

/* Returns FLAGS as the bits that control messages show them by. */
uint16_t access_wire(uint32_t flags);

#endif
