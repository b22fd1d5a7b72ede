/*
 * median.c -- many quick readings of a reference clock made into one.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "median.h"

#define KEPT 0.6   /* share of the readings */
#define INNER 0.2145 /* share of the variance that the middle 60 % have */

void
median_add(struct median *m, double value)
{
	m->value[m->n % MEDIAN_STAGES] = value;
	/* Beyond two rounds only the place matters. */
	if (++m->n == 3 * MEDIAN_STAGES)
		m->n = 2 * MEDIAN_STAGES;
}

/* Sort the N VALUES; they are few, and qsort() may allocate. */
static void
sort(double *values, unsigned n)
{
	for (unsigned i = 1; i < n; i++) {
		double v = values[i];
		unsigned k = i;

		for (; k > 0 && values[k - 1] > v; k--)
			values[k] = values[k - 1];
		values[k] = v;
	}
}

/* Returns what the N sorted VALUES come to. */
static struct median_value
sum_up(const double *values, unsigned n)
{
	struct median_value v = { .n = n };

	for (unsigned i = 0; i < n; i++)
		v.mean += values[i] / n;
	for (unsigned i = 0; i < n; i++) {
		double step = i > 0 ? values[i] - values[i - 1] : 0;
		double off = values[i] - v.mean;

		v.jitter += step * step / n;
		v.variance += off * off / n / INNER;
	}
	v.jitter = sqrt(v.jitter);
	return v;
}

struct median_value
median_take(struct median *m)
{
	unsigned n = m->n < MEDIAN_STAGES ? m->n : MEDIAN_STAGES;
	unsigned low = 0, high = n, least = (unsigned)ceil(KEPT * n);
	double sorted[MEDIAN_STAGES];

	memcpy(sorted, m->value, sizeof sorted);
	*m = (struct median){ .n = 0 };
	sort(sorted, n);
	while (high - low > least) {
		double middle = sorted[(low + high) / 2];

		if (sorted[high - 1] - middle > middle - sorted[low])
			high--;
		else
			low++;
	}
	return sum_up(sorted + low, high - low);
}
