/*
 * addr.h -- addresses without sockaddr, so that the engine needs no sockets.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ADDR_H
#define ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ADDR_TEXT 64 /* octets that any addr_format() result fits in */

/* An IPv4 or IPv6 address and a UDP port.  All zero: no address. */
struct addr {
	uint8_t family; /* 4, 6; 0: none */
	uint8_t ip[16]; /* network order; IPv4 uses the first four, rest 0 */
	uint16_t port;  /* host order; 0: any */
	uint32_t scope; /* IPv6 interface index; 0: none */
};

/*
 * Read the numeric address TEXT (dotted quad or RFC 4291 form, no brackets,
 * no scope, no port) into A, with port and scope 0.
 *
 * Returns false, A untouched, if TEXT is anything else.
 */
bool addr_parse(struct addr *a, const char *text);

/*
 * Write A without its port into BUF of SIZE octets (ADDR_TEXT is enough), in
 * the canonical form of RFC 5952; "0.0.0.0" when there is no address.
 *
 * Returns BUF.
 */
const char *addr_format(const struct addr *a, char *buf, size_t size);

/* Returns the number of address bits of FAMILY: 32, 128, or 0. */
unsigned addr_bits(uint8_t family);

/* Returns true if A and B are the same address, whatever their ports. */
bool addr_same_host(const struct addr *a, const struct addr *b);

/* Returns true if A and B are the same address and port. */
bool addr_same(const struct addr *a, const struct addr *b);

/* Returns true if A is 127/8 or ::1. */
bool addr_is_loopback(const struct addr *a);

/* Returns true if A is 0.0.0.0 or ::, or no address at all. */
bool addr_is_any(const struct addr *a);

/* Returns true if A is an IPv4 or IPv6 multicast address. */
bool addr_is_multicast(const struct addr *a);

/* Returns true if A is 127.127.t.u, a reference clock's pseudo address. */
bool addr_is_refclock(const struct addr *a);

/*
 * Returns the reference id that stands for A: the IPv4 address itself, or the
 * first four octets of the MD5 of the 16 IPv6 octets, in host order.
 *
 * Source: RFC 5905 section 7.3.
 */
uint32_t addr_refid(const struct addr *a);

#endif
