/*
 * options.c -- the command line of ntpd.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "options.h"

#define CONFIGFILE "/etc/ntp.conf"

/* Values of long options that have no letter. */
enum { OPT_VERSION = 256, OPT_PORT, OPT_HELP };

static const char letters[] = "46c:dD:f:gi:I:l:np:qu:x!";

static const struct option longs[] = {
	{ "ipv4", no_argument, NULL, '4' },
	{ "ipv6", no_argument, NULL, '6' },
	{ "configfile", required_argument, NULL, 'c' },
	{ "debug-level", no_argument, NULL, 'd' },
	{ "set-debug-level", required_argument, NULL, 'D' },
	{ "driftfile", required_argument, NULL, 'f' },
	{ "panicgate", no_argument, NULL, 'g' },
	{ "jaildir", required_argument, NULL, 'i' },
	{ "interface", required_argument, NULL, 'I' },
	{ "logfile", required_argument, NULL, 'l' },
	{ "nofork", no_argument, NULL, 'n' },
	{ "pidfile", required_argument, NULL, 'p' },
	{ "quit", no_argument, NULL, 'q' },
	{ "user", required_argument, NULL, 'u' },
	{ "slew", no_argument, NULL, 'x' },
	{ "port", required_argument, NULL, OPT_PORT },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "more-help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

static const char usage_text[] =
"usage: ntpd [-46dgnqx] [-c file] [-D level] [-f file] [-i folder]\n"
"            [-I interface] [-l file] [-p file] [-u user[:group]] [--port n]\n";

static const char help_text[] =
"\n"
"  -4, --ipv4                 use IPv4 only\n"
"  -6, --ipv6                 use IPv6 only\n"
"  -c, --configfile=FILE      read FILE instead of /etc/ntp.conf\n"
"  -d, --debug-level          tell more, on standard error; repeatable\n"
"  -D, --set-debug-level=N    the same, N times\n"
"  -f, --driftfile=FILE       keep the frequency in FILE\n"
"  -g, --panicgate            let the first correction be of any size\n"
"  -i, --jaildir=FOLDER       change the root folder to FOLDER\n"
"  -I, --interface=NAME       listen on the interface or address NAME only;\n"
"                             repeatable\n"
"  -l, --logfile=FILE         log to FILE (stderr and stdout are known)\n"
"                             instead of syslog\n"
"  -n, --nofork               stay in the foreground\n"
"  -p, --pidfile=FILE         write the process id to FILE\n"
"  -q, --quit                 set the clock once and exit\n"
"  -u, --user=USER[:GROUP]    become USER once everything is open\n"
"  -x, --slew                 slew offsets up to 600 s instead of stepping\n"
"      --port=N               serve and ask UDP port N instead of 123\n"
"  -?, --help                 show this text\n"
"      --version              show the version\n";

static int
complain(const struct options *o, const char *what, const char *value)
{
	fprintf(stderr, "%s: %s '%s'\n%s", o->program, what, value, usage_text);
	return 1;
}

/* Read a whole number from LOW to HIGH; returns false if VALUE is not one. */
static bool
number(const char *value, long low, long high, long *out)
{
	char *end;

	errno = 0;
	*out = strtol(value, &end, 10);
	return end != value && *end == '\0' && errno == 0 && *out >= low &&
	    *out <= high;
}

/* Take an option that has an argument; returns -1 or the exit status. */
static int
take_argument(struct options *o, int letter, const char *value)
{
	long n;

	switch (letter) {
	case 'c':
		o->configfile = value;
		break;
	case 'D':
		if (!number(value, 0, INT_MAX, &n))
			return complain(o, "not a debug level:", value);
		o->debug = (int)n;
		break;
	case 'f':
		o->driftfile = value;
		break;
	case 'i':
		o->jail = value;
		break;
	case 'I':
		if (o->n_nics >= OPTIONS_NICS)
			return complain(o, "too many interfaces:", value);
		o->nics[o->n_nics++] = value;
		break;
	case 'l':
		o->logfile = value;
		break;
	case 'p':
		o->pidfile = value;
		break;
	case 'u':
		o->user = value;
		break;
	case OPT_PORT:
		if (!number(value, 1, UINT16_MAX, &n))
			return complain(o, "not a port number:", value);
		o->port = (uint16_t)n;
		break;
	}
	return -1;
}

/* Take an option without argument; returns -1 or the exit status. */
static int
take_flag(struct options *o, int letter)
{
	switch (letter) {
	case '4':
	case '6':
		if (o->only_family != 0 && o->only_family != letter - '0') {
			fprintf(stderr, "%s: -4 and -6 exclude each other\n%s",
			    o->program, usage_text);
			return 1;
		}
		o->only_family = (uint8_t)(letter - '0');
		break;
	case 'd':
		o->debug++;
		break;
	case 'g':
		o->panicgate = true;
		break;
	case 'n':
		o->nofork = true;
		break;
	case 'q':
		o->quit = true;
		break;
	case 'x':
		o->slew = true;
		break;
	case OPT_VERSION:
		printf("ntpd %s (meantime)\n", MEANTIME_VERSION);
		return 0;
	case OPT_HELP:
	case '!':
		printf("ntpd - NTP daemon program - Ver. %s\n%s%s",
		    MEANTIME_VERSION, usage_text, help_text);
		return 0;
	}
	return -1;
}

/*
 * Take what getopt() calls wrong, which -? is for it, too; WORD was read last.
 * Returns the exit status.
 */
static int
take_wrong(struct options *o, const char *word)
{
	char letter[] = "-?";

	if (optopt == '?')
		return take_flag(o, OPT_HELP);
	if (optopt > 0 && optopt < OPT_VERSION) {
		letter[1] = (char)optopt;
		word = letter;
	}
	return complain(o, "unknown, ambiguous or incomplete option", word);
}

int
options_parse(struct options *o, int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	int letter, status = -1;

	*o = (struct options){ .configfile = CONFIGFILE,
		.program = slash != NULL ? slash + 1 : argv[0] };
	opterr = 0;
	while (status < 0 &&
	    (letter = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (letter == '?')
			return take_wrong(o, argv[optind - 1]);
		status = optarg != NULL ? take_argument(o, letter, optarg) :
		    take_flag(o, letter);
	}
	if (status < 0 && optind < argc)
		return complain(o, "Command line arguments not allowed:",
		    argv[optind]);
	if (o->debug > 0 || o->quit)
		o->nofork = true;
	return status;
}
