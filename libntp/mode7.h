/*
 * mode7.h -- answers to mode 7 requests: a few lists for monitors on this host
 * that have not learnt mode 6, collectd and ntpdc.
 *
 * Nothing can be changed this way, and who asks whom is not told.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MODE7_H
#define MODE7_H

#include "host.h"
#include "ntptime.h"
#include "packet.h"
#include "report.h"
#include "state.h"

/* What answering needs of the caller; all of it gets CTX. */
struct mode7_out {
	/* Takes the packets of the answer, in order. */
	void (*send)(void *ctx, const uint8_t *data, size_t len);
	/* Fills in what the host knows, from interface OUT->first on. */
	void (*report)(void *ctx, struct host_report *out);
	void *ctx;
};

/*
 * Answer the mode 7 request RX about S at NOW through OUT; the caller has
 * decided that the sender may ask.
 *
 * Returns VERDICT_ANSWERED, or BAD_CONTROL if RX is no request and got silence.
 */
enum verdict mode7_answer(const struct state *s, const struct now *now,
    const struct rx *rx, const struct mode7_out *out);

#endif
