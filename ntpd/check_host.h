/*
 * check_host.h -- facts about the host, for the rules that judge it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CHECK_HOST_H
#define CHECK_HOST_H

#include <glob.h>

#include "conf.h"
#include "lint_core.h"

#define CHECK_HOST_ADDRS 256
#define CHECK_HOST_DAEMONS 16

/* The facts, and what their pointers point to. */
struct check_host {
	struct lint_host facts;
	struct addr addrs[CHECK_HOST_ADDRS];
	struct lint_daemon daemons[CHECK_HOST_DAEMONS];
	char where[CHECK_HOST_DAEMONS][256];
	char user[64], folder[1024], owner[64];
	char *sysconfig;
};

/*
 * Find out about this host what matters for C and a daemon that becomes USER
 * ("user:group"; NULL: "ntp" if there is such a user); release with
 * check_host_free().
 */
void check_host_look(struct check_host *h, const struct conf *c,
    const char *user);

/* Release what H holds. */
void check_host_free(struct check_host *h);

#endif
