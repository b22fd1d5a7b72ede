/*
 * main.c -- ntpdate: set the clock once from the best of some servers.
 *
 * All judgement is in libntp's oneshot; this program is its host and lends it
 * sockets, clocks, dice and words.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <sys/resource.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "asking.h"
#include "clock.h"
#include "clockread.h"
#include "compare.h"
#include "explain.h"
#include "holder.h"
#include "hwclock.h"
#include "keys.h"
#include "net.h"
#include "oneshot.h"
#include "options.h"
#include "output.h"
#include "user.h"

#define PRIORITY (-12) /* niceness while measuring */
#define STATUS_TOO_FAR 3 /* beyond --max-offset */
#define AGREE 1e-3     /* s, of two samples that make a third one useless */

struct run {
	struct options options;
	struct output out;
	struct clockread clock;
	struct net net;
	int rtc;           /* the hardware clock; -1: not to be set */
	struct sightings sightings;
	bool served;       /* the questions leave from the NTP port */
	struct auth *auth;
	struct oneshot *oneshot;
	bool failed;       /* it makes no sense to go on */
};

/*
 * Is question A the last one to a server that was silent all the time?  Then
 * --explain finds out whether it answers to another port.
 */
static bool
tries_other_port(const struct run *r, const struct action *a)
{
	const struct oneshot_server *s =
	    oneshot_server(r->oneshot, a->u.send.tag - 1);
	int samples = r->options.run.samples;

	return r->options.explain && r->served && s->answers == 0 &&
	    s->sent > 1 && s->sent == (samples == 0 ? 4 : samples);
}

/* Send what A says; a failure is said and counts as an unanswered question. */
static void
send_question(struct run *r, const struct action *a)
{
	char text[ADDR_TEXT];
	const char *to = addr_format(&a->u.send.to, text, sizeof text);

	if (r->options.debug > 0)
		printf("transmit(%s)\n", to);
	if (r->options.debug > 1)
		printf("transmit %sto %s\n", r->options.run.key != 0 ?
		    "auth " : "", to);
	if (net_send(&r->net, tries_other_port(r, a), &a->u.send.to,
	    a->u.send.data, a->u.send.len) == 0)
		return;
	if (errno == EAFNOSUPPORT) {
		output_log(&r->out, PRI_ERR, "cannot find family compatible "
		    "socket to send ntp packet");
		r->failed = true;
	} else if (errno != EAGAIN && errno != ENOBUFS) {
		output_log(&r->out, PRI_ERR, "sendto(%s): %s", to,
		    strerror(errno));
	}
}

/* A server did not answer the last question: classic's trace has a line. */
static void
trace_end(const struct run *r, uint32_t number)
{
	const struct oneshot_server *s = oneshot_server(r->oneshot, number - 1);
	char text[ADDR_TEXT];

	if (r->options.debug > 0 && s != NULL)
		printf("transmit(%s)\n",
		    addr_format(&s->addr, text, sizeof text));
}

static void
act(void *ctx, const struct action *a)
{
	struct run *r = ctx;

	if (a->kind == ACT_SEND)
		send_question(r, a);
	else if (a->kind == ACT_CLOSE)
		trace_end(r, a->u.close.port);
	else if (a->kind == ACT_EVENT)
		output_log(&r->out, a->u.event.priority, "%s",
		    a->u.event.text);
}

/* Returns the server that has answered from FROM. */
static const struct oneshot_server *
find_server(const struct run *r, const struct addr *from)
{
	const struct oneshot_server *s;

	for (size_t i = 0; (s = oneshot_server(r->oneshot, i)) != NULL; i++)
		if (addr_same_host(&s->addr, from))
			return s;
	return NULL;
}

/* Show what the datagram D did, as -d does. */
static void
trace_receive(const struct run *r, const struct datagram *d, enum verdict v)
{
	const struct oneshot_server *s;
	char text[ADDR_TEXT];

	if (r->options.debug == 0)
		return;
	printf("receive(%s)\n", addr_format(&d->rx.from, text, sizeof text));
	output_verdict(v, &d->rx);
	s = v == VERDICT_ACCEPTED ? find_server(r, &d->rx.from) : NULL;
	if (s == NULL)
		return;
	if (r->options.run.key != 0)
		printf("receive: authentication %s\n", (s->trust & 1) != 0 ?
		    "failed" : "passed");
	if (r->options.debug > 3)
		printf("offset: %.6f, delay %.5f\n",
		    s->sample[s->count - 1].offset,
		    s->sample[s->count - 1].delay);
}

/* Remember and show that the datagram D was found to be V. */
static void
see(void *ctx, const struct datagram *d, enum verdict v)
{
	struct run *r = ctx;

	explain_note(&r->sightings, r->oneshot, &d->rx, v, d->spare);
	trace_receive(r, d, v);
}

/* Ask and listen until every server has had its chance. */
static void
measure(struct run *r)
{
	const struct asking asking = { r->oneshot, &r->clock, &r->net,
		&r->failed, see, r };

	asking_run(&asking);
}

/* Is the clock to be left alone, whatever comes out? */
static bool
only_looks(const struct options *o)
{
	return o->query || o->debug > 0;
}

/* Correct the clock as RESULT says; returns the exit status. */
static int
correct(const struct run *r, const struct oneshot_result *result)
{
	char text[ADDR_TEXT];

	if (fabs(result->offset) > r->options.max_offset) {
		output_log(&r->out, PRI_ERR, "server %s offset %.6f sec is "
		    "more than %g sec: clock left alone",
		    addr_format(&result->server->addr, text, sizeof text),
		    result->offset, r->options.max_offset);
		return STATUS_TOO_FAR;
	}
	if (only_looks(&r->options))
		return 0;
	if (result->step && clock_step(result->offset) != 0) {
		output_log(&r->out, PRI_ERR, "step-systime: %s",
		    strerror(errno));
		return 1;
	}
	if (!result->step && clock_slew(result->slew) != 0) {
		output_log(&r->out, PRI_ERR, "Can't adjust the time of day: %s",
		    strerror(errno));
		return 1;
	}
	if (r->rtc >= 0 && hwclock_set(r->rtc, result->step ? 0 :
	    result->offset, &r->out) != 0)
		return 1;
	return 0;
}

/* Print what the servers said. */
static void
show(const struct run *r)
{
	const struct oneshot_server *s;

	for (size_t i = 0; r->options.debug > 0 &&
	    (s = oneshot_server(r->oneshot, i)) != NULL; i++)
		output_drop(s);
	for (size_t i = 0; (s = oneshot_server(r->oneshot, i)) != NULL; i++) {
		if (r->options.debug > 0)
			output_server_all(s);
		else if (r->options.query && !r->options.json)
			output_server(s);
	}
}

/* Print how the servers differ from each other; returns the exit status. */
static int
show_pairs(const struct run *r, const struct oneshot_result *result)
{
	if (r->options.json) {
		explain_json(&r->sightings, r->oneshot, result, false);
		compare_json(r->oneshot);
		puts("}");
	} else {
		compare_print(r->oneshot);
	}
	if (r->options.explain)
		explain_servers(&r->sightings, r->oneshot, result);
	return compare_status(r->oneshot, r->options.max_offset);
}

/* Draw the conclusion; returns the exit status. */
static int
conclude(struct run *r)
{
	struct oneshot_result result;
	struct now now;
	int status = 1;

	if (r->failed)
		return 1;
	(void)clockread_now(&r->clock, &now);
	oneshot_judge(r->oneshot, now.gen, &result);
	show(r);
	if (r->options.compare)
		return show_pairs(r, &result);
	if (result.server == NULL)
		output_log(&r->out, PRI_ERR,
		    "no server suitable for synchronization found");
	else
		status = correct(r, &result);
	if (status == 0)
		output_result(&r->out, &result);
	if (r->options.json) {
		explain_json(&r->sightings, r->oneshot, &result,
		    status == 0 && !only_looks(&r->options));
		puts("}");
	}
	if (r->options.explain)
		explain_servers(&r->sightings, r->oneshot, &result);
	return status;
}

/* Look up the NAMES, NULL at the end; returns -1, reported, if no use. */
static int
find_servers(const struct run *r, char **names, struct targets *t)
{
	struct lookup how = {
		.family = r->options.family, .port = r->options.port,
		.until = net_seconds() + r->options.wait_dns,
		.trace = r->options.debug > 0
	};

	for (; *names != NULL; names++)
		if (net_lookup(t, *names, &how, &r->out) != 0)
			return -1;
	if (t->n > 0)
		return 0;
	output_log(&r->out, PRI_ERR, "no servers can be used, exiting");
	return -1;
}

/* Make the machine that asks the servers T; returns -1, reported, if not. */
static int
prepare(struct run *r, const struct targets *t)
{
	struct host host = { act, asking_roll, r };
	struct now now;
	int rc = 0;

	(void)clockread_now(&r->clock, &now);
	/* With -p or -d people want to see just that many. */
	if (r->options.run.samples == 0 && r->options.debug == 0)
		r->options.run.agree = AGREE;
	r->oneshot = oneshot_new(&host, &r->options.run, &now);
	for (size_t i = 0; r->oneshot != NULL && rc == 0 && i < t->n; i++)
		rc = oneshot_add(r->oneshot, &t->addr[i]);
	if (r->oneshot == NULL || rc != 0 ||
	    explain_open(&r->sightings, t->n) != 0) {
		output_log(&r->out, PRI_ERR, "out of memory");
		return -1;
	}
	return 0;
}

/* Open what datagrams go through; returns -1, reported, if that fails. */
static int
open_sockets(struct run *r)
{
	const struct options *o = &r->options;

	r->served = !only_looks(o) && !o->unprivileged;
	if (net_open(&r->net, o->family, r->served ? o->port : 0,
	    &r->out) != 0) {
		if (o->explain && r->served)
			holder_print(o->port);
		return -1;
	}
	return o->explain && r->served ? net_open_spare(&r->net, &r->out) : 0;
}

/* With the servers T known, do everything else; returns the exit status. */
static int
set_clock(struct run *r, const struct targets *t)
{
	const struct options *o = &r->options;

	if (o->authenticate) {
		r->auth = keys_read(o->keyfile, o->run.key, &r->out);
		if (r->auth == NULL)
			return 1;
		r->options.run.auth = r->auth;
	}
	if (open_sockets(r) != 0)
		return 1;
	(void)setpriority(PRIO_PROCESS, 0, PRIORITY); /* only root may */
	if (o->hwclock && !only_looks(o)) {
		r->rtc = hwclock_open(&r->out);
		if (r->rtc < 0)
			return 1;
	}
	if (o->user != NULL && user_become(o->user) != 0)
		return 1;
	if (prepare(r, t) != 0)
		return 1;
	measure(r);
	return conclude(r);
}

/* Wait at random, SECONDS at most: cron starts all hosts at once. */
static void
wait_at_random(double seconds)
{
	double part = seconds * arc4random() / 4294967296.0;
	struct timespec ts = {
		.tv_sec = (time_t)part,
		.tv_nsec = (long)((part - floor(part)) * 1e9)
	};

	while (nanosleep(&ts, &ts) != 0 && errno == EINTR)
		;
}

int
main(int argc, char **argv)
{
	struct run r = { .net = { -1, -1, -1, -1 }, .rtc = -1 };
	struct targets targets = { 0 };
	int status = 1;

	switch (options_parse(&r.options, argc, argv)) {
	case OPTIONS_RUN:
		break;
	case OPTIONS_DONE:
		return 0;
	default:
		return 2;
	}
	wait_at_random(r.options.splay);
	output_open(&r.out, argv[0], r.options.syslog, r.options.debug > 0);
	r.out.json = r.options.json;
	if (r.options.verbose || r.options.debug > 0)
		output_log(&r.out, PRI_NOTICE,
		    "ntpdate " MEANTIME_VERSION " (meantime)");
	if (r.options.family == 0 && !net_has_v6())
		r.options.family = 4;
	if (find_servers(&r, argv + optind, &targets) == 0)
		status = set_clock(&r, &targets);
	explain_close(&r.sightings);
	oneshot_free(r.oneshot);
	auth_free(r.auth);
	net_close(&r.net);
	if (r.rtc >= 0)
		close(r.rtc);
	net_forget(&targets);
	return status;
}
