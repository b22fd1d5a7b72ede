/*
 * lines.c -- lines of text out of a descriptor that does not block.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lines.h"

/* Make room: what was handed out goes, and a line without an end, too. */
static void
make_room(struct lines *l)
{
	memmove(l->text, l->text + l->taken, l->used - l->taken);
	l->used -= l->taken;
	l->taken = 0;
	if (l->used == sizeof l->text) {
		l->used = 0;
		l->lost = true;
	}
}

bool
lines_fill(struct lines *l, int fd)
{
	ssize_t n;

	make_room(l);
	n = read(fd, l->text + l->used, sizeof l->text - l->used);
	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	l->used += (size_t)n;
	return true;
}

bool
lines_next(struct lines *l, const char **line, size_t *length)
{
	while (l->taken < l->used) {
		char *at = l->text + l->taken;
		char *end = memchr(at, '\n', l->used - l->taken);
		bool whole = !l->lost;

		if (end == NULL)
			return false;
		l->taken = (size_t)(end - l->text) + 1;
		l->lost = false;
		if (end > at && end[-1] == '\r')
			end--;
		*line = at;
		*length = (size_t)(end - at);
		if (whole)
			return true;
	}
	return false;
}
