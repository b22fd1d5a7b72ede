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

/*
 * Ask N's host to do OP with WORD and A.  Returns false, after a message, if it
 * does not answer that.
 */
static bool
ask(struct ntpq *n, enum ctlmsg_op op, const char *word, const struct args *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	char text[CTLMSG_DATA + 1];
	size_t at = (size_t)snprintf(text, sizeof text, "%s", word);

	n->status = EXIT_FAILURE;

	for (int i = 0; i < a->n && at < sizeof text; i++)
		at += (size_t)snprintf(text + at, sizeof text - at, " %s",
		    a->text[i]);
	if (at >= sizeof text) {
		fputs("***Arguments too long\n", stderr);
		return false;
	}
	if (query_ask(&n->query, op, 0, text, at))
		return true;
	if (n->query.heard && r->error == CTLERR_OP)
		fputs("only ntpd of meantime takes such orders\n", stderr);
	return false;
}

/* Show what N's host says. */
static void
show_answer(struct ntpq *n)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	if (sheet_is_machine(n)) {
		machine_answer(n);
		return;
	}
	query_prefix(&n->query, n->out);
	text_raw(n->out, (const char *)r->data, r->length);
}

/* Have N's host do what WORD and A say, and show what came of it. */
static void
give(struct ntpq *n, const char *word, const struct args *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	int before = n->status;

	if (!ask(n, CTL_ORDER, word, a))
		return;
	show_answer(n);
	if (r->status == 0)
		n->status = before;
}

void
order_burst(struct ntpq *n, const struct args *a)
{
	give(n, "burst", a);
}

void
order_makestep(struct ntpq *n, const struct args *a)
{
	static const char done[] = "Config Succeeded";
	const struct ctlmsg_reply *r = &n->query.reply;
	int before = n->status;
	bool well;

	if (a->n == 0) {
		give(n, "makestep", a);
		return;
	}
	/* With arguments it is a line of configuration. */
	if (!ask(n, CTL_CONFIGURE, "makestep", a))
		return;
	well = r->length >= sizeof done - 1 &&
	    memcmp(r->data, done, sizeof done - 1) == 0;
	if (well)
		n->status = before;
	if (!well || sheet_is_machine(n)) {
		show_answer(n);
		return;
	}
	query_prefix(&n->query, n->out);
	fputs("200 OK\n", n->out);
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
