/*
 * mrulist.h -- the list of who asked, in pages (RFC 9327 section 4, READ_MRU).
 *
 * The list is walked from the address heard least recently to the latest.  A
 * page begins behind an entry that the reader names, with the time it was last
 * heard: if that has changed, the entry has moved on and the reader names the
 * one before it.  So nothing is kept between pages, and whoever is heard while
 * the list is read comes again at its end.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MRULIST_H
#define MRULIST_H

#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "ctlmsg.h"
#include "ntptime.h"
#include "state.h"

#define MRULIST_PRIORS 16     /* entries that a reader names at most */
#define MRULIST_FRAGMENTS 128 /* of a page at most */
#define MRULIST_ROWS 256      /* of a page at most, if no fragments are named */

/* Which page of the list is wanted. */
struct mrulist {
	const char *nonce;   /* NONCE_TEXT octets of the request; NULL: none */
	uint32_t frags;      /* 0: not named */
	uint32_t limit;      /* entries; 0: not named */
	uint32_t mincount;   /* packets */
	uint32_t resall, resany; /* restrictions as access_wire() has them */
	uint32_t maxlstint;  /* s since it was last heard; 0: any */
	uint32_t minlstint;  /* s */
	uint32_t recent;     /* only so many at the end; 0: all */
	struct addr laddr;   /* our address; none: any */
	unsigned priors;     /* entries named, the latest first */
	struct addr addr[MRULIST_PRIORS];
	ntp_time last[MRULIST_PRIORS];
};

/*
 * Read the LEN octets at DATA of a request into Q; what it does not know is
 * left out.
 *
 * Returns -1, or the enum ctlmsg_error of what is wrong; Q's nonce is there in
 * either case.
 */
int mrulist_read(struct mrulist *q, const char *data, size_t len);

/*
 * Write the page Q of the list of S at NOW to OUT, with NONCE for the next one.
 *
 * Returns -1, or the enum ctlmsg_error to answer with: none of the entries
 * named is where it was.
 */
int mrulist_write(const struct mrulist *q, const struct state *s,
    const struct now *now, const char *nonce, struct ctlmsg_writer *out);

#endif
