/*
 * simdice.c -- seeded random numbers.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "simdice.h"

#define TWO_PI 6.283185307179586

/* splitmix64: small, and good enough for noise. */
uint64_t
simdice_throw(uint64_t *dice)
{
	uint64_t z = *dice += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

double
simdice_uniform(uint64_t *dice)
{
	return (double)(simdice_throw(dice) >> 11) / 9007199254740992.0;
}

double
simdice_exponential(uint64_t *dice, double mean)
{
	return -mean * log(1 - simdice_uniform(dice));
}

double
simdice_normal(uint64_t *dice)
{
	return sqrt(2 * simdice_exponential(dice, 1)) *
	    cos(TWO_PI * simdice_uniform(dice));
}
