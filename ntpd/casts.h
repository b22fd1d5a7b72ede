/*
 * casts.h -- packets to many: broadcasts and groups.
 *
 * What is sent to many comes in by the wildcard sockets, which drop everything
 * else: the sockets of single addresses do not see it.  It leaves from the
 * socket of the address it is to come from.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CASTS_H
#define CASTS_H

#include "net.h"

/* Have the wildcard socket FD of FAMILY tell where datagrams went. */
void casts_ask(int fd, uint8_t family);

/* Put what the interface I knows of broadcasts and groups into S. */
struct ifaddrs;
void casts_learn(struct net_served *s, const struct ifaddrs *i);

/*
 * Look where the datagram MSG went, that came in by a wildcard socket.
 *
 * Returns false if that was one address; otherwise true, with RX marked, and
 * RX->to an address of the interface it came in by: none if nobody here wants
 * it.
 */
struct msghdr;
bool casts_arrived(const struct net *n, struct msghdr *msg, struct rx *rx);

/* Join the groups of N's configuration where N has addresses; leave others. */
void casts_join(struct net *n);

/* Returns the socket from which a packet to TO, a group or network, leaves. */
struct net_served *casts_sender(struct net *n, const struct addr *to);

/* Let S send to TO, at most TTL hops far; or not any more, if TTL is 0. */
void casts_allow(const struct net_served *s, const struct addr *to,
    uint8_t ttl);

#endif
