/*
 * reload.h -- the configuration anew, by SIGHUP or because the owner says so.
 *
 * It is read and judged first, while nothing changes; what is no worse than
 * the one in force is put in force after that.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef RELOAD_H
#define RELOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "loop.h"

/*
 * Read D's configuration anew, and write to REPLY (SIZE octets) how that went:
 * how many lines differ, or why it is refused and where the mistakes are.
 *
 * Returns true if reload_apply() is to be called, as soon as the engine is not
 * at work.
 */
bool reload_prepare(struct daemon *d, char *reply, size_t size);

/* Put what reload_prepare() has read in force. */
void reload_apply(struct daemon *d, const struct now *now);

/* Release what was prepared and not applied. */
void reload_forget(struct daemon *d);

/*
 * A reason for which the configuration CONF, read from O with the main file
 * FOUND or not, would be refused where one with ERRORS mistakes is in force
 * whose main file was there or not (HAD), goes to WHY.
 *
 * Returns false if there is none.
 */
bool reload_refused(const struct options *o, const struct conf *conf,
    bool found, unsigned errors, bool had, char *why, size_t size);

#endif
