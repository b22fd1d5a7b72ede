/*
 * variables.c -- print the reference of the variables that ntpq reads.
 *
 * Everything it says is in the rows that mode 6 answers by.  Run by make.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>

#include "vars.h"

static const char head[] =
"<!DOCTYPE html>\n"
"<html lang=\"en\">\n"
"<head>\n"
"<meta charset=\"utf-8\">\n"
"<title>The variables of ntpd</title>\n"
"<style>\n"
"table { border-collapse: collapse; }\n"
"th, td { border: 1px solid #999; padding: 0.2em 0.5em; text-align: left;\n"
"  vertical-align: top; }\n"
"</style>\n"
"</head>\n"
"<body>\n"
"<h1>The variables of ntpd</h1>\n"
"<p>What <code>ntpq -c \"rv ASSOC NAME,...\"</code> and\n"
"<code>ntpq -c \"cv ASSOC NAME,...\"</code> can ask for.  Asked by name they\n"
"come in the order they have here; those with a number come, in the order of\n"
"the numbers, if no names are given.  One that has no value at present is left\n"
"out.  Variables of <code>setvar</code> follow those of the system.</p>\n";

static const struct {
	enum vars_set set;
	const char *title;
} sections[] = {
	{ VARS_SYS, "The system: association 0" },
	{ VARS_PEER, "A source: its association id" },
	{ VARS_CLOCK, "A reference clock: cv" },
};

static void
put_section(enum vars_set set, const char *title)
{
	const char *name, *doc;
	unsigned place;

	printf("<h2>%s</h2>\n<table>\n<tr><th>name</th><th>by default</th>"
	    "<th>what it says</th></tr>\n", title);
	for (size_t i = 0; vars_row(set, i, &name, &doc, &place); i++) {
		printf("<tr><td><code>%s</code></td><td>", name);
		if (place > 0)
			printf("%u", place);
		printf("</td><td>%s</td></tr>\n", doc);
	}
	printf("</table>\n");
}

int
main(void)
{
	printf("%s", head);
	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
		put_section(sections[i].set, sections[i].title);
	printf("</body>\n</html>\n");
	return ferror(stdout) != 0;
}
