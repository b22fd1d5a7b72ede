/*
 * main.c -- ntpd: from the command line to the loop.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h" /* first: it opens what Linux adds to the headers */

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "asking.h"
#include "background.h"
#include "checking.h"
#include "clock.h"
#include "explain.h"
#include "files.h"
#include "log.h"
#include "loop.h"
#include "override.h"
#include "privs.h"
#include "reload.h"
#include "saveconfig.h"
#include "settings.h"

#define EXIT_PRIVS 255 /* classic's exit(-1) */
#define PATH_ROOM 4096 /* octets of a file's name */
#define NOBODY 65534   /* whom the resolver runs as without -u */
#define LOCK_MAX 128   /* MiB kept in memory with -m, as in classic */
#define LOCK_STACK 50  /* pages of 4 KiB, the stack with -m, as in classic */

/* The texts that struct facts points to. */
struct identity {
	char version[64];
	char processor[80];
	char system[160];
	char configfile[PATH_ROOM], keyfile[PATH_ROOM], logfile[PATH_ROOM];
};

/*
 * Let *PATH, a file that will be opened again when our folder is another one,
 * be absolute; TEXT is room for it.
 */
static void
make_absolute(const char **path, char text[PATH_ROOM])
{
	char folder[PATH_ROOM];

	if (*path == NULL || **path == '/' ||
	    getcwd(folder, sizeof folder) == NULL ||
	    (size_t)snprintf(text, PATH_ROOM, "%s/%s", folder, *path) >=
	    PATH_ROOM)
		return;
	*path = text;
}

/* Let the files of O that are read or opened again have absolute names. */
static void
settle_paths(struct options *o, struct identity *id)
{
	if (o->nofork)
		return;
	make_absolute(&o->configfile, id->configfile);
	make_absolute(&o->keyfile, id->keyfile);
	if (o->logfile != NULL && strcmp(o->logfile, "stderr") != 0 &&
	    strcmp(o->logfile, "stdout") != 0)
		make_absolute(&o->logfile, id->logfile);
}

/* Open the log of the command line; returns 0, or -1 (explained). */
static int
open_log(const struct options *o)
{
	(void)log_open(o->program, NULL); /* syslog cannot fail */
	if (o->logfile != NULL && log_move(o->logfile) != 0) {
		fprintf(stderr, "%s: Cannot open log file %s: %s\n", o->program,
		    o->logfile, strerror(errno));
		return -1;
	}
	log_debug(o->debug);
	return 0;
}

static void
find_facts(struct daemon *d, struct identity *id)
{
	struct utsname u;

	snprintf(id->version, sizeof id->version, "ntpd %s (meantime)",
	    MEANTIME_VERSION);
	if (uname(&u) == 0) {
		snprintf(id->processor, sizeof id->processor, "%s", u.machine);
		snprintf(id->system, sizeof id->system, "%s/%s", u.sysname,
		    u.release);
	}
	d->facts = (struct facts){ .version = id->version,
		.words = d->facts.words,
		.processor = id->processor, .system = id->system,
		.precision = clockread_precision(),
		.can_steer = clock_can_steer(),
		.allow_panic = d->options.panicgate,
		.once = d->options.quit, .slew_only = d->options.slew,
		.leaps = true };
	if (d->conf->driftfile != NULL)
		d->facts.drift_known = files_read_drift(d->conf->driftfile,
		    &d->facts.drift);
	log_printf(PRI_NOTICE, "proto: precision = %.3f usec",
	    d->facts.precision * 1e6);
	if (!d->facts.can_steer && d->conf->enable.ntp)
		log_printf(PRI_NOTICE, "no right to set the clock "
		    "(CAP_SYS_TIME): measuring and serving only");
}

/*
 * Be allowed VALUE of RESOURCE, or as much as we may have of it; 0: that.
 * Returns false if it is less than VALUE.
 */
static bool
set_limit(int resource, rlim_t value)
{
	struct rlimit limit, more = { value, value };

	if (getrlimit(resource, &limit) != 0)
		return false;
	if (value > limit.rlim_max && setrlimit(resource, &more) == 0)
		return true;
	limit.rlim_cur = value == 0 || value > limit.rlim_max ?
	    limit.rlim_max : value;
	(void)setrlimit(resource, &limit); /* what we have may do */
	return value <= limit.rlim_max;
}

/*
 * Keep everything in memory: a clock that waits for a disk is late.  Asked for
 * by -m or "rlimit memlock"; at most so many MiB once root is gone.
 */
static void
lock_memory(const struct daemon *d)
{
	int max = d->conf->rlimit.memlock, what = MCL_CURRENT | MCL_FUTURE;

	if (!d->options.lock && max < 0)
		return;
	max = max < 0 ? LOCK_MAX : max;
	if (!set_limit(RLIMIT_MEMLOCK, max == 0 ? RLIM_INFINITY :
	    (rlim_t)max << 20)) {
		/* Beyond a low limit there would be no memory at all. */
		log_printf(PRI_WARNING, "RLIMIT_MEMLOCK cannot be raised: "
		    "memory that is taken later is not locked");
		what = MCL_CURRENT;
	}
	if (d->conf->rlimit.stacksize == 0)
		(void)set_limit(RLIMIT_STACK, LOCK_STACK * 4096);
	if (mlockall(what) != 0)
		log_printf(PRI_ERR, "mlockall(): %s", strerror(errno));
}

/* Run before others if -N or -P says so; our children do not. */
static void
raise_priority(const struct options *o)
{
	int max = sched_get_priority_max(SCHED_FIFO);
	int min = sched_get_priority_min(SCHED_FIFO);
	struct sched_param sched = { .sched_priority = o->priority };

	if (!o->nice)
		return;
	if (o->priority == 0 || o->priority > max)
		sched.sched_priority = max;
	else if (o->priority < min)
		sched.sched_priority = min;
	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK,
	    &sched) != 0)
		log_printf(PRI_ERR, "sched_setscheduler(): %s",
		    strerror(errno));
}

/*
 * Take what the process needs of the machine.  Every address and every
 * association has a socket.
 */
static void
set_limits(const struct daemon *d)
{
	(void)set_limit(RLIMIT_NOFILE, (rlim_t)d->conf->rlimit.filenum);
	if (d->conf->rlimit.stacksize > 0)
		(void)set_limit(RLIMIT_STACK,
		    (rlim_t)d->conf->rlimit.stacksize * 4096);
	lock_memory(d);
	raise_priority(&d->options);
}

/* Open the sockets; returns 0, or the status to exit with. */
static int
open_sockets(struct daemon *d)
{
	const struct options *o = &d->options;
	struct now now;

	loop_now(d, &now);
	d->net.only_family = o->only_family;
	d->net.no_virtual = o->no_virtual;
	d->net.fixed = o->scan == 0;
	if (net_open(&d->net, d->conf, now.mono) == 0)
		return 0;
	if (errno == EACCES && geteuid() != 0) {
		printf("must be run as root, not uid %ld\n", (long)getuid());
		log_printf(PRI_ERR, "must be run as root, not uid %ld",
		    (long)getuid());
	} else if (errno != EADDRINUSE) {
		log_printf(PRI_ERR, "cannot open port %u: %s", d->conf->port,
		    strerror(errno));
	}
	return 1;
}

/* Give up root if -u or -i asks for it; returns 0, or -1. */
static int
drop_privileges(struct daemon *d, const struct privs *p)
{
	if (d->options.user == NULL && d->options.jail == NULL)
		return 0;
	/* Not root: there is nothing to give up. */
	if (geteuid() != 0 && d->options.jail == NULL &&
	    (!p->user || p->uid == geteuid()))
		return 0;
	if (reader_start(&d->reader, &d->options, &d->control) != 0) {
		log_printf(PRI_ERR, "cannot start the reader: %s",
		    strerror(errno));
		return -1;
	}
	/* In there are neither the name servers' addresses nor the right to
	 * give up rights. */
	if (d->options.jail != NULL && !resolve_ready(&d->resolver)) {
		log_printf(PRI_ERR, "cannot start the resolver: %s",
		    strerror(errno));
		return -1;
	}
	if (privs_drop(p, d->options.jail, d->options.scan != 0) != 0)
		return -1;
	(void)privs_filter_calls(); /* logged; older kernels have none */
	return 0;
}

/* Open what the configuration asks for; returns an exit status. */
static int
open_all(struct daemon *d, struct identity *id, const struct privs *p,
    struct fileset *files)
{
	int status;

	if (d->conf->logfile != NULL)
		loop_follow_log(d);
	if (!override_check(&d->options, d->conf))
		return 1;
	checking_start(d->conf, d->options.user);
	set_limits(d);
	find_facts(d, id);
	status = open_sockets(d);
	if (status != 0)
		return status;
	/* Not before the port is ours: another's pid file is not to be lost. */
	if (d->conf->pidfile != NULL)
		files_write_pid(d->conf->pidfile);
	if (!d->options.quit)
		control_socket_open(&d->control, d->conf);
	resolve_init(&d->resolver, p->user ? p->uid : NOBODY,
	    p->user ? p->gid : NOBODY);
	d->statistics.uid = p->user ? p->uid : 0;
	d->statistics.gid = p->user ? p->gid : 0;
	if (loop_start(d, files) == 0)
		return 0;
	log_printf(PRI_ERR, "out of memory");
	return 1;
}

/* Everything between the options and the loop but giving up the rights P does
 * without; returns an exit status. */
static int
prepare(struct daemon *d, struct identity *id, struct privs *p)
{
	struct fileset files = { .disk = true };
	int status = 1;

	log_printf(PRI_NOTICE, "ntpd %s (meantime): starting",
	    MEANTIME_VERSION);
	if (d->options.user != NULL && !privs_parse(p, d->options.user))
		return EXIT_PRIVS;
	d->conf = settings_read(&d->options, &files, settings_log, NULL,
	    &d->found);
	settings_unreadable(&d->options, &files);
	if (d->conf != NULL)
		status = open_all(d, id, p, &files);
	fileset_free(&files);
	return status;
}

/* Do what O says instead of being a daemon; returns the exit status. */
static int
run_command(const struct options *o)
{
	switch (o->command) {
	case COMMAND_SAVECONFIG:
		return saveconfig_run(o);
	case COMMAND_CHECK:
		return checking_run(o);
	case COMMAND_RELOAD:
		return asking_run(o);
	default:
		return explain_run(o);
	}
}

/* Returns the words of the command line for who asks how we were started. */
static char **
remember_words(const struct options *o, int argc, char **argv)
{
	const char *file = o->configfile;
	char text[PATH_ROOM];

	make_absolute(&file, text);
	return options_words(argc, argv, file);
}

int
main(int argc, char **argv)
{
	struct daemon d = { .net = { .route_fd = -1 }, .resolver = { .fd = -1 },
		.reader = { .fd = -1 }, .control = { .fd = -1 } };
	char **words;
	struct identity id = { .version = "" };
	struct privs privs = { .user = false };
	int ready = -1, status = options_parse(&d.options, argc, argv);

	if (status >= 0)
		return status;
	if (d.options.command != COMMAND_RUN)
		return run_command(&d.options);
	words = remember_words(&d.options, argc, argv);
	d.facts.words = (const char *const *)words;
	settle_paths(&d.options, &id);
	if (open_log(&d.options) != 0)
		return 1;
	/* Files that all may write are nobody's wish; stricter is fine. */
	(void)umask(umask(022) | 022);
	if (!d.options.nofork && (ready = background_start()) < 0) {
		log_printf(PRI_ERR, "fork: %s", strerror(errno));
		return 1;
	}
	loop_signals();
	status = prepare(&d, &id, &privs);
	/* No folder is to be kept from being unmounted. */
	if (status == 0 && ready >= 0 && chdir("/") != 0)
		log_printf(PRI_ERR, "chdir /: %s", strerror(errno));
	if (status == 0 && drop_privileges(&d, &privs) != 0)
		status = EXIT_PRIVS;
	if (status == 0) {
		background_ready(ready);
		loop_run(&d);
		status = d.status;
	}
	if (d.reader.fd < 0)
		control_socket_remove(&d.control);
	control_socket_close(&d.control);
	engine_free(d.engine);
	resolve_stop(&d.resolver);
	reader_stop(&d.reader);
	refclocks_free(&d.refclocks);
	net_close(&d.net);
	statistics_close(&d.statistics);
	reload_forget(&d);
	settings_free(d.conf);
	options_words_free(words);
	free(d.fds);
	return status;
}
