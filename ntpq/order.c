/*
 * order.c -- chronyc's words that change something: over the control socket, or
 * signed.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "order.h"
#include "sheet.h"
#include "text.h"

/* Have N's host do what WORD and A say, and show what came of it. */
static void
give(struct ntpq *n, const char *word, const struct args *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	char text[CTLMSG_DATA + 1];
	size_t at = (size_t)snprintf(text, sizeof text, "%s", word);

	for (int i = 0; i < a->n && at < sizeof text; i++)
		at += (size_t)snprintf(text + at, sizeof text - at, " %s",
		    a->text[i]);
	if (at >= sizeof text) {
		fputs("***Arguments too long\n", stderr);
		n->status = EXIT_FAILURE;
		return;
	}
	if (!query_ask(&n->query, CTL_ORDER, 0, text, at)) {
		if (n->query.heard && r->error == CTLERR_OP)
			fputs("only ntpd of meantime takes such orders\n",
			    stderr);
		n->status = EXIT_FAILURE;
		return;
	}
	if (sheet_is_machine(n)) {
		machine_answer(n);
	} else {
		query_prefix(&n->query, n->out);
		text_raw(n->out, (const char *)r->data, r->length);
	}
	if (r->status != 0)
		n->status = EXIT_FAILURE;
}

void
order_burst(struct ntpq *n, const struct args *a)
{
	give(n, "burst", a);
}

void
order_makestep(struct ntpq *n, const struct args *a)
{
	give(n, "makestep", a);
}

void
order_offline(struct ntpq *n, const struct args *a)
{
	give(n, "offline", a);
}

void
order_online(struct ntpq *n, const struct args *a)
{
	give(n, "online", a);
}

void
order_refresh(struct ntpq *n, const struct args *a)
{
	give(n, "refresh", a);
}

void
order_reselect(struct ntpq *n, const struct args *a)
{
	give(n, "reselect", a);
}
