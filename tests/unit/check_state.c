/*
 * check_state.c -- status words and other questions to an engine's state.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>

#include "state.h"
#include "suite.h"

static struct addr
address(const char *text)
{
	struct addr a;

	ck_assert(addr_parse(&a, text));
	return a;
}

START_TEST(the_system_status_word_is_leap_source_count_and_event)
{
	struct state s = { .sys = { .leap = LEAP_ALARM, .source = SYNC_UNSPEC,
		.event_count = 1, .last_event = SYS_RESTART } };

	ck_assert_uint_eq(state_status(&s), 0xc016);
	s.sys.leap = LEAP_NONE;
	s.sys.source = SYNC_NTP;
	s.sys.event_count = 15;
	s.sys.last_event = SYS_CLOCK_SYNC;
	ck_assert_uint_eq(state_status(&s), 0x06f5);
}
END_TEST

START_TEST(a_clockhop_does_not_spill_into_the_count)
{
	struct state s = { .sys = { .last_event = SYS_CLOCKHOP,
		.event_count = 16 } };

	ck_assert_uint_eq(state_status(&s), 0);
}
END_TEST

START_TEST(the_peer_status_word_is_flags_selection_count_and_event)
{
	struct peer p = { .configured = true, .reach = 0x80,
		.select = SELECT_SYSPEER, .event_count = 2,
		.last_event = PEER_SYS_PEER };

	ck_assert_uint_eq(state_peer_status(&p), 0x962a);
	p.reach = 0;
	p.select = SELECT_REJECT;
	ck_assert_uint_eq(state_peer_status(&p), 0x802a);
	p.keyid = 1;
	p.authentic = true;
	p.hmode = MODE_BROADCAST;
	ck_assert_uint_eq(state_peer_status(&p), 0xe82a);
}
END_TEST

START_TEST(associations_are_found_by_their_id)
{
	struct peer a = { .id = 7 }, b = { .id = 65535 };
	struct state s = { .n_own = 0 };

	TAILQ_INIT(&s.peers);
	ck_assert(state_find(&s, 7) == NULL);
	TAILQ_INSERT_TAIL(&s.peers, &a, link);
	TAILQ_INSERT_TAIL(&s.peers, &b, link);
	ck_assert(state_find(&s, 7) == &a);
	ck_assert(state_find(&s, 65535) == &b);
	ck_assert(state_find(&s, 0) == NULL);
}
END_TEST

START_TEST(own_addresses_are_loopback_and_those_the_host_named)
{
	struct addr own[] = { address("192.0.2.1"), address("2001:db8::1") };
	struct state s = { .own = own, .n_own = 2 };
	static const char *const ours[] = { "127.0.0.1", "127.9.9.9", "::1",
		"192.0.2.1", "2001:db8::1" };
	static const char *const theirs[] = { "192.0.2.2", "2001:db8::2",
		"0.0.0.0", "::", "::ffff:127.0.0.1" };

	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
		struct addr a = address(ours[i]);

		a.port = 4000;
		ck_assert_msg(state_is_own(&s, &a), "%s", ours[i]);
	}
	for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++) {
		struct addr a = address(theirs[i]);

		ck_assert_msg(!state_is_own(&s, &a), "%s", theirs[i]);
	}
}
END_TEST

START_TEST(the_root_dispersion_grows_with_time)
{
	struct conf conf;
	struct state s = { .sys = { .rootdisp = 0.5, .updated = 100 } };

	conf_init(&conf);
	s.conf = &conf;
	ck_assert(state_rootdisp(&s, 100) == 0.5);
	ck_assert(fabs(state_rootdisp(&s, 1100) - 0.515) < 1e-9);
	conf.tinker.dispersion = 0;
	ck_assert(state_rootdisp(&s, 1100) == 0.5);
	conf_free(&conf);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("state");
	TCase *tc = tcase_create("state");

	tcase_add_test(tc,
	    the_system_status_word_is_leap_source_count_and_event);
	tcase_add_test(tc, a_clockhop_does_not_spill_into_the_count);
	tcase_add_test(tc,
	    the_peer_status_word_is_flags_selection_count_and_event);
	tcase_add_test(tc, associations_are_found_by_their_id);
	tcase_add_test(tc, own_addresses_are_loopback_and_those_the_host_named);
	tcase_add_test(tc, the_root_dispersion_grows_with_time);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
