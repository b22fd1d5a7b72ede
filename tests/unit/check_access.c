/*
 * check_access.c -- the restrict table, alone and against a naive one.
 *
 * The oracle is classic's own shape: a list in the order in which entries win,
 * searched from its head.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "suite.h"

#define NTP_PORT 123

/* Returns the entry NET mask MASK with FLAGS, written on LINE. */
static struct access_rule
entry(const char *net, const char *mask, uint32_t flags, unsigned line)
{
	struct access_rule r = { .flags = flags, .written = line != 0,
		.file = "ntp.conf", .line = line };
	struct addr m;

	ck_assert(addr_parse(&r.net, net));
	if (mask == NULL) {
		memset(r.mask, 0xff, sizeof r.mask);
	} else {
		ck_assert(addr_parse(&m, mask));
		memcpy(r.mask, m.ip, sizeof r.mask);
	}
	return r;
}

static void
add(struct access *a, const char *net, const char *mask, uint32_t flags,
    unsigned line)
{
	struct access_rule r = entry(net, mask, flags, line);

	ck_assert_int_eq(access_add(a, &r), 0);
}

static void
add_ntpport(struct access *a, const char *net, const char *mask, uint32_t flags)
{
	struct access_rule r = entry(net, mask, flags, 1);

	r.ntpport = true;
	ck_assert_int_eq(access_add(a, &r), 0);
}

static struct access_answer
ask(const struct access *a, const char *address, uint16_t port)
{
	struct access_answer answer;
	struct addr src;

	ck_assert(addr_parse(&src, address));
	src.port = port;
	access_match(a, &src, NTP_PORT, &answer);
	ck_assert_ptr_nonnull(answer.rule);
	return answer;
}

static uint32_t
flags_of(const struct access *a, const char *address)
{
	return ask(a, address, 5000).flags;
}

START_TEST(an_empty_table_allows_everything_and_nobody_wrote_that)
{
	struct access *a = access_new();

	ck_assert_uint_eq(access_count(a), 2);
	ck_assert_uint_eq(flags_of(a, "192.0.2.1"), 0);
	ck_assert_uint_eq(flags_of(a, "2001:db8::1"), 0);
	ck_assert(!ask(a, "192.0.2.1", 123).written);
	ck_assert_uint_eq(ask(a, "192.0.2.1", 123).visited, 1);
	access_free(a);
}
END_TEST

START_TEST(the_longest_prefix_wins_in_any_order_of_lines)
{
	struct access *a = access_new();

	add(a, "192.168.84.0", "255.255.255.0", ACCESS_NOTRAP, 3);
	add(a, "0.0.0.0", "0.0.0.0", ACCESS_NOQUERY, 1);
	add(a, "192.168.84.7", NULL, ACCESS_IGNORE, 4);
	add(a, "192.0.0.0", "255.0.0.0", ACCESS_KOD, 2);
	ck_assert_uint_eq(flags_of(a, "192.168.84.7"), ACCESS_IGNORE);
	ck_assert_uint_eq(flags_of(a, "192.168.84.8"), ACCESS_NOTRAP);
	ck_assert_uint_eq(flags_of(a, "192.168.85.8"), ACCESS_KOD);
	ck_assert_uint_eq(flags_of(a, "10.1.2.3"), ACCESS_NOQUERY);
	ck_assert_uint_eq(flags_of(a, "2001:db8::1"), 0);
	ck_assert_uint_eq(ask(a, "192.168.84.8", 123).rule->line, 3);
	access_free(a);
}
END_TEST

START_TEST(the_scenario_of_a_private_server_decides_as_its_owner_meant)
{
	struct access *a = access_new();
	uint32_t strict = ACCESS_KOD | ACCESS_NOMODIFY | ACCESS_NOTRAP |
	    ACCESS_NOPEER | ACCESS_NOQUERY;

	add(a, "0.0.0.0", "0.0.0.0", strict, 2);
	add(a, "::", "::", strict, 3);
	add(a, "127.0.0.1", NULL, 0, 4);
	add(a, "::1", NULL, 0, 5);
	add(a, "192.168.84.0", "255.255.255.0",
	    ACCESS_NOMODIFY | ACCESS_NOTRAP, 6);
	ck_assert_uint_eq(flags_of(a, "127.0.0.1"), 0);
	ck_assert_uint_eq(flags_of(a, "::1"), 0);
	ck_assert_uint_eq(flags_of(a, "192.168.84.20"),
	    ACCESS_NOMODIFY | ACCESS_NOTRAP);
	ck_assert_uint_eq(flags_of(a, "192.168.85.20"), strict);
	ck_assert_uint_eq(flags_of(a, "2001:db8::5"), strict);
	ck_assert_uint_eq(access_count(a), 5);
	access_free(a);
}
END_TEST

START_TEST(equal_entries_merge_and_flags_are_never_taken_away)
{
	struct access *a = access_new();
	struct access_answer answer;

	add(a, "10.0.0.9", "255.0.0.0", ACCESS_NOQUERY, 0);
	ck_assert(!ask(a, "10.1.1.1", 5000).written);
	add(a, "10.7.7.7", "255.0.0.0", ACCESS_NOPEER, 12);
	add(a, "10.0.0.0", "255.0.0.0", 0, 13);
	answer = ask(a, "10.1.1.1", 5000);
	ck_assert_uint_eq(answer.flags, ACCESS_NOQUERY | ACCESS_NOPEER);
	ck_assert(answer.written);
	ck_assert_uint_eq(answer.rule->line, 12);
	ck_assert_uint_eq(access_count(a), 3);
	access_free(a);
}
END_TEST

START_TEST(an_untouched_default_is_not_written_and_a_touched_one_is)
{
	struct access *a = access_new();

	add(a, "0.0.0.0", "0.0.0.0", 0, 1);
	ck_assert(ask(a, "198.51.100.1", 123).written);
	ck_assert(!ask(a, "2001:db8::1", 123).written);
	access_free(a);
}
END_TEST

START_TEST(an_ntpport_entry_is_asked_first_but_only_for_the_ntp_port)
{
	struct access *a = access_new();

	add(a, "10.0.0.0", "255.0.0.0", ACCESS_NOQUERY, 1);
	add_ntpport(a, "10.0.0.0", "255.0.0.0", ACCESS_IGNORE);
	add_ntpport(a, "10.2.0.0", "255.255.0.0", ACCESS_NOSERVE);
	ck_assert_uint_eq(ask(a, "10.1.1.1", 123).flags, ACCESS_IGNORE);
	ck_assert_uint_eq(ask(a, "10.1.1.1", 124).flags, ACCESS_NOQUERY);
	ck_assert_uint_eq(ask(a, "10.2.1.1", 123).flags, ACCESS_NOSERVE);
	ck_assert_uint_eq(ask(a, "10.2.1.1", 124).flags, ACCESS_NOQUERY);
	ck_assert_uint_eq(access_count(a), 5);
	access_free(a);
}
END_TEST

START_TEST(ntpport_follows_the_port_in_force)
{
	struct access *a = access_new();
	struct access_answer answer;
	struct addr src;

	add_ntpport(a, "10.0.0.0", "255.0.0.0", ACCESS_IGNORE);
	ck_assert(addr_parse(&src, "10.0.0.1"));
	src.port = 11123;
	access_match(a, &src, 11123, &answer);
	ck_assert_uint_eq(answer.flags, ACCESS_IGNORE);
	access_match(a, &src, 123, &answer);
	ck_assert_uint_eq(answer.flags, 0);
	access_free(a);
}
END_TEST

START_TEST(a_mask_with_holes_wins_by_its_net_and_not_by_its_length)
{
	struct access *a = access_new();

	/* 10.x.5.0 for any x; a longer prefix with a lesser net loses to a
	 * greater net, whatever the masks */
	add(a, "10.0.5.0", "255.0.255.0", ACCESS_KOD, 1);
	add(a, "10.9.5.0", "255.255.255.0", ACCESS_NOTRAP, 2);
	add(a, "10.0.5.77", NULL, ACCESS_IGNORE, 3);
	add(a, "10.0.0.0", "255.0.0.0", ACCESS_NOQUERY, 4);
	ck_assert_uint_eq(flags_of(a, "10.1.5.1"), ACCESS_KOD);
	ck_assert_uint_eq(flags_of(a, "10.9.5.1"), ACCESS_NOTRAP);
	ck_assert_uint_eq(flags_of(a, "10.0.5.77"), ACCESS_IGNORE);
	ck_assert_uint_eq(flags_of(a, "10.3.5.77"), ACCESS_KOD);
	ck_assert_uint_eq(flags_of(a, "10.3.6.77"), ACCESS_NOQUERY);
	access_free(a);
}
END_TEST

START_TEST(a_multicast_source_is_ignored)
{
	struct access *a = access_new();

	add(a, "224.0.1.1", NULL, 0, 1);
	ck_assert_uint_eq(flags_of(a, "224.0.1.1"), ACCESS_IGNORE);
	ck_assert_uint_eq(flags_of(a, "ff05::101"), ACCESS_IGNORE);
	access_free(a);
}
END_TEST

START_TEST(a_rule_without_an_address_is_refused)
{
	struct access *a = access_new();
	struct access_rule r = { .flags = ACCESS_IGNORE };

	ck_assert_int_eq(access_add(a, &r), -1);
	ck_assert_uint_eq(access_count(a), 2);
	access_free(a);
}
END_TEST

START_TEST(every_flag_has_a_word_and_other_bits_have_none)
{
	for (uint32_t flag = 1; flag <= ACCESS_NOMRULIST; flag <<= 1)
		ck_assert_ptr_nonnull(access_flag_name(flag));
	ck_assert_str_eq(access_flag_name(ACCESS_LPTRAP), "lowpriotrap");
	ck_assert_ptr_null(access_flag_name(ACCESS_NOMRULIST << 1));
	ck_assert_ptr_null(access_flag_name(0));
}
END_TEST

/* --- the oracle ---------------------------------------------------------- */

struct oracle {
	struct access_rule *rules; /* best first */
	size_t n;
};

static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * 0x2545f4914f6cdd1dULL >> 16;
}

static int
best_first(const struct access_rule *a, const struct access_rule *b)
{
	int order = memcmp(b->net.ip, a->net.ip, sizeof a->net.ip);

	if (order == 0)
		order = memcmp(b->mask, a->mask, sizeof a->mask);
	return order != 0 ? order : b->ntpport - a->ntpport;
}

static void
oracle_add(struct oracle *o, const struct access_rule *rule)
{
	struct access_rule r = *rule;
	size_t at = 0;

	for (size_t i = 0; i < sizeof r.mask; i++) {
		if (i >= addr_bits(r.net.family) / 8)
			r.mask[i] = 0;
		r.net.ip[i] &= r.mask[i];
	}
	while (at < o->n && best_first(&o->rules[at], &r) < 0)
		at++;
	if (at < o->n && best_first(&o->rules[at], &r) == 0) {
		o->rules[at].flags |= r.flags;
		o->rules[at].written |= r.written;
		return;
	}
	memmove(&o->rules[at + 1], &o->rules[at], (o->n - at) * sizeof r);
	o->rules[at] = r;
	o->n++;
}

static const struct access_rule *
oracle_match(const struct oracle *o, const struct addr *src)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct access_rule *r = &o->rules[i];
		bool match = !r->ntpport || src->port == NTP_PORT;

		for (size_t k = 0; k < sizeof r->mask && match; k++)
			match = (src->ip[k] & r->mask[k]) == r->net.ip[k];
		if (match)
			return r;
	}
	return NULL;
}

/*
 * Make up an address of FAMILY.  Its octets come from few values, so that
 * nets nest, coincide and are hit.
 */
static struct addr
random_address(uint64_t *state, uint8_t family)
{
	static const uint8_t octets[] = { 0, 1, 2, 0x7f, 0x80, 0x81, 0xc0, 0xff };
	struct addr a = { .family = family };

	for (size_t i = 0; i < addr_bits(family) / 8; i++)
		a.ip[i] = octets[next_random(state) % sizeof octets];
	if (addr_is_multicast(&a))
		a.ip[0] = 10;
	a.port = next_random(state) % 2 ? NTP_PORT : 40000;
	return a;
}

static struct access_rule
random_rule(uint64_t *state, uint8_t family, unsigned holes)
{
	struct access_rule r = { .net = random_address(state, family) };
	unsigned bits = addr_bits(family);
	unsigned length = (unsigned)(next_random(state) % (bits + 1));

	for (unsigned i = 0; i < length; i++)
		r.mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
	if (next_random(state) % 100 < holes)
		r.mask[next_random(state) % (bits / 8)] ^=
		    (uint8_t)next_random(state);
	r.ntpport = next_random(state) % 4 == 0;
	r.written = next_random(state) % 2 == 0;
	r.flags = (uint32_t)next_random(state) & 0x1fff;
	return r;
}

/* Load SIZE rules, HOLES of 100 with holes, and ask COUNT times. */
static void
compare_with_oracle(uint64_t *state, uint8_t family, size_t size,
    unsigned holes, int count)
{
	struct access *a = access_new();
	struct oracle o = { calloc(size + 1, sizeof *o.rules), 0 };
	unsigned differ = 0;
	struct access_rule all = { .net.family = family };

	oracle_add(&o, &all);
	for (size_t i = 0; i < size; i++) {
		struct access_rule r = random_rule(state, family, holes);

		ck_assert_int_eq(access_add(a, &r), 0);
		oracle_add(&o, &r);
	}
	ck_assert_uint_eq(access_count(a), o.n + 1);
	for (int i = 0; i < count; i++) {
		struct addr src = random_address(state, family);
		const struct access_rule *want = oracle_match(&o, &src);
		struct access_answer got;

		access_match(a, &src, NTP_PORT, &got);
		/* an assertion that holds costs a system call: one in all */
		if (best_first(want, got.rule) != 0 ||
		    got.flags != want->flags || got.written != want->written ||
		    got.visited > addr_bits(family) + 1u)
			differ++;
	}
	ck_assert_uint_eq(differ, 0);
	access_free(a);
	free(o.rules);
}

/*
 * A million decisions: 1000 tables of up to 120 entries, half of them IPv6,
 * half of them with holes in every third mask.  Host bits, duplicates, nesting
 * and "ntpport" come by themselves.
 */
START_TEST(a_million_random_decisions_are_those_of_the_naive_list)
{
	uint64_t state = 20261121;

	for (int round = 0; round < 250; round++) {
		size_t size = next_random(&state) % 120;

		compare_with_oracle(&state, 4, size, 0, 1000);
		compare_with_oracle(&state, 4, size, 30, 1000);
		compare_with_oracle(&state, 6, size, 0, 1000);
		compare_with_oracle(&state, 6, size, 30, 1000);
	}
}
END_TEST

START_TEST(ten_thousand_prefixes_cost_at_most_a_node_per_address_bit)
{
	struct access *a = access_new();
	uint64_t state = 7;

	for (int i = 0; i < 10000; i++) {
		struct access_rule r = random_rule(&state, 6, 0);

		r.ntpport = false;
		ck_assert_int_eq(access_add(a, &r), 0);
	}
	for (unsigned length = 0; length <= 32; length++) {
		struct access_rule r = entry("10.170.85.51", "0.0.0.0", 0, 1);

		for (unsigned i = 0; i < length; i++)
			r.mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
		ck_assert_int_eq(access_add(a, &r), 0);
	}
	ck_assert_uint_eq(ask(a, "10.170.85.51", 123).visited, 33);
	for (int i = 0; i < 10000; i++) {
		struct addr src = random_address(&state, 6);
		struct access_answer answer;

		access_match(a, &src, NTP_PORT, &answer);
		ck_assert_uint_le(answer.visited, 129);
	}
	access_free(a);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("access");
	TCase *t = tcase_create("restrict table");

	tcase_add_test(t,
	    an_empty_table_allows_everything_and_nobody_wrote_that);
	tcase_add_test(t, the_longest_prefix_wins_in_any_order_of_lines);
	tcase_add_test(t,
	    the_scenario_of_a_private_server_decides_as_its_owner_meant);
	tcase_add_test(t, equal_entries_merge_and_flags_are_never_taken_away);
	tcase_add_test(t,
	    an_untouched_default_is_not_written_and_a_touched_one_is);
	tcase_add_test(t,
	    an_ntpport_entry_is_asked_first_but_only_for_the_ntp_port);
	tcase_add_test(t, ntpport_follows_the_port_in_force);
	tcase_add_test(t,
	    a_mask_with_holes_wins_by_its_net_and_not_by_its_length);
	tcase_add_test(t, a_multicast_source_is_ignored);
	tcase_add_test(t, a_rule_without_an_address_is_refused);
	tcase_add_test(t, every_flag_has_a_word_and_other_bits_have_none);
	tcase_add_test(t,
	    a_million_random_decisions_are_those_of_the_naive_list);
	tcase_add_test(t,
	    ten_thousand_prefixes_cost_at_most_a_node_per_address_bit);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return suite_run(s);
}
