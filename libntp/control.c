/*
 * control.c -- answers to mode 6 requests (RFC 9327).
 *
 * A row for each operation says who may ask for it and what answers it.  What
 * is refused is refused before anything is looked up; what changes something
 * comes from the owner or needs the control key.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "auth.h"
#include "control.h"
#include "ctlmsg.h"
#include "lists.h"
#include "mrulist.h"
#include "running.h"
#include "vars.h"

#define WORD_MAX ADDR_TEXT /* octets of what is behind our own words */
#define DIGITS_MAX 18      /* of a number of 64 bits */
#define VALUE_MAX 127      /* octets of a value in a request */
#define REPLY_MAX 4096     /* octets of a reply in words */
#define RECORDS_MAX 100000000 /* of a configuration */
#define NAMES_MAX (PACKET_MAX / 2) /* in a request: a letter and a comma each */

/* A request being answered. */
struct request {
	const struct state *state;
	const struct now *now;
	const struct control_out *caller;
	const struct access_answer *who;
	const struct addr *from;
	bool owner;        /* came by the control socket */
	uint32_t signer;   /* key that signed it; 0: nobody did */
	struct ctlmsg head;
	const char *data;  /* HEAD.count octets */
	bool on_host;
	enum verdict verdict; /* VERDICT_ANSWERED, or why there is silence */
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
	struct host_report report = { .first = UINT_MAX };
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
	if (v->set == VARS_SYS) {
		r->caller->report(r->caller->ctx, &report);
		v->report = &report;
	}
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
	    .now = r->now, .on_host = r->on_host,
	    .from = r->owner ? NULL : r->from };
	if (r->head.assoc == 0) {
		r->out.head.status = state_status(r->state);
	} else {
		v->set = VARS_PEER;
		v->peer = state_find(r->state, r->head.assoc);
		if (v->peer == NULL) {
			ctlmsg_fail(&r->out, CTLERR_ASSOC);
			return false;
		}
		r->out.head.status = state_peer_status(v->peer);
	}
	if (r->signer != 0)
		r->caller->seen(r->caller->ctx, r->head.assoc);
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

/* Returns what follows WORD in R's data, about the system; NULL: not WORD. */
static const char *
behind(const struct request *r, const char *word, char text[WORD_MAX])
{
	size_t cut = strlen(word);

	if (r->head.assoc != 0 || r->head.count < cut ||
	    r->head.count - cut >= WORD_MAX || memcmp(r->data, word, cut) != 0)
		return NULL;
	memcpy(text, r->data + cut, r->head.count - cut);
	text[r->head.count - cut] = '\0';
	return text;
}

/* Returns true, or false after an error, if R may see what is the owner's. */
static bool
may_see(struct request *r)
{
	if (r->on_host || r->signer != 0)
		return true;
	ctlmsg_fail(&r->out, CTLERR_PERMISSION);
	return false;
}

/*
 * Our own ntpq may ask for the variables "access=ADDRESS": which line decides
 * about that address (from a port other than the NTP port) and what it may do.
 * This shows the owner's files: only on this host, or signed.
 *
 * Returns false if R asks for something else.
 */
static bool
answer_access(struct request *r)
{
	char text[WORD_MAX];
	const char *name = behind(r, "access=", text);
	struct addr addr;

	if (name == NULL)
		return false;
	if (!addr_parse(&addr, name))
		ctlmsg_fail(&r->out, CTLERR_BAD_VALUE);
	else if (may_see(r))
		lists_access(r->state, &addr, &r->out);
	return true;
}

/*
 * And for "events=NUMBER": the lines of the log from that one on.  These, too,
 * are for this host, or signed.
 *
 * Returns false if R asks for something else.
 */
static bool
answer_events(struct request *r)
{
	char text[WORD_MAX];
	const char *digits = behind(r, "events=", text);
	uint64_t first = 0;

	if (digits == NULL)
		return false;
	if (*digits == '\0' ||
	    digits[strspn(digits, "0123456789")] != '\0' ||
	    strlen(digits) > DIGITS_MAX) {
		ctlmsg_fail(&r->out, CTLERR_BAD_VALUE);
		return true;
	}
	for (; *digits != '\0'; digits++)
		first = first * 10 + (uint64_t)(*digits - '0');
	if (may_see(r))
		lists_events(r->state, first, &r->out);
	return true;
}

static void
answer_readvar(struct request *r)
{
	struct vars_view v;

	if (!answer_access(r) && !answer_events(r) && find_object(r, &v))
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

/* --- lists --------------------------------------------------------------- */

/* Write a nonce to read lists with; returns false if there can be none. */
static bool
make_nonce(const struct request *r, char text[NONCE_TEXT + 1])
{
	return nonce_make(&r->state->nonce, NONCE_READ, r->from, r->now->mono,
	    text);
}

static void
answer_nonce(struct request *r)
{
	char text[sizeof CTLMSG_NONCE + NONCE_TEXT] = CTLMSG_NONCE;

	if (!make_nonce(r, text + sizeof CTLMSG_NONCE - 1)) {
		ctlmsg_fail(&r->out, CTLERR_UNSPEC);
		return;
	}
	ctlmsg_item(&r->out, text, strlen(text));
	ctlmsg_end(&r->out);
}

/*
 * The list is long and the request short: without a nonce, which shows that
 * the sender gets what is sent to its address, there is silence.
 */
static void
answer_mru(struct request *r)
{
	char nonce[NONCE_TEXT + 1] = "";
	struct mrulist q;
	int wrong;

	if ((r->who->flags & ACCESS_NOMRULIST) != 0) {
		ctlmsg_fail(&r->out, CTLERR_PERMISSION);
		return;
	}
	wrong = mrulist_read(&q, r->data, r->head.count);
	if (!r->owner && (q.nonce == NULL || !nonce_check(&r->state->nonce,
	    NONCE_READ, r->from, r->now->mono, q.nonce))) {
		r->verdict = VERDICT_BAD_NONCE;
		return;
	}
	(void)make_nonce(r, nonce); /* as just before */
	if (wrong < 0)
		wrong = mrulist_write(&q, r->state, r->now, nonce, &r->out);
	if (wrong >= 0)
		ctlmsg_fail(&r->out, (enum ctlmsg_error)wrong);
}

static void
answer_interfaces(struct request *r)
{
	struct host_report report = { .first = 0 };

	do {
		report.n_ifaces = 0;
		r->caller->report(r->caller->ctx, &report);
		lists_interfaces(r->state, r->now->mono, report.iface,
		    report.n_ifaces, report.first, &r->out);
		report.first += report.n_ifaces;
	} while (report.n_ifaces == REPORT_IFACES);
	ctlmsg_end(&r->out);
}

/* Returns true if R's data is WORD. */
static bool
data_is(const struct request *r, const char *word)
{
	return r->head.count == strlen(word) &&
	    memcmp(r->data, word, r->head.count) == 0;
}

static void
answer_ordlist(struct request *r)
{
	if (r->head.count == 0 || data_is(r, "ifstats"))
		answer_interfaces(r);
	else if (!data_is(r, "addr_restrictions"))
		ctlmsg_fail(&r->out, CTLERR_UNKNOWN_VAR);
	else if (!lists_restrictions(r->state, &r->out))
		ctlmsg_fail(&r->out, CTLERR_UNSPEC);
}

/* --- what changes something ---------------------------------------------- */

/* Answer with the line TEXT and STATUS. */
static void
answer_text(struct request *r, const char *text, uint16_t status)
{
	r->out.head.status = status;
	ctlmsg_octets(&r->out, text, strlen(text));
	ctlmsg_octets(&r->out, "\r\n", 2);
	ctlmsg_end(&r->out);
}

/*
 * Have the caller carry out KIND with what the request says, and answer with
 * what it says of that; with REFUSED as status if it does not do it.
 */
static void
give_order(struct request *r, enum action_kind kind, uint16_t refused)
{
	char reply[REPLY_MAX] = "";
	bool done = r->caller->order(r->caller->ctx, kind, r->data,
	    r->head.count, reply, sizeof reply);

	answer_text(r, reply[0] != '\0' ? reply :
	    "runtime configuration is not possible here", done ? 0 : refused);
}

/* Returns true, with an answer, if WHAT is not for the sender to do. */
static bool
is_prohibited(struct request *r, const char *what)
{
	char text[80];

	if ((r->who->flags & ACCESS_NOMODIFY) == 0)
		return false;
	snprintf(text, sizeof text, "%s prohibited by restrict ... nomodify",
	    what);
	answer_text(r, text, 0);
	return true;
}

/* Returns what is wrong with setting the system variable VAR; -1: nothing. */
static int
judge_write(const struct vars_view *v, const struct ctlmsg_var *var)
{
	int index = vars_find(v, var->name, var->name_len);
	unsigned value = 0;

	if (index < 0)
		return CTLERR_UNKNOWN_VAR;
	if (vars_is_writable(v, (size_t)index))
		return -1;
	if (var->name_len != 4 || memcmp(var->name, "leap", 4) != 0)
		return CTLERR_PERMISSION;
	for (size_t i = 0; i < var->value_len; i++) {
		if (var->value[i] < '0' || var->value[i] > '9')
			return CTLERR_FORMAT;
		if (value <= LEAP_ALARM)
			value = value * 10 + (unsigned)(var->value[i] - '0');
	}
	if (var->value_len == 0)
		return CTLERR_FORMAT;
	/* Even classic has only the form of setting leap. */
	return value > LEAP_ALARM ? CTLERR_BAD_VALUE : CTLERR_UNSPEC;
}

/* Set the variable VAR of the configuration. */
static void
write_var(struct request *r, const struct ctlmsg_var *var)
{
	char text[VARS_TEXT], reply[REPLY_MAX];
	const char *value = var->value;
	int len = (int)var->value_len;

	if (len > 1 && value[0] == '"' && value[len - 1] == '"') {
		value++;
		len -= 2;
	}
	len = snprintf(text, sizeof text, "%.*s=%.*s", (int)var->name_len,
	    var->name, len, value);
	if ((size_t)len >= sizeof text)
		len = sizeof text - 1;
	(void)r->caller->order(r->caller->ctx, ACT_WRITE, text, (size_t)len,
	    reply, sizeof reply); /* that it can be set was seen before */
}

/* All of the variables named are set, or none. */
static void
answer_writevar(struct request *r)
{
	const char *at = r->data, *end = r->data + r->head.count;
	struct ctlmsg_var var;
	struct vars_view v;

	if (r->head.assoc != 0) {
		ctlmsg_fail(&r->out, CTLERR_PERMISSION);
		return;
	}
	if (!find_object(r, &v))
		return;
	while (ctlmsg_next(&at, end, &var)) {
		int wrong = judge_write(&v, &var);

		if (wrong >= 0) {
			ctlmsg_fail(&r->out, (enum ctlmsg_error)wrong);
			return;
		}
	}
	for (at = r->data; ctlmsg_next(&at, end, &var); )
		write_var(r, &var);
	ctlmsg_end(&r->out);
}

static void
answer_configure(struct request *r)
{
	if (r->head.assoc != 0)
		ctlmsg_fail(&r->out, CTLERR_BAD_VALUE);
	else if (!is_prohibited(r, "runtime configuration"))
		give_order(r, ACT_CONFIGURE, 0); /* as classic */
}

static void
answer_saveconfig(struct request *r)
{
	const char *folder = r->state->conf->saveconfigdir;

	if (is_prohibited(r, "saveconfig"))
		return;
	if (folder == NULL || folder[0] == '\0')
		answer_text(r, "saveconfig prohibited, no saveconfigdir "
		    "configured", 0);
	else if (r->head.count == 0)
		ctlmsg_fail(&r->out, CTLERR_FORMAT);
	else
		give_order(r, ACT_SAVECONFIG, 0);
}

static void
answer_reload(struct request *r)
{
	if (r->head.assoc != 0)
		ctlmsg_fail(&r->out, CTLERR_BAD_VALUE);
	else if (!is_prohibited(r, "reload"))
		give_order(r, ACT_RELOAD, 1);
}

static void
answer_order(struct request *r)
{
	char reply[REPLY_MAX] = "";
	bool done;

	if (r->head.assoc != 0) {
		ctlmsg_fail(&r->out, CTLERR_BAD_VALUE);
		return;
	}
	if (is_prohibited(r, "order"))
		return;
	done = r->caller->obey(r->caller->ctx, r->data, r->head.count, reply,
	    sizeof reply);
	answer_text(r, reply, done ? 0 : 1);
}

static void
put_octets(void *ctx, const void *data, size_t len)
{
	ctlmsg_octets(ctx, data, len);
}

/* What the configuration is, is the owner's business alone. */
static void
answer_readconf(struct request *r)
{
	size_t first = 0;

	for (size_t i = 0; i < r->head.count && r->owner; i++) {
		if (r->data[i] < '0' || r->data[i] > '9' ||
		    first > RECORDS_MAX) {
			ctlmsg_fail(&r->out, CTLERR_FORMAT);
			return;
		}
		first = first * 10 + (size_t)(r->data[i] - '0');
	}
	if (!r->owner || !running_write(r->state, first, put_octets, &r->out))
		ctlmsg_fail(&r->out, r->owner ? CTLERR_UNSPEC :
		    CTLERR_PERMISSION);
	else
		ctlmsg_end(&r->out);
}

/* Reference clocks cannot be set, and there are no traps. */
static void
answer_never(struct request *r)
{
	ctlmsg_fail(&r->out, CTLERR_PERMISSION);
}

/*
 * See whether a signed request has a nonce and, if so, take it off.  Returns
 * false if the nonce is not good, or missing where there must be one.
 */
static bool
take_nonce(struct request *r)
{
	const size_t name = sizeof CTLMSG_NONCE - 1;
	const size_t len = name + NONCE_TEXT + 1;

	if (r->head.count < len || r->data[len - 1] != ',' ||
	    memcmp(r->data, CTLMSG_NONCE, name) != 0)
		return !r->state->conf->require_nonce;
	if (!nonce_check(&r->state->nonce, NONCE_WRITE, r->from,
	    r->now->mono, r->data + name))
		return false;
	r->caller->spent(r->caller->ctx);
	r->data += len;
	r->head.count = (uint16_t)(r->head.count - len);
	return true;
}

/* Returns true if the sender may change things. */
static bool
may_change(struct request *r)
{
	uint32_t control = r->state->conf->controlkey;

	return r->owner ||
	    (control != 0 && r->signer == control && take_nonce(r));
}

/* --- dispatch ------------------------------------------------------------ */

/* What answers an operation. */
static const struct operation {
	uint8_t op;       /* enum ctlmsg_op */
	bool needs_key;   /* or the owner: changes something, tells secrets */
	void (*answer)(struct request *r);
} operations[] = {
	{ CTL_UNSPEC, false, answer_unspec },
	{ CTL_READSTAT, false, answer_readstat },
	{ CTL_READVAR, false, answer_readvar },
	{ CTL_WRITEVAR, true, answer_writevar },
	{ CTL_READCLOCK, false, answer_readclock },
	{ CTL_WRITECLOCK, true, answer_never },
	{ CTL_SETTRAP, true, answer_never },
	{ CTL_CONFIGURE, true, answer_configure },
	{ CTL_SAVECONFIG, true, answer_saveconfig },
	{ CTL_READ_MRU, false, answer_mru },
	{ CTL_READ_ORDLIST, true, answer_ordlist },
	{ CTL_REQ_NONCE, false, answer_nonce },
	{ CTL_ORDER, true, answer_order },
	{ CTL_READCONF, true, answer_readconf },
	{ CTL_RELOAD, true, answer_reload },
	{ CTL_UNSETTRAP, true, answer_never },
};

static void
answer_operation(struct request *r)
{
	for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
		const struct operation *o = &operations[i];

		if (o->op != r->head.op)
			continue;
		if (o->needs_key && !may_change(r))
			ctlmsg_fail(&r->out, CTLERR_PERMISSION);
		else
			o->answer(r);
		return;
	}
	ctlmsg_fail(&r->out, CTLERR_OP);
}

/* Sign an answer to the request KEY as that was signed. */
static size_t
sign_answer(const void *key, uint8_t *packet, size_t len)
{
	const struct request *r = key;

	return auth_sign(r->state->auth, r->signer, packet, len);
}

/* The MAC that says: yours was not right. */
static size_t
sign_with_nothing(const void *key, uint8_t *packet, size_t len)
{
	(void)key;
	memset(packet + len, 0, AUTH_KEYID);
	return AUTH_KEYID;
}

/*
 * See who signed the request R, which came as RX, and note in SINK what that
 * asks of the answer's form: a MAC for a MAC, key id 0 for a bad one by a key
 * we have, and for an unknown key nothing but padding.
 */
static void
check_mac(struct request *r, struct ctlmsg_sink *sink, const struct rx *rx)
{
	size_t at = (CTLMSG_HEADER + (size_t)r->head.count + 7) / 8 * 8;
	const uint8_t *mac = rx->data + at;
	uint32_t id;

	if (rx->len < at + AUTH_KEYID || rx->len > at + AUTH_MAC_MAX)
		return;
	sink->keyid = true;
	id = (uint32_t)mac[0] << 24 | (uint32_t)mac[1] << 16 |
	    (uint32_t)mac[2] << 8 | mac[3];
	if (auth_verify(r->state->auth, &rx->from, rx->data, at, rx->len)) {
		r->signer = id;
		sink->sign = sign_answer;
		sink->key = r;
	} else if (id == 0 || auth_trusts(r->state->auth, id)) {
		sink->sign = sign_with_nothing;
	}
}

enum verdict
control_answer(const struct state *s, const struct now *now,
    const struct rx *rx, const struct access_answer *who,
    const struct control_out *out)
{
	bool owner = rx->port == PORT_CONTROL;
	struct request r = { .state = s, .now = now, .caller = out,
	    .who = who, .from = &rx->from, .owner = owner,
	    .on_host = owner || state_is_own(s, &rx->from),
	    .verdict = VERDICT_ANSWERED };
	struct ctlmsg_sink sink = { .send = out->send, .ctx = out->ctx };
	const struct ctlmsg *head = &r.head;
	struct ctlmsg answer;
	bool fits;

	if (!ctlmsg_decode(&r.head, rx->data, rx->len) || head->response ||
	    head->error || head->more || head->offset != 0 ||
	    head->version < 1 || head->version > 4)
		return VERDICT_BAD_CONTROL;
	fits = head->count <= rx->len - CTLMSG_HEADER && rx->len % 4 == 0;
	r.data = (const char *)rx->data + CTLMSG_HEADER;
	if (fits && s->conf->enable.auth && !owner)
		check_mac(&r, &sink, rx);
	answer = *head;
	answer.leap = s->sys.leap;
	ctlmsg_begin(&r.out, &answer, &sink);
	if (fits)
		answer_operation(&r);
	else
		ctlmsg_fail(&r.out, CTLERR_FORMAT);
	return r.verdict;
}
