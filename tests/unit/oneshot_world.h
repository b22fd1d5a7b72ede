/*
 * oneshot_world.h -- a small world for ntpdate's machine.
 *
 * The world has a clock that only the test moves, and servers that answer each
 * question after half a round trip, as the test says they should.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ONESHOT_WORLD_H
#define ONESHOT_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "oneshot.h"

#define SERVERS 8             /* most in a world */
#define SENT 80               /* most questions */
#define EPOCH 1795219200      /* s since 1970, when the world begins */
#define CONSTANT 0.02561951   /* s that every shown delay has on top */
#define EXACT 1e-9            /* s */
#define NEAR 1e-6             /* s: times in the world are doubles */

/* A server of the world; all zero: right, at hand, stratum 0. */
struct fake {
	double offset;         /* s it is ahead of us */
	double trip;           /* s */
	double jitter[ONESHOT_SAMPLES]; /* s added to OFFSET, by question */
	double queue[ONESHOT_SAMPLES];  /* s added to TRIP, by question */
	double age;            /* s since its clock was set */
	uint8_t leap, stratum;
	int8_t precision;
	uint32_t refid;
	uint32_t key;          /* that it signs with; 0: none */
	int silent_after;      /* answers; 0: no end of them */
	bool silent;
	int asked;
};

struct world {
	struct fake fake[SERVERS];
	int n;
	double mono;           /* s, the world's time */
	unsigned gen;
	ntp_time begin;
	uint64_t dice;
	struct auth *auth;     /* keys of the servers; NULL: none */
	struct oneshot *o;

	double sent_at[SENT];  /* mono of each question */
	int sent_to[SENT];     /* number of the server */
	uint8_t sent[SENT][PACKET_HEADER + AUTH_MAC_MAX];
	size_t sent_len[SENT];
	int n_sent;
	int closed, events;
	char event[100];

	struct {
		bool due;      /* under way */
		double at;     /* mono of its arrival */
		uint8_t data[PACKET_HEADER + AUTH_MAC_MAX];
		size_t len;
	} reply[SERVERS];
};

/* Sample counts that most tests use. */
extern const struct oneshot_options world_usual, world_once;

/* Returns a world with N servers of stratum 2 that are right and 1 ms away. */
struct world world_with(int n);

/* Returns what W's clocks show. */
struct now world_now(const struct world *w);

/* Returns the address of server I. */
struct addr world_address(int i);

/* Start asking the servers of W. */
void world_begin(struct world *w, const struct oneshot_options *options);

/* Hand over the answer of server I that is under way, at its time. */
enum verdict world_deliver(struct world *w, int i);

/* Let W run until all servers are done. */
void world_run(struct world *w);

/* Returns what is to be done. */
struct oneshot_result world_judge(struct world *w);

/* Begin, run and judge, by OPTIONS. */
struct oneshot_result world_result(struct world *w,
    const struct oneshot_options *options);

/* Returns the winner's number in R, -1 if there is none. */
int world_winner(const struct oneshot_result *r);

#endif
