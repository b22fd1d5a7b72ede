/*
 * ntp-wait.c -- wait until this host's clock is synchronised.
 *
 * Exit status: 0 synchronised, 1 not, after all tries or because no daemon
 * runs, 2 bad usage.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "names.h"
#include "sysvars.h"
#include "usage.h"

#define HOST "127.0.0.1"
#define TRIES 1000
#define SLEEP 6          /* s between tries */
#define TIMEOUT 2000     /* ms */

enum state { SYNCHRONISED, WAITING, GONE };

/* Ask the daemon how it is doing. */
static enum state
look(struct query *q)
{
	switch (sysvars_ask(q, HOST, 0)) {
	case SYSVARS_OK:
		return q->reply.status >> 14 == LEAP_ALARM ? WAITING :
		    SYNCHRONISED;
	case SYSVARS_REFUSED:
		return GONE;
	case SYSVARS_SILENT:
		break;
	}
	return WAITING; /* busy, or not to be asked: perhaps later */
}

/* Put TEXT in place of the last sign of life. */
static void
show(bool verbose, const char *text)
{
	if (!verbose)
		return;
	printf("\b%s", text);
	fflush(stdout);
}

/* Try up to TRIES times, SECONDS apart; returns the exit status. */
static int
wait_for_it(struct query *q, long tries, unsigned seconds, bool verbose)
{
	static const char *const signs[] = { "*", "+", ":", "." };

	if (verbose)
		printf("Waiting for ntpd to synchronize...  ");
	for (long i = 0; i < tries; i++) {
		switch (look(q)) {
		case SYNCHRONISED:
			show(verbose, "OK!\n");
			return 0;
		case GONE:
			show(verbose, "\nntpd is not running!\n");
			return 1;
		case WAITING:
			break;
		}
		show(verbose, signs[i % 4]);
		if (i + 1 < tries)
			sleep(seconds);
	}
	show(verbose, "No!\nntpd did not synchronize.\n");
	return 1;
}

static int
usage(void)
{
	fputs("usage: ntp-wait [-n tries] [-s seconds] [-v]\n"
	    "  -n  how often to ask; 1000\n"
	    "  -s  seconds between; 6\n"
	    "  -v  say what is going on\n", stderr);
	return 2;
}

/* Read TEXT as a number from LOW on; returns false if it is none. */
static bool
number(const char *text, long low, long *out)
{
	char *end;

	*out = strtol(text, &end, 10);
	return end != text && *end == '\0' && *out >= low && *out < 1000000;
}

int
main(int argc, char **argv)
{
	long tries = TRIES, seconds = SLEEP;
	bool verbose = false;
	struct query q;
	int option, status;

	if (usage_version("ntp-wait", argc, argv))
		return 0;
	while ((option = getopt(argc, argv, "n:s:v")) != -1) {
		if (option == 'v')
			verbose = true;
		else if (option == 'n' ? !number(optarg, 1, &tries) :
		    option != 's' || !number(optarg, 0, &seconds))
			return usage();
	}
	if (optind < argc)
		return usage();
	query_init(&q, "ntp-wait");
	q.timeout = TIMEOUT;
	status = wait_for_it(&q, tries, (unsigned)seconds, verbose);
	query_end(&q);
	return status;
}
