/*
 * keys.h -- the key that requests are signed with.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth.h"

#define KEYS_TYPE 32 /* octets of a key type's name with its NUL */

struct keys {
	uint32_t id;          /* 0: none */
	char type[KEYS_TYPE];
	uint8_t secret[AUTH_SECRET_MAX];
	size_t length;        /* octets of SECRET; 0: not known */
	struct auth *auth;    /* the key made of all this; NULL: not yet */
	bool always;          /* sign every request */
};

/* Make K hold no key. */
void keys_init(struct keys *k);

/* Wipe K. */
void keys_forget(struct keys *k);

/* Let K have the key ID, the digest TYPE (known to auth_type()). */
void keys_set_id(struct keys *k, uint32_t id);
void keys_set_type(struct keys *k, const char *type);

/*
 * Let K have PASSWORD as its secret: hexadecimal if it has more than 20
 * characters and can be, else the characters themselves.
 */
void keys_set_password(struct keys *k, const char *password);

/*
 * Ask the person at the terminal, or standard input, for K's key id or for the
 * password, which is not shown.
 *
 * Returns false, after a message, if there is none.
 */
bool keys_ask_id(struct keys *k);
bool keys_ask_password(struct keys *k);

/* Make K able to sign, asking for what is missing; false after a message. */
bool keys_ready(struct keys *k);

/*
 * Append K's MAC to the LEN octets at PACKET, which has room for AUTH_MAC_MAX
 * more.  Returns its length; 0 if K is not ready.
 */
size_t keys_sign(const struct keys *k, uint8_t *packet, size_t len);

#endif
