/*
 * text.h -- text from servers: made harmless, read as numbers, set in lines.
 *
 * What a server sends is whatever somebody put there.  Nothing of it reaches
 * the terminal but printable ASCII: other octets are shown as ^X and M-X.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "ntptime.h"

/* Write the LEN octets at S to OUT, harmless. */
void text_put(FILE *out, const char *s, size_t len);

/* Returns the columns text_put() needs for the LEN octets at S. */
size_t text_width(const char *s, size_t len);

/*
 * Put as much of the string S, harmless, into BUF of SIZE octets as fits.
 * Returns BUF.
 */
const char *text_clean(const char *s, char *buf, size_t size);

/*
 * Write the LEN octets at DATA as they are but harmless: lines stay lines, and
 * the CR of a CR LF is left out.
 */
void text_raw(FILE *out, const char *data, size_t len);

/*
 * Each reads the LEN octets at S as a number into OUT, which is untouched
 * unless all of them are one: 12, 0x1f or 017; -12; -1.25;
 * 0xHHHHHHHH.HHHHHHHH or the same without 0x.
 */
bool text_unsigned(const char *s, size_t len, unsigned long *out);
bool text_signed(const char *s, size_t len, long *out);
bool text_double(const char *s, size_t len, double *out);
bool text_stamp(const char *s, size_t len, ntp_time *out);

/*
 * Write S milliseconds with three decimals, and a sign only if it is below 0,
 * into BUF.  Returns BUF.
 */
const char *text_ms(double ms, char *buf, size_t size);

/*
 * Write T as "HHHHHHHH.HHHHHHHH  Ddd, Mmm dD YYYY hH:MM:SS.mmm" in the local
 * time zone and the era nearest to NOW into BUF (64 octets).  Returns BUF.
 */
const char *text_date(ntp_time t, ntp_time now, char *buf, size_t size);

/* A list of name=value in lines of up to 72 columns. */
struct text_list {
	FILE *out;
	size_t column;
	bool begun;
};

/* Add NAME=VALUE, of NAME_LEN and VALUE_LEN octets, to L. */
void text_item(struct text_list *l, const char *name, size_t name_len,
    const char *value, size_t value_len);

/* End the last line of L. */
void text_end(struct text_list *l);

#endif
