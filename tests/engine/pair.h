/*
 * pair.h -- a host that others take time from, and one that takes it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PAIR_H
#define PAIR_H

#include "peer.h"
#include "world.h"

#define SERVER "10.0.0.1"
#define CLIENT "10.0.0.2"
#define OTHER "10.0.0.3"
#define STRANGER "10.0.0.9"
#define KEYS "1 SHA1 first\n2 SHA1 second\n"
#define TRUSTING "trustedkey 1 2\n"
#define SERVING "server 127.127.1.0\nfudge 127.127.1.0 stratum 3\n" TRUSTING

struct pair {
	struct world *w;
	int server, client;
};

/* Returns a server and a client with these configurations, and with KEYS. */
struct pair pair_of(const char *server, const char *client);

/* Add a host at A with CONF to T's world, with KEYS; returns it. */
int pair_add(struct pair *t, const char *a, const char *conf);

/* Returns what the client of T knows. */
const struct state *pair_state(const struct pair *t);

/* Returns the first association of the client of T with A, or NULL. */
const struct peer *pair_with(const struct pair *t, const char *a);

/* Returns how many associations the client of T has. */
size_t pair_count(const struct pair *t);

/* Returns how many packets the client of T has found to be V. */
uint64_t pair_verdicts(const struct pair *t, enum verdict v);

/* Assert that the client of T has the time of the server within S. */
void pair_assert_follows(const struct pair *t, double s);

#endif
