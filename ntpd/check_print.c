/*
 * check_print.c -- findings, for people and for programs.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "check_print.h"

#define WINDOW 160    /* octets of a line that are shown */
#define BEFORE 60     /* of them before the column, if it is far right */
#define INDENT "        "

static const char *const severities[] = {
	[CONF_NOTE] = "note", [CONF_WARNING] = "warning",
	[CONF_ERROR] = "error"
};

static const char *const actions[] = {
	[LINT_NONE] = "none", [LINT_REPLACE] = "replace", [LINT_ADD] = "add",
	[LINT_REMOVE] = "remove"
};

/* --- characters ----------------------------------------------------------- */

/* One character of a text that may be anything. */
struct glyph {
	size_t octets;  /* it takes in the text */
	uint32_t code;
	bool valid;     /* it is one: otherwise a single octet */
};

/* Returns the character at P, of which LEFT octets are there. */
static struct glyph
decode(const char *p, size_t left)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)p;
	struct glyph g = { 1, u[0], u[0] < 0x80 };
	size_t n = u[0] >= 0xf0 && u[0] < 0xf8 ? 4 : u[0] >= 0xe0 ? 3 :
	    u[0] >= 0xc0 ? 2 : 1;
	uint32_t code = u[0] & (0xffu >> (n + 1));

	if (n == 1 || n > left || u[0] >= 0xf8)
		return g;
	for (size_t i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return g;
		code = code << 6 | (u[i] & 0x3fu);
	}
	if (code < least[n] || code > 0x10ffff ||
	    (code >= 0xd800 && code < 0xe000))
		return g;
	g = (struct glyph){ n, code, true };
	return g;
}

/* Returns true if C can be seen, and does nothing but that. */
static bool
is_visible(uint32_t c)
{
	static const struct { uint32_t first, last; } hidden[] = {
		{ 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad },
		{ 0x61c, 0x61c }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
		{ 0x2060, 0x206f }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb }, { 0xfffe, 0xffff }, { 0xe0000, 0x10ffff }
	};

	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		if (c >= hidden[i].first && c <= hidden[i].last)
			return false;
	return true;
}

/* Returns how many columns of a terminal C takes. */
static int
columns(uint32_t c)
{
	static const struct { uint32_t first, last; int wide; } widths[] = {
		{ 0x300, 0x36f, 0 }, { 0x1100, 0x115f, 2 },
		{ 0x2e80, 0xa4cf, 2 }, { 0xac00, 0xd7a3, 2 },
		{ 0xf900, 0xfaff, 2 }, { 0xfe30, 0xfe6f, 2 },
		{ 0xff00, 0xff60, 2 }, { 0xffe0, 0xffe6, 2 },
		{ 0x1f300, 0x1faff, 2 }, { 0x20000, 0x3fffd, 2 }
	};

	for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
		if (c >= widths[i].first && c <= widths[i].last)
			return widths[i].wide;
	return 1;
}

/* Print the character G at P; returns how many columns it takes. */
static int
put_glyph(FILE *out, const char *p, const struct glyph *g)
{
	if (!g->valid)
		return fprintf(out, "\\x%02X", (unsigned char)*p);
	if (g->code < 0x80 && !is_visible(g->code))
		return fprintf(out, "\\x%02X", (unsigned)g->code);
	if (!is_visible(g->code))
		return fprintf(out, "\\u{%04X}", (unsigned)g->code);
	(void)fwrite(p, 1, g->octets, out); /* seen when OUT is closed */
	return columns(g->code);
}

/* --- for people ----------------------------------------------------------- */

static void
put_text(FILE *out, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		struct glyph g = decode(text, left);

		if (*text == '\t')
			fputc('\t', out);
		else
			(void)put_glyph(out, text, &g);
		text += g.octets;
		left -= g.octets;
	}
}

/* Print WHAT and each of the LINES, which end in "\n" but for the last. */
static void
put_lines(FILE *out, const char *what, const char *lines)
{
	for (;;) {
		size_t n = strcspn(lines, "\n");
		char *line = strndup(lines, n);

		fprintf(out, "%-8s", what);
		put_text(out, line != NULL ? line : "");
		fputc('\n', out);
		free(line);
		if (lines[n] == '\0')
			return;
		lines += n + 1;
		what = "";
	}
}

/* Print N octets at TEXT, or as many blanks, tabs kept, to the file BLANKS. */
static void
put_source(FILE *out, FILE *blanks, const char *text, size_t n, size_t caret)
{
	for (size_t at = 0; at < n;) {
		struct glyph g = decode(text + at, n - at);
		int width = 0;

		if (text[at] == '\t')
			fputc('\t', out);
		else
			width = put_glyph(out, text + at, &g);
		if (at < caret && text[at] == '\t')
			fputc('\t', blanks);
		else if (at < caret)
			fprintf(blanks, "%*s", width, "");
		at += g.octets;
	}
}

/* Print the line of F, and a caret below its column. */
static void
put_line(FILE *out, const struct lint_line *line, size_t column)
{
	size_t caret = column > 0 ? column - 1 : 0, from = 0, n = line->length;
	char *below = NULL;
	size_t size;
	FILE *blanks = open_memstream(&below, &size);

	if (blanks == NULL)
		return;
	if (caret > WINDOW - 20)
		from = caret - BEFORE;
	while (from > 0 && (line->text[from] & 0xc0) == 0x80)
		from--; /* not into a character */
	n -= from;
	fprintf(out, INDENT "%s", from > 0 ? "..." : "");
	fprintf(blanks, INDENT "%s", from > 0 ? "   " : "");
	put_source(out, blanks, line->text + from, n > WINDOW ? WINDOW : n,
	    caret - from);
	fprintf(out, "%s\n", n > WINDOW ? "..." : "");
	if (fclose(blanks) == 0)
		fprintf(out, "%s^\n", below);
	free(below);
}

static void
put_place(FILE *out, const struct conf_place *at)
{
	if (at->file != NULL)
		put_text(out, at->file);
	if (at->line > 0)
		fprintf(out, ":%u:%u", at->line, at->column);
	fprintf(out, ": ");
}

void
check_print_text(FILE *out, const struct lint *l)
{
	for (size_t i = 0; i < l->n_findings; i++) {
		const struct lint_finding *f = &l->findings[i];
		struct lint_line line;

		put_place(out, &f->at);
		fprintf(out, "%s: ", severities[f->severity]);
		put_text(out, f->text);
		fprintf(out, " [%s]\n", f->rule);
		if (lint_line_at(l, f->at, &line))
			put_line(out, &line, f->at.column);
		if (f->action == LINT_REPLACE)
			put_lines(out, "write:", f->lines);
		else if (f->action == LINT_ADD)
			put_lines(out, "add:", f->lines);
		else if (f->action == LINT_REMOVE)
			fprintf(out, "%-8sthe line\n", "remove:");
	}
}

/* --- for programs --------------------------------------------------------- */

/* Print the N octets at TEXT as a JSON string. */
static void
put_string(FILE *out, const char *text, size_t n)
{
	fputc('"', out);
	for (size_t at = 0; at < n;) {
		struct glyph g = decode(text + at, n - at);

		if (!g.valid)
			fprintf(out, "\\\\x%02X", (unsigned char)text[at]);
		else if (g.code == '"' || g.code == '\\')
			fprintf(out, "\\%c", (int)g.code);
		else if (g.code < 0x10000 && !is_visible(g.code))
			fprintf(out, "\\u%04x", (unsigned)g.code);
		else
			(void)fwrite(text + at, 1, g.octets, out);
		at += g.octets;
	}
	fputc('"', out);
}

static void
put_member(FILE *out, const char *name, const char *text)
{
	fprintf(out, ",\n     \"%s\": ", name);
	if (text != NULL)
		put_string(out, text, strlen(text));
	else
		fprintf(out, "null");
}

static void
put_array(FILE *out, const char *lines)
{
	fprintf(out, ",\n     \"lines\": [");
	for (bool first = true; lines != NULL; first = false) {
		size_t n = strcspn(lines, "\n");

		fprintf(out, "%s", first ? "" : ", ");
		put_string(out, lines, n);
		lines = lines[n] == '\0' ? NULL : lines + n + 1;
	}
	fprintf(out, "]");
}

static void
put_finding(FILE *out, const struct lint *l, const struct lint_finding *f)
{
	struct lint_line line;
	bool known = lint_line_at(l, f->at, &line);

	fprintf(out, "\n    {\"line\": %u, \"column\": %u", f->at.line,
	    f->at.column);
	put_member(out, "file", f->at.file);
	put_member(out, "severity", severities[f->severity]);
	put_member(out, "rule", f->rule);
	put_member(out, "text", f->text);
	fprintf(out, ",\n     \"source\": ");
	if (known)
		put_string(out, line.text, line.length);
	else
		fprintf(out, "null");
	put_member(out, "action", actions[f->action]);
	put_array(out, f->action == LINT_REMOVE ? NULL : f->lines);
	fprintf(out, "}");
}

void
check_print_json(FILE *out, struct lint *const *l, size_t n)
{
	size_t count[CONF_ERROR + 1] = { 0 };
	const char *comma = "";

	fprintf(out, "{\"schema\": 1,\n \"files\": [");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < l[i]->n_texts; k++) {
			if (l[i]->texts[k].why != NULL)
				continue;
			fprintf(out, "%s", comma);
			put_string(out, l[i]->texts[k].name,
			    strlen(l[i]->texts[k].name));
			comma = ", ";
		}
	fprintf(out, "],\n \"findings\": [");
	comma = "";
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < l[i]->n_findings; k++) {
			fprintf(out, "%s", comma);
			put_finding(out, l[i], &l[i]->findings[k]);
			comma = ",";
		}
		for (int s = CONF_NOTE; s <= CONF_ERROR; s++)
			count[s] += l[i]->count[s];
	}
	fprintf(out, "],\n \"errors\": %zu, \"warnings\": %zu, \"notes\": "
	    "%zu}\n", count[CONF_ERROR], count[CONF_WARNING],
	    count[CONF_NOTE]);
}
