/*
 * compare.c -- how the clocks of several hosts differ from each other.
 *
 * ntpdate's machine asks the hosts, over sockets that are connected to them;
 * this host's clock is only what they are measured with.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/socket.h>
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clockread.h"
#include "compare.h"
#include "hosts.h"
#include "oneshot.h"
#include "pairwise.h"
#include "sheet.h"
#include "sockaddr.h"
#include "text.h"

#define NAME 32     /* columns of a host's name */
#define MOST 64     /* hosts */

/* One comparison. */
struct compare {
	struct compare_clock *clock; /* of each host */
	struct query *query;         /* for its socket */
	struct addr *addr;
	size_t *server;              /* its number for oneshot; 0: not asked */
	size_t n;
	struct oneshot *oneshot;
	struct clockread clockread;
};

/*
 * --- asking --------------------------------------------------------------
 */

static void
act(void *ctx, const struct action *a)
{
	struct compare *c = ctx;

	for (size_t i = 0; a->kind == ACT_SEND && i < c->n; i++)
		if (c->server[i] == a->u.send.tag) {
			/* what is not sent is not answered */
			(void)send(c->query[i].fd, a->u.send.data,
			    a->u.send.len, 0);
			return;
		}
}

static void
roll(void *ctx, void *buf, size_t len)
{
	(void)ctx;
	arc4random_buf(buf, len);
}

/* Returns the server at the address of host I that is asked already, or 0. */
static size_t
find_server(const struct compare *c, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (c->server[k] > 0 &&
		    addr_same_host(&c->addr[k], &c->addr[i]))
			return c->server[k];
	return 0;
}

/*
 * Open a socket to host I, which becomes server NUMBER unless its address is
 * asked already.  Returns false if it is no new one.
 */
static bool
open_clock(struct compare *c, size_t i, size_t number, const struct ntpq *n)
{
	struct query *q = &c->query[i];
	union sockaddr_any to;
	socklen_t len = sizeof to;

	query_init(q, n->query.program);
	q->port = n->query.port;
	if (query_open(q, c->clock[i].name, n->options.family, true) !=
	    QUERY_OPENED) {
		c->clock[i].why = "no such host";
		return false;
	}
	c->clock[i].why = "no answer";
	if (getpeername(q->fd, &to.sa, &len) != 0 ||
	    !sockaddr_to(&c->addr[i], &to.sa))
		return false;
	c->server[i] = find_server(c, i);
	if (c->server[i] > 0 || oneshot_add(c->oneshot, &c->addr[i]) != 0)
		return false;
	c->server[i] = number;
	return true;
}

/* Hand what came in from host I to the machine. */
static void
take(struct compare *c, size_t i)
{
	uint8_t data[PACKET_MAX];
	struct rx rx = { .port = PORT_SERVED, .from = c->addr[i],
		.data = data };
	ssize_t len = recv(c->query[i].fd, data, sizeof data, MSG_DONTWAIT);
	struct now now;

	if (len < 0) {
		if (errno == ECONNREFUSED)
			c->clock[i].why = "no answer: the port is unreachable";
		return;
	}
	(void)clockread_now(&c->clockread, &now);
	rx.at = now.wall;
	rx.len = (size_t)len;
	if (oneshot_received(c->oneshot, &now, &rx) != VERDICT_ACCEPTED)
		c->clock[i].why = "no answer of use"; /* it asks again */
}

/* Ask until every host has had its chance; false: somebody typed ^C. */
static bool
measure(struct compare *c)
{
	struct pollfd p[MOST];
	struct now now;

	for (size_t i = 0; i < c->n; i++)
		p[i] = (struct pollfd){ .fd = c->query[i].fd,
			.events = POLLIN };
	while (!oneshot_done(c->oneshot)) {
		double wait;

		(void)clockread_now(&c->clockread, &now);
		wait = oneshot_tick(c->oneshot, &now) - now.mono;
		if (oneshot_done(c->oneshot))
			break;
		if (poll(p, c->n, wait > 0 ? (int)ceil(wait * 1000) : 0) < 0)
			return false;
		for (size_t i = 0; i < c->n; i++)
			if (p[i].revents != 0)
				take(c, i);
	}
	return true;
}

/* Put what S told, and was judged to be, into CLOCK. */
static void
conclude(struct compare_clock *clock, const struct oneshot_server *s)
{
	clock->answered = s->drop == ONESHOT_USABLE;
	clock->stratum = s->stratum;
	clock->sample = s->best;
	if (s->drop == ONESHOT_STRATUM || s->drop == ONESHOT_LEAP)
		clock->why = "not synchronised";
	else if (s->drop == ONESHOT_NO_DATA && s->limited)
		clock->why = "no answer but the kiss RATE";
	else if (s->drop != ONESHOT_NO_DATA)
		clock->why = oneshot_drop_text(s->drop);
}

/* Judge what came of the questions; false: somebody is missing. */
static bool
judge(struct compare *c)
{
	struct oneshot_result unused;
	bool all = true;

	oneshot_judge(c->oneshot, c->clockread.gen, &unused);
	for (size_t i = 0; i < c->n; i++) {
		if (c->server[i] > 0)
			conclude(&c->clock[i], oneshot_server(c->oneshot,
			    c->server[i] - 1));
		all = all && c->clock[i].answered;
	}
	return all;
}

/*
 * --- showing -------------------------------------------------------------
 */

static void
write_name(FILE *out, const char *name)
{
	char text[4 * NAME];

	fprintf(out, "%-*.*s", NAME, NAME, text_clean(name, text,
	    sizeof text));
}

static void
write_clock(FILE *out, const struct compare_clock *c)
{
	write_name(out, c->name);
	if (c->answered)
		fprintf(out, " %2u %+12.3f %10.3f\n", c->stratum,
		    c->sample.offset * 1e3,
		    (c->sample.delay / 2 + c->sample.disp) * 1e3);
	else
		fprintf(out, "  - %s\n", c->why);
}

static void
write_pair(FILE *out, const struct compare_clock *a,
    const struct compare_clock *b)
{
	struct pairwise p = pairwise_compare(&a->sample, &b->sample);

	write_name(out, a->name);
	putc(' ', out);
	write_name(out, b->name);
	fprintf(out, " %+12.3f %10.3f%s\n", p.offset * 1e3, p.error * 1e3,
	    p.apart ? "  apart" : "");
}

void
compare_write(FILE *out, const struct compare_clock *c, size_t n)
{
	fprintf(out, "%-*s st    offset ms     +/- ms   from this clock\n",
	    NAME, "host");
	for (size_t i = 0; i < n; i++)
		write_clock(out, &c[i]);
	fprintf(out, "\n%-*s %-*s    offset ms     +/- ms\n", NAME, "host",
	    NAME, "is ahead of it by");
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			if (c[i].answered && c[j].answered)
				write_pair(out, &c[i], &c[j]);
}

/* The same for programs: a host's clock, and how two differ. */
struct clock_row {
	char name[COOK_NAME];
	char why[64];                   /* it is not known; "": it is */
	unsigned long stratum;
	double offset, error;           /* s */
};
struct pair_row {
	char first[COOK_NAME], second[COOK_NAME];
	double offset, error;           /* s */
	char apart[4];                  /* "yes", "no" */
};

static const struct sheet_column clock_columns[] = {
	SHEET_COLUMN("name", TEXT, struct clock_row, name),
	SHEET_COLUMN("reason", TEXT, struct clock_row, why),
	SHEET_COLUMN("stratum", COUNT, struct clock_row, stratum),
	SHEET_COLUMN("offset", NUMBER, struct clock_row, offset),
	SHEET_COLUMN("error", NUMBER, struct clock_row, error),
	SHEET_END
};
static const struct sheet_column pair_columns[] = {
	SHEET_COLUMN("first", TEXT, struct pair_row, first),
	SHEET_COLUMN("second", TEXT, struct pair_row, second),
	SHEET_COLUMN("offset", NUMBER, struct pair_row, offset),
	SHEET_COLUMN("error", NUMBER, struct pair_row, error),
	SHEET_COLUMN("apart", TEXT, struct pair_row, apart),
	SHEET_END
};
static const struct sheet clock_sheet = { .name = "clocks",
	.columns = clock_columns };
static const struct sheet pair_sheet = { .name = "pairs",
	.columns = pair_columns };

static void
write_clock_row(struct ntpq *n, const struct compare_clock *c)
{
	struct clock_row row = { .stratum = c->stratum, .offset = NAN,
		.error = NAN };

	snprintf(row.name, sizeof row.name, "%s", c->name);
	if (c->answered) {
		row.offset = c->sample.offset;
		row.error = c->sample.delay / 2 + c->sample.disp;
	} else {
		snprintf(row.why, sizeof row.why, "%s", c->why);
	}
	sheet_row(n, &clock_sheet, &row);
}

static void
write_pair_row(struct ntpq *n, const struct compare_clock *a,
    const struct compare_clock *b)
{
	struct pairwise p = pairwise_compare(&a->sample, &b->sample);
	struct pair_row row = { .offset = p.offset, .error = p.error };

	snprintf(row.first, sizeof row.first, "%s", a->name);
	snprintf(row.second, sizeof row.second, "%s", b->name);
	snprintf(row.apart, sizeof row.apart, "%s", p.apart ? "yes" : "no");
	sheet_row(n, &pair_sheet, &row);
}

/* Write COUNT clocks at C, and how they differ, for programs. */
static void
write_sheets(struct ntpq *n, const struct compare_clock *c, size_t count)
{
	sheet_begin(n, &clock_sheet);
	for (size_t i = 0; i < count; i++)
		write_clock_row(n, &c[i]);
	sheet_end(n, &clock_sheet);
	sheet_begin(n, &pair_sheet);
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			if (c[i].answered && c[j].answered)
				write_pair_row(n, &c[i], &c[j]);
	sheet_end(n, &pair_sheet);
}

/*
 * --- the command ---------------------------------------------------------
 */

static bool
open_compare(struct compare *c, const struct hosts *h, const struct ntpq *n)
{
	static const struct oneshot_options options = { .version = 4 };
	struct host host = { act, roll, c };
	struct now now;

	c->clock = calloc(h->n, sizeof *c->clock);
	c->query = calloc(h->n, sizeof *c->query);
	c->addr = calloc(h->n, sizeof *c->addr);
	c->server = calloc(h->n, sizeof *c->server);
	(void)clockread_now(&c->clockread, &now);
	c->oneshot = oneshot_new(&host, &options, &now);
	if (c->clock == NULL || c->query == NULL || c->addr == NULL ||
	    c->server == NULL || c->oneshot == NULL)
		return false;
	for (size_t number = 1; c->n < h->n; c->n++) {
		c->clock[c->n].name = h->name[c->n];
		c->query[c->n].fd = -1;
		if (open_clock(c, c->n, number, n))
			number++;
	}
	return true;
}

static void
close_compare(struct compare *c)
{
	for (size_t i = 0; i < c->n; i++)
		query_end(&c->query[i]);
	oneshot_free(c->oneshot);
	free(c->server);
	free(c->addr);
	free(c->query);
	free(c->clock);
}

void
show_compare(struct ntpq *n, const struct args *a)
{
	struct compare c = { 0 };
	struct hosts hosts;

	hosts_find(&hosts, n, a, 0);
	if (hosts.n > MOST) {
		fprintf(stderr, "***No more than %d hosts can be compared\n",
		    MOST);
		return;
	}
	if (!open_compare(&c, &hosts, n)) {
		fputs("***Out of memory\n", stderr);
	} else if (measure(&c)) {
		if (!judge(&c))
			n->status = EXIT_FAILURE;
		if (sheet_is_machine(n))
			write_sheets(n, c.clock, c.n);
		else
			compare_write(n->out, c.clock, c.n);
	}
	close_compare(&c);
}
