/*
 * check_mrulist.c -- lists in mode 6: who asked, interfaces, restrictions.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctlask.h"
#include "ctlstate.h"
#include "mru.h"
#include "mrulist.h"
#include "suite.h"
#include "vectors.h"

#define CLIENTS 60

/* Give C a list of N clients, one heard in each second. */
static void
fill(struct ctlstate *c, unsigned n)
{
	ctlstate_init(c);
	c->state.nonce.ready = true;
	c->state.access = access_new();
	c->state.mru = mru_new(1000, 42);
	ck_assert(c->state.mru != NULL && c->state.access != NULL);
	for (unsigned i = 0; i < n; i++) {
		struct addr a = { .family = 4, .ip = { 10, 0, 0, (uint8_t)i },
			.port = 123 };
		struct mru_entry *e = mru_note(c->state.mru, &a, i, 3, 4);

		e->first_at.fp = e->last_at.fp = c->now.wall.fp -
		    ((uint64_t)(n - i) << 32);
		e->to = (struct addr){ .family = 4, .ip = { 192, 0, 2,
		    (uint8_t)(1 + i % 2) } };
		e->count = i;
		e->flags = i % 4 == 0 ? 0x20 : i % 4 == 1 ? 0x420 : 0;
	}
}

static void
empty(struct ctlstate *c)
{
	mru_free(c->state.mru);
	access_free(c->state.access);
}

/* Put a fresh nonce and TEXT into OUT. */
static const char *
with_nonce(const struct ctlstate *c, const char *text, char out[400])
{
	struct answer a;

	ask_names(c, CTL_REQ_NONCE, 0, "", &a);
	ck_assert_int_eq(a.n, 1);
	ck_assert_int_eq(strncmp(a.text, "nonce=", 6), 0);
	snprintf(out, 400, "%.*s, %s", (int)strcspn(a.text, "\r"), a.text,
	    text);
	return out;
}

/* Ask C for the page TEXT of its list. */
static void
ask_page(const struct ctlstate *c, const char *text, struct answer *a)
{
	char request[400];

	ask_names(c, CTL_READ_MRU, 0, with_nonce(c, text, request), a);
}

/* Make one line of A. */
static const char *
flat(struct answer *a)
{
	char *to = a->text;

	for (const char *p = a->text; *p != '\0'; p++)
		if (*p != '\n')
			*to++ = *p != '\r' ? *p : ' ';
	*to = '\0';
	return a->text;
}

/* Returns how many entries A has. */
static unsigned
entries_of(const struct answer *a)
{
	unsigned n = 0;

	for (const char *p = a->text; (p = strstr(p, "addr.")) != NULL; p++)
		n += p[5] >= '0' && p[5] <= '9';
	return n;
}

START_TEST(an_entry_reads_as_in_later_versions)
{
	struct ctlstate c;
	struct answer a;

	fill(&c, 2);
	ask_page(&c, "limit=1", &a);
	ck_assert_ptr_nonnull(strstr(flat(&a), ", addr.0=10.0.0.0:123, "
	    "last.0=0xeeabc032.a8566e70, first.0=0xeeabc032.a8566e70, "
	    "ct.0=0, mv.0=35, rs.0=0x20"));
	ck_assert_ptr_null(strstr(a.text, "now="));
	ask_page(&c, "frags=32", &a);
	ck_assert_ptr_nonnull(strstr(flat(&a), "now=0xeeabc034.a8566e70, "
	    "last.newest=0xeeabc033.a8566e70 "));
	ck_assert_uint_eq(entries_of(&a), 2);
	empty(&c);
}
END_TEST

START_TEST(what_was_dropped_or_asked_about_the_host_follows_if_there_is_any)
{
	struct addr who = { .family = 4, .ip = { 10 }, .port = 123 };
	struct addr other = { .family = 4, .ip = { 10, 9 }, .port = 40000 };
	struct ctlstate c;
	struct answer a;

	fill(&c, 1);
	mru_note(c.state.mru, &who, 0, 3, 4)->dropped = 5;
	mru_command(c.state.mru, &who, 9, (ntp_time){ 7 }, 6, 2);
	mru_refused(c.state.mru, &who);
	mru_command(c.state.mru, &other, 9, (ntp_time){ 8 }, 6, 2);
	ask_page(&c, "frags=32", &a);
	ck_assert_ptr_nonnull(strstr(flat(&a), "ct.0=1, mv.0=35, rs.0=0x20, "
	    "drops.0=5, cmddrops.0=1, cmds.0=1, "
	    "cmdfirst.0=0x00000000.00000007, cmdlast.0=0x00000000.00000007, "
	    "addr.1=10.9.0.0:40000, last.1=0x00000000.00000008, "
	    "first.1=0x00000000.00000008, ct.1=1, mv.1=22, rs.1=0x0, now="));
	empty(&c);
}
END_TEST

START_TEST(without_a_good_nonce_there_is_silence)
{
	static const char *const bad[] = { "frags=4", "", "nonce=, frags=4",
		"nonce=000000000000000000000000, frags=4",
		"nonce=0000000000000000000000000000000000000000, frags=200" };
	struct ctlstate c;
	struct answer a;
	char request[400];

	fill(&c, 2);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ask_names(&c, CTL_READ_MRU, 0, bad[i], &a);
		ck_assert_int_eq(a.verdict, VERDICT_BAD_NONCE);
		ck_assert_int_eq(a.n, 0);
	}
	with_nonce(&c, "frags=4", request);
	c.now.mono += NONCE_LIFE;
	ask_names(&c, CTL_READ_MRU, 0, request, &a);
	ck_assert_int_eq(a.verdict, VERDICT_ANSWERED);
	c.now.mono += 1;
	ask_names(&c, CTL_READ_MRU, 0, request, &a);
	ck_assert_int_eq(a.verdict, VERDICT_BAD_NONCE);
	empty(&c);
}
END_TEST

START_TEST(a_write_does_not_end_a_reading)
{
	struct ctlstate c;
	struct answer a;
	char request[400];

	fill(&c, 2);
	with_nonce(&c, "frags=4", request);
	c.state.nonce.writes++;
	ask_names(&c, CTL_READ_MRU, 0, request, &a);
	ck_assert_int_eq(a.verdict, VERDICT_ANSWERED);
	empty(&c);
}
END_TEST

START_TEST(the_list_is_not_for_those_under_nomrulist_but_for_the_owner)
{
	struct ctlstate c;
	struct answer a;
	uint8_t request[CTLMSG_HEADER];
	struct ctlmsg m = { .version = 2, .op = CTL_READ_MRU };

	fill(&c, 2);
	ctlmsg_encode(&m, request);
	ask_as(&c, "127.0.0.1", ACCESS_NOMRULIST, request, sizeof request, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	ask_owner(&c, CTL_READ_MRU, "frags=4", &a);
	ck_assert_uint_eq(entries_of(&a), 2);
	empty(&c);
}
END_TEST

START_TEST(what_a_page_cannot_be_is_told)
{
	static const struct { const char *text; int error; } cases[] = {
		{ "", CTLERR_BAD_VALUE }, { "frags=0", CTLERR_BAD_VALUE },
		{ "frags=129", CTLERR_BAD_VALUE }, { "frags=128", -1 },
		{ "limit=257", CTLERR_BAD_VALUE }, { "limit=256", -1 },
		{ "frags=1x", CTLERR_BAD_VALUE }, { "frags=", CTLERR_BAD_VALUE },
		{ "frags=4, mincount=-1", CTLERR_BAD_VALUE },
		{ "frags=4, laddr=nowhere", CTLERR_BAD_VALUE },
		{ "frags=4, resall=0xg", CTLERR_BAD_VALUE },
		{ "frags=4, last.0=1.2", CTLERR_BAD_VALUE },
		{ "frags=4, addr.16=10.0.0.1:123", CTLERR_BAD_VALUE },
		{ "frags=4, addr.0=10.0.0.1:123", CTLERR_UNKNOWN_VAR },
		{ "frags=4, sort=lstint", -1 },
	};
	struct ctlstate c;
	struct answer a;

	fill(&c, 2);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ask_page(&c, cases[i].text, &a);
		ck_assert_msg(error_of(&a) == cases[i].error, "%s",
		    cases[i].text);
	}
	empty(&c);
}
END_TEST

START_TEST(selections_select)
{
	static const struct { const char *text; unsigned entries; } cases[] = {
		{ "limit=40", 40 }, { "frags=20", 60 }, { "frags=1", 1 },
		{ "frags=2", 6 }, { "frags=20, mincount=50", 10 },
		{ "frags=20, resall=0x420", 15 },
		{ "frags=20, resany=0x420", 30 },
		{ "frags=20, resany=0x400", 15 },
		{ "frags=20, maxlstint=9", 9 },
		{ "frags=20, minlstint=51", 10 },
		{ "frags=20, laddr=192.0.2.1", 30 },
		{ "frags=20, laddr=192.0.2.9:123", 0 },
		{ "frags=20, recent=7", 7 }, { "frags=20, recent=700", 60 },
	};
	struct ctlstate c;
	struct answer a;

	fill(&c, CLIENTS);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ask_page(&c, cases[i].text, &a);
		ck_assert_msg(entries_of(&a) == cases[i].entries, "%s: %u",
		    cases[i].text, entries_of(&a));
	}
	empty(&c);
}
END_TEST

START_TEST(a_page_begins_behind_the_first_prior_that_has_not_moved)
{
	struct ctlstate c;
	struct answer a;
	struct addr moved = { .family = 4, .ip = { 10, 0, 0, 20 } };

	fill(&c, CLIENTS);
	/* 20 was heard again; 19 is where it was. */
	mru_note(c.state.mru, &moved, 100, 3, 4)->last_at = c.now.wall;
	ask_page(&c, "limit=2, addr.0=10.0.0.20:123, "
	    "last.0=0xeeabc00c.a8566e70, addr.1=10.0.0.19:123, "
	    "last.1=0xeeabc00b.a8566e70", &a);
	ck_assert_int_eq(strncmp(flat(&a), "last.older=0xeeabc00b.a8566e70, "
	    "addr.older=10.0.0.19:123, nonce=", 60), 0);
	ck_assert_ptr_nonnull(strstr(a.text, "addr.0=10.0.0.21:123"));
	/* A limit of one asks for that very one. */
	ask_page(&c, "limit=1, addr.0=10.0.0.19:123, "
	    "last.0=0xeeabc00b.a8566e70", &a);
	ck_assert_ptr_nonnull(strstr(a.text, "addr.0=10.0.0.19:123"));
	empty(&c);
}
END_TEST

START_TEST(addresses_of_ipv6_are_in_brackets)
{
	struct ctlstate c;
	struct answer a;
	struct addr six = { .scope = 0 };

	fill(&c, 0);
	ck_assert(addr_parse(&six, "fe80::7"));
	six.scope = 2;
	six.port = 500;
	mru_note(c.state.mru, &six, 1, 3, 4)->last_at.fp = 1;
	ask_page(&c, "limit=9", &a);
	ck_assert_ptr_nonnull(strstr(a.text, "addr.0=[fe80::7%2]:500,"));
	ask_page(&c, "limit=1, addr.0=[fe80::7%2]:500, last.0=0x0.1", &a);
	ck_assert_int_eq(error_of(&a), -1);
	empty(&c);
}
END_TEST

START_TEST(interfaces_need_the_key_and_have_twelve_fields)
{
	struct ctlstate c;
	struct answer a;

	fill(&c, 0);
	ctlask_keys(&c);
	ask_names(&c, CTL_READ_ORDLIST, 0, "ifstats", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	ask_signed(&c, 0, CTL_READ_ORDLIST, "ifstats", 1, &a);
	ck_assert_ptr_nonnull(strstr(flat(&a), "addr.0=0.0.0.0:123, bcast.0, "
	    "en.0=0, name.0=\"v4wildcard\", flags.0=0x89, tl.0=0, mc.0=0, "
	    "rx.0=0, tx.0=0, txerr.0=0, pc.0=0, up.0=548, "));
	ck_assert_ptr_nonnull(strstr(a.text, "addr.1=[fd00:9::3]:123"));
	ck_assert_ptr_nonnull(strstr(a.text, "rx.1=37"));
	ask_signed(&c, 0, CTL_READ_ORDLIST, "", 1, &a);
	ck_assert_ptr_nonnull(strstr(a.text, "name.1=\"eth0\""));
	ask_signed(&c, 0, CTL_READ_ORDLIST, "nosuchlist", 1, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_UNKNOWN_VAR);
	auth_free(c.state.auth);
	empty(&c);
}
END_TEST

START_TEST(restrictions_come_in_the_order_of_matching_with_their_hits)
{
	struct access_rule rule = { .net = { .family = 4,
		.ip = { 10, 9, 0, 0 } }, .mask = { 255, 255 },
		.flags = ACCESS_NOMODIFY | ACCESS_KOD };
	struct access_rule host = { .net = { .family = 4,
		.ip = { 10, 9, 0, 7 } }, .mask = { 255, 255, 255, 255 },
		.ntpport = true };
	struct addr from = { .family = 4, .ip = { 10, 9, 1, 1 } };
	struct access_answer who;
	struct ctlstate c;
	struct answer a;

	fill(&c, 0);
	ck_assert_int_eq(access_add(c.state.access, &rule), 0);
	ck_assert_int_eq(access_add(c.state.access, &host), 0);
	access_match(c.state.access, &from, 123, &who);
	*who.hits += 3;
	ask_owner(&c, CTL_READ_ORDLIST, "addr_restrictions", &a);
	ck_assert_str_eq(flat(&a), "addr.0=10.9.0.7, mask.0=255.255.255.255, "
	    "hits.0=0, flags.0=ntpport, addr.1=10.9.0.0, "
	    "mask.1=255.255.0.0, hits.1=3, flags.1=nomodify kod, "
	    "addr.2=0.0.0.0, mask.2=0.0.0.0, hits.2=0, flags.2, addr.3=::, "
	    "mask.3=::, hits.3=0, flags.3 ");
	empty(&c);
}
END_TEST

/* Requests of the recorded later daemon get answers of the same kind. */
static void
replay(void *ctx, const struct recorded *x)
{
	struct ctlstate *c = ctx;
	struct ctlmsg old = { .error = false };
	struct answer a;

	if (strcmp(x->name, "reslist") == 0 || strncmp(x->name, "read-mru", 8)
	    == 0)
		return; /* their nonces are gone, their networks others */
	if (x->n > 0)
		ck_assert(ctlmsg_decode(&old, x->reply[0].data,
		    x->reply[0].len));
	ask(c, x->request.data, x->request.len, &a);
	ck_assert_msg((x->n > 0) == (a.n > 0), "%s", x->name);
	if (old.error)
		ck_assert_msg(error_of(&a) == old.status >> 8, "%s: %d",
		    x->name, error_of(&a));
	else
		ck_assert_msg(a.length > 0, "%s", x->name);
}

START_TEST(requests_of_later_clients_are_understood)
{
	struct ctlstate c;

	fill(&c, 3);
	ctlask_keys(&c);
	ck_assert_uint_eq(vectors_each("mode6-later.txt", replay, &c), 14);
	auth_free(c.state.auth);
	empty(&c);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("mrulist");
	TCase *t = tcase_create("mrulist");

	tcase_add_test(t, an_entry_reads_as_in_later_versions);
	tcase_add_test(t,
	    what_was_dropped_or_asked_about_the_host_follows_if_there_is_any);
	tcase_add_test(t, without_a_good_nonce_there_is_silence);
	tcase_add_test(t, a_write_does_not_end_a_reading);
	tcase_add_test(t,
	    the_list_is_not_for_those_under_nomrulist_but_for_the_owner);
	tcase_add_test(t, what_a_page_cannot_be_is_told);
	tcase_add_test(t, selections_select);
	tcase_add_test(t,
	    a_page_begins_behind_the_first_prior_that_has_not_moved);
	tcase_add_test(t, addresses_of_ipv6_are_in_brackets);
	tcase_add_test(t, interfaces_need_the_key_and_have_twelve_fields);
	tcase_add_test(t,
	    restrictions_come_in_the_order_of_matching_with_their_hits);
	tcase_add_test(t, requests_of_later_clients_are_understood);
	suite_add_tcase(s, t);
	return suite_run(s);
}
