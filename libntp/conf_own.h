/*
 * conf_own.h -- the directives that classic does not have and chrony's owners
 * know: makestep, local, ratelimit, refclock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_OWN_H
#define CONF_OWN_H

#include "parser.h"

/* Read the rest of the line of a directive that is ROW: "makestep". */
void conf_own_makestep(struct parser *p, const struct conf_row *row);

/* The same for "local". */
void conf_own_local(struct parser *p, const struct conf_row *row);

/* The same for "refclock". */
void conf_own_refclock(struct parser *p, const struct conf_row *row);

/* The same for "ratelimit". */
void conf_own_ratelimit(struct parser *p, const struct conf_row *row);

#endif
