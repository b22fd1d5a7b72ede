/*
 * ctlstate.h -- a struct state by hand, with the values of a classic daemon
 * whose mode 6 answers were captured.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CTLSTATE_H
#define CTLSTATE_H

#include "conf.h"
#include "ntptime.h"
#include "state.h"

#define CTLSTATE_PEER 1499  /* a server */
#define CTLSTATE_NEW 1500   /* a server that never answered */
#define CTLSTATE_CLOCK 1505 /* LOCAL(0) */

struct ctlstate {
	struct facts facts;
	struct conf conf;
	struct conf_var vars[2];
	struct peer peer, unreached, clock;
	struct state state;
	struct now now;
};

/* Make C the captured state. */
void ctlstate_init(struct ctlstate *c);

#endif
