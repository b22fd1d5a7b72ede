/*
 * var_sys.h -- rows of the system's mode 6 variables.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VAR_SYS_H
#define VAR_SYS_H

#include "var_rows.h"

/* Returns the rows and their number N. */
const struct var_row *var_sys(size_t *n);

#endif
