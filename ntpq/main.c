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

/* Make room in front of each row for the longest name of several hosts. */
static void
measure_hosts(struct ntpq *n)
{
	n->query.prefix = n->n_hosts > 1;
	for (int i = 0; i < n->n_hosts && n->n_hosts > 1; i++) {
		char name[COOK_NAME];

		query_label(n->hosts[i], n->families[i], n->options.numeric,
		    name, sizeof name);
		if (strlen(name) > n->cell)
			n->cell = strlen(name);
	}
}

/* Open host I.  Returns false if ntpq cannot go on at all. */
static bool
open_host(struct ntpq *n, int i)
{
	query_close(&n->query);
	n->options.family = n->families[i];
	return query_open(&n->query, n->hosts[i], n->options.family,
	    n->options.numeric) != QUERY_UNREACHED;
}

/*
 * Run those commands of the command line that are about all hosts TOGETHER, or
 * those that are about one.  Returns false if there is none of that kind.
 */
static bool
run_kind(struct ntpq *n, bool together)
{
	bool some = false;

	for (int c = 0; c < n->options.n_commands && !n->quit; c++) {
		if (commands_is_together(n->options.commands[c]) != together)
			continue;
		commands_run(n, n->options.commands[c]);
		some = true;
	}
	return some;
}

/* Run the commands of the command line for each host. */
static bool
run_commands(struct ntpq *n)
{
	if (run_kind(n, true) && n->options.n_commands == 1)
		return true;
	measure_hosts(n);
	for (int i = 0; i < n->n_hosts && !n->quit; i++) {
		if (!open_host(n, i))
			return false;
		if (n->query.fd >= 0)
			(void)run_kind(n, false);
	}
	return true;
}

/* Print the value wanted for each host; false if one is missing. */
static bool
get_values(struct ntpq *n)
{
	bool all = true;

	for (int i = 0; i < n->n_hosts; i++)
		all = open_host(n, i) && n->query.fd >= 0 &&
		    machine_get(n, n->options.get) && all;
	return all;
}

static bool
run(struct ntpq *n)
{
	if (n->options.get != NULL)
		return get_values(n);
	if (n->options.n_commands > 0)
		return run_commands(n);
	if (!open_host(n, 0))
		return false;
	if (n->options.interactive ||
	    (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)))
		line_interact(n);
	else
		line_read(n);
	return true;
}

/*
 * Make a word of ours in front of the hosts in ARGV, and what belongs to it,
 * the command to run, in TEXT; "--" says that what follows is a host.
 */
static void
take_word(struct options *o, int argc, char **argv, char *text, size_t size)
{
	size_t at = 0;
	int n;

	if (o->n_commands > 0 || o->interactive || o->get != NULL ||
	    o->operand >= argc || !commands_is_word(argv[o->operand]) ||
	    strcmp(argv[o->operand - 1], "--") == 0)
		return;
	n = commands_take(argv + o->operand, argc - o->operand);
	for (int i = 0; i < n && at < size; i++)
		at += (size_t)snprintf(text + at, size - at, "%s%s",
		    i > 0 ? " " : "", argv[o->operand++]);
	if (o->operand < argc && strcmp(argv[o->operand], "--") == 0)
		o->operand++;
	o->commands[o->n_commands++] = text;
}

/*
 * Have N ask the COUNT hosts at HOSTS, or LOCALHOST if there are none; a -4 or
 * -6 among them is about those behind it.  Returns false without memory.
 */
static bool
take_hosts(struct ntpq *n, char **hosts, int count, char **localhost)
{
	unsigned family = n->options.family;

	n->families = calloc((size_t)count + 1, sizeof *n->families);
	if (n->families == NULL)
		return false;
	n->hosts = hosts;
	for (int i = 0; i < count; i++) {
		if (strcmp(hosts[i], "-4") == 0 || strcmp(hosts[i], "-6") == 0) {
			family = (unsigned)(hosts[i][1] - '0');
			continue;
		}
		n->hosts[n->n_hosts] = hosts[i];
		n->families[n->n_hosts++] = (uint8_t)family;
	}
	if (n->n_hosts > 0)
		return true;
	n->hosts = localhost;
	n->families[n->n_hosts++] = (uint8_t)family;
	return true;
}

int
main(int argc, char **argv)
{
	char local[] = "localhost", *localhost[] = { local };
	struct ntpq *n = calloc(1, sizeof *n);
	char word[256];
	bool done;
	int status;

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
	done = take_hosts(n, argv + n->options.operand,
	    argc - n->options.operand, localhost) && run(n);
	status = n->status;
	query_end(&n->query);
	reverse_end(&n->reverse);
	free(n->assocs);
	free(n->families);
	free(n);
	if (fflush(stdout) != 0)
		done = false;
	return done ? status : EXIT_FAILURE;
}
