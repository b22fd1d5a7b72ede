/*
 * steer.h -- from measurements to corrections: select the sources, feed the
 * estimator, correct the clock and say what time it is.
 *
 * This is the only place that changes the system variables.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef STEER_H
#define STEER_H

#include "core.h"

/* Set E's clock up at start: the frequency from the drift file, unsynchronised. */
void steer_start(struct engine *e, const struct now *now);

/* Take in that P has measured SAMPLE. */
void steer_sample(struct engine *e, const struct now *now, struct peer *p,
    const struct sample *sample);

/* Tell E that P, a LOCAL clock, has ticked. */
void steer_local(struct engine *e, const struct now *now, struct peer *p);

/* Select again: something about a source has changed. */
void steer_select(struct engine *e, const struct now *now);

/*
 * Make the first correction with what is known already, if it is wanted: a
 * source that was waited for has had its chance, and who had answered may be a
 * majority without it.
 */
void steer_resume(struct engine *e, const struct now *now);

/*
 * Set the clock by OFFSET (s): what was measured before counts no more, and
 * all sources are asked anew.
 */
void steer_step(struct engine *e, const struct now *now, double offset);

/* Leave the clock running at its plain frequency: we end. */
void steer_stop(struct engine *e, const struct now *now);

/* Begin anew: somebody else has set the clock, or the host was asleep. */
void steer_clock_was_set(struct engine *e, const struct now *now);

/*
 * Returns true if what is measured at NOW means anything: not while the clock
 * keeps jumping, nor while hosts go through a leap second.
 */
bool steer_can_measure(const struct engine *e, const struct now *now);

/*
 * Do what is due about the clock.
 *
 * Returns the mono time of the next such moment.
 */
double steer_tick(struct engine *e, const struct now *now);

/* Returns how much corrections have added to the clock until NOW, in s. */
double steer_applied(struct engine *e, const struct now *now);

#endif
