/*
 * options.c -- the command line of ntpd.
 *
 * getopt_long() cannot prefer classic's long options to ours when both begin
 * alike, which scripts that abbreviate rely on; so the table is walked here.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "options.h"

#define CONFIGFILE "/etc/ntp.conf"
#define DEBUG_MAX 255
#define COLUMNS 79

typedef int taker(struct options *o, const struct options_row *row,
    const char *value);

static void usage(FILE *out);

/* Say that VALUE is not what it should be; returns the exit status. */
static int
complain(const struct options *o, const char *what, const char *value)
{
	fprintf(stderr, "%s: %s '%s'\n", o->program, what, value);
	usage(stderr);
	return 1;
}

/* --- what options do ----------------------------------------------------- */

/* Read a whole number from LOW to HIGH; returns false if VALUE is not one. */
static bool
number(const char *value, long low, long high, int *out)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (end == value || *end != '\0' || errno != 0 || n < low || n > high)
		return false;
	*out = (int)n;
	return true;
}

static int
take_text(struct options *o, const struct options_row *row, const char *value)
{
	*(const char **)(void *)((char *)o + row->at) = value;
	return -1;
}

static int
take_configfile(struct options *o, const struct options_row *row,
    const char *value)
{
	(void)row;
	o->configfile = value;
	o->named = true;
	return -1;
}

static int
take_flag(struct options *o, const struct options_row *row, const char *value)
{
	(void)value;
	*(bool *)((char *)o + row->at) = true;
	return -1;
}

static int
take_family(struct options *o, const struct options_row *row,
    const char *value)
{
	uint8_t family = (uint8_t)(row->letter - '0');

	(void)value;
	if (o->only_family != 0 && o->only_family != family)
		return complain(o, "-4 and -6 exclude each other:", row->name);
	o->only_family = family;
	return -1;
}

static int
take_auth(struct options *o, const struct options_row *row, const char *value)
{
	(void)value;
	if (o->auth != 0 && o->auth != row->letter)
		return complain(o, "-a and -A exclude each other:", row->name);
	o->auth = row->letter;
	return -1;
}

static int
take_debug(struct options *o, const struct options_row *row, const char *value)
{
	(void)row;
	if (value == NULL && o->debug < DEBUG_MAX)
		o->debug++;
	if (value != NULL && !number(value, 0, DEBUG_MAX, &o->debug))
		return complain(o, "not a debug level:", value);
	return -1;
}

static int
take_nic(struct options *o, const struct options_row *row, const char *value)
{
	(void)row;
	if (o->n_nics >= OPTIONS_LIST)
		return complain(o, "too many interfaces:", value);
	o->nics[o->n_nics++] = value;
	return -1;
}

static int
take_key(struct options *o, const struct options_row *row, const char *value)
{
	(void)row;
	if (o->n_keys >= OPTIONS_LIST)
		return complain(o, "too many keys:", value);
	o->keys[o->n_keys++] = value;
	return -1;
}

static int
take_var(struct options *o, const struct options_row *row, const char *value)
{
	if (o->n_vars >= OPTIONS_LIST)
		return complain(o, "too many variables:", value);
	o->vars[o->n_vars++] = (struct options_var){ .text = value,
		.is_default = row->name[0] == 'd' };
	return -1;
}

static int
take_priority(struct options *o, const struct options_row *row,
    const char *value)
{
	(void)row;
	if (!number(value, INT_MIN, INT_MAX, &o->priority))
		return complain(o, "not a priority:", value);
	if (o->priority <= 0)
		o->priority = 1; /* the least there is; 0 means no choice */
	o->nice = true;
	return -1;
}

static int
take_scan(struct options *o, const struct options_row *row, const char *value)
{
	(void)row;
	if (!number(value, INT_MIN, INT_MAX, &o->scan))
		return complain(o, "not an interval in seconds:", value);
	if (o->scan >= 0)
		return -1;
	(void)complain(o, "negative interval:", value);
	return 2;
}

static int
take_port(struct options *o, const struct options_row *row, const char *value)
{
	int port;

	(void)row;
	if (!number(value, 1, UINT16_MAX, &port))
		return complain(o, "not a port number:", value);
	o->port = (uint16_t)port;
	return -1;
}

static int
take_saveconfig(struct options *o, const struct options_row *row,
    const char *value)
{
	o->command = COMMAND_SAVECONFIG;
	return take_text(o, row, value);
}

static int
take_check(struct options *o, const struct options_row *row, const char *value)
{
	(void)row;
	if (value != NULL && strcmp(value, "json") != 0)
		return complain(o, "not a form of findings:", value);
	o->command = COMMAND_CHECK;
	o->json = value != NULL;
	return -1;
}

static int
take_question(struct options *o, const struct options_row *row,
    const char *value)
{
	o->command = strcmp(row->name, "equiv") == 0 ? COMMAND_EQUIV :
	    strcmp(row->name, "effective") == 0 ? COMMAND_EFFECTIVE :
	    COMMAND_TEST_ACCESS;
	o->asked = value;
	return -1;
}

static int
take_reload(struct options *o, const struct options_row *row,
    const char *value)
{
	(void)row;
	(void)value;
	o->command = COMMAND_RELOAD;
	return -1;
}

static int
take_version(struct options *o, const struct options_row *row,
    const char *value)
{
	(void)o;
	(void)row;
	(void)value;
	printf("ntpd %s (meantime)\n", MEANTIME_VERSION);
	return 0;
}

static taker take_help;

/* --- the table ----------------------------------------------------------- */

/* The offset of FIELD; does not compile unless it is a TYPE. */
#define AT(type, field) (offsetof(struct options, field) + 0 * sizeof(char \
    [__builtin_types_compatible_p(type, \
    __typeof__(((struct options *)0)->field)) ? 1 : -1]))
#define TEXT(argument, field) false, argument, AT(const char *, field), take_text
#define FLAG(field) false, NULL, AT(bool, field), take_flag
#define OWN_FLAG(field) true, NULL, AT(bool, field), take_flag
#define DO(take) false, NULL, 0, take
#define DO_WITH(argument, take) false, argument, 0, take
#define OWN_WITH(argument, take) true, argument, 0, take

static const struct options_row rows[] = {
	{ "ipv4", '4', DO(take_family), "use IPv4 only" },
	{ "ipv6", '6', DO(take_family), "use IPv6 only" },
	{ "authreq", 'a', DO(take_auth),
	    "only who is authenticated makes associations (the default)" },
	{ "authnoreq", 'A', DO(take_auth), "anybody does" },
	{ "bcastsync", 'b', FLAG(bclient), "take time from broadcasts" },
	{ "configfile", 'c', DO_WITH("FILE", take_configfile),
	    "read FILE instead of " CONFIGFILE },
	{ "debug-level", 'd', DO(take_debug),
	    "tell more, on standard error; repeatable" },
	{ "set-debug-level", 'D', DO_WITH("N", take_debug),
	    "the same, N times" },
	{ "driftfile", 'f', TEXT("FILE", driftfile),
	    "keep the frequency in FILE" },
	{ "panicgate", 'g', FLAG(panicgate),
	    "let the first correction be of any size" },
	{ "jaildir", 'i', TEXT("FOLDER", jail),
	    "change the root folder to FOLDER" },
	{ "interface", 'I', DO_WITH("NAME", take_nic),
	    "listen on this interface or address only; repeatable" },
	{ "keyfile", 'k', TEXT("FILE", keyfile), "the file with the keys" },
	{ "logfile", 'l', TEXT("FILE", logfile),
	    "log to FILE, stderr or stdout instead of syslog" },
	{ "novirtualips", 'L', FLAG(no_virtual),
	    "not on interfaces with a colon in their name" },
	{ "mlock", 'm', FLAG(lock), "keep all memory from being paged out" },
	{ "nofork", 'n', FLAG(nofork), "stay in the foreground" },
	{ "nice", 'N', FLAG(nice), "run at the highest priority" },
	{ "pidfile", 'p', TEXT("FILE", pidfile),
	    "write the process id to FILE" },
	{ "priority", 'P', DO_WITH("N", take_priority),
	    "run at the real-time priority N" },
	{ "quit", 'q', FLAG(quit), "set the clock once and exit" },
	{ "propagationdelay", 'r', TEXT("S", delay),
	    "the delay of broadcasts in seconds" },
	{ "saveconfigquit", 0, false, "FILE", AT(const char *, saved),
	    take_saveconfig, "write the configuration to FILE and exit" },
	{ "statsdir", 's', TEXT("FOLDER", statsdir),
	    "write statistics to FOLDER" },
	{ "trustedkey", 't', DO_WITH("N", take_key),
	    "trust key N; repeatable" },
	{ "user", 'u', TEXT("USER[:GROUP]", user),
	    "become USER once everything is open" },
	{ "updateinterval", 'U', DO_WITH("S", take_scan),
	    "seconds between looks for new addresses; 0: never" },
	{ "var", 0, DO_WITH("NAME=VALUE", take_var),
	    "a variable for ntpq; repeatable" },
	{ "dvar", 0, DO_WITH("NAME=VALUE", take_var),
	    "the same, shown unasked" },
	{ "slew", 'x', FLAG(slew),
	    "slew offsets up to 600 s instead of stepping" },
	{ "version", 0, DO(take_version), "show the version" },
	{ "help", '?', DO(take_help), "show this text" },
	{ "more-help", '!', DO(take_help), "the same" },
	{ "port", 0, OWN_WITH("N", take_port),
	    "serve and ask UDP port N instead of 123" },
	{ "check", 0, OWN_WITH("[=json]", take_check),
	    "say what is wrong with the files that follow" },
	{ "warnings", 'W', OWN_FLAG(warnings),
	    "with --check: warnings make the status 1" },
	{ "host", 0, OWN_FLAG(host), "with --check: judge this host, too" },
	{ "test-access", 0, OWN_WITH("ADDR[,MODE]", take_question),
	    "say what ADDR may do, and by which line" },
	{ "effective", 0, true, NULL, 0, take_question,
	    "print the configuration with every default" },
	{ "equiv", 0, OWN_WITH("OLD NEW", take_question),
	    "say whether two files mean the same, or what differs" },
	{ "reload", 0, true, NULL, 0, take_reload,
	    "have the running daemon read its configuration anew" },
	{ "dry-run", 0, OWN_FLAG(dry),
	    "with --reload: only say what would change" },
	{ "socket", 0, true, "PATH", AT(const char *, socket), take_text,
	    "with --reload: where the daemon's control socket is" },
};

#define N_ROWS (sizeof rows / sizeof rows[0])

const struct options_row *
options_rows(size_t *n)
{
	*n = N_ROWS;
	return rows;
}

/* Returns true if ROW's argument may be left out. */
static bool
is_optional(const struct options_row *row)
{
	return row->argument != NULL && row->argument[0] == '[';
}

/* --- usage --------------------------------------------------------------- */

/* Print WORD in brackets, on a new line if COLUMN says so; returns it. */
static int
usage_word(FILE *out, int column, const char *word)
{
	int width = (int)strlen(word) + 3;

	if (column + width > COLUMNS) {
		fprintf(out, "\n           ");
		column = 11;
	}
	fprintf(out, " [%s]", word);
	return column + width;
}

static void
usage(FILE *out)
{
	char word[64] = "-", dash[3] = "-";
	int column = 11;

	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].argument == NULL && isalnum(rows[i].letter))
			strlcat(word, (char[]){ rows[i].letter, '\0' },
			    sizeof word);
	fprintf(out, "usage: ntpd");
	column = usage_word(out, column, word);
	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].argument == NULL)
			continue;
		dash[1] = rows[i].letter != 0 ? rows[i].letter : '-';
		snprintf(word, sizeof word, "%s%s%s%s", dash,
		    rows[i].letter != 0 ? "" : rows[i].name,
		    is_optional(&rows[i]) ? "" : " ", rows[i].argument);
		column = usage_word(out, column, word);
	}
	fprintf(out, "\n");
}

static int
take_help(struct options *o, const struct options_row *row, const char *value)
{
	char form[64], letter[5];

	(void)o;
	(void)row;
	(void)value;
	printf("ntpd - NTP daemon program - Ver. %s\n", MEANTIME_VERSION);
	usage(stdout);
	printf("\n");
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct options_row *r = &rows[i];

		snprintf(letter, sizeof letter, r->letter != 0 ? "-%c, " :
		    "    ", r->letter);
		snprintf(form, sizeof form, "%s--%s%s%s", letter, r->name,
		    r->argument != NULL && !is_optional(r) ? "=" : "",
		    r->argument != NULL ? r->argument : "");
		printf("  %-28s %s\n", form, r->doc);
	}
	return 0;
}

/* --- long forms ---------------------------------------------------------- */

/* Returns C as long forms are compared: case and the kind of dash are one. */
static int
plain(char c)
{
	return c == '_' ? '-' : tolower((unsigned char)c);
}

/* Returns true if the LEN characters of WORD begin NAME. */
static bool
begins(const char *name, const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (name[i] == '\0' || plain(name[i]) != plain(word[i]))
			return false;
	return true;
}

/* Returns the only row that is OWN or not and begins with WORD; counts in N. */
static const struct options_row *
find_beginning(const char *word, size_t len, bool own, unsigned *n)
{
	const struct options_row *found = NULL;

	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].own != own || !begins(rows[i].name, word, len))
			continue;
		found = &rows[i];
		++*n;
	}
	return *n == 1 ? found : NULL;
}

/*
 * Returns the row for the LEN characters of WORD, a long form or its
 * beginning, NULL if there is none or it is ambiguous.
 */
static const struct options_row *
find_long(const char *word, size_t len)
{
	const struct options_row *row;
	unsigned n = 0;

	for (size_t i = 0; i < N_ROWS; i++)
		if (begins(rows[i].name, word, len) &&
		    rows[i].name[len] == '\0')
			return &rows[i];
	row = find_beginning(word, len, false, &n);
	return n == 0 ? find_beginning(word, len, true, &n) : row;
}

static const struct options_row *
find_letter(char letter)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

/* --- the command line ---------------------------------------------------- */

static int
wrong_option(const struct options *o, const char *word)
{
	return complain(o, "unknown, ambiguous or incomplete option", word);
}

/* Take the long option WORD (after its dashes); *NEXT is the word after it. */
static int
take_long(struct options *o, const char *word, char ***next)
{
	size_t len = strcspn(word, "=");
	const char *value = word[len] == '=' ? word + len + 1 : NULL;
	const struct options_row *row = find_long(word, len);

	if (row == NULL || (row->argument == NULL && value != NULL))
		return wrong_option(o, word - 2);
	if (row->argument == NULL || value != NULL || is_optional(row))
		return row->take(o, row, value);
	if (**next == NULL)
		return wrong_option(o, word - 2);
	return row->take(o, row, *(*next)++);
}

/* Take the options of LETTERS, as -nq; *NEXT is the word after them. */
static int
take_letters(struct options *o, const char *letters, char ***next)
{
	int status = -1;

	for (; *letters != '\0' && status < 0; letters++) {
		const struct options_row *row = find_letter(*letters);
		const char wrong[] = { '-', *letters, '\0' };
		const char *value = letters[1] != '\0' ? letters + 1 : NULL;

		if (row == NULL)
			return wrong_option(o, wrong);
		if (row->argument == NULL) {
			status = row->take(o, row, NULL);
			continue;
		}
		if (value == NULL && **next != NULL)
			value = *(*next)++;
		return value == NULL ? wrong_option(o, wrong) :
		    row->take(o, row, value);
	}
	return status;
}

/* Returns what the environment presets for ROW, NULL if nothing. */
static const char *
preset(const struct options_row *row)
{
	char name[64] = "NTPD_";
	size_t i;

	for (i = 5; row->name[i - 5] != '\0' && i + 1 < sizeof name; i++)
		name[i] = row->name[i - 5] == '-' ? '_' :
		    (char)toupper((unsigned char)row->name[i - 5]);
	name[i] = '\0';
	return getenv(name);
}

/*
 * Returns true if the environment presets ROW.  Not our own: container systems
 * set variables such as NTPD_PORT for reasons of theirs.
 */
static bool
is_preset(const struct options_row *row)
{
	const char *value = row->own || row->take == take_help ||
	    row->take == take_version ? NULL : preset(row);

	return value != NULL && (row->argument == NULL || *value != '\0');
}

/* Take the options that the environment presets. */
static int
take_presets(struct options *o)
{
	int status = -1;

	for (size_t i = 0; i < N_ROWS && status < 0; i++)
		if (is_preset(&rows[i]))
			status = rows[i].take(o, &rows[i], rows[i].argument !=
			    NULL ? preset(&rows[i]) : NULL);
	return status;
}

static int
take_operand(struct options *o, char *word)
{
	if (o->command != COMMAND_CHECK &&
	    (o->command != COMMAND_EQUIV || o->n_operands > 0))
		return complain(o, "Command line arguments not allowed:",
		    word);
	o->operands[o->n_operands++] = word;
	return -1;
}

/* Take the words from NEXT on. */
static int
take_words(struct options *o, char **next)
{
	bool only_operands = false;
	int status = -1;

	o->operands = next; /* they move down to where options were */
	while (status < 0 && *next != NULL) {
		char *word = *next++;

		if (only_operands || word[0] != '-' || word[1] == '\0')
			status = take_operand(o, word);
		else if (strcmp(word, "--") == 0)
			only_operands = true;
		else
			status = word[1] == '-' ?
			    take_long(o, word + 2, &next) :
			    take_letters(o, word + 1, &next);
	}
	if (o->debug > 0 || o->quit)
		o->nofork = true;
	return status;
}

static void
begin(struct options *o, const char *program)
{
	*o = (struct options){ .configfile = CONFIGFILE, .scan = OPTIONS_SCAN,
		.program = program };
}

int
options_parse(struct options *o, int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	int status;

	begin(o, slash != NULL ? slash + 1 : argv[0]);
	status = take_presets(o);
	return status >= 0 ? status : take_words(o, argc > 0 ? argv + 1 : argv);
}

/* --- for others ---------------------------------------------------------- */

int
options_parse_words(struct options *o, const char *program, char **words)
{
	begin(o, program);
	return take_words(o, words);
}

/* Returns the word that says that ROW has VALUE, if it takes one. */
static char *
word_of(const struct options_row *row, const char *value)
{
	size_t size = strlen(row->name) + strlen(value) + 4;
	char *word = malloc(size);

	if (word != NULL)
		snprintf(word, size, "--%s%s%s", row->name,
		    row->argument != NULL ? "=" : "",
		    row->argument != NULL ? value : "");
	return word;
}

char **
options_words(int argc, char **argv, const char *configfile)
{
	char **words = calloc(N_ROWS + (size_t)argc + 2, sizeof *words);
	size_t n = 0, end;

	if (words == NULL)
		return NULL;
	for (size_t i = 0; i < N_ROWS; i++)
		if (is_preset(&rows[i]))
			words[n++] = word_of(&rows[i], preset(&rows[i]));
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") != 0)
			words[n++] = strdup(argv[i]);
	words[n++] = word_of(find_letter('c'), configfile);
	for (end = 0; words[end] != NULL; end++)
		continue;
	if (end == n)
		return words;
	while (n > 0)
		free(words[--n]);
	free(words);
	return NULL;
}

void
options_words_free(char **words)
{
	for (size_t i = 0; words != NULL && words[i] != NULL; i++)
		free(words[i]);
	free(words);
}
