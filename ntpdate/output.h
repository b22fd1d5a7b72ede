/*
 * output.h -- every word ntpdate says about servers and the clock.
 *
 * Scripts cut fields out of these lines: they are interface, down to the
 * stream and the number of spaces.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "host.h"
#include "oneshot.h"

/* Where lines go. */
struct output {
	const char *name; /* of the program, without folders */
	bool syslog;      /* log lines go there, ... */
	bool terminal;    /* ... to stdout and stderr, or both */
	bool json;        /* stdout is for JSON alone */
};

/* Make OUT for PROGRAM (argv[0]) and open what it needs. */
void output_open(struct output *out, const char *program, bool to_syslog,
    bool debug);

/*
 * Log one line, FORMAT as in printf(), no newline: errors go to stderr, the
 * rest to stdout, with date and name before it; or to syslog.
 */
void output_log(const struct output *out, enum priority priority,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Print what S said on the one line of -q. */
void output_server(const struct oneshot_server *s);

/* Print everything about S, as -d shows it. */
void output_server_all(const struct oneshot_server *s);

/* Print why S is not used, if it is not, as -d shows it. */
void output_drop(const struct oneshot_server *s);

/* Print what VERDICT says about the datagram RX, as -d shows it. */
void output_verdict(enum verdict verdict, const struct rx *rx);

/* Log the correction R (of a server) as done, or as what would be done. */
void output_result(const struct output *out, const struct oneshot_result *r);

#endif
