/*
 * callers.h -- who has asked the host: the "mrulist" screen.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CALLERS_H
#define CALLERS_H

#include "commands.h"

void show_mrulist(struct ntpq *n, const struct args *a);

enum callers_order {
	CALLERS_LSTINT, CALLERS_AVGINT, CALLERS_ADDR, CALLERS_COUNT
};

/* What the words of a command ask for. */
struct callers_wish {
	enum callers_order order;
	bool reverse;
	char filter[200]; /* ", name=value"... for the host */
};

/* Add WORD to W.  Returns false if there is no such word. */
bool callers_wish(struct callers_wish *w, const char *word);

/* An address that asked. */
struct caller {
	char text[64];        /* address and port, as the host has them */
	struct addr addr;     /* no family: not decoded */
	ntp_time last, first; /* when it did, by the host's clock */
	unsigned long count, version_mode, flags;
	/* only of meantime's ntpd */
	unsigned long heard;      /* of these packets, no questions */
	unsigned long drops;      /* of these packets, unanswered */
	unsigned long commands, command_drops; /* modes 6, 7, if others came */
	ntp_time command_last, command_first;
};

struct callers {
	struct caller *list; /* ours */
	size_t n, room;
	ntp_time now;        /* of the host, at the end; 0: did not come */
	ntp_time newest;     /* of all that came */
	size_t newer;        /* rows of the last page newer than those before */
};

/* Add the rows in the LEN octets at DATA to C; false without memory. */
bool callers_add(struct callers *c, const char *data, size_t len);

/*
 * Keep the latest row of each address of C only, and put them in the order W
 * asks for.  Returns how many went.
 */
size_t callers_settle(struct callers *c, const struct callers_wish *w);

/* Returns the mean time between the packets of E, s. */
double callers_interval(const struct caller *e);

/*
 * Fetch the list of N's host as W wishes into C, as much of it as comes before
 * ^C, settled.  Returns how many rows came again; C.list is to be freed.
 */
size_t callers_fetch(struct ntpq *n, struct callers *c,
    const struct callers_wish *w);

/* Write C to OUT, with names by NAMES, or numbers if that is NULL. */
void callers_write(FILE *out, const struct callers *c, struct reverse *names);

#endif
