/*
 * health.h -- one line and a status for monitors (Nagios and its like).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef HEALTH_H
#define HEALTH_H

#include "commands.h"

/* The status that monitors know. */
enum health_status {
	HEALTH_OK, HEALTH_WARNING, HEALTH_CRITICAL, HEALTH_UNKNOWN
};

#define HEALTH_LIMIT 40 /* octets of a limit in words, with its NUL */

/*
 * A limit: offsets that are as they should be, or, if INSIDE, as they should
 * not.  A range as monitors write it has its ends in it; a number is that many
 * seconds, either way, from which on it is exceeded.
 */
struct health_limit {
	double low, high; /* s; may be infinite */
	bool inside, range;
	char text[HEALTH_LIMIT]; /* for monitors */
};

/* What makes a warning, and what is critical. */
struct health_limits {
	struct health_limit warning, critical;
};

/* What a host tells; what it does not tell is NAN. */
struct health {
	unsigned status;    /* status word */
	double stratum, offset, jitter, rootdelay, rootdisp; /* ms */
	unsigned sources;   /* all; of them ... */
	unsigned reachable, used;
	bool local;         /* LOCAL is followed */
	char peer[COOK_NAME]; /* who is followed; "": nobody */
};

/*
 * Write to OUT what H, of HOST ("": that goes without saying), is to the monitor
 * with LIMITS: a line with a word, what is the matter, and numbers behind a bar.
 * Returns the status.
 */
enum health_status health_write(FILE *out, const char *host,
    const struct health *h, const struct health_limits *limits);

/*
 * Read the words of A, "-w S -c S" or "-wS -cS", into LIMITS; S is a number,
 * "LOW:HIGH" or "@LOW:HIGH".  Returns false, after a message, if they are none.
 */
bool health_limits(const struct args *a, struct health_limits *limits);

/* Write the line of each host asked; ntpq ends with the worst status. */
void show_health(struct ntpq *n, const struct args *a);

#endif
