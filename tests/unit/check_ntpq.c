/*
 * check_ntpq.c -- ntpq's screens, from what servers say to what people see.
 *
 * The screens expected are those of classic 4.2.6p5.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "assocs.h"
#include "cook.h"
#include "ctlmsg.h"
#include "options.h"
#include "peers.h"
#include "settings.h"
#include "suite.h"
#include "text.h"

#define NOW ((ntp_time){ 0xeeabbf3be06bba9f })

/* Text that a function writes to a FILE. */
struct screen {
	FILE *out;
	char *text;
	size_t length;
};

static void
screen_open(struct screen *s)
{
	s->text = NULL;
	s->out = open_memstream(&s->text, &s->length);
	ck_assert_ptr_nonnull(s->out);
}

/* Check that S has EXPECTED on it, and release it. */
static void
screen_is(struct screen *s, const char *expected)
{
	ck_assert_int_eq(fclose(s->out), 0);
	ck_assert_str_eq(s->text, expected);
	free(s->text);
}

static void
cooks_to(enum cook_set set, const char *data, const char *expected)
{
	struct screen s;

	screen_open(&s);
	cook_list(s.out, set, data, strlen(data), NULL, NOW);
	screen_is(&s, expected);
}

START_TEST(the_system_reads_as_on_classics_screen)
{
	cooks_to(COOK_SYS,
	    "version=\"ntpd 4.2.6p5 Sat Nov 21 06:50:56 UTC 2026 (2)\",\r\n"
	    "processor=\"x86_64\", system=\"Linux/6.18.44-fc-v657\", leap=0, "
	    "stratum=2,\r\nprecision=-22, rootdelay=0.184, rootdisp=1.632, "
	    "refid=10.9.1.1,\r\nreftime=0xeeabbf39.51d08f45, "
	    "clock=0xeeabbf3b.e06bba9f, peer=52805, tc=3,\r\nmintc=3, "
	    "offset=0.160, frequency=0.000, sys_jitter=0.225,\r\n"
	    "clk_jitter=0.000, clk_wander=0.000\r\n",
	    "version=\"ntpd 4.2.6p5 Sat Nov 21 06:50:56 UTC 2026 (2)\",\n"
	    "processor=\"x86_64\", system=\"Linux/6.18.44-fc-v657\", leap=00, "
	    "stratum=2,\n"
	    "precision=-22, rootdelay=0.184, rootdisp=1.632, refid=10.9.1.1,\n"
	    "reftime=eeabbf39.51d08f45  Sat, Nov 21 2026  6:56:57.319,\n"
	    "clock=eeabbf3b.e06bba9f  Sat, Nov 21 2026  6:56:59.876, "
	    "peer=52805, tc=3,\n"
	    "mintc=3, offset=0.160, frequency=0.000, sys_jitter=0.225,\n"
	    "clk_jitter=0.000, clk_wander=0.000\n");
}
END_TEST

START_TEST(a_source_reads_as_on_classics_screen)
{
	cooks_to(COOK_PEER,
	    "srcadr=10.9.1.1, srcport=123, dstadr=10.9.2.1, dstport=123, "
	    "leap=0,\r\nstratum=1, precision=-20, rootdelay=0.000, "
	    "rootdisp=0.992,\r\nrefid=GPS, reftime=0xeeabbf2f.51cc7800, "
	    "rec=0xeeabbf39.51d08f45,\r\nreach=0xff, unreach=0, hmode=3, "
	    "pmode=4, hpoll=3, ppoll=3, headway=4,\r\nflash=0x0, keyid=0, "
	    "offset=0.078, delay=0.184, dispersion=0.137,\r\njitter=0.048, "
	    "xleave=0.074,\r\n"
	    "filtdelay= 0.18 0.19 0.19 0.21 0.40 0.33 0.21 0.26,\r\n"
	    "filtoffset= 0.08 0.08 0.08 0.09 0.18 0.14 0.09 0.12,\r\n"
	    "filtdisp= 16000.00 0.12 0.24 0.36 0.48 0.60 0.72 -0.84\r\n",
	    "srcadr=10.9.1.1, srcport=123, dstadr=10.9.2.1, dstport=123, "
	    "leap=00,\n"
	    "stratum=1, precision=-20, rootdelay=0.000, rootdisp=0.992, "
	    "refid=GPS,\n"
	    "reftime=eeabbf2f.51cc7800  Sat, Nov 21 2026  6:56:47.319,\n"
	    "rec=eeabbf39.51d08f45  Sat, Nov 21 2026  6:56:57.319, "
	    "reach=377,\n"
	    "unreach=0, hmode=3, pmode=4, hpoll=3, ppoll=3, headway=4, "
	    "flash=00 ok,\n"
	    "keyid=0, offset=0.078, delay=0.184, dispersion=0.137, "
	    "jitter=0.048,\n"
	    "xleave=0.074,\n"
	    "filtdelay=     0.18    0.19    0.19    0.21    0.40    0.33"
	    "    0.21    0.26,\n"
	    "filtoffset=    0.08    0.08    0.08    0.09    0.18    0.14"
	    "    0.09    0.12,\n"
	    "filtdisp=   16000.0    0.12    0.24    0.36    0.48    0.60"
	    "    0.72   -0.84\n");
}
END_TEST

START_TEST(a_clock_reads_as_on_classics_screen)
{
	cooks_to(COOK_CLOCK,
	    "device=\"Undisciplined local clock\", timecode, poll=2, "
	    "noreply=0,\r\nbadformat=0, baddata=0, fudgetime1=0.000, "
	    "stratum=10, refid=76.79.67.76,\r\nflags=0\r\n",
	    "device=\"Undisciplined local clock\", timecode=, poll=2, "
	    "noreply=0,\n"
	    "badformat=0, baddata=0, fudgetime1=0.000, stratum=10, "
	    "refid=76.79.67.76,\n"
	    "flags=0\n");
}
END_TEST

START_TEST(variables_are_cooked_by_what_they_belong_to)
{
	static const char data[] = "srcadr=192.0.2.1, dstadr=192.0.2.2, "
	    "stratum=2, refid=GPS, hpoll=6, ppoll=6, reach=0xff, delay=1.5, "
	    "offset=-0.25, jitter=0.125, srcport=123, "
	    "rec=0x00000000.00000000, reftime=0x00000000.00000000";

	cooks_to(COOK_SYS, data,
	    "srcadr=192.0.2.1, dstadr=192.0.2.2, stratum=2, refid=GPS, "
	    "hpoll=6,\n"
	    "ppoll=6, reach=0xff, delay=1.5, offset=-0.250, jitter=0.125, "
	    "srcport=123,\n"
	    "rec=0x00000000.00000000,\n"
	    "reftime=00000000.00000000  Mon, Jan  1 1900  0:00:00.000\n");
	cooks_to(COOK_CLOCK, data,
	    "srcadr=192.0.2.1, dstadr=192.0.2.2, stratum=2, refid=GPS, "
	    "hpoll=6,\n"
	    "ppoll=6, reach=0xff, delay=1.5, offset=-0.25, jitter=0.125, "
	    "srcport=123,\n"
	    "rec=0x00000000.00000000, reftime=0x00000000.00000000\n");
	cooks_to(COOK_PEER, data,
	    "srcadr=192.0.2.1, dstadr=192.0.2.2, stratum=2, refid=GPS, "
	    "hpoll=6,\n"
	    "ppoll=6, reach=377, delay=1.500, offset=-0.250, jitter=0.125,\n"
	    "srcport=123, rec=00000000.00000000  Mon, Jan  1 1900  "
	    "0:00:00.000,\n"
	    "reftime=00000000.00000000  Mon, Jan  1 1900  0:00:00.000\n");
}
END_TEST

START_TEST(flash_bits_are_words)
{
	cooks_to(COOK_PEER, "flash=0x1620", "flash=1620 pkt_stratum, "
	    "peer_stratum, peer_dist, peer_unreach\n");
	cooks_to(COOK_PEER, "flash=0xffff", "flash=ffff pkt_dup, pkt_bogus, "
	    "pkt_unsync, pkt_denied, pkt_auth, pkt_stratum, pkt_header, "
	    "pkt_autokey, pkt_crypto, peer_stratum, peer_dist, peer_loop, "
	    "peer_unreach\n");
}
END_TEST

START_TEST(what_does_not_decode_is_shown_with_a_question_mark)
{
	cooks_to(COOK_PEER, "leap=7, stratum=abc, reach=, offset=+1*300, "
	    "srcadr=nowhere, rec=0x1.2, filtdelay=1 2 x, flash=0x10000",
	    "leap=7?, stratum=abc?, reach=?, offset=+1*300?, "
	    "srcadr=nowhere?,\nrec=0x1.2?, filtdelay=1 2 x?, "
	    "flash=0x10000?\n");
	cooks_to(COOK_SYS, "reftime=1-JAN-99999999, clock=0x123456789.0",
	    "reftime=1-JAN-99999999?, clock=0x123456789.0?\n");
}
END_TEST

START_TEST(reference_clocks_have_names)
{
	char buf[COOK_NAME];
	struct reverse names = { 0, 0, 0 };
	struct addr a;

	cooks_to(COOK_SYS, "refid=127.127.1.0", "refid=LOCAL(0)\n");
	ck_assert(addr_parse(&a, "127.127.28.3"));
	ck_assert_str_eq(cook_host(&a, &names, buf, sizeof buf), "SHM(3)");
	ck_assert_str_eq(cook_host(&a, NULL, buf, sizeof buf),
	    "127.127.28.3");
	ck_assert(addr_parse(&a, "127.127.200.3"));
	ck_assert_str_eq(cook_host(&a, &names, buf, sizeof buf),
	    "REFCLK(200,3)");
}
END_TEST

START_TEST(nothing_but_printable_characters_reaches_the_terminal)
{
	char data[600], *text;
	size_t length, n = 0;
	FILE *out;

	for (int set = COOK_SYS; set <= COOK_CLOCK; set++) {
		n = 0;
		for (int c = 0; c < 256; c++)
			data[n++] = (char)c;
		n += (size_t)snprintf(data + n, sizeof data - n,
		    ",refid=\x1b[2,srcadr=\x1b]0;x\x07,leap=\x9b,"
		    "na\x1bme=\x7f,version=\"\x1b[31m\"");
		out = open_memstream(&text, &length);
		ck_assert_ptr_nonnull(out);
		cook_list(out, (enum cook_set)set, data, n, NULL, NOW);
		text_raw(out, data, n);
		ck_assert_int_eq(fclose(out), 0);
		for (size_t i = 0; i < length; i++)
			ck_assert(text[i] == '\n' ||
			    (text[i] >= ' ' && text[i] < 0x7f));
		free(text);
	}
}
END_TEST

START_TEST(raw_answers_lose_only_the_carriage_returns)
{
	struct screen s;

	screen_open(&s);
	text_raw(s.out, "leap=0, x=1,\r\ny=2\r\n", 19);
	screen_is(&s, "leap=0, x=1,\ny=2\n");
	screen_open(&s);
	text_raw(s.out, "a\rb\tc\r", 6);
	screen_is(&s, "a^Mb^Ic^M");
}
END_TEST

START_TEST(status_words_read_as_classics_do)
{
	static const struct {
		enum cook_set set;
		uint16_t status;
		const char *text;
	} cases[] = {
		{ COOK_SYS, 0xc011, "leap_alarm, sync_unspec, 1 event, "
		    "freq_not_set" },
		{ COOK_SYS, 0x0618, "leap_none, sync_ntp, 1 event, "
		    "no_sys_peer" },
		{ COOK_SYS, 0x3f05, "leap_none, sync_63, no events, "
		    "clock_sync" },
		{ COOK_PEER, 0x961a, "conf, reach, sel_sys.peer, 1 event, "
		    "sys_peer" },
		{ COOK_PEER, 0xe011, "conf, authenb, auth, sel_reject, "
		    "1 event, mobilize" },
		{ COOK_PEER, 0x0020, ", sel_reject, 2 events" },
		{ COOK_CLOCK, 0x0000, ", no events, clk_unspec" },
		{ COOK_CLOCK, 0x00f1, ", 15 events, clk_no_reply" },
		{ COOK_CLOCK, 0x0615, ", 1 event, clk_bad_date" },
	};
	char buf[160];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ck_assert_str_eq(cook_status(cases[i].set, cases[i].status,
		    buf, sizeof buf), cases[i].text);
}
END_TEST

/* Check that DATA of a source with STATUS makes the row EXPECTED. */
static void
makes_row(const struct peers_layout *layout, const char *data,
    const char *name, uint16_t status, const char *expected)
{
	struct peers_row row;
	struct screen s;

	screen_open(&s);
	peers_read(&row, data, strlen(data));
	peers_write(s.out, &row, layout, "10.9.0.2", name, status, NOW);
	screen_is(&s, expected);
}

/* Timestamps "2 s ago" and "7 s ago" for NOW. */
#define AGO_2 "rec=0xeeabbf39.00000000"
#define AGO_7 "rec=0xeeabbf34.00000000"

START_TEST(rows_of_peers_have_classics_columns)
{
	static const struct peers_layout layout = { PEERS_REFID, false, 0, 2 };

	makes_row(&layout, "srcadr=10.9.1.1, dstadr=10.9.2.1, stratum=1, "
	    "refid=GPS, " AGO_2 ", reach=0xff, hpoll=3, ppoll=3, "
	    "offset=0.078, delay=0.184, dispersion=0.2, jitter=0.048",
	    "10.9.1.1", 0x961a, "*10.9.1.1        .GPS.            1 u    2"
	    "    8  377    0.184    0.078   0.048\n");
	makes_row(&layout, "dstadr=10.9.2.1, stratum=3, refid=10.9.1.1, "
	    AGO_7 ", reach=0xff, hpoll=3, ppoll=3, offset=-1234567.000, "
	    "delay=0.186, jitter=0.084",
	    "10.9.1.5", 0x911a, "x10.9.1.5        10.9.1.1         3 u    7"
	    "    8  377    0.186  -123456   0.084\n");
	makes_row(&layout, "dstadr=10.9.2.1, stratum=3, refid=10.9.1.1, "
	    AGO_7 ", reach=0xff, hpoll=3, ppoll=3, offset=98765432.1, "
	    "delay=0.160, jitter=0.064",
	    "10.9.1.6", 0x911a, "x10.9.1.6        10.9.1.1         3 u    7"
	    "    8  377    0.160  9876543   0.064\n");
	makes_row(&layout, "dstadr=10.9.2.1, stratum=16, refid=INIT, "
	    "rec=0x00000000.00000000, reach=0x0, hpoll=6, ppoll=6, "
	    "offset=0.000, delay=0.000, jitter=0.000", "10.9.0.99", 0x8011,
	    " 10.9.0.99       .INIT.          16 u    -   64    0    0.000"
	    "    0.000   0.000\n");
	makes_row(&layout, "dstadr=127.0.0.1, stratum=10, refid=LOCL, "
	    "rec=0xeeabbdb6.00000000, reach=0xc0, hpoll=6, ppoll=6, "
	    "offset=0.000, delay=0.000, jitter=0.000", "LOCAL(0)", 0x903a,
	    " LOCAL(0)        .LOCL.          10 l  389   64  300    0.000"
	    "    0.000   0.000\n");
	makes_row(&layout, "dstadr=fd00:9::2, stratum=3, refid=127.127.1.0, "
	    AGO_2 ", reach=0xff, hpoll=6, ppoll=10, offset=0.009, "
	    "delay=0.032, jitter=0.012", "a-rather-long-server.example.com",
	    0x9424, "+a-rather-long-s LOCAL(0)         3 u    2   64  377"
	    "    0.032    0.009   0.012\n");
}
END_TEST

START_TEST(rows_of_opeers_show_our_address_and_dispersion)
{
	static const struct peers_layout layout = { PEERS_LOCAL, false, 0, 2 };

	makes_row(&layout, "dstadr=10.9.0.2, stratum=16, reach=0x0, "
	    "hpoll=6, ppoll=10, dispersion=15937.500, jitter=0.000",
	    "10.9.0.99", 0x8011, " 10.9.0.99       10.9.0.2        16 u    -"
	    "   64    0    0.000    0.000 15937.5\n");
	makes_row(&layout, "dstadr=2001:db8:1234:5678::9abc, stratum=3, "
	    AGO_2 ", reach=0x7, hpoll=6, ppoll=6, delay=0.056, offset=0.018, "
	    "dispersion=0.368", "fd00:9::1", 0x9014,
	    " fd00:9::1       _234:5678::9abc  3 u    2   64    7    0.056"
	    "    0.018   0.368\n");
}
END_TEST

START_TEST(several_hosts_get_a_column_in_front)
{
	static const struct peers_layout refid = { PEERS_REFID, false, 9, 2 };
	struct screen s;

	screen_open(&s);
	peers_head(s.out, &refid);
	screen_is(&s, "server (l      remote           refid      st t when "
	    "poll reach   delay   offset  jitter\n"
	    "======================================================="
	    "=================================\n");
	makes_row(&refid, "dstadr=10.9.0.2, stratum=3, refid=127.127.1.0, "
	    AGO_2 ", reach=0xff, hpoll=5, ppoll=5, offset=0.011, "
	    "delay=0.045, jitter=0.013", "10.9.0.1", 0x9014,
	    "10.9.0.2   10.9.0.1        LOCAL(0)         3 u    2   32  377"
	    "    0.045    0.011   0.013\n");
}
END_TEST

START_TEST(wide_rows_keep_their_columns_below_a_long_name)
{
	static const struct peers_layout layout = { PEERS_REFID, true, 0, 2 };
	static const char data[] = "dstadr=10.9.0.2, stratum=3, "
	    "refid=127.127.1.0, " AGO_2 ", reach=0xff, hpoll=4, ppoll=4, "
	    "offset=0.016, delay=0.070, jitter=0.009";

	makes_row(&layout, data, "a-rather-long-server-name.example.com",
	    0x9424, "+a-rather-long-server-name.example.com\n"
	    "                 LOCAL(0)         3 u    2   16  377    0.070"
	    "    0.016   0.009\n");
	makes_row(&layout, data, "short.example", 0x9624,
	    "*short.example   LOCAL(0)         3 u    2   16  377    0.070"
	    "    0.016   0.009\n");
}
END_TEST

START_TEST(spans_are_shortened_as_classic_does)
{
	static const struct { long t; const char *text; } cases[] = {
		{ -5, "-" }, { 0, "-" }, { 1, "1" }, { 2048, "2048" },
		{ 2049, "34m" }, { 3600, "60m" }, { 4096, "68m" },
		{ 8192, "137m" }, { 16384, "273m" }, { 18031, "5h" },
		{ 32768, "9h" }, { 131072, "36h" }, { 345600, "96h" },
		{ 349471, "4d" }
	};
	char buf[24];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ck_assert_str_eq(peers_span(cases[i].t, buf, sizeof buf),
		    cases[i].text);
}
END_TEST

START_TEST(the_kind_of_source_follows_from_our_address)
{
	static const struct { const char *data; char type; } cases[] = {
		{ "dstadr=127.0.0.1", 'l' }, { "dstadr=10.9.0.2", 'u' },
		{ "dstadr=10.9.0.255", 'b' }, { "dstadr=224.0.1.1", 'm' },
		{ "dstadr=0.0.0.0", '-' }, { "dstadr=fd00::1", 'u' },
		{ "dstadr=ff05::101", 'm' }, { "dstadr=?", '-' },
		{ "srcadr=10.9.0.1", '?' }
	};
	struct peers_row row;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		peers_read(&row, cases[i].data, strlen(cases[i].data));
		ck_assert_int_eq(peers_type(&row, PEERS_REFID), cases[i].type);
	}
}
END_TEST

START_TEST(associations_have_classics_columns)
{
	static const struct assoc list[] = {
		{ 1499, 0x9424 }, { 1500, 0x963a }, { 1501, 0x8011 },
		{ 1502, 0x0011 }, { 1503, 0xe011 }, { 1504, 0x8811 },
		{ 1505, 0x903a }, { 1506, 0x802b }, { 52812, 0x8017 },
		{ 52813, 0x901d }
	};
	struct screen s;

	screen_open(&s);
	assocs_write(s.out, list, sizeof list / sizeof list[0],
	    ASSOCS_KNOWN, 2);
	screen_is(&s, "\n"
	    "ind assid status  conf reach auth condition  last_event cnt\n"
	    "===========================================================\n"
	    "  1  1499  9424   yes   yes  none candidate   reachable  2\n"
	    "  2  1500  963a   yes   yes  none  sys.peer    sys_peer  3\n"
	    "  3  1501  8011   yes    no  none    reject    mobilize  1\n"
	    "  5  1503  e011   yes    no   ok     reject    mobilize  1\n"
	    "  6  1504  8811   yes  none  none    reject    mobilize  1\n"
	    "  7  1505  903a   yes   yes  none    reject    sys_peer  3\n"
	    "  8  1506  802b   yes    no  none    reject clock_alarm  2\n"
	    "  9 52812  8017   yes    no  none    reject rate_exceeded  1\n"
	    " 10 52813  901d   yes   yes  none    reject              1\n");
	screen_open(&s);
	assocs_write(s.out, list + 3, 1, ASSOCS_ALL, 2);
	screen_is(&s, "\n"
	    "ind assid status  conf reach auth condition  last_event cnt\n"
	    "===========================================================\n"
	    "  1  1502  0011    no    no  none    reject    mobilize  1\n");
}
END_TEST

/* Parse the words up to NULL behind "ntpq". */
static enum options_next
parse(struct options *o, const char *const *words)
{
	char *argv[20], copies[20][40];
	int argc = 1;

	argv[0] = copies[0];
	snprintf(copies[0], sizeof copies[0], "ntpq");
	for (; words[argc - 1] != NULL; argc++) {
		snprintf(copies[argc], sizeof copies[argc], "%s",
		    words[argc - 1]);
		argv[argc] = copies[argc];
	}
	argv[argc] = NULL;
	return options_parse(o, argc, argv);
}

#define PARSE(o, ...) parse(o, (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(options_are_read_as_classic_does_up_to_the_first_host)
{
	struct options o;

	ck_assert_int_eq(PARSE(&o, "-pn", "host", "-c"), OPTIONS_RUN);
	ck_assert(o.numeric && o.n_commands == 1 && o.operand == 2);
	ck_assert_str_eq(o.commands[0], "peers");
	ck_assert_int_eq(PARSE(&o, "--num", "--command=rv 0", "-c", "as",
	    "--peers", "-crv"), OPTIONS_RUN);
	ck_assert(o.numeric && o.n_commands == 4 && o.operand == 7);
	ck_assert_int_eq(PARSE(&o, "--", "-p"), OPTIONS_RUN);
	ck_assert(o.n_commands == 0 && o.operand == 2);
	ck_assert_int_eq(PARSE(&o, "-4dd", "--set-debug-level", "7", "-w"),
	    OPTIONS_RUN);
	ck_assert(o.family == 4 && o.debug == 7 && o.wide);
	/* Classic's options come first when long ones are abbreviated. */
	ck_assert_int_eq(PARSE(&o, "--p"), OPTIONS_RUN);
	ck_assert_int_eq(o.n_commands, 1);
	ck_assert_int_eq(PARSE(&o, "--po=1123", "--old"), OPTIONS_RUN);
	ck_assert(o.port == 1123 && o.old_rv);
}
END_TEST

START_TEST(mistaken_options_are_refused)
{
	struct options o;

	ck_assert_int_eq(PARSE(&o, "-x"), OPTIONS_BAD);
	ck_assert_int_eq(PARSE(&o, "--bogus"), OPTIONS_BAD);
	ck_assert_int_eq(PARSE(&o, "--ip"), OPTIONS_BAD);
	ck_assert_int_eq(PARSE(&o, "-c"), OPTIONS_BAD);
	ck_assert_int_eq(PARSE(&o, "-p", "-i"), OPTIONS_BAD);
	ck_assert_int_eq(PARSE(&o, "-4", "-6"), OPTIONS_BAD);
	ck_assert_int_eq(PARSE(&o, "--port", "0"), OPTIONS_BAD);
	ck_assert_int_eq(PARSE(&o, "--port", "65536"), OPTIONS_BAD);
	ck_assert_int_eq(PARSE(&o, "-D", "x"), OPTIONS_BAD);
}
END_TEST

START_TEST(presets_come_from_the_environment)
{
	struct options o;

	ck_assert_int_eq(setenv("NTPQ_NUMERIC", "", 1), 0);
	ck_assert_int_eq(setenv("NTPQ_OLD_RV", "", 1), 0);
	ck_assert_int_eq(PARSE(&o, "host"), OPTIONS_RUN);
	ck_assert(o.numeric && o.old_rv && o.operand == 1);
}
END_TEST

START_TEST(the_list_of_variables_holds_each_name_once)
{
	char list[CTLMSG_DATA + 1] = "", text[20];

	ck_assert(settings_merge(list, "leap, stratum = 3,leap=2"));
	ck_assert_str_eq(list, "stratum=3,leap=2");
	ck_assert(settings_merge(list, "stratum,offset"));
	ck_assert_str_eq(list, "leap=2,stratum,offset");
	list[0] = '\0';
	for (int i = 0; i < 200; i++) {
		snprintf(text, sizeof text, "name%d", i);
		if (!settings_merge(list, text))
			break;
	}
	ck_assert_uint_le(strlen(list), CTLMSG_DATA);
	ck_assert_uint_gt(strlen(list), CTLMSG_DATA - 8);
}
END_TEST

/* A generator whose numbers are the same everywhere. */
static uint32_t
dice(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005 + 1442695040888963407;
	return (uint32_t)(*seed >> 33);
}

/* Show what a mutant reply says on all screens; returns the octets shown. */
static size_t
show_everything(const char *data, size_t len)
{
	static const struct peers_layout layout = { PEERS_REFID, true, 9, 2 };
	struct peers_row row;
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(out);
	for (int set = COOK_SYS; set <= COOK_CLOCK; set++)
		cook_list(out, (enum cook_set)set, data, len, NULL, NOW);
	peers_read(&row, data, len);
	peers_write(out, &row, &layout, "cell", row.host, 0x9014, NOW);
	ck_assert_int_eq(fclose(out), 0);
	for (size_t i = 0; i < length; i++)
		ck_assert(text[i] == '\n' || (text[i] >= ' ' &&
		    text[i] < 0x7f));
	free(text);
	return length;
}

START_TEST(no_mutant_of_a_reply_breaks_a_screen)
{
	static const char good[] = "\x16\x82\0\x14\x94\x24\x05\xdb\0\0\0\xf0"
	    "srcadr=10.9.0.1, srcport=123, dstadr=10.9.0.2, leap=0,\r\n"
	    "stratum=3, rootdelay=0.000, refid=127.127.1.0, "
	    "reftime=0xeeabc00f.0dc21246,\r\nrec=0xeeabc01d.6d2a8e00, "
	    "reach=0xff, hmode=3, flash=0x400, srchost=\"a.b\",\r\n"
	    "offset=0.001, dispersion=2.133, filtdelay= 0.06 0.03\r\n\0\0\0";
	struct ctlmsg_reply *r = calloc(1, sizeof *r);
	uint64_t seed = 20120402;
	size_t shown = 0;

	ck_assert_ptr_nonnull(r);
	for (int i = 0; i < 20000; i++) {
		size_t len = sizeof good - 1;
		uint8_t *data = malloc(len);

		ck_assert_ptr_nonnull(data);
		memcpy(data, good, len);
		for (uint32_t flips = dice(&seed) % 6; flips > 0; flips--)
			data[dice(&seed) % len] ^=
			    (uint8_t)(1U << dice(&seed) % 8);
		if (dice(&seed) % 8 == 0)
			len = dice(&seed) % (len + 1) & ~3U;
		ctlmsg_expect(r, CTL_READVAR, 0x14);
		if (ctlmsg_take(r, data, len) == CTLMSG_COMPLETE)
			shown += show_everything((const char *)r->data,
			    r->length);
		free(data);
	}
	ck_assert_uint_gt(shown, 0);
	free(r);
}
END_TEST

static TCase *
screens(void)
{
	TCase *t = tcase_create("screens");

	tcase_add_test(t, the_system_reads_as_on_classics_screen);
	tcase_add_test(t, a_source_reads_as_on_classics_screen);
	tcase_add_test(t, a_clock_reads_as_on_classics_screen);
	tcase_add_test(t, variables_are_cooked_by_what_they_belong_to);
	tcase_add_test(t, flash_bits_are_words);
	tcase_add_test(t, what_does_not_decode_is_shown_with_a_question_mark);
	tcase_add_test(t, reference_clocks_have_names);
	tcase_add_test(t,
	    nothing_but_printable_characters_reaches_the_terminal);
	tcase_add_test(t, raw_answers_lose_only_the_carriage_returns);
	tcase_add_test(t, status_words_read_as_classics_do);
	tcase_add_test(t, rows_of_peers_have_classics_columns);
	tcase_add_test(t, rows_of_opeers_show_our_address_and_dispersion);
	tcase_add_test(t, several_hosts_get_a_column_in_front);
	tcase_add_test(t, wide_rows_keep_their_columns_below_a_long_name);
	tcase_add_test(t, spans_are_shortened_as_classic_does);
	tcase_add_test(t, the_kind_of_source_follows_from_our_address);
	tcase_add_test(t, associations_have_classics_columns);
	tcase_add_test(t, no_mutant_of_a_reply_breaks_a_screen);
	tcase_set_timeout(t, 60);
	return t;
}

static TCase *
settings(void)
{
	TCase *t = tcase_create("settings");

	tcase_add_test(t,
	    options_are_read_as_classic_does_up_to_the_first_host);
	tcase_add_test(t, mistaken_options_are_refused);
	tcase_add_test(t, presets_come_from_the_environment);
	tcase_add_test(t, the_list_of_variables_holds_each_name_once);
	return t;
}

int
main(void)
{
	Suite *s = suite_create("ntpq");

	if (setenv("TZ", "UTC0", 1) != 0)
		return EXIT_FAILURE;
	suite_add_tcase(s, screens());
	suite_add_tcase(s, settings());
	return suite_run(s);
}
