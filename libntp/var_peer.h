/*
 * var_peer.h -- mode 6 variables of sources.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VAR_PEER_H
#define VAR_PEER_H

#include "var_rows.h"

/* Returns the rows of sources and their number N. */
const struct var_row *var_peer(size_t *n);

#endif
