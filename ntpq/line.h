/*
 * line.h -- commands from a person or a pipe.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LINE_H
#define LINE_H

#include "ntpq.h"

/* Run the commands that a person types at the prompt, until the end. */
void line_interact(struct ntpq *n);

/* Run the commands on standard input, until the end. */
void line_read(struct ntpq *n);

#endif
