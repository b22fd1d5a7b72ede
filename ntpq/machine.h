/*
 * machine.h -- answers for programs to read: JSON, and single values.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MACHINE_H
#define MACHINE_H

#include "ntpq.h"

/* Write the LEN octets at S to OUT as a JSON string, always ASCII. */
void machine_string(FILE *out, const char *s, size_t len);

/*
 * Write the variables in the LEN octets at DATA to OUT as a JSON object:
 * decimal numbers are numbers, all else strings, without the quotes it had.
 */
void machine_object(FILE *out, const char *data, size_t len);

/* Write the answer of N's host about ASSOC as a line of JSON to N's output. */
void machine_vars(struct ntpq *n, unsigned long assoc);

/*
 * Write what N's host said in words, and the status word of its answer, to N's
 * output as JSON or CSV.
 */
void machine_answer(struct ntpq *n);

/*
 * Write the sources in N's list, if ALL is false those that are configured or
 * reachable, as a line of JSON to N's output.
 */
void machine_sources(struct ntpq *n, bool all);

/*
 * Write the value of the variable that WHAT is, NAME or ASSOC:NAME, as a line
 * to N's output.
 *
 * Returns false, after a message, if the host does not tell it.
 */
bool machine_get(struct ntpq *n, const char *what);

#endif
