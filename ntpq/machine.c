/*
 * machine.c -- answers for programs to read.
 *
 * Variables go by the names they have on the wire and with the values they came
 * with, so that what is documented of them holds here, too.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assocs.h"
#include "machine.h"
#include "names.h"
#include "peers.h"
#include "sheet.h"
#include "text.h"

#define ID_MOST 65535

void
machine_string(FILE *out, const char *s, size_t len)
{
	putc('"', out);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < ' ' || c > '~')
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

/* Returns how many of the LEN octets at S are digits. */
static size_t
count_digits(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= '0' && s[n] <= '9')
		n++;
	return n;
}

/* Returns true if the LEN octets at S are a number as JSON has them. */
static bool
is_number(const char *s, size_t len)
{
	size_t at = len > 0 && s[0] == '-' ? 1 : 0, n;

	n = count_digits(s + at, len - at);
	if (n == 0 || (n > 1 && s[at] == '0'))
		return false;
	at += n;
	if (at < len && s[at] == '.') {
		n = count_digits(s + at + 1, len - at - 1);
		at += n + 1;
		if (n == 0)
			return false;
	}
	if (at < len && (s[at] == 'e' || s[at] == 'E')) {
		at++;
		if (at < len && (s[at] == '-' || s[at] == '+'))
			at++;
		n = count_digits(s + at, len - at);
		at += n;
		if (n == 0)
			return false;
	}
	return at == len;
}

/* Take the quotes off the value of V. */
static void
unquote(struct ctlmsg_var *v)
{
	if (v->value_len < 2 || v->value[0] != '"' ||
	    v->value[v->value_len - 1] != '"')
		return;
	v->value++;
	v->value_len -= 2;
}

void
machine_object(FILE *out, const char *data, size_t len)
{
	const char *end = data + len, *separator = "";
	struct ctlmsg_var v;

	putc('{', out);
	while (ctlmsg_next(&data, end, &v)) {
		fputs(separator, out);
		separator = ",";
		machine_string(out, v.name, v.name_len);
		putc(':', out);
		if (is_number(v.value, v.value_len)) {
			fwrite(v.value, 1, v.value_len, out);
			continue;
		}
		unquote(&v);
		machine_string(out, v.value, v.value_len);
	}
	putc('}', out);
}

static void
write_host(struct ntpq *n)
{
	fputs("{\"host\":", n->out);
	machine_string(n->out, n->query.host, strlen(n->query.host));
}

/* A variable, for CSV. */
struct variable {
	unsigned long assoc;
	char status[8], name[256], value[CTLMSG_REPLY_MAX + 1];
};

static const struct sheet_column variable_columns[] = {
	SHEET_COLUMN("associd", COUNT, struct variable, assoc),
	SHEET_COLUMN("status", TEXT, struct variable, status),
	SHEET_COLUMN("name", TEXT, struct variable, name),
	SHEET_COLUMN("value", TEXT, struct variable, value),
	SHEET_END
};

/* Put the LEN octets at S into TO of SIZE octets, as much as fits. */
static void
keep(char *to, size_t size, const char *s, size_t len)
{
	if (len >= size)
		len = size - 1;
	memcpy(to, s, len);
	to[len] = '\0';
}

/* Write the answer about ASSOC as CSV: a row for each variable. */
static void
write_rows(struct ntpq *n, unsigned long assoc)
{
	static const struct sheet sheet = { "variables", variable_columns,
		NULL, NULL, NULL };
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data, *end = at + r->length;
	struct variable *row = calloc(1, sizeof *row);
	struct ctlmsg_var v;

	if (row == NULL) {
		fputs("***Out of memory\n", stderr);
		return;
	}
	row->assoc = assoc;
	snprintf(row->status, sizeof row->status, "0x%04x", r->status);
	sheet_begin(n, &sheet);
	while (ctlmsg_next(&at, end, &v)) {
		unquote(&v);
		keep(row->name, sizeof row->name, v.name, v.name_len);
		keep(row->value, sizeof row->value, v.value, v.value_len);
		sheet_row(n, &sheet, row);
	}
	sheet_end(n, &sheet);
	free(row);
}

void
machine_vars(struct ntpq *n, unsigned long assoc)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	if (n->options.csv) {
		write_rows(n, assoc);
		return;
	}

	write_host(n);
	fprintf(n->out, ",\"associd\":%lu,\"status\":\"0x%04x\","
	    "\"variables\":", assoc, r->status);
	machine_object(n->out, (const char *)r->data, r->length);
	fputs("}\n", n->out);
}

/* What a host says in words, for programs. */
struct answer {
	unsigned long status;
	char text[CTLMSG_REPLY_MAX + 1];
};

static const struct sheet_column answer_columns[] = {
	SHEET_COLUMN("status", COUNT, struct answer, status),
	SHEET_COLUMN("text", TEXT, struct answer, text),
	SHEET_END
};

void
machine_answer(struct ntpq *n)
{
	static const struct sheet sheet = { "answer", answer_columns, NULL,
		NULL, NULL };
	const struct ctlmsg_reply *r = &n->query.reply;
	struct answer *row = calloc(1, sizeof *row);
	size_t len = r->length;

	if (row == NULL) {
		fputs("***Out of memory\n", stderr);
		return;
	}
	while (len > 0 && (r->data[len - 1] == '\r' ||
	    r->data[len - 1] == '\n'))
		len--;
	row->status = r->status;
	keep(row->text, sizeof row->text, (const char *)r->data, len);
	sheet_write(n, &sheet, row);
	free(row);
}

/* Ask for the source A and write it behind SEPARATOR. */
static bool
write_source(struct ntpq *n, const struct assoc *a, const char *separator)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	if (!query_ask(&n->query, CTL_READVAR, a->id, "", 0))
		return false;
	fprintf(n->out, "%s{\"associd\":%u,\"status\":\"0x%04x\","
	    "\"tally\":\"%c\",\"condition\":\"%s\",\"variables\":", separator,
	    a->id, a->status, names_tally(a->status >> 8 & 7),
	    names_select(a->status >> 8 & 7));
	machine_object(n->out, (const char *)r->data, r->length);
	putc('}', n->out);
	return true;
}

/* A source, for CSV. */
struct peer_cells {
	unsigned long assoc, stratum, reach;
	char status[8], tally[2], condition[16], remote[COOK_NAME],
	    local[ADDR_TEXT], refid[COOK_NAME], type[2];
	double when, poll, delay, offset, jitter, dispersion;
};

#define CELL(name, kind, field) \
	SHEET_COLUMN(name, kind, struct peer_cells, field)
static const struct sheet_column peer_columns[] = {
	CELL("associd", COUNT, assoc),
	CELL("status", TEXT, status),
	CELL("tally", TEXT, tally),
	CELL("condition", TEXT, condition),
	CELL("remote", TEXT, remote),
	CELL("local", TEXT, local),
	CELL("refid", TEXT, refid),
	CELL("stratum", COUNT, stratum),
	CELL("type", TEXT, type),
	CELL("when", NUMBER, when),
	CELL("poll", NUMBER, poll),
	CELL("reach", COUNT, reach),
	CELL("delay", NUMBER, delay),
	CELL("offset", NUMBER, offset),
	CELL("jitter", NUMBER, jitter),
	CELL("dispersion", NUMBER, dispersion),
	SHEET_END
};
#undef CELL

/* Put ROW, the source A of N's host, into C. */
static void
fill_cells(struct ntpq *n, const struct peers_row *row, const struct assoc *a,
    struct peer_cells *c)
{
	unsigned select = a->status >> 8 & 7;

	*c = (struct peer_cells){ .assoc = a->id, .stratum = row->stratum,
		.reach = row->reach, .tally = { names_tally(select) },
		.type = { peers_type(row, PEERS_REFID) }, .when = NAN,
		.poll = row->hpoll < 32 ? ldexp(1, (int)row->hpoll) : NAN,
		.delay = row->delay, .offset = row->offset,
		.jitter = row->has_jitter ? row->jitter : NAN,
		.dispersion = row->dispersion };

	snprintf(c->status, sizeof c->status, "0x%04x", a->status);
	snprintf(c->condition, sizeof c->condition, "%s",
	    names_select(select));
	snprintf(c->refid, sizeof c->refid, "%s", row->refid);
	addr_format(&row->local, c->local, sizeof c->local);
	if (addr_is_any(&row->remote) && row->host[0] != '\0')
		snprintf(c->remote, sizeof c->remote, "%s", row->host);
	else
		cook_host(&row->remote, ntpq_names(n), c->remote,
		    sizeof c->remote);
	if (row->rec.fp >> 32 != 0)
		c->when = ntptime_diff(query_now(), row->rec);
}

/* Write the sources, only those that matter unless ALL, as CSV. */
static void
write_peers(struct ntpq *n, bool all)
{
	static const struct sheet sheet = { "sources", peer_columns, NULL,
		NULL, NULL };
	const struct ctlmsg_reply *r = &n->query.reply;
	struct peer_cells cells;
	struct peers_row row;

	sheet_begin(n, &sheet);
	for (size_t i = 0; i < n->n_assocs; i++) {
		const struct assoc *a = &n->assocs[i];

		if (!all && !assocs_is(a, ASSOCS_KNOWN))
			continue;
		if (!query_ask(&n->query, CTL_READVAR, a->id, "", 0))
			break;
		peers_read(&row, (const char *)r->data, r->length);
		fill_cells(n, &row, a, &cells);
		sheet_row(n, &sheet, &cells);
	}
	sheet_end(n, &sheet);
}

void
machine_sources(struct ntpq *n, bool all)
{
	const char *separator = "";

	if (n->options.csv) {
		write_peers(n, all);
		return;
	}
	write_host(n);
	fputs(",\"sources\":[", n->out);
	for (size_t i = 0; i < n->n_assocs; i++) {
		if (!all && !assocs_is(&n->assocs[i], ASSOCS_KNOWN))
			continue;
		if (!write_source(n, &n->assocs[i], separator))
			break;
		separator = ",";
	}
	fputs("]}\n", n->out);
}

bool
machine_get(struct ntpq *n, const char *what)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *colon = strchr(what, ':'), *at = (const char *)r->data;
	const char *name = colon != NULL ? colon + 1 : what;
	unsigned long assoc = 0;
	struct ctlmsg_var v;

	if ((colon != NULL && (!text_unsigned(what, (size_t)(colon - what),
	    &assoc) || assoc > ID_MOST)) || *name == '\0' ||
	    strlen(name) > CTLMSG_DATA) {
		fprintf(stderr, "***%s is not a variable\n", what);
		return false;
	}
	if (!query_ask(&n->query, CTL_READVAR, (uint16_t)assoc, name,
	    strlen(name)))
		return false;
	if (!ctlmsg_next(&at, at + r->length, &v) || v.value_len == 0) {
		query_prefix(&n->query, stderr);
		fprintf(stderr, "***No value of %s\n", name);
		return false;
	}
	unquote(&v);
	text_put(n->out, v.value, v.value_len);
	putc('\n', n->out);
	return true;
}
