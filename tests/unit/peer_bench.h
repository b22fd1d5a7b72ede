/*
 * peer_bench.h -- an association by itself, with a clock for it to live by.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PEER_BENCH_H
#define PEER_BENCH_H

#include "peer.h"

#define PHI 15e-6
#define PRECISION (-20)
#define COOKIE 0x1122334455667788u
#define LOG 64

/* An association, its clock, and when it has sent. */
struct bench {
	struct peer p;
	struct now now;
	struct poll_env env;
	struct sys sys;
	double sent[LOG];
	int n_sent;
	enum peer_due last;   /* not PEER_DUE_NOTHING or _SEND */
};

/* Make B's association with the flags of a server line FLAGS, at mono 100. */
void set_up(struct bench *b, unsigned flags);

/* Let S seconds pass. */
void pass(struct bench *b, double s);

/* Returns the cookie of request number N. */
ntp_time cookie_of(int n);

/* Let everything happen that is due until mono UNTIL. */
void run(struct bench *b, double until);

/* A good answer to the request sent last, from a clock that is 0.5 s ahead. */
struct packet good_answer(const struct bench *b);

/* Let REPLY arrive now; returns what becomes of it. */
enum verdict take(struct bench *b, const struct packet *reply,
    struct sample *s);

/* Answer the request sent last, 20 ms after it. */
void answer(struct bench *b);

/* Run until UNTIL; each request is answered. */
void run_answered(struct bench *b, double until);

#endif
