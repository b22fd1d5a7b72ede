/*
 * saveconfig.h -- the configuration, written back.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SAVECONFIG_H
#define SAVECONFIG_H

#include <stdbool.h>

#include "conf.h"
#include "host.h"
#include "options.h"

/*
 * Write what O and the files it names say to the file O.saved, as lines of
 * ntp.conf.
 *
 * Returns the status to exit with: 0, or the errno of what went wrong, which
 * was told on standard error.
 */
int saveconfig_run(const struct options *o);

/*
 * Carry out the ACT_SAVECONFIG A: write C to a new file, of the name that A and
 * the time of day make, in the folder that C names for it.  What came of it is
 * logged and in A's reply, in classic's words.
 *
 * Returns true if the file was written.
 */
bool saveconfig_save(const struct conf *c, const struct action *a);

#endif
