/*
 * main.c -- ntpq: asks NTP daemons how they are.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "line.h"
#include "machine.h"
#include "ntpq.h"

#define DELAY 20 /* ms */

/* Make room in front of each row for the longest name of COUNT HOSTS. */
static void
measure_hosts(struct ntpq *n, char **hosts, int count)
{
	n->query.prefix = count > 1;
	for (int i = 0; i < count && count > 1; i++) {
		char name[COOK_NAME];

		query_label(hosts[i], n->options.family, n->options.numeric,
		    name, sizeof name);
		if (strlen(name) > n->cell)
			n->cell = strlen(name);
	}
}

/* Open HOST.  Returns false if ntpq cannot go on at all. */
static bool
open_host(struct ntpq *n, const char *host)
{
	query_close(&n->query);
	return query_open(&n->query, host, n->options.family,
	    n->options.numeric) != QUERY_UNREACHED;
}

/* Run the commands of the command line for each of COUNT HOSTS. */
static bool
run_commands(struct ntpq *n, char **hosts, int count)
{
	measure_hosts(n, hosts, count);
	for (int i = 0; i < count && !n->quit; i++) {
		if (!open_host(n, hosts[i]))
			return false;
		if (n->query.fd < 0)
			continue;
		for (int c = 0; c < n->options.n_commands && !n->quit; c++)
			commands_run(n, n->options.commands[c]);
	}
	return true;
}

/* Print the value wanted for each of COUNT HOSTS; false if one is missing. */
static bool
get_values(struct ntpq *n, char **hosts, int count)
{
	bool all = true;

	for (int i = 0; i < count; i++)
		all = open_host(n, hosts[i]) && n->query.fd >= 0 &&
		    machine_get(n, n->options.get) && all;
	return all;
}

static bool
run(struct ntpq *n, char **hosts, int count)
{
	if (n->options.get != NULL)
		return get_values(n, hosts, count);
	if (n->options.n_commands > 0)
		return run_commands(n, hosts, count);
	if (!open_host(n, hosts[0]))
		return false;
	if (n->options.interactive ||
	    (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)))
		line_interact(n);
	else
		line_read(n);
	return true;
}

/*
 * Make a word of ours in front of the hosts in ARGV, and options behind it, the
 * command to run, in TEXT; "--" says that it is a host.
 */
static void
take_word(struct options *o, int argc, char **argv, char *text, size_t size)
{
	size_t at;

	if (o->n_commands > 0 || o->interactive || o->get != NULL ||
	    o->operand >= argc || !commands_is_word(argv[o->operand]) ||
	    strcmp(argv[o->operand - 1], "--") == 0)
		return;
	at = (size_t)snprintf(text, size, "%s", argv[o->operand++]);
	while (o->operand < argc && argv[o->operand][0] == '-' && at < size)
		at += (size_t)snprintf(text + at, size - at, " %s",
		    argv[o->operand++]);
	o->commands[o->n_commands++] = text;
}

int
main(int argc, char **argv)
{
	char local[] = "localhost", *localhost[] = { local };
	struct ntpq *n = calloc(1, sizeof *n);
	char word[256];
	bool done;

	if (n == NULL) {
		fputs("ntpq: out of memory\n", stderr);
		return EXIT_FAILURE;
	}
	switch (options_parse(&n->options, argc, argv)) {
	case OPTIONS_RUN:
		break;
	case OPTIONS_DONE:
		free(n);
		return EXIT_SUCCESS;
	case OPTIONS_BAD:
		free(n);
		return EXIT_FAILURE;
	}
	query_init(&n->query, argv[0]);
	n->query.port = n->options.port;
	n->query.socket = n->options.socket;
	n->query.debug = n->options.debug;
	n->out = stdout;
	n->delay = DELAY;
	take_word(&n->options, argc, argv, word, sizeof word);
	argc -= n->options.operand;
	argv += n->options.operand;
	done = run(n, argc > 0 ? argv : localhost, argc > 0 ? argc : 1);
	query_end(&n->query);
	free(n->assocs);
	free(n);
	if (fflush(stdout) != 0)
		done = false;
	return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
