/*
 * check_stats.c -- tests of the lines of statistics files.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conf_parse.h"
#include "engine_bench.h"
#include "stats.h"
#include "suite.h"

#define ALL "statistics loopstats peerstats rawstats sysstats protostats\n"

/* --- lines by themselves -------------------------------------------------- */

START_TEST(a_line_begins_with_the_day_and_the_second)
{
	static const struct {
		int64_t sec;
		uint32_t nsec;
		const char *text;
	} cases[] = {
		{ 0, 0, "40587 0.000 " },
		{ 86399, 999999999, "40587 86399.999 " },
		{ -1, 500000000, "40586 86399.500 " },
		{ 1795219200 + 26427, 943000000, "61365 26427.943 " },
		{ INT64_C(4102444800), 1000000, "88069 0.001 " },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char buf[64];

		stats_stamp(cases[i].sec, cases[i].nsec, buf, sizeof buf);
		ck_assert_str_eq(buf, cases[i].text);
	}
}
END_TEST

START_TEST(loopstats_have_offset_frequency_jitter_wander_and_time_constant)
{
	struct sys sys = { .freq = -12.3456e-6, .clk_jitter = 0.000066894,
		.clk_wander = 4.3646171e-6, .tc = 4, .offset = 7 };
	char line[STATS_LINE];

	stats_loop(&sys, 0.000189204, line, sizeof line);
	ck_assert_str_eq(line,
	    "0.000189204 -12.346 0.000066894 4.364617 4");
}
END_TEST

START_TEST(peerstats_have_the_address_the_status_word_and_four_spans)
{
	struct peer p = { .addr = address("10.77.0.2", 123), .configured = true,
		.reach = 1, .select = SELECT_SYSPEER, .event_count = 3,
		.last_event = PEER_SYS_PEER, .offset = 0.000189379,
		.delay = 0.000409531, .disp = 0.437526272,
		.jitter = 0.000091743 };
	char line[STATS_LINE];

	stats_peer(&p, line, sizeof line);
	ck_assert_str_eq(line, "10.77.0.2 963a 0.000189379 0.000409531 "
	    "0.437526272 0.000091743");
	p.addr = address("127.127.1.0", 123);
	p.offset = -1;
	stats_peer(&p, line, sizeof line);
	ck_assert_str_eq(line, "127.127.1.0 963a -1.000000000 0.000409531 "
	    "0.437526272 0.000091743");
}
END_TEST

/* Returns the point S seconds and NS nanoseconds into the era. */
static ntp_time
at(uint32_t s, uint32_t ns)
{
	return ntptime_from_unix((int64_t)s - NTPTIME_UNIX_EPOCH, ns);
}

START_TEST(rawstats_have_four_times_and_the_header)
{
	struct packet p = { .leap = 0, .version = 4, .mode = 4, .stratum = 1,
		.poll = 4, .precision = -20, .rootdelay = 0.001526,
		.rootdisp = 0.003052, .refid = names_refid_word("GPS"),
		.rec = at(4004234421u, 942397118),
		.xmt = at(4004234421u, 942398071) };
	struct stats_packet r = { .from = address("10.77.0.2", 123),
		.to = address("10.77.0.1", 0), .packet = &p,
		.org = at(4004234421u, 556010872),
		.dst = at(4004234421u, 942417213) };
	char line[STATS_LINE];

	stats_raw(&r, line, sizeof line);
	ck_assert_str_eq(line, "10.77.0.2 10.77.0.1 4004234421.556010872 "
	    "4004234421.942397118 4004234421.942398071 4004234421.942417213 "
	    "0 4 4 1 4 -20 0.001526 0.003052 .GPS.");
}
END_TEST

START_TEST(rawstats_tell_what_is_not_there)
{
	struct packet p = { .leap = 3, .version = 3, .mode = 2, .stratum = 0,
		.refid = 0x0a010203 };
	struct stats_packet r = { .from = address("2001:db8::1", 123),
		.packet = &p };
	char line[STATS_LINE];

	p.xmt.fp = UINT64_MAX; /* rounds into the next era */
	stats_raw(&r, line, sizeof line);
	ck_assert_str_eq(line, "2001:db8::1 - 0.000000000 0.000000000 "
	    "0.000000000 0.000000000 3 3 2 16 0 0 0.000000 0.000000 "
	    "10.1.2.3");
	p.stratum = 2;
	stats_raw(&r, line, sizeof line);
	ck_assert(strstr(line, " 3 3 2 2 0 0 ") != NULL);
	ck_assert(strstr(line, " 10.1.2.3") != NULL);
}
END_TEST

START_TEST(sysstats_count_since_the_line_before)
{
	struct counts before = { .received = 100, .current = 50, .older = 20,
		.kisses = 3 };
	struct counts now = before;
	char line[STATS_LINE];

	now.received += 40;
	now.current += 11;
	now.older += 12;
	now.kisses += 2;
	now.verdict[VERDICT_ACCEPTED] = 5;
	now.verdict[VERDICT_UNSYNCHRONISED] = 1;
	now.verdict[VERDICT_RESTRICTED] = 7;
	now.verdict[VERDICT_NO_QUERY] = 1;
	now.verdict[VERDICT_BAD_LENGTH] = 2;
	now.verdict[VERDICT_BAD_VERSION] = 1;
	now.verdict[VERDICT_BAD_AUTH] = 4;
	now.verdict[VERDICT_DECLINED] = 9;
	now.verdict[VERDICT_LIMITED] = 6;
	stats_sys(&before, &now, 3600, line, sizeof line);
	ck_assert_str_eq(line, "3600 40 6 11 12 8 3 4 9 8 2");
	stats_sys(&now, &now, 1, line, sizeof line);
	ck_assert_str_eq(line, "1 0 0 0 0 0 0 0 0 0 0");
}
END_TEST

/* --- which are wanted ------------------------------------------------------ */

START_TEST(filegen_and_statistics_say_which_are_wanted)
{
	static const struct {
		const char *text;
		bool wanted;
	} cases[] = {
		{ "", false },
		{ "statistics peerstats\n", false },
		{ "statistics loopstats\n", true },
		{ "statistics peerstats loopstats\n", true },
		{ "filegen loopstats\n", true },
		{ "filegen loopstats file a type none\n", true },
		{ "filegen loopstats disable\n", false },
		{ "filegen peerstats\n", false },
		{ "filegen loopstats disable\nstatistics loopstats\n", false },
		{ "filegen loopstats\nfilegen loopstats disable\n", false },
		{ "filegen loopstats disable\nfilegen loopstats\n", true },
		{ "statistics loopstats\ndisable stats\n", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct conf c;

		conf_init(&c);
		(void)conf_parse(&c, "test", cases[i].text,
		    strlen(cases[i].text), NULL);
		ck_assert_msg(stats_wanted(&c, CONF_LOOPSTATS) ==
		    cases[i].wanted, "%s", cases[i].text);
		conf_free(&c);
	}
}
END_TEST

START_TEST(each_set_has_its_name)
{
	ck_assert_str_eq(stats_name(CONF_CLOCKSTATS), "clockstats");
	ck_assert_str_eq(stats_name(CONF_CRYPTOSTATS), "cryptostats");
	ck_assert_str_eq(stats_name(CONF_LOOPSTATS), "loopstats");
	ck_assert_str_eq(stats_name(CONF_PEERSTATS), "peerstats");
	ck_assert_str_eq(stats_name(CONF_RAWSTATS), "rawstats");
	ck_assert_str_eq(stats_name(CONF_SYSSTATS), "sysstats");
	ck_assert_str_eq(stats_name(CONF_PROTOSTATS), "protostats");
}
END_TEST

/* --- what an engine writes ------------------------------------------------- */

/* Returns how many lines of B's statistics begin with TEXT. */
static int
count(const struct bench *b, const char *text)
{
	int n = 0;

	for (const char *at_ = b->stats; *at_ != '\0';
	    at_ = strchr(at_, '\n') + 1)
		n += strncmp(at_, text, strlen(text)) == 0;
	return n;
}

START_TEST(an_exchange_is_written_to_all_that_are_wanted)
{
	struct bench b;
	double org, rec, xmt, dst;

	follow(&b, ALL "server " SERVER " iburst\n");
	ck_assert_int_eq(count(&b, "rawstats: " SERVER " " OWN " "), 4);
	ck_assert_int_eq(count(&b, "peerstats: " SERVER " "), 4);
	ck_assert_int_ge(count(&b, "loopstats: "), 1);
	ck_assert_int_eq(count(&b, "sysstats: 1 "), 1);
	ck_assert_int_eq(count(&b, "protostats: 0.0.0.0 c016 06 restart"), 1);
	/* T1 is the time that was measured with, not what the wire had. */
	ck_assert_int_eq(sscanf(strstr(b.stats, "rawstats: "),
	    "rawstats: " SERVER " " OWN " %lf %lf %lf %lf", &org, &rec, &xmt,
	    &dst), 4);
	ck_assert_double_eq_tol(((rec - org) + (xmt - dst)) / 2, 0.0001, 1e-5);
	tear_down(&b);
}
END_TEST

START_TEST(nothing_is_written_that_is_not_wanted)
{
	struct bench b;

	follow(&b, "server " SERVER " iburst\n");
	ck_assert_str_eq(b.stats, "");
	tear_down(&b);
	follow(&b, ALL "disable stats\nserver " SERVER " iburst\n");
	ck_assert_str_eq(b.stats, "");
	tear_down(&b);
}
END_TEST

START_TEST(protostats_have_events_that_the_log_hides)
{
	struct bench b;

	follow(&b, ALL "logconfig =clockall\nserver " SERVER " iburst\n");
	ck_assert_ptr_null(strstr(b.log, "restart"));
	ck_assert_int_eq(count(&b, "protostats: 0.0.0.0 c016 06 restart\n"),
	    1);
	ck_assert_int_eq(count(&b,
	    "protostats: 0.0.0.0 c012 02 freq_set ntpd 0.000 PPM\n"), 1);
	ck_assert_int_eq(count(&b, "protostats: 0.0.0.0 c011 01 freq_not_set\n"),
	    1);
	ck_assert_int_eq(count(&b, "protostats: " SERVER " 8011 81 mobilize "),
	    1);
	ck_assert_int_eq(count(&b, "protostats: " SERVER " 963a 8a sys_peer"),
	    1);
	ck_assert_int_eq(count(&b, "protostats: 0.0.0.0 c615 05 clock_sync\n"),
	    1);
	tear_down(&b);
}
END_TEST

START_TEST(logconfig_says_which_events_are_logged)
{
	static const struct {
		const char *line;
		bool system, peer;
	} cases[] = {
		{ "", true, false },
		{ "logconfig =all\n", true, false },
		{ "logconfig =events\n", true, false },
		{ "logconfig =allall\n", true, true },
		{ "logconfig =allevents\n", true, true },
		{ "logconfig +peerevents\n", true, true },
		{ "logconfig =peerevents\n", false, true },
		{ "logconfig =peerall\n", false, true },
		{ "logconfig =allpeer\n", false, true },
		{ "logconfig =peerinfo\n", false, false },
		{ "logconfig =syncall +clockall\n", false, false },
		{ "logconfig -sysevents\n", false, false },
		{ "logconfig =allall -sysall\n", false, true },
		{ "logconfig sysevents\n", true, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct bench b;
		char text[128];

		snprintf(text, sizeof text, "%sserver " SERVER " iburst\n",
		    cases[i].line);
		follow(&b, text);
		ck_assert_msg((strstr(b.log, "0.0.0.0 c016 06 restart\n") !=
		    NULL) == cases[i].system, "%s", cases[i].line);
		ck_assert_msg((strstr(b.log, SERVER " 9024 84 reachable\n") !=
		    NULL) == cases[i].peer, "%s", cases[i].line);
		tear_down(&b);
	}
}
END_TEST

START_TEST(sysstats_come_hourly)
{
	struct bench b;

	set_up(&b, "statistics sysstats\n");
	pass(&b, 0.5);
	ck_assert_str_eq(b.stats, "");
	(void)ask_time(&b, STRANGER, 4000);
	pass(&b, 3600.6);
	ck_assert_str_eq(b.stats, "sysstats: 1 1 0 1 0 0 0 0 0 0 0\n"
	    "sysstats: 3600 0 0 0 0 0 0 0 0 0 0\n");
	tear_down(&b);
}
END_TEST

START_TEST(an_unsynchronised_answer_is_raw_but_no_sample)
{
	struct bench b;
	uint8_t data[PACKET_HEADER];
	struct packet request, reply;

	set_up(&b, ALL "server " SERVER "\n");
	pass(&b, 0.5);
	ck_assert_int_eq(packet_decode(&request, b.data, b.len),
	    VERDICT_ACCEPTED);
	reply = (struct packet){ .leap = LEAP_ALARM, .version = 4,
		.mode = MODE_SERVER, .org = request.xmt, .rec = b.when,
		.xmt = b.when };
	packet_encode(&reply, data);
	ck_assert_int_eq(receive(&b, &b.to, b.port, data, sizeof data),
	    VERDICT_UNSYNCHRONISED);
	ck_assert_int_eq(count(&b, "rawstats: " SERVER), 1);
	ck_assert_ptr_nonnull(strstr(b.stats, " 3 4 4 16 0 0 "));
	reply.org.fp++;
	reply.xmt.fp++;
	packet_encode(&reply, data);
	ck_assert_int_eq(receive(&b, &b.to, b.port, data, sizeof data),
	    VERDICT_BOGUS);
	ck_assert_int_eq(count(&b, "rawstats: "), 1);
	ck_assert_int_eq(count(&b, "peerstats: "), 0);
	tear_down(&b);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("stats");
	TCase *lines = tcase_create("lines"), *engine = tcase_create("engine");

	tcase_add_test(lines, a_line_begins_with_the_day_and_the_second);
	tcase_add_test(lines,
	    loopstats_have_offset_frequency_jitter_wander_and_time_constant);
	tcase_add_test(lines,
	    peerstats_have_the_address_the_status_word_and_four_spans);
	tcase_add_test(lines, rawstats_have_four_times_and_the_header);
	tcase_add_test(lines, rawstats_tell_what_is_not_there);
	tcase_add_test(lines, sysstats_count_since_the_line_before);
	tcase_add_test(lines, filegen_and_statistics_say_which_are_wanted);
	tcase_add_test(lines, each_set_has_its_name);
	suite_add_tcase(s, lines);
	tcase_add_test(engine, an_exchange_is_written_to_all_that_are_wanted);
	tcase_add_test(engine, nothing_is_written_that_is_not_wanted);
	tcase_add_test(engine, protostats_have_events_that_the_log_hides);
	tcase_add_test(engine, logconfig_says_which_events_are_logged);
	tcase_add_test(engine, sysstats_come_hourly);
	tcase_add_test(engine, an_unsynchronised_answer_is_raw_but_no_sample);
	suite_add_tcase(s, engine);
	return suite_run(s);
}
