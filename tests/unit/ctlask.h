/*
 * ctlask.h -- ask a struct state over mode 6.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CTLASK_H
#define CTLASK_H

#include "control.h"
#include "ctlmsg.h"
#include "ctlstate.h"

#define PACKETS 20

/* An answer: the packets, and their data one behind the other. */
struct answer {
	enum verdict verdict;
	int n;
	size_t len[PACKETS];
	uint8_t packet[PACKETS][CTLMSG_PACKET];
	char text[PACKETS * CTLMSG_DATA + 1];
	size_t length;
	int seen;          /* whose events have been seen; -1: nobody's */
	int spent;         /* nonces used */
	int orders;        /* given */
	enum action_kind kind; /* of the last one */
	char order[CTLMSG_PACKET]; /* its text */
};

#define OCTETS(text) text, sizeof(text) - 1

/*
 * Give C the captured daemon's keys, 1 to 3 of which it trusts, 1 as control
 * key, and a key 4; auth_free(C->state.auth) takes them back.
 */
void ctlask_keys(struct ctlstate *c);

/*
 * Ask C, as ADDRESS (NULL: the owner) with the access FLAGS, with the LEN
 * octets at DATA.
 */
void ask_as(const struct ctlstate *c, const char *address, uint32_t flags,
    const void *data, size_t len, struct answer *a);

/* Ask C, from ADDRESS, with the LEN octets at DATA. */
void ask_from(const struct ctlstate *c, const char *address, const void *data,
    size_t len, struct answer *a);

/* Ask C, from this host, with the LEN octets at DATA. */
void ask(const struct ctlstate *c, const void *data, size_t len,
    struct answer *a);

/* Ask C for OP about ASSOC with the text NAMES. */
void ask_names(const struct ctlstate *c, uint8_t op, uint16_t assoc,
    const char *names, struct answer *a);

/*
 * Ask C, as a sender with FLAGS, for OP about the system with the text TEXT,
 * signed with KEY.
 */
void ask_signed(const struct ctlstate *c, uint32_t flags, uint8_t op,
    const char *text, uint32_t key, struct answer *a);

/* Ask C, as the owner, for OP about the system with the text TEXT. */
void ask_owner(const struct ctlstate *c, uint8_t op, const char *text,
    struct answer *a);

/* Returns the error code that A, a single packet, is; -1 if it is none. */
int error_of(const struct answer *a);

#endif
