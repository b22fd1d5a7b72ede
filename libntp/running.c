/*
 * running.c -- the configuration in force, for the owner to compare files with.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "conf_diff.h"
#include "conf_write.h"
#include "running.h"

struct writer {
	void (*put)(void *ctx, const void *data, size_t len);
	void *ctx;
	size_t number;   /* of the next record */
	size_t first;    /* the first one wanted */
	size_t used;     /* octets put */
};

static void
record(struct writer *w, enum running_kind kind, const char *text)
{
	size_t len = strlen(text);
	char letter = (char)kind;

	if (w->number++ < w->first || w->used > RUNNING_PAGE)
		return;
	if (len > RUNNING_RECORD)
		len = RUNNING_RECORD;
	w->put(w->ctx, &letter, 1);
	w->put(w->ctx, text, len);
	w->put(w->ctx, "", 1);
	w->used += len + 2;
}

static void
record_number(struct writer *w, enum running_kind kind, unsigned n)
{
	char text[16];

	snprintf(text, sizeof text, "%u", n);
	record(w, kind, text);
}

static void
record_line(void *ctx, enum conf_part part, const char *line)
{
	(void)part;
	record(ctx, RUNNING_LINE, line);
}

static void
record_key(void *ctx, const char *line)
{
	record(ctx, RUNNING_KEY, line);
}

bool
running_write(const struct state *s, size_t first,
    void (*put)(void *ctx, const void *data, size_t len), void *ctx)
{
	struct writer w = { .put = put, .ctx = ctx, .first = first };
	const char *const *word = s->facts->words;
	bool whole;

	record_number(&w, RUNNING_NUMBER, s->configured);
	record_number(&w, RUNNING_ERRORS, s->conf->errors);
	for (; word != NULL && *word != NULL; word++)
		record(&w, RUNNING_WORD, *word);
	whole = conf_write(s->conf, record_line, &w);
	conf_lines_keys(s->auth, record_key, &w);
	return whole;
}
