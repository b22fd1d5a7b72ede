/*
 * sntp.c -- ask one server after the other, until one tells the time.
 *
 * The machine is ntpdate's: each address gets a run of one question with up to
 * TRIES tries.  A server that wants not to be asked is remembered in a file.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "asking.h"
#include "clock.h"
#include "keys.h"
#include "kod.h"
#include "usage.h"

#define KODFILE "/var/lib/sntp/kod"
#define KEYFILE "/etc/ntp/keys"
#define TIMEOUT 68.0     /* s for an address, all tries together */
#define TRIES 5
#define STATUS_UNKNOWN 255

struct sntp {
	struct output out;
	struct clockread clock;
	struct net net;
	struct kod kod;
	const char *kodfile, *keyfile, *logfile;
	uint8_t family;
	uint16_t port;
	double timeout;      /* s */
	bool to_syslog;      /* and not to the terminal */
	bool step, slew, verbose;
	struct auth *auth;
	uint32_t key;        /* 0: none */
};

/* What an address was good for. */
enum outcome { GOT_TIME, SILENT, NO_USE, KISSED };

static void
act(void *ctx, const struct action *a)
{
	const struct sntp *s = ctx;
	char text[ADDR_TEXT];

	if (a->kind == ACT_SEND && net_send(&s->net, false, &a->u.send.to,
	    a->u.send.data, a->u.send.len) != 0)
		output_log(&s->out, PRI_ERR, "sendto(%s): %s",
		    addr_format(&a->u.send.to, text, sizeof text),
		    strerror(errno));
	if (a->kind == ACT_EVENT)
		output_log(&s->out, a->u.event.priority, "%s",
		    a->u.event.text);
}

static void
see(void *ctx, const struct datagram *d, enum verdict v)
{
	const struct sntp *s = ctx;
	char text[ADDR_TEXT];

	if (s->verbose)
		output_log(&s->out, PRI_INFO, "%zu octets from %s: %s",
		    d->rx.len, addr_format(&d->rx.from, text, sizeof text),
		    v == VERDICT_ACCEPTED ? "taken" : "not taken");
}

/* --- one address --------------------------------------------------------- */

/* Print when and how wrong it is, as W, the answer of which is good, says. */
static void
print_result(const struct oneshot_server *w)
{
	int digits = (int)fmin(fmax(ceil(-w->precision * 0.30103), 0), 6);
	char date[64] = "", zone[16] = "";
	struct timespec now;
	struct tm tm;

	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail */
	if (localtime_r(&now.tv_sec, &tm) != NULL) {
		(void)strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &tm);
		(void)strftime(zone, sizeof zone, "%z", &tm);
	}
	printf("%s.%06ld (%s) %s%.*f", date, now.tv_nsec / 1000, zone,
	    w->offset > 0 ? "+" : "", digits, w->offset);
	if (w->rootdisp > 0)
		printf(" +/- %f", w->rootdisp);
	puts(" secs");
}

/* Do to the clock what is asked for; returns false, said so, if refused. */
static bool
correct(const struct sntp *s, double offset)
{
	if (s->step && clock_step(offset) != 0) {
		output_log(&s->out, PRI_ERR, "Time not set: settimeofday(): %s",
		    strerror(errno));
		return false;
	}
	if (s->slew && clock_slew(offset) != 0) {
		output_log(&s->out, PRI_ERR, "Time not set: adjtime(): %s",
		    strerror(errno));
		return false;
	}
	return true;
}

/* Returns the kiss DENY or RSTR of W, NULL if it sent none. */
static const char *
final_kiss(const struct oneshot_server *w)
{
	if (w->answers == 0 || w->drop != ONESHOT_STRATUM)
		return NULL;
	return w->refid == 0x44454e59 ? "DENY" :
	    w->refid == 0x52535452 ? "RSTR" : NULL;
}

/* Draw the conclusion of the run O with the server called NAME. */
static enum outcome
conclude(struct sntp *s, struct oneshot *o, const char *name, double *offset)
{
	const struct oneshot_server *w = oneshot_server(o, 0);
	struct oneshot_result result;
	struct now now;

	(void)clockread_now(&s->clock, &now);
	oneshot_judge(o, now.gen, &result);
	if (result.server != NULL) {
		print_result(w);
		*offset = w->offset;
		return GOT_TIME;
	}
	if (final_kiss(w) != NULL) {
		output_log(&s->out, PRI_ERR, "Received a KOD packet with code "
		    "%s from %s, demobilizing all connections", final_kiss(w),
		    name);
		kod_add(&s->kod, name, final_kiss(w), now.wall);
		return KISSED;
	}
	return w->limited ? KISSED : w->answers > 0 ? NO_USE : SILENT;
}

/* Ask A once; *OFFSET (s) is its when the outcome is GOT_TIME. */
static enum outcome
ask_once(struct sntp *s, const struct addr *a, const char *name,
    double *offset)
{
	const struct oneshot_options options = { .samples = 1,
		.timeout = s->timeout / TRIES, .version = PACKET_VERSION,
		.auth = s->auth, .key = s->key };
	struct host host = { act, asking_roll, s };
	struct asking asking = { .clock = &s->clock, .net = &s->net,
		.seen = see, .ctx = s };
	enum outcome outcome = NO_USE;
	struct now now;

	(void)clockread_now(&s->clock, &now);
	asking.oneshot = oneshot_new(&host, &options, &now);
	if (asking.oneshot != NULL && oneshot_add(asking.oneshot, a) == 0) {
		asking_run(&asking);
		outcome = conclude(s, asking.oneshot, name, offset);
	}
	oneshot_free(asking.oneshot);
	return outcome;
}

/* Ask A until it has answered or was silent too often. */
static bool
ask_address(struct sntp *s, const struct addr *a)
{
	char name[ADDR_TEXT];
	enum outcome outcome = SILENT;
	size_t kisses;
	double offset = 0;

	(void)addr_format(a, name, sizeof name);
	kisses = kod_count(&s->kod, name);
	if (kisses > 0) {
		output_log(&s->out, PRI_ERR, "%zu prior KoD%s for %s, "
		    "skipping.", kisses, kisses == 1 ? "" : "s", name);
		return false;
	}
	for (int i = 0; i < TRIES && outcome == SILENT; i++)
		outcome = ask_once(s, a, name, &offset);
	if (outcome == GOT_TIME)
		return correct(s, offset);
	output_log(&s->out, PRI_ERR, "Received no useable packet from %s!",
	    name);
	return false;
}

/* --- all of them --------------------------------------------------------- */

/* Ask the hosts NAMES, NULL at the end; returns the exit status. */
static int
ask_all(struct sntp *s, char **names)
{
	const struct lookup how = { .family = s->family, .port = s->port };
	struct targets t = { 0 };
	bool more, done = false;
	int status;

	for (; *names != NULL; names++)
		(void)net_resolve(&t, *names, &how, &more); /* see below */
	status = t.n == 0 ? STATUS_UNKNOWN : 1;
	if (t.n == 0)
		output_log(&s->out, PRI_ERR, "Unable to resolve hostname(s)");
	for (size_t i = 0; i < t.n && !done; i++)
		done = ask_address(s, &t.addr[i]);
	net_forget(&t);
	return done ? 0 : status;
}

static int
run(struct sntp *s, char **names)
{
	int status;

	output_log(&s->out, PRI_NOTICE, "Started sntp");
	if (!kod_read(&s->kod, s->kodfile))
		output_log(&s->out, PRI_NOTICE, "kod_init_kod_db(): Cannot "
		    "open KoD db file %s", s->kodfile);
	if (s->key != 0) {
		s->auth = keys_read(s->keyfile, s->key, &s->out);
		if (s->auth == NULL)
			return 1;
	}
	if (s->family == 0 && !net_has_v6())
		s->family = 4;
	if (net_open(&s->net, s->family, 0, &s->out) != 0)
		return 1;
	status = ask_all(s, names);
	net_close(&s->net);
	if (!kod_write(&s->kod, s->kodfile))
		output_log(&s->out, PRI_ERR, "cannot write %s: %s", s->kodfile,
		    strerror(errno));
	return status;
}

/* --- the command line ---------------------------------------------------- */

enum { OPT_PORT = 256, OPT_HELP };

static const struct option long_options[] = {
	{ "ipv4", no_argument, NULL, '4' },
	{ "ipv6", no_argument, NULL, '6' },
	{ "authentication", required_argument, NULL, 'a' },
	{ "broadcast", required_argument, NULL, 'b' },
	{ "normalverbose", no_argument, NULL, 'd' },
	{ "adjtime", no_argument, NULL, 'j' },
	{ "kod", required_argument, NULL, 'K' },
	{ "keyfile", required_argument, NULL, 'k' },
	{ "logfile", required_argument, NULL, 'l' },
	{ "syslog", no_argument, NULL, 'p' },
	{ "settod", no_argument, NULL, 's' },
	{ "timeout", required_argument, NULL, 't' },
	{ "port", required_argument, NULL, OPT_PORT },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 }
};

static int
usage(FILE *out, int status)
{
	fputs("usage: sntp [-46d] [-K kodfile] [-p | -l logfile] [-s | -j] "
	    "[-t sec]\n"
	    "            [-a key] [-k keyfile] [--port N] host ...\n"
	    "  -4, -6      use IPv4, or IPv6, addresses only\n"
	    "  -a key      authenticate with this key\n"
	    "  -d          say more\n"
	    "  -j          slew the clock\n"
	    "  -K kodfile  remember there who wants not to be asked\n"
	    "  -k keyfile  read keys from this file\n"
	    "  -l logfile  log there\n"
	    "  -p          log to syslog\n"
	    "  -s          step the clock\n"
	    "  -t sec      give up on an address after so long (68)\n"
	    "  --port N    ask UDP port N instead of 123\n"
	    "Without -s and -j the clock is left alone.\n", out);
	return status;
}

/* Read TEXT as a number from 1 to MOST; returns false if it is none. */
static bool
number(const char *text, double most, double *out)
{
	char *end;

	*out = strtod(text, &end);
	return end != text && *end == '\0' && *out >= 1 && *out <= most;
}

/* Take OPTION; returns false if it is bad. */
static bool
take(struct sntp *s, int option)
{
	double value;

	switch (option) {
	case '4':
	case '6':
		s->family = (uint8_t)(option - '0');
		return true;
	case 'a':
		if (!number(optarg, 65535, &value))
			return false;
		s->key = (uint32_t)value;
		return true;
	case 'b':
		fputs("sntp: -b, waiting for broadcasts, is gone; ntpd can "
		    "(broadcastclient)\n", stderr);
		return false;
	case 'd':
		s->verbose = true;
		return true;
	case 'j':
		s->slew = true;
		return !s->step;
	case 'K':
		s->kodfile = optarg;
		return true;
	case 'k':
		s->keyfile = optarg;
		return true;
	case 'l':
		s->logfile = optarg;
		return !s->to_syslog;
	case 'p':
		s->to_syslog = true;
		return s->logfile == NULL;
	case 's':
		s->step = true;
		return !s->slew;
	case 't':
		return number(optarg, 3600, &s->timeout);
	case OPT_PORT:
		if (!number(optarg, 65535, &value))
			return false;
		s->port = (uint16_t)value;
		return true;
	}
	return false;
}

/* Send standard output and errors to FILE; returns false, said so, if not. */
static bool
redirect(const char *file)
{
	if (freopen(file, "ae", stdout) != NULL &&
	    dup2(STDOUT_FILENO, STDERR_FILENO) >= 0)
		return true;
	fprintf(stderr, "sntp: cannot write %s: %s\n", file, strerror(errno));
	return false;
}

int
main(int argc, char **argv)
{
	struct sntp *s = calloc(1, sizeof *s);
	int option, status;

	if (usage_version("sntp", argc, argv) || s == NULL) {
		free(s);
		return s == NULL;
	}
	s->net = (struct net){ -1, -1, -1, -1 };
	s->kodfile = KODFILE;
	s->keyfile = KEYFILE;
	s->port = PACKET_PORT;
	s->timeout = TIMEOUT;
	while ((option = getopt_long(argc, argv, "46a:b:djK:k:l:pst:",
	    long_options, NULL)) != -1) {
		if (option == OPT_HELP || !take(s, option)) {
			free(s);
			return option == OPT_HELP ? usage(stdout, 0) :
			    usage(stderr, 1);
		}
	}
	if (optind == argc || (s->logfile != NULL && !redirect(s->logfile))) {
		status = optind == argc ? usage(stderr, 1) : 1;
		free(s);
		return status;
	}
	output_open(&s->out, argv[0], s->to_syslog, false);
	status = run(s, argv + optind);
	auth_free(s->auth);
	free(s);
	return status;
}
