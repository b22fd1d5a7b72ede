/*
 * var_rows.h -- rows of mode 6 variables: where a value is, and how it reads.
 *
 * The rows of the system, of sources and of clocks, in var_sys, var_peer and
 * var_clock, are made of this.
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

#define VARS_TEXT 4096 /* octets of the longest name=value; longer are cut */

enum vars_set { VARS_SYS, VARS_PEER, VARS_CLOCK };

/* What is looked at, by whom and when. */
struct vars_view {
	enum vars_set set;
	const struct state *state;
	const struct peer *peer; /* of VARS_PEER and VARS_CLOCK */
	const struct now *now;
	const struct addr *from; /* the reader's address; NULL: the owner */
	const struct host_report *report; /* NULL: the host was not asked */
	bool on_host;            /* the reader may see version and system */
	bool named;              /* asked for by name, not by default */
};

/* What is at a row's offset. */
enum var_kind {
	V_FUNCTION, V_NAMES, V_BOOL, V_UINT8, V_INT8, V_UINT16, V_UINT32,
	V_UINT64, V_INT, V_UINT, V_HEX8, V_HEX16, V_MS, V_PPM, V_STAMP,
	V_MS6,      /* as V_MS, with six decimals */
	V_INT32,
	V_USEC,     /* int32_t, us, shown in s */
	V_FRACTION  /* int32_t, 2^-16 */
};

/* What a row's offset counts from. */
enum var_base {
	BASE_OBJECT, /* struct state or struct peer */
	BASE_REPORT, /* struct host_report */
	BASE_TOTALS  /* struct totals */
};

/* A variable. */
struct var_row {
	const char *name;
	enum var_kind kind; /* V_NAMES: the names of all variables */
	unsigned place;    /* in the default reply, from 1; 0: not in it */
	enum var_base base;
	size_t offset;     /* in what BASE says */
	/* V_FUNCTION: write the value; returns false if there is none now. */
	bool (*format)(const struct vars_view *v, char *buf, size_t size);
	const char *doc;
};

/* For the tables.  The offset of FIELD in BASE; does not compile unless it is
 * a TYPE. */
#define AT(type, base, field) (offsetof(base, field) + 0 * sizeof(char \
    [__builtin_types_compatible_p(type, __typeof__(((base *)0)->field)) ? \
    1 : -1]))
#define BOOL(field) V_BOOL, .offset = AT(bool, BASE, field)
#define UINT8(field) V_UINT8, .offset = AT(uint8_t, BASE, field)
#define INT8(field) V_INT8, .offset = AT(int8_t, BASE, field)
#define UINT16(field) V_UINT16, .offset = AT(uint16_t, BASE, field)
#define UINT32(field) V_UINT32, .offset = AT(uint32_t, BASE, field)
#define UINT64(field) V_UINT64, .offset = AT(uint64_t, BASE, field)
#define INT(field) V_INT, .offset = AT(int, BASE, field)
#define UINT(field) V_UINT, .offset = AT(unsigned, BASE, field)
#define HEX8(field) V_HEX8, .offset = AT(uint8_t, BASE, field)
#define HEX16(field) V_HEX16, .offset = AT(uint16_t, BASE, field)
#define MS(field) V_MS, .offset = AT(double, BASE, field)
#define MS6(field) V_MS6, .offset = AT(double, BASE, field)
#define PPM(field) V_PPM, .offset = AT(double, BASE, field)
#define STAMP(field) V_STAMP, .offset = AT(ntp_time, BASE, field)
#define FUNCTION(name) V_FUNCTION, .format = (name)
#define DEFAULT(n) .place = (n)
#define REPORTED(kind, type, field) kind, .base = BASE_REPORT, \
    .offset = AT(type, struct host_report, field)
#define TOTAL(field) V_UINT64, .base = BASE_TOTALS, \
    .offset = AT(uint64_t, struct totals, field)

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

/* Write S seconds in ms to BUF of SIZE octets. */
void var_rows_ms(double s, char *buf, size_t size);

/* Write T to BUF of SIZE octets. */
void var_rows_stamp(ntp_time t, char *buf, size_t size);

/* For rows that never have a value, and for those that are always 0. */
bool var_rows_absent(const struct vars_view *v, char *buf, size_t size);
bool var_rows_zero(const struct vars_view *v, char *buf, size_t size);

#endif
