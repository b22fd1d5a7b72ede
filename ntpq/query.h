/*
 * query.h -- one host at a time, asked over mode 6.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef QUERY_H
#define QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cook.h"
#include "ctlmsg.h"
#include "keys.h"

struct addrinfo;

/* The host being asked and how to ask it. */
struct query {
	const char *program;    /* as we were called, for messages */
	uint16_t port;          /* asked; 123 */
	uint8_t version;        /* 1..4, in requests */
	unsigned timeout;       /* ms until the first fragment */
	unsigned timeout_next;  /* ms between fragments */
	int debug;
	FILE *errors;           /* messages go here; standard error */
	int64_t patience;       /* ms of waiting left to the command at hand */
	int64_t bonus;          /* ms that answers may still add to it */
	struct keys keys;       /* that requests are signed with */
	bool prefix;            /* begin messages with the host's name */

	const char *socket;     /* control socket of this host; NULL: the
	                         * usual one, for the usual port */

	int fd;                 /* -1: no host is open */
	int control;            /* connected to its control socket; -1: not */
	bool plain;             /* the host knows of no nonces */
	struct addrinfo *addrs; /* of the host */
	struct addrinfo *next;  /* to try if the one in use refuses */
	bool heard;             /* the one in use has answered */
	char host[COOK_NAME];   /* name to show */
	uint16_t sequence;      /* of the last request */
	struct ctlmsg_reply reply; /* to the last request */
};

enum query_open {
	QUERY_OPENED,
	QUERY_UNKNOWN,  /* no such host; said so */
	QUERY_UNREACHED /* cannot send there; said so */
};

/* Make Q ready to open hosts for PROGRAM. */
void query_init(struct query *q, const char *program);

/* Close the host and release its addresses. */
void query_close(struct query *q);

/* Close the host and wipe the keys. */
void query_end(struct query *q);

/*
 * Open HOST, a name or a number ([...] is fine) of FAMILY (4, 6; 0: either),
 * instead of the one before, which stays open if there is no such host.  It
 * will be shown by name unless NUMERIC.
 */
enum query_open query_open(struct query *q, const char *host, unsigned family,
    bool numeric);

/*
 * Begin a command: its questions to the host share the time that one question
 * to a silent host takes, 12 s if nothing else was set.  Each answer adds a
 * second, but four times as much in all: no host can keep a command for ever by
 * answering.
 */
void query_begin(struct query *q);

/* Give the command at hand MS of waiting more, and none for mere answers. */
void query_extend(struct query *q, int64_t ms);

/*
 * Go on to the next address of the open host, to which Q.fd is connected then.
 *
 * Returns false, errno set, if there is none more.
 */
bool query_next(struct query *q);

/*
 * Put what HOST will be shown as into NAME (COOK_NAME octets); HOST itself if
 * it is unknown.
 */
void query_label(const char *host, unsigned family, bool numeric, char *name,
    size_t size);

/*
 * Ask the host for OP about ASSOC with the LEN octets at DATA (no more than
 * CTLMSG_DATA).
 *
 * What changes something on this very host goes over its control socket, if
 * that can be opened and no key is set.  Otherwise it is signed, with a nonce
 * where the host knows what that is, and everything if Q.keys says so; what is
 * missing for that is asked of the person at the terminal.
 *
 * Returns true with the answer in Q.reply, or false after a message.
 */
bool query_ask(struct query *q, enum ctlmsg_op op, uint16_t assoc,
    const char *data, size_t len);

enum query_answer {
	QUERY_ANSWERED, /* the answer is in the query's reply */
	QUERY_REFUSED,  /* with an error, of which nothing was said */
	QUERY_SILENT    /* not at all; said so */
};

/*
 * Ask the host for the variables NAMES ("a,b") of ASSOC, which it may not
 * know.
 */
enum query_answer query_try(struct query *q, uint16_t assoc,
    const char *names);

enum query_once {
	ONCE_ANSWERED, /* the answer is in the query's reply */
	ONCE_REFUSED,  /* with an error, of which nothing was said */
	ONCE_LOST,     /* not, or not whole, of which nothing was said */
	ONCE_STOPPED   /* by ^C, or by an error that was said */
};

/*
 * Ask the host for OP with the LEN octets at DATA as query_ask() does, but send
 * the request once, and wait no longer than WAIT ms for all of the answer.
 */
enum query_once query_once(struct query *q, enum ctlmsg_op op,
    const char *data, size_t len, unsigned wait);

/* Say why the host refused what Q last asked of it about ASSOC. */
void query_report_refusal(const struct query *q, uint16_t assoc);

/* Returns the wall clock's time. */
ntp_time query_now(void);

/* Begin a line of output on OUT with the host's name if several are asked. */
void query_prefix(const struct query *q, FILE *out);

#endif
