/*
 * compare.c -- how the servers differ from each other (--compare).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "compare.h"
#include "pairwise.h"

#define STATUS_APART 3

/* A pair of servers; both NULL: none. */
struct pair {
	const struct oneshot_server *a, *b;
};

/* Move P on to the next pair of usable servers of O; returns false at the end.
 * I and J are where it stands; 0 at first. */
static bool
next_pair(const struct oneshot *o, size_t *i, size_t *j, struct pair *p)
{
	while ((p->a = oneshot_server(o, *i)) != NULL) {
		while (p->a->drop == ONESHOT_USABLE &&
		    (p->b = oneshot_server(o, ++*j)) != NULL)
			if (p->b->drop == ONESHOT_USABLE)
				return true;
		*j = ++*i;
	}
	return false;
}

static struct pairwise
compare(const struct pair *p)
{
	return pairwise_compare(&p->a->best, &p->b->best);
}

void
compare_print(const struct oneshot *o)
{
	char a[ADDR_TEXT], b[ADDR_TEXT];
	const struct oneshot_server *s;
	size_t i = 0, j = 0;
	struct pair p;

	while (next_pair(o, &i, &j, &p)) {
		struct pairwise d = compare(&p);

		printf("%s %s offset %.6f +/- %.6f sec%s\n",
		    addr_format(&p.a->addr, a, sizeof a),
		    addr_format(&p.b->addr, b, sizeof b), d.offset, d.error,
		    d.apart ? " apart" : "");
	}
	for (i = 0; (s = oneshot_server(o, i)) != NULL; i++)
		if (s->drop != ONESHOT_USABLE && !s->repeated)
			fprintf(stderr, "%s: not compared: %s\n",
			    addr_format(&s->addr, a, sizeof a),
			    oneshot_drop_text(s->drop));
}

void
compare_json(const struct oneshot *o)
{
	char a[ADDR_TEXT], b[ADDR_TEXT];
	const char *comma = "";
	size_t i = 0, j = 0;
	struct pair p;

	fputs(",\"pairs\":[", stdout);
	while (next_pair(o, &i, &j, &p)) {
		struct pairwise d = compare(&p);

		printf("%s{\"first\":\"%s\",\"second\":\"%s\","
		    "\"offset\":%.6f,\"error\":%.6f,\"apart\":%s}", comma,
		    addr_format(&p.a->addr, a, sizeof a),
		    addr_format(&p.b->addr, b, sizeof b), d.offset,
		    isfinite(d.error) ? d.error : 0,
		    d.apart ? "true" : "false");
		comma = ",";
	}
	putchar(']');
}

int
compare_status(const struct oneshot *o, double most)
{
	size_t i = 0, j = 0;
	struct pair p;
	int status = 1;

	while (next_pair(o, &i, &j, &p)) {
		struct pairwise d = compare(&p);

		if (isinf(most) ? d.apart : fabs(d.offset) > most)
			return STATUS_APART;
		status = 0;
	}
	return status;
}
