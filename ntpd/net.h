/*
 * net.h -- the sockets: one for each address we serve, one for each
 * association we ask.
 *
 * As classic does, every local address has its own socket, so that a reply
 * leaves from the address that was asked; the wildcard sockets hold the port
 * against other programs and drop what they get.  A question leaves from a
 * socket of its own, connected to its server (RFC 9109): a guess of the port
 * is needed to forge the answer, and ICMP errors find their way back.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NET_H
#define NET_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "conf.h"
#include "host.h"
#include "txstamp.h"

#define NET_NAME 16   /* octets of an interface's name */
#define NET_SENT 64   /* times of sending kept until they are asked for */

/* A socket of the port we serve. */
struct net_served {
	int fd;
	struct addr addr;       /* any: the wildcard socket */
	bool drop;              /* listened on, but not answered */
	char name[NET_NAME];    /* interface, "v4wildcard" */
	unsigned index;         /* the interface's number; 0: of none */
	struct addr broadcast;  /* all of its network; no family: none */
	bool groups;            /* the interface takes part in groups */
	unsigned number;        /* as in log lines */
	uint64_t received, sent, failed, dropped;
	double since;           /* mono */
	bool seen;              /* in the scan under way */
};

/* The socket of one association. */
struct net_client {
	uint32_t id;
	int fd;
	struct addr to, local;
};

/* A group that was joined. */
struct net_joined {
	struct addr group;
	unsigned index;         /* of the interface */
	bool wanted;            /* in the configuration being applied */
};

struct net {
	struct net_served *served;
	size_t n_served;
	struct net_client *clients;
	size_t n_clients;
	struct sent sent[NET_SENT];
	size_t n_sent;
	struct txstamp stamps;
	struct net_joined *joined;
	size_t n_joined;
	const struct conf *conf; /* port, nic rules, dscp, groups */
	const struct conf *groups_of; /* mistakes in its groups were logged */
	uint8_t only_family;    /* 4, 6: -4, -6; 0: both */
	bool no_virtual;        /* -L: no interfaces with a colon */
	bool fixed;             /* -U 0: addresses never change */
	int route_fd;           /* netlink; -1: none */
	unsigned next_number;
	unsigned changes;       /* counts openings and closings of sockets */
	struct report_io io;    /* of all sockets there have been */
};

/*
 * Open the sockets of conf->port: the wildcards and every local address the
 * nic rules let us listen on.  N is all zero, but for what -4, -6, -L and -U
 * say.
 *
 * Returns 0; -1 with errno set if no wildcard socket could be bound (logged).
 */
int net_open(struct net *n, const struct conf *conf, double mono);

/*
 * Look for new and vanished addresses.
 *
 * Returns true if the set of addresses changed.
 */
bool net_scan(struct net *n, double mono);

/* Put at most MAX of the host's own addresses into OUT; returns how many. */
size_t net_own(const struct net *n, struct addr *out, size_t max);

/* Returns how many descriptors net_poll() needs. */
size_t net_descriptors(const struct net *n);

/* Fill FDS (net_descriptors() of them) with what to wait for. */
void net_poll(const struct net *n, struct pollfd *fds);

/*
 * Take one datagram, or refusal, from descriptor number I of net_poll() into
 * BUF (SIZE octets) and RX.
 *
 * Returns false if there is none, or if it is to be dropped.
 */
bool net_receive(struct net *n, size_t i, uint8_t *buf, size_t size,
    struct rx *rx);

/* Returns true if I is the descriptor that tells of changed addresses. */
bool net_is_route(const struct net *n, size_t i);

/* Carry out the ACT_SEND A. */
void net_send(struct net *n, const struct action *a);

/*
 * Put the counts of N into OUT, and the addresses it serves from number
 * OUT->first on.
 */
void net_report(const struct net *n, struct host_report *out);

/* Close the socket of the association ID. */
void net_close_client(struct net *n, uint32_t id);

/* Close everything. */
void net_close(struct net *n);

#endif
