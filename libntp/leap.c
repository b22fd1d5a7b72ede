/*
 * leap.c -- leap seconds: the file, the calendar, the smear.
 *
 * A file is believed as a whole or not at all: one that has been tampered
 * with, or cut off, must not move a clock by a second.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "calendar.h"
#include "leap.h"

#define PIVOT 2440000000    /* s: the era is the one within 68 years of 2047 */
#define NUMBER_MAX (1LL << 40) /* s since 1900: the year 36 000 */
#define TAI_MAX 999         /* s, of either sign would be nonsense */
#define HASH_WORDS 5
#define PI 3.14159265358979323846

/* --- the calendar -------------------------------------------------------- */

static bool
begins_month(int64_t t)
{
	return t % LEAP_DAY == 0 && calendar_date(t).day == 1;
}

int64_t
leap_vote_day(int64_t now)
{
	int64_t end = now - now % LEAP_DAY + LEAP_DAY;
	struct calendar_date d = calendar_date(end);

	return d.day == 1 && (d.month == 1 || d.month == 7) ? end : 0;
}

int64_t
leap_seconds(ntp_time t, double *fraction)
{
	int64_t s;
	uint32_t ns;

	ntptime_to_unix(t, PIVOT, &s, &ns);
	*fraction = ns / 1e9;
	return s;
}

const char *
leap_stamp(int64_t t, char out[LEAP_STAMP])
{
	struct calendar_date d = calendar_date(t);
	unsigned minutes = (unsigned)((t % LEAP_DAY + LEAP_DAY) % LEAP_DAY) /
	    60;

	snprintf(out, LEAP_STAMP, "%04u%02u%02u%02u%02u",
	    (unsigned)d.year % 10000, d.month % 100, d.day % 100,
	    minutes / 60 % 100, minutes % 60);
	return out;
}

/* --- the file ------------------------------------------------------------ */

/* A file being read. */
struct reading {
	struct leap_file f;
	EVP_MD_CTX *md;                /* NULL: nobody can work hashes out */
	uint32_t hash[HASH_WORDS];     /* as written */
	bool hashed;
};

/* What is left of a line. */
struct rest {
	const char *at, *end;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void
skip_blanks(struct rest *r)
{
	while (r->at < r->end && is_blank(*r->at))
		r->at++;
}

/* The hash is made of the digits alone, so blanks and comments may change. */
static void
digest(const struct reading *r, const char *digits, size_t n)
{
	if (r->md != NULL)
		(void)EVP_DigestUpdate(r->md, digits, n); /* told at the end */
}

/* Take a number and the blanks around it off REST. */
static bool
take_number(const struct reading *r, struct rest *rest, int64_t *out)
{
	const char *digits;
	int64_t n = 0;

	skip_blanks(rest);
	digits = rest->at;
	for (; rest->at < rest->end && *rest->at >= '0' && *rest->at <= '9';
	    rest->at++) {
		n = 10 * n + (*rest->at - '0');
		if (n > NUMBER_MAX)
			return false;
	}
	if (rest->at == digits)
		return false;
	digest(r, digits, (size_t)(rest->at - digits));
	if (rest->at < rest->end && !is_blank(*rest->at) && *rest->at != '#')
		return false;
	skip_blanks(rest);
	*out = n;
	return true;
}

/* "#$" and "#@": a time, and nothing behind it. */
static enum leap_fault
read_time(const struct reading *r, struct rest *rest, int64_t *out)
{
	if (!take_number(r, rest, out) || rest->at < rest->end)
		return LEAP_NUMBER;
	*out -= NTPTIME_UNIX_EPOCH;
	return LEAP_GOOD;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "#h": five words of 32 bits; leading zeros may be missing. */
static enum leap_fault
read_hash(struct reading *r, struct rest *rest)
{
	for (int i = 0; i < HASH_WORDS; i++) {
		int digits = 0;

		skip_blanks(rest);
		r->hash[i] = 0;
		for (; rest->at < rest->end && hex_digit(*rest->at) >= 0;
		    rest->at++, digits++)
			r->hash[i] = r->hash[i] << 4 |
			    (uint32_t)hex_digit(*rest->at);
		if (digits == 0 || digits > 8)
			return LEAP_HASH_FORM;
	}
	skip_blanks(rest);
	r->hashed = true;
	return rest->at == rest->end ? LEAP_GOOD : LEAP_HASH_FORM;
}

/* Add an entry to F if it can follow what F has. */
static enum leap_fault
add(struct leap_file *f, int64_t at, int64_t tai)
{
	const struct leap_entry *last = f->n > 0 ? &f->entry[f->n - 1] : NULL;

	if (f->n == LEAP_ENTRIES)
		return LEAP_MANY;
	if (at < 0 || !begins_month(at))
		return LEAP_MONTH;
	if (last != NULL && at <= last->at)
		return LEAP_ORDER;
	if (tai < 1 || tai > TAI_MAX ||
	    (last != NULL && tai != last->tai + 1 && tai != last->tai - 1))
		return LEAP_STEP;
	f->entry[f->n++] = (struct leap_entry){ at, (int)tai };
	return LEAP_GOOD;
}

static enum leap_fault
read_line(struct reading *r, struct rest rest)
{
	int64_t at, tai;

	if (rest.end - rest.at >= 2 && rest.at[0] == '#') {
		char kind = rest.at[1];

		rest.at += 2;
		if (kind == '$')
			return read_time(r, &rest, &r->f.updated);
		if (kind == '@') {
			r->f.dated = true;
			return read_time(r, &rest, &r->f.expires);
		}
		return kind == 'h' && rest.at < rest.end &&
		    is_blank(*rest.at) ? read_hash(r, &rest) : LEAP_GOOD;
	}
	skip_blanks(&rest);
	if (rest.at == rest.end || *rest.at == '#')
		return LEAP_GOOD;
	if (!take_number(r, &rest, &at) || !take_number(r, &rest, &tai) ||
	    (rest.at < rest.end && *rest.at != '#'))
		return LEAP_SYNTAX;
	return add(&r->f, at - NTPTIME_UNIX_EPOCH, tai);
}

/* Where SHA-1 is forbidden the hash cannot be told, and is not asked for. */
static enum leap_fault
check_hash(struct reading *r)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	if (!r->hashed || r->md == NULL)
		return LEAP_GOOD;
	if (EVP_DigestFinal_ex(r->md, sum, &size) != 1 || size != 20)
		return LEAP_GOOD;
	for (int i = 0; i < HASH_WORDS; i++) {
		uint32_t word = (uint32_t)sum[4 * i] << 24 |
		    (uint32_t)sum[4 * i + 1] << 16 |
		    (uint32_t)sum[4 * i + 2] << 8 | sum[4 * i + 3];

		if (word != r->hash[i])
			return LEAP_HASH_WRONG;
	}
	r->f.hashed = true;
	return LEAP_GOOD;
}

static enum leap_fault
read_lines(struct reading *r, const char *text, size_t length, unsigned *line)
{
	const char *end = text + length, *stop;
	enum leap_fault fault = LEAP_GOOD;

	for (*line = 1; text < end; text = stop + 1, ++*line) {
		struct rest rest = { text, end };

		stop = memchr(text, '\n', (size_t)(end - text));
		if (stop == NULL)
			stop = end;
		rest.end = stop;
		while (rest.end > text && (rest.end[-1] == '\r' ||
		    is_blank(rest.end[-1])))
			rest.end--;
		fault = read_line(r, rest);
		if (fault != LEAP_GOOD)
			return fault;
		if (stop == end)
			break;
	}
	*line = 0;
	if (r->f.n == 0)
		return LEAP_EMPTY;
	return check_hash(r);
}

enum leap_fault
leap_read(struct leap_file *f, const char *text, size_t length, unsigned *line)
{
	struct reading r = { .md = EVP_MD_CTX_create() };
	enum leap_fault fault;

	if (r.md != NULL && EVP_DigestInit_ex(r.md, EVP_sha1(), NULL) != 1) {
		EVP_MD_CTX_destroy(r.md);
		r.md = NULL;
	}
	fault = read_lines(&r, text, length, line);
	if (r.md != NULL)
		EVP_MD_CTX_destroy(r.md);
	if (fault != LEAP_GOOD)
		return fault;
	if (!r.f.dated)
		r.f.expires = r.f.entry[r.f.n - 1].at;
	*f = r.f;
	return LEAP_GOOD;
}

const char *
leap_words(enum leap_fault fault)
{
	static const char *const words[] = {
		[LEAP_GOOD] = "good",
		[LEAP_SYNTAX] = "neither a comment nor two numbers",
		[LEAP_NUMBER] = "not a time",
		[LEAP_MONTH] = "not the beginning of a month",
		[LEAP_ORDER] = "not later than the line before",
		[LEAP_STEP] = "not one second from the line before",
		[LEAP_MANY] = "too many lines",
		[LEAP_EMPTY] = "no leap seconds",
		[LEAP_HASH_FORM] = "the hash is not five numbers",
		[LEAP_HASH_WRONG] = "the hash is wrong" };

	return words[fault];
}

/* --- what it says -------------------------------------------------------- */

bool
leap_knows(const struct leap_file *f, int64_t now)
{
	return f->n > 0 && now < f->expires;
}

int
leap_tai(const struct leap_file *f, int64_t now)
{
	int tai = 0;

	for (size_t i = 0; i < f->n && f->entry[i].at <= now; i++)
		tai = f->entry[i].tai;
	return tai;
}

bool
leap_next(const struct leap_file *f, int64_t now, int64_t *at, int *step)
{
	/* The first entry begins the count: no second is added there. */
	for (size_t i = 1; i < f->n; i++) {
		if (f->entry[i].at <= now)
			continue;
		*at = f->entry[i].at;
		*step = f->entry[i - 1].tai - f->entry[i].tai;
		return true;
	}
	return false;
}

double
leap_left(const struct leap_plan *l, ntp_time wall)
{
	double fraction;
	int64_t s = leap_seconds(wall, &fraction);

	return (double)(l->at - (l->step > 0) - s) - fraction;
}

bool
leap_same(const struct leap_file *a, const struct leap_file *b)
{
	if (a->n != b->n || a->updated != b->updated ||
	    a->expires != b->expires)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->entry[i].at != b->entry[i].at ||
		    a->entry[i].tai != b->entry[i].tai)
			return false;
	return true;
}

/* --- smearing ------------------------------------------------------------ */

double
leap_smear(double left, double interval, int step)
{
	if (left >= interval)
		return 0;
	if (left <= 0)
		return step;
	return step * (1 - cos(PI * (1 - left / interval))) / 2;
}

uint32_t
leap_smear_refid(double offset)
{
	int32_t fixed = (int32_t)lrint(fmax(-2, fmin(2, offset)) * (1 << 22));

	return 0xfe000000u | ((uint32_t)fixed & 0xffffff);
}
