/*
 * vars.h -- mode 6 variables: rows that say where a value is and how it reads.
 *
 * One row is name, format, place in the default reply and one line of manual.
 * The order of the rows is the order of a reply to a request by names, the
 * place is the order of a reply without names; both are what other people's
 * programs count on.  A configuration's own variables (setvar) follow those of
 * the system.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VARS_H
#define VARS_H

#include <stdbool.h>
#include <stddef.h>

#include "var_rows.h"

/* Returns how many variables V has. */
size_t vars_count(const struct vars_view *v);

/*
 * Returns the index (0..count - 1) of the variable with the LEN octets at NAME
 * for a name, or -1.  Case matters, abbreviations are unknown.
 */
int vars_find(const struct vars_view *v, const char *name, size_t len);

/*
 * Returns the index of the variable at place I (from 0) of the reply without
 * names, or -1 behind the last.
 */
int vars_default(const struct vars_view *v, size_t i);

/* Returns true if variable INDEX of V can be set: --var, --dvar. */
bool vars_is_writable(const struct vars_view *v, size_t index);

/*
 * Write the variable INDEX of V as "name=value" into BUF of SIZE octets.
 * Control characters come out as "?".
 *
 * Returns its length, 0 if it has no value at present.
 */
size_t vars_print(const struct vars_view *v, size_t index, char *buf,
    size_t size);

/*
 * Put the name and the manual's line of row I of SET into NAME and DOC, and
 * its place in the default reply (from 1; 0: not in it) into PLACE.
 *
 * Returns false if there is no such row.
 */
bool vars_row(enum vars_set set, size_t i, const char **name,
    const char **doc, unsigned *place);

#endif
