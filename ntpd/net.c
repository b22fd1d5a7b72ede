/*
 * net.c -- sockets: sending and receiving.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "casts.h"
#include "clockread.h"
#include "log.h"
#include "net.h"
#include "served.h"
#include "sockaddr.h"

#define CONTROL_ROOM 256 /* octets of ancillary data */

/* --- waiting ------------------------------------------------------------- */

size_t
net_descriptors(const struct net *n)
{
	return n->n_served + n->n_clients + 1;
}

void
net_poll(const struct net *n, struct pollfd *fds)
{
	size_t k = 0;

	for (size_t i = 0; i < n->n_served; i++)
		fds[k++] = (struct pollfd){ n->served[i].fd, POLLIN, 0 };
	for (size_t i = 0; i < n->n_clients; i++)
		fds[k++] = (struct pollfd){ n->clients[i].fd, POLLIN, 0 };
	fds[k] = (struct pollfd){ n->route_fd, POLLIN, 0 };
}

bool
net_is_route(const struct net *n, size_t i)
{
	return i == n->n_served + n->n_clients;
}

/* --- receiving ----------------------------------------------------------- */

/* Put the kernel's stamp of the datagram in MSG, or the time now, into RX. */
static void
note_arrival(struct rx *rx, struct msghdr *msg)
{
	struct cmsghdr *c;
	struct timespec ts;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET ||
		    c->cmsg_type != SO_TIMESTAMPNS ||
		    c->cmsg_len < CMSG_LEN(sizeof ts))
			continue;
		memcpy(&ts, CMSG_DATA(c), sizeof ts);
		rx->at = ntptime_from_unix(ts.tv_sec, (uint32_t)ts.tv_nsec);
		rx->by = STAMPED_KERNEL;
		return;
	}
	rx->at = clockread_wall();
	rx->by = STAMPED_DAEMON;
}

/* Returns why a datagram did not arrive, by ERROR and the QUEUE of errors. */
static enum refusal
why_refused(int error, enum refusal queue)
{
	if (queue != REFUSED_NOT)
		return queue;
	return error == ECONNREFUSED ? REFUSED_PORT :
	    error == EHOSTUNREACH || error == ENETUNREACH ? REFUSED_HOST :
	    REFUSED_NOT;
}

/*
 * Take one datagram from FD; returns false if there is none.  FD may be N's
 * wildcard socket: what is for many comes in by that.
 */
static bool
take(const struct net *n, int fd, uint8_t *buf, size_t size, struct rx *rx)
{
	union sockaddr_any from;
	union {
		struct cmsghdr align;
		char room[CONTROL_ROOM];
	} control;
	struct iovec iov = { buf, size };
	struct msghdr msg = { .msg_name = &from, .msg_namelen = sizeof from,
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
		.msg_controllen = sizeof control };
	ssize_t len;

	memset(&from, 0, sizeof from);
	len = recvmsg(fd, &msg, 0);
	if (len < 0 || (msg.msg_flags & MSG_TRUNC) != 0 ||
	    !sockaddr_to(&rx->from, &from.sa)) {
		if (len < 0)
			rx->refused = why_refused(errno, txstamp_drain(fd));
		return false;
	}
	(void)casts_arrived(n, &msg, rx); /* marks it */
	note_arrival(rx, &msg);
	rx->data = buf;
	rx->len = (size_t)len;
	return true;
}

static bool
receive_served(const struct net *n, struct net_served *s, uint8_t *buf,
    size_t size, struct rx *rx)
{
	if (!take(n, s->fd, buf, size, rx))
		return false;
	rx->port = PORT_SERVED;
	s->received++;
	if (rx->cast) {
		s->dropped += rx->to.family == 0;
		return rx->to.family != 0;
	}
	rx->to = s->addr;
	/* ::1 from outside the host is forged. */
	if (s->drop || (rx->from.family == 6 && addr_is_loopback(&rx->from) &&
	    !addr_is_loopback(&s->addr))) {
		s->dropped++;
		return false;
	}
	return true;
}

static bool
receive_client(const struct net *n, struct net_client *c, uint8_t *buf,
    size_t size, struct rx *rx)
{
	bool got = take(n, c->fd, buf, size, rx);

	rx->port = c->id;
	rx->to = c->local;
	if (!got && rx->refused != REFUSED_NOT)
		rx->from = c->to;
	return got || rx->refused != REFUSED_NOT;
}

bool
net_receive(struct net *n, size_t i, uint8_t *buf, size_t size,
    struct rx *rx)
{
	bool got;

	*rx = (struct rx){ 0 };
	if (i < n->n_served)
		got = receive_served(n, &n->served[i], buf, size, rx);
	else
		got = receive_client(n, &n->clients[i - n->n_served], buf,
		    size, rx);
	n->io.received += rx->data != NULL;
	n->io.dropped += rx->data != NULL && !got;
	return got;
}

/* --- sending ------------------------------------------------------------- */

/* Returns the served socket with address FROM, or any fit for TO. */
static struct net_served *
served_for(struct net *n, const struct addr *from, const struct addr *to)
{
	struct net_served *wildcard = NULL;

	for (size_t i = 0; i < n->n_served; i++) {
		struct net_served *s = &n->served[i];

		if (from->family != 0 && addr_same_host(&s->addr, from))
			return s;
		if (addr_is_any(&s->addr) && s->addr.family == to->family)
			wildcard = s;
	}
	return wildcard;
}

/* Bind FD to port 0 is left to connect(); learn our address from it. */
static int
connect_client(struct net_client *c, const struct addr *to)
{
	union sockaddr_any s;
	socklen_t len = sockaddr_from(to, &s);

	if (connect(c->fd, &s.sa, len) != 0)
		return -1;
	len = sizeof s;
	if (getsockname(c->fd, &s.sa, &len) == 0)
		(void)sockaddr_to(&c->local, &s.sa); /* IPv4 or 6: asked for */
	c->to = *to;
	return 0;
}

static struct net_client *
find_client(struct net *n, uint32_t id)
{
	for (size_t i = 0; i < n->n_clients; i++)
		if (n->clients[i].id == id)
			return &n->clients[i];
	return NULL;
}

/* Returns the socket of association ID, connected to TO; NULL: none to be had. */
static struct net_client *
open_client(struct net *n, uint32_t id, const struct addr *to)
{
	struct net_client *c = find_client(n, id);

	if (c != NULL && addr_same(&c->to, to))
		return c;
	net_close_client(n, id);
	c = reallocarray(n->clients, n->n_clients + 1, sizeof *c);
	if (c == NULL)
		return NULL;
	n->clients = c;
	c += n->n_clients;
	*c = (struct net_client){ .id = id,
		.fd = served_socket(n, to->family) };
	if (c->fd < 0)
		return NULL;
	txstamp_errors(c->fd, to->family);
	if (connect_client(c, to) != 0) {
		int why = errno;

		close(c->fd);
		errno = why;
		return NULL;
	}
	n->n_clients++;
	n->changes++;
	return c;
}

void
net_close_client(struct net *n, uint32_t id)
{
	struct net_client *c = find_client(n, id);

	if (c == NULL)
		return;
	close(c->fd);
	*c = n->clients[--n->n_clients];
	n->changes++;
}

/* Keep when the datagram with a tag left; what is too much is forgotten. */
static void
note_sent(struct net *n, const struct sent *sent)
{
	if (sent->tag != 0 && n->n_sent < NET_SENT)
		n->sent[n->n_sent++] = *sent;
}

/* Tell that the datagram SENT did not even leave, if ERROR says that. */
static void
note_unsent(struct net *n, struct sent *sent, int error)
{
	switch (error) {
	case ENETUNREACH: case EHOSTUNREACH: case ENETDOWN:
	case EADDRNOTAVAIL: case EACCES: case EPERM: case EINVAL:
		sent->refused = REFUSED_NO_ROUTE;
		note_sent(n, sent);
		break;
	default:
		break;
	}
}

static void
send_client(struct net *n, const struct action *a)
{
	struct net_client *c = open_client(n, a->u.send.port, &a->u.send.to);
	struct sent sent = { .tag = a->u.send.tag };

	if (c == NULL) {
		note_unsent(n, &sent, errno);
		return;
	}
	sent.from = c->local;
	n->io.sent++;
	if (txstamp_send(&n->stamps, c->fd, NULL, 0, a->u.send.data,
	    a->u.send.len, &sent) != 0 &&
	    errno != ECONNREFUSED) {
		n->io.sent--;
		n->io.failed++;
		note_unsent(n, &sent, errno);
		/* The route or our address has changed: begin anew next time. */
		if (errno != EAGAIN && errno != ENOBUFS)
			net_close_client(n, a->u.send.port);
		return;
	}
	note_sent(n, &sent);
}

static void
send_served(struct net *n, const struct action *a)
{
	uint8_t ttl = a->u.send.ttl;
	struct net_served *s = ttl != 0 ? casts_sender(n, &a->u.send.to) :
	    served_for(n, &a->u.send.from, &a->u.send.to);
	union sockaddr_any to;
	socklen_t len = sockaddr_from(&a->u.send.to, &to);
	struct sent sent = { .tag = a->u.send.tag };
	bool left;

	if (s == NULL || len == 0)
		return;
	sent.from = s->addr;
	if (ttl != 0)
		casts_allow(s, &a->u.send.to, ttl);
	left = txstamp_send(&n->stamps, s->fd, &to, len, a->u.send.data,
	    a->u.send.len, &sent) == 0;
	if (!left)
		note_unsent(n, &sent, errno);
	/* No reply may go to many, whoever was asked in their name. */
	if (ttl != 0)
		casts_allow(s, &a->u.send.to, 0);
	if (!left) {
		s->failed++;
		n->io.failed++;
		return; /* as good as lost on the way */
	}
	s->sent++;
	n->io.sent++;
	note_sent(n, &sent);
}

void
net_send(struct net *n, const struct action *a)
{
	if (a->u.send.port == PORT_SERVED)
		send_served(n, a);
	else
		send_client(n, a);
}

/* --- what there is to tell ----------------------------------------------- */

/* Returns what an interface with the address A is, as classic counts bits. */
static unsigned
flags_of(const struct addr *a)
{
	unsigned flags = REPORT_UP;

	if (addr_is_any(a))
		flags |= REPORT_WILDCARD;
	else
		flags |= addr_is_loopback(a) ? REPORT_LOOPBACK :
		    REPORT_MULTICAST;
	if (a->family == 4 && !addr_is_loopback(a))
		flags |= REPORT_BROADCAST;
	return flags;
}

void
net_report(const struct net *n, struct host_report *out)
{
	out->io = n->io;
	out->n_ifaces = 0;
	for (size_t i = out->first; i < n->n_served &&
	    out->n_ifaces < REPORT_IFACES; i++) {
		const struct net_served *s = &n->served[i];
		struct report_iface *to = &out->iface[out->n_ifaces++];

		*to = (struct report_iface){ .addr = s->addr,
			.number = s->number, .flags = flags_of(&s->addr),
			.drop = s->drop, .received = s->received,
			.sent = s->sent, .failed = s->failed,
			.since = s->since };
		memcpy(to->name, s->name, sizeof to->name);
	}
}

void
net_close(struct net *n)
{
	for (size_t i = 0; i < n->n_served; i++)
		close(n->served[i].fd);
	for (size_t i = 0; i < n->n_clients; i++)
		close(n->clients[i].fd);
	if (n->route_fd >= 0)
		close(n->route_fd);
	free(n->served);
	free(n->clients);
	free(n->joined);
	*n = (struct net){ .route_fd = -1 };
}
