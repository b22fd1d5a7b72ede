/*
 * saveconfig.h -- --saveconfigquit: the configuration, written back.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SAVECONFIG_H
#define SAVECONFIG_H

#include "options.h"

/*
 * Write what O and the files it names say to the file O.saved, as lines of
 * ntp.conf.
 *
 * Returns the status to exit with: 0, or the errno of what went wrong, which
 * was told on standard error.
 */
int saveconfig_run(const struct options *o);

#endif
