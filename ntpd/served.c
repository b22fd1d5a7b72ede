/*
 * served.c -- which addresses we serve, and the opening of their sockets.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "casts.h"
#include "log.h"
#include "served.h"
#include "sockaddr.h"

/* --- one socket ---------------------------------------------------------- */

static void
set_option(int fd, int level, int option, int value)
{
	/* None of these is needed: without it things go less well. */
	(void)setsockopt(fd, level, option, &value, sizeof value);
}

int
served_socket(struct net *n, uint8_t family)
{
	int fd = socket(sockaddr_family(family), SOCK_DGRAM, 0);
	int tos = n->conf->dscp << 2;

	if (fd < 0)
		return -1;
	if (sockaddr_prepare(fd) != 0) {
		close(fd);
		return -1;
	}
	set_option(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
	txstamp_prepare(&n->stamps, fd);
	if (family == 6) {
		set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
		set_option(fd, IPPROTO_IPV6, IPV6_TCLASS, tos);
	} else {
		set_option(fd, IPPROTO_IP, IP_TOS, tos);
	}
	return fd;
}

/* --- which addresses ----------------------------------------------------- */

/* Returns true if the first BITS of A and B are the same. */
static bool
same_prefix(const struct addr *a, const struct addr *b, unsigned bits)
{
	unsigned whole = bits / 8;
	uint8_t mask = (uint8_t)(0xff00u >> bits % 8);

	return a->family == b->family && memcmp(a->ip, b->ip, whole) == 0 &&
	    (bits % 8 == 0 || ((a->ip[whole] ^ b->ip[whole]) & mask) == 0);
}

/* Returns true if the rule text MATCH, "ADDR[/BITS]", covers A. */
static bool
match_address(const char *match, const struct addr *a)
{
	char text[ADDR_TEXT];
	const char *slash = strchr(match, '/');
	size_t len = slash != NULL ? (size_t)(slash - match) : strlen(match);
	unsigned bits = addr_bits(a->family);
	struct addr rule;

	if (len >= sizeof text)
		return false;
	memcpy(text, match, len);
	text[len] = '\0';
	if (!addr_parse(&rule, text))
		return false;
	if (slash != NULL) {
		unsigned long given = strtoul(slash + 1, NULL, 10);

		if (given < bits)
			bits = (unsigned)given;
	}
	return same_prefix(&rule, a, bits);
}

static bool
match_rule(const char *match, const char *name, const struct addr *a)
{
	bool wildcard = addr_is_any(a);

	if (strcmp(match, "all") == 0)
		return !wildcard && !addr_is_loopback(a);
	if (strcmp(match, "wildcard") == 0)
		return wildcard;
	if (strcmp(match, "ipv4") == 0)
		return a->family == 4;
	if (strcmp(match, "ipv6") == 0)
		return a->family == 6;
	return strcasecmp(match, name) == 0 || match_address(match, a);
}

/* Returns what the rules say about address A of interface NAME. */
static enum conf_nic_action
judge_address(const struct net *n, const char *name, const struct addr *a)
{
	const struct conf *conf = n->conf;

	if (a->family == 4 && addr_is_loopback(a))
		return NIC_LISTEN;
	for (size_t i = conf->n_nics; i-- > 0;)
		if (match_rule(conf->nics[i].match, name, a))
			return conf->nics[i].action;
	if (addr_is_any(a))
		return NIC_DROP;
	if (n->no_virtual && strchr(name, ':') != NULL)
		return NIC_IGNORE;
	return conf->n_nics == 0 || addr_is_loopback(a) ? NIC_LISTEN :
	    NIC_IGNORE;
}

/* --- opening ------------------------------------------------------------- */

static void
log_listen(const struct net_served *s, uint16_t port)
{
	char text[ADDR_TEXT];

	log_printf(PRI_INFO, "%s on %u %s %s UDP %u",
	    s->drop ? "Listen and drop" : "Listen normally", s->number, s->name,
	    addr_format(&s->addr, text, sizeof text), port);
}

/* Bind a socket to A of interface NAME; returns NULL with errno set. */
static struct net_served *
add_served(struct net *n, const struct addr *a, const char *name, bool drop,
    double mono)
{
	struct addr bound = *a;
	union sockaddr_any sa;
	struct net_served *s;
	int fd, why;

	s = reallocarray(n->served, n->n_served + 1, sizeof *s);
	if (s == NULL)
		return NULL;
	n->served = s;
	fd = served_socket(n, a->family);
	if (fd < 0)
		return NULL;
	bound.port = n->conf->port;
	set_option(fd, SOL_SOCKET, SO_REUSEADDR, !addr_is_any(a));
	if (bind(fd, &sa.sa, sockaddr_from(&bound, &sa)) != 0) {
		why = errno;
		close(fd);
		errno = why;
		return NULL;
	}
	s += n->n_served++;
	n->changes++;
	*s = (struct net_served){ .fd = fd, .addr = *a, .drop = drop,
		.number = n->next_number++, .since = mono, .seen = true };
	snprintf(s->name, sizeof s->name, "%s", name);
	log_listen(s, n->conf->port);
	return s;
}

/*
 * Let further sockets share the port with ours (SHARE 1), or keep other
 * programs off it again (0).
 */
static void
share_port(struct net *n, int share)
{
	for (size_t i = 0; i < n->n_served; i++)
		set_option(n->served[i].fd, SOL_SOCKET, SO_REUSEADDR, share);
}

/* Open the wildcard socket of FAMILY; returns 0, or -1 with errno set. */
static int
open_wildcard(struct net *n, uint8_t family, double mono)
{
	struct addr any = { .family = family };
	const char *name = family == 4 ? "v4wildcard" : "v6wildcard";
	enum conf_nic_action what = judge_address(n, name, &any);
	struct net_served *s;

	if (n->only_family != 0 && n->only_family != family)
		return 0;
	if (what == NIC_IGNORE)
		return 0;
	s = add_served(n, &any, name, what == NIC_DROP, mono);
	if (s != NULL) {
		casts_ask(s->fd, family);
		return 0;
	}
	/* A kernel without IPv6 is no reason to give up. */
	return family == 6 && (errno == EAFNOSUPPORT ||
	    errno == EADDRNOTAVAIL || errno == EINVAL) ? 0 : -1;
}

/* Be told of changed addresses, where the system does that. */
static void
open_route(struct net *n)
{
	struct sockaddr_nl sa = { .nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
		    RTMGRP_LINK };

	n->route_fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	if (n->route_fd < 0)
		return;
	if (sockaddr_prepare(n->route_fd) != 0 ||
	    bind(n->route_fd, (struct sockaddr *)&sa, sizeof sa) != 0) {
		close(n->route_fd);
		n->route_fd = -1;
		return;
	}
	log_printf(PRI_INFO, "Listening on routing socket on fd #%d for "
	    "interface updates", n->route_fd);
}

int
net_open(struct net *n, const struct conf *conf, double mono)
{
	n->conf = conf;
	n->route_fd = -1;
	if (open_wildcard(n, 4, mono) != 0 || open_wildcard(n, 6, mono) != 0) {
		int why = errno;

		if (why == EADDRINUSE)
			log_printf(PRI_ERR, "unable to bind to wildcard address "
			    "%s - another process may be running - EXITING",
			    n->n_served == 0 ? "0.0.0.0" : "::");
		net_close(n);
		errno = why;
		return -1;
	}
	(void)net_scan(n, mono);
	if (!n->fixed)
		open_route(n);
	return 0;
}

/* --- scanning ------------------------------------------------------------ */

static struct net_served *
find_served(struct net *n, const struct addr *a)
{
	for (size_t i = 0; i < n->n_served; i++)
		if (addr_same_host(&n->served[i].addr, a))
			return &n->served[i];
	return NULL;
}

/* Take in the address A of interface NAME; returns true if it is new. */
static bool
take_address(struct net *n, const char *name, const struct addr *a,
    double mono)
{
	struct net_served *s = find_served(n, a);
	enum conf_nic_action what = judge_address(n, name, a);
	char text[ADDR_TEXT];

	if (s != NULL) {
		/* The rules may have changed since. */
		s->seen = what != NIC_IGNORE;
		s->drop = what == NIC_DROP;
		return false;
	}
	if (what == NIC_IGNORE ||
	    (n->only_family != 0 && n->only_family != a->family))
		return false;
	if (add_served(n, a, name, what == NIC_DROP, mono) != NULL)
		return true;
	/* An IPv6 address that is still being checked comes up later. */
	if (errno != EADDRNOTAVAIL)
		log_printf(PRI_ERR, "unable to create socket on %s for %s#%u: "
		    "%s", name, addr_format(a, text, sizeof text),
		    n->conf->port, strerror(errno));
	return false;
}

/* Close the sockets whose addresses were not seen; returns true if any. */
static bool
drop_unseen(struct net *n, double mono)
{
	bool any = false;

	for (size_t i = n->n_served; i-- > 0;) {
		struct net_served *s = &n->served[i];
		char text[ADDR_TEXT];

		if (s->seen || addr_is_any(&s->addr))
			continue;
		log_printf(PRI_INFO, "Deleting interface #%u %s, %s#%u, "
		    "interface stats: received=%llu, sent=%llu, dropped=%llu, "
		    "active_time=%.0f secs", s->number, s->name,
		    addr_format(&s->addr, text, sizeof text), n->conf->port,
		    (unsigned long long)s->received,
		    (unsigned long long)s->sent,
		    (unsigned long long)s->dropped, mono - s->since);
		close(s->fd);
		memmove(s, s + 1, (n->n_served - i - 1) * sizeof *s);
		n->n_served--;
		n->changes++;
		any = true;
	}
	return any;
}

bool
net_scan(struct net *n, double mono)
{
	struct ifaddrs *list, *i;
	struct net_served *s;
	bool changed = false;

	if (getifaddrs(&list) != 0)
		return false;
	for (size_t k = 0; k < n->n_served; k++)
		n->served[k].seen = false;
	share_port(n, 1);
	for (i = list; i != NULL; i = i->ifa_next) {
		struct addr a;

		if (i->ifa_addr == NULL || (i->ifa_flags & IFF_UP) == 0 ||
		    !sockaddr_to(&a, i->ifa_addr))
			continue;
		a.port = 0;
		changed = take_address(n, i->ifa_name, &a, mono) || changed;
		s = find_served(n, &a);
		if (s != NULL)
			casts_learn(s, i);
	}
	share_port(n, 0);
	freeifaddrs(list);
	changed = drop_unseen(n, mono) || changed;
	casts_join(n);
	return changed;
}

size_t
net_own(const struct net *n, struct addr *out, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < n->n_served && count < max; i++)
		if (!addr_is_any(&n->served[i].addr))
			out[count++] = n->served[i].addr;
	return count;
}
