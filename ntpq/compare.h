/*
 * compare.h -- how the clocks of several hosts differ from each other.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef COMPARE_H
#define COMPARE_H

#include "commands.h"
#include "sample.h"

/* A host's clock as it was measured; ANSWERED false: it was not. */
struct compare_clock {
	const char *name;
	bool answered;
	const char *why;      /* not; a few words */
	unsigned stratum;
	struct sample sample; /* delay and disp are the path's alone */
};

/*
 * Ask the hosts of A, or of the command line, for the time (mode 3, four times,
 * two seconds apart) and print how their clocks differ from each other.  N's
 * status becomes 1 if one does not answer.
 */
void show_compare(struct ntpq *n, const struct args *a);

/* Write the N clocks at C, and how they differ from each other, to OUT. */
void compare_write(FILE *out, const struct compare_clock *c, size_t n);

#endif
