/*
 * explain.h -- why a source is used or not: from what a daemon tells of it to
 * things to say, as message ids with arguments.
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

#define EXPLAIN_TEXT 128 /* octets of a text with its NUL */
#define EXPLAIN_ARGS 4   /* of a message */
#define EXPLAIN_LINES 48 /* more than there is to say about one source */

/*
 * What can be said.  IS: the verdict; DO: what would change it; SYS: about the
 * system; others: what is the case.
 */
enum explain_id {
	EXPLAIN_IS_FOLLOWED, EXPLAIN_IS_PULSE, EXPLAIN_IS_COMBINED,
	EXPLAIN_IS_BACKUP, EXPLAIN_IS_OUTLYER, EXPLAIN_IS_EXCESS,
	EXPLAIN_IS_FALSETICKER, EXPLAIN_IS_RESERVE, EXPLAIN_IS_WAITING,
	EXPLAIN_IS_PASSED_OVER, EXPLAIN_IS_UNFIT, EXPLAIN_IS_SENT_TO,

	EXPLAIN_HEARD, EXPLAIN_READ, EXPLAIN_HEARD_ONLY,
	EXPLAIN_MEASURED,
	EXPLAIN_LOOKUP_PENDING, EXPLAIN_LOOKUP_AGAIN, EXPLAIN_LOOKUP_NONE,
	EXPLAIN_LOOKUP_TAKEN, EXPLAIN_NO_ADDRESS,
	EXPLAIN_NEXT_LOOKUP,
	EXPLAIN_NEVER_ANSWERED, EXPLAIN_NO_REPLY, EXPLAIN_NO_REPLY_NOW,
	EXPLAIN_USELESS,
	EXPLAIN_PROBES, EXPLAIN_REFUSED, EXPLAIN_DROPPED, EXPLAIN_DROPPED_AT,
	EXPLAIN_CLOCK_SILENT, EXPLAIN_NOSELECT,
	EXPLAIN_SLOWED,
	EXPLAIN_DUPLICATE, EXPLAIN_BOGUS, EXPLAIN_ZERO, EXPLAIN_DENIED,
	EXPLAIN_AUTH, EXPLAIN_NO_KEY, EXPLAIN_DIGEST, EXPLAIN_NAK,
	EXPLAIN_UNSIGNED, EXPLAIN_SIGNED,
	EXPLAIN_UNSYNCHRONISED, EXPLAIN_KISSED, EXPLAIN_HEADER,
	EXPLAIN_AUTOKEY, EXPLAIN_CRYPTO,
	EXPLAIN_STRATUM, EXPLAIN_FLOOR, EXPLAIN_STRATUM_BARE,
	EXPLAIN_TOO_FAR, EXPLAIN_TOO_FAR_BARE, EXPLAIN_UNMEASURED,
	EXPLAIN_LOOP,
	EXPLAIN_DISJOINT, EXPLAIN_OUTSIDE, EXPLAIN_DISAGREES,
	EXPLAIN_NO_MAJORITY,
	EXPLAIN_LOCAL_LOSES, EXPLAIN_LOCAL_WAITS, EXPLAIN_PULSE_ALONE,

	EXPLAIN_DO_LOOKUP, EXPLAIN_DO_NAME, EXPLAIN_DO_NO_REPLY,
	EXPLAIN_DO_REFUSED, EXPLAIN_DO_DROPPED, EXPLAIN_DO_NOSELECT,
	EXPLAIN_DO_SLOWED, EXPLAIN_DO_NO_KEY, EXPLAIN_DO_DIGEST,
	EXPLAIN_DO_NAK, EXPLAIN_DO_UNSIGNED, EXPLAIN_DO_UNSYNCHRONISED,
	EXPLAIN_DO_KISSED, EXPLAIN_DO_STRATUM, EXPLAIN_DO_FLOOR,
	EXPLAIN_DO_TOO_FAR, EXPLAIN_DO_LOOP, EXPLAIN_DO_FALSETICKER,
	EXPLAIN_DO_MORE, EXPLAIN_DO_LOCAL, EXPLAIN_DO_PULSE,

	EXPLAIN_SYS_FOLLOWS, EXPLAIN_SYS_LOCAL, EXPLAIN_SYS_ORPHAN,
	EXPLAIN_SYS_UNSYNCHRONISED, EXPLAIN_SYS_NO_SOURCES,
	EXPLAIN_SYS_NONE_FIT, EXPLAIN_SYS_NO_MAJORITY, EXPLAIN_SYS_SOON,
	EXPLAIN_SYS_COUNT, EXPLAIN_SYS_NO_RIGHT, EXPLAIN_SYS_DISABLED,
	EXPLAIN_SYS_PANIC, EXPLAIN_SYS_SPIKE, EXPLAIN_SYS_LEAP_ADD,
	EXPLAIN_SYS_LEAP_DEL,
	EXPLAIN_DO_SOURCES, EXPLAIN_DO_RIGHT, EXPLAIN_DO_ENABLE,
	EXPLAIN_DO_PANIC,
	EXPLAIN_IDS /* how many there are */
};

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
	double flash;        /* enum flash */
	double reach;        /* last 8 polls, newest in bit 0 */
	double leap, stratum, hmode, hpoll, unreach, sent, received, keyid;
	double refused, slowed, silent, noselect; /* 1: it is so */
	double heard, timer; /* s since the last packet; to the next request */
	double offset, delay, disp, jitter, rootdelay, rootdisp; /* s */
	double rootdist, maxdist, low, high; /* s */
	char name[EXPLAIN_TEXT]; /* to call it by */
	char refid[EXPLAIN_TEXT], lookup[EXPLAIN_TEXT], authfail[EXPLAIN_TEXT];
	char dropped[EXPLAIN_TEXT], dropped_by[EXPLAIN_TEXT];
};

/* The same of the system. */
struct explain_system {
	unsigned status;
	double stratum, offset, rootdelay, rootdisp, low, high, ceiling, floor;
	char steering[EXPLAIN_TEXT];
};

/* Make S a source, or a system, of which nothing is known. */
void explain_init_source(struct explain_source *s);
void explain_init_system(struct explain_system *s);

/*
 * Put into OUT what there is to say about source I of the N at ALL, of SYSTEM:
 * first the verdict, then what was received, what is wrong with it, and what
 * would change that.  OUT refers to texts in ALL.
 */
void explain_source(const struct explain_source *all, size_t n, size_t i,
    const struct explain_system *system, struct explain_list *out);

/* Put into OUT what there is to say about SYSTEM with the N sources ALL. */
void explain_system(const struct explain_source *all, size_t n,
    const struct explain_system *system, struct explain_list *out);

#endif
