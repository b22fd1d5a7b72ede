/*
 * conf.h -- what ntp.conf says, as plain data.
 *
 * A struct conf holds what the owner wrote and the defaults for the rest; it
 * does nothing.  conf_parse() fills it, by the rows of conf_table; the engine
 * is handed one at start and at every reload.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "access.h"
#include "addr.h"

#define CONF_ROWS_MAX 384 /* rows of conf_table: bits of conf.set */

#define CONF_PHONES 9 /* phone numbers kept */
#define CONF_TTLS 8   /* hops of the multicast search */

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

/* Options whose presence matters, even with their default. */
enum conf_assoc_set { ASSOC_TTL = 0x01, ASSOC_MODE = 0x02 };

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
	unsigned set;      /* enum conf_assoc_set: which were given */
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
}; /* FUDGE_FLAG1 << n is set when bit n of conf_fudge.flags was given */

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

/* unpeer and unconfig lines. */
struct conf_unpeer {
	char *name;         /* as written */
	uint8_t family;     /* 4, 6: "-4", "-6"; 0: either */
	uint16_t assid;     /* NAME as association id; 0: it is an address */
	struct conf_place at;
};

/* multicastclient and manycastserver: one for each address. */
struct conf_group {
	bool manycast;      /* manycastserver */
	char *name;
	uint8_t family;
	struct conf_place at;
};

/* Sets of statistics. */
enum conf_stats {
	CONF_CLOCKSTATS = 0x01, CONF_CRYPTOSTATS = 0x02, CONF_LOOPSTATS = 0x04,
	CONF_PEERSTATS = 0x08, CONF_RAWSTATS = 0x10, CONF_SYSSTATS = 0x20,
	CONF_PROTOSTATS = 0x40
};

/* What "reset" sets to zero. */
enum conf_reset {
	CONF_RESET_ALLPEERS = 0x01, CONF_RESET_AUTH = 0x02,
	CONF_RESET_CTL = 0x04, CONF_RESET_IO = 0x08, CONF_RESET_MEM = 0x10,
	CONF_RESET_SYS = 0x20, CONF_RESET_TIMER = 0x40
};

/* How a statistics file changes its name in time. */
enum conf_filegen_type {
	FILEGEN_NONE, FILEGEN_PID, FILEGEN_DAY, FILEGEN_WEEK, FILEGEN_MONTH,
	FILEGEN_YEAR, FILEGEN_AGE
};

/* filegen lines. */
struct conf_filegen {
	enum conf_stats stats; /* which set */
	char *file;         /* after statsdir */
	int type;           /* enum conf_filegen_type */
	int link;           /* 1: a hard link without suffix */
	int enabled;        /* 1, 0 */
	struct conf_place at;
};

/* trap lines. */
struct conf_trap {
	char *host;
	int port;
	char *interface;    /* address; NULL: as the system routes */
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

/* A local line, before it is made a clock or "tos orphan". */
struct conf_local {
	int stratum;
	int orphan;         /* 1: "orphan" was given */
};

/* Key ids FIRST to LAST, both included. */
struct conf_keys {
	uint32_t first, last;
};

/* Where the requests of client mode leave from. */
enum conf_clientport { CLIENTPORT_EPHEMERAL, CLIENTPORT_SERVED };

struct conf {
	/* lists, in the order written */
	struct conf_assoc *assocs;       size_t n_assocs;
	struct conf_restrict *restricts; size_t n_restricts;
	struct conf_fudge *fudges;       size_t n_fudges;
	struct conf_var *vars;           size_t n_vars;
	struct conf_nic *nics;           size_t n_nics;
	struct conf_unpeer *unpeers;     size_t n_unpeers;
	struct conf_group *groups;       size_t n_groups;
	struct conf_filegen *filegens;   size_t n_filegens;
	struct conf_trap *traps;         size_t n_traps;
	struct conf_keys *trusted;       size_t n_trusted; /* key ids */
	char **files;                    size_t n_files;   /* read for this */

	/* files; NULL: none */
	char *driftfile, *keys, *leapfile, *logfile, *pidfile, *statsdir;
	char *saveconfigdir, *ntpsigndsocket, *controlsocket;

	char *phones[CONF_PHONES];       size_t n_phones;
	int ttl[CONF_TTLS];              size_t n_ttl; /* 0: as classic's */

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

	struct {
		int mindepth, maxdepth;     /* entries; 0: default */
		int minage, maxage;         /* s */
		int maxmem, initmem, incmem; /* KiB; 0: by number */
		int initalloc, incalloc;    /* entries; 0: default */
	} mru;

	struct {
		int memlock;                /* MiB; -1: never lock */
		int stacksize;              /* pages of 4 KiB; 0: default */
		int filenum;                /* open files; 0: default */
	} rlimit;

	struct {
		double threshold;           /* s; 0: no such line */
		int limit;                  /* updates; < 0: all */
	} makestep;

	struct {
		bool on;
		int interval;               /* log2 s, mean headway */
		int burst;                  /* packets */
		int leak;                   /* log2: one of so many */
	} ratelimit;

	double wander;           /* s/s: drift file written beyond this */
	double broadcastdelay;   /* s, there and back; 0: measure it */
	bool novolley;           /* ... but do not ask, and take it for 0 */
	double leapsmear;        /* s; 0: leap seconds are not smeared */
	int clientport;          /* enum conf_clientport */
	bool require_nonce;      /* keyed writes without a nonce are refused */
	unsigned statistics;     /* enum conf_stats: sets switched on */
	unsigned reset;          /* enum conf_reset: counters to set to zero */
	uint32_t logmask;        /* enum conf_log bits, see conf_log_bit() */
	int dscp;                /* 0..63 */
	unsigned errors;         /* findings of severity error */
	uint64_t set[CONF_ROWS_MAX / 64]; /* rows of conf_table written */
};

/* logconfig: class times kind. */
enum conf_log_class {
	LOG_CLASS_CLOCK, LOG_CLASS_PEER, LOG_CLASS_SYNC, LOG_CLASS_SYS
};
enum conf_log_kind {
	LOG_KIND_INFO, LOG_KIND_EVENTS, LOG_KIND_STATUS, LOG_KIND_STATISTICS
};

/* Returns the bit of struct conf's logmask for CLASS and KIND. */
uint32_t conf_log_bit(enum conf_log_class c, enum conf_log_kind k);

enum conf_severity { CONF_NOTE, CONF_WARNING, CONF_ERROR };

/* Something to tell the owner about the text. */
struct conf_finding {
	enum conf_severity severity;
	struct conf_place at;
	int log;              /* enum priority the daemon logs it with */
	bool repeated;        /* says again what the one before says: for the
	                       * log, where classic tells some things twice */
	const char *rule;     /* what kind it is: "syntax", "range", ... */
	const char *text;     /* one line for the log, in classic's words where
	                       * it has any */
	const char *plain;    /* the same without its place, and with all
	                       * octets as they were read */
	const char *reply;    /* the same in classic's words, beginning with
	                       * the column; NULL: it has the words of TEXT */
	const char *word;     /* the word that is none of GROUP; NULL: it is not
	                       * about one */
	const char *group;    /* as in conf_table; NULL: the directives */
};

/* What reading a configuration needs of its host. */
struct conf_reader {
	/*
	 * Returns the contents of the file PATH and their LENGTH, valid until
	 * conf_parse() returns, or NULL if it cannot be read.  PATH is as
	 * written; what a relative one is relative to is the host's affair.
	 */
	const char *(*include)(void *ctx, const char *path, size_t *length);
	/* Told of each finding as it is made. */
	void (*report)(void *ctx, const struct conf_finding *f);
	void *ctx;
	bool remote; /* the text came over the network: no file names */
	unsigned findings_max; /* told in one call; 0: CONF_FINDINGS_MAX */
};

/*
 * Append to TEXT, in SIZE octets, what F is in a reply to mode 6 CONFIGURE: a
 * line that begins with its column; nothing if it is a note or said before.
 */
void conf_reply(const struct conf_finding *f, char *text, size_t size);

/*
 * Make C hold the defaults: what an empty file means.
 */
void conf_init(struct conf *c);

/* Release what C owns; C may be initialised again. */
void conf_free(struct conf *c);

/* What is wrong with a restrict line. */
enum conf_restrict_error {
	CONF_RESTRICT_ADDRESS = -1, /* not an address, or of the wrong family */
	CONF_RESTRICT_MASK = -2     /* not a mask for that address */
};

/*
 * Put the entries that the line R stands for into OUT: two for "default"
 * without a family, one for an address.
 *
 * Returns their number; 0 if R names a host, whose addresses must be looked up
 * (conf_restrict_host()), or is a template ("source"); or a negative enum
 * conf_restrict_error, OUT untouched.
 */
int conf_restrict_rule(const struct conf_restrict *r,
    struct access_rule out[2]);

/*
 * Put the entry that the line R means for HOST, one of the addresses its name
 * stands for, into OUT.
 *
 * Returns 1 or a negative enum conf_restrict_error, OUT untouched.
 */
int conf_restrict_host(const struct conf_restrict *r, const struct addr *host,
    struct access_rule *out);

/*
 * Returns true if an association of KIND may have the address A: unicast (or a
 * reference clock's) for servers and peers, a group for manycast, and nothing
 * in 127/8 but 127.0.0.1 and the reference clocks.
 */
bool conf_address_fits(enum conf_kind kind, const struct addr *a);

#endif
