/*
 * check_print.h -- findings, for people and for programs.
 *
 * Text that came from files may hold anything: what is valid UTF-8 and can be
 * seen is printed as it is, the rest as "\xNN" or "\u{NNNN}".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CHECK_PRINT_H
#define CHECK_PRINT_H

#include <stdio.h>

#include "lint.h"

/*
 * Print the findings of L: "FILE:LINE:COLUMN: SEVERITY: TEXT [RULE]", the line
 * with a caret below the column, and what to write instead.
 */
void check_print_text(FILE *out, const struct lint *l);

/*
 * Print the findings of the N configurations at L as one JSON object:
 *
 *	{"schema": 1, "files": [FILE...], "findings": [FINDING...],
 *	 "errors": N, "warnings": N, "notes": N}
 *
 * FILE is the name of a file that was read.  FINDING is an object of "file"
 * (text or null), "line" and "column" (from 1, octets; 0: the file as such),
 * "severity" ("error", "warning", "note"), "rule", "text", "source" (the line,
 * or null), "action" ("replace", "add", "remove", "none") and "lines" (an
 * array of the lines to replace it by or to add).
 */
void check_print_json(FILE *out, struct lint *const *l, size_t n);

#endif
