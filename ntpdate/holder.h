/*
 * holder.h -- who holds a UDP port of this host.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef HOLDER_H
#define HOLDER_H

#include <stdint.h>

/*
 * Print to stderr a line for each process that has UDP PORT, with its number
 * and name, as far as we may see it.
 */
void holder_print(uint16_t port);

#endif
