/*
 * sysvars.c -- a daemon's variables, for programs that want a few of them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sysvars.h"
#include "text.h"

/* Open HOST, unless it is open, and ask for ASSOC's variables. */
static bool
ask(struct query *q, const char *host, uint16_t assoc)
{
	query_begin(q);
	if (q->fd < 0 && query_open(q, host, 0, true) != QUERY_OPENED)
		return false;
	return query_ask(q, CTL_READVAR, assoc, "", 0);
}

enum sysvars_result
sysvars_ask(struct query *q, const char *host, uint16_t assoc)
{
	FILE *errors = q->errors;
	char *said = NULL;
	size_t length;
	bool heard, refused;

	q->errors = open_memstream(&said, &length);
	if (q->errors == NULL) {
		q->errors = errors;
		return SYSVARS_SILENT;
	}
	heard = ask(q, host, assoc);
	fclose(q->errors);
	q->errors = errors;
	refused = strstr(said, strerror(ECONNREFUSED)) != NULL;
	free(said);
	return heard ? SYSVARS_OK : refused ? SYSVARS_REFUSED :
	    SYSVARS_SILENT;
}

bool
sysvars_text(const struct query *q, const char *name, char *buf)
{
	const char *at = (const char *)q->reply.data;
	const char *end = at + q->reply.length;
	struct ctlmsg_var v;

	buf[0] = '\0';
	while (ctlmsg_next(&at, end, &v)) {
		if (!ctlmsg_is(&v, name))
			continue;
		if (v.value_len > 1 && v.value[0] == '"') {
			v.value++;
			v.value_len -= 2;
		}
		if (v.value_len >= SYSVARS_VALUE)
			v.value_len = SYSVARS_VALUE - 1;
		memcpy(buf, v.value, v.value_len);
		buf[v.value_len] = '\0';
		return true;
	}
	return false;
}

bool
sysvars_number(const struct query *q, const char *name, double *out)
{
	char text[SYSVARS_VALUE];

	return sysvars_text(q, name, text) &&
	    text_double(text, strlen(text), out);
}
