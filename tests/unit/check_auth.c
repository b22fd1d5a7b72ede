/*
 * check_auth.c -- keys files and MACs.
 *
 * MACs of MD5 keys are those of packets exchanged with classic 4.2.6p5; those
 * of other types come from RFC 4493 and from "openssl dgst".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth.h"
#include "suite.h"

/* What was complained about: "LINE text; LINE text; ". */
struct complaints {
	char text[512];
	int n;
};

static void
note(void *ctx, unsigned line, const char *text)
{
	struct complaints *c = ctx;
	size_t used = strlen(c->text);

	c->n++;
	snprintf(c->text + used, sizeof c->text - used, "%u %s; ", line, text);
}

/* Read TEXT, trusting everything in it; what is wrong goes to C. */
static struct auth *
read_keys(const char *text, struct complaints *c)
{
	struct auth *a = auth_new();
	size_t len = strlen(text);
	char *copy = malloc(len > 0 ? len : 1);

	/* In a buffer of its own, so that a sanitizer sees its end. */
	ck_assert(a != NULL && copy != NULL);
	memcpy(copy, text, len);
	memset(c, 0, sizeof *c);
	ck_assert_int_eq(auth_read(a, copy, len, note, c), 0);
	free(copy);
	auth_trust(a, 1, AUTH_KEYID_MAX);
	return a;
}

/* Read TEXT, in which nothing is wrong. */
static struct auth *
good_keys(const char *text)
{
	struct complaints c;
	struct auth *a = read_keys(text, &c);

	ck_assert_str_eq(c.text, "");
	return a;
}

/* Assert that what is wrong with TEXT are the COMPLAINTS. */
static void
assert_complaints(const char *text, const char *complaints)
{
	struct complaints c;

	auth_free(read_keys(text, &c));
	ck_assert_str_eq(c.text, complaints);
}

/* Write the MAC by key ID of A for the octets at DATA as hex to HEX. */
static const char *
sign_hex(const struct auth *a, uint32_t id, const char *data, size_t len,
    char hex[2 * AUTH_MAC_MAX + 1])
{
	uint8_t packet[256 + AUTH_MAC_MAX];
	size_t n;

	ck_assert_uint_le(len, 256);
	memcpy(packet, data, len);
	n = auth_sign(a, id, packet, len);
	hex[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(hex + 2 * i, 3, "%02x", packet[len + i]);
	return hex;
}

/* Returns true if A says that the LEN octets at PACKET from ADDRESS are good. */
static bool
verify_from(const struct auth *a, const char *address, const void *packet,
    size_t at, size_t len)
{
	struct addr from;
	uint8_t *copy = malloc(len > 0 ? len : 1);
	bool good;

	ck_assert(copy != NULL && addr_parse(&from, address));
	memcpy(copy, packet, len);
	good = auth_verify(a, &from, copy, at, len);
	free(copy);
	return good;
}

static bool
verify(const struct auth *a, const void *packet, size_t at, size_t len)
{
	return verify_from(a, "10.0.0.1", packet, at, len);
}

#define KEYS "1 M ctlsecret\n3 MD5 peersecret\n"

/* "read leap", once with key 1 and once with key 3. */
static const uint8_t signed_1[] = "\x16\x02\x00\x39\x00\x00\x00\x00"
    "\x00\x00\x00\x04leap\x00\x00\x00\x01\x09\x05\x6d\x30\x4d\xf4\xf3\xc8"
    "\x96\x40\x1a\x60\x6a\x03\x81\x2c";
static const uint8_t signed_3[] = "\x16\x02\x00\x3a\x00\x00\x00\x00"
    "\x00\x00\x00\x04leap\x00\x00\x00\x03\xf3\x8f\x45\x59\x09\x95\xa1\xf6"
    "\x2d\x76\x48\x3c\xc6\xc7\xe4\xe7";
#define SIGNED (sizeof signed_1 - 1)
#define UNSIGNED 16

/* --- MACs ---------------------------------------------------------------- */

START_TEST(md5_macs_are_those_of_classic)
{
	struct auth *a = good_keys(KEYS);
	char hex[2 * AUTH_MAC_MAX + 1];

	ck_assert_str_eq(sign_hex(a, 1, (const char *)signed_1, UNSIGNED, hex),
	    "0000000109056d304df4f3c896401a606a03812c");
	ck_assert_str_eq(sign_hex(a, 3, (const char *)signed_3, UNSIGNED, hex),
	    "00000003f38f45590995a1f62d76483cc6c7e4e7");
	ck_assert(verify(a, signed_1, UNSIGNED, SIGNED));
	ck_assert(verify(a, signed_3, UNSIGNED, SIGNED));
	auth_free(a);
}
END_TEST

START_TEST(the_mac_is_a_digest_of_key_and_packet_cut_to_20_octets)
{
	static const struct { const char *line, *mac; } vectors[] = {
		{ "9 MD5 secret",
		    "000000092b45f1acb7426b808208b37cbb08ec34" },
		{ "9 SHA1 secret",
		    "0000000968f7c8ffbbdfc1d91bb299a6b0973ef7b19c7b4f" },
		{ "9 SHA256 secret",
		    "00000009c1ce55aae1ebc69174a9773d6f21a0958f220ab6" },
		{ "9 sha512 secret",
		    "00000009bb5341e7da8863192e8989d1911f812a83f49b27" }
	};
	char hex[2 * AUTH_MAC_MAX + 1];

	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		struct auth *a = good_keys(vectors[i].line);

		ck_assert_str_eq(sign_hex(a, 9, "packet", 6, hex),
		    vectors[i].mac);
		auth_free(a);
	}
}
END_TEST

START_TEST(cmacs_are_those_of_rfc_4493)
{
	static const char data[] =
	    "\x6b\xc1\xbe\xe2\x2e\x40\x9f\x96\xe9\x3d\x7e\x11\x73\x93\x17\x2a"
	    "\xae\x2d\x8a\x57\x1e\x03\xac\x9c\x9e\xb7\x6f\xac\x45\xaf\x8e\x51"
	    "\x30\xc8\x1c\x46\xa3\x5c\xe4\x11\xe5\xfb\xc1\x19\x1a\x0a\x52\xef"
	    "\xf6\x9f\x24\x45\xdf\x4f\x9b\x17\xad\x2b\x41\x7b\xe6\x6c\x37\x10";
	static const struct { size_t len; const char *mac; } vectors[] = {
		{ 0, "00000007bb1d6929e95937287fa37d129b756746" },
		{ 16, "00000007070a16b46b4d4144f79bdd9dd04a287c" },
		{ 40, "00000007dfa66747de9ae63030ca32611497c827" },
		{ 64, "0000000751f0bebf7e3b9d92fc49741779363cfe" }
	};
	struct auth *a = good_keys(
	    "7 AES128CMAC 2b7e151628aed2a6abf7158809cf4f3c");
	char hex[2 * AUTH_MAC_MAX + 1];

	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
		ck_assert_str_eq(sign_hex(a, 7, data, vectors[i].len, hex),
		    vectors[i].mac);
	auth_free(a);
}
END_TEST

START_TEST(a_mac_with_any_bit_wrong_is_refused)
{
	struct auth *a = good_keys(KEYS);
	uint8_t packet[SIGNED];

	for (size_t bit = 0; bit < 8 * SIGNED; bit++) {
		memcpy(packet, signed_1, SIGNED);
		packet[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert_msg(!verify(a, packet, UNSIGNED, SIGNED),
		    "bit %zu", bit);
	}
	auth_free(a);
}
END_TEST

START_TEST(a_mac_of_another_length_is_refused)
{
	struct auth *a = good_keys(KEYS);
	uint8_t packet[SIGNED + 8] = { 0 };

	memcpy(packet, signed_1, SIGNED);
	for (size_t len = UNSIGNED; len <= sizeof packet; len++)
		ck_assert(verify(a, packet, UNSIGNED, len) == (len == SIGNED));
	auth_free(a);
}
END_TEST

START_TEST(a_key_counts_only_while_it_is_trusted)
{
	struct auth *a = good_keys(KEYS);
	char hex[2 * AUTH_MAC_MAX + 1];

	auth_distrust(a);
	ck_assert(!auth_trusts(a, 1));
	ck_assert(!verify(a, signed_1, UNSIGNED, SIGNED));
	ck_assert_str_eq(sign_hex(a, 1, "x", 1, hex), "");
	auth_trust(a, 2, 3);
	ck_assert(!verify(a, signed_1, UNSIGNED, SIGNED));
	ck_assert(verify(a, signed_3, UNSIGNED, SIGNED));
	auth_trust(a, 0, 0xffffffff);
	ck_assert(verify(a, signed_1, UNSIGNED, SIGNED));
	auth_free(a);
}
END_TEST

START_TEST(a_key_that_is_missing_signs_nothing)
{
	struct auth *a = good_keys(KEYS);
	uint8_t none[AUTH_MAC_MAX + 1] = { 0 };

	ck_assert_uint_eq(auth_sign(a, 0, none, 1), 0);
	ck_assert_uint_eq(auth_sign(a, 2, none, 1), 0);
	ck_assert_uint_eq(auth_sign(a, 65536, none, 1), 0);
	ck_assert_uint_eq(auth_sign(a, 0xffffffff, none, 1), 0);
	ck_assert_uint_eq(auth_sign(NULL, 1, none, 1), 0);
	ck_assert(!verify(NULL, signed_1, UNSIGNED, SIGNED));
	ck_assert(!auth_trusts(NULL, 1));
	auth_free(a);
}
END_TEST

START_TEST(a_crypto_nak_is_never_a_good_mac)
{
	struct auth *a = good_keys(KEYS);

	ck_assert(!verify(a, "packet\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
	    6, 10));
	ck_assert(!verify(a, "packet\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
	    6, 26));
	auth_free(a);
}
END_TEST

START_TEST(a_list_of_addresses_says_who_may_use_a_key)
{
	struct auth *a = good_keys(
	    "1 M ctlsecret 192.0.2.1,10.1.0.0/15,2001:db8::/33,::1\n");

	ck_assert(verify_from(a, "192.0.2.1", signed_1, UNSIGNED, SIGNED));
	ck_assert(!verify_from(a, "192.0.2.2", signed_1, UNSIGNED, SIGNED));
	ck_assert(verify_from(a, "10.0.255.1", signed_1, UNSIGNED, SIGNED));
	ck_assert(!verify_from(a, "10.2.0.1", signed_1, UNSIGNED, SIGNED));
	ck_assert(verify_from(a, "2001:db8:7fff::1", signed_1, UNSIGNED,
	    SIGNED));
	ck_assert(!verify_from(a, "2001:db8:8000::1", signed_1, UNSIGNED,
	    SIGNED));
	ck_assert(verify_from(a, "::1", signed_1, UNSIGNED, SIGNED));
	ck_assert(!verify_from(a, "::2", signed_1, UNSIGNED, SIGNED));
	auth_free(a);
}
END_TEST

/* --- the keys file ------------------------------------------------------- */

/* Returns true if LINE has a key 1 that is the same as "1 MD5 secret". */
static bool
is_secret(const char *line)
{
	struct auth *a = good_keys(line), *b = good_keys("1 MD5 secret");
	char one[2 * AUTH_MAC_MAX + 1], other[2 * AUTH_MAC_MAX + 1];
	bool same = strcmp(sign_hex(a, 1, "x", 1, one),
	    sign_hex(b, 1, "x", 1, other)) == 0;

	auth_free(a);
	auth_free(b);
	return same;
}

START_TEST(blanks_comments_and_line_ends_do_not_matter)
{
	static const char *const lines[] = { "1 MD5 secret", "1 MD5 secret\n",
		" \t1\tMD5 \t secret \t\n", "1 MD5 secret\r\n",
		"# 1 MD5 other\n\n   \n1 MD5 secret # a remark\n",
		"1 MD5 secret#other\n", "01 MD5 secret", "1x MD5 secret",
		"1 m secret", "1 M secret", "1 Mumble secret", "1 md5 secret",
		"1 MD5 other\n1 MD5 secret\n" };

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		ck_assert_msg(is_secret(lines[i]), "%s", lines[i]);
}
END_TEST

START_TEST(what_is_wrong_with_a_line_is_said_with_its_number)
{
	assert_complaints("0 MD5 x\n", "1 cannot change key 0; ");
	assert_complaints("\nabc MD5 x\n", "2 cannot change key 0; ");
	assert_complaints("65536 MD5 x\n",
	    "1 key 65536 > 65535 reserved for Autokey; ");
	assert_complaints("-1 MD5 x\n",
	    "1 key -1 > 65535 reserved for Autokey; ");
	assert_complaints("99999999999999999999 MD5 x\n", "1 key "
	    "99999999999999999999 > 65535 reserved for Autokey; ");
	assert_complaints("5\n", "1 no key type for key 5; ");
	assert_complaints("5 # MD5 x\n", "1 no key type for key 5; ");
	assert_complaints("5 MD5\n", "1 no key for key 5; ");
	assert_complaints("5 MD5 #x\n", "1 no key for key 5; ");
	assert_complaints("5 frob x\n", "1 invalid type for key 5; ");
	assert_complaints("5 abcdefghijklmnopqrstuvwxyzabcdefghijk x\n",
	    "1 invalid type for key 5; ");
	assert_complaints("5 SHA x\n", "1 no algorithm for key 5; ");
	assert_complaints("5 MD5 0123456789abcdefghijk\n",
	    "1 could not decode key 5; ");
	assert_complaints("1 MD5 a\n2 MD5\n3 X b\n",
	    "2 no key for key 2; 3 invalid type for key 3; ");
}
END_TEST

START_TEST(a_bad_line_costs_no_other_line)
{
	struct complaints c;
	struct auth *a = read_keys("5 frob x\n1 M ctlsecret\n0 M x\n", &c);

	ck_assert_int_eq(c.n, 2);
	ck_assert(verify(a, signed_1, UNSIGNED, SIGNED));
	ck_assert(!auth_trusts(a, 5));
	auth_free(a);
}
END_TEST

START_TEST(a_line_has_511_octets_at_most)
{
	char line[600];
	struct complaints c;
	struct auth *a;

	for (size_t len = 510; len <= 513; len++) {
		snprintf(line, sizeof line, "1 MD5 x #%*s\n2 MD5 y\n",
		    (int)len - 9, "");
		a = read_keys(line, &c);
		ck_assert_str_eq(c.text, len <= 511 ? "" :
		    "1 line is longer than 511 octets; ");
		ck_assert(auth_trusts(a, 1) == (len <= 511));
		ck_assert(auth_trusts(a, 2));
		auth_free(a);
	}
}
END_TEST

START_TEST(twenty_characters_are_text_and_more_are_hex)
{
	uint8_t secret[AUTH_SECRET_MAX];
	char digits[80];

	ck_assert_uint_eq(auth_secret("0123456789abcdef0123", 20, secret), 20);
	ck_assert_mem_eq(secret, "0123456789abcdef0123", 20);
	ck_assert_uint_eq(auth_secret("00112233445566778899aA", 22, secret),
	    11);
	ck_assert_mem_eq(secret, "\0\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa",
	    11);
	/* an odd digit is dropped, as are octets beyond 32 */
	ck_assert_uint_eq(auth_secret("00112233445566778899a", 21, secret),
	    10);
	memset(digits, 'f', sizeof digits);
	ck_assert_uint_eq(auth_secret(digits, 80, secret), 32);
	ck_assert_uint_eq(auth_secret("00112233445566778899zz", 22, secret),
	    0);
}
END_TEST

START_TEST(types_are_digests_by_name)
{
	static const struct {
		const char *type;
		enum auth_error error;
		unsigned size;
	} types[] = {
		{ "MD5", AUTH_OK, 16 }, { "m", AUTH_OK, 16 },
		{ "sha1", AUTH_OK, 20 }, { "SHA256", AUTH_OK, 32 },
		{ "Sha512", AUTH_OK, 64 }, { "AES128CMAC", AUTH_OK, 16 },
		{ "aes128cmac", AUTH_OK, 16 }, { "", AUTH_BAD_TYPE, 0 },
		{ "frob", AUTH_BAD_TYPE, 0 }, { "NULL", AUTH_BAD_TYPE, 0 },
		{ "SHA", AUTH_NO_ALGORITHM, 0 }, { "MD2", AUTH_NO_ALGORITHM, 0 }
	};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		unsigned size = 0;

		ck_assert_msg(auth_type(types[i].type, &size) ==
		    types[i].error, "%s", types[i].type);
		ck_assert_uint_eq(size, types[i].size);
	}
}
END_TEST

START_TEST(a_bad_address_never_opens_a_key_to_everybody)
{
	struct complaints c;
	struct auth *a = read_keys("1 M ctlsecret 192.0.2.300\n"
	    "3 M peersecret 192.0.2.1,x,10.0.0.0/33\n", &c);

	ck_assert_str_eq(c.text, "1 invalid address 192.0.2.300 for key 1; "
	    "2 invalid address x for key 3; "
	    "2 invalid address 10.0.0.0/33 for key 3; ");
	ck_assert(!auth_trusts(a, 1));
	ck_assert(verify_from(a, "192.0.2.1", signed_3, UNSIGNED, SIGNED));
	ck_assert(!verify_from(a, "10.0.0.1", signed_3, UNSIGNED, SIGNED));
	auth_free(a);
}
END_TEST

START_TEST(a_remark_behind_the_key_is_no_list_of_addresses)
{
	struct complaints c;
	struct auth *a = read_keys("1 M ctlsecret primary\n", &c);

	ck_assert_str_eq(c.text, "1 invalid address primary for key 1; ");
	ck_assert(verify(a, signed_1, UNSIGNED, SIGNED));
	auth_free(a);
}
END_TEST

/* Read the LEN octets at TEXT, whatever they are, and use what came of it. */
static void
swallow(const char *text, size_t len)
{
	struct auth *a = auth_new();
	char *copy = malloc(len > 0 ? len : 1);
	uint8_t packet[4 + AUTH_MAC_MAX] = { 0 };

	ck_assert(a != NULL && copy != NULL);
	memcpy(copy, text, len);
	ck_assert_int_eq(auth_read(a, copy, len, NULL, NULL), 0);
	free(copy);
	auth_trust(a, 1, 1024);
	for (uint32_t id = 0; id < 1024; id++) {
		size_t n = auth_sign(a, id, packet, 4);

		ck_assert(n == 0 || n == 20 || n == 24);
	}
	auth_free(a);
}

START_TEST(every_spoilt_keys_file_is_read_without_harm)
{
	static const char text[] = "# keys\n1 MD5 secret\n"
	    "20 SHA1 0123456789abcdef0123456789abcdef01234567\r\n"
	    "300 AES128CMAC 2b7e151628aed2a6abf7158809cf4f3c 10.0.0.0/8,::1\n"
	    "5 M x y";
	size_t len = sizeof text - 1;
	char copy[sizeof text];

	for (size_t n = 0; n <= len; n++)
		swallow(text, n);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		memcpy(copy, text, len);
		copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
		swallow(copy, len);
	}
}
END_TEST

static Suite *
auth_suite(void)
{
	Suite *s = suite_create("auth");
	TCase *t = tcase_create("auth");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, md5_macs_are_those_of_classic);
	tcase_add_test(t,
	    the_mac_is_a_digest_of_key_and_packet_cut_to_20_octets);
	tcase_add_test(t, cmacs_are_those_of_rfc_4493);
	tcase_add_test(t, a_mac_with_any_bit_wrong_is_refused);
	tcase_add_test(t, a_mac_of_another_length_is_refused);
	tcase_add_test(t, a_key_counts_only_while_it_is_trusted);
	tcase_add_test(t, a_key_that_is_missing_signs_nothing);
	tcase_add_test(t, a_crypto_nak_is_never_a_good_mac);
	tcase_add_test(t, a_list_of_addresses_says_who_may_use_a_key);
	tcase_add_test(t, blanks_comments_and_line_ends_do_not_matter);
	tcase_add_test(t, what_is_wrong_with_a_line_is_said_with_its_number);
	tcase_add_test(t, a_bad_line_costs_no_other_line);
	tcase_add_test(t, a_line_has_511_octets_at_most);
	tcase_add_test(t, twenty_characters_are_text_and_more_are_hex);
	tcase_add_test(t, types_are_digests_by_name);
	tcase_add_test(t, a_bad_address_never_opens_a_key_to_everybody);
	tcase_add_test(t, a_remark_behind_the_key_is_no_list_of_addresses);
	tcase_add_test(t, every_spoilt_keys_file_is_read_without_harm);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return suite_run(auth_suite());
}
