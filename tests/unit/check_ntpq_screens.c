/*
 * check_ntpq_screens.c -- the screens that ntpq has had since 4.2.8.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "callers.h"
#include "chrony.h"
#include "commands.h"
#include "machine.h"
#include "options.h"
#include "peers.h"
#include "screens.h"
#include "source.h"
#include "suite.h"
#include "tables.h"

#define NOW ((ntp_time){ 0xeeabc0704cccccccULL })

/* Text that a function writes to a FILE. */
struct text {
	FILE *out;
	char *text;
	size_t length;
};

static void
text_open(struct text *t)
{
	t->text = NULL;
	t->out = open_memstream(&t->text, &t->length);
	ck_assert_ptr_nonnull(t->out);
}

static void
text_is(struct text *t, const char *expected)
{
	ck_assert_int_eq(fclose(t->out), 0);
	ck_assert_str_eq(t->text, expected);
	free(t->text);
}

/* Check what the screen KIND makes of DATA. */
static void
shows(enum screen_kind kind, const char *data, const char *expected)
{
	struct text t;

	text_open(&t);
	screens_write(t.out, kind, data, strlen(data), NULL, NOW);
	text_is(&t, expected);
}

START_TEST(sysinfo_has_later_versions_labels)
{
	shows(SCREEN_SYSINFO,
	    "leap=0, stratum=2, precision=-25, rootdelay=0.064,\r\n"
	    "rootdisp=10.598, refid=10.9.0.4, reftime=0xeeabc06f.73354d77,\r\n"
	    "sys_jitter=0.013839, clk_jitter=0.000, clk_wander=0.000,\r\n"
	    "peeradr=10.9.0.4:123, peermode=3, bcastdelay=0.000, "
	    "authdelay=0.000\r\n",
	    "system peer:        10.9.0.4:123\n"
	    "system peer mode:   client\n"
	    "leap indicator:     00\n"
	    "stratum:            2\n"
	    "log2 precision:     -25\n"
	    "root delay:         0.064\n"
	    "root dispersion:    10.598\n"
	    "reference ID:       10.9.0.4\n"
	    "reference time:     eeabc06f.73354d77  Sat, Nov 21 2026  "
	    "7:02:07.450\n"
	    "system jitter:      0.013839\n"
	    "clock jitter:       0.000\n"
	    "clock wander:       0.000\n"
	    "broadcast delay:    0.000\n"
	    "symm. auth. delay:  0.000\n");
}
END_TEST

START_TEST(kerninfo_has_later_versions_labels)
{
	shows(SCREEN_KERNINFO,
	    "koffset=0, kfreq=-1.5, kesterr=1.6e-05, "
	    "kstflags=\"pll nano\", kppscalibdur=4",
	    "pll offset:            0\n"
	    "pll frequency:         -1.5\n"
	    "estimated error:       1.6e-05\n"
	    "kernel status:         pll nano\n"
	    "calibration interval   4\n");
}
END_TEST

START_TEST(counters_have_later_versions_labels)
{
	shows(SCREEN_SYSSTATS, "ss_uptime=12, ss_processed=3",
	    "uptime:                 12\nprocessed for time:     3\n");
	shows(SCREEN_MONSTATS, "mru_enabled=0x3, mru_maxmem=1024",
	    "enabled:              0x3\nmaximum kilobytes:    1024\n");
	shows(SCREEN_IOSTATS, "io_goodwakeups=7, io_sent=5",
	    "packets sent:           5\nuseful input wakeups:   7\n");
	shows(SCREEN_TIMERSTATS, "timer_xmts=5",
	    "calls to transmit:   5\n");
	shows(SCREEN_AUTHINFO, "authkeys=5, authreset=1",
	    "time since reset:  1\nstored keys:       5\n");
	shows(SCREEN_PSTATS, "srcadr=192.0.2.1, candidate=2",
	    "remote host:           192.0.2.1\n"
	    "candidate order:       2\n");
}
END_TEST

START_TEST(screens_show_nothing_but_printable_characters)
{
	shows(SCREEN_MONSTATS, "mru_enabled=\033[2J",
	    "enabled:              ^[[2J\n");
	shows(SCREEN_SYSINFO, "peermode=99, peeradr=\033:1, leap=x",
	    "system peer:        ^[:1\nsystem peer mode:   99\n"
	    "leap indicator:     x?\n");
}
END_TEST

START_TEST(interfaces_have_later_versions_columns)
{
	static const char data[] = "rx.0=57, addr.0=127.0.0.1:123, bcast.0, "
	    "en.0=1,\r\nname.0=\"lo\", flags.0=0x5, tl.0=0, mc.0=0, "
	    "tx.0=78, txerr.0=0, pc.0=2, up.0=587, kut.0=63312,\r\n"
	    "addr.1=10.9.0.2:123, bcast.1=10.9.0.255:123, en.1=0, "
	    "name.1=\"eth0\033[m\", flags.1=0x19, up.1=9, xyz.0=1";
	struct text t;

	text_open(&t);
	tables_ifstats(t.out, data, sizeof data - 1);
	text_is(&t,
	    "    interface name                                        send\n"
	    " #  address/broadcast     drop flag ttl mc received sent failed "
	    "peers   uptime\n"
	    "============================================================="
	    "=================\n"
	    "  0 lo                       .    5   0  0     57     78      0 "
	    "    2      587\n"
	    "    127.0.0.1:123\n"
	    "  1 eth0^[[m                 D   19   0  0      0      0      0 "
	    "    0        9\n"
	    "    10.9.0.2:123\n"
	    "    10.9.0.255:123\n");
}
END_TEST

START_TEST(restrictions_have_later_versions_columns)
{
	static const char data[] = "hits.0=58, addr.0=127.0.0.1, flags.0, "
	    "mask.0=255.255.255.255, addr.1=::, mask.1=::, hits.1=0,\r\n"
	    "flags.1=nomodify limited, addr.2=10.0.0.1, mask.2=255.0.0.255";
	struct text t;

	text_open(&t);
	tables_reslist(t.out, data, sizeof data - 1);
	text_is(&t,
	    "   hits    addr/prefix or addr mask\n"
	    "           restrictions\n"
	    "============================================================="
	    "=================\n"
	    "        58 127.0.0.1/32\n"
	    "           \n"
	    "         0 ::/0\n"
	    "           nomodify limited\n"
	    "         0 10.0.0.1 255.0.0.255\n"
	    "           \n");
}
END_TEST

#define CALLERS_HEAD \
	"lstint avgint rstr r m v  count rport remote address\n" \
	"=======================================================" \
	"=======================\n"

/* Check what the pages at DATA look like in the order of WORD. */
static void
lists_callers(const char *const *data, const char *word, const char *expected)
{
	struct callers c = { .n = 0 };
	struct callers_wish w = { CALLERS_LSTINT, false, "" };
	struct text t;

	ck_assert(callers_wish(&w, word));
	for (; *data != NULL; data++)
		ck_assert(callers_add(&c, *data, strlen(*data)));
	(void)callers_settle(&c, &w);
	text_open(&t);
	callers_write(t.out, &c, NULL);
	text_is(&t, expected);
	free(c.list);
}

static const char *const pages[] = {
	"nonce=00, last.0=0xeeabc000.00000000, ct.0=8, "
	    "first.0=0xeeabbf00.00000000,\r\nmv.0=34, rs.0=0x0, "
	    "addr.0=10.9.0.5:123, kut.0=1, addr.1=[fd00:9::1]:1024, ct.1=2, "
	    "last.1=0xeeabc001.00000000, first.1=0xeeabc001.00000000, "
	    "mv.1=35, rs.1=0x5f0\r\n",
	"nonce=00, last.0=0xeeabc040.80000000, ct.0=9, "
	    "first.0=0xeeabbf00.00000000, mv.0=34, rs.0=0x20, "
	    "addr.0=10.9.0.5:124, now=0xeeabc042.00000000, "
	    "last.newest=0xeeabc040.80000000\r\n",
	NULL
};

START_TEST(who_asked_is_listed_once_as_heard_last)
{
	lists_callers(pages, "sort=lstint", CALLERS_HEAD
	    "     2     36   20 L 2 4      9   124 10.9.0.5\n"
	    "    65      0  5f0 K 3 4      2  1024 fd00:9::1\n");
	lists_callers(pages, "sort=avgint", CALLERS_HEAD
	    "    65      0  5f0 K 3 4      2  1024 fd00:9::1\n"
	    "     2     36   20 L 2 4      9   124 10.9.0.5\n");
	lists_callers(pages, "sort=-addr", CALLERS_HEAD
	    "    65      0  5f0 K 3 4      2  1024 fd00:9::1\n"
	    "     2     36   20 L 2 4      9   124 10.9.0.5\n");
	lists_callers(pages, "sort=-count", CALLERS_HEAD
	    "     2     36   20 L 2 4      9   124 10.9.0.5\n"
	    "    65      0  5f0 K 3 4      2  1024 fd00:9::1\n");
}
END_TEST

START_TEST(wishes_about_callers_become_parts_of_the_request)
{
	struct callers_wish w = { CALLERS_LSTINT, false, "" };

	ck_assert(callers_wish(&w, "mincount=5"));
	ck_assert(callers_wish(&w, "limited"));
	ck_assert_str_eq(w.filter, ", mincount=5, resany=0x20");
	ck_assert(!callers_wish(&w, "sort=size"));
	ck_assert(!callers_wish(&w, "frags=1000"));
	ck_assert(!callers_wish(&w, "laddr=10.0.0.1, frags=1"));
}
END_TEST

START_TEST(rows_of_apeers_show_hexadecimal_references_and_ids)
{
	const struct peers_layout layout = { PEERS_ASSOC, false, 0, 2 };
	struct peers_row row;
	static const char data[] = "srcadr=10.9.0.5, dstadr=10.9.0.4, "
	    "refid=10.9.0.2, stratum=3, hpoll=6, ppoll=6, delay=0, "
	    "offset=0, jitter=0";
	struct text t;

	peers_read(&row, data, sizeof data - 1);
	row.assoc = 9341;
	text_open(&t);
	peers_head(t.out, &layout);
	peers_write(t.out, &row, &layout, "", "10.9.0.5", 0, NOW);
	text_is(&t,
	    "     remote       refid   assid  st t when poll reach   delay   "
	    "offset  jitter\n"
	    "============================================================="
	    "=================\n"
	    " 10.9.0.5        a090002  9341    3 u    -   64    0    0.000    "
	    "0.000   0.000\n");
}
END_TEST

/* Write a row with the reference id REFID as STYLE into T. */
static void
write_refid(struct text *t, const char *refid, enum peers_style style)
{
	const struct peers_layout layout = { style, false, 0, 2 };
	struct peers_row row;
	char data[100];

	snprintf(data, sizeof data, "srcadr=10.9.0.5, dstadr=10.9.0.4, "
	    "refid=%s, stratum=3, hpoll=6, ppoll=6", refid);
	peers_read(&row, data, strlen(data));
	text_open(t);
	peers_write(t->out, &row, &layout, "", "10.9.0.5", 0, NOW);
}

START_TEST(references_are_hexadecimal_for_those_who_want_it)
{
	static const struct { const char *refid, *ipv4, *hash; } rows[] = {
		{ "10.9.0.2", "10.9.0.2       ", "a090002        " },
		{ "203.0.113.200", "203.0.113.200  ", "cb0071c8       " },
		{ "GPS", ".GPS.          ", ".GPS.          " },
		{ "127.127.1.0", "LOCAL(0)       ", "LOCAL(0)       " },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char line[200];
		struct text t;

		snprintf(line, sizeof line, " 10.9.0.5        %s  3 u    -   "
		    "64    0    0.000    0.000   0.000\n", rows[i].ipv4);
		write_refid(&t, rows[i].refid, PEERS_REFID);
		text_is(&t, line);
		snprintf(line, sizeof line, " 10.9.0.5        %s  3 u    -   "
		    "64    0    0.000    0.000   0.000\n", rows[i].hash);
		write_refid(&t, rows[i].refid, PEERS_HASH);
		text_is(&t, line);
	}
}
END_TEST

START_TEST(json_has_numbers_and_strings_whatever_the_server_sends)
{
	static const char data[] = "version=\"a \\b\", leap=0, offset=-0.5, "
	    "kesterr=1.6e-05, flash=0x400, id=007, dot=1., e=1e, timecode,\r\n"
	    "minus=-, bad=\033[\377, q\"=1";
	struct text t;

	text_open(&t);
	machine_object(t.out, data, sizeof data - 1);
	text_is(&t, "{\"version\":\"a \\\\b\",\"leap\":0,\"offset\":-0.5,"
	    "\"kesterr\":1.6e-05,\"flash\":\"0x400\",\"id\":\"007\","
	    "\"dot\":\"1.\",\"e\":\"1e\",\"timecode\":\"\","
	    "\"minus\":\"-\",\"bad\":\"\\u001b[\\u00ff\",\"q\\\"\":1}");
}
END_TEST

START_TEST(the_form_of_answers_is_an_option)
{
	char name[] = "ntpq", o[] = "-o", json[] = "json", xml[] = "-oxml";
	char get[] = "--get=1:offset";
	char *good[] = { name, o, json, get, NULL };
	char *bad[] = { name, xml, NULL };
	struct options options;

	ck_assert_int_eq(options_parse(&options, 4, good), OPTIONS_RUN);
	ck_assert(options.json);
	ck_assert_str_eq(options.get, "1:offset");
	ck_assert_int_eq(options_parse(&options, 2, bad), OPTIONS_BAD);
}
END_TEST

/* Check what tracking makes of DATA. */
static void
tracks(const char *data, const char *expected)
{
	struct text t;

	text_open(&t);
	chrony_tracking(t.out, data, strlen(data), NULL, NOW);
	text_is(&t, expected);
}

START_TEST(tracking_has_chronycs_labels_units_and_signs)
{
	tracks("leap=0, stratum=2, rootdelay=0.184, rootdisp=1.632, "
	    "refid=10.9.1.1,\r\nreftime=0xeeabbf39.51d08f45, tc=6, "
	    "offset=0.160, frequency=-3.225, sys_jitter=0.225, "
	    "clk_wander=0.012",
	    "Reference ID    : 0A090101 (10.9.1.1)\n"
	    "Stratum         : 2\n"
	    "Ref time (UTC)  : Sat Nov 21 06:56:57 2026\n"
	    "System time     : 0.000160000 seconds slow of NTP time\n"
	    "Last offset     : -0.000160000 seconds\n"
	    "RMS offset      : 0.000225000 seconds\n"
	    "Frequency       : 3.225 ppm fast\n"
	    "Residual freq   : +0.000 ppm\n"
	    "Skew            : 0.012 ppm\n"
	    "Root delay      : 0.000184000 seconds\n"
	    "Root dispersion : 0.001632000 seconds\n"
	    "Update interval : 64.0 seconds\n"
	    "Leap status     : Normal\n");
	/* Our daemon knows more, and an IPv6 address stands for its hash. */
	tracks("leap=0, stratum=2, rootdelay=0.184, rootdisp=1.632, "
	    "refid=11.170.88.101,\r\nreftime=0xeeabbf39.51d08f45, tc=6, "
	    "offset=-0.160, frequency=0.000, sys_jitter=0.225, "
	    "clk_wander=0.012, measured=-0.160123, stddev=0.225456, "
	    "est_offset=0.000321, est_freq=0.066, est_skew=0.036, "
	    "interval=8.3, peeradr=[2001:db8::1]:123",
	    "Reference ID    : 0BAA5865 (2001:db8::1)\n"
	    "Stratum         : 2\n"
	    "Ref time (UTC)  : Sat Nov 21 06:56:57 2026\n"
	    "System time     : 0.000000321 seconds slow of NTP time\n"
	    "Last offset     : +0.000160123 seconds\n"
	    "RMS offset      : 0.000225456 seconds\n"
	    "Frequency       : 0.000 ppm slow\n"
	    "Residual freq   : -0.066 ppm\n"
	    "Skew            : 0.036 ppm\n"
	    "Root delay      : 0.000184000 seconds\n"
	    "Root dispersion : 0.001632000 seconds\n"
	    "Update interval : 8.3 seconds\n"
	    "Leap status     : Normal\n");
	tracks("leap=3, stratum=16, refid=INIT, offset=0",
	    "Reference ID    : 00000000 ()\n"
	    "Stratum         : 0\n"
	    "Ref time (UTC)  : Thu Jan 01 00:00:00 1970\n"
	    "System time     : 0.000000000 seconds fast of NTP time\n"
	    "Last offset     : +0.000000000 seconds\n"
	    "RMS offset      : 0.000000000 seconds\n"
	    "Frequency       : 0.000 ppm slow\n"
	    "Residual freq   : +0.000 ppm\n"
	    "Skew            : 0.000 ppm\n"
	    "Root delay      : 0.000000000 seconds\n"
	    "Root dispersion : 0.000000000 seconds\n"
	    "Update interval : 1.0 seconds\n"
	    "Leap status     : Not synchronised\n");
}
END_TEST

/* Check what a line of sources looks like. */
static void
lists_source(const char *data, uint16_t status, const char *name,
    const char *expected)
{
	struct peers_row row;
	struct text t;

	peers_read(&row, data, strlen(data));
	text_open(&t);
	chrony_source(t.out, &row, name, status, 0 - row.offset,
	    0 - row.offset, NOW);
	text_is(&t, expected);
}

START_TEST(sources_have_chronycs_columns)
{
	lists_source("srcadr=192.0.2.1, stratum=2, hpoll=6, reach=0xff, "
	    "rec=0xeeabc059.4ccccccc, offset=0.923, delay=40, rootdelay=40, "
	    "dispersion=1, rootdisp=1, jitter=1, hmode=3", 0x9600,
	    "foo.example.net",
	    "^* foo.example.net               2   6   377    23   -923us"
	    "[ -923us] +/-   43ms\n");
	lists_source("srcadr=127.127.28.0, stratum=0, hpoll=4, reach=0xff, "
	    "rec=0xeeabc065.4ccccccc, offset=0.000479, delay=0, "
	    "dispersion=0.000134, jitter=0, hmode=3", 0x9400, "SHM(0)",
	    "#+ SHM(0)                        0   4   377    11   -479ns"
	    "[ -479ns] +/-  134ns\n");
	lists_source("srcadr=192.0.2.2, stratum=16, hpoll=10, reach=0x0, "
	    "rec=0x00000000.00000000, offset=0, delay=0, dispersion=15937.5, "
	    "jitter=0, hmode=1", 0x8000,
	    "a-very-long-name-indeed.example.net",
	    "=? a-very-long-name-indeed.>     0  10     0     -     +0ns"
	    "[   +0ns] +/-    0ns\n");
	/* Addresses are whole, however long. */
	lists_source("srcadr=2001:db8:1111:2222:3333:4444:5555:6666, "
	    "stratum=1, hpoll=6, reach=0x1, rec=0xeeabc06f.4ccccccc, "
	    "offset=-9999.4, delay=0, dispersion=0, jitter=0, hmode=3",
	    0x9100, "2001:db8:1111:2222:3333:4444:5555:6666",
	    "^x 2001:db8:1111:2222:3333:4444:5555:6666   1   6     1     1  "
	    "+9999ms[+9999ms] +/-    0ns\n");
}
END_TEST

/* Check what MS reads as, with a sign and without. */
static void
spans(double ms, const char *with, const char *without)
{
	struct text t;

	text_open(&t);
	chrony_span(t.out, ms, true);
	text_is(&t, with);
	text_open(&t);
	chrony_span(t.out, ms, false);
	text_is(&t, without);
}

START_TEST(spans_have_the_unit_that_suits_them)
{
	const double second = 1e3, minute = 60 * second, hour = 60 * minute;
	const double day = 24 * hour;

	spans(0, "   +0ns", "   0ns");
	spans(-1e-6, "   -1ns", "   1ns");
	spans(9999.4e-6, "+9999ns", "9999ns");
	spans(9999.6e-6, "  +10us", "  10us");
	spans(-9999.6e-3, "  -10ms", "  10ms");
	spans(9999.4, "+9999ms", "9999ms");
	spans(9999.6, " +10.0s", " 10.0s");
	spans(-999.4 * second, "-999.4s", "999.4s");
	spans(999.6 * second, " +1000s", " 1000s");
	spans(-99999 * second, "-99999s", "99999s");
	spans(99999.6 * second, " +1667m", " 1667m");
	spans(99999.6 * minute, " +1667h", " 1667h");
	spans(99999.6 * hour, " +4167d", " 4167d");
	spans(99999.6 * day, "  +274y", "  274y");
	spans(1e9 * day, "+2739726y", "2739726y");
}
END_TEST

/* Check what T seconds ago reads as. */
static void
ages(long t, const char *expected)
{
	struct text x;

	text_open(&x);
	chrony_age(x.out, t);
	text_is(&x, expected);
}

START_TEST(ages_have_the_unit_that_suits_them)
{
	ages(-1, "   -");
	ages(0, "   0");
	ages(1199, "1199");
	ages(1200, " 20m");
	ages(35999, "599m");
	ages(36000, " 10h");
	ages(345599, " 95h");
	ages(345600, "  4d");
	ages(999 * 86400L, "999d");
	ages(1000 * 86400L, "  2y");
}
END_TEST

START_TEST(frequencies_keep_to_their_column)
{
	struct text t;

	text_open(&t);
	chrony_ppm(t.out, 0.0004, true);
	chrony_ppm(t.out, -99999.4, true);
	chrony_ppm(t.out, 2000, false);
	chrony_ppm(t.out, 99999.6, false);
	text_is(&t, "    +0.000-99999.400  2000.000    100000");
}
END_TEST

START_TEST(asymmetry_shows_which_way_packets_are_late)
{
	static const char late_back[] = "filtdelay= 1.00 3.00 2.00 1.20 1.60, "
	    "filtoffset= 0.00 -1.00 -0.50 -0.10 -0.30, "
	    "filtdisp= 0.10 0.20 0.30 0.40 0.50";
	static const char even[] = "filtdelay= 1.00 1.01 1.00 1.01 1.00, "
	    "filtoffset= 0.00 -1.00 -0.50 -0.10 -0.30, "
	    "filtdisp= 0.10 0.20 0.30 0.40 0.50";
	static const char few[] = "filtdelay= 1.00 3.00 2.00 1.20 0.00, "
	    "filtoffset= 0.00 -1.00 -0.50 -0.10 0.00, "
	    "filtdisp= 0.10 0.20 0.30 0.40 16000.00";
	struct source s = { .samples = 0 };

	source_add(&s, late_back, strlen(late_back));
	ck_assert_double_eq_tol(s.asymmetry, -0.5, 1e-6);
	source_add(&s, even, strlen(even));
	ck_assert_double_eq(s.asymmetry, 0);
	source_add(&s, few, strlen(few));
	ck_assert_double_eq(s.asymmetry, 0);
}
END_TEST

/* Check how many of the N words at WORDS belong to the first. */
static void
takes(char **words, int n, int expected)
{
	ck_assert(commands_is_word(words[0]));
	ck_assert_int_eq(commands_take(words, n), expected);
}

START_TEST(words_take_the_operands_that_are_theirs)
{
	char accheck[] = "accheck", burst[] = "burst", offline[] = "offline";
	char waitsync[] = "waitsync", sources[] = "sources", v[] = "-v";
	char address[] = "192.0.2.1", good[] = "4/4", ten[] = "10";
	char tenth[] = "0.1", host[] = "ntp.example", end[] = "--";
	char events[] = "events", once[] = "--once", rv[] = "rv";

	takes((char *[]){ accheck, address, host }, 3, 2);
	takes((char *[]){ offline, address, host }, 3, 2);
	takes((char *[]){ offline, end, host }, 3, 1);
	takes((char *[]){ burst, good, address, host }, 4, 3);
	takes((char *[]){ burst, good, end, host }, 4, 2);
	takes((char *[]){ waitsync, ten, tenth, address }, 4, 3);
	takes((char *[]){ waitsync, ten, ten, ten, ten, ten }, 6, 5);
	takes((char *[]){ sources, v, host }, 3, 2);
	takes((char *[]){ events, once, host }, 3, 2);
	takes((char *[]){ events, ten, host }, 3, 2);
	ck_assert(!commands_is_word(rv));
}
END_TEST

START_TEST(abbreviations_mean_older_commands_first)
{
	struct ntpq n = { .quit = false };
	struct text t;

	text_open(&t);
	n.out = t.out;
	commands_help(&n, "pstat");
	text_is(&t, "function: print the status of a source\n"
	    "usage: pstatus assocID\n");
	text_open(&t);
	n.out = t.out;
	commands_help(&n, "syss");
	text_is(&t, "function: tell what became of the packets\n"
	    "usage: sysstats\n");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ntpq_screens");
	TCase *t = tcase_create("screens");

	if (setenv("TZ", "UTC0", 1) != 0)
		return EXIT_FAILURE;
	tcase_add_test(t, sysinfo_has_later_versions_labels);
	tcase_add_test(t, kerninfo_has_later_versions_labels);
	tcase_add_test(t, counters_have_later_versions_labels);
	tcase_add_test(t, screens_show_nothing_but_printable_characters);
	tcase_add_test(t, interfaces_have_later_versions_columns);
	tcase_add_test(t, restrictions_have_later_versions_columns);
	tcase_add_test(t, who_asked_is_listed_once_as_heard_last);
	tcase_add_test(t, wishes_about_callers_become_parts_of_the_request);
	tcase_add_test(t, rows_of_apeers_show_hexadecimal_references_and_ids);
	tcase_add_test(t, references_are_hexadecimal_for_those_who_want_it);
	tcase_add_test(t,
	    json_has_numbers_and_strings_whatever_the_server_sends);
	tcase_add_test(t, the_form_of_answers_is_an_option);
	tcase_add_test(t, tracking_has_chronycs_labels_units_and_signs);
	tcase_add_test(t, sources_have_chronycs_columns);
	tcase_add_test(t, spans_have_the_unit_that_suits_them);
	tcase_add_test(t, ages_have_the_unit_that_suits_them);
	tcase_add_test(t, frequencies_keep_to_their_column);
	tcase_add_test(t, asymmetry_shows_which_way_packets_are_late);
	tcase_add_test(t, words_take_the_operands_that_are_theirs);
	tcase_add_test(t, abbreviations_mean_older_commands_first);
	suite_add_tcase(s, t);
	return suite_run(s);
}
