/*
 * asking.h -- ntpd --reload: a word with the daemon that runs.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ASKING_H
#define ASKING_H

#include "options.h"

/*
 * Have the daemon at O's control socket read its configuration anew; with
 * --dry-run, print what would be added (+), changed (~), removed (-) and kept
 * (=) if it read the files as they are now, O's main file if there is one, with
 * the options it was started with.  Reasons why it would not, or does not, go
 * to standard error.
 *
 * Returns the status to exit with: 0, 1 if no daemon answers, or 2 if it
 * refuses or would.
 */
int asking_run(const struct options *o);

#endif
