/*
 * pairs.h -- when our last answers left, for clients that ask in interleaved
 * mode (RFC 9769 section 2).
 *
 * A client that does so names an earlier answer by its receive timestamp.
 * These are odd, and transmit timestamps even (in units of 2^-32 s), so that
 * nobody else costs any memory.  What is kept is bounded; who is forgotten gets
 * a basic answer.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PAIRS_H
#define PAIRS_H

#include <stdbool.h>

#include "addr.h"
#include "packet.h"

#define PAIRS_MAX 4096 /* answers remembered at most */

struct pairs;

/* Make a table of PAIRS_MAX answers; NULL if there is no memory. */
struct pairs *pairs_new(void);
void pairs_free(struct pairs *p);

/*
 * Make REPLY, filled for the basic mode, an interleaved answer to REQUEST that
 * came from FROM, if REQUEST names an answer that P remembers.  GEN is the
 * clock's generation: what left in another is forgotten.
 *
 * Returns the tag by which pairs_sent() is to be told when REPLY left; 0: that
 * is not wanted.  It is below 65536.
 */
uint32_t pairs_answer(struct pairs *p, const struct addr *from, unsigned gen,
    const struct packet *request, struct packet *reply);

/*
 * Note that the answer with TAG left at AT, in generation GEN; KERNEL says that
 * the kernel said so.
 */
void pairs_sent(struct pairs *p, uint32_t tag, unsigned gen, ntp_time at,
    bool kernel);

/* What a table has done and holds. */
struct pairs_totals {
	uint64_t answered; /* in interleaved mode */
	uint64_t kernel;   /* of them with a time that the kernel took */
	uint64_t held;     /* answers remembered */
	double span;       /* s from the first of these to the last */
};

/* Put what P has done and holds into T; P may be NULL. */
void pairs_totals(const struct pairs *p, struct pairs_totals *t);

#endif
