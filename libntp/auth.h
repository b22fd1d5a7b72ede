/*
 * auth.h -- symmetric keys: the text of a keys file, and MACs made with them.
 *
 * A MAC is a key id and H(key || packet), cut to 20 octets, or AES-128-CMAC
 * (RFC 8573).  Digests are looked up and tried when keys are added, so that
 * nothing can be missing when a packet comes.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef AUTH_H
#define AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

#define AUTH_KEYID_MAX 65535 /* greatest id of a symmetric key */
#define AUTH_SECRET_MAX 64   /* octets of a key */
#define AUTH_KEYID 4         /* octets of a MAC's key id */
#define AUTH_MAC_MAX 24      /* octets of key id and digest */

/* A table of keys. */
struct auth;

/* Told of a mistake in LINE (from 1) of a keys file. */
typedef void auth_report(void *ctx, unsigned line, const char *text);

/*
 * Make a table without keys.
 *
 * Returns NULL if there is no memory.
 */
struct auth *auth_new(void);

/* Release A (NULL is fine) and wipe its keys. */
void auth_free(struct auth *a);

/*
 * Add the keys of the keys file that has the LENGTH octets at TEXT to A, none
 * of them trusted.  A line is "ID TYPE KEY [ADDRESS,...]"; one with a mistake
 * is reported in classic's words and left out.  Of lines with the same id the
 * last one counts.
 *
 * Returns 0, or -1 if there was no memory for some of them.
 */
int auth_read(struct auth *a, const char *text, size_t length,
    auth_report *report, void *ctx);

/* What can be wrong with a key. */
enum auth_error {
	AUTH_OK,
	AUTH_BAD_TYPE,     /* no such digest */
	AUTH_NO_ALGORITHM, /* known, but not to be had on this host */
	AUTH_BAD_KEY,      /* empty, longer than AUTH_SECRET_MAX, bad hex */
	AUTH_NO_MEMORY
};

/*
 * Add the key ID, the LEN octets at SECRET for digests of TYPE, to A instead
 * of the one it may have.  Nobody trusts it yet.
 */
enum auth_error auth_add(struct auth *a, uint32_t id, const char *type,
    const uint8_t *secret, size_t len);

/*
 * Read the key TEXT of LEN octets as keys files have it into SECRET: up to 20
 * characters stand for themselves, more are hexadecimal, of which 32 octets
 * count.
 *
 * Returns the key's length in octets; 0 if it is bad.
 */
size_t auth_secret(const char *text, size_t len,
    uint8_t secret[AUTH_SECRET_MAX]);

/*
 * Find out the digest that TYPE stands for: "MD5", "m", "SHA1", "AES128CMAC"
 * or any name OpenSSL knows, in upper or lower case.  Put its size in octets,
 * as computed, into SIZE.
 */
enum auth_error auth_type(const char *type, unsigned *size);

/*
 * Call EACH with CTX for every key of A, by ascending ID: PRINT is the same as
 * long as the key is, and another, most likely, if type or secret is.
 */
void auth_each(const struct auth *a, void (*each)(void *ctx, uint32_t id,
    const char *print), void *ctx);

/* Trust the keys FIRST to LAST of A, of those it has. */
void auth_trust(struct auth *a, uint32_t first, uint32_t last);

/* Trust no key of A any more. */
void auth_distrust(struct auth *a);

/* Returns true if A (NULL: no) has the key ID and trusts it. */
bool auth_trusts(const struct auth *a, uint32_t id);

/*
 * Append the MAC by key ID to the LEN octets at PACKET, which has room for
 * AUTH_MAC_MAX more.
 *
 * Returns the octets appended; 0 if A (NULL: empty) does not trust the key.
 */
size_t auth_sign(const struct auth *a, uint32_t id, uint8_t *packet,
    size_t len);

/*
 * Returns true if what follows the first AT of the LEN octets at PACKET is
 * their MAC by a key that A (NULL: none) trusts and FROM may use.  The time it
 * takes does not tell where a wrong MAC is wrong.
 */
bool auth_verify(const struct auth *a, const struct addr *from,
    const uint8_t *packet, size_t at, size_t len);

/* Overwrite the LEN octets at SECRET in a way no compiler leaves out. */
void auth_wipe(void *secret, size_t len);

#endif
