/*
 * parser.c -- the hands of conf_parse: the current word, findings, values.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_classic.h"
#include "parser.h"

#define WORD_SHOWN 50        /* octets of a word that a finding quotes */
#define FINDING_TEXT 2048    /* octets of a finding; paths fit */
#define KEY_MAX 65535        /* greatest id of a symmetric key */

void
parser_next(struct parser *p)
{
	p->last = p->token.column;
	conf_lex_next(&p->lex, false, &p->token);
}

void
parser_next_string(struct parser *p)
{
	p->last = p->token.column;
	conf_lex_next(&p->lex, true, &p->token);
}

struct conf_place
parser_place(const struct parser *p)
{
	struct conf_place at = { p->file, p->token.line, p->token.column };

	return at;
}

/* Make TEXT fit for a log: what is not printable ASCII becomes "?". */
static void
clean(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

static void
deliver(struct parser *p, struct conf_finding f, const char *format,
    va_list args)
{
	char text[FINDING_TEXT], plain[FINDING_TEXT];

	if (f.severity == CONF_ERROR && !f.repeated)
		p->errors++;
	if (p->findings > p->findings_max)
		return;
	if (p->findings++ == p->findings_max)
		(void)snprintf(text, sizeof text,
		    "more findings, which are not told");
	else
		(void)vsnprintf(text, sizeof text, format, args);
	if (f.plain == NULL) {
		memcpy(plain, text, strlen(text) + 1);
		f.plain = plain;
	}
	clean(text);
	f.text = text;
	if (p->reader != NULL && p->reader->report != NULL)
		p->reader->report(p->reader->ctx, &f);
}

void
parser_report(struct parser *p, enum conf_severity severity, int log,
    struct conf_place at, const char *format, ...)
{
	struct conf_finding f = { .severity = severity, .at = at, .log = log,
		.rule = "value" };
	va_list args;

	va_start(args, format);
	deliver(p, f, format, args);
	va_end(args);
}

void
parser_tell(struct parser *p, struct conf_finding f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	deliver(p, f, format, args);
	va_end(args);
}

/*
 * Report the current word as F, a syntax error, and once more for the log: in
 * words, and where it is.
 */
static void
report_syntax(struct parser *p, struct conf_finding f, const char *expecting)
{
	const struct conf_token *t = &p->token;
	const char *quote = t->kind == TOKEN_END ? "" : "\"";
	char plain[256], reply[256];

	(void)snprintf(reply, sizeof reply, "column %u ",
	    t->kind == TOKEN_END ? p->last : t->column);
	conf_classic_syntax(t, expecting, p->may_end, reply + strlen(reply),
	    sizeof reply - strlen(reply));
	f.reply = reply;
	(void)snprintf(plain, sizeof plain, "unexpected %s%.*s%s%s%s", quote,
	    WORD_SHOWN, t->kind == TOKEN_END ? "end of line" :
	    t->kind == TOKEN_NUL ? "octet 0" : t->text, quote,
	    expecting != NULL ? ", expecting " : "",
	    expecting != NULL ? expecting : "");
	f.plain = plain;
	parser_tell(p, f, "line %u column %u syntax error, %s", t->line,
	    t->column, plain);
	f.repeated = true;
	parser_tell(p, f, "syntax error in %s line %u, column %u",
	    p->file != NULL ? p->file : "command line", t->line, t->column);
}

void
parser_unexpected(struct parser *p, const char *expecting)
{
	const struct conf_token *t = &p->token;
	struct conf_finding f = { .severity = CONF_ERROR, .log = PRI_ERR,
		.rule = "syntax", .at = parser_place(p) };

	if (t->kind == TOKEN_TOO_LONG)
		parser_tell(p, f, "configuration item on line %u longer than "
		    "limit of %d, began with '%.*s'", t->line, CONF_LEX_WORD,
		    WORD_SHOWN, t->text);
	else
		report_syntax(p, f, expecting);
}

void
parser_unknown(struct parser *p, const char *group, const char *expecting)
{
	struct conf_finding f = { .severity = CONF_ERROR, .log = PRI_ERR,
		.rule = "word", .at = parser_place(p), .group = group,
		.word = p->token.text };

	if (p->token.kind == TOKEN_END || p->token.kind == TOKEN_TOO_LONG ||
	    p->token.kind == TOKEN_NUL)
		parser_unexpected(p, expecting);
	else
		report_syntax(p, f, expecting);
}

void
parser_end(struct parser *p)
{
	parser_next(p);
	if (p->token.kind != TOKEN_END)
		parser_unexpected(p, "end of line");
}

bool
parser_is_name(const struct parser *p)
{
	return p->token.kind == TOKEN_STRING || (p->token.kind == TOKEN_WORD &&
	    !conf_table_keyword(p->token.text));
}

bool
parser_is_word(const struct parser *p, const char *word)
{
	return p->token.kind == TOKEN_WORD && strcmp(p->token.text, word) == 0;
}

const struct conf_row *
parser_row(const struct parser *p, const char *group)
{
	return p->token.kind != TOKEN_WORD ? NULL :
	    conf_table_find(group, p->token.text);
}

/* Add ROW to ROWS; returns false if it was there already. */
static bool
add_row(struct parser_rows *rows, const struct conf_row *row)
{
	size_t i = conf_table_index(row);
	uint64_t bit = 1ULL << i % 64;
	bool is_new = (rows->bits[i / 64] & bit) == 0;

	rows->bits[i / 64] |= bit;
	return is_new;
}

/* Returns what ROW's word follows, "" if nothing. */
static const char *
group_of(const struct parser *p, const struct conf_row *row)
{
	if (row->group == NULL)
		return "";
	return p->sense || strcmp(row->group, "enable") != 0 ? row->group :
	    "disable";
}

void
parser_mark(struct parser *p, const struct conf_row *row)
{
	size_t i = conf_table_index(row);
	int log = row->log != 0 ? row->log : PRI_DEBUG;
	const char *group = group_of(p, row);

	p->conf->set[i / 64] |= 1ULL << i % 64;
	if (row->inert == NULL || !add_row(&p->told, row))
		return;
	parser_tell(p, (struct conf_finding){ .log = log, .rule = "inert",
	    .severity = log <= PRI_WARNING ? CONF_WARNING : CONF_NOTE,
	    .at = parser_place(p) }, "%s%s%s has no effect: %s",
	    group, group[0] != '\0' ? " " : "", row->word, row->inert);
}

bool
parser_is_remote(const struct parser *p)
{
	return p->reader != NULL && p->reader->remote;
}

bool
parser_allowed(struct parser *p, const struct conf_row *row)
{
	char why[128];

	if (!row->local || !parser_is_remote(p))
		return true;
	conf_classic_remote(row->group != NULL ? row->group : "", row->word,
	    why, sizeof why);
	if (row->type != ROW_SWITCH)
		parser_next_string(p); /* it is there that classic tells it */
	parser_report(p, CONF_ERROR, PRI_ERR, parser_place(p), "%s", why);
	return false;
}

/* Report that there is no memory and read no further. */
static void
no_memory(struct parser *p)
{
	p->stop = true;
	parser_report(p, CONF_ERROR, PRI_CRIT, parser_place(p),
	    "out of memory while reading the configuration");
}

char *
parser_copy(struct parser *p, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);

	if (copy == NULL)
		no_memory(p);
	else
		memcpy(copy, text, size);
	return copy;
}

char *
parser_text(struct parser *p)
{
	parser_next_string(p);
	if (p->token.kind != TOKEN_STRING) {
		parser_unexpected(p, "a string");
		return NULL;
	}
	return parser_copy(p, p->token.text);
}

void *
parser_grow(struct parser *p, void *list, size_t n, size_t size)
{
	void *grown;

	if (n > 0 && (n & (n - 1)) != 0)
		return list; /* room is made in powers of two */
	grown = n > SIZE_MAX / 2 / size ? NULL :
	    realloc(list, (n > 0 ? 2 * n : 1) * size);
	if (grown == NULL)
		no_memory(p);
	return grown;
}

/* --- values -------------------------------------------------------------- */

/* Returns VALUE, which is the current word, within ROW's limits. */
static double
limit(struct parser *p, const struct conf_row *row, double value)
{
	bool below = value < row->min;
	unsigned quiet = below ? LIMIT_QUIET_BELOW : LIMIT_QUIET_ABOVE;

	if ((row->min == 0 && row->max == 0) ||
	    (value >= row->min && value <= row->max) ||
	    (value == 0 && (row->limit & LIMIT_NOT_ZERO) != 0))
		return value;
	parser_tell(p, (struct conf_finding){ .severity = CONF_WARNING,
	    .log = (row->limit & quiet) != 0 ? PRI_DEBUG : PRI_INFO,
	    .rule = "range", .at = parser_place(p) },
	    "%s: provided value (%.12g) is %s (%.12g)", row->word, value,
	    below ? "below minimum" : "above maximum",
	    below ? row->min : row->max);
	return below ? row->min : row->max;
}

/* Read an integer into VALUE; returns false after a syntax error. */
static bool
read_int(struct parser *p, const struct conf_row *row, int *value)
{
	parser_next(p);
	if (p->token.kind != TOKEN_INTEGER) {
		parser_unexpected(p, "an integer");
		return false;
	}
	*value = (int)limit(p, row, p->token.integer);
	return true;
}

/* Read an integer or a decimal into VALUE, as written. */
static bool
read_double(struct parser *p, const struct conf_row *row, double *value)
{
	parser_next(p);
	if (p->token.kind != TOKEN_INTEGER && p->token.kind != TOKEN_DOUBLE) {
		parser_unexpected(p, "a number");
		return false;
	}
	*value = limit(p, row, p->token.number);
	return true;
}

static bool
read_boolean(struct parser *p, bool *value)
{
	parser_next(p);
	*value = true;
	if (parser_is_word(p, "true"))
		return true;
	if (p->token.kind != TOKEN_INTEGER) {
		parser_unexpected(p, "0, 1 or true");
		return false;
	}
	*value = p->token.integer != 0;
	if (p->token.integer != 0 && p->token.integer != 1)
		parser_report(p, CONF_WARNING, PRI_ERR, parser_place(p),
		    "line %u column %u Integer value is not boolean (0 or 1). "
		    "Assuming 1", p->token.line, p->token.column);
	return true;
}

static bool
value_flag(struct parser *p, const struct conf_row *row, void *target)
{
	unsigned *flags = target;

	(void)p;
	*flags |= row->bit;
	return true;
}

static bool
value_value(struct parser *p, const struct conf_row *row, void *target)
{
	int *value = target;

	(void)p;
	*value = (int)row->bit;
	return true;
}

static bool
value_switch(struct parser *p, const struct conf_row *row, void *target)
{
	bool *value = target;
	size_t i = conf_table_index(row);

	if (!p->sense)
		(void)add_row(&p->disabled, row);
	*value = p->sense && (p->disabled.bits[i / 64] >> i % 64 & 1) == 0;
	return true;
}

static bool
value_bool(struct parser *p, const struct conf_row *row, void *target)
{
	bool *value = target;

	(void)row;
	return read_boolean(p, value);
}

static bool
value_bit(struct parser *p, const struct conf_row *row, void *target)
{
	unsigned *flags = target;
	bool on;

	if (!read_boolean(p, &on))
		return false;
	*flags = on ? *flags | row->bit : *flags & ~row->bit;
	return true;
}

static bool
value_integer(struct parser *p, const struct conf_row *row, void *target)
{
	int *value = target;

	return read_int(p, row, value);
}

static bool
value_truncated(struct parser *p, const struct conf_row *row, void *target)
{
	int *value = target;
	double number;

	if (!read_double(p, row, &number))
		return false;
	*value = (int)number;
	return true;
}

static bool
value_key(struct parser *p, const struct conf_row *row, void *target)
{
	uint32_t *key = target;
	int id;

	if (!read_int(p, row, &id))
		return false;
	*key = id > 0 ? (uint32_t)id : 0;
	if (id > KEY_MAX)
		parser_report(p, CONF_ERROR, PRI_ERR, parser_place(p),
		    "%s: key id %d is above %d", row->word, id, KEY_MAX);
	return true;
}

static bool
value_port(struct parser *p, const struct conf_row *row, void *target)
{
	uint16_t *port = target;
	int value;

	if (!read_int(p, row, &value))
		return false;
	*port = (uint16_t)value;
	return true;
}

static bool
value_number(struct parser *p, const struct conf_row *row, void *target)
{
	double *number = target, value;

	if (!read_double(p, row, &value))
		return false;
	*number = row->scale != 0 ? value * row->scale : value;
	return true;
}

static bool
value_text(struct parser *p, const struct conf_row *row, void *target)
{
	char **old = target, *text = parser_text(p);

	(void)row;
	if (text == NULL)
		return false;
	free(*old);
	*old = text;
	return true;
}

static bool
value_refid(struct parser *p, const struct conf_row *row, void *target)
{
	char *text = parser_text(p), *refid = target;

	(void)row;
	if (text == NULL)
		return false;
	memset(refid, 0, 5);
	for (int i = 0; i < 4 && text[i] != '\0'; i++)
		refid[i] = text[i];
	free(text);
	return true;
}

static bool
value_choice(struct parser *p, const struct conf_row *row, void *target)
{
	const struct conf_row *word;
	int *value = target;

	parser_next(p);
	word = parser_row(p, row->options);
	if (word == NULL) {
		parser_unknown(p, row->options, NULL);
		return false;
	}
	*value = (int)word->bit;
	parser_mark(p, word);
	return true;
}

/* Where values go that are not kept. */
union nowhere {
	unsigned flags;
	int integer;
	bool boolean;
	uint16_t port;
	uint32_t key;
	double number;
	char *text;
	char refid[5];
};

bool
parser_value(struct parser *p, const struct conf_row *row, void *base)
{
	static bool (*const read[ROW_TYPES])(struct parser *,
	    const struct conf_row *, void *) = {
		[ROW_FLAG] = value_flag, [ROW_VALUE] = value_value,
		[ROW_SWITCH] = value_switch, [ROW_BOOL] = value_bool,
		[ROW_BIT] = value_bit, [ROW_INTEGER] = value_integer,
		[ROW_TRUNCATED] = value_truncated, [ROW_KEY] = value_key,
		[ROW_PORT] = value_port, [ROW_NUMBER] = value_number,
		[ROW_TEXT] = value_text, [ROW_REFID] = value_refid,
		[ROW_CHOICE] = value_choice
	};
	union nowhere nowhere;
	bool kept = row->at != CONF_NOWHERE, ok;

	if (!parser_allowed(p, row))
		return false;
	memset(&nowhere, 0, sizeof nowhere);
	ok = read[row->type](p, row, kept ? (char *)base + row->at :
	    (char *)&nowhere);
	if (ok && row->also != 0)
		*(double *)((char *)base + row->also) =
		    *(double *)((char *)base + row->at);
	if (row->type == ROW_TEXT && !kept)
		free(nowhere.text);
	if (ok)
		parser_mark(p, row);
	return ok;
}

/* Report the current word, which is no option of GROUP; is one NEEDED? */
static void
no_option(struct parser *p, const char *group, bool needed)
{
	char expecting[64];

	(void)snprintf(expecting, sizeof expecting, "an option of %s", group);
	p->may_end = !needed;
	parser_unknown(p, group, expecting);
	p->may_end = false;
}

/* Read options of GROUP as parser_options() does; is one NEEDED? */
static unsigned
read_options(struct parser *p, const char *group, bool needed, void *base,
    unsigned *set)
{
	unsigned n = 0;

	for (; p->token.kind != TOKEN_END; parser_next(p)) {
		const struct conf_row *row = parser_row(p, group);

		if (row == NULL) {
			no_option(p, group, needed && n == 0);
			break;
		}
		if (!parser_value(p, row, base))
			break;
		if (set != NULL)
			*set |= row->set;
		n++;
	}
	return n;
}

unsigned
parser_options(struct parser *p, const char *group, void *base, unsigned *set)
{
	return read_options(p, group, false, base, set);
}

bool
parser_some_options(struct parser *p, const char *group, void *base,
    unsigned *set)
{
	if (p->token.kind == TOKEN_END)
		no_option(p, group, true);
	return read_options(p, group, true, base, set) > 0;
}
