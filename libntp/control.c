/*
 * control.c -- answers to mode 6 requests (RFC 9327).
 *
 * A row for each operation says who may ask for it and what answers it.  What
 * is refused is refused before anything is looked up; what changes the state
 * needs a key that nobody has yet.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "control.h"
#include "ctlmsg.h"
#include "vars.h"

#define MAC_MIN 4          /* octets: a key id alone */
#define MAC_MAX 24         /* octets: key id and a 20-octet digest */
#define VALUE_MAX 127      /* octets of a value in a request */
#define NAMES_MAX (PACKET_MAX / 2) /* in a request: a letter and a comma each */

/* A request being answered. */
struct request {
	const struct state *state;
	const struct now *now;
	struct ctlmsg head;
	const char *data;  /* HEAD.count octets */
	bool on_host;
	struct ctlmsg_writer out;
};

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * Move *AT to the next name of a request's list.  Returns false at its END.
 */
static bool
next_name(const char **at, const char *end)
{
	while (*at < end && (**at == ',' || is_blank(**at)))
		(*at)++;
	return *at < end;
}

/*
 * Read the name at *AT and move behind the item.  A value is legal and means
 * nothing.  Returns the variable's index, -1 if it is unknown, -2 if the value
 * is too long.
 */
static int
read_name(const struct vars_view *v, const char **at, const char *end)
{
	const char *name = *at, *p = name, *value;
	size_t len;

	while (p < end && *p != ',' && *p != '=')
		p++;
	len = (size_t)(p - name);
	while (len > 0 && is_blank(name[len - 1]))
		len--;
	for (value = p; p < end && *p != ','; p++)
		if (p - value > VALUE_MAX)
			return -2;
	*at = p;
	return vars_find(v, name, len);
}

/* Put INDEX into the N ascending numbers at LIST, once. */
static size_t
insert(int *list, size_t n, int index)
{
	size_t at = n;

	while (at > 0 && list[at - 1] >= index)
		at--;
	if (at < n && list[at] == index)
		return n;
	for (size_t i = n; i > at; i--)
		list[i] = list[i - 1];
	list[at] = index;
	return n + 1;
}

static void
put_var(struct request *r, const struct vars_view *v, int index)
{
	char text[VARS_TEXT];
	size_t len = vars_print(v, (size_t)index, text, sizeof text);

	if (len > 0)
		ctlmsg_item(&r->out, text, len);
}

/* Answer with the variables that a request without names gets. */
static void
answer_default(struct request *r, const struct vars_view *v)
{
	int index;

	for (size_t i = 0; (index = vars_default(v, i)) >= 0; i++)
		put_var(r, v, index);
	ctlmsg_end(&r->out);
}

/*
 * Answer with the variables of V that the request names: in the order of the
 * table, each once, and nothing at all if one of the names is unknown.
 */
static void
answer_vars(struct request *r, struct vars_view *v)
{
	const char *at = r->data, *end = at + r->head.count;
	int list[NAMES_MAX];
	size_t n = 0;

	while (next_name(&at, end)) {
		int index = read_name(v, &at, end);

		if (index < 0 || n == NAMES_MAX) {
			ctlmsg_fail(&r->out, index == -1 ?
			    CTLERR_UNKNOWN_VAR : CTLERR_FORMAT);
			return;
		}
		n = insert(list, n, index);
	}
	if (n == 0) {
		answer_default(r, v);
		return;
	}
	v->named = true;
	for (size_t i = 0; i < n; i++)
		put_var(r, v, list[i]);
	ctlmsg_end(&r->out);
}

/*
 * Put what the request is about into V and its status word into the answer.
 * Returns false, after an error reply, if there is no such association.
 */
static bool
find_object(struct request *r, struct vars_view *v)
{
	*v = (struct vars_view){ .set = VARS_SYS, .state = r->state,
	    .now = r->now, .on_host = r->on_host };
	if (r->head.assoc == 0) {
		r->out.head.status = state_status(r->state);
		return true;
	}
	v->set = VARS_PEER;
	v->peer = state_find(r->state, r->head.assoc);
	if (v->peer == NULL) {
		ctlmsg_fail(&r->out, CTLERR_ASSOC);
		return false;
	}
	r->out.head.status = state_peer_status(v->peer);
	return true;
}

/* The status word alone. */
static void
answer_unspec(struct request *r)
{
	struct vars_view v;

	if (find_object(r, &v))
		ctlmsg_end(&r->out);
}

/* All associations with their status words, or one in words. */
static void
answer_readstat(struct request *r)
{
	struct vars_view v;
	const struct peer *p;

	if (!find_object(r, &v))
		return;
	if (v.peer != NULL) {
		answer_default(r, &v);
		return;
	}
	TAILQ_FOREACH(p, &r->state->peers, link) {
		uint16_t status = state_peer_status(p);
		uint8_t pair[] = { (uint8_t)(p->id >> 8), (uint8_t)p->id,
		    (uint8_t)(status >> 8), (uint8_t)status };

		ctlmsg_octets(&r->out, pair, sizeof pair);
	}
	ctlmsg_end(&r->out);
}

static void
answer_readvar(struct request *r)
{
	struct vars_view v;

	if (find_object(r, &v))
		answer_vars(r, &v);
}

/* Returns the reference clock meant by ASSOC, NULL if there is none. */
static const struct peer *
find_clock(const struct state *s, uint16_t assoc)
{
	const struct peer *p = state_find(s, assoc != 0 ? assoc : s->sys.peer);

	if (p != NULL && p->refclock)
		return p;
	if (assoc != 0)
		return NULL;
	TAILQ_FOREACH(p, &s->peers, link)
		if (p->refclock)
			return p;
	return NULL;
}

/* For association 0: the clock we follow, or else the first. */
static void
answer_readclock(struct request *r)
{
	const struct peer *p = find_clock(r->state, r->head.assoc);
	struct vars_view v = { .set = VARS_CLOCK, .state = r->state,
	    .now = r->now, .peer = p, .on_host = r->on_host };

	if (p == NULL) {
		ctlmsg_fail(&r->out, CTLERR_ASSOC);
		return;
	}
	r->out.head.status = (uint16_t)((p->clock_event_count & 0xf) << 4 |
	    (p->clock_event & 0xf));
	answer_vars(r, &v);
}

/* What answers an operation. */
static const struct operation {
	uint8_t op;       /* enum ctlmsg_op */
	bool needs_key;   /* changes something, or has others be sent things */
	void (*answer)(struct request *r);
} operations[] = {
	{ CTL_UNSPEC, false, answer_unspec },
	{ CTL_READSTAT, false, answer_readstat },
	{ CTL_READVAR, false, answer_readvar },
	{ CTL_WRITEVAR, true, NULL },
	{ CTL_READCLOCK, false, answer_readclock },
	{ CTL_WRITECLOCK, true, NULL },
	{ CTL_SETTRAP, true, NULL },
	{ CTL_CONFIGURE, true, NULL },
	{ CTL_SAVECONFIG, true, NULL },
	{ CTL_UNSETTRAP, true, NULL },
};

static void
answer_operation(struct request *r)
{
	for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
		const struct operation *o = &operations[i];

		if (o->op != r->head.op)
			continue;
		if (o->needs_key)
			ctlmsg_fail(&r->out, CTLERR_PERMISSION);
		else
			o->answer(r);
		return;
	}
	ctlmsg_fail(&r->out, CTLERR_OP);
}

/*
 * Note in SINK what the request's MAC asks of the answer's form.  No key is
 * known here, so it proves nothing: a key id is answered with padding, and
 * key id 0 with the same.
 */
static void
note_mac(struct ctlmsg_sink *sink, const struct rx *rx, size_t count)
{
	size_t at = (CTLMSG_HEADER + count + 7) / 8 * 8;
	const uint8_t *id = rx->data + at;

	if (rx->len < at + MAC_MIN || rx->len > at + MAC_MAX)
		return;
	sink->keyid = true;
	sink->null_keyid = (id[0] | id[1] | id[2] | id[3]) == 0;
}

enum verdict
control_answer(const struct state *s, const struct now *now,
    const struct rx *rx, const struct access_answer *who,
    const struct control_out *out)
{
	struct request r = { .state = s, .now = now,
	    .on_host = state_is_own(s, &rx->from) };
	struct ctlmsg_sink sink = { .send = out->send, .ctx = out->ctx };
	const struct ctlmsg *head = &r.head;
	struct ctlmsg answer;
	bool fits;

	(void)who; /* its flags limit writing only, which needs a key */
	if (!ctlmsg_decode(&r.head, rx->data, rx->len) || head->response ||
	    head->error || head->more || head->offset != 0 ||
	    head->version < 1 || head->version > 4)
		return VERDICT_BAD_CONTROL;
	fits = head->count <= rx->len - CTLMSG_HEADER && rx->len % 4 == 0;
	r.data = (const char *)rx->data + CTLMSG_HEADER;
	if (fits && s->conf->enable.auth)
		note_mac(&sink, rx, head->count);
	answer = *head;
	answer.leap = s->sys.leap;
	ctlmsg_begin(&r.out, &answer, &sink);
	if (fits)
		answer_operation(&r);
	else
		ctlmsg_fail(&r.out, CTLERR_FORMAT);
	return VERDICT_ANSWERED;
}
