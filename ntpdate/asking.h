/*
 * asking.h -- bring a run of libntp's oneshot to its end, through real sockets
 * and clocks: what ntpdate and sntp have in common.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ASKING_H
#define ASKING_H

#include <stdbool.h>
#include <stddef.h>

#include "clockread.h"
#include "net.h"
#include "oneshot.h"

struct asking {
	struct oneshot *oneshot;
	struct clockread *clock;
	const struct net *net;
	const bool *failed;  /* it makes no sense to go on; may be NULL */
	/* Takes what came in; the oneshot has seen it and said VERDICT. */
	void (*seen)(void *ctx, const struct datagram *d, enum verdict verdict);
	void *ctx;
};

/* Ask and listen as A says until every server has had its chance. */
void asking_run(const struct asking *a);

/* Put LEN random octets into BUF: the dice of a struct host. */
void asking_roll(void *ctx, void *buf, size_t len);

#endif
