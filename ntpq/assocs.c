/*
 * assocs.c -- the list of a host's associations.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "assocs.h"
#include "names.h"
#include "sheet.h"

#define PAIR 4 /* octets of an id and a status word */

static int
compare(const void *a, const void *b)
{
	const struct assoc *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

bool
assocs_fetch(struct ntpq *n)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	struct assoc *list;
	size_t count;

	if (!query_ask(&n->query, CTL_READSTAT, 0, "", 0))
		return false;
	if (r->length % PAIR != 0) {
		query_prefix(&n->query, n->query.errors);
		fprintf(n->query.errors, "***Server returned %zu octets, should be "
		    "multiple of %d\n", r->length, PAIR);
		return false;
	}
	count = r->length / PAIR;
	list = calloc(count + 1, sizeof *list);
	if (list == NULL) {
		fputs("***Out of memory\n", stderr);
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const uint8_t *p = r->data + PAIR * i;

		list[i].id = (uint16_t)(p[0] << 8 | p[1]);
		list[i].status = (uint16_t)(p[2] << 8 | p[3]);
	}
	qsort(list, count, sizeof *list, compare);
	free(n->assocs);
	n->assocs = list;
	n->n_assocs = count;
	return true;
}

bool
assocs_is(const struct assoc *a, enum assocs_which which)
{
	return which == ASSOCS_ALL ||
	    (a->status >> 8 & (PEERST_CONFIG | PEERST_REACH)) != 0;
}

int
assocs_find(const struct ntpq *n, unsigned long id)
{
	for (size_t i = 0; i < n->n_assocs; i++)
		if (n->assocs[i].id == id)
			return (int)i;
	return -1;
}

/* Returns the word for the last event of STATUS, "" for those without one. */
static const char *
event_word(unsigned status)
{
	unsigned event = status & 0xf;

	if (event == PEER_CLOCK_EVENT)
		return "clock_alarm";
	return event == 0 || event > PEER_CLOCK_EVENT ? "" :
	    names_peer_event(event);
}

static const char *
auth_word(unsigned flags)
{
	if ((flags & PEERST_AUTHENABLE) == 0)
		return "none";
	if ((flags & PEERST_BCAST) != 0)
		return "yes";
	return (flags & PEERST_AUTHENTIC) != 0 ? "ok" : "bad";
}

/* A row of the list. */
struct cells {
	unsigned long index, id, events;
	char status[8], conf[4], reach[8], auth[8], condition[16], event[24];
};

#define CELL(name, kind, field) SHEET_COLUMN(name, kind, struct cells, field)
static const struct sheet_column columns[] = {
	CELL("index", COUNT, index),
	CELL("associd", COUNT, id),
	CELL("status", TEXT, status),
	CELL("conf", TEXT, conf),
	CELL("reach", TEXT, reach),
	CELL("auth", TEXT, auth),
	CELL("condition", TEXT, condition),
	CELL("last_event", TEXT, event),
	CELL("events", COUNT, events),
	SHEET_END
};
#undef CELL

static void
fill_cells(struct cells *c, size_t index, const struct assoc *a,
    unsigned version)
{
	unsigned flags = a->status >> 8;

	*c = (struct cells){ .index = index, .id = a->id,
		.events = a->status >> 4 & 0xf };
	snprintf(c->status, sizeof c->status, "%04x", a->status);
	snprintf(c->conf, sizeof c->conf, "%s",
	    (flags & PEERST_CONFIG) != 0 ? "yes" : "no");
	snprintf(c->reach, sizeof c->reach, "%s",
	    (flags & PEERST_BCAST) != 0 ? "none" :
	    (flags & PEERST_REACH) != 0 ? "yes" : "no");
	snprintf(c->auth, sizeof c->auth, "%s", auth_word(flags));
	snprintf(c->condition, sizeof c->condition, "%s",
	    cook_condition(a->status, version));
	snprintf(c->event, sizeof c->event, "%s", event_word(a->status));
}

static void
write_row(FILE *out, const struct cells *c)
{
	fprintf(out, "%3lu %5lu  %s   %3.3s  %4s  %4.4s %9.9s %11s %2lu\n",
	    c->index, c->id, c->status, c->conf, c->reach,
	    strcmp(c->auth, "ok") == 0 ? "ok " : c->auth, c->condition,
	    c->event, c->events);
}

void
assocs_sheet(struct ntpq *n, enum assocs_which which)
{
	static const struct sheet sheet = { "associations", columns, NULL,
		NULL, NULL };
	struct cells cells;

	sheet_begin(n, &sheet);
	for (size_t i = 0; i < n->n_assocs; i++) {
		if (!assocs_is(&n->assocs[i], which))
			continue;
		fill_cells(&cells, i + 1, &n->assocs[i], n->query.version);
		sheet_row(n, &sheet, &cells);
	}
	sheet_end(n, &sheet);
}

void
assocs_write(FILE *out, const struct assoc *list, size_t count,
    enum assocs_which which, unsigned version)
{
	struct cells cells;

	fputs("\nind assid status  conf reach auth condition  last_event cnt\n"
	    "===========================================================\n",
	    out);
	for (size_t i = 0; i < count; i++) {
		if (!assocs_is(&list[i], which))
			continue;
		fill_cells(&cells, i + 1, &list[i], version);
		write_row(out, &cells);
	}
}

bool
assocs_name(struct ntpq *n, uint16_t id, char name[COOK_NAME])
{
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data;
	struct ctlmsg_var v;
	char text[ADDR_TEXT];
	struct addr a = { 0 };

	snprintf(name, COOK_NAME, "association %u", id);
	switch (query_try(&n->query, id, "srcadr")) {
	case QUERY_SILENT:
		return false;
	case QUERY_REFUSED: /* it is gone again */
		return true;
	case QUERY_ANSWERED:
		break;
	}
	if (!ctlmsg_next(&at, at + r->length, &v) ||
	    v.value_len >= sizeof text)
		return true;
	memcpy(text, v.value, v.value_len);
	text[v.value_len] = '\0';
	if (addr_parse(&a, text) && !addr_is_any(&a))
		cook_host(&a, addr_is_refclock(&a) ? &n->reverse : NULL, name,
		    COOK_NAME);
	return true;
}
