/*
 * refclock.h -- clocks beside the network: LOCAL, and those that the host reads
 * for us.
 *
 * A driver reads its clock about once a second; at each poll what it has read
 * becomes one sample, which goes the way of all samples.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef REFCLOCK_H
#define REFCLOCK_H

#include "core.h"

/* Take in what was READ at NOW of P's clock. */
void refclock_read(struct engine *e, const struct now *now, struct peer *p,
    const struct clock_reading *read);

/* Poll P's clock: LOCAL, or what was read since the last poll. */
void refclock_poll(struct engine *e, const struct now *now, struct peer *p);

#endif
