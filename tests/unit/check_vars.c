/*
 * check_vars.c -- mode 6 variables: their order, names and formats.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ctlstate.h"
#include "suite.h"
#include "vars.h"

static struct vars_view
view_of(const struct ctlstate *c, enum vars_set set, const struct peer *p)
{
	return (struct vars_view){ .set = set, .state = &c->state, .peer = p,
		.now = &c->now, .on_host = true };
}

/* Returns the text of the variable NAME of V, "" if it has no value. */
static const char *
text_of(const struct vars_view *v, const char *name, char buf[VARS_TEXT])
{
	int index = vars_find(v, name, strlen(name));

	ck_assert_int_ge(index, 0);
	if (vars_print(v, (size_t)index, buf, VARS_TEXT) == 0)
		buf[0] = '\0';
	return buf;
}

/* Append the names of the rows of SET in the default order to OUT. */
static void
default_order(enum vars_set set, char *out, size_t size)
{
	const char *name, *doc;
	unsigned place, wanted = 1;
	bool found;

	out[0] = '\0';
	do {
		found = false;
		for (size_t i = 0; vars_row(set, i, &name, &doc, &place); i++) {
			if (place != wanted)
				continue;
			ck_assert(!found);
			found = true;
			ck_assert_uint_lt(strlen(out) + strlen(name) + 2, size);
			strncat(out, " ", 2);
			strncat(out, name, size - strlen(out) - 1);
		}
		wanted++;
	} while (found);
	for (size_t i = 0; vars_row(set, i, &name, &doc, &place); i++)
		ck_assert_uint_lt(place, wanted);
}

START_TEST(default_replies_have_classic_order_without_gaps)
{
	char out[1000];

	default_order(VARS_SYS, out, sizeof out);
	ck_assert_str_eq(out, " version processor system leap stratum "
	    "precision rootdelay rootdisp refid reftime clock peer tc mintc "
	    "offset frequency sys_jitter clk_jitter clk_wander tai leapsec "
	    "expire leapsmearinterval leapsmearoffset");
	default_order(VARS_PEER, out, sizeof out);
	ck_assert_str_eq(out, " srcadr srcport dstadr dstport out in leap "
	    "stratum precision rootdelay rootdisp refid reftime rec reach "
	    "unreach hmode pmode hpoll ppoll headway flash keyid ttl offset "
	    "delay dispersion jitter xleave bias filtdelay filtoffset "
	    "filtdisp srchost");
	default_order(VARS_CLOCK, out, sizeof out);
	ck_assert_str_eq(out, " device type timecode poll noreply badformat "
	    "baddata fudgetime1 fudgetime2 stratum refid flags");
}
END_TEST

START_TEST(lists_of_names_begin_as_classic_does)
{
	static const char sys[] = "sys_var_list=\"leap,stratum,precision,"
	    "rootdelay,rootdisp,refid,reftime,tc,peer,offset,frequency,"
	    "sys_jitter,clk_jitter,clock,processor,system,version,clk_wander,"
	    "sys_var_list,tai,leapsec,expire,mintc,mru_enabled,mru_depth,"
	    "mru_deepest,mru_mindepth,mru_maxage,mru_maxdepth,mru_mem,"
	    "mru_maxmem,ss_uptime,ss_reset,ss_received,ss_thisver,ss_oldver,"
	    "ss_badformat,ss_badauth,ss_declined,ss_restricted,ss_limited,"
	    "ss_kodsent,ss_processed,peeradr,peermode,bcastdelay,authdelay,"
	    "authkeys,authfreek,authklookups,authknotfound,authkuncached,"
	    "authkexpired,authencrypts,authdecrypts,authreset,koffset,kfreq,"
	    "kmaxerr,kesterr,kstflags,ktimeconst,kprecis,kfreqtol,kppsfreq,"
	    "kppsstab,kppsjitter,kppscalibdur,kppscalibs,kppscaliberrs,"
	    "kppsjitexc,kppsstbexc,iostats_reset,total_rbuf,free_rbuf,"
	    "used_rbuf,rbuf_lowater,io_dropped,io_ignored,io_received,"
	    "io_sent,io_sendfailed,io_wakeups,io_goodwakeups,"
	    "timerstats_reset,timer_overruns,timer_xmts,fuzz,"
	    "clk_wander_threshold,leapsmearinterval,leapsmearoffset,"
	    "daemon_version,settimeofday,savedconfig,";
	static const char peer[] = "peer_var_list=\"config,authenable,"
	    "authentic,srcadr,srcport,dstadr,dstport,leap,hmode,stratum,ppoll,"
	    "hpoll,precision,rootdelay,rootdisp,refid,reftime,org,rec,xleave,"
	    "reach,unreach,timer,delay,offset,jitter,dispersion,keyid,"
	    "filtdelay,filtoffset,pmode,received,sent,filtdisp,flash,ttl,"
	    "peer_var_list,in,out,headway,bias";
	char buf[VARS_TEXT];
	struct ctlstate c;
	struct vars_view v;

	ctlstate_init(&c);
	v = view_of(&c, VARS_SYS, NULL);
	ck_assert_mem_eq(text_of(&v, "sys_var_list", buf), sys,
	    sizeof sys - 1);
	ck_assert_ptr_nonnull(strstr(buf, ",site,hidden\""));
	v = view_of(&c, VARS_PEER, &c.peer);
	ck_assert_mem_eq(text_of(&v, "peer_var_list", buf), peer,
	    sizeof peer - 1);
	v = view_of(&c, VARS_CLOCK, &c.clock);
	ck_assert_str_eq(text_of(&v, "clock_var_list", buf),
	    "clock_var_list=\"type,timecode,poll,noreply,badformat,baddata,"
	    "fudgetime1,fudgetime2,stratum,refid,flags,device,"
	    "clock_var_list\"");
}
END_TEST

START_TEST(every_row_can_be_printed_and_has_a_line_of_manual)
{
	static const enum vars_set sets[] = { VARS_SYS, VARS_PEER,
		VARS_CLOCK };
	const char *name, *doc;
	char buf[VARS_TEXT];
	unsigned place;
	struct ctlstate c;

	ctlstate_init(&c);
	for (size_t s = 0; s < 3; s++) {
		struct vars_view v = view_of(&c, sets[s],
		    sets[s] == VARS_CLOCK ? &c.clock : &c.unreached);

		for (size_t i = 0; vars_row(sets[s], i, &name, &doc, &place);
		    i++) {
			size_t len = vars_print(&v, i, buf, sizeof buf);

			ck_assert_uint_eq(len, len == 0 ? 0 : strlen(buf));
			if (len > 0)
				ck_assert_int_eq(strncmp(buf, name,
				    strlen(name)), 0);
			ck_assert_int_eq(doc[strlen(doc) - 1], '.');
		}
	}
}
END_TEST

START_TEST(names_match_in_full_and_in_case)
{
	struct ctlstate c;
	struct vars_view v;

	ctlstate_init(&c);
	v = view_of(&c, VARS_SYS, NULL);
	ck_assert_int_eq(vars_find(&v, "leap", 4), 0);
	ck_assert_int_eq(vars_find(&v, "lea", 3), -1);
	ck_assert_int_eq(vars_find(&v, "Leap", 4), -1);
	ck_assert_int_eq(vars_find(&v, "leap\0x", 6), -1);
	ck_assert_int_eq(vars_find(&v, "", 0), -1);
}
END_TEST

START_TEST(values_have_classic_formats)
{
	static const struct { const char *name, *text; } expected[] = {
		{ "reach", "reach=0x0" }, { "flash", "flash=0x1600" },
		{ "keyid", "keyid=0x11170" }, { "refid", "refid=INIT" },
		{ "srcadr", "srcadr=fd00:9::1" },
		{ "dstadr", "dstadr=0.0.0.0" }, { "stratum", "stratum=16" },
		{ "dispersion", "dispersion=16000.000" },
		{ "rec", "rec=0x00000000.00000000" },
		{ "filtdisp", "filtdisp= 16000.00 16000.00 16000.00 16000.00"
		    " 16000.00 16000.00 16000.00 16000.00" },
		{ "authenable", "authenable=1" }, { "timer", "timer=0" },
		{ "xleave", "" }, { "ttl", "" }, { "srchost", "" }
	};
	char buf[VARS_TEXT];
	struct ctlstate c;
	struct vars_view v;

	ctlstate_init(&c);
	v = view_of(&c, VARS_PEER, &c.unreached);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
		ck_assert_str_eq(text_of(&v, expected[i].name, buf),
		    expected[i].text);
}
END_TEST

START_TEST(version_and_system_are_told_on_the_host_only)
{
	static const char *const names[] = { "version", "daemon_version",
		"processor", "system" };
	char buf[VARS_TEXT];
	struct ctlstate c;
	struct vars_view v;

	ctlstate_init(&c);
	v = view_of(&c, VARS_SYS, NULL);
	for (size_t i = 0; i < 4; i++) {
		v.on_host = true;
		ck_assert_str_ne(text_of(&v, names[i], buf), "");
		v.on_host = false;
		ck_assert_str_eq(text_of(&v, names[i], buf), "");
	}
}
END_TEST

START_TEST(an_owners_variable_cannot_break_the_list)
{
	char evil[] = "a\r\nleap=3\x1b[2J", comma[] = "x,\"y\"", empty[] = "";
	char buf[VARS_TEXT];
	struct ctlstate c;
	struct vars_view v;

	ctlstate_init(&c);
	v = view_of(&c, VARS_SYS, NULL);
	ck_assert_str_eq(text_of(&v, "site", buf), "site=\"lab one, two\"");
	ck_assert_str_eq(text_of(&v, "hidden", buf), "hidden=42");
	c.vars[1].value = evil;
	ck_assert_str_eq(text_of(&v, "hidden", buf), "hidden=a??leap=3?[2J");
	c.vars[1].value = comma;
	ck_assert_str_eq(text_of(&v, "hidden", buf), "hidden=\"x,?y?\"");
	c.vars[1].value = empty;
	ck_assert_str_eq(text_of(&v, "hidden", buf), "hidden");
	c.vars[1].value = NULL;
	ck_assert_str_eq(text_of(&v, "hidden", buf), "hidden");
}
END_TEST

START_TEST(an_endless_value_is_cut)
{
	char *value = malloc(100000);
	char buf[VARS_TEXT];
	struct ctlstate c;
	struct vars_view v;

	ck_assert_ptr_nonnull(value);
	memset(value, 'x', 99999);
	value[99999] = '\0';
	ctlstate_init(&c);
	v = view_of(&c, VARS_SYS, NULL);
	c.vars[1].value = value;
	ck_assert_uint_eq(strlen(text_of(&v, "hidden", buf)), VARS_TEXT - 1);
	value[3] = ',';
	ck_assert_uint_eq(strlen(text_of(&v, "hidden", buf)), VARS_TEXT - 1);
	free(value);
}
END_TEST

START_TEST(a_source_without_an_address_is_known_by_its_name)
{
	char name[] = "ntp1.example.com", buf[VARS_TEXT];
	struct ctlstate c;
	struct vars_view v;

	ctlstate_init(&c);
	c.unreached.name = name;
	v = view_of(&c, VARS_PEER, &c.unreached);
	ck_assert_str_eq(text_of(&v, "srchost", buf), "");
	v.named = true;
	ck_assert_str_eq(text_of(&v, "srchost", buf),
	    "srchost=\"ntp1.example.com\"");
	v.named = false;
	memset(&c.unreached.addr, 0, sizeof c.unreached.addr);
	ck_assert_str_eq(text_of(&v, "srchost", buf),
	    "srchost=\"ntp1.example.com\"");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("vars");
	TCase *t = tcase_create("vars");

	tcase_add_test(t, default_replies_have_classic_order_without_gaps);
	tcase_add_test(t, lists_of_names_begin_as_classic_does);
	tcase_add_test(t, every_row_can_be_printed_and_has_a_line_of_manual);
	tcase_add_test(t, names_match_in_full_and_in_case);
	tcase_add_test(t, values_have_classic_formats);
	tcase_add_test(t, version_and_system_are_told_on_the_host_only);
	tcase_add_test(t, an_owners_variable_cannot_break_the_list);
	tcase_add_test(t, an_endless_value_is_cut);
	tcase_add_test(t,
	    a_source_without_an_address_is_known_by_its_name);
	suite_add_tcase(s, t);
	return suite_run(s);
}
