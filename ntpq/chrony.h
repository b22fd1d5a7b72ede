/*
 * chrony.h -- the words of chronyc, for people and scripts that know those.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CHRONY_H
#define CHRONY_H

#include "commands.h"
#include "peers.h"

void show_activity(struct ntpq *n, const struct args *a);
void show_sources(struct ntpq *n, const struct args *a);
void show_tracking(struct ntpq *n, const struct args *a);

/*
 * Write the LEN octets at DATA, system variables, to OUT as chronyc's
 * "tracking"; NUMERIC and NOW as for cook_list().
 */
void chrony_tracking(FILE *out, const char *data, size_t len, bool numeric,
    ntp_time now);

/*
 * Write ROW of the source called NAME with STATUS to OUT as a line of chronyc's
 * "sources"; NOW is our clock.
 */
void chrony_source(FILE *out, const struct peers_row *row, const char *name,
    uint16_t status, ntp_time now);

#endif
