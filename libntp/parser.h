/*
 * parser.h -- the hands of conf_parse: the current word, findings, values.
 *
 * A function that reads something is called with the word that announces it as
 * the current word, and leaves its own last word as the current one.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PARSER_H
#define PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf.h"
#include "conf_lex.h"
#include "conf_table.h"
#include "host.h"

/* A bit for each row of conf_table. */
struct parser_rows {
	uint64_t bits[CONF_ROWS_MAX / 64];
};

struct parser {
	struct conf *conf;
	const struct conf_reader *reader;
	const char *file;        /* being read; owned by conf */
	struct conf_lexer lex;
	struct conf_token token; /* the current word */
	unsigned last;           /* the column of the word before it */
	bool may_end;            /* the line could end before it */
	bool sense;              /* what ROW_SWITCH stores: enable or disable */
	bool bclient;            /* a directive switched it on */
	bool stop;               /* out of memory: read no further */
	unsigned errors, findings, findings_max;
	unsigned depth, included; /* files open, files opened */
	const char *open[8];     /* by depth: their names, from the outermost */
	struct parser_rows disabled; /* switches that "disable" named */
	struct parser_rows told; /* words whose lack of effect was told */
};

/* Go to the next word, read as the words of a line are. */
void parser_next(struct parser *p);

/* Go to the next word, read as a string whatever it looks like. */
void parser_next_string(struct parser *p);

/* Returns where the current word is. */
struct conf_place parser_place(const struct parser *p);

/* Report a finding of SEVERITY, logged with priority LOG, at AT. */
void parser_report(struct parser *p, enum conf_severity severity, int log,
    struct conf_place at, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Report F, whose words are FORMAT; "plain" is those, too, if it is NULL. */
void parser_tell(struct parser *p, struct conf_finding f, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/*
 * Report the current word as a syntax error; EXPECTING, or NULL, is what
 * would have been right.
 */
void parser_unexpected(struct parser *p, const char *expecting);

/* Report the current word as a syntax error: it is none of GROUP (NULL: no
 * directive); EXPECTING says in words what these are. */
void parser_unknown(struct parser *p, const char *group,
    const char *expecting);

/* Go to the next word; a syntax error unless it is the end of the line. */
void parser_end(struct parser *p);

/* Returns true if the current word can be a name where no string is forced. */
bool parser_is_name(const struct parser *p);

/* Returns true if the current word is the bare word WORD. */
bool parser_is_word(const struct parser *p, const char *word);

/* Returns the row of GROUP for the current word, or NULL. */
const struct conf_row *parser_row(const struct parser *p, const char *group);

/* Note that the text had something to say by ROW, and what that is worth. */
void parser_mark(struct parser *p, const struct conf_row *row);

/* Returns true if what P reads came over the network. */
bool parser_is_remote(const struct parser *p);

/* Returns false, reported, if ROW is not for remote configuration, and this
 * is. */
bool parser_allowed(struct parser *p, const struct conf_row *row);

/* Returns a copy of TEXT, or NULL with the parser stopped. */
char *parser_copy(struct parser *p, const char *text);

/*
 * Read the next word as a string.
 *
 * Returns a copy of it, or NULL after a syntax error.
 */
char *parser_text(struct parser *p);

/*
 * Returns LIST, which has N elements of SIZE octets, with room for one more,
 * or NULL with LIST untouched and the parser stopped.
 */
void *parser_grow(struct parser *p, void *list, size_t n, size_t size);

/* Append ELEMENT to LIST of N; true unless there is no memory. */
#define PARSER_APPEND(p, list, n, element) __extension__ ({ \
	void *grown_ = parser_grow(p, list, n, sizeof *(list)); \
	if (grown_ != NULL) { \
		(list) = grown_; \
		(list)[(n)++] = (element); \
	} \
	grown_ != NULL; })

/*
 * Read what follows the current word, which is that of ROW, into the struct
 * at BASE.
 *
 * Returns false after a syntax error, with BASE untouched.
 */
bool parser_value(struct parser *p, const struct conf_row *row, void *base);

/*
 * Read words of the group GROUP and their values into the struct at BASE,
 * from the current word to the end of the line or a syntax error.  SET, unless
 * NULL, collects the rows' "set".
 *
 * Returns how many were read.
 */
unsigned parser_options(struct parser *p, const char *group, void *base,
    unsigned *set);

/*
 * Do as parser_options(), but there must be at least one.
 *
 * Returns true if there was.
 */
bool parser_some_options(struct parser *p, const char *group, void *base,
    unsigned *set);

#endif
