/*
 * check_limits.c -- what strangers can make of requests, and a long list read
 * under load.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "ctlmsg.h"
#include "engine_bench.h"
#include "mru.h"
#include "suite.h"
#include "vectors.h"

#define LIST 100000      /* clients */
#define RATE 10          /* packets in each ms */
#define PRIORS 6
#define READER 5000      /* its port */

/* --- spoilt requests ----------------------------------------------------- */

static const char *const files[] = { "mode6-readstat.txt", "mode6-readvar.txt",
	"mode6-readclock.txt", "mode6-errors.txt", "mode6-auth.txt",
	"mode6-trap.txt", "mode6-restrict.txt", "mode6-later.txt",
	"mode7.txt" };
#define FILES ((int)(sizeof files / sizeof files[0]))

/* Who sends, and what is looked at. */
struct sender {
	struct bench b;
	struct addr from;
	bool stranger; /* has no permission to ask */
};

static void
send_one(struct sender *s, const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len + 1);

	/* In a buffer of its own, so that a sanitizer sees its end. */
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, len);
	s->b.sent = 0;
	(void)receive(&s->b, &s->from, PORT_SERVED, copy, len);
	free(copy);
	if (!s->stranger || s->b.sent == 0)
		return;
	ck_assert_int_eq(s->b.sent, 1);
	ck_assert_uint_le(s->b.len, len);
	ck_assert_uint_ne(s->b.data[0] & 7, MODE_CONTROL);
	ck_assert_uint_ne(s->b.data[0] & 7, MODE_PRIVATE);
}

/* Send X, every beginning of it, and it with each of its bits flipped. */
static void
send_all(void *ctx, const struct recorded *x)
{
	struct sender *s = ctx;
	uint8_t data[VECTORS_OCTETS];
	size_t len = x->request.len;
	size_t flips = len < 64 ? len : 64; /* behind are keys and zeros */

	for (size_t n = 0; n <= len; n++)
		send_one(s, x->request.data, n);
	memcpy(data, x->request.data, len);
	for (size_t bit = 0; bit < 8 * flips; bit++) {
		data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		send_one(s, data, len);
		data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

/* Returns how many datagrams have been counted under a verdict. */
static uint64_t
counted(const struct state *s)
{
	uint64_t n = 0;

	for (int i = 0; i < VERDICT_COUNT; i++)
		n += s->counts.verdict[i];
	return n;
}

static void
send_from(const char *conf, const char *from, bool stranger, const char *file)
{
	struct sender s = { .stranger = stranger };

	set_up(&s.b, conf);
	s.from = address(from, 4000);
	ck_assert_uint_gt(vectors_each(file, send_all, &s), 0);
	ck_assert_uint_eq(counted(engine_state(s.b.e)),
	    engine_state(s.b.e)->counts.received);
	tear_down(&s.b);
}

START_TEST(who_may_not_ask_is_never_sent_more_than_it_sent)
{
	static const char *const confs[] = { "", "restrict default noquery\n",
		"restrict default ignore\n",
		"restrict default limited kod nomodify noquery nopeer\n" };

	for (size_t i = 0; i < sizeof confs / sizeof confs[0]; i++)
		send_from(confs[i], STRANGER, true, files[_i]);
}
END_TEST

START_TEST(every_prefix_and_bit_flip_of_a_request_is_survived_and_counted)
{
	send_from("server " SERVER "\nserver 127.127.1.0\nsetvar a = b\n",
	    "127.0.0.1", false, files[_i]);
}
END_TEST

/* --- a long list under load ---------------------------------------------- */

/* Somebody reads the list while packets come in. */
struct fetch {
	struct engine *e;
	struct conf conf;
	struct now now;
	uint64_t dice;
	uint8_t *seen;           /* by number of the client */
	char page[CTLMSG_REPLY_MAX];
	size_t length;
	bool error;
	char nonce[64];
	char prior[PRIORS][64];  /* the latest first: address, */
	char last[PRIORS][32];   /* and when it was heard */
	unsigned priors, pages, entries, restarts;
	bool complete;
};

static void
act(void *ctx, const struct action *a)
{
	struct fetch *f = ctx;
	struct ctlmsg m;

	if (a->kind != ACT_SEND || a->u.send.to.port != READER ||
	    !ctlmsg_decode(&m, a->u.send.data, a->u.send.len))
		return;
	f->error = m.error;
	ck_assert_uint_le(m.offset + m.count, sizeof f->page - 1);
	memcpy(f->page + m.offset, a->u.send.data + CTLMSG_HEADER, m.count);
	f->length = m.error ? 0 : (size_t)m.offset + m.count;
}

static void
roll(void *ctx, void *buf, size_t len)
{
	struct fetch *f = ctx;
	uint8_t *to = buf;

	for (size_t i = 0; i < len; i++) {
		f->dice = f->dice * 6364136223846793005u + 1442695040888963407u;
		to[i] = (uint8_t)(f->dice >> 56);
	}
}

static void
receive_from(struct fetch *f, const struct addr *from, const uint8_t *data,
    size_t len)
{
	struct rx rx = { .from = *from, .at = f->now.wall, .data = data,
		.len = len };

	engine_received(f->e, &f->now, &rx);
}

/* Let client number I ask for the time. */
static void
heard(struct fetch *f, uint32_t i)
{
	struct addr a = { .family = 4, .ip = { 10, (uint8_t)(i >> 16),
		(uint8_t)(i >> 8), (uint8_t)i }, .port = 123 };
	uint8_t request[PACKET_HEADER] = { 0x23, [47] = 1 };

	receive_from(f, &a, request, sizeof request);
}

/* Let S seconds pass. */
static void
pass_time(struct fetch *f, double s)
{
	f->now.mono += s;
	f->now.wall = ntptime_add(f->now.wall, s);
}

static void
ask_list(struct fetch *f, uint8_t op, const char *text)
{
	struct addr from = address("127.0.0.1", READER);
	uint8_t data[1024] = { 0 };
	struct ctlmsg m = { .version = 2, .op = op,
		.count = (uint16_t)strlen(text) };

	ctlmsg_encode(&m, data);
	memcpy(data + CTLMSG_HEADER, text, m.count);
	f->length = 0;
	f->error = false;
	receive_from(f, &from, data, (CTLMSG_HEADER + (size_t)m.count + 3) /
	    4 * 4);
}

/* Put the entry with ADDRESS, heard at LAST, before the others read. */
static void
remember(struct fetch *f, const char *address_text, const char *last)
{
	unsigned a, b, c, d;

	if (sscanf(address_text, "%u.%u.%u.%u:", &a, &b, &c, &d) == 4 && a == 10)
		f->seen[(b << 16 | c << 8 | d) & 0xffffff] = 1;
	memmove(f->prior[1], f->prior[0], sizeof f->prior - sizeof f->prior[0]);
	memmove(f->last[1], f->last[0], sizeof f->last - sizeof f->last[0]);
	snprintf(f->prior[0], sizeof f->prior[0], "%.40s", address_text);
	snprintf(f->last[0], sizeof f->last[0], "%.30s", last);
	if (f->priors < PRIORS)
		f->priors++;
	f->entries++;
}

/* Read the page that came. */
static void
read_page(struct fetch *f)
{
	const char *at = f->page, *end = f->page + f->length;
	char where[64] = "", value[64];
	struct ctlmsg_var v;

	while (ctlmsg_next(&at, end, &v)) {
		snprintf(value, sizeof value, "%.*s", (int)v.value_len,
		    v.value);
		if (v.name_len == 5 && memcmp(v.name, "nonce", 5) == 0)
			memcpy(f->nonce, value, sizeof value);
		else if (v.name_len == 3 && memcmp(v.name, "now", 3) == 0)
			f->complete = true;
		else if (v.name_len > 5 && memcmp(v.name, "addr.", 5) == 0 &&
		    v.name[5] != 'o')
			memcpy(where, value, sizeof where);
		else if (v.name_len > 5 && memcmp(v.name, "last.", 5) == 0 &&
		    v.name[5] != 'o' && v.name[5] != 'n')
			remember(f, where, value);
	}
}

/* Ask for the next page. */
static void
next_page(struct fetch *f)
{
	char text[900];
	size_t n = (size_t)snprintf(text, sizeof text, "nonce=%s, frags=128",
	    f->nonce);

	for (unsigned i = 0; i < f->priors; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
		    ", addr.%u=%s, last.%u=%s", i, f->prior[i], i, f->last[i]);
	ask_list(f, CTL_READ_MRU, text);
	f->pages++;
	if (f->error) {
		f->priors = 0;
		f->restarts++;
	} else {
		ck_assert_uint_gt(f->length, 0);
		read_page(f);
	}
}

/* Read the whole list; in each ms RATE packets come of SPREAD clients. */
static void
read_list(struct fetch *f, uint32_t base, uint32_t spread)
{
	ask_list(f, CTL_REQ_NONCE, "");
	read_page(f);
	while (!f->complete) {
		for (int i = 0; i < RATE; i++) {
			uint32_t dice;

			roll(f, &dice, sizeof dice);
			heard(f, base + dice % spread);
		}
		pass_time(f, .001);
		next_page(f);
		ck_assert_uint_lt(f->pages, 2000);
	}
}

static struct fetch *
start_fetch(void)
{
	static const struct facts facts = { .version = "v", .processor = "p",
		.system = "s", .precision = 1e-6 };
	struct fetch *f = calloc(1, sizeof *f);
	struct host host = { act, roll, f };

	ck_assert_ptr_nonnull(f);
	conf_init(&f->conf);
	f->seen = calloc(1, 1 << 24);
	f->now = (struct now){ .wall = { (uint64_t)0xe9000000 << 32 },
		.mono = 1 };
	f->e = engine_new(&host, &facts, &f->now);
	f->conf.mru.maxdepth = LIST;
	ck_assert_int_eq(engine_interfaces(f->e, &f->now, NULL, 0), 0);
	ck_assert_int_eq(engine_configure(f->e, &f->now, &f->conf), 0);
	for (uint32_t i = 0; i < LIST; i++) {
		heard(f, i);
		pass_time(f, 1e-4);
	}
	ck_assert_uint_eq(mru_count(engine_state(f->e)->mru), LIST);
	return f;
}

static void
end_fetch(struct fetch *f)
{
	engine_free(f->e);
	conf_free(&f->conf);
	free(f->seen);
	free(f);
}

START_TEST(a_list_of_100000_is_read_whole_while_10000_packets_a_second_come)
{
	struct fetch *f = start_fetch();
	double began = f->now.mono;
	uint32_t seen = 0;

	read_list(f, 0, LIST);
	for (uint32_t i = 0; i < LIST; i++)
		seen += f->seen[i];
	ck_assert_uint_eq(seen, LIST);
	ck_assert_uint_eq(f->restarts, 0);
	ck_assert(f->now.mono - began < 1);
	end_fetch(f);
}
END_TEST

START_TEST(a_full_list_is_read_whole_while_strangers_push_others_out)
{
	struct fetch *f = start_fetch();
	const struct mru *m = engine_state(f->e)->mru;
	uint32_t left = 0;

	read_list(f, 1 << 20, 1 << 20);
	for (uint32_t i = 0; i < LIST; i++) {
		struct addr a = { .family = 4, .ip = { 10, (uint8_t)(i >> 16),
			(uint8_t)(i >> 8), (uint8_t)i } };

		if (mru_find(m, &a) == NULL)
			continue;
		left++;
		ck_assert_uint_eq(f->seen[i], 1);
	}
	ck_assert(left > LIST / 2 && left < LIST);
	end_fetch(f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("limits");
	TCase *t = tcase_create("limits");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t,
	    who_may_not_ask_is_never_sent_more_than_it_sent, 0, FILES);
	tcase_add_loop_test(t,
	    every_prefix_and_bit_flip_of_a_request_is_survived_and_counted,
	    0, FILES);
	tcase_add_test(t,
	    a_list_of_100000_is_read_whole_while_10000_packets_a_second_come);
	tcase_add_test(t,
	    a_full_list_is_read_whole_while_strangers_push_others_out);
	suite_add_tcase(s, t);
	return suite_run(s);
}
