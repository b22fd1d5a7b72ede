/*
 * ask7.h -- mode 7 questions, the client's side.
 *
 * A daemon answers with items of one size, in as many packets as it takes.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ASK7_H
#define ASK7_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "query.h"

#define ASK7_PACKETS 128  /* of an answer at most */
#define ASK7_DATA 500     /* octets of items in each at most */

/* Request codes. */
enum {
	ASK7_PEERS = 0, ASK7_SUMMARY = 1, ASK7_SYSINFO = 4, ASK7_SYSSTATS = 5,
	ASK7_IOSTATS = 6, ASK7_LOOPINFO = 8, ASK7_KERNEL = 38
};

/* What came. */
struct ask7 {
	size_t items, size;      /* size: octets of each */
	uint8_t data[ASK7_PACKETS * ASK7_DATA];
};

/*
 * Ask the host of Q for CODE, whose items have at least LEAST octets.
 *
 * Returns true with the items in A, or false after a message.
 */
bool ask7(struct query *q, uint8_t code, size_t least, struct ask7 *a);

/* Each reads the number at octet P of an item. */
unsigned ask7_u16(const uint8_t *p);
uint32_t ask7_u32(const uint8_t *p);
double ask7_fixed(const uint8_t *p);      /* 16.16, with a sign */
double ask7_long_fixed(const uint8_t *p); /* 32.32, with a sign */

/* Read the address at octet V4 of ITEM, or at V6 if IS_V6. */
struct addr ask7_addr(const uint8_t *item, size_t v4, size_t v6, bool is_v6);

#endif
