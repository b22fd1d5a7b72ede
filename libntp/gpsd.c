/*
 * gpsd.c -- the times in what gpsd says.
 *
 * Only members of the outer object count; what lies deeper is stepped over.
 * Nothing is built, so a line of nested brackets costs its length and no more.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "calendar.h"
#include "gpsd.h"

#define DIGITS_MAX 15

/* What is left of a line. */
struct rest {
	const char *at, *end;
};

/* A name or a value: strings without their quotes. */
struct token {
	const char *at;
	size_t length;
};

static void
skip_blanks(struct rest *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' ||
	    *r->at == '\r' || *r->at == '\n'))
		r->at++;
}

/* Take the character C; returns false if it is not next. */
static bool
take_char(struct rest *r, char c)
{
	skip_blanks(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

/* Take a string into T, escapes as they stand. */
static bool
take_string(struct rest *r, struct token *t)
{
	if (!take_char(r, '"'))
		return false;
	t->at = r->at;
	while (r->at < r->end && *r->at != '"')
		r->at += *r->at == '\\' && r->end - r->at > 1 ? 2 : 1;
	if (r->at >= r->end)
		return false;
	t->length = (size_t)(r->at++ - t->at);
	return true;
}

/* Step over an object or an array; T becomes empty. */
static bool
take_nested(struct rest *r, struct token *t)
{
	unsigned depth = 0;

	*t = (struct token){ r->at, 0 };
	do {
		struct token unused;

		skip_blanks(r);
		if (r->at == r->end)
			return false;
		if (*r->at == '"') {
			if (!take_string(r, &unused))
				return false;
			continue;
		}
		if (*r->at == '{' || *r->at == '[')
			depth++;
		if (*r->at == '}' || *r->at == ']')
			depth--;
		r->at++;
	} while (depth > 0);
	return true;
}

/* Take any value into T. */
static bool
take_value(struct rest *r, struct token *t)
{
	skip_blanks(r);
	if (r->at == r->end)
		return false;
	if (*r->at == '"')
		return take_string(r, t);
	if (*r->at == '{' || *r->at == '[')
		return take_nested(r, t);
	t->at = r->at;
	while (r->at < r->end && strchr(",}] \t\r\n", *r->at) == NULL)
		r->at++;
	t->length = (size_t)(r->at - t->at);
	return t->length > 0;
}

static bool
is(const struct token *t, const char *word)
{
	return t->length == strlen(word) &&
	    memcmp(t->at, word, t->length) == 0;
}

/* Read T as an integer. */
static bool
number(const struct token *t, int64_t *out)
{
	bool negative = t->length > 0 && t->at[0] == '-';
	int64_t value = 0;

	if (t->length == negative || t->length > DIGITS_MAX)
		return false;
	for (size_t i = negative; i < t->length; i++) {
		if (t->at[i] < '0' || t->at[i] > '9')
			return false;
		value = 10 * value + t->at[i] - '0';
	}
	*out = negative ? -value : value;
	return true;
}

/* Read T, "2026-11-21T19:00:00.250Z", as a time. */
static bool
stamp(const struct token *t, int64_t *sec, double *fraction)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd";
	int64_t field[6] = { 0 };
	struct calendar_date date;
	double unit = 0.1;
	size_t n = 0, i;

	if (t->length < sizeof form || t->at[t->length - 1] != 'Z')
		return false;
	for (i = 0; form[i] != '\0'; i++) {
		if (form[i] != 'd' ? t->at[i] != form[i] :
		    t->at[i] < '0' || t->at[i] > '9')
			return false;
		if (form[i] != 'd')
			n++;
		else
			field[n] = 10 * field[n] + t->at[i] - '0';
	}
	*fraction = 0;
	if (t->at[i] == '.')
		for (i++; i + 1 < t->length; i++, unit /= 10) {
			if (t->at[i] < '0' || t->at[i] > '9')
				return false;
			*fraction += (t->at[i] - '0') * unit;
		}
	date = (struct calendar_date){ field[0], (unsigned)field[1],
		(unsigned)field[2] };
	if (i + 1 != t->length || field[3] > 23 || field[4] > 59 ||
	    field[5] > 60 || !calendar_midnight(&date, sec))
		return false;
	*sec += (field[3] * 60 + field[4]) * 60 + field[5];
	return true;
}

/* What the members of a line have told so far. */
struct told {
	struct gpsd_report *r;
	unsigned seen;       /* bits: real_sec, real_nsec, clock_sec, ... */
	bool time;
	int64_t fix;         /* "mode": 2 and more is a fix */
};

static void
take_class(struct told *t, const struct token *value)
{
	if (is(value, "TPV"))
		t->r->kind = GPSD_TPV;
	else if (is(value, "TOFF"))
		t->r->kind = GPSD_TOFF;
	else if (is(value, "PPS"))
		t->r->kind = GPSD_PPS;
}

/* Take in one member of the outer object. */
static void
take_member(struct told *t, const struct token *name,
    const struct token *value)
{
	int64_t n = 0;

	if (is(name, "class")) {
		take_class(t, value);
	} else if (is(name, "time")) {
		/* Into its own place: a PPS line may have one, too. */
		if (t->r->kind == GPSD_TPV || t->seen == 0)
			t->time = stamp(value, &t->r->real_sec,
			    &t->r->real_frac);
	} else if (!number(value, &n)) {
		return;
	} else if (is(name, "mode")) {
		t->fix = n;
	} else if (is(name, "precision")) {
		t->r->precision = n > -32 && n < 0 ? (int)n : 0;
	} else if (is(name, "real_sec")) {
		t->r->real_sec = n;
		t->seen |= 1;
	} else if (is(name, "clock_sec")) {
		t->r->clock_sec = n;
		t->seen |= 2;
	} else if (is(name, "real_nsec") && n >= 0 && n < 1000000000) {
		t->r->real_frac = (double)n * 1e-9;
		t->seen |= 4;
	} else if (is(name, "clock_nsec") && n >= 0 && n < 1000000000) {
		t->r->clock_frac = (double)n * 1e-9;
		t->seen |= 8;
	}
}

bool
gpsd_read(const char *line, size_t length, struct gpsd_report *r)
{
	struct rest rest = { line, line + length };
	struct told told = { .r = r };
	struct token name, value;

	*r = (struct gpsd_report){ .kind = GPSD_OTHER };
	if (length > GPSD_LINE || !take_char(&rest, '{'))
		return false;
	do {
		if (!take_string(&rest, &name) || !take_char(&rest, ':') ||
		    !take_value(&rest, &value))
			return false;
		take_member(&told, &name, &value);
	} while (take_char(&rest, ','));
	if (!take_char(&rest, '}'))
		return false;
	if (r->kind == GPSD_TPV ? !told.time || told.fix < 2 :
	    told.seen != 0xf)
		r->kind = GPSD_OTHER;
	return true;
}
