/*
 * complete.h -- what the word being typed at the prompt may become.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef COMPLETE_H
#define COMPLETE_H

#include <stddef.h>

#include "ntpq.h"

struct complete {
	size_t start;    /* of the word, in the line */
	char **word;     /* what it may become, sorted, each once; ours */
	size_t n;
	bool ends;       /* a blank may follow */
};

/*
 * Put into C what the word at the end of the LEN octets at LINE may become:
 * commands, the hosts of the command line, asked before or in the file HOSTS,
 * or the variables that N's host has, if it has answered so far.
 */
void complete_find(struct complete *c, struct ntpq *n, const char *line,
    size_t len, const char *hosts);

/* Returns how many octets all words of C have in common. */
size_t complete_common(const struct complete *c);

/* Release the words of C. */
void complete_free(struct complete *c);

#endif
