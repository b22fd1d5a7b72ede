/*
 * check_addr.c -- address text, against a table and against the C library.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "addr.h"
#include "suite.h"

#define ROUNDS 100000 /* random and mutated texts */
#define TEXT 64

/* splitmix64: the same texts every time. */
static uint64_t
throw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* --- the table ----------------------------------------------------------- */

/* CANONICAL: what it is printed as; NULL: not an address. */
struct form {
	const char *text, *canonical;
};

static const struct form forms[] = {
	{ "0.0.0.0", "0.0.0.0" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "127.127.1.0", "127.127.1.0" },
	{ "192.0.2.7", "192.0.2.7" },
	{ "::", "::" },
	{ "::1", "::1" },
	{ "1::", "1::" },
	{ "0:0:0:0:0:0:0:0", "::" },
	{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
	{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
	{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
	{ "1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8" },
	{ "2001:DB8::A", "2001:db8::a" },
	{ "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1" },
	{ "1:0:0:4:0:0:0:8", "1:0:0:4::8" },
	{ "fe80::0001", "fe80::1" },
	{ "::ffff:1.2.3.4", "::ffff:1.2.3.4" },
	{ "::ffff:102:304", "::ffff:1.2.3.4" },
	{ "::1.2.3.4", "::102:304" },
	{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
	{ "1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a" },
	{ "1::5:6:7.8.9.10", "1::5:6:708:90a" },
	{ "", NULL },
	{ " ", NULL },
	{ "1", NULL },
	{ "1.2.3", NULL },
	{ "1.2.3.", NULL },
	{ "1.2.3.4.", NULL },
	{ "1.2.3.4.5", NULL },
	{ ".1.2.3.4", NULL },
	{ "1..2.3", NULL },
	{ "256.1.1.1", NULL },
	{ "1.2.3.1000", NULL },
	{ "1.2.3.4 ", NULL },
	{ " 1.2.3.4", NULL },
	{ "+1.2.3.4", NULL },
	{ "-1.2.3.4", NULL },
	{ "0x1.2.3.4", NULL },
	/* Octal for some, decimal for others: nobody's address. */
	{ "010.0.0.1", NULL },
	{ "1.2.3.04", NULL },
	{ "1.2.3.00", NULL },
	{ ":", NULL },
	{ ":::", NULL },
	{ "::::", NULL },
	{ ":1", NULL },
	{ "1:", NULL },
	{ "::1:", NULL },
	{ ":1::", NULL },
	{ "1:::2", NULL },
	{ "1::2::3", NULL },
	{ "1:2:3:4:5:6:7", NULL },
	{ "1:2:3:4:5:6:7:", NULL },
	{ "1:2:3:4:5:6:7:8:", NULL },
	{ "1:2:3:4:5:6:7:8:9", NULL },
	{ "1:2:3:4:5:6:7:8::", NULL },
	{ "::1:2:3:4:5:6:7:8", NULL },
	{ "1:2:3:4::5:6:7:8", NULL },
	{ "12345::", NULL },
	{ "::12345", NULL },
	{ "::00001", NULL },
	{ "::g", NULL },
	{ "1:2:3:4:5:6:7:1.2.3.4", NULL },
	{ "1:2:3:4:5:1.2.3.4", NULL },
	{ "::1.2.3", NULL },
	{ "::1.2.3.4:5", NULL },
	{ "::1.2.3.256", NULL },
	{ "1.2.3.4::", NULL },
	{ "[::1]", NULL },
	{ "fe80::1%1", NULL },
	{ "fe80::1%eth0", NULL },
	{ "::1/64", NULL },
	{ "localhost", NULL },
	{ "dead.beef", NULL },
};
#define N_FORMS (sizeof forms / sizeof forms[0])

START_TEST(every_form_of_the_table_is_read_or_refused)
{
	const struct form *f = &forms[_i];
	struct addr a, before;
	char text[ADDR_TEXT];

	memset(&before, 0x5a, sizeof before);
	a = before;
	if (f->canonical == NULL) {
		ck_assert_msg(!addr_parse(&a, f->text), "%s", f->text);
		ck_assert_int_eq(memcmp(&a, &before, sizeof a), 0);
		return;
	}
	ck_assert_msg(addr_parse(&a, f->text), "%s", f->text);
	ck_assert_uint_eq(a.family, strchr(f->text, ':') != NULL ? 6 : 4);
	ck_assert_uint_eq(a.port, 0);
	ck_assert_uint_eq(a.scope, 0);
	ck_assert_str_eq(addr_format(&a, text, sizeof text), f->canonical);
	ck_assert(addr_parse(&before, f->canonical));
	ck_assert(addr_same(&a, &before));
}
END_TEST

START_TEST(no_address_is_printed_as_zeros)
{
	struct addr none = { 0 };
	char text[ADDR_TEXT];

	ck_assert_str_eq(addr_format(&none, text, sizeof text), "0.0.0.0");
}
END_TEST

START_TEST(a_small_buffer_is_never_overrun)
{
	struct addr a;
	char text[ADDR_TEXT];

	ck_assert(addr_parse(&a, "1111:2222:3333:4444:5555:6666:7777:8888"));
	for (size_t size = 1; size < 40; size++) {
		memset(text, '#', sizeof text);
		(void)addr_format(&a, text, size);
		ck_assert(memchr(text, '\0', size) != NULL);
		ck_assert_int_eq(text[size], '#');
	}
}
END_TEST

/* --- against the C library ----------------------------------------------- */

/* Put a text that may be an address into OUT: built, then spoilt. */
static void
invent(uint64_t *dice, char out[TEXT])
{
	static const char letters[] = "0123456789abcdefABCDEF:::...x% g";
	int groups = (int)(throw(dice) % 10);
	size_t used = 0;

	out[0] = '\0';
	for (int i = 0; i < groups && used < TEXT - 24; i++) {
		static const char *const joints[] = { ":", ":", ":", "::", "." };
		unsigned v = (unsigned)(throw(dice) >>
		    (throw(dice) % 2 ? 48 : 60));

		used += (size_t)snprintf(out + used, TEXT - used,
		    throw(dice) % 4 ? "%x%s" : "%u%s",
		    throw(dice) % 3 ? v : 0, i + 1 == groups ? "" :
		    joints[throw(dice) % 5]);
	}
	for (uint64_t n = throw(dice) % 3; n > 0 && used > 0; n--)
		out[throw(dice) % used] =
		    letters[throw(dice) % (sizeof letters - 1)];
}

/* Compare what we and the library make of TEXT. */
static void
compare(const char *text, unsigned long *good)
{
	uint8_t ip[16] = { 0 };
	struct addr a;
	bool ours = addr_parse(&a, text);
	int family = inet_pton(AF_INET, text, ip) == 1 ? 4 :
	    inet_pton(AF_INET6, text, ip) == 1 ? 6 : 0;

	ck_assert_msg(ours == (family != 0), "%s: %d, not %d", text, ours,
	    family);
	if (!ours)
		return;
	++*good;
	ck_assert_msg(a.family == family, "%s", text);
	ck_assert_msg(memcmp(a.ip, ip, sizeof ip) == 0, "%s", text);
}

START_TEST(random_and_mutated_texts_are_read_as_the_c_library_does)
{
	uint64_t dice = 1;
	unsigned long good = 0;

	for (int i = 0; i < ROUNDS; i++) {
		char text[TEXT];

		invent(&dice, text);
		compare(text, &good);
		snprintf(text, sizeof text, "%s", forms[throw(&dice) %
		    N_FORMS].text);
		if (text[0] != '\0')
			text[throw(&dice) % strlen(text)] =
			    "0123456789abcf:.g"[throw(&dice) % 17];
		compare(text, &good);
	}
	/* Else the oracle was asked nothing. */
	ck_assert_uint_gt(good, ROUNDS / 20);
}
END_TEST

START_TEST(random_addresses_are_printed_as_the_c_library_does)
{
	uint64_t dice = 2;

	for (int i = 0; i < ROUNDS; i++) {
		struct addr a = { .family = throw(&dice) % 4 ? 6 : 4 }, back;
		unsigned n = addr_bits(a.family) / 8;
		char ours[ADDR_TEXT], theirs[ADDR_TEXT];

		/* Half of the groups are zero, so that runs of them are met. */
		for (unsigned k = 0; k < n; k += 2) {
			uint64_t r = throw(&dice);

			a.ip[k] = r & 1 ? (uint8_t)(r >> 8) : 0;
			a.ip[k + 1] = r & 1 ? (uint8_t)(r >> 16) : 0;
		}
		(void)addr_format(&a, ours, sizeof ours);
		ck_assert(addr_parse(&back, ours));
		ck_assert(addr_same(&a, &back));
		ck_assert(inet_ntop(a.family == 4 ? AF_INET : AF_INET6, a.ip,
		    theirs, sizeof theirs) != NULL);
		/* The obsolete "::1.2.3.4" is the library's alone. */
		if (a.family == 4 || strchr(theirs, '.') == NULL ||
		    strncmp(theirs, "::ffff:", 7) == 0)
			ck_assert_str_eq(ours, theirs);
	}
}
END_TEST

/* --- questions ----------------------------------------------------------- */

static struct addr
address(const char *text)
{
	struct addr a;

	ck_assert_msg(addr_parse(&a, text), "%s", text);
	return a;
}

START_TEST(addresses_are_told_apart_by_kind)
{
	static const struct {
		const char *text;
		bool loopback, any, multicast, refclock;
	} rows[] = {
		{ "0.0.0.0", false, true, false, false },
		{ "::", false, true, false, false },
		{ "127.0.0.1", true, false, false, false },
		{ "127.255.255.255", true, false, false, false },
		{ "::1", true, false, false, false },
		{ "::ffff:127.0.0.1", false, false, false, false },
		{ "1::1", false, false, false, false },
		{ "127.127.1.0", true, false, false, true },
		{ "223.255.255.255", false, false, false, false },
		{ "224.0.0.0", false, false, true, false },
		{ "239.255.255.255", false, false, true, false },
		{ "240.0.0.0", false, false, false, false },
		{ "ff02::101", false, false, true, false },
		{ "fe80::1", false, false, false, false },
		{ "::100", false, false, false, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct addr a = address(rows[i].text);

		ck_assert_msg(addr_is_loopback(&a) == rows[i].loopback &&
		    addr_is_any(&a) == rows[i].any &&
		    addr_is_multicast(&a) == rows[i].multicast &&
		    addr_is_refclock(&a) == rows[i].refclock, "%s",
		    rows[i].text);
	}
}
END_TEST

START_TEST(the_port_and_the_scope_tell_addresses_apart)
{
	struct addr a = address("fe80::1"), b = a;

	b.port = 123;
	ck_assert(addr_same_host(&a, &b));
	ck_assert(!addr_same(&a, &b));
	b = a;
	b.scope = 2;
	ck_assert(!addr_same_host(&a, &b));
	b = address("0.0.0.0");
	a = address("::");
	ck_assert(!addr_same_host(&a, &b));
}
END_TEST

START_TEST(the_reference_id_of_an_ipv4_address_is_the_address)
{
	struct addr a = address("192.0.2.7");

	ck_assert_uint_eq(addr_refid(&a), 0xc0000207);
}
END_TEST

START_TEST(the_reference_id_of_an_ipv6_address_is_the_start_of_its_md5)
{
	uint64_t dice = 3;

	for (int i = 0; i < 1000; i++) {
		struct addr a = { .family = 6, .port = 123, .scope = 1 };
		unsigned char sum[EVP_MAX_MD_SIZE];

		for (int k = 0; k < 16; k++)
			a.ip[k] = (uint8_t)throw(&dice);
		if (EVP_Digest(a.ip, sizeof a.ip, sum, NULL, EVP_md5(),
		    NULL) != 1)
			break; /* a FIPS host: the known value below is left */
		ck_assert_uint_eq(addr_refid(&a), (uint32_t)sum[0] << 24 |
		    (uint32_t)sum[1] << 16 | (uint32_t)sum[2] << 8 | sum[3]);
	}
}
END_TEST

START_TEST(the_reference_id_of_the_ipv6_loopback_is_the_known_one)
{
	struct addr a = address("::1");

	/* printf '\0\0...\1' | md5sum */
	ck_assert_uint_eq(addr_refid(&a), 0xcf404dc8);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("addr");
	TCase *tc = tcase_create("addr");

	tcase_add_loop_test(tc, every_form_of_the_table_is_read_or_refused, 0,
	    (int)N_FORMS);
	tcase_add_test(tc, no_address_is_printed_as_zeros);
	tcase_add_test(tc, a_small_buffer_is_never_overrun);
	tcase_add_test(tc,
	    random_and_mutated_texts_are_read_as_the_c_library_does);
	tcase_add_test(tc, random_addresses_are_printed_as_the_c_library_does);
	tcase_add_test(tc, addresses_are_told_apart_by_kind);
	tcase_add_test(tc, the_port_and_the_scope_tell_addresses_apart);
	tcase_add_test(tc, the_reference_id_of_an_ipv4_address_is_the_address);
	tcase_add_test(tc,
	    the_reference_id_of_an_ipv6_address_is_the_start_of_its_md5);
	tcase_add_test(tc,
	    the_reference_id_of_the_ipv6_loopback_is_the_known_one);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
