/*
 * conf_write.c -- a struct conf as the lines that mean it.
 *
 * Settings of one value are written by their rows in conf_table; what comes in
 * lists has a function for each list.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_table.h"
#include "conf_write.h"
#include "policy.h"

#define NUMBER 40        /* octets of a number */
#define DEFAULT_POLL_MIN 6  /* log2 s */
#define DEFAULT_POLL_MAX 10
#define DEFAULT_VERSION 4

struct writer {
	void (*each)(void *ctx, enum conf_part part, const char *line);
	void *ctx;
	char *line;
	size_t used, room;
	bool failed;         /* out of memory: write no more */
};

/* Make room for N octets and a NUL; returns false if there is none. */
static bool
reserve(struct writer *w, size_t n)
{
	size_t room = 2 * (w->used + n) + 128;
	char *line;

	if (w->failed || w->used + n < w->room)
		return !w->failed;
	line = realloc(w->line, room);
	w->failed = line == NULL;
	if (w->failed)
		return false;
	w->line = line;
	w->room = room;
	return true;
}

__attribute__((format(printf, 2, 3)))
static void
put(struct writer *w, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	if (n >= 0 && reserve(w, (size_t)n))
		w->used += (size_t)vsnprintf(w->line + w->used,
		    w->room - w->used, format, again);
	va_end(again);
	va_end(args);
}

static void
end_line(struct writer *w, enum conf_part part)
{
	if (!w->failed)
		w->each(w->ctx, part, w->line);
	w->used = 0;
}

/* Put TEXT as one word, in quotes where it would not be one. */
static void
put_text(struct writer *w, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/%*+-@[]";
	bool word = text[strspn(text, plain)] == '\0' && text[0] != '-' &&
	    text[0] != '\0';

	put(w, word ? " %s" : " \"%s\"", text);
}

/* Put NAME where a keyword or a number would be taken for that. */
static void
put_name(struct writer *w, const char *name)
{
	bool name_like = strpbrk(name, ".:/") != NULL;

	if (conf_table_keyword(name) ||
	    (!name_like && strspn(name, "0123456789") == strlen(name)))
		put(w, " \"%s\"", name);
	else
		put_text(w, name);
}

/*
 * Put VALUE so that reading it, times SCALE, gives VALUE again: as few digits
 * as do, and with the point that tells a number from a word.
 */
static void
put_number(struct writer *w, double value, double scale)
{
	char text[NUMBER];
	char *e;

	for (int digits = 6; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value / scale);
		if (strtod(text, NULL) * scale == value)
			break;
	}
	e = strchr(text, 'e');
	if (e != NULL && strchr(text, '.') == NULL)
		put(w, " %.*s.0%s", (int)(e - text), text, e);
	else
		put(w, " %s", text);
}

/* Returns the word of GROUP whose bit is BIT. */
static const char *
word_of(const char *group, int bit)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].group != NULL && strcmp(rows[i].group, group) == 0
		    && (int)rows[i].bit == bit)
			return rows[i].word;
	return "?"; /* not a value of the struct */
}

/* Put the words of GROUP for the bits of FLAGS, one word for each. */
static void
put_flags(struct writer *w, const char *group, unsigned flags)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n && flags != 0; i++) {
		if (rows[i].group == NULL || rows[i].type != ROW_FLAG ||
		    rows[i].at == CONF_NOWHERE ||
		    strcmp(rows[i].group, group) != 0 ||
		    (flags & rows[i].bit) == 0)
			continue;
		put(w, " %s", rows[i].word);
		flags &= ~rows[i].bit;
	}
}

static void
put_integer(struct writer *w, const char *word, long value)
{
	put(w, " %s %ld", word, value);
}

static void
put_family(struct writer *w, uint8_t family)
{
	if (family != 0)
		put(w, " -%u", family);
}

/* --- settings of one value ----------------------------------------------- */

/* The directives whose words are settings, and what these are about. */
static const struct {
	const char *group;
	enum conf_part part;
} groups[] = {
	{ "discard", CONF_PART_ACCESS }, { "statistics", CONF_PART_OTHERS },
	{ "tos", CONF_PART_DISCIPLINE }, { "tinker", CONF_PART_DISCIPLINE },
	{ "enable", CONF_PART_DISCIPLINE }, { "require", CONF_PART_KEYS },
	{ "mru", CONF_PART_OTHERS }, { "rlimit", CONF_PART_OTHERS },
	{ "reset", CONF_PART_OTHERS },
	{ "broadcastclient", CONF_PART_SOURCES },
};

/* Other settings that are not CONF_PART_OTHERS, by directive or word. */
static const struct {
	const char *word;
	enum conf_part part;
} words[] = {
	{ "keys", CONF_PART_KEYS }, { "controlkey", CONF_PART_KEYS },
	{ "requestkey", CONF_PART_KEYS }, { "auth", CONF_PART_KEYS },
	{ "port", CONF_PART_SOURCES }, { "clientport", CONF_PART_SOURCES },
	{ "bclient", CONF_PART_SOURCES },
	{ "leapfile", CONF_PART_DISCIPLINE },
	{ "leapsmearinterval", CONF_PART_DISCIPLINE },
	{ "broadcastdelay", CONF_PART_DISCIPLINE },
	{ "monitor", CONF_PART_OTHERS }, { "stats", CONF_PART_OTHERS },
};

/* Returns true if ROW is a setting of struct conf; PART tells of what. */
static bool
is_setting(const struct conf_row *row, enum conf_part *part)
{
	bool found = row->group == NULL;

	*part = CONF_PART_OTHERS;
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		if (row->group == NULL ||
		    strcmp(row->group, groups[i].group) != 0)
			continue;
		*part = groups[i].part;
		found = true;
	}
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(row->word, words[i].word) == 0)
			*part = words[i].part;
	return found && row->at != CONF_NOWHERE && row->type != ROW_DRIFTFILE &&
	    row->also == 0; /* "tinker step" is stepfwd and stepback */
}

/* Returns true if there is nothing to write for ROW. */
static bool
is_unset(const struct conf *c, const struct conf_row *row)
{
	const void *at = (const char *)c + row->at;

	switch (row->type) {
	case ROW_TEXT:
		return *(char *const *)at == NULL;
	case ROW_FLAG:
		return (*(const unsigned *)at & row->bit) == 0;
	case ROW_NUMBER:
		return *(const double *)at < row->min * row->scale &&
		    row->deflt == NULL;
	default:
		return row->inert != NULL && !conf_table_is_set(c, row);
	}
}

static void
put_value(struct writer *w, const struct conf_row *row, const void *at)
{
	switch (row->type) {
	case ROW_INTEGER:
	case ROW_TRUNCATED:
		put(w, " %d", *(const int *)at);
		break;
	case ROW_KEY:
		put(w, " %u", *(const uint32_t *)at);
		break;
	case ROW_PORT:
		put(w, " %u", *(const uint16_t *)at);
		break;
	case ROW_BOOL:
		put(w, " %d", *(const bool *)at);
		break;
	case ROW_NUMBER:
		put_number(w, *(const double *)at,
		    row->scale != 0 ? row->scale : 1);
		break;
	case ROW_TEXT:
		put_text(w, *(char *const *)at);
		break;
	case ROW_CHOICE:
		put(w, " %s", word_of(row->options, *(const int *)at));
		break;
	default: /* the word says it */
		break;
	}
}

static void
write_setting(struct writer *w, const struct conf *c,
    const struct conf_row *row)
{
	enum conf_part part;
	const char *first = row->group;
	const void *at;

	if (!is_setting(row, &part))
		return;
	at = (const char *)c + row->at;
	if (is_unset(c, row)) {
		put(w, "# %s%s%s: none", first != NULL ? first : "",
		    first != NULL ? " " : "", row->word);
		end_line(w, part);
		return;
	}
	if (row->type == ROW_SWITCH && strcmp(row->group, "enable") == 0)
		first = *(const bool *)at ? "enable" : "disable";
	else if (row->type == ROW_SWITCH && !*(const bool *)at)
		first = "# not:";
	put(w, "%s%s%s", first != NULL ? first : "", first != NULL ? " " : "",
	    row->word);
	put_value(w, row, at);
	end_line(w, part);
}

static void
write_log(struct writer *w, const struct conf *c)
{
	static const char *const classes[] = { "clock", "peer", "sync", "sys" };
	static const char *const kinds[] = { "info", "events", "status",
		"statistics" };
	char sign = '=';

	put(w, "logconfig");
	for (unsigned k = 0; k < 16; k++) {
		if ((c->logmask >> k & 1) == 0)
			continue;
		put(w, " %c%s%s", sign, classes[k / 4], kinds[k % 4]);
		sign = '+';
	}
	if (sign == '=') /* nothing at all: a class and the same again */
		put(w, " =sysinfo -sysinfo");
	end_line(w, CONF_PART_OTHERS);
}

/* What is not to be written at all unless it was. */
static void
write_own(struct writer *w, const struct conf *c)
{
	if (c->makestep.threshold > 0) {
		put(w, "makestep");
		put_number(w, c->makestep.threshold, 1);
		put(w, " %d", c->makestep.limit);
	} else {
		put(w, "# makestep: none");
	}
	end_line(w, CONF_PART_DISCIPLINE);
	if (c->ratelimit.on) {
		put(w, "ratelimit");
		put_integer(w, "interval", c->ratelimit.interval);
		put_integer(w, "burst", c->ratelimit.burst);
		put_integer(w, "leak", c->ratelimit.leak);
	} else {
		put(w, "# ratelimit: none");
	}
	end_line(w, CONF_PART_ACCESS);
}

static void
write_settings(struct writer *w, const struct conf *c)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	if (c->driftfile != NULL) {
		char text[NUMBER];

		put(w, "driftfile");
		put_text(w, c->driftfile);
		snprintf(text, sizeof text, "%g", c->wander);
		put_number(w, c->wander, 1);
		if (strchr(text, '.') == NULL && strchr(text, 'e') == NULL)
			put(w, ".0"); /* an integer would not do */
		end_line(w, CONF_PART_OTHERS);
	} else {
		put(w, "# driftfile: none");
		end_line(w, CONF_PART_OTHERS);
	}
	for (size_t i = 0; i < n; i++)
		write_setting(w, c, &rows[i]);
	write_own(w, c);
	write_log(w, c);
}

/* --- lists --------------------------------------------------------------- */

/* Options of A that are as by default where they are not written. */
static void
put_polls(struct writer *w, const struct conf_assoc *a)
{
	struct addr addr = { 0 };
	bool refclock = addr_parse(&addr, a->name) && addr_is_refclock(&addr);
	int min = a->minpoll != 0 ? a->minpoll : DEFAULT_POLL_MIN;
	int max = a->maxpoll != 0 ? a->maxpoll :
	    refclock ? min : DEFAULT_POLL_MAX;

	put_integer(w, "minpoll", min);
	put_integer(w, "maxpoll", max);
	put_integer(w, "version",
	    a->version != 0 ? a->version : DEFAULT_VERSION);
}

static void
write_assocs(struct writer *w, const struct conf *c)
{
	static const char *const kinds[] = { [CONF_SERVER] = "server",
		[CONF_POOL] = "pool", [CONF_PEER] = "peer",
		[CONF_BROADCAST] = "broadcast",
		[CONF_MANYCASTCLIENT] = "manycastclient" };

	for (size_t i = 0; i < c->n_assocs; i++) {
		const struct conf_assoc *a = &c->assocs[i];

		put(w, "%s", kinds[a->kind]);
		put_family(w, a->family);
		put_text(w, a->name);
		put_polls(w, a);
		if (a->key != 0)
			put_integer(w, "key", (long)a->key);
		if ((a->set & ASSOC_TTL) != 0)
			put_integer(w, "ttl", a->ttl);
		if ((a->set & ASSOC_MODE) != 0)
			put_integer(w, "mode", a->mode);
		if (a->port != 0)
			put_integer(w, "port", a->port);
		put_flags(w, "server", a->flags);
		end_line(w, CONF_PART_SOURCES);
	}
}

static void
write_groups(struct writer *w, const struct conf *c)
{
	for (size_t i = 0; i < c->n_groups; i++) {
		put(w, "%s", c->groups[i].manycast ? "manycastserver" :
		    "multicastclient");
		put_family(w, c->groups[i].family);
		put_text(w, c->groups[i].name);
		end_line(w, CONF_PART_SOURCES);
	}
	for (size_t i = 0; i < c->n_unpeers; i++) {
		put(w, "unpeer");
		put_family(w, c->unpeers[i].family);
		put_text(w, c->unpeers[i].name);
		end_line(w, CONF_PART_SOURCES);
	}
	if (c->n_ttl > 0) {
		put(w, "ttl");
		for (size_t i = 0; i < c->n_ttl; i++)
			put(w, " %d", c->ttl[i]);
		end_line(w, CONF_PART_SOURCES);
	}
}

static void
write_fudges(struct writer *w, const struct conf *c)
{
	char text[ADDR_TEXT];

	for (size_t i = 0; i < c->n_fudges; i++) {
		const struct conf_fudge *f = &c->fudges[i];

		put(w, "fudge %s", addr_format(&f->clock, text, sizeof text));
		if ((f->set & FUDGE_TIME1) != 0) {
			put(w, " time1");
			put_number(w, f->time1, 1);
		}
		if ((f->set & FUDGE_TIME2) != 0) {
			put(w, " time2");
			put_number(w, f->time2, 1);
		}
		if ((f->set & FUDGE_STRATUM) != 0)
			put_integer(w, "stratum", f->stratum);
		if ((f->set & FUDGE_REFID) != 0) {
			put(w, " refid");
			put_text(w, f->refid);
		}
		for (unsigned n = 0; n < 4; n++)
			if ((f->set & (FUDGE_FLAG1 << n)) != 0)
				put(w, " flag%u %u", n + 1,
				    f->flags >> n & 1);
		end_line(w, CONF_PART_SOURCES);
	}
}

static void
write_access(struct writer *w, const struct conf *c)
{
	for (size_t i = 0; i < c->n_restricts; i++) {
		const struct conf_restrict *r = &c->restricts[i];

		put(w, "restrict");
		put_family(w, r->family);
		if (r->name != NULL)
			put_name(w, r->name);
		else
			put(w, r->source ? " source" : " default");
		if (r->mask != NULL)
			put(w, " mask %s", r->mask);
		if (r->ntpport)
			put(w, " ntpport");
		put_flags(w, "restrict", r->flags);
		end_line(w, r->source || policy_is_name(r) ? CONF_PART_ACCESS :
		    CONF_PART_TABLE);
	}
}

static int
keys_compare(const void *a, const void *b)
{
	const struct conf_keys *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

/* Sort the N ranges KEYS and join those that touch; returns how many remain. */
static size_t
join_keys(struct conf_keys *keys, size_t n)
{
	size_t kept = 0;

	qsort(keys, n, sizeof *keys, keys_compare);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && keys[i].first <= keys[kept - 1].last + 1) {
			if (keys[i].last > keys[kept - 1].last)
				keys[kept - 1].last = keys[i].last;
		} else {
			keys[kept++] = keys[i];
		}
	}
	return kept;
}

static void
write_trusted(struct writer *w, const struct conf *c)
{
	struct conf_keys *keys = calloc(c->n_trusted + 1, sizeof *keys);
	size_t n;

	if (keys == NULL) {
		w->failed = true;
		return;
	}
	for (n = 0; n < c->n_trusted; n++)
		keys[n] = c->trusted[n];
	n = join_keys(keys, n);
	put(w, n > 0 ? "trustedkey" : "# trustedkey: none");
	/* one line: a second would replace the first */
	for (size_t i = 0; i < n; i++) {
		if (keys[i].first == keys[i].last)
			put(w, " %u", keys[i].first);
		else
			put(w, " ( %u ... %u )", keys[i].first, keys[i].last);
	}
	end_line(w, CONF_PART_KEYS);
	free(keys);
}

static void
write_others(struct writer *w, const struct conf *c)
{
	for (size_t i = 0; i < c->n_filegens; i++) {
		const struct conf_filegen *f = &c->filegens[i];

		put(w, "filegen");
		put_flags(w, "statistics", f->stats);
		put(w, " file");
		put_text(w, f->file);
		put(w, " type %s %s %s", word_of("filegen type", f->type),
		    f->link ? "link" : "nolink",
		    f->enabled ? "enable" : "disable");
		end_line(w, CONF_PART_OTHERS);
	}
	for (size_t i = 0; i < c->n_vars; i++) {
		put(w, "setvar");
		put_text(w, c->vars[i].name);
		put(w, " =");
		put_text(w, c->vars[i].value);
		put(w, c->vars[i].is_default ? " default" : "");
		end_line(w, CONF_PART_OTHERS);
	}
	for (size_t i = 0; i < c->n_phones; i++) {
		put(w, "phone");
		put_text(w, c->phones[i]);
		end_line(w, CONF_PART_OTHERS);
	}
}

/* Put MATCH of an interface line: a word of its own, or a name. */
static void
put_match(struct writer *w, const char *match)
{
	if (conf_table_find("interface match", match) != NULL)
		put(w, " %s", match);
	else
		put_name(w, match);
}

static void
write_places(struct writer *w, const struct conf *c)
{
	for (size_t i = 0; i < c->n_nics; i++) {
		put(w, "interface %s", word_of("interface action",
		    (int)c->nics[i].action));
		put_match(w, c->nics[i].match);
		end_line(w, CONF_PART_OTHERS);
	}
	for (size_t i = 0; i < c->n_traps; i++) {
		put(w, "trap");
		put_text(w, c->traps[i].host);
		put_integer(w, "port", c->traps[i].port);
		if (c->traps[i].interface != NULL) {
			put(w, " interface");
			put_text(w, c->traps[i].interface);
		}
		end_line(w, CONF_PART_OTHERS);
	}
}

bool
conf_write(const struct conf *c, void (*each)(void *ctx,
    enum conf_part part, const char *line), void *ctx)
{
	struct writer w = { .each = each, .ctx = ctx };

	write_settings(&w, c);
	write_trusted(&w, c);
	write_access(&w, c);
	write_assocs(&w, c);
	write_groups(&w, c);
	write_fudges(&w, c);
	write_places(&w, c);
	write_others(&w, c);
	free(w.line);
	return !w.failed;
}
