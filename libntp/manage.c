/*
 * manage.c -- requests of mode 6 and 7: who may ask, and what becomes of the
 * engine.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "control.h"
#include "events.h"
#include "manage.h"
#include "mode7.h"
#include "orders.h"

/* A request being answered. */
struct reply {
	struct engine *e;
	const struct now *now;
	const struct rx *rx;
};

static void
send_fragment(void *ctx, const uint8_t *data, size_t len)
{
	struct reply *r = ctx;
	struct action a = { .kind = ACT_SEND, .u.send = { .port = r->rx->port,
		.from = r->rx->to, .to = r->rx->from, .data = data,
		.len = len } };

	core_act(r->e, &a);
}

/* What has been shown to the owner is no news any more. */
static void
forget_events(void *ctx, uint16_t assoc)
{
	struct reply *r = ctx;
	struct peer *p = core_peer(r->e, assoc);

	if (assoc == 0)
		r->e->st.sys.event_count = 0;
	else if (p != NULL)
		p->event_count = 0;
}

static void
void_nonces(void *ctx)
{
	struct reply *r = ctx;

	r->e->st.nonce.writes++;
}

/* Returns what an order of KIND is called in the log. */
static const char *
order_word(enum action_kind kind)
{
	static const struct {
		enum action_kind kind;
		const char *word;
	} words[] = { { ACT_CONFIGURE, "config" }, { ACT_WRITE, "writevar" },
		{ ACT_SAVECONFIG, "saveconfig" }, { ACT_RELOAD, "reload" } };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (words[i].kind == kind)
			return words[i].word;
	return "";
}

/* Log what the owner says, WORD and TEXT, and from where. */
static void
log_order(const struct reply *r, const char *word, const char *text,
    size_t len)
{
	char who[ADDR_TEXT] = "control socket", line[EVENTS_LINE];
	char text_line[2 * EVENTS_LINE];
	size_t n = len < sizeof line ? len : sizeof line - 1;

	for (size_t i = 0; i < n; i++)
		line[i] = text[i] < ' ' || text[i] > '~' ? '?' : text[i];
	line[n] = '\0';
	if (r->rx->port != PORT_CONTROL)
		addr_format(&r->rx->from, who, sizeof who);
	snprintf(text_line, sizeof text_line, n > 0 ? "%s %s: %s" : "%s %s",
	    who, word, line);
	/* What is written may be meant for the daemon alone. */
	events_write(r->e, PRI_NOTICE, text_line);
}

/* Have the host carry out what the owner says. */
static bool
carry_out(void *ctx, enum action_kind kind, const char *text, size_t len,
    char *reply, size_t size)
{
	struct reply *r = ctx;
	bool done = false;
	struct action a = { .kind = kind, .u.order = { .text = text,
		.len = len, .reply = reply, .size = size, .done = &done,
		.saved = r->e->st.savedconfig } };

	log_order(r, order_word(kind), text, len);
	core_act(r->e, &a);
	return done;
}

static bool
obey(void *ctx, const char *text, size_t len, char *reply, size_t size)
{
	struct reply *r = ctx;

	log_order(r, "order", text, len);
	return orders_run(r->e, r->now, text, len, reply, size);
}

static void
ask_host(void *ctx, struct host_report *out)
{
	struct reply *r = ctx;
	struct action a = { .kind = ACT_REPORT, .u.report = { out } };

	core_act(r->e, &a);
}

static enum verdict
answer(struct engine *e, const struct now *now, const struct rx *rx,
    const struct access_answer *who)
{
	struct reply ctx = { e, now, rx };
	struct nonce *nonce = &e->st.nonce;
	struct control_out out = { send_fragment, forget_events, void_nonces,
		carry_out, obey, ask_host, &ctx };

	if (!nonce->ready)
		e->host.random(e->host.ctx, nonce->secret,
		    sizeof nonce->secret);
	nonce->ready = true;
	return control_answer(&e->st, now, rx, who, &out);
}

enum verdict
manage_answer(struct engine *e, const struct now *now, const struct rx *rx,
    const struct access_answer *who)
{
	if ((who->flags & ACCESS_NOQUERY) != 0 ||
	    (!who->written && !state_is_own(&e->st, &rx->from)))
		return VERDICT_NO_QUERY;
	return answer(e, now, rx, who);
}

enum verdict
manage_private(struct engine *e, const struct now *now, const struct rx *rx,
    const struct access_answer *who)
{
	struct reply ctx = { e, now, rx };
	struct mode7_out out = { send_fragment, ask_host, &ctx };

	if (rx->port != PORT_SERVED || !addr_is_loopback(&rx->from))
		return VERDICT_UNSUPPORTED;
	if ((who->flags & ACCESS_NOQUERY) != 0)
		return VERDICT_NO_QUERY;
	return mode7_answer(&e->st, now, rx, &out);
}

enum verdict
manage_owner(struct engine *e, const struct now *now, const struct rx *rx)
{
	struct access_answer anything = { .flags = 0 };

	return answer(e, now, rx, &anything);
}
