/*
 * access.c -- how fast the restrict table loads and decides.
 *
 * Prints one line for each table size and kind of mask; asserts nothing,
 * because a busy machine is no error.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "access.h"

#define LOOKUPS 2000000
#define KEYS 4096 /* addresses asked about in turn */

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail on Linux */
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint32_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(*state >> 32);
}

static struct addr
random_address(uint64_t *state, uint8_t family)
{
	struct addr a = { .family = family, .port = 40000 };

	for (unsigned i = 0; i < addr_bits(family) / 8; i++)
		a.ip[i] = (uint8_t)next_random(state);
	a.ip[0] = 0x20 | (a.ip[0] & 0x1f);
	return a;
}

/* Load N entries of FAMILY, with holes in their masks if HOLES is 1. */
static struct access *
load(uint64_t *state, uint8_t family, size_t n, unsigned holes)
{
	struct access *a = access_new();

	for (size_t i = 0; a != NULL && i < n; i++) {
		struct access_rule r = { .net = random_address(state, family),
			.flags = ACCESS_NOQUERY };
		unsigned length = addr_bits(family) / 4 +
		    next_random(state) % (3 * addr_bits(family) / 4);

		for (unsigned k = 0; k < length; k++)
			r.mask[k / 8] |= (uint8_t)(0x80 >> k % 8);
		if (holes)
			r.mask[0] &= 0xfe;
		if (access_add(a, &r) != 0)
			exit(1);
	}
	return a;
}

static void
measure(uint8_t family, size_t n, unsigned holes)
{
	static struct addr keys[KEYS];
	uint64_t state = 42;
	unsigned visited = 0, lookups = holes ? LOOKUPS / (unsigned)n :
	    LOOKUPS, sum = 0;
	double start = seconds(), loaded, done;
	struct access *a = load(&state, family, n, holes);

	if (a == NULL)
		exit(1);
	loaded = seconds();
	for (unsigned i = 0; i < KEYS; i++)
		keys[i] = random_address(&state, family);
	done = seconds();
	for (unsigned i = 0; i < lookups; i++) {
		struct access_answer answer;

		access_match(a, &keys[i % KEYS], 123, &answer);
		sum += answer.flags;
		if (answer.visited > visited)
			visited = answer.visited;
	}
	printf("IPv%u %-6s %8zu %12.1f %12.1f %8u%s\n", family,
	    holes ? "holes" : "prefix", access_count(a) - 2,
	    1e9 * (loaded - start) / (double)n,
	    1e9 * (seconds() - done) / (double)lookups, visited,
	    sum == 1 ? "!" : "");
	access_free(a);
}

int
main(void)
{
	static const size_t sizes[] = { 10, 1000, 10000, 100000 };

	printf("     masks   entries  load ns/ent  lookup ns    nodes\n");
	for (unsigned holes = 0; holes <= 1; holes++)
		for (uint8_t family = 4; family <= 6; family += 2)
			for (size_t i = 0; i < 4; i++)
				measure(family, sizes[i], holes);
	return 0;
}
