/*
 * vectors.h -- recorded exchanges: see tests/data/vectors/README.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VECTORS_H
#define VECTORS_H

#include <stddef.h>
#include <stdint.h>

#define VECTORS_DATAGRAMS 8
#define VECTORS_OCTETS 1024

/* A datagram. */
struct datagram {
	size_t len;
	uint8_t data[VECTORS_OCTETS];
};

/* An exchange. */
struct recorded {
	char name[48];
	struct datagram request;
	size_t n;                /* datagrams of the answer */
	struct datagram reply[VECTORS_DATAGRAMS];
};

/*
 * Call EACH with CTX for every exchange of the file NAME; returns how many
 * there are.
 */
size_t vectors_each(const char *name, void (*each)(void *ctx,
    const struct recorded *x), void *ctx);

#endif
