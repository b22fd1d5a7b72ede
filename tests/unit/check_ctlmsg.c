/*
 * check_ctlmsg.c -- mode 6 messages at both ends of the wire.
 *
 * The answers expected are those that classic 4.2.6p5 was seen to give.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctlmsg.h"
#include "suite.h"

#define PACKETS 200

/* Everything an answer consists of, as sent. */
struct sent {
	int n;
	size_t len[PACKETS];
	uint8_t data[PACKETS][CTLMSG_PACKET];
};

static struct sent *
new_sent(void)
{
	struct sent *s = calloc(1, sizeof *s);

	ck_assert_ptr_nonnull(s);
	return s;
}

static void
keep(void *ctx, const uint8_t *data, size_t len)
{
	struct sent *s = ctx;

	ck_assert_int_lt(s->n, PACKETS);
	ck_assert_uint_le(len, sizeof s->data[0]);
	ck_assert_uint_eq(len % 4, 0);
	memcpy(s->data[s->n], data, len);
	s->len[s->n++] = len;
}

static void
begin(struct ctlmsg_writer *w, struct sent *s)
{
	struct ctlmsg head = { .version = 2, .op = CTL_READVAR, .sequence = 7,
		.status = 0x0605 };
	struct ctlmsg_sink sink = { .send = keep, .ctx = s };

	ctlmsg_begin(w, &head, &sink);
}

static void
item(struct ctlmsg_writer *w, const char *text)
{
	ctlmsg_item(w, text, strlen(text));
}

static struct ctlmsg
header(const struct sent *s, int i)
{
	struct ctlmsg m;

	ck_assert(ctlmsg_decode(&m, s->data[i], s->len[i]));
	return m;
}

START_TEST(a_header_reads_back_as_it_was_written)
{
	static const uint8_t seen[CTLMSG_HEADER] = { 0xd6, 0xa2, 0x00, 0x14,
		0x94, 0x24, 0x05, 0xdb, 0x01, 0x00, 0x01, 0xa7 };
	uint8_t written[CTLMSG_HEADER];
	struct ctlmsg m;

	ck_assert(ctlmsg_decode(&m, seen, sizeof seen));
	ck_assert_uint_eq(m.leap, 3);
	ck_assert_uint_eq(m.version, 2);
	ck_assert(m.response && !m.error && m.more);
	ck_assert_uint_eq(m.op, CTL_READVAR);
	ck_assert_uint_eq(m.sequence, 20);
	ck_assert_uint_eq(m.status, 0x9424);
	ck_assert_uint_eq(m.assoc, 1499);
	ck_assert_uint_eq(m.offset, 256);
	ck_assert_uint_eq(m.count, 423);
	ctlmsg_encode(&m, written);
	ck_assert_mem_eq(written, seen, sizeof seen);
}
END_TEST

START_TEST(short_packets_and_other_modes_are_no_headers)
{
	uint8_t data[CTLMSG_HEADER] = { 0x16 };
	struct ctlmsg m;

	for (size_t len = 0; len < sizeof data; len++)
		ck_assert(!ctlmsg_decode(&m, data, len));
	ck_assert(ctlmsg_decode(&m, data, sizeof data));
	data[0] = 0x17;
	ck_assert(!ctlmsg_decode(&m, data, sizeof data));
}
END_TEST

START_TEST(an_empty_answer_has_neither_data_nor_line_end)
{
	static const uint8_t expected[] = { 0x16, 0x82, 0x00, 0x07, 0x06,
		0x05, 0, 0, 0, 0, 0, 0 };
	struct sent *s = new_sent();
	struct ctlmsg_writer w;

	begin(&w, s);
	ctlmsg_end(&w);
	ck_assert_int_eq(s->n, 1);
	ck_assert_uint_eq(s->len[0], sizeof expected);
	ck_assert_mem_eq(s->data[0], expected, sizeof expected);
	free(s);
}
END_TEST

START_TEST(a_list_ends_in_a_counted_line_end_and_uncounted_padding)
{
	static const uint8_t expected[] = "\x16\x82\0\x07\x06\x05\0\0\0\0\0\x1a"
	    "stratum=2, offset=-0.005\r\n\0";
	struct sent *s = new_sent();
	struct ctlmsg_writer w;

	begin(&w, s);
	item(&w, "stratum=2");
	item(&w, "offset=-0.005");
	ctlmsg_end(&w);
	ck_assert_int_eq(s->n, 1);
	ck_assert_uint_eq(s->len[0], sizeof expected);
	ck_assert_mem_eq(s->data[0], expected, sizeof expected);
	free(s);
}
END_TEST

START_TEST(lines_break_where_classic_breaks_them)
{
	static const char *const items[] = {
		"version=\"ntpd 4.2.6p5 Sat Nov 21 06:50:56 UTC 2026 (2)\"",
		"processor=\"x86_64\"", "system=\"Linux/6.18.44-fc-v657\"",
		"leap=0", "stratum=2", "precision=-22", "rootdelay=0.028",
		"rootdisp=16.802", "refid=10.9.0.4",
		"reftime=0xeeabbf1b.6d2b02f5", "clock=0xeeabc034.a8566e70",
		"peer=1500", "tc=6", "mintc=3", "offset=-0.005",
		"frequency=0.000", "sys_jitter=0.026", "clk_jitter=0.000",
		"clk_wander=0.000", "site=lab one, two"
	};
	static const char expected[] =
	    "version=\"ntpd 4.2.6p5 Sat Nov 21 06:50:56 UTC 2026 (2)\",\r\n"
	    "processor=\"x86_64\", system=\"Linux/6.18.44-fc-v657\", leap=0, "
	    "stratum=2,\r\n"
	    "precision=-22, rootdelay=0.028, rootdisp=16.802, "
	    "refid=10.9.0.4,\r\n"
	    "reftime=0xeeabbf1b.6d2b02f5, clock=0xeeabc034.a8566e70, "
	    "peer=1500, tc=6,\r\n"
	    "mintc=3, offset=-0.005, frequency=0.000, sys_jitter=0.026,\r\n"
	    "clk_jitter=0.000, clk_wander=0.000, site=lab one, two\r\n";
	struct sent *s = new_sent();
	struct ctlmsg_writer w;

	begin(&w, s);
	for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
		item(&w, items[i]);
	ctlmsg_end(&w);
	ck_assert_int_eq(s->n, 1);
	ck_assert_uint_eq(header(s, 0).count, 385);
	ck_assert_uint_eq(s->len[0], 400);
	ck_assert_mem_eq(s->data[0] + CTLMSG_HEADER, expected,
	    sizeof expected - 1);
	free(s);
}
END_TEST

START_TEST(an_item_goes_whole_into_the_next_fragment)
{
	char text[101];
	struct sent *s = new_sent();
	struct ctlmsg_writer w;

	memset(text, 'x', 100);
	text[100] = '\0';
	begin(&w, s);
	for (int i = 0; i < 5; i++)
		item(&w, text);
	ctlmsg_end(&w);
	ck_assert_int_eq(s->n, 2);
	ck_assert(header(s, 0).more);
	ck_assert_uint_eq(header(s, 0).count, 412);
	ck_assert_mem_eq(s->data[0] + CTLMSG_HEADER + 409, ",\r\n", 3);
	ck_assert(!header(s, 1).more);
	ck_assert_uint_eq(header(s, 1).offset, 412);
	ck_assert_uint_eq(header(s, 1).count, 102);
	ck_assert_uint_eq(header(s, 1).status, 0x0605);
	free(s);
}
END_TEST

START_TEST(an_item_longer_than_a_fragment_is_split)
{
	char text[2000];
	struct sent *s = new_sent();
	struct ctlmsg_writer w;

	memset(text, 'x', sizeof text);
	begin(&w, s);
	ctlmsg_item(&w, text, sizeof text);
	ctlmsg_item(&w, "y=1", 3);
	ctlmsg_end(&w);
	ck_assert_int_eq(s->n, 5);
	for (int i = 0; i < 4; i++)
		ck_assert_uint_eq(header(s, i).count, CTLMSG_DATA);
	ck_assert_uint_eq(header(s, 4).offset + header(s, 4).count,
	    2000 + 3 + 3 + 2);
	free(s);
}
END_TEST

START_TEST(binary_data_fill_fragments_and_get_no_line_end)
{
	struct sent *s = new_sent();
	struct ctlmsg_writer w;

	begin(&w, s);
	for (int i = 0; i < 131; i++)
		ctlmsg_octets(&w, "abcd", 4);
	ctlmsg_end(&w);
	ck_assert_int_eq(s->n, 2);
	ck_assert_uint_eq(header(s, 0).count, 468);
	ck_assert_uint_eq(header(s, 1).offset, 468);
	ck_assert_uint_eq(header(s, 1).count, 56);
	free(s);
}
END_TEST

START_TEST(an_answer_stops_where_offsets_end)
{
	struct sent *s = new_sent();
	struct ctlmsg_writer w;
	struct ctlmsg last;

	begin(&w, s);
	for (int i = 0; i < 30000; i++)
		ctlmsg_octets(&w, "abcd", 4);
	ctlmsg_end(&w);
	last = header(s, s->n - 1);
	ck_assert(!last.more);
	ck_assert_uint_gt(last.offset + last.count, 65000);
	ck_assert_uint_le(last.offset + last.count, CTLMSG_REPLY_MAX);
	free(s);
}
END_TEST

START_TEST(an_error_reply_is_a_bare_header_with_the_code)
{
	static const uint8_t expected[] = { 0x16, 0xc2, 0x00, 0x07, 0x05, 0,
		0, 0, 0, 0, 0, 0 };
	struct sent *s = new_sent();
	struct ctlmsg_writer w;

	begin(&w, s);
	item(&w, "leap=0");
	ctlmsg_fail(&w, CTLERR_UNKNOWN_VAR);
	ck_assert_int_eq(s->n, 1);
	ck_assert_uint_eq(s->len[0], sizeof expected);
	ck_assert_mem_eq(s->data[0], expected, sizeof expected);
	free(s);
}
END_TEST

/* Hand R a fragment of COUNT octets "abc..." at OFFSET. */
static enum ctlmsg_take
take(struct ctlmsg_reply *r, unsigned offset, unsigned count, bool more)
{
	uint8_t packet[CTLMSG_HEADER + 600];
	struct ctlmsg m = { .version = 2, .response = true, .op = CTL_READVAR,
		.sequence = 9, .status = more ? 0x1111 : 0x2222, .more = more,
		.offset = (uint16_t)offset, .count = (uint16_t)count };

	memset(packet, 0, sizeof packet);
	ctlmsg_encode(&m, packet);
	for (unsigned i = 0; i < count && i < 600; i++)
		packet[CTLMSG_HEADER + i] = (uint8_t)('a' + (offset + i) % 26);
	return ctlmsg_take(r, packet, CTLMSG_HEADER + (count + 3) / 4 * 4);
}

static struct ctlmsg_reply *
new_reply(void)
{
	struct ctlmsg_reply *r = calloc(1, sizeof *r);

	ck_assert_ptr_nonnull(r);
	ctlmsg_expect(r, CTL_READVAR, 9);
	return r;
}

START_TEST(fragments_make_a_reply_in_any_order)
{
	static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 },
		{ 1, 2, 0 }, { 2, 0, 1 } };
	struct ctlmsg_reply *r = new_reply();

	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		ctlmsg_expect(r, CTL_READVAR, 9);
		for (int j = 0; j < 3; j++) {
			int n = orders[i][j];

			ck_assert_int_eq(take(r, 100 * (unsigned)n, 100,
			    n < 2), j == 2 ? CTLMSG_COMPLETE : CTLMSG_TAKEN);
		}
		ck_assert_uint_eq(r->length, 300);
		ck_assert_uint_eq(r->status, 0x2222);
		for (size_t k = 0; k < 300; k++)
			ck_assert_uint_eq(r->data[k], 'a' + k % 26);
		ck_assert_uint_eq(r->data[300], '\0');
	}
	free(r);
}
END_TEST

START_TEST(duplicates_overlaps_and_second_ends_are_ignored)
{
	struct ctlmsg_reply *r = new_reply();

	ck_assert_int_eq(take(r, 100, 100, true), CTLMSG_TAKEN);
	ck_assert_int_eq(take(r, 100, 100, true), CTLMSG_IGNORED);
	ck_assert_int_eq(take(r, 60, 50, true), CTLMSG_IGNORED);
	ck_assert_int_eq(take(r, 150, 100, true), CTLMSG_IGNORED);
	ck_assert_int_eq(take(r, 100, 20, true), CTLMSG_IGNORED);
	ck_assert_int_eq(take(r, 50, 0, true), CTLMSG_IGNORED);
	ck_assert_int_eq(take(r, 0, 50, false), CTLMSG_IGNORED);
	ck_assert_int_eq(take(r, 300, 50, false), CTLMSG_TAKEN);
	ck_assert_int_eq(take(r, 400, 50, false), CTLMSG_IGNORED);
	ck_assert_int_eq(take(r, 350, 50, true), CTLMSG_IGNORED);
	ck_assert_int_eq(take(r, 0, 100, true), CTLMSG_TAKEN);
	ck_assert_int_eq(take(r, 200, 100, true), CTLMSG_COMPLETE);
	ck_assert_uint_eq(r->length, 350);
	free(r);
}
END_TEST

START_TEST(an_empty_last_fragment_may_end_a_reply)
{
	struct ctlmsg_reply *r = new_reply();

	ck_assert_int_eq(take(r, 0, 100, true), CTLMSG_TAKEN);
	ck_assert_int_eq(take(r, 100, 0, false), CTLMSG_COMPLETE);
	ck_assert_uint_eq(r->length, 100);
	ctlmsg_expect(r, CTL_READVAR, 9);
	ck_assert_int_eq(take(r, 0, 0, false), CTLMSG_COMPLETE);
	ck_assert_uint_eq(r->length, 0);
	free(r);
}
END_TEST

START_TEST(what_is_no_reply_to_the_request_is_ignored)
{
	/* Each differs from a good reply in one octet. */
	static const struct { int at; uint8_t value; } wrong[] = {
		{ 0, 0x06 }, { 0, 0x2e }, { 0, 0x14 }, { 1, 0x02 },
		{ 1, 0x81 }, { 2, 1 }, { 3, 8 }, { 10, 1 }, { 11, 5 }
	};
	uint8_t packet[] = { 0x16, 0x82, 0, 9, 0, 0, 0, 0, 0, 0, 0, 4,
		'a', 'b', 'c', 'd' };
	struct ctlmsg_reply *r = new_reply();

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		uint8_t right = packet[wrong[i].at];

		packet[wrong[i].at] = wrong[i].value;
		ck_assert_int_eq(ctlmsg_take(r, packet, sizeof packet),
		    CTLMSG_IGNORED);
		packet[wrong[i].at] = right;
	}
	ck_assert_int_eq(ctlmsg_take(r, packet, 15), CTLMSG_IGNORED);
	ck_assert_int_eq(ctlmsg_take(r, packet, 8), CTLMSG_IGNORED);
	ck_assert_int_eq(ctlmsg_take(r, packet, sizeof packet),
	    CTLMSG_COMPLETE);
	free(r);
}
END_TEST

START_TEST(an_error_reply_refuses_whatever_else_its_header_says)
{
	/* As sent by classic: with the offset of an earlier reply. */
	static const uint8_t packet[] = { 0x16, 0xc2, 0, 9, 0x05, 0, 0x05,
		0xdb, 0x01, 0xa7, 0, 0 };
	struct ctlmsg_reply *r = new_reply();

	ck_assert_int_eq(ctlmsg_take(r, packet, sizeof packet),
	    CTLMSG_REFUSED);
	ck_assert_int_eq(r->error, CTLERR_UNKNOWN_VAR);
	free(r);
}
END_TEST

START_TEST(a_flood_of_tiny_fragments_ends)
{
	struct ctlmsg_reply *r = new_reply();
	int taken = 0;

	for (unsigned i = 0; i < 65000; i += 4)
		taken += take(r, i, 4, true) == CTLMSG_TAKEN;
	ck_assert_int_eq(taken, CTLMSG_FRAGMENTS);
	free(r);
}
END_TEST

/* Write the variables of LIST as "[name|value]" to OUT. */
static void
walk(const char *list, char *out, size_t size)
{
	const char *at = list, *end = list + strlen(list);
	struct ctlmsg_var v;
	size_t used = 0;

	out[0] = '\0';
	while (ctlmsg_next(&at, end, &v))
		used += (size_t)snprintf(out + used, size - used,
		    "[%.*s|%.*s]", (int)v.name_len, v.name, (int)v.value_len,
		    v.value);
}

START_TEST(lists_are_taken_apart_as_ntpq_always_did)
{
	static const struct { const char *list, *expected; } cases[] = {
		{ "", "" },
		{ " ,\r\n, ", "" },
		{ "leap=0, stratum=2,\r\nrefid=GPS\r\n",
		    "[leap|0][stratum|2][refid|GPS]" },
		{ "timecode, poll=4", "[timecode|][poll|4]" },
		{ "system=\"a, b\", x=1", "[system|\"a, b\"][x|1]" },
		{ "site=lab one, two\r\n", "[site|lab one][two|]" },
		{ "filtdelay= 0.06 0.03,\r\nx=1",
		    "[filtdelay|0.06 0.03][x|1]" },
		{ "a = 1 , b= ,c=", "[a|1][b|][c|]" },
		{ "open=\"never, closed", "[open|\"never, closed]" },
		{ "=1,x=2", "[|1][x|2]" },
	};
	char out[200];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		walk(cases[i].list, out, sizeof out);
		ck_assert_str_eq(out, cases[i].expected);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ctlmsg");
	TCase *t = tcase_create("ctlmsg");

	tcase_add_test(t, a_header_reads_back_as_it_was_written);
	tcase_add_test(t, short_packets_and_other_modes_are_no_headers);
	tcase_add_test(t, an_empty_answer_has_neither_data_nor_line_end);
	tcase_add_test(t,
	    a_list_ends_in_a_counted_line_end_and_uncounted_padding);
	tcase_add_test(t, lines_break_where_classic_breaks_them);
	tcase_add_test(t, an_item_goes_whole_into_the_next_fragment);
	tcase_add_test(t, an_item_longer_than_a_fragment_is_split);
	tcase_add_test(t, binary_data_fill_fragments_and_get_no_line_end);
	tcase_add_test(t, an_answer_stops_where_offsets_end);
	tcase_add_test(t, an_error_reply_is_a_bare_header_with_the_code);
	tcase_add_test(t, fragments_make_a_reply_in_any_order);
	tcase_add_test(t, duplicates_overlaps_and_second_ends_are_ignored);
	tcase_add_test(t, an_empty_last_fragment_may_end_a_reply);
	tcase_add_test(t, what_is_no_reply_to_the_request_is_ignored);
	tcase_add_test(t,
	    an_error_reply_refuses_whatever_else_its_header_says);
	tcase_add_test(t, a_flood_of_tiny_fragments_ends);
	tcase_add_test(t, lists_are_taken_apart_as_ntpq_always_did);
	suite_add_tcase(s, t);
	return suite_run(s);
}
