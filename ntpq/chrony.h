/*
 * chrony.h -- the words of chronyc, for people and scripts that know those.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CHRONY_H
#define CHRONY_H

#include "commands.h"
#include "peers.h"

void show_accheck(struct ntpq *n, const struct args *a);
void show_activity(struct ntpq *n, const struct args *a);
void show_clients(struct ntpq *n, const struct args *a);
void show_ntpdata(struct ntpq *n, const struct args *a);
void show_selectdata(struct ntpq *n, const struct args *a);
void show_serverstats(struct ntpq *n, const struct args *a);
void show_sources(struct ntpq *n, const struct args *a);
void show_sourcestats(struct ntpq *n, const struct args *a);
void show_tracking(struct ntpq *n, const struct args *a);
void show_waitsync(struct ntpq *n, const struct args *a);

/*
 * Write the LEN octets at DATA, system variables, to OUT as chronyc's
 * "tracking"; NAMES and NOW as for cook_list().
 */
void chrony_tracking(FILE *out, const char *data, size_t len,
    struct reverse *names, ntp_time now);

/*
 * Write ROW of the source called NAME with STATUS to OUT as a line of chronyc's
 * "sources"; its offset was MEASURED and is ADJUSTED by now (ms, > 0: we are
 * ahead), and NOW is our clock.
 */
void chrony_source(FILE *out, const struct peers_row *row, const char *name,
    uint16_t status, double measured, double adjusted, ntp_time now);

/* Write NAME in WIDTH columns; unless it is an address, 25 octets of it. */
void chrony_name(FILE *out, const char *name, int width);

/* Write MS milliseconds in the unit that suits them, in 6 columns; with a SIGN
 * in 7. */
void chrony_span(FILE *out, double ms, bool sign);

/* Write PPM in 10 columns; with a SIGN if wanted. */
void chrony_ppm(FILE *out, double ppm, bool sign);

/* Write T seconds since something was heard (< 0: never) in 4 columns. */
void chrony_age(FILE *out, long t);

/*
 * Write the reference id TEXT in hexadecimal, and what it means, by NAMES as
 * for cook_list().
 */
void chrony_refid(FILE *out, const char *text, struct reverse *names);

/* Write T, the one next to NOW, in UTC into BUF (64 octets).  Returns BUF. */
const char *chrony_date(ntp_time t, ntp_time now, char *buf, size_t size);

/* Returns the words for the leap indicator LEAP. */
const char *chrony_leap(unsigned leap);

/* Returns how far ROW's source may be from the truth, ms. */
double chrony_error(const struct peers_row *row);

#endif
