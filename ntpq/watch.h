/*
 * watch.h -- what happens at a host, line by line.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef WATCH_H
#define WATCH_H

#include "commands.h"

/*
 * Print the events of the host as they come, for so many seconds or until
 * ntpq is stopped; or once those that it remembers.
 */
void show_events(struct ntpq *n, const struct args *a);

/*
 * Write to OUT the line that the daemon logs, without details, if the status
 * word of WHO, the system or, if PEER, a source, tells of an event between
 * BEFORE and AFTER.
 */
void watch_write(FILE *out, const char *who, bool peer, uint16_t before,
    uint16_t after);

#endif
