/*
 * check_mode7.c -- mode 7: what is answered as classic does, and what is not.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctlstate.h"
#include "engine_bench.h"
#include "mode7.h"
#include "suite.h"
#include "vectors.h"

#define PEERS 16
#define HEADER 8

/* What is asked. */
struct stage {
	struct ctlstate c;
	const struct recorded *x;
	struct peer peers[PEERS];
	size_t n_peers;
	struct host_report report;
	size_t n;
	struct datagram back[VECTORS_DATAGRAMS];
	enum verdict verdict;
};

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static uint64_t
get64(const uint8_t *p)
{
	return (uint64_t)get32(p) << 32 | get32(p + 4);
}

/* Just above what 16.16 or 32.32 show, so that they show it again. */
static double
span_of(const uint8_t *p)
{
	return ((int32_t)get32(p) + .25) / 65536;
}

static double
point_of(const uint8_t *p)
{
	return (double)(int64_t)get64(p) / 4294967296.0;
}

/* --- from an answer to a state ------------------------------------------- */

static void
set_flags(struct stage *s, struct peer *p, uint8_t flags)
{
	p->configured = (flags & 0x01) != 0;
	if ((flags & 0x02) != 0)
		s->c.state.sys.peer = p->id;
	p->flags = ((flags & 0x04) != 0 ? (unsigned)CONF_BURST : 0) |
	    ((flags & 0x10) != 0 ? (unsigned)CONF_PREFER : 0);
	p->refclock = (flags & 0x08) != 0;
	p->keyid = (flags & 0x20) != 0;
	p->select = (flags & 0x40) != 0 ? SELECT_CANDIDATE :
	    (flags & 0x80) != 0 ? SELECT_SYSPEER : SELECT_REJECT;
}

static struct peer *
new_peer(struct stage *s)
{
	struct peer *p = &s->peers[s->n_peers];

	ck_assert_uint_lt(s->n_peers, PEERS);
	p->id = (uint16_t)++s->n_peers;
	TAILQ_INSERT_TAIL(&s->c.state.peers, p, link);
	return p;
}

static void
set_addr(struct addr *a, const uint8_t *item, size_t v4, size_t v6, bool six)
{
	a->family = six ? 6 : 4;
	memcpy(a->ip, item + (six ? v6 : v4), six ? 16 : 4);
}

static void
set_peer(struct stage *s, uint8_t code, const uint8_t *item, size_t size)
{
	struct peer *p = new_peer(s);
	bool summary = code == 1;
	bool six = size > 32 ? item[32] != 0 || item[35] != 0 : size == 32 &&
	    code == 0 && (item[8] != 0 || item[11] != 0);

	if (!summary) {
		set_addr(&p->addr, item, 0, 16, six);
		p->addr.port = (uint16_t)(item[4] << 8 | item[5]);
		p->hmode = item[6];
		set_flags(s, p, item[7]);
		return;
	}
	set_addr(&p->local, item, 0, 40, six);
	set_addr(&p->addr, item, 4, 56, six);
	p->addr.port = (uint16_t)(item[8] << 8 | item[9]);
	p->stratum = item[10];
	p->hpoll = item[11];
	p->ppoll = (int8_t)item[12];
	p->reach = item[13];
	set_flags(s, p, item[14]);
	p->hmode = item[15];
	p->delay = span_of(item + 16);
	p->offset = point_of(item + 20);
	p->disp = span_of(item + 28) * span_of(item + 28);
}

static void
set_system(struct stage *s, const uint8_t *item)
{
	struct sys *sys = &s->c.state.sys;
	struct peer *p = new_peer(s);

	sys->peer = p->id;
	set_addr(&p->addr, item, 0, 64, false);
	p->hmode = item[4];
	sys->leap = item[5];
	sys->stratum = item[6];
	sys->precision = (int8_t)item[7];
	sys->rootdelay = span_of(item + 8);
	sys->rootdisp = span_of(item + 12);
	sys->refid = get32(item + 16);
	sys->reftime.fp = get64(item + 20);
	sys->tc = item[28];
	s->c.conf.enable.auth = (item[32] & 0x02) != 0;
	s->c.conf.enable.ntp = (item[32] & 0x04) != 0;
	s->c.conf.enable.kernel = (item[32] & 0x08) != 0;
	s->c.conf.enable.monitor = (item[32] & 0x40) != 0;
	s->c.conf.enable.stats = (item[32] & 0x80) != 0;
	sys->jitter = span_of(item + 40);
}

static void
set_counts(struct stage *s, const uint8_t *item)
{
	struct counts *c = &s->c.state.counts;

	s->c.state.started = s->c.now.mono - get32(item);
	s->c.state.counted_since = s->c.now.mono - get32(item + 4);
	c->verdict[VERDICT_RESTRICTED] = get32(item + 8);
	c->older = get32(item + 12);
	c->current = get32(item + 16);
	c->verdict[VERDICT_BAD_VERSION] = get32(item + 20);
	c->verdict[VERDICT_BAD_LENGTH] = get32(item + 24);
	c->verdict[VERDICT_ACCEPTED] = get32(item + 28);
	c->verdict[VERDICT_BAD_AUTH] = get32(item + 32);
	c->received = get32(item + 36);
	c->verdict[VERDICT_LIMITED] = get32(item + 40);
}

static void
set_kernel(struct stage *s, const uint8_t *item)
{
	struct report_kernel *k = &s->report.kernel;

	k->offset = (int32_t)get32(item);
	k->freq = (int32_t)get32(item + 4);
	k->maxerror = (int32_t)get32(item + 8);
	k->esterror = (int32_t)get32(item + 12);
	k->status = (uint16_t)(item[16] << 8 | item[17]);
	k->constant = (int32_t)get32(item + 20);
	k->precision = (int32_t)get32(item + 24);
	k->tolerance = (int32_t)get32(item + 28);
}

static void
set_item(struct stage *s, uint8_t code, const uint8_t *item, size_t size)
{
	struct sys *sys = &s->c.state.sys;
	struct report_io *io = &s->report.io;

	switch (code) {
	case 0: case 1:
		set_peer(s, code, item, size);
		break;
	case 4:
		set_system(s, item);
		break;
	case 5:
		set_counts(s, item);
		break;
	case 6:
		s->c.state.started = s->c.now.mono - get32(item);
		io->received = get32(item + 20);
		io->sent = get32(item + 24);
		io->wakeups = get32(item + 32);
		break;
	case 8:
		sys->offset = point_of(item);
		sys->freq = point_of(item + 8) / 1e6;
		sys->updated = s->c.now.mono - get32(item + 20);
		break;
	case 38:
		set_kernel(s, item);
		break;
	default:
		break;
	}
}

static void
set_state(struct stage *s)
{
	TAILQ_INIT(&s->c.state.peers);
	s->c.state.sys.peer = 0;
	for (size_t i = 0; i < s->x->n; i++) {
		const uint8_t *d = s->x->reply[i].data;
		size_t n = (size_t)(d[4] & 0x0f) << 8 | d[5];
		size_t size = (size_t)(d[6] & 0x0f) << 8 | d[7];

		for (size_t k = 0; k < n; k++)
			set_item(s, d[3], d + HEADER + k * size, size);
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
tell(void *ctx, struct host_report *out)
{
	struct stage *s = ctx;
	unsigned first = out->first;

	*out = s->report;
	out->first = first;
	if (first > 0)
		out->n_ifaces = 0;
}

static void
ask_stage(struct stage *s)
{
	struct mode7_out out = { take, tell, s };
	struct rx rx = { .data = s->x->request.data,
		.len = s->x->request.len };

	s->verdict = mode7_answer(&s->c.state, &s->c.now, &rx, &out);
}

/* --- comparing ----------------------------------------------------------- */

/*
 * Octets of items that are not as recorded: numbers in the order of the host,
 * what other answers left in fields without a meaning, and buffers.
 */
static const struct { uint8_t code; size_t from, to; } unlike[] = {
	{ 0, 8, 16 }, { 1, 32, 40 }, { 4, 28, 32 }, { 4, 33, 36 },
	{ 4, 52, 80 }, { 6, 4, 20 }, { 8, 16, 20 },
};

/* Requests that are refused: writes, and who asks whom. */
static const uint8_t refused[] = { 2, 3, 7, 9, 16, 20, 28, 29, 34, 36, 42 };

static bool
is_refused(uint8_t code)
{
	return memchr(refused, code, sizeof refused) != NULL;
}

/* Of an address of one family, the field for the other means nothing. */
static void
blank_address(uint8_t *item, size_t flag, size_t v4, size_t v6, size_t size)
{
	if (flag < size && (item[flag] != 0 || item[flag + 3] != 0))
		memset(item, 0, v4);
	else if (v6 < size)
		memset(item + v6, 0, size - v6);
}

/* Set what cannot be compared in D to zero. */
static void
blank(struct datagram *d)
{
	size_t n = (size_t)(d->data[4] & 0x0f) << 8 | d->data[5];
	size_t size = (size_t)(d->data[6] & 0x0f) << 8 | d->data[7];
	size_t kinds = sizeof unlike / sizeof unlike[0];

	for (size_t k = 0; k < n * kinds; k++) {
		size_t u = k % kinds, to = unlike[u].to;
		uint8_t *item = d->data + HEADER + k / kinds * size;

		if (u == 0 && d->data[3] == 0)
			blank_address(item, 8, 4, 16, size);
		if (u == 0 && d->data[3] == 1)
			blank_address(item, 32, 8, 40, size);
		if (unlike[u].code == d->data[3] && unlike[u].from < size)
			memset(item + unlike[u].from, 0, (to < size ? to :
			    size) - unlike[u].from);
	}
}

static void
check_same(struct stage *s)
{
	ck_assert_msg(s->n == s->x->n, "%s: %zu datagrams", s->x->name, s->n);
	for (size_t i = 0; i < s->n; i++) {
		struct datagram old = s->x->reply[i];

		blank(&old);
		blank(&s->back[i]);
		ck_assert_msg(old.len == s->back[i].len, "%s: %zu octets, not "
		    "%zu", s->x->name, s->back[i].len, old.len);
		for (size_t k = 0; k < old.len; k++)
			ck_assert_msg(old.data[k] == s->back[i].data[k],
			    "%s: octet %zu", s->x->name, k);
	}
}

static void
replay(void *ctx, const struct recorded *x)
{
	struct stage *s = calloc(1, sizeof *s);
	uint8_t code = x->request.data[3];

	(void)ctx;
	ck_assert_ptr_nonnull(s);
	ctlstate_init(&s->c);
	s->x = x;
	set_state(s);
	ask_stage(s);
	if (code == 44) {
		/* Who may ask at all needs no key; here are no interfaces. */
		ck_assert_uint_eq(s->n, 1);
		ck_assert_uint_eq(s->back[0].data[4] >> 4, 4);
	} else if (x->n > 0 && is_refused(code)) {
		ck_assert_uint_eq(s->n, 1);
		ck_assert_uint_eq(s->back[0].len, HEADER);
		ck_assert_uint_eq(s->back[0].data[4] >> 4, 2);
	} else {
		check_same(s);
	}
	ck_assert_int_eq(s->verdict == VERDICT_ANSWERED, s->n > 0);
	free(s);
}

START_TEST(every_recorded_exchange_gives_the_same_octets_or_is_refused)
{
	ck_assert_uint_eq(vectors_each("mode7.txt", replay, NULL), 34);
}
END_TEST

START_TEST(interfaces_come_in_as_many_packets_as_they_need)
{
	static const struct recorded x = { .name = "interfaces",
		.request = { 8, { 0x17, 0, 3, 44 } } };
	struct stage *s = calloc(1, sizeof *s);

	ctlstate_init(&s->c);
	s->x = &x;
	s->report.n_ifaces = 4;
	for (unsigned i = 0; i < 4; i++) {
		s->report.iface[i] = (struct report_iface){ .name = "eth0",
			.number = i, .received = 7, .since = 4000 };
		ck_assert(addr_parse(&s->report.iface[i].addr, "10.9.0.2"));
	}
	ask_stage(s);
	ck_assert_uint_eq(s->n, 2);
	ck_assert_uint_eq(s->back[0].len, HEADER + 3 * 136);
	ck_assert_uint_eq(s->back[0].data[0], 0xd7);
	ck_assert_uint_eq(s->back[1].len, HEADER + 136);
	ck_assert_uint_eq(s->back[1].data[1], 1);
	ck_assert_str_eq((char *)s->back[1].data + HEADER + 52, "eth0");
	ck_assert_uint_eq(get32(s->back[1].data + HEADER + 108), 1000);
	free(s);
}
END_TEST

START_TEST(only_the_loopback_is_answered_and_nobody_without_query)
{
	static const uint8_t request[8] = { 0x17, 0, 3, 4 };
	static const struct { const char *conf, *from; enum verdict verdict; }
	cases[] = {
		{ "", "127.0.0.1", VERDICT_ANSWERED },
		{ "", OWN, VERDICT_UNSUPPORTED },
		{ "", STRANGER, VERDICT_UNSUPPORTED },
		{ "restrict default nomodify\n", STRANGER,
		    VERDICT_UNSUPPORTED },
		{ "restrict 127.0.0.1 noquery\n", "127.0.0.1",
		    VERDICT_NO_QUERY },
		{ "restrict default ignore\n", STRANGER, VERDICT_RESTRICTED },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct addr from = address(cases[i].from, 4000);
		struct bench b;

		set_up(&b, cases[i].conf);
		ck_assert_int_eq(receive(&b, &from, PORT_SERVED, request, 8),
		    cases[i].verdict);
		ck_assert_int_eq(b.sent, cases[i].verdict == VERDICT_ANSWERED);
		tear_down(&b);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("mode7");
	TCase *t = tcase_create("mode7");

	tcase_add_test(t,
	    every_recorded_exchange_gives_the_same_octets_or_is_refused);
	tcase_add_test(t, interfaces_come_in_as_many_packets_as_they_need);
	tcase_add_test(t,
	    only_the_loopback_is_answered_and_nobody_without_query);
	suite_add_tcase(s, t);
	return suite_run(s);
}
