/*
 * check_engine_calls.c -- the calls of an engine, one at a time.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <string.h>

#include "engine_bench.h"
#include "suite.h"

/* --- engine_sent --------------------------------------------------------- */


START_TEST(the_time_of_sending_is_that_which_the_host_reports)
{
	struct bench b;
	ntp_time at;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	ck_assert_int_eq(b.sent, 1);
	ck_assert_uint_ne(b.tag, 0);
	at = ntptime_add(b.now.wall, 0.25);
	left(&b, b.tag, at);
	ck_assert(ntptime_equal(first(&b)->t1.wall, at));
	tear_down(&b);
}
END_TEST

START_TEST(a_tag_of_an_earlier_request_is_ignored)
{
	struct bench b;
	ntp_time before;
	uint32_t stale;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	stale = b.tag;
	pass(&b, 2);
	ck_assert_int_eq(b.sent, 2);
	ck_assert_uint_ne(b.tag, stale);
	before = first(&b)->t1.wall;
	left(&b, stale, (ntp_time){ 1 });
	left(&b, 0, (ntp_time){ 1 });
	left(&b, stale ^ 0xff, (ntp_time){ 1 });
	left(&b, UINT32_MAX, (ntp_time){ 1 });
	ck_assert(ntptime_equal(first(&b)->t1.wall, before));
	tear_down(&b);
}
END_TEST

START_TEST(a_time_of_sending_in_another_clock_generation_is_ignored)
{
	struct bench b;
	ntp_time before;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	before = first(&b)->t1.wall;
	b.now.gen++;
	left(&b, b.tag, (ntp_time){ 1 });
	ck_assert(ntptime_equal(first(&b)->t1.wall, before));
	tear_down(&b);
}
END_TEST

START_TEST(who_says_when_a_packet_left_or_came_is_counted)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	left(&b, b.tag, b.now.wall);
	ck_assert_uint_eq(first(&b)->sent_by, STAMPED_KERNEL);
	ck_assert_uint_eq(first(&b)->sent_kernel, 1);
	pass(&b, 0.1);
	ck_assert_int_eq(answer(&b, 0), VERDICT_ACCEPTED);
	ck_assert_uint_eq(first(&b)->received_by, STAMPED_DAEMON);
	ck_assert_uint_eq(first(&b)->received_kernel, 0);
	tear_down(&b);
}
END_TEST

START_TEST(questions_and_commands_are_counted_apart)
{
	static const uint8_t command[] = { 0x16, 0x02, 0, 1, 0, 0, 0, 0, 0, 0,
		0, 0 };
	const struct addr own = address(OWN, 4000);
	const struct addr far = address(STRANGER, 4000);
	const struct counts *c;
	struct bench b;

	set_up(&b, "restrict 198.51.100.8 noserve\n");
	c = &engine_state(b.e)->counts;
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	ck_assert_int_eq(ask_time(&b, "198.51.100.8", 4000),
	    VERDICT_RESTRICTED);
	ck_assert_uint_eq(c->asked, 2);
	ck_assert_uint_eq(c->unanswered, 1);
	ck_assert_uint_eq(c->told, 1);
	ck_assert_int_eq(receive(&b, &own, PORT_SERVED, command,
	    sizeof command), VERDICT_ANSWERED);
	ck_assert_int_eq(receive(&b, &far, PORT_SERVED, command,
	    sizeof command), VERDICT_NO_QUERY);
	ck_assert_uint_eq(c->commands, 2);
	ck_assert_uint_eq(c->refused, 1);
	ck_assert_uint_eq(mru_find(engine_state(b.e)->mru, &far)->refused, 1);
	tear_down(&b);
}
END_TEST

START_TEST(what_is_logged_is_remembered_but_not_what_the_owner_says)
{
	static const uint8_t order[] = "\x16\x1c\0\1\0\0\0\0\0\0\0\x08"
	    "reselect";
	const struct recent_line *l;
	struct bench b;
	uint64_t last;

	set_up(&b, "");
	l = recent_line(engine_state(b.e)->recent, 1);
	ck_assert_ptr_nonnull(strstr(b.log, l->text));
	ck_assert_str_eq(l->text, "0.0.0.0 c016 06 restart");
	ck_assert(ntptime_equal(l->at, b.now.wall));
	last = recent_last(engine_state(b.e)->recent);
	ck_assert_int_eq(receive(&b, &(struct addr){ .family = 0 },
	    PORT_CONTROL, order, sizeof order - 1), VERDICT_ANSWERED);
	ck_assert_ptr_nonnull(strstr(b.log, "control socket order: reselect"));
	ck_assert_uint_eq(recent_last(engine_state(b.e)->recent), last);
	tear_down(&b);
}
END_TEST

/* --- engine_resolved ----------------------------------------------------- */

START_TEST(a_name_is_asked_for_and_its_first_address_polled)
{
	struct addr found[2] = { address(SERVER, 0), address(OTHER, 0) };
	struct bench b;

	set_up(&b, "server ntp.example\n");
	ck_assert_int_eq(b.lookups, 1);
	pass(&b, 1);
	ck_assert_int_eq(b.sent, 0);
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 2);
	pass(&b, 1);
	ck_assert_int_eq(b.sent, 1);
	ck_assert(addr_same_host(&b.to, &found[0]));
	ck_assert_uint_eq(b.to.port, PACKET_PORT);
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(a_second_answer_to_a_lookup_changes_nothing)
{
	struct addr found = address(SERVER, 0), other = address(OTHER, 0);
	struct bench b;

	set_up(&b, "server ntp.example\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, &found, 1);
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, &other, 1);
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_NONE, NULL, 0);
	ck_assert(addr_same_host(&first(&b)->addr, &found));
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(answers_to_lookups_nobody_asked_for_are_ignored)
{
	struct addr found = address(SERVER, 0);
	struct bench b;

	set_up(&b, "server ntp.example\nrestrict 10.0.0.1\n");
	for (uint32_t id = 0; id < 0x10010; id++)
		if (id != b.lookup[0])
			engine_resolved(b.e, &b.now, id, RESOLVED_OK, &found,
			    1);
	engine_resolved(b.e, &b.now, UINT32_MAX, RESOLVED_OK, &found, 1);
	ck_assert_uint_eq(first(&b)->addr.family, 0);
	ck_assert_int_eq(ask_time(&b, SERVER, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(a_name_that_is_not_found_is_asked_for_again_and_again)
{
	struct bench b;

	set_up(&b, "server ntp.example\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_AGAIN, NULL, 0);
	ck_assert(strstr(b.log, "host name not found: ntp.example") != NULL);
	pass(&b, 2.1);
	ck_assert_int_eq(b.lookups, 2);
	engine_resolved(b.e, &b.now, b.lookup[1], RESOLVED_AGAIN, NULL, 0);
	pass(&b, 3);
	ck_assert_int_eq(b.lookups, 2);
	pass(&b, 1.1);
	ck_assert_int_eq(b.lookups, 3);
	tear_down(&b);
}
END_TEST

START_TEST(a_lookup_that_is_never_answered_is_repeated_after_two_minutes)
{
	struct bench b;

	set_up(&b, "server ntp.example\n");
	pass(&b, 119);
	ck_assert_int_eq(b.lookups, 1);
	pass(&b, 2);
	ck_assert_int_eq(b.lookups, 2);
	tear_down(&b);
}
END_TEST

START_TEST(a_pool_becomes_an_association_for_each_address)
{
	struct addr found[16];
	struct bench b;

	set_up(&b, "pool ntp.example\n");
	for (size_t i = 0; i < 16; i++) {
		found[i] = address(SERVER, 0);
		found[i].ip[3] = (uint8_t)(10 + i % 12);
	}
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 16);
	ck_assert_uint_eq(n_peers(&b), 10); /* tos maxclock */
	pass(&b, 1.5);
	ck_assert_int_eq(b.sent, 10);
	tear_down(&b);
}
END_TEST

START_TEST(a_name_that_stands_for_no_fit_address_is_not_polled)
{
	struct addr found[3] = { address("224.0.1.1", 0),
		address("127.0.0.2", 0), address("127.127.99.1", 0) };
	struct bench b;

	set_up(&b, "server ntp.example\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 3);
	pass(&b, 30);
	ck_assert_int_eq(b.sent, 0);
	tear_down(&b);
}
END_TEST

/* --- engine_interfaces --------------------------------------------------- */

START_TEST(packets_from_ourselves_are_not_for_us)
{
	struct bench b;

	set_up(&b, "");
	ck_assert_int_eq(ask_time(&b, OWN, PACKET_PORT), VERDICT_OWN_PACKET);
	ck_assert_int_eq(ask_time(&b, OWN, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(an_address_that_came_later_is_ours_too)
{
	struct addr own[2] = { address(OWN, 0), address(STRANGER, 0) };
	struct bench b;

	set_up(&b, "");
	ck_assert_int_eq(ask_time(&b, STRANGER, PACKET_PORT),
	    VERDICT_ANSWERED);
	ck_assert_int_eq(engine_interfaces(b.e, &b.now, own, 2), 0);
	ck_assert_int_eq(ask_time(&b, STRANGER, PACKET_PORT),
	    VERDICT_OWN_PACKET);
	ck_assert(state_is_own(engine_state(b.e), &own[1]));
	tear_down(&b);
}
END_TEST

START_TEST(an_address_that_is_gone_may_be_somebody_elses)
{
	struct addr other = address(OTHER, 0), found = address(STRANGER, 0);
	struct bench b;

	set_up(&b, "restrict bad.example noserve\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, &found, 1);
	ck_assert_int_eq(engine_interfaces(b.e, &b.now, &other, 1), 0);
	ck_assert_int_eq(ask_time(&b, OWN, PACKET_PORT), VERDICT_ANSWERED);
	ck_assert_int_eq(ask_time(&b, OTHER, PACKET_PORT),
	    VERDICT_OWN_PACKET);
	/* What was looked up for restrict lines is not lost. */
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	tear_down(&b);
}
END_TEST

START_TEST(without_any_address_of_its_own_it_still_answers)
{
	struct bench b;

	set_up(&b, "");
	ck_assert_int_eq(engine_interfaces(b.e, &b.now, NULL, 0), 0);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

/* --- engine_received ----------------------------------------------------- */

START_TEST(every_mode_has_its_verdict_on_every_port)
{
	static const enum verdict served[] = { VERDICT_BAD_MODE,
		VERDICT_ANSWERED, VERDICT_DECLINED, VERDICT_ANSWERED,
		VERDICT_DECLINED, VERDICT_DECLINED, VERDICT_NO_QUERY,
		VERDICT_UNSUPPORTED };
	struct addr from = address(STRANGER, 4000);
	struct bench b;

	set_up(&b, "");
	for (unsigned mode = 0; mode < 8; mode++) {
		uint8_t data[PACKET_HEADER] = { (uint8_t)(0x20 | mode) };

		ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data,
		    sizeof data), served[mode]);
		ck_assert_int_eq(receive(&b, &from, 999, data, sizeof data),
		    mode == MODE_PRIVATE ? VERDICT_UNSUPPORTED :
		    VERDICT_BAD_MODE);
	}
	ck_assert_int_eq(b.sent, 2);
	tear_down(&b);
}
END_TEST

/* Let a stranger send LEN octets at DATA: it gets one datagram, as long. */
static void
check_amplification(struct bench *b, const uint8_t *data, size_t len)
{
	struct addr from = address(STRANGER, 4000);
	int sent = b->sent;

	(void)receive(b, &from, PORT_SERVED, data, len);
	ck_assert_int_le(b->sent - sent, 1);
	if (b->sent > sent)
		ck_assert_msg(b->len <= len, "%zu octets for %zu that begin "
		    "with %02x %02x", b->len, len, data[0], data[1]);
}

START_TEST(no_request_of_a_stranger_brings_it_more_octets_than_it_sent)
{
	static const size_t lengths[] = { 1, 4, 8, 12, 48, 52, 56, 68, 72,
		192, 468 };
	static const char *const confs[] = { "", "restrict default noquery\n",
		"restrict default limited kod noquery\n" };
	uint8_t data[468];
	struct bench b;

	for (size_t i = 0; i < sizeof confs / sizeof confs[0]; i++) {
		set_up(&b, confs[i]);
		for (unsigned first = 0; first < 256; first++)
			for (unsigned second = 0; second < 64; second++) {
				size_t n = second % (sizeof lengths /
				    sizeof lengths[0]);

				memset(data, 0, sizeof data);
				data[0] = (uint8_t)first;
				data[1] = (uint8_t)second;
				data[3] = (uint8_t)(first + second);
				check_amplification(&b, data, lengths[n]);
			}
		tear_down(&b);
	}
}
END_TEST

START_TEST(a_template_decides_about_associations_as_long_as_they_exist)
{
	struct bench b;

	set_up(&b, "restrict default ignore\nrestrict source nomodify\n"
	    "server " SERVER "\n");
	ck_assert_int_eq(ask_time(&b, SERVER, 4000), VERDICT_ANSWERED);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	configure(&b, "restrict default ignore\nrestrict source nomodify\n");
	ck_assert_int_eq(ask_time(&b, SERVER, 4000), VERDICT_RESTRICTED);
	configure(&b, "restrict default ignore\nrestrict source nomodify\n"
	    "server " SERVER "\nrestrict " SERVER " noserve\n");
	ck_assert_int_eq(ask_time(&b, SERVER, 4000), VERDICT_RESTRICTED);
	tear_down(&b);
}
END_TEST

START_TEST(empty_datagrams_and_port_0_are_counted_and_dropped)
{
	struct addr from = address(STRANGER, 4000);
	uint8_t data[PACKET_HEADER] = { 0x23 };
	struct bench b;

	set_up(&b, "");
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, NULL, 0),
	    VERDICT_BAD_LENGTH);
	from.port = 0;
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data, sizeof data),
	    VERDICT_BAD_PORT);
	ck_assert_int_eq(b.sent, 0);
	tear_down(&b);
}
END_TEST

START_TEST(a_reply_is_never_answered)
{
	struct addr from = address(STRANGER, PACKET_PORT);
	struct bench b;

	set_up(&b, "restrict default\n");
	for (unsigned first_octet = 0; first_octet < 256; first_octet++) {
		uint8_t data[PACKET_HEADER] = { (uint8_t)first_octet };
		unsigned mode = first_octet & 7;

		data[1] = 0x80; /* mode 6: the response bit */
		if (mode == MODE_SERVER || mode == MODE_PASSIVE ||
		    mode == MODE_BROADCAST || mode == MODE_CONTROL ||
		    mode == MODE_PRIVATE)
			(void)receive(&b, &from, PORT_SERVED, data,
			    sizeof data);
	}
	ck_assert_int_eq(b.sent, 0);
	tear_down(&b);
}
END_TEST

START_TEST(an_answer_from_another_address_or_port_is_not_ours)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	b.to.ip[3]++;
	ck_assert_int_eq(answer(&b, 0), VERDICT_BAD_MODE);
	b.to.ip[3]--;
	b.to.port++;
	ck_assert_int_eq(answer(&b, 0), VERDICT_BAD_MODE);
	b.to.port--;
	b.port++;
	ck_assert_int_eq(answer(&b, 0), VERDICT_BAD_MODE);
	b.port--;
	ck_assert_int_eq(answer(&b, 0), VERDICT_ACCEPTED);
	tear_down(&b);
}
END_TEST

START_TEST(a_request_with_an_unknown_key_gets_a_crypto_nak)
{
	struct addr from = address(STRANGER, 4000);
	uint8_t data[PACKET_HEADER + 20] = { 0x23 };
	struct bench b;

	set_up(&b, "");
	data[PACKET_HEADER + 3] = 42;
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data, sizeof data),
	    VERDICT_BAD_AUTH);
	ck_assert_int_eq(b.sent, 1);
	ck_assert_uint_eq(b.len, PACKET_HEADER + 4);
	ck_assert_int_eq(memcmp(b.data + PACKET_HEADER, "\0\0\0\0", 4), 0);
	data[PACKET_HEADER + 3] = 0;
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data,
	    PACKET_HEADER + 4), VERDICT_RESTRICTED);
	ck_assert_int_eq(b.sent, 1);
	tear_down(&b);
}
END_TEST

START_TEST(a_refusal_of_an_unknown_association_is_ignored)
{
	struct rx rx = { .port = 9, .from = address(SERVER, 123),
		.refused = true };
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	for (rx.port = 0; rx.port < 70000; rx.port += 7)
		engine_received(b.e, &b.now, &rx);
	ck_assert_uint_eq(engine_state(b.e)->counts.received, 0);
	tear_down(&b);
}
END_TEST

/* --- engine_tick --------------------------------------------------------- */

START_TEST(nothing_is_due_before_the_time_that_tick_names)
{
	struct bench b;
	double next;

	follow(&b, "server " SERVER "\nserver ntp.example\n");
	for (int i = 0; i < 100; i++) {
		int sent = b.sent, lookups = b.lookups;

		next = engine_tick(b.e, &b.now);
		sent = b.sent;
		lookups = b.lookups;
		ck_assert(next > b.now.mono);
		b.now.mono += (next - b.now.mono) * 0.999;
		(void)engine_tick(b.e, &b.now);
		ck_assert_int_eq(b.sent, sent);
		ck_assert_int_eq(b.lookups, lookups);
		b.now.mono = next;
	}
	tear_down(&b);
}
END_TEST

START_TEST(a_new_clock_generation_is_noticed_by_the_next_tick)
{
	struct bench b;
	int before;

	follow(&b, "server " SERVER "\n");
	before = b.sent;
	b.now.gen++;
	b.now.wall = ntptime_add(b.now.wall, 3600);
	(void)engine_tick(b.e, &b.now);
	ck_assert_uint_eq(engine_state(b.e)->sys.leap, LEAP_ALARM);
	ck_assert_uint_eq(first(&b)->reach, 0);
	pass(&b, 20);
	ck_assert_int_ge(b.sent, before + 4);
	tear_down(&b);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("engine calls");
	TCase *sent = tcase_create("sent");
	TCase *found = tcase_create("resolved");
	TCase *own = tcase_create("interfaces");
	TCase *rx = tcase_create("received");
	TCase *tick = tcase_create("tick");

	tcase_add_test(sent,
	    the_time_of_sending_is_that_which_the_host_reports);
	tcase_add_test(sent,
	    who_says_when_a_packet_left_or_came_is_counted);
	tcase_add_test(sent, questions_and_commands_are_counted_apart);
	tcase_add_test(sent,
	    what_is_logged_is_remembered_but_not_what_the_owner_says);
	tcase_add_test(sent, a_tag_of_an_earlier_request_is_ignored);
	tcase_add_test(sent,
	    a_time_of_sending_in_another_clock_generation_is_ignored);
	tcase_add_test(found, a_name_is_asked_for_and_its_first_address_polled);
	tcase_add_test(found, a_second_answer_to_a_lookup_changes_nothing);
	tcase_add_test(found, answers_to_lookups_nobody_asked_for_are_ignored);
	tcase_add_test(found,
	    a_name_that_is_not_found_is_asked_for_again_and_again);
	tcase_add_test(found,
	    a_lookup_that_is_never_answered_is_repeated_after_two_minutes);
	tcase_add_test(found, a_pool_becomes_an_association_for_each_address);
	tcase_add_test(found,
	    a_name_that_stands_for_no_fit_address_is_not_polled);
	tcase_add_test(own, packets_from_ourselves_are_not_for_us);
	tcase_add_test(own, an_address_that_came_later_is_ours_too);
	tcase_add_test(own, an_address_that_is_gone_may_be_somebody_elses);
	tcase_add_test(own, without_any_address_of_its_own_it_still_answers);
	tcase_add_test(rx, every_mode_has_its_verdict_on_every_port);
	tcase_add_test(rx,
	    no_request_of_a_stranger_brings_it_more_octets_than_it_sent);
	tcase_add_test(rx,
	    a_template_decides_about_associations_as_long_as_they_exist);
	tcase_add_test(rx, empty_datagrams_and_port_0_are_counted_and_dropped);
	tcase_add_test(rx, a_reply_is_never_answered);
	tcase_add_test(rx, an_answer_from_another_address_or_port_is_not_ours);
	tcase_add_test(rx, a_request_with_an_unknown_key_gets_a_crypto_nak);
	tcase_add_test(rx, a_refusal_of_an_unknown_association_is_ignored);
	tcase_add_test(tick, nothing_is_due_before_the_time_that_tick_names);
	tcase_add_test(tick,
	    a_new_clock_generation_is_noticed_by_the_next_tick);
	suite_add_tcase(suite, sent);
	suite_add_tcase(suite, found);
	suite_add_tcase(suite, own);
	suite_add_tcase(suite, rx);
	suite_add_tcase(suite, tick);
	return suite;
}

int
main(void)
{
	return suite_run(make_suite());
}
