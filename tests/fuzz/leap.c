/*
 * leap.c -- whatever a leap second file says, reading it ends well.
 *
 * Every truncation and every single flipped bit of a good file, then random
 * lines made of what such files are made of.  Each text is copied to memory of
 * its exact size, so that a sanitizer sees a step too far.  What is taken must
 * make sense: months' beginnings in order, one second from one to the next; and
 * of a file with a hash nothing that matters may have changed.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "leap.h"

#define SECONDS 120 /* far more than it takes: a hang is killed */
#define ROUNDS 200000
#define TEXT_MAX 512

static const char good[] =
    "#$\t3960835200\n#@\t3991593600\r\n2272060800\t10\t# 1 Jan 1972\n"
    "2287785600 11\n  2303683200\t12 #\n"
    "#h\t02bb8744 05934785 7040be45 616b5dfe 6348ed4b\n";

static const char *const pieces[] = { "#", "#$", "#@", "#h", " ", "\t", "\n",
	"\r\n", "\n", "2272060800", "2287785600", "2303683200", "3991593600",
	"10", "11", "12", "0", "-1", "99999999999999999999", "4294967296",
	"1099511627776", "deadbeef", "02bb8744", "\xff", "# x", "1 2 3 4 5" };

static void
fail(const char *text, size_t length, const char *why)
{
	fprintf(stderr, "%s; the text is\n", why);
	(void)fwrite(text, 1, length, stderr);
	exit(1);
}

/* Read the LENGTH octets at TEXT into F; returns false if they are refused. */
static bool
try(const char *text, size_t length, struct leap_file *f)
{
	char *copy = malloc(length > 0 ? length : 1);
	enum leap_fault fault;
	char stamp[LEAP_STAMP];
	unsigned line = 99999;

	memcpy(copy, text, length);
	*f = (struct leap_file){ .n = 0 };
	fault = leap_read(f, copy, length, &line);
	if (line > length + 1)
		fail(text, length, "a line that is not there");
	if (leap_words(fault) == NULL)
		fail(text, length, "no words for what is wrong");
	free(copy);
	if (fault != LEAP_GOOD)
		return false;
	if (f->n == 0 || f->n > LEAP_ENTRIES)
		fail(text, length, "an impossible number of entries");
	for (size_t i = 0; i < f->n; i++) {
		int step = i > 0 ? f->entry[i].tai - f->entry[i - 1].tai : 1;

		if (f->entry[i].at % LEAP_DAY != 0 || abs(step) != 1 ||
		    (i > 0 && f->entry[i].at <= f->entry[i - 1].at) ||
		    strcmp(leap_stamp(f->entry[i].at, stamp) + 6, "010000"))
			fail(text, length, "an entry that makes no sense");
	}
	return true;
}

/* What a flipped bit may change is what does not matter. */
static void
spoil(void)
{
	struct leap_file whole, f;
	char text[sizeof good];

	if (!try(good, sizeof good - 1, &whole) || !whole.hashed)
		fail(good, sizeof good - 1, "a good file is refused");
	for (size_t n = 0; n < sizeof good; n++)
		(void)try(good, n, &f);
	for (size_t bit = 0; bit < 8 * (sizeof good - 1); bit++) {
		memcpy(text, good, sizeof good);
		text[bit / 8] ^= (char)(1 << bit % 8);
		if (try(text, sizeof good - 1, &f) && f.hashed &&
		    !leap_same(&f, &whole))
			fail(text, sizeof good - 1, "a change goes unnoticed");
	}
}

/* splitmix64 */
static uint64_t
throw(uint64_t *dice)
{
	uint64_t z = *dice += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static unsigned
invent(uint64_t seed)
{
	unsigned taken = 0;
	struct leap_file f;

	for (int round = 0; round < ROUNDS; round++) {
		char text[TEXT_MAX];
		size_t used = 0, n = throw(&seed) % 24;

		while (n-- > 0 && used + 32 < sizeof text) {
			const char *piece = pieces[throw(&seed) %
			    (sizeof pieces / sizeof pieces[0])];

			used += (size_t)snprintf(text + used,
			    sizeof text - used, "%s%s", piece,
			    throw(&seed) % 2 ? " " : "");
		}
		taken += try(text, used, &f);
	}
	return taken;
}

int
main(void)
{
	alarm(SECONDS);
	spoil();
	printf("leap: %u of %d random files make sense\n", invent(1), ROUNDS);
	return 0;
}
