/*
 * conf_dump.c -- a struct conf as text, for tests to compare.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "conf_dump.h"

struct out {
	char *buf;
	size_t size, used;
};

__attribute__((format(printf, 2, 3)))
static void
put(struct out *o, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	o->used += (size_t)vsnprintf(o->buf + o->used, o->size - o->used,
	    format, args);
	va_end(args);
	if (o->used >= o->size)
		o->used = o->size - 1;
}

/* Begin an item. */
static void
item(struct out *o, const char *word)
{
	put(o, "%s%s", o->used > 0 ? "; " : "", word);
}

bool
conf_dump_scalar(const struct conf_row *row)
{
	static const char *const groups[] = { "discard", "statistics", "tos",
		"tinker", "enable", "require", "mru", "rlimit", "reset" };

	if (row->at == CONF_NOWHERE)
		return false;
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
		if (row->group != NULL && strcmp(row->group, groups[i]) == 0)
			return true;
	return row->group == NULL;
}

/* Returns the word of GROUP that stands for VALUE. */
static const char *
choice(const char *group, int value)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].group != NULL && strcmp(rows[i].group, group) == 0
		    && (int)rows[i].bit == value)
			return rows[i].word;
	return "?";
}

void
conf_dump_value(const struct conf *c, const struct conf_row *row, char *buf,
    size_t size)
{
	const void *at = (const char *)c + row->at;
	const char *text;

	switch (row->type) {
	case ROW_FLAG:
		snprintf(buf, size, "%d",
		    (*(const unsigned *)at & row->bit) != 0);
		break;
	case ROW_SWITCH:
	case ROW_BOOL:
		snprintf(buf, size, "%d", *(const bool *)at);
		break;
	case ROW_INTEGER:
	case ROW_TRUNCATED:
		snprintf(buf, size, "%d", *(const int *)at);
		break;
	case ROW_KEY:
		snprintf(buf, size, "%u", *(const uint32_t *)at);
		break;
	case ROW_PORT:
		snprintf(buf, size, "%u", *(const uint16_t *)at);
		break;
	case ROW_NUMBER:
		snprintf(buf, size, "%.9g", *(const double *)at /
		    (row->scale != 0 ? row->scale : 1));
		break;
	case ROW_CHOICE:
		snprintf(buf, size, "%s",
		    choice(row->options, *(const int *)at));
		break;
	case ROW_TEXT:
	case ROW_DRIFTFILE:
		text = *(char *const *)at;
		snprintf(buf, size, "%s", text != NULL ? text : "(none)");
		break;
	default:
		snprintf(buf, size, "?");
	}
}

static void
put_scalars(struct out *o, const struct conf *c)
{
	char value[1200];
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++) {
		if (!conf_dump_scalar(&rows[i]) ||
		    !conf_table_is_set(c, &rows[i]))
			continue;
		conf_dump_value(c, &rows[i], value, sizeof value);
		item(o, rows[i].group != NULL ? rows[i].group : "");
		put(o, "%s%s %s", rows[i].group != NULL ? " " : "",
		    rows[i].word, value);
	}
}

/* Put the words of GROUP whose bits are in FLAGS. */
static void
put_flags(struct out *o, const char *group, unsigned flags)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].type == ROW_FLAG && rows[i].group != NULL &&
		    strcmp(rows[i].group, group) == 0 &&
		    (flags & rows[i].bit) != 0 && rows[i].since == CONF_426)
			put(o, " %s", rows[i].word);
}

static void
put_family(struct out *o, uint8_t family)
{
	if (family != 0)
		put(o, " -%u", family);
}

static void
put_number(struct out *o, const char *word, int value)
{
	if (value != 0)
		put(o, " %s %d", word, value);
}

static void
put_assocs(struct out *o, const struct conf *c)
{
	static const char *const kinds[] = { [CONF_SERVER] = "server",
		[CONF_POOL] = "pool", [CONF_PEER] = "peer",
		[CONF_BROADCAST] = "broadcast",
		[CONF_MANYCASTCLIENT] = "manycastclient" };

	for (size_t i = 0; i < c->n_assocs; i++) {
		const struct conf_assoc *a = &c->assocs[i];

		item(o, kinds[a->kind]);
		put_family(o, a->family);
		put(o, " %s", a->name);
		put_number(o, "minpoll", a->minpoll);
		put_number(o, "maxpoll", a->maxpoll);
		put_number(o, "version", a->version);
		put_number(o, "key", (int)a->key);
		put_number(o, "ttl", a->ttl);
		put_number(o, "mode", a->mode);
		put_number(o, "port", a->port);
		put_flags(o, "server", a->flags);
	}
}

static void
put_access(struct out *o, const struct conf *c)
{
	for (size_t i = 0; i < c->n_restricts; i++) {
		const struct conf_restrict *r = &c->restricts[i];

		item(o, "restrict");
		put_family(o, r->family);
		put(o, " %s", r->name != NULL ? r->name :
		    r->source ? "(source)" : "(default)");
		if (r->mask != NULL)
			put(o, " mask %s", r->mask);
		if (r->ntpport)
			put(o, " ntpport");
		put_flags(o, "restrict", r->flags);
		if ((r->flags & ACCESS_NOMRULIST) != 0)
			put(o, " nomrulist");
	}
	for (size_t i = 0; i < c->n_trusted; i++) {
		item(o, "trustedkey");
		put(o, " %u-%u", c->trusted[i].first, c->trusted[i].last);
	}
}

static void
put_fudges(struct out *o, const struct conf *c)
{
	char text[ADDR_TEXT];

	for (size_t i = 0; i < c->n_fudges; i++) {
		const struct conf_fudge *f = &c->fudges[i];

		item(o, "fudge");
		put(o, " %s", addr_format(&f->clock, text, sizeof text));
		if ((f->set & FUDGE_TIME1) != 0)
			put(o, " time1 %g", f->time1);
		if ((f->set & FUDGE_TIME2) != 0)
			put(o, " time2 %g", f->time2);
		if ((f->set & FUDGE_STRATUM) != 0)
			put(o, " stratum %d", f->stratum);
		if ((f->set & FUDGE_REFID) != 0)
			put(o, " refid %s", f->refid);
		for (unsigned n = 0; n < 4; n++)
			if ((f->set & (FUDGE_FLAG1 << n)) != 0)
				put(o, " flag%u %u", n + 1, f->flags >> n & 1);
	}
}

static void
put_groups(struct out *o, const struct conf *c)
{
	for (size_t i = 0; i < c->n_unpeers; i++) {
		item(o, "unpeer");
		put_family(o, c->unpeers[i].family);
		put(o, " %s", c->unpeers[i].name);
		put_number(o, "is", c->unpeers[i].assid);
	}
	for (size_t i = 0; i < c->n_groups; i++) {
		item(o, c->groups[i].manycast ? "manycastserver" :
		    "multicastclient");
		put_family(o, c->groups[i].family);
		put(o, " %s", c->groups[i].name);
	}
	for (size_t i = 0; i < c->n_traps; i++) {
		item(o, "trap");
		put(o, " %s port %d", c->traps[i].host, c->traps[i].port);
		if (c->traps[i].interface != NULL)
			put(o, " interface %s", c->traps[i].interface);
	}
}

static void
put_others(struct out *o, const struct conf *c)
{
	for (size_t i = 0; i < c->n_filegens; i++) {
		const struct conf_filegen *f = &c->filegens[i];

		item(o, "filegen");
		put_flags(o, "statistics", f->stats);
		put(o, " file %s type %s %s %s", f->file,
		    choice("filegen type", f->type), f->link ? "link" :
		    "nolink", f->enabled ? "enable" : "disable");
	}
	for (size_t i = 0; i < c->n_vars; i++) {
		item(o, "setvar");
		put(o, " %s = %s%s", c->vars[i].name, c->vars[i].value,
		    c->vars[i].is_default ? " default" : "");
	}
	for (size_t i = 0; i < c->n_nics; i++) {
		item(o, "interface");
		put(o, " %s %s", choice("interface action",
		    (int)c->nics[i].action), c->nics[i].match);
	}
	if (c->makestep.threshold > 0) {
		item(o, "makestep");
		put(o, " %g %d", c->makestep.threshold, c->makestep.limit);
	}
	if (c->ratelimit.on) {
		item(o, "ratelimit");
		put(o, " %d %d %d", c->ratelimit.interval, c->ratelimit.burst,
		    c->ratelimit.leak);
	}
	for (size_t i = 0; i < c->n_phones; i++) {
		item(o, "phone");
		put(o, " %s", c->phones[i]);
	}
	for (size_t i = 0; i < c->n_ttl; i++) {
		item(o, "ttl");
		put(o, " %d", c->ttl[i]);
	}
}

const char *
conf_dump(const struct conf *c, char *buf, size_t size)
{
	struct out o = { buf, size, 0 };
	struct conf defaults;

	buf[0] = '\0';
	put_scalars(&o, c);
	put_assocs(&o, c);
	put_access(&o, c);
	put_fudges(&o, c);
	put_groups(&o, c);
	put_others(&o, c);
	conf_init(&defaults);
	if (c->logmask != defaults.logmask) {
		item(&o, "logmask");
		put(&o, " %04x", c->logmask);
	}
	if (c->wander != defaults.wander) {
		item(&o, "wander");
		put(&o, " %g", c->wander);
	}
	if (c->novolley)
		item(&o, "novolley");
	if (c->enable.bclient)
		item(&o, "bclient");
	return buf;
}
