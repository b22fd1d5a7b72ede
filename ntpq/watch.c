/*
 * watch.c -- "events": what happens at a host, line by line.
 *
 * Every status word has the last event in it and how often it came.  They are
 * read once a second; what changed is an event.  Of several within a second
 * the last one is seen.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "assocs.h"
#include "watch.h"
#include "names.h"
#include "text.h"

#define EVERY 1000  /* ms */
#define EVENT 0xff  /* of a status word: event and count */
#define PEER_CODE 0x80 /* set in the codes of events of sources */

/* A source as it was last seen. */
struct seen {
	struct assoc assoc;
	char name[COOK_NAME];
};

struct watch {
	struct seen *sources; /* by id */
	size_t n;
	uint16_t status;      /* of the system */
	bool begun;
};

void
watch_write(FILE *out, const char *who, bool peer, uint16_t before,
    uint16_t after)
{
	time_t now = time(NULL);
	unsigned code = after & 0xf;
	const char *name = peer ? names_peer_event(code) :
	    names_sys_event(code);
	char at[32] = "";
	struct tm tm;

	if ((before & EVENT) == (after & EVENT))
		return;
	if (localtime_r(&now, &tm) != NULL)
		(void)strftime(at, sizeof at, "%d %b %H:%M:%S", &tm);
	fprintf(out, "%s %s %04x %02x %s\n", at, who, after,
	    peer ? code | PEER_CODE : code, name != NULL ? name : "");
}

/* Put the address of N's source ID into NAME. */
static bool
ask_name(struct ntpq *n, uint16_t id, char name[COOK_NAME])
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
		cook_host(&a, !addr_is_refclock(&a), name, COOK_NAME);
	return true;
}

/* Returns the source with ID as W saw it last, or NULL. */
static const struct seen *
find(const struct watch *w, uint16_t id)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->sources[i].assoc.id == id)
			return &w->sources[i];
	return NULL;
}

/* Tell of the sources of W that are not in N's list any more. */
static void
tell_gone(struct ntpq *n, const struct watch *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct seen *s = &w->sources[i];

		if (assocs_find(n, s->assoc.id) < 0)
			watch_write(n->out, s->name, true, 0,
			    (uint16_t)((s->assoc.status & 0xff00) | 1 << 4 |
			    PEER_DEMOBILIZE));
	}
}

/* Look once.  Returns false if the host does not answer. */
static bool
look(struct ntpq *n, struct watch *w)
{
	struct seen *sources;
	uint16_t status;

	if (!assocs_fetch(n))
		return false;
	status = n->query.reply.status;
	sources = calloc(n->n_assocs + 1, sizeof *sources);
	if (sources == NULL) {
		fputs("***Out of memory\n", stderr);
		return false;
	}
	for (size_t i = 0; i < n->n_assocs; i++) {
		const struct seen *before = find(w, n->assocs[i].id);
		struct seen *s = &sources[i];

		s->assoc = n->assocs[i];
		if (before != NULL && strncmp(before->name, "assoc", 5) != 0)
			memcpy(s->name, before->name, sizeof s->name);
		else if (!ask_name(n, s->assoc.id, s->name)) {
			free(sources);
			return false;
		}
		if (w->begun)
			watch_write(n->out, s->name, true, before != NULL ?
			    before->assoc.status : 0, s->assoc.status);
	}
	tell_gone(n, w);
	if (w->begun)
		watch_write(n->out, "0.0.0.0", false, w->status, status);
	free(w->sources);
	*w = (struct watch){ sources, n->n_assocs, status, true };
	return true;
}

void
show_events(struct ntpq *n, const struct args *a)
{
	struct watch w = { .n = 0 };
	unsigned long left = 0;

	if (a->n > 0 && !text_unsigned(a->text[0], strlen(a->text[0]),
	    &left)) {
		fprintf(stderr, "***%s is no number of seconds\n", a->text[0]);
		n->status = EXIT_FAILURE;
		return;
	}
	n->status = EXIT_FAILURE;
	while (look(n, &w)) {
		(void)fflush(n->out); /* main() sees to its errors */
		if (a->n > 0 && left-- == 0) {
			n->status = EXIT_SUCCESS;
			break;
		}
		(void)poll(NULL, 0, EVERY); /* to sleep */
	}
	free(w.sources);
}
