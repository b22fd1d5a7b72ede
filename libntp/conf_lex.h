/*
 * conf_lex.h -- the words of ntp.conf.
 *
 * A command is a line of words.  What a word is depends on where it stands:
 * after some keywords the next word is a string whatever it looks like (a host
 * may be called "key"), so the parser says which kind it wants.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_LEX_H
#define CONF_LEX_H

#include <stdbool.h>
#include <stddef.h>

#define CONF_LEX_WORD 1024 /* octets of the longest word */

enum conf_token_kind {
	TOKEN_END,      /* of the line */
	TOKEN_WORD,     /* none of the following: a keyword or a name */
	TOKEN_INTEGER,
	TOKEN_DOUBLE,   /* a number with a point */
	TOKEN_STRING,   /* quoted, or asked for */
	TOKEN_SPECIAL,  /* one of { } ( ) , ; | = */
	TOKEN_TOO_LONG, /* more than CONF_LEX_WORD octets; TEXT has those */
	TOKEN_NUL       /* has an octet 0 */
};

struct conf_token {
	enum conf_token_kind kind;
	unsigned line;      /* from 1 */
	unsigned column;    /* octets, from 1 */
	bool quoted;        /* some of it was in quotes */
	int integer;        /* of TOKEN_INTEGER; saturated */
	double number;      /* of TOKEN_INTEGER and TOKEN_DOUBLE; finite */
	char text[CONF_LEX_WORD + 1];
};

/* Where the lexer is in the text. */
struct conf_lexer {
	const char *at, *end;
	const char *line_start;
	unsigned line;      /* from 1; 0: before the first */
	bool force;         /* the next word is a string */
};

/* Make L read the LENGTH octets at TEXT, which stay the caller's. */
void conf_lex_init(struct conf_lexer *l, const char *text, size_t length);

/*
 * Go to the beginning of the next line, leaving out what is left of this one.
 *
 * Returns false at the end of the text.
 */
bool conf_lex_line(struct conf_lexer *l);

/*
 * Put the next word of the line into T, as a string if STRING is true;
 * TOKEN_END, again and again, if there is none.
 */
void conf_lex_next(struct conf_lexer *l, bool string, struct conf_token *t);

#endif
