/*
 * simdice.h -- seeded random numbers.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SIMDICE_H
#define SIMDICE_H

#include <stdint.h>

/* Returns 64 random bits and changes DICE. */
uint64_t simdice_throw(uint64_t *dice);

/* Returns a number uniform in [0, 1). */
double simdice_uniform(uint64_t *dice);

/* Returns an exponential number with the mean MEAN. */
double simdice_exponential(uint64_t *dice, double mean);

/* Returns a normal number with the mean 0 and the variance 1. */
double simdice_normal(uint64_t *dice);

#endif
