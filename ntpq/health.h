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

/* Offsets in s, either way, from which on it is a warning, or critical. */
struct health_limits {
	double warning, critical;
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
 * Write to OUT what H is to the monitor with LIMITS: a line with a word, what
 * is the matter, and numbers behind a bar.  Returns the status.
 */
enum health_status health_write(FILE *out, const struct health *h,
    const struct health_limits *limits);

/*
 * Read the words of A, "-w S -c S" or "-wS -cS", into LIMITS.  Returns false,
 * after a message, if they are none.
 */
bool health_limits(const struct args *a, struct health_limits *limits);

/* Write the line of each host asked; ntpq ends with the worst status. */
void show_health(struct ntpq *n, const struct args *a);

#endif
