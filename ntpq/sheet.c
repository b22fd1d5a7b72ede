/*
 * sheet.c -- rows with named columns, as text, JSON or CSV (RFC 4180).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>
#include <time.h>

#include "machine.h"
#include "sheet.h"
#include "text.h"

#define EPOCH 2208988800U /* of the system's time in that of NTP, s */

bool
sheet_is_machine(const struct ntpq *n)
{
	return n->options.json || n->options.csv;
}

const char *
sheet_stamp(ntp_time t, ntp_time now, char *buf, size_t size)
{
	time_t at = (time_t)(now.fp >> 32) - (time_t)EPOCH +
	    (int32_t)((t.fp >> 32) - (now.fp >> 32));
	unsigned us = (unsigned)((t.fp & 0xffffffff) * 1000000 >> 32);
	struct tm tm;
	size_t len;

	buf[0] = '\0';
	if (t.fp == 0 || gmtime_r(&at, &tm) == NULL)
		return buf;
	len = strftime(buf, size, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf + len, size - len, ".%06uZ", us);
	return buf;
}

/*
 * Quoted only where it must be.  What could do something to a terminal is
 * written as text_put() does.
 */
void
sheet_field(FILE *out, const char *s, size_t len)
{
	bool quote = memchr(s, ',', len) != NULL || memchr(s, '"', len) != NULL;

	if (quote)
		putc('"', out);
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			putc('"', out);
		text_put(out, &s[i], 1);
	}
	if (quote)
		putc('"', out);
}

/* Put the value of column C of ROW into BUF; "" if there is none. */
static const char *
value_of(const struct sheet_column *c, const void *row, char *buf, size_t size)
{
	const void *at = (const char *)row + c->offset;
	double d;

	switch (c->kind) {
	case SHEET_TEXT:
		return at;
	case SHEET_COUNT:
		snprintf(buf, size, "%lu", *(const unsigned long *)at);
		break;
	case SHEET_NUMBER:
		d = *(const double *)at;
		if (isfinite(d))
			snprintf(buf, size, "%.9g", d == 0 ? 0 : d);
		else
			buf[0] = '\0';
		break;
	case SHEET_STAMP:
		sheet_stamp(*(const ntp_time *)at, query_now(), buf, size);
		break;
	}
	return buf;
}

static void
write_csv(FILE *out, const char *host, const struct sheet *s, const void *row)
{
	const struct sheet_column *c;
	char buf[64];

	sheet_field(out, host, strlen(host));
	for (c = s->columns; c->name != NULL; c++) {
		const char *value = value_of(c, row, buf, sizeof buf);

		putc(',', out);
		sheet_field(out, value, strlen(value));
	}
	fputs("\r\n", out);
}

static void
write_json(FILE *out, const struct sheet *s, const void *row)
{
	const struct sheet_column *c;
	char buf[64];

	for (c = s->columns; c->name != NULL; c++) {
		const char *value = value_of(c, row, buf, sizeof buf);
		bool plain = c->kind == SHEET_COUNT || c->kind == SHEET_NUMBER;

		putc(c == s->columns ? '{' : ',', out);
		machine_string(out, c->name, strlen(c->name));
		putc(':', out);
		if (c->kind != SHEET_TEXT && value[0] == '\0')
			fputs("null", out);
		else if (plain)
			fputs(value, out);
		else
			machine_string(out, value, strlen(value));
	}
	putc('}', out);
}

/* Write the names of the columns of S, unless they are above already. */
static void
write_names(struct ntpq *n, const struct sheet *s)
{
	const struct sheet_column *c;

	if (n->names == s->columns)
		return;
	n->names = s->columns;
	fputs("host", n->out);
	for (c = s->columns; c->name != NULL; c++)
		fprintf(n->out, ",%s", c->name);
	fputs("\r\n", n->out);
}

void
sheet_begin(struct ntpq *n, const struct sheet *s)
{
	n->rows = 0;
	if (n->options.csv) {
		write_names(n, s);
	} else if (n->options.json) {
		fputs("{\"host\":", n->out);
		machine_string(n->out, n->query.host, strlen(n->query.host));
		fprintf(n->out, ",\"%s\":[", s->name);
	} else if (s->head != NULL) {
		fputs(s->head, n->out);
	}
}

void
sheet_row(struct ntpq *n, const struct sheet *s, const void *row)
{
	if (n->options.csv) {
		write_csv(n->out, n->query.host, s, row);
	} else if (n->options.json) {
		if (n->rows > 0)
			putc(',', n->out);
		write_json(n->out, s, row);
	} else {
		s->write(s->ctx, n->out, row);
	}
	n->rows++;
}

void
sheet_end(struct ntpq *n, const struct sheet *s)
{
	(void)s;
	if (n->options.json && !n->options.csv)
		fputs("]}\n", n->out);
}

void
sheet_write(struct ntpq *n, const struct sheet *s, const void *row)
{
	sheet_begin(n, s);
	sheet_row(n, s, row);
	sheet_end(n, s);
}
