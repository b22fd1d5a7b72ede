/*
 * addr.c -- addresses without sockaddr.
 *
 * Parsing and printing are written out here, because the C library's come with
 * the socket headers and the engine has none.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "addr.h"
#include "md5.h"

/* Read dotted quad at TEXT into IP; returns false unless all of it is one. */
static bool
parse_quad(uint8_t ip[4], const char *text)
{
	for (int i = 0; i < 4; i++) {
		const char *first = text;
		unsigned value = 0;
		int digits = 0;

		for (; *text >= '0' && *text <= '9' && digits < 4; digits++)
			value = value * 10 + (unsigned)(*text++ - '0');
		if (digits == 0 || digits > 3 || value > 255)
			return false;
		/* 010 is octal for some readers: nobody's address. */
		if (digits > 1 && *first == '0')
			return false;
		ip[i] = (uint8_t)value;
		if (*text++ != (i < 3 ? '.' : '\0'))
			return false;
	}
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * Read one group of hex digits at *TEXT into two octets at IP.
 * Returns false if there is none.
 */
static bool
parse_group(uint8_t *ip, const char **text)
{
	unsigned value = 0;
	int digits = 0, d;

	while (digits < 5 && (d = hex_digit(**text)) >= 0) {
		value = value << 4 | (unsigned)d;
		digits++;
		(*text)++;
	}
	ip[0] = (uint8_t)(value >> 8);
	ip[1] = (uint8_t)value;
	return digits >= 1 && digits <= 4;
}

/* Open the gap that "::" stands for at octet GAP among the USED octets of IP. */
static void
widen_gap(uint8_t ip[16], int gap, int used)
{
	int tail = used - gap;

	memmove(ip + 16 - tail, ip + gap, (size_t)tail);
	memset(ip + gap, 0, (size_t)(16 - used));
}

/* Read RFC 4291 text into IP; returns false unless all of TEXT is one. */
static bool
parse_v6(uint8_t ip[16], const char *text)
{
	int used = 0, gap = -1;

	if (text[0] == ':' && text[1] != ':')
		return false;
	if (text[0] == ':')
		text++;
	while (*text != '\0') {
		if (*text == ':') {
			if (gap >= 0)
				return false;
			gap = used;
			if (*++text == '\0')
				break;
		}
		if (used <= 12 && strchr(text, ':') == NULL &&
		    parse_quad(ip + used, text)) {
			used += 4;
			break;
		}
		if (used > 14 || !parse_group(ip + used, &text))
			return false;
		used += 2;
		if (*text == ':')
			text++;
		else if (*text != '\0')
			return false;
		if (*text == '\0' && text[-1] == ':')
			return false;
	}
	if (gap >= 0 && used <= 14)
		widen_gap(ip, gap, used);
	else if (gap >= 0 || used != 16)
		return false;
	return true;
}

bool
addr_parse(struct addr *a, const char *text)
{
	struct addr out = { 0 };

	if (parse_quad(out.ip, text)) {
		out.family = 4;
	} else {
		memset(&out, 0, sizeof out);
		if (!parse_v6(out.ip, text))
			return false;
		out.family = 6;
	}
	*a = out;
	return true;
}

/* Find the longest run of zero groups, at least two, for "::". */
static void
zero_run(const uint8_t ip[16], int *start, int *length)
{
	*start = -1;
	*length = 1;
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && ip[2 * (i + n)] == 0 &&
		    ip[2 * (i + n) + 1] == 0)
			n++;
		if (n > *length) {
			*start = i;
			*length = n;
		}
	}
}

static void
format_v6(const uint8_t ip[16], char *buf, size_t size)
{
	int start, length;
	size_t at = 0;
	bool mapped = true;

	for (int i = 0; i < 12; i++)
		mapped = mapped && ip[i] == (i < 10 ? 0 : 0xff);
	if (mapped) {
		snprintf(buf, size, "::ffff:%u.%u.%u.%u", ip[12], ip[13],
		    ip[14], ip[15]);
		return;
	}
	zero_run(ip, &start, &length);
	buf[0] = '\0';
	for (int i = 0; i < 8 && at < size; i++) {
		if (i == start) {
			at += (size_t)snprintf(buf + at, size - at, "::");
			i += length - 1;
			continue;
		}
		at += (size_t)snprintf(buf + at, size - at, "%s%x",
		    i == 0 || i == start + length ? "" : ":",
		    (unsigned)(ip[2 * i] << 8 | ip[2 * i + 1]));
	}
}

const char *
addr_format(const struct addr *a, char *buf, size_t size)
{
	if (a->family == 6)
		format_v6(a->ip, buf, size);
	else
		snprintf(buf, size, "%u.%u.%u.%u", a->ip[0], a->ip[1],
		    a->ip[2], a->ip[3]);
	return buf;
}

unsigned
addr_bits(uint8_t family)
{
	return family == 4 ? 32 : family == 6 ? 128 : 0;
}

bool
addr_same_host(const struct addr *a, const struct addr *b)
{
	return a->family == b->family && a->scope == b->scope &&
	    memcmp(a->ip, b->ip, sizeof a->ip) == 0;
}

bool
addr_same(const struct addr *a, const struct addr *b)
{
	return addr_same_host(a, b) && a->port == b->port;
}

/* Returns true if A's octets are all zero but the last, which is LAST. */
static bool
is_low(const struct addr *a, uint8_t last)
{
	unsigned n = addr_bits(a->family) / 8;

	for (unsigned i = 0; i + 1 < n; i++)
		if (a->ip[i] != 0)
			return false;
	return n == 0 ? last == 0 : a->ip[n - 1] == last;
}

bool
addr_is_loopback(const struct addr *a)
{
	return (a->family == 4 && a->ip[0] == 127) ||
	    (a->family == 6 && is_low(a, 1));
}

bool
addr_is_any(const struct addr *a)
{
	return is_low(a, 0);
}

bool
addr_is_multicast(const struct addr *a)
{
	return (a->family == 4 && (a->ip[0] & 0xf0) == 0xe0) ||
	    (a->family == 6 && a->ip[0] == 0xff);
}

bool
addr_is_refclock(const struct addr *a)
{
	return a->family == 4 && a->ip[0] == 127 && a->ip[1] == 127;
}

uint32_t
addr_refid(const struct addr *a)
{
	uint8_t digest[MD5_LENGTH];
	const uint8_t *id = a->ip;

	if (a->family == 6) {
		md5(a->ip, sizeof a->ip, digest);
		id = digest;
	}
	return (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 |
	    (uint32_t)id[2] << 8 | id[3];
}
