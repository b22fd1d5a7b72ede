/*
 * peer.h -- one association: when to ask, what to ask, whether to believe the
 * answer and what it measures (RFC 5905 sections 8, 9 and 13).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "addr.h"
#include "conf.h"
#include "filter.h"
#include "names.h"
#include "ntptime.h"
#include "packet.h"
#include "sample.h"

/* An association. */
struct peer {
	TAILQ_ENTRY(peer) link;
	uint16_t id;           /* association id, 1..65535 */
	struct addr addr;      /* with port; no family while unresolved */
	struct addr local;     /* ours; no family: not known yet */
	char *name;            /* as configured, NULL: by address */
	uint8_t family;        /* asked of the resolver; 0: either */

	/* configuration */
	uint8_t hmode;         /* our enum mode; MODE_BCLIENT: 6 */
	unsigned flags;        /* enum conf_assoc_flag */
	bool configured;       /* by the owner, not by a packet */
	bool refclock;         /* 127.127.t.u */
	uint8_t version;
	int minpoll, maxpoll;  /* log2 s */
	uint32_t keyid;        /* 0: none */

	/* what the last packet said (RFC 5905 section 9.1) */
	uint8_t leap;
	uint8_t pmode;         /* 0: none yet */
	uint8_t stratum;       /* STRATUM_UNSPEC: unsynchronised */
	int8_t ppoll;          /* log2 s */
	int8_t precision;      /* log2 s */
	double rootdelay;      /* s */
	double rootdisp;       /* s */
	uint32_t refid;
	ntp_time reftime;
	bool authentic;        /* its MAC was right */

	/* the exchange in progress */
	ntp_time cookie;       /* what the answer must echo; 0: none expected */
	ntp_time t1;           /* when our request really left */
	double t1_mono;
	unsigned t1_gen;
	ntp_time xmt;          /* T3 of the last answer: duplicates */
	ntp_time org;          /* as "rv" shows it */
	ntp_time rec;          /* arrival of the last answer; 0: never */

	/* schedule */
	uint8_t reach;         /* one bit for each of the last 8 polls */
	unsigned unreach;      /* polls since the last answer */
	int hpoll;             /* log2 s */
	int burst;             /* requests left in the burst */
	int retry;             /* single tries left after a start burst */
	double next;           /* mono of the next request */
	double asked;          /* mono of the last request; 0: never */
	bool waiting;          /* that request is unanswered so far */
	bool refused;          /* ... and ICMP said nobody is there */

	/* measurement */
	struct filter filter;
	double offset;         /* s, filtered */
	double delay;          /* s */
	double disp;           /* s at UPDATED */
	double jitter;         /* s */
	double updated;        /* mono of that sample; 0: none */
	unsigned gen;          /* its clock generation */

	/* verdicts */
	uint16_t flash;        /* enum flash */
	uint8_t select;        /* enum select */
	uint8_t last_event;    /* enum peer_event */
	uint8_t event_count;   /* 0..15 */

	/* reference clock, LOCAL and others */
	int fudge_stratum;
	double fudge_time1, fudge_time2; /* s */
	unsigned fudge_flags;
	unsigned clock_polls;
	uint8_t clock_event, clock_event_count;

	/* counters */
	uint32_t sent, received, processed, bogus, badauth;
};

TAILQ_HEAD(peer_list, peer);

#endif
