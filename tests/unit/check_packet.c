/*
 * check_packet.c -- the header on the wire, and every length there is.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "packet.h"
#include "suite.h"

#define LONGEST 1100 /* octets: longer than any we take */

/* A header with a version, so that only its length can be wrong. */
static void
plain(uint8_t *data, size_t size)
{
	memset(data, 0, size);
	data[0] = 0x23;
}

static void
put_field(uint8_t *at, unsigned type, unsigned length)
{
	at[0] = (uint8_t)(type >> 8);
	at[1] = (uint8_t)type;
	at[2] = (uint8_t)(length >> 8);
	at[3] = (uint8_t)length;
}

/* --- the header ---------------------------------------------------------- */

START_TEST(every_field_of_the_header_is_where_the_rfc_puts_it)
{
	static const uint8_t wire[PACKET_HEADER] = { 0xdc, 3, 10, 0xe9,
		0, 1, 0x80, 0, 0, 0, 0x40, 0, 'G', 'P', 'S', 0,
		1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18,
		21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33, 34, 35, 36, 37, 38 };
	uint8_t back[PACKET_HEADER];
	struct packet p;

	ck_assert_int_eq(packet_decode(&p, wire, sizeof wire),
	    VERDICT_ACCEPTED);
	ck_assert_uint_eq(p.leap, 3);
	ck_assert_uint_eq(p.version, 3);
	ck_assert_uint_eq(p.mode, 4);
	ck_assert_uint_eq(p.stratum, 3);
	ck_assert_int_eq(p.poll, 10);
	ck_assert_int_eq(p.precision, -23);
	ck_assert(p.rootdelay == 1.5);
	ck_assert(p.rootdisp == 0.25);
	ck_assert_uint_eq(p.refid, 0x47505300);
	ck_assert_uint_eq(p.reftime.fp, 0x0102030405060708);
	ck_assert_uint_eq(p.org.fp, 0x0b0c0d0e0f101112);
	ck_assert_uint_eq(p.rec.fp, 0x15161718191a1b1c);
	ck_assert_uint_eq(p.xmt.fp, 0x1f20212223242526);
	ck_assert_uint_eq(p.mac_len, 0);
	packet_encode(&p, back);
	ck_assert_mem_eq(back, wire, sizeof wire);
}
END_TEST

START_TEST(any_header_comes_back_as_the_same_octets)
{
	uint64_t z = 1;

	for (int round = 0; round < 20000; round++) {
		uint8_t wire[PACKET_HEADER], back[PACKET_HEADER];
		struct packet p;

		for (size_t i = 0; i < sizeof wire; i++) {
			z = z * 6364136223846793005u + 1442695040888963407u;
			wire[i] = (uint8_t)(z >> 56);
		}
		if ((wire[0] & 0x38) == 0)
			continue;
		ck_assert_int_eq(packet_decode(&p, wire, sizeof wire),
		    VERDICT_ACCEPTED);
		packet_encode(&p, back);
		ck_assert_mem_eq(back, wire, sizeof wire);
	}
}
END_TEST

START_TEST(only_version_0_is_refused)
{
	for (unsigned version = 0; version < 8; version++) {
		uint8_t data[PACKET_HEADER] = { (uint8_t)(version << 3 | 3) };
		struct packet p;

		ck_assert_int_eq(packet_decode(&p, data, sizeof data),
		    version == 0 ? VERDICT_BAD_VERSION : VERDICT_ACCEPTED);
		ck_assert_uint_eq(p.version, version);
		ck_assert_uint_eq(p.mode, 3);
	}
}
END_TEST

START_TEST(spans_that_cannot_be_written_are_written_as_the_nearest)
{
	struct packet p = { .version = 4, .rootdelay = -1, .rootdisp = 1e9 };
	uint8_t data[PACKET_HEADER];

	packet_encode(&p, data);
	ck_assert_int_eq(packet_decode(&p, data, sizeof data),
	    VERDICT_ACCEPTED);
	ck_assert(p.rootdelay == 0);
	ck_assert(p.rootdisp > 65535.9);
}
END_TEST

/* --- lengths ------------------------------------------------------------- */

START_TEST(zeros_after_the_header_are_a_mac_up_to_24_octets_and_then_nothing)
{
	uint8_t data[LONGEST];

	plain(data, sizeof data);
	for (size_t len = 0; len <= LONGEST; len++) {
		bool fits = len >= 48 && len <= 48 + 24 && len % 4 == 0;
		struct packet p;

		ck_assert_int_eq(packet_decode(&p, data, len),
		    fits ? VERDICT_ACCEPTED : VERDICT_BAD_LENGTH);
		if (!fits)
			continue;
		ck_assert_uint_eq(p.mac_at, 48);
		ck_assert_uint_eq(p.mac_len, len - 48);
		ck_assert_uint_eq(p.keyid, 0);
	}
}
END_TEST

START_TEST(one_extension_field_may_fill_the_packet_to_its_end)
{
	uint8_t data[LONGEST];

	for (size_t len = 48 + 28; len <= LONGEST; len++) {
		bool fits = len <= PACKET_MAX && len % 4 == 0;
		struct packet p;

		plain(data, sizeof data);
		put_field(data + 48, 0x0104, (unsigned)len - 48);
		ck_assert_int_eq(packet_decode(&p, data, len),
		    fits ? VERDICT_ACCEPTED : VERDICT_BAD_LENGTH);
		if (!fits)
			continue;
		ck_assert_uint_eq(p.mac_at, len);
		ck_assert_uint_eq(p.mac_len, 0);
	}
}
END_TEST

START_TEST(a_mac_is_found_behind_fields_of_any_length)
{
	uint8_t data[LONGEST];

	for (unsigned field = 4; field <= 900; field += 4) {
		for (unsigned mac = 0; mac <= 24; mac += 4) {
			size_t at = 48 + field, len = at + mac;
			struct packet p;

			if (field + mac <= 24)
				continue; /* all of it is a MAC */
			plain(data, sizeof data);
			put_field(data + 48, 0x0104, field);
			if (mac != 0)
				put_field(data + at, 0x1234, 0x5678);
			ck_assert_int_eq(packet_decode(&p, data, len),
			    VERDICT_ACCEPTED);
			ck_assert_uint_eq(p.mac_at, at);
			ck_assert_uint_eq(p.mac_len, mac);
			ck_assert_uint_eq(p.keyid, mac != 0 ? 0x12345678 : 0);
		}
	}
}
END_TEST

START_TEST(two_fields_and_a_mac_are_found)
{
	uint8_t data[48 + 32 + 36 + 20];
	struct packet p;

	plain(data, sizeof data);
	put_field(data + 48, 0x0104, 32);
	put_field(data + 80, 0x0204, 36);
	put_field(data + 116, 0, 42);
	ck_assert_int_eq(packet_decode(&p, data, sizeof data),
	    VERDICT_ACCEPTED);
	ck_assert_uint_eq(p.mac_at, 116);
	ck_assert_uint_eq(p.mac_len, 20);
	ck_assert_uint_eq(p.keyid, 42);
}
END_TEST

START_TEST(a_field_of_a_bad_length_spoils_the_packet)
{
	static const unsigned bad[] = { 0, 1, 2, 3, 5, 6, 7, 30, 32, 0xffff,
		0xfffc };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		uint8_t data[48 + 28];
		struct packet p;

		plain(data, sizeof data);
		put_field(data + 48, 0x0104, bad[i]);
		ck_assert_int_eq(packet_decode(&p, data, sizeof data),
		    VERDICT_BAD_LENGTH);
	}
}
END_TEST

START_TEST(nothing_behind_the_last_octet_is_read)
{
	/* Exact allocations, so that valgrind and the sanitizers see it. */
	for (size_t len = 0; len <= LONGEST; len++) {
		for (int fill = 0; fill <= 0xff; fill += 0x55) {
			uint8_t *data = malloc(len + (len == 0));
			struct packet p;

			memset(data, fill, len + (len == 0));
			(void)packet_decode(&p, data, len);
			ck_assert(p.mac_at <= len && p.mac_len <= 24);
			free(data);
		}
	}
}
END_TEST

START_TEST(each_verdict_has_a_word_of_its_own)
{
	for (int v = 0; v < VERDICT_COUNT; v++) {
		const char *word = verdict_name((enum verdict)v);

		ck_assert(word != NULL && word[0] != '\0');
		for (int other = 0; other < v; other++)
			ck_assert_str_ne(word,
			    verdict_name((enum verdict)other));
	}
	ck_assert(verdict_name(VERDICT_COUNT) == NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("packet");
	TCase *tc = tcase_create("packet");

	tcase_add_test(tc,
	    every_field_of_the_header_is_where_the_rfc_puts_it);
	tcase_add_test(tc, any_header_comes_back_as_the_same_octets);
	tcase_add_test(tc, only_version_0_is_refused);
	tcase_add_test(tc,
	    spans_that_cannot_be_written_are_written_as_the_nearest);
	tcase_add_test(tc,
	    zeros_after_the_header_are_a_mac_up_to_24_octets_and_then_nothing);
	tcase_add_test(tc, one_extension_field_may_fill_the_packet_to_its_end);
	tcase_add_test(tc, a_mac_is_found_behind_fields_of_any_length);
	tcase_add_test(tc, two_fields_and_a_mac_are_found);
	tcase_add_test(tc, a_field_of_a_bad_length_spoils_the_packet);
	tcase_add_test(tc, nothing_behind_the_last_octet_is_read);
	tcase_add_test(tc, each_verdict_has_a_word_of_its_own);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
