/*
 * median.h -- many quick readings of a reference clock made into one.
 *
 * Source: classic's median filter.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MEDIAN_H
#define MEDIAN_H

#define MEDIAN_STAGES 60

/* All zero: no reading. */
struct median {
	double value[MEDIAN_STAGES]; /* a ring */
	unsigned n;                  /* readings since the last were taken out */
};

/* What they come to. */
struct median_value {
	unsigned n;        /* readings that counted */
	double mean;
	double jitter;     /* RMS of the steps between them, in order of size */
	double variance;   /* of one reading, if they are normal */
};

/* Add the reading VALUE; the oldest gives way if there is no room. */
void median_add(struct median *m, double value);

/*
 * Take the readings out of M: those furthest from the middle do not count, so
 * that 60 % are left.  Returns what they come to; all zero if there were none.
 */
struct median_value median_take(struct median *m);

#endif
