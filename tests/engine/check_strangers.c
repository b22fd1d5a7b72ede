/*
 * check_strangers.c -- passive peers and searches in virtual time: who gets an
 * association, and who does not.
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

/* --- passive peers ------------------------------------------------------- */

#define PEERING TRUSTING "server 127.127.1.0\nfudge 127.127.1.0 stratum 3\n" \
    "peer " CLIENT " key 1 minpoll 4\n"

START_TEST(who_has_the_key_gets_a_passive_peer_and_is_followed)
{
	struct pair t = pair_of(PEERING, TRUSTING);
	const struct peer *p;

	world_run(t.w, 600);
	p = pair_with(&t, SERVER);
	ck_assert_ptr_nonnull(p);
	ck_assert_int_eq(p->hmode, MODE_PASSIVE);
	ck_assert_int_eq(p->pmode, MODE_ACTIVE);
	ck_assert_uint_eq(p->keyid, 1);
	ck_assert(p->authentic);
	ck_assert_uint_eq(state_peer_status(p) >> 8 & PEERST_CONFIG, 0);
	pair_assert_follows(&t, 1e-3);
	p = TAILQ_LAST(&world_state(t.w, t.server)->peers, peer_list);
	ck_assert_int_eq(p->pmode, MODE_PASSIVE);
	ck_assert_uint_eq(p->reach | 1, 0xff);
	world_free(t.w);
}
END_TEST

START_TEST(a_passive_peer_is_what_the_owner_allows)
{
	static const struct {
		const char *server, *client;
		bool met;
	} rows[] = {
		{ "", "", false },
		{ " key 1", "", true },
		{ " key 1", "restrict default nopeer\n", true },
		{ " key 1", "trustedkey 2\n", false },
		{ "", "disable auth\n", true },
		{ "", "disable auth\nrestrict default nopeer\n", false },
		{ "", "disable auth\nrestrict default notrust\n", false },
		{ " key 1", "restrict default ignore\n", false },
		{ " key 1", "restrict default noserve\n", false }
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char server[200], client[200];
		struct pair t;

		snprintf(server, sizeof server, SERVING "peer " CLIENT
		    " minpoll 4%s\n", rows[i].server);
		snprintf(client, sizeof client, TRUSTING "%s",
		    rows[i].client);
		t = pair_of(server, client);
		world_run(t.w, 100);
		ck_assert_msg((pair_with(&t, SERVER) != NULL) == rows[i].met,
		    "row %zu", i);
		world_free(t.w);
	}
}
END_TEST

START_TEST(an_unsigned_stranger_gets_a_reply_and_no_association)
{
	struct pair t = pair_of(SERVING "peer " CLIENT " minpoll 4\n",
	    SERVING);

	world_run(t.w, 300);
	ck_assert_uint_eq(pair_count(&t), 1);
	ck_assert_uint_ge(pair_verdicts(&t, VERDICT_ANSWERED), 5);
	ck_assert_uint_eq(world_sent(t.w, t.client),
	    (unsigned)pair_verdicts(&t, VERDICT_ANSWERED));
	world_free(t.w);
}
END_TEST

START_TEST(a_passive_peer_that_is_gone_is_forgotten)
{
	struct pair t = pair_of(PEERING, TRUSTING);

	world_run(t.w, 300);
	ck_assert_uint_eq(pair_count(&t), 1);
	world_stop(t.w, t.server);
	world_run(t.w, 20000);
	ck_assert_uint_eq(pair_count(&t), 0);
	world_free(t.w);
}
END_TEST

START_TEST(packets_are_lost_and_overtake_each_other_and_passive_peers_stay)
{
	struct link poor = { .delay = 1e-3, .jitter = 1e-3, .loss = 0.3 };
	struct pair t = pair_of(PEERING, TRUSTING);

	world_set_link(t.w, t.server, t.client, &poor);
	world_run(t.w, 20000);
	pair_assert_follows(&t, 5e-3);
	world_free(t.w);
}
END_TEST

/* Sign the mode 1 packet DATA at time AT with key 1; returns its length. */
static size_t
sign_active(uint8_t data[PACKET_HEADER + AUTH_MAC_MAX], ntp_time at)
{
	struct packet packet = { .version = 4, .mode = MODE_ACTIVE,
		.stratum = 2, .poll = 4, .precision = -20, .xmt = at };
	struct auth *keys = auth_new();
	size_t len;

	ck_assert(keys != NULL && auth_read(keys, KEYS, strlen(KEYS), NULL,
	    NULL) == 0);
	auth_trust(keys, 1, 1);
	packet_encode(&packet, data);
	len = PACKET_HEADER + auth_sign(keys, 1, data, PACKET_HEADER);
	auth_free(keys);
	return len;
}

START_TEST(a_thousand_strangers_with_a_key_get_ten_associations)
{
	struct pair t = pair_of(PEERING, TRUSTING);
	uint8_t data[PACKET_HEADER + AUTH_MAC_MAX];
	double error;

	world_run(t.w, 600);
	error = fabs(world_error(t.w, t.client));
	for (unsigned i = 0; i < 1000; i++) {
		struct addr from = { .family = 4, .port = PACKET_PORT,
			.ip = { 10, 1, (uint8_t)(i >> 8), (uint8_t)i } };
		size_t len = sign_active(data, ntptime_from_unix(WORLD_BEGIN +
		    605, i));

		world_inject(t.w, t.client, &from, PORT_SERVED, data, len);
		world_run(t.w, world_time(t.w) + 0.01);
		ck_assert_uint_le(pair_count(&t), 10);
	}
	world_run(t.w, 1000);
	ck_assert_int_eq(pair_with(&t, SERVER)->hmode, MODE_PASSIVE);
	pair_assert_follows(&t, error + 1e-3);
	world_free(t.w);
}
END_TEST

START_TEST(a_forged_address_gets_one_packet_for_one)
{
	struct pair t = pair_of(SERVING, TRUSTING);
	uint8_t data[PACKET_HEADER + AUTH_MAC_MAX];
	struct addr from = { .port = PACKET_PORT };
	size_t len = sign_active(data, ntptime_from_unix(WORLD_BEGIN, 1));

	ck_assert(addr_parse(&from, STRANGER));
	for (unsigned i = 1; i <= 3; i++) {
		world_inject(t.w, t.client, &from, PORT_SERVED, data, len);
		world_run(t.w, i * 100);
		ck_assert_uint_le(world_sent(t.w, t.client), i);
	}
	world_run(t.w, 20000);
	ck_assert_uint_le(world_sent(t.w, t.client), 3);
	ck_assert_uint_eq(pair_count(&t), 0);
	world_free(t.w);
}
END_TEST

/* --- searches ------------------------------------------------------------ */

#define FOUND "manycastserver 239.1.1.1\n"
#define SEARCHING TRUSTING "manycastclient 239.1.1.1 key 1 minpoll 4\n"

START_TEST(a_search_finds_servers_which_are_then_asked)
{
	struct pair t = pair_of(SERVING FOUND, SEARCHING);
	const struct peer *p;

	(void)pair_add(&t, OTHER, SERVING FOUND);
	world_run(t.w, 300);
	ck_assert_uint_eq(pair_count(&t), 3);
	for (int i = 0; i < 2; i++) {
		p = pair_with(&t, i == 0 ? SERVER : OTHER);
		ck_assert_ptr_nonnull(p);
		ck_assert_int_eq(p->hmode, MODE_CLIENT);
		ck_assert_uint_eq(p->keyid, 1);
		ck_assert(p->authentic);
		ck_assert_uint_gt(p->reach, 7);
	}
	ck_assert_uint_eq(pair_with(&t, "239.1.1.1")->refid,
	    names_refid_word("ACST"));
	ck_assert(fabs(world_error(t.w, t.client)) < 1e-3);
	world_free(t.w);
}
END_TEST

START_TEST(a_search_goes_further_each_time)
{
	struct link far = { .delay = 1e-3, .hops = 90 };
	struct pair t = pair_of(SERVING FOUND, SEARCHING);

	world_set_link(t.w, t.server, t.client, &far);
	world_run(t.w, 40);
	ck_assert_ptr_null(pair_with(&t, SERVER));
	world_run(t.w, 200);
	ck_assert_ptr_nonnull(pair_with(&t, SERVER));
	world_free(t.w);
}
END_TEST

START_TEST(a_search_is_answered_only_by_those_who_serve_it)
{
	static const char *const confs[] = { SERVING, TRUSTING FOUND,
		SERVING "multicastclient 239.1.1.1\n",
		SERVING FOUND "trustedkey 2\n",
		SERVING FOUND "restrict default noserve\n" };

	for (size_t i = 0; i < sizeof confs / sizeof confs[0]; i++) {
		struct pair t = pair_of(confs[i], SEARCHING);

		world_run(t.w, 100);
		ck_assert_uint_eq(world_sent(t.w, t.server), 0);
		ck_assert_uint_eq(pair_count(&t), 1);
		world_free(t.w);
	}
}
END_TEST

START_TEST(an_answer_to_a_search_needs_its_key_unless_disable_auth_is_written)
{
	struct pair t = pair_of(SERVING FOUND,
	    "manycastclient 239.1.1.1 minpoll 4\n");

	world_run(t.w, 100);
	ck_assert_uint_ge(pair_verdicts(&t, VERDICT_RESTRICTED), 3);
	ck_assert_uint_eq(pair_count(&t), 1);
	world_free(t.w);
	t = pair_of(SERVING FOUND,
	    "manycastclient 239.1.1.1 minpoll 4\ndisable auth\n");
	world_run(t.w, 100);
	ck_assert_uint_eq(pair_count(&t), 2);
	world_free(t.w);
}
END_TEST

START_TEST(a_search_rests_while_there_are_enough_servers)
{
	struct pair t = pair_of(SERVING FOUND,
	    SEARCHING "tos minclock 1 maxclock 1 beacon 1000\n");
	uint32_t sent;

	world_run(t.w, 300);
	ck_assert_uint_eq(pair_count(&t), 2);
	sent = pair_with(&t, "239.1.1.1")->sent;
	world_run(t.w, 800);
	ck_assert_uint_eq(pair_with(&t, "239.1.1.1")->sent, sent);
	world_run(t.w, 1400);
	ck_assert_uint_eq(pair_with(&t, "239.1.1.1")->sent, sent + 1);
	world_free(t.w);
}
END_TEST

START_TEST(a_server_that_was_found_and_is_gone_is_replaced)
{
	struct pair t = pair_of(SERVING FOUND,
	    SEARCHING "tos minclock 1 maxclock 1\n");

	world_run(t.w, 300);
	pair_assert_follows(&t, 1e-3);
	(void)pair_add(&t, OTHER, SERVING FOUND);
	world_stop(t.w, t.server);
	world_run(t.w, 5000);
	ck_assert_ptr_null(pair_with(&t, SERVER));
	ck_assert_ptr_nonnull(pair_with(&t, OTHER));
	ck_assert_uint_eq(pair_state(&t)->sys.peer, pair_with(&t, OTHER)->id);
	world_free(t.w);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *s = suite_create("strangers");
	TCase *passive = tcase_create("passive peers");
	TCase *searches = tcase_create("searches");

	tcase_set_timeout(passive, 60);
	tcase_add_test(passive,
	    who_has_the_key_gets_a_passive_peer_and_is_followed);
	tcase_add_test(passive, a_passive_peer_is_what_the_owner_allows);
	tcase_add_test(passive,
	    an_unsigned_stranger_gets_a_reply_and_no_association);
	tcase_add_test(passive, a_passive_peer_that_is_gone_is_forgotten);
	tcase_add_test(passive,
	    packets_are_lost_and_overtake_each_other_and_passive_peers_stay);
	tcase_add_test(passive,
	    a_thousand_strangers_with_a_key_get_ten_associations);
	tcase_add_test(passive, a_forged_address_gets_one_packet_for_one);
	tcase_add_test(searches, a_search_finds_servers_which_are_then_asked);
	tcase_add_test(searches, a_search_goes_further_each_time);
	tcase_add_test(searches,
	    a_search_is_answered_only_by_those_who_serve_it);
	tcase_add_test(searches,
	    an_answer_to_a_search_needs_its_key_unless_disable_auth_is_written);
	tcase_add_test(searches, a_search_rests_while_there_are_enough_servers);
	tcase_add_test(searches,
	    a_server_that_was_found_and_is_gone_is_replaced);
	suite_add_tcase(s, passive);
	suite_add_tcase(s, searches);
	return s;
}

int
main(void)
{
	return suite_run(make_suite());
}
