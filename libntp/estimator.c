/*
 * estimator.c -- the filter of the local clock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "estimator.h"

#define HALF_PI 1.5707963267948966
#define WANDER 1e-17      /* 1/s: sqrt of it per second, an ordinary crystal */
#define OFFSET_ERROR 1e3  /* s, one sigma before the first measurement */
#define GATE 25.0         /* five sigma, squared */
#define SURPRISES 3       /* so many in a row and the model is wrong */
#define GROWTH 4.0        /* poll while uncertainty grows less than this */

static double
least_delay(const struct path *p, unsigned n)
{
	double least = (double)p->delay[0];

	for (unsigned i = 1; i < n; i++)
		least = fmin(least, (double)p->delay[i]);
	return least;
}

static double
mean_delay(const struct path *p, unsigned n)
{
	double sum = 0;

	for (unsigned i = 0; i < n; i++)
		sum += (double)p->delay[i];
	return sum / n;
}

double
path_add(struct path *p, double delay, double precision)
{
	double least, scale, miss, excess;
	unsigned n;

	p->delay[p->count++ % PATH_WINDOW] = (float)delay;
	n = p->count < PATH_WINDOW ? p->count : PATH_WINDOW;
	least = least_delay(p, n);
	/* Few exchanges show little of the queueing there may be. */
	scale = fmax((mean_delay(p, n) - least) / 2, ldexp(least, -(int)n));
	/* The minimum itself is expected to lie this far above the true one. */
	miss = 1.25 * scale * sqrt(HALF_PI / n);
	excess = fmax(0, delay - least) + miss;
	return excess * excess / 12 + precision * precision;
}

void
estimator_start(struct estimator *e, double mono, double freq_error)
{
	*e = (struct estimator){ .started = true, .mono = mono,
		.moved = e->moved,
		.p00 = OFFSET_ERROR * OFFSET_ERROR,
		.p11 = freq_error * freq_error, .q = WANDER };
}

void
estimator_advance(struct estimator *e, double mono, double rate)
{
	double t = mono - e->mono;

	if (t <= 0)
		return;
	e->offset += (e->freq - rate) * t;
	e->moved += (rate - e->freq) * t;
	e->p00 += t * (2 * e->p01 + t * (e->p11 + e->q * t / 3));
	e->p01 += t * (e->p11 + e->q * t / 2);
	e->p11 += e->q * t;
	e->mono = mono;
}

/* Returns whether measurements keep contradicting E: it must be wrong. */
static bool
contradicted(struct estimator *e, double innovation, double s)
{
	if (innovation * innovation <= GATE * s) {
		e->surprises = 0;
		return false;
	}
	return ++e->surprises >= SURPRISES;
}

void
estimator_measure(struct estimator *e, double offset, double r)
{
	double innovation = offset - e->offset;
	double s = e->p00 + r, k0, k1;

	if (contradicted(e, innovation, s)) {
		e->p00 += innovation * innovation;
		e->surprises = 0;
		s = e->p00 + r;
	}
	k0 = e->p00 / s;
	k1 = e->p01 / s;
	e->offset += k0 * innovation;
	e->freq += k1 * innovation;
	e->p11 -= k1 * e->p01;
	/* As products: a difference of near equals could go negative. */
	e->p00 *= r / s;
	e->p01 *= r / s;
}

void
estimator_corrected(struct estimator *e, double step, double freq)
{
	e->offset -= step;
	e->freq -= freq;
}

void
estimator_stepped(struct estimator *e)
{
	e->offset = 0;
	e->p00 = OFFSET_ERROR * OFFSET_ERROR;
	e->p01 = 0;
	e->surprises = 0;
}

int
estimator_poll(const struct estimator *e, int minpoll, int maxpoll)
{
	int poll = minpoll;

	while (poll < maxpoll) {
		double t = ldexp(1, poll + 1);

		if (t * (2 * e->p01 + t * (e->p11 + e->q * t / 3)) >
		    GROWTH * e->p00)
			break;
		poll++;
	}
	return poll;
}
