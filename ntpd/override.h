/*
 * override.h -- what the command line says of the configuration.
 *
 * As lines of ntp.conf that are read before the files, so that these override
 * them, as in classic; and what no line can say, added after the files.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef OVERRIDE_H
#define OVERRIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "conf.h"
#include "options.h"

#define OVERRIDE_ROOM 16384 /* octets of the lines that options make */

/* Write the lines of ntp.conf that O stands for to TEXT. */
void override_lines(const struct options *o, char text[OVERRIDE_ROOM]);

/*
 * Add what O says besides the lines to C, which the files were read into: the
 * port, -q's bursts, keys to trust, variables.
 *
 * Returns false if there is no memory.
 */
bool override_finish(const struct options *o, struct conf *c);

/*
 * Log what is wrong with O's values.
 *
 * Returns false, logged, if O says which interfaces to use and the files read
 * into C do, too: the daemon cannot go on like that.
 */
bool override_check(const struct options *o, const struct conf *c);

#endif
