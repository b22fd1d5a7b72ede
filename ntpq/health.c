/*
 * health.c -- "health": a line for monitors, with numbers they can draw.
 *
 * The worst of what is found decides.  A host that does not answer is unknown,
 * also if its name is.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assocs.h"
#include "health.h"
#include "names.h"
#include "sheet.h"
#include "text.h"

#define WARNING "0.05" /* s */
#define CRITICAL "0.5" /* s */
#define PATIENCE 3000  /* ms for an answer: monitors wait for 10 s in all */
#define MOST 1e6       /* s, of a limit */

static const char *const words[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

/*
 * --- judging -------------------------------------------------------------
 */

/* Returns how far H's clock may be from the truth, ms. */
static double
root_distance(const struct health *h)
{
	return h->rootdelay / 2 + h->rootdisp;
}

static bool
exceeds(double offset, const struct health_limit *l)
{
	bool out = l->range ? offset < l->low || offset > l->high :
	    offset <= l->low || offset >= l->high;

	return out != l->inside;
}

/* Judge H by LIMITS; WHY becomes the reason, in words. */
static enum health_status
judge(const struct health *h, const struct health_limits *limits,
    const char **why)
{
	double off = h->offset / 1e3;

	*why = "";
	if (h->status >> 14 == LEAP_ALARM || h->stratum >= STRATUM_UNSPEC) {
		*why = h->sources == 0 ? "not synchronised, no sources" :
		    h->reachable == 0 ?
		    "not synchronised, no source answers" :
		    "not synchronised";
		return HEALTH_CRITICAL;
	}
	if (!isfinite(off)) {
		*why = "tells no offset";
		return HEALTH_UNKNOWN;
	}
	if (exceeds(off, &limits->critical))
		return HEALTH_CRITICAL;
	if (exceeds(off, &limits->warning))
		return HEALTH_WARNING;
	if (h->peer[0] == '\0') {
		*why = "no source is followed";
		return HEALTH_WARNING;
	}
	if (h->local && h->sources > 1) {
		*why = "no real source";
		return HEALTH_WARNING;
	}
	return HEALTH_OK;
}

/* Write " NAME=VALUE" with UNIT and what follows it, if VALUE is known. */
static void
write_datum(FILE *out, const char *name, double value, const char *rest)
{
	if (isfinite(value))
		fprintf(out, " %s=%.6f%s", name, value, rest);
}

/* The same for programs. */
struct health_row {
	char status[16];
	char reason[COOK_NAME];
	char peer[COOK_NAME];
	double stratum, offset, jitter, rootdist; /* s */
	double sources, reachable, used;
};

#define COLUMN(name, kind, field) \
	SHEET_COLUMN(name, kind, struct health_row, field)
static const struct sheet_column columns[] = {
	COLUMN("status", TEXT, status),
	COLUMN("reason", TEXT, reason),
	COLUMN("following", TEXT, peer),
	COLUMN("stratum", NUMBER, stratum),
	COLUMN("offset", NUMBER, offset),
	COLUMN("jitter", NUMBER, jitter),
	COLUMN("rootdist", NUMBER, rootdist),
	COLUMN("sources", NUMBER, sources),
	COLUMN("reachable", NUMBER, reachable),
	COLUMN("used", NUMBER, used),
	SHEET_END
};
static const struct sheet sheet = { .name = "health", .columns = columns };

/* Write H, or that it is not known and REASON, as a row for programs. */
static enum health_status
write_row(struct ntpq *n, const struct health *h, const char *reason,
    const struct health_limits *limits)
{
	struct health_row row = { .stratum = NAN, .offset = NAN,
		.jitter = NAN, .rootdist = NAN, .sources = NAN,
		.reachable = NAN, .used = NAN };
	enum health_status status = HEALTH_UNKNOWN;

	if (h != NULL) {
		status = judge(h, limits, &reason);
		row.stratum = h->stratum;
		row.offset = h->offset / 1e3;
		row.jitter = h->jitter / 1e3;
		row.rootdist = root_distance(h) / 1e3;
		row.sources = h->sources;
		row.reachable = h->reachable;
		row.used = h->used;
		memcpy(row.peer, h->peer, sizeof row.peer);
	}
	snprintf(row.status, sizeof row.status, "%s", words[status]);
	snprintf(row.reason, sizeof row.reason, "%s", reason);
	sheet_write(n, &sheet, &row);
	return status;
}

enum health_status
health_write(FILE *out, const char *host, const struct health *h,
    const struct health_limits *limits)
{
	const char *why;
	enum health_status status = judge(h, limits, &why);
	char rest[2 * HEALTH_LIMIT + 8];

	fprintf(out, "NTP %s: ", words[status]);
	text_put(out, host, strlen(host));
	fprintf(out, "%s%s%s", host[0] != '\0' ? ": " : "", why,
	    why[0] != '\0' ? ", " : "");
	if (isfinite(h->offset))
		fprintf(out, "offset %+.6f s, ", h->offset / 1e3);
	fprintf(out, "stratum %.0f, ", isfinite(h->stratum) ? h->stratum :
	    STRATUM_UNSPEC);
	fprintf(out, "%s%s, %u of %u sources used |", h->peer[0] != '\0' ?
	    "following " : "following nobody", h->peer, h->used, h->sources);
	snprintf(rest, sizeof rest, "s;%s;%s", limits->warning.text,
	    limits->critical.text);
	write_datum(out, "offset", h->offset / 1e3, rest);
	write_datum(out, "jitter", h->jitter / 1e3, "s");
	write_datum(out, "rootdist", root_distance(h) / 1e3, "s");
	if (isfinite(h->stratum))
		fprintf(out, " stratum=%.0f;;;0;16", h->stratum);
	fprintf(out, " sources=%u reachable=%u used=%u\n", h->sources,
	    h->reachable, h->used);
	return status;
}

/* Read the LEN octets at TEXT, a number, or UNTOLD if there are none, into X. */
static bool
read_end(const char *text, size_t len, double untold, double *x)
{
	*x = untold;
	return len == 0 || (text_double(text, len, x) && fabs(*x) <= MOST);
}

/* Read TEXT, "LOW:HIGH" with "~" or nothing for without end, into L. */
static bool
read_range(const char *text, struct health_limit *l)
{
	const char *colon;

	l->inside = *text == '@';
	text += l->inside;
	colon = strchr(text, ':');
	if (colon == NULL)
		return false;
	l->range = true;
	if (colon - text == 1 && *text == '~')
		l->low = -INFINITY;
	else if (!read_end(text, (size_t)(colon - text), 0, &l->low))
		return false;
	return read_end(colon + 1, strlen(colon + 1), INFINITY, &l->high) &&
	    l->low <= l->high;
}

/* Read TEXT, a number or a range, into L. */
static bool
read_limit(const char *text, struct health_limit *l)
{
	*l = (struct health_limit){ .low = 0 };
	if (text != NULL && text_double(text, strlen(text), &l->high) &&
	    l->high > 0 && l->high <= MOST) {
		l->low = -l->high;
		snprintf(l->text, sizeof l->text, "%.6f", l->high);
		return true;
	}
	if (text != NULL && strlen(text) < sizeof l->text &&
	    read_range(text, l)) {
		snprintf(l->text, sizeof l->text, "%s", text);
		return true;
	}
	fprintf(stderr, "***%s is neither a number of seconds nor a range\n",
	    text != NULL ? text : "nothing");
	return false;
}

bool
health_limits(const struct args *a, struct health_limits *limits)
{
	if (!read_limit(WARNING, &limits->warning) ||
	    !read_limit(CRITICAL, &limits->critical))
		return false;
	for (int i = 0; i < a->n; i++) {
		const char *text = a->text[i];
		struct health_limit *limit = strncmp(text, "-w", 2) == 0 ?
		    &limits->warning : strncmp(text, "-c", 2) == 0 ?
		    &limits->critical : NULL;

		if (limit == NULL) {
			fprintf(stderr, "***%s is neither -w nor -c\n", text);
			return false;
		}
		if (text[2] == '\0')
			text = ++i < a->n ? a->text[i] : NULL;
		else
			text += 2;
		if (!read_limit(text, limit))
			return false;
	}
	return true;
}

/*
 * --- asking --------------------------------------------------------------
 */

static void
read_var(struct health *h, const struct ctlmsg_var *v)
{
	const struct {
		const char *name;
		double *at;
	} numbers[] = { { "stratum", &h->stratum }, { "offset", &h->offset },
		{ "sys_jitter", &h->jitter }, { "rootdelay", &h->rootdelay },
		{ "rootdisp", &h->rootdisp } };

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		double value;

		if (ctlmsg_is(v, numbers[i].name) &&
		    text_double(v->value, v->value_len, &value) &&
		    isfinite(value))
			*numbers[i].at = value;
	}
}

/* Put the address of N's source ID into H as that of who is followed. */
static bool
ask_peer(struct ntpq *n, struct health *h, uint16_t id)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data;
	struct ctlmsg_var v;
	char text[ADDR_TEXT];
	struct addr a = { 0 };

	if (!query_ask(&n->query, CTL_READVAR, id, "srcadr",
	    strlen("srcadr")))
		return false;
	if (!ctlmsg_next(&at, at + r->length, &v) ||
	    v.value_len >= sizeof text)
		return true;
	memcpy(text, v.value, v.value_len);
	text[v.value_len] = '\0';
	if (!addr_parse(&a, text))
		return true;
	h->local = addr_is_refclock(&a) && a.ip[2] == 1;
	cook_host(&a, addr_is_refclock(&a) ? &n->reverse : ntpq_names(n), h->peer,
	    sizeof h->peer);
	return true;
}

/* Ask the host that N has open.  Returns false if it does not answer. */
static bool
ask(struct ntpq *n, struct health *h)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data;
	struct ctlmsg_var v;
	uint16_t leader = 0;

	*h = (struct health){ .stratum = NAN, .offset = NAN, .jitter = NAN,
		.rootdelay = NAN, .rootdisp = NAN };
	if (!query_ask(&n->query, CTL_READVAR, 0, "", 0))
		return false;
	h->status = r->status;
	while (ctlmsg_next(&at, (const char *)r->data + r->length, &v))
		read_var(h, &v);
	if (!assocs_fetch(n))
		return false;
	for (size_t i = 0; i < n->n_assocs; i++) {
		unsigned flags = n->assocs[i].status >> 8;

		h->sources += (flags & PEERST_BCAST) == 0;
		h->reachable += (flags & PEERST_REACH) != 0;
		h->used += (flags & 7) == SELECT_CANDIDATE ||
		    (flags & 7) >= SELECT_SYSPEER;
		if ((flags & 7) >= SELECT_SYSPEER)
			leader = n->assocs[i].id;
	}
	return leader == 0 || ask_peer(n, h, leader);
}

/*
 * Returns the last of the lines SAID that is no error of a command: what is
 * known best of a host that does not answer.
 */
static char *
reason_of(char *said)
{
	char *reason = said, *next;

	for (char *line = said; *line != '\0'; line = next) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		if (strstr(line, "***") == NULL)
			reason = line;
	}
	return reason;
}

/* Write that HOST is unknown to N's monitor for REASON, which may name it. */
static void
write_unknown(struct ntpq *n, const char *host, const char *reason)
{
	fputs("NTP UNKNOWN: ", n->out);
	if (strstr(reason, host) == NULL) {
		text_put(n->out, host, strlen(host));
		fputs(": ", n->out);
	}
	text_put(n->out, reason, strlen(reason));
	putc('\n', n->out);
}

/* Write the line of HOST, which N has open or not. */
static enum health_status
check(struct ntpq *n, const char *host, const struct health_limits *limits)
{
	unsigned timeout = n->query.timeout;
	FILE *errors = n->query.errors;
	char *said = NULL;
	size_t size;
	struct health h;
	enum health_status status = HEALTH_UNKNOWN;
	bool answered;

	n->query.errors = open_memstream(&said, &size);
	if (n->query.errors == NULL) {
		n->query.errors = errors;
		fputs("NTP UNKNOWN: out of memory\n", n->out);
		return status;
	}
	if (timeout > PATIENCE)
		n->query.timeout = PATIENCE;
	if (n->query.fd < 0)
		(void)query_open(&n->query, host, n->options.family,
		    n->options.numeric);
	answered = n->query.fd >= 0 && ask(n, &h);
	(void)fclose(n->query.errors); /* it is memory */
	n->query.errors = errors;
	n->query.timeout = timeout;
	if (sheet_is_machine(n)) {
		if (!answered)
			snprintf(n->query.host, sizeof n->query.host, "%s",
			    host);
		status = write_row(n, answered ? &h : NULL, reason_of(said),
		    limits);
	} else if (answered) {
		status = health_write(n->out, n->n_hosts > 1 ? host : "", &h,
		    limits);
	} else {
		write_unknown(n, host, reason_of(said));
	}
	free(said);
	return status;
}

void
show_health(struct ntpq *n, const struct args *a)
{
	struct health_limits limits;
	bool open = n->query.fd >= 0;

	n->status = HEALTH_UNKNOWN;
	if (!health_limits(a, &limits))
		return;
	n->status = HEALTH_OK;
	for (int i = 0; i < (open ? 1 : n->n_hosts); i++) {
		enum health_status status;

		if (!open)
			n->options.family = n->families[i];
		status = check(n, n->hosts[i], &limits);
		if ((int)status > n->status)
			n->status = (int)status;
		if (!open)
			query_close(&n->query);
	}
}
