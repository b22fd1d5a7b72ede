/*
 * policy.h -- what a configuration lets an address do.
 *
 * From restrict lines to the table, from the table's answer to yes and no, and
 * from two tables to the first address they decide differently about.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef POLICY_H
#define POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "access.h"
#include "conf.h"

/* What somebody may want of us, as bits. */
enum policy_may {
	POLICY_TIME = 0x01,   /* ask for the time, or bring it */
	POLICY_QUERY = 0x02,  /* read with ntpq */
	POLICY_MODIFY = 0x04, /* change something with ntpq, given the key */
	POLICY_PEER = 0x08,   /* make an association that we did not ask for */
	POLICY_TRAP = 0x10    /* have events sent to it */
};

/*
 * Make the table of the restrict lines of C that need no look-up: "source"
 * lines are no entries, and host names are left to the caller.
 *
 * Returns NULL if there is no memory.
 */
struct access *policy_table(const struct conf *c);

/*
 * Returns true if R names a host whose addresses must be looked up.
 */
bool policy_is_name(const struct conf_restrict *r);

/*
 * Put the entry that the last "restrict source" line of C makes for HOST, the
 * address of an association, into OUT.  It counts only where ANSWER, what the
 * table says about HOST, comes from no entry for that very address.
 *
 * Returns false, OUT untouched, if there is no such line or it does not count.
 */
bool policy_source(const struct conf *c, const struct addr *host,
    const struct access_answer *answer, struct access_rule *out);

/*
 * Returns what (enum policy_may) ANSWER allows; ON_HOST: its subject is an
 * address of this host.  Others may query only where a line was written.
 */
unsigned policy_may(const struct access_answer *answer, bool on_host);

/* An address that two tables decide differently about. */
struct policy_witness {
	struct addr addr; /* its port is the NTP port, or another */
	struct access_answer a, b;
};

enum policy_equal {
	POLICY_EQUAL, POLICY_DIFFERENT,
	POLICY_UNKNOWN /* out of memory, or more than POLICY_CELLS cells */
};

#define POLICY_CELLS 20000000u /* cells of masks with holes looked at */

/*
 * Compare the decisions of A and B, by flags and by whether off-host queries
 * are answered, about every IPv4 and IPv6 address, from the NTP port and from
 * others.  The addresses are cut into the cells that the masks of both tables
 * make of them: in a cell all addresses match the same entries, so that one
 * stands for all.  This is exact, for masks with holes too.
 *
 * Returns POLICY_DIFFERENT with OUT filled at the first cell that differs.
 */
enum policy_equal policy_compare(const struct access *a,
    const struct access *b, struct policy_witness *out);

#endif
