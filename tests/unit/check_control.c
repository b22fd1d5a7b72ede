/*
 * check_control.c -- answers to mode 6 requests, octet by octet.
 *
 * Requests and answers are those exchanged with classic 4.2.6p5, except where
 * a comment says what we do differently.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctlask.h"
#include "suite.h"

/* One request and the packet it must be answered with; none: silence. */
struct dialogue {
	const char *name;
	const char *request;
	size_t request_len;
	const char *reply;
	size_t reply_len;
};

static void
check_exchanges(const struct dialogue *x, size_t n)
{
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	for (size_t i = 0; i < n; i++) {
		ask(&c, x[i].request, x[i].request_len, &a);
		ck_assert_msg(a.n == (x[i].reply != NULL), "%s: %d packets",
		    x[i].name, a.n);
		if (x[i].reply == NULL)
			continue;
		ck_assert_msg(a.len[0] == x[i].reply_len &&
		    memcmp(a.packet[0], x[i].reply, a.len[0]) == 0,
		    "%s: another answer", x[i].name);
	}
}

START_TEST(what_cannot_be_answered_gets_classics_error_or_silence)
{
	static const struct dialogue x[] = {
		{ "unassigned operation",
		    OCTETS("\x16\x0f\x00\x29\0\0\0\0\0\0\0\0"),
		    OCTETS("\x16\xcf\x00\x29\x03\0\0\0\0\0\0\0") },
		{ "async message as request",
		    OCTETS("\x16\x07\x00\x2a\0\0\0\0\0\0\0\0"),
		    OCTETS("\x16\xc7\x00\x2a\x03\0\0\0\0\0\0\0") },
		{ "list of recent clients without a nonce",
		    OCTETS("\x16\x0a\x00\x2b\0\0\0\0\0\0\0\0"), NULL, 0 },
		{ "interfaces without key",
		    OCTETS("\x16\x0b\x00\x2c\0\0\0\0\0\0\0\0"),
		    OCTETS("\x16\xcb\x00\x2c\x01\0\0\0\0\0\0\0") },
		{ "write without key",
		    OCTETS("\x16\x03\x00\x2d\0\0\0\0\0\0\0\x06leap=1\0\0"),
		    OCTETS("\x16\xc3\x00\x2d\x01\0\0\0\0\0\0\0") },
		{ "configure without key", OCTETS("\x16\x08\x00\x2e\0\0\0\0"
		    "\0\0\0\x0c" "enable stats"),
		    OCTETS("\x16\xc8\x00\x2e\x01\0\0\0\0\0\0\0") },
		{ "saveconfig without key",
		    OCTETS("\x16\x09\x00\x2f\0\0\0\0\0\0\0\x06x.conf\0\0"),
		    OCTETS("\x16\xc9\x00\x2f\x01\0\0\0\0\0\0\0") },
		{ "write to a clock",
		    OCTETS("\x16\x05\x00\x28\0\0\x05\xe1\0\0\0\x07"
		    "flags=1\0"),
		    OCTETS("\x16\xc5\x00\x28\x01\0\x05\xe1\0\0\0\0") },
		{ "trap", OCTETS("\x16\x06\x00\x30\0\0\0\0\0\0\0\0"),
		    OCTETS("\x16\xc6\x00\x30\x01\0\0\0\0\0\0\0") },
		{ "no trap", OCTETS("\x16\x1f\x00\x30\0\0\0\0\0\0\0\0"),
		    OCTETS("\x16\xdf\x00\x30\x01\0\0\0\0\0\0\0") },
		{ "count too big",
		    OCTETS("\x16\x02\x00\x30\0\0\0\0\0\0\0\x28leap"),
		    OCTETS("\x16\xc2\x00\x30\x02\0\0\0\0\0\0\0") },
		{ "length no multiple of 4",
		    OCTETS("\x16\x02\x00\x31\0\0\0\0\0\0\0\x04leap\0"),
		    OCTETS("\x16\xc2\x00\x31\x02\0\0\0\0\0\0\0") },
		{ "short", OCTETS("\x16\x02\x00\x32\0\0\0\0\0\0\0"), NULL, 0 },
		{ "response", OCTETS("\x16\x82\x00\x33\0\0\0\0\0\0\0\0"),
		    NULL, 0 },
		{ "error", OCTETS("\x16\x42\x00\x34\0\0\0\0\0\0\0\0"),
		    NULL, 0 },
		{ "more", OCTETS("\x16\x22\x00\x35\0\0\0\0\0\0\0\0"),
		    NULL, 0 },
		{ "offset", OCTETS("\x16\x02\x00\x36\0\0\0\0\0\x04\0\0"),
		    NULL, 0 },
		{ "version 0", OCTETS("\x06\x02\x00\x1a\0\0\0\0\0\0\0\x04leap"),
		    NULL, 0 },
		{ "version 5", OCTETS("\x2e\x02\x00\x1f\0\0\0\0\0\0\0\x04leap"),
		    NULL, 0 },
		{ "unknown association",
		    OCTETS("\x16\x02\x00\x19\0\0\0\x01\0\0\0\0"),
		    OCTETS("\x16\xc2\x00\x19\x04\0\0\x01\0\0\0\0") },
	};

	check_exchanges(x, sizeof x / sizeof x[0]);
}
END_TEST

START_TEST(headers_are_echoed_and_stray_octets_are_taken_as_classic_does)
{
	static const struct dialogue x[] = {
		{ "version 1", OCTETS("\x0e\x02\x00\x1b\0\0\0\0\0\0\0\x04leap"),
		    OCTETS("\x0e\x82\x00\x1b\x06\x05\0\0\0\0\0\x08"
		    "leap=0\r\n") },
		{ "version 4", OCTETS("\x26\x02\x00\x1e\0\0\0\0\0\0\0\x04leap"),
		    OCTETS("\x26\x82\x00\x1e\x06\x05\0\0\0\0\0\x08"
		    "leap=0\r\n") },
		{ "leap bits and status of a request", OCTETS("\xd6\x02\x00\x38"
		    "\xff\xff\0\0\0\0\0\x04leap"),
		    OCTETS("\x16\x82\x00\x38\x06\x05\0\0\0\0\0\x08"
		    "leap=0\r\n") },
		{ "four stray octets are key id 0", OCTETS("\x16\x02\x00\x37"
		    "\0\0\0\0\0\0\0\x04leap\0\0\0\0"),
		    OCTETS("\x16\x82\x00\x37\x06\x05\0\0\0\0\0\x08leap=0\r\n"
		    "\0\0\0\0\0\0\0\0") },
		{ "an unknown key is answered with padding to 8",
		    OCTETS("\x16\x02\x00\x3c\0\0\0\0\0\0\0\x04leap"
		    "\0\0\0\x4d\xbe\x83\x20\x33\xa0\x4f\x9c\xb4\x79\x2b\xa4\x88"
		    "\x4a\x19\x8c\0"),
		    OCTETS("\x16\x82\x00\x3c\x06\x05\0\0\0\0\0\x08leap=0\r\n"
		    "\0\0\0\0") },
		{ "status word of the system",
		    OCTETS("\x16\x00\x00\x04\0\0\0\0\0\0\0\0"),
		    OCTETS("\x16\x80\x00\x04\x06\x05\0\0\0\0\0\0") },
		{ "status word of an association",
		    OCTETS("\x16\x00\x00\x05\0\0\x05\xdb\0\0\0\0"),
		    OCTETS("\x16\x80\x00\x05\x94\x24\x05\xdb\0\0\0\0") },
		{ "all associations",
		    OCTETS("\x16\x01\x00\x01\0\0\0\0\0\0\0\0"),
		    OCTETS("\x16\x81\x00\x01\x06\x05\0\0\0\0\0\x0c"
		    "\x05\xdb\x94\x24\x05\xdc\xc0\x11\x05\xe1\x90\x00") },
	};

	check_exchanges(x, sizeof x / sizeof x[0]);
}
END_TEST

/* Classic sent site=lab one, two: two variables where there is one. */
static const char sys_default[] =
    "version=\"ntpd 4.2.6p5 Sat Nov 21 06:50:56 UTC 2026 (2)\",\r\n"
    "processor=\"x86_64\", system=\"Linux/6.18.44-fc-v657\", leap=0, "
    "stratum=2,\r\n"
    "precision=-22, rootdelay=0.028, rootdisp=16.802, refid=10.9.0.4,\r\n"
    "reftime=0xeeabbf1b.6d2b02f5, clock=0xeeabc034.a8566e70, peer=1500, "
    "tc=6,\r\n"
    "mintc=3, offset=-0.005, frequency=0.000, sys_jitter=0.026,\r\n"
    "clk_jitter=0.000, clk_wander=0.000, site=\"lab one, two\"\r\n";

START_TEST(the_system_reads_as_classics_does)
{
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ask_names(&c, CTL_READVAR, 0, "", &a);
	ck_assert_str_eq(a.text, sys_default);
	ck_assert_int_eq(a.n, 1);
	/* One octet behind the request's end is no name. */
	ask_names(&c, CTL_READVAR, 0, " ,, ", &a);
	ck_assert_str_eq(a.text, sys_default);
}
END_TEST

START_TEST(what_an_address_may_do_is_told_on_this_host_only)
{
	struct access_rule net = { .net = { .family = 4, .ip = { 10 } },
		.mask = { 0xff }, .written = true, .file = "ntp\"conf",
		.line = 7, .flags = ACCESS_NOMODIFY | ACCESS_KOD };
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	c.state.access = access_new();
	ck_assert_ptr_nonnull(c.state.access);
	ck_assert_int_eq(access_add(c.state.access, &net), 0);
	ask_names(&c, CTL_READVAR, 0, "access=10.1.2.3", &a);
	ck_assert_str_eq(a.text, "flags=\"nomodify kod\", "
	    "may=\"time query peer trap\", line=\"ntp?conf:7\"\r\n");
	ask_names(&c, CTL_READVAR, 0, "access=2001:db8::1", &a);
	ck_assert_ptr_nonnull(strstr(a.text, "may=\"time peer\""));
	ask_names(&c, CTL_READVAR, 0, "access=10.1.2", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_BAD_VALUE);
	access_free(c.state.access);
	c.state.access = NULL;
}
END_TEST

START_TEST(lines_of_the_log_are_told_from_a_number_on)
{
	static const char *const bad[] = { "events=", "events=-1", "events=x",
		"events=1,2", "events=9999999999999999999" };
	struct ctlstate c;
	struct answer a;
	char text[64];

	ctlstate_init(&c);
	ask_names(&c, CTL_READVAR, 0, "events=0", &a);
	ck_assert_str_eq(a.text, "newest=0\r\n");
	c.state.recent = recent_new();
	ck_assert_ptr_nonnull(c.state.recent);
	recent_add(c.state.recent, (ntp_time){ 1 },
	    "0.0.0.0 c016 06 \"restart\"\x1b\x9b\x7f");
	ask_names(&c, CTL_READVAR, 0, "events=0", &a);
	ck_assert_str_eq(a.text, "newest=1, at.1=0x00000000.00000001,\r\n"
	    "line.1=\"0.0.0.0 c016 06 ?restart????\"\r\n");
	for (int i = 2; i <= 100; i++) {
		snprintf(text, sizeof text, "line %d", i);
		recent_add(c.state.recent, (ntp_time){ (uint64_t)i }, text);
	}
	ask_names(&c, CTL_READVAR, 0, "events=7", &a);
	ck_assert_ptr_nonnull(strstr(a.text, "newest=100, at.37="));
	ck_assert_ptr_nonnull(strstr(a.text, "line.52=\"line 52\""));
	ck_assert_ptr_null(strstr(a.text, "line.53="));
	ask_names(&c, CTL_READVAR, 0, "events=100", &a);
	ck_assert_ptr_nonnull(strstr(a.text, "line.100=\"line 100\"\r\n"));
	ask_names(&c, CTL_READVAR, 0, "events=999999999999999999", &a);
	ck_assert_str_eq(a.text, "newest=100\r\n");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ask_names(&c, CTL_READVAR, 0, bad[i], &a);
		ck_assert_int_eq(error_of(&a), CTLERR_BAD_VALUE);
	}
	/* They are the owner's: another host needs a key. */
	ask_from(&c, "198.51.100.7", OCTETS("\x16\x02\0\1\0\0\0\0\0\0\0\x08"
	    "events=1"), &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	recent_free(c.state.recent);
}
END_TEST

START_TEST(a_request_as_long_as_ntpstats_is_answered)
{
	uint8_t request[576] = { 0x16, 0x02, 0, 1 };
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ask(&c, request, sizeof request, &a);
	ck_assert_str_eq(a.text, sys_default);
	ck_assert_uint_eq(a.packet[0][0] & 0x3f, 0x16);
	ck_assert_uint_eq(a.packet[0][1], 0x82);
}
END_TEST

START_TEST(names_are_answered_once_and_in_the_order_of_the_table)
{
	static const struct { const char *names, *text; } cases[] = {
		{ "stratum,offset", "stratum=2, offset=-0.005\r\n" },
		{ "offset,stratum", "stratum=2, offset=-0.005\r\n" },
		{ " ,, offset , leap ", "leap=0, offset=-0.005\r\n" },
		{ "stratum=99", "stratum=2\r\n" },
		{ "leap,leap,leap", "leap=0\r\n" },
		{ "hidden,site,daemon_version,settimeofday",
		    "daemon_version=\"ntpd 4.2.6p5 Sat Nov 21 06:50:56 UTC "
		    "2026 (2)\",\r\nsettimeofday=\"UNKNOWN\", "
		    "site=\"lab one, two\", hidden=42\r\n" },
		{ "tai,leapsec,expire", "" },
	};
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ask_names(&c, CTL_READVAR, 0, cases[i].names, &a);
		ck_assert_int_eq(a.n, 1);
		ck_assert_uint_eq(a.packet[0][1], 0x82);
		ck_assert_str_eq(a.text, cases[i].text);
	}
}
END_TEST

START_TEST(one_bad_name_refuses_all)
{
	char value[] = "leap=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxx";
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ask_names(&c, CTL_READVAR, 0, "stratum,nosuchvar", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_UNKNOWN_VAR);
	ask_names(&c, CTL_READVAR, 0, "Stratum", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_UNKNOWN_VAR);
	ask_names(&c, CTL_READVAR, 0, "stra", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_UNKNOWN_VAR);
	ask_names(&c, CTL_READVAR, 0, "leap stratum", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_UNKNOWN_VAR);
	ck_assert_uint_eq(strlen(value), 5 + 128);
	ask_names(&c, CTL_READVAR, 0, value, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_FORMAT);
	value[5 + 127] = '\0';
	ask_names(&c, CTL_READVAR, 0, value, &a);
	ck_assert_int_eq(error_of(&a), -1);
}
END_TEST

START_TEST(a_source_reads_as_classics_does_in_two_fragments)
{
	static const char expected[] =
	    "srcadr=10.9.0.1, srcport=123, dstadr=10.9.0.2, dstport=123, "
	    "leap=0,\r\n"
	    "stratum=3, precision=-22, rootdelay=0.000, rootdisp=10.437,\r\n"
	    "refid=127.127.1.0, reftime=0xeeabc00f.0dc21246, "
	    "rec=0xeeabc01d.6d2a8e00,\r\n"
	    "reach=0xff, unreach=0, hmode=3, pmode=4, hpoll=5, ppoll=5, "
	    "headway=0,\r\n"
	    "flash=0x0, keyid=0, offset=0.001, delay=0.021, "
	    "dispersion=2.133,\r\n"
	    "jitter=0.018, filtdelay= 0.06 0.03 0.07 0.04 0.06 0.06 0.06 "
	    "0.02,\r\n"
	    "filtoffset= 0.02 0.01 0.02 0.01 0.02 0.02 0.02 0.00,\r\n"
	    "filtdisp= 0.00 0.48 0.98 1.47 1.95 2.45 2.93 3.41\r\n";
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ask_names(&c, CTL_READVAR, CTLSTATE_PEER, "", &a);
	ck_assert_str_eq(a.text, expected);
	ck_assert_int_eq(a.n, 2);
	ck_assert_uint_eq(a.packet[0][1], 0xa2);
	ck_assert_uint_eq(a.packet[1][1], 0x82);
	ask_names(&c, CTL_READSTAT, CTLSTATE_PEER, "", &a);
	ck_assert_str_eq(a.text, expected);
	ask_names(&c, CTL_READVAR, CTLSTATE_PEER,
	    "org,timer,sent,received,config,authenable,authentic,ttl", &a);
	ck_assert_str_eq(a.text, "config=1, authenable=0, authentic=0, "
	    "org=0x00000000.00000000, timer=7,\r\nreceived=22, sent=22\r\n");
	ask_names(&c, CTL_READVAR, CTLSTATE_PEER, "filtdelay=,filtdisp", &a);
	ck_assert_str_eq(a.text, "filtdelay= 0.06 0.03 0.07 0.04 0.06 0.06 "
	    "0.06 0.02,\r\nfiltdisp= 0.00 0.48 0.98 1.47 1.95 2.45 2.93 "
	    "3.41\r\n");
}
END_TEST

START_TEST(a_clock_reads_as_classics_does)
{
	static const char expected[] =
	    "device=\"Undisciplined local clock\", timecode, poll=4, "
	    "noreply=0,\r\n"
	    "badformat=0, baddata=0, fudgetime1=0.000, stratum=10, "
	    "refid=76.79.67.76,\r\n"
	    "flags=0\r\n";
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ask_names(&c, CTL_READCLOCK, 0, "", &a);
	ck_assert_str_eq(a.text, expected);
	ask_names(&c, CTL_READCLOCK, CTLSTATE_CLOCK, "", &a);
	ck_assert_str_eq(a.text, expected);
	ask_names(&c, CTL_READCLOCK, CTLSTATE_CLOCK,
	    "type,fudgetime2,device,flags,timecode,refid,stratum", &a);
	ck_assert_str_eq(a.text, "type=1, timecode, fudgetime2=0.000, "
	    "stratum=10, refid=76.79.67.76,\r\nflags=0, "
	    "device=\"Undisciplined local clock\"\r\n");
	ask_names(&c, CTL_READCLOCK, CTLSTATE_PEER, "", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_ASSOC);
	ask_names(&c, CTL_READCLOCK, CTLSTATE_CLOCK, "bogus", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_UNKNOWN_VAR);
	TAILQ_REMOVE(&c.state.peers, &c.clock, link);
	ask_names(&c, CTL_READCLOCK, 0, "", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_ASSOC);
}
END_TEST

START_TEST(clock_zero_is_the_one_we_follow)
{
	struct ctlstate c;
	struct peer other;
	struct answer a;

	ctlstate_init(&c);
	other = c.clock;
	other.id = 1600;
	other.clock_polls = 77;
	other.clock_event = CLK_NO_REPLY;
	other.clock_event_count = 15;
	TAILQ_INSERT_TAIL(&c.state.peers, &other, link);
	c.state.sys.peer = other.id;
	ask_names(&c, CTL_READCLOCK, 0, "poll", &a);
	ck_assert_str_eq(a.text, "poll=77\r\n");
	ck_assert_uint_eq(a.packet[0][4] << 8 | a.packet[0][5], 0x00f1);
	ck_assert_uint_eq(a.packet[0][6] << 8 | a.packet[0][7], 0);
}
END_TEST

START_TEST(others_are_not_told_version_and_system)
{
	static const uint8_t request[CTLMSG_HEADER] = { 0x16, 0x02 };
	struct ctlstate c;
	struct answer a;
	struct addr own;

	ctlstate_init(&c);
	ask_from(&c, "10.9.0.7", request, sizeof request, &a);
	ck_assert_int_eq(strncmp(a.text, "leap=0, ", 8), 0);
	ck_assert_ptr_null(strstr(a.text, "Linux"));
	ck_assert_ptr_null(strstr(a.text, "4.2.6"));
	ck_assert(addr_parse(&own, "10.9.0.7"));
	c.state.own = &own;
	c.state.n_own = 1;
	ask_from(&c, "10.9.0.7", request, sizeof request, &a);
	ck_assert_str_eq(a.text, sys_default);
}
END_TEST

/* A generator whose numbers are the same everywhere. */
static uint32_t
dice(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005 + 1442695040888963407;
	return (uint32_t)(*seed >> 33);
}

START_TEST(no_mutant_of_a_request_is_answered_in_more_than_one_way)
{
	static const struct { const char *data; size_t len; } requests[] = {
		{ OCTETS("\x16\x01\x00\x01\0\0\0\0\0\0\0\0") },
		{ OCTETS("\x16\x02\x00\x14\0\0\x05\xdb\0\0\0\0") },
		{ OCTETS("\x16\x02\x00\x08\0\0\0\0\0\0\0\x0e"
		    "stratum,offset\0\0") },
		{ OCTETS("\x16\x02\x00\x0a\0\0\0\0\0\0\0\x12 ,, offset , "
		    "leap \0\0") },
		{ OCTETS("\x16\x02\x00\x16\0\0\x05\xdb\0\0\0\x37org,timer,sent,"
		    "received,config,authenable,authentic,ttl\0") },
		{ OCTETS("\x16\x04\x00\x24\0\0\x05\xe1\0\0\0\x33type,fudgetime2"
		    ",device,flags,timecode,refid,stratum\0") },
		{ OCTETS("\x16\x02\x00\x39\0\0\0\0\0\0\0\x04leap\0\0\0\x01\x09"
		    "\x05\x6d\x30\x4d\xf4\xf3\xc8\x96\x40\x1a\x60\x6a\x03\x81"
		    "\x2c") },
		{ OCTETS("\x16\x08\x00\x2e\0\0\0\0\0\0\0\x0c" "enable stats") },
	};
	uint64_t seed = 20120401;
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ctlask_keys(&c);
	for (int i = 0; i < 20000; i++) {
		size_t which = dice(&seed) % (sizeof requests /
		    sizeof requests[0]);
		size_t len = requests[which].len;
		uint8_t data[100];

		memcpy(data, requests[which].data, len);
		for (uint32_t flips = dice(&seed) % 4; flips > 0; flips--)
			data[dice(&seed) % len] ^=
			    (uint8_t)(1U << dice(&seed) % 8);
		if (dice(&seed) % 4 == 0)
			len = dice(&seed) % (len + 1);
		ask(&c, data, len, &a);
		/* Errors stand alone; the last fragment and only it says so. */
		for (int p = 0; p < a.n; p++) {
			ck_assert_int_eq((a.packet[p][1] & 0x20) != 0,
			    p < a.n - 1);
			if (a.packet[p][1] & 0x40)
				ck_assert_int_eq(a.n, 1);
		}
	}
	auth_free(c.state.auth);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("control");
	TCase *t = tcase_create("control");

	tcase_add_test(t,
	    what_cannot_be_answered_gets_classics_error_or_silence);
	tcase_add_test(t,
	    headers_are_echoed_and_stray_octets_are_taken_as_classic_does);
	tcase_add_test(t, the_system_reads_as_classics_does);
	tcase_add_test(t,
	    what_an_address_may_do_is_told_on_this_host_only);
	tcase_add_test(t, lines_of_the_log_are_told_from_a_number_on);
	tcase_add_test(t, a_request_as_long_as_ntpstats_is_answered);
	tcase_add_test(t,
	    names_are_answered_once_and_in_the_order_of_the_table);
	tcase_add_test(t, one_bad_name_refuses_all);
	tcase_add_test(t, a_source_reads_as_classics_does_in_two_fragments);
	tcase_add_test(t, a_clock_reads_as_classics_does);
	tcase_add_test(t, clock_zero_is_the_one_we_follow);
	tcase_add_test(t, others_are_not_told_version_and_system);
	tcase_add_test(t,
	    no_mutant_of_a_request_is_answered_in_more_than_one_way);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return suite_run(s);
}
