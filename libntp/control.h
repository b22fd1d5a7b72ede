/*
 * control.h -- answers to mode 6 requests (RFC 9327), read-only on the state.
 *
 * The caller has decided already that the sender may ask.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONTROL_H
#define CONTROL_H

#include "access.h"
#include "host.h"
#include "ntptime.h"
#include "packet.h"
#include "state.h"

/* Where the fragments of an answer go, in order. */
struct control_out {
	void (*send)(void *ctx, const uint8_t *data, size_t len);
	void *ctx;
};

/*
 * Answer the mode 6 request RX about S at NOW, one call of OUT for each
 * fragment.  WHO is what the restrict table says about the sender; a sender
 * that is not this host is not told its version and system.
 *
 * Returns VERDICT_ANSWERED, or BAD_CONTROL if the request got silence.
 */
enum verdict control_answer(const struct state *s, const struct now *now,
    const struct rx *rx, const struct access_answer *who,
    const struct control_out *out);

#endif
