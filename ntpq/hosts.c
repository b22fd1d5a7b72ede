/*
 * hosts.c -- which hosts a command about several of them means.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "hosts.h"

void
hosts_find(struct hosts *h, const struct ntpq *n, const struct args *a,
    int first)
{
	if (a->n > first) {
		h->name = a->text + first;
		h->n = (size_t)(a->n - first);
	} else if (n->query.fd >= 0) {
		h->open[0] = n->query.host;
		h->name = h->open;
		h->n = 1;
	} else {
		h->name = (const char *const *)n->hosts;
		h->n = (size_t)n->n_hosts;
	}
}
