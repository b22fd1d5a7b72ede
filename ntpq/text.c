/*
 * text.c -- text from servers.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "text.h"

#define LINE 72        /* columns of a list */
#define NUMBER_MAX 80  /* octets of what may be a number */
#define PIVOT 2208988800 /* s since 1970: 2040, for clocks of 1972..2108 */

/*
 * Write the harmless form of C into BUF of 5 octets.  Returns its length.
 */
static size_t
clean_octet(char c, char *buf)
{
	unsigned char u = (unsigned char)c;
	size_t n = 0;

	if (u >= 0x80) {
		buf[n++] = 'M';
		buf[n++] = '-';
		u &= 0x7f;
	}
	if (u < ' ' || u == 0x7f) {
		buf[n++] = '^';
		u ^= 0x40;
	}
	buf[n++] = (char)u;
	buf[n] = '\0';
	return n;
}

void
text_put(FILE *out, const char *s, size_t len)
{
	char buf[5];

	for (size_t i = 0; i < len; i++)
		fwrite(buf, 1, clean_octet(s[i], buf), out);
}

size_t
text_width(const char *s, size_t len)
{
	char buf[5];
	size_t width = 0;

	for (size_t i = 0; i < len; i++)
		width += clean_octet(s[i], buf);
	return width;
}

const char *
text_clean(const char *s, char *buf, size_t size)
{
	char octet[5];
	size_t at = 0;

	for (; *s != '\0'; s++) {
		size_t n = clean_octet(*s, octet);

		if (at + n >= size)
			break;
		memcpy(buf + at, octet, n);
		at += n;
	}
	buf[at] = '\0';
	return buf;
}

void
text_raw(FILE *out, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n')
			putc('\n', out);
		else if (data[i] != '\r' || i + 1 == len ||
		    data[i + 1] != '\n')
			text_put(out, data + i, 1);
	}
}

/*
 * Copy the LEN octets at S to BUF if they may be a number made of the
 * characters OF alone.
 */
static bool
copy_number(const char *s, size_t len, const char *of, char buf[NUMBER_MAX + 1])
{
	if (len == 0 || len > NUMBER_MAX)
		return false;
	memcpy(buf, s, len);
	buf[len] = '\0';
	return strlen(buf) == len && strspn(buf, of) == len;
}

bool
text_unsigned(const char *s, size_t len, unsigned long *out)
{
	char buf[NUMBER_MAX + 1], *end;
	unsigned long value;

	if (!copy_number(s, len, "0123456789abcdefABCDEFxX", buf))
		return false;
	value = strtoul(buf, &end, 0);
	if (end == buf || *end != '\0')
		return false;
	*out = value;
	return true;
}

bool
text_signed(const char *s, size_t len, long *out)
{
	char buf[NUMBER_MAX + 1], *end;
	long value;

	if (!copy_number(s, len, "+-0123456789", buf))
		return false;
	value = strtol(buf, &end, 10);
	if (end == buf || *end != '\0')
		return false;
	*out = value;
	return true;
}

bool
text_double(const char *s, size_t len, double *out)
{
	char buf[NUMBER_MAX + 1], *end;
	double value;

	if (!copy_number(s, len, "+-.0123456789", buf))
		return false;
	value = strtod(buf, &end);
	if (end == buf || *end != '\0')
		return false;
	*out = value;
	return true;
}

bool
text_stamp(const char *s, size_t len, ntp_time *out)
{
	char buf[NUMBER_MAX + 1];

	if (len > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		s += 2;
		len -= 2;
	}
	if (len != 17 || s[8] != '.' ||
	    !copy_number(s, len, ".0123456789abcdefABCDEF", buf))
		return false;
	buf[8] = '\0';
	if (strlen(buf) != strspn(buf, "0123456789abcdefABCDEF") ||
	    strchr(buf + 9, '.') != NULL)
		return false;
	out->fp = (uint64_t)strtoul(buf, NULL, 16) << 32 |
	    strtoul(buf + 9, NULL, 16);
	return true;
}

const char *
text_ms(double ms, char *buf, size_t size)
{
	snprintf(buf, size, "%.3f", ms == 0 ? 0.0 : ms);
	return buf;
}

const char *
text_date(ntp_time t, ntp_time now, char *buf, size_t size)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	unsigned ms = (unsigned)((t.fp & 0xffffffff) * 1000 >> 32);
	struct tm tm = { 0 };
	int64_t sec;
	uint32_t nsec;
	time_t clock;

	ntptime_to_unix(now, PIVOT, &sec, &nsec);
	/* The whole seconds: to_unix rounds a last half nanosecond up. */
	ntptime_to_unix((ntp_time){ t.fp >> 32 << 32 }, sec, &sec, &nsec);
	/* Never set: the beginning of the first era. */
	clock = (time_t)(t.fp == 0 ? -NTPTIME_UNIX_EPOCH : sec);
	if (localtime_r(&clock, &tm) == NULL)
		memset(&tm, 0, sizeof tm);
	snprintf(buf, size, "%08" PRIx32 ".%08" PRIx32
	    "  %.3s, %.3s %2d %4d %2d:%02d:%02d.%03u", (uint32_t)(t.fp >> 32),
	    (uint32_t)t.fp, days + 3 * tm.tm_wday, months + 3 * tm.tm_mon,
	    tm.tm_mday, 1900 + tm.tm_year, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    ms);
	return buf;
}

void
text_item(struct text_list *l, const char *name, size_t name_len,
    const char *value, size_t value_len)
{
	size_t width = text_width(name, name_len) + 1 +
	    text_width(value, value_len);

	if (l->begun && l->column + width + 2 > LINE) {
		fputs(",\n", l->out);
		l->column = 0;
	} else if (l->begun) {
		fputs(", ", l->out);
		l->column += 2;
	}
	text_put(l->out, name, name_len);
	putc('=', l->out);
	text_put(l->out, value, value_len);
	l->column += width;
	l->begun = true;
}

void
text_end(struct text_list *l)
{
	if (l->begun)
		putc('\n', l->out);
}
