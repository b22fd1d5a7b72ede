/*
 * conf_parse.c -- read the text of ntp.conf into a struct conf.
 *
 * One function for each form a directive can have, found by the type of its
 * row.  Each reads its line into a local struct first and appends that to the
 * configuration when the part that must be there is complete.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "conf_hosts.h"
#include "conf_own.h"
#include "conf_parse.h"
#include "parser.h"

#define KEY_MAX 65535 /* greatest id of a symmetric key */

/* Read the rest of the line of a directive that is ROW. */
typedef void directive(struct parser *p, const struct conf_row *row);

/* --- directives of one value, and groups of words ------------------------ */

static void
read_scalar(struct parser *p, const struct conf_row *row)
{
	if (!parser_value(p, row, p->conf))
		return;
	if (row->options == NULL || row->type == ROW_CHOICE) {
		parser_end(p);
		return;
	}
	parser_next(p);
	(void)parser_options(p, row->options, p->conf, NULL);
}

static void
read_group(struct parser *p, const struct conf_row *row)
{
	p->sense = row->bit != 0;
	parser_next(p);
	if (parser_some_options(p, row->options, p->conf, NULL))
		parser_mark(p, row);
}

static void
read_crypto(struct parser *p, const struct conf_row *row)
{
	parser_mark(p, row);
	parser_next(p);
	(void)parser_options(p, row->options, p->conf, NULL);
}

static void
read_bclient(struct parser *p, const struct conf_row *row)
{
	p->bclient = p->sense = true;
	parser_mark(p, row);
	parser_next(p);
	if (parser_row(p, row->options) != NULL)
		(void)parser_options(p, row->options, p->conf, NULL);
	else if (p->token.kind != TOKEN_END)
		parser_unexpected(p, "end of line");
}

/* --- keys ---------------------------------------------------------------- */

/*
 * Read "( FIRST ... LAST )" after its "(", or take the current word as one id.
 * Returns false after a syntax error.
 */
static bool
key_range(struct parser *p, struct conf_keys *k, int *first, int *last)
{
	bool range = p->token.kind == TOKEN_SPECIAL && p->token.text[0] == '(';

	if (range)
		parser_next(p);
	*first = *last = p->token.integer;
	if (p->token.kind == TOKEN_INTEGER && range) {
		parser_next(p);
		if (!parser_is_word(p, "..."))
			return false;
		parser_next(p);
		*last = p->token.integer;
	}
	if (p->token.kind != TOKEN_INTEGER)
		return false;
	if (range) {
		parser_next(p);
		if (p->token.kind != TOKEN_SPECIAL || p->token.text[0] != ')')
			return false;
	}
	k->first = (uint32_t)*first;
	k->last = (uint32_t)*last;
	return true;
}

static void
read_trusted(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_keys *list = NULL, k;
	size_t n = 0;
	unsigned words = 0;
	int first, last;

	for (parser_next(p); p->token.kind != TOKEN_END; parser_next(p)) {
		if (!key_range(p, &k, &first, &last))
			break;
		words++;
		if (first < 1 || last > KEY_MAX || first > last)
			parser_report(p, CONF_ERROR, PRI_ERR, parser_place(p),
			    "trusted key %d is invalid",
			    first < 1 ? first : last);
		else if (!PARSER_APPEND(p, list, n, k))
			break;
	}
	if (p->token.kind != TOKEN_END || words == 0)
		parser_unexpected(p, "a key id or ( ID ... ID )");
	if (words == 0)
		return;
	/* A later line replaces an earlier one, but what comes over the
	 * network is added. */
	for (size_t i = 0; parser_is_remote(p) && i < c->n_trusted; i++)
		if (!PARSER_APPEND(p, list, n, c->trusted[i]))
			break;
	free(c->trusted);
	c->trusted = list;
	c->n_trusted = n;
	parser_mark(p, row);
}

/* --- files and statistics ------------------------------------------------ */

/* driftfile [FILE [WANDER]]: without a file there is none. */
static void
read_driftfile(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	char *file;

	parser_next_string(p);
	if (p->token.kind == TOKEN_END) {
		parser_report(p, CONF_NOTE, PRI_INFO, parser_place(p),
		    "config: driftfile disabled");
		free(c->driftfile);
		c->driftfile = NULL;
		parser_mark(p, row);
		return;
	}
	if (p->token.kind != TOKEN_STRING) {
		parser_unexpected(p, "a string");
		return;
	}
	file = parser_copy(p, p->token.text);
	if (file == NULL)
		return;
	free(c->driftfile);
	c->driftfile = file;
	parser_mark(p, row);
	parser_next(p);
	if (p->token.kind == TOKEN_DOUBLE) {
		c->wander = p->token.number < 0 ? 0 : p->token.number;
		parser_end(p);
	} else if (p->token.kind != TOKEN_END) {
		parser_unexpected(p, "end of line or a number with a point");
	}
}

/* Returns true if NAME stays below the folder it is put into. */
static bool
is_below(const char *name)
{
	for (const char *at = name; at != NULL; at = strchr(at, '/')) {
		while (*at == '/')
			at++;
		if (at[0] == '.' && at[1] == '.' &&
		    (at[2] == '\0' || at[2] == '/'))
			return false;
	}
	return *name != '\0';
}

static void
read_filegen(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_filegen f = { .type = FILEGEN_DAY, .link = 1, .enabled = 1,
		.at = parser_place(p) };
	const struct conf_row *stats;

	parser_next(p);
	stats = parser_row(p, "statistics");
	if (stats == NULL) {
		parser_unknown(p, "statistics", "a set of statistics");
		return;
	}
	if (stats->bit == 0)
		parser_mark(p, stats); /* says why it has no effect */
	f.stats = (enum conf_stats)stats->bit;
	f.file = parser_copy(p, stats->word);
	if (f.file == NULL)
		return;
	parser_next(p);
	(void)parser_options(p, row->options, &f, NULL);
	if (!is_below(f.file))
		parser_report(p, CONF_WARNING, PRI_WARNING, f.at,
		    "filegen: file '%s' leaves statsdir, line ignored", f.file);
	else if (f.stats != 0 &&
	    PARSER_APPEND(p, c->filegens, c->n_filegens, f)) {
		parser_mark(p, row);
		return;
	}
	free(f.file);
}

/* Returns the bits of all kinds that KIND ("all", "info", ...) names, shifted
 * to CLASS, 0 if it names none. */
static uint32_t
log_kinds(enum conf_log_class class, const char *kind)
{
	static const char *const kinds[] = {
		[LOG_KIND_INFO] = "info", [LOG_KIND_EVENTS] = "events",
		[LOG_KIND_STATUS] = "status",
		[LOG_KIND_STATISTICS] = "statistics"
	};
	uint32_t bits = 0;

	for (int i = LOG_KIND_INFO; i <= LOG_KIND_STATISTICS; i++)
		if (strcmp(kind, kinds[i]) == 0 || strcmp(kind, "all") == 0)
			bits |= conf_log_bit(class, (enum conf_log_kind)i);
	return bits;
}

/*
 * Returns the bits that NAME stands for, 0 if none: a class ("clock", "all")
 * with a kind, a kind alone (of the system class), or a class after "all".
 */
static uint32_t
log_bits(const char *name)
{
	static const char *const classes[] = {
		[LOG_CLASS_CLOCK] = "clock", [LOG_CLASS_PEER] = "peer",
		[LOG_CLASS_SYNC] = "sync", [LOG_CLASS_SYS] = "sys"
	};
	uint32_t bits = log_kinds(LOG_CLASS_SYS, name);
	bool all = strncmp(name, "all", 3) == 0;

	for (int i = LOG_CLASS_CLOCK; i <= LOG_CLASS_SYS && name[0] != 0; i++) {
		enum conf_log_class class = (enum conf_log_class)i;
		size_t n = strlen(classes[i]);

		if (strncmp(name, classes[i], n) == 0)
			bits |= log_kinds(class, name + n);
		if (all && strcmp(name + 3, classes[i]) == 0)
			bits |= log_kinds(class, "all");
		else if (all)
			bits |= log_kinds(class, name + 3);
	}
	return bits;
}

/* Apply "=NAME", "+NAME" or "-NAME" to the mask. */
static void
log_item(struct parser *p, const char *item)
{
	char sign = strchr("=+-", item[0]) != NULL ? item[0] : '=';
	const char *name = strchr("=+-", item[0]) != NULL ? item + 1 : item;
	uint32_t bits = log_bits(name), *mask = &p->conf->logmask;

	if (bits == 0)
		parser_report(p, CONF_ERROR, PRI_ERR, parser_place(p),
		    "logconfig: '%s' not recognized - ignored", name);
	if (sign == '=')
		*mask = bits; /* an unknown name too clears it, as ever */
	else
		*mask = sign == '+' ? *mask | bits : *mask & ~bits;
}

static void
read_logconfig(struct parser *p, const struct conf_row *row)
{
	unsigned n = 0;

	for (;; n++) {
		parser_next_string(p);
		if (p->token.kind != TOKEN_STRING)
			break;
		log_item(p, p->token.text);
		parser_mark(p, row);
	}
	if (n == 0 || p->token.kind != TOKEN_END)
		parser_unexpected(p, "a class of messages");
}

/* --- the others ---------------------------------------------------------- */

static void
read_fudge(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_fudge f = { .at = parser_place(p) };
	char *address = parser_text(p);

	if (address == NULL)
		return;
	parser_next(p);
	if (parser_some_options(p, row->options, &f, &f.set)) {
		parser_mark(p, row);
		if (addr_parse(&f.clock, address) &&
		    addr_is_refclock(&f.clock))
			(void)PARSER_APPEND(p, c->fudges, c->n_fudges, f);
		else
			parser_report(p, CONF_ERROR, PRI_ERR, f.at,
			    "inappropriate address %s for the fudge command, "
			    "line ignored", address);
	}
	free(address);
}

static void
read_phone(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	unsigned n = 0;

	for (;; n++) {
		parser_next_string(p);
		if (p->token.kind != TOKEN_STRING)
			break;
		parser_mark(p, row);
		if (c->n_phones == CONF_PHONES) {
			parser_report(p, CONF_WARNING, PRI_INFO,
			    parser_place(p), "phone: Number of phone entries "
			    "exceeds %d. Ignoring phone %s...", CONF_PHONES,
			    p->token.text);
			continue;
		}
		c->phones[c->n_phones] = parser_copy(p, p->token.text);
		if (c->phones[c->n_phones] == NULL)
			return;
		c->n_phones++;
	}
	if (n == 0 || p->token.kind != TOKEN_END)
		parser_unexpected(p, "a string");
}

static void
read_setvar(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_var v = { .name = parser_text(p) };

	if (v.name == NULL)
		return;
	parser_next(p);
	if (p->token.kind == TOKEN_SPECIAL && p->token.text[0] == '=')
		v.value = parser_text(p);
	else
		parser_unexpected(p, "= between blanks");
	if (v.value != NULL) {
		p->sense = true;
		parser_next(p);
		(void)parser_options(p, row->options, &v, NULL);
		parser_mark(p, row);
		if (PARSER_APPEND(p, c->vars, c->n_vars, v))
			return;
	}
	free(v.name);
	free(v.value);
}

static void
read_ttl(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	unsigned n = 0;

	for (;; n++) {
		parser_next(p);
		if (p->token.kind != TOKEN_INTEGER)
			break;
		parser_mark(p, row);
		if (c->n_ttl == CONF_TTLS)
			parser_report(p, CONF_WARNING, PRI_INFO,
			    parser_place(p), "ttl: Number of TTL entries "
			    "exceeds %d. Ignoring TTL %d...", CONF_TTLS,
			    p->token.integer);
		else
			c->ttl[c->n_ttl++] = p->token.integer < 0 ? 0 :
			    p->token.integer > 255 ? 255 : p->token.integer;
	}
	if (n == 0 || p->token.kind != TOKEN_END)
		parser_unexpected(p, "an integer");
}

static void
read_nic(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	struct conf_nic n = { .at = parser_place(p) };
	const struct conf_row *word;

	parser_next(p);
	word = parser_row(p, row->options);
	if (word == NULL) {
		parser_unknown(p, row->options, "listen, ignore or drop");
		return;
	}
	parser_mark(p, word);
	n.action = (enum conf_nic_action)word->bit;
	parser_next(p);
	word = parser_row(p, "interface match");
	if (word != NULL)
		parser_mark(p, word);
	else if (!parser_is_name(p)) {
		parser_unexpected(p, "an address or a name");
		return;
	}
	n.match = parser_copy(p, p->token.text);
	if (n.match == NULL)
		return;
	parser_mark(p, row);
	if (PARSER_APPEND(p, c->nics, c->n_nics, n))
		parser_end(p);
	else
		free(n.match);
}

/* simulate { ... }: over as many lines as it takes, and without effect. */
static void
read_simulate(struct parser *p, const struct conf_row *row)
{
	unsigned open = 0;
	bool more = true;

	parser_mark(p, row);
	parser_next(p);
	if (p->token.kind != TOKEN_SPECIAL || p->token.text[0] != '{') {
		parser_unexpected(p, "{");
		return;
	}
	for (; more; parser_next(p)) {
		if (p->token.kind == TOKEN_END)
			more = conf_lex_line(&p->lex);
		if (p->token.kind != TOKEN_SPECIAL)
			continue;
		open += p->token.text[0] == '{';
		open -= p->token.text[0] == '}';
		more = open > 0;
	}
	if (open > 0)
		parser_unexpected(p, "}");
}

static void
read_end(struct parser *p, const struct conf_row *row)
{
	parser_mark(p, row);
	p->lex.at = p->lex.end;
}

/* Whatever it says, it has no effect; the row says why. */
static void
read_rest(struct parser *p, const struct conf_row *row)
{
	parser_mark(p, row);
}

/* --- the text ------------------------------------------------------------ */

static void read_text(struct parser *p, const char *file, const char *text,
    size_t length);

/* Returns true if a file NAME may be opened from where P is. */
static bool
may_include(struct parser *p, const char *name)
{
	bool again = false;

	for (unsigned i = 0; i < p->depth; i++)
		again |= strcmp(p->open[i], name) == 0;
	if (!again && p->depth <= CONF_INCLUDE_DEPTH &&
	    p->included < CONF_INCLUDE_FILES)
		return true;
	parser_report(p, CONF_ERROR, PRI_ERR, parser_place(p), again ?
	    "getconfig: <%s> includes itself" :
	    "getconfig: Maximum include file level exceeded.", name);
	return false;
}

static void
read_include(struct parser *p, const struct conf_row *row)
{
	struct conf_place at;
	char *name = parser_text(p);
	const char *text = NULL;
	size_t length = 0;

	if (name == NULL)
		return;
	at = parser_place(p);
	parser_mark(p, row);
	if (may_include(p, name)) {
		p->included++;
		if (p->reader != NULL && p->reader->include != NULL)
			text = p->reader->include(p->reader->ctx, name,
			    &length);
		if (text != NULL)
			read_text(p, name, text, length);
		else
			parser_tell(p, (struct conf_finding){ .at = at,
			    .severity = CONF_NOTE, .log = PRI_DEBUG,
			    .rule = "file", .word = name },
			    "getconfig: Couldn't open <%s>", name);
	}
	free(name);
	parser_end(p);
}

static void
read_line(struct parser *p)
{
	static directive *const read[ROW_TYPES] = {
		[ROW_BOOL] = read_scalar, [ROW_INTEGER] = read_scalar,
		[ROW_KEY] = read_scalar, [ROW_PORT] = read_scalar,
		[ROW_NUMBER] = read_scalar, [ROW_TEXT] = read_scalar,
		[ROW_CHOICE] = read_scalar, [ROW_GROUP] = read_group,
		[ROW_ASSOC] = conf_hosts_assoc, [ROW_UNPEER] = conf_hosts_unpeer,
		[ROW_CASTS] = conf_hosts_casts, [ROW_BCLIENT] = read_bclient,
		[ROW_RESTRICT] = conf_hosts_restrict, [ROW_FUDGE] = read_fudge,
		[ROW_TRUSTED] = read_trusted, [ROW_CRYPTO] = read_crypto,
		[ROW_FILEGEN] = read_filegen, [ROW_LOGCONFIG] = read_logconfig,
		[ROW_DRIFTFILE] = read_driftfile, [ROW_INCLUDE] = read_include,
		[ROW_PHONE] = read_phone, [ROW_SETVAR] = read_setvar,
		[ROW_TRAP] = conf_hosts_trap, [ROW_TTL] = read_ttl,
		[ROW_NIC] = read_nic, [ROW_SIMULATE] = read_simulate,
		[ROW_END] = read_end, [ROW_REST] = read_rest,
		[ROW_MAKESTEP] = conf_own_makestep,
		[ROW_LOCAL] = conf_own_local,
		[ROW_RATELIMIT] = conf_own_ratelimit,
		[ROW_REFCLOCK] = conf_own_refclock
	};
	const struct conf_row *row;

	parser_next(p);
	if (p->token.kind == TOKEN_END)
		return;
	row = parser_row(p, NULL);
	if (row == NULL)
		parser_unknown(p, NULL, "a directive");
	else if (parser_allowed(p, row))
		read[row->type](p, row);
}

/* Returns the name NAME as the configuration keeps it, NULL for NULL. */
static const char *
keep_name(struct parser *p, const char *name)
{
	struct conf *c = p->conf;
	char *copy;

	for (size_t i = 0; i < c->n_files && name != NULL; i++)
		if (strcmp(c->files[i], name) == 0)
			return c->files[i];
	copy = name != NULL ? parser_copy(p, name) : NULL;
	if (copy != NULL && !PARSER_APPEND(p, c->files, c->n_files, copy)) {
		free(copy);
		copy = NULL;
	}
	return copy;
}

/* Read TEXT, the LENGTH octets of FILE, and return to where P was. */
static void
read_text(struct parser *p, const char *file, const char *text, size_t length)
{
	static const char mark[] = "\xef\xbb\xbf"; /* the byte order mark */
	struct conf_lexer before = p->lex;
	const char *including = p->file;
	size_t skip = 0;

	if (length >= 3 && memcmp(text, mark, 3) == 0)
		skip = 3;
	p->file = keep_name(p, file);
	p->open[p->depth++] = p->file != NULL ? p->file : "";
	conf_lex_init(&p->lex, text + skip, length - skip);
	while (!p->stop && conf_lex_line(&p->lex))
		read_line(p);
	p->depth--;
	p->lex = before;
	p->file = including;
}

unsigned
conf_parse(struct conf *c, const char *file, const char *text,
    size_t length, const struct conf_reader *reader)
{
	struct parser p;

	memset(&p, 0, sizeof p);
	p.conf = c;
	p.reader = reader;
	p.findings_max = reader != NULL && reader->findings_max > 0 ?
	    reader->findings_max : CONF_FINDINGS_MAX;
	read_text(&p, file, text, length);
	if (p.bclient)
		c->enable.bclient = true;
	c->errors += p.errors;
	return p.errors;
}
