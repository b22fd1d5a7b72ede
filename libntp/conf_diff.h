/*
 * conf_diff.h -- what one configuration has and another has not.
 *
 * Two configurations are compared as the lines that conf_write() makes of
 * them.  Lines that are about the same thing (an association, an entry of the
 * restrict table, a key, a setting) but not the same are a change.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_DIFF_H
#define CONF_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "auth.h"
#include "conf.h"

/* A configuration as lines. */
struct conf_lines {
	struct conf_line {
		char *key;     /* what it is about */
		char *line;
	} *item;
	size_t n, room;
	bool failed;           /* there was no memory for some of them */
};

/* Add LINE to L (all zero at first), unless it says that something is not. */
void conf_lines_add(struct conf_lines *l, const char *line);

/* Add all lines of C to L, and one for each key of AUTH (NULL: none). */
void conf_lines_take(struct conf_lines *l, const struct conf *c,
    const struct auth *auth);

/*
 * Call EACH with CTX for the line of each key of AUTH (NULL: none):
 * "key ID" and what tells whether it has changed, but not what it is.
 */
void conf_lines_keys(const struct auth *auth,
    void (*each)(void *ctx, const char *line), void *ctx);

/* Release what L owns; it may be filled again. */
void conf_lines_free(struct conf_lines *l);

/* What becomes of a line; the characters people know from diff(1). */
enum conf_change {
	CONF_ADDED = '+', CONF_CHANGED = '~', CONF_REMOVED = '-',
	CONF_KEPT = '='
};

/*
 * Call EACH with CTX for everything that BEFORE or AFTER (both are sorted) has
 * and an empty configuration has not, in order of what it is about.  WAS is
 * the line that LINE is instead of, if it was changed, else NULL.
 *
 * Returns false if there is no memory.
 */
bool conf_diff(struct conf_lines *before, struct conf_lines *after,
    void (*each)(void *ctx, enum conf_change change, const char *line,
    const char *was), void *ctx);

/* How many lines there are of each change. */
struct conf_count {
	unsigned added, changed, removed, kept;
};

/* Count the changes from BEFORE to AFTER into C; false: no memory. */
bool conf_diff_count(struct conf_lines *before, struct conf_lines *after,
    struct conf_count *c);

#endif
