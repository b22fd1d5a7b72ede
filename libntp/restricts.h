/*
 * restricts.h -- the restrict lines that name hosts.
 *
 * Their names are looked up when the configuration is put in force, again and
 * again until they are found.  What was found stays in force over a reload.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef RESTRICTS_H
#define RESTRICTS_H

#include <stdbool.h>

#include "core.h"

/*
 * Begin with the restrict lines of the configuration that E has just been
 * given, and its new access table.
 */
void restricts_configure(struct engine *e, const struct now *now);

/*
 * Take the answer to the lookup ID: N addresses at ADDRS, or none; HOW says
 * why.
 *
 * Returns false if the lookup was not one of a restrict line.
 */
bool restricts_resolved(struct engine *e, const struct now *now, uint32_t id,
    enum resolved how, const struct addr *addrs, size_t n);

/*
 * Ask for the names that are due.
 *
 * Returns the mono time when the next one is.
 */
double restricts_tick(struct engine *e, const struct now *now);

/* Release what E keeps of them. */
void restricts_free(struct engine *e);

#endif
