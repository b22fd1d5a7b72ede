/*
 * explain.h -- things to say about why a source is used or not, as message ids
 * with arguments, and what a daemon tells of it.
 *
 * Works on values, of whatever daemon: status and flash words are enough, each
 * further number makes what is said more exact.  Programs have the words.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "names.h"

#define EXPLAIN_TEXT 128 /* octets of a text with its NUL */
#define EXPLAIN_ARGS 4   /* of a message */
#define EXPLAIN_LINES 48 /* more than there is to say about one source */

/*
 * What can be said.  IS: the verdict; DO: what would change it; SYS: about the
 * system; others: what is the case.
 */
#define EXPLAIN_MESSAGES(M) \
	M(IS_FOLLOWED) M(IS_PULSE) M(IS_COMBINED) M(IS_BACKUP) \
	M(IS_OUTLYER) M(IS_EXCESS) M(IS_FALSETICKER) M(IS_RESERVE) \
	M(IS_WAITING) M(IS_AGREED) M(IS_PASSED_OVER) M(IS_UNFIT) \
	M(IS_SENT_TO) M(IS_SEARCH) \
	M(HEARD) M(READ) M(HEARD_ONLY) M(HEARD_POLLS) M(CAME) M(CAME_SINCE) \
	M(MEASURED) M(MEASURED_ONCE) M(OFFLINE) M(LOOKUP_PENDING) \
	M(LOOKUP_AGAIN) M(LOOKUP_NONE) M(LOOKUP_FAMILY) M(LOOKUP_TAKEN) \
	M(NO_ADDRESS) M(LOOKUPS) M(NEXT_LOOKUP) M(LOOKING) M(NEVER_ANSWERED) \
	M(NO_REPLY) M(NO_REPLY_NOW) \
	M(USELESS) M(PROBES) M(REFUSED) M(REFUSED_FILTER) \
	M(REFUSED_HOST) M(NO_ROUTE) M(DROPPED) M(DROPPED_AT) \
	M(CLOCK_SILENT) M(NOSELECT) M(SLOWED) M(DUPLICATE) M(BOGUS) M(DEAF) \
	M(ZERO) \
	M(DENIED) M(AUTH) M(NO_KEY) M(DIGEST) M(NAK) M(UNSIGNED) M(SIGNED) \
	M(UNSYNCHRONISED) M(UNSYNCHRONISED_BARE) M(KISSED) M(HEADER) \
	M(AUTOKEY) M(CRYPTO) \
	M(STRATUM) M(FLOOR) M(STRATUM_BARE) M(TOO_FAR) M(TOO_FAR_BARE) \
	M(UNMEASURED) M(LOOP) M(DISJOINT) M(OUTSIDE) M(DISAGREES) \
	M(NO_MAJORITY) M(AWAITED) M(ORPHAN_LEVEL) M(LOCAL_LOSES) \
	M(LOCAL_WAITS) M(PULSE_ALONE) \
	M(DO_LOOKUP) M(DO_NAME) M(DO_TAKEN) M(DO_NO_REPLY) M(DO_REFUSED) \
	M(DO_ROUTE) M(DO_DROPPED) M(DO_CLOCK) M(DO_ONLINE) M(DO_FAULTY) \
	M(DO_DEAF) \
	M(DO_NOSELECT) M(DO_SLOWED) M(DO_NO_KEY) M(DO_DIGEST) M(DO_NAK) \
	M(DO_UNSIGNED) M(DO_SIGNED) M(DO_UNSYNCHRONISED) M(DO_KISSED) \
	M(DO_STRATUM) \
	M(DO_FLOOR) M(DO_TOO_FAR) M(DO_LOOP) M(DO_FALSETICKER) M(DO_MORE) \
	M(DO_LOCAL) M(DO_PULSE) \
	M(SYS_FOLLOWS) M(SYS_LOCAL) M(SYS_ORPHAN) M(SYS_COASTS) \
	M(SYS_UNSYNCHRONISED) \
	M(SYS_NO_SOURCES) M(SYS_NONE_FIT) M(SYS_ONE_UNFIT) M(SYS_AWAITS) \
	M(SYS_NO_MAJORITY) M(SYS_MINSANE) M(SYS_SOON) M(SYS_OFF) \
	M(SYS_COUNT) M(SYS_NO_RIGHT) M(SYS_DISABLED) M(SYS_PANIC) \
	M(SYS_SPIKE) M(SYS_LEAP_ADD) M(SYS_LEAP_DEL) M(DO_SOURCES) \
	M(DO_RIGHT) M(DO_ENABLE) M(DO_PANIC) M(DO_MINSANE)

#define EXPLAIN_ENUM(name) EXPLAIN_##name,
enum explain_id { EXPLAIN_MESSAGES(EXPLAIN_ENUM) EXPLAIN_IDS };
#undef EXPLAIN_ENUM

/* Returns the name of the message ID ("TOO_FAR"), NULL if there is none. */
const char *explain_name(enum explain_id id);

enum explain_kind {
	EXPLAIN_NOTHING,
	EXPLAIN_COUNT,  /* a whole number */
	EXPLAIN_AGE,    /* s, in which something happens */
	EXPLAIN_SPAN,   /* s */
	EXPLAIN_OFFSET, /* s, with its sign */
	EXPLAIN_RANGE,  /* s, from NUMBER to SECOND */
	EXPLAIN_WORD    /* TEXT, as the daemon has it */
};

struct explain_arg {
	enum explain_kind kind;
	double number, second;
	const char *text; /* belongs to who was explained */
};

/* One thing to say. */
struct explain_line {
	enum explain_id id;
	struct explain_arg arg[EXPLAIN_ARGS];
};

struct explain_list {
	struct explain_line line[EXPLAIN_LINES];
	size_t n;
};

/* A source, as its daemon tells; numbers that it does not tell are NAN. */
struct explain_source {
	unsigned status;     /* status word */
	bool clock, local;   /* a reference clock; LOCAL */
	bool pulse;          /* a reference clock that only ticks */
	bool unresolved;     /* there is no address */
	bool group;          /* its address is that of many */
	double flash;        /* enum flash */
	double reach;        /* last 8 polls, newest in bit 0 */
	double leap, stratum, hmode, hpoll, unreach, sent, received, keyid;
	double refused, slowed, silent, noselect; /* 1: it is so */
	double prefer, offline, looking;
	double polls, lookups; /* so far; of these, in vain */
	double heard, arrived; /* s since the last answer; packet of any kind */
	double timer;          /* s to the next request */
	double offset, delay, disp, jitter, rootdelay, rootdisp; /* s */
	double rootdist, maxdist, low, high; /* s */
	char name[EXPLAIN_TEXT]; /* to call it by */
	char host[EXPLAIN_TEXT]; /* as it is configured; "": by address */
	char refid[EXPLAIN_TEXT], lookup[EXPLAIN_TEXT], authfail[EXPLAIN_TEXT];
	char dropped[EXPLAIN_TEXT], dropped_by[EXPLAIN_TEXT];
	char refusal[EXPLAIN_TEXT], directive[EXPLAIN_TEXT];
};

/* The same of the system. */
struct explain_system {
	unsigned status;
	double stratum, offset, rootdelay, rootdisp, low, high, ceiling, floor;
	double minsane, orphan, awaited;
	char steering[EXPLAIN_TEXT], refid[EXPLAIN_TEXT];
};

/* Make S a source, or a system, of which nothing is known. */
void explain_init_source(struct explain_source *s);
void explain_init_system(struct explain_system *s);

/* Each returns an argument of the kind. */
struct explain_arg explain_count(double n);
struct explain_arg explain_age(double s);
struct explain_arg explain_span(double s);
struct explain_arg explain_offset(double s);
struct explain_arg explain_range(double low, double high);
struct explain_arg explain_word(const char *text);

/* Add LINE, or the message ID without arguments, to L. */
void explain_say(struct explain_list *l, struct explain_line line);
void explain_say_only(struct explain_list *l, enum explain_id id);

/* Returns true if FLAG was told, and is set. */
bool explain_is_set(double flag);

/* Returns what selection has made of S. */
enum select explain_verdict(const struct explain_source *s);

/* Returns true if S has taken part in an election and agreed. */
bool explain_agrees(const struct explain_source *s);

/* Returns true if S, if it is followed, is so for want of a real source. */
bool explain_is_last_resort(const struct explain_source *s);

/* Count the real ones of the N sources at ALL: who agrees, who votes at all. */
void explain_count_votes(const struct explain_source *all, size_t n,
    size_t *agree, size_t *vote);

/* Returns the source among the N at ALL that is followed, or NULL. */
const struct explain_source *explain_leader(const struct explain_source *all,
    size_t n);

#endif
