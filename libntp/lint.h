/*
 * lint.h -- check a configuration: everything an owner should know about it.
 *
 * lint_read() the main file and its drop-ins, lint_judge() what was read, then
 * look at the findings, which are in the order of files and lines.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LINT_H
#define LINT_H

#include "lint_core.h"

/*
 * Begin a check whose files are read by READER, which must outlive it.
 *
 * Returns NULL if there is no memory.
 */
struct lint *lint_new(const struct lint_reader *reader);

/* Release L (NULL is fine). */
void lint_free(struct lint *l);

/*
 * Read FILE, in the role ROLE, and the files it includes into L.  What cannot
 * be read is a finding.
 */
void lint_read(struct lint *l, const char *file, enum lint_role role);

/*
 * Judge what was read: by the rules about the host, too, if HOST (NULL: none)
 * tells about it; NOW in s since 1970.  Both must outlive L.
 */
void lint_judge(struct lint *l, const struct lint_host *host, int64_t now);

/*
 * Judge C, which must outlive the result, by the rules about the host alone.
 *
 * Returns what lint_free() releases; NULL if there is no memory.
 */
struct lint *lint_start(const struct conf *c, const struct lint_host *host);

/* Judge the N configurations at L, which were judged one by one, as those of
 * hosts that work together. */
void lint_together(struct lint *const *l, size_t n);

/* Put the findings of L in order: by file as read, line, column. */
void lint_sort(struct lint *l);

#endif
