/*
 * assoc.h -- from the configuration to associations and the access table.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ASSOC_H
#define ASSOC_H

#include "core.h"

/*
 * Put CONF in force in E: keep the associations both configurations have, end
 * the others, make the new ones, and build the access table.
 *
 * Returns 0, or -1 with nothing changed if there is no memory.
 */
int assoc_configure(struct engine *e, const struct now *now,
    const struct conf *conf);

/* Take in the answer to the lookup with ID; see engine_resolved(). */
void assoc_resolved(struct engine *e, const struct now *now, uint32_t id,
    enum resolved how, const struct addr *addrs, size_t n);

/* Look up the name of P, which has no address yet. */
void assoc_resolve(struct engine *e, const struct now *now, struct peer *p);

/*
 * Look for another address for P, one of a pool, which does not answer.  If
 * there is one that nobody has, it takes the place of P's.
 */
void assoc_replace(struct engine *e, struct peer *p);

/*
 * Look the name of P up again.  If P's address is no longer among those found,
 * one that nobody has takes its place.
 */
void assoc_refresh(struct engine *e, const struct now *now, struct peer *p);

/*
 * Make an association with the host at FROM, which no line names, with the
 * options of LIKE, in mode HMODE.  It has yet to begin.
 *
 * Returns NULL if there is no room.
 */
struct peer *assoc_meet(struct engine *e, const struct now *now,
    const struct addr *from, const struct conf_assoc *like, uint8_t hmode);

/* End the association P and free it. */
void assoc_end(struct engine *e, struct peer *p);

#endif
