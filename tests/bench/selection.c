/*
 * selection.c -- how the cost of choosing grows with the number of sources.
 *
 * Prints CPU times and how many times that of a tenth as many they are, the
 * best of a few runs taken in turn; ends with status 1 if ten times as many
 * take more than 15 times as long.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "selection.h"

#define MANY 10000
#define LIMIT 15.0 /* how much longer ten times as many may take */
#define RUNS 15

static const struct selection_rules usual = { .minclock = 3, .maxclock = 10,
	.minsane = 1, .maxdist = 1.5, .mindist = 0.001 };

static double
throw(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (double)(*state >> 33) / 0x1p31;
}

/* Make N sources that all meet: offsets within 1 s, distances beyond that. */
static void
make_sources(struct candidate *c, size_t n)
{
	uint64_t dice = 3;

	for (size_t i = 0; i < n; i++)
		c[i] = (struct candidate){ .offset = throw(&dice),
			.distance = 0.5 + throw(&dice), .jitter = 1e-6,
			.stratum = 2, .index = i };
}

/* Returns the CPU time in s of selecting among N, done REPEAT times. */
static double
cost(struct candidate *c, struct selection_edge *edges, size_t n, int repeat)
{
	double sum = 0;

	for (int i = 0; i < repeat; i++) {
		struct selected out = { .hop = 0 };
		clock_t began;

		make_sources(c, n);
		began = clock();
		selection_run(c, n, edges, &usual, &out);
		sum += (double)(clock() - began) / CLOCKS_PER_SEC;
		if (out.leader < 0)
			exit(1);
	}
	return sum / repeat;
}

int
main(void)
{
	struct candidate *c = calloc(MANY, sizeof *c);
	struct selection_edge *edges = calloc(6 * MANY, sizeof *edges);
	double few = INFINITY, many = INFINITY;

	if (c == NULL || edges == NULL)
		return 1;
	for (int i = 0; i < RUNS; i++) {
		few = fmin(few, cost(c, edges, MANY / 10, 20));
		many = fmin(many, cost(c, edges, MANY, 2));
	}
	free(c);
	free(edges);
	printf("%d sources: %.3f ms\n%d sources: %.3f ms, %.1f x\n", MANY / 10,
	    1e3 * few, MANY, 1e3 * many, many / few);
	return many <= LIMIT * few ? 0 : 1;
}
