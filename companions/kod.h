/*
 * kod.h -- sntp's memory of servers that do not want to be asked.
 *
 * A file with a line for each: the time in hexadecimal, the kiss code, the
 * server's address.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef KOD_H
#define KOD_H

#include <stdbool.h>
#include <stddef.h>

#include "ntptime.h"

#define KOD_MAX 1000   /* kisses remembered */
#define KOD_HOST 64    /* octets of an address */

struct kod {
	struct kod_entry {
		ntp_time when;
		char code[5];
		char host[KOD_HOST];
	} entry[KOD_MAX];
	size_t n;
	bool changed;
};

/* Read FILE into K.  Returns false, errno set and K empty, if that fails. */
bool kod_read(struct kod *k, const char *file);

/* Returns how many kisses of HOST K remembers. */
size_t kod_count(const struct kod *k, const char *host);

/* Remember that HOST sent CODE at WHEN; the oldest gives way if need be. */
void kod_add(struct kod *k, const char *host, const char *code, ntp_time when);

/*
 * Write K to FILE if it has changed, whole or not at all.
 *
 * Returns false, errno set, if that fails.
 */
bool kod_write(const struct kod *k, const char *file);

#endif
