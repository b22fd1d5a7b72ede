/*
 * md5.h -- MD5 as a hash of addresses, not as cryptography (RFC 1321).
 *
 * An IPv6 reference id is the start of an MD5 sum, on FIPS hosts, too, where
 * the crypto library refuses MD5.  Keys and MACs never come here.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MD5_H
#define MD5_H

#include <stddef.h>
#include <stdint.h>

#define MD5_LENGTH 16
#define MD5_INPUT_MAX 55 /* octets that fit in one block */

/*
 * Put the MD5 sum of the LEN (0..MD5_INPUT_MAX) octets at DATA into OUT.
 *
 * Source: RFC 1321 section 3.
 */
void md5(const uint8_t *data, size_t len, uint8_t out[MD5_LENGTH]);

#endif
