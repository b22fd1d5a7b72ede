/*
 * sysvars.h -- a daemon's variables, for programs that want a few of them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SYSVARS_H
#define SYSVARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query.h"

#define SYSVARS_VALUE 256 /* octets of a value */

enum sysvars_result {
	SYSVARS_OK,
	SYSVARS_REFUSED,  /* nobody listens there */
	SYSVARS_SILENT    /* no answer, or none that makes sense */
};

/*
 * Ask HOST with Q for the variables of ASSOC (0: the system's); they are
 * Q.reply's then.  Nothing is printed.
 */
enum sysvars_result sysvars_ask(struct query *q, const char *host,
    uint16_t assoc);

/*
 * Put the value of NAME in Q's last answer, without quotes, into BUF of
 * SYSVARS_VALUE octets.
 *
 * Returns false, BUF empty, if it is not there.
 */
bool sysvars_text(const struct query *q, const char *name, char *buf);

/*
 * The same as a number into OUT.
 *
 * Returns false, OUT untouched, if it is not there or no number.
 */
bool sysvars_number(const struct query *q, const char *name, double *out);

#endif
