/*
 * discipline.c -- from the error to the correction (RFC 5905 section 11.3).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "discipline.h"

#define SLEW_TIME 1.0 /* s in which an offset is removed if the rate allows */

bool
discipline_beyond(const struct discipline_rules *rules, double offset)
{
	double limit = offset > 0 ? rules->step_fwd : rules->step_back;

	return limit > 0 && fabs(offset) > limit;
}

enum discipline_verdict
discipline_judge(struct discipline *d, const struct discipline_rules *rules,
    double offset, double mono)
{
	if (rules->panic > 0 && fabs(offset) > rules->panic) {
		d->panicked = true;
		return DISCIPLINE_PANIC;
	}
	d->panicked = false;
	if (!discipline_beyond(rules, offset)) {
		d->spike = 0;
		return DISCIPLINE_SLEW_IT;
	}
	if (!d->corrected)
		return DISCIPLINE_STEP_IT;
	if (d->spike == 0) {
		d->spike = mono;
		if (rules->stepout > 0)
			return DISCIPLINE_SPIKE;
	}
	if (mono - d->spike < rules->stepout)
		return DISCIPLINE_WAIT;
	d->spike = 0;
	return DISCIPLINE_STEP_IT;
}

double
discipline_slew(struct discipline *d, const struct discipline_rules *rules,
    double mono, double offset, double freq)
{
	double wanted = d->freq + freq, before = d->freq, limit;

	/* What is left of the first correction is no reason to hurry again. */
	d->settled |= d->corrected && fabs(offset) <= DISCIPLINE_NEAR;
	limit = d->settled ? DISCIPLINE_SLEW : rules->max_rate;
	(void)discipline_applied(d, mono);
	d->freq = fmax(-DISCIPLINE_MAXFREQ, fmin(DISCIPLINE_MAXFREQ, wanted));
	d->rate = fmax(-limit, fmin(limit, offset / SLEW_TIME));
	d->slew_until = d->rate == 0 ? 0 :
	    mono + offset / d->rate * (1 + d->freq + d->rate);
	return d->freq - before;
}

double
discipline_applied(struct discipline *d, double mono)
{
	double rate = d->freq + d->rate;

	/* MONO itself runs by 1 + rate, so less has passed untouched. */
	if (mono > d->mono) {
		d->applied += rate / (1 + rate) * (mono - d->mono);
		d->mono = mono;
	}
	return d->applied;
}

bool
discipline_end_slew(struct discipline *d, double mono)
{
	if (d->rate == 0 || mono < d->slew_until)
		return false;
	(void)discipline_applied(d, mono);
	d->rate = 0;
	return true;
}
