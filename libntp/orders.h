/*
 * orders.h -- what the owner may tell a running engine to do, in chronyc's
 * words.
 *
 *	burst GOOD/MAX [SOURCES]   ask up to MAX times, until GOOD answers are in
 *	makestep                   set the clock by what is left to correct
 *	offline, online [SOURCES]  stop asking, and begin again
 *	refresh                    look the names of sources up again
 *	reselect                   select without regard for the one followed
 *
 * SOURCES is an address, ADDRESS/BITS, MASK/ADDRESS or a name as configured;
 * without it all are meant.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ORDERS_H
#define ORDERS_H

#include "core.h"

/*
 * Carry out the order that the LEN octets at TEXT are, and write what came of
 * it, a number and words as chronyc has them, to REPLY of SIZE octets.
 *
 * Returns false, with nothing done, if it was refused.
 */
bool orders_run(struct engine *e, const struct now *now, const char *text,
    size_t len, char *reply, size_t size);

#endif
