/*
 * lint_core.h -- the inside of a check of ntp.conf: texts, lines, findings.
 *
 * The rules look at two things: at what the text means (struct conf, whose
 * parts know where they were written), and at the line that says it, taken
 * apart into words.  A finding has a place, words, and where there is one the
 * line to write instead.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LINT_CORE_H
#define LINT_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf.h"
#include "conf_table.h"

#define LINT_WORDS 64        /* words of a line that are looked at */
#define LINT_FINDINGS 100000 /* that are kept */

/* What to do about a finding. */
enum lint_action {
	LINT_NONE,    /* nothing can be proposed */
	LINT_REPLACE, /* write these lines instead of the line */
	LINT_ADD,     /* add these lines */
	LINT_REMOVE   /* leave the line out */
};

struct lint_finding {
	enum conf_severity severity;
	struct conf_place at; /* file NULL: none; line 0: the file as such */
	const char *rule;     /* "L1" to "L25", "syntax", "word", ... */
	char *text;           /* one line, octets as they were read */
	enum lint_action action;
	char *lines;          /* of LINT_REPLACE and LINT_ADD, each ending in
	                       * "\n" but the last; NULL otherwise */
	size_t file_order;    /* for lint_sort(): of its file, and as found */
	size_t order;
};

/* A proposal: what to do, and the lines, which the finding will own. */
struct lint_fix {
	enum lint_action action;
	char *lines;
};

/* Where a file stands in the configuration. */
enum lint_role {
	LINT_MAIN,     /* other tools read it, too */
	LINT_DROP_IN,  /* one of X.d beside X.conf */
	LINT_INCLUDED  /* by includefile; its words are those of who includes */
};

/* A file of the configuration. */
struct lint_text {
	char *name;
	enum lint_role role;
	bool drop_in;         /* the words of drop-ins are at home here */
	const char *text;     /* after the byte order mark; NULL: not read */
	size_t length;
	size_t *starts;       /* of its lines */
	size_t n_lines;
	bool marked;          /* it began with a byte order mark */
	bool is_missing;      /* there is no such file */
	const char *why;      /* it cannot be read; NULL: it was */
};

/* What a check needs of its host: contents of files. */
struct lint_reader {
	/*
	 * Returns the contents of the file PATH and their LENGTH, valid until
	 * lint_free(), or NULL with MISSING set if there is no such file and
	 * WHY, a constant text, in words.
	 */
	const char *(*read)(void *ctx, const char *path, size_t *length,
	    bool *missing, const char **why);
	void *ctx;
};

/* Another program that sets the clock. */
struct lint_daemon {
	const char *name;  /* "chronyd" */
	const char *where; /* the file that switches it on */
};

/* What the rules about the host want to know. */
struct lint_host {
	const struct addr *addrs; /* of its interfaces */
	size_t n_addrs;
	const struct lint_daemon *daemons;
	size_t n_daemons;
	const char *user;         /* whom the daemon becomes; NULL: nobody */
	int keys_mode;            /* permission bits of the keys file; -1: none */
	bool drift_known;         /* the next four are */
	const char *drift_folder;
	const char *drift_owner;
	bool drift_exists;        /* the folder is there */
	bool drift_writable;      /* for that user */
	const char *sysconfig;    /* path of the daemon's one; NULL: none */
	const char *sysconfig_text;
	size_t sysconfig_length;
	const char *sysconfig_read; /* path of the one that is read for it */
};

/* A configuration being checked. */
struct lint {
	const struct lint_reader *reader;
	const struct lint_host *host; /* NULL: rules about it are left out */
	int64_t now;                  /* s since 1970 */
	struct conf conf;
	struct lint_text *texts;
	size_t n_texts;
	struct lint_finding *findings;
	size_t n_findings;            /* kept: LINT_FINDINGS at most */
	size_t count[CONF_ERROR + 1]; /* of each severity, all of them */
	/* the lines in force */
	struct conf_place driftfile, keys, leapfile, controlkey, requestkey;
	bool limited;                 /* some restrict line says so */
	unsigned chrony;              /* lines of chrony's words */
	unsigned directives;          /* seen so far */
	bool borrowed;                /* CONF is somebody else's */
	bool failed;                  /* there was no memory */
};

struct lint_word {
	unsigned column; /* octets, from 1 */
	unsigned length; /* as written, quotes included */
};

/* A line taken apart. */
struct lint_line {
	const struct lint_text *file;
	const char *text;  /* without its end */
	size_t length;
	unsigned number;   /* from 1 */
	size_t comment;    /* where one begins; LENGTH: there is none */
	size_t n;          /* words */
	struct lint_word words[LINT_WORDS];
};

/* Returns true if the LINE of the place AT is known, and put into LINE. */
bool lint_line_at(const struct lint *l, struct conf_place at,
    struct lint_line *line);

/* Take line NUMBER (from 1) of FILE apart into LINE. */
void lint_line_get(const struct lint_text *file, size_t number,
    struct lint_line *line);

/* Returns where word I of LINE is; where the line is if there is none. */
struct conf_place lint_place(const struct lint_line *line, size_t i);

/* Returns true if word I of LINE is WORD, unquoted. */
bool lint_is(const struct lint_line *line, size_t i, const char *word);

/* Returns the first word of LINE from FROM on that is WORD; the number of
 * words if there is none. */
size_t lint_find(const struct lint_line *line, size_t from, const char *word);

/* Copy word I of LINE, without quotes, to BUF of SIZE; "" if there is none. */
const char *lint_word(const struct lint_line *line, size_t i, char *buf,
    size_t size);

/* Returns the row of the directive that LINE is; NULL if it is none. */
const struct conf_row *lint_directive(const struct lint_line *line);

/* Put WITH in the place of LENGTH octets at COLUMN (from 1). */
struct lint_edit {
	unsigned column, length;
	const char *with;
};

/* Returns the edit that puts WITH in the place of word I of LINE. */
struct lint_edit lint_change(const struct lint_line *line, size_t i,
    const char *with);

/* Returns the edit that puts WITH, which begins with a blank, after word I. */
struct lint_edit lint_append(const struct lint_line *line, size_t i,
    const char *with);

/* Returns the replacement of LINE by what the N edits E, in the order of their
 * columns, make of it; none for lines too long to show. */
struct lint_fix lint_edited(const struct lint_line *line,
    const struct lint_edit *e, size_t n);

/* Returns the proposal to do ACTION with the lines that FORMAT gives. */
struct lint_fix lint_lines(enum lint_action action, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Add a finding to L; FIX becomes the finding's. */
void lint_tell(struct lint *l, enum conf_severity severity, const char *rule,
    struct conf_place at, struct lint_fix fix, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/*
 * Add the file NAME to L, read by its reader unless TEXT of LENGTH octets is
 * given.
 *
 * Returns it, valid until the next one is added; NULL if there is no memory.
 */
struct lint_text *lint_open(struct lint *l, const char *name,
    enum lint_role role);

/* Returns the file NAME of L, NULL if it is none of it. */
struct lint_text *lint_find_text(const struct lint *l, const char *name);

#endif
