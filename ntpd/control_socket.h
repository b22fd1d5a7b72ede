/*
 * control_socket.h -- the socket over which root on this host gives orders.
 *
 * It carries mode 6 packets as the served port does.  Nobody else can connect
 * to it, and the kernel tells who has sent each of them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONTROL_SOCKET_H
#define CONTROL_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include "conf.h"
#include "host.h"

struct control_socket {
	int fd;                  /* -1: there is none */
	struct sockaddr_un path; /* where it is */
	dev_t device;            /* what it is there, so that no other one's */
	ino_t inode;             /* is removed */
	uid_t owner;             /* may give orders besides root */
	struct sockaddr_un from; /* who has sent the request at hand */
	socklen_t from_len;      /* 0: there is none, or he takes no answers */
};

/*
 * Make the socket that C asks for, or the usual one if root serves the NTP
 * port; one that nobody listens on any more is replaced.  What goes wrong is
 * logged: S has no descriptor then.
 */
void control_socket_open(struct control_socket *s, const struct conf *c);

/*
 * Take one request into BUF (SIZE octets) and RX, which has PORT_CONTROL.
 *
 * Returns false if there is none, or if its sender may not give orders.
 */
bool control_socket_receive(struct control_socket *s, uint8_t *buf,
    size_t size, struct rx *rx);

/*
 * Send the LEN octets at DATA to who has sent the request at hand.  A sender
 * that does not take its answer in time gets no more of it.
 */
void control_socket_send(struct control_socket *s, const uint8_t *data,
    size_t len);

/* Remove S from the file system, if it is still there. */
void control_socket_remove(const struct control_socket *s);

/* Close S. */
void control_socket_close(struct control_socket *s);

#endif
