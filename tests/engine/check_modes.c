/*
 * check_modes.c -- broadcasts in virtual time: who listens, who does not, and
 * what attackers make of it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pair.h"
#include "suite.h"

#define NETWORK "10.0.0.255"
#define GROUP "224.0.1.1"
#define CASTING SERVING "broadcast " NETWORK " key 1 minpoll 4\n"
#define LISTENING TRUSTING "broadcastclient\nlogconfig =peerevents\n"

static const struct crystal perfect;

/* --- broadcasts ---------------------------------------------------------- */

START_TEST(a_broadcast_client_asks_how_long_the_way_is_and_then_listens)
{
	struct pair t = pair_of(CASTING, LISTENING);
	unsigned sent;

	world_run(t.w, 60);
	ck_assert_int_eq(pair_with(&t, SERVER)->hmode, MODE_BCLIENT);
	pair_assert_follows(&t, 1e-3);
	sent = world_sent(t.w, t.client);
	ck_assert_uint_ge(sent, 2);
	ck_assert_uint_le(sent, PEER_IBURST);
	world_run(t.w, 20000);
	pair_assert_follows(&t, 1e-4);
	ck_assert_uint_eq(world_sent(t.w, t.client), sent);
	/* The one that belongs to the poll just begun may be to come. */
	ck_assert_uint_eq(pair_with(&t, SERVER)->reach | 1, 0xff);
	ck_assert(pair_with(&t, SERVER)->authentic);
	ck_assert_uint_eq(pair_with(&t, SERVER)->keyid, 1);
	ck_assert_uint_eq(pair_state(&t)->sys.stratum, 5);
	world_free(t.w);
}
END_TEST

START_TEST(broadcasts_that_queue_on_their_way_are_worth_less)
{
	struct link crowded = { .delay = 1e-3, .jitter = 1e-4 };
	struct pair t = pair_of(SERVING "broadcast " NETWORK
	    " key 1 minpoll 6\n", LISTENING);
	double sum = 0;

	world_set_link(t.w, t.server, t.client, &crowded);
	world_run(t.w, 10000);
	for (int i = 0; i < 3000; i++) {
		world_run(t.w, 10000 + 10 * i);
		sum += world_error(t.w, t.client) *
		    world_error(t.w, t.client);
	}
	ck_assert_msg(sqrt(sum / 3000) < 1e-4, "%g", sqrt(sum / 3000));
	world_free(t.w);
}
END_TEST

START_TEST(without_a_volley_a_broadcast_client_only_listens)
{
	struct pair t = pair_of(CASTING, TRUSTING "broadcastclient novolley\n");

	world_run(t.w, 2000);
	ck_assert_int_eq(pair_with(&t, SERVER)->hmode, MODE_BCLIENT);
	pair_assert_follows(&t, 3e-4);
	ck_assert_uint_eq(world_sent(t.w, t.client), 0);
	world_free(t.w);
}
END_TEST

START_TEST(with_broadcastdelay_the_way_is_half_of_that)
{
	struct link far = { .delay = 0.02 };
	struct pair t = pair_of(CASTING, LISTENING "broadcastdelay 0.04\n");

	world_set_link(t.w, t.server, t.client, &far);
	world_run(t.w, 2000);
	pair_assert_follows(&t, 1e-4);
	ck_assert_uint_eq(world_sent(t.w, t.client), 0);
	world_free(t.w);
}
END_TEST

START_TEST(a_clock_that_is_far_off_is_stepped_and_the_way_measured_anew)
{
	static const struct crystal late = { .offset = -30 };
	struct pair t = { .w = world_new(1) };

	t.server = world_add_host(t.w, SERVER, CASTING, &perfect, NULL);
	t.client = world_add_host(t.w, CLIENT, LISTENING, &late, NULL);
	world_keys(t.w, t.server, KEYS);
	world_keys(t.w, t.client, KEYS);
	world_run(t.w, 300);
	pair_assert_follows(&t, 1e-3);
	ck_assert_int_eq(pair_with(&t, SERVER)->hmode, MODE_BCLIENT);
	world_free(t.w);
}
END_TEST

START_TEST(broadcasts_do_nothing_to_those_who_do_not_want_them)
{
	struct pair t = pair_of(CASTING, TRUSTING);

	world_run(t.w, 300);
	ck_assert_uint_eq(pair_count(&t), 0);
	ck_assert_uint_eq(world_sent(t.w, t.client), 0);
	ck_assert_uint_ge(pair_state(&t)->counts.verdict[VERDICT_DECLINED], 10);
	world_free(t.w);
}
END_TEST

START_TEST(broadcasts_need_a_key_unless_disable_auth_is_written)
{
	static const struct {
		const char *server, *client;
		enum verdict verdict;
		bool followed;
	} rows[] = {
		{ "", "", VERDICT_RESTRICTED, false },
		{ "", "disable auth\n", VERDICT_ACCEPTED, true },
		{ "", "disable auth\nrestrict default nopeer\n",
		    VERDICT_RESTRICTED, false },
		{ "", "disable auth\nrestrict default notrust\n",
		    VERDICT_RESTRICTED, false },
		{ " key 2", "trustedkey 1\n", VERDICT_BAD_AUTH, false },
		{ " key 2", "trustedkey 1\ndisable auth\n",
		    VERDICT_BAD_AUTH, false },
		{ " key 1", "restrict default nopeer\n", VERDICT_ACCEPTED,
		    true },
		{ " key 1", "restrict default noserve\n", VERDICT_RESTRICTED,
		    false }
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char server[200], client[200];
		struct pair t;

		snprintf(server, sizeof server, SERVING "broadcast " NETWORK
		    " minpoll 4%s\n", rows[i].server);
		snprintf(client, sizeof client, LISTENING "%s",
		    rows[i].client);
		t = pair_of(server, client);
		world_run(t.w, 100);
		ck_assert_uint_ge(pair_state(&t)->counts.verdict
		    [rows[i].verdict], 3);
		ck_assert_msg((pair_with(&t, SERVER) != NULL) ==
		    rows[i].followed, "row %zu", i);
		ck_assert((pair_state(&t)->sys.peer != 0) == rows[i].followed);
		world_free(t.w);
	}
}
END_TEST

START_TEST(who_is_not_synchronised_broadcasts_nothing)
{
	struct pair t = pair_of(TRUSTING "broadcast " NETWORK
	    " key 1 minpoll 4\n", LISTENING);

	world_run(t.w, 300);
	ck_assert_uint_eq(world_sent(t.w, t.server), 0);
	world_free(t.w);
}
END_TEST

/* A broadcast of the server of T as it was sent. */
struct capture {
	struct addr from;
	uint8_t data[PACKET_MAX];
	size_t len;
};

static struct capture
capture(const struct pair *t)
{
	struct capture c = { .len = 0 };
	const uint8_t *last = world_last(t->w, t->server, &c.len);

	ck_assert_int_eq(last[0] & 7, MODE_BROADCAST);
	memcpy(c.data, last, c.len);
	ck_assert(addr_parse(&c.from, SERVER));
	c.from.port = PACKET_PORT;
	return c;
}

START_TEST(a_replayed_broadcast_is_refused)
{
	struct pair t = pair_of(CASTING, LISTENING);
	struct capture old;
	uint64_t taken;

	world_run(t.w, 300);
	old = capture(&t);
	world_run(t.w, 400);
	taken = pair_verdicts(&t, VERDICT_ACCEPTED);
	for (int i = 1; i <= 5; i++)
		world_inject_cast(t.w, t.client, &old.from, old.data, old.len);
	world_run(t.w, world_time(t.w));
	ck_assert_uint_eq(pair_verdicts(&t, VERDICT_ACCEPTED), taken);
	ck_assert_uint_eq(pair_verdicts(&t, VERDICT_DUPLICATE), 5);
	world_run(t.w, 600);
	ck_assert_uint_gt(pair_verdicts(&t, VERDICT_ACCEPTED), taken + 5);
	pair_assert_follows(&t, 1e-3);
	world_free(t.w);
}
END_TEST

START_TEST(a_broadcast_replayed_after_a_restart_moves_nothing)
{
	struct pair t = pair_of(CASTING, LISTENING);
	struct capture old;

	world_run(t.w, 300);
	old = capture(&t);
	world_run(t.w, 1000);
	world_stop(t.w, t.client);
	world_start(t.w, t.client);
	world_keys(t.w, t.client, KEYS);
	world_inject_cast(t.w, t.client, &old.from, old.data, old.len);
	world_run(t.w, 1300);
	pair_assert_follows(&t, 1e-3);
	ck_assert_int_eq(pair_with(&t, SERVER)->hmode, MODE_BCLIENT);
	world_free(t.w);
}
END_TEST

START_TEST(a_broadcast_that_was_held_back_is_not_believed_but_asked_about)
{
	struct pair t = pair_of(CASTING, LISTENING);
	struct link usual = { .delay = 1e-4 }, cut = { .cut = true };
	struct capture held;
	unsigned sent;

	world_run(t.w, 500);
	world_set_way(t.w, t.server, t.client, &cut);
	world_run(t.w, 520);
	held = capture(&t);
	world_run(t.w, 523);
	sent = world_sent(t.w, t.client);
	world_set_way(t.w, t.server, t.client, &usual);
	world_inject_cast(t.w, t.client, &held.from, held.data, held.len);
	world_run(t.w, 524);
	ck_assert_uint_gt(world_sent(t.w, t.client), sent);
	world_run(t.w, 600);
	ck_assert_int_eq(pair_with(&t, SERVER)->hmode, MODE_BCLIENT);
	pair_assert_follows(&t, 1e-3);
	world_free(t.w);
}
END_TEST

START_TEST(what_is_badly_signed_neither_ends_nor_poisons_anything)
{
	struct pair t = pair_of(CASTING, LISTENING);
	struct capture c;
	uint64_t taken;

	world_run(t.w, 300);
	c = capture(&t);
	taken = pair_verdicts(&t, VERDICT_ACCEPTED);
	c.data[40] ^= 0x40; /* its transmit time is years ahead */
	for (int i = 0; i < 50; i++) {
		world_inject_cast(t.w, t.client, &c.from, c.data, c.len);
		world_inject_cast(t.w, t.client, &c.from, c.data,
		    PACKET_HEADER);
		memset(c.data + PACKET_HEADER, 0, 4);
		world_inject_cast(t.w, t.client, &c.from, c.data,
		    PACKET_HEADER + 4);
	}
	world_run(t.w, 500);
	ck_assert_uint_eq(pair_verdicts(&t, VERDICT_BAD_AUTH), 150);
	ck_assert_uint_ge(pair_verdicts(&t, VERDICT_ACCEPTED), taken + 10);
	ck_assert_uint_eq(pair_with(&t, SERVER)->reach | 1, 0xff);
	pair_assert_follows(&t, 1e-3);
	world_free(t.w);
}
END_TEST

START_TEST(a_broadcast_that_comes_to_us_alone_is_none)
{
	struct pair t = pair_of(CASTING, LISTENING);
	struct capture c;

	world_run(t.w, 300);
	c = capture(&t);
	world_stop(t.w, t.client);
	world_start(t.w, t.client);
	world_keys(t.w, t.client, KEYS);
	world_stop(t.w, t.server);
	world_inject(t.w, t.client, &c.from, PORT_SERVED, c.data, c.len);
	world_run(t.w, 310);
	ck_assert_uint_eq(pair_count(&t), 0);
	ck_assert_uint_eq(pair_verdicts(&t, VERDICT_DECLINED), 1);
	world_free(t.w);
}
END_TEST

START_TEST(a_server_that_broadcasts_no_more_is_forgotten_and_met_again)
{
	struct pair t = pair_of(CASTING, LISTENING);

	world_run(t.w, 300);
	pair_assert_follows(&t, 1e-3);
	world_stop(t.w, t.server);
	world_run(t.w, 600);
	ck_assert_uint_eq(pair_count(&t), 0);
	ck_assert_uint_eq(pair_state(&t)->sys.peer, 0);
	world_start(t.w, t.server);
	world_keys(t.w, t.server, KEYS);
	world_run(t.w, 900);
	pair_assert_follows(&t, 1e-3);
	world_free(t.w);
}
END_TEST

START_TEST(a_volley_that_stays_unanswered_is_tried_again)
{
	struct pair t = pair_of(CASTING, LISTENING);
	struct link usual = { .delay = 1e-4 }, cut = { .cut = true };

	world_set_way(t.w, t.client, t.server, &cut);
	world_run(t.w, 100);
	ck_assert_int_eq(pair_with(&t, SERVER)->hmode, MODE_CLIENT);
	ck_assert_uint_eq(pair_with(&t, SERVER)->reach, 0);
	world_set_way(t.w, t.client, t.server, &usual);
	world_run(t.w, 300);
	ck_assert_int_eq(pair_with(&t, SERVER)->hmode, MODE_BCLIENT);
	pair_assert_follows(&t, 1e-3);
	world_free(t.w);
}
END_TEST

START_TEST(a_group_gets_it_with_as_many_hops_as_its_ttl_says)
{
	static const struct {
		const char *ttl, *table;
		bool heard;
	} rows[] = {
		{ "", "", false },
		{ " ttl 1", "", true },              /* 32 hops */
		{ " ttl 1", "ttl 1 4 16\n", false }, /* 4 */
		{ " ttl 2", "ttl 1 4 16\n", true },
		{ " ttl 7", "ttl 1 4 16\n", true }
	};
	struct link far = { .delay = 0.001, .hops = 5 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char server[200];
		struct pair t;

		snprintf(server, sizeof server, SERVING "%sbroadcast " GROUP
		    " key 1 minpoll 4%s\n", rows[i].table, rows[i].ttl);
		t = pair_of(server, TRUSTING "multicastclient " GROUP "\n");
		world_set_link(t.w, t.server, t.client, &far);
		world_run(t.w, 100);
		ck_assert_msg((pair_with(&t, SERVER) != NULL) == rows[i].heard,
		    "row %zu", i);
		world_free(t.w);
	}
}
END_TEST

START_TEST(who_has_not_joined_the_group_hears_nothing)
{
	struct pair t = pair_of(SERVING "broadcast " GROUP " key 1 minpoll 4\n",
	    TRUSTING "multicastclient 239.1.1.1\n");

	world_run(t.w, 100);
	ck_assert_uint_ge(world_sent(t.w, t.server), 5);
	ck_assert_uint_eq(pair_state(&t)->counts.received, 0);
	world_free(t.w);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *s = suite_create("modes");
	TCase *casts = tcase_create("broadcasts");

	tcase_set_timeout(casts, 60);
	tcase_add_test(casts,
	    a_broadcast_client_asks_how_long_the_way_is_and_then_listens);
	tcase_add_test(casts,
	    broadcasts_that_queue_on_their_way_are_worth_less);
	tcase_add_test(casts, without_a_volley_a_broadcast_client_only_listens);
	tcase_add_test(casts, with_broadcastdelay_the_way_is_half_of_that);
	tcase_add_test(casts,
	    a_clock_that_is_far_off_is_stepped_and_the_way_measured_anew);
	tcase_add_test(casts,
	    broadcasts_do_nothing_to_those_who_do_not_want_them);
	tcase_add_test(casts,
	    broadcasts_need_a_key_unless_disable_auth_is_written);
	tcase_add_test(casts, who_is_not_synchronised_broadcasts_nothing);
	tcase_add_test(casts, a_replayed_broadcast_is_refused);
	tcase_add_test(casts,
	    a_broadcast_replayed_after_a_restart_moves_nothing);
	tcase_add_test(casts,
	    a_broadcast_that_was_held_back_is_not_believed_but_asked_about);
	tcase_add_test(casts,
	    what_is_badly_signed_neither_ends_nor_poisons_anything);
	tcase_add_test(casts, a_broadcast_that_comes_to_us_alone_is_none);
	tcase_add_test(casts,
	    a_server_that_broadcasts_no_more_is_forgotten_and_met_again);
	tcase_add_test(casts, a_volley_that_stays_unanswered_is_tried_again);
	tcase_add_test(casts,
	    a_group_gets_it_with_as_many_hops_as_its_ttl_says);
	tcase_add_test(casts, who_has_not_joined_the_group_hears_nothing);
	suite_add_tcase(s, casts);
	return s;
}

int
main(void)
{
	return suite_run(make_suite());
}
