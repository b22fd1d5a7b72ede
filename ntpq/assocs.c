/*
 * assocs.c -- the list of a host's associations.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "assocs.h"
#include "names.h"

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
	return (flags & PEERST_AUTHENTIC) != 0 ? "ok " : "bad";
}

static void
write_row(FILE *out, size_t index, const struct assoc *a, unsigned version)
{
	unsigned flags = a->status >> 8;
	const char *reach = (flags & PEERST_REACH) != 0 ? "yes" :
	    (flags & PEERST_BCAST) != 0 ? "none" : "no";

	fprintf(out, "%3zu %5u  %04x   %3.3s  %4s  %4.4s %9.9s %11s %2u\n",
	    index, a->id, a->status, (flags & PEERST_CONFIG) != 0 ? "yes" :
	    "no", reach, auth_word(flags),
	    cook_condition(a->status, version), event_word(a->status),
	    a->status >> 4 & 0xf);
}

void
assocs_write(FILE *out, const struct assoc *list, size_t count,
    enum assocs_which which, unsigned version)
{
	fputs("\nind assid status  conf reach auth condition  last_event cnt\n"
	    "===========================================================\n",
	    out);
	for (size_t i = 0; i < count; i++)
		if (assocs_is(&list[i], which))
			write_row(out, i + 1, &list[i], version);
}
