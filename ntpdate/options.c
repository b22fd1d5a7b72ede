/*
 * options.c -- ntpdate's command line.
 *
 * Short options keep their classic meaning and their classic complaints;
 * what is new has a long name only.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "packet.h"

#define KEYFILE "/etc/ntp/keys"

/* "+": the first operand ends the options; ":": we do the complaining. */
static const char short_options[] = "+:46a:bBde:k:o:p:qst:uU:v";

enum {
	OPT_PORT = 256, OPT_HELP, OPT_VERSION, OPT_EXPLAIN, OPT_JSON,
	OPT_MAX_OFFSET, OPT_SPLAY, OPT_COMPARE, OPT_HWCLOCK, OPT_WAIT_DNS
};

static const struct option long_options[] = {
	{ "compare", no_argument, NULL, OPT_COMPARE },
	{ "explain", no_argument, NULL, OPT_EXPLAIN },
	{ "hwclock", no_argument, NULL, OPT_HWCLOCK },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "max-offset", required_argument, NULL, OPT_MAX_OFFSET },
	{ "port", required_argument, NULL, OPT_PORT },
	{ "splay", required_argument, NULL, OPT_SPLAY },
	{ "wait-dns", required_argument, NULL, OPT_WAIT_DNS },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

static const char usage_text[] =
    "usage: %s [-46bBdqsuv] [-a key#] [-e delay] [-k file] [-p samples] "
    "[-o version#] [-t timeo] [-U username] server ...\n";

static const char help_text[] =
    "Set the clock once from the best of some NTP servers.\n\n"
    "  -4, -6        use IPv4, or IPv6, addresses only\n"
    "  -a key#       authenticate with this key\n"
    "  -b, -B        always step the clock; always slew it\n"
    "  -d            show every packet and leave the clock alone\n"
    "  -e delay      seconds that authentication takes\n"
    "  -k file       read keys from this file\n"
    "  -o version#   NTP version of the requests (4)\n"
    "  -p samples    ask each server this often, 1 to 8 (4)\n"
    "  -q            query only: say what would be done\n"
    "  -s            log to syslog instead of the terminal\n"
    "  -t timeo      seconds to wait for an answer (2)\n"
    "  -u            send from any port, not from the NTP port\n"
    "  -U username   run as this user once the port is open\n"
    "  -v            say which version this is, then go on\n"
    "  --compare     say how the servers differ; leave the clock alone\n"
    "  --explain     say why each server is used or not, or who holds the port\n"
    "  --hwclock     set the hardware clock, too\n"
    "  --json        print the result as one JSON object\n"
    "  --max-offset SEC  leave the clock alone beyond this; status 3\n"
    "  --port N      ask UDP port N instead of 123\n"
    "  --splay SEC   wait at random first, this long at most\n"
    "  --wait-dns SEC  so long try again if names cannot be looked up\n"
    "  --help        show this and end\n"
    "  --version     say which version this is and end\n";

/* Read all of TEXT as a span in s; returns false if it is none. */
static bool
parse_span(const char *text, double *span)
{
	char *end;

	*span = strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*span) &&
	    fabs(*span) < 4294967296.0;
}

/* Read -p or --port; returns false unless TEXT is within MIN and MAX. */
static bool
parse_number(const char *text, long min, long max, long *number)
{
	char *end;

	*number = strtol(text, &end, 10);
	return end != text && *end == '\0' && *number >= min && *number <= max;
}

/* Take the option OPT that has a value; returns false, said why, if bad. */
static bool
take_value(struct options *o, int opt, const char *program)
{
	double span;
	long number;

	switch (opt) {
	case 'e':
		if (parse_span(optarg, &span) && span >= 0 && span < 1) {
			o->run.auth_delay = span;
			return true;
		}
		fprintf(stderr, "%s: encryption delay %s is unlikely\n",
		    program, optarg);
		return false;
	case 'p':
		if (!parse_number(optarg, 1, ONESHOT_SAMPLES, &number)) {
			fprintf(stderr, "%s: number of samples (%ld) is "
			    "invalid\n", program, number);
			return false;
		}
		o->run.samples = (int)number;
		return true;
	case 't':
		if (parse_span(optarg, &o->run.timeout))
			return true;
		fprintf(stderr, "%s: timeout %s is undecodeable\n", program,
		    optarg);
		return false;
	case OPT_MAX_OFFSET:
		if (parse_span(optarg, &o->max_offset) && o->max_offset >= 0)
			return true;
		fprintf(stderr, "%s: offset %s is invalid\n", program, optarg);
		return false;
	case OPT_SPLAY:
		if (parse_span(optarg, &o->splay) && o->splay >= 0)
			return true;
		fprintf(stderr, "%s: splay %s is invalid\n", program, optarg);
		return false;
	case OPT_WAIT_DNS:
		if (parse_span(optarg, &o->wait_dns) && o->wait_dns >= 0)
			return true;
		fprintf(stderr, "%s: wait %s is invalid\n", program, optarg);
		return false;
	case OPT_PORT:
		if (!parse_number(optarg, 1, 65535, &number)) {
			fprintf(stderr, "%s: port %s is invalid\n", program,
			    optarg);
			return false;
		}
		o->port = (uint16_t)number;
		return true;
	}
	return false;
}

/* Take the option OPT; returns false if there is no such flag. */
static bool
take_flag(struct options *o, int opt)
{
	switch (opt) {
	case '4':
		o->family = 4;
		break;
	case '6':
		o->family = 6;
		break;
	case 'a':
		o->authenticate = true;
		o->run.key = (uint32_t)strtoul(optarg, NULL, 10);
		break;
	case 'b':
		o->run.policy = ONESHOT_STEP;
		break;
	case 'B':
		o->run.policy = ONESHOT_SLEW;
		break;
	case 'd':
		o->debug++;
		break;
	case 'k':
		o->keyfile = optarg;
		break;
	case 'o': /* not checked: only three bits of it are sent */
		o->run.version = (uint8_t)strtoul(optarg, NULL, 10);
		break;
	case 'q':
		o->query = true;
		break;
	case 's':
		o->syslog = true;
		break;
	case 'u':
		o->unprivileged = true;
		break;
	case 'U':
		o->user = optarg;
		break;
	case 'v':
		o->verbose = true;
		break;
	case OPT_COMPARE:
		o->compare = o->query = true;
		break;
	case OPT_HWCLOCK:
		o->hwclock = true;
		break;
	case OPT_EXPLAIN:
		o->explain = true;
		break;
	case OPT_JSON:
		o->json = true;
		break;
	default:
		return false;
	}
	return true;
}

/* Say what is wrong with the option getopt() stumbled over. */
static void
complain(int opt, char **argv)
{
	if (optopt == 0 || optopt >= OPT_PORT)
		fprintf(stderr, "%s: %s %s\n", argv[0], opt == ':' ?
		    "option requires argument" : "unknown option",
		    argv[optind - 1]);
	else
		fprintf(stderr, "%s: %s -%c\n", argv[0], opt == ':' ?
		    "option requires argument" : "unknown option", optopt);
}

enum options_next
options_parse(struct options *o, int argc, char **argv)
{
	bool good = true;
	int opt;

	memset(o, 0, sizeof *o);
	o->max_offset = INFINITY;
	o->port = PACKET_PORT;
	o->keyfile = KEYFILE;
	o->run.version = PACKET_VERSION;
	opterr = 0;
	while ((opt = getopt_long(argc, argv, short_options, long_options,
	    NULL)) != -1) {
		if (opt == OPT_HELP) {
			printf(usage_text, argv[0]);
			fputs(help_text, stdout);
			return OPTIONS_DONE;
		}
		if (opt == OPT_VERSION) {
			puts("ntpdate " MEANTIME_VERSION " (meantime)");
			return OPTIONS_DONE;
		}
		if (opt == '?' || opt == ':') {
			complain(opt, argv);
			good = false;
		} else if (!take_flag(o, opt)) {
			good = take_value(o, opt, argv[0]) && good;
		}
	}
	if (!o->authenticate)
		o->run.auth_delay = 0;
	if (!good)
		fprintf(stderr, usage_text, argv[0]);
	return good ? OPTIONS_RUN : OPTIONS_BAD;
}
