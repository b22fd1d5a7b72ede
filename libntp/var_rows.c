/*
 * var_rows.c -- rows of mode 6 variables: how they are written.
 *
 * Most rows are an offset into struct state or struct peer, checked against
 * the field's type when compiled; what has to be worked out has a function.
 * Names, order and formats are classic's; at the end of each table are our own.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <stdio.h>

#include "var_rows.h"

/*
 * --- values that are worked out -----------------------------------------
 */

void
var_rows_ms(double s, char *buf, size_t size)
{
	snprintf(buf, size, "%.3f", s * 1e3);
}

void
var_rows_stamp(ntp_time t, char *buf, size_t size)
{
	snprintf(buf, size, "0x%08" PRIx32 ".%08" PRIx32,
	    (uint32_t)(t.fp >> 32), (uint32_t)t.fp);
}

bool
var_rows_text(const char *text, char *buf, size_t size)
{
	size_t at = 0;

	buf[0] = '\0';
	if (text == NULL || text[0] == '\0')
		return true;
	buf[at++] = '"';
	for (; *text != '\0' && at + 2 < size; text++)
		buf[at++] = *text == '"' ? '?' : *text;
	buf[at++] = '"';
	buf[at] = '\0';
	return true;
}

bool
var_rows_absent(const struct vars_view *v, char *buf, size_t size)
{
	(void)v;
	(void)buf;
	(void)size;
	return false;
}

bool
var_rows_zero(const struct vars_view *v, char *buf, size_t size)
{
	(void)v;
	snprintf(buf, size, "0");
	return true;
}

/* Write what is at FIELD as KIND says. */
static void
format_field(enum var_kind kind, const void *field, char *buf, size_t size)
{
	switch (kind) {
	case V_BOOL:
		snprintf(buf, size, "%d", *(const bool *)field);
		break;
	case V_UINT8:
		snprintf(buf, size, "%u", *(const uint8_t *)field);
		break;
	case V_INT8:
		snprintf(buf, size, "%d", *(const int8_t *)field);
		break;
	case V_UINT16:
		snprintf(buf, size, "%u", *(const uint16_t *)field);
		break;
	case V_UINT32:
		snprintf(buf, size, "%" PRIu32, *(const uint32_t *)field);
		break;
	case V_UINT64:
		snprintf(buf, size, "%" PRIu64, *(const uint64_t *)field);
		break;
	case V_INT:
		snprintf(buf, size, "%d", *(const int *)field);
		break;
	case V_UINT:
		snprintf(buf, size, "%u", *(const unsigned *)field);
		break;
	case V_HEX8:
		snprintf(buf, size, "0x%x", *(const uint8_t *)field);
		break;
	case V_HEX16:
		snprintf(buf, size, "0x%x", *(const uint16_t *)field);
		break;
	case V_MS:
		var_rows_ms(*(const double *)field, buf, size);
		break;
	case V_PPM:
		snprintf(buf, size, "%.3f", *(const double *)field * 1e6);
		break;
	case V_STAMP:
		var_rows_stamp(*(const ntp_time *)field, buf, size);
		break;
	case V_MS6:
		snprintf(buf, size, "%.6f", *(const double *)field * 1e3);
		break;
	case V_INT32:
		snprintf(buf, size, "%" PRId32, *(const int32_t *)field);
		break;
	case V_USEC:
		snprintf(buf, size, "%g", *(const int32_t *)field / 1e6);
		break;
	case V_FRACTION:
		snprintf(buf, size, "%g", *(const int32_t *)field / 65536.0);
		break;
	case V_FUNCTION:
	case V_NAMES:
		break;
	}
}

/* Returns what ROW's offset counts from; NULL: not there. */
static const char *
base_of(const struct vars_view *v, const struct var_row *row,
    struct totals *totals)
{
	switch (row->base) {
	case BASE_REPORT:
		return (const char *)v->report;
	case BASE_TOTALS:
		state_totals(&v->state->counts, totals);
		return (const char *)totals;
	case BASE_OBJECT:
		break;
	}
	return v->set == VARS_SYS ? (const char *)v->state :
	    (const char *)v->peer;
}

bool
var_rows_value(const struct vars_view *v, const struct var_row *row, char *buf,
    size_t size)
{
	struct totals totals;
	const char *base = base_of(v, row, &totals);

	if (row->kind == V_FUNCTION)
		return row->format(v, buf, size);
	if (base == NULL)
		return false;
	format_field(row->kind, base + row->offset, buf, size);
	return true;
}
