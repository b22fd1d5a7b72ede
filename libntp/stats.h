/*
 * stats.h -- the lines of classic's statistics files, and which of them are
 * wanted.
 *
 * A line is what stands behind the day and the second, which the host puts
 * before it; stats_stamp() knows how they are written.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef STATS_H
#define STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet.h"
#include "state.h"

#define STATS_LINE 512 /* octets of the longest line, its NUL included */

/*
 * Returns true if C says that the set STATS (one bit) is to be written: by
 * "statistics" or a "filegen" line, the last of which counts.
 */
bool stats_wanted(const struct conf *c, enum conf_stats stats);

/* Returns the name of the set STATS ("loopstats"), NULL if it has none. */
const char *stats_name(enum conf_stats stats);

/* Returns the filegen line of C that is in force for STATS; NULL: none. */
const struct conf_filegen *stats_filegen(const struct conf *c,
    enum conf_stats stats);

/*
 * Write "DAY SECOND " for the time SEC (s since 1970) and NSEC: the modified
 * Julian day, and the second of the day with 3 digits, UTC.
 */
void stats_stamp(int64_t sec, uint32_t nsec, char *buf, size_t size);

/* Each of these writes one line to BUF of SIZE octets. */

/* loopstats: the system after an update by OFFSET (s). */
void stats_loop(const struct sys *sys, double offset, char *buf, size_t size);

/* peerstats: P after a new sample. */
void stats_peer(const struct peer *p, char *buf, size_t size);

/* A packet as rawstats shows it. */
struct stats_packet {
	struct addr from;
	struct addr to;              /* ours; none if not known */
	const struct packet *packet;
	ntp_time org;                /* T1: when we sent */
	ntp_time dst;                /* T4: arrival */
};

/* rawstats: R with its four times and its header. */
void stats_raw(const struct stats_packet *r, char *buf, size_t size);

/*
 * sysstats: what has been counted in the S seconds from BEFORE to NOW.
 */
void stats_sys(const struct counts *before, const struct counts *now, double s,
    char *buf, size_t size);

#endif
