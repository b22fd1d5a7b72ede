/*
 * reverse.h -- the names of addresses, in a time that has an end.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef REVERSE_H
#define REVERSE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "addr.h"

#define REVERSE_NAME 256 /* octets of a name, its NUL included */

/* Who looks names up.  All zero: nobody, before the first command. */
struct reverse {
	pid_t pid;  /* of the process that does; 0: there is none */
	int fd;     /* to it */
	int left;   /* ms of waiting left to the command at hand */
};

/* Begin a command: its names may take 5 s in all. */
void reverse_begin(struct reverse *r);

/* End R's process. */
void reverse_end(struct reverse *r);

/*
 * Look the name of A up and put it, as it came, into NAME.
 *
 * Returns false if there is none, or none came in time; after that none is
 * waited for until the next command.
 */
bool reverse_find(struct reverse *r, const struct addr *a,
    char name[REVERSE_NAME]);

#endif
