/*
 * keys.h -- the key ntpdate authenticates with.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef KEYS_H
#define KEYS_H

#include <stdint.h>

#include "auth.h"
#include "output.h"

/*
 * Read the keys FILE and trust its key ID.
 *
 * Returns the keys, to be released with auth_free(), or NULL after a message
 * if the file cannot be read or does not have that key.
 */
struct auth *keys_read(const char *file, uint32_t id,
    const struct output *out);

#endif
