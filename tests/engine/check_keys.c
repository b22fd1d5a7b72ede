/*
 * check_keys.c -- engines that share keys, and engines that do not.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"
#include "suite.h"
#include "world.h"

#define SERVER "10.0.0.1"
#define CLIENT "10.0.0.2"
#define KEYS "1 MD5 first\n2 SHA1 second\n3 SHA256 third\n" \
    "4 AES128CMAC 2b7e151628aed2a6abf7158809cf4f3c\n"
#define SERVING "server 127.127.1.0\nfudge 127.127.1.0 stratum 10\n"

static const struct crystal perfect;
static const struct crystal ordinary = { .offset = 0.01, .freq = 20e-6 };

/* A server and a client, and what each of them has. */
struct pair {
	struct world *w;
	int server, client;
};

static void
pair_init(struct pair *t, const char *server_conf, const char *server_keys,
    const char *client_conf, const char *client_keys)
{
	char conf[200];

	t->w = world_new(1);
	t->server = world_add_host(t->w, SERVER, server_conf, &perfect, NULL);
	world_keys(t->w, t->server, server_keys);
	snprintf(conf, sizeof conf, "%slogconfig =peerevents\n", client_conf);
	t->client = world_add_host(t->w, CLIENT, conf, &ordinary, NULL);
	world_keys(t->w, t->client, client_keys);
}

static const struct peer *
source(const struct pair *t)
{
	return TAILQ_FIRST(&world_state(t->w, t->client)->peers);
}

/* Assert that the client of T learns nothing and why: WORDS in its log. */
static void
assert_refuses(struct pair *t, const char *words)
{
	world_run(t->w, 300);
	ck_assert_int_eq(world_state(t->w, t->client)->sys.stratum,
	    STRATUM_UNSPEC);
	ck_assert_int_eq(source(t)->reach, 0);
	ck_assert(!source(t)->authentic);
	ck_assert_uint_ne(source(t)->badauth, 0);
	ck_assert(source(t)->flash & FLASH_AUTH);
	ck_assert_msg(strstr(world_log(t->w, t->client), words) != NULL,
	    "%s", world_log(t->w, t->client));
	world_free(t->w);
}

/* --- two engines --------------------------------------------------------- */

START_TEST(a_client_follows_a_server_that_has_its_key)
{
	char conf[80];

	for (int id = 1; id <= 4; id++) {
		struct pair t;

		snprintf(conf, sizeof conf, "server " SERVER " key %d\n"
		    "trustedkey %d\n", id, id);
		pair_init(&t, SERVING "trustedkey ( 1 ... 4 )\n", KEYS, conf,
		    KEYS);
		world_run(t.w, 300);
		ck_assert_int_eq(world_state(t.w, t.client)->sys.stratum, 12);
		ck_assert(fabs(world_error(t.w, t.client)) < 1e-3);
		ck_assert(source(&t)->authentic);
		ck_assert_uint_eq(source(&t)->badauth, 0);
		ck_assert_uint_eq(state_peer_status(source(&t)) >> 8, 0xf6);
		world_free(t.w);
	}
}
END_TEST

START_TEST(another_secret_with_the_same_id_is_answered_with_a_nak)
{
	struct pair t;

	pair_init(&t, SERVING "trustedkey 1\n", "1 MD5 other\n",
	    "server " SERVER " key 1\ntrustedkey 1\n", KEYS);
	assert_refuses(&t, "8c bad_auth crypto_NAK");
}
END_TEST

START_TEST(a_key_the_server_does_not_trust_is_answered_with_a_nak)
{
	struct pair t;

	pair_init(&t, SERVING "trustedkey 2\n", KEYS,
	    "server " SERVER " key 1\ntrustedkey 1\n", KEYS);
	world_run(t.w, 300);
	ck_assert_uint_ge(world_state(t.w, t.server)->
	    counts.verdict[VERDICT_BAD_AUTH], 4);
	assert_refuses(&t, "8c bad_auth crypto_NAK");
}
END_TEST

START_TEST(without_its_key_a_client_asks_nothing)
{
	struct pair t;

	pair_init(&t, SERVING "trustedkey 1\n", KEYS,
	    "server " SERVER " key 9\ntrustedkey 9\n", KEYS);
	world_run(t.w, 300);
	ck_assert_uint_eq(world_sent(t.w, t.client), 0);
	assert_refuses(&t, "8c bad_auth no key");
}
END_TEST

START_TEST(a_key_that_is_not_trusted_is_no_key)
{
	struct pair t;

	pair_init(&t, SERVING "trustedkey 1\n", KEYS,
	    "server " SERVER " key 1\ntrustedkey 2\n", KEYS);
	world_run(t.w, 300);
	ck_assert_uint_eq(world_sent(t.w, t.client), 0);
	assert_refuses(&t, "8c bad_auth no key");
}
END_TEST

START_TEST(a_key_for_other_addresses_is_answered_with_a_nak)
{
	struct pair t;

	pair_init(&t, SERVING "trustedkey 1\n", "1 MD5 first 10.0.0.3\n",
	    "server " SERVER " key 1\ntrustedkey 1\n", KEYS);
	assert_refuses(&t, "8c bad_auth crypto_NAK");
}
END_TEST

START_TEST(an_unsigned_answer_to_a_signed_request_is_refused)
{
	struct pair t = { .w = world_new(1) };

	t.server = world_add_truth(t.w, SERVER, 1);
	t.client = world_add_host(t.w, CLIENT, "server " SERVER " key 1\n"
	    "trustedkey 1\nlogconfig =peerevents\n", &ordinary, NULL);
	world_keys(t.w, t.client, KEYS);
	assert_refuses(&t, "8c bad_auth digest");
}
END_TEST

START_TEST(a_key_that_comes_later_is_used_from_then_on)
{
	struct pair t;

	pair_init(&t, SERVING "trustedkey 1\n", "", "server " SERVER
	    " key 1\ntrustedkey 1\n", "");
	world_run(t.w, 100);
	ck_assert_int_eq(source(&t)->reach, 0);
	world_keys(t.w, t.server, KEYS);
	world_keys(t.w, t.client, KEYS);
	world_run(t.w, 400);
	ck_assert_int_eq(world_state(t.w, t.client)->sys.stratum, 12);
	/* other keys with the same ids are other keys */
	world_keys(t.w, t.server, "1 MD5 changed\n");
	world_run(t.w, 500);
	ck_assert(!source(&t)->authentic);
	world_keys(t.w, t.client, "1 MD5 changed\n");
	world_run(t.w, 600);
	ck_assert(source(&t)->authentic);
	world_free(t.w);
}
END_TEST

START_TEST(autokey_is_refused_not_left_out)
{
	struct pair t;

	pair_init(&t, SERVING, "", "server " SERVER " autokey\n", "");
	world_run(t.w, 100);
	ck_assert(TAILQ_EMPTY(&world_state(t.w, t.client)->peers));
	ck_assert_uint_eq(world_sent(t.w, t.client), 0);
	world_free(t.w);
}
END_TEST

/* --- one request --------------------------------------------------------- */

/*
 * Ask a server with CONF: LEN octets, a client's request with what follows it,
 * signed with key SIGN if it is not 0.  Returns the length of the answer, 0 if
 * there is none.
 */
static size_t
ask(const char *conf, uint32_t sign, const void *tail, size_t len,
    uint8_t answer[PACKET_MAX])
{
	struct world *w = world_new(1);
	int s = world_add_host(w, SERVER, conf, &perfect, NULL);
	uint8_t packet[PACKET_HEADER + 64] = { 0xe3, 0, 6, 0xfa };
	struct auth *keys = auth_new();
	struct addr from = { 0 };
	const uint8_t *last;

	ck_assert(keys != NULL && auth_read(keys, KEYS, strlen(KEYS), NULL,
	    NULL) == 0);
	auth_trust(keys, 1, 4);
	world_keys(w, s, KEYS);
	world_run(w, 1);
	packet[47] = 1;
	memcpy(packet + PACKET_HEADER, tail, len);
	len += PACKET_HEADER;
	if (sign != 0)
		len += auth_sign(keys, sign, packet, len);
	auth_free(keys);
	ck_assert(addr_parse(&from, "10.0.0.9"));
	from.port = 4000;
	world_inject(w, s, &from, PORT_SERVED, packet, len);
	world_run(w, 2);
	last = world_last(w, s, &len);
	memcpy(answer, last, len);
	world_free(w);
	return len;
}

/* Returns true if the LEN octets at PACKET end in the MAC by key ID. */
static bool
is_signed(const uint8_t *packet, size_t len, uint32_t id)
{
	struct auth *keys = auth_new();
	struct addr from = { .family = 4 };
	bool good;

	ck_assert(keys != NULL && auth_read(keys, KEYS, strlen(KEYS), NULL,
	    NULL) == 0);
	auth_trust(keys, id, id);
	good = auth_verify(keys, &from, packet, PACKET_HEADER, len);
	auth_free(keys);
	return good;
}

#define TRUSTING SERVING "trustedkey ( 1 ... 4 )\n"

START_TEST(a_good_mac_is_answered_with_one_by_the_same_key)
{
	static const size_t lengths[] = { 0, 68, 72, 72, 68 };
	uint8_t answer[PACKET_MAX];

	for (uint32_t id = 1; id <= 4; id++) {
		size_t len = ask(TRUSTING, id, "", 0, answer);

		ck_assert_uint_eq(len, lengths[id]);
		ck_assert(is_signed(answer, len, id));
		ck_assert_int_eq(answer[0], 0x24);
	}
}
END_TEST

START_TEST(a_mac_covers_extension_fields)
{
	static const uint8_t field[28] = { 0x01, 0x04, 0, 28, 1, 2, 3 };
	uint8_t answer[PACKET_MAX];
	size_t len = ask(TRUSTING, 2, field, sizeof field, answer);

	ck_assert_uint_eq(len, 72);
	ck_assert(is_signed(answer, len, 2));
}
END_TEST

START_TEST(a_bad_mac_is_answered_with_the_time_and_a_nak)
{
	static const uint8_t macs[3][24] = { { 0, 0, 0, 1 }, { 0, 0, 0, 9 },
		{ 1, 0, 0, 1 } };
	uint8_t answer[PACKET_MAX];

	for (size_t i = 0; i < 3; i++) {
		for (size_t size = 8; size <= 24; size += 4) {
			ck_assert_uint_eq(ask(TRUSTING, 0, macs[i], size,
			    answer), PACKET_HEADER + 4);
			ck_assert_int_eq(answer[0], 0x24);
			ck_assert_mem_eq(answer + PACKET_HEADER, "\0\0\0\0",
			    4);
		}
	}
}
END_TEST

START_TEST(a_nak_is_not_answered)
{
	uint8_t answer[PACKET_MAX];

	ck_assert_uint_eq(ask(TRUSTING, 0, "\0\0\0\0", 4, answer), 0);
}
END_TEST

START_TEST(notrust_wants_a_mac)
{
	uint8_t answer[PACKET_MAX];

	ck_assert_uint_eq(ask(TRUSTING "restrict default notrust\n", 0, "", 0,
	    answer), 0);
	ck_assert_uint_eq(ask(TRUSTING "restrict default notrust\n", 1, "", 0,
	    answer), 68);
	ck_assert_uint_eq(ask(TRUSTING, 0, "", 0, answer), 48);
}
END_TEST

/* Returns a request signed with key 2, 72 octets, in PACKET. */
static void
sign_request(uint8_t packet[PACKET_HEADER + AUTH_MAC_MAX])
{
	struct auth *keys = auth_new();

	ck_assert(keys != NULL && auth_read(keys, KEYS, strlen(KEYS), NULL,
	    NULL) == 0);
	auth_trust(keys, 2, 2);
	memset(packet, 0, PACKET_HEADER);
	packet[0] = 0x23;
	packet[47] = 1;
	ck_assert_uint_eq(auth_sign(keys, 2, packet, PACKET_HEADER), 24);
	auth_free(keys);
}

START_TEST(no_spoilt_request_gets_a_signed_answer)
{
	struct world *w = world_new(1);
	int s = world_add_host(w, SERVER, TRUSTING, &perfect, NULL);
	uint8_t good[PACKET_HEADER + AUTH_MAC_MAX], packet[sizeof good];
	struct addr from = { 0 };
	const uint8_t *last;
	unsigned sent;
	size_t len;

	ck_assert(addr_parse(&from, "10.0.0.9"));
	from.port = 4000;
	world_keys(w, s, KEYS);
	sign_request(good);
	for (size_t i = 0; i < 9 * sizeof good; i++) {
		bool cut = i >= 8 * sizeof good;

		memcpy(packet, good, sizeof good);
		if (!cut)
			packet[i / 8] ^= (uint8_t)(1 << i % 8);
		sent = world_sent(w, s);
		world_inject(w, s, &from, PORT_SERVED, packet, cut ?
		    i - 8 * sizeof good : sizeof good);
		world_run(w, world_time(w) + 0.01);
		(void)world_last(w, s, &len);
		ck_assert_uint_le(world_sent(w, s), sent + 1);
		ck_assert_uint_le(len, PACKET_HEADER + 4);
	}
	world_inject(w, s, &from, PORT_SERVED, good, sizeof good);
	world_run(w, world_time(w) + 0.01);
	last = world_last(w, s, &len);
	ck_assert(is_signed(last, len, 2));
	world_free(w);
}
END_TEST

/* --- one answer ---------------------------------------------------------- */

/* A source with key KEYID that has just been asked, and a good answer. */
static void
exchange_init(struct peer *p, struct packet *reply, uint32_t keyid)
{
	*p = (struct peer){ .keyid = keyid, .cookie = { 77 }, .minpoll = 6,
		.maxpoll = 10, .waiting = true,
		.t1 = { .wall = { (uint64_t)1 << 32 } } };
	*reply = (struct packet){ .version = 4, .mode = MODE_SERVER,
		.stratum = 2, .org = { 77 }, .rec = { (uint64_t)1 << 32 },
		.xmt = { ((uint64_t)1 << 32) + 1 } };
}

/* Returns the verdict of P about REPLY with AUTH by key ID. */
static enum verdict
judge(struct peer *p, struct packet *reply, enum packet_auth auth,
    uint32_t id)
{
	struct now now = { .wall = { (uint64_t)1 << 32 } };
	struct exchange_env env = { .precision = -20, .phi = 15e-6 };
	struct sample sample;

	reply->auth = auth;
	reply->keyid = id;
	return peer_judge(p, reply, now.wall, &now, &env, &sample);
}

START_TEST(an_answer_is_signed_as_the_request_was)
{
	static const struct {
		uint32_t ours;
		enum packet_auth auth;
		uint32_t theirs;
		enum verdict verdict;
	} cases[] = {
		{ 0, PACKET_UNSIGNED, 0, VERDICT_ACCEPTED },
		{ 0, PACKET_SIGNED, 5, VERDICT_BAD_AUTH },
		{ 0, PACKET_BADLY_SIGNED, 5, VERDICT_BAD_AUTH },
		{ 0, PACKET_NAK, 0, VERDICT_BAD_AUTH },
		{ 5, PACKET_SIGNED, 5, VERDICT_ACCEPTED },
		{ 5, PACKET_SIGNED, 6, VERDICT_BAD_AUTH },
		{ 5, PACKET_UNSIGNED, 0, VERDICT_BAD_AUTH },
		{ 5, PACKET_BADLY_SIGNED, 5, VERDICT_BAD_AUTH },
		{ 5, PACKET_NAK, 0, VERDICT_BAD_AUTH }
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct packet reply;
		struct peer p;

		exchange_init(&p, &reply, cases[i].ours);
		ck_assert_int_eq(judge(&p, &reply, cases[i].auth,
		    cases[i].theirs), cases[i].verdict);
		ck_assert_int_eq((p.flash & FLASH_AUTH) != 0,
		    cases[i].verdict == VERDICT_BAD_AUTH);
		ck_assert_uint_eq(p.badauth,
		    cases[i].verdict == VERDICT_BAD_AUTH);
		ck_assert_uint_eq(p.reach,
		    cases[i].verdict == VERDICT_ACCEPTED);
	}
}
END_TEST

START_TEST(a_false_answer_does_not_shut_out_the_true_one)
{
	struct packet reply;
	struct peer p;

	exchange_init(&p, &reply, 5);
	ck_assert_int_eq(judge(&p, &reply, PACKET_NAK, 0), VERDICT_BAD_AUTH);
	ck_assert_int_eq(p.stratum, 0);
	ck_assert(p.waiting);
	ck_assert_int_eq(judge(&p, &reply, PACKET_SIGNED, 5),
	    VERDICT_ACCEPTED);
	ck_assert_int_eq(p.stratum, 2);
	ck_assert_int_eq(judge(&p, &reply, PACKET_SIGNED, 5),
	    VERDICT_DUPLICATE);
}
END_TEST

static Suite *
keys_suite(void)
{
	Suite *s = suite_create("keys");
	TCase *t = tcase_create("keys");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_client_follows_a_server_that_has_its_key);
	tcase_add_test(t,
	    another_secret_with_the_same_id_is_answered_with_a_nak);
	tcase_add_test(t,
	    a_key_the_server_does_not_trust_is_answered_with_a_nak);
	tcase_add_test(t, without_its_key_a_client_asks_nothing);
	tcase_add_test(t, a_key_that_is_not_trusted_is_no_key);
	tcase_add_test(t, a_key_for_other_addresses_is_answered_with_a_nak);
	tcase_add_test(t, an_unsigned_answer_to_a_signed_request_is_refused);
	tcase_add_test(t, a_key_that_comes_later_is_used_from_then_on);
	tcase_add_test(t, autokey_is_refused_not_left_out);
	tcase_add_test(t, a_good_mac_is_answered_with_one_by_the_same_key);
	tcase_add_test(t, a_mac_covers_extension_fields);
	tcase_add_test(t, a_bad_mac_is_answered_with_the_time_and_a_nak);
	tcase_add_test(t, a_nak_is_not_answered);
	tcase_add_test(t, notrust_wants_a_mac);
	tcase_add_test(t, no_spoilt_request_gets_a_signed_answer);
	tcase_add_test(t, an_answer_is_signed_as_the_request_was);
	tcase_add_test(t, a_false_answer_does_not_shut_out_the_true_one);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return suite_run(keys_suite());
}
