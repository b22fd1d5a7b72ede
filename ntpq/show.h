/*
 * show.h -- commands that ask the host and show what it says.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SHOW_H
#define SHOW_H

#include "commands.h"

/* Variables. */
void show_access(struct ntpq *n, const struct args *a);
void show_clocklist(struct ntpq *n, const struct args *a);
void show_clockvar(struct ntpq *n, const struct args *a);
void show_mreadlist(struct ntpq *n, const struct args *a);
void show_mreadvar(struct ntpq *n, const struct args *a);
void show_pstatus(struct ntpq *n, const struct args *a);
void show_readlist(struct ntpq *n, const struct args *a);
void show_readvar(struct ntpq *n, const struct args *a);

/* Lists of associations. */
void show_apeers(struct ntpq *n, const struct args *a);
void show_associations(struct ntpq *n, const struct args *a);
void show_lassociations(struct ntpq *n, const struct args *a);
void show_lopeers(struct ntpq *n, const struct args *a);
void show_lpassociations(struct ntpq *n, const struct args *a);
void show_lpeers(struct ntpq *n, const struct args *a);
void show_opeers(struct ntpq *n, const struct args *a);
void show_passociations(struct ntpq *n, const struct args *a);
void show_peers(struct ntpq *n, const struct args *a);

#endif
