/*
 * privs.h -- giving up what is not needed any more.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PRIVS_H
#define PRIVS_H

#include <stdbool.h>
#include <sys/types.h>

/* Whom to become. */
struct privs {
	uid_t uid;
	gid_t gid;
	bool user, group;  /* UID, GID were asked for */
	char name[64];     /* the user's; "": not known */
};

/*
 * Find the user and group that TEXT, "USER[:GROUP]" in names or numbers,
 * means.
 *
 * Returns false, logged, if there is no such user or group.
 */
bool privs_parse(struct privs *p, const char *text);

/*
 * Change the root folder to JAIL (NULL: keep it), become P and keep only the
 * rights to set the clock and, with KEEP_BIND, to bind low ports.
 *
 * Returns 0, or -1 with what went wrong logged.
 */
int privs_drop(const struct privs *p, const char *jail, bool keep_bind);

/*
 * Let the kernel refuse every system call a running daemon does not make.
 *
 * Returns 0, or -1 (logged) if the kernel cannot do that.
 */
int privs_filter_calls(void);

#endif
