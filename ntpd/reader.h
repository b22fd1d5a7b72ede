/*
 * reader.h -- the process that may still read what root may read.
 *
 * Forked before rights are given up.  It holds no socket but one to its parent,
 * which can only say "read again": the names it finds by itself, beginning
 * with the main file.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef READER_H
#define READER_H

#include <sys/types.h>

#include "control_socket.h"
#include "fileset.h"
#include "options.h"

struct reader {
	int fd;     /* to the process; -1: there is none */
	pid_t pid;
};

/*
 * Start the process for the files that O names.  When it ends it removes the
 * socket CONTROL, which may be out of our reach by then.
 *
 * Returns 0, or -1 with errno set.
 */
int reader_start(struct reader *r, const struct options *o,
    const struct control_socket *control);

/*
 * Have everything read anew into S; without a process, by ourselves.
 *
 * Returns 0, or -1 with errno set.
 */
int reader_read(struct reader *r, const struct options *o, struct fileset *s);

/* End the process. */
void reader_stop(struct reader *r);

#endif
