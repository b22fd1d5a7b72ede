/*
 * lint_words.c -- rules that look at the words of a line.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_table.h"
#include "lint_rules.h"

static const struct lint_fix none = { LINT_NONE, NULL };

/* Returns true if word I of LINE is a number that is zero. */
static bool
is_zero(const struct lint_line *line, size_t i)
{
	char text[32], *end;
	double value;

	(void)lint_word(line, i, text, sizeof text);
	value = strtod(text, &end);
	return end != text && *end == '\0' && value == 0;
}

/* L1: fudge 127.0.0.1, where 127.127.1.0 is meant. */
static void
check_fudge(struct lint *l, const struct lint_line *line)
{
	struct lint_edit e;

	if (!lint_is(line, 1, "127.0.0.1"))
		return;
	e = lint_change(line, 1, "127.127.1.0");
	lint_tell(l, CONF_ERROR, "L1", lint_place(line, 1),
	    lint_edited(line, &e, 1), "fudge is about reference clocks and "
	    "refuses 127.0.0.1, which is this host: did you mean the local "
	    "clock, 127.127.1.0?");
}

/* L14: without monitoring there is no list of clients, or there is one. */
static void
check_disable(struct lint *l, const struct lint_line *line)
{
	static const char *const sizes[] = { "mindepth", "maxdepth", "minage",
		"maxage", "maxmem" };
	size_t i = lint_find(line, 1, "monitor");
	bool mru = false;

	if (i == line->n)
		return;
	for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++)
		mru |= conf_table_is_set(&l->conf,
		    conf_table_find("mru", sizes[k]));
	if (l->limited)
		lint_tell(l, CONF_WARNING, "L14", lint_place(line, i),
		    line->n == 2 ? lint_lines(LINT_REMOVE, "%s", "") : none,
		    "monitoring stays on all the same: a restrict line says "
		    "limited, which needs the list of clients");
	else if (mru)
		lint_tell(l, CONF_WARNING, "L14", lint_place(line, i),
		    line->n == 2 ? lint_lines(LINT_REMOVE, "%s", "") : none,
		    "the list of clients that mru is about stays empty");
}

/* L21: tinker panic 0 has no place where it would have to be. */
static void
check_tinker(struct lint *l, const struct lint_line *line)
{
	size_t i = lint_find(line, 1, "panic");

	if (i < line->n && is_zero(line, i + 1) && l->directives > 0)
		lint_tell(l, CONF_NOTE, "L21", lint_place(line, i), none,
		    "classic wants \"tinker panic 0\" before all other lines; "
		    "here the order does not matter");
}

/* L22: Autokey, as a directive. */
static void
check_crypto(struct lint *l, const struct lint_line *line)
{
	lint_tell(l, CONF_ERROR, "L22", lint_place(line, 0),
	    lint_lines(LINT_REMOVE, "%s", ""), "Autokey is not supported: its "
	    "keys can be found by anybody who listens; use symmetric keys "
	    "(keys, trustedkey, and key N on both sides)");
}

/* L22: Autokey, as an option. */
static void
check_autokey(struct lint *l, const struct lint_line *line)
{
	size_t i = lint_find(line, 2, "autokey");
	struct lint_edit e;

	if (i == line->n)
		return;
	e = lint_change(line, i, "key 1");
	lint_tell(l, CONF_ERROR, "L22", lint_place(line, i),
	    lint_edited(line, &e, 1), "Autokey is not supported, and the "
	    "source is refused rather than asked without it: use a symmetric "
	    "key");
}

/* Words that only this daemon knows keep other tools from reading the file. */
static void
check_own(struct lint *l, const struct lint_line *line,
    const struct conf_row *row)
{
	const char *group = row->options;
	char text[32];

	for (size_t i = 0; i < line->n; i++) {
		const struct conf_row *word = i == 0 ? row : group == NULL ?
		    NULL : conf_table_find(group,
		    lint_word(line, i, text, sizeof text));

		if (word == NULL || word->since != CONF_OWN)
			continue;
		lint_tell(l, CONF_WARNING, "own", lint_place(line, i), none,
		    "\"%s\" is this daemon's own: tools that know classic's "
		    "words only cannot read this file any more; it belongs "
		    "into a drop-in file (X.d/NAME.conf beside X.conf)",
		    word->word);
		return;
	}
}

/* The same about restrict 10.0.0.0/8. */
static void
check_prefix(struct lint *l, const struct lint_line *line)
{
	struct conf_restrict r = { .name = NULL };
	struct access_rule rules[2];
	struct addr mask = { 0 };
	char text[64], bits[ADDR_TEXT], with[160];
	size_t i = lint_is(line, 1, "-4") || lint_is(line, 1, "-6") ? 2 : 1;
	struct lint_edit e;

	r.name = text;
	if (strchr(lint_word(line, i, text, sizeof text), '/') == NULL ||
	    conf_restrict_rule(&r, rules) != 1)
		return;
	mask.family = rules[0].net.family;
	memcpy(mask.ip, rules[0].mask, sizeof mask.ip);
	*strchr(text, '/') = '\0';
	(void)snprintf(with, sizeof with, "%s mask %s", text,
	    addr_format(&mask, bits, sizeof bits));
	e = lint_change(line, i, with);
	lint_tell(l, CONF_WARNING, "own", lint_place(line, i),
	    lint_edited(line, &e, 1), "a prefix length is understood by this "
	    "daemon only: classic ignores the line");
}

void
lint_words_line(struct lint *l, const struct lint_line *line)
{
	const struct conf_row *row = lint_directive(line);

	if (row == NULL)
		return;
	if (row->type == ROW_FUDGE)
		check_fudge(l, line);
	if (lint_is(line, 0, "disable"))
		check_disable(l, line);
	if (lint_is(line, 0, "tinker"))
		check_tinker(l, line);
	if (row->type == ROW_CRYPTO)
		check_crypto(l, line);
	if (row->type == ROW_ASSOC)
		check_autokey(l, line);
	if (!line->file->drop_in && !lint_chrony_knows(line))
		check_own(l, line, row);
	if (!line->file->drop_in && lint_is(line, 0, "restrict"))
		check_prefix(l, line);
}

bool
lint_words_explain(const struct lint_line *line)
{
	const struct conf_row *row = lint_directive(line);

	if (row == NULL)
		return false;
	return row->type == ROW_CRYPTO ||
	    (row->type == ROW_FUDGE && lint_is(line, 1, "127.0.0.1")) ||
	    (row->type == ROW_ASSOC &&
	    lint_find(line, 2, "autokey") < line->n);
}
