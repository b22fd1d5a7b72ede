/*
 * vars.c -- mode 6 variables: the rows of the table, and behind those of the
 * system what the configuration has added.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "var_clock.h"
#include "var_peer.h"
#include "var_sys.h"
#include "vars.h"

/* Returns the rows of SET and their number N. */
static const struct var_row *
rows_of(enum vars_set set, size_t *n)
{
	return set == VARS_SYS ? var_sys(n) : set == VARS_CLOCK ?
	    var_clock(n) : var_peer(n);
}

/* Returns how many rows V has. */
static size_t
row_count(const struct vars_view *v)
{
	size_t n;

	(void)rows_of(v->set, &n);
	return n;
}

/* Returns row INDEX of V. */
static const struct var_row *
row_of(const struct vars_view *v, size_t index)
{
	size_t n;

	return &rows_of(v->set, &n)[index];
}

size_t
vars_count(const struct vars_view *v)
{
	size_t n = row_count(v);

	return v->set == VARS_SYS ? n + v->state->conf->n_vars : n;
}

/* Returns the configuration's variable INDEX of V, NULL if it is a row. */
static const struct conf_var *
own_var(const struct vars_view *v, size_t index)
{
	size_t n = row_count(v);

	return index < n ? NULL : &v->state->conf->vars[index - n];
}

static const char *
name_of(const struct vars_view *v, size_t index)
{
	const struct conf_var *own = own_var(v, index);

	return own != NULL ? own->name : row_of(v, index)->name;
}

int
vars_find(const struct vars_view *v, const char *name, size_t len)
{
	size_t n = vars_count(v);

	for (size_t i = 0; i < n; i++) {
		const char *candidate = name_of(v, i);

		if (strlen(candidate) == len &&
		    memcmp(candidate, name, len) == 0)
			return (int)i;
	}
	return -1;
}

int
vars_default(const struct vars_view *v, size_t i)
{
	size_t rows, n = vars_count(v), places = 0;
	const struct var_row *row = rows_of(v->set, &rows);

	for (size_t r = 0; r < rows; r++) {
		if (row[r].place == i + 1)
			return (int)r;
		if (row[r].place > places)
			places = row[r].place;
	}
	for (size_t r = rows; r < n; r++)
		if (own_var(v, r)->is_default && places++ == i)
			return (int)r;
	return -1;
}

bool
vars_is_writable(const struct vars_view *v, size_t index)
{
	const struct conf_var *own = own_var(v, index);

	return own != NULL && own->writable;
}

/* The names of all variables, as one quoted value. */
static void
format_names(const struct vars_view *v, char *buf, size_t size)
{
	size_t n = vars_count(v), at = 0;

	for (size_t i = 0; i < n; i++) {
		const char *name = name_of(v, i);
		size_t len = strlen(name);

		if (at + len + 3 > size)
			break;
		buf[at++] = i == 0 ? '"' : ',';
		memcpy(buf + at, name, len);
		at += len;
	}
	buf[at++] = '"';
	buf[at] = '\0';
}

/*
 * Write a variable of the configuration's: as it stands, but in quotes where a
 * comma would break it in two.
 */
static void
format_own(const struct conf_var *own, char *buf, size_t size)
{
	if (own->value == NULL)
		buf[0] = '\0';
	else if (strchr(own->value, ',') != NULL && own->value[0] != '"')
		(void)var_rows_text(own->value, buf, size); /* true */
	else
		snprintf(buf, size, "%s", own->value);
}

/* Write the value of variable INDEX of V; returns false if there is none now. */
static bool
format_value(const struct vars_view *v, size_t index, char *buf, size_t size)
{
	const struct conf_var *own = own_var(v, index);

	if (own != NULL)
		format_own(own, buf, size);
	else if (row_of(v, index)->kind == V_NAMES)
		format_names(v, buf, size);
	else
		return var_rows_value(v, row_of(v, index), buf, size);
	return true;
}

size_t
vars_print(const struct vars_view *v, size_t index, char *buf, size_t size)
{
	char value[VARS_TEXT];
	size_t len;

	value[0] = '\0';
	if (!format_value(v, index, value, sizeof value))
		return 0;
	len = (size_t)snprintf(buf, size, value[0] != '\0' ? "%s=%s" : "%s",
	    name_of(v, index), value);
	if (len >= size)
		len = size - 1;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)buf[i] < ' ' || buf[i] == 0x7f)
			buf[i] = '?';
	return len;
}

bool
vars_row(enum vars_set set, size_t i, const char **name, const char **doc,
    unsigned *place)
{
	size_t n;
	const struct var_row *row = rows_of(set, &n);

	if (i >= n)
		return false;
	*name = row[i].name;
	*doc = row[i].doc;
	*place = row[i].place;
	return true;
}
