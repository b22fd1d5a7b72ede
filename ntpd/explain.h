/*
 * explain.h -- questions about a configuration, answered without running it:
 * --test-access, --effective and --equiv.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "options.h"

/*
 * Answer the question of O on standard output; what is wrong with the files
 * goes to standard error.
 *
 * Returns the status to exit with: 0, or 1 if the two files of --equiv differ,
 * or 2 if the question or a file cannot be read.
 */
int explain_run(const struct options *o);

#endif
