/*
 * explain_system.h -- whom the clock follows, or why nobody.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EXPLAIN_SYSTEM_H
#define EXPLAIN_SYSTEM_H

#include "explain.h"

/* Put into OUT what there is to say about SYSTEM with the N sources ALL. */
void explain_system(const struct explain_source *all, size_t n,
    const struct explain_system *system, struct explain_list *out);

#endif
