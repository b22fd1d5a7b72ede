/*
 * oneshot.h -- set the clock once: what ntpdate does, without doing it.
 *
 * Every server is asked a few times, its best answer is kept, the servers that
 * cannot be right are dropped with a reason, and of the others the closest of
 * the lowest stratum wins.  Scripts know the rhythm and the rules of the
 * classic program by heart, so they are kept: everything happens on a grid of
 * 0.2 s, and the next question comes 2 s after an answer.
 *
 * The host owns sockets and clocks: it calls oneshot_tick() when it is due and
 * oneshot_received() for each datagram, and reads the verdict when
 * oneshot_done() says so.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ONESHOT_H
#define ONESHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "auth.h"
#include "host.h"
#include "ntptime.h"
#include "packet.h"
#include "sample.h"

#define ONESHOT_SAMPLES 8    /* most samples of one server */
#define ONESHOT_TICK 0.2     /* s, the grid of all sending */
#define ONESHOT_TIMEOUT 2.0  /* s, least and usual wait for an answer */

/* How the clock is to be corrected. */
enum oneshot_policy {
	ONESHOT_AUTO,  /* step if half a second or more is wrong */
	ONESHOT_STEP,  /* always step */
	ONESHOT_SLEW   /* never step */
};

/* What is wanted. */
struct oneshot_options {
	int samples;     /* asked of each server, 1..ONESHOT_SAMPLES; 0: 4 */
	double timeout;  /* s; 0: ONESHOT_TIMEOUT */
	double agree;    /* s; a server two of whose samples in a row agree in
	                  * offset and delay to this is not asked again; 0: it
	                  * is, for all SAMPLES */
	uint8_t version; /* of the requests; only the low three bits count */
	enum oneshot_policy policy;
	const struct auth *auth; /* has the key; outlives the run */
	uint32_t key;    /* that both sides sign with; 0: none */
	double auth_delay; /* s that signing a question takes */
};

/* Why a server is not used. */
enum oneshot_drop {
	ONESHOT_USABLE,
	ONESHOT_NO_DATA,    /* no answer that could be used */
	ONESHOT_STRATUM,    /* it is unsynchronised */
	ONESHOT_FAR,        /* round trip over 8 s */
	ONESHOT_LEAP,       /* it says that it is unsynchronised */
	ONESHOT_BROKEN,     /* its clock was set after it sent the answer */
	ONESHOT_STALE,      /* its clock was set more than a day ago */
	ONESHOT_UNTRUSTED   /* an answer was not signed, or badly */
};

/* One server and what it told us; all zero until it answers. */
struct oneshot_server {
	struct addr addr;       /* with port */

	/* the last answer */
	uint8_t leap;           /* enum leap */
	uint8_t stratum;        /* STRATUM_UNSPEC for 0 on the wire */
	int8_t precision;       /* log2 s */
	uint32_t refid;         /* host order */
	double rootdisp;        /* s */
	ntp_time reftime;
	ntp_time xmt;           /* T3 */
	unsigned answers;       /* accepted so far */
	uint8_t trust;          /* a bit for each answer; 1: not authentic */
	bool limited;           /* it sent the kiss RATE */

	/* the question in progress */
	ntp_time cookie;        /* what the answer must echo */
	ntp_time t1;            /* when the question really left */
	bool waiting;           /* COOKIE is good for one answer */
	double asked;           /* mono of the last question */
	double next;            /* mono of the next one, or of giving up */
	unsigned gen;           /* clock generation of T1 */
	bool late;              /* it left long after T1 */
	bool done;              /* it will not be asked again */
	bool agreed;            /* since its samples agree */
	bool repeated;          /* another entry has its address: never asked */
	int sent;               /* questions */

	/* samples in the order of asking; delay 0: nothing came of it */
	struct sample sample[ONESHOT_SAMPLES];
	int count;

	/* the best of them, after oneshot_judge() */
	double offset;          /* s */
	double delay;           /* s */
	double disp;            /* s */
	struct sample best;     /* the path alone: its delay is what is unsure
	                         * about the offset, on both sides of it */
	enum oneshot_drop drop;
};

/* What is to be done about the clock. */
struct oneshot_result {
	const struct oneshot_server *server; /* NULL: nobody is usable */
	double offset;          /* s to add to the clock */
	bool step;              /* at once; false: by slewing */
	double slew;            /* s to ask of adjtime() if not */
};

struct oneshot;

/*
 * Make a run with OPTIONS for HOST (both are copied) that starts at NOW.
 *
 * Returns NULL if there is no memory.
 */
struct oneshot *oneshot_new(const struct host *host,
    const struct oneshot_options *options, const struct now *now);

/* Release O (NULL is fine). */
void oneshot_free(struct oneshot *o);

/*
 * Add the server ADDR, port set, to O.  The k-th server is first asked
 * 0.1 + 0.2 (k - 1) s after the start; one that has the address of another
 * before it never is.
 *
 * Returns 0, or -1 if there is no memory.
 */
int oneshot_add(struct oneshot *o, const struct addr *addr);

/*
 * Do what is due at NOW: ACT_SEND for a question, from PORT_SERVED, with the
 * server's number from 1 as tag; ACT_CLOSE, with that number as port, for a
 * server whose last question stayed unanswered.
 *
 * Returns the mono time of the next call in s; infinity when all are done.
 */
double oneshot_tick(struct oneshot *o, const struct now *now);

/*
 * Tell O that oneshot_tick() at THEN has come back at NOW only.  The next
 * questions follow those it has sent as if they had left just now, so that no
 * server sees them closer than it wants.  If it took long (this process was
 * stopped, or the sockets were), these did not leave when they seem to, and
 * their answers measure nothing.
 */
void oneshot_returned(struct oneshot *o, const struct now *then,
    const struct now *now);

/*
 * Judge the datagram RX and keep what it measures.
 *
 * Returns VERDICT_ACCEPTED or KISSED, or why it was not looked at: BAD_LENGTH,
 * BAD_VERSION, BAD_MODE, BAD_HEADER (stratum or timestamps), DECLINED (not a
 * server of ours), BAD_PORT, BOGUS (not an answer to our question) or
 * DUPLICATE (answered before, or too late).
 */
enum verdict oneshot_received(struct oneshot *o, const struct now *now,
    const struct rx *rx);

/* Returns true if no server of O is going to be asked or waited for. */
bool oneshot_done(const struct oneshot *o);

/*
 * Judge the servers of O and put what to do about the clock in RESULT, which
 * lives as long as O.  GEN is the clock generation: samples of older ones
 * measured a clock that is no more.
 */
void oneshot_judge(struct oneshot *o, unsigned gen,
    struct oneshot_result *result);

/* Returns server number I (from 0) of O, NULL if there is none. */
const struct oneshot_server *oneshot_server(const struct oneshot *o, size_t i);

/* Returns the reason DROP in the classic words, NULL for ONESHOT_USABLE. */
const char *oneshot_drop_text(enum oneshot_drop drop);

#endif
