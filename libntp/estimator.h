/*
 * estimator.h -- where would the clock be if nobody had touched it?
 *
 * The state is the error a clock left to itself would have (true - local, s)
 * and its rate (s/s).  A crystal's rate walks at random; how much is not known
 * beforehand, so several Kalman filters run side by side, each taking it for
 * another amount, and are mixed by how well each foretells what is measured
 * (interacting multiple models).
 *
 * Because the state is that of the untouched clock, corrections do not concern
 * it: what has been added to the clock is added to each measurement.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ESTIMATOR_H
#define ESTIMATOR_H

#include <stdbool.h>

#define ESTIMATOR_MODELS 8

/* One Kalman filter. */
struct estimator_model {
	double error, rate;   /* s, s/s */
	double p00, p01, p11; /* covariance: s^2, s, 1 */
	double weight;        /* probability that this is the right one */
};

/* All zero: not started. */
struct estimator {
	bool started;
	double mono;          /* s, when the models hold */
	double began;         /* s, the same at the start */
	double trusted;       /* s, since when the rate has not been doubted */
	struct estimator_model model[ESTIMATOR_MODELS];
	struct estimator_model broad; /* a filter that believes the rate at the
	                       * start much less: for the bound alone */
	int surprises;        /* measurements in a row that were quite wrong */
};

/* What an estimator says of one moment. */
struct estimate {
	double error;         /* s to add to the untouched clock */
	double rate;          /* s/s to add to its frequency */
	double error_var;     /* s^2 */
	double rate_var;      /* 1 */
};

/*
 * Start E at MONO: the error is wholly unknown; the rate is RATE but for
 * RATE_ERROR (s/s, one sigma).
 */
void estimator_start(struct estimator *e, double mono, double rate,
    double rate_error);

/*
 * Tell E that at MONO the error was measured as ERROR (s) with a variance of R
 * (s^2, > 0).  Measurements may come a little out of order.
 *
 * Returns the logarithm of how likely E held that value.
 */
double estimator_measure(struct estimator *e, double mono, double error,
    double r);

/* Tell E that the error is unknown again: the clock was set, but not by us. */
void estimator_lost(struct estimator *e);

/*
 * Tell E that at MONO the clock had to be stepped by JUMP (s): its rate may be
 * as wrong as would have brought that about since it was doubted last.  Does
 * nothing before E has started, or if no crystal can be as wrong as that.
 */
void estimator_doubt(struct estimator *e, double mono, double jump);

/* Returns what E says of MONO, not before its last measurement. */
struct estimate estimator_at(const struct estimator *e, double mono);

/*
 * Returns how far (s/s) the rate may be from the estimate at the last
 * measurement, also of the few crystals that are hundreds of PPM off.  MOVED (s)
 * is how far the source itself may have moved while it was measured, as servers
 * do that have just begun.
 */
double estimator_rate_bound(const struct estimator *e, double moved);

/*
 * Returns the poll exponent (log2 s, MINPOLL..MAXPOLL): the longest interval
 * over which the error does not become much less certain than it is, and a
 * fraction of the time over which E has measured.
 */
int estimator_poll(const struct estimator *e, int minpoll, int maxpoll);

#endif
