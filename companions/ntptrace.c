/*
 * ntptrace.c -- from server to server to where the time comes from.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cook.h"
#include "names.h"
#include "sysvars.h"
#include "text.h"
#include "usage.h"

#define HOST "127.0.0.1"
#define HOPS 99
#define TIMEOUT 3000     /* ms */

/* What a server says of itself. */
struct hop {
	double stratum, offset, distance; /* s */
	double peer;                      /* association id */
	char refid[SYSVARS_VALUE];
};

/* Ask HOST; returns false if it does not answer. */
static bool
ask(struct query *q, const char *host, struct hop *h)
{
	double delay = 0, dispersion = 0;

	query_close(q);
	if (sysvars_ask(q, host, 0) != SYSVARS_OK)
		return false;
	*h = (struct hop){ .stratum = STRATUM_UNSPEC };
	(void)sysvars_number(q, "stratum", &h->stratum);
	(void)sysvars_number(q, "offset", &h->offset);
	(void)sysvars_number(q, "peer", &h->peer);
	(void)sysvars_number(q, "rootdelay", &delay);
	if (!sysvars_number(q, "rootdisp", &dispersion))
		(void)sysvars_number(q, "rootdispersion", &dispersion);
	(void)sysvars_text(q, "refid", h->refid);
	h->offset /= 1000;
	h->distance = (dispersion + delay / 2) / 1000;
	return true;
}

static void
print_hop(const struct hop *h, const char *host, struct reverse *names)
{
	char name[COOK_NAME], refid[SYSVARS_VALUE];
	struct addr a;

	if (!addr_parse(&a, host))
		snprintf(name, sizeof name, "%s", host);
	else
		(void)cook_host(&a, names, name, sizeof name);
	text_put(stdout, name, strlen(name));
	printf(": stratum %.0f, offset %.6f, synch distance %.6f", h->stratum,
	    h->offset, h->distance);
	if (h->stratum == 1)
		printf(", refid '%s'", text_clean(h->refid, refid,
		    sizeof refid));
	putchar('\n');
}

/*
 * Put the address of the server that H, whom Q has asked, follows into NEXT.
 *
 * Returns false if there is none beyond.
 */
static bool
find_next(struct query *q, const struct hop *h, char *next)
{
	struct addr a;

	if (h->stratum <= 1 || h->stratum >= STRATUM_UNSPEC || h->peer < 1 ||
	    h->peer > UINT16_MAX ||
	    sysvars_ask(q, "", (uint16_t)h->peer) != SYSVARS_OK)
		return false;
	return sysvars_text(q, "srcadr", next) && addr_parse(&a, next) &&
	    !addr_is_refclock(&a) && !addr_is_any(&a);
}

/* Follow the chain from HOST for up to HOPS; returns the exit status. */
static int
trace(struct query *q, const char *host, long hops, struct reverse *names)
{
	char at[SYSVARS_VALUE], next[SYSVARS_VALUE];
	struct hop h;

	snprintf(at, sizeof at, "%s", host);
	for (long i = 0; i < hops; i++) {
		if (!ask(q, at, &h)) {
			printf("%s: timed out, nothing received\n", at);
			puts("***Request timed out");
			return i == 0;
		}
		if (names != NULL)
			reverse_begin(names);
		print_hop(&h, at, names);
		fflush(stdout);
		if (!find_next(q, &h, next))
			return 0;
		snprintf(at, sizeof at, "%s", next);
	}
	return 0;
}

static int
usage(void)
{
	fputs("usage: ntptrace [-n] [-m hosts] [host]\n"
	    "  -n  show addresses, not names\n"
	    "  -m  how many hosts to ask at most; 99\n", stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	struct reverse names = { 0, 0, 0 };
	bool numeric = false;
	long hops = HOPS;
	struct query q;
	char *end;
	int option, status;

	if (usage_version("ntptrace", argc, argv))
		return 0;
	while ((option = getopt(argc, argv, "nm:")) != -1) {
		if (option == 'n') {
			numeric = true;
			continue;
		}
		if (option != 'm')
			return usage();
		hops = strtol(optarg, &end, 10);
		if (end == optarg || *end != '\0' || hops < 1)
			return usage();
	}
	if (argc - optind > 1)
		return usage();
	query_init(&q, "ntptrace");
	q.timeout = TIMEOUT;
	status = trace(&q, optind < argc ? argv[optind] : HOST, hops,
	    numeric ? NULL : &names);
	reverse_end(&names);
	query_end(&q);
	return status;
}
