/*
 * options.h -- ntpdate's command line as a value.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "oneshot.h"

struct options {
	uint8_t family;        /* -4, -6; 0: either */
	uint16_t port;         /* asked, and bound where 123 would be */
	bool query;            /* -q: say what would be done */
	bool unprivileged;     /* -u: any source port */
	bool syslog;           /* -s */
	bool verbose;          /* -v */
	bool authenticate;     /* -a: RUN.key may still be an unknown one */
	const char *keyfile;   /* -k */
	int debug;             /* -d, how often */
	bool explain;          /* --explain: why each server is used or not */
	bool json;             /* --json: all of stdout is one object */
	double max_offset;     /* --max-offset: s; beyond it nothing is done */
	bool compare;          /* --compare: the servers with each other */
	bool hwclock;          /* --hwclock: set that, too */
	double wait_dns;       /* --wait-dns: s to try looking names up */
	double splay;          /* --splay: s to wait at most before it starts */
	const char *user;      /* -U: run as; NULL: as we are */
	struct oneshot_options run; /* -a -b -B -e -o -p -t */
};

/* What main() does after options_parse(). */
enum options_next { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_BAD };

/*
 * Read ARGC and ARGV into O; optind is then the first operand, where reading
 * stops as in the classic program.  --help and --version print and give
 * OPTIONS_DONE; a mistake prints and gives OPTIONS_BAD.
 */
enum options_next options_parse(struct options *o, int argc, char **argv);

#endif
