/*
 * check_engine_reload.c -- what a configuration makes of an engine, and what
 * the next one keeps.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine_bench.h"
#include "suite.h"

#define RELOADS 1000

/* --- engine_configure ---------------------------------------------------- */


START_TEST(a_reload_keeps_what_the_kept_lines_know)
{
	struct bench b;
	uint16_t id;

	follow(&b, "server " SERVER "\n");
	id = first(&b)->id;
	ck_assert_uint_eq(first(&b)->reach, 1);
	ck_assert_int_eq(engine_state(b.e)->sys.stratum, 2);
	configure(&b, "server " OTHER "\nserver " SERVER " iburst\n");
	ck_assert_uint_eq(n_peers(&b), 2);
	ck_assert_uint_eq(first(&b)->id, id);
	ck_assert_uint_eq(first(&b)->reach, 1);
	ck_assert_int_ge(first(&b)->filter.count, 4);
	ck_assert(first(&b)->flags & CONF_IBURST);
	ck_assert_int_eq(b.closed, 0);
	ck_assert_int_eq(engine_state(b.e)->sys.stratum, 2);
	ck_assert_uint_eq(engine_state(b.e)->sys.peer, id);
	tear_down(&b);
}
END_TEST

START_TEST(a_reload_ends_what_is_no_longer_written)
{
	struct bench b;
	uint16_t id;

	follow(&b, "server " SERVER "\nserver ntp.example\n");
	id = first(&b)->id;
	configure(&b, "server " OTHER "\n");
	ck_assert_uint_eq(n_peers(&b), 1);
	ck_assert_uint_ne(first(&b)->id, id);
	ck_assert_int_eq(b.closed, 2);
	ck_assert_uint_eq(engine_state(b.e)->sys.peer, 0);
	ck_assert(state_find(engine_state(b.e), id) == NULL);
	pass(&b, 1);
	ck_assert(addr_same_host(&b.to, &first(&b)->addr));
	tear_down(&b);
}
END_TEST

START_TEST(an_answer_to_an_association_that_was_ended_is_dropped)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	configure(&b, "");
	ck_assert_int_ne(answer(&b, 0), VERDICT_ACCEPTED);
	left(&b, b.tag, b.now.wall);
	tear_down(&b);
}
END_TEST

START_TEST(there_is_room_for_10000_associations_and_no_more)
{
	char *text = malloc(11000 * 24), *end = text;
	struct bench b;

	ck_assert(text != NULL);
	for (int i = 0; i < 10500; i++)
		end += snprintf(end, 24, "server 10.0.%d.%d\n", i >> 8,
		    i & 255);
	set_up(&b, text);
	free(text);
	ck_assert_uint_eq(n_peers(&b), 10000);
	ck_assert(strstr(b.log, "no room for another association: 10.0.41.3 "
	    "ignored") != NULL);
	configure(&b, "server " SERVER "\n");
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(the_same_server_twice_is_one_association)
{
	struct bench b;

	set_up(&b, "server " SERVER "\nserver " SERVER "\n");
	ck_assert_uint_eq(n_peers(&b), 1);
	configure(&b, "server " SERVER "\nserver " SERVER "\n");
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(another_kind_family_or_port_is_another_association)
{
	struct bench b;
	uint16_t id;

	set_up(&b, "server ntp.example\n");
	id = first(&b)->id;
	configure(&b, "server -4 ntp.example\n");
	ck_assert_uint_ne(first(&b)->id, id);
	id = first(&b)->id;
	configure(&b, "pool -4 ntp.example\n");
	ck_assert_uint_ne(first(&b)->id, id);
	id = first(&b)->id;
	configure(&b, "pool -4 ntp.example port 1123\n");
	ck_assert_uint_ne(first(&b)->id, id);
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(a_fudge_that_is_no_longer_written_is_forgotten)
{
	struct bench b;

	set_up(&b, "server 127.127.1.0\n"
	    "fudge 127.127.1.0 stratum 10 flag1 1 time1 0.5\n");
	ck_assert_uint_eq(first(&b)->leap, LEAP_ADD);
	ck_assert_uint_eq(first(&b)->stratum, 10);
	configure(&b, "server 127.127.1.0\n");
	ck_assert_uint_eq(first(&b)->stratum, 5);
	ck_assert_uint_eq(first(&b)->leap, LEAP_NONE);
	ck_assert(first(&b)->fudge_time1 == 0);
	ck_assert_uint_eq(first(&b)->fudge_flags, 0);
	tear_down(&b);
}
END_TEST

START_TEST(the_restrictions_of_a_reload_are_in_force_at_once)
{
	struct bench b;

	set_up(&b, "restrict default ignore\n");
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	configure(&b, "");
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	configure(&b, "restrict 198.51.100.0 mask 255.255.255.0 noserve\n");
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	ck_assert_int_eq(ask_time(&b, "203.0.113.1", 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(a_thousand_reloads_leak_nothing_and_lose_nothing)
{
	static const char *const texts[] = {
		"server " SERVER "\nserver a.example\npool b.example\n"
		"restrict c.example noserve\nserver 127.127.1.0\n",
		"server " SERVER " iburst\npeer " OTHER "\n"
		"restrict 10.0.0.0 mask 255.0.0.0 ignore\n",
		"server " SERVER "\npool b.example\nrestrict default kod\n"
	};
	struct addr found[2] = { address(OTHER, 0), address(STRANGER, 0) };
	struct bench b;
	uint16_t id;

	set_up(&b, texts[0]);
	id = first(&b)->id;
	for (int i = 1; i < RELOADS; i++) {
		b.lookups = 0;
		b.log[0] = '\0';
		configure(&b, texts[i % 3]);
		for (int k = 0; k < b.lookups && k < i % 4; k++)
			engine_resolved(b.e, &b.now, b.lookup[k],
			    i % 5 ? RESOLVED_OK : RESOLVED_AGAIN, found,
			    i % 5 ? 2 : 0);
		pass(&b, 1);
		ck_assert_uint_eq(first(&b)->id, id);
		ck_assert_uint_le(n_peers(&b), 5);
	}
	tear_down(&b);
}
END_TEST

/* --- restrict by name ---------------------------------------------------- */

START_TEST(restrictions_by_name_come_into_force_when_the_name_is_known)
{
	struct addr found[2] = { address(STRANGER, 0),
		address("2001:db8::7", 0) };
	struct bench b;

	set_up(&b, "restrict bad.example noserve\n");
	ck_assert_int_eq(b.lookups, 1);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 2);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	ck_assert_int_eq(ask_time(&b, "2001:db8::7", 4000),
	    VERDICT_RESTRICTED);
	ck_assert_int_eq(ask_time(&b, OTHER, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(an_answer_for_a_restriction_of_the_last_configuration_is_dropped)
{
	struct addr found = address(STRANGER, 0);
	struct bench b;
	uint32_t asked;

	set_up(&b, "restrict good.example nomodify\n");
	asked = b.lookup[0];
	configure(&b, "restrict bad.example noserve\n");
	engine_resolved(b.e, &b.now, asked, RESOLVED_OK, &found, 1);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	engine_resolved(b.e, &b.now, b.lookup[1], RESOLVED_OK, &found, 1);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	tear_down(&b);
}
END_TEST

START_TEST(a_name_in_a_restriction_is_asked_for_until_it_is_found)
{
	struct addr found = address(STRANGER, 0);
	struct bench b;

	set_up(&b, "restrict bad.example noserve\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_AGAIN, NULL, 0);
	ck_assert_ptr_nonnull(strstr(b.log,
	    "restrict: host name not found: bad.example\n"));
	pass(&b, 2.1);
	ck_assert_int_eq(b.lookups, 2);
	b.log[0] = '\0';
	engine_resolved(b.e, &b.now, b.lookup[1], RESOLVED_NONE, NULL, 0);
	ck_assert_str_eq(b.log, "");
	pass(&b, 3.9);
	ck_assert_int_eq(b.lookups, 2);
	pass(&b, 0.2);
	ck_assert_int_eq(b.lookups, 3);
	pass(&b, 121); /* this one is never answered */
	ck_assert_int_eq(b.lookups, 4);
	engine_resolved(b.e, &b.now, b.lookup[3], RESOLVED_OK, &found, 1);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	pass(&b, 5000);
	ck_assert_int_eq(b.lookups, 4);
	tear_down(&b);
}
END_TEST

START_TEST(what_a_name_stood_for_is_restricted_while_it_is_looked_up_anew)
{
	struct addr found = address(STRANGER, 0);
	struct bench b;

	set_up(&b, "restrict bad.example noserve\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, &found, 1);
	configure(&b, "restrict other.example\nrestrict bad.example noserve\n"
	    "restrict bad.example mask 255.255.255.0 nopeer\n");
	ck_assert_int_eq(b.lookups, 4);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	configure(&b, "restrict other.example\n");
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

/* --- keys and other things not built in ---------------------------------- */

START_TEST(without_its_key_an_association_asks_nothing)
{
	struct bench b;

	set_up(&b, "server " SERVER " key 7\n");
	pass(&b, 100);
	ck_assert_int_eq(b.sent, 0);
	ck_assert_uint_eq(first(&b)->last_event, PEER_BAD_AUTH);
	ck_assert_uint_gt(first(&b)->badauth, 0);
	tear_down(&b);
}
END_TEST

START_TEST(a_key_that_a_reload_adds_is_asked_for_from_then_on)
{
	struct bench b;

	follow(&b, "server " SERVER "\n");
	while (b.sent < 5)
		pass(&b, 0.5);
	configure(&b, "server " SERVER " key 7\n");
	ck_assert_int_eq(answer(&b, 0), VERDICT_BAD_AUTH);
	pass(&b, 100);
	ck_assert_int_eq(b.sent, 5);
	tear_down(&b);
}
END_TEST

START_TEST(a_reload_ends_passive_peers_that_need_a_key_from_then_on)
{
	struct packet packet = { .version = 4, .mode = MODE_ACTIVE,
		.stratum = 2, .poll = 6, .xmt = { 77 } };
	struct addr from = address(STRANGER, PACKET_PORT);
	uint8_t data[PACKET_HEADER];
	struct bench b;

	packet_encode(&packet, data);
	set_up(&b, "disable auth\n");
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data, sizeof data),
	    VERDICT_ACCEPTED);
	ck_assert_uint_eq(n_peers(&b), 1);
	configure(&b, "disable auth\nserver " SERVER "\n");
	ck_assert_uint_eq(n_peers(&b), 2);
	ck_assert_int_eq(first(&b)->hmode, MODE_PASSIVE);
	configure(&b, "server " SERVER "\n");
	ck_assert_uint_eq(n_peers(&b), 1);
	ck_assert_int_eq(first(&b)->hmode, MODE_CLIENT);
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data, sizeof data),
	    VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(other_clocks_are_refused_with_a_message)
{
	struct bench b;

	set_up(&b, "server 127.127.8.0\n");
	ck_assert_uint_eq(n_peers(&b), 0);
	ck_assert(strstr(b.log, "type 8") != NULL);
	tear_down(&b);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("engine reload");
	TCase *conf = tcase_create("configure");
	TCase *names = tcase_create("restrict by name");
	TCase *keys = tcase_create("keys");

	tcase_set_timeout(conf, 30);
	tcase_add_test(conf, a_reload_keeps_what_the_kept_lines_know);
	tcase_add_test(conf, a_reload_ends_what_is_no_longer_written);
	tcase_add_test(conf,
	    a_reload_ends_passive_peers_that_need_a_key_from_then_on);
	tcase_add_test(conf,
	    an_answer_to_an_association_that_was_ended_is_dropped);
	tcase_add_test(conf, there_is_room_for_10000_associations_and_no_more);
	tcase_add_test(conf, the_same_server_twice_is_one_association);
	tcase_add_test(conf,
	    another_kind_family_or_port_is_another_association);
	tcase_add_test(conf, a_fudge_that_is_no_longer_written_is_forgotten);
	tcase_add_test(conf, the_restrictions_of_a_reload_are_in_force_at_once);
	tcase_add_test(conf, a_thousand_reloads_leak_nothing_and_lose_nothing);
	tcase_add_test(names,
	    restrictions_by_name_come_into_force_when_the_name_is_known);
	tcase_add_test(names,
	    an_answer_for_a_restriction_of_the_last_configuration_is_dropped);
	tcase_add_test(names,
	    a_name_in_a_restriction_is_asked_for_until_it_is_found);
	tcase_add_test(names,
	    what_a_name_stood_for_is_restricted_while_it_is_looked_up_anew);
	tcase_add_test(keys, without_its_key_an_association_asks_nothing);
	tcase_add_test(keys,
	    a_key_that_a_reload_adds_is_asked_for_from_then_on);
	tcase_add_test(keys, other_clocks_are_refused_with_a_message);
	suite_add_tcase(suite, conf);
	suite_add_tcase(suite, names);
	suite_add_tcase(suite, keys);
	return suite;
}

int
main(void)
{
	return suite_run(make_suite());
}
