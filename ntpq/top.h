/*
 * top.h -- watch several hosts on one screen.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef TOP_H
#define TOP_H

#include "commands.h"

/*
 * Show the hosts of A, or of the command line, and the sources of one of them,
 * and look again every two seconds until q is typed.  With --once, or if
 * nobody watches, do so once.
 */
void show_top(struct ntpq *n, const struct args *a);

#endif
