/*
 * compare.h -- how the servers differ from each other (--compare).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef COMPARE_H
#define COMPARE_H

#include "oneshot.h"

/*
 * Print a line for each pair of usable servers of O, which has been judged: how
 * far the second is ahead of the first, and how wrong that may be.  Servers
 * that are not usable are named on stderr.
 */
void compare_print(const struct oneshot *o);

/* Print the pairs as the member "pairs" of a JSON object, after a comma. */
void compare_json(const struct oneshot *o);

/*
 * Returns the exit status: 0; 1 if there is no pair; 3 if two servers differ by
 * more than MOST (s; infinity: than their errors account for).
 */
int compare_status(const struct oneshot *o, double most);

#endif
