/*
 * explain.h -- why each server was used or not, for people and programs.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "oneshot.h"

/* What was seen of a server besides the answers that count. */
struct sighting {
	bool ignored;      /* it sent something that was not looked at ... */
	enum verdict why;  /* ... for this reason */
	bool spare;        /* it answered a question from another port */
};

struct sightings {
	struct sighting *of; /* by number of the server, from 0 */
	size_t n;
};

/* Make room in S for N servers.  Returns 0, or -1 without memory. */
int explain_open(struct sightings *s, size_t n);

/* Release what S holds. */
void explain_close(struct sightings *s);

/*
 * Note in S that the datagram RX for O had VERDICT; SPARE says that it came to
 * a port other than the NTP port where that was to be used.
 */
void explain_note(struct sightings *s, const struct oneshot *o,
    const struct rx *rx, enum verdict verdict, bool spare);

/* Print to stderr a line for each server of O, whose result is R. */
void explain_servers(const struct sightings *s, const struct oneshot *o,
    const struct oneshot_result *r);

/*
 * Print O and its result R as one JSON object, without the brace at its end;
 * DONE says that the clock was corrected.  The man page has the members.
 */
void explain_json(const struct sightings *s, const struct oneshot *o,
    const struct oneshot_result *r, bool done);

#endif
