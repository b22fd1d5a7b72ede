/*
 * why.c -- "why": each source of a host and its clock in plain words.
 *
 * Other daemons' default variables go a long way; what ours can tell on top of
 * that is asked for by name, and whoever refuses is not asked again.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "addr.h"
#include "assocs.h"
#include "explain_source.h"
#include "explain_system.h"
#include "names.h"
#include "nls.h"
#include "sheet.h"
#include "text.h"
#include "why.h"

#define REFCLOCK_PPS 22 /* type of the driver of mere pulses */

/* What only our daemons tell. */
#define OURS "srchost,sent,received,timer,rootdist,maxdist,intlow,inthigh,lookup," \
    "looking,lookups,authfail,refused,refusal,slowed,silent,noselect," \
    "prefer,offline,polls,lastrx,directive,dropped,droppedby"

/* What is asked for by name, from ours to everybody's. */
static const char *const names[] = {
	OURS,
	"sent,received,timer",
	"sent,timer"
};
#define N_NAMES (sizeof names / sizeof names[0])

/*
 * --- variables to values -------------------------------------------------
 */

enum kind {
	NUMBER, /* as it is, or hexadecimal */
	MS,     /* ms to s */
	TEXT    /* without quotes */
};

/* A variable, and where it goes. */
struct target {
	const char *name;
	enum kind kind;
	size_t at;
};

#define SOURCE(field) offsetof(struct explain_source, field)
#define SYSTEM(field) offsetof(struct explain_system, field)

static const struct target source_targets[] = {
	{ "flash", NUMBER, SOURCE(flash) },
	{ "reach", NUMBER, SOURCE(reach) },
	{ "leap", NUMBER, SOURCE(leap) },
	{ "stratum", NUMBER, SOURCE(stratum) },
	{ "hmode", NUMBER, SOURCE(hmode) },
	{ "hpoll", NUMBER, SOURCE(hpoll) },
	{ "unreach", NUMBER, SOURCE(unreach) },
	{ "sent", NUMBER, SOURCE(sent) },
	{ "received", NUMBER, SOURCE(received) },
	{ "keyid", NUMBER, SOURCE(keyid) },
	{ "refused", NUMBER, SOURCE(refused) },
	{ "slowed", NUMBER, SOURCE(slowed) },
	{ "silent", NUMBER, SOURCE(silent) },
	{ "noselect", NUMBER, SOURCE(noselect) },
	{ "prefer", NUMBER, SOURCE(prefer) },
	{ "offline", NUMBER, SOURCE(offline) },
	{ "looking", NUMBER, SOURCE(looking) },
	{ "lookups", NUMBER, SOURCE(lookups) },
	{ "polls", NUMBER, SOURCE(polls) },
	{ "lastrx", NUMBER, SOURCE(arrived) },
	{ "timer", NUMBER, SOURCE(timer) },
	{ "offset", MS, SOURCE(offset) },
	{ "delay", MS, SOURCE(delay) },
	{ "dispersion", MS, SOURCE(disp) },
	{ "jitter", MS, SOURCE(jitter) },
	{ "rootdelay", MS, SOURCE(rootdelay) },
	{ "rootdisp", MS, SOURCE(rootdisp) },
	{ "rootdispersion", MS, SOURCE(rootdisp) },
	{ "rootdist", MS, SOURCE(rootdist) },
	{ "maxdist", MS, SOURCE(maxdist) },
	{ "intlow", MS, SOURCE(low) },
	{ "inthigh", MS, SOURCE(high) },
	{ "refid", TEXT, SOURCE(refid) },
	{ "lookup", TEXT, SOURCE(lookup) },
	{ "authfail", TEXT, SOURCE(authfail) },
	{ "dropped", TEXT, SOURCE(dropped) },
	{ "droppedby", TEXT, SOURCE(dropped_by) },
	{ "refusal", TEXT, SOURCE(refusal) },
	{ "directive", TEXT, SOURCE(directive) },
};

static const struct target system_targets[] = {
	{ "stratum", NUMBER, SYSTEM(stratum) },
	{ "ceiling", NUMBER, SYSTEM(ceiling) },
	{ "floor", NUMBER, SYSTEM(floor) },
	{ "offset", MS, SYSTEM(offset) },
	{ "rootdelay", MS, SYSTEM(rootdelay) },
	{ "rootdisp", MS, SYSTEM(rootdisp) },
	{ "intlow", MS, SYSTEM(low) },
	{ "inthigh", MS, SYSTEM(high) },
	{ "minsane", NUMBER, SYSTEM(minsane) },
	{ "orphan", NUMBER, SYSTEM(orphan) },
	{ "awaited", NUMBER, SYSTEM(awaited) },
	{ "steering", TEXT, SYSTEM(steering) },
	{ "refid", TEXT, SYSTEM(refid) },
};

/* Copy the value of V, without quotes, to TEXT as far as it fits. */
static void
read_text(const struct ctlmsg_var *v, char text[EXPLAIN_TEXT])
{
	const char *s = v->value;
	size_t len = v->value_len;

	if (len >= 2 && s[0] == '"' && s[len - 1] == '"') {
		s++;
		len -= 2;
	}
	if (len >= EXPLAIN_TEXT)
		len = EXPLAIN_TEXT - 1;
	memcpy(text, s, len);
	text[len] = '\0';
}

/* Put V where one of the N TARGETS says, counted from BASE, if one does. */
static void
read_target(const struct target *targets, size_t n,
    const struct ctlmsg_var *v, void *base)
{
	unsigned long whole;
	double number;

	for (size_t i = 0; i < n; i++) {
		char *at = (char *)base + targets[i].at;

		if (!ctlmsg_is(v, targets[i].name))
			continue;
		if (targets[i].kind == TEXT) {
			read_text(v, at);
			continue;
		}
		/* What does not decode stays unknown. */
		if (targets[i].kind == NUMBER &&
		    text_unsigned(v->value, v->value_len, &whole))
			number = (double)whole;
		else if (!text_double(v->value, v->value_len, &number) ||
		    !isfinite(number))
			continue;
		if (targets[i].kind == MS)
			number /= 1e3;
		memcpy(at, &number, sizeof number);
	}
}

/* Read the address that V is of S. */
static void
read_address(struct explain_source *s, const struct ctlmsg_var *v)
{
	char text[EXPLAIN_TEXT];
	struct addr a = { 0 };

	read_text(v, text);
	s->unresolved = !addr_parse(&a, text) || addr_is_any(&a);
	s->group = addr_is_multicast(&a);
	s->clock = addr_is_refclock(&a);
	s->local = s->clock && a.ip[2] == 1;
	s->pulse = s->clock && a.ip[2] == REFCLOCK_PPS;
	if (s->name[0] == '\0')
		snprintf(s->name, sizeof s->name, "%s", text);
}

void
why_read_source(struct explain_source *s, const char *data, size_t len,
    ntp_time now)
{
	const char *end = data + len;
	struct ctlmsg_var v;
	ntp_time rec;

	while (ctlmsg_next(&data, end, &v)) {
		read_target(source_targets, sizeof source_targets /
		    sizeof source_targets[0], &v, s);
		if (ctlmsg_is(&v, "srcadr"))
			read_address(s, &v);
		else if (ctlmsg_is(&v, "srchost"))
			read_text(&v, s->host);
		else if (ctlmsg_is(&v, "rec") && text_stamp(v.value,
		    v.value_len, &rec) && !ntptime_is_zero(rec) &&
		    !ntptime_is_zero(now))
			s->heard = fmax(0, ntptime_diff(now, rec));
	}
	if (s->unresolved && s->host[0] != '\0')
		memcpy(s->name, s->host, sizeof s->name);
}

void
why_read_system(struct explain_system *s, const char *data, size_t len,
    ntp_time *now)
{
	const char *end = data + len;
	struct ctlmsg_var v;

	while (ctlmsg_next(&data, end, &v)) {
		read_target(system_targets, sizeof system_targets /
		    sizeof system_targets[0], &v, s);
		if (ctlmsg_is(&v, "clock"))
			(void)text_stamp(v.value, v.value_len, now);
	}
}

/*
 * --- asking --------------------------------------------------------------
 */

/* What a source is known by. */
struct known {
	unsigned long id;
	char address[EXPLAIN_TEXT]; /* or a name without one */
};

/* What a host has told. */
struct told {
	struct explain_system system;
	struct explain_source *sources; /* as N's list has them */
	struct known *known;            /* the same */
	size_t n;
	ntp_time now;
	size_t level;   /* of names[]: the host knows those */
};

static bool
ask_system(struct ntpq *n, struct told *t)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	explain_init_system(&t->system);
	if (!query_ask(&n->query, CTL_READVAR, 0, "", 0))
		return false;
	t->system.status = r->status;
	why_read_system(&t->system, (const char *)r->data, r->length,
	    &t->now);
	switch (query_try(&n->query, 0,
	    "ceiling,floor,minsane,orphan,awaited,intlow,inthigh,steering")) {
	case QUERY_ANSWERED:
		why_read_system(&t->system, (const char *)r->data, r->length,
		    &t->now);
		break;
	case QUERY_REFUSED:
		t->level++;
		break;
	case QUERY_SILENT:
		return false;
	}
	return true;
}

/* Make S's name what people know it by. */
static void
name_source(struct ntpq *n, struct explain_source *s)
{
	char name[COOK_NAME];
	struct addr a = { 0 };

	if (!addr_parse(&a, s->name) || addr_is_any(&a))
		return;
	if (s->host[0] != '\0' && !n->options.numeric) {
		memcpy(s->name, s->host, sizeof s->name);
		return;
	}
	snprintf(s->name, sizeof s->name, "%s", cook_host(&a,
	    addr_is_refclock(&a) ? &n->reverse : ntpq_names(n), name,
	    sizeof name));
}

/* Ask for the source A, the next one of T, unless it has just gone. */
static bool
ask_source(struct ntpq *n, struct told *t, const struct assoc *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	struct explain_source *s = &t->sources[t->n];
	struct known *known = &t->known[t->n];
	enum query_answer how = query_try(&n->query, a->id, "");

	if (how != QUERY_ANSWERED)
		return how == QUERY_REFUSED;
	explain_init_source(s);
	s->status = a->status;
	why_read_source(s, (const char *)r->data, r->length, t->now);
	known->id = a->id;
	memcpy(known->address, s->name, sizeof known->address);
	t->n++;
	for (; t->level < N_NAMES; t->level++) {
		switch (query_try(&n->query, a->id, names[t->level])) {
		case QUERY_ANSWERED:
			why_read_source(s, (const char *)r->data, r->length,
			    t->now);
			return true;
		case QUERY_REFUSED:
			break;
		case QUERY_SILENT:
			return false;
		}
	}
	return true;
}

/* Ask N's host for all that there is to know.  T's sources are the caller's. */
static bool
ask_all(struct ntpq *n, struct told *t)
{
	if (!assocs_fetch(n) || !ask_system(n, t))
		return false;
	t->sources = calloc(n->n_assocs + 1, sizeof *t->sources);
	t->known = calloc(n->n_assocs + 1, sizeof *t->known);
	if (t->sources == NULL || t->known == NULL) {
		fputs("***Out of memory\n", stderr);
		return false;
	}
	for (size_t i = 0; i < n->n_assocs; i++)
		if (!ask_source(n, t, &n->assocs[i]))
			return false;
	return true;
}

/*
 * --- telling -------------------------------------------------------------
 */

/* Returns true if the addresses in A and B, one maybe in brackets, are one. */
static bool
same_address(const char *a, const char *b)
{
	struct addr first = { 0 }, second = { 0 };
	char bare[ADDR_TEXT];
	size_t len = strlen(b);

	if (b[0] == '[' && b[len - 1] == ']' && len - 2 < sizeof bare) {
		memcpy(bare, b + 1, len - 2);
		bare[len - 2] = '\0';
		b = bare;
	}
	return addr_parse(&first, a) && addr_parse(&second, b) &&
	    addr_same_host(&first, &second);
}

/*
 * Returns true if WANTED means source I of T: its id, "&" and its place, its
 * ADDRESS or one of its names.
 */
static bool
is_wanted(const struct told *t, size_t i, const char *wanted,
    const struct known *as)
{
	unsigned long number;

	if (wanted == NULL)
		return true;
	if (wanted[0] == '&')
		return text_unsigned(wanted + 1, strlen(wanted + 1),
		    &number) && number == i + 1;
	if (text_unsigned(wanted, strlen(wanted), &number))
		return as->id == number;
	return strcasecmp(t->sources[i].name, wanted) == 0 ||
	    strcasecmp(t->sources[i].host, wanted) == 0 ||
	    same_address(as->address, wanted);
}

/* One thing that is said, for programs. */
struct why_row {
	unsigned long assoc;  /* 0: the system */
	char name[COOK_NAME];
	char message[EXPLAIN_TEXT];
	char text[4 * EXPLAIN_TEXT]; /* in English */
};

#define COLUMN(name, kind, field) \
	SHEET_COLUMN(name, kind, struct why_row, field)
static const struct sheet_column columns[] = {
	COLUMN("associd", COUNT, assoc),
	COLUMN("name", TEXT, name),
	COLUMN("message", TEXT, message),
	COLUMN("text", TEXT, text),
	SHEET_END
};
static const struct sheet sheet = { .name = "why", .columns = columns };

/* Write L, about the source ASSOC with NAME, as rows for programs. */
static void
write_rows(struct ntpq *n, unsigned long assoc, const char *name,
    const struct explain_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		struct why_row row = { .assoc = assoc };
		FILE *out = fmemopen(row.text, sizeof row.text, "w");

		if (out == NULL)
			return;
		why_write_text(out, why_words(l->line[i].id), l->line[i].arg);
		(void)fclose(out); /* what does not fit is cut */
		row.text[sizeof row.text - 1] = '\0';
		snprintf(row.name, sizeof row.name, "%s", name);
		snprintf(row.message, sizeof row.message, "%s",
		    explain_name(l->line[i].id));
		sheet_row(n, &sheet, &row);
	}
}

static void
tell_source(struct ntpq *n, const struct told *t, size_t i)
{
	struct explain_list list;
	char name[COOK_NAME], head[COOK_NAME + 64];

	explain_source(t->sources, t->n, i, &t->system, &list);
	if (sheet_is_machine(n)) {
		write_rows(n, t->known[i].id, t->sources[i].name, &list);
		return;
	}
	snprintf(head, sizeof head, "%s (association %lu):",
	    text_clean(t->sources[i].name, name, sizeof name),
	    t->known[i].id);
	query_prefix(&n->query, n->out);
	why_write(n->out, head, &list);
}

static void
tell_system(struct ntpq *n, const struct told *t)
{
	struct explain_list list;

	explain_system(t->sources, t->n, &t->system, &list);
	if (sheet_is_machine(n)) {
		write_rows(n, 0, "", &list);
		return;
	}
	query_prefix(&n->query, n->out);
	why_write(n->out, nls_text(N_("The system:")), &list);
}

/* Tell of the sources of T that WANTED means.  Returns how many these are. */
static size_t
tell_sources(struct ntpq *n, const struct told *t, const char *wanted)
{
	size_t told = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (!is_wanted(t, i, wanted, &t->known[i]))
			continue;
		tell_source(n, t, i);
		told++;
	}
	return told;
}

/* Write what T says about the sources that WANTED means, and the system. */
static void
tell(struct ntpq *n, struct told *t, const char *wanted)
{
	size_t told;

	for (size_t i = 0; i < t->n; i++)
		name_source(n, &t->sources[i]);
	nls_begin();
	sheet_begin(n, &sheet);
	told = tell_sources(n, t, wanted);
	if (wanted == NULL)
		tell_system(n, t);
	sheet_end(n, &sheet);
	if (wanted != NULL && told == 0) {
		fprintf(stderr, "***No source is called %s (\"ntpq --why "
		    "HOST\" is about all sources of a host)\n", wanted);
		n->status = EXIT_FAILURE;
	}
}

void
show_why(struct ntpq *n, const struct args *a)
{
	struct told t = { .n = 0 };

	if (ask_all(n, &t))
		tell(n, &t, a->text[0]);
	free(t.sources);
	free(t.known);
}
