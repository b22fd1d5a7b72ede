/*
 * var_clock.h -- mode 6 variables of reference clocks.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VAR_CLOCK_H
#define VAR_CLOCK_H

#include "var_rows.h"

/* Returns the rows of reference clocks and their number N. */
const struct var_row *var_clock(size_t *n);

#endif
