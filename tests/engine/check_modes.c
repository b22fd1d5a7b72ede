/*
 * check_modes.c -- passive peers, broadcasts and searches in virtual time: who
 * gets an association, who does not, and what attackers make of it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"
#include "world.h"

#define SERVER "10.0.0.1"
#define CLIENT "10.0.0.2"
#define OTHER "10.0.0.3"
#define STRANGER "10.0.0.9"
#define NETWORK "10.0.0.255"
#define GROUP "224.0.1.1"
#define KEYS "1 SHA1 first\n2 SHA1 second\n"
#define TRUSTING "trustedkey 1 2\n"
#define SERVING "server 127.127.1.0\nfudge 127.127.1.0 stratum 3\n" TRUSTING
#define CASTING SERVING "broadcast " NETWORK " key 1 minpoll 4\n"
#define LISTENING TRUSTING "broadcastclient\nlogconfig =peerevents\n"

static const struct crystal perfect;
static const struct crystal ordinary = { .offset = 0.01, .freq = 20e-6,
	.wander = 1e-9 };

/* A host that others take time from, and one that takes it. */
struct pair {
	struct world *w;
	int server, client;
};

static struct pair
pair_of(const char *server, const char *client)
{
	struct pair t = { .w = world_new(1) };

	t.server = world_add_host(t.w, SERVER, server, &perfect, NULL);
	t.client = world_add_host(t.w, CLIENT, client, &ordinary, NULL);
	world_keys(t.w, t.server, KEYS);
	world_keys(t.w, t.client, KEYS);
	return t;
}

static const struct state *
client_of(const struct pair *t)
{
	return world_state(t->w, t->client);
}

/* Returns the first association of the client of T with A, or NULL. */
static const struct peer *
with(const struct pair *t, const char *a)
{
	const struct peer *p;
	struct addr addr;

	ck_assert(addr_parse(&addr, a));
	TAILQ_FOREACH(p, &client_of(t)->peers, link)
		if (addr_same_host(&p->addr, &addr))
			return p;
	return NULL;
}

static size_t
count(const struct pair *t)
{
	const struct peer *p;
	size_t n = 0;

	TAILQ_FOREACH(p, &client_of(t)->peers, link)
		n++;
	return n;
}

/* Assert that the client of T has the time of the server within S. */
static void
assert_follows(const struct pair *t, double s)
{
	const struct peer *p = with(t, SERVER);

	ck_assert_msg(p != NULL, "%s", world_log(t->w, t->client));
	ck_assert_uint_eq(client_of(t)->sys.peer, p->id);
	ck_assert_msg(fabs(world_error(t->w, t->client)) < s, "%g",
	    world_error(t->w, t->client));
}

/* --- broadcasts ---------------------------------------------------------- */

START_TEST(a_broadcast_client_asks_how_long_the_way_is_and_then_listens)
{
	struct pair t = pair_of(CASTING, LISTENING);
	unsigned sent;

	world_run(t.w, 60);
	ck_assert_int_eq(with(&t, SERVER)->hmode, MODE_BCLIENT);
	assert_follows(&t, 1e-3);
	sent = world_sent(t.w, t.client);
	ck_assert_uint_ge(sent, 2);
	ck_assert_uint_le(sent, PEER_IBURST);
	world_run(t.w, 20000);
	assert_follows(&t, 1e-4);
	ck_assert_uint_eq(world_sent(t.w, t.client), sent);
	/* The one that belongs to the poll just begun may be to come. */
	ck_assert_uint_eq(with(&t, SERVER)->reach | 1, 0xff);
	ck_assert(with(&t, SERVER)->authentic);
	ck_assert_uint_eq(with(&t, SERVER)->keyid, 1);
	ck_assert_uint_eq(client_of(&t)->sys.stratum, 5);
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
	ck_assert_int_eq(with(&t, SERVER)->hmode, MODE_BCLIENT);
	assert_follows(&t, 3e-4);
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
	assert_follows(&t, 1e-4);
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
	assert_follows(&t, 1e-3);
	ck_assert_int_eq(with(&t, SERVER)->hmode, MODE_BCLIENT);
	world_free(t.w);
}
END_TEST

START_TEST(broadcasts_do_nothing_to_those_who_do_not_want_them)
{
	struct pair t = pair_of(CASTING, TRUSTING);

	world_run(t.w, 300);
	ck_assert_uint_eq(count(&t), 0);
	ck_assert_uint_eq(world_sent(t.w, t.client), 0);
	ck_assert_uint_ge(client_of(&t)->counts.verdict[VERDICT_DECLINED], 10);
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
		ck_assert_uint_ge(client_of(&t)->counts.verdict
		    [rows[i].verdict], 3);
		ck_assert_msg((with(&t, SERVER) != NULL) == rows[i].followed,
		    "row %zu", i);
		ck_assert((client_of(&t)->sys.peer != 0) == rows[i].followed);
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

/* Returns how many packets the client of T has found to be V. */
static uint64_t
verdicts(const struct pair *t, enum verdict v)
{
	return client_of(t)->counts.verdict[v];
}

START_TEST(a_replayed_broadcast_is_refused)
{
	struct pair t = pair_of(CASTING, LISTENING);
	struct capture old;
	uint64_t taken;

	world_run(t.w, 300);
	old = capture(&t);
	world_run(t.w, 400);
	taken = verdicts(&t, VERDICT_ACCEPTED);
	for (int i = 1; i <= 5; i++)
		world_inject_cast(t.w, t.client, &old.from, old.data, old.len);
	world_run(t.w, world_time(t.w));
	ck_assert_uint_eq(verdicts(&t, VERDICT_ACCEPTED), taken);
	ck_assert_uint_eq(verdicts(&t, VERDICT_DUPLICATE), 5);
	world_run(t.w, 600);
	ck_assert_uint_gt(verdicts(&t, VERDICT_ACCEPTED), taken + 5);
	assert_follows(&t, 1e-3);
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
	assert_follows(&t, 1e-3);
	ck_assert_int_eq(with(&t, SERVER)->hmode, MODE_BCLIENT);
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
	ck_assert_int_eq(with(&t, SERVER)->hmode, MODE_BCLIENT);
	assert_follows(&t, 1e-3);
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
	taken = verdicts(&t, VERDICT_ACCEPTED);
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
	ck_assert_uint_eq(verdicts(&t, VERDICT_BAD_AUTH), 150);
	ck_assert_uint_ge(verdicts(&t, VERDICT_ACCEPTED), taken + 10);
	ck_assert_uint_eq(with(&t, SERVER)->reach | 1, 0xff);
	assert_follows(&t, 1e-3);
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
	ck_assert_uint_eq(count(&t), 0);
	ck_assert_uint_eq(verdicts(&t, VERDICT_DECLINED), 1);
	world_free(t.w);
}
END_TEST

START_TEST(a_server_that_broadcasts_no_more_is_forgotten_and_met_again)
{
	struct pair t = pair_of(CASTING, LISTENING);

	world_run(t.w, 300);
	assert_follows(&t, 1e-3);
	world_stop(t.w, t.server);
	world_run(t.w, 600);
	ck_assert_uint_eq(count(&t), 0);
	ck_assert_uint_eq(client_of(&t)->sys.peer, 0);
	world_start(t.w, t.server);
	world_keys(t.w, t.server, KEYS);
	world_run(t.w, 900);
	assert_follows(&t, 1e-3);
	world_free(t.w);
}
END_TEST

START_TEST(a_volley_that_stays_unanswered_is_tried_again)
{
	struct pair t = pair_of(CASTING, LISTENING);
	struct link usual = { .delay = 1e-4 }, cut = { .cut = true };

	world_set_way(t.w, t.client, t.server, &cut);
	world_run(t.w, 100);
	ck_assert_int_eq(with(&t, SERVER)->hmode, MODE_CLIENT);
	ck_assert_uint_eq(with(&t, SERVER)->reach, 0);
	world_set_way(t.w, t.client, t.server, &usual);
	world_run(t.w, 300);
	ck_assert_int_eq(with(&t, SERVER)->hmode, MODE_BCLIENT);
	assert_follows(&t, 1e-3);
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
		ck_assert_msg((with(&t, SERVER) != NULL) == rows[i].heard,
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
	ck_assert_uint_eq(client_of(&t)->counts.received, 0);
	world_free(t.w);
}
END_TEST

/* --- passive peers ------------------------------------------------------- */

#define PEERING TRUSTING "server 127.127.1.0\nfudge 127.127.1.0 stratum 3\n" \
    "peer " CLIENT " key 1 minpoll 4\n"

START_TEST(who_has_the_key_gets_a_passive_peer_and_is_followed)
{
	struct pair t = pair_of(PEERING, TRUSTING);
	const struct peer *p;

	world_run(t.w, 600);
	p = with(&t, SERVER);
	ck_assert_ptr_nonnull(p);
	ck_assert_int_eq(p->hmode, MODE_PASSIVE);
	ck_assert_int_eq(p->pmode, MODE_ACTIVE);
	ck_assert_uint_eq(p->keyid, 1);
	ck_assert(p->authentic);
	ck_assert_uint_eq(state_peer_status(p) >> 8 & PEERST_CONFIG, 0);
	assert_follows(&t, 1e-3);
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
		ck_assert_msg((with(&t, SERVER) != NULL) == rows[i].met,
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
	ck_assert_uint_eq(count(&t), 1);
	ck_assert_uint_ge(verdicts(&t, VERDICT_ANSWERED), 5);
	ck_assert_uint_eq(world_sent(t.w, t.client),
	    (unsigned)verdicts(&t, VERDICT_ANSWERED));
	world_free(t.w);
}
END_TEST

START_TEST(a_passive_peer_that_is_gone_is_forgotten)
{
	struct pair t = pair_of(PEERING, TRUSTING);

	world_run(t.w, 300);
	ck_assert_uint_eq(count(&t), 1);
	world_stop(t.w, t.server);
	world_run(t.w, 20000);
	ck_assert_uint_eq(count(&t), 0);
	world_free(t.w);
}
END_TEST

START_TEST(packets_are_lost_and_overtake_each_other_and_passive_peers_stay)
{
	struct link poor = { .delay = 1e-3, .jitter = 1e-3, .loss = 0.3 };
	struct pair t = pair_of(PEERING, TRUSTING);

	world_set_link(t.w, t.server, t.client, &poor);
	world_run(t.w, 20000);
	assert_follows(&t, 5e-3);
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
		ck_assert_uint_le(count(&t), 10);
	}
	world_run(t.w, 1000);
	ck_assert_int_eq(with(&t, SERVER)->hmode, MODE_PASSIVE);
	assert_follows(&t, error + 1e-3);
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
	ck_assert_uint_eq(count(&t), 0);
	world_free(t.w);
}
END_TEST

/* --- searches ------------------------------------------------------------ */

#define FOUND "manycastserver 239.1.1.1\n"
#define SEARCHING TRUSTING "manycastclient 239.1.1.1 key 1 minpoll 4\n"

/* Add a server at A with CONF to T's world. */
static int
add_server(struct pair *t, const char *a, const char *conf)
{
	int host = world_add_host(t->w, a, conf, &perfect, NULL);

	world_keys(t->w, host, KEYS);
	return host;
}

START_TEST(a_search_finds_servers_which_are_then_asked)
{
	struct pair t = pair_of(SERVING FOUND, SEARCHING);
	const struct peer *p;

	(void)add_server(&t, OTHER, SERVING FOUND);
	world_run(t.w, 300);
	ck_assert_uint_eq(count(&t), 3);
	for (int i = 0; i < 2; i++) {
		p = with(&t, i == 0 ? SERVER : OTHER);
		ck_assert_ptr_nonnull(p);
		ck_assert_int_eq(p->hmode, MODE_CLIENT);
		ck_assert_uint_eq(p->keyid, 1);
		ck_assert(p->authentic);
		ck_assert_uint_gt(p->reach, 7);
	}
	ck_assert_uint_eq(with(&t, "239.1.1.1")->refid,
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
	ck_assert_ptr_null(with(&t, SERVER));
	world_run(t.w, 200);
	ck_assert_ptr_nonnull(with(&t, SERVER));
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
		ck_assert_uint_eq(count(&t), 1);
		world_free(t.w);
	}
}
END_TEST

START_TEST(an_answer_to_a_search_needs_its_key_unless_disable_auth_is_written)
{
	struct pair t = pair_of(SERVING FOUND,
	    "manycastclient 239.1.1.1 minpoll 4\n");

	world_run(t.w, 100);
	ck_assert_uint_ge(verdicts(&t, VERDICT_RESTRICTED), 3);
	ck_assert_uint_eq(count(&t), 1);
	world_free(t.w);
	t = pair_of(SERVING FOUND,
	    "manycastclient 239.1.1.1 minpoll 4\ndisable auth\n");
	world_run(t.w, 100);
	ck_assert_uint_eq(count(&t), 2);
	world_free(t.w);
}
END_TEST

START_TEST(a_search_rests_while_there_are_enough_servers)
{
	struct pair t = pair_of(SERVING FOUND,
	    SEARCHING "tos minclock 1 maxclock 1 beacon 1000\n");
	uint32_t sent;

	world_run(t.w, 300);
	ck_assert_uint_eq(count(&t), 2);
	sent = with(&t, "239.1.1.1")->sent;
	world_run(t.w, 800);
	ck_assert_uint_eq(with(&t, "239.1.1.1")->sent, sent);
	world_run(t.w, 1400);
	ck_assert_uint_eq(with(&t, "239.1.1.1")->sent, sent + 1);
	world_free(t.w);
}
END_TEST

START_TEST(a_server_that_was_found_and_is_gone_is_replaced)
{
	struct pair t = pair_of(SERVING FOUND,
	    SEARCHING "tos minclock 1 maxclock 1\n");

	world_run(t.w, 300);
	assert_follows(&t, 1e-3);
	(void)add_server(&t, OTHER, SERVING FOUND);
	world_stop(t.w, t.server);
	world_run(t.w, 5000);
	ck_assert_ptr_null(with(&t, SERVER));
	ck_assert_ptr_nonnull(with(&t, OTHER));
	ck_assert_uint_eq(client_of(&t)->sys.peer, with(&t, OTHER)->id);
	world_free(t.w);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *s = suite_create("modes");
	TCase *casts = tcase_create("broadcasts");
	TCase *passive = tcase_create("passive peers");
	TCase *searches = tcase_create("searches");

	tcase_set_timeout(casts, 60);
	tcase_set_timeout(passive, 60);
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
	suite_add_tcase(s, casts);
	suite_add_tcase(s, passive);
	suite_add_tcase(s, searches);
	return s;
}

int
main(void)
{
	SRunner *runner = srunner_create(make_suite());
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
