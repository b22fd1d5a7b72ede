/*
 * served.h -- which addresses we serve, and the opening of their sockets.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SERVED_H
#define SERVED_H

#include <stdint.h>

#include "net.h"

/*
 * Make a datagram socket of FAMILY (4, 6) with our options set.
 *
 * Returns the descriptor, or -1 with errno set.
 */
int served_socket(struct net *n, uint8_t family);

#endif
