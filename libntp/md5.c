/*
 * md5.c -- MD5 of a short message: one block, no state (RFC 1321 section 3).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "md5.h"

static uint32_t
load(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

static void
store(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static uint32_t
rotate(uint32_t v, unsigned by)
{
	return v << by | v >> (32 - by);
}

/* The auxiliary functions F, G, H, I and the word each step takes. */
static uint32_t
mix(unsigned step, const uint32_t s[4], unsigned *word)
{
	uint32_t b = s[1], c = s[2], d = s[3];

	switch (step / 16) {
	case 0:
		*word = step;
		return (b & c) | (~b & d);
	case 1:
		*word = (5 * step + 1) % 16;
		return (b & d) | (c & ~d);
	case 2:
		*word = (3 * step + 5) % 16;
		return b ^ c ^ d;
	default:
		*word = 7 * step % 16;
		return c ^ (b | ~d);
	}
}

void
md5(const uint8_t *data, size_t len, uint8_t out[MD5_LENGTH])
{
	static const uint8_t shift[4][4] = { { 7, 12, 17, 22 },
		{ 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } };
	static const uint32_t init[4] = { 0x67452301, 0xefcdab89, 0x98badcfe,
		0x10325476 };
	uint8_t block[64] = { 0 };
	uint32_t s[4];

	assert(len <= MD5_INPUT_MAX);
	memcpy(block, data, len);
	block[len] = 0x80;
	store(block + 56, (uint32_t)len * 8);
	memcpy(s, init, sizeof s);
	for (unsigned step = 0; step < 64; step++) {
		/* T[i] of the RFC: the integer part of 2^32 abs(sin(i + 1)). */
		uint32_t t = (uint32_t)(fabs(sin(step + 1.0)) * 4294967296.0);
		unsigned word;
		uint32_t f = mix(step, s, &word);
		uint32_t sum = s[0] + f + load(block + 4 * word) + t;

		s[0] = s[3];
		s[3] = s[2];
		s[2] = s[1];
		s[1] += rotate(sum, shift[step / 16][step % 4]);
	}
	for (int i = 0; i < 4; i++)
		store(out + 4 * i, s[i] + init[i]);
}
