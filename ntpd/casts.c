/*
 * casts.c -- packets to many: broadcasts and groups.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#define _GNU_SOURCE /* struct in6_pktinfo */
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "casts.h"
#include "log.h"
#include "sockaddr.h"

static void
set_option(int fd, int level, int option, const void *value, size_t size)
{
	/* Without one of these less is heard: no reason to end. */
	(void)setsockopt(fd, level, option, value, (socklen_t)size);
}

void
casts_ask(int fd, uint8_t family)
{
	int on = 1;

	if (family == 4)
		set_option(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
	else
		set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
}

/* Returns all of the network that A, with I's mask, is in; or no family. */
static struct addr
all_of(const struct addr *a, const struct ifaddrs *i)
{
	struct addr all = *a, mask;

	if (a->family != 4 || (i->ifa_flags & IFF_BROADCAST) == 0 ||
	    i->ifa_netmask == NULL || !sockaddr_to(&mask, i->ifa_netmask) ||
	    mask.ip[3] >= 0xfe)
		return (struct addr){ .family = 0 };
	for (size_t k = 0; k < 4; k++)
		all.ip[k] |= (uint8_t)~mask.ip[k];
	return all;
}

void
casts_learn(struct net_served *s, const struct ifaddrs *i)
{
	s->index = if_nametoindex(i->ifa_name);
	s->groups = (i->ifa_flags & IFF_MULTICAST) != 0;
	s->broadcast = all_of(&s->addr, i);
}

/* --- in ------------------------------------------------------------------ */

/* Put where MSG went into DEST, and by which interface; false: not told. */
static bool
destination(struct msghdr *msg, struct addr *dest, unsigned *index)
{
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		struct in_pktinfo v4;
		struct in6_pktinfo v6;

		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO &&
		    c->cmsg_len >= CMSG_LEN(sizeof v4)) {
			memcpy(&v4, CMSG_DATA(c), sizeof v4);
			*dest = (struct addr){ .family = 4 };
			memcpy(dest->ip, &v4.ipi_addr, 4);
			*index = (unsigned)v4.ipi_ifindex;
			return true;
		}
		if (c->cmsg_level == IPPROTO_IPV6 &&
		    c->cmsg_type == IPV6_PKTINFO &&
		    c->cmsg_len >= CMSG_LEN(sizeof v6)) {
			memcpy(&v6, CMSG_DATA(c), sizeof v6);
			*dest = (struct addr){ .family = 6 };
			memcpy(dest->ip, &v6.ipi6_addr, 16);
			*index = (unsigned)v6.ipi6_ifindex;
			return true;
		}
	}
	return false;
}

static bool
is_limited_broadcast(const struct addr *a)
{
	static const uint8_t ones[4] = { 255, 255, 255, 255 };

	return a->family == 4 && memcmp(a->ip, ones, sizeof ones) == 0;
}

static bool
has_joined(const struct net *n, const struct addr *group, unsigned index)
{
	for (size_t i = 0; i < n->n_joined; i++)
		if (n->joined[i].index == index &&
		    addr_same_host(&n->joined[i].group, group))
			return true;
	return false;
}

static bool
is_link_local(const struct addr *a)
{
	return a->family == 6 && a->ip[0] == 0xfe && (a->ip[1] & 0xc0) == 0x80;
}

/*
 * Returns the address of the interface INDEX that is to hear and answer what
 * came from FROM to all of DEST, or NULL.
 */
static const struct net_served *
listener(const struct net *n, const struct addr *from, const struct addr *dest,
    unsigned index)
{
	const struct net_served *found = NULL;

	for (size_t i = 0; i < n->n_served; i++) {
		const struct net_served *s = &n->served[i];

		if (s->index != index || s->drop || addr_is_any(&s->addr) ||
		    s->addr.family != dest->family)
			continue;
		if (addr_same_host(&s->broadcast, dest) ||
		    (is_link_local(&s->addr) && is_link_local(from)))
			return s;
		if (found == NULL && !is_link_local(&s->addr))
			found = s;
	}
	return addr_is_multicast(dest) || is_limited_broadcast(dest) ? found :
	    NULL;
}

bool
casts_arrived(const struct net *n, struct msghdr *msg, struct rx *rx)
{
	const struct net_served *s;
	struct addr dest;
	unsigned index;

	if (!destination(msg, &dest, &index))
		return false;
	s = listener(n, &rx->from, &dest, index);
	if (s == NULL && !addr_is_multicast(&dest) &&
	    !is_limited_broadcast(&dest))
		return false;
	rx->cast = true;
	rx->to = (struct addr){ .family = 0 };
	if (s != NULL && n->conf->enable.bclient &&
	    (!addr_is_multicast(&dest) || has_joined(n, &dest, index)))
		rx->to = s->addr;
	return true;
}

/* --- groups -------------------------------------------------------------- */

/* Join (ADD) or leave G by the wildcard socket; 0, or -1 and errno. */
static int
change_group(const struct net *n, const struct net_joined *g, bool add)
{
	struct group_req request = { .gr_interface = g->index };
	union sockaddr_any sa;
	socklen_t len = sockaddr_from(&g->group, &sa);

	memcpy(&request.gr_group, &sa, len);
	for (size_t i = 0; i < n->n_served; i++) {
		const struct net_served *s = &n->served[i];

		if (s->addr.family != g->group.family || !addr_is_any(&s->addr))
			continue;
		return setsockopt(s->fd, s->addr.family == 4 ? IPPROTO_IP :
		    IPPROTO_IPV6, add ? MCAST_JOIN_GROUP : MCAST_LEAVE_GROUP,
		    &request, sizeof request);
	}
	errno = EADDRNOTAVAIL;
	return -1;
}

/* Join GROUP where S is, unless that has been done. */
static void
join(struct net *n, const struct net_served *s, const struct addr *group)
{
	struct net_joined g = { .group = *group, .index = s->index,
		.wanted = true }, *more;
	char own[ADDR_TEXT], text[ADDR_TEXT];

	for (size_t i = 0; i < n->n_joined; i++) {
		if (n->joined[i].index == s->index &&
		    addr_same_host(&n->joined[i].group, group)) {
			n->joined[i].wanted = true;
			return;
		}
	}
	more = reallocarray(n->joined, n->n_joined + 1, sizeof *more);
	if (more == NULL)
		return;
	n->joined = more;
	n->joined[n->n_joined++] = g;
	addr_format(&s->addr, own, sizeof own);
	addr_format(group, text, sizeof text);
	if (change_group(n, &g, true) == 0 || errno == EADDRINUSE)
		log_printf(PRI_INFO, "Joined %s socket to multicast group %s",
		    own, text);
	else
		log_printf(PRI_ERR, "cannot join the multicast group %s on %s: "
		    "%s", text, s->name, strerror(errno));
}

/* Leave the groups that nobody wants any more. */
static void
leave_unwanted(struct net *n)
{
	for (size_t i = n->n_joined; i-- > 0;) {
		if (n->joined[i].wanted)
			continue;
		/* The interface may be gone, and the membership with it. */
		(void)change_group(n, &n->joined[i], false);
		n->joined[i] = n->joined[--n->n_joined];
	}
}

void
casts_join(struct net *n)
{
	const struct conf *conf = n->conf;

	for (size_t i = 0; i < n->n_joined; i++)
		n->joined[i].wanted = false;
	for (size_t i = 0; i < conf->n_groups; i++) {
		struct addr group;

		if (!addr_parse(&group, conf->groups[i].name) ||
		    !addr_is_multicast(&group)) {
			if (n->groups_of != conf)
				log_printf(PRI_ERR, "\"%s\" is no address of a "
				    "multicast group, ignored",
				    conf->groups[i].name);
			continue;
		}
		for (size_t k = 0; k < n->n_served; k++)
			if (n->served[k].groups && !n->served[k].drop &&
			    n->served[k].addr.family == group.family)
				join(n, &n->served[k], &group);
	}
	n->groups_of = conf;
	leave_unwanted(n);
}

/* --- out ----------------------------------------------------------------- */

/* Put the address that packets to TO leave from into OUT, as routes say. */
static bool
routed_source(const struct addr *to, struct addr *out)
{
	int fd = socket(sockaddr_family(to->family), SOCK_DGRAM, 0), on = 1;
	union sockaddr_any sa;
	socklen_t len = sockaddr_from(to, &sa);
	bool found;

	if (fd < 0)
		return false;
	set_option(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
	found = connect(fd, &sa.sa, len) == 0;
	len = sizeof sa;
	found = found && getsockname(fd, &sa.sa, &len) == 0 &&
	    sockaddr_to(out, &sa.sa);
	close(fd);
	return found;
}

struct net_served *
casts_sender(struct net *n, const struct addr *to)
{
	bool group = addr_is_multicast(to), routed;
	struct net_served *any = NULL;
	struct addr source = { .family = 0 };

	for (size_t i = 0; i < n->n_served; i++)
		if (addr_same_host(&n->served[i].broadcast, to))
			return &n->served[i];
	routed = routed_source(to, &source);
	for (size_t i = 0; i < n->n_served; i++) {
		struct net_served *s = &n->served[i];

		if (s->addr.family != to->family || addr_is_any(&s->addr))
			continue;
		if (routed && addr_same_host(&s->addr, &source))
			return s;
		if (any == NULL && (group ? s->groups :
		    s->broadcast.family != 0))
			any = s;
	}
	return any;
}

void
casts_allow(const struct net_served *s, const struct addr *to, uint8_t ttl)
{
	int allowed = ttl != 0, hops = ttl;
	struct ip_mreqn by = { .imr_ifindex = (int)s->index };

	if (!addr_is_multicast(to)) {
		set_option(s->fd, SOL_SOCKET, SO_BROADCAST, &allowed,
		    sizeof allowed);
	} else if (ttl != 0 && to->family == 4) {
		set_option(s->fd, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof by);
		set_option(s->fd, IPPROTO_IP, IP_MULTICAST_TTL, &hops,
		    sizeof hops);
	} else if (ttl != 0) {
		set_option(s->fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &s->index,
		    sizeof s->index);
		set_option(s->fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops,
		    sizeof hops);
	}
}
