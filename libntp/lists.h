/*
 * lists.h -- lists of a fixed order: interfaces and restrictions (RFC 9327,
 * READ_ORDLIST), lines of the log; and what an address may do.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LISTS_H
#define LISTS_H

#include "ctlmsg.h"
#include "report.h"
#include "state.h"

#define LISTS_EVENTS 16

/*
 * Write the N interfaces at IFACE, of which the first has number FIRST in the
 * list, as S sees them at MONO, to OUT.
 */
void lists_interfaces(const struct state *s, double mono,
    const struct report_iface *iface, unsigned n, unsigned first,
    struct ctlmsg_writer *out);

/*
 * Write the restrictions of S to OUT, in the order in which they are matched:
 * IPv4 first, the greatest address first.
 *
 * Returns false if there is no memory.
 */
bool lists_restrictions(const struct state *s, struct ctlmsg_writer *out);

/*
 * Write to OUT which line of S's configuration decides about ADDR, and what
 * that may do: flags, may, line.
 */
void lists_access(const struct state *s, const struct addr *addr,
    struct ctlmsg_writer *out);

/*
 * Write to OUT the number of the last line of S's log, "newest", and up to
 * LISTS_EVENTS lines that are remembered, from number FIRST on: at.N, line.N.
 */
void lists_events(const struct state *s, uint64_t first,
    struct ctlmsg_writer *out);

#endif
