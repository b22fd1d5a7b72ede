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
#include "exchange.h"
#include "filter.h"
#include "host.h"
#include "names.h"
#include "ntptime.h"
#include "packet.h"
#include "median.h"
#include "path.h"
#include "sample.h"
#include "sys.h"

/* What an association is about to do when it is due. */
enum peer_phase {
	PHASE_BURST,  /* send one of a start burst */
	PHASE_SETTLE, /* see whether the start burst brought anything */
	PHASE_RETRY,  /* try once, long after a start burst in vain */
	PHASE_NORMAL, /* poll as usual */
	PHASE_MORE,   /* send one more of the burst of a poll */
	PHASE_CHECK,  /* see whether the system peer answered */
	PHASE_PROBE   /* ask a silent system peer again */
};

#define REFCLOCK_TIMECODE 128

/* What a reference clock's driver has read since the last poll. */
struct refclock {
	struct median readings; /* s to add to the clock as corrected last */
	double applied;         /* s of corrections they are relative to */
	double mono;            /* when APPLIED was so much */
	double first, heard;    /* mono of the first and the last one */
	double due;             /* mono of the next poll */
	double noise;           /* s^2 of a reading, running average */
	unsigned gen;           /* clock generation they were taken in */
	bool pps;               /* pulses: the seconds are not numbered */
	char timecode[REFCLOCK_TIMECODE]; /* its last message */
};

/* What an association has to do with packets to many. */
enum peer_cast {
	CAST_NONE,
	CAST_SERVER, /* its address is a network or group to send time to */
	CAST_SEARCH, /* its address is a group to look for servers in */
	CAST_CLIENT  /* its broadcasts are listened to */
};

/* How the last lookup of a source's name ended. */
enum peer_lookup {
	LOOKUP_PENDING, LOOKUP_OK,
	LOOKUP_AGAIN,  /* nobody could tell */
	LOOKUP_NONE,   /* there is no such name */
	LOOKUP_TAKEN   /* no address that another source has not */
};

/* What is wrong with the signatures of a source, or ours. */
enum peer_distrust {
	DISTRUST_NONE,
	DISTRUST_NO_KEY,   /* nothing is asked: we have not got the key */
	DISTRUST_DIGEST,   /* its digest is wrong, or of another key */
	DISTRUST_NAK,      /* it says that ours is: crypto-NAK */
	DISTRUST_UNSIGNED, /* it does not sign, and should */
	DISTRUST_SIGNED    /* it signs, and should not */
};

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
	bool local_clock;      /* ... and t is 1: this host's own clock */
	bool pool;             /* one of several addresses of a name */
	bool replacing;        /* its name is looked up for another address */
	bool refreshing;       /* ... which is wanted if its own is not there */
	enum peer_cast cast;
	uint16_t search;       /* the one that found it; 0: none */
	int ttl;               /* of a sender: index into the ttl table */
	bool one_way;          /* the way of broadcasts is never measured */
	bool stale;            /* not in the configuration being applied */
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
	struct moment t1;      /* when our request really left */
	struct interleave il;  /* ... and those before it */
	ntp_time xmt, their_rec; /* as in their last packet: duplicates */
	ntp_time org;          /* as "rv" shows it */
	ntp_time rec;          /* arrival of the last answer; 0: never */
	struct moment rec_at;  /* the same, in full; ours to symmetric peers */

	/* schedule */
	enum peer_phase phase;
	uint8_t reach;         /* one bit for each of the last 8 polls */
	unsigned unreach;      /* polls since the last answer */
	uint32_t polls;        /* regular ones since the start */
	int hpoll;             /* log2 s */
	int left;              /* requests left in this burst, or probes */
	double wait;           /* s to the next single try */
	double next;           /* mono when something is due */
	double spread;         /* s, 0..1: so much later a new peer is told */
	double polled;         /* mono of the last regular request */
	bool waiting;          /* our last request is unanswered so far */
	bool silent;           /* answered no probe: not to be selected */
	bool slowed;           /* the server sent RATE: no bursts */
	bool served;           /* requests leave from the port we serve */
	bool stays;            /* ... as it answers no others */
	bool proven;           /* it has answered: it is where it says */
	unsigned credit;       /* requests it may get before that */
	bool offline;          /* the owner wants it left alone */
	uint32_t enough;       /* PROCESSED at which a burst may end; 0: never */
	unsigned useless;      /* polls in a row that were of no use */
	double searched;       /* mono of the last search */

	/* broadcasts listened to */
	ntp_time aired;        /* T3 of the last one: they must advance */
	double way;            /* s, from there to here */
	double heard;          /* mono of the last one measured; 0: none */
	double heard_error;    /* s that it said the clock is wrong */

	/* measurement */
	struct filter filter;
	struct path path;
	double offset;         /* s, of the sample with the least delay */
	double delay;          /* s */
	double bound;          /* s, that sample's own dispersion */
	double applied;        /* s, sample.applied of it */
	double disp;           /* s, of all eight stages */
	double jitter;         /* s */
	double updated;        /* mono of that sample; 0: none */
	unsigned gen;          /* its clock generation */

	/* verdicts */
	uint16_t flash;        /* enum flash */
	uint8_t select;        /* enum select */
	uint8_t last_event;    /* enum peer_event */
	uint8_t event_count;   /* 0..15 */

	/* reference clock, LOCAL and others */
	int clock_mode;        /* as the driver says */
	int fudge_stratum;
	double fudge_time1, fudge_time2; /* s */
	unsigned fudge_flags;
	unsigned clock_polls, noreply, badformat, baddata;
	uint8_t clock_event, clock_event_count;
	struct refclock *clock; /* its readings; NULL: none, as of LOCAL */

	/* counters */
	uint32_t duplicates, bad_header, unsynchronised;
	double reached;        /* mono when it became reachable */
	uint32_t sent, received, processed, bogus, badauth;
	uint32_t sent_kernel, received_kernel; /* with times of the kernel's */
	uint8_t sent_by, received_by; /* enum stamped, of the last one */

	/* for those who ask why */
	uint8_t lookup;        /* enum peer_lookup */
	bool looking;          /* its name is being looked up */
	unsigned lookups;      /* in vain since the start */
	double arrived;        /* mono of the last packet, of any kind */
	uint8_t distrust;      /* enum peer_distrust, as of the last packet */
	unsigned refused;      /* requests since the last answer that met an
	                        * ICMP unreachable */
	uint8_t refusal;       /* enum refusal, of the last of them */
	double says, distance; /* s: the truth is SAYS +- DISTANCE from our
	                        * clock, as selection saw it last */
};

TAILQ_HEAD(peer_list, peer);

#define PEER_BURST 4        /* requests of a start burst */
#define PEER_IBURST 6       /* ... with iburst */
#define PEER_BURST_MAX 8    /* requests of a poll with burst */
#define PEER_PROBES 4       /* unanswered probes that make a silence */
#define PEER_SPACING 2.0    /* s between requests of a burst, at least */
#define PEER_RETRY_FIRST 8.0 /* s; then twice as long each time */
#define PEER_RETRY_LAST 32.0 /* s */
#define PEER_UNREACH 10     /* polls in vain before polling less often */
#define PEER_CREDIT 8       /* requests owed to a stranger at most */

/* What a poll has to know of the rest of the engine. */
struct poll_env {
	int sys_poll;      /* log2 s, the system's poll exponent */
	bool system;       /* this is the system peer */
	double phi;        /* s/s */
	uint32_t dice;     /* random */
};

/* What came of a due moment. */
enum peer_due {
	PEER_DUE_NOTHING,
	PEER_DUE_SEND,       /* send a request */
	PEER_DUE_UNREACHABLE, /* send one; it has just become unreachable */
	PEER_DUE_SILENT      /* it is silent: select again */
};

/* Returns true if P is about what time another host has. */
bool peer_measures(const struct peer *p);

/*
 * Returns true if P may send a request.  Who brought itself in gets no more
 * packets than it sends until it has answered one: its address may be forged.
 */
bool peer_may_ask(const struct peer *p);

/*
 * Note that a packet has come from P, which may have been forged.
 */
void peer_credit(struct peer *p);

/* Make P ask for the first time, or from scratch, at mono AT: a start burst. */
void peer_start(struct peer *p, double at);

/*
 * Ask P up to MOST times (> 0) from mono AT on, until GOOD answers have come;
 * but not one that asked us to be slow, or that is just being asked.
 */
void peer_burst(struct peer *p, unsigned good, int most, double at);

/* Leave P alone from mono AT on, until its OFFLINE is cleared. */
void peer_rest(struct peer *p, double at);

/* Make P forget all it has measured and heard: the clock was set. */
void peer_clear(struct peer *p, const char *refid);

/*
 * Do what is due for P and plan the next moment.
 *
 * Source: RFC 5905 section 13; bursts and probes are our own.
 */
enum peer_due peer_poll(struct peer *p, const struct now *now,
    const struct poll_env *env);

/*
 * Fill REQUEST for P and remember what the answer must echo: COOKIE, 64 random
 * bits in client mode, where the time is nobody's business.  ENV tells
 * what corrections have added to the clock so far.
 */
void peer_request(struct peer *p, const struct now *now, ntp_time cookie,
    const struct sys *sys, const struct exchange_env *env,
    struct packet *request);

/*
 * Judge the packet REPLY to P, arrived at AT; record what it says.  An
 * interleaved answer completes the exchange before; SAMPLE is that one's then.
 *
 * Returns VERDICT_ACCEPTED, with the measurement in SAMPLE; VERDICT_KISSED if
 * it was a RATE kiss that slowed P down; VERDICT_DECLINED if there is nothing
 * wrong with it, but nothing to measure; otherwise why it was refused, with
 * the reason in P's flash bits.
 *
 * Source: RFC 5905 sections 8 and A.5.1.1.
 */
enum verdict peer_judge(struct peer *p, const struct packet *reply,
    ntp_time at, const struct now *now, const struct exchange_env *env,
    struct sample *sample);

/*
 * Judge the broadcast PACKET of P, arrived at AT.
 *
 * Nothing of P changes before its MAC was found right, and its transmit time
 * must be later than that of the last one: otherwise it is a replay.
 *
 * Returns as peer_judge(); VERDICT_DECLINED while P is still being asked how
 * long the way is.
 *
 * Source: RFC 5905 sections 8 and 9.2.
 */
enum verdict peer_judge_cast(struct peer *p, const struct packet *packet,
    ntp_time at, const struct now *now, int precision, double phi,
    struct sample *sample);

/*
 * Shift SAMPLE into P's filter and update offset, delay, disp and jitter.  RATE
 * (s/s) is how fast the clock drifts when left to itself.
 */
void peer_measure(struct peer *p, const struct sample *sample,
    double precision, double phi, double rate);

/* Note at NOW that P's last request did not come to it, and WHY. */
void peer_refused(struct peer *p, const struct now *now, enum refusal why);

/* Returns P's root distance in s at MONO (RFC 5905 section 11.1). */
double peer_distance(const struct peer *p, double mono, double phi,
    double mindist);

#endif
