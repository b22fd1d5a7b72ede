/*
 * lint_rules.h -- the rules of a check of ntp.conf, each in its module.
 *
 * A rule adds its findings to the check it is given.  Those of a file see each
 * file once, those of a line each line with its words, the others the whole
 * configuration after all lines.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LINT_RULES_H
#define LINT_RULES_H

#include "lint_core.h"

/* L20: characters that look like others. */
void lint_text_file(struct lint *l, const struct lint_text *file);
void lint_text_line(struct lint *l, const struct lint_line *line);

/* Returns true if a word of LINE has a character that looks like another. */
bool lint_text_is_typographic(const struct lint_line *line);

/* L2, L3: the words of another daemon. */
void lint_chrony_line(struct lint *l, const struct lint_line *line);
void lint_chrony_all(struct lint *l);

/* Returns true if LINE begins with a word that lint_chrony_line() explains. */
bool lint_chrony_knows(const struct lint_line *line);

/* L1 (fudge), L14, L21, L22 and words that only this daemon knows. */
void lint_words_line(struct lint *l, const struct lint_line *line);

/* Returns true if lint_words_line() explains why LINE is refused. */
bool lint_words_explain(const struct lint_line *line);

/* L1, L7, L8, L9, L10, L12, L15, L24, L25: where the time comes from. */
void lint_sources_all(struct lint *l);

/* Returns true if A is a source on another host: no clock, not ourselves. */
bool lint_sources_is_remote(const struct lint *l, const struct conf_assoc *a);

/* L4, L5, L6: who may do what. */
void lint_access_all(struct lint *l);

/* L17: keys. */
void lint_keys_all(struct lint *l);

/* L16: the leap second file. */
void lint_leap_all(struct lint *l);

/* L13, L18, L19, L23: the host. */
void lint_host_all(struct lint *l);

/* L10, L11: N configurations that are meant to work together. */
void lint_mesh_all(struct lint *const *l, size_t n);

#endif
