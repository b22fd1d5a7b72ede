/*
 * txstamp.c -- when a datagram really left.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <netinet/in.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <string.h>
#include <time.h>

#include "clockread.h"
#include "txstamp.h"

#define ONLY_STAMPS (1u << 11) /* SOF_TIMESTAMPING_OPT_TSONLY, Linux 4.0 */
#define LATE_MAX 64            /* stamps taken from a queue at a time */

/* A control message, rightly aligned. */
union control {
	struct cmsghdr align;
	char room[256];
};

void
txstamp_prepare(struct txstamp *t, int fd)
{
	unsigned flags = SOF_TIMESTAMPING_SOFTWARE | ONLY_STAMPS;

	if (!t->off && setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags,
	    sizeof flags) != 0)
		t->off = true;
}

/* Returns why a datagram was refused, as the ICMP message in E says. */
static enum refusal
refusal_of(const struct sock_extended_err *e)
{
	/* By code: type 3 of ICMP, type 1 of ICMPv6. */
	static const uint8_t icmp[] = { REFUSED_HOST, REFUSED_HOST,
		REFUSED_PORT, REFUSED_PORT, REFUSED_NOT, REFUSED_HOST,
		REFUSED_HOST, REFUSED_HOST, REFUSED_HOST, REFUSED_FILTER,
		REFUSED_FILTER, REFUSED_HOST, REFUSED_HOST, REFUSED_FILTER };
	static const uint8_t icmp6[] = { REFUSED_HOST, REFUSED_FILTER,
		REFUSED_HOST, REFUSED_HOST, REFUSED_PORT, REFUSED_FILTER,
		REFUSED_FILTER };

	if (e->ee_origin == SO_EE_ORIGIN_ICMP && e->ee_type == 3 &&
	    e->ee_code < sizeof icmp)
		return (enum refusal)icmp[e->ee_code];
	if (e->ee_origin == SO_EE_ORIGIN_ICMP6 && e->ee_type == 1 &&
	    e->ee_code < sizeof icmp6)
		return (enum refusal)icmp6[e->ee_code];
	return REFUSED_NOT;
}

/* Returns true if C tells of an error. */
static bool
is_error(const struct cmsghdr *c)
{
	return ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
	    (c->cmsg_level == IPPROTO_IPV6 &&
	    c->cmsg_type == IPV6_RECVERR)) &&
	    c->cmsg_len >= CMSG_LEN(sizeof(struct sock_extended_err));
}

/*
 * Take one message from the error queue of FD: a stamp into AT, an ICMP message
 * into WHY.  Returns false if there is none.
 */
static bool
take_stamp(int fd, ntp_time *at, enum refusal *why)
{
	union control control;
	uint8_t unread[1]; /* some insist on a place for the datagram */
	struct iovec iov = { unread, sizeof unread };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof control };
	struct cmsghdr *c;
	struct sock_extended_err error;
	struct timespec ts;

	if (recvmsg(fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return false;
	*at = (ntp_time){ 0 };
	for (c = CMSG_FIRSTHDR(&msg); c != NULL; c = CMSG_NXTHDR(&msg, c)) {
		if (is_error(c)) {
			memcpy(&error, CMSG_DATA(c), sizeof error);
			*why = refusal_of(&error);
		}
		if (c->cmsg_level != SOL_SOCKET ||
		    c->cmsg_type != SO_TIMESTAMPING ||
		    c->cmsg_len < CMSG_LEN(sizeof ts))
			continue;
		memcpy(&ts, CMSG_DATA(c), sizeof ts); /* the first: software */
		*at = ntptime_from_unix(ts.tv_sec, (uint32_t)ts.tv_nsec);
	}
	return true;
}

void
txstamp_errors(int fd, uint8_t family)
{
	int on = 1;

	(void)setsockopt(fd, family == 6 ? IPPROTO_IPV6 : IPPROTO_IP,
	    family == 6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof on);
	/* Without, only those errors are told that are final. */
}

enum refusal
txstamp_drain(int fd)
{
	enum refusal refused = REFUSED_NOT;
	ntp_time at;
	int why = errno;

	for (int i = 0; i < LATE_MAX && take_stamp(fd, &at, &refused); i++)
		continue;
	errno = why;
	return refused;
}

/* Put the stamp between BEFORE and LEFT, if there is one, into LEFT. */
static void
find_stamp(int fd, ntp_time before, struct sent *left)
{
	ntp_time after = left->at, at;

	for (int i = 0; i < LATE_MAX &&
	    take_stamp(fd, &at, &left->refused); i++) {
		if (ntptime_diff(at, before) < 0 ||
		    ntptime_diff(after, at) < 0)
			continue;
		left->at = at;
		left->by = STAMPED_KERNEL;
	}
}

/* Ask for a stamp of MSG, in CONTROL. */
static void
ask_stamp(struct msghdr *msg, union control *control)
{
	unsigned flags = SOF_TIMESTAMPING_TX_SOFTWARE;
	struct cmsghdr *c;

	memset(control, 0, sizeof *control);
	msg->msg_control = control;
	msg->msg_controllen = CMSG_SPACE(sizeof flags);
	c = CMSG_FIRSTHDR(msg);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SO_TIMESTAMPING;
	c->cmsg_len = CMSG_LEN(sizeof flags);
	memcpy(CMSG_DATA(c), &flags, sizeof flags);
}

int
txstamp_send(struct txstamp *t, int fd, const union sockaddr_any *to,
    socklen_t length, const void *data, size_t len,
    struct sent *left)
{
	union sockaddr_any name;
	struct iovec iov = { .iov_len = len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	union control control;
	bool wanted = left->tag != 0 && !t->off;
	ntp_time before;
	ssize_t sent;

	/* The kernel only reads these. */
	memcpy(&iov.iov_base, &data, sizeof data);
	if (to != NULL) {
		name = *to;
		msg.msg_name = &name;
		msg.msg_namelen = length;
	}
	if (wanted)
		ask_stamp(&msg, &control);
	before = clockread_wall();
	sent = sendmsg(fd, &msg, 0);
	if (sent < 0 && wanted && errno == EINVAL) {
		/* This kernel does not know the question. */
		t->off = true;
		wanted = false;
		msg.msg_control = NULL;
		msg.msg_controllen = 0;
		sent = sendmsg(fd, &msg, 0);
	}
	left->at = clockread_wall();
	left->by = STAMPED_DAEMON;
	if (sent >= 0 && wanted)
		find_stamp(fd, before, left);
	return sent < 0 ? -1 : 0;
}
