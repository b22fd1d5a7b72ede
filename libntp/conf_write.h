/*
 * conf_write.h -- a struct conf as the lines that mean it.
 *
 * Every setting is a line, those that nobody wrote too, in the same form and
 * order whatever the original looked like: read again they give the same
 * configuration, and two that mean the same give the same lines.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_WRITE_H
#define CONF_WRITE_H

#include "conf.h"

/* What a line is about. */
enum conf_part {
	CONF_PART_SOURCES, CONF_PART_KEYS, CONF_PART_DISCIPLINE,
	CONF_PART_TABLE,  /* restrict lines that are entries of the table */
	CONF_PART_ACCESS, /* others, and discard */
	CONF_PART_OTHERS
};

/*
 * Call EACH with CTX for every line of C, without its newline.  A text setting
 * that has no value is a comment.
 *
 * Returns false if there was no memory for a line and those after it.
 */
bool conf_write(const struct conf *c, void (*each)(void *ctx,
    enum conf_part part, const char *line), void *ctx);

#endif
