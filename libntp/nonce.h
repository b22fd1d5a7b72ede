/*
 * nonce.h -- numbers that show that who asks is who asked before.
 *
 * A nonce is the second it was made in and a keyed digest of that, of whom it
 * was made for and of how many writes there had been.  So nothing has to be
 * kept for each client, and a write makes every nonce before it worthless; but
 * for those to read lists with, which are good for all of their short life.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NONCE_H
#define NONCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

#define NONCE_SECRET 32 /* octets */
#define NONCE_TEXT 40   /* hexadecimal digits of a nonce */
#define NONCE_LIFE 16   /* s */

enum nonce_use { NONCE_WRITE, NONCE_READ };

/* What nonces are made with. */
struct nonce {
	uint8_t secret[NONCE_SECRET]; /* random */
	bool ready;                   /* SECRET is there */
	uint64_t writes;              /* made with nonces so far */
};

/*
 * Write the nonce of N for USE by FROM (address and port) at MONO (s) to TEXT,
 * with a NUL.
 *
 * Returns false if this host has no digest for it.
 */
bool nonce_make(const struct nonce *n, enum nonce_use use,
    const struct addr *from, double mono, char text[NONCE_TEXT + 1]);

/*
 * Returns true if the NONCE_TEXT octets at TEXT are a nonce that N made for USE
 * by FROM at most NONCE_LIFE before MONO (s); to write: after the last write.
 */
bool nonce_check(const struct nonce *n, enum nonce_use use,
    const struct addr *from, double mono, const char *text);

#endif
