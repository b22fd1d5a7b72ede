/*
 * explain.c -- why each server was used or not, for people and programs.
 *
 * Every server has one cause; the table has its word for programs and its
 * sentence for people.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "names.h"

enum cause {
	CAUSE_CHOSEN, CAUSE_USABLE, CAUSE_NO_REPLY, CAUSE_IGNORED,
	CAUSE_SOURCE_PORT, CAUSE_KISS, CAUSE_UNSYNCHRONISED, CAUSE_FAR,
	CAUSE_BROKEN, CAUSE_STALE, CAUSE_AUTHENTICATION, CAUSE_VOID,
	CAUSE_REPEATED
};

static const struct {
	const char *word, *text;
} causes[] = {
	[CAUSE_CHOSEN] = { "chosen", "chosen" },
	[CAUSE_USABLE] = { "usable", "usable, another one was better" },
	[CAUSE_NO_REPLY] = { "no-reply", "no reply: it is down, or packets "
	    "are filtered on the way (if only those from the NTP port are, -u "
	    "works)" },
	[CAUSE_IGNORED] = { "ignored", "it replies, but not with what a "
	    "synchronised server sends" },
	[CAUSE_SOURCE_PORT] = { "source-port", "it replies to other source "
	    "ports only: the NTP port is filtered on the way, -u works" },
	[CAUSE_KISS] = { "kiss", "kiss code" },
	[CAUSE_UNSYNCHRONISED] = { "unsynchronised", "it is not synchronised "
	    "itself" },
	[CAUSE_FAR] = { "far", "too far: the round trip takes over 8 s" },
	[CAUSE_BROKEN] = { "broken", "broken: its clock was set after it sent "
	    "the answer" },
	[CAUSE_STALE] = { "stale", "not synchronised for a day or more" },
	[CAUSE_AUTHENTICATION] = { "authentication", "authentication: it does "
	    "not sign with our key" },
	[CAUSE_VOID] = { "void", "its answers measure nothing: impossible "
	    "timestamps, or our clock was set or we were stopped meanwhile" },
	[CAUSE_REPEATED] = { "repeated", "the same address as one before: "
	    "asked once only" }
};

int
explain_open(struct sightings *s, size_t n)
{
	s->of = calloc(n, sizeof *s->of);
	s->n = s->of == NULL ? 0 : n;
	return s->of == NULL ? -1 : 0;
}

void
explain_close(struct sightings *s)
{
	free(s->of);
	s->of = NULL;
	s->n = 0;
}

void
explain_note(struct sightings *s, const struct oneshot *o,
    const struct rx *rx, enum verdict verdict, bool spare)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct oneshot_server *server = oneshot_server(o, i);

		if (!addr_same_host(&server->addr, &rx->from))
			continue;
		if (verdict == VERDICT_ACCEPTED) {
			s->of[i].spare = spare;
		} else if (!rx->refused) {
			s->of[i].ignored = true;
			s->of[i].why = verdict;
		}
		return;
	}
}

/* Is REFID, of an answer with stratum 0, a wish and not a state? */
static bool
is_kiss(uint32_t refid)
{
	return refid == 0x44454e59 || /* DENY */
	    refid == 0x52535452 ||    /* RSTR */
	    refid == 0x52415445;      /* RATE */
}

/* Say what is the matter with S, which told us something. */
static enum cause
cause_of_drop(const struct oneshot_server *s)
{
	switch (s->drop) {
	case ONESHOT_STRATUM:
		return is_kiss(s->refid) ? CAUSE_KISS : CAUSE_UNSYNCHRONISED;
	case ONESHOT_LEAP:
		return CAUSE_UNSYNCHRONISED;
	case ONESHOT_FAR:
		return CAUSE_FAR;
	case ONESHOT_BROKEN:
		return CAUSE_BROKEN;
	case ONESHOT_STALE:
		return CAUSE_STALE;
	case ONESHOT_UNTRUSTED:
		return CAUSE_AUTHENTICATION;
	case ONESHOT_NO_DATA:
		return CAUSE_VOID;
	default:
		return CAUSE_USABLE;
	}
}

static enum cause
cause_of(const struct sighting *seen, const struct oneshot_server *s,
    const struct oneshot_result *r)
{
	if (s->repeated)
		return CAUSE_REPEATED;
	if (s->limited)
		return CAUSE_KISS;
	if (s->answers == 0)
		return seen->ignored ? CAUSE_IGNORED : CAUSE_NO_REPLY;
	if (s->drop == ONESHOT_USABLE && seen->spare)
		return CAUSE_SOURCE_PORT;
	return s == r->server ? CAUSE_CHOSEN : cause_of_drop(s);
}

/* Write the four letters of the kiss code of S to TEXT, of 5 octets. */
static void
format_kiss(const struct oneshot_server *s, char *text)
{
	uint32_t code = s->limited ? 0x52415445 : s->refid;

	for (int i = 0; i < 4; i++)
		text[i] = (char)(code >> (24 - 8 * i) & 0xff);
	text[4] = '\0';
}

void
explain_servers(const struct sightings *s, const struct oneshot *o,
    const struct oneshot_result *r)
{
	char text[ADDR_TEXT], kiss[5] = "";

	for (size_t i = 0; i < s->n; i++) {
		const struct oneshot_server *server = oneshot_server(o, i);
		enum cause c = cause_of(&s->of[i], server, r);

		if (c == CAUSE_KISS)
			format_kiss(server, kiss);
		fprintf(stderr, "%s: %s%s%s\n", addr_format(&server->addr,
		    text, sizeof text), causes[c].text,
		    c == CAUSE_KISS ? " " : "", c == CAUSE_KISS ? kiss : "");
	}
}

static void
print_server(const struct oneshot_server *s, enum cause c)
{
	char text[ADDR_TEXT], kiss[5];

	printf("{\"address\":\"%s\",\"port\":%u,\"cause\":\"%s\","
	    "\"asked\":%d,\"answers\":%u",
	    addr_format(&s->addr, text, sizeof text), s->addr.port,
	    causes[c].word, s->sent, s->answers);
	if (c == CAUSE_KISS) {
		format_kiss(s, kiss);
		printf(",\"kiss\":\"%s\"", kiss);
	}
	if (s->delay > 0)
		printf(",\"stratum\":%d,\"leap\":%d,\"offset\":%.6f,"
		    "\"delay\":%.6f,\"dispersion\":%.6f", s->stratum, s->leap,
		    s->offset, s->delay, s->disp);
	putchar('}');
}

void
explain_json(const struct sightings *s, const struct oneshot *o,
    const struct oneshot_result *r, bool done)
{
	char text[ADDR_TEXT];

	fputs("{\"schema\":1,", stdout);
	if (r->server != NULL)
		printf("\"server\":\"%s\",\"offset\":%.6f,\"action\":\"%s\",",
		    addr_format(&r->server->addr, text, sizeof text),
		    r->offset, r->step ? "step" : "adjust");
	printf("\"done\":%s,\"servers\":[", done ? "true" : "false");
	for (size_t i = 0; i < s->n; i++) {
		const struct oneshot_server *server = oneshot_server(o, i);

		if (i > 0)
			putchar(',');
		print_server(server, cause_of(&s->of[i], server, r));
	}
	putchar(']');
}
