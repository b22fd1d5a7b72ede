/*
 * tables.h -- lists of the host that have rows: "name.0=lo, rx.0=5, name.1=".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef TABLES_H
#define TABLES_H

#include "commands.h"

/* Commands: interfaces and restrictions, for who may change things only. */
void show_ifstats(struct ntpq *n, const struct args *a);
void show_reslist(struct ntpq *n, const struct args *a);

/* Where in a row the value of WORD.N goes. */
struct tables_field {
	const char *word;
	enum { TABLES_NUMBER, TABLES_STAMP, TABLES_TEXT } kind;
	size_t offset;  /* of an unsigned long, an ntp_time, or a char[] */
	size_t size;    /* octets of the char[] */
};

/* Rows as they come. */
struct tables_walk {
	const struct tables_field *fields; /* a row without word ends them */
	void *row;       /* cleared before each */
	size_t row_size;
	void (*done)(void *ctx, const void *row); /* one is complete */
	void *ctx;
};

/*
 * Hand the rows in the LEN octets at DATA to W; what W has no field for is left
 * out, and so is what does not decode.
 */
void tables_walk(const struct tables_walk *w, const char *data, size_t len);

/* Write the list of interfaces, or of restrictions, at DATA to OUT. */
void tables_ifstats(FILE *out, const char *data, size_t len);
void tables_reslist(FILE *out, const char *data, size_t len);

#endif
