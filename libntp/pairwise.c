/*
 * pairwise.c -- how clocks differ from each other, as one observer sees them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "pairwise.h"

#define PHI 15e-6 /* s/s, how wrong a clock that nobody steers may run */

/* How far the offset of S may be from the truth, when it was taken. */
static double
error_of(const struct sample *s)
{
	return s->delay / 2 + s->disp;
}

struct pairwise
pairwise_compare(const struct sample *a, const struct sample *b)
{
	struct pairwise p = {
		.offset = b->offset - a->offset,
		.error = error_of(a) + error_of(b) +
		    PHI * fabs(b->mono - a->mono)
	};

	if (a->gen != b->gen)
		p.error = INFINITY;
	p.apart = fabs(p.offset) > p.error;
	return p;
}

void
pairwise_count(const struct sample *s, size_t n, size_t *agreeing)
{
	for (size_t i = 0; i < n; i++) {
		agreeing[i] = 0;
		for (size_t j = 0; j < n; j++)
			if (j != i && !pairwise_compare(&s[i], &s[j]).apart)
				agreeing[i]++;
	}
}
