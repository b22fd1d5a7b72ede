/*
 * conf_diff.c -- what one configuration has and another has not.
 *
 * Both sides are sorted by what their lines are about and walked side by side.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_diff.h"
#include "conf_write.h"

#define WHOLE 99 /* words: all there are */

/* By how many of its words a line is known; a family does not count. */
static const struct {
	const char *word;
	unsigned n;
} known_by[] = {
	{ "server", 2 }, { "pool", 2 }, { "peer", 2 }, { "broadcast", 2 },
	{ "manycastclient", 2 }, { "manycastserver", 2 },
	{ "multicastclient", 2 }, { "unpeer", 2 }, { "fudge", 2 },
	{ "filegen", 2 }, { "setvar", 2 }, { "trap", 2 }, { "key", 2 },
	{ "enable", 2 }, { "disable", 2 }, { "tos", 2 }, { "tinker", 2 },
	{ "discard", 2 }, { "mru", 2 }, { "rlimit", 2 }, { "require", 2 },
	{ "statistics", 2 }, { "reset", 2 }, { "interface", WHOLE },
	{ "phone", WHOLE }, { "broadcastclient", 2 },
};

/* Returns what follows the word, or "several words", at AT and blanks. */
static const char *
next_word(const char *at)
{
	bool quoted = false;

	for (; *at != '\0' && (quoted || *at != ' '); at++)
		quoted ^= *at == '"';
	return at + strspn(at, " ");
}

static bool
is_word(const char *at, const char *word)
{
	size_t len = strlen(word);

	return strncmp(at, word, len) == 0 &&
	    (at[len] == ' ' || at[len] == '\0');
}

/* Returns the end of what an entry of the restrict table is known by. */
static const char *
restrict_key(const char *at)
{
	at = next_word(at);
	if (*at == '-')
		at = next_word(at);
	at = next_word(at);
	if (is_word(at, "mask"))
		at = next_word(next_word(at));
	return is_word(at, "ntpport") ? next_word(at) : at;
}

/* Returns the end of what LINE is known by. */
static const char *
end_of_key(const char *line)
{
	const char *at = line;
	unsigned n = 1;

	if (is_word(line, "restrict"))
		return restrict_key(line);
	for (size_t i = 0; i < sizeof known_by / sizeof known_by[0]; i++)
		if (is_word(line, known_by[i].word))
			n = known_by[i].n;
	for (unsigned i = 0; i < n && *at != '\0'; i++) {
		at = next_word(at);
		if (i == 0 && n > 1 && at[0] == '-')
			at = next_word(at);
	}
	return at;
}

/* Returns what LINE is about, to be freed; NULL: no memory. */
static char *
key_of(const char *line)
{
	size_t len = (size_t)(end_of_key(line) - line);

	while (len > 0 && line[len - 1] == ' ')
		len--;
	/* to switch something on or off is about the same thing */
	if (is_word(line, "disable")) {
		char *key = malloc(len + 1);

		if (key != NULL)
			snprintf(key, len + 1, "enable%.*s", (int)(len - 7),
			    line + 7);
		return key;
	}
	return strndup(line, len);
}

void
conf_lines_add(struct conf_lines *l, const char *line)
{
	struct conf_line item, *more;
	size_t room = 2 * l->room + 64;

	if (line[0] == '#' || l->failed)
		return;
	if (l->n == l->room) {
		more = realloc(l->item, room * sizeof *more);
		l->failed = more == NULL;
		if (l->failed)
			return;
		l->item = more;
		l->room = room;
	}
	item.key = key_of(line);
	item.line = strdup(line);
	l->item[l->n++] = item;
	l->failed = item.key == NULL || item.line == NULL;
}

static void
add_written(void *ctx, enum conf_part part, const char *line)
{
	(void)part;
	conf_lines_add(ctx, line);
}

static void
add_key(void *ctx, const char *line)
{
	conf_lines_add(ctx, line);
}

struct key_writer {
	void (*each)(void *ctx, const char *line);
	void *ctx;
};

static void
write_key(void *ctx, uint32_t id, const char *print)
{
	struct key_writer *w = ctx;
	char line[80];

	snprintf(line, sizeof line, "key %lu %s", (unsigned long)id, print);
	w->each(w->ctx, line);
}

void
conf_lines_keys(const struct auth *auth, void (*each)(void *ctx,
    const char *line), void *ctx)
{
	struct key_writer w = { each, ctx };

	if (auth != NULL)
		auth_each(auth, write_key, &w);
}

void
conf_lines_take(struct conf_lines *l, const struct conf *c,
    const struct auth *auth)
{
	if (!conf_write(c, add_written, l))
		l->failed = true;
	conf_lines_keys(auth, add_key, l);
}

void
conf_lines_free(struct conf_lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->item[i].key);
		free(l->item[i].line);
	}
	free(l->item);
	*l = (struct conf_lines){ .n = 0 };
}

static int
compare(const void *a, const void *b)
{
	const struct conf_line *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order != 0 ? order : strcmp(x->line, y->line);
}

static void
sort(struct conf_lines *l)
{
	if (l->n > 0)
		qsort(l->item, l->n, sizeof *l->item, compare);
}

/* The comparison under way. */
struct diff {
	const struct conf_lines *before, *after, *empty;
	size_t i, k;      /* in BEFORE, in AFTER */
	void (*each)(void *ctx, enum conf_change change, const char *line,
	    const char *was);
	void *ctx;
};

/* Returns true if an empty configuration has LINE. */
static bool
is_default(const struct diff *d, const struct conf_line *line)
{
	return d->empty->n > 0 && bsearch(line, d->empty->item, d->empty->n,
	    sizeof *line, compare) != NULL;
}

/* Tell of LINE, but not that something is as it is without any line. */
static void
tell(const struct diff *d, enum conf_change change,
    const struct conf_line *line)
{
	if (!is_default(d, line))
		d->each(d->ctx, change, line->line, NULL);
}

/* Tell of LINE instead of WAS; one that nobody had to write is none. */
static void
tell_changed(const struct diff *d, const struct conf_line *line,
    const struct conf_line *was)
{
	if (is_default(d, line) || is_default(d, was)) {
		tell(d, CONF_REMOVED, was);
		tell(d, CONF_ADDED, line);
	} else {
		d->each(d->ctx, CONF_CHANGED, line->line, was->line);
	}
}

/* Returns the end of the items of L from AT on that are about KEY. */
static size_t
end_of_group(const struct conf_lines *l, size_t at, const char *key)
{
	while (at < l->n && strcmp(l->item[at].key, key) == 0)
		at++;
	return at;
}

/*
 * Returns the first line of L in [AT, TO) that M has not in [FROM, END); TO if
 * it has them all.
 */
static size_t
next_unlike(const struct conf_lines *l, size_t at, size_t to,
    const struct conf_lines *m, size_t from, size_t end)
{
	for (; at < to; at++) {
		bool alike = false;

		for (size_t i = from; i < end && !alike; i++)
			alike = strcmp(l->item[at].line, m->item[i].line) == 0;
		if (!alike)
			break;
	}
	return at;
}

/* Compare what the two have of KEY: the same, then changed, then the rest. */
static void
diff_group(struct diff *d, const char *key)
{
	const struct conf_lines *b = d->before, *a = d->after;
	size_t i = d->i, k = d->k, b_end = end_of_group(b, i, key);
	size_t a_end = end_of_group(a, k, key);

	for (size_t m = k; m < a_end; m++)
		if (next_unlike(a, m, m + 1, b, i, b_end) != m)
			tell(d, CONF_KEPT, &a->item[m]);
	for (;;) {
		i = next_unlike(b, i, b_end, a, d->k, a_end);
		k = next_unlike(a, k, a_end, b, d->i, b_end);
		if (i == b_end && k == a_end)
			break;
		if (i < b_end && k < a_end)
			tell_changed(d, &a->item[k], &b->item[i]);
		else if (k < a_end)
			tell(d, CONF_ADDED, &a->item[k]);
		else
			tell(d, CONF_REMOVED, &b->item[i]);
		i += i < b_end;
		k += k < a_end;
	}
	d->i = b_end;
	d->k = a_end;
}

bool
conf_diff(struct conf_lines *before, struct conf_lines *after,
    void (*each)(void *ctx, enum conf_change change, const char *line,
    const char *was), void *ctx)
{
	struct conf_lines empty = { .n = 0 };
	struct diff d = { before, after, &empty, 0, 0, each, ctx };
	struct conf c;
	bool whole;

	conf_init(&c);
	conf_lines_take(&empty, &c, NULL);
	conf_free(&c);
	sort(before);
	sort(after);
	sort(&empty);
	whole = !before->failed && !after->failed && !empty.failed;
	while (whole && (d.i < before->n || d.k < after->n)) {
		const char *b = d.i < before->n ? before->item[d.i].key : NULL;
		const char *a = d.k < after->n ? after->item[d.k].key : NULL;

		diff_group(&d, b == NULL || (a != NULL && strcmp(a, b) < 0) ?
		    a : b);
	}
	conf_lines_free(&empty);
	return whole;
}

static void
count(void *ctx, enum conf_change change, const char *line, const char *was)
{
	struct conf_count *c = ctx;

	(void)line;
	(void)was;
	switch (change) {
	case CONF_ADDED:
		c->added++;
		break;
	case CONF_CHANGED:
		c->changed++;
		break;
	case CONF_REMOVED:
		c->removed++;
		break;
	case CONF_KEPT:
		c->kept++;
		break;
	}
}

bool
conf_diff_count(struct conf_lines *before, struct conf_lines *after,
    struct conf_count *c)
{
	*c = (struct conf_count){ .added = 0 };
	return conf_diff(before, after, count, c);
}
