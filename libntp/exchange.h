/*
 * exchange.h -- packets there and back: which timestamps belong together.
 *
 * In the basic mode an answer carries all that is needed, but for T1 and T4.
 * In the interleaved modes it tells when the answer before it really left,
 * which nobody knew when that was written: the exchange before is measured, a
 * poll later and better.  An exchange is measured once.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <stdbool.h>

#include "ntptime.h"
#include "packet.h"
#include "sample.h"

#define EXCHANGE_PATIENCE 4 /* requests that may name one and the same answer */

/* A moment on this host's clock. */
struct moment {
	ntp_time wall;
	double mono;     /* s */
	double applied;  /* s that corrections had added to the clock by then */
	unsigned gen;    /* clock generation */
	int leaps;       /* s that leap seconds had added */
};

/* An answer that was believed, and the request before it. */
struct exchange {
	bool known;       /* false: the rest means nothing */
	bool measured;    /* in the basic mode */
	struct moment t1; /* when the request left */
	ntp_time t2;      /* when that arrived there */
	struct moment t4; /* when the answer arrived here */
	double distance;  /* s, the source's root distance, as it said then */
};

/* What an association knows for the interleaved modes.  All zero: nothing. */
struct interleave {
	struct exchange last;
	ntp_time cookie;  /* that an interleaved answer echoes; 0: none does */
	ntp_time rec, xmt; /* as in our last packet to a symmetric peer */
	unsigned requests; /* sent since LAST */
	unsigned before;  /* sent between LAST and the answer before that */
	bool heard;       /* an answer was interleaved */
	bool active;      /* the last answer was interleaved */
	double lag;       /* s from writing our last packet to its leaving */
};

/* What a measurement needs besides timestamps. */
struct exchange_env {
	int precision;    /* log2 s, of our clock */
	double phi;       /* s/s */
	double applied;   /* s that corrections have added to the clock by now */
	double freq;      /* s/s that the clock is made to run fast by */
};

/*
 * Make REQUEST, filled for the basic mode, the first or next question in
 * interleaved client/server mode, if the last answer allows it.
 *
 * Source: RFC 9769 section 2.
 */
void exchange_ask(struct interleave *il, const struct now *now,
    struct packet *request);

/*
 * The same for REQUEST in symmetric mode; T1 is when our last packet left.
 * WANTED: the owner wants interleaved packets sent.
 *
 * Source: RFC 9769 section 3.
 */
void exchange_tell(struct interleave *il, const struct now *now, bool wanted,
    const struct moment *t1, struct packet *request);

/* Returns true if REPLY is an interleaved answer to our last request. */
bool exchange_interleaved(const struct interleave *il,
    const struct packet *reply);

/*
 * Note that REPLY, which is to be believed, arrived at T4 and answers the
 * request that left at T1.
 */
void exchange_note(struct interleave *il, const struct packet *reply,
    const struct moment *t1, const struct moment *t4);

/*
 * Measure the exchange of REPLY, a basic answer: theta = ((T2 - T1) +
 * (T3 - T4)) / 2, delta = (T4 - T1) - (T3 - T2), epsilon = precisions + PHI (T4
 * - T1).  The clock may have been slewed while the question was out, and
 * between symmetric peers that is long: the offset is that of the middle, and
 * what was added to the clock, or it lost by itself, is no delay.
 */
void exchange_measure(struct interleave *il, const struct packet *reply,
    const struct exchange_env *env, struct sample *out);

enum exchange_result {
	EXCHANGE_MEASURED,
	EXCHANGE_KNOWN,   /* measured before: nothing new */
	EXCHANGE_WRONG    /* the timestamps do not belong together */
};

/*
 * Measure what REPLY, an interleaved answer, completes: BEFORE is the exchange
 * before it.  SYMMETRIC: of two packets, one each way, any order will do; POLL
 * (log2 s) is how often the peers speak.
 *
 * Source: RFC 9769 sections 2 and 3.
 */
enum exchange_result exchange_complete(struct interleave *il,
    const struct exchange *before, const struct packet *reply, bool symmetric,
    int poll, const struct exchange_env *env, struct sample *out);

#endif
