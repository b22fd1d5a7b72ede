/*
 * lint_text.c -- L20: characters that look like others, and ends of lines.
 *
 * Word processors, chats and input methods put typographic quotes, full-width
 * letters and invisible blanks where ASCII is meant.  Inside a word that makes
 * another word of it; in a comment it does no harm.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_table.h"
#include "lint_rules.h"

#define LINE_MAX_SHOWN 1000 /* octets of the longest line written anew */

/* Characters FIRST to LAST are meant as ASCII; NULL: by their distance. */
struct likeness {
	uint32_t first, last;
	const char *ascii;
	const char *name;
};

static const struct likeness likenesses[] = {
	{ 0xa0, 0xa0, " ", "a no-break space" },
	{ 0xab, 0xab, "\"", "a quotation mark" },
	{ 0xad, 0xad, "", "a soft hyphen" },
	{ 0xbb, 0xbb, "\"", "a quotation mark" },
	{ 0x2000, 0x200a, " ", "a typographic space" },
	{ 0x200b, 0x200d, "", "an invisible character" },
	{ 0x2010, 0x2015, "-", "a typographic dash" },
	{ 0x2018, 0x201f, "\"", "a typographic quote" },
	{ 0x2026, 0x2026, "...", "an ellipsis" },
	{ 0x202f, 0x202f, " ", "a no-break space" },
	{ 0x2032, 0x2033, "\"", "a prime" },
	{ 0x2060, 0x2060, "", "an invisible character" },
	{ 0x2212, 0x2212, "-", "a minus sign" },
	{ 0x3000, 0x3000, " ", "a full-width space" },
	{ 0x3001, 0x3001, ",", "a full-width comma" },
	{ 0x3002, 0x3002, ".", "a full-width stop" },
	{ 0xfeff, 0xfeff, "", "a byte order mark" },
	{ 0xff01, 0xff5e, NULL, "a full-width character" }
};

/*
 * Decode the character of two or three octets at TEXT, of which there are LEFT,
 * into C.  Returns its octets; 0 if there is none.
 */
static size_t
decode(const char *text, size_t left, uint32_t *c)
{
	const unsigned char *p = (const unsigned char *)text;

	if (left >= 2 && (p[0] & 0xe0) == 0xc0 && (p[1] & 0xc0) == 0x80) {
		*c = (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
		return 2;
	}
	if (left >= 3 && (p[0] & 0xf0) == 0xe0 && (p[1] & 0xc0) == 0x80 &&
	    (p[2] & 0xc0) == 0x80) {
		*c = (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 |
		    (p[2] & 0x3fu);
		return 3;
	}
	return 0;
}

/* Returns what the character at TEXT looks like, NULL if it is itself; puts
 * it into C and its octets into LENGTH. */
static const struct likeness *
look(const char *text, size_t left, uint32_t *c, size_t *length)
{
	size_t n = (unsigned char)*text < 0xc0 ? 0 : decode(text, left, c);

	*length = n > 0 ? n : 1;
	for (size_t i = 0; n > 0 && i < sizeof likenesses /
	    sizeof likenesses[0]; i++)
		if (*c >= likenesses[i].first && *c <= likenesses[i].last)
			return &likenesses[i];
	return NULL;
}

/* Returns the place in LINE, from FROM up to TO, of the first character that
 * looks like another; TO if there is none. */
static size_t
find(const struct lint_line *line, size_t from, size_t to)
{
	uint32_t c;
	size_t n;

	for (; from < to; from += n)
		if (look(line->text + from, to - from, &c, &n) != NULL)
			return from;
	return to;
}

/* Write LINE to OUT in ASCII; OUT has room for it. */
static void
convert(const struct lint_line *line, char *out)
{
	size_t n;
	uint32_t c;

	for (size_t i = 0; i < line->length; i += n) {
		const struct likeness *k = look(line->text + i,
		    line->length - i, &c, &n);

		if (k == NULL) {
			memcpy(out, line->text + i, n);
			out += n;
		} else if (k->ascii != NULL) {
			memcpy(out, k->ascii, strlen(k->ascii));
			out += strlen(k->ascii);
		} else {
			*out++ = (char)(c - 0xfee0);
		}
	}
	*out = '\0';
}

/* Take the quotes off the keywords of LINE: a quoted word is none. */
static void
bare_keywords(char *line)
{
	for (char *open = strchr(line, '"'); open != NULL;
	    open = strchr(open, '"')) {
		char *close = strchr(open + 1, '"');

		if (close == NULL)
			return;
		*close = '\0';
		if (conf_table_keyword(open + 1)) {
			size_t n = strlen(open + 1);

			memmove(open, open + 1, n);
			memmove(open + n, close + 1, strlen(close + 1) + 1);
			open += n;
		} else {
			*close = '"';
			open = close + 1;
		}
	}
}

bool
lint_text_is_typographic(const struct lint_line *line)
{
	return find(line, 0, line->comment) < line->comment;
}

/* Report the character at AT of LINE. */
static void
tell(struct lint *l, const struct lint_line *line, size_t at)
{
	struct conf_place place = { line->file->name, line->number,
		(unsigned)at + 1 };
	bool in_word = at < line->comment;
	struct lint_fix fix = { LINT_NONE, NULL };
	char ascii[2] = "";
	const struct likeness *k;
	uint32_t c = 0;
	size_t n;

	k = look(line->text + at, line->length - at, &c, &n);
	if (k == NULL)
		return;
	if (k->ascii == NULL)
		ascii[0] = (char)(c - 0xfee0);
	if (line->length <= LINE_MAX_SHOWN &&
	    (fix.lines = malloc(line->length + 1)) != NULL) {
		fix.action = LINT_REPLACE;
		convert(line, fix.lines);
		if (in_word)
			bare_keywords(fix.lines);
	}
	if (!in_word)
		lint_tell(l, CONF_NOTE, "L20", place, fix,
		    "%s (U+%04X) in a comment does no harm", k->name,
		    (unsigned)c);
	else if (k->ascii != NULL && k->ascii[0] == '\0')
		lint_tell(l, CONF_ERROR, "L20", place, fix,
		    "%s (U+%04X) inside a word makes another word of it",
		    k->name, (unsigned)c);
	else
		lint_tell(l, CONF_ERROR, "L20", place, fix,
		    "%s (U+%04X) inside a word makes another word of it: in "
		    "ASCII it is '%s'", k->name, (unsigned)c,
		    k->ascii != NULL ? k->ascii : ascii);
}

void
lint_text_line(struct lint *l, const struct lint_line *line)
{
	size_t at = find(line, 0, line->comment);

	if (at < line->comment)
		tell(l, line, at);
	at = find(line, line->comment, line->length);
	if (at < line->length)
		tell(l, line, at);
}

void
lint_text_file(struct lint *l, const struct lint_text *file)
{
	struct lint_fix none = { LINT_NONE, NULL };
	struct conf_place first = { file->name, 1, 1 }, at = first;
	size_t ends = 0;

	if (file->marked)
		lint_tell(l, CONF_NOTE, "L20", first, none,
		    "the file begins with a byte order mark, which is skipped; "
		    "other programs stumble over it");
	for (size_t i = 0; i < file->n_lines; i++) {
		size_t end = i + 1 < file->n_lines ? file->starts[i + 1] :
		    file->length;

		if (end - file->starts[i] < 2 ||
		    memcmp(file->text + end - 2, "\r\n", 2) != 0)
			continue;
		if (ends++ > 0)
			continue;
		at.line = (unsigned)i + 1;
		at.column = (unsigned)(end - 1 - file->starts[i]);
	}
	if (ends > 0)
		lint_tell(l, CONF_NOTE, "L20", at, none,
		    "%zu lines end in CR and LF, as on other systems; the CR "
		    "is skipped", ends);
}
