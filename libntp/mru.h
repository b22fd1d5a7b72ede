/*
 * mru.h -- who asked, when, and how often: the list of the most recently used
 * addresses, and the rate limit that lives on it.
 *
 * A hash of addresses over a fixed array of entries that are also a list, the
 * latest first; when the array is full the one heard least recently gives way.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MRU_H
#define MRU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "ntptime.h"

/* One address that has sent us something. */
struct mru_entry {
	struct addr addr;   /* with the port it used last */
	struct addr to;     /* ours, that it came to last; none: not known */
	double first;       /* mono */
	double last;        /* mono, of the packet that was judged last */
	ntp_time first_at, last_at; /* of any packet, by the clock of that time */
	uint32_t flags;     /* of the last packet, as access_wire() has them */
	uint64_t count;     /* packets about time */
	uint32_t heard;     /* of them, no questions */
	uint32_t dropped;   /* of them, unanswered for the rate limit */
	uint32_t commands;  /* other packets: modes 6 and 7 */
	uint32_t refused;   /* of them, not answered */
	ntp_time command_first, command_last; /* when these came */
	uint8_t mode, version; /* of the last packet */
	double leak;        /* s, how far ahead of its allowance it is */
	uint32_t chain;     /* next entry with this hash + 1; 0: none */
	uint32_t newer, older; /* in the list, + 1; 0: none */
};

/* The limits of a "discard" line. */
struct mru_limits {
	int average;  /* log2 s, mean headway that is allowed */
	int minimum;  /* log2 s, least headway */
};

/* The limits of a "ratelimit" line. */
struct mru_rate {
	int interval; /* log2 s, mean headway that is allowed */
	int burst;    /* packets at once, 1..255 */
	int leak;     /* log2: of so many packets beyond, one is answered */
};

/* What a source may have. */
enum mru_limit { MRU_ANSWER, MRU_KISS, MRU_SILENCE };

struct mru;

/*
 * Make a list for CAPACITY (1..2^24) addresses; SECRET makes it impossible to
 * choose addresses that fall on one hash.
 *
 * Returns NULL if there is no memory.
 */
struct mru *mru_new(size_t capacity, uint64_t secret);

/* Release M (NULL is fine). */
void mru_free(struct mru *m);

/*
 * Note that a packet of MODE and VERSION came from ADDR at MONO.
 *
 * Returns its entry, LAST not yet moved on: mru_limit() does that.
 */
struct mru_entry *mru_note(struct mru *m, const struct addr *addr, double mono,
    uint8_t mode, uint8_t version);

/*
 * Note that a packet of MODE and VERSION, 6 or 7, came from ADDR at MONO and
 * WALL.  It concerns neither the rate limit nor, if ADDR has asked for the time
 * as well, what is said about that; and nobody has to give way for it.
 *
 * Returns its entry; NULL if it has none.
 */
struct mru_entry *mru_command(struct mru *m, const struct addr *addr,
    double mono, ntp_time wall, uint8_t mode, uint8_t version);

/*
 * Note that such a packet from ADDR was not answered; who is not in M is not
 * put there by that.
 */
void mru_refused(struct mru *m, const struct addr *addr);

/*
 * Judge the packet of ENTRY at MONO by LIMITS, and move its LAST on.  The first
 * one is always answered.
 *
 * Source: the leaky bucket of classic's "restrict limited".
 */
enum mru_limit mru_limit(struct mru_entry *entry,
    const struct mru_limits *limits, double mono);

/*
 * The same by RATE, with DICE (random) deciding which of the packets beyond it
 * are answered; nobody is told.
 *
 * Source: chrony's "ratelimit".
 */
enum mru_limit mru_ratelimit(struct mru_entry *entry,
    const struct mru_rate *rate, double mono, uint32_t dice);

/* Returns the entry of ADDR, whatever its port, or NULL. */
const struct mru_entry *mru_find(const struct mru *m, const struct addr *addr);

/* Returns the latest entry; NULL if there is none. */
const struct mru_entry *mru_latest(const struct mru *m);

/* Returns the entry heard just before ENTRY was; NULL if there is none. */
const struct mru_entry *mru_before(const struct mru *m,
    const struct mru_entry *entry);

/* Returns the entry not heard for longest; NULL if there is none. */
const struct mru_entry *mru_oldest(const struct mru *m);

/* Returns the entry heard just after ENTRY was; NULL if there is none. */
const struct mru_entry *mru_after(const struct mru *m,
    const struct mru_entry *entry);

/* Returns how many entries M has room for. */
size_t mru_capacity(const struct mru *m);

/* Returns how many entries M holds. */
size_t mru_count(const struct mru *m);

/* Returns how many entries had to give way to others. */
uint64_t mru_forgotten(const struct mru *m);

#endif
