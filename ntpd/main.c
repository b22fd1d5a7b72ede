/*
 * main.c -- ntpd: from the command line to the loop.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "background.h"
#include "check.h"
#include "clock.h"
#include "config.h"
#include "files.h"
#include "log.h"
#include "loop.h"
#include "privs.h"
#include "settings.h"

#define EXIT_PRIVS 255 /* classic's exit(-1) */
#define NOBODY 65534   /* whom the resolver runs as without -u */

/* The texts that struct facts points to. */
struct identity {
	char version[64];
	char processor[80];
	char system[160];
};

/* Open the log of the command line; returns 0, or -1 (explained). */
static int
open_log(const struct options *o)
{
	if (log_open(o->program, o->logfile) != 0) {
		fprintf(stderr, "%s: Cannot open log file %s: %s\n", o->program,
		    o->logfile, strerror(errno));
		return -1;
	}
	log_debug(o->debug);
	return 0;
}

/* Open the log that the configuration asks for. */
static void
switch_log(const struct daemon *d)
{
	if (d->conf->logfile == NULL || d->options.logfile != NULL)
		return;
	if (log_open(d->options.program, d->conf->logfile) != 0)
		log_printf(PRI_ERR, "Cannot open log file %s: %s",
		    d->conf->logfile, strerror(errno));
	else
		log_printf(PRI_NOTICE, "logging to file %s", d->conf->logfile);
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
		.processor = id->processor, .system = id->system,
		.precision = clockread_precision(),
		.can_steer = clock_can_steer(),
		.allow_panic = d->options.panicgate,
		.once = d->options.quit, .slew_only = d->options.slew };
	if (d->conf->driftfile != NULL)
		d->facts.drift_known = files_read_drift(d->conf->driftfile,
		    &d->facts.drift);
	log_printf(PRI_NOTICE, "proto: precision = %.3f usec",
	    d->facts.precision * 1e6);
	if (!d->facts.can_steer && d->conf->enable.ntp)
		log_printf(PRI_NOTICE, "no right to set the clock "
		    "(CAP_SYS_TIME): measuring and serving only");
}

/* Every address and every association has a socket: have as many as allowed. */
static void
allow_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit); /* what we have may do */
}

/* Open the sockets; returns 0, or the status to exit with. */
static int
open_sockets(struct daemon *d)
{
	struct now now;

	loop_now(d, &now);
	if (net_open(&d->net, d->conf, d->options.only_family, now.mono) == 0)
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
	if (reader_start(&d->reader, &d->options) != 0) {
		log_printf(PRI_ERR, "cannot start the reader: %s",
		    strerror(errno));
		return -1;
	}
	if (privs_drop(p, d->options.jail, true) != 0)
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

	switch_log(d);
	check_start(d->conf, d->options.user);
	find_facts(d, id);
	allow_descriptors();
	status = open_sockets(d);
	if (status != 0)
		return status;
	/* Not before the port is ours: another's pid file is not to be lost. */
	if (d->conf->pidfile != NULL)
		files_write_pid(d->conf->pidfile);
	resolve_init(&d->resolver, p->user ? p->uid : NOBODY,
	    p->user ? p->gid : NOBODY);
	if (loop_start(d, files) == 0)
		return 0;
	log_printf(PRI_ERR, "out of memory");
	return 1;
}

/* Everything between the options and the loop; returns an exit status. */
static int
prepare(struct daemon *d, struct identity *id)
{
	struct fileset files = { .disk = true };
	struct privs privs = { .user = false };
	int status = 1;

	log_printf(PRI_NOTICE, "ntpd %s (meantime): starting",
	    MEANTIME_VERSION);
	if (d->options.user != NULL && !privs_parse(&privs, d->options.user))
		return EXIT_PRIVS;
	d->conf = settings_read(&d->options, &files, settings_log, &d->found);
	settings_unreadable(&d->options, &files);
	if (d->conf != NULL)
		status = open_all(d, id, &privs, &files);
	fileset_free(&files);
	if (status == 0 && drop_privileges(d, &privs) != 0)
		status = EXIT_PRIVS;
	return status;
}

int
main(int argc, char **argv)
{
	struct daemon d = { .net = { .route_fd = -1 }, .resolver = { .fd = -1 },
		.reader = { .fd = -1 } };
	struct identity id = { .version = "" };
	int ready = -1, status = options_parse(&d.options, argc, argv);

	if (status >= 0)
		return status;
	if (d.options.command == COMMAND_CHECK)
		return check_run(&d.options);
	if (open_log(&d.options) != 0)
		return 1;
	if (umask(022) != 0)
		(void)umask(022);
	if (!d.options.nofork && (ready = background_start()) < 0) {
		log_printf(PRI_ERR, "fork: %s", strerror(errno));
		return 1;
	}
	loop_signals();
	status = prepare(&d, &id);
	if (status == 0) {
		if (ready >= 0 && chdir("/") != 0)
			log_printf(PRI_ERR, "chdir /: %s", strerror(errno));
		background_ready(ready);
		loop_run(&d);
		status = d.status;
	}
	engine_free(d.engine);
	resolve_stop(&d.resolver);
	reader_stop(&d.reader);
	net_close(&d.net);
	settings_free(d.conf);
	return status;
}
