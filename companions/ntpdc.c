/*
 * ntpdc.c -- asks NTP daemons the old way, over mode 7.
 *
 * For scripts that parse its screens: what only shows is here.  What changed
 * the daemon, told who asks it or showed its memory is ntpq's business now, and
 * a table says which of its commands does that.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ntpdc.h"

#define COMMANDS 100  /* -c, -l, -p and -s at most */
#define LINE 1024     /* octets of a command line */

static void show_help(struct ntpdc *n, const char *argument);
static void show_version(struct ntpdc *n, const char *argument);
static void set_host(struct ntpdc *n, const char *argument);
static void set_hostnames(struct ntpdc *n, const char *argument);
static void set_timeout(struct ntpdc *n, const char *argument);
static void set_keyid(struct ntpdc *n, const char *argument);
static void ask_password(struct ntpdc *n, const char *argument);
static void leave(struct ntpdc *n, const char *argument);

static const struct command {
	const char *name;
	void (*run)(struct ntpdc *n, const char *argument);
	const char *usage;
	const char *does;
} commands[] = {
	{ "?", show_help, "[command]", "tell what a command does" },
	{ "dmpeers", screens7_dmpeers, "[4|6]",
	    "list sources and their worth" },
	{ "exit", leave, "", "leave" },
	{ "help", show_help, "[command]", "tell what a command does" },
	{ "host", set_host, "[name]", "show or change the host asked" },
	{ "hostnames", set_hostnames, "[yes|no]", "show names or numbers" },
	{ "iostats", screens7_iostats, "",
	    "show counters of input and output" },
	{ "kerninfo", screens7_kerninfo, "", "show the kernel's clock" },
	{ "keyid", set_keyid, "[number]", "show or set the key of requests" },
	{ "listpeers", screens7_listpeers, "[4|6]", "list sources and modes" },
	{ "loopinfo", screens7_loopinfo, "[oneline|multiline]",
	    "show the clock discipline" },
	{ "passwd", ask_password, "", "ask for the key's password" },
	{ "peers", screens7_peers, "[4|6]", "list sources" },
	{ "quit", leave, "", "leave" },
	{ "reslist", screens7_reslist, "[4|6]", "list restrictions (mode 6)" },
	{ "sysinfo", screens7_sysinfo, "", "show the system's state" },
	{ "sysstats", screens7_sysstats, "", "show counters of packets" },
	{ "timeout", set_timeout, "[ms]", "show or set how long to wait" },
	{ "version", show_version, "", "print the version" }
};

#define N_COMMANDS (sizeof commands / sizeof commands[0])

/* What classic had besides, and what does it now; NULL: nothing. */
static const struct {
	const char *name, *now;
} gone[] = {
	{ "addpeer", "ntpq -c ':config peer ADDRESS'" },
	{ "addrefclock", "ntpq -c ':config server 127.127.T.U'" },
	{ "addserver", "ntpq -c ':config server ADDRESS'" },
	{ "addtrap", NULL },
	{ "authinfo", "ntpq -c authinfo" },
	{ "broadcast", "ntpq -c ':config broadcast ADDRESS'" },
	{ "clkbug", NULL },
	{ "clockstat", "ntpq -c 'cv ID'" },
	{ "clrtrap", NULL },
	{ "controlkey", "ntpq -c ':config controlkey N'" },
	{ "ctlstats", "ntpq -c sysstats" },
	{ "delay", NULL },
	{ "delrestrict", "ntpq -c ':config unrestrict ...'" },
	{ "disable", "ntpq -c ':config disable ...'" },
	{ "enable", "ntpq -c ':config enable ...'" },
	{ "fudge", "ntpq -c ':config fudge ...'" },
	{ "ifreload", NULL },
	{ "ifstats", "ntpq -c ifstats" },
	{ "memstats", NULL },
	{ "monlist", "ntpq -c mrulist" },
	{ "preset", NULL },
	{ "pstats", "ntpq -c 'pstats ID'" },
	{ "readkeys", "ntpq reload" },
	{ "requestkey", NULL },
	{ "reset", NULL },
	{ "restrict", "ntpq -c ':config restrict ...'" },
	{ "showpeer", "ntpq -c 'rv ID'" },
	{ "timerstats", "ntpq -c timerstats" },
	{ "traps", NULL },
	{ "trustedkey", "ntpq -c ':config trustedkey N'" },
	{ "unconfig", "ntpq -c ':config unpeer ADDRESS'" },
	{ "unrestrict", "ntpq -c ':config unrestrict ...'" },
	{ "untrustedkey", NULL }
};

/* --- commands ------------------------------------------------------------ */

static void
show_help(struct ntpdc *n, const char *argument)
{
	(void)n;
	if (argument[0] == '\0')
		puts("ntpdc commands:");
	for (size_t i = 0; i < N_COMMANDS; i++) {
		const struct command *c = &commands[i];

		if (argument[0] == '\0' || strcmp(argument, c->name) == 0)
			printf("%-10s %-20s %s\n", c->name, c->usage, c->does);
	}
}

static void
show_version(struct ntpdc *n, const char *argument)
{
	(void)n;
	(void)argument;
	puts("ntpdc " MEANTIME_VERSION " (meantime)");
}

static void
set_host(struct ntpdc *n, const char *argument)
{
	if (argument[0] != '\0' && query_open(&n->query, argument, n->family,
	    n->numeric) == QUERY_UNKNOWN)
		fprintf(stderr, "***Can't find host %s\n", argument);
	if (n->query.fd >= 0)
		printf("current host %s %s\n", argument[0] != '\0' ? "set to" :
		    "is", n->query.host);
	else
		puts("no current host");
}

static void
set_hostnames(struct ntpdc *n, const char *argument)
{
	if (strcmp(argument, "yes") == 0)
		n->numeric = false;
	else if (strcmp(argument, "no") == 0)
		n->numeric = true;
	else if (argument[0] == '\0')
		printf("hostnames %s being shown\n", n->numeric ? "not" :
		    "are");
	else
		fputs("***Yes or no?\n", stderr);
}

/* Read TEXT as a number from 0 to MOST; returns false, said so, if none. */
static bool
read_number(const char *text, unsigned long most, unsigned long *out)
{
	char *end;

	*out = strtoul(text, &end, 10);
	if (end != text && *end == '\0' && text[0] != '-' && *out <= most)
		return true;
	fprintf(stderr, "***Illegal unsigned value %s\n", text);
	return false;
}

static void
set_timeout(struct ntpdc *n, const char *argument)
{
	unsigned long ms;

	if (argument[0] == '\0')
		printf("primary timeout %u ms\n", n->query.timeout);
	else if (read_number(argument, 1000000, &ms))
		n->query.timeout = (unsigned)ms;
}

static void
set_keyid(struct ntpdc *n, const char *argument)
{
	unsigned long id;

	if (argument[0] != '\0' && read_number(argument, 65535, &id))
		keys_set_id(&n->query.keys, (uint32_t)id);
	else if (argument[0] == '\0' && n->query.keys.id == 0)
		puts("no keyid defined");
	else if (argument[0] == '\0')
		printf("keyid is %u\n", (unsigned)n->query.keys.id);
}

static void
ask_password(struct ntpdc *n, const char *argument)
{
	(void)argument;
	if (n->query.keys.id == 0 && !keys_ask_id(&n->query.keys))
		return;
	(void)keys_ask_password(&n->query.keys); /* it has said so */
}

static void
leave(struct ntpdc *n, const char *argument)
{
	(void)argument;
	n->quit = true;
}

/* --- command lines ------------------------------------------------------- */

/* Returns the command NAME, or the only one that begins so; NULL: said why. */
static const struct command *
find_command(const char *name)
{
	const struct command *found = NULL;
	size_t len = strlen(name);

	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strncmp(commands[i].name, name, len) != 0)
			continue;
		if (commands[i].name[len] == '\0')
			return &commands[i];
		if (found != NULL) {
			fprintf(stderr, "***Command `%s' ambiguous\n", name);
			return NULL;
		}
		found = &commands[i];
	}
	if (found == NULL)
		fprintf(stderr, "***Command `%s' unknown\n", name);
	return found;
}

/* Is NAME a command that is gone?  Then say what to use. */
static bool
is_gone(const char *name)
{
	for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
		if (strcmp(gone[i].name, name) != 0)
			continue;
		fprintf(stderr, "***Command `%s' is gone", name);
		if (gone[i].now != NULL)
			fprintf(stderr, "; use %s", gone[i].now);
		putc('\n', stderr);
		return true;
	}
	return false;
}

static void
run_line(struct ntpdc *n, const char *line)
{
	char text[LINE], *rest = text, *word, *words[3];
	const struct command *c;
	int count = 0;

	snprintf(text, sizeof text, "%s", line);
	while ((word = strsep(&rest, " \t\r\n")) != NULL)
		if (word[0] != '\0' && count < 3)
			words[count++] = word;
	if (count == 0 || is_gone(words[0]))
		return;
	c = find_command(words[0]);
	if (c == NULL)
		return;
	if (count > 2 || (count == 2 && c->usage[0] == '\0')) {
		fprintf(stderr, "***Too many arguments; usage: %s %s\n",
		    c->name, c->usage);
		return;
	}
	query_begin(&n->query);
	reverse_begin(&n->names);
	c->run(n, count == 2 ? words[1] : "");
	(void)fflush(stdout); /* in step with stderr */
}

/* Run the lines of standard input. */
static void
run_input(struct ntpdc *n)
{
	char line[LINE];

	while (!n->quit) {
		if (n->interactive) {
			fputs("ntpdc> ", stdout);
			(void)fflush(stdout); /* it shows now or never */
		}
		if (fgets(line, sizeof line, stdin) == NULL)
			return;
		run_line(n, line);
	}
}

/* Run COUNT command LINES for each of the N_HOSTS hosts. */
static void
run_commands(struct ntpdc *n, const char *const *lines, int count,
    char **hosts, int n_hosts)
{
	for (int h = 0; h < n_hosts && !n->quit; h++) {
		if (query_open(&n->query, hosts[h], n->family, n->numeric) !=
		    QUERY_OPENED)
			continue;
		if (n_hosts > 1)
			printf("--- %s ---\n", hosts[h]);
		for (int i = 0; i < count && !n->quit; i++)
			run_line(n, lines[i]);
	}
}

/* --- the command line ---------------------------------------------------- */

enum { OPT_PORT = 256, OPT_HELP, OPT_VERSION };

static const struct option long_options[] = {
	{ "ipv4", no_argument, NULL, '4' },
	{ "ipv6", no_argument, NULL, '6' },
	{ "command", required_argument, NULL, 'c' },
	{ "debug-level", no_argument, NULL, 'd' },
	{ "set-debug-level", required_argument, NULL, 'D' },
	{ "interactive", no_argument, NULL, 'i' },
	{ "listpeers", no_argument, NULL, 'l' },
	{ "numeric", no_argument, NULL, 'n' },
	{ "peers", no_argument, NULL, 'p' },
	{ "showpeers", no_argument, NULL, 's' },
	{ "port", required_argument, NULL, OPT_PORT },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

static int
usage(FILE *out, int status)
{
	fputs("usage: ntpdc [-46dilnps] [-c command] [-D level] [--port N] "
	    "[host ...]\n"
	    "  -4, -6      use IPv4, or IPv6, addresses only\n"
	    "  -c command  run this command; may be given again\n"
	    "  -d, -D N    say more; nothing more is said\n"
	    "  -i          prompt, even if not on a terminal\n"
	    "  -l          as -c listpeers\n"
	    "  -n          show numbers, not names\n"
	    "  -p          as -c peers\n"
	    "  -s          as -c dmpeers\n"
	    "  --port N    ask UDP port N instead of 123\n", out);
	return status;
}

/* What the command line asks for. */
struct wishes {
	const char *lines[COMMANDS];
	int count;
};

/* Take OPTION into N and W; returns false if it is bad. */
static bool
take(struct ntpdc *n, struct wishes *w, int option)
{
	static const char *const shown[] = { ['l'] = "listpeers",
		['p'] = "peers", ['s'] = "dmpeers" };
	unsigned long number;

	switch (option) {
	case '4':
	case '6':
		n->family = (unsigned)(option - '0');
		return true;
	case 'c':
	case 'l':
	case 'p':
	case 's':
		if (w->count == COMMANDS)
			return false;
		w->lines[w->count++] = option == 'c' ? optarg : shown[option];
		return true;
	case 'd':
	case 'D':
		return true;
	case 'i':
		n->interactive = true;
		return true;
	case 'n':
		n->numeric = true;
		return true;
	case OPT_PORT:
		if (!read_number(optarg, 65535, &number) || number == 0)
			return false;
		n->query.port = (uint16_t)number;
		return true;
	}
	return false;
}

static void
run(struct ntpdc *n, const struct wishes *w, char **hosts, int n_hosts)
{
	if (w->count > 0) {
		run_commands(n, w->lines, w->count, hosts, n_hosts);
		return;
	}
	(void)query_open(&n->query, hosts[0], n->family, n->numeric);
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		n->interactive = true;
	run_input(n);
}

int
main(int argc, char **argv)
{
	char local[] = "localhost", *localhost[] = { local };
	struct ntpdc *n = calloc(1, sizeof *n);
	struct wishes w = { .count = 0 };
	int option, status = 0;

	if (n == NULL)
		return EXIT_FAILURE;
	query_init(&n->query, "ntpdc");
	while (status == 0 && (option = getopt_long(argc, argv,
	    "+46c:dD:ilnps", long_options, NULL)) != -1) {
		if (option == OPT_HELP || option == OPT_VERSION) {
			if (option == OPT_HELP)
				(void)usage(stdout, 0);
			else
				show_version(n, "");
			goto out;
		}
		if (!take(n, &w, option))
			status = usage(stderr, 1);
	}
	if (status == 0 && optind < argc)
		run(n, &w, argv + optind, argc - optind);
	else if (status == 0)
		run(n, &w, localhost, 1);
out:
	reverse_end(&n->names);
	query_end(&n->query);
	free(n);
	return status;
}
