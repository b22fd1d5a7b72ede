/*
 * recent.c -- the last lines of the log: a ring.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>

#include "recent.h"

struct recent {
	uint64_t last;
	struct recent_line line[RECENT_LINES];
};

struct recent *
recent_new(void)
{
	return calloc(1, sizeof(struct recent));
}

void
recent_free(struct recent *r)
{
	free(r);
}

void
recent_add(struct recent *r, ntp_time at, const char *text)
{
	struct recent_line *l = &r->line[++r->last % RECENT_LINES];

	l->at = at;
	snprintf(l->text, sizeof l->text, "%s", text);
}

uint64_t
recent_last(const struct recent *r)
{
	return r != NULL ? r->last : 0;
}

const struct recent_line *
recent_line(const struct recent *r, uint64_t number)
{
	if (number == 0 || number > recent_last(r) ||
	    r->last - number >= RECENT_LINES)
		return NULL;
	return &r->line[number % RECENT_LINES];
}
