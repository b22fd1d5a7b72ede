/*
 * watch.c -- "events": what happens at a host, line by line.
 *
 * Our daemon remembers the last lines of its log by number, and tells those
 * from a number on: none is missed.  Others do not.  But every status word has
 * the last event in it and how often it came.  They are read once a second; what
 * changed is an event.  Of several within a second the last one is seen.
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
#define LINE 512    /* octets of a line */
#define EPOCH 2208988800U /* of the system's time in that of NTP, s */
#define PAGES 64    /* of lines, at a time */
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

/* Write T, seconds since 1970, as the log has it. */
static void
write_time(FILE *out, time_t t)
{
	char at[32] = "";
	struct tm tm;

	if (localtime_r(&t, &tm) != NULL)
		(void)strftime(at, sizeof at, "%e %b %H:%M:%S", &tm);
	fputs(at, out);
}

void
watch_write(FILE *out, const char *who, bool peer, uint16_t before,
    uint16_t after)
{
	unsigned code = after & 0xf;
	const char *name = peer ? names_peer_event(code) :
	    names_sys_event(code);

	if ((before & EVENT) == (after & EVENT))
		return;
	write_time(out, time(NULL));
	fprintf(out, " %s %04x %02x %s\n", who, after,
	    peer ? code | PEER_CODE : code, name != NULL ? name : "");
}

/* The same for programs. */
struct event_row {
	ntp_time time;
	char who[COOK_NAME];
	char status[8], event[32];
	unsigned long code;
	char details[LINE];
};

static const struct sheet_column columns[] = {
	SHEET_COLUMN("time", STAMP, struct event_row, time),
	SHEET_COLUMN("source", TEXT, struct event_row, who),
	SHEET_COLUMN("status", TEXT, struct event_row, status),
	SHEET_COLUMN("code", COUNT, struct event_row, code),
	SHEET_COLUMN("event", TEXT, struct event_row, event),
	SHEET_COLUMN("details", TEXT, struct event_row, details),
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

/*
 * --- lines of the log ----------------------------------------------------
 */

/* How far the log was read. */
struct log {
	unsigned long last;  /* number of the last line; 0: none */
	ntp_time at;         /* when that was logged */
};

/* Put the line TEXT into the fields of ROW; what is no event is all details. */
static void
read_line(struct event_row *row, const char *text)
{
	char code[3] = "";
	int end = 0;

	if (sscanf(text, "%127s %4[0-9a-f] %2[0-9a-f] %31s%n", row->who,
	    row->status, code, row->event, &end) == 4 &&
	    strlen(row->status) == 4 && strlen(code) == 2) {
		row->code = strtoul(code, NULL, 16);
		text += end;
		text += *text == ' ';
	} else {
		row->who[0] = row->status[0] = row->event[0] = '\0';
	}
	snprintf(row->details, sizeof row->details, "%s", text);
}

/* Returns T, the one next to NOW, in seconds since 1970. */
static time_t
unix_time(ntp_time t, ntp_time now)
{
	return (time_t)(now.fp >> 32) - (time_t)EPOCH +
	    (int32_t)((t.fp >> 32) - (now.fp >> 32));
}

/* Tell of the line of the log in V, logged AT. */
static void
tell_line(struct ntpq *n, const struct ctlmsg_var *v, ntp_time at)
{
	struct event_row row = { .time = at };
	size_t len = v->value_len, skip = 0;
	char text[LINE], clean[LINE];

	if (len > 1 && v->value[0] == '"' && v->value[len - 1] == '"') {
		skip = 1;
		len -= 2;
	}
	snprintf(text, sizeof text, "%.*s", (int)len, v->value + skip);
	text_clean(text, clean, sizeof clean);
	if (sheet_is_machine(n)) {
		read_line(&row, clean);
		sheet_write(n, &sheet, &row);
	} else {
		write_time(n->out, unix_time(at, query_now()));
		fprintf(n->out, " %s\n", clean);
	}
}

/* Read NUMBER of V's name, WORD.NUMBER; returns false if it has another. */
static bool
is_line(const struct ctlmsg_var *v, const char *word, unsigned long *number)
{
	size_t len = strlen(word);

	return v->name_len > len && memcmp(v->name, word, len) == 0 &&
	    text_unsigned(v->name + len, v->name_len - len, number);
}

/*
 * Ask for the lines behind the last one of L, and tell of them if WANTED.
 * NEWEST is the number of the last line there is.
 */
static enum query_answer
read_page(struct ntpq *n, struct log *l, bool wanted, unsigned long *newest)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data, *end;
	unsigned long number, stamped = 0;
	enum query_answer answer;
	struct ctlmsg_var v;
	ntp_time when = { 0 };
	char names[40];

	*newest = 0;
	snprintf(names, sizeof names, "events=%lu", l->last);
	answer = query_try(&n->query, 0, names);
	end = at + (answer == QUERY_ANSWERED ? r->length : 0);
	while (ctlmsg_next(&at, end, &v)) {
		if (ctlmsg_is(&v, "newest"))
			(void)text_unsigned(v.value, v.value_len, newest);
		else if (is_line(&v, "at.", &number) &&
		    text_stamp(v.value, v.value_len, &when))
			stamped = number;
		if (!is_line(&v, "line.", &number) || number != stamped)
			continue;
		/* The same number, another time: the daemon is another. */
		if (l->last > 0 && number == l->last &&
		    !ntptime_equal(when, l->at)) {
			*l = (struct log){ 0 };
			return read_page(n, l, wanted, newest);
		}
		if (number <= l->last)
			continue;
		if (wanted && l->last > 0 && number > l->last + 1)
			fprintf(stderr, "%lu lines are lost\n",
			    number - l->last - 1);
		*l = (struct log){ number, when };
		if (wanted)
			tell_line(n, &v, when);
	}
	return answer;
}

/* Tell, if WANTED, of all lines that have come.  Returns false if none can. */
static bool
read_log(struct ntpq *n, struct log *l, bool wanted)
{
	unsigned long newest;

	query_begin(&n->query);
	for (int pages = 0; pages < PAGES; pages++) {
		unsigned long before = l->last;

		if (read_page(n, l, wanted, &newest) != QUERY_ANSWERED)
			return false;
		if (newest < l->last)
			*l = (struct log){ 0 }; /* the daemon is another */
		else if (l->last == before)
			break;
	}
	return true;
}

/*
 * --- the command ---------------------------------------------------------
 */

/* Read A: for how many seconds (LEFT), or ONCE, what is remembered. */
static bool
read_args(const struct args *a, bool *once, unsigned long *left)
{
	*once = a->n > 0 && strcmp(a->text[0], "--once") == 0;
	if (a->n == 0 || *once ||
	    text_unsigned(a->text[0], strlen(a->text[0]), left))
		return true;
	fprintf(stderr, "***%s is no number of seconds\n", a->text[0]);
	return false;
}

/* Look at N's host until LEFT seconds, if that is LIMITED, are over. */
static bool
watch(struct ntpq *n, struct log *l, bool limited, unsigned long left)
{
	struct watch w = { .n = 0 };
	bool good;

	while ((good = l != NULL ? read_log(n, l, true) : look(n, &w))) {
		(void)fflush(n->out); /* main() sees to its errors */
		if (limited && left-- == 0)
			break;
		(void)poll(NULL, 0, EVERY); /* to sleep */
	}
	free(w.sources);
	return good;
}

void
show_events(struct ntpq *n, const struct args *a)
{
	struct log log = { 0 };
	unsigned long left = 0;
	bool once, has_log;

	n->status = EXIT_FAILURE;
	if (!read_args(a, &once, &left))
		return;
	has_log = read_log(n, &log, once);
	if (!n->query.heard)
		return;
	if (once && !has_log)
		fputs("only ntpd of meantime remembers events, and tells them "
		    "on its host or to signed requests\n", stderr);
	if (once ? has_log : watch(n, has_log ? &log : NULL, a->n > 0, left))
		n->status = EXIT_SUCCESS;
}
