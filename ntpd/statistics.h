/*
 * statistics.h -- the statistics files: where a line goes, and the changing of
 * files as "filegen" says.
 *
 * A file is opened for its first line, and another one when the time, the
 * process or the configuration gives it another name.  Each line is written at
 * once.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef STATISTICS_H
#define STATISTICS_H

#include <sys/types.h>
#include <time.h>

#include "conf.h"

#define STATISTICS_SETS 7 /* bits of enum conf_stats */

/* The file of one set. */
struct statistics_file {
	char *name;      /* NULL: not open */
	int fd;
	int error;       /* errno that was logged last; 0: all is well */
};

/* All of them.  All zero but for the owner: none is open. */
struct statistics {
	struct statistics_file files[STATISTICS_SETS];
	unsigned saved;  /* files that were in the way, renamed so far */
	uid_t uid;       /* whose the files are to be, while we are root */
	gid_t gid;
};

/* When a line is written. */
struct statistics_time {
	struct timespec wall;
	double uptime;   /* s */
};

/*
 * Write TEXT, after day and second, to the file that C names for the set NAME
 * ("loopstats").  What goes wrong is logged once.
 */
void statistics_write(struct statistics *s, const struct conf *c,
    const char *name, const char *text, const struct statistics_time *now);

/* Close all files; they are opened anew for their next lines. */
void statistics_close(struct statistics *s);

#endif
