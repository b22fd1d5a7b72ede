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
#include "sheet.h"
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

/* The same for programs. */
struct event_row {
	ntp_time time;
	char who[COOK_NAME];
	char status[8], event[32];
	unsigned long code;
};

static const struct sheet_column columns[] = {
	SHEET_COLUMN("time", STAMP, struct event_row, time),
	SHEET_COLUMN("source", TEXT, struct event_row, who),
	SHEET_COLUMN("status", TEXT, struct event_row, status),
	SHEET_COLUMN("code", COUNT, struct event_row, code),
	SHEET_COLUMN("event", TEXT, struct event_row, event),
	SHEET_END
};
static const struct sheet sheet = { .name = "events", .columns = columns };

/* Tell of the event that AFTER has and BEFORE has not, as N wants it told. */
static void
tell(struct ntpq *n, const char *who, bool peer, uint16_t before,
    uint16_t after)
{
	unsigned code = after & 0xf;
	const char *name = peer ? names_peer_event(code) :
	    names_sys_event(code);
	struct event_row row = { .time = query_now(),
		.code = peer ? code | PEER_CODE : code };

	if (!sheet_is_machine(n)) {
		watch_write(n->out, who, peer, before, after);
	} else if ((before & EVENT) != (after & EVENT)) {
		snprintf(row.who, sizeof row.who, "%s", who);
		snprintf(row.status, sizeof row.status, "%04x", after);
		snprintf(row.event, sizeof row.event, "%s",
		    name != NULL ? name : "");
		sheet_write(n, &sheet, &row);
	}
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
			tell(n, s->name, true, 0,
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

	query_begin(&n->query);
	reverse_begin(&n->reverse);
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
		else if (!assocs_name(n, s->assoc.id, s->name)) {
			free(sources);
			return false;
		}
		if (w->begun)
			tell(n, s->name, true, before != NULL ?
			    before->assoc.status : 0, s->assoc.status);
	}
	tell_gone(n, w);
	if (w->begun)
		tell(n, "0.0.0.0", false, w->status, status);
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
