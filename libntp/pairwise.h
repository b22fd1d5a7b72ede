/*
 * pairwise.h -- how clocks differ from each other, as one observer sees them.
 *
 * Who asks two servers has two offsets from the same clock, its own; their
 * difference is the offset between the servers, and the errors of both add up.
 * The observer's clock may run wrong between the two, so time apart is an
 * error, too; how wrong it is does not matter.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PAIRWISE_H
#define PAIRWISE_H

#include <stdbool.h>
#include <stddef.h>

#include "sample.h"

/* How one clock differs from another. */
struct pairwise {
	double offset; /* s; > 0: the second is ahead */
	double error;  /* s; the true offset is no further than this away */
	bool apart;    /* more than the error can account for */
};

/*
 * Returns how the clock that B measured differs from A's.  The delay, whose
 * half counts as error, and disp of both are to be those of the path alone, in
 * s.  If the observer's clock was set between the two, error is infinite.
 *
 * Source: RFC 5905 section 4 (PHI), section 10.
 */
struct pairwise pairwise_compare(const struct sample *a,
    const struct sample *b);

/*
 * Find whom most agree with: count, for each of the N samples at S, the others
 * that it is not apart from, and put the numbers into AGREEING (N of them).
 */
void pairwise_count(const struct sample *s, size_t n, size_t *agreeing);

#endif
