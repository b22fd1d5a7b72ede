/*
 * running.h -- the configuration in force, for the owner to compare files with.
 *
 * READCONF tells it as records, each a letter, a text and a NUL:
 *
 *	n NUMBER   changes with every configuration that is put in force
 *	e NUMBER   mistakes in it
 *	o WORD     of the daemon's command line, in order
 *	c LINE     as conf_write() writes them
 *	k LINE     as conf_lines_keys() writes them
 *
 * The data of a request is the number of the first record wanted; an answer
 * ends with the record that passes RUNNING_PAGE octets, an empty one says that
 * there are no more.  The whole may be larger than one answer can be.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef RUNNING_H
#define RUNNING_H

#include <stddef.h>

#include "state.h"

#define RUNNING_PAGE 32768   /* octets */
#define RUNNING_RECORD 16384 /* octets of a record's text; longer are cut */

/* A record. */
enum running_kind {
	RUNNING_NUMBER = 'n', RUNNING_ERRORS = 'e', RUNNING_WORD = 'o',
	RUNNING_LINE = 'c', RUNNING_KEY = 'k'
};

/*
 * Call PUT with CTX for the octets of the records of S from number FIRST (from
 * 0) on, as many as one answer holds.
 *
 * Returns false if there was no memory.
 */
bool running_write(const struct state *s, size_t first,
    void (*put)(void *ctx, const void *data, size_t len), void *ctx);

#endif
