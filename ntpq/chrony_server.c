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
#define INTERVAL_LEAST 0.1 /* s */
#define INTERVAL_MOST 1e6 /* s */

/*
 * --- clients -------------------------------------------------------------
 */

/* What somebody asked, of one kind. */
struct asked {
	unsigned long n;
	double dropped;        /* NAN: not known */
	double interval, last; /* s; NAN: never */
};

/* A client: for the time, or about the host. */
struct client {
	char name[COOK_NAME];
	struct asked ntp, cmd;
};

#define CELL(name, kind, field) SHEET_COLUMN(name, kind, struct client, field)
static const struct sheet_column client_columns[] = {
	CELL("name", TEXT, name),
	CELL("ntp", COUNT, ntp.n),
	CELL("ntp_dropped", NUMBER, ntp.dropped),
	CELL("ntp_interval", NUMBER, ntp.interval),
	CELL("ntp_last", NUMBER, ntp.last),
	CELL("cmd", COUNT, cmd.n),
	CELL("cmd_dropped", NUMBER, cmd.dropped),
	CELL("cmd_interval", NUMBER, cmd.interval),
	CELL("cmd_last", NUMBER, cmd.last),
	SHEET_END
};
#undef CELL

/* Write S seconds as their logarithm in 2 columns. */
static void
write_log(FILE *out, double s)
{
	if (isnan(s) || s < 0)
		fputs(" -", out);
	else
		fprintf(out, "%2d", s < 1.0 / 128 ? -7 : (int)lround(log2(s)));
}

/* Write what was asked of one kind, but for when, in A. */
static void
write_asked(FILE *out, const struct asked *a)
{
	fprintf(out, "  %6lu  ", a->n);
	if (isnan(a->dropped))
		fprintf(out, "%5s  ", "-");
	else
		fprintf(out, "%5.0f  ", a->dropped);
	write_log(out, a->interval);
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

	(void)ctx;
	chrony_name(out, c->name, NAME);
	write_asked(out, &c->ntp);
	fputs("   -  ", out); /* who asks too often is not timed apart */
	write_last(out, c->ntp.last);
	write_asked(out, &c->cmd);
	fputs("  ", out);
	write_last(out, c->cmd.last);
	putc('\n', out);
}

/*
 * Returns what N packets, DROPPED of them in vain, from FIRST to LAST are by the
 * time NOW.
 */
static struct asked
sum_up(unsigned long n, double dropped, ntp_time first, ntp_time last,
    ntp_time now)
{
	return (struct asked){ .n = n, .dropped = dropped,
		.interval = n < 2 ? NAN : ntptime_diff(last, first) /
		    (double)(n - 1),
		.last = n == 0 ? NAN : ntptime_diff(now, last) };
}

/* Put E of the list C into ROW; NONE are the drops of who has none: 0, or NAN
 * if they are not told. */
static void
fill_client(struct client *row, const struct caller *e, const struct callers *c,
    struct reverse *names, double none)
{
	unsigned mode = e->version_mode & 7;
	bool asks = mode == MODE_CONTROL || mode == MODE_PRIVATE;
	double drops = none + (double)(asks ? e->command_drops : e->drops);
	unsigned long heard = e->heard < e->count ? e->heard : e->count;
	struct asked main = sum_up(e->count - heard, drops, e->first, e->last,
	    c->now);
	struct asked more = sum_up(e->commands, none +
	    (double)(asks ? 0 : e->command_drops), e->command_first,
	    e->command_last, c->now);

	*row = (struct client){ .ntp = asks ? more : main,
		.cmd = asks ? main : more };
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
	struct callers c = { NULL, 0, 0, { 0 } };
	struct client row;
	double none = query_try(&n->query, 0, "srv_asked") == QUERY_ANSWERED ?
	    0 : NAN;

	(void)a;
	(void)callers_fetch(n, &c, &wish);
	sheet_begin(n, &sheet);
	for (size_t i = 0; i < c.n; i++) {
		fill_client(&row, &c.list[i], &c, ntpq_names(n), none);
		/* Our sources are on the list, too. */
		if (row.ntp.n > 0 || row.cmd.n > 0)
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
	/* every daemon */
	RECEIVED, BADFORMAT, BADAUTH, RESTRICTED, LIMITED, DECRYPTS,
	/* meantime's */
	ASKED, DROPPED, TOLD, SIGNED, INTERLEAVED, RX_KERNEL, TX_KERNEL, PAIRS,
	PAIR_SPAN, COMMANDS, COMMANDS_DROPPED, FORGOTTEN,
	COUNTERS
};

static const char *const counters[COUNTERS] = {
	"ss_received", "ss_badformat", "ss_badauth", "ss_restricted",
	"ss_limited", "authdecrypts",
	"srv_asked", "srv_dropped", "srv_told", "srv_signed",
	"srv_interleaved", "srv_rxkernel", "srv_txkernel", "srv_pairs",
	"srv_pairspan", "srv_commands", "srv_cmddropped", "srv_forgotten"
};

struct serverstats {
	double count[COUNTERS]; /* NAN: not told */
	double received, dropped, authenticated, rx_daemon, tx_daemon;
	double none;            /* what there is none of; NAN as well */
};

#define CELL(name, field) \
	SHEET_COLUMN(name, NUMBER, struct serverstats, field)
static const struct sheet_column stats_columns[] = {
	CELL("received", received),
	CELL("dropped", dropped),
	CELL("commands", count[COMMANDS]),
	CELL("commands_dropped", count[COMMANDS_DROPPED]),
	CELL("log_dropped", count[FORGOTTEN]),
	CELL("authenticated", authenticated),
	CELL("interleaved", count[INTERLEAVED]),
	CELL("timestamps", count[PAIRS]),
	CELL("timestamp_span", count[PAIR_SPAN]),
	CELL("rx_daemon", rx_daemon),
	CELL("tx_daemon", tx_daemon),
	CELL("rx_kernel", count[RX_KERNEL]),
	CELL("tx_kernel", count[TX_KERNEL]),
	SHEET_END
};
#undef CELL

static void
write_stats(void *ctx, FILE *out, const void *row)
{
	const struct serverstats *s = row;
	const struct { const char *label; double n; } lines[] = {
		{ "NTP packets received       ", s->received },
		{ "NTP packets dropped        ", s->dropped },
		{ "Command packets received   ", s->count[COMMANDS] },
		{ "Command packets dropped    ", s->count[COMMANDS_DROPPED] },
		{ "Client log records dropped ", s->count[FORGOTTEN] },
		{ "NTS-KE connections accepted", 0 },
		{ "NTS-KE connections dropped ", 0 },
		{ "Authenticated NTP packets  ", s->authenticated },
		{ "Interleaved NTP packets    ", s->count[INTERLEAVED] },
		{ "NTP timestamps held        ", s->count[PAIRS] },
		{ "NTP timestamp span         ", s->count[PAIR_SPAN] },
		{ "NTP daemon RX timestamps   ", s->rx_daemon },
		{ "NTP daemon TX timestamps   ", s->tx_daemon },
		{ "NTP kernel RX timestamps   ", s->count[RX_KERNEL] },
		{ "NTP kernel TX timestamps   ", s->count[TX_KERNEL] },
		{ "NTP hardware RX timestamps ", s->none },
		{ "NTP hardware TX timestamps ", s->none }
	};

	(void)ctx;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (isnan(lines[i].n))
			fprintf(out, "%s: -\n", lines[i].label);
		else
			fprintf(out, "%s: %.0f\n", lines[i].label, lines[i].n);
}

/* Ask N's host for the counters from FIRST up to LAST, and read them into S. */
static enum query_answer
ask_counters(struct ntpq *n, struct serverstats *s, int first, int last)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data, *end;
	char names[CTLMSG_DATA] = "";
	enum query_answer answer;
	struct ctlmsg_var v;

	for (int i = first; i < last; i++)
		snprintf(names + strlen(names), sizeof names - strlen(names),
		    "%s%s", i > first ? "," : "", counters[i]);
	answer = query_try(&n->query, 0, names);
	end = at + (answer == QUERY_ANSWERED ? r->length : 0);
	while (ctlmsg_next(&at, end, &v))
		for (int i = first; i < last; i++)
			if (ctlmsg_is(&v, counters[i]))
				(void)text_double(v.value, v.value_len,
				    &s->count[i]); /* or it is not told */
	return answer;
}

/* Work out what S's lines are made of, by a daemon that counts them or not. */
static void
finish_stats(struct serverstats *s)
{
	const double *n = s->count;

	s->received = n[ASKED];
	s->dropped = n[DROPPED];
	s->authenticated = n[SIGNED];
	s->rx_daemon = n[TOLD] - n[RX_KERNEL];
	s->tx_daemon = n[TOLD] - n[TX_KERNEL];
	s->none = 0 * n[TOLD];
	if (!isnan(n[ASKED]))
		return;
	s->received = n[RECEIVED];
	s->dropped = n[BADFORMAT] + n[BADAUTH] + n[RESTRICTED] + n[LIMITED];
	s->authenticated = n[DECRYPTS];
}

void
show_serverstats(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "serverstats", stats_columns, NULL,
		write_stats, NULL };
	struct serverstats s;

	(void)a;
	for (int i = 0; i < COUNTERS; i++)
		s.count[i] = NAN;
	if (ask_counters(n, &s, ASKED, COUNTERS) == QUERY_SILENT)
		return;
	if (isnan(s.count[ASKED]) &&
	    ask_counters(n, &s, RECEIVED, ASKED) != QUERY_ANSWERED) {
		fputs("the host does not tell what became of packets\n",
		    stderr);
		return;
	}
	finish_stats(&s);
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
	unsigned long try_, leap;
	double offset, skew;     /* ms, ppm */
	double left, rate_error; /* the same, if told; NAN */
	double correction;       /* s */
	char refid[16];          /* in hexadecimal; of who is not synchronised 0 */
	char reached[4];         /* "yes": it is what was waited for */
};

static const struct sheet_column sync_columns[] = {
	SHEET_COLUMN("try", COUNT, struct sync, try_),
	SHEET_COLUMN("refid", TEXT, struct sync, refid),
	SHEET_COLUMN("correction", NUMBER, struct sync, correction),
	SHEET_COLUMN("skew", NUMBER, struct sync, skew),
	SHEET_COLUMN("reached", TEXT, struct sync, reached),
	SHEET_END
};

static void
write_sync(void *ctx, FILE *out, const void *row)
{
	const struct sync *s = row;

	(void)ctx;
	fprintf(out, "try: %lu, refid: %s, correction: %.9f, skew: %.3f\n",
	    s->try_, s->refid, s->correction, s->skew);
}

/* Returns V, a reference id, as a number. */
static unsigned long
read_refid(const struct ctlmsg_var *v)
{
	unsigned long id = 0;
	char text[ADDR_TEXT];
	struct addr a;

	if (v->value_len >= sizeof text)
		return 0;
	snprintf(text, sizeof text, "%.*s", (int)v->value_len, v->value);
	if (addr_parse(&a, text))
		return addr_refid(&a);
	for (size_t i = 0; i < 4; i++)
		id = id << 8 | (i < v->value_len ?
		    (unsigned char)v->value[i] : 0);
	return id;
}

/* Read the answer R, some system variables, into S. */
static void
add_sync(struct sync *s, const struct ctlmsg_reply *r)
{
	const char *at = (const char *)r->data, *end = at + r->length;
	struct ctlmsg_var v;

	while (ctlmsg_next(&at, end, &v)) {
		double *d = ctlmsg_is(&v, "offset") ? &s->offset :
		    ctlmsg_is(&v, "clk_wander") ? &s->skew :
		    ctlmsg_is(&v, "est_offset") ? &s->left :
		    ctlmsg_is(&v, "est_skew") ? &s->rate_error : NULL;

		/* What does not decode leaves things as they are. */
		if (d != NULL)
			(void)text_double(v.value, v.value_len, d);
		else if (ctlmsg_is(&v, "leap"))
			(void)text_unsigned(v.value, v.value_len, &s->leap);
		else if (ctlmsg_is(&v, "refid"))
			snprintf(s->refid, sizeof s->refid, "%08lX",
			    read_refid(&v) & 0xffffffff);
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
	g->interval = fmax(g->interval, INTERVAL_LEAST);
	return true;
}

/* Work out what S is, and whether that is what G asks for. */
static bool
finish_sync(struct sync *s, const struct goal *g)
{
	bool synchronised = s->leap < LEAP_ALARM, reached;

	if (!isnan(s->rate_error))
		s->skew = s->rate_error;
	s->correction = fabs(isnan(s->left) ? s->offset : s->left) / 1e3;
	if (!synchronised)
		snprintf(s->refid, sizeof s->refid, "00000000");
	reached = synchronised &&
	    (g->correction <= 0 || s->correction <= g->correction) &&
	    (g->skew <= 0 || s->skew <= g->skew);
	snprintf(s->reached, sizeof s->reached, reached ? "yes" : "no");
	return reached;
}

/*
 * Ask N's host once, for try number I, and tell of it as S says.  Returns true
 * if it is as G asks.
 */
static bool
try_once(struct ntpq *n, const struct sheet *s, unsigned i,
    const struct goal *g)
{
	static const char names[] = "leap,refid,offset,clk_wander";
	struct sync sync = { .try_ = i, .leap = LEAP_ALARM, .left = NAN,
		.rate_error = NAN, .refid = "00000000" };
	bool reached;

	query_begin(&n->query);
	if (!query_ask(&n->query, CTL_READVAR, 0, names, strlen(names)))
		return false;
	add_sync(&sync, &n->query.reply);
	if (query_try(&n->query, 0, "est_offset,est_skew") == QUERY_ANSWERED)
		add_sync(&sync, &n->query.reply);
	reached = finish_sync(&sync, g);
	sheet_write(n, s, &sync);
	(void)fflush(n->out); /* somebody is waiting */
	return reached;
}

void
show_waitsync(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "waitsync", sync_columns, NULL,
		write_sync, NULL };
	struct goal goal;

	n->status = EXIT_FAILURE;
	if (!read_goal(&goal, a))
		return;
	for (unsigned i = 1; n->query.fd >= 0; i++) {
		if (try_once(n, &sheet, i, &goal)) {
			n->status = EXIT_SUCCESS;
			break;
		}
		if (n->query.fd < 0 || (goal.tries > 0 && i >= goal.tries))
			break;
		if (poll(NULL, 0, (int)(goal.interval * 1e3)) < 0 &&
		    errno == EINTR)
			break;
	}
}
