/*
 * resolve.h -- looking names up without waiting for the answer.
 *
 * The first name starts a process without privileges; it forks once for each
 * lookup, so a slow name server holds up nobody, and every lookup reads
 * resolv.conf and hosts as they are now.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "addr.h"
#include "host.h"

#define RESOLVE_ADDRS 16   /* addresses of one name at most */

struct resolve {
	int fd;      /* to the process; -1: not started */
	pid_t pid;
	uid_t uid;   /* whom it runs as when we are root */
	gid_t gid;
};

/* The answer to a lookup. */
struct resolve_answer {
	uint32_t id;
	enum resolved how;
	uint32_t n;
	struct addr addrs[RESOLVE_ADDRS];
};

/* Make R ready to start a process as UID and GID. */
void resolve_init(struct resolve *r, uid_t uid, gid_t gid);

/*
 * Start the process now, before rights or a root folder are given up.
 *
 * Returns false with errno set if it cannot be started.
 */
bool resolve_ready(struct resolve *r);

/*
 * Carry out the ACT_RESOLVE A.
 *
 * Returns false if that cannot be done: the name is then not found for now.
 */
bool resolve_start(struct resolve *r, const struct action *a);

/* Take one answer into OUT; returns false if there is none. */
bool resolve_take(struct resolve *r, struct resolve_answer *out);

/* End the process. */
void resolve_stop(struct resolve *r);

#endif
