/*
 * path.c -- what one exchange with a source is worth.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stddef.h>

#include "path.h"

#define HALF_PI 1.5707963267948966
#define MISS 1.25      /* of the expected excess of the least delay */
#define LEARN 24.0     /* exchanges that a one-sided variance is averaged over */
#define FORGET 0.98    /* of an earlier exchange's say in the likelihoods */
#define ADVANTAGE 8.0  /* nats by which another guess must be better */
#define SETTLED 8      /* exchanges before a guess can be believed */

/* The delays in the window, summed up. */
struct delays {
	unsigned n;
	double least;  /* s */
	double scale;  /* s, of one direction's queueing */
	double miss;   /* s by which the least still exceeds the truth, expected */
};

static struct delays
sum_up(const struct path *p)
{
	struct delays d = { .n = p->count < PATH_WINDOW ? p->count :
	    PATH_WINDOW, .least = INFINITY };
	double sum = 0;

	for (unsigned i = 0; i < d.n; i++) {
		d.least = fmin(d.least, (double)p->delay[i]);
		sum += (double)p->delay[i];
	}
	/* Few exchanges show little of the queueing there may be. */
	d.scale = fmax((sum / d.n - d.least) / 2, ldexp(d.least, -(int)d.n));
	d.miss = MISS * d.scale * sqrt(HALF_PI / d.n);
	return d;
}

/* What the exchange says if both directions queue alike. */
static struct path_value
both_ways(const struct delays *d, double error, double delay,
    double precision)
{
	double excess = fmax(0, delay - d->least) + d->miss;

	return (struct path_value){ error,
		excess * excess / 12 + precision * precision };
}

/* What it says if only the way NOISE is noisy: the other way tells. */
static struct path_value
one_way(struct path_guess *g, enum path_noise noise, const struct delays *d,
    double mono, double error, double delay, double precision)
{
	double base = (d->least - fmin(d->miss, 2 * d->scale / d->n)) / 2;
	struct path_value v = { .error = noise == PATH_UP ?
	    error - delay / 2 + base : error + delay / 2 - base };
	double clip = d->scale * d->scale, learn;
	struct estimate held;

	if (d->n <= 2)
		g->variance = clip / 4;
	held = estimator_at(&g->clock, mono);
	learn = v.error - held.error;
	learn = fmin(learn * learn, clip) - fmin(held.error_var, clip);
	if (d->n > 2)
		g->variance += (learn - g->variance) / LEARN;
	v.variance = fmax(g->variance, 0) + precision * precision;
	return v;
}

/* Let the guess G live through the exchange that says V. */
static void
judge(struct path_guess *g, double mono, const struct path_value *v)
{
	g->likely = FORGET * g->likely +
	    estimator_measure(&g->clock, mono, v->error, v->variance);
}

/* Believe the likeliest guess; leaving PATH_BOTH takes more. */
static void
choose(struct path *p)
{
	const struct path_guess *g = p->guess;
	enum path_noise side = g[PATH_UP].likely > g[PATH_DOWN].likely ?
	    PATH_UP : PATH_DOWN;
	double lead = g[side].likely - g[PATH_BOTH].likely;

	if (p->count < SETTLED)
		p->noise = PATH_BOTH;
	else if (lead > ADVANTAGE)
		p->noise = side;
	else if (lead < 0)
		p->noise = PATH_BOTH;
}

double
path_delay(const struct path *p)
{
	return p->count > 0 ? sum_up(p).least : 0;
}

/* Count an exchange at MONO that took DELAY (s). */
static void
count(struct path *p, double mono, double delay, double rate,
    double rate_error)
{
	if (p->count == 0)
		for (int i = 0; i < PATH_NOISES; i++)
			estimator_start(&p->guess[i].clock, mono, rate,
			    rate_error);
	p->delay[p->count++ % PATH_WINDOW] = (float)delay;
}

struct path_value
path_add_reading(struct path *p, double mono, double error, double variance,
    double rate, double rate_error)
{
	struct path_value v = { error, variance };

	count(p, mono, 0, rate, rate_error);
	judge(&p->guess[PATH_BOTH], mono, &v);
	return v;
}

struct path_value
path_add(struct path *p, double mono, double error, double delay,
    double precision, double rate, double rate_error)
{
	struct path_value v[PATH_NOISES];
	struct delays d;

	count(p, mono, delay, rate, rate_error);
	d = sum_up(p);
	v[PATH_BOTH] = both_ways(&d, error, delay, precision);
	for (int i = PATH_UP; i < PATH_NOISES; i++)
		v[i] = one_way(&p->guess[i], (enum path_noise)i, &d, mono,
		    error, delay, precision);
	for (int i = 0; i < PATH_NOISES; i++)
		judge(&p->guess[i], mono, &v[i]);
	choose(p);
	return v[p->noise];
}

struct estimate
path_estimate(const struct path *p, double mono)
{
	if (p->count == 0)
		return (struct estimate){ 0 };
	return estimator_at(&p->guess[p->noise].clock, mono);
}

void
path_lost(struct path *p)
{
	for (int i = 0; i < PATH_NOISES && p->count > 0; i++)
		estimator_lost(&p->guess[i].clock);
}
