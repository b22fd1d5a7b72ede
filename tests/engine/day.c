/*
 * day.c -- 24 hours of a client and its server, and how fast they pass.
 *
 * Ends with status 1 unless the client ends within 1 ms of true time.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "world.h"

#define DAY 86400.0 /* s */
#define BAR 1e-3    /* s */

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	struct world *w = world_new(seed);
	struct crystal crystal = { .offset = 0.01, .freq = 20e-6,
		.wander = 1e-9 };
	struct link link = { .delay = 2e-4, .jitter = 1e-4 };
	clock_t began = clock();
	double cpu, sum = 0, error;
	int server, client;

	server = world_add_truth(w, "10.0.0.1", 1);
	(void)world_add_host(w, "10.0.0.2", "server 10.0.0.1\n", &crystal, NULL);
	client = world_add_host(w, "10.0.0.3", "server 10.0.0.2\n", &crystal,
	    NULL);
	for (int i = 1; i <= 2; i++)
		world_set_link(w, server, i, &link);
	world_set_link(w, 1, 2, &link);
	for (double t = 1; t <= DAY; t++) {
		world_run(w, t);
		error = world_error(w, client);
		if (t > DAY / 2)
			sum += error * error;
	}
	cpu = (double)(clock() - began) / CLOCKS_PER_SEC;
	error = world_error(w, client);
	printf("24 simulated hours of client and server, seed %llu: ends %.6f "
	    "s from true time (RMS of the last half %.6f s), client sent %u "
	    "packets; %.0f simulated seconds per CPU second\n",
	    (unsigned long long)seed, error, sqrt(2 * sum / DAY),
	    world_sent(w, client), DAY / fmax(cpu, 1e-6));
	world_free(w);
	return fabs(error) < BAR ? EXIT_SUCCESS : EXIT_FAILURE;
}
