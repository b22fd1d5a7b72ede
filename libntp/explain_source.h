/*
 * explain_source.h -- why a source is used or not.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EXPLAIN_SOURCE_H
#define EXPLAIN_SOURCE_H

#include "explain.h"

/*
 * Put into OUT what there is to say about source I of the N at ALL, of SYSTEM:
 * first the verdict, then what was received, what is wrong with it, and what
 * would change that.  OUT refers to texts in ALL.
 */
void explain_source(const struct explain_source *all, size_t n, size_t i,
    const struct explain_system *system, struct explain_list *out);

#endif
