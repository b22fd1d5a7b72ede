/*
 * asking.c -- bring a run of libntp's oneshot to its end.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <stdlib.h>

#include "asking.h"

#define BATCH 64 /* datagrams judged before looking at the clock again */

void
asking_roll(void *ctx, void *buf, size_t len)
{
	(void)ctx;
	arc4random_buf(buf, len);
}

/* Let the machine and everybody else see what has come in. */
static void
take_all(const struct asking *a)
{
	struct datagram d;
	struct now now;

	for (int i = 0; i < BATCH && net_receive(a->net, &d); i++) {
		(void)clockread_now(a->clock, &now);
		a->seen(a->ctx, &d, oneshot_received(a->oneshot, &now, &d.rx));
	}
}

void
asking_run(const struct asking *a)
{
	struct now then, now;
	double next;

	while (!oneshot_done(a->oneshot) &&
	    (a->failed == NULL || !*a->failed)) {
		(void)clockread_now(a->clock, &then);
		next = oneshot_tick(a->oneshot, &then);
		if (oneshot_done(a->oneshot))
			break;
		(void)clockread_now(a->clock, &now);
		oneshot_returned(a->oneshot, &then, &now);
		net_wait(a->net, next - now.mono);
		take_all(a);
	}
}
