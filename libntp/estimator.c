/*
 * estimator.c -- interacting Kalman filters of an untouched clock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stddef.h>

#include "estimator.h"

#define MODELS ESTIMATOR_MODELS
#define NOISIEST (MODELS - 1)
#define ERROR_UNKNOWN 1e4  /* s, one sigma before anything is measured */
#define STAY 0.99          /* probability that the crystal stays as it is */
#define TO_NOISIEST 0.2    /* share of leaving that goes straight there */
#define ALIVE 1e-12        /* weight below which no model falls */
#define SURPRISE 25.0      /* five sigma, squared */
#define SURPRISES 3        /* so many in a row: it is we who are wrong */
#define GROWTH 11.0        /* by which the variance may grow between polls */
#define PATIENCE 3.0       /* intervals to have measured before a longer one */
#define RATE_MAX 500e-6    /* s/s, the most that a crystal is off */
#define BROAD 15.0         /* times what a rate is said to be unsure of */
#define BROAD_WANDER (NOISIEST - 1)
#define SIGMAS 5.0         /* that a bound of the rate allows for */
#define SIGMAS_BROAD 5.0
#define SOON 1.0           /* s in which nobody moves */
#define TWO_PI 6.283185307179586

/* Variance that a crystal's rate gains in a second, 1/s, by model. */
static const double wander[MODELS] = { 3e-22, 1.8e-21, 1e-20, 6e-20, 3.5e-19,
	2e-18, 1e-17, 1e-16 };

void
estimator_start(struct estimator *e, double mono, double rate,
    double rate_error)
{
	*e = (struct estimator){ .started = true, .mono = mono,
		.began = mono, .trusted = mono };
	for (int i = 0; i < MODELS; i++) {
		e->model[i] = (struct estimator_model){ .rate = rate,
			.p00 = ERROR_UNKNOWN * ERROR_UNKNOWN,
			.p11 = rate_error * rate_error,
			.weight = 1.0 / MODELS };
	}
	e->broad = e->model[0];
	e->broad.p11 *= BROAD * BROAD;
}

void
estimator_lost(struct estimator *e)
{
	for (int i = 0; i < MODELS; i++) {
		e->model[i].p00 = ERROR_UNKNOWN * ERROR_UNKNOWN;
		e->model[i].p01 = 0;
	}
	e->broad.p00 = ERROR_UNKNOWN * ERROR_UNKNOWN;
	e->broad.p01 = 0;
	e->surprises = 0;
}

void
estimator_doubt(struct estimator *e, double mono, double jump)
{
	double rate_error = fabs(jump) / (mono - e->trusted);

	if (!e->started)
		return;
	e->trusted = mono;
	if (!(rate_error <= RATE_MAX)) /* no crystal has done that */
		return;
	for (int i = 0; i < MODELS; i++)
		e->model[i].p11 += rate_error * rate_error;
	e->broad.p11 += rate_error * rate_error;
}

/* --- mixing -------------------------------------------------------------- */

/* Returns the probability that a crystal like model I becomes like model J. */
static double
transition(int i, int j)
{
	double leave = 1 - STAY, p = 0;

	if (i == j)
		p += STAY;
	if (j == NOISIEST)
		p += leave * TO_NOISIEST;
	if (i - 1 == j || (i == 0 && j == 0))
		p += leave * (1 - TO_NOISIEST) / 2;
	if (i + 1 == j || (i == NOISIEST && j == NOISIEST))
		p += leave * (1 - TO_NOISIEST) / 2;
	return p;
}

/* Add to M, of mean error and rate already, the covariance of FROM by W. */
static void
add_spread(struct estimator_model *m, const struct estimator_model *from,
    double w)
{
	double de = from->error - m->error, dr = from->rate - m->rate;

	m->p00 += w * (from->p00 + de * de);
	m->p01 += w * (from->p01 + de * dr);
	m->p11 += w * (from->p11 + dr * dr);
}

/* Returns the mixture of the models FROM with weights W, which sum to TOTAL. */
static struct estimator_model
mixture(const struct estimator_model from[MODELS], const double w[MODELS],
    double total)
{
	struct estimator_model m = { .weight = total };

	/* Around one of them, for the digits: all are close together. */
	for (int i = 0; i < MODELS; i++) {
		m.error += w[i] / total * (from[i].error - from[0].error);
		m.rate += w[i] / total * from[i].rate;
	}
	m.error += from[0].error;
	for (int i = 0; i < MODELS; i++)
		add_spread(&m, &from[i], w[i] / total);
	return m;
}

/* Let each model start from what the others know, as crystals may change. */
static void
mix(struct estimator *e)
{
	struct estimator_model old[MODELS];

	for (int i = 0; i < MODELS; i++)
		old[i] = e->model[i];
	for (int j = 0; j < MODELS; j++) {
		double w[MODELS], total = 0;

		for (int i = 0; i < MODELS; i++) {
			w[i] = transition(i, j) * old[i].weight;
			total += w[i];
		}
		e->model[j] = mixture(old, w, total);
	}
}

/* --- prediction and correction ------------------------------------------- */

/* Bring M forward by T (s) with its rate walking by Q (1/s). */
static void
predict(struct estimator_model *m, double t, double q)
{
	m->error += m->rate * t;
	m->p00 += t * (2 * m->p01 + t * (m->p11 + q * t / 3));
	m->p01 += t * (m->p11 + q * t / 2);
	m->p11 += q * t;
}

/*
 * Correct M by the measured ERROR of variance R.
 * Returns how likely M held it, as a density (1/s).
 */
static double
correct(struct estimator_model *m, double error, double r)
{
	double innovation = error - m->error, s = m->p00 + r;
	double k0 = m->p00 / s, k1 = m->p01 / s;

	m->error += k0 * innovation;
	m->rate += k1 * innovation;
	m->p11 -= k1 * m->p01;
	/* As products: a difference of near equals could go negative. */
	m->p00 *= r / s;
	m->p01 *= r / s;
	return exp(-0.5 * fmin(innovation * innovation / s, 1000)) /
	    sqrt(TWO_PI * s);
}

/* Weigh the models by how LIKELY each held the measurement. */
static double
reweigh(struct estimator *e, const double likely[MODELS])
{
	double total = 0;

	for (int i = 0; i < MODELS; i++) {
		e->model[i].weight *= likely[i];
		total += e->model[i].weight;
	}
	for (int i = 0; i < MODELS; i++) {
		e->model[i].weight = total > 0 ?
		    e->model[i].weight / total + ALIVE : 1.0 / MODELS;
	}
	return total;
}

/*
 * A measurement far out is noise; several in a row mean that the error itself
 * has jumped (another path, another source): open up for it.
 */
static void
face_surprise(struct estimator *e, double mono, double error, double r)
{
	struct estimate now = estimator_at(e, mono);
	double innovation = error - now.error;

	if (innovation * innovation <= SURPRISE * (now.error_var + r)) {
		e->surprises = 0;
		return;
	}
	if (++e->surprises < SURPRISES)
		return;
	e->surprises = 0;
	for (int i = 0; i < MODELS; i++)
		e->model[i].p00 += innovation * innovation;
	e->broad.p00 += innovation * innovation;
}

double
estimator_measure(struct estimator *e, double mono, double error, double r)
{
	double likely[MODELS], t = fmax(0, mono - e->mono);
	double late = fmax(0, e->mono - mono);

	face_surprise(e, mono, error, r);
	mix(e);
	for (int i = 0; i < MODELS; i++) {
		struct estimator_model *m = &e->model[i];

		predict(m, t, wander[i]);
		likely[i] = correct(m, error + m->rate * late, r);
	}
	predict(&e->broad, t, wander[BROAD_WANDER]);
	(void)correct(&e->broad, error + e->broad.rate * late, r);
	e->mono = fmax(e->mono, mono);
	return log(fmax(reweigh(e, likely), 1e-300));
}

/* --- what it says -------------------------------------------------------- */

/* Returns the crystal's wander as the weights have it, 1/s. */
static double
likely_wander(const struct estimator *e)
{
	double sum = 0, total = 0;

	for (int i = 0; i < MODELS; i++) {
		sum += e->model[i].weight * log(wander[i]);
		total += e->model[i].weight;
	}
	return exp(sum / total);
}

static struct estimator_model
mean(const struct estimator *e)
{
	double w[MODELS], total = 0;

	for (int i = 0; i < MODELS; i++) {
		w[i] = e->model[i].weight;
		total += w[i];
	}
	return mixture(e->model, w, total);
}

struct estimate
estimator_at(const struct estimator *e, double mono)
{
	struct estimator_model m = mean(e);

	predict(&m, fmax(0, mono - e->mono), likely_wander(e));
	return (struct estimate){ m.error, m.rate, m.p00, m.p11 };
}

double
estimator_rate_bound(const struct estimator *e, double moved)
{
	struct estimator_model m = mean(e);
	double crystal = fabs(e->broad.rate - m.rate) +
	    SIGMAS_BROAD * sqrt(e->broad.p11);
	double source = moved / fmax(SOON, e->mono - e->began);

	return fmax(SIGMAS * sqrt(m.p11),
	    fmax(crystal, fmin(source, RATE_MAX)));
}

int
estimator_poll(const struct estimator *e, int minpoll, int maxpoll)
{
	struct estimator_model m = mean(e);
	double q = likely_wander(e);
	int poll = minpoll;

	while (poll < maxpoll) {
		double t = ldexp(1, poll + 1);

		/* At first the models have but guessed how little they know. */
		if (PATIENCE * t > e->mono - e->began ||
		    t * (2 * m.p01 + t * (m.p11 + q * t / 3)) > GROWTH * m.p00)
			break;
		poll++;
	}
	return poll;
}
