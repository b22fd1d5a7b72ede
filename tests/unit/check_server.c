/*
 * check_server.c -- the reply to one request, field by field.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "server.h"
#include "suite.h"

static const struct sys synchronised = { .leap = LEAP_ADD, .stratum = 2,
	.precision = -23, .rootdelay = 0.5, .rootdisp = 0.25,
	.refid = 0xc0000207, .reftime = { 77 } };

static const struct packet question = { .version = 4, .mode = MODE_CLIENT,
	.poll = 6, .stratum = 9, .leap = LEAP_ALARM, .refid = 1,
	.reftime = { 2 }, .org = { 3 }, .rec = { 4 }, .xmt = { 5 } };

static struct packet
reply_of(const struct sys *sys, const struct packet *request)
{
	struct packet reply;

	server_reply(sys, 0.75, request, (ntp_time){ 100 }, (ntp_time){ 200 },
	    &reply);
	return reply;
}

START_TEST(the_reply_tells_the_system_variables)
{
	struct packet r = reply_of(&synchronised, &question);

	ck_assert_uint_eq(r.leap, LEAP_ADD);
	ck_assert_uint_eq(r.stratum, 2);
	ck_assert_int_eq(r.precision, -23);
	ck_assert(r.rootdelay == 0.5);
	ck_assert_uint_eq(r.refid, 0xc0000207);
	ck_assert_uint_eq(r.reftime.fp, 77);
}
END_TEST

START_TEST(the_root_dispersion_is_the_grown_one)
{
	ck_assert(reply_of(&synchronised, &question).rootdisp == 0.75);
}
END_TEST

START_TEST(the_origin_is_the_transmit_timestamp_of_the_request)
{
	struct packet r = reply_of(&synchronised, &question);

	ck_assert_uint_eq(r.org.fp, 5);
	ck_assert_uint_eq(r.rec.fp, 100);
	ck_assert_uint_eq(r.xmt.fp, 200);
}
END_TEST

START_TEST(the_version_of_the_request_comes_back)
{
	for (uint8_t version = 1; version < 8; version++) {
		struct packet request = question;

		request.version = version;
		ck_assert_uint_eq(reply_of(&synchronised, &request).version,
		    version);
	}
}
END_TEST

START_TEST(clients_get_mode_4_and_symmetric_peers_mode_2)
{
	struct packet request = question;

	ck_assert_uint_eq(reply_of(&synchronised, &request).mode, MODE_SERVER);
	request.mode = MODE_ACTIVE;
	ck_assert_uint_eq(reply_of(&synchronised, &request).mode,
	    MODE_PASSIVE);
	request.mode = MODE_UNSPEC; /* version 1 has no modes */
	request.version = 1;
	ck_assert_uint_eq(reply_of(&synchronised, &request).mode, MODE_SERVER);
}
END_TEST

START_TEST(no_reply_asks_for_more_than_one_poll_in_8_s)
{
	struct packet request = question;

	for (int poll = INT8_MIN; poll <= INT8_MAX; poll++) {
		request.poll = (int8_t)poll;
		ck_assert_int_eq(reply_of(&synchronised, &request).poll,
		    poll < SERVER_MINPOLL ? SERVER_MINPOLL : poll);
	}
}
END_TEST

START_TEST(an_unsynchronised_server_says_leap_3_and_stratum_0)
{
	struct sys sys = { .leap = LEAP_ALARM, .stratum = STRATUM_UNSPEC,
		.refid = names_refid_word("INIT") };
	struct packet r = reply_of(&sys, &question);

	ck_assert_uint_eq(r.leap, LEAP_ALARM);
	ck_assert_uint_eq(r.stratum, 0);
	ck_assert_uint_eq(r.refid, 0x494e4954);
}
END_TEST

START_TEST(nothing_else_of_the_request_comes_back)
{
	struct packet request = question, a, b;

	request.rootdelay = request.rootdisp = 9;
	request.precision = 9;
	request.keyid = 9;
	request.mac_len = 20;
	request.refid = 9;
	a = reply_of(&synchronised, &question);
	b = reply_of(&synchronised, &request);
	ck_assert(b.rootdelay == a.rootdelay && b.rootdisp == a.rootdisp);
	ck_assert_int_eq(b.precision, a.precision);
	ck_assert_uint_eq(b.refid, a.refid);
	ck_assert_uint_eq(b.keyid, 0);
	ck_assert_uint_eq(b.mac_len, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("server");
	TCase *tc = tcase_create("server");

	tcase_add_test(tc, the_reply_tells_the_system_variables);
	tcase_add_test(tc, the_root_dispersion_is_the_grown_one);
	tcase_add_test(tc, the_origin_is_the_transmit_timestamp_of_the_request);
	tcase_add_test(tc, the_version_of_the_request_comes_back);
	tcase_add_test(tc, clients_get_mode_4_and_symmetric_peers_mode_2);
	tcase_add_test(tc, no_reply_asks_for_more_than_one_poll_in_8_s);
	tcase_add_test(tc, an_unsynchronised_server_says_leap_3_and_stratum_0);
	tcase_add_test(tc, nothing_else_of_the_request_comes_back);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
