/*
 * run.h -- living through a scenario, and what came of it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>

#include "scenario.h"

#define RUN_POINTS 2000 /* of each host's curve at most */

/* What was seen of one host. */
struct run_host {
	double sum, max;      /* of squared and absolute errors: s^2, s */
	double looks;         /* seconds it was looked at */
	unsigned sent;        /* packets */
	double curve[RUN_POINTS]; /* s, error at equal distances in time */
	double last;          /* s, error at the end */
	int stratum;          /* at the end; 16: unsynchronised */
	bool rooted;          /* what it follows leads to a truth ... */
	double since;         /* s, ... from then on */
	double bounded, outside; /* seconds of that; beyond what it told */
};

/* How an expectation fared. */
struct run_expect {
	double sum, max, looks;
	double value;         /* what the limit is held against */
	bool met;
};

struct run {
	const struct scenario *s;
	struct world *w;
	int host[WORLD_HOSTS];                /* of the scenario in the world */
	struct link links[WORLD_HOSTS][WORLD_HOSTS];
	struct run_host seen[WORLD_HOSTS];
	struct run_expect expects[SCENARIO_EXPECTS];
	uint16_t leader[WORLD_HOSTS];         /* system peers, as last told */
	size_t points;
	bool quiet;           /* no timeline */
	bool progress;        /* tell how far it is on standard error */
};

/*
 * Live through S; the timeline goes to standard output.
 *
 * Returns the number of expectations that were not met.
 */
unsigned run_scenario(struct run *r, const struct scenario *s);

/* Print what was seen, as a table or as JSON. */
void run_print(const struct run *r);
void run_print_json(const struct run *r);

/*
 * Draw the errors of all hosts over time into FILE.
 *
 * Returns 0, or -1 with errno set.
 */
int run_draw(const struct run *r, const char *file);

#endif
