/*
 * control.h -- answers to mode 6 requests (RFC 9327), read-only on the state.
 *
 * Who may change something: the owner, by the control socket, and who has the
 * control key.  The key's requests can be made safe from being sent again by
 * others: they begin with "nonce=N,", N being the value of the variable
 * write_nonce as just read.
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

/* What answering needs of the caller; all of it gets CTX. */
struct control_out {
	/* Takes the fragments of the answer, in order. */
	void (*send)(void *ctx, const uint8_t *data, size_t len);
	/* Told that who has a key has read the status of ASSOC; 0: system. */
	void (*seen)(void *ctx, uint16_t assoc);
	/* Told that a nonce was used. */
	void (*spent)(void *ctx);
	/*
	 * Carries out what KIND, ACT_CONFIGURE or another that has u.order,
	 * says of the LEN octets at TEXT, and writes what came of it to REPLY.
	 * Returns false if it was refused.
	 */
	bool (*order)(void *ctx, enum action_kind kind, const char *text,
	    size_t len, char *reply, size_t size);
	/*
	 * Carries out the order of LEN octets at TEXT (orders.h), and writes
	 * what came of it to REPLY.  Returns false if it was refused.
	 */
	bool (*obey)(void *ctx, const char *text, size_t len, char *reply,
	    size_t size);
	/* Fills in what the host knows, from interface OUT->first on. */
	void (*report)(void *ctx, struct host_report *out);
	void *ctx;
};

/*
 * Answer the mode 6 request RX about S at NOW through OUT.  What came by
 * PORT_CONTROL is the owner's.  WHO is what the
 * restrict table says about the sender; a sender that is not this host is not
 * told its version and system.  Answers to requests with a good MAC have one.
 *
 * Returns VERDICT_ANSWERED, or BAD_CONTROL or BAD_NONCE if the request got
 * silence.
 */
enum verdict control_answer(const struct state *s, const struct now *now,
    const struct rx *rx, const struct access_answer *who,
    const struct control_out *out);

#endif
