/*
 * conf.h -- ntp.conf: its text becomes tokens, the tokens find rows of
 * conf_table, and the rows fill a plain struct conf.
 *
 * A struct conf says what the owner wrote and what the defaults are; it does
 * nothing.  The engine is handed one at start and at every reload.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

#define CONF_INCLUDE_DEPTH 5 /* includefile nests no deeper */

/* Where something was written. */
struct conf_place {
	const char *file; /* owned by the struct conf; NULL: command line */
	unsigned line;    /* from 1 */
	unsigned column;  /* octets, from 1 */
};

enum conf_kind {
	CONF_SERVER, CONF_POOL, CONF_PEER, CONF_BROADCAST, CONF_MANYCASTCLIENT
};

/* Options of a server line that are single words. */
enum conf_assoc_flag {
	CONF_BURST = 0x01, CONF_IBURST = 0x02, CONF_PREFER = 0x04,
	CONF_TRUE = 0x08, CONF_NOSELECT = 0x10, CONF_PREEMPT = 0x20,
	CONF_XLEAVE = 0x40, CONF_AUTOKEY = 0x80
};

/* server, pool, peer, broadcast and manycastclient lines. */
struct conf_assoc {
	enum conf_kind kind;
	char *name;        /* as written: host name or numeric address */
	uint8_t family;    /* 4, 6: "-4", "-6"; 0: either */
	uint16_t port;     /* 0: the NTP port in force */
	unsigned flags;    /* enum conf_assoc_flag */
	int minpoll;       /* log2 s; 0: default */
	int maxpoll;       /* log2 s; 0: default */
	int version;       /* 0: default (4) */
	uint32_t key;      /* 0: none */
	int ttl;           /* index into the ttl table; 0: default */
	int mode;          /* reference clock driver mode; 0: default */
	struct conf_place at;
};

/* restrict lines. */
struct conf_restrict {
	char *name;        /* host or address as written; NULL: "default" */
	char *mask;        /* as written; NULL: host mask, or 0 for default */
	uint8_t family;    /* "-4", "-6"; 0: either (default: both) */
	bool source;       /* "restrict source": template for associations */
	bool ntpport;
	uint32_t flags;    /* enum access_flag */
	struct conf_place at;
};

enum conf_fudge_set {
	FUDGE_TIME1 = 0x01, FUDGE_TIME2 = 0x02, FUDGE_STRATUM = 0x04,
	FUDGE_REFID = 0x08, FUDGE_FLAG1 = 0x10, FUDGE_FLAG2 = 0x20,
	FUDGE_FLAG3 = 0x40, FUDGE_FLAG4 = 0x80
};

/* fudge lines. */
struct conf_fudge {
	struct addr clock;  /* 127.127.t.u */
	unsigned set;       /* enum conf_fudge_set: which were given */
	double time1, time2; /* s */
	int stratum;
	char refid[5];
	unsigned flags;     /* bit 0: flag1 ... bit 3: flag4 */
	struct conf_place at;
};

/* setvar lines, --var and --dvar. */
struct conf_var {
	char *name;
	char *value;
	bool is_default;    /* part of the reply to "rv" without names */
	bool writable;      /* --var, --dvar */
};

/* interface and nic lines, -I and -L. */
enum conf_nic_action { NIC_LISTEN, NIC_IGNORE, NIC_DROP };
struct conf_nic {
	enum conf_nic_action action;
	char *match;        /* all, ipv4, ipv6, wildcard, NAME, ADDR[/BITS] */
	struct conf_place at;
};

struct conf {
	/* lists, in the order written */
	struct conf_assoc *assocs;       size_t n_assocs;
	struct conf_restrict *restricts; size_t n_restricts;
	struct conf_fudge *fudges;       size_t n_fudges;
	struct conf_var *vars;           size_t n_vars;
	struct conf_nic *nics;           size_t n_nics;
	uint32_t *trusted;               size_t n_trusted; /* key ids, pairs */
	char **files;                    size_t n_files;   /* read for this */

	/* files; NULL: none */
	char *driftfile, *keys, *leapfile, *logfile, *pidfile, *statsdir;

	uint16_t port;           /* UDP port served and asked; default 123 */
	uint32_t controlkey;     /* 0: none */
	uint32_t requestkey;     /* 0: none */

	struct {
		bool auth, bclient, calibrate, kernel, monitor, ntp, stats;
	} enable;

	struct {
		double step_fwd, step_back; /* s; 0: never step */
		double stepout;             /* s; 0: no waiting */
		double panic;               /* s; 0: none */
		double dispersion;          /* s/s, PHI */
		double freq;                /* s/s */
		double allan;               /* log2 s */
		double huffpuff;            /* s; 0: off */
	} tinker;

	struct {
		int minclock, maxclock, minsane, floor, ceiling, orphan, beacon;
		bool cohort;
		double maxdist, mindist;    /* s */
		double orphanwait;          /* s; < 0: not set */
	} tos;

	struct {
		int average, minimum;       /* log2 s */
		int monitor;                /* s */
	} discard;

	uint32_t logmask;        /* enum conf_log bits, see conf_log_bit() */
	int dscp;                /* 0..63 */
	unsigned errors;         /* findings of severity error */
};

/* logconfig: class times kind. */
enum conf_log_class { LOG_CLASS_CLOCK, LOG_CLASS_PEER, LOG_CLASS_SYNC, LOG_CLASS_SYS };
enum conf_log_kind { LOG_KIND_INFO, LOG_KIND_EVENTS, LOG_KIND_STATUS, LOG_KIND_STATISTICS };

/* Returns the bit of struct conf's logmask for CLASS and KIND. */
uint32_t conf_log_bit(enum conf_log_class c, enum conf_log_kind k);

enum conf_severity { CONF_NOTE, CONF_WARNING, CONF_ERROR };

/* Something to tell the owner about the text. */
struct conf_finding {
	enum conf_severity severity;
	struct conf_place at;
	int log;              /* enum priority the daemon logs it with */
	const char *text;     /* one line, in classic's words where it has any */
};

/* What reading a configuration needs of its host. */
struct conf_reader {
	/*
	 * Returns the contents of the file PATH and their LENGTH, valid until
	 * conf_parse() returns, or NULL if it cannot be read.
	 */
	const char *(*include)(void *ctx, const char *path, size_t *length);
	/* Told of each finding as it is made. */
	void (*report)(void *ctx, const struct conf_finding *f);
	void *ctx;
};

/*
 * Make C hold the defaults: what an empty file means.
 */
void conf_init(struct conf *c);

/* Release what C owns; C may be initialised again. */
void conf_free(struct conf *c);

/*
 * Read the LENGTH octets at TEXT, the contents of FILE, into C, on top of what
 * C holds already.  The valid beginning of a line with a mistake applies; the
 * rest of the line is reported and left out, as classic does.
 *
 * Returns the number of findings of severity error.
 */
unsigned conf_parse(struct conf *c, const char *file, const char *text,
    size_t length, const struct conf_reader *reader);

#endif
