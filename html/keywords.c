/*
 * keywords.c -- print the reference of ntp.conf's words, as a page or a list.
 *
 * Everything it says is in the rows of conf_table, which the parser reads by.
 * Run by make; "keywords -l" prints a line "GROUP WORD" for each word, for
 * programs that complete them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "conf_table.h"

static const char head[] =
"<!DOCTYPE html>\n"
"<html lang=\"en\">\n"
"<head>\n"
"<meta charset=\"utf-8\">\n"
"<title>The words of ntp.conf</title>\n"
"<style>\n"
"table { border-collapse: collapse; }\n"
"th, td { border: 1px solid #999; padding: 0.2em 0.5em; text-align: left;\n"
"  vertical-align: top; }\n"
"</style>\n"
"</head>\n"
"<body>\n"
"<h1>The words of ntp.conf</h1>\n"
"<p>A line is a directive and what follows it; <code>#</code> begins a comment.\n"
"Words are in lower case.  <code>ntpd --check FILE</code> says what is wrong\n"
"with a file.  Words of later releases of classic are marked 4.2.8, those that\n"
"only this daemon knows, and that belong into drop-in files\n"
"(<code>X.d/NAME.conf</code> beside <code>X.conf</code>), are marked own.</p>\n";

static const char columns[] =
"<table>\n"
"<tr><th>word</th><th>is followed by</th><th>range</th><th>default</th>"
"<th>since</th><th>what it says</th></tr>\n";

/* What follows a word, by the type of its row. */
static const char *const follows[ROW_TYPES] = {
	[ROW_BOOL] = "0 or 1", [ROW_BIT] = "0 or 1",
	[ROW_INTEGER] = "integer", [ROW_TRUNCATED] = "number",
	[ROW_KEY] = "key id", [ROW_PORT] = "port", [ROW_NUMBER] = "number",
	[ROW_TEXT] = "text", [ROW_REFID] = "up to four characters",
	[ROW_CHOICE] = "one of", [ROW_GROUP] = "some of",
	[ROW_ASSOC] = "[-4|-6] address, then some of",
	[ROW_UNPEER] = "[-4|-6] address or association id",
	[ROW_CASTS] = "addresses",
	[ROW_RESTRICT] = "[-4|-6] address, [mask mask], then some of",
	[ROW_REFCLOCK] = "phc /dev/ptpN, then some of",
	[ROW_FUDGE] = "address of a reference clock, then some of",
	[ROW_TRUSTED] = "key ids and ranges ( first ... last )",
	[ROW_CRYPTO] = "some of", [ROW_FILEGEN] = "set, then some of",
	[ROW_LOGCONFIG] = "[=+-]class...", [ROW_DRIFTFILE] = "file [wander]",
	[ROW_INCLUDE] = "file", [ROW_PHONE] = "numbers",
	[ROW_SETVAR] = "name = value [default]",
	[ROW_TRAP] = "host, then some of", [ROW_TTL] = "up to eight integers",
	[ROW_NIC] = "action, then all, ipv4, ipv6, wildcard, name or "
	    "address[/bits]",
	[ROW_SIMULATE] = "{ ... }", [ROW_REST] = "anything"
};

static const char *const since[] = {
	[CONF_426] = "", [CONF_428] = "4.2.8", [CONF_OWN] = "own"
};

/* Print TEXT so that a browser shows it as it is. */
static void
put(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '<')
			printf("&lt;");
		else if (*text == '>')
			printf("&gt;");
		else if (*text == '&')
			printf("&amp;");
		else
			putchar(*text);
}

/* Print GROUP as the name of a place in the page. */
static void
put_anchor(const char *group)
{
	for (; *group != '\0'; group++)
		putchar(*group == ' ' ? '-' : *group);
}

static void
put_row(const struct conf_row *r)
{
	printf("<tr><td><code>");
	put(r->word);
	printf("</code></td><td>");
	put(follows[r->type] != NULL ? follows[r->type] : "");
	if (r->options != NULL) {
		printf(" <a href=\"#");
		put_anchor(r->options);
		printf("\">words of %s</a>", r->options);
	}
	if (r->unit != NULL)
		printf(" (%s)", r->unit);
	printf("</td><td>");
	if (r->min != 0 || r->max != 0)
		printf("%.12g to %.12g", r->min, r->max);
	printf("</td><td>");
	put(r->deflt != NULL ? r->deflt : "");
	printf("</td><td>%s</td><td>", since[r->since]);
	put(r->doc);
	if (r->inert != NULL) {
		printf("  It has no effect here: ");
		put(r->inert);
		printf(".");
	}
	printf("</td></tr>\n");
}

/* Print the rows of GROUP (NULL: directives), of N in all. */
static void
put_group(const struct conf_row *rows, size_t n, const char *group)
{
	if (group == NULL) {
		printf("<h2>Directives</h2>\n");
	} else {
		printf("<h2 id=\"");
		put_anchor(group);
		printf("\">Words of %s</h2>\n", group);
	}
	printf("%s", columns);
	for (size_t i = 0; i < n; i++)
		if (group == NULL ? rows[i].group == NULL :
		    rows[i].group != NULL && strcmp(rows[i].group, group) == 0)
			put_row(&rows[i]);
	printf("</table>\n");
}

/* Returns true if row I is the first of its group. */
static int
is_first(const struct conf_row *rows, size_t i)
{
	if (rows[i].group == NULL)
		return 0;
	for (size_t k = 0; k < i; k++)
		if (rows[k].group != NULL &&
		    strcmp(rows[k].group, rows[i].group) == 0)
			return 0;
	return 1;
}

int
main(int argc, char **argv)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	if (argc > 1 && strcmp(argv[1], "-l") == 0) {
		for (size_t i = 0; i < n; i++)
			printf("%s%s%s\n", rows[i].group != NULL ?
			    rows[i].group : "", rows[i].group != NULL ?
			    " " : "", rows[i].word);
		return 0;
	}
	printf("%s", head);
	put_group(rows, n, NULL);
	for (size_t i = 0; i < n; i++)
		if (is_first(rows, i))
			put_group(rows, n, rows[i].group);
	printf("</body>\n</html>\n");
	return 0;
}
