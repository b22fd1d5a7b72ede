/*
 * ctlsocket.h -- the client's end of the daemon's control socket.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CTLSOCKET_H
#define CTLSOCKET_H

#include <stdbool.h>
#include <sys/un.h>

#define CTLSOCKET_PATH "/run/ntpd/control"

/* Put PATH into A; returns false, errno set, if it is too long. */
bool ctlsocket_address(struct sockaddr_un *a, const char *path);

/*
 * Open a datagram socket that is connected to the control socket PATH, and
 * gets answers from there alone, at an address the system has chosen: a daemon
 * that has changed its root folder can answer, too.
 *
 * Returns the descriptor, or -1 with errno set.
 */
int ctlsocket_connect(const char *path);

#endif
