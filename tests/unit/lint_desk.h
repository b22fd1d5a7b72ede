/*
 * lint_desk.h -- configurations to check, without a host.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LINT_DESK_H
#define LINT_DESK_H

#include "lint.h"

#define DESK_NOW 1780272000 /* s since 1970: 2026-06-01 */

/* A text for the name PATH, instead of a file's. */
struct desk_text {
	const char *path;
	const char *text;
	size_t length;  /* 0: as a string */
	const char *why; /* it cannot be read; NULL: it can */
};

/* What the readers of a test read. */
struct desk {
	struct lint_reader reader;
	const char *folder;            /* of files; NULL: texts only */
	const struct desk_text *texts; /* ends with a NULL path */
	char *held[32];                /* contents of files */
	size_t n_held;
};

/* Make D read files of FOLDER (NULL: none) and TEXTS (NULL: none). */
void desk_open(struct desk *d, const char *folder,
    const struct desk_text *texts);

/* Release what D read. */
void desk_close(struct desk *d);

/* Returns the check of FILE, read by D as a main file, with facts HOST. */
struct lint *desk_check(struct desk *d, const char *file,
    const struct lint_host *host);

/* Returns the check of TEXT alone, of LENGTH octets. */
struct lint *desk_check_text(struct desk *d, const char *text, size_t length);

/* Returns the findings of L by RULE, as many as there are. */
size_t desk_count(const struct lint *l, const char *rule);

/* Returns the contents of the file PATH and a NUL, to be freed; NULL if it
 * cannot be read. */
char *desk_read(const char *path, size_t *length);

#endif
