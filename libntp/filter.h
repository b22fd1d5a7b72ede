/*
 * filter.h -- the clock filter: the best of the last eight samples of one
 * source (RFC 5905 section 10).
 *
 * The sample with the least delay has met the least queueing, so its offset is
 * nearest the truth.  The eight stages are also what "rv" shows as filtdelay,
 * filtoffset and filtdisp.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef FILTER_H
#define FILTER_H

#include <stdbool.h>

#include "sample.h"

#define FILTER_STAGES 8
#define FILTER_MAXDISP 16.0 /* s, MAXDISPERSE: as good as nothing */

/* All zero: empty. */
struct filter {
	struct sample stage[FILTER_STAGES]; /* newest first */
	int count;       /* stages in use; a missed poll takes one, too */
	double used;     /* mono of the last sample handed out; 0: none */
};

/*
 * Shift IN into F and put the sample with the least delay in OUT.
 *
 * DISP (s) and JITTER (s, >= PRECISION) summarise all stages; OUT.disp is that
 * sample's own.  Stages from an older clock generation than IN are dropped
 * first.  PHI is the growth of dispersion with age, RATE how fast a clock left
 * to itself drifts away, both in s/s.
 *
 * Returns false, OUT untouched, if the best sample is not newer than the last
 * one handed out: a sample must not discipline the clock twice.
 *
 * Source: RFC 5905 section 10 and A.5.2.
 */
bool filter_add(struct filter *f, const struct sample *in, double precision,
    double phi, double rate, struct sample *out, double *disp,
    double *jitter);

/*
 * Shift a missed poll (infinite dispersion) at MONO into F.
 *
 * Returns the dispersion of all stages in s.
 */
double filter_miss(struct filter *f, double mono, unsigned gen, double phi);

/*
 * Put stage I (0..7, 0 newest) of F as screens show it at MONO into OUT: the
 * dispersion has grown with age; an empty stage has FILTER_MAXDISP.
 */
void filter_stage(const struct filter *f, int i, double mono, double phi,
    struct sample *out);

#endif
