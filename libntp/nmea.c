/*
 * nmea.c -- the time in a sentence of a GPS receiver (NMEA 0183).
 *
 * "$GPRMC,hhmmss.ss,A,...,ddmmyy,...*hh": two letters for who talks, three for
 * what is told, fields between commas, a checksum.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "calendar.h"
#include "nmea.h"

#define FIELDS 20
#define GPS_YEAR 1980  /* nobody told the time before */
#define PAST_YEARS 20  /* of the hundred that two digits may mean */

/* A field: not terminated. */
struct field {
	const char *at;
	size_t length;
};

/* Where a kind of sentence has what. */
static const struct layout {
	char name[4];
	enum nmea_sentence sentence;
	int time, status, date; /* fields; -1: it has none */
	const char *good;       /* of the status; NULL: anything but this: 0 */
} layouts[] = {
	{ "RMC", NMEA_RMC, 1, 2, 9, "A" },
	{ "GGA", NMEA_GGA, 1, 6, -1, NULL },
	{ "GLL", NMEA_GLL, 5, 6, -1, "A" },
	{ "ZDA", NMEA_ZDA, 1, -1, 2, NULL }
};

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * Check the sum behind a "*" in the LENGTH octets at LINE and leave it out.
 *
 * Returns false if it is wrong, or missing where there has been one before.
 */
static bool
check_sum(struct nmea *n, const char *line, size_t *length, bool must)
{
	const char *star = memchr(line, '*', *length);
	unsigned char sum = 0;
	int high, low;

	if (star == NULL)
		return !must && !n->checksums;
	if (*length - (size_t)(star - line) < 3)
		return false;
	for (const char *c = line + 1; c < star; c++)
		sum ^= (unsigned char)*c;
	high = hex_value(star[1]);
	low = hex_value(star[2]);
	if (high < 0 || low < 0 || sum != high * 16 + low)
		return false;
	n->checksums = true;
	*length = (size_t)(star - line);
	return true;
}

/* Split the LENGTH octets at LINE into FIELDS; the rest are empty. */
static void
split(const char *line, size_t length, struct field fields[FIELDS])
{
	const char *at = line, *end = line + length;

	for (int i = 0; i < FIELDS; i++) {
		const char *comma = memchr(at, ',', (size_t)(end - at));

		if (comma == NULL)
			comma = end;
		fields[i] = (struct field){ at, (size_t)(comma - at) };
		at = comma < end ? comma + 1 : end;
	}
}

/* Returns the number in COUNT digits of F at OFFSET; -1 if they are none. */
static int
digits(const struct field *f, size_t offset, size_t count)
{
	int value = 0;

	if (f->length < offset + count)
		return -1;
	for (size_t i = offset; i < offset + count; i++) {
		if (f->at[i] < '0' || f->at[i] > '9')
			return -1;
		value = 10 * value + f->at[i] - '0';
	}
	return value;
}

/* Read "hhmmss.sss" in F; a leap second counts as the one behind it. */
static enum nmea_verdict
read_time(const struct field *f, int *second, double *fraction)
{
	int hour = digits(f, 0, 2), minute = digits(f, 2, 2);
	int sec = digits(f, 4, 2);
	double unit = 0.1;

	if (hour < 0 || minute < 0 || sec < 0 ||
	    (f->length > 6 && f->at[6] != '.'))
		return NMEA_BAD_FORMAT;
	if (hour > 23 || minute > 59 || sec > 60)
		return NMEA_BAD_DATE;
	*second = (hour * 60 + minute) * 60 + sec;
	*fraction = 0;
	for (size_t i = 7; i < f->length; i++, unit /= 10) {
		int digit = digits(f, i, 1);

		if (digit < 0)
			return NMEA_BAD_FORMAT;
		*fraction += digit * unit;
	}
	return NMEA_TIME;
}

/* Returns the year near NOW that ends in the two digits YY. */
static int64_t
unfold(int yy, int64_t now)
{
	int64_t first = calendar_date(now).year - PAST_YEARS;

	return first + ((yy - first) % 100 + 100) % 100;
}

/* Read the date of a sentence of layout L in FIELDS: "ddmmyy", or three. */
static enum nmea_verdict
read_date(const struct layout *l, const struct field *fields, int64_t now,
    int64_t *midnight)
{
	const struct field *f = &fields[l->date];
	struct calendar_date d;
	int day, month, year;

	if (l->sentence == NMEA_ZDA) {
		day = digits(&f[0], 0, f[0].length);
		month = digits(&f[1], 0, f[1].length);
		year = f[2].length == 4 ? digits(&f[2], 0, 4) : -1;
	} else {
		day = digits(f, 0, 2);
		month = digits(f, 2, 2);
		year = f->length == 6 ? digits(f, 4, 2) : -1;
	}
	if (day < 0 || month < 0 || year < 0)
		return NMEA_BAD_FORMAT;
	d = (struct calendar_date){ l->sentence == NMEA_ZDA ? year :
		unfold(year, now), (unsigned)month, (unsigned)day };
	return d.year >= GPS_YEAR && calendar_midnight(&d, midnight) ?
	    NMEA_TIME : NMEA_BAD_DATE;
}

/* Returns true if the receiver knows the time, as its status says. */
static bool
has_fix(const struct layout *l, const struct field *fields)
{
	const struct field *f;

	if (l->status < 0)
		return true;
	f = &fields[l->status];
	if (l->good == NULL)
		return f->length > 0 && f->at[0] != '0';
	return f->length == 1 && f->at[0] == l->good[0];
}

/* Take the time from FIELDS of a sentence of layout L. */
static enum nmea_verdict
take(const struct layout *l, const struct field *fields, int64_t now,
    struct nmea_time *t)
{
	int64_t midnight = now - now % CALENDAR_DAY;
	enum nmea_verdict verdict;
	int second;

	if (!has_fix(l, fields))
		return NMEA_NO_FIX;
	verdict = read_time(&fields[l->time], &second, &t->fraction);
	if (verdict == NMEA_TIME && l->date >= 0)
		verdict = read_date(l, fields, now, &midnight);
	if (verdict != NMEA_TIME)
		return verdict;
	t->sec = midnight + second;
	t->sentence = l->sentence;
	/* Without a date: the nearest such time of day. */
	if (l->date < 0 && t->sec - now > CALENDAR_DAY / 2)
		t->sec -= CALENDAR_DAY;
	else if (l->date < 0 && now - t->sec > CALENDAR_DAY / 2)
		t->sec += CALENDAR_DAY;
	return NMEA_TIME;
}

enum nmea_verdict
nmea_read(struct nmea *n, const char *line, size_t length, int64_t now,
    struct nmea_time *t)
{
	struct field fields[FIELDS];
	const struct layout *l = NULL;

	if (length < 6 || length > NMEA_LINE || line[0] != '$')
		return NMEA_OTHER;
	for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
		if (memcmp(line + 3, layouts[i].name, 3) == 0)
			l = &layouts[i];
	if (l == NULL || (n->wanted != 0 && (n->wanted & l->sentence) == 0))
		return NMEA_OTHER;
	if (!check_sum(n, line, &length, l->sentence == NMEA_RMC))
		return NMEA_BAD_FORMAT;
	split(line, length, fields);
	return take(l, fields, now, t);
}
