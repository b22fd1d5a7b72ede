/*
 * lint_leap.c -- L16: the leap second file.
 *
 * Lines "#$ UPDATED", "#@ EXPIRES", "#h HASH" and "SECOND OFFSET", times in s
 * since 1900.  The hash is the SHA-1 of the digits of all but itself.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "lint_rules.h"

#define TO_UNIX 2208988800LL /* s from 1900 to 1970 */
#define SOON (28 * 86400)    /* s before it expires */
#define FETCH "https://data.iana.org/time-zones/data/leap-seconds.list"

static const struct lint_fix none = { LINT_NONE, NULL };

/* What a leap second file says of itself. */
struct leapfile {
	int64_t expires;  /* s since 1970; 0: it does not say */
	uint32_t hash[5]; /* as written */
	bool hashed;      /* it has one */
	unsigned lines;   /* with leap seconds */
};

/* Add the digits of the LEN octets at TEXT to DIGEST, up to a comment. */
static void
digest(EVP_MD_CTX *md, const char *text, size_t len)
{
	for (size_t i = 0; i < len && text[i] != '#'; i++)
		if (text[i] >= '0' && text[i] <= '9')
			(void)EVP_DigestUpdate(md, text + i, 1);
}

/* Read up to five hexadecimal words at TEXT, which ends at END. */
static void
read_hash(struct leapfile *f, const char *text, const char *end)
{
	char line[64], *p = line;
	size_t n = (size_t)(end - text);

	if (n >= sizeof line)
		return;
	memcpy(line, text, n);
	line[n] = '\0';
	for (int i = 0; i < 5; i++)
		f->hash[i] = (uint32_t)strtoul(p, &p, 16);
	f->hashed = true;
}

/* Returns the number at TEXT, which ends at END. */
static int64_t
number(const char *text, const char *end)
{
	int64_t n = 0;

	while (text < end && (*text == ' ' || *text == '\t'))
		text++;
	for (; text < end && *text >= '0' && *text <= '9' && n < 1LL << 40;
	    text++)
		n = 10 * n + (*text - '0');
	return n;
}

/* Read the line from TEXT to END. */
static void
read_line(struct leapfile *f, EVP_MD_CTX *md, const char *text,
    const char *end)
{
	size_t n = (size_t)(end - text);

	if (n == 0)
		return;
	if (text[0] != '#') {
		digest(md, text, n);
		f->lines += number(text, end) > 0;
	} else if (n > 2 && (text[1] == '$' || text[1] == '@')) {
		digest(md, text + 2, n - 2);
		if (text[1] == '@')
			f->expires = number(text + 2, end) - TO_UNIX;
	} else if (n > 2 && text[1] == 'h') {
		read_hash(f, text + 2, end);
	}
}

/* Read the LENGTH octets at TEXT into F; returns false if the hash is wrong. */
static bool
read_file(struct leapfile *f, EVP_MD_CTX *md, const char *text, size_t length)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	const char *end = text + length, *stop;

	if (EVP_DigestInit_ex(md, EVP_sha1(), NULL) != 1)
		return true; /* cannot be told */
	for (; text < end; text = stop + 1) {
		stop = memchr(text, '\n', (size_t)(end - text));
		if (stop == NULL)
			stop = end;
		read_line(f, md, text, stop);
	}
	if (EVP_DigestFinal_ex(md, sum, NULL) != 1 || !f->hashed)
		return true;
	for (int i = 0; i < 5; i++) {
		uint32_t word = (uint32_t)sum[4 * i] << 24 |
		    (uint32_t)sum[4 * i + 1] << 16 |
		    (uint32_t)sum[4 * i + 2] << 8 | sum[4 * i + 3];

		if (word != f->hash[i])
			return false;
	}
	return true;
}

/* Write the day of T (s since 1970) to OUT: "2026-06-28". */
static void
day(int64_t t, char out[32])
{
	int64_t z = t / 86400 + 719468, era = z / 146097;
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153, month = mp < 10 ? mp + 3 : mp - 9;

	(void)snprintf(out, 32, "%lld-%02u-%02u",
	    (long long)(yoe + era * 400 + (month <= 2)), month,
	    doy - (153 * mp + 2) / 5 + 1);
}

static void
judge(struct lint *l, const struct leapfile *f, bool good)
{
	const char *name = l->conf.leapfile;
	char text[32];

	if (!good) {
		lint_tell(l, CONF_ERROR, "L16", l->leapfile, none, "the hash "
		    "in %s is wrong, so it is not used: fetch it again from "
		    FETCH, name);
		return;
	}
	if (f->lines == 0 || f->expires <= 0) {
		lint_tell(l, CONF_WARNING, "L16", l->leapfile, none, "%s is no "
		    "list of leap seconds: fetch one from " FETCH, name);
		return;
	}
	day(f->expires, text);
	if (f->expires <= l->now)
		lint_tell(l, CONF_WARNING, "L16", l->leapfile, none, "%s "
		    "expired on %s: fetch a new one from " FETCH, name, text);
	else if (f->expires - l->now < SOON)
		lint_tell(l, CONF_WARNING, "L16", l->leapfile, none, "%s "
		    "expires on %s: fetch a new one from " FETCH, name, text);
}

void
lint_leap_all(struct lint *l)
{
	struct leapfile f = { 0, { 0 }, false, 0 };
	size_t length = 0;
	bool missing = false, good;
	const char *why = NULL, *text;
	EVP_MD_CTX *md;

	if (l->conf.leapfile == NULL)
		return;
	text = l->reader->read(l->reader->ctx, l->conf.leapfile, &length,
	    &missing, &why);
	if (text == NULL) {
		lint_tell(l, CONF_WARNING, "L16", l->leapfile, none, "%s cannot "
		    "be read (%s): fetch it from " FETCH, l->conf.leapfile,
		    why != NULL ? why : "no such file");
		return;
	}
	md = EVP_MD_CTX_create();
	if (md == NULL) {
		l->failed = true;
		return;
	}
	good = read_file(&f, md, text, length);
	EVP_MD_CTX_destroy(md);
	judge(l, &f, good);
}
