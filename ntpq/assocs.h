/*
 * assocs.h -- the list of a host's associations, and the screen that shows it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ASSOCS_H
#define ASSOCS_H

#include "ntpq.h"

/* Which associations a screen has. */
enum assocs_which {
	ASSOCS_KNOWN, /* configured or reachable */
	ASSOCS_ALL
};

/*
 * Fetch the list anew.  Returns false, after a message, if the host does not
 * say.
 */
bool assocs_fetch(struct ntpq *n);

/* Returns true if A is one of WHICH. */
bool assocs_is(const struct assoc *a, enum assocs_which which);

/* Returns the index in N's list of the association ID, or -1. */
int assocs_find(const struct ntpq *n, unsigned long id);

/*
 * Write those of the COUNT associations at LIST that are WHICH to OUT, with
 * the lines above them, as NTP VERSION has their status.
 */
void assocs_write(FILE *out, const struct assoc *list, size_t count,
    enum assocs_which which, unsigned version);

/* Write N's list, those that are WHICH, for programs. */
void assocs_sheet(struct ntpq *n, enum assocs_which which);

/*
 * Put the address of N's source ID into NAME: a number, but a reference clock has
 * its name.  Returns false, after a message, if the host does not answer.
 */
bool assocs_name(struct ntpq *n, uint16_t id, char name[COOK_NAME]);

#endif
