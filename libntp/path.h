/*
 * path.h -- what one exchange with a source is worth.
 *
 * If both directions queue alike, then given the delay in excess of the path's
 * least the error of the offset is uniform within half of it: bad exchanges
 * weigh little and none is thrown away.  If only one direction queues, the
 * other one tells the offset by itself.  Which of the three is the case shows
 * in how well each would have foretold what was measured.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PATH_H
#define PATH_H

#include "estimator.h"

#define PATH_WINDOW 128 /* exchanges that the least delay is sought in */

enum path_noise { PATH_BOTH, PATH_UP, PATH_DOWN, PATH_NOISES };

/* What is known if only one direction is noisy, or both. */
struct path_guess {
	struct estimator clock;
	double variance;   /* s^2, of one exchange, learnt from innovations */
	double likely;     /* log likelihood, older exchanges forgotten */
};

/* All zero: nothing known. */
struct path {
	float delay[PATH_WINDOW]; /* s, a ring */
	unsigned count;           /* exchanges so far */
	struct path_guess guess[PATH_NOISES];
	enum path_noise noise;    /* the guess that is believed */
};

/* What an exchange says. */
struct path_value {
	double error;      /* s to add to the untouched clock */
	double variance;   /* s^2 */
};

/*
 * Take in an exchange at MONO that measured ERROR (s to add to the untouched
 * clock, if both directions took equally long) with the round trip DELAY (s),
 * the clocks being read to PRECISION (s).  RATE (s/s) is what the clock's rate
 * is thought to be, but for RATE_ERROR, should this be the first one.
 *
 * Returns what the exchange says.
 */
struct path_value path_add(struct path *p, double mono, double error,
    double delay, double precision, double rate, double rate_error);

/*
 * Take in a reading at MONO of a clock beside the network: ERROR (s) as above,
 * of VARIANCE (s^2).  RATE and RATE_ERROR as above.
 *
 * Returns what it says.
 */
struct path_value path_add_reading(struct path *p, double mono, double error,
    double variance, double rate, double rate_error);

/* Returns what P's exchanges say together of MONO; all zero if none. */
struct estimate path_estimate(const struct path *p, double mono);

/* Returns the least delay of P's last exchanges in s; 0 if there were none. */
double path_delay(const struct path *p);

/* Forget the offset, not the noise: the clock was set, but not by us. */
void path_lost(struct path *p);

#endif
