/*
 * state.h -- everything an engine knows, as one plain struct.
 *
 * Only the engine changes it; variables and the control protocol read it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "access.h"
#include "addr.h"
#include "auth.h"
#include "conf.h"
#include "discipline.h"
#include "estimator.h"
#include "leap.h"
#include "host.h"
#include "mru.h"
#include "names.h"
#include "nonce.h"
#include "ntptime.h"
#include "packet.h"
#include "pairs.h"
#include "peer.h"
#include "recent.h"
#include "sys.h"

/* What the host is, as variables show it.  Fixed for the engine's life. */
struct facts {
	const char *version;   /* "ntpd 5.0.0 (meantime)" */
	const char *processor; /* "x86_64" */
	const char *system;    /* "Linux/3.10.0" */
	double precision;      /* s, of reading the clock */
	bool can_steer;        /* false: no right to set the clock */
	bool allow_panic;      /* -g: the first correction may be any size */
	bool once;             /* -q: end after the first correction */
	bool slew_only;        /* -x */
	bool leaps;            /* the clock does leap seconds when told to */
	bool drift_known;      /* DRIFT below was read from the drift file */
	double drift;          /* s/s */
	const char *const *words; /* of the command line; NULL behind the last;
	                        * NULL: there is none */
};

/* What classic's sysstats count, besides the verdicts. */
struct counts {
	uint64_t received;     /* datagrams on any port */
	uint64_t current;      /* of them of our version */
	uint64_t older;        /* of them of versions before */
	uint64_t kisses;       /* sent to clients that ask too often */
	uint64_t requests;     /* sent to our sources */
	uint64_t key_lookups, keys_unknown; /* keys searched; in vain */
	uint64_t signed_, verified; /* packets, with a key */
	uint64_t asked, unanswered; /* questions for the time; in vain */
	uint64_t told;         /* answers to these */
	uint64_t told_signed;  /* of them, to who signed */
	uint64_t told_kernel;  /* of them, with the kernel's time of arrival */
	uint64_t commands, refused; /* of modes 6 and 7; in vain */
	uint64_t verdict[VERDICT_COUNT];
};

/* The same in classic's terms. */
struct totals {
	uint64_t received, processed, current, older, restricted, badformat,
	    badauth, declined, limited, kisses;
};

struct state {
	const struct facts *facts;
	const struct conf *conf;    /* in force; not owned */
	struct access *access;
	struct mru *mru;            /* who asked, and how often */
	struct auth *auth;          /* NULL: no keys */
	struct addr *own;           /* addresses of this host */
	size_t n_own;
	struct sys sys;
	struct leap_plan leap;      /* the leap second to come */
	struct peer_list peers;     /* in order of their ids */
	struct counts counts;
	double counted_since;       /* mono when they were zero */
	double started;             /* mono */
	struct nonce nonce;         /* of keyed writes */
	struct recent *recent;      /* lines of the log; NULL: none */
	/* to be looked at only; NULL: not there */
	const struct estimator *est; /* of our clock */
	const struct discipline *disc;
	const struct pairs *pairs;  /* answers in interleaved mode */
	unsigned configured;        /* times that CONF was put in force */
	char savedconfig[HOST_NAME]; /* file saved last; "": none */
};

/* Returns the system status word: leap, source, event count, last event. */
uint16_t state_status(const struct state *s);

/* Returns the status word of P: flags, selection, event count, last event. */
uint16_t state_peer_status(const struct peer *p);

/* Put COUNTS in classic's terms into T. */
void state_totals(const struct counts *counts, struct totals *t);

/* Returns the association with ID, or NULL. */
const struct peer *state_find(const struct state *s, uint16_t id);

/* Returns true if A is loopback or one of the host's own addresses. */
bool state_is_own(const struct state *s, const struct addr *a);

/*
 * Put what the restrictions say of a packet from FROM into WHO.  Where no line
 * is for its very address and that is an association's, the template for these
 * ("restrict source") decides: its entry is put into RULE.
 */
void state_access(const struct state *s, const struct addr *from,
    struct access_answer *who, struct access_rule *rule);

/*
 * Returns how many hops the packets of P, which sends to many, go: its entry of
 * the ttl table, at least 1; 0 if it sends to one address only.
 */
uint8_t state_hops(const struct state *s, const struct peer *p);

/*
 * Returns the root dispersion in s at MONO: what it was when the clock was
 * last corrected, grown since (RFC 5905 section 11.1).
 */
double state_rootdisp(const struct state *s, double mono);

/* Returns how much has been added to the clock until MONO, in s. */
double state_applied(const struct state *s, double mono);

/*
 * Put what the estimator says of MONO into OUT, with ERROR being what is left
 * to add to the clock (s).
 *
 * Returns false if it says nothing yet.
 */
bool state_estimate(const struct state *s, double mono, struct estimate *out);

#endif
