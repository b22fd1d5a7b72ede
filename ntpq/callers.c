/*
 * callers.c -- who has asked the host.
 *
 * The list comes in pages, who was heard longest ago first; a request names the
 * last rows that came, so that the host knows where to go on.  Who asks while
 * the list is read comes again at its end: the latest row counts.  If all who
 * were named have asked again meanwhile, the host cannot know where to go on,
 * and rows ever farther back are named.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "callers.h"
#include "sheet.h"
#include "tables.h"
#include "text.h"

#define FRAGMENTS 32   /* of a page at most */
#define FRAGMENTS_MIN 2
#define WAIT 500       /* ms for a page at least, */
#define WAIT_MOST 2000 /* and at most; but */
#define WAITS 4        /* times as long as for a nonce; longer if it was lost */
#define LOSSES 2       /* of a page; then a new nonce, with usual patience */
#define FARTHER 8      /* times as far back, if no row named is known */
#define RESTARTS 8     /* from the beginning at most */
#define PRIORS 16      /* rows named in a request at most */
#define PRIOR 120      /* octets that naming one takes at most */
#define MOST (1 << 20) /* rows; so the list has an end, whoever sends it */
#define COST 1         /* ms of waiting that a question takes away */
#define EARNED 50      /* ms of waiting that a row adds, if it is a new one */
#define EARNED_MOST 900000 /* ms, in all */
#define REPORT 5.0     /* s between reports on how far it is */
#define FLAG_LIMITED 0x20
#define FLAG_KOD 0x400

/*
 * --- wishes --------------------------------------------------------------
 */

static bool
read_order(struct callers_wish *w, const char *text)
{
	static const char *const names[] = {
		[CALLERS_LSTINT] = "lstint", [CALLERS_AVGINT] = "avgint",
		[CALLERS_ADDR] = "addr", [CALLERS_COUNT] = "count"
	};

	w->reverse = *text == '-';
	if (w->reverse)
		text++;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(text, names[i]) == 0) {
			w->order = (enum callers_order)i;
			return true;
		}
	}
	return false;
}

bool
callers_wish(struct callers_wish *w, const char *word)
{
	static const char *const names[] = { "mincount=", "maxlstint=",
		"minlstint=", "recent=", "laddr=", "resall=", "resany=" };
	size_t used = strlen(w->filter);
	int more = -1;

	if (strncmp(word, "sort=", 5) == 0)
		return read_order(w, word + 5);
	if (strcmp(word, "limited") == 0)
		more = snprintf(w->filter + used, sizeof w->filter - used,
		    ", resany=0x%x", FLAG_LIMITED);
	else if (strcmp(word, "kod") == 0)
		more = snprintf(w->filter + used, sizeof w->filter - used,
		    ", resany=0x%x", FLAG_KOD);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strncmp(word, names[i], strlen(names[i])) == 0 &&
		    strchr(word, ',') == NULL)
			more = snprintf(w->filter + used,
			    sizeof w->filter - used, ", %s", word);
	return more > 0 && (size_t)more < sizeof w->filter - used;
}

/*
 * --- rows ----------------------------------------------------------------
 */

#define FIELD(word, kind, field, size) \
	{ word, TABLES_##kind, offsetof(struct caller, field), size }

static const struct tables_field fields[] = {
	FIELD("addr", TEXT, text, sizeof ((struct caller *)0)->text),
	FIELD("last", STAMP, last, 0),
	FIELD("first", STAMP, first, 0),
	FIELD("ct", NUMBER, count, 0),
	FIELD("mv", NUMBER, version_mode, 0),
	FIELD("rs", NUMBER, flags, 0),
	FIELD("heard", NUMBER, heard, 0),
	FIELD("drops", NUMBER, drops, 0),
	FIELD("cmds", NUMBER, commands, 0),
	FIELD("cmddrops", NUMBER, command_drops, 0),
	FIELD("cmdlast", STAMP, command_last, 0),
	FIELD("cmdfirst", STAMP, command_first, 0),
	{ NULL, TABLES_TEXT, 0, 0 }
};

static void
add_row(void *ctx, const void *row)
{
	struct callers *c = ctx;
	struct caller *e;

	if (c->n == c->room)
		return; /* there is no more memory */
	e = &c->list[c->n];
	*e = *(const struct caller *)row;
	if (e->text[0] == '\0')
		return;
	if (!cook_address_port(e->text, strlen(e->text), &e->addr))
		e->addr.family = 0;
	if (ntptime_diff(e->last, c->newest) > 0 || c->n == 0) {
		c->newest = e->last;
		c->newer++;
	}
	c->n++;
}

/* Returns the time that ends the list of LEN octets at DATA, 0 if none does. */
static ntp_time
read_now(const char *data, size_t len)
{
	const char *end = data + len;
	ntp_time now = { 0 };
	struct ctlmsg_var v;

	while (ctlmsg_next(&data, end, &v))
		if (v.name_len == 3 && memcmp(v.name, "now", 3) == 0)
			(void)text_stamp(v.value, v.value_len, &now);
	return now;
}

bool
callers_add(struct callers *c, const char *data, size_t len)
{
	struct caller row, *list;
	const struct tables_walk w = { fields, &row, sizeof row, add_row, c };
	size_t rows = len / sizeof "ct.0=1" + 1; /* it cannot be more */

	if (c->room - c->n < rows) {
		list = realloc(c->list, (c->n + rows) * 2 * sizeof *list);
		if (list == NULL)
			return false;
		c->list = list;
		c->room = (c->n + rows) * 2;
	}
	c->newer = 0;
	tables_walk(&w, data, len);
	c->now = read_now(data, len);
	return true;
}

static int
compare_stamps(ntp_time x, ntp_time y)
{
	return x.fp < y.fp ? -1 : x.fp > y.fp;
}

static int
by_addr(const void *x, const void *y)
{
	const struct caller *a = x, *b = y;
	int order = (int)a->addr.family - (int)b->addr.family;

	if (order == 0)
		order = memcmp(a->addr.ip, b->addr.ip, sizeof a->addr.ip);
	if (order == 0 && a->addr.scope != b->addr.scope)
		order = a->addr.scope < b->addr.scope ? -1 : 1;
	if (order == 0 && a->addr.family == 0)
		order = strcmp(a->text, b->text);
	return order;
}

/* As by_addr(), and of one address the latest first. */
static int
by_addr_latest(const void *x, const void *y)
{
	const struct caller *a = x, *b = y;
	int order = by_addr(x, y);

	return order != 0 ? order : compare_stamps(b->last, a->last);
}

/* Least time since the last packet first. */
static int
by_lstint(const void *x, const void *y)
{
	const struct caller *a = x, *b = y;

	return compare_stamps(b->last, a->last);
}

double
callers_interval(const struct caller *e)
{
	return e->count == 0 ? 0 :
	    ntptime_diff(e->last, e->first) / (double)e->count;
}

static int
by_avgint(const void *x, const void *y)
{
	double a = callers_interval(x), b = callers_interval(y);

	return a < b ? -1 : a > b;
}

static int
by_count(const void *x, const void *y)
{
	const struct caller *a = x, *b = y;

	return a->count < b->count ? -1 : a->count > b->count;
}

size_t
callers_settle(struct callers *c, const struct callers_wish *w)
{
	static int (*const compare[])(const void *x, const void *y) = {
		[CALLERS_LSTINT] = by_lstint, [CALLERS_AVGINT] = by_avgint,
		[CALLERS_ADDR] = by_addr, [CALLERS_COUNT] = by_count
	};
	size_t kept = 0, n = c->n;

	if (n == 0)
		return 0;
	qsort(c->list, n, sizeof *c->list, by_addr_latest);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || by_addr(&c->list[kept - 1], &c->list[i]) != 0)
			c->list[kept++] = c->list[i];
	c->n = kept;
	qsort(c->list, kept, sizeof *c->list, compare[w->order]);
	for (size_t i = 0; w->reverse && i < kept / 2; i++) {
		struct caller swap = c->list[i];

		c->list[i] = c->list[kept - 1 - i];
		c->list[kept - 1 - i] = swap;
	}
	return n - kept;
}

/* Returns S seconds as a whole number from 0 to 999999. */
static int
seconds(double s)
{
	return s < 0 ? 0 : s > 999999 ? 999999 : (int)(s + 0.5);
}

/* Returns the letter for what the flags of E did to it. */
static char
limit_letter(const struct caller *e)
{
	return (e->flags & FLAG_KOD) != 0 ? 'K' :
	    (e->flags & FLAG_LIMITED) != 0 ? 'L' : '.';
}

void
callers_write(FILE *out, const struct callers *c, struct reverse *names)
{
	fputs("lstint avgint rstr r m v  count rport remote address\n"
	    "======================================================="
	    "=======================\n", out);
	for (size_t i = 0; i < c->n; i++) {
		const struct caller *e = &c->list[i];
		char name[COOK_NAME];

		if (e->addr.family == 0)
			text_clean(e->text, name, sizeof name);
		else
			cook_host(&e->addr, names, name, sizeof name);
		fprintf(out, "%6d %6d %4lx %c %lu %lu %6lu %5u %s\n",
		    seconds(ntptime_diff(c->now, e->last)),
		    seconds(callers_interval(e)), e->flags & 0xffff,
		    limit_letter(e),
		    e->version_mode & 7, e->version_mode >> 3 & 7, e->count,
		    e->addr.port, name);
	}
}

/* A row for programs. */
struct cells {
	unsigned long flags, mode, version, count, port;
	double last, interval;
	char limited[2], address[COOK_NAME];
};

#define CELL(name, kind, field) SHEET_COLUMN(name, kind, struct cells, field)
static const struct sheet_column columns[] = {
	CELL("lstint", NUMBER, last),
	CELL("avgint", NUMBER, interval),
	CELL("rstr", COUNT, flags),
	CELL("r", TEXT, limited),
	CELL("mode", COUNT, mode),
	CELL("version", COUNT, version),
	CELL("count", COUNT, count),
	CELL("port", COUNT, port),
	CELL("address", TEXT, address),
	SHEET_END
};
#undef CELL

/* Write C for programs. */
static void
write_sheet(struct ntpq *n, const struct callers *c)
{
	static const struct sheet sheet = { "mrulist", columns, NULL, NULL,
		NULL };

	sheet_begin(n, &sheet);
	for (size_t i = 0; i < c->n; i++) {
		const struct caller *e = &c->list[i];
		struct cells row = { .flags = e->flags,
			.mode = e->version_mode & 7,
			.version = e->version_mode >> 3 & 7,
			.count = e->count, .port = e->addr.port,
			.last = ntptime_diff(c->now, e->last),
			.interval = callers_interval(e),
			.limited = { limit_letter(e) } };

		if (e->addr.family == 0)
			snprintf(row.address, sizeof row.address, "%s",
			    e->text);
		else
			cook_host(&e->addr, ntpq_names(n), row.address,
			    sizeof row.address);
		sheet_row(n, &sheet, &row);
	}
	sheet_end(n, &sheet);
}

/*
 * --- pages ---------------------------------------------------------------
 */

/* How far a list has come. */
struct progress {
	char nonce[64];
	unsigned wait; /* ms for a page */
	int fragments; /* that a page may have: fewer when one was lost */
	size_t from;   /* the rows from here on are named to the host: */
	size_t step;   /* so many rows lie from one to the next, the last first */
	int restarts;
	int64_t bonus; /* ms of waiting that rows may still earn */
	ntp_time reported;
};

/* Put the nonce that the last answer of N's host has into P. */
static bool
take_nonce(const struct ntpq *n, struct progress *p)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data, *end = at + r->length;
	struct ctlmsg_var v;

	while (ctlmsg_next(&at, end, &v)) {
		if (v.name_len != 5 || memcmp(v.name, "nonce", 5) != 0 ||
		    v.value_len >= sizeof p->nonce)
			continue;
		memcpy(p->nonce, v.value, v.value_len);
		p->nonce[v.value_len] = '\0';
		return true;
	}
	fputs("***Server sent no nonce\n", stderr);
	return false;
}

/* Write the request for the page that follows what is in C; its octets. */
static size_t
write_request(char text[CTLMSG_DATA + 1], const struct callers *c,
    const struct progress *p, const struct callers_wish *w)
{
	size_t size = CTLMSG_DATA + 1, back = p->step;
	size_t at = (size_t)snprintf(text, size, "nonce=%s, frags=%d%s",
	    p->nonce, p->fragments, w->filter);

	for (size_t i = 0; i < PRIORS && back <= c->n - p->from &&
	    at + PRIOR < size; i++, back += p->step) {
		const struct caller *e = &c->list[c->n - back];

		at += (size_t)snprintf(text + at, size - at,
		    ", addr.%zu=%s, last.%zu=0x%08" PRIx32 ".%08" PRIx32, i,
		    e->text, i, (uint32_t)(e->last.fp >> 32),
		    (uint32_t)e->last.fp);
	}
	return at;
}

/*
 * Name rows farther back the next time, and none, to start from the beginning,
 * when there are no more.  Returns false if that goes on for too long.
 */
static bool
step_back(const struct callers *c, struct progress *p)
{
	p->step *= FARTHER;
	if (p->step <= c->n - p->from)
		return true;
	p->from = c->n;
	p->step = 1;
	if (p->restarts++ < RESTARTS)
		return true;
	fprintf(stderr, "Giving up after %d restarts from the beginning.\n"
	    "The server forgets clients faster than they can be fetched; more "
	    "room\nfor them, `mru maxmem' or `mru maxdepth' in its "
	    "configuration, would help.\n", RESTARTS);
	return false;
}

enum page { PAGE_CAME, PAGE_LOST, PAGE_FAILED };

/* Ask for the page that follows what is in C, again if it was lost. */
static enum page
ask_page(struct ntpq *n, const struct callers *c, struct progress *p,
    const struct callers_wish *w)
{
	char text[CTLMSG_DATA + 1];
	unsigned losses = 0;

	while (losses < LOSSES) {
		size_t len = write_request(text, c, p, w);

		query_extend(&n->query, -COST);
		switch (query_once(&n->query, CTL_READ_MRU, text, len,
		    p->wait << losses)) {
		case ONCE_ANSWERED:
			return PAGE_CAME;
		case ONCE_REFUSED:
			if (n->query.reply.error == CTLERR_UNKNOWN_VAR &&
			    c->n > p->from) {
				if (!step_back(c, p))
					return PAGE_FAILED;
				continue;
			}
			query_report_refusal(&n->query, 0);
			return PAGE_FAILED;
		case ONCE_LOST:
			losses++;
			p->fragments /= 2;
			if (p->fragments < FRAGMENTS_MIN)
				p->fragments = FRAGMENTS_MIN;
			continue;
		case ONCE_STOPPED:
			return PAGE_FAILED;
		}
	}
	return PAGE_LOST;
}

/*
 * Add the page that N's host sent to C, and what it earns it: new rows do,
 * those that go round in circles do not.  Returns false if there shall be no
 * more.
 */
static bool
add_page(struct ntpq *n, struct callers *c, struct progress *p)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	size_t before = c->n;
	int64_t earned;

	if (!callers_add(c, (const char *)r->data, r->length)) {
		fputs("***Out of memory\n", stderr);
		return false;
	}
	if (c->n >= MOST)
		fputs("***Too many rows\n", stderr);
	earned = (int64_t)c->newer * EARNED;
	if (earned > p->bonus)
		earned = p->bonus;
	p->bonus -= earned;
	query_extend(&n->query, earned);
	p->step = 1;
	if (p->fragments < FRAGMENTS)
		p->fragments++;
	return c->now.fp == 0 && c->n > before && c->n < MOST;
}

/* Say how many rows of C are here, if P says that this was long ago. */
static void
report(const struct callers *c, struct progress *p)
{
	ntp_time now = query_now();

	if (ntptime_diff(now, p->reported) < REPORT)
		return;
	fprintf(stderr, "\rRetrieved %zu rows so far ", c->n);
	p->reported = now;
}

/* Ask for a nonce, and learn how long to wait for what follows. */
static bool
ask_nonce(struct ntpq *n, struct progress *p)
{
	ntp_time start = query_now();
	double wait;

	if (!query_ask(&n->query, CTL_REQ_NONCE, 0, "", 0))
		return false;
	wait = WAITS * 1000 * ntptime_diff(query_now(), start);
	p->wait = (unsigned)fmin(fmax(wait, WAIT), WAIT_MOST);
	return true;
}

/* Fetch the pages as W wishes into C, as many as come. */
static void
fetch(struct ntpq *n, struct callers *c, const struct callers_wish *w)
{
	struct progress p = { .fragments = FRAGMENTS, .step = 1,
		.bonus = EARNED_MOST, .reported = query_now() };
	enum page page = PAGE_LOST;

	query_extend(&n->query, 0); /* only rows count */
	for (;;) {
		if ((page == PAGE_LOST && !ask_nonce(n, &p)) ||
		    !take_nonce(n, &p))
			return;
		page = ask_page(n, c, &p, w);
		if (page == PAGE_FAILED ||
		    (page == PAGE_CAME && !add_page(n, c, &p)))
			return;
		report(c, &p);
	}
}

static void
on_interrupt(int signal)
{
	(void)signal; /* interrupting poll() is all that is wanted */
}

size_t
callers_fetch(struct ntpq *n, struct callers *c, const struct callers_wish *w)
{
	struct sigaction action = { .sa_handler = on_interrupt }, old;

	(void)sigaction(SIGINT, &action, &old); /* cannot fail */
	fetch(n, c, w);
	(void)sigaction(SIGINT, &old, NULL);
	if (c->now.fp == 0)
		c->now = query_now();
	return callers_settle(c, w);
}

void
show_mrulist(struct ntpq *n, const struct args *a)
{
	struct callers_wish wish = { CALLERS_LSTINT, false, "" };
	struct callers c = { .n = 0 };
	size_t updates;

	for (int i = 0; i < a->n; i++) {
		if (!callers_wish(&wish, a->text[i])) {
			fprintf(stderr, "***Unknown or too long: %s\n",
			    a->text[i]);
			return;
		}
	}
	fputs("Ctrl-C will stop MRU retrieval and display partial results.\n",
	    stderr);
	updates = callers_fetch(n, &c, &wish);
	fprintf(stderr, "\rRetrieved %zu unique MRU entries and %zu "
	    "updates.\n", c.n, updates);
	if (sheet_is_machine(n))
		write_sheet(n, &c);
	else if (c.n > 0)
		callers_write(n->out, &c, ntpq_names(n));
	free(c.list);
}
