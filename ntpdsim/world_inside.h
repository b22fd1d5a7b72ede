/*
 * world_inside.h -- what a world is made of; for the files that make it up.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef WORLD_INSIDE_H
#define WORLD_INSIDE_H

#include <math.h>

#include "packet.h"
#include "simqueue.h"
#include "sys.h"
#include "world.h"

#define NAMES 16
#define NEVER INFINITY

struct answer {
	uint32_t id;
	enum resolved how;
	struct addr addr;
};

struct node {
	struct addr addr;
	bool truth;
	struct sys sys;          /* of a truth */
	double lie;              /* s */
	double lag;              /* s, at most */

	int announces;           /* enum leap; < 0: what is true */

	struct simclock clock;
	enum world_fate fate;

	struct engine *engine;   /* NULL: stopped */
	struct conf conf;
	struct facts facts;
	double tick;             /* true time of the next tick */
	char *leapfile;          /* its text; NULL: none */
	struct answer answers[NAMES];
	size_t n_answers;
	uint32_t refclocks[NAMES]; /* by unit: their associations */
	struct { uint32_t tag; double late; } tags[NAMES];
	size_t n_tags;
	struct world *world;
	char log[WORLD_LOG];
	size_t log_used;
	unsigned sent;
	uint8_t last[PACKET_MAX]; /* the packet sent last */
	size_t last_len;
	bool ended;
	int status;
};

struct world {
	double time;
	int64_t begin;           /* s since 1970 */
	double leaped;           /* s that leap seconds have added to UTC */
	double leap_at;          /* time of the next one; INFINITY: none */
	int leap;                /* s that it adds */
	uint64_t seed, dice;
	struct node *nodes[WORLD_HOSTS];
	int n_nodes;
	struct link links[WORLD_HOSTS][WORLD_HOSTS];
	struct simqueue queue;
	struct { char name[64]; struct addr addr; } names[NAMES];
	size_t n_names;
	void (*said)(void *ctx, double time, int host, const char *text);
	void *said_ctx;
};

/* Bring N's clocks to the world's time; returns what they say then. */
struct now world_now(struct node *n);

/* Returns true if N's engine runs at all. */
bool world_awake(const struct node *n);

#endif
