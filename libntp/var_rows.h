/*
 * var_rows.h -- the table of mode 6 variables: where a value is, and how it
 * reads.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VAR_ROWS_H
#define VAR_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "addr.h"
#include "ntptime.h"
#include "peer.h"
#include "state.h"

#define VARS_TEXT 2048 /* octets of the longest name=value; longer are cut */

enum vars_set { VARS_SYS, VARS_PEER, VARS_CLOCK };

/* What is looked at, by whom and when. */
struct vars_view {
	enum vars_set set;
	const struct state *state;
	const struct peer *peer; /* of VARS_PEER and VARS_CLOCK */
	const struct now *now;
	const struct addr *from; /* the reader's address; NULL: the owner */
	bool on_host;            /* the reader may see version and system */
	bool named;              /* asked for by name, not by default */
};

/* What is at a row's offset. */
enum var_kind {
	V_FUNCTION, V_NAMES, V_BOOL, V_UINT8, V_INT8, V_UINT16, V_UINT32,
	V_UINT64, V_INT, V_UINT, V_HEX8, V_HEX16, V_MS, V_PPM, V_STAMP
};

/* A variable. */
struct var_row {
	const char *name;
	enum var_kind kind; /* V_NAMES: the names of all variables */
	unsigned place;    /* in the default reply, from 1; 0: not in it */
	size_t offset;     /* in struct state or struct peer */
	/* V_FUNCTION: write the value; returns false if there is none now. */
	bool (*format)(const struct vars_view *v, char *buf, size_t size);
	const char *doc;
};

/* Returns the rows of SET and their number N. */
const struct var_row *var_rows(enum vars_set set, size_t *n);

/*
 * Write the value of ROW, which is not V_NAMES, of V to BUF of SIZE octets.
 *
 * Returns false if there is none now.
 */
bool var_rows_value(const struct vars_view *v, const struct var_row *row,
    char *buf, size_t size);

/*
 * Write TEXT between double quotes to BUF of SIZE octets, unless it is empty
 * or NULL.  There is no way to quote a quote.
 *
 * Returns true.
 */
bool var_rows_text(const char *text, char *buf, size_t size);

#endif
