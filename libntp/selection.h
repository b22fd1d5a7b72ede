/*
 * selection.h -- which sources to believe: intersection, cluster, combine
 * (RFC 5905 section 11.2), on arrays of candidates.
 *
 * A source's correctness interval is its offset plus and minus its root
 * distance; the truth must lie in it if the source is honest.  The largest
 * group whose intervals meet wins, if it is a majority.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SELECTION_H
#define SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "names.h"

#define SELECTION_CLUSTER_MAX 50 /* survivors that cluster looks at */

/* One source that is fit to be asked. */
struct candidate {
	double offset;     /* s */
	double distance;   /* s, root distance: > 0 */
	double jitter;     /* s */
	int stratum;
	bool prefer;       /* survives the cluster, and leads */
	bool truechimer;   /* "true": survives the intersection, too */
	bool pps;          /* a pulse: leads if somebody preferred survives */
	bool last_resort;  /* LOCAL or an orphan: only if nothing else is left */
	uint32_t rank;     /* ... the least one first; LOCAL has 0 */
	bool incumbent;    /* the system peer so far */
	size_t index;      /* the caller's, kept */
	enum select status; /* out */
	double metric;     /* out: the smaller the better */
};

/* One end or the middle of an interval; scratch space of selection_run(). */
struct selection_edge {
	double at;
	int type; /* -1 low end, 0 middle, +1 high end */
};

struct selection_rules {
	int minclock, maxclock, minsane;
	double maxdist, mindist; /* s */
	size_t electorate;       /* real sources, those still to answer, too */
};

struct selected {
	int leader;        /* index into the array; -1: nobody is believed */
	size_t survivors;
	double low, high;  /* s, the intersection */
	double offset;     /* s, combined */
	double jitter;     /* s, of the combined offset, selection included */
	double hop;        /* in and out: s, how far the leader may be missed */
};

/*
 * Judge the N candidates at C by RULES and reorder them so that the survivors
 * come first, best first.  A majority is more than half of the electorate, or
 * of those present if that is more.  EDGES has room for 6 N.  OUT.hop
 * carries over from the last call (0 at first).
 *
 * Source: RFC 5905 section 11.2.1-11.2.3.
 */
void selection_run(struct candidate *c, size_t n, struct selection_edge *edges,
    const struct selection_rules *rules, struct selected *out);

#endif
