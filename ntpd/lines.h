/*
 * lines.h -- lines of text out of a descriptor that does not block.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LINES_ROOM 16384 /* octets of the longest line; longer ones are lost */

/* All zero: nothing read. */
struct lines {
	char text[LINES_ROOM];
	size_t used;     /* octets in TEXT */
	size_t taken;    /* ... that were handed out */
	bool lost;       /* the line under way is too long */
};

/*
 * Read what FD has.
 *
 * Returns false if it has come to an end or fails.
 */
bool lines_fill(struct lines *l, int fd);

/*
 * Put the next line, without its end and not terminated, into LINE and LENGTH;
 * it is good until L is filled again.
 *
 * Returns false if there is none.
 */
bool lines_next(struct lines *l, const char **line, size_t *length);

#endif
