/*
 * conf_classic.c -- what classic says of a line it cannot read.
 *
 * Its parser is made by a generator, which names kinds of words, not words, and
 * those it would have taken if they are four at most.  Tools read that from the
 * replies to mode 6 CONFIGURE; whoever reads the log or asks --check is told in
 * our own words instead.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "conf_classic.h"
#include "conf_table.h"

#define KIND_MAX 64 /* octets of the name of a kind of words */

/* What we expect, and what classic does there. */
static const struct {
	const char *ours, *classic;
} kinds[] = {
	{ "an address", "T_Ipv4_flag or T_Ipv6_flag or T_String" },
	{ "an address or default",
	    "T_Default or T_Ipv4_flag or T_Ipv6_flag or T_String" },
	{ "a mask", "T_String" },
	{ "a string", "T_String" },
	{ "a class of messages", "T_String" },
	{ "an integer", "T_Integer" },
	{ "a number", "T_Double or T_Integer" },
	{ "0, 1 or true", "T_False or T_Integer or T_True" },
	{ "a key id or ( ID ... ID )", "T_Integer or '('" },
	{ "= between blanks", "'='" },
	{ "end of line", "T_EOC" },
	{ "end of line or a number with a point", "T_Double or T_EOC" },
	{ "an option of discard", "T_Average or T_Minimum or T_Monitor" },
};

/* Put what classic calls the kind of the word T into OUT. */
static void
name_kind(const struct conf_token *t, char out[KIND_MAX])
{
	static const char *const names[] = { [TOKEN_END] = "T_EOC",
		[TOKEN_WORD] = "T_String", [TOKEN_INTEGER] = "T_Integer",
		[TOKEN_DOUBLE] = "T_Double", [TOKEN_STRING] = "T_String",
		[TOKEN_TOO_LONG] = "T_String", [TOKEN_NUL] = "T_String" };

	if (t->kind == TOKEN_SPECIAL)
		(void)snprintf(out, KIND_MAX, "'%c'", t->text[0]);
	else if (t->kind == TOKEN_WORD && conf_table_keyword(t->text))
		(void)snprintf(out, KIND_MAX, "T_%c%.40s",
		    t->text[0] >= 'a' && t->text[0] <= 'z' ?
		    t->text[0] - 'a' + 'A' : t->text[0], t->text + 1);
	else
		(void)snprintf(out, KIND_MAX, "%s", names[t->kind]);
}

void
conf_classic_syntax(const struct conf_token *t, const char *expecting,
    bool may_end, char *out, size_t size)
{
	const char *wanted = may_end ? "T_EOC" : NULL;
	char kind[KIND_MAX];

	name_kind(t, kind);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (wanted == NULL && expecting != NULL &&
		    strcmp(kinds[i].ours, expecting) == 0)
			wanted = kinds[i].classic;
	(void)snprintf(out, size, "syntax error, unexpected %s%s%s", kind,
	    wanted != NULL ? ", expecting " : "",
	    wanted != NULL ? wanted : "");
}

void
conf_classic_remote(const char *group, const char *word, char *out,
    size_t size)
{
	if (strcmp(word, "includefile") == 0)
		(void)snprintf(out, size, "remote includefile ignored");
	else
		(void)snprintf(out, size, "%s%s%s remote %s ignored",
		    strcmp(group, "enable") == 0 ? "enable/disable" : group,
		    group[0] != '\0' ? " " : "", word,
		    strcmp(word, "statsdir") == 0 ? "configuration" :
		    "config");
}
