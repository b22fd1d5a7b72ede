/*
 * ntpq.h -- one run of ntpq: options, the host being asked, and what commands
 * have set.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NTPQ_H
#define NTPQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ctlmsg.h"
#include "options.h"
#include "query.h"
#include "reverse.h"

/* An association as the list of all of them has it. */
struct assoc {
	uint16_t id;
	uint16_t status;
};

struct ntpq {
	struct options options;
	struct query query;
	struct reverse reverse; /* names of hosts, for ntpq_names() */
	FILE *out;              /* stdout, or where "> file" says */
	bool quit;
	int status;             /* that ntpq ends with if nothing else fails */
	char **hosts;           /* of the command line, or localhost */
	int n_hosts;
	uint8_t *families;      /* of each (4, 6; 0: either); ours */
	char asked[8][COOK_NAME]; /* hosts set at the prompt, the last ones */
	unsigned n_asked;       /* ever */
	bool prompting;         /* a person types after "ntpq> " */
	bool raw;               /* show answers as they came */
	unsigned delay;         /* ms; only remembered */
	size_t cell;            /* columns for the host asked; 0: only one */
	struct assoc *assocs;   /* by id, as last fetched; ours */
	size_t n_assocs;
	const void *names;      /* of columns, as CSV had them last */
	size_t rows;            /* of the list being written, so far */
	char vars[CTLMSG_DATA + 1]; /* of readlist: name,name=value,... */
};

/* Returns who tells N the names of hosts; NULL if they are shown as numbers. */
static inline struct reverse *
ntpq_names(struct ntpq *n)
{
	return n->options.numeric ? NULL : &n->reverse;
}

#endif
