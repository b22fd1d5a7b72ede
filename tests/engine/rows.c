/*
 * rows.c -- how well the clock is held on the paths and crystals by which
 * other daemons were measured, and how many packets that takes.
 *
 * Prints RMS error and seconds per packet for each row beside chrony 4.8 and
 * ntpd 4.2.6p5 on the same row, and the geometric mean of the ratios to
 * chrony.  Ends with status 1 if a row is worse than the better of the two, or
 * polls more often than the more frequent of them.
 *
 * Usage: rows [FIRST-SEED [SEEDS [ROWS]]]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define US 1e-6
#define SLACK 1.02 /* of the packet rate */

struct row {
	char name;
	const char *what;
	double length, from;         /* s */
	int servers;
	struct link up, down;
	struct crystal crystal;
	const char *options;
	double chrony, chrony_every; /* s RMS, s per packet */
	double classic, classic_every;
};

#define ONE_WAY(d, j) { .delay = d, .jitter = j }
#define SAME(d, j) .servers = 1, .up = ONE_WAY(d, j), .down = ONE_WAY(d, j)

static const struct row rows[] = {
	{ 'a', "LAN, 10 us jitter", 2e5, 4e4, SAME(1e-4, 1e-5),
	    .crystal = { .wander = 1e-10 }, .chrony = 9.8 * US,
	    .chrony_every = 850, .classic = 25.8 * US, .classic_every = 772 },
	{ 'b', "LAN, 100 us jitter", 2e5, 4e4, SAME(2e-4, 1e-4),
	    .crystal = { .wander = 1e-9 }, .chrony = 100 * US,
	    .chrony_every = 842, .classic = 248 * US, .classic_every = 760 },
	{ 'c', "LAN, 100 us, poll 64 s", 2e5, 2e4, SAME(2e-4, 1e-4),
	    .crystal = { .wander = 1e-9 }, .options = "minpoll 6 maxpoll 6",
	    .chrony = 22.9 * US, .chrony_every = 65, .classic = 22.3 * US,
	    .classic_every = 66 },
	{ 'd', "WAN, 1 ms jitter", 4e5, 8e4, SAME(1e-2, 1e-3),
	    .crystal = { .wander = 1e-9 }, .chrony = 417 * US,
	    .chrony_every = 969, .classic = 427 * US, .classic_every = 892 },
	{ 'e', "WAN, 10 ms jitter", 4e5, 8e4, SAME(3e-2, 1e-2),
	    .crystal = { .wander = 1e-9 }, .chrony = 1590 * US,
	    .chrony_every = 970, .classic = 3750 * US, .classic_every = 892 },
	{ 'f', "poor crystal", 2e5, 4e4, SAME(2e-4, 1e-4),
	    .crystal = { .wander = 1e-8 }, .chrony = 160 * US,
	    .chrony_every = 217, .classic = 2480 * US, .classic_every = 715 },
	{ 'g', "daily temperature cycle", 4e5, 8e4, SAME(1e-3, 1e-4),
	    .crystal = { .wander = 1e-10, .daily = 2e-7 }, .chrony = 88 * US,
	    .chrony_every = 888, .classic = 256 * US, .classic_every = 711 },
	{ 'h', "fan: frequency steps", 2e5, 4e4, SAME(1e-3, 1e-4),
	    .crystal = { .wander = 1e-10, .fan = 1e-6 }, .chrony = 377 * US,
	    .chrony_every = 427, .classic = 425 * US, .classic_every = 772 },
	{ 'i', "congested path", 4e5, 8e4, .servers = 1,
	    .up = { .delay = 1e-2, .jitter = 2e-4, .crowd = 0.1,
	    .crowded = 5e-3 }, .down = { .delay = 1e-2, .jitter = 2e-4,
	    .crowd = 0.1, .crowded = 5e-3 }, .crystal = { .wander = 1e-9 },
	    .chrony = 218 * US, .chrony_every = 967, .classic = 370 * US,
	    .classic_every = 880 },
	{ 'j', "asymmetric jitter", 4e5, 8e4, .servers = 1,
	    .up = ONE_WAY(1e-3, 1e-3), .down = ONE_WAY(1e-3, 1e-5),
	    .crystal = { .wander = 1e-9 }, .chrony = 45 * US,
	    .chrony_every = 256, .classic = 445 * US, .classic_every = 888 },
	{ 'p', "four servers", 2e5, 4e4, .servers = 4,
	    .up = ONE_WAY(5e-3, 5e-4), .down = ONE_WAY(5e-3, 5e-4),
	    .crystal = { .wander = 1e-9 }, .options = "iburst",
	    .chrony = 345 * US, .chrony_every = 227, .classic = 305 * US,
	    .classic_every = 177 },
};
#define N_ROWS (sizeof rows / sizeof rows[0])

/* Run R with SEED: RMS error in s, and s per packet. */
static void
run_row(const struct row *r, uint64_t seed, double *rms, double *every)
{
	struct world *w = world_new(seed);
	struct crystal crystal = r->crystal;
	char conf[512] = "", address[32];
	double sum = 0, n = 0;
	int client;

	crystal.offset = -0.01;
	for (int i = 0; i < r->servers; i++) {
		size_t used = strlen(conf);

		snprintf(address, sizeof address, "10.0.1.%d", i + 1);
		(void)world_add_truth(w, address, 1);
		snprintf(conf + used, sizeof conf - used, "server %s %s\n",
		    address, r->options != NULL ? r->options : "");
	}
	client = world_add_host(w, "10.0.0.2", conf, &crystal, NULL);
	for (int i = 0; i < r->servers; i++) {
		world_set_way(w, client, i, &r->up);
		world_set_way(w, i, client, &r->down);
	}
	world_run(w, r->from);
	for (double t = r->from + 1; t <= r->length; t++) {
		world_run(w, t);
		sum += world_error(w, client) * world_error(w, client);
		n++;
	}
	*rms = sqrt(sum / n);
	*every = r->length / world_sent(w, client);
	world_free(w);
}

/* Run R with all seeds and print its line; returns whether it is good. */
static bool
judge_row(const struct row *r, uint64_t first, int seeds, double *ratio)
{
	double rms = 0, every = 0;
	bool accurate, polite;

	for (int i = 0; i < seeds; i++) {
		double one_rms, one_every;

		run_row(r, first + (uint64_t)i, &one_rms, &one_every);
		rms += one_rms / seeds;
		every += one_every / seeds;
	}
	*ratio = rms / r->chrony;
	accurate = rms <= fmin(r->chrony, r->classic);
	polite = every * SLACK >= fmin(r->chrony_every, r->classic_every);
	printf("%c %-24s %7.1f %5.0f | %7.1f %5.0f | %7.1f %5.0f | %5.2f%s%s\n",
	    r->name, r->what, rms / US, every, r->chrony / US, r->chrony_every,
	    r->classic / US, r->classic_every, *ratio,
	    accurate ? "" : " TOO FAR OFF", polite ? "" : " TOO MANY PACKETS");
	fflush(stdout);
	return accurate && polite;
}

int
main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	int seeds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;
	const char *only = argc > 3 ? argv[3] : "abcdefghijp";
	double logs = 0, ratio;
	int n = 0, bad = 0;

	printf("seeds %llu..%llu; RMS us, s/packet\n"
	    "  row                         here         |   chrony 4.8    |"
	    "   ntpd 4.2.6p5  | ratio\n", (unsigned long long)first,
	    (unsigned long long)first + (unsigned)seeds - 1);
	for (size_t i = 0; i < N_ROWS; i++) {
		if (strchr(only, rows[i].name) == NULL)
			continue;
		bad += !judge_row(&rows[i], first, seeds, &ratio);
		logs += log(ratio);
		n++;
	}
	printf("geometric mean of the ratios to chrony: %.2f\n",
	    n > 0 ? exp(logs / n) : 0);
	return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
