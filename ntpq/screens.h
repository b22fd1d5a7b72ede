/*
 * screens.h -- variables behind labels, as later versions of ntpq show them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SCREENS_H
#define SCREENS_H

#include "commands.h"

void show_authinfo(struct ntpq *n, const struct args *a);
void show_iostats(struct ntpq *n, const struct args *a);
void show_kerninfo(struct ntpq *n, const struct args *a);
void show_monstats(struct ntpq *n, const struct args *a);
void show_pstats(struct ntpq *n, const struct args *a);
void show_sysinfo(struct ntpq *n, const struct args *a);
void show_sysstats(struct ntpq *n, const struct args *a);
void show_timerstats(struct ntpq *n, const struct args *a);

/* The screens. */
enum screen_kind {
	SCREEN_AUTHINFO, SCREEN_IOSTATS, SCREEN_KERNINFO, SCREEN_MONSTATS,
	SCREEN_PSTATS, SCREEN_SYSINFO, SCREEN_SYSSTATS, SCREEN_TIMERSTATS
};

/*
 * Write what is on the screen KIND of the LEN octets at DATA, a list of
 * variables, to OUT: a line for each.  NAMES and NOW as for cook_value().
 */
void screens_write(FILE *out, enum screen_kind kind, const char *data,
    size_t len, struct reverse *names, ntp_time now);

#endif
