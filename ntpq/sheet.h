/*
 * sheet.h -- rows with named columns, as text, JSON or CSV.
 *
 * A command describes its rows once: the columns say where in a struct each
 * value is, for programs, and one function writes the struct as a line for
 * people.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SHEET_H
#define SHEET_H

#include <stddef.h>

#include "ntpq.h"

/* What a value is. */
enum sheet_kind {
	SHEET_TEXT,   /* char[] */
	SHEET_COUNT,  /* unsigned long */
	SHEET_NUMBER, /* double; NAN: not known */
	SHEET_STAMP   /* ntp_time, shown in UTC; 0: never */
};

struct sheet_column {
	const char *name;
	enum sheet_kind kind;
	size_t offset;  /* in the row */
};

struct sheet {
	const char *name; /* of the list of rows, in JSON */
	const struct sheet_column *columns; /* one without name ends them */
	const char *head; /* text: what stands above the rows */
	/* Writes ROW as text; CTX is the command's. */
	void (*write)(void *ctx, FILE *out, const void *row);
	void *ctx;
};

/* For the tables of columns of STRUCT's. */
#define SHEET_COLUMN(name, kind, struct_, field) \
	{ name, SHEET_##kind, offsetof(struct_, field) }
#define SHEET_END { NULL, SHEET_TEXT, 0 }

/* Returns true if answers are for programs. */
bool sheet_is_machine(const struct ntpq *n);

/*
 * Write what stands in front of the rows of S, the ROW, and what ends them, to
 * N's output.  CSV has its line of names only if the one above it is another.
 */
void sheet_begin(struct ntpq *n, const struct sheet *s);
void sheet_row(struct ntpq *n, const struct sheet *s, const void *row);
void sheet_end(struct ntpq *n, const struct sheet *s);

/* Write one ROW as a sheet of its own. */
void sheet_write(struct ntpq *n, const struct sheet *s, const void *row);

/*
 * Write T as "2026-11-21T22:00:00.123456Z", in the era nearest to NOW, into
 * BUF (40 octets); "" if it is 0.  Returns BUF.
 */
const char *sheet_stamp(ntp_time t, ntp_time now, char *buf, size_t size);

/* Write the LEN octets at S to OUT as a field of CSV, harmless. */
void sheet_field(FILE *out, const char *s, size_t len);

#endif
