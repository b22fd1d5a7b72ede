/*
 * sample.h -- one measurement of a source, as a value.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SAMPLE_H
#define SAMPLE_H

/* All fields in seconds. */
struct sample {
	double offset; /* source - local; > 0: the local clock is slow */
	double delay;  /* round trip, >= 0 */
	double disp;   /* error bound when taken; grows with age */
	double mono;   /* when taken, on now.mono */
	double variance; /* s^2, of a reference clock; 0: the path tells */
	double applied; /* s that corrections had added to the clock by then */
	unsigned gen;  /* clock generation it was taken in */
};

#endif
