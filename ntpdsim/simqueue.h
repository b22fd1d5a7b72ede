/*
 * simqueue.h -- the packets under way in a world, the earliest first.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SIMQUEUE_H
#define SIMQUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "packet.h"

/* A packet that comes to a host. */
struct event {
	double at;          /* true time, s */
	uint64_t order;     /* of making: ties happen in that order */
	int to;
	uint32_t port;
	struct addr from, dest;
	size_t len;
	bool refused;
	bool cast;          /* it was sent to many */
	uint8_t data[PACKET_MAX];
};

/* All zero: none. */
struct simqueue {
	struct event **heap;
	size_t n, room;
	uint64_t made;
};

/* Put EV, allocated, into Q. */
void simqueue_push(struct simqueue *q, struct event *ev);

/* Take the earliest event out of Q, which has one; it is to be freed. */
struct event *simqueue_pop(struct simqueue *q);

/* Returns when the earliest event of Q is; INFINITY if there is none. */
double simqueue_next(const struct simqueue *q);

/* Release all that is in Q. */
void simqueue_free(struct simqueue *q);

#endif
