/*
 * commands.c -- the commands: a table, and lines that name its rows.
 *
 * A command is called by its name or by the beginning of one name only, where
 * those of classic 4.2.6 come before later ones.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "assocs.h"
#include "callers.h"
#include "change.h"
#include "chrony.h"
#include "commands.h"
#include "compare.h"
#include "health.h"
#include "order.h"
#include "screens.h"
#include "settings.h"
#include "show.h"
#include "tables.h"
#include "top.h"
#include "watch.h"
#include "why.h"

#define TOKENS 8      /* words of a line */
#define LINE 512      /* octets of a line, all told */
#define SCREEN 76     /* columns of the list of commands */

enum arg_kind { ARG_NONE, ARG_TEXT, ARG_NUMBER, ARG_FAMILY };

/* Whose word it is: abbreviations mean an older one first. */
enum era { CLASSIC, LATER, OURS };
#define N_ERAS 3

/* What of its arguments a word takes on the command line, besides options. */
enum operand { OPERAND_NONE, OPERAND_ANY, OPERAND_NUMBER, OPERAND_ALL };

struct command {
	const char *name;
	void (*run)(struct ntpq *n, const struct args *a);
	struct {
		enum arg_kind kind;
		bool optional;
		const char *word; /* in the usage line */
	} args[COMMANDS_ARGS];
	const char *doc;
	enum era era;
	bool together; /* about all hosts of the command line at once */
	enum operand operand; /* on the command line, before hosts: one, one
	                       * or more that are numbers, as many as there may
	                       * be */
	const char *valued; /* letters of its options that take a value */
};

#define MUST(kind, word) { ARG_##kind, false, word }
#define MAY(kind, word) { ARG_##kind, true, word }
#define ASSOC MAY(NUMBER, "assocID")
#define NAMES MAY(TEXT, "name=value[,...]")
#define WISH MAY(TEXT, "limited|kod|sort=|mincount=|laddr=|...")
#define HOST MAY(TEXT, "host")
#define IP MAY(FAMILY, "-4|-6")

/* Sorted, for the list of them. */
static const struct command commands[] = {
	{ ":config", change_config, { MUST(TEXT, "<configuration command line>") },
	    "send a line of configuration" },
	{ "?", settings_help, { MAY(TEXT, "command") },
	    "tell the use and syntax of commands" },
	{ "access", show_access, { MUST(TEXT, "address") },
	    "tell what an address may do, and by which line", OURS, .operand = OPERAND_ANY },
	{ "accheck", show_accheck, { MUST(TEXT, "address") },
	    "tell whether an address is told the time", OURS, .operand = OPERAND_ANY },
	{ "activity", show_activity, { MAY(NONE, NULL) },
	    "count the sources, as chronyc does", OURS },
	{ "addvars", settings_addvars, { MUST(TEXT, "name[=value][,...]") },
	    "add variables to the variable list or change their values" },
	{ "apeers", show_apeers, { IP },
	    "print the sources with their association ids", LATER },
	{ "associations", show_associations, { MAY(NONE, NULL) },
	    "print the configured and reachable associations" },
	{ "authenticate", settings_authenticate, { MAY(TEXT, "yes|no") },
	    "show or set whether all requests are signed" },
	{ "authinfo", show_authinfo, { MAY(NONE, NULL) },
	    "tell how many keys there are and how often used", LATER },
	{ "burst", order_burst, { MUST(TEXT, "good/max"),
	    MAY(TEXT, "address[/bits]") },
	    "have the host ask its sources several times", OURS,
	    .operand = OPERAND_ALL },
	{ "cl", show_clocklist, { ASSOC },
	    "read the clock variables in the variable list" },
	{ "clearvars", settings_clearvars, { MAY(NONE, NULL) },
	    "remove all variables from the variable list" },
	{ "clients", show_clients, { MAY(NONE, NULL) },
	    "print who has asked the host, as chronyc does", OURS },
	{ "clocklist", show_clocklist, { ASSOC },
	    "read the clock variables in the variable list" },
	{ "clockvar", show_clockvar, { ASSOC, NAMES, NAMES, NAMES },
	    "read clock variables" },
	{ "compare", show_compare, { HOST, HOST, HOST, HOST },
	    "measure how the clocks of several hosts differ", OURS, true },
	{ "config-from-file", change_config_from_file,
	    { MUST(TEXT, "<configuration filename>") },
	    "send a file of configuration, line by line" },
	{ "cooked", settings_cooked, { MAY(NONE, NULL) },
	    "show answers in a form made for people" },
	{ "cv", show_clockvar, { ASSOC, NAMES, NAMES, NAMES },
	    "read clock variables" },
	{ "debug", settings_debug, { MAY(TEXT, "no|more|less") },
	    "show or set the debug level" },
	{ "delay", settings_delay, { MAY(NUMBER, "msec") },
	    "show or set the delay added to encryption time stamps" },
	{ "drefid", settings_drefid, { MAY(TEXT, "hash|ipv4") },
	    "show or set how references that are addresses are shown", LATER },
	{ "events", show_events, { MAY(TEXT, "seconds|--once") },
	    "print the events of the host as they come", OURS,
	    .operand = OPERAND_NUMBER },
	{ "exit", settings_quit, { MAY(NONE, NULL) },
	    "leave ntpq" },
	{ "health", show_health, { MAY(TEXT, "-w|-c"), MAY(TEXT, "seconds"),
	    MAY(TEXT, "-w|-c"), MAY(TEXT, "seconds") },
	    "print a line for monitors and end with their status", OURS,
	    .together = true, .valued = "wc" },
	{ "help", settings_help, { MAY(TEXT, "command") },
	    "tell the use and syntax of commands" },
	{ "host", settings_host, { MAY(TEXT, "-4|-6"), MAY(TEXT, "hostname") },
	    "show or set the host that is asked" },
	{ "hostnames", settings_hostnames, { MAY(TEXT, "yes|no") },
	    "show hosts by name or by number" },
	{ "ifstats", show_ifstats, { MAY(NONE, NULL) },
	    "print the interfaces and what went over them", LATER },
	{ "iostats", show_iostats, { MAY(NONE, NULL) },
	    "tell what the sockets have done", LATER },
	{ "kerninfo", show_kerninfo, { MAY(NONE, NULL) },
	    "tell what the kernel says about its clock", LATER },
	{ "keyid", settings_keyid, { MAY(NUMBER, "key#") },
	    "show or set the key id of authenticated requests" },
	{ "keytype", settings_keytype, { MAY(TEXT, "digest") },
	    "show or set the key type of authenticated requests" },
	{ "lassociations", show_lassociations, { MAY(NONE, NULL) },
	    "print all associations" },
	{ "lopeers", show_lopeers, { IP },
	    "print all sources with our addresses" },
	{ "lpassociations", show_lpassociations, { MAY(NONE, NULL) },
	    "print the list of all associations as last fetched" },
	{ "lpeers", show_lpeers, { IP },
	    "print all sources" },
	{ "makestep", order_makestep, { MAY(TEXT, "threshold"),
	    MAY(TEXT, "limit") },
	    "have the host set its clock by what is left to correct", OURS,
	    .operand = OPERAND_NUMBER },
	{ "monstats", show_monstats, { MAY(NONE, NULL) },
	    "tell how many clients are remembered", LATER },
	{ "mreadlist", show_mreadlist, { MUST(NUMBER, "assocID"),
	    MUST(NUMBER, "assocID") },
	    "read the variables in the variable list of several sources" },
	{ "mreadvar", show_mreadvar, { MUST(NUMBER, "assocID"),
	    MUST(NUMBER, "assocID"), NAMES },
	    "read variables of several sources" },
	{ "mrl", show_mreadlist, { MUST(NUMBER, "assocID"),
	    MUST(NUMBER, "assocID") },
	    "read the variables in the variable list of several sources" },
	{ "mrulist", show_mrulist, { WISH, WISH, WISH, WISH },
	    "print who has asked the host", LATER },
	{ "mrv", show_mreadvar, { MUST(NUMBER, "assocID"),
	    MUST(NUMBER, "assocID"), NAMES },
	    "read variables of several sources" },
	{ "ntpdata", show_ntpdata, { MAY(TEXT, "address") },
	    "print what is known of each source, as chronyc does", OURS,
	    .operand = OPERAND_ANY },
	{ "ntpversion", settings_ntpversion, { MAY(NUMBER, "version") },
	    "show or set the NTP version of requests" },
	{ "offline", order_offline, { MAY(TEXT, "address[/bits]") },
	    "have the host leave its sources alone", OURS, .operand = OPERAND_ANY },
	{ "online", order_online, { MAY(TEXT, "address[/bits]") },
	    "have the host ask them again", OURS, .operand = OPERAND_ANY },
	{ "opeers", show_opeers, { IP },
	    "print the sources with our addresses" },
	{ "passociations", show_passociations, { MAY(NONE, NULL) },
	    "print the list of associations as last fetched" },
	{ "passwd", settings_passwd, { MAY(TEXT, "password") },
	    "set the password of authenticated requests" },
	{ "peers", show_peers, { IP },
	    "print the sources of the host and how they do" },
	{ "poll", settings_poll, { MAY(NUMBER, "n"), MAY(TEXT, "verbose") },
	    "poll a server (never implemented)" },
	{ "pstats", show_pstats, { MUST(NUMBER, "assocID") },
	    "print the statistics of a source", LATER },
	{ "pstatus", show_pstatus, { MUST(NUMBER, "assocID") },
	    "print the status of a source" },
	{ "quit", settings_quit, { MAY(NONE, NULL) },
	    "leave ntpq" },
	{ "raw", settings_raw, { MAY(NONE, NULL) },
	    "show answers as they came" },
	{ "readlist", show_readlist, { ASSOC },
	    "read the variables in the variable list" },
	{ "readvar", show_readvar, { ASSOC, NAMES, NAMES, NAMES },
	    "read variables of the system or a source" },
	{ "refresh", order_refresh, { MAY(NONE, NULL) },
	    "have the host look the names of its sources up again", OURS },
	{ "reload", change_reload, { MAY(NONE, NULL) },
	    "have the host read its configuration anew", OURS },
	{ "reselect", order_reselect, { MAY(NONE, NULL) },
	    "have the host select its source anew", OURS },
	{ "reslist", show_reslist, { MAY(NONE, NULL) },
	    "print the restrictions and how often they applied", LATER },
	{ "rl", show_readlist, { ASSOC },
	    "read the variables in the variable list" },
	{ "rmvars", settings_rmvars, { MUST(TEXT, "name[,...]") },
	    "remove variables from the variable list" },
	{ "rv", show_readvar, { ASSOC, NAMES, NAMES, NAMES },
	    "read variables of the system or a source" },
	{ "saveconfig", change_saveconfig, { MUST(TEXT, "filename") },
	    "have the host save its configuration" },
	{ "selectdata", show_selectdata, { MAY(TEXT, "-a|-v"), MAY(TEXT, "-v") },
	    "tell how the sources were judged, as chronyc does", OURS },
	{ "serverstats", show_serverstats, { MAY(NONE, NULL) },
	    "tell what became of the packets, as chronyc does", OURS },
	{ "showvars", settings_showvars, { MAY(NONE, NULL) },
	    "print the variable list" },
	{ "sources", show_sources, { MAY(TEXT, "-a|-v"), MAY(TEXT, "-v") },
	    "print the sources, as chronyc does", OURS },
	{ "sourcestats", show_sourcestats, { MAY(TEXT, "-a|-v"), MAY(TEXT, "-v") },
	    "print estimates of the sources, as chronyc does", OURS },
	{ "sysinfo", show_sysinfo, { MAY(NONE, NULL) },
	    "tell how the clock is", LATER },
	{ "sysstats", show_sysstats, { MAY(NONE, NULL) },
	    "tell what became of the packets", LATER },
	{ "timeout", settings_timeout, { MAY(NUMBER, "msec") },
	    "show or set how long to wait for an answer" },
	{ "timerstats", show_timerstats, { MAY(NONE, NULL) },
	    "tell what the timer has done", LATER },
	{ "top", show_top, { MAY(TEXT, "--once"), HOST, HOST, HOST },
	    "watch several hosts on one screen", OURS, true },
	{ "tracking", show_tracking, { MAY(NONE, NULL) },
	    "tell how the clock is, as chronyc does", OURS },
	{ "version", settings_version, { MAY(NONE, NULL) },
	    "print the version of ntpq" },
	{ "waitsync", show_waitsync, { MAY(TEXT, "tries"),
	    MAY(TEXT, "correction"), MAY(TEXT, "skew"),
	    MAY(TEXT, "interval") },
	    "wait until the clock is right", OURS, .operand = OPERAND_NUMBER },
	{ "why", show_why, { MAY(TEXT, "assocID|address") },
	    "tell why each source is used or not", OURS, .operand = OPERAND_ANY },
	{ "writelist", change_writelist, { ASSOC },
	    "set the variables in the variable list on the host" },
	{ "writevar", change_writevar, { MUST(NUMBER, "assocID"),
	    MUST(TEXT, "name=value,[...]") },
	    "set variables on the host" },
};

#define N_COMMANDS (sizeof commands / sizeof commands[0])

/*
 * --- which command -------------------------------------------------------
 */

/* Find the command NAME means; AMBIGUOUS says whether it may be several. */
static const struct command *
find(const char *name, bool *ambiguous)
{
	const struct command *found[N_ERAS] = { NULL };
	int n[N_ERAS] = { 0 };

	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i].name, name) == 0) {
			*ambiguous = false;
			return &commands[i];
		}
		if (strncmp(commands[i].name, name, strlen(name)) == 0) {
			found[commands[i].era] = &commands[i];
			n[commands[i].era]++;
		}
	}
	*ambiguous = false;
	for (int era = CLASSIC; era < N_ERAS; era++) {
		if (n[era] == 0)
			continue;
		*ambiguous = n[era] > 1;
		return n[era] == 1 ? found[era] : NULL;
	}
	return NULL;
}

const char *
commands_next(const char *last, const char *prefix, size_t len)
{
	bool after = last == NULL;

	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (after && strncmp(commands[i].name, prefix, len) == 0)
			return commands[i].name;
		if (commands[i].name == last)
			after = true;
	}
	return NULL;
}

enum commands_takes
commands_takes(const char *name, int arg)
{
	/* The words that stand for them in usage lines. */
	static const struct {
		const char *word;
		enum commands_takes takes;
	} words[] = {
		{ "command", COMMANDS_NAMES }, { "host", COMMANDS_HOSTS },
		{ "hostname", COMMANDS_HOSTS }, { "-4|-6", COMMANDS_HOSTS },
		{ "name=value[,...]", COMMANDS_VARIABLES },
		{ "name[=value][,...]", COMMANDS_VARIABLES },
		{ "name[,...]", COMMANDS_VARIABLES }
	};
	bool ambiguous;
	const struct command *c = find(name, &ambiguous);
	const char *word;

	if (c == NULL || arg >= COMMANDS_ARGS ||
	    c->args[arg].kind == ARG_NONE || c->args[arg].word == NULL)
		return COMMANDS_OTHERS;
	word = c->args[arg].word;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(word, words[i].word) == 0 &&
		    c->args[arg].kind == ARG_TEXT)
			return words[i].takes;
	return COMMANDS_OTHERS;
}

/* Returns the command with exactly this NAME, or NULL. */
static const struct command *
find_exactly(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

bool
commands_is_word(const char *name)
{
	const struct command *c = find_exactly(name);

	return c != NULL && c->era == OURS;
}

/* Returns true if WORD is a number, and no address. */
static bool
is_number(const char *word)
{
	size_t len = strspn(word, "0123456789");

	if (len > 0 && word[len] == '.')
		len += 1 + strspn(word + len + 1, "0123456789");
	return len > 0 && word[len] == '\0';
}

/* Returns true if C takes WORD on the command line, having TAKEN so many. */
static bool
takes(const struct command *c, const char *word, int taken)
{
	if (taken == COMMANDS_ARGS || c->args[taken].kind == ARG_NONE)
		return false;
	switch (c->operand) {
	case OPERAND_ANY:
		return taken == 0;
	case OPERAND_NUMBER:
		return is_number(word);
	case OPERAND_ALL:
		return true;
	case OPERAND_NONE:
		break;
	}
	return false;
}

int
commands_take(char **argv, int argc)
{
	const struct command *c = find_exactly(argv[0]);
	int n = 1;

	while (n < argc && argv[n][0] == '-' && strcmp(argv[n], "--") != 0) {
		bool valued = c->valued != NULL && argv[n][1] != '\0' &&
		    argv[n][2] == '\0' &&
		    strchr(c->valued, argv[n][1]) != NULL;

		n += valued && n + 1 < argc ? 2 : 1;
	}
	for (int taken = 0; n < argc && strcmp(argv[n], "--") != 0 &&
	    takes(c, argv[n], taken); taken++)
		n++;
	return n;
}

bool
commands_is_together(const char *line)
{
	size_t len = strcspn(line, " \t");

	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strlen(commands[i].name) == len &&
		    strncmp(commands[i].name, line, len) == 0)
			return commands[i].together;
	return false;
}

static void
write_usage(FILE *out, const struct command *c)
{
	fprintf(out, "usage: %s", c->name);
	for (int i = 0; i < COMMANDS_ARGS && c->args[i].kind != ARG_NONE; i++)
		fprintf(out, c->args[i].optional ? " [ %s ]" : " %s",
		    c->args[i].word);
	putc('\n', out);
}

/* Print the names of all commands in columns. */
static void
write_names(FILE *out)
{
	size_t width = 0, columns, rows;

	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strlen(commands[i].name) > width)
			width = strlen(commands[i].name);
	columns = SCREEN / (width + 1);
	rows = (N_COMMANDS + columns - 1) / columns;
	fputs("ntpq commands:\n", out);
	for (size_t row = 0; row < rows; row++) {
		for (size_t i = row; i < N_COMMANDS; i += rows)
			fprintf(out, "%-*s", (int)width + 1, commands[i].name);
		putc('\n', out);
	}
}

void
commands_help(struct ntpq *n, const char *name)
{
	const struct command *c;
	bool ambiguous;

	if (name == NULL) {
		write_names(n->out);
		return;
	}
	c = find(name, &ambiguous);
	if (c == NULL) {
		fprintf(stderr, "Command `%s' is %s\n", name,
		    ambiguous ? "ambiguous" : "unknown");
		return;
	}
	fprintf(n->out, "function: %s\n", c->doc);
	write_usage(n->out, c);
}

/*
 * --- arguments -----------------------------------------------------------
 */

/* Read "&I", the I-th association of the list, into OUT. */
static bool
read_reference(struct ntpq *n, const char *text, unsigned long *out)
{
	char *end;
	unsigned long i = strtoul(text + 1, &end, 10);

	if (i == 0 || text[1] < '0' || text[1] > '9' || *end != '\0') {
		fprintf(stderr, "***Association value `%s' "
		    "invalid/undecodable\n", text);
		return false;
	}
	if (n->n_assocs == 0 && !assocs_fetch(n))
		return false;
	if (n->n_assocs == 0) {
		fprintf(stderr, "***No associations found, `%s' unknown\n",
		    text);
		return false;
	}
	if (i > n->n_assocs)
		i = n->n_assocs;
	*out = n->assocs[i - 1].id;
	return true;
}

static bool
read_number(struct ntpq *n, const char *text, unsigned long *out)
{
	char *end;

	if (text[0] == '&')
		return read_reference(n, text, out);
	if (text[0] == '-') {
		fprintf(stderr, "***Value %s should be unsigned\n", text);
		return false;
	}
	errno = 0;
	*out = strtoul(text, &end, 0);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0) {
		fprintf(stderr, "***Illegal integer value %s\n", text);
		return false;
	}
	return true;
}

/*
 * Say how C is used.  Those who run one of our own words from a script see it by
 * the status, too.  Returns false.
 */
static bool
refuse(struct ntpq *n, const struct command *c)
{
	write_usage(stderr, c);
	if (c->era == OURS)
		n->status = EXIT_FAILURE;
	return false;
}

/* Read the words at WORDS, up to NULL, as C's arguments into A. */
static bool
read_args(struct ntpq *n, const struct command *c, char **words,
    struct args *a)
{
	int i;

	memset(a, 0, sizeof *a);
	for (i = 0; i < COMMANDS_ARGS; i++) {
		if (c->args[i].kind == ARG_NONE)
			break;
		if (words[i] == NULL) {
			if (c->args[i].optional)
				break;
			return refuse(n, c);
		}
		a->text[i] = words[i];
		a->n = i + 1;
		if (c->args[i].kind == ARG_NUMBER &&
		    !read_number(n, words[i], &a->number[i]))
			return false;
		if (c->args[i].kind != ARG_FAMILY)
			continue;
		if (strcmp(words[i], "-4") != 0 &&
		    strcmp(words[i], "-6") != 0) {
			fputs("***Version must be either 4 or 6\n", stderr);
			return false;
		}
		a->number[i] = (unsigned long)(words[i][1] - '0');
	}
	/* Classic's commands leave out what is too much. */
	return c->era != OURS || words[i] == NULL || refuse(n, c);
}

/*
 * --- lines ---------------------------------------------------------------
 */

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * Cut LINE into WORDS, a NULL behind the last: at blanks, but not inside
 * double quotes, which vanish.  After a word that begins with a colon the rest
 * is one word.  Returns their number.
 */
static int
split(char *line, char *words[TOKENS + 1])
{
	int n = 0;
	bool colon = line[strspn(line, " \t")] == ':';

	while (n < TOKENS) {
		while (is_blank(*line))
			line++;
		if (*line == '\0')
			break;
		if (colon && n == 1) {
			words[n++] = line;
			break;
		}
		if (*line == '"') {
			words[n++] = ++line;
			while (*line != '\0' && *line != '"')
				line++;
		} else {
			words[n++] = line;
			while (*line != '\0' && !is_blank(*line))
				line++;
		}
		if (*line != '\0')
			*line++ = '\0';
	}
	words[n] = NULL;
	return n;
}

/*
 * Take "> FILE" or ">FILE" off WORDS and send N's output there.  Returns false
 * after a message.
 */
static bool
redirect(struct ntpq *n, char **words)
{
	const char *file;

	for (; *words != NULL; words++) {
		if (**words != '>')
			continue;
		file = *words + 1;
		if (*file == '\0')
			file = words[1];
		*words = NULL;
		if (file == NULL) {
			fputs("***No file for redirect\n", stderr);
			return false;
		}
		n->names = NULL;
		n->out = fopen(file, "we");
		if (n->out == NULL) {
			fprintf(stderr, "***Error opening %s: %s\n", file,
			    strerror(errno));
			n->out = stdout;
			return false;
		}
		return true;
	}
	return true;
}

static void
finish_output(struct ntpq *n)
{
	if (n->out == stdout) {
		(void)fflush(stdout); /* main() sees to its errors */
		return;
	}
	if (fclose(n->out) != 0)
		fprintf(stderr, "***Error writing: %s\n", strerror(errno));
	n->names = NULL;
	n->out = stdout;
}

void
commands_run(struct ntpq *n, const char *line)
{
	char buf[LINE], *words[TOKENS + 1];
	const struct command *c;
	struct args args;
	bool ambiguous;

	if (strlen(line) >= sizeof buf) {
		fprintf(stderr, "***Line longer than %d octets\n", LINE - 1);
		return;
	}
	memcpy(buf, line, strlen(line) + 1);
	if (split(buf, words) == 0)
		return;
	c = find(words[0], &ambiguous);
	if (c == NULL) {
		fprintf(stderr, "***Command `%s' %s\n", words[0],
		    ambiguous ? "ambiguous" : "unknown");
		return;
	}
	query_begin(&n->query);
	reverse_begin(&n->reverse);
	if (redirect(n, words + 1) && read_args(n, c, words + 1, &args))
		c->run(n, &args);
	finish_output(n);
}
