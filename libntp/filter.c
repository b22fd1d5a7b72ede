/*
 * filter.c -- the clock filter (RFC 5905 section 10).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "filter.h"

void
filter_stage(const struct filter *f, int i, double mono, double phi,
    struct sample *out)
{
	if (i >= f->count) {
		*out = (struct sample){ .disp = FILTER_MAXDISP };
		return;
	}
	*out = f->stage[i];
	out->disp = fmin(FILTER_MAXDISP, out->disp + phi * (mono - out->mono));
}

/* Forget every stage from another clock generation than GEN. */
static void
drop_older(struct filter *f, unsigned gen)
{
	int kept = 0;

	while (kept < f->count && f->stage[kept].gen == gen)
		kept++;
	f->count = kept;
}

static void
shift_in(struct filter *f, const struct sample *in)
{
	drop_older(f, in->gen);
	if (f->count < FILTER_STAGES)
		f->count++;
	memmove(f->stage + 1, f->stage,
	    (size_t)(f->count - 1) * sizeof f->stage[0]);
	f->stage[0] = *in;
}

/* Put the stages as they stand at MONO into OUT, the best first. */
static void
sort_stages(const struct filter *f, double mono, double phi,
    struct sample out[FILTER_STAGES])
{
	for (int i = 0; i < FILTER_STAGES; i++) {
		struct sample s;
		int at = i;

		filter_stage(f, i, mono, phi, &s);
		while (at > 0 && (out[at - 1].disp >= FILTER_MAXDISP ||
		    (s.disp < FILTER_MAXDISP && s.delay < out[at - 1].delay))) {
			out[at] = out[at - 1];
			at--;
		}
		out[at] = s;
	}
}

/* epsilon = sum of epsilon_i / 2^(i+1), the best first. */
static double
dispersion(const struct sample sorted[FILTER_STAGES])
{
	double sum = 0;

	for (int i = FILTER_STAGES - 1; i >= 0; i--)
		sum = 0.5 * (sum + sorted[i].disp);
	return sum;
}

/* psi = root mean square of the differences to the best offset. */
static double
rms_difference(const struct sample sorted[FILTER_STAGES], double rate)
{
	double sum = 0;
	int n = 1;

	for (; n < FILTER_STAGES && sorted[n].disp < FILTER_MAXDISP; n++) {
		/* What lies between them is correction and drift, not noise. */
		double d = sorted[n].offset + sorted[n].applied +
		    rate * (sorted[0].mono - sorted[n].mono) -
		    sorted[0].offset - sorted[0].applied;

		sum += d * d;
	}
	return n > 1 ? sqrt(sum / (n - 1)) : 0;
}

bool
filter_add(struct filter *f, const struct sample *in, double precision,
    double phi, double rate, struct sample *out, double *disp,
    double *jitter)
{
	struct sample sorted[FILTER_STAGES];

	shift_in(f, in);
	sort_stages(f, in->mono, phi, sorted);
	*disp = dispersion(sorted);
	*jitter = fmax(precision, rms_difference(sorted, rate));
	if (sorted[0].mono <= f->used)
		return false;
	f->used = sorted[0].mono;
	*out = sorted[0];
	out->disp -= phi * (in->mono - out->mono); /* as it was taken */
	return true;
}

double
filter_miss(struct filter *f, double mono, unsigned gen, double phi)
{
	struct sample none = { .disp = FILTER_MAXDISP, .mono = mono,
		.gen = gen };
	struct sample sorted[FILTER_STAGES];

	shift_in(f, &none);
	sort_stages(f, mono, phi, sorted);
	return dispersion(sorted);
}
