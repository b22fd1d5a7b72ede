/*
 * conf_dump.h -- a struct conf as text, for tests to compare.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_DUMP_H
#define CONF_DUMP_H

#include <stddef.h>

#include "conf.h"
#include "conf_table.h"

/*
 * Write what C was told into BUF of SIZE octets: the scalars that a line set,
 * in the order of the table, then the lists, each as one would write it,
 * separated by "; ".
 *
 * Returns BUF.
 */
const char *conf_dump(const struct conf *c, char *buf, size_t size);

/* Returns true if ROW's target is in struct conf itself. */
bool conf_dump_scalar(const struct conf_row *row);

/* Write the value that ROW has in C into BUF of SIZE octets. */
void conf_dump_value(const struct conf *c, const struct conf_row *row,
    char *buf, size_t size);

#endif
