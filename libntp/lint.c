/*
 * lint.c -- check a configuration: everything an owner should know about it.
 *
 * The parser's own findings come first; those that a rule explains better are
 * left to the rule.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_parse.h"
#include "lint.h"
#include "lint_rules.h"
#include "suggest.h"

#define BETTER 160 /* octets of a better word */

static const struct lint_fix none = { LINT_NONE, NULL };

struct lint *
lint_new(const struct lint_reader *reader)
{
	struct lint *l = calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	l->reader = reader;
	conf_init(&l->conf);
	return l;
}

void
lint_free(struct lint *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->n_texts; i++) {
		free(l->texts[i].name);
		free(l->texts[i].starts);
	}
	for (size_t i = 0; i < l->n_findings; i++) {
		free(l->findings[i].text);
		free(l->findings[i].lines);
	}
	free(l->texts);
	free(l->findings);
	if (!l->borrowed)
		conf_free(&l->conf);
	free(l);
}

/* --- what the parser finds ------------------------------------------------ */

/* Returns the word of LINE at COLUMN; the number of words if there is none. */
static size_t
word_at(const struct lint_line *line, unsigned column)
{
	size_t i = 0;

	while (i < line->n && line->words[i].column != column)
		i++;
	return i;
}

/* Returns what is right for the word WORD of GROUP, in BUF if it must be made;
 * NULL if nothing is like it. */
static const char *
better_word(const char *group, const char *word, char buf[BETTER])
{
	struct addr a;

	if (group != NULL && strcmp(group, "restrict") == 0 &&
	    addr_parse(&a, word)) {
		(void)snprintf(buf, BETTER, "mask %s", word);
		return buf;
	}
	return suggest_word(group, word);
}

/* Returns what is right for the word TEXT where something else than a word
 * was wanted; NULL if nothing is like it. */
static const char *
better_value(const char *text, const char *plain, char buf[BETTER])
{
	bool whole = strstr(plain, "expecting an integer") != NULL;
	char *end;
	double value;

	if (strstr(plain, "expecting 0, 1") != NULL)
		return strcmp(text, "false") == 0 || strcmp(text, "no") == 0 ||
		    strcmp(text, "off") == 0 ? "0" :
		    strcmp(text, "yes") == 0 || strcmp(text, "on") == 0 ?
		    "1" : NULL;
	if (!whole && strstr(plain, "expecting a number") == NULL)
		return NULL;
	value = strtod(text, &end);
	if (end == text || *end != '\0' || !(value > -1e9 && value < 1e9))
		return NULL;
	(void)snprintf(buf, BETTER, whole ? "%.0f" : "%.9g", value);
	return strchr(buf, 'e') == NULL ? buf : NULL;
}

/* Returns the limit that PLAIN ends with: "... above maximum (17)". */
static const char *
limit(const char *plain, char buf[BETTER])
{
	const char *open = strrchr(plain, '(');

	if (open == NULL)
		return NULL;
	(void)snprintf(buf, BETTER, "%.*s", (int)strcspn(open + 1, ")"),
	    open + 1);
	return buf;
}

/* Returns LINE without what F says should not be there, if it is so. */
static struct lint_fix
without(const struct conf_finding *f, const struct lint_line *line)
{
	struct lint_edit e = { f->at.column, 1, "" };
	size_t end = line->comment;

	if (e.column <= line->length &&
	    (strncmp(f->plain, "unexpected \",\"", 14) == 0 ||
	    strncmp(f->plain, "unexpected \";\"", 14) == 0))
		return lint_edited(line, &e, 1);
	if (strstr(f->plain, "expecting end of line") == NULL ||
	    e.column > end)
		return none;
	while (e.column > 1 && line->text[e.column - 2] == ' ')
		e.column--;
	while (end > e.column && line->text[end - 1] == ' ')
		end--; /* what stands before a comment */
	e.length = (unsigned)(end + 1) - e.column;
	return lint_edited(line, &e, 1);
}

/* Report F, which is about a word of LINE, with a better word. */
static void
tell_word(struct lint *l, const struct conf_finding *f,
    const struct lint_line *line)
{
	char text[128], buf[BETTER];
	size_t i = word_at(line, f->at.column);
	const char *better = NULL;
	struct lint_edit e;

	if (i < line->n) {
		(void)lint_word(line, i, text, sizeof text);
		better = strcmp(f->rule, "word") == 0 ?
		    better_word(f->group, text, buf) :
		    strcmp(f->rule, "range") == 0 ? limit(f->plain, buf) :
		    better_value(text, f->plain, buf);
	}
	if (better == NULL) {
		lint_tell(l, f->severity, f->rule, f->at, without(f, line),
		    "%s", f->plain);
		return;
	}
	e = lint_change(line, i, better);
	lint_tell(l, f->severity, f->rule, f->at, lint_edited(line, &e, 1),
	    "%s: did you mean \"%s\"?", f->plain, better);
}

/* Returns true if a rule says better than F what is wrong with LINE. */
static bool
is_explained(const struct conf_finding *f, const struct lint_line *line)
{
	bool word = strcmp(f->rule, "word") == 0 ||
	    strcmp(f->rule, "syntax") == 0;
	bool own = f->severity == CONF_ERROR || strcmp(f->rule, "inert") == 0;

	return (word && lint_text_is_typographic(line)) ||
	    (((strcmp(f->rule, "word") == 0 && f->group == NULL) ||
	    strcmp(f->rule, "inert") == 0) && lint_chrony_knows(line)) ||
	    (own && lint_words_explain(line));
}

/* Report a file that cannot be included, unless it is just not there. */
static void
tell_file(struct lint *l, const struct conf_finding *f)
{
	const struct lint_text *t = lint_find_text(l, f->word);

	if (t != NULL && !t->is_missing)
		lint_tell(l, CONF_ERROR, "file", f->at, none,
		    "%s cannot be read: %s", t->name,
		    t->why != NULL ? t->why : "no reason is known");
}

static void
report(void *ctx, const struct conf_finding *f)
{
	struct lint *l = ctx;
	struct lint_line line;

	if (f->repeated)
		return;
	if (strcmp(f->rule, "file") == 0) {
		tell_file(l, f);
		return;
	}
	if (!lint_line_at(l, f->at, &line)) {
		lint_tell(l, f->severity, f->rule, f->at, none, "%s",
		    f->plain);
		return;
	}
	if (strcmp(f->rule, "address") == 0)
		lint_tell(l, f->severity, "L24", f->at, none, "%s: no server "
		    "can have it", f->plain);
	else if (!is_explained(f, &line))
		tell_word(l, f, &line);
}

/* --- reading -------------------------------------------------------------- */

/* Returns the text of T as it was read. */
static const char *
whole_text(const struct lint_text *t, size_t *length)
{
	size_t mark = t->marked ? 3 : 0;

	*length = t->length + mark;
	return t->text == NULL ? NULL : t->text - mark;
}

static const char *
include(void *ctx, const char *path, size_t *length)
{
	struct lint *l = ctx;
	struct lint_text *t = lint_open(l, path, LINT_INCLUDED);

	return t == NULL ? NULL : whole_text(t, length);
}

void
lint_read(struct lint *l, const char *file, enum lint_role role)
{
	struct conf_reader reader = { .include = include, .report = report,
		.ctx = l, .findings_max = LINT_FINDINGS };
	struct lint_text *t = lint_open(l, file, role);
	size_t first = l->n_texts, length;
	const char *text = t == NULL ? NULL : whole_text(t, &length);
	bool drop_in = role == LINT_DROP_IN;

	if (text == NULL) {
		struct conf_place at = { t != NULL ? t->name : NULL, 0, 0 };

		lint_tell(l, CONF_ERROR, "file", at, none,
		    "cannot be read: %s", t != NULL && t->why != NULL ?
		    t->why : "no reason is known");
		return;
	}
	(void)conf_parse(&l->conf, file, text, length, &reader); /* told */
	for (size_t i = first; i < l->n_texts; i++)
		l->texts[i].drop_in = drop_in;
}

/* --- judging -------------------------------------------------------------- */

/* Note where some things are said that must be said once. */
static void
note_place(struct lint *l, const struct lint_line *line)
{
	const struct {
		const char *word;
		struct conf_place *place;
	} words[] = {
		{ "driftfile", &l->driftfile }, { "keys", &l->keys },
		{ "leapfile", &l->leapfile },
		{ "controlkey", &l->controlkey },
		{ "requestkey", &l->requestkey }
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (lint_is(line, 0, words[i].word))
			*words[i].place = lint_place(line, 1);
}

/* Returns the line after the block that begins in line N of T. */
static size_t
after_block(const struct lint_text *t, size_t n)
{
	size_t open = 0;

	for (const char *p = t->text + t->starts[n - 1];
	    p < t->text + t->length; p++) {
		if (*p == '\n')
			n++;
		open += *p == '{';
		if (*p == '}' && open > 0 && --open == 0)
			break;
		if (*p == '\n' && open == 0)
			return n;
	}
	return n + 1;
}

static void
judge_lines(struct lint *l, const struct lint_text *t)
{
	struct lint_line line;

	lint_text_file(l, t);
	for (size_t n = 1; n <= t->n_lines; n++) {
		lint_line_get(t, n, &line);
		lint_text_line(l, &line);
		if (line.n == 0)
			continue;
		if (lint_is(&line, 0, "end"))
			return;
		if (lint_is(&line, 0, "simulate")) {
			n = after_block(t, n) - 1;
			continue;
		}
		note_place(l, &line);
		lint_chrony_line(l, &line);
		lint_words_line(l, &line);
		l->directives++;
	}
}

void
lint_judge(struct lint *l, const struct lint_host *host, int64_t now)
{
	l->host = host;
	l->now = now;
	if (l->n_texts == 0 || l->texts[0].text == NULL)
		return;
	for (size_t i = 0; i < l->conf.n_restricts; i++)
		l->limited |=
		    (l->conf.restricts[i].flags & ACCESS_LIMITED) != 0;
	for (size_t i = 0; i < l->n_texts && !l->failed; i++)
		judge_lines(l, &l->texts[i]);
	lint_chrony_all(l);
	lint_sources_all(l);
	lint_access_all(l);
	lint_keys_all(l);
	lint_leap_all(l);
	lint_host_all(l);
}

struct lint *
lint_start(const struct conf *c, const struct lint_host *host)
{
	struct lint *l = calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	l->conf = *c;
	l->borrowed = true;
	l->host = host;
	lint_host_all(l);
	return l;
}

void
lint_together(struct lint *const *l, size_t n)
{
	lint_mesh_all(l, n);
}

/* --- order ---------------------------------------------------------------- */

static int
compare(const void *x, const void *y)
{
	const struct lint_finding *a = x, *b = y;
	int d;

	if (a->file_order != b->file_order)
		return a->file_order < b->file_order ? -1 : 1;
	if (a->at.file != b->at.file && a->at.file != NULL &&
	    b->at.file != NULL && (d = strcmp(a->at.file, b->at.file)) != 0)
		return d;
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	if (a->at.column != b->at.column)
		return a->at.column < b->at.column ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void
lint_sort(struct lint *l)
{
	for (size_t i = 0; i < l->n_findings; i++) {
		struct lint_finding *f = &l->findings[i];
		const struct lint_text *t = lint_find_text(l, f->at.file);

		f->file_order = t != NULL ? (size_t)(t - l->texts) :
		    l->n_texts;
	}
	if (l->n_findings > 0)
		qsort(l->findings, l->n_findings, sizeof *l->findings,
		    compare);
}
