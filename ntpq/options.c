/*
 * options.c -- ntpq's command line.
 *
 * Read here rather than by getopt_long(): abbreviated long options mean those
 * of classic ntpq first ("--p" is --peers, whatever we have added), and the
 * messages are those that people have in their notes.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config.h"
#include "options.h"

#define PATH 1024 /* octets of the name of a file */
#define PRESET 40 /* octets of a preset's name */

enum what {
	IPV4, IPV6, COMMAND, DEBUG, SET_DEBUG, PEERS, INTERACTIVE, NUMERIC,
	OLD_RV, HELP, VERSION, WIDE, REFID, PORT, SOCKET, OUTPUT, GET, WHY
};

/* Options, classic's first. */
static const struct option_row {
	enum what what;
	char letter;        /* 0: none */
	const char *name;
	const char *value;  /* what it takes, in a word; NULL: nothing */
	bool classic;
	bool preset;        /* may be set in the environment */
	const char *doc;
} rows[] = {
	{ IPV4, '4', "ipv4", NULL, true, true, "ask over IPv4 only" },
	{ IPV6, '6', "ipv6", NULL, true, true, "ask over IPv6 only" },
	{ COMMAND, 'c', "command", "cmd", true, true,
	    "run a command and exit; may be repeated" },
	{ DEBUG, 'd', "debug-level", NULL, true, false,
	    "show more of what is going on; may be repeated" },
	{ SET_DEBUG, 'D', "set-debug-level", "level", true, false,
	    "set the debug level" },
	{ PEERS, 'p', "peers", NULL, true, true,
	    "print the list of the host's sources" },
	{ INTERACTIVE, 'i', "interactive", NULL, true, true,
	    "read commands even if not on a terminal" },
	{ NUMERIC, 'n', "numeric", NULL, true, true,
	    "show addresses as numbers" },
	{ OLD_RV, 0, "old-rv", NULL, true, true,
	    "always print the status line of variables" },
	{ HELP, '?', "help", NULL, true, false, "print this and exit" },
	{ HELP, '!', "more-help", NULL, true, false, "the same" },
	{ VERSION, 0, "version", NULL, true, false,
	    "print the version and exit" },
	{ WIDE, 'w', "wide", NULL, false, true,
	    "give long names of sources a line of their own" },
	{ REFID, 'r', "refid", "form", false, true,
	    "show reference ids that are addresses as ipv4 or as hash" },
	{ PORT, 0, "port", "number", false, true,
	    "ask this UDP port instead of 123" },
	{ SOCKET, 0, "socket", "path", false, true,
	    "the control socket of this host's daemon" },
	{ OUTPUT, 'o', "output", "form", false, true,
	    "print answers as text, json or csv" },
	{ GET, 0, "get", "variable", false, false,
	    "print the value of [assoc:]variable alone" },
	{ WHY, 0, "why", NULL, false, false,
	    "tell why each source is used or not" },
};

#define N_ROWS (sizeof rows / sizeof rows[0])

static void
usage(FILE *out)
{
	fputs("ntpq - standard NTP query program - Ver. " MEANTIME_VERSION
	    "\nUSAGE:  ntpq [ -<flag> [<val>] | --<name>[{=| }<val>] ]... "
	    "[ host ...]\n", out);
}

static void
help(void)
{
	usage(stdout);
	puts("  Flg Arg Option-Name    Description");
	for (size_t i = 0; i < N_ROWS; i++)
		printf("   %c%c %s %-14s %s\n", rows[i].letter ? '-' : ' ',
		    rows[i].letter ? rows[i].letter : ' ',
		    rows[i].value != NULL ? "yes" : "no ", rows[i].name,
		    rows[i].doc);
}

/* Say what is wrong about an option, in the words FORMAT has for it. */
static enum options_next
complain(const char *format, const char *option)
{
	fprintf(stderr, format, option);
	usage(stderr);
	return OPTIONS_BAD;
}

/* Read TEXT as a number of up to MOST into OUT. */
static bool
read_number(const char *text, long most, long *out)
{
	char *end;

	*out = strtol(text, &end, 10);
	return end != text && *end == '\0' && *out >= 0 && *out <= most;
}

static enum options_next
add_command(struct options *o, const char *command)
{
	if (o->n_commands == OPTIONS_COMMANDS)
		return complain("ntpq: too many commands, %s is one more\n",
		    command);
	o->commands[o->n_commands++] = command;
	return OPTIONS_RUN;
}

static enum options_next
set_output(struct options *o, const char *form)
{
	o->json = strcmp(form, "json") == 0;
	o->csv = strcmp(form, "csv") == 0;
	if (!o->json && !o->csv && strcmp(form, "text") != 0)
		return complain("ntpq: %s is not text, json or csv\n", form);
	return OPTIONS_RUN;
}

static enum options_next
set_refid(struct options *o, const char *form)
{
	o->refid_hash = strcmp(form, "hash") == 0;
	if (!o->refid_hash && strcmp(form, "ipv4") != 0)
		return complain("ntpq: %s is not ipv4 or hash\n", form);
	return OPTIONS_RUN;
}

/* Do what the option ROW with VALUE says. */
static enum options_next
apply(struct options *o, const struct option_row *row, const char *value)
{
	long number = 0;

	if ((row->what == SET_DEBUG && !read_number(value, 100, &number)) ||
	    (row->what == PORT && (!read_number(value, 65535, &number) ||
	    number == 0)))
		return complain("ntpq: %s is not a number that can be used\n",
		    value);
	switch (row->what) {
	case IPV4:
	case IPV6:
		if (o->family != 0 && o->family != (row->what == IPV4 ? 4 : 6))
			return complain("ERROR:  ipv4 option conflicts with "
			    "the %s option\n", "ipv6");
		o->family = row->what == IPV4 ? 4 : 6;
		break;
	case COMMAND:
		return add_command(o, value);
	case PEERS:
		return add_command(o, "peers");
	case WHY:
		return add_command(o, "why");
	case DEBUG:
		o->debug++;
		break;
	case SET_DEBUG:
		o->debug = (int)number;
		break;
	case INTERACTIVE:
		o->interactive = true;
		break;
	case NUMERIC:
		o->numeric = true;
		break;
	case OLD_RV:
		o->old_rv = true;
		break;
	case WIDE:
		o->wide = true;
		break;
	case REFID:
		return set_refid(o, value);
	case PORT:
		o->port = (uint16_t)number;
		break;
	case SOCKET:
		o->socket = value;
		break;
	case OUTPUT:
		return set_output(o, value);
	case GET:
		o->get = value;
		break;
	case HELP:
		help();
		return OPTIONS_DONE;
	case VERSION:
		puts("ntpq " MEANTIME_VERSION " (meantime)");
		return OPTIONS_DONE;
	}
	return OPTIONS_RUN;
}

/*
 * Find the long option that the LEN octets at NAME mean: its name, or the
 * beginning of one only among classic's or, failing that, ours.
 */
static const struct option_row *
find_long(const char *name, size_t len)
{
	const struct option_row *found[2] = { NULL, NULL };
	int n[2] = { 0, 0 };

	for (size_t i = 0; i < N_ROWS; i++) {
		int which = rows[i].classic ? 0 : 1;

		if (strncmp(rows[i].name, name, len) != 0)
			continue;
		if (rows[i].name[len] == '\0')
			return &rows[i];
		found[which] = &rows[i];
		n[which]++;
	}
	if (n[0] > 0)
		return n[0] == 1 ? found[0] : NULL;
	return n[1] == 1 ? found[1] : NULL;
}

static const struct option_row *
find_letter(char letter)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].letter == letter && letter != '\0')
			return &rows[i];
	return NULL;
}

/* Read the long option at ARGV[*AT], and its value behind it. */
static enum options_next
read_long(struct options *o, int *at, char **argv)
{
	const char *name = argv[*at] + 2, *equals = strchr(name, '=');
	size_t len = equals != NULL ? (size_t)(equals - name) : strlen(name);
	const struct option_row *row = find_long(name, len);
	const char *value = equals != NULL ? equals + 1 : NULL;

	if (row == NULL)
		return complain("ntpq: illegal option -- %s\n", name);
	if (row->value != NULL && value == NULL) {
		value = argv[*at + 1];
		if (value == NULL)
			return complain("ntpq: option `%s' requires an "
			    "argument\n", row->name);
		(*at)++;
	}
	return apply(o, row, value);
}

/* Read the bundle of short options at ARGV[*AT], and a value behind it. */
static enum options_next
read_short(struct options *o, int *at, char **argv)
{
	enum options_next next = OPTIONS_RUN;

	for (const char *p = argv[*at] + 1; *p != '\0'; p++) {
		const char letter[] = { *p, '\0' };
		const struct option_row *row = find_letter(*p);

		if (row == NULL)
			return complain("ntpq: illegal option -- %s\n",
			    letter);
		if (row->value != NULL) {
			const char *value = p[1] != '\0' ? p + 1 :
			    argv[++*at];

			if (value == NULL)
				return complain("ntpq: option `%s' requires "
				    "an argument\n", row->name);
			return apply(o, row, value);
		}
		next = apply(o, row, NULL);
		if (next != OPTIONS_RUN)
			break;
	}
	return next;
}

/* Apply the presets of the environment. */
static enum options_next
read_presets(struct options *o)
{
	enum options_next next = OPTIONS_RUN;

	for (size_t i = 0; i < N_ROWS && next == OPTIONS_RUN; i++) {
		char name[PRESET];
		const char *value;

		if (!rows[i].preset)
			continue;
		snprintf(name, sizeof name, "NTPQ_%s", rows[i].name);
		for (char *p = name; *p != '\0'; p++)
			*p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
		value = getenv(name);
		if (value != NULL)
			next = apply(o, &rows[i], value);
	}
	return next;
}

/* Take the blanks off the end of TEXT.  Returns TEXT. */
static char *
trim(char *text)
{
	size_t len = strlen(text);

	while (len > 0 && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
	return text;
}

/*
 * Apply the preset in LINE, "name" or "name=value" or "name value", unless it
 * is empty, a comment, or not for us.  What would have to be remembered (a
 * command, a path) is left to the environment.
 */
static enum options_next
read_rc_line(struct options *o, char *line)
{
	char *value;
	size_t len;

	line += strspn(line, " \t");
	trim(line);
	len = strcspn(line, " \t=");
	value = line + len;
	value += strspn(value, " \t=");
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].preset && rows[i].what != COMMAND &&
		    rows[i].what != SOCKET && len == strlen(rows[i].name) &&
		    memcmp(rows[i].name, line, len) == 0)
			return rows[i].value != NULL && *value == '\0' ?
			    OPTIONS_RUN : apply(o, &rows[i], value);
	return OPTIONS_RUN;
}

/*
 * Apply the presets in FOLDER's .ntprc, if there is one: its first lines, and
 * those below [ntpq].
 */
static enum options_next
read_rc(struct options *o, const char *folder)
{
	enum options_next next = OPTIONS_RUN;
	char *line = NULL, path[PATH];
	bool ours = true;
	size_t size = 0;
	FILE *f;

	if (folder == NULL ||
	    snprintf(path, sizeof path, "%s/.ntprc", folder) >= PATH)
		return OPTIONS_RUN;
	f = fopen(path, "re");
	if (f == NULL)
		return OPTIONS_RUN;
	while (next == OPTIONS_RUN && getline(&line, &size, f) >= 0) {
		if (line[0] == '[')
			ours = strcasecmp(trim(line), "[ntpq]") == 0;
		else if (ours)
			next = read_rc_line(o, line);
	}
	free(line);
	(void)fclose(f); /* only read */
	return next;
}

enum options_next
options_parse(struct options *o, int argc, char **argv)
{
	enum options_next next;
	int at;

	memset(o, 0, sizeof *o);
	o->port = 123;
	next = read_rc(o, getenv("HOME"));
	if (next == OPTIONS_RUN)
		next = read_rc(o, ".");
	if (next == OPTIONS_RUN)
		next = read_presets(o);
	for (at = 1; at < argc && next == OPTIONS_RUN; at++) {
		if (argv[at][0] != '-' || argv[at][1] == '\0')
			break;
		if (strcmp(argv[at], "--") == 0) {
			at++;
			break;
		}
		next = argv[at][1] == '-' ? read_long(o, &at, argv) :
		    read_short(o, &at, argv);
	}
	o->operand = at;
	if (next == OPTIONS_RUN && o->interactive && o->n_commands > 0)
		return complain("ERROR:  %s option conflicts with the "
		    "interactive option\n", strcmp(o->commands[0], "peers") ==
		    0 ? "peers" : "command");
	return next;
}
