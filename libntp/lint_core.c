/*
 * lint_core.c -- the inside of a check of ntp.conf: texts, lines, findings.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_lex.h"
#include "lint_core.h"

#define SHOWN 1000   /* octets of the longest line that is written anew */
#define SENTENCE 1024 /* octets of a finding's text */

/* --- lines ---------------------------------------------------------------- */

void
lint_line_get(const struct lint_text *file, size_t number,
    struct lint_line *line)
{
	size_t start = file->starts[number - 1];
	size_t end = number < file->n_lines ? file->starts[number] :
	    file->length;
	struct conf_lexer lexer;
	struct conf_token t;

	while (end > start && (file->text[end - 1] == '\n' ||
	    file->text[end - 1] == '\r'))
		end--;
	line->file = file;
	line->text = file->text + start;
	line->length = end - start;
	line->number = (unsigned)number;
	line->n = 0;
	conf_lex_init(&lexer, line->text, line->length);
	(void)conf_lex_line(&lexer); /* an empty one has no words */
	for (;;) {
		conf_lex_next(&lexer, true, &t);
		if (t.kind == TOKEN_END)
			break;
		if (line->n == LINT_WORDS)
			continue;
		line->words[line->n].column = t.column;
		line->words[line->n].length =
		    (unsigned)(lexer.at - line->text) - t.column + 1;
		line->n++;
	}
	line->comment = (size_t)(lexer.at - line->text);
}

struct lint_text *
lint_find_text(const struct lint *l, const char *name)
{
	for (size_t i = 0; i < l->n_texts && name != NULL; i++)
		if (strcmp(l->texts[i].name, name) == 0)
			return &l->texts[i];
	return NULL;
}

bool
lint_line_at(const struct lint *l, struct conf_place at,
    struct lint_line *line)
{
	const struct lint_text *file = lint_find_text(l, at.file);

	if (file == NULL || at.line == 0 || at.line > file->n_lines)
		return false;
	lint_line_get(file, at.line, line);
	return true;
}

struct conf_place
lint_place(const struct lint_line *line, size_t i)
{
	struct conf_place at = { line->file->name, line->number,
		i < line->n ? line->words[i].column : 1 };

	return at;
}

bool
lint_is(const struct lint_line *line, size_t i, const char *word)
{
	size_t n = strlen(word);

	return i < line->n && line->words[i].length == n &&
	    memcmp(line->text + line->words[i].column - 1, word, n) == 0;
}

size_t
lint_find(const struct lint_line *line, size_t from, const char *word)
{
	while (from < line->n && !lint_is(line, from, word))
		from++;
	return from < line->n ? from : line->n;
}

const char *
lint_word(const struct lint_line *line, size_t i, char *buf, size_t size)
{
	const char *from;
	size_t used = 0;

	if (i < line->n) {
		from = line->text + line->words[i].column - 1;
		for (unsigned k = 0; k < line->words[i].length; k++)
			if (from[k] != '"' && used + 1 < size)
				buf[used++] = from[k];
	}
	buf[used] = '\0';
	return buf;
}

const struct conf_row *
lint_directive(const struct lint_line *line)
{
	char text[32];

	(void)lint_word(line, 0, text, sizeof text);
	return lint_is(line, 0, text) ? conf_table_find(NULL, text) : NULL;
}

/* --- proposals ------------------------------------------------------------ */

struct lint_edit
lint_change(const struct lint_line *line, size_t i, const char *with)
{
	struct lint_edit e = { line->words[i].column, line->words[i].length,
		with };

	return e;
}

struct lint_edit
lint_append(const struct lint_line *line, size_t i, const char *with)
{
	struct lint_edit e = { line->words[i].column + line->words[i].length,
		0, with };

	return e;
}

struct lint_fix
lint_edited(const struct lint_line *line, const struct lint_edit *e, size_t n)
{
	struct lint_fix fix = { LINT_NONE, NULL };
	size_t size = line->length + 1, used = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		size += strlen(e[i].with);
	if (line->length > SHOWN || (fix.lines = malloc(size)) == NULL)
		return fix;
	for (size_t i = 0; i <= n; i++) {
		size_t next = i < n ? e[i].column - 1 : line->length;

		memcpy(fix.lines + used, line->text + at, next - at);
		used += next - at;
		if (i == n)
			break;
		memcpy(fix.lines + used, e[i].with, strlen(e[i].with));
		used += strlen(e[i].with);
		at = next + e[i].length;
	}
	fix.lines[used] = '\0';
	fix.action = LINT_REPLACE;
	return fix;
}

static char *
copy(const char *text)
{
	size_t size = strlen(text) + 1;
	char *to = malloc(size);

	return to == NULL ? NULL : memcpy(to, text, size);
}

struct lint_fix
lint_lines(enum lint_action action, const char *format, ...)
{
	struct lint_fix fix = { action, NULL };
	char text[2 * SHOWN];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof text ||
	    (fix.lines = copy(text)) == NULL)
		fix.action = LINT_NONE;
	return fix;
}

/* --- findings ------------------------------------------------------------- */

void
lint_tell(struct lint *l, enum conf_severity severity, const char *rule,
    struct conf_place at, struct lint_fix fix, const char *format, ...)
{
	struct lint_finding f = { .severity = severity, .at = at, .rule = rule,
		.action = fix.action, .lines = fix.lines,
		.order = l->n_findings };
	size_t n = l->n_findings;
	struct lint_finding *more = l->findings;
	char text[SENTENCE];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	l->count[severity]++;
	if (n == LINT_FINDINGS) {
		free(f.lines);
		return;
	}
	f.text = copy(text);
	if ((n & (n - 1)) == 0) /* room is made in powers of two */
		more = realloc(l->findings, (n > 0 ? 2 * n : 1) * sizeof *more);
	if (more != NULL)
		l->findings = more;
	if (more == NULL || f.text == NULL) {
		l->failed = true;
		free(f.text);
		free(f.lines);
		return;
	}
	l->findings[l->n_findings++] = f;
}

/* --- texts ---------------------------------------------------------------- */

/* Find the lines of T; returns false if there is no memory. */
static bool
find_lines(struct lint_text *t)
{
	size_t n = 1;
	const char *end = t->text + t->length;

	for (const char *p = t->text; p < end; p++)
		n += *p == '\n';
	t->starts = malloc(n * sizeof *t->starts);
	if (t->starts == NULL)
		return false;
	t->starts[t->n_lines++] = 0;
	for (const char *p = t->text; p < end; p++)
		if (*p == '\n')
			t->starts[t->n_lines++] = (size_t)(p + 1 - t->text);
	return true;
}

struct lint_text *
lint_open(struct lint *l, const char *name, enum lint_role role)
{
	struct lint_text t = { .role = role, .drop_in = role == LINT_DROP_IN };
	struct lint_text *known = lint_find_text(l, name), *more;

	if (known != NULL)
		return known;
	more = realloc(l->texts, (l->n_texts + 1) * sizeof *more);
	if (more != NULL)
		l->texts = more;
	t.name = copy(name);
	if (more == NULL || t.name == NULL) {
		free(t.name);
		l->failed = true;
		return NULL;
	}
	t.text = l->reader->read(l->reader->ctx, name, &t.length,
	    &t.is_missing, &t.why);
	t.marked = t.text != NULL && t.length >= 3 &&
	    memcmp(t.text, "\xef\xbb\xbf", 3) == 0;
	if (t.marked) {
		t.text += 3;
		t.length -= 3;
	}
	if (t.text != NULL && !find_lines(&t))
		l->failed = true;
	l->texts[l->n_texts] = t;
	return &l->texts[l->n_texts++];
}
