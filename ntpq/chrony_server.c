/*
 * chrony_server.c -- chronyc's words about the host itself: clients,
 * serverstats, accheck, waitsync.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "callers.h"
#include "chrony.h"
#include "names.h"
#include "sheet.h"
#include "text.h"

#define NAME 25          /* columns of a client's name */
#define INTERVAL 10.0    /* s between tries */
#define INTERVAL_MOST 1e6 /* s */

/*
 * --- clients -------------------------------------------------------------
 */

/* A client; what it asked is either for the time or about the host. */
struct client {
	char name[COOK_NAME];
	unsigned long ntp, cmd;
	double ntp_interval, ntp_last, cmd_interval, cmd_last; /* s */
};

#define CELL(name, kind, field) SHEET_COLUMN(name, kind, struct client, field)
static const struct sheet_column client_columns[] = {
	CELL("name", TEXT, name),
	CELL("ntp", COUNT, ntp),
	CELL("ntp_interval", NUMBER, ntp_interval),
	CELL("ntp_last", NUMBER, ntp_last),
	CELL("cmd", COUNT, cmd),
	CELL("cmd_interval", NUMBER, cmd_interval),
	CELL("cmd_last", NUMBER, cmd_last),
	SHEET_END
};
#undef CELL

/* Write S seconds as their logarithm in 3 columns. */
static void
write_log(FILE *out, double s)
{
	if (isnan(s) || s < 0)
		fputs("  -", out);
	else
		fprintf(out, "%3d", s < 1.0 / 128 ? -7 : (int)lround(log2(s)));
}

static void
write_last(FILE *out, double s)
{
	chrony_age(out, isnan(s) ? -1 : s > 1e9 ? 1000000000 : (long)fmax(s, 0));
}

static void
write_client(void *ctx, FILE *out, const void *row)
{
	const struct client *c = row;
	char name[COOK_NAME];

	(void)ctx;
	text_clean(c->name, name, sizeof name);
	if (strlen(name) > NAME)
		snprintf(name + NAME - 1, 2, ">");
	fprintf(out, "%-*s  %6lu %6s ", NAME, name, c->ntp, "-");
	write_log(out, c->ntp_interval);
	fputs("   -  ", out);
	write_last(out, c->ntp_last);
	fprintf(out, "  %6lu %6s ", c->cmd, "-");
	write_log(out, c->cmd_interval);
	fputs("  ", out);
	write_last(out, c->cmd_last);
	putc('\n', out);
}

/* Put E of the list C into ROW. */
static void
fill_client(struct client *row, const struct caller *e, const struct callers *c,
    struct reverse *names)
{
	unsigned mode = e->version_mode & 7;
	double last = ntptime_diff(c->now, e->last);
	double interval = e->count > 1 ? callers_interval(e) : NAN;
	bool asks = mode == MODE_CONTROL || mode == MODE_PRIVATE;

	*row = (struct client){ .ntp = asks ? 0 : e->count,
		.cmd = asks ? e->count : 0,
		.ntp_interval = asks ? NAN : interval,
		.ntp_last = asks ? NAN : last,
		.cmd_interval = asks ? interval : NAN,
		.cmd_last = asks ? last : NAN };
	if (e->addr.family == 0)
		snprintf(row->name, sizeof row->name, "%s", e->text);
	else
		cook_host(&e->addr, names, row->name, sizeof row->name);
}

void
show_clients(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "clients", client_columns,
		"Hostname                      NTP   Drop Int IntL Last     "
		"Cmd   Drop Int  Last\n"
		"======================================================="
		"========================\n", write_client, NULL };
	struct callers_wish wish = { CALLERS_LSTINT, false, "" };
	struct callers c = { .n = 0 };
	struct client row;

	(void)a;
	(void)callers_fetch(n, &c, &wish);
	sheet_begin(n, &sheet);
	for (size_t i = 0; i < c.n; i++) {
		fill_client(&row, &c.list[i], &c, ntpq_names(n));
		sheet_row(n, &sheet, &row);
	}
	sheet_end(n, &sheet);
	free(c.list);
}

/*
 * --- serverstats ---------------------------------------------------------
 */

/* The variables that the lines are made of. */
enum counter {
	RECEIVED, BADFORMAT, BADAUTH, RESTRICTED, LIMITED, DECRYPTS, COUNTERS
};

struct serverstats {
	double count[COUNTERS];
	double dropped;
};

#define CELL(name, field) \
	SHEET_COLUMN(name, NUMBER, struct serverstats, field)
static const struct sheet_column stats_columns[] = {
	CELL("received", count[RECEIVED]),
	CELL("dropped", dropped),
	CELL("authenticated", count[DECRYPTS]),
	SHEET_END
};
#undef CELL

static void
write_stats(void *ctx, FILE *out, const void *row)
{
	const struct serverstats *s = row;

	(void)ctx;
	fprintf(out, "NTP packets received       : %.0f\n"
	    "NTP packets dropped        : %.0f\n"
	    "Command packets received   : -\n"
	    "Command packets dropped    : -\n"
	    "Client log records dropped : -\n"
	    "NTS-KE connections accepted: 0\n"
	    "NTS-KE connections dropped : 0\n"
	    "Authenticated NTP packets  : %.0f\n"
	    "Interleaved NTP packets    : -\n"
	    "NTP timestamps held        : -\n"
	    "NTP timestamp span         : -\n",
	    s->count[RECEIVED], s->dropped, s->count[DECRYPTS]);
}

void
show_serverstats(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "serverstats", stats_columns, NULL,
		write_stats, NULL };
	static const char names[] = "ss_received,ss_badformat,ss_badauth,"
	    "ss_restricted,ss_limited,authdecrypts";
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data;
	struct serverstats s = { .dropped = 0 };
	const char *name = names;

	(void)a;
	if (!query_ask(&n->query, CTL_READVAR, 0, names, strlen(names)))
		return;
	for (int i = 0; i < COUNTERS; i++) {
		size_t len = strcspn(name, ",");
		const char *from = at;
		struct ctlmsg_var v;

		while (ctlmsg_next(&from, at + r->length, &v))
			if (v.name_len == len && memcmp(v.name, name, len) == 0)
				(void)text_double(v.value, v.value_len,
				    &s.count[i]); /* or it stays 0 */
		name += len + 1;
	}
	for (int i = BADFORMAT; i <= LIMITED; i++)
		s.dropped += s.count[i];
	sheet_write(n, &sheet, &s);
}

/*
 * --- accheck -------------------------------------------------------------
 */

struct access {
	char address[COOK_NAME], allowed[4];
};

static const struct sheet_column access_columns[] = {
	SHEET_COLUMN("address", TEXT, struct access, address),
	SHEET_COLUMN("allowed", TEXT, struct access, allowed),
	SHEET_END
};

static void
write_access(void *ctx, FILE *out, const void *row)
{
	const struct access *a = row;

	(void)ctx;
	fputs(strcmp(a->allowed, "yes") == 0 ? "208 Access allowed\n" :
	    "209 Access denied\n", out);
}

/* Returns true if the answer of N's host says that the time is told. */
static bool
tells_time(const struct ntpq *n)
{
	static const char first[] = "\"time"; /* of the things allowed */
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data, *end = at + r->length;
	struct ctlmsg_var v;

	while (ctlmsg_next(&at, end, &v))
		if (v.name_len == 3 && memcmp(v.name, "may", 3) == 0)
			return v.value_len >= sizeof first - 1 &&
			    memcmp(v.value, first, sizeof first - 1) == 0;
	return false;
}

void
show_accheck(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "accheck", access_columns, NULL,
		write_access, NULL };
	char text[COOK_NAME + 16];
	struct access row;
	struct addr addr;

	snprintf(row.address, sizeof row.address, "%s", a->text[0]);
	if (!addr_parse(&addr, a->text[0])) {
		fprintf(stderr, "%s is not an address\n", a->text[0]);
		n->status = EXIT_FAILURE;
		return;
	}
	snprintf(text, sizeof text, "access=%s", row.address);
	if (!query_ask(&n->query, CTL_READVAR, 0, text, strlen(text))) {
		fputs("only ntpd of meantime tells about access, on its host "
		    "or to signed requests\n", stderr);
		n->status = EXIT_FAILURE;
		return;
	}
	snprintf(row.allowed, sizeof row.allowed, "%s",
	    tells_time(n) ? "yes" : "no");
	sheet_write(n, &sheet, &row);
}

/*
 * --- waitsync ------------------------------------------------------------
 */

/* What waitsync waits for; 0: whatever it is. */
struct goal {
	double tries, correction, skew, interval; /* -, s, ppm, s */
};

/* What is so far. */
struct sync {
	unsigned long leap;
	double offset, wander;   /* ms, ppm */
	unsigned long refid;
};

static void
read_sync(struct sync *s, const struct ctlmsg_reply *r)
{
	const char *at = (const char *)r->data, *end = at + r->length;
	struct ctlmsg_var v;

	*s = (struct sync){ .leap = LEAP_ALARM };
	while (ctlmsg_next(&at, end, &v)) {
		char text[ADDR_TEXT];
		struct addr a;

		if (v.name_len == 4 && memcmp(v.name, "leap", 4) == 0)
			(void)text_unsigned(v.value, v.value_len, &s->leap);
		else if (v.name_len == 6 && memcmp(v.name, "offset", 6) == 0)
			(void)text_double(v.value, v.value_len, &s->offset);
		else if (v.name_len == 10 &&
		    memcmp(v.name, "clk_wander", 10) == 0)
			(void)text_double(v.value, v.value_len, &s->wander);
		if (v.name_len != 5 || memcmp(v.name, "refid", 5) != 0 ||
		    v.value_len >= sizeof text)
			continue;
		snprintf(text, sizeof text, "%.*s", (int)v.value_len, v.value);
		if (addr_parse(&a, text))
			s->refid = addr_refid(&a);
		else
			for (size_t i = 0; i < 4; i++)
				s->refid = s->refid << 8 | (i < v.value_len ?
				    (unsigned char)v.value[i] : 0);
	}
}

/* Read the arguments A into G. */
static bool
read_goal(struct goal *g, const struct args *a)
{
	double *const fields[] = { &g->tries, &g->correction, &g->skew,
		&g->interval };

	*g = (struct goal){ .interval = INTERVAL };
	for (int i = 0; i < a->n; i++)
		if (!text_double(a->text[i], strlen(a->text[i]), fields[i]) ||
		    !(*fields[i] >= 0 && *fields[i] <= INTERVAL_MOST)) {
			fprintf(stderr, "***%s is not a number that can be "
			    "used\n", a->text[i]);
			return false;
		}
	return true;
}

/* Returns true if S is what G asks for. */
static bool
reached(const struct sync *s, const struct goal *g)
{
	return s->leap < LEAP_ALARM &&
	    (g->correction <= 0 || fabs(s->offset) / 1e3 <= g->correction) &&
	    (g->skew <= 0 || s->wander <= g->skew);
}

/* A look at it. */
struct look {
	unsigned long n;
	char refid[12];
	double correction, skew;
};

static const struct sheet_column look_columns[] = {
	SHEET_COLUMN("try", COUNT, struct look, n),
	SHEET_COLUMN("refid", TEXT, struct look, refid),
	SHEET_COLUMN("correction", NUMBER, struct look, correction),
	SHEET_COLUMN("skew", NUMBER, struct look, skew),
	SHEET_END
};

static void
write_look(void *ctx, FILE *out, const void *row)
{
	const struct look *l = row;

	(void)ctx;
	fprintf(out, "try: %lu, refid: %s, correction: %.9f, skew: %.3f\n",
	    l->n, l->refid, l->correction, l->skew);
}

void
show_waitsync(struct ntpq *n, const struct args *a)
{
	static const char names[] = "leap,refid,offset,clk_wander";
	static const struct sheet sheet = { "waitsync", look_columns, NULL,
		write_look, NULL };
	struct goal goal;
	struct look row;
	struct sync s;

	n->status = EXIT_FAILURE;
	if (!read_goal(&goal, a))
		return;
	for (unsigned i = 1; goal.tries <= 0 || i <= goal.tries; i++) {
		if (i > 1 && poll(NULL, 0, (int)(goal.interval * 1e3)) < 0 &&
		    errno == EINTR)
			return;
		query_begin(&n->query);
		if (!query_ask(&n->query, CTL_READVAR, 0, names,
		    strlen(names))) {
			if (n->query.fd < 0)
				return;
			continue;
		}
		read_sync(&s, &n->query.reply);
		row.n = i;
		row.correction = fabs(s.offset) / 1e3;
		row.skew = s.wander;
		snprintf(row.refid, sizeof row.refid, "%08lX",
		    s.leap < LEAP_ALARM ? s.refid : 0);
		sheet_write(n, &sheet, &row);
		(void)fflush(n->out); /* somebody is waiting */
		if (!reached(&s, &goal))
			continue;
		n->status = EXIT_SUCCESS;
		return;
	}
}
