/*
 * engine_bench.h -- a host that does nothing but remember what an engine asked
 * of it, so that each test decides what comes back, and when.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ENGINE_BENCH_H
#define ENGINE_BENCH_H

#include "engine.h"

#define OWN "192.0.2.1"
#define SERVER "192.0.2.10"
#define OTHER "192.0.2.11"
#define STRANGER "198.51.100.7"
#define LINES 4096    /* octets of log kept */
#define LOOKUPS 8

struct bench {
	struct engine *e;
	struct now now;
	struct conf *conf;
	uint64_t dice;
	/* what it did */
	int sent, closed, clocks, drifts, quits;
	int steps;
	double step, freq;        /* s, s/s: of the clock's last command */
	uint8_t data[PACKET_MAX]; /* of the last datagram */
	size_t len;
	struct addr to;
	ntp_time when;
	uint32_t port, tag;
	uint32_t lookup[LOOKUPS]; /* ids */
	int lookups;
	char log[LINES];
	char stats[LINES];        /* "loopstats: line", the newest */
};

/* Make B's engine with the configuration TEXT; the mono clock says 1. */
void set_up(struct bench *b, const char *text);
void tear_down(struct bench *b);

/* Put the configuration TEXT in force. */
void configure(struct bench *b, const char *text);

/* Returns the address TEXT with PORT. */
struct addr address(const char *text, uint16_t port);

/* Returns the first association, and how many there are. */
const struct peer *first(const struct bench *b);
size_t n_peers(const struct bench *b);

/* Let S seconds pass, and what is due in them happen. */
void pass(struct bench *b, double s);

/* Let FROM send the LEN octets at DATA to PORT; returns what became of them. */
enum verdict receive(struct bench *b, const struct addr *from, uint32_t port,
    const uint8_t *data, size_t len);

/* Let FROM ask for the time; returns what became of that. */
enum verdict ask_time(struct bench *b, const char *from, uint16_t port);

/*
 * Answer the request sent last, half way between then and now, from a server
 * that is AHEAD (s); returns what became of the answer.
 */
enum verdict answer(struct bench *b, double ahead);

/*
 * Let time go on to UNTIL (s, mono) and have each request answered, 20 ms
 * later, by a server that is AHEAD (s) of the clock; stop behind a step.
 */
void run_to_step(struct bench *b, double until, double ahead);

/*
 * Let S seconds pass so, with a server that is AHEAD (s) of the clock as it is
 * now; steps change the clock.
 */
void run(struct bench *b, double s, double ahead);

/* Set B up with TEXT and let the server answer four times. */
void follow(struct bench *b, const char *text);

/* Tell B's engine that the datagram with TAG left at AT, says the kernel. */
void left(struct bench *b, uint32_t tag, ntp_time at);

#endif
