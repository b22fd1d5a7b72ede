/*
 * why.h -- why each source is used or not, and why the clock is as it is.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef WHY_H
#define WHY_H

#include "commands.h"
#include "explain.h"

/* Explain one source, by association id, address or name, or all of them. */
void show_why(struct ntpq *n, const struct args *a);

/*
 * Read the LEN octets at DATA, variables that a daemon tells of a source, into
 * S.  NOW is the time of the answer by the daemon's clock.
 */
void why_read_source(struct explain_source *s, const char *data, size_t len,
    ntp_time now);

/*
 * Read the same of the system into S, and the daemon's time into NOW, which is
 * untouched if that is not told.
 */
void why_read_system(struct explain_system *s, const char *data, size_t len,
    ntp_time *now);

/*
 * Write L to OUT, one line after HEAD and the others below it, in the reader's
 * language.
 */
void why_write(FILE *out, const char *head, const struct explain_list *l);

/*
 * Write the sentence that TEXT makes of ARGS, for %1 to %4, to OUT.
 */
void why_write_text(FILE *out, const char *text,
    const struct explain_arg args[EXPLAIN_ARGS]);

/* Returns the English of the message ID, "" if there is none. */
const char *why_words(enum explain_id id);

#endif
