/*
 * lint_leap.c -- L16: the leap second file.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>

#include "leap.h"
#include "lint_rules.h"

#define FETCH "https://data.iana.org/time-zones/data/leap-seconds.list"

static const struct lint_fix none = { LINT_NONE, NULL };

/* Tell of F, which was read with FAULT. */
static void
judge(struct lint *l, const struct leap_file *f, enum leap_fault fault)
{
	const char *name = l->conf.leapfile;
	char text[LEAP_STAMP], day[16];

	if (fault == LEAP_HASH_WRONG) {
		lint_tell(l, CONF_ERROR, "L16", l->leapfile, none, "the hash "
		    "in %s is wrong, so it is not used: fetch it again from "
		    FETCH, name);
		return;
	}
	if (fault != LEAP_GOOD || !f->dated) {
		lint_tell(l, CONF_WARNING, "L16", l->leapfile, none, "%s is no "
		    "list of leap seconds: fetch one from " FETCH, name);
		return;
	}
	(void)leap_stamp(f->expires, text);
	(void)snprintf(day, sizeof day, "%.4s-%.2s-%.2s", text, text + 4,
	    text + 6);
	if (f->expires <= l->now)
		lint_tell(l, CONF_WARNING, "L16", l->leapfile, none, "%s "
		    "expired on %s: fetch a new one from " FETCH, name, day);
	else if (f->expires - l->now < LEAP_SOON)
		lint_tell(l, CONF_WARNING, "L16", l->leapfile, none, "%s "
		    "expires on %s: fetch a new one from " FETCH, name, day);
}

void
lint_leap_all(struct lint *l)
{
	struct leap_file f = { .n = 0 };
	enum leap_fault fault;
	bool missing = false;
	size_t length = 0;
	const char *why = NULL, *text;
	unsigned line;

	if (l->conf.leapfile == NULL)
		return;
	text = l->reader->read(l->reader->ctx, l->conf.leapfile, &length,
	    &missing, &why);
	if (text == NULL) {
		lint_tell(l, CONF_WARNING, "L16", l->leapfile, none, "%s cannot "
		    "be read (%s): fetch it from " FETCH, l->conf.leapfile,
		    why != NULL ? why : "no such file");
		return;
	}
	fault = leap_read(&f, text, length, &line);
	judge(l, &f, fault);
}
