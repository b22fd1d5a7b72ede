/*
 * usage.h -- what the small programs say of themselves.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef USAGE_H
#define USAGE_H

#include <stdbool.h>

/*
 * Returns true, having printed the version of PROGRAM, if "--version" is the
 * only argument of COUNT ARGUMENTS.
 */
bool usage_version(const char *program, int count, char **arguments);

#endif
