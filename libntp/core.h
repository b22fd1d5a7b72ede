/*
 * core.h -- what is inside an engine; for the modules it is made of.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CORE_H
#define CORE_H

#include <stddef.h>
#include <stdint.h>

#include "discipline.h"
#include "estimator.h"
#include "host.h"
#include "pairs.h"
#include "selection.h"
#include "state.h"

struct engine {
	struct state st;
	struct host host;
	struct facts facts;

	/* the clock */
	struct estimator est;
	struct discipline disc;
	unsigned gen;            /* clock generation last seen */
	ntp_time called;         /* wall time of the host's last call */
	double clock_set;        /* mono when somebody else last set the clock */
	unsigned clock_sets;     /* in a row, shortly after each other */
	bool started_well;       /* the clock has been right once */
	bool panic_allowed;      /* -g has not been used up */
	bool stopped;            /* ACT_QUIT has been given */
	int updates;             /* corrections so far, for makestep */
	double drift_due;        /* mono */
	double drift_kept;       /* s/s, as last written; INFINITY: not yet */

	/* selection: room for all associations, made when they are */
	struct candidate *candidates;
	struct selection_edge *edges;
	struct peer **by_index;
	size_t room;
	double hop;
	uint16_t followed;       /* source whose loss would be told; 0: none */
	double alone_since;      /* mono since there is no source; 0: there is */

	uint16_t last_id;        /* association id given last */
	struct restrict_name *names; /* in restrict lines, see restricts.c */
	size_t n_names;
	double names_due;        /* mono of the next lookup of one */
	uint32_t restrict_id;    /* of the first of their lookups */

	size_t mru_capacity;     /* of st.mru */
	struct pairs *pairs;     /* answers to clients in interleaved mode */

	/* sysstats: what was counted, and when, at the last line */
	struct counts counted;
	double counted_at;       /* mono */
	double count_due;        /* mono */
};

/* Hand A to E's host. */
void core_act(const struct engine *e, const struct action *a);

/* Returns 32 random bits from E's host. */
uint32_t core_random(const struct engine *e);

/* Returns the association of E with ID, to be changed; NULL: none. */
struct peer *core_peer(struct engine *e, uint32_t id);

#endif
