/*
 * hosts.h -- which hosts a command about several of them means.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef HOSTS_H
#define HOSTS_H

#include "commands.h"

/* Hosts by name; lives as long as what it was made from. */
struct hosts {
	const char *const *name;
	size_t n;
	const char *open[1]; /* the host that is open, if that is all */
};

/*
 * Put into H the hosts that are arguments of A from FIRST on, or else the host
 * N has open, or else those of the command line.
 */
void hosts_find(struct hosts *h, const struct ntpq *n, const struct args *a,
    int first);

#endif
