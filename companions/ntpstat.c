/*
 * ntpstat.c -- is this host's clock synchronised, in three lines.
 *
 * Scripts cut words out of these lines, and look at the exit status:
 * 0 synchronised, 1 not, 2 no answer, 3 bad usage.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "names.h"
#include "sysvars.h"
#include "usage.h"

#define HOST "127.0.0.1"
#define TIMEOUT 1000     /* ms */
#define RESTARTING 1     /* event of a daemon that has just begun */

enum { SYNCHRONISED, UNSYNCHRONISED, UNREACHED, BAD_USAGE };

/* Sources of the system status word. */
static const char *const sources[] = { "unspecified", "atomic clock",
	"VLF radio", "HF radio", "UHF radio", "local net", "NTP server",
	"UDP/TIME", "wristwatch", "modem" };

/* What the daemon says. */
struct status {
	unsigned leap, source, event;
	char refid[SYSVARS_VALUE];
	double stratum, distance, poll; /* -1: unknown; distance in ms */
};

static struct status
read_status(const struct query *q)
{
	struct status s = { .leap = q->reply.status >> 14,
		.source = q->reply.status >> 8 & 0x3f,
		.event = q->reply.status & 0xf, .stratum = -1,
		.distance = -1, .poll = -1 };
	double delay, dispersion, tc;

	(void)sysvars_text(q, "refid", s.refid);
	(void)sysvars_number(q, "stratum", &s.stratum);
	if (sysvars_number(q, "rootdelay", &delay) &&
	    (sysvars_number(q, "rootdisp", &dispersion) ||
	    sysvars_number(q, "rootdispersion", &dispersion)))
		s.distance = delay / 2 + dispersion;
	if (sysvars_number(q, "tc", &tc) && tc >= 0 && tc < 32)
		s.poll = ldexp(1, (int)tc);
	return s;
}

static void
print_poll(const struct status *s)
{
	if (s->poll < 0)
		puts("   poll interval unknown");
	else
		printf("   polling server every %.0f s\n", s->poll);
}

/* Returns the exit status; MAXERROR in ms, < 0: none. */
static int
print_synchronised(const struct status *s, double maxerror)
{
	bool good = maxerror < 0 || (s->distance >= 0 &&
	    s->distance <= maxerror);

	printf("synchronised to %s", s->source < sizeof sources /
	    sizeof sources[0] ? sources[s->source] : "unknown source");
	if (s->refid[0] != '\0')
		printf(" (%s)", s->refid);
	if (s->stratum < 0)
		puts(", stratum unknown");
	else
		printf(" at stratum %.0f\n", s->stratum);
	if (s->distance < 0)
		puts("   accuracy unknown");
	else if (good)
		printf("   time correct to within %.0f ms\n", s->distance);
	else
		printf("   time correct to within %.0f ms "
		    "(exceeded maximum of %.0f ms)\n", s->distance, maxerror);
	print_poll(s);
	return good ? SYNCHRONISED : UNSYNCHRONISED;
}

static int
print_unsynchronised(const struct status *s)
{
	puts("unsynchronised");
	if (s->event == RESTARTING)
		puts("  time server re-starting");
	print_poll(s);
	return UNSYNCHRONISED;
}

static int
usage(FILE *out)
{
	fputs("Usage: ntpstat [-m MAXERROR]\n", out);
	return BAD_USAGE;
}

int
main(int argc, char **argv)
{
	double maxerror = -1;
	struct query q;
	struct status s;
	char *end;
	int option;

	if (usage_version("ntpstat", argc, argv))
		return SYNCHRONISED;
	while ((option = getopt(argc, argv, "hm:")) != -1) {
		if (option == 'h')
			return usage(stdout);
		if (option != 'm')
			return usage(stderr);
		maxerror = strtod(optarg, &end);
		if (end == optarg || *end != '\0' || !(maxerror >= 0))
			return usage(stderr);
	}
	if (optind < argc)
		return usage(stderr);
	query_init(&q, "ntpstat");
	q.timeout = TIMEOUT;
	if (sysvars_ask(&q, HOST, 0) != SYSVARS_OK) {
		query_end(&q);
		fputs("Unable to talk to NTP daemon. Is it running?\n",
		    stderr);
		return UNREACHED;
	}
	s = read_status(&q);
	query_end(&q);
	return s.leap == LEAP_ALARM ? print_unsynchronised(&s) :
	    print_synchronised(&s, maxerror);
}
