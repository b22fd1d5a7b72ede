/*
 * options.h -- the command line of ntpd.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_NICS 32 /* -I options at most */

struct options {
	const char *program;      /* base name of argv[0] */
	uint8_t only_family;      /* -4, -6 */
	const char *configfile;   /* -c */
	const char *driftfile;    /* -f; NULL: as configured */
	const char *pidfile;      /* -p */
	const char *logfile;      /* -l; NULL: syslog */
	const char *jail;         /* -i */
	const char *user;         /* -u */
	const char *nics[OPTIONS_NICS]; /* -I */
	size_t n_nics;
	bool nofork;              /* -n */
	bool panicgate;           /* -g */
	bool quit;                /* -q */
	bool slew;                /* -x */
	int debug;                /* -d, -D */
	uint16_t port;            /* --port; 0: as configured */
};

/*
 * Read ARGC and ARGV into O.
 *
 * Returns -1 to go on; otherwise the status to exit with: 0 after --help and
 * --version, 1 after an error, which was explained on standard error.
 */
int options_parse(struct options *o, int argc, char **argv);

#endif
