/*
 * txstamp.h -- when a datagram really left: the kernel's word for it.
 *
 * The kernel stamps what we ask it to as it hands it to the driver, and returns
 * the stamp by the socket's error queue: mostly before the call that sends is
 * back.  A stamp that comes later is not waited for.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef TXSTAMP_H
#define TXSTAMP_H

#include <stdbool.h>
#include <stddef.h>

#include "host.h"
#include "sockaddr.h"

/* All zero: not tried yet. */
struct txstamp {
	bool off;         /* this kernel gives none */
};

/* Let FD report stamps. */
void txstamp_prepare(struct txstamp *t, int fd);

/*
 * Send the LEN octets at DATA from FD to TO (LENGTH octets; NULL: where FD is
 * connected to), and put into LEFT when they left and who says so: the kernel,
 * or we, behind the call, if it does not or they have no tag.
 *
 * Returns 0, or -1 with errno set.
 */
int txstamp_send(struct txstamp *t, int fd, const union sockaddr_any *to,
    socklen_t length, const void *data, size_t len,
    struct sent *left);

/* Let FD, of the FAMILY 4 or 6, report all ICMP messages about what it sent. */
void txstamp_errors(int fd, uint8_t family);

/*
 * Forget the stamps that came too late; they would wake poll() for ever.
 *
 * Returns why what was sent has not arrived, if an ICMP message said so.
 */
enum refusal txstamp_drain(int fd);

#endif
