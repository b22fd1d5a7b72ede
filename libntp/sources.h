/*
 * sources.h -- which of the associations to follow.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SOURCES_H
#define SOURCES_H

#include "core.h"

/*
 * Judge all associations of E at NOW: sets their flash bits and selection
 * status, and the system peer.  What the survivors say together goes to OUT.
 *
 * Returns the one to follow, or NULL if there is none: too few agree, or too
 * many are still to be heard.
 */
struct peer *sources_select(struct engine *e, const struct now *now,
    struct selected *out);

/* Returns true if P was found fit to be followed. */
bool sources_survivor(const struct peer *p);

/*
 * Returns true if what P says is news to somebody who follows LEADER: a
 * symmetric peer at a higher stratum knows the time from where we do, or from
 * us, and to learn from it would be to listen to ourselves.
 */
bool sources_independent(const struct peer *p, const struct peer *leader);

/*
 * Returns the further variance (s^2) of what P says: how much further it is
 * from what all survivors say together than its own noise explains.
 */
double sources_disagreement(const struct engine *e, const struct peer *p,
    const struct peer *leader, const struct now *now);

/*
 * Returns true if every real source of E has answered or has had its chance:
 * then a host may keep time by itself.
 */
bool sources_all_asked(const struct engine *e, const struct now *now);

#endif
