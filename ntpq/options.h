/*
 * options.h -- ntpq's command line as a value.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define OPTIONS_COMMANDS 100 /* -c and -p at most */

struct options {
	unsigned family;      /* -4, -6; 0: either */
	uint16_t port;        /* --port; 123 */
	const char *socket;   /* --socket; NULL: the usual one */
	bool numeric;         /* -n: addresses stay numbers */
	bool wide;            /* -w: long names get a line of their own */
	bool interactive;     /* -i: even if not on a terminal */
	bool refid_hash;      /* -r: references that are addresses in hex */
	bool old_rv;          /* --old-rv: always print the status line */
	bool json, csv;       /* -o: answers are for programs */
	const char *get;      /* --get: the one value wanted; NULL: none */
	int debug;            /* -d, -D */
	const char *commands[OPTIONS_COMMANDS]; /* -c and -p, in order */
	int n_commands;
	int operand;          /* argv index of the first host */
};

/* What main() does after options_parse(). */
enum options_next { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_BAD };

/*
 * Read ARGC and ARGV into O, on top of presets in the environment
 * (NTPQ_NUMERIC and the like) and in .ntprc of the home and the current
 * folder.  Reading stops at the first operand.
 * --help and --version print and give OPTIONS_DONE; a mistake prints and gives
 * OPTIONS_BAD.
 */
enum options_next options_parse(struct options *o, int argc, char **argv);

#endif
