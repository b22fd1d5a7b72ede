/*
 * estimator.h -- how wrong is the clock, and how fast is it going wrong?
 *
 * A Kalman filter of two numbers, the offset and the frequency error, whose
 * frequency is taken for a random walk.  Each exchange says something about
 * the offset, worth as much as its delay allows: if both directions queue
 * alike, then given the delay in excess of the path's minimum the error is
 * uniform within half of it.  No sample is thrown away; bad ones weigh nothing.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ESTIMATOR_H
#define ESTIMATOR_H

#include <stdbool.h>

#define PATH_WINDOW 128 /* exchanges that the least delay is sought in */

/* What the delays to one source have shown.  All zero: nothing yet. */
struct path {
	float delay[PATH_WINDOW]; /* s, a ring */
	unsigned count;           /* exchanges so far */
};

/*
 * Add an exchange with round trip DELAY (s, >= 0) to P.
 *
 * Returns the variance (s^2) of the error of the offset it measured, the clock
 * being read to PRECISION (s).
 */
double path_add(struct path *p, double delay, double precision);

/* The estimate.  All zero: not started. */
struct estimator {
	bool started;
	double mono;      /* when the numbers below hold */
	double offset;    /* s to add to the clock */
	double freq;      /* s/s to add to the clock's frequency */
	double p00, p01, p11; /* their covariance: s^2, s, 1 */
	double moved;     /* s by which the clock has been moved, all told */
	double q;         /* 1/s, variance that the frequency gains per second */
	int surprises;    /* samples in a row that were off by too much */
};

/*
 * Start E at MONO: the offset is wholly unknown, the frequency is right but
 * for FREQ_ERROR (s/s, one sigma).
 */
void estimator_start(struct estimator *e, double mono, double freq_error);

/*
 * Bring E to MONO; the clock has run faster than its corrected frequency by
 * RATE (s/s, a slew in progress) since E was last touched.  e.moved keeps
 * count, also before E is started: an offset measured at one time and one
 * measured later differ by the difference of the counts.
 */
void estimator_advance(struct estimator *e, double mono, double rate);

/*
 * Tell E that the clock, at e.mono, was measured to need OFFSET (s) more, with
 * a variance of R (s^2, > 0).
 */
void estimator_measure(struct estimator *e, double offset, double r);

/* Tell E that STEP (s) and FREQ (s/s) have just been added to the clock. */
void estimator_corrected(struct estimator *e, double step, double freq);

/* Tell E that the clock was set: its offset is unknown again. */
void estimator_stepped(struct estimator *e);

/*
 * Returns the poll exponent (log2 s, MINPOLL..MAXPOLL): the longest interval
 * over which the estimate does not grow much worse than it is.
 */
int estimator_poll(const struct estimator *e, int minpoll, int maxpoll);

#endif
