/*
 * cook.h -- variables and status words for people to read.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef COOK_H
#define COOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "addr.h"
#include "ctlmsg.h"
#include "ntptime.h"
#include "reverse.h"

/* What variables are about. */
enum cook_set { COOK_SYS, COOK_PEER, COOK_CLOCK };

#define COOK_NAME 256 /* octets of a host's name */

/*
 * Write the status word STATUS of a SET as classic does ("leap_none,
 * sync_ntp, 1 event, clock_sync") into BUF (160 octets).  Returns BUF.
 */
const char *cook_status(enum cook_set set, uint16_t status, char *buf,
    size_t size);

/*
 * Each returns what the status word of a source says about its selection, as
 * a sign and as a word; in NTP VERSION 1 the bits meant something else.
 */
char cook_tally(uint16_t status, unsigned version);
const char *cook_condition(uint16_t status, unsigned version);

/*
 * Write the name of the host with address A into BUF (COOK_NAME octets): what
 * DNS knows, "LOCAL(0)" for a reference clock, or, if NAMES is NULL or it has
 * none, the number.  Returns BUF.
 */
const char *cook_host(const struct addr *a, struct reverse *names, char *buf,
    size_t size);

/*
 * Read the LEN octets at TEXT, "ADDRESS:PORT" or "[ADDRESS%SCOPE]:PORT", into
 * A.  Returns false if they are none.
 */
bool cook_address_port(const char *text, size_t len, struct addr *a);

/*
 * Write the LEN octets at REFID, as a server sends a reference id, into BUF
 * (COOK_NAME octets): an address that means a reference clock by the clock's
 * name, others as they are.  Returns BUF.
 */
const char *cook_refid(const char *refid, size_t len, char *buf, size_t size);

/*
 * Write the value of V, a variable of a SET, into BUF of SIZE octets (16 at
 * least) as cook_list() does, as much of it as fits.
 */
void cook_value(enum cook_set set, const struct ctlmsg_var *v, struct reverse *names,
    ntp_time now, char *buf, size_t size);

/*
 * Write the list of LEN octets at DATA, the variables of a SET, to OUT.
 * Numbers are formatted, addresses become names by NAMES (NULL: they do not); NOW tells the
 * era of timestamps.  What does not decode is shown as it came with a "?".
 */
void cook_list(FILE *out, enum cook_set set, const char *data, size_t len,
    struct reverse *names, ntp_time now);

#endif
