/*
 * check_ntpq_keys.c -- ntpq's keys, and the requests it signs with them.
 *
 * Requests and answers are those exchanged with classic 4.2.6p5.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "commands.h"
#include "suite.h"

/* An ntpq whose host is a socket of the test and whose output is a string. */
struct desk {
	struct ntpq *n;
	int host;
	char *text;
	size_t length;
};

static void
desk_init(struct desk *d)
{
	int pair[2];

	d->n = calloc(1, sizeof *d->n);
	ck_assert_ptr_nonnull(d->n);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	query_init(&d->n->query, "ntpq");
	d->n->query.fd = pair[0];
	d->n->query.plain = true; /* a classic daemon */
	d->host = pair[1];
	d->text = NULL;
}

static void
desk_free(struct desk *d)
{
	query_end(&d->n->query);
	close(d->host);
	free(d->text);
	free(d->n);
}

/* Run LINE and assert that it writes WORDS. */
static void
assert_says(struct desk *d, const char *line, const char *words)
{
	free(d->text);
	d->text = NULL;
	d->n->out = open_memstream(&d->text, &d->length);
	ck_assert_ptr_nonnull(d->n->out);
	commands_run(d->n, line);
	ck_assert_str_eq(d->text, words);
}

#define OCTETS(text) text, sizeof(text) - 1

/*
 * Run LINE, which the host answers with the LEN octets at ANSWER: the request
 * must be the SIZE octets at REQUEST and the output WORDS.
 */
static void
assert_exchange(struct desk *d, const char *line, const char *request,
    size_t size, const char *answer, size_t len, const char *words)
{
	char sent[1024];

	d->n->query.sequence = (uint16_t)((request[2] << 8 | request[3]) - 1);
	ck_assert_int_eq(send(d->host, answer, len, 0), (ssize_t)len);
	assert_says(d, line, words);
	ck_assert_int_eq(recv(d->host, sent, sizeof sent, MSG_DONTWAIT),
	    (ssize_t)size);
	ck_assert_mem_eq(sent, request, size);
}

START_TEST(requests_are_signed_octet_for_octet_as_classics)
{
	struct desk d;

	desk_init(&d);
	assert_says(&d, "keyid 1", "");
	assert_says(&d, "passwd ctlsecret", "");
	assert_says(&d, "authenticate yes", "");
	assert_exchange(&d, "rv 0 leap", OCTETS("\x16\x02\x00\x39\0\0\0\0\0\0"
	    "\0\x04leap\0\0\0\x01\x09\x05\x6d\x30\x4d\xf4\xf3\xc8\x96\x40\x1a"
	    "\x60\x6a\x03\x81\x2c"),
	    OCTETS("\x16\x82\x00\x39\x06\x05\0\0\0\0\0\x08leap=0\x0d\x0a\0\0\0"
	    "\0\0\0\0\x01\x55\xb8\x98\x84\x7f\x57\xb3\x45\xd2\x48\xc7\x9d\x62"
	    "\xda\xff\x01"), "leap=00\n");
	assert_says(&d, "keyid 3", "");
	assert_says(&d, "passwd peersecret", "");
	assert_exchange(&d, "rv 0 leap", OCTETS("\x16\x02\x00\x3a\0\0\0\0\0\0"
	    "\0\x04leap\0\0\0\x03\xf3\x8f\x45\x59\x09\x95\xa1\xf6\x2d\x76\x48"
	    "\x3c\xc6\xc7\xe4\xe7"),
	    OCTETS("\x16\x82\x00\x3a\x06\x05\0\0\0\0\0\x08leap=0\x0d\x0a"),
	    "leap=00\n");
	desk_free(&d);
}
END_TEST

START_TEST(configuration_is_always_signed)
{
	struct desk d;

	desk_init(&d);
	assert_says(&d, "keyid 1", "");
	assert_says(&d, "passwd ctlsecret", "");
	assert_exchange(&d, ":config disable stats", OCTETS("\x16\x08\x00\x45"
	    "\0\0\0\0\0\0\0\x0d" "disable stats\0\0\0\0\0\0\0\0\0\0\x01\x26\x2c"
	    "\xe1\xe8\xaa\x6a\x87\x1e\xe9\x3f\x34\x8e\xde\xac\x0b\x4e"),
	    OCTETS("\x16\x88\x00\x45\0\0\0\0\0\0\0\x35" "column 9 "
	    "enable/disable stats remote config ignored\x0d\x0a\0\0\0"),
	    "column 9 enable/disable stats remote config ignored\r\n");
	/* with the column that was not understood */
	assert_exchange(&d, ":config frobnicate foo", OCTETS("\x16\x08\x00\x46"
	    "\0\0\0\0\0\0\0\x0e" "frobnicate foo\0\0\0\0\0\0\0\0\0\x01\x0d\x6d"
	    "\xe4\xcb\x18\xeb\x45\xa7\xa0\x89\x5f\x4b\x07\x02\x22\x88"),
	    OCTETS("\x16\x88\x00\x46\0\0\0\0\0\0\0\x2c" "column 1 syntax "
	    "error, unexpected T_String\x0d\x0a"), "frobnicate foo\n^\n"
	    "column 1 syntax error, unexpected T_String\r\n");
	d.n->prompting = true;
	assert_exchange(&d, ":config frobnicate foo", OCTETS("\x16\x08\x00\x46"
	    "\0\0\0\0\0\0\0\x0e" "frobnicate foo\0\0\0\0\0\0\0\0\0\x01\x0d\x6d"
	    "\xe4\xcb\x18\xeb\x45\xa7\xa0\x89\x5f\x4b\x07\x02\x22\x88"),
	    OCTETS("\x16\x88\x00\x46\0\0\0\0\0\0\0\x2c" "column 1 syntax "
	    "error, unexpected T_String\x0d\x0a"), "______________^\n"
	    "column 1 syntax error, unexpected T_String\r\n");
	desk_free(&d);
}
END_TEST

START_TEST(what_is_set_about_keys_is_shown)
{
	struct desk d;

	desk_init(&d);
	assert_says(&d, "keyid", "no keyid defined\n");
	assert_says(&d, "keyid 65536", "");
	assert_says(&d, "keyid", "no keyid defined\n");
	assert_says(&d, "keyid 65535", "");
	assert_says(&d, "keyid", "keyid is 65535\n");
	assert_says(&d, "keytype", "keytype is MD5 with 16 octet digests\n");
	assert_says(&d, "keytype sha1", "");
	assert_says(&d, "keytype", "keytype is SHA1 with 20 octet digests\n");
	assert_says(&d, "keytype frob", "");
	assert_says(&d, "keytype AES128CMAC", "");
	assert_says(&d, "keytype",
	    "keytype is AES128CMAC with 16 octet digests\n");
	assert_says(&d, "authenticate",
	    "unauthenticated requests being sent\n");
	assert_says(&d, "authenticate yes", "");
	assert_says(&d, "authenticate",
	    "authenticated requests being sent\n");
	assert_says(&d, "authenticate no", "");
	assert_says(&d, "authenticate maybe", "");
	assert_says(&d, "authenticate",
	    "unauthenticated requests being sent\n");
	desk_free(&d);
}
END_TEST

START_TEST(long_passwords_are_hex_if_they_can_be)
{
	struct keys k;

	keys_init(&k);
	keys_set_password(&k, "0123456789abcdef0123");
	ck_assert_uint_eq(k.length, 20);
	ck_assert_mem_eq(k.secret, "0123456789abcdef0123", 20);
	keys_set_password(&k, "000102030405060708090a0b0c0d0e0f10111213");
	ck_assert_uint_eq(k.length, 20);
	ck_assert_mem_eq(k.secret, "\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a"
	    "\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13", 20);
	keys_set_password(&k, "not hexadecimal, but rather long");
	ck_assert_uint_eq(k.length, 32);
	ck_assert_mem_eq(k.secret, "not hexadecimal, but rather long", 32);
	keys_forget(&k);
	ck_assert_uint_eq(k.length, 0);
	ck_assert_int_eq(k.secret[0], 0);
}
END_TEST

START_TEST(a_password_of_any_length_is_taken)
{
	char password[301];
	struct keys k;
	uint8_t packet[4 + AUTH_MAC_MAX] = { 0 };

	keys_init(&k);
	keys_set_id(&k, 7);
	for (size_t len = 1; len <= 300; len++) {
		memset(password, 'x', len);
		password[len] = '\0';
		keys_set_password(&k, password);
		ck_assert(keys_ready(&k));
		ck_assert_uint_eq(keys_sign(&k, packet, 4), 20);
	}
	keys_forget(&k);
	ck_assert_uint_eq(keys_sign(&k, packet, 4), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ntpq keys");
	TCase *t = tcase_create("ntpq keys");

	tcase_add_test(t, requests_are_signed_octet_for_octet_as_classics);
	tcase_add_test(t, configuration_is_always_signed);
	tcase_add_test(t, what_is_set_about_keys_is_shown);
	tcase_add_test(t, long_passwords_are_hex_if_they_can_be);
	tcase_add_test(t, a_password_of_any_length_is_taken);
	suite_add_tcase(s, t);
	return suite_run(s);
}
