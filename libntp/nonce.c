/*
 * nonce.c -- numbers that show that who asks is who asked before.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "nonce.h"

#define STAMP 8   /* digits of the second it was made in */
#define DIGEST 32 /* octets: SHA-256 */
#define DIGITS ((NONCE_TEXT - STAMP) / 2) /* octets of it that are shown */

/* What is digested, in turn: the second time with the first digest. */
struct message {
	uint8_t secret[NONCE_SECRET];
	uint8_t inner[DIGEST];
	uint8_t ip[16];
	uint64_t writes;
	uint32_t second;
	uint16_t port;
	uint8_t family;
	uint8_t use;
};

/* H(secret, H(secret, what it is about)), all of a fixed length. */
static bool
digest(const struct nonce *n, enum nonce_use use, const struct addr *from,
    uint32_t second, uint8_t out[DIGEST])
{
	struct message m;
	bool done;

	memset(&m, 0, sizeof m);
	memcpy(m.secret, n->secret, sizeof m.secret);
	memcpy(m.ip, from->ip, sizeof m.ip);
	m.writes = use == NONCE_WRITE ? n->writes : 0;
	m.use = (uint8_t)use;
	m.second = second;
	m.port = from->port;
	m.family = from->family;
	done = EVP_Digest(&m, sizeof m, m.inner, NULL, EVP_sha256(), NULL) &&
	    EVP_Digest(&m, sizeof m, out, NULL, EVP_sha256(), NULL);
	OPENSSL_cleanse(&m, sizeof m);
	return done;
}

static bool
make(const struct nonce *n, enum nonce_use use, const struct addr *from,
    uint32_t second, char text[NONCE_TEXT + 1])
{
	uint8_t out[DIGEST];

	if (!digest(n, use, from, second, out))
		return false;
	snprintf(text, NONCE_TEXT + 1, "%08lx", (unsigned long)second);
	for (size_t i = 0; i < DIGITS; i++)
		snprintf(text + STAMP + 2 * i, 3, "%02x", out[i]);
	return true;
}

bool
nonce_make(const struct nonce *n, enum nonce_use use, const struct addr *from,
    double mono, char text[NONCE_TEXT + 1])
{
	return make(n, use, from, (uint32_t)mono, text);
}

/* Read the second a nonce claims to be of; false if it is no number. */
static bool
read_second(const char *text, uint32_t *second)
{
	*second = 0;
	for (int i = 0; i < STAMP; i++) {
		char c = text[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		*second = *second << 4 |
		    (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return true;
}

bool
nonce_check(const struct nonce *n, enum nonce_use use, const struct addr *from,
    double mono, const char *text)
{
	char right[NONCE_TEXT + 1];
	uint32_t second;

	if (!read_second(text, &second) ||
	    (uint32_t)mono - second > NONCE_LIFE)
		return false;
	return make(n, use, from, second, right) &&
	    CRYPTO_memcmp(right, text, NONCE_TEXT) == 0;
}
