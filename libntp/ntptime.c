/*
 * ntptime.c -- points in time and spans (RFC 5905 section 6).
 *
 * Subtraction wraps modulo 2^64 and is read as a signed number, so eras need
 * no code: two points less than 68 years apart are right whatever the year.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "ntptime.h"

#define FRAC 4294967296.0 /* 2^32 */

double
ntptime_diff(ntp_time a, ntp_time b)
{
	return (double)(int64_t)(a.fp - b.fp) / FRAC;
}

ntp_time
ntptime_add(ntp_time t, double s)
{
	double whole = floor(s);

	/* Apart, so that a large span keeps its fraction's precision. */
	t.fp += (uint64_t)(int64_t)whole << 32;
	t.fp += (uint64_t)((s - whole) * FRAC);
	return t;
}

bool
ntptime_equal(ntp_time a, ntp_time b)
{
	return a.fp == b.fp;
}

bool
ntptime_is_zero(ntp_time t)
{
	return t.fp == 0;
}

ntp_time
ntptime_from_unix(int64_t sec, uint32_t nsec)
{
	ntp_time t;

	/* Rounded to nearest, so that to_unix gives the same NSEC back. */
	t.fp = (uint64_t)(sec + NTPTIME_UNIX_EPOCH) << 32;
	t.fp += (((uint64_t)nsec << 32) + 500000000) / 1000000000;
	return t;
}

void
ntptime_to_unix(ntp_time t, int64_t pivot, int64_t *sec, uint32_t *nsec)
{
	uint32_t low = (uint32_t)(t.fp >> 32);
	uint32_t from = (uint32_t)(uint64_t)(pivot + NTPTIME_UNIX_EPOCH);
	uint64_t ns = ((t.fp & 0xffffffff) * 1000000000 + 0x80000000) >> 32;

	*sec = pivot + (int32_t)(low - from);
	if (ns >= 1000000000) {
		ns -= 1000000000;
		++*sec;
	}
	*nsec = (uint32_t)ns;
}

uint32_t
ntptime_short(double s)
{
	double units = ceil(s * 65536);

	if (!(units > 0))
		return 0;
	return units >= UINT32_MAX ? UINT32_MAX : (uint32_t)units;
}

double
ntptime_span(uint32_t short_format)
{
	return short_format / 65536.0;
}

double
ntptime_log2(int exponent)
{
	return ldexp(1, exponent);
}
