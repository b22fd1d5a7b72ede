/*
 * net.h -- names, sockets and datagrams of ntpdate.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NET_H
#define NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "host.h"
#include "output.h"
#include "packet.h"

/* One socket for each family; -1: none. */
struct net {
	int v4, v6;
	int spare4, spare6; /* from any port, where the others have one */
};

/* Addresses of servers, in the order they were found. */
struct targets {
	struct addr *addr;
	size_t n;
};

/* What a lookup is to look for. */
struct lookup {
	uint8_t family;   /* 4, 6; 0: either */
	uint16_t port;    /* to ask */
	double until;     /* net_seconds() to try again to if names cannot be
	                   * looked up */
	bool trace;       /* -d: say what goes on */
};

/* A datagram and room for its octets. */
struct datagram {
	struct rx rx;
	bool spare;       /* it came to a spare socket */
	uint8_t data[PACKET_MAX];
};

/* Returns the s of a clock that nobody sets. */
double net_seconds(void);

/* Returns true if this host can have IPv6 sockets. */
bool net_has_v6(void);

/*
 * Add the addresses of NAME that can be routed to T, 64 at most; MORE says that
 * there are others.
 *
 * Returns 0, or what getaddrinfo() says is wrong.
 */
int net_resolve(struct targets *t, const char *name, const struct lookup *how,
    bool *more);

/*
 * Add the addresses of NAME that can be routed to T, 64 at most; a name that
 * has none is reported to OUT and passed over.
 *
 * Returns 0, or -1 (reported) if names cannot be looked up at all or there is
 * no memory.
 */
int net_lookup(struct targets *t, const char *name, const struct lookup *how,
    const struct output *out);

/* Release what T holds. */
void net_forget(struct targets *t);

/*
 * Open sockets of FAMILY (0: both), bound to PORT (0: wherever the system
 * likes).  The port is not shared: anybody else on it means that it is in use.
 *
 * Returns 0, or -1 (reported to OUT).
 */
int net_open(struct net *net, uint8_t family, uint16_t port,
    const struct output *out);

/*
 * Open spare sockets beside those of NET, where the system likes.
 *
 * Returns 0, or -1 (reported to OUT).
 */
int net_open_spare(struct net *net, const struct output *out);

/* Close what was opened. */
void net_close(struct net *net);

/*
 * Send the LEN octets at DATA to TO, by a SPARE socket or not.
 *
 * Returns 0, or -1 with errno set (EAFNOSUPPORT: no socket of that family).
 */
int net_send(const struct net *net, bool spare, const struct addr *to,
    const uint8_t *data, size_t len);

/* Wait at most SECONDS for something to come in. */
void net_wait(const struct net *net, double seconds);

/* Returns true, with D filled in, if a datagram has come in. */
bool net_receive(const struct net *net, struct datagram *d);

#endif
