/*
 * net.c -- names, sockets and datagrams of ntpdate.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <sys/types.h>
#include <sys/socket.h>
#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clockread.h"
#include "net.h"
#include "sockaddr.h"

/* Each address takes 0.2 s more: a name that has more is a mistake or worse. */
#define ADDRESSES 64

bool
net_has_v6(void)
{
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* Returns true if the system has a route to AI. */
static bool
is_routable(const struct addrinfo *ai)
{
	int fd = socket(ai->ai_family, SOCK_DGRAM, 0);
	bool good;

	if (fd < 0)
		return false;
	good = connect(fd, ai->ai_addr, ai->ai_addrlen) == 0;
	close(fd);
	return good;
}

/* Add the address of AI, with PORT, to T; returns -1 without memory. */
static int
add_target(struct targets *t, const struct addrinfo *ai, uint16_t port)
{
	struct addr *more = reallocarray(t->addr, t->n + 1, sizeof *more);

	if (more == NULL)
		return -1;
	t->addr = more;
	if (sockaddr_to(&t->addr[t->n], ai->ai_addr))
		t->addr[t->n++].port = port;
	return 0;
}

/* Report the getaddrinfo() error CODE for NAME; returns -1 if it is fatal. */
static int
report_lookup(const char *name, int code, const struct output *out)
{
	const char *text = gai_strerror(code);

	if (code == EAI_MEMORY) {
		output_log(out, PRI_ERR, "out of memory");
		return -1;
	}
	if (code == EAI_AGAIN || code == EAI_FAIL) {
		fprintf(stderr, "Exiting, name server cannot be used: %s (%d)",
		    text, code);
		output_log(out, PRI_ERR, "name server cannot be used: %s (%d)",
		    text, code);
		return -1;
	}
	fprintf(stderr, "Error resolving %s: %s (%d)\n", name, text, code);
	output_log(out, PRI_ERR, "Can't find host %s: %s (%d)", name, text,
	    code);
	return 0;
}

/* Say what AI is called, as -d does; without a name, its address. */
static void
trace_host(const struct addrinfo *ai)
{
	char host[NI_MAXHOST];

	if (getnameinfo(ai->ai_addr, ai->ai_addrlen, host, sizeof host, NULL,
	    0, 0) == 0 || getnameinfo(ai->ai_addr, ai->ai_addrlen, host,
	    sizeof host, NULL, 0, NI_NUMERICHOST) == 0)
		fprintf(stderr, "host found : %s\n", host);
}

double
net_seconds(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* cannot fail */
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/*
 * getaddrinfo(), again and again until UNTIL (s) as long as it is the name
 * server that cannot be used: at boot it may come up after us.
 */
static int
look_up(const char *name, const char *service, const struct addrinfo *hints,
    double until, struct addrinfo **list)
{
	int rc;

	while ((rc = getaddrinfo(name, service, hints, list)) != 0 &&
	    (rc == EAI_AGAIN || rc == EAI_FAIL) && net_seconds() < until) {
		sleep(1);
		(void)res_init(); /* resolv.conf may have been written */
	}
	return rc;
}

int
net_resolve(struct targets *t, const char *name, const struct lookup *how,
    bool *more)
{
	struct addrinfo hints = {
		.ai_family = sockaddr_family(how->family),
		.ai_socktype = SOCK_DGRAM,
		.ai_flags = AI_NUMERICSERV
	};
	struct addrinfo *list, *ai;
	size_t most = t->n + ADDRESSES;
	char service[8];
	int rc;

	snprintf(service, sizeof service, "%u", how->port);
	rc = look_up(name, service, &hints, how->until, &list);
	if (rc != 0)
		return rc;
	for (ai = list; ai != NULL && rc == 0 && t->n < most;
	    ai = ai->ai_next) {
		if (how->trace)
			trace_host(ai);
		if (is_routable(ai) && add_target(t, ai, how->port) != 0)
			rc = EAI_MEMORY;
	}
	*more = ai != NULL;
	freeaddrinfo(list);
	return rc;
}

int
net_lookup(struct targets *t, const char *name, const struct lookup *how,
    const struct output *out)
{
	bool more;
	int rc;

	if (how->trace)
		printf("Looking for host %s and service ntp\n", name);
	rc = net_resolve(t, name, how, &more);
	if (rc != 0)
		return report_lookup(name, rc, out);
	if (more)
		output_log(out, PRI_ERR, "%s has more than %d addresses: the "
		    "others are not asked", name, ADDRESSES);
	return 0;
}

void
net_forget(struct targets *t)
{
	free(t->addr);
	t->addr = NULL;
	t->n = 0;
}

/* Set what every socket needs; returns -1, reported, if that fails. */
static int
prepare(int fd, int af, const struct output *out)
{
	int on = 1;

	if (af == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
	    sizeof on) != 0) {
		output_log(out, PRI_ERR, "setsockopt() IPV6_V6ONLY failed: %s",
		    strerror(errno));
		return -1;
	}
	if (sockaddr_prepare(fd) != 0) {
		output_log(out, PRI_ERR, "fcntl(FNDELAY|FASYNC) fails: %s",
		    strerror(errno));
		return -1;
	}
	/* Without the kernel's stamp, the time of reading has to do. */
	(void)setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
	return 0;
}

/*
 * Bind FD to PORT of every address, not to be shared with anybody: without
 * SO_REUSEADDR the system refuses even when the holder would share, so a
 * daemon's answers cannot end up here or ours there.
 */
static int
claim_port(int fd, int af, uint16_t port, const struct output *out)
{
	struct addr any = { .family = af == AF_INET6 ? 6 : 4, .port = port };
	union sockaddr_any s;
	socklen_t len = sockaddr_from(&any, &s);

	if (bind(fd, &s.sa, len) == 0)
		return 0;
	if (errno == EADDRINUSE)
		output_log(out, PRI_ERR, "the NTP socket is in use, exiting");
	else
		output_log(out, PRI_ERR, "bind() fails: %s", strerror(errno));
	return -1;
}

/* Returns a socket of AF, bound to PORT unless 0, or -1, reported. */
static int
open_socket(int af, uint16_t port, const struct output *out)
{
	int fd = socket(af, SOCK_DGRAM, 0);

	if (fd < 0) {
		output_log(out, PRI_ERR, "socket() failed: %s",
		    strerror(errno));
		return -1;
	}
	if (prepare(fd, af, out) != 0 ||
	    (port != 0 && claim_port(fd, af, port, out) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

int
net_open(struct net *net, uint8_t family, uint16_t port,
    const struct output *out)
{
	net->v4 = net->v6 = net->spare4 = net->spare6 = -1;
	if (family != 6) {
		net->v4 = open_socket(AF_INET, port, out);
		if (net->v4 < 0)
			return -1;
	}
	if (family != 4) {
		net->v6 = open_socket(AF_INET6, port, out);
		if (net->v6 < 0) {
			net_close(net);
			return -1;
		}
	}
	return 0;
}

int
net_open_spare(struct net *net, const struct output *out)
{
	if (net->v4 >= 0)
		net->spare4 = open_socket(AF_INET, 0, out);
	if (net->v6 >= 0)
		net->spare6 = open_socket(AF_INET6, 0, out);
	return (net->v4 >= 0 && net->spare4 < 0) ||
	    (net->v6 >= 0 && net->spare6 < 0) ? -1 : 0;
}

void
net_close(struct net *net)
{
	int *const fds[] = { &net->v4, &net->v6, &net->spare4, &net->spare6 };

	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

int
net_send(const struct net *net, bool spare, const struct addr *to,
    const uint8_t *data, size_t len)
{
	int fd = to->family == 6 ? (spare ? net->spare6 : net->v6) :
	    (spare ? net->spare4 : net->v4);
	union sockaddr_any s;
	socklen_t length = sockaddr_from(to, &s);

	if (fd < 0) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	return sendto(fd, data, len, 0, &s.sa, length) < 0 ? -1 : 0;
}

void
net_wait(const struct net *net, double seconds)
{
	struct pollfd fds[4] = {
		{ .fd = net->v4, .events = POLLIN },
		{ .fd = net->v6, .events = POLLIN },
		{ .fd = net->spare4, .events = POLLIN },
		{ .fd = net->spare6, .events = POLLIN }
	};
	/* Rounded up, so as not to wake before the time has come. */
	double ms = ceil(fmin(fmax(seconds, 0), 60) * 1000);

	(void)poll(fds, 4, (int)ms); /* EINTR: the caller comes back */
}

/* Returns the kernel's time of arrival of M, now if it has none. */
static ntp_time
arrival(struct msghdr *m)
{
	struct timespec ts;
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET ||
		    c->cmsg_type != SCM_TIMESTAMPNS)
			continue;
		memcpy(&ts, CMSG_DATA(c), sizeof ts);
		return ntptime_from_unix(ts.tv_sec, (uint32_t)ts.tv_nsec);
	}
	return clockread_wall();
}

static bool
receive_from(int fd, struct datagram *d)
{
	union {
		struct cmsghdr align;
		uint8_t room[256];
	} control;
	union sockaddr_any s;
	struct iovec iov = { d->data, sizeof d->data };
	struct msghdr m = {
		.msg_name = &s, .msg_namelen = sizeof s, .msg_iov = &iov,
		.msg_iovlen = 1, .msg_control = &control,
		.msg_controllen = sizeof control
	};
	ssize_t n;

	memset(&s, 0, sizeof s);
	n = fd < 0 ? -1 : recvmsg(fd, &m, 0);
	if (n < 0)
		return false;
	memset(&d->rx, 0, sizeof d->rx);
	d->rx.port = PORT_SERVED;
	d->rx.at = arrival(&m);
	d->rx.data = d->data;
	d->rx.len = (size_t)n;
	return sockaddr_to(&d->rx.from, &s.sa);
}

bool
net_receive(const struct net *net, struct datagram *d)
{
	d->spare = false;
	if (receive_from(net->v4, d) || receive_from(net->v6, d))
		return true;
	d->spare = true;
	return receive_from(net->spare4, d) || receive_from(net->spare6, d);
}
