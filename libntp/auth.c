/*
 * auth.c -- symmetric keys and MACs.
 *
 * Keys lie in a table by id: 65536 pointers, most of them never touched.  Each
 * key keeps a digest or cipher context of its own, made when the key is added
 * and restarted for each packet; of OpenSSL only calls are used that 1.0.2 and
 * 3.x both have.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "auth.h"

#define LINE_MAX_LEN 511 /* octets of a line */
#define TEXT_KEY 20      /* characters of a key that is not hexadecimal */
#define HEX_KEY 32       /* octets of one that is */
#define DIGEST_MIN 16    /* octets; less protects nothing */
#define DIGEST_CUT 20    /* octets of a digest that go on the wire */
#define TYPE_MAX 32      /* octets of a type's name with its NUL */
#define BLOCK 16         /* octets: AES */
#define PRINT_TEXT 9     /* octets of a key's print with its NUL */
#define CMAC "AES128CMAC"

/* Who may use a key. */
struct network {
	struct addr addr;
	unsigned bits;
};

struct key {
	bool trusted;
	size_t size;                    /* octets of a MAC's digest */
	size_t length;                  /* of SECRET */
	uint8_t secret[AUTH_SECRET_MAX];
	EVP_MD_CTX *md;                 /* NULL: CMAC */
	EVP_CIPHER_CTX *cipher;
	uint8_t whole[BLOCK], part[BLOCK]; /* RFC 4493: K1, K2 */
	struct network *users;          /* NULL: everybody */
	size_t n_users;
};

struct auth {
	struct key *key[AUTH_KEYID_MAX + 1];
};

void
auth_wipe(void *secret, size_t len)
{
	OPENSSL_cleanse(secret, len);
}

static void
free_key(struct key *k)
{
	if (k == NULL)
		return;
	EVP_MD_CTX_destroy(k->md);
	EVP_CIPHER_CTX_free(k->cipher);
	free(k->users);
	auth_wipe(k, sizeof *k);
	free(k);
}

struct auth *
auth_new(void)
{
	return calloc(1, sizeof(struct auth));
}

void
auth_free(struct auth *a)
{
	if (a == NULL)
		return;
	for (size_t id = 0; id <= AUTH_KEYID_MAX; id++)
		free_key(a->key[id]);
	free(a);
}

/* Returns the key ID of A, NULL if there is none. */
static struct key *
find(const struct auth *a, uint32_t id)
{
	return a != NULL && id <= AUTH_KEYID_MAX ? a->key[id] : NULL;
}

/* --- digests ------------------------------------------------------------- */

/* Digests that every OpenSSL has, whether its names have been loaded or not. */
static const EVP_MD *
builtin_digest(const char *name)
{
	static const struct {
		const char *name;
		const EVP_MD *(*digest)(void);
	} digests[] = {
		{ "MD5", EVP_md5 }, { "SHA1", EVP_sha1 },
		{ "SHA224", EVP_sha224 }, { "SHA256", EVP_sha256 },
		{ "SHA384", EVP_sha384 }, { "SHA512", EVP_sha512 }
	};

	for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++)
		if (strcmp(digests[i].name, name) == 0)
			return digests[i].digest();
	return EVP_get_digestbyname(name);
}

/* Returns true if NAME is a digest that newer libraries have left out. */
static bool
is_retired(const char *name)
{
	/* SHA is SHA-0: what it signed, SHA-1 cannot check. */
	static const char *const names[] = { "SHA", "MD2", "MD4", "MDC2",
		"RIPEMD160" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Write TYPE in upper case to NAME.  Returns false if it is too long. */
static bool
fold(const char *type, char name[TYPE_MAX])
{
	size_t len = strlen(type);

	if (len >= TYPE_MAX)
		return false;
	for (size_t i = 0; i <= len; i++)
		name[i] = type[i] >= 'a' && type[i] <= 'z' ?
		    (char)(type[i] - 'a' + 'A') : type[i];
	return true;
}

/* Find the digest TYPE; MD is left NULL for a CMAC. */
static enum auth_error
find_digest(const char *type, const EVP_MD **md)
{
	char name[TYPE_MAX];

	*md = NULL;
	if (!fold(type, name))
		return AUTH_BAD_TYPE;
	if (strcmp(name, CMAC) == 0)
		return AUTH_OK;
	*md = builtin_digest(name);
	if (*md == NULL && is_retired(name))
		return AUTH_NO_ALGORITHM;
	/* Classic: any other word with an M means MD5. */
	if (*md == NULL && name[0] == 'M')
		*md = EVP_md5();
	if (*md == NULL)
		return AUTH_BAD_TYPE;
	return EVP_MD_size(*md) >= DIGEST_MIN ? AUTH_OK : AUTH_NO_ALGORITHM;
}

/* H(key || data), all of it, to OUT. */
static bool
hash(const struct key *k, const uint8_t *data, size_t len,
    uint8_t out[EVP_MAX_MD_SIZE])
{
	return EVP_DigestInit_ex(k->md, NULL, NULL) &&
	    EVP_DigestUpdate(k->md, k->secret, k->length) &&
	    EVP_DigestUpdate(k->md, data, len) &&
	    EVP_DigestFinal_ex(k->md, out, NULL);
}

/* One step of a cipher block chain: BLOCK octets at IN to OUT. */
static bool
chain(const struct key *k, const uint8_t *in, uint8_t *out)
{
	int n;

	return EVP_EncryptUpdate(k->cipher, out, &n, in, BLOCK) && n == BLOCK;
}

/*
 * AES-128-CMAC of DATA to OUT: a chain over all blocks, the last of them
 * padded and masked (RFC 4493 section 2.4).
 */
static bool
cmac(const struct key *k, const uint8_t *data, size_t len,
    uint8_t out[EVP_MAX_MD_SIZE])
{
	static const uint8_t zero[BLOCK];
	const uint8_t *mask = k->part;
	uint8_t last[BLOCK] = { 0 };

	if (!EVP_EncryptInit_ex(k->cipher, NULL, NULL, NULL, zero))
		return false;
	for (; len > BLOCK; data += BLOCK, len -= BLOCK)
		if (!chain(k, data, out))
			return false;
	memcpy(last, data, len);
	if (len == BLOCK)
		mask = k->whole;
	else
		last[len] = 0x80;
	for (size_t i = 0; i < BLOCK; i++)
		last[i] ^= mask[i];
	return chain(k, last, out);
}

static bool
compute(const struct key *k, const uint8_t *data, size_t len,
    uint8_t out[EVP_MAX_MD_SIZE])
{
	return k->md != NULL ? hash(k, data, len, out) :
	    cmac(k, data, len, out);
}

/* Double IN in GF(2^128) (RFC 4493 section 2.3). */
static void
double_block(const uint8_t in[BLOCK], uint8_t out[BLOCK])
{
	for (size_t i = 0; i + 1 < BLOCK; i++)
		out[i] = (uint8_t)(in[i] << 1 | in[i + 1] >> 7);
	out[BLOCK - 1] = (uint8_t)(in[BLOCK - 1] << 1 ^
	    (in[0] & 0x80 ? 0x87 : 0));
}

/* --- one key ------------------------------------------------------------- */

/* Make K ready for CMACs; a short key is padded with zeros. */
static bool
set_cipher(struct key *k)
{
	static const uint8_t zero[BLOCK];
	uint8_t l[BLOCK];

	k->size = BLOCK;
	k->cipher = EVP_CIPHER_CTX_new();
	if (k->cipher == NULL || !EVP_EncryptInit_ex(k->cipher,
	    EVP_aes_128_cbc(), NULL, k->secret, zero) ||
	    !EVP_CIPHER_CTX_set_padding(k->cipher, 0) || !chain(k, zero, l))
		return false;
	double_block(l, k->whole);
	double_block(k->whole, k->part);
	auth_wipe(l, sizeof l);
	return true;
}

static bool
set_digest(struct key *k, const EVP_MD *md)
{
	size_t size = (size_t)EVP_MD_size(md);

	k->size = size < DIGEST_CUT ? size : DIGEST_CUT;
	k->md = EVP_MD_CTX_create();
	return k->md != NULL && EVP_DigestInit_ex(k->md, md, NULL);
}

enum auth_error
auth_add(struct auth *a, uint32_t id, const char *type, const uint8_t *secret,
    size_t len)
{
	uint8_t trial[EVP_MAX_MD_SIZE];
	const EVP_MD *md;
	enum auth_error error = find_digest(type, &md);
	struct key *k;

	if (error != AUTH_OK)
		return error;
	if (len == 0 || len > AUTH_SECRET_MAX || id > AUTH_KEYID_MAX)
		return AUTH_BAD_KEY;
	k = calloc(1, sizeof *k);
	if (k == NULL)
		return AUTH_NO_MEMORY;
	memcpy(k->secret, secret, len);
	k->length = len;
	/* A digest may have a name and yet be forbidden: try it. */
	if (!(md != NULL ? set_digest(k, md) : set_cipher(k)) ||
	    !compute(k, trial, 0, trial)) {
		free_key(k);
		return AUTH_NO_ALGORITHM;
	}
	free_key(a->key[id]);
	a->key[id] = k;
	return AUTH_OK;
}

enum auth_error
auth_type(const char *type, unsigned *size)
{
	const EVP_MD *md;
	enum auth_error error = find_digest(type, &md);

	if (error == AUTH_OK)
		*size = md != NULL ? (unsigned)EVP_MD_size(md) : BLOCK;
	return error;
}

void
auth_trust(struct auth *a, uint32_t first, uint32_t last)
{
	for (uint32_t id = first; id <= last && id <= AUTH_KEYID_MAX; id++)
		if (a->key[id] != NULL)
			a->key[id]->trusted = true;
}

void
auth_distrust(struct auth *a)
{
	for (size_t id = 0; id <= AUTH_KEYID_MAX; id++)
		if (a->key[id] != NULL)
			a->key[id]->trusted = false;
}

bool
auth_trusts(const struct auth *a, uint32_t id)
{
	const struct key *k = find(a, id);

	return k != NULL && k->trusted;
}

/* A print is the beginning of a MAC: it tells little, and only to the owner. */
void
auth_each(const struct auth *a, void (*each)(void *ctx, uint32_t id,
    const char *print), void *ctx)
{
	static const uint8_t text[] = "print of a key";
	uint8_t digest[EVP_MAX_MD_SIZE];
	char print[PRINT_TEXT];

	for (uint32_t id = 1; id <= AUTH_KEYID_MAX; id++) {
		const struct key *k = a->key[id];

		if (k == NULL || !compute(k, text, sizeof text, digest))
			continue;
		snprintf(print, sizeof print, "%02x%02x%02x%02x", digest[0],
		    digest[1], digest[2], digest[3]);
		each(ctx, id, print);
	}
}

/* --- packets ------------------------------------------------------------- */

static bool
in_network(const struct network *n, const struct addr *a)
{
	size_t octets = n->bits / 8;
	unsigned rest = n->bits % 8;

	if (n->addr.family != a->family ||
	    memcmp(n->addr.ip, a->ip, octets) != 0)
		return false;
	return rest == 0 ||
	    (n->addr.ip[octets] ^ a->ip[octets]) >> (8 - rest) == 0;
}

static bool
may_use(const struct key *k, const struct addr *from)
{
	for (size_t i = 0; i < k->n_users; i++)
		if (in_network(&k->users[i], from))
			return true;
	return k->n_users == 0;
}

size_t
auth_sign(const struct auth *a, uint32_t id, uint8_t *packet, size_t len)
{
	uint8_t digest[EVP_MAX_MD_SIZE], *mac = packet + len;
	const struct key *k = find(a, id);

	if (k == NULL || !k->trusted || !compute(k, packet, len, digest))
		return 0;
	mac[0] = mac[1] = 0;
	mac[2] = (uint8_t)(id >> 8);
	mac[3] = (uint8_t)id;
	memcpy(mac + AUTH_KEYID, digest, k->size);
	return AUTH_KEYID + k->size;
}

bool
auth_verify(const struct auth *a, const struct addr *from,
    const uint8_t *packet, size_t at, size_t len)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	const uint8_t *mac = packet + at;
	const struct key *k;

	if (len < at + AUTH_KEYID || (mac[0] | mac[1]) != 0)
		return false;
	k = find(a, (uint32_t)mac[2] << 8 | mac[3]);
	return k != NULL && k->trusted && may_use(k, from) &&
	    len - at == AUTH_KEYID + k->size &&
	    compute(k, packet, at, digest) &&
	    CRYPTO_memcmp(digest, mac + AUTH_KEYID, k->size) == 0;
}

/* --- the keys file ------------------------------------------------------- */

/* A line being read. */
struct line {
	const char *at, *end;
	unsigned number;
	auth_report *report;
	void *ctx;
};

/* A word of a line. */
struct word {
	const char *text;
	size_t len;
};

static void __attribute__((format(printf, 2, 3)))
complain(const struct line *l, const char *format, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	if (l->report != NULL)
		l->report(l->ctx, l->number, text);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Take the next word of L; returns false if there is none. */
static bool
next_word(struct line *l, struct word *w)
{
	while (l->at < l->end && is_blank(*l->at))
		l->at++;
	w->text = l->at;
	while (l->at < l->end && !is_blank(*l->at))
		l->at++;
	w->len = (size_t)(l->at - w->text);
	return w->len > 0;
}

/* Read the digits W begins with; what has none is 0, as in classic. */
static unsigned long
leading_number(const struct word *w)
{
	unsigned long n = 0;
	size_t i = 0;

	if (w->text[0] == '-')
		return (unsigned long)AUTH_KEYID_MAX + 1;
	for (; i < w->len && w->text[i] >= '0' && w->text[i] <= '9'; i++)
		if (n <= AUTH_KEYID_MAX)
			n = n * 10 + (unsigned long)(w->text[i] - '0');
	return n;
}

/* Returns the value of the hexadecimal digit C, -1 if it is none. */
static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t
auth_secret(const char *text, size_t len, uint8_t secret[AUTH_SECRET_MAX])
{
	size_t octets = len / 2 < HEX_KEY ? len / 2 : HEX_KEY;

	if (len <= TEXT_KEY) {
		memcpy(secret, text, len);
		return len;
	}
	for (size_t i = 0; i < octets; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return 0;
		secret[i] = (uint8_t)(high << 4 | low);
	}
	return octets;
}

/* Read W, "ADDRESS" or "ADDRESS/BITS", into N. */
static bool
read_network(struct network *n, const struct word *w)
{
	char text[ADDR_TEXT];
	const char *slash = memchr(w->text, '/', w->len);
	size_t len = slash != NULL ? (size_t)(slash - w->text) : w->len;
	struct word bits;

	if (len >= sizeof text)
		return false;
	memcpy(text, w->text, len);
	text[len] = '\0';
	if (!addr_parse(&n->addr, text))
		return false;
	n->bits = addr_bits(n->addr.family);
	if (slash == NULL)
		return true;
	bits = (struct word){ slash + 1, w->len - len - 1 };
	if (bits.len == 0 || bits.len > 3 || leading_number(&bits) > n->bits)
		return false;
	for (size_t i = 0; i < bits.len; i++)
		if (digit(bits.text[i]) < 0 || digit(bits.text[i]) > 9)
			return false;
	n->bits = (unsigned)leading_number(&bits);
	return true;
}

/* Let only the network N use K, and those that may already. */
static bool
add_user(struct key *k, const struct network *n)
{
	struct network *more = reallocarray(k->users, k->n_users + 1,
	    sizeof *more);

	if (more == NULL)
		return false;
	k->users = more;
	k->users[k->n_users++] = *n;
	return true;
}

/*
 * Read the LIST of addresses that may use the key K, which is number ID; what
 * is no address is reported and left out.  Returns false if there is no memory.
 */
static bool
read_users(const struct line *l, struct key *k, unsigned long id,
    const struct word *list)
{
	const char *at = list->text, *end = at + list->len;

	while (at < end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		struct word w = { at,
			(size_t)((comma != NULL ? comma : end) - at) };
		struct network n;

		if (w.len > 0 && !read_network(&n, &w))
			complain(l, "invalid address %.*s for key %lu",
			    w.len < 64 ? (int)w.len : 64, w.text, id);
		else if (w.len > 0 && !add_user(k, &n))
			return false;
		at = w.text + w.len + 1;
	}
	return true;
}

/*
 * Restrict the key ID of A to the addresses in the word LIST.  A word that
 * does not even look like addresses is a remark, as to classic 4.2.6; of a
 * list without a good one nobody knows whom it was for: better nobody.
 */
static enum auth_error
restrict_users(struct auth *a, const struct line *l, unsigned long id,
    const struct word *list)
{
	struct key *k = a->key[id];
	bool read = read_users(l, k, id, list);

	if (read && (k->n_users > 0 ||
	    (memchr(list->text, '.', list->len) == NULL &&
	    memchr(list->text, ':', list->len) == NULL)))
		return AUTH_OK;
	free_key(k);
	a->key[id] = NULL;
	return read ? AUTH_OK : AUTH_NO_MEMORY;
}

/* Read the rest of the line about key ID: TYPE KEY [ADDRESS,...]. */
static enum auth_error
read_key(struct auth *a, struct line *l, unsigned long id,
    const struct word *type, const struct word *key)
{
	uint8_t secret[AUTH_SECRET_MAX];
	size_t len = auth_secret(key->text, key->len, secret);
	enum auth_error error = AUTH_BAD_TYPE;
	char name[TYPE_MAX];
	struct word users;

	if (type->len < sizeof name) {
		memcpy(name, type->text, type->len);
		name[type->len] = '\0';
		error = auth_add(a, (uint32_t)id, name, secret, len);
	}
	auth_wipe(secret, sizeof secret);
	if (error == AUTH_OK && next_word(l, &users))
		error = restrict_users(a, l, id, &users);
	return error;
}

/* Read one line; returns -1 if there was no memory for its key. */
static int
read_line(struct auth *a, struct line *l)
{
	static const char *const trouble[] = {
		[AUTH_BAD_TYPE] = "invalid type for",
		[AUTH_NO_ALGORITHM] = "no algorithm for",
		[AUTH_BAD_KEY] = "could not decode",
		[AUTH_NO_MEMORY] = "no memory for"
	};
	enum auth_error error = AUTH_OK;
	struct word number, type, key;
	unsigned long id;

	if (!next_word(l, &number))
		return 0;
	id = leading_number(&number);
	if (id == 0) {
		complain(l, "cannot change key 0");
	} else if (id > AUTH_KEYID_MAX) {
		complain(l, "key %.*s > %d reserved for Autokey",
		    number.len < 32 ? (int)number.len : 32, number.text,
		    AUTH_KEYID_MAX);
	} else if (!next_word(l, &type)) {
		complain(l, "no key type for key %lu", id);
	} else if (!next_word(l, &key)) {
		complain(l, "no key for key %lu", id);
	} else {
		error = read_key(a, l, id, &type, &key);
		if (error != AUTH_OK)
			complain(l, "%s key %lu", trouble[error], id);
	}
	return error == AUTH_NO_MEMORY ? -1 : 0;
}

int
auth_read(struct auth *a, const char *text, size_t length,
    auth_report *report, void *ctx)
{
	struct line l = { .report = report, .ctx = ctx };
	const char *end = text + length;
	int result = 0;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline != NULL ? newline : end;
		const char *comment;

		l.number++;
		l.at = text;
		text = newline != NULL ? newline + 1 : end;
		if (stop > l.at && stop[-1] == '\r')
			stop--;
		comment = memchr(l.at, '#', (size_t)(stop - l.at));
		l.end = comment != NULL ? comment : stop;
		if (stop - l.at > LINE_MAX_LEN)
			complain(&l, "line is longer than %d octets",
			    LINE_MAX_LEN);
		else if (read_line(a, &l) != 0)
			result = -1;
	}
	return result;
}
