/*
 * check_vectors.c -- what classic answered, we answer.
 *
 * From each recorded answer the values are taken into a state, the request is
 * put to that, and the answer must be the same, octet for octet.  What differs
 * on purpose is in a table, as in doc/DIFFERENCES.md.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_parse.h"
#include "control.h"
#include "ctlmsg.h"
#include "ctlask.h"
#include "ctlstate.h"
#include "suite.h"
#include "var_clock.h"
#include "var_peer.h"
#include "var_sys.h"
#include "vars.h"
#include "vectors.h"

#define WORDS 16
#define MANY 200 /* associations */

/* What is asked. */
struct stage {
	struct ctlstate c;
	const struct recorded *x;
	char words[WORDS][128]; /* values of strings */
	size_t n_words;
	struct conf_var vars[WORDS];
	struct peer many[MANY];
	char reply[512];        /* what carrying out an order will say */
	/* what came back */
	size_t n;
	struct datagram back[VECTORS_DATAGRAMS];
};

/* --- from an answer to a state ------------------------------------------- */

static char *
keep_word(struct stage *s, const char *text)
{
	size_t len = strlen(text);

	ck_assert_uint_lt(s->n_words, WORDS);
	snprintf(s->words[s->n_words], sizeof s->words[0], "%.*s",
	    len > 1 && text[0] == '"' ? (int)len - 2 : (int)len,
	    len > 1 && text[0] == '"' ? text + 1 : text);
	return s->words[s->n_words++];
}

static uint32_t
refid_of(const char *text)
{
	struct in_addr a;

	return inet_pton(AF_INET, text, &a) == 1 ? ntohl(a.s_addr) :
	    names_refid_word(text);
}

static ntp_time
stamp_of(const char *text)
{
	unsigned long seconds = 0, fraction = 0;

	ck_assert_int_eq(sscanf(text, "0x%lx.%lx", &seconds, &fraction), 2);
	return (ntp_time){ (uint64_t)seconds << 32 | fraction };
}

/* Set what ROW shows at BASE. */
static bool
set_field(const struct var_row *row, void *base, const char *text)
{
	char *at = (char *)base + row->offset;
	unsigned long n = strtoul(text, NULL, 0);
	double real = strtod(text, NULL);

	switch (row->kind) {
	case V_BOOL: *(bool *)at = n != 0; break;
	case V_UINT8: case V_HEX8: *(uint8_t *)at = (uint8_t)n; break;
	case V_INT8: *(int8_t *)at = (int8_t)real; break;
	case V_UINT16: case V_HEX16: *(uint16_t *)at = (uint16_t)n; break;
	case V_UINT32: *(uint32_t *)at = (uint32_t)n; break;
	case V_UINT64: *(uint64_t *)at = n; break;
	case V_INT: *(int *)at = (int)real; break;
	case V_UINT: *(unsigned *)at = (unsigned)n; break;
	case V_MS: case V_MS6: *(double *)at = real / 1e3; break;
	case V_PPM: *(double *)at = real / 1e6; break;
	case V_STAMP: *(ntp_time *)at = stamp_of(text); break;
	default: return false;
	}
	return true;
}

static void
set_stages(struct peer *p, size_t offset, const char *text)
{
	p->filter.count = FILTER_STAGES;
	for (int i = 0; i < FILTER_STAGES; i++) {
		char *end;
		double value = strtod(text, &end) / 1e3;

		text = end;
		memcpy((char *)&p->filter.stage[i] + offset, &value,
		    sizeof value);
		p->filter.stage[i].mono = 5000;
	}
}

static void
set_own(struct stage *s, const char *name, const char *text)
{
	struct conf *conf = &s->c.conf;
	char *value = text[0] != '\0' ? keep_word(s, text) : NULL;

	ck_assert_uint_lt(conf->n_vars, WORDS);
	s->vars[conf->n_vars++] = (struct conf_var){ keep_word(s, name), value,
		true, false };
}

static void
set_system(struct stage *s, const char *name, const char *text)
{
	struct facts *f = &s->c.facts;
	struct sys *sys = &s->c.state.sys;

	if (strcmp(name, "version") == 0)
		f->version = keep_word(s, text);
	else if (strcmp(name, "processor") == 0)
		f->processor = keep_word(s, text);
	else if (strcmp(name, "system") == 0)
		f->system = keep_word(s, text);
	else if (strcmp(name, "rootdisp") == 0)
		sys->rootdisp = strtod(text, NULL) / 1e3;
	else if (strcmp(name, "refid") == 0)
		sys->refid = refid_of(text);
	else if (strcmp(name, "clock") == 0)
		s->c.now.wall = stamp_of(text);
	else if (strcmp(name, "savedconfig") == 0)
		snprintf(s->c.state.savedconfig, HOST_NAME, "%.100s", text);
	else if (strcmp(name, "mintc") != 0)
		set_own(s, name, text);
}

static void
set_peer(struct stage *s, struct peer *p, const char *name, const char *text)
{
	uint16_t port = p->addr.port;

	if (strcmp(name, "srcadr") == 0) {
		ck_assert(addr_parse(&p->addr, text));
		p->addr.port = port;
	} else if (strcmp(name, "srcport") == 0) {
		p->addr.port = (uint16_t)strtoul(text, NULL, 10);
	} else if (strcmp(name, "dstadr") == 0) {
		port = p->local.port;
		ck_assert(addr_parse(&p->local, text));
		p->local.port = port;
	} else if (strcmp(name, "refid") == 0) {
		p->refid = refid_of(text);
	} else if (strcmp(name, "keyid") == 0) {
		p->keyid = (uint32_t)strtoul(text, NULL, 0);
	} else if (strcmp(name, "timer") == 0) {
		p->next = s->c.now.mono + strtod(text, NULL);
	} else if (strcmp(name, "fudgetime2") == 0) {
		p->fudge_time2 = strtod(text, NULL) / 1e3;
	} else if (strcmp(name, "xleave") == 0) {
		p->il.lag = strtod(text, NULL) / 1e3;
	} else if (strcmp(name, "filtdelay") == 0) {
		set_stages(p, offsetof(struct sample, delay), text);
	} else if (strcmp(name, "filtoffset") == 0) {
		set_stages(p, offsetof(struct sample, offset), text);
	} else if (strcmp(name, "filtdisp") == 0) {
		set_stages(p, offsetof(struct sample, disp), text);
	} else if (strcmp(name, "device") == 0) {
		p->addr.ip[2] = strstr(text, "SHM") != NULL ? 28 : 1;
	} else if (strcmp(name, "type") == 0) {
		p->addr.ip[2] = (uint8_t)strtoul(text, NULL, 10);
	}
}

/* Set one variable of SET. */
static void
set_var(struct stage *s, enum vars_set set, struct peer *p, const char *name,
    const char *text)
{
	size_t n;
	const struct var_row *row = set == VARS_SYS ? var_sys(&n) :
	    set == VARS_CLOCK ? var_clock(&n) : var_peer(&n);
	void *base = set == VARS_SYS ? (void *)&s->c.state : (void *)p;

	for (size_t i = 0; i < n; i++)
		if (strcmp(row[i].name, name) == 0 && set_field(&row[i], base,
		    text))
			return;
	if (set == VARS_SYS)
		set_system(s, name, text);
	else
		set_peer(s, p, name, text);
}

static void
set_status(struct stage *s, enum vars_set set, struct peer *p, uint16_t status)
{
	struct sys *sys = &s->c.state.sys;

	if (set == VARS_SYS) {
		sys->source = status >> 8 & 0x3f;
		sys->event_count = status >> 4 & 15;
		sys->last_event = status & 15;
	} else if (set == VARS_CLOCK) {
		p->clock_event_count = status >> 4 & 15;
		p->clock_event = status & 15;
	} else {
		p->configured = (status >> 8 & PEERST_CONFIG) != 0;
		p->keyid = (status >> 8 & PEERST_AUTHENABLE) != 0;
		p->authentic = (status >> 8 & PEERST_AUTHENTIC) != 0;
		p->reach = (status >> 8 & PEERST_REACH) != 0;
		p->hmode = (status >> 8 & PEERST_BCAST) != 0 ? MODE_BROADCAST :
		    MODE_CLIENT;
		p->select = status >> 8 & 7;
		p->event_count = status >> 4 & 15;
		p->last_event = status & 15;
	}
}

/* Make associations of the LEN octets of pairs at DATA, by ascending ids. */
static void
set_pairs(struct stage *s, const uint8_t *data, size_t len)
{
	ck_assert_uint_le(len / 4, MANY);
	TAILQ_INIT(&s->c.state.peers);
	for (size_t i = 0; i < len / 4; i++) {
		struct peer *p = &s->many[i], *q;

		p->id = (uint16_t)(data[4 * i] << 8 | data[4 * i + 1]);
		set_status(s, VARS_PEER, p, (uint16_t)(data[4 * i + 2] << 8 |
		    data[4 * i + 3]));
		TAILQ_FOREACH(q, &s->c.state.peers, link)
			if (q->id > p->id)
				break;
		if (q != NULL)
			TAILQ_INSERT_BEFORE(q, p, link);
		else
			TAILQ_INSERT_TAIL(&s->c.state.peers, p, link);
	}
}

/* Put the data of N datagrams one behind the other; returns their length. */
static size_t
join(const struct datagram *d, size_t n, char *out, size_t size)
{
	struct ctlmsg m;
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		ck_assert(ctlmsg_decode(&m, d[i].data, d[i].len));
		ck_assert_uint_lt(len + m.count, size);
		memcpy(out + len, d[i].data + CTLMSG_HEADER, m.count);
		len += m.count;
	}
	out[len] = '\0';
	return len;
}

/* Bring the state to what the recorded answer says. */
static void
set_state(struct stage *s, const struct ctlmsg *request)
{
	const struct recorded *x = s->x;
	enum vars_set set = request->op == CTL_READCLOCK ? VARS_CLOCK :
	    request->assoc != 0 ? VARS_PEER : VARS_SYS;
	struct peer *p = set == VARS_CLOCK ? &s->c.clock : &s->c.peer;
	char text[VECTORS_DATAGRAMS * 512], name[64], value[1024];
	struct ctlmsg m;
	struct ctlmsg_var v;
	const char *at = text;
	size_t len = join(x->reply, x->n, text, sizeof text);

	if (x->n == 0 || !ctlmsg_decode(&m, x->reply[0].data, x->reply[0].len))
		return;
	s->c.state.sys.leap = m.leap;
	if (m.error || request->op > CTL_READCLOCK)
		return;
	if (request->assoc != 0)
		p->id = request->assoc;
	if (request->op == CTL_READSTAT && request->assoc == 0) {
		set_pairs(s, (const uint8_t *)text, len);
		set_status(s, VARS_SYS, NULL, m.status);
		return;
	}
	set_status(s, set, p, m.status);
	while (ctlmsg_next(&at, text + len, &v)) {
		snprintf(name, sizeof name, "%.*s", (int)v.name_len, v.name);
		snprintf(value, sizeof value, "%.*s", (int)v.value_len,
		    v.value);
		set_var(s, set, p, name, value);
	}
}

/* --- asking -------------------------------------------------------------- */

static void
take(void *ctx, const uint8_t *data, size_t len)
{
	struct stage *s = ctx;

	ck_assert_uint_lt(s->n, VECTORS_DATAGRAMS);
	memcpy(s->back[s->n].data, data, len);
	s->back[s->n++].len = len;
}

static void
ignore_seen(void *ctx, uint16_t assoc)
{
	(void)ctx;
	(void)assoc;
}

static void
ignore_spent(void *ctx)
{
	(void)ctx;
}

/* What the configuration says to a line is tested with the configuration. */
static void
tell(void *ctx, const struct conf_finding *f)
{
	conf_reply(f, ctx, sizeof (((struct stage *)NULL)->reply));
}

/* Configure as the daemon does; files were saved as the record says. */
static bool
obey(void *ctx, enum action_kind kind, const char *text, size_t len,
    char *reply, size_t size)
{
	struct stage *s = ctx;
	struct conf_reader reader = { .report = tell, .ctx = s->reply,
		.remote = true };
	struct conf c;

	if (kind == ACT_CONFIGURE) {
		conf_init(&c);
		(void)conf_parse(&c, "ntp.conf", "server 10.9.0.77", 16, NULL);
		s->reply[0] = '\0';
		(void)conf_parse(&c, "remote config", text, len, &reader);
		conf_free(&c);
	}
	snprintf(reply, size, "%s", s->reply[0] != '\0' ? s->reply :
	    "Config Succeeded");
	return true;
}

static bool
refuse(void *ctx, const char *text, size_t len, char *reply, size_t size)
{
	(void)ctx;
	(void)text;
	(void)len;
	snprintf(reply, size, "500 Failure");
	return false;
}

static void
report_nothing(void *ctx, struct host_report *out)
{
	(void)ctx;
	out->n_ifaces = 0;
}

static void
ask_stage(struct stage *s, const char *from, uint32_t flags)
{
	struct control_out out = { take, ignore_seen, ignore_spent, obey,
		refuse, report_nothing, s };
	struct access_answer who = { .flags = flags };
	struct rx rx = { .data = s->x->request.data,
		.len = s->x->request.len };

	ck_assert(addr_parse(&rx.from, from));
	(void)control_answer(&s->c.state, &s->c.now, &rx, &who, &out);
}

/* --- comparing ----------------------------------------------------------- */

/* What is not the same as in the record, and on purpose. */
static const struct difference {
	const char *name;
	enum { ERROR, SILENCE, BEGINS, OTHER } how;
	int code;         /* ERROR: this one */
} differences[] = {
	/* operations that 4.2.6 did not know */
	{ "op10", SILENCE, 0 },        /* no nonce */
	{ "op12", OTHER, 0 },          /* a nonce is given */
	/* no traps */
	{ "settrap", ERROR, CTLERR_PERMISSION },
	{ "settrap-again", ERROR, CTLERR_PERMISSION },
	{ "unsettrap", ERROR, CTLERR_PERMISSION },
	{ "unsettrap-none", ERROR, CTLERR_PERMISSION },
	{ "async-1", SILENCE, 0 }, { "async-2", SILENCE, 0 },
	{ "async-3", SILENCE, 0 }, { "async-4", SILENCE, 0 },
	/* the answer went to the trap instead */
	{ "config-add", OTHER, 0 },
	/* a second reply behind the error */
	{ "readvar-sys-longval", ERROR, CTLERR_FORMAT },
	/* more names than 4.2.6 had */
	{ "readvar-sys-varlist", BEGINS, 0 },
	{ "readvar-peer-varlist", BEGINS, 0 },
	/* a value with a comma is in quotes */
	{ "readvar-sys-ext", OTHER, 0 },
	/* CentOS 7 takes requests from low ports */
	{ "lowport", OTHER, 0 },
};

static const struct difference *
difference_of(const char *name)
{
	for (size_t i = 0; i < sizeof differences / sizeof differences[0]; i++)
		if (strcmp(differences[i].name, name) == 0)
			return &differences[i];
	return NULL;
}

static int
compare_pairs(const void *a, const void *b)
{
	return memcmp(a, b, 4);
}

/* In error replies the offset, which classic leaves as it was, is nothing. */
static void
normalise(struct datagram *d, bool pairs)
{
	if ((d->data[1] & 0x40) != 0)
		d->data[8] = d->data[9] = 0;
	if (pairs)
		qsort(d->data + CTLMSG_HEADER, (d->len - CTLMSG_HEADER) / 4, 4,
		    compare_pairs);
}

static void
check_same(struct stage *s, const struct ctlmsg *request)
{
	bool pairs = request->op == CTL_READSTAT && request->assoc == 0;

	ck_assert_msg(s->n == s->x->n, "%s: %zu datagrams, not %zu",
	    s->x->name, s->n, s->x->n);
	for (size_t i = 0; i < s->n; i++) {
		struct datagram old = s->x->reply[i];

		normalise(&old, pairs && s->n == 1);
		normalise(&s->back[i], pairs && s->n == 1);
		ck_assert_msg(old.len == s->back[i].len,
		    "%s: %zu octets, not %zu", s->x->name, s->back[i].len,
		    old.len);
		if (pairs && s->n > 1)
			old.len = CTLMSG_HEADER; /* another order */
		for (size_t k = 0; k < old.len; k++)
			ck_assert_msg(old.data[k] == s->back[i].data[k],
			    "%s: octet %zu\n%.468s\n%.468s", s->x->name, k,
			    old.data + CTLMSG_HEADER,
			    s->back[i].data + CTLMSG_HEADER);
	}
}

static void
check_different(struct stage *s, const struct difference *d)
{
	char old[4096], new[8192];
	struct ctlmsg m = { .version = 0 };

	if (s->n > 0)
		ck_assert(ctlmsg_decode(&m, s->back[0].data, s->back[0].len));
	switch (d->how) {
	case ERROR:
		ck_assert_uint_eq(s->n, 1);
		ck_assert_msg(m.error && m.status >> 8 == d->code, "%s",
		    d->name);
		break;
	case SILENCE:
		ck_assert_uint_eq(s->n, 0);
		break;
	case BEGINS:
		(void)join(s->x->reply, s->x->n, old, sizeof old);
		(void)join(s->back, s->n, new, sizeof new);
		ck_assert_mem_eq(old, new, 16);
		break;
	case OTHER:
		ck_assert(s->n == 1 && !m.error);
		break;
	}
}

static uint32_t
flags_of(const char *name)
{
	return strncmp(name, "nomodify", 8) == 0 ? ACCESS_NOMODIFY :
	    strcmp(name, "notrap") == 0 ? ACCESS_NOTRAP : 0;
}

static void
replay(void *ctx, const struct recorded *x)
{
	struct stage *s = calloc(1, sizeof *s);
	const struct difference *d = difference_of(x->name);
	struct ctlmsg m = { .version = 0 };
	char text[VECTORS_DATAGRAMS * 512];

	(void)ctx;
	ck_assert_ptr_nonnull(s);
	ctlstate_init(&s->c);
	ctlask_keys(&s->c);
	s->x = x;
	s->c.conf.vars = s->vars;
	s->vars[s->c.conf.n_vars = 0] = (struct conf_var){
		keep_word(s, "hidden"), keep_word(s, "42"), false, false };
	s->c.conf.n_vars++;
	s->c.conf.saveconfigdir = s->words[0];
	snprintf(keep_word(s, "/"), 8, "/saved/");
	(void)ctlmsg_decode(&m, x->request.data, x->request.len);
	if (d == NULL || d->how >= OTHER) {
		set_state(s, &m);
		(void)join(x->reply, x->n, text, sizeof text);
		snprintf(s->reply, sizeof s->reply, "%.*s",
		    (int)strcspn(text, "\r\n"), text);
	}
	/* The manager's business: see the next test. */
	if (strncmp(x->name, "noquery", 7) != 0) {
		ask_stage(s, "127.0.0.1", flags_of(x->name));
		if (d != NULL)
			check_different(s, d);
		else
			check_same(s, &m);
	}
	auth_free(s->c.state.auth);
	free(s);
}

START_TEST(every_recorded_exchange_gives_the_same_octets_or_is_a_difference)
{
	static const struct { const char *file; size_t n; } files[] = {
		{ "mode6-readstat.txt", 6 }, { "mode6-readstat-many.txt", 1 },
		{ "mode6-readvar.txt", 26 }, { "mode6-readclock.txt", 8 },
		{ "mode6-errors.txt", 16 }, { "mode6-auth.txt", 18 },
		{ "mode6-trap.txt", 10 }, { "mode6-restrict.txt", 10 },
	};

	ck_assert_uint_eq(vectors_each(files[_i].file, replay, NULL),
	    files[_i].n);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *s = suite_create("vectors");
	TCase *t = tcase_create("vectors");

	tcase_add_loop_test(t,
	    every_recorded_exchange_gives_the_same_octets_or_is_a_difference,
	    0, 8);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return suite_run(make_suite());
}
