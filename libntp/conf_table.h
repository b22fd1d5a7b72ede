/*
 * conf_table.h -- every word of the configuration language, as a row.
 *
 * The rows are the one source for the parser, for what --check says, for
 * completion and for the manual.  A directive is a row without a group; the
 * words that may follow it are the rows of the group it names.  Where the
 * value goes is an offset, whose type the compiler has checked.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_TABLE_H
#define CONF_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "conf.h"

#define CONF_NOWHERE ((size_t)-1) /* the value is read and not kept */

/* How a word is followed, and what is kept of that. */
enum conf_type {
	/* words by themselves */
	ROW_FLAG,       /* sets BIT in an unsigned */
	ROW_VALUE,      /* puts BIT into an int */
	ROW_SWITCH,     /* puts the BIT of its directive into a bool */
	/* one value */
	ROW_BOOL,       /* 0, 1 or true: bool */
	ROW_BIT,        /* 0, 1 or true: BIT of an unsigned */
	ROW_INTEGER,    /* int */
	ROW_TRUNCATED,  /* integer or decimal, truncated: int */
	ROW_KEY,        /* key id: uint32_t */
	ROW_PORT,       /* uint16_t */
	ROW_NUMBER,     /* integer or decimal, times SCALE: double */
	ROW_TEXT,       /* string: char * */
	ROW_REFID,      /* up to four characters: char[5] */
	ROW_CHOICE,     /* a word of OPTIONS: int */
	/* directives with a form of their own */
	ROW_GROUP,      /* one or more words of OPTIONS, into struct conf */
	ROW_ASSOC,      /* [-4|-6] ADDRESS, then OPTIONS; BIT: enum conf_kind */
	ROW_UNPEER, ROW_CASTS, ROW_BCLIENT, ROW_RESTRICT, ROW_FUDGE,
	ROW_TRUSTED, ROW_CRYPTO, ROW_FILEGEN, ROW_LOGCONFIG, ROW_DRIFTFILE,
	ROW_INCLUDE, ROW_PHONE, ROW_SETVAR, ROW_TRAP, ROW_TTL, ROW_NIC,
	ROW_SIMULATE, ROW_END, ROW_MAKESTEP, ROW_LOCAL, ROW_RATELIMIT,
	ROW_REFCLOCK,
	ROW_REST,       /* anything: read over */
	ROW_TYPES       /* how many there are */
};

/* Which daemon knew the word first. */
enum conf_since { CONF_426, CONF_428, CONF_OWN };

/* How a number outside MIN..MAX is clamped. */
enum conf_limit {
	LIMIT_QUIET_BELOW = 0x01, /* not worth a line in the log */
	LIMIT_QUIET_ABOVE = 0x02,
	LIMIT_NOT_ZERO = 0x04     /* 0 stays 0: the default */
};

struct conf_row {
	const char *group;   /* what it is a word of; NULL: a directive */
	const char *word;
	enum conf_type type;
	size_t at;           /* offset of the target; CONF_NOWHERE: none */
	size_t also;         /* offset of a second one; 0: none */
	unsigned bit;
	unsigned set;        /* what the line's struct notes when it is given */
	double min, max;     /* as written; both 0: unlimited */
	double scale;        /* stored = written * scale; 0: 1 */
	unsigned limit;      /* enum conf_limit */
	const char *options; /* group of the words that follow; NULL: none */
	const char *unit;    /* of the number as written; NULL: none */
	const char *deflt;   /* as one would write it; NULL: none */
	const char *doc;     /* one sentence */
	const char *inert;   /* why it has no effect; NULL: it has */
	int log;             /* enum priority for saying so; 0: PRI_DEBUG */
	enum conf_since since;
	bool local;          /* not by remote configuration */
};

/* Returns all rows, directives first, and their NUMBER. */
const struct conf_row *conf_table_rows(size_t *number);

/*
 * Returns the row for WORD in GROUP (NULL: the directives), or NULL if there
 * is none.
 */
const struct conf_row *conf_table_find(const char *group, const char *word);

/*
 * Returns true if WORD is a keyword of the classic daemon anywhere: it then
 * cannot stand unquoted where a name is wanted and no string forced.
 */
bool conf_table_keyword(const char *word);

/* Returns the number of ROW, its bit in struct conf's "set". */
size_t conf_table_index(const struct conf_row *row);

/* Returns true if C was told something by ROW. */
bool conf_table_is_set(const struct conf *c, const struct conf_row *row);

#endif
