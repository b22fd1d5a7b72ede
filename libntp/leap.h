/*
 * leap.h -- leap seconds: the file that lists them, and what follows from it.
 *
 * The forms that NIST, IERS and the time zone database publish are one: lines
 * "SECOND OFFSET" with the NTP second in which TAI less UTC becomes OFFSET, and
 * "#$ UPDATED", "#@ EXPIRES" and "#h HASH" among the comments.
 *
 * Here times are s since 1970 without leap seconds, in full: no eras.  STEP is
 * what a leap second adds to a clock: -1 where a second is inserted, +1 where
 * one is deleted.  AT is the second that begins behind it, always a midnight.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LEAP_H
#define LEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ntptime.h"

#define LEAP_ENTRIES 128     /* more than this century needs */
#define LEAP_DAY 86400       /* s before it in which it is announced */
#define LEAP_SOON (28 * LEAP_DAY) /* s before the file expires: say so */
#define LEAP_CLOSE 5         /* s around it in which no time is believed */
#define LEAP_STAMP 16        /* octets of leap_stamp()'s text */

struct leap_entry {
	int64_t at;          /* s, from when on */
	int tai;             /* s, TAI less UTC */
};

/* What a file says.  All zero: no file. */
struct leap_file {
	struct leap_entry entry[LEAP_ENTRIES]; /* in the order of time */
	size_t n;
	int64_t updated;     /* s; 0: it does not say */
	int64_t expires;     /* s; without "#@" the last entry's time */
	bool dated;          /* it has "#@" */
	bool hashed;         /* it has "#h", and the hash is right */
};

/* The leap second to come, and what was of it.  All zero: none. */
struct leap_plan {
	struct leap_file file;
	int64_t at;          /* s; 0: none within a day */
	int step;            /* s, of that one */
	int64_t done;        /* s, AT of the last one that is over; 0: none */
	int seen;            /* struct now's LEAPS, as seen last */
	unsigned gen;        /* its GEN, likewise */
	bool trusted;        /* the clock was right then */
	double look;         /* mono of the next look whether one comes */
	double wake;         /* mono when the file's next one is a day off */
	double warn;         /* mono of the next look whether FILE is old */
};

enum leap_fault {
	LEAP_GOOD, LEAP_SYNTAX, LEAP_NUMBER, LEAP_MONTH, LEAP_ORDER, LEAP_STEP,
	LEAP_MANY, LEAP_EMPTY, LEAP_HASH_FORM, LEAP_HASH_WRONG
};

/*
 * Read the LENGTH octets at TEXT into F.
 *
 * Returns LEAP_GOOD; otherwise what is wrong, in LINE (from 1; 0: the whole),
 * F untouched.
 */
enum leap_fault leap_read(struct leap_file *f, const char *text, size_t length,
    unsigned *line);

/* Returns FAULT in words: "not the beginning of a month". */
const char *leap_words(enum leap_fault fault);

/* Returns true if F can tell of NOW whether there is a leap second. */
bool leap_knows(const struct leap_file *f, int64_t now);

/* Returns TAI less UTC at NOW by F, in s; 0: F does not know. */
int leap_tai(const struct leap_file *f, int64_t now);

/*
 * Find the first leap second of F behind NOW.
 *
 * Returns true with AT and STEP set; false, both untouched, if F has none.
 */
bool leap_next(const struct leap_file *f, int64_t now, int64_t *at, int *step);

/*
 * Returns the midnight that ends NOW's day if servers may announce a leap
 * second then: on the last day of June or December.  Otherwise 0.
 *
 * Source: ITU-R TF.460-6 annex 1 section D.2.
 */
int64_t leap_vote_day(int64_t now);

/*
 * Returns T in s; FRACTION (s, 0..1) is what is left of it.  T must be of the
 * years 1979 to 2115.
 */
int64_t leap_seconds(ntp_time t, double *fraction);

/*
 * Returns s from WALL until a clock has to do the leap second to come of L: one
 * that is deleted ends before AT.
 */
double leap_left(const struct leap_plan *l, ntp_time wall);

/* Returns true if A and B say the same. */
bool leap_same(const struct leap_file *a, const struct leap_file *b);

/* Write T as classic's events do, "201701010000", to OUT; returns OUT. */
const char *leap_stamp(int64_t t, char out[LEAP_STAMP]);

/*
 * Returns what smeared time is ahead of UTC, in s, when there are still LEFT s
 * until the leap second by STEP and it is spread over the INTERVAL s before:
 * from 0 to STEP along half a cosine, and STEP from then on.
 *
 * Source: ntpd 4.2.8's leapsmearinterval.
 */
double leap_smear(double left, double interval, int step);

/*
 * Returns the reference id of time that is smeared by OFFSET (s): 254 and 24
 * bits of OFFSET, 22 of them behind the point.
 */
uint32_t leap_smear_refid(double offset);

#endif
