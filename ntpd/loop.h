/*
 * loop.h -- the daemon at work: the host of one engine.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LOOP_H
#define LOOP_H

#include "clock.h"
#include "clockread.h"
#include "control_socket.h"
#include "engine.h"
#include "fileset.h"
#include "net.h"
#include "options.h"
#include "reader.h"
#include "refclocks.h"
#include "resolve.h"
#include "statistics.h"

/* A configuration that has been read, not yet in force. */
struct reload {
	struct conf *conf;       /* NULL: there is none */
	struct fileset files;    /* it was made of */
	bool found;              /* its main file could be read */
};

/* Everything the daemon is. */
struct daemon {
	struct options options;
	struct conf *conf;       /* in force */
	bool found;              /* its main file could be read */
	struct facts facts;
	struct clockread clocks;
	struct net net;
	struct resolve resolver;
	struct reader reader;    /* of files that only root may read */
	struct refclocks refclocks;
	struct control_socket control; /* for root's orders */
	struct reload next;      /* see reload.h */
	struct engine *engine;
	struct statistics statistics;
	struct pollfd *fds;      /* what to wait for */
	size_t n_fds;            /* room for so many */
	double mono;             /* s, as the clock was read last */
	double jumped;           /* mono of the clock's last jump */
	int jumps;               /* of it that were logged in a row */
	double scan_due;         /* mono of the next look for addresses */
	enum clock_leap kernel_leap; /* what the kernel says, as last logged */
	double leap_due;         /* ... at the file with the leap seconds */
	bool changed;            /* CONF has grown: put it in force again */
	bool quit;
	int status;              /* to exit with */
};

/* Catch the signals a daemon lives by. */
void loop_signals(void);

/*
 * Make D's engine and put D's configuration, made of FILES, in force.
 *
 * Returns 0, or -1 if there is no memory.
 */
int loop_start(struct daemon *d, struct fileset *files);

/* Log to where D's configuration says, now that it is in force. */
void loop_follow_log(const struct daemon *d);

/* Run until a signal or the engine ends it. */
void loop_run(struct daemon *d);

/* Look for new and vanished addresses of this host. */
void loop_scan(struct daemon *d, const struct now *now);

/* Read the clocks into NOW; log it if somebody has set them. */
void loop_now(struct daemon *d, struct now *now);

#endif
