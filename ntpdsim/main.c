/*
 * main.c -- ntpdsim: what ntpd would do, in virtual time.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "run.h"

#define EXIT_MISSED 1 /* an expectation was not met */
#define EXIT_USAGE 2

static const char usage_text[] =
"usage: ntpdsim [--seed N] [--json] [--quiet] [--svg FILE] SCENARIO\n";

static const char help_text[] =
"\n"
"  --seed N     throw other dice than the scenario says\n"
"  --json       print the results as JSON, no timeline\n"
"  --quiet      no timeline\n"
"  --svg FILE   draw the clocks' errors into FILE\n"
"  --help       show this text\n"
"  --version    show the version\n"
"\n"
"Exit status: 0 all expectations met, 1 one was not, 2 bad usage or scenario.\n";

struct choices {
	bool json, quiet, seeded;
	uint64_t seed;
	const char *svg, *file;
};

/* Returns -1 to go on, or the status to exit with. */
static int
read_options(struct choices *c, int argc, char **argv)
{
	static const struct option longs[] = { { "seed", 1, NULL, 's' },
		{ "json", 0, NULL, 'j' }, { "quiet", 0, NULL, 'q' },
		{ "svg", 1, NULL, 'g' }, { "help", 0, NULL, 'h' },
		{ "version", 0, NULL, 'v' }, { NULL, 0, NULL, 0 } };
	char *end = NULL;
	int letter;

	while ((letter = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (letter) {
		case 's':
			errno = 0;
			c->seed = strtoull(optarg, &end, 10);
			c->seeded = true;
			if (*end == '\0' && end != optarg && errno == 0)
				break;
			fprintf(stderr, "ntpdsim: '%s' is not a seed\n", optarg);
			return EXIT_USAGE;
		case 'j':
			c->json = c->quiet = true;
			break;
		case 'q':
			c->quiet = true;
			break;
		case 'g':
			c->svg = optarg;
			break;
		case 'h':
			printf("%s%s", usage_text, help_text);
			return 0;
		case 'v':
			printf("ntpdsim %s (meantime)\n", MEANTIME_VERSION);
			return 0;
		default:
			fputs(usage_text, stderr);
			return EXIT_USAGE;
		}
	}
	if (argc - optind != 1) {
		fputs(usage_text, stderr);
		return EXIT_USAGE;
	}
	c->file = argv[optind];
	return -1;
}

/* Live through S as C says; returns the exit status. */
static int
simulate(const struct choices *c, const struct scenario *s)
{
	struct run *r = calloc(1, sizeof *r);
	unsigned missed;

	if (r == NULL) {
		fprintf(stderr, "ntpdsim: out of memory\n");
		return EXIT_USAGE;
	}
	r->quiet = c->quiet;
	r->progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	missed = run_scenario(r, s);
	if (c->json)
		run_print_json(r);
	else
		run_print(r);
	if (c->svg != NULL && run_draw(r, c->svg) != 0) {
		fprintf(stderr, "ntpdsim: %s: %s\n", c->svg, strerror(errno));
		missed++;
	}
	free(r);
	return missed > 0 ? EXIT_MISSED : EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	struct choices choices = { .file = NULL };
	struct scenario *s = calloc(1, sizeof *s);
	int status = read_options(&choices, argc, argv);

	if (status < 0 && s != NULL) {
		if (scenario_read(s, choices.file) > 0)
			status = EXIT_USAGE;
		if (choices.seeded)
			s->seed = choices.seed;
		if (status < 0)
			status = simulate(&choices, s);
		scenario_free(s);
	}
	free(s);
	return status;
}
