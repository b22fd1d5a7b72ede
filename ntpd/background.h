/*
 * background.h -- becoming a daemon, and telling the one who started us how it
 * went.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BACKGROUND_H
#define BACKGROUND_H

/*
 * Go on in a process of its own.  The process that called waits until that one
 * is ready, and exits with its status.
 *
 * Returns a descriptor for background_ready() in the new process; -1 with
 * errno set if there can be none.
 */
int background_start(void);

/* Tell whoever waits at FD (-1: nobody) that we are ready, and let go of it. */
void background_ready(int fd);

#endif
