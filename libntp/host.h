/*
 * host.h -- what an engine needs of its host (hands, and dice), and the values
 * that pass between them.
 *
 * The engine never does anything itself.  It hands actions to act(), one at a
 * time; act() must not call the engine.  Pointers inside an action live until
 * act() returns.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "ntptime.h"
#include "report.h"

enum action_kind {
	ACT_SEND,    /* send a datagram */
	ACT_CLOSE,   /* the port or the clock of an association is needed no more */
	ACT_CLOCK,   /* step the clock, set its frequency and status */
	ACT_REFCLOCK, /* read a reference clock, answer by engine_reading() */
	ACT_RESOLVE, /* look a name up, answer with engine_resolved() */
	ACT_EVENT,   /* a line for the log */
	ACT_STAT,    /* a line for a statistics file */
	ACT_CONFIGURE, /* add lines to the configuration, then put it in force */
	ACT_WRITE,     /* set a variable of the configuration, NAME=VALUE */
	ACT_SAVECONFIG, /* save the configuration to a file of this name */
	ACT_RELOAD,    /* read the configuration anew, then put it in force */
	ACT_REPORT,  /* tell what only the host knows */
	ACT_DRIFT,   /* keep the frequency for the next start */
	ACT_QUIT     /* end the program */
};

/* Severities of ACT_EVENT: the numbers of syslog(3). */
enum priority {
	PRI_CRIT = 2, PRI_ERR = 3, PRI_WARNING = 4, PRI_NOTICE = 5, PRI_INFO = 6,
	PRI_DEBUG = 7
};

#define HOST_NAME 128 /* octets of a file's name with its NUL */

/* The port numbers of ACT_SEND and struct rx: which socket. */
#define PORT_SERVED 0 /* the port we serve; others: an association's id */
/*
 * The control socket: what came in by it is from the owner, the host has made
 * sure of that, and has no address.
 */
#define PORT_CONTROL 0x10000

struct action {
	enum action_kind kind;
	union {
		struct {
			uint32_t port;     /* PORT_SERVED, or association id */
			struct addr from;  /* ours; none: as the system routes */
			struct addr to;    /* port always set */
			const uint8_t *data;
			size_t len;
			uint32_t tag;      /* for engine_sent(); 0: not wanted */
			uint8_t ttl;       /* hops to groups; 0: any address */
		} send;
		struct {
			uint32_t port;     /* an association's id */
		} close;
		struct {
			double step;       /* s to add at once; 0: none */
			double slew;       /* s to slew unattended: we end now */
			double freq;       /* s/s to run fast by, all told */
			double maxerror;   /* s, root distance */
			double esterror;   /* s, jitter */
			uint8_t leap;      /* enum leap: LEAP_ALARM unsynchronised */
			int tc;            /* log2 s */
			int tai;           /* s, TAI less UTC; 0: not known */
			int leap_step;     /* s to add by itself at the end of
					    * this UTC day, -1, +1; 0: none */
			bool leap_now;     /* STEP is a leap second: the clock's
					    * generation stays */
		} clock;
		struct {
			uint32_t id;       /* for engine_reading() */
			uint8_t type;      /* of the driver */
			uint8_t unit;
			unsigned mode;     /* as the driver says */
			unsigned flags;    /* fudge: bit 0 is flag1 */
			bool *opened;      /* false: it cannot be */
		} refclock;                /* again with others: to change them */
		struct {
			uint32_t id;       /* for engine_resolved() */
			const char *name;
			uint8_t family;    /* 4, 6; 0: either */
		} resolve;
		struct {
			enum priority priority;
			const char *text;  /* one line, no newline, valid UTF-8 */
		} event;
		struct {
			const char *file;  /* "loopstats", "peerstats", ... */
			const char *text;  /* the line after MJD and seconds */
		} stat;
		struct {
			const char *text;  /* lines, NAME=VALUE, file name */
			size_t len;
			char *reply;       /* for who asked: how it went */
			size_t size;
			bool *done;        /* false: it was refused */
			char *saved;       /* for SAVECONFIG: HOST_NAME octets
			                    * for the name, if it was done */
		} order;               /* CONFIGURE, WRITE, SAVECONFIG, RELOAD */
		struct {
			struct host_report *out; /* all zero, but for FIRST */
		} report;
		struct {
			double freq;       /* s/s */
		} drift;
		struct {
			int status;        /* exit status */
			const char *text;  /* for standard output; NULL: none */
		} quit;
	} u;
};

struct host {
	void (*act)(void *ctx, const struct action *a);
	void (*random)(void *ctx, void *buf, size_t len);
	void *ctx;
};

/* Who says when a datagram came or left. */
enum stamped { STAMPED_DAEMON, STAMPED_KERNEL };

/* Why a datagram of ours has not come to whom it was for. */
enum refusal {
	REFUSED_NOT,
	REFUSED_PORT,    /* ICMP: nobody has that port open */
	REFUSED_FILTER,  /* ICMP: a firewall forbids it */
	REFUSED_HOST,    /* ICMP: its host or network cannot be reached */
	REFUSED_NO_ROUTE /* it could not even be sent */
};

/* A datagram that came in, or the news that one of ours was refused. */
struct rx {
	uint32_t port;     /* socket it came in by, as in ACT_SEND */
	struct addr from;
	struct addr to;    /* our address; none if not known */
	ntp_time at;       /* arrival, by the kernel's stamp where there is one */
	uint8_t by;        /* enum stamped: who says so */
	const uint8_t *data;
	size_t len;
	enum refusal refused; /* by FROM; DATA is empty */
	bool cast;         /* it went to a group, or to all of a network; TO is
			    * the address we have where it came in */
};

/* When a datagram with a tag really left. */
struct sent {
	uint32_t tag;      /* of ACT_SEND */
	enum refusal refused; /* it did not arrive; NO_ROUTE: nor leave */
	ntp_time at;
	struct addr from;  /* our address; none: not known */
	uint8_t by;        /* enum stamped */
};

/* What a driver has read of a reference clock, or why it could not. */
struct clock_reading {
	uint8_t event;     /* enum clock_event; CLK_UNSPEC: all is well */
	double offset;     /* s, clock - local */
	double age;        /* s since it was read */
	uint8_t leap;      /* enum leap; LEAP_ALARM: not to be used */
	int8_t precision;  /* log2 s */
	bool pps;          /* a pulse: OFFSET is within half a second */
	bool serial;       /* fudge time2 corrects it, not time1 */
	const char *timecode; /* what it said; NULL: nothing new */
};

/* How a name lookup ended. */
enum resolved { RESOLVED_OK, RESOLVED_AGAIN, RESOLVED_NONE };

#endif
