/*
 * tables.c -- lists of the host that have rows.
 *
 * Each column is a variable with the row's number behind a dot.  The columns of
 * a row come in any order, but rows one after the other.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "sheet.h"
#include "tables.h"
#include "text.h"

#define RULE \
	"============================================================" \
	"==================\n"
#define NO_ROW ULONG_MAX

/* Find the field of W that V is, and the NUMBER of its row. */
static const struct tables_field *
find_field(const struct tables_walk *w, const struct ctlmsg_var *v,
    unsigned long *number)
{
	const struct tables_field *f;

	for (f = w->fields; f->word != NULL; f++) {
		size_t len = strlen(f->word);

		if (v->name_len > len + 1 && v->name[len] == '.' &&
		    memcmp(v->name, f->word, len) == 0 &&
		    text_unsigned(v->name + len + 1, v->name_len - len - 1,
		    number))
			return f;
	}
	return NULL;
}

/* Put the value of V into the field F of ROW. */
static void
fill_field(const struct tables_field *f, const struct ctlmsg_var *v, char *row)
{
	const char *s = v->value;
	size_t len = v->value_len;
	char *to = row + f->offset;

	if (f->kind == TABLES_NUMBER) {
		(void)text_unsigned(s, len, (unsigned long *)(void *)to);
		return;
	}
	if (f->kind == TABLES_STAMP) {
		(void)text_stamp(s, len, (ntp_time *)(void *)to);
		return;
	}
	if (len >= 2 && s[0] == '"' && s[len - 1] == '"') {
		s++;
		len -= 2;
	}
	if (len >= f->size)
		len = f->size - 1;
	memcpy(to, s, len);
	to[len] = '\0';
}

void
tables_walk(const struct tables_walk *w, const char *data, size_t len)
{
	const char *end = data + len;
	unsigned long at = NO_ROW, number;
	struct ctlmsg_var v;

	while (ctlmsg_next(&data, end, &v)) {
		const struct tables_field *f = find_field(w, &v, &number);

		if (f == NULL)
			continue;
		if (number != at && at != NO_ROW)
			w->done(w->ctx, w->row);
		if (number != at)
			memset(w->row, 0, w->row_size);
		at = number;
		fill_field(f, &v, w->row);
	}
	if (at != NO_ROW)
		w->done(w->ctx, w->row);
}

/*
 * --- interfaces ----------------------------------------------------------
 */

struct iface {
	char addr[ADDR_TEXT + 24], bcast[ADDR_TEXT + 24], name[64];
	unsigned long enabled, flags, ttl, groups, received, sent, failed,
	    peers, uptime;
};

/* Where interfaces go. */
struct iface_screen {
	FILE *out;
	unsigned n;
};

#define IFACE(word, kind, field, size) \
	{ word, TABLES_##kind, offsetof(struct iface, field), size }
#define IFACE_TEXT(word, field) \
	IFACE(word, TEXT, field, sizeof ((struct iface *)0)->field)

static const struct tables_field iface_fields[] = {
	IFACE_TEXT("addr", addr),
	IFACE_TEXT("bcast", bcast),
	IFACE_TEXT("name", name),
	IFACE("en", NUMBER, enabled, 0),
	IFACE("flags", NUMBER, flags, 0),
	IFACE("tl", NUMBER, ttl, 0),
	IFACE("mc", NUMBER, groups, 0),
	IFACE("rx", NUMBER, received, 0),
	IFACE("tx", NUMBER, sent, 0),
	IFACE("txerr", NUMBER, failed, 0),
	IFACE("pc", NUMBER, peers, 0),
	IFACE("up", NUMBER, uptime, 0),
	{ NULL, TABLES_TEXT, 0, 0 }
};

static void
write_iface(void *ctx, const void *row)
{
	struct iface_screen *s = ctx;
	const struct iface *i = row;
	char text[256];

	fprintf(s->out, "%3u %-24.24s %c %4lx %3lu %2lu %6lu %6lu %6lu %5lu "
	    "%8lu\n", s->n++, text_clean(i->name, text, sizeof text),
	    i->enabled ? '.' : 'D', i->flags, i->ttl, i->groups, i->received,
	    i->sent, i->failed, i->peers, i->uptime);
	fprintf(s->out, "    %s\n", text_clean(i->addr, text, sizeof text));
	if (i->bcast[0] != '\0')
		fprintf(s->out, "    %s\n",
		    text_clean(i->bcast, text, sizeof text));
}

void
tables_ifstats(FILE *out, const char *data, size_t len)
{
	struct iface row;
	struct iface_screen s = { out, 0 };
	const struct tables_walk w = { iface_fields, &row, sizeof row,
		write_iface, &s };

	fputs("    interface name                                        send\n"
	    " #  address/broadcast     drop flag ttl mc received sent failed "
	    "peers   uptime\n" RULE, out);
	tables_walk(&w, data, len);
}

/*
 * --- restrictions --------------------------------------------------------
 */

struct rule {
	char addr[ADDR_TEXT + 16], mask[ADDR_TEXT + 16], flags[256];
	unsigned long hits;
};

#define RULE_TEXT(word, field) { word, TABLES_TEXT, \
	offsetof(struct rule, field), sizeof ((struct rule *)0)->field }

static const struct tables_field rule_fields[] = {
	RULE_TEXT("addr", addr),
	RULE_TEXT("mask", mask),
	RULE_TEXT("flags", flags),
	{ "hits", TABLES_NUMBER, offsetof(struct rule, hits), 0 },
	{ NULL, TABLES_TEXT, 0, 0 }
};

/* Returns how many bits TEXT begins with, -1 if it is no such mask. */
static int
prefix_length(const char *text)
{
	struct addr mask = { 0 };
	int bits = 0, most;

	if (!addr_parse(&mask, text))
		return -1;
	most = (int)addr_bits(mask.family);
	while (bits < most && (mask.ip[bits / 8] & 0x80 >> bits % 8) != 0)
		bits++;
	for (int i = bits; i < most; i++)
		if ((mask.ip[i / 8] & 0x80 >> i % 8) != 0)
			return -1;
	return bits;
}

static void
write_rule(void *ctx, const void *row)
{
	FILE *out = ctx;
	const struct rule *r = row;
	int prefix = prefix_length(r->mask);
	char text[1024];

	fprintf(out, "%10lu %s", r->hits, text_clean(r->addr, text,
	    sizeof text));
	if (prefix >= 0)
		fprintf(out, "/%d\n", prefix);
	else
		fprintf(out, " %s\n", text_clean(r->mask, text, sizeof text));
	fprintf(out, "           %s\n", text_clean(r->flags, text,
	    sizeof text));
}

void
tables_reslist(FILE *out, const char *data, size_t len)
{
	struct rule row;
	const struct tables_walk w = { rule_fields, &row, sizeof row,
		write_rule, out };

	fputs("   hits    addr/prefix or addr mask\n"
	    "           restrictions\n" RULE, out);
	tables_walk(&w, data, len);
}

/*
 * --- commands ------------------------------------------------------------
 */

static const struct sheet_column iface_columns[] = {
	SHEET_COLUMN("name", TEXT, struct iface, name),
	SHEET_COLUMN("address", TEXT, struct iface, addr),
	SHEET_COLUMN("broadcast", TEXT, struct iface, bcast),
	SHEET_COLUMN("enabled", COUNT, struct iface, enabled),
	SHEET_COLUMN("flags", COUNT, struct iface, flags),
	SHEET_COLUMN("ttl", COUNT, struct iface, ttl),
	SHEET_COLUMN("groups", COUNT, struct iface, groups),
	SHEET_COLUMN("received", COUNT, struct iface, received),
	SHEET_COLUMN("sent", COUNT, struct iface, sent),
	SHEET_COLUMN("failed", COUNT, struct iface, failed),
	SHEET_COLUMN("peers", COUNT, struct iface, peers),
	SHEET_COLUMN("uptime", COUNT, struct iface, uptime),
	SHEET_END
};

static const struct sheet_column rule_columns[] = {
	SHEET_COLUMN("address", TEXT, struct rule, addr),
	SHEET_COLUMN("mask", TEXT, struct rule, mask),
	SHEET_COLUMN("flags", TEXT, struct rule, flags),
	SHEET_COLUMN("hits", COUNT, struct rule, hits),
	SHEET_END
};

/* Rows on their way to programs. */
struct feed {
	struct ntpq *n;
	struct sheet sheet;
};

static void
feed_row(void *ctx, const void *row)
{
	struct feed *f = ctx;

	sheet_row(f->n, &f->sheet, row);
}

/* Write the LEN octets at DATA as rows of FIELDS, with COLUMNS. */
static void
write_sheet(struct ntpq *n, const char *name, const struct tables_field *fields,
    const struct sheet_column *columns, const char *data, size_t len)
{
	union {
		struct iface iface;
		struct rule rule;
	} row;
	struct feed f = { n, { name, columns, NULL, NULL, NULL } };
	const struct tables_walk w = { fields, &row, sizeof row, feed_row,
		&f };

	sheet_begin(n, &f.sheet);
	tables_walk(&w, data, len);
	sheet_end(n, &f.sheet);
}

/* Ask for the list called NAME. */
static bool
ask(struct ntpq *n, const char *name)
{
	return query_ask(&n->query, CTL_READ_ORDLIST, 0, name, strlen(name));
}

void
show_ifstats(struct ntpq *n, const struct args *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	(void)a;
	if (!ask(n, "ifstats"))
		return;
	if (sheet_is_machine(n))
		write_sheet(n, "interfaces", iface_fields, iface_columns,
		    (const char *)r->data, r->length);
	else
		tables_ifstats(n->out, (const char *)r->data, r->length);
}

void
show_reslist(struct ntpq *n, const struct args *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	(void)a;
	if (!ask(n, "addr_restrictions"))
		return;
	if (sheet_is_machine(n))
		write_sheet(n, "restrictions", rule_fields, rule_columns,
		    (const char *)r->data, r->length);
	else
		tables_reslist(n->out, (const char *)r->data, r->length);
}
