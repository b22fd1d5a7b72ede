/*
 * check_conf.c -- the configuration language: its lines, its mistakes, and the
 * files people have.  Its words one by one are in check_conf_rows.c.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_cases.h"
#include "conf_dump.h"
#include "conf_parse.h"
#include "host.h"
#include "suite.h"

/* Findings of one reading, and the files an includefile may name. */
struct reading {
	char seen[8192];      /* findings at the default log level */
	char quiet[8192];     /* the others */
	unsigned findings, errors, repeated;
	unsigned included;
	const char *inner;    /* contents of every file; NULL: there is none */
};

static void
report(void *ctx, const struct conf_finding *f)
{
	struct reading *r = ctx;
	char *to = f->log <= PRI_INFO ? r->seen : r->quiet;
	size_t used = strlen(to);

	ck_assert_ptr_null(strchr(f->text, '\n'));
	r->findings++;
	r->errors += f->severity == CONF_ERROR && !f->repeated;
	r->repeated += f->repeated;
	snprintf(to + used, sizeof r->seen - used, "%s\n", f->text);
}

static const char *
include(void *ctx, const char *path, size_t *length)
{
	struct reading *r = ctx;

	(void)path;
	if (r->inner == NULL)
		return NULL;
	r->included++;
	*length = strlen(r->inner);
	return r->inner;
}

/* Read TEXT as ntp.conf on top of C; what is said of it is left in R. */
static unsigned
read_on(struct conf *c, const char *text, struct reading *r)
{
	struct conf_reader reader = { .include = include, .report = report,
		.ctx = r };

	return conf_parse(c, "ntp.conf", text, strlen(text), &reader);
}

/* Check that TEXT means MEANS and that SAYS, or nothing, is said of it. */
static void
check_case(const struct conf_case *k)
{
	struct reading r = { .inner = NULL };
	char dump[16384];
	struct conf c;
	unsigned errors;

	conf_init(&c);
	errors = read_on(&c, k->text, &r);
	conf_dump(&c, dump, sizeof dump);
	ck_assert_msg(strcmp(dump, k->means) == 0,
	    "\"%s\" means \"%s\", not \"%s\"", k->text, dump, k->means);
	if (k->says == NULL)
		ck_assert_msg(r.seen[0] == '\0', "\"%s\" is told: %s",
		    k->text, r.seen);
	else
		ck_assert_msg(strstr(r.seen, k->says) != NULL,
		    "\"%s\" is told \"%s\", not \"%s\"", k->text, r.seen,
		    k->says);
	ck_assert_uint_eq(errors, r.errors);
	ck_assert_uint_eq(c.errors, errors);
	conf_free(&c);
}

START_TEST(every_line_means_what_classic_makes_of_it)
{
	size_t n;
	const struct conf_case *cases = conf_cases(&n);

	for (size_t i = 0; i < n; i++)
		check_case(&cases[i]);
}
END_TEST

/* --- reading -------------------------------------------------------------- */

START_TEST(a_mistake_is_one_error_in_two_lines_of_the_log)
{
	struct reading r = { .inner = NULL };
	struct conf c;

	conf_init(&c);
	ck_assert_uint_eq(read_on(&c, "\nserver 10.0.0.1 x y z\n", &r), 1);
	ck_assert_str_eq(r.seen, "line 2 column 17 syntax error, unexpected "
	    "\"x\", expecting an option of server\n"
	    "syntax error in ntp.conf line 2, column 17\n");
	ck_assert_uint_eq(r.repeated, 1);
	conf_free(&c);
}
END_TEST

START_TEST(unprintable_octets_are_harmless_and_shown_as_question_marks)
{
	struct reading r = { .inner = NULL };
	struct conf_reader reader = { .report = report, .ctx = &r };
	static const char text[] = "# \0 in a comment\n"
	    "restrict default nomodify\0 noquery\nx\x1b[2J\x80\nkeys /k\n";
	struct conf c;

	conf_init(&c);
	ck_assert_uint_eq(conf_parse(&c, "f", text, sizeof text - 1, &reader),
	    2);
	ck_assert_ptr_nonnull(strstr(r.seen, "unexpected \"octet 0\""));
	ck_assert_ptr_nonnull(strstr(r.seen, "unexpected \"x?[2J?\""));
	ck_assert_uint_eq(c.n_restricts, 1);
	ck_assert_uint_eq(c.restricts[0].flags, 0);
	ck_assert_str_eq(c.keys, "/k");
	conf_free(&c);
}
END_TEST

START_TEST(places_are_those_of_the_directive)
{
	struct reading r = { .inner = "server 10.0.0.2\n" };
	struct conf c;

	conf_init(&c);
	(void)read_on(&c, "includefile /i\n\n\t server 10.0.0.1\n", &r);
	ck_assert_uint_eq(c.n_assocs, 2);
	ck_assert_str_eq(c.assocs[0].at.file, "/i");
	ck_assert_uint_eq(c.assocs[0].at.line, 1);
	ck_assert_str_eq(c.assocs[1].at.file, "ntp.conf");
	ck_assert_uint_eq(c.assocs[1].at.line, 3);
	ck_assert_uint_eq(c.assocs[1].at.column, 3);
	ck_assert_uint_eq(c.n_files, 2);
	conf_free(&c);
}
END_TEST

START_TEST(a_missing_includefile_is_a_note_below_the_default_log_level)
{
	struct reading r = { .inner = NULL };
	struct conf c;

	conf_init(&c);
	ck_assert_uint_eq(read_on(&c, "includefile /none\nkeys /k", &r), 0);
	ck_assert_str_eq(r.seen, "");
	ck_assert_str_eq(r.quiet, "getconfig: Couldn't open </none>\n");
	ck_assert_str_eq(c.keys, "/k");
	conf_free(&c);
}
END_TEST

START_TEST(words_after_an_includefile_are_an_error_and_the_file_is_read)
{
	struct reading r = { .inner = "keys /k" };
	struct conf c;

	conf_init(&c);
	ck_assert_uint_eq(read_on(&c, "includefile /i x\nport 5", &r), 1);
	ck_assert_ptr_nonnull(strstr(r.seen, "line 1 column 16 syntax error, "
	    "unexpected \"x\""));
	ck_assert_str_eq(c.keys, "/k");
	ck_assert_uint_eq(c.port, 5);
	conf_free(&c);
}
END_TEST

START_TEST(a_file_that_includes_itself_is_read_once)
{
	struct reading r = { .inner = "includefile /i\nkeys /k\n" };
	struct conf c;

	conf_init(&c);
	ck_assert_uint_eq(read_on(&c, "includefile /i\nport 5\n", &r), 1);
	ck_assert_uint_eq(r.included, 1);
	ck_assert_ptr_nonnull(strstr(r.seen, "</i> includes itself"));
	ck_assert_uint_eq(c.port, 5);
	conf_free(&c);
}
END_TEST

/* Each file includes another one, without end. */
static const char *
include_deeper(void *ctx, const char *path, size_t *length)
{
	struct reading *r = ctx;
	static char text[64];

	(void)path;
	*length = (size_t)snprintf(text, sizeof text, "includefile /%u\n",
	    ++r->included);
	return text;
}

START_TEST(files_nest_five_deep_and_no_deeper)
{
	struct reading r = { .inner = NULL };
	struct conf_reader reader = { .include = include_deeper,
		.report = report, .ctx = &r };
	static const char text[] = "includefile /0\nport 5\n";
	struct conf c;

	conf_init(&c);
	ck_assert_uint_eq(conf_parse(&c, "f", text, sizeof text - 1, &reader),
	    1);
	ck_assert_uint_eq(r.included, CONF_INCLUDE_DEPTH);
	ck_assert_ptr_nonnull(strstr(r.seen,
	    "getconfig: Maximum include file level exceeded."));
	ck_assert_uint_eq(c.port, 5);
	conf_free(&c);
}
END_TEST

START_TEST(files_that_include_each_other_are_not_read_without_end)
{
	struct reading r = { .inner = "includefile /a\nincludefile /b\n"
	    "includefile /c\nincludefile /d\nincludefile /e\n"
	    "includefile /f\nincludefile /g\n" };
	struct conf c;

	conf_init(&c);
	ck_assert_uint_gt(read_on(&c, r.inner, &r), 0);
	ck_assert_uint_eq(r.included, CONF_INCLUDE_FILES);
	conf_free(&c);
}
END_TEST

START_TEST(tinker_step_sets_both_directions)
{
	struct reading r = { .inner = NULL };
	struct conf c;

	conf_init(&c);
	(void)read_on(&c, "tinker step 0.5 stepback 2 dispersion 30", &r);
	ck_assert_double_eq(c.tinker.step_fwd, 0.5);
	ck_assert_double_eq(c.tinker.step_back, 2);
	ck_assert_double_eq_tol(c.tinker.dispersion, 30e-6, 1e-18);
	conf_free(&c);
}
END_TEST

START_TEST(a_later_text_overrides_an_earlier_one_and_lists_add_up)
{
	struct reading r = { .inner = NULL };
	struct conf c;

	conf_init(&c);
	(void)read_on(&c, "keys /a\nserver 10.0.0.1\ndisable ntp\n"
	    "trustedkey 1\n", &r);
	(void)read_on(&c, "keys /b\nserver 10.0.0.2\nenable ntp\n"
	    "trustedkey 2\n", &r);
	ck_assert_str_eq(c.keys, "/b");
	ck_assert_uint_eq(c.n_assocs, 2);
	ck_assert(c.enable.ntp);
	ck_assert_uint_eq(c.n_trusted, 1);
	ck_assert_uint_eq(c.trusted[0].first, 2);
	conf_free(&c);
}
END_TEST

START_TEST(words_without_effect_are_told_once)
{
	struct reading r = { .inner = NULL };
	struct conf c;

	conf_init(&c);
	(void)read_on(&c, "calldelay 1\ncalldelay 2\nqos a\nqos b\n", &r);
	ck_assert_uint_eq(r.findings, 2);
	ck_assert_uint_eq(r.errors, 0);
	ck_assert_ptr_nonnull(strstr(r.quiet, "calldelay has no effect: "));
	conf_free(&c);
}
END_TEST

START_TEST(remote_configuration_cannot_name_files)
{
	static const char *const refused[] = { "logfile /x", "pidfile /x",
		"driftfile /x", "statsdir /x", "saveconfigdir /x",
		"includefile /x", "leapfile /x", "disable stats",
		"filegen loopstats file x", "port 5", "keys /x" };
	struct reading r = { .inner = "keys /k" };
	struct conf_reader reader = { .include = include, .report = report,
		.ctx = &r, .remote = true };
	struct conf c;

	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		conf_init(&c);
		ck_assert_msg(conf_parse(&c, NULL, refused[i],
		    strlen(refused[i]), &reader) == 1, "%s", refused[i]);
		ck_assert(c.enable.stats);
		ck_assert_uint_eq(c.port, 123);
		ck_assert_ptr_null(c.keys);
		conf_free(&c);
	}
	ck_assert_uint_eq(r.included, 0);
	conf_init(&c);
	ck_assert_uint_eq(conf_parse(&c, NULL, "server 10.0.0.1", 15, &reader),
	    0);
	ck_assert_uint_eq(c.n_assocs, 1);
	ck_assert_ptr_null(c.assocs[0].at.file);
	conf_free(&c);
}
END_TEST

static void
reply(void *ctx, const struct conf_finding *f)
{
	conf_reply(f, ctx, 1024);
}

START_TEST(a_remote_line_is_refused_in_classics_words)
{
	static const struct { const char *line, *says; } cases[] = {
		{ "frobnicate", "column 1 syntax error, unexpected T_String" },
		{ "10", "column 1 syntax error, unexpected T_Integer" },
		{ "monitor", "column 1 syntax error, unexpected T_Monitor" },
		{ "disable", "column 1 syntax error, unexpected T_EOC" },
		{ "server", "column 1 syntax error, unexpected T_EOC, "
		    "expecting T_Ipv4_flag or T_Ipv6_flag or T_String" },
		{ "restrict", "column 1 syntax error, unexpected T_EOC, "
		    "expecting T_Default or T_Ipv4_flag or T_Ipv6_flag or "
		    "T_String" },
		{ "server 10.0.0.1 bogus", "column 17 syntax error, "
		    "unexpected T_String, expecting T_EOC" },
		{ "server 10.0.0.1 minpoll", "column 17 syntax error, "
		    "unexpected T_EOC, expecting T_Integer" },
		{ "server 10.0.0.1 minpoll 2.5", "column 25 syntax error, "
		    "unexpected T_Double, expecting T_Integer" },
		{ "restrict 10.0.0.1 mask", "column 19 syntax error, "
		    "unexpected T_EOC, expecting T_String" },
		{ "tos bogus", "column 5 syntax error, unexpected T_String" },
		{ "tos minclock 3 bogus", "column 16 syntax error, unexpected "
		    "T_String, expecting T_EOC" },
		{ "tinker step x", "column 13 syntax error, unexpected "
		    "T_String, expecting T_Double or T_Integer" },
		{ "fudge 127.127.1.0", "column 7 syntax error, unexpected "
		    "T_EOC" },
		{ "fudge 127.127.1.0 flag1 x", "column 25 syntax error, "
		    "unexpected T_String, expecting T_False or T_Integer or "
		    "T_True" },
		{ "discard bogus", "column 9 syntax error, unexpected "
		    "T_String, expecting T_Average or T_Minimum or T_Monitor" },
		{ "disable stats",
		    "column 9 enable/disable stats remote config ignored" },
		{ "saveconfigdir /x",
		    "column 15 saveconfigdir remote config ignored" },
		{ "statsdir /x",
		    "column 10 statsdir remote configuration ignored" },
		{ "includefile /x", "column 13 remote includefile ignored" },
		{ "filegen loopstats file x",
		    "column 24 filegen file remote config ignored" },
		{ "enable monitor", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char said[1024] = "";
		struct conf_reader reader = { .report = reply, .ctx = said,
			.remote = true };
		struct conf c;

		conf_init(&c);
		(void)conf_parse(&c, "remote config", cases[i].line,
		    strlen(cases[i].line), &reader);
		ck_assert_str_eq(said, cases[i].says);
		conf_free(&c);
	}
}
END_TEST

START_TEST(remote_trusted_keys_are_added)
{
	struct conf_reader remote = { .remote = true };
	struct conf c;

	conf_init(&c);
	(void)conf_parse(&c, NULL, "trustedkey 1 2\ntrustedkey 3", 27, NULL);
	ck_assert_uint_eq(c.n_trusted, 1); /* as in classic's files */
	(void)conf_parse(&c, NULL, "trustedkey ( 5 ... 7 )", 22, &remote);
	ck_assert_uint_eq(c.n_trusted, 2);
	ck_assert_uint_eq(c.trusted[0].last, 7);
	ck_assert_uint_eq(c.trusted[1].first, 3);
	(void)conf_parse(&c, NULL, "trustedkey", 10, &remote);
	ck_assert_uint_eq(c.n_trusted, 2);
	conf_free(&c);
}
END_TEST

START_TEST(endless_mistakes_are_counted_and_not_all_told)
{
	struct reading r = { .inner = NULL };
	struct conf_reader reader = { .report = report, .ctx = &r };
	size_t length = 4 * CONF_FINDINGS_MAX;
	char *text = malloc(length);
	struct conf c;

	for (size_t i = 0; i < length; i++)
		text[i] = i % 2 == 0 ? 'x' : '\n';
	conf_init(&c);
	ck_assert_uint_eq(conf_parse(&c, "f", text, length, &reader),
	    2 * CONF_FINDINGS_MAX);
	ck_assert_uint_eq(r.findings, CONF_FINDINGS_MAX + 1);
	conf_free(&c);
	free(text);
}
END_TEST

/* --- restrict lines as entries -------------------------------------------- */

/* Read LINE and put the entries it stands for into OUT. */
static int
rules_of(const char *line, struct access_rule out[2])
{
	struct reading r = { .inner = NULL };
	struct conf c;
	int n;

	conf_init(&c);
	(void)read_on(&c, line, &r);
	ck_assert_uint_eq(c.n_restricts, 1);
	n = conf_restrict_rule(&c.restricts[0], out);
	conf_free(&c);
	return n;
}

START_TEST(restrict_default_is_an_entry_for_each_family)
{
	struct access_rule rules[2];

	ck_assert_int_eq(rules_of("restrict default noquery", rules), 2);
	ck_assert_uint_eq(rules[0].net.family, 4);
	ck_assert_uint_eq(rules[1].net.family, 6);
	for (int i = 0; i < 2; i++) {
		ck_assert_uint_eq(rules[i].flags, ACCESS_NOQUERY);
		ck_assert(rules[i].written);
		ck_assert_uint_eq(rules[i].mask[0], 0);
		ck_assert_uint_eq(rules[i].line, 1);
	}
	ck_assert_int_eq(rules_of("restrict -6 default noquery", rules), 1);
	ck_assert_uint_eq(rules[0].net.family, 6);
}
END_TEST

START_TEST(restrict_addresses_get_the_mask_that_is_written_or_a_host_mask)
{
	static const uint8_t host[5] = { 255, 255, 255, 255, 0 };
	static const uint8_t holes[5] = { 255, 0, 255, 0, 0 };
	static const uint8_t twenty[5] = { 255, 255, 0xf0, 0, 0 };
	struct access_rule rules[2];

	ck_assert_int_eq(rules_of("restrict 10.1.2.3 kod ntpport", rules), 1);
	ck_assert_int_eq(memcmp(rules[0].mask, host, 5), 0);
	ck_assert(rules[0].ntpport);
	ck_assert_int_eq(rules_of("restrict 10.1.2.3 mask 255.0.255.0", rules),
	    1);
	ck_assert_int_eq(memcmp(rules[0].mask, holes, 5), 0);
	ck_assert(!rules[0].ntpport);
	ck_assert_int_eq(rules_of("restrict 10.1.2.3/20", rules), 1);
	ck_assert_int_eq(memcmp(rules[0].mask, twenty, 5), 0);
	ck_assert_int_eq(rules_of("restrict ::/0", rules), 1);
	ck_assert_uint_eq(rules[0].mask[0], 0);
}
END_TEST

START_TEST(restrict_names_wait_for_their_addresses)
{
	struct access_rule rules[2];
	struct conf_restrict r = { .flags = ACCESS_KOD, .family = 6,
		.at = { "f", 3, 1 } };
	struct addr host;
	char name[] = "ntp.example.com", mask[] = "ffff::";

	ck_assert_int_eq(rules_of("restrict ntp.example.com", rules), 0);
	ck_assert_int_eq(rules_of("restrict source", rules), 0);
	r.name = name;
	ck_assert(addr_parse(&host, "10.0.0.1"));
	ck_assert_int_eq(conf_restrict_host(&r, &host, rules),
	    CONF_RESTRICT_ADDRESS);
	ck_assert(addr_parse(&host, "2001:db8::1"));
	ck_assert_int_eq(conf_restrict_host(&r, &host, rules), 1);
	ck_assert_uint_eq(rules[0].mask[15], 255);
	r.mask = mask;
	ck_assert_int_eq(conf_restrict_host(&r, &host, rules), 1);
	ck_assert_uint_eq(rules[0].mask[1], 255);
	ck_assert_uint_eq(rules[0].mask[2], 0);
	r.family = 0;
	ck_assert(addr_parse(&host, "10.0.0.1"));
	ck_assert_int_eq(conf_restrict_host(&r, &host, rules),
	    CONF_RESTRICT_MASK);
}
END_TEST

/* --- the files people have ------------------------------------------------ */

static char *
slurp(const char *path)
{
	const char *root = getenv("srcdir");
	char full[4096], *text;
	FILE *f;
	long length;

	snprintf(full, sizeof full, "%s/%s", root != NULL ? root : ".", path);
	f = fopen(full, "rb");
	ck_assert_msg(f != NULL, "cannot open %s", full);
	fseek(f, 0, SEEK_END);
	length = ftell(f);
	rewind(f);
	text = calloc(1, (size_t)length + 1);
	ck_assert_uint_eq(fread(text, 1, (size_t)length, f), (size_t)length);
	fclose(f);
	return text;
}

/* The files that the documents this suite is built for print. */
static const struct conf_case files[] = {
	{ "etc/private-ntp/server-isolated.conf",
	    "keys /etc/ntp/keys; driftfile /var/lib/ntp/drift; "
	    "enable monitor 0; server 127.127.1.0; "
	    "restrict (default) noquery nomodify nopeer notrap kod; "
	    "restrict -6 (default) noquery nomodify nopeer notrap kod; "
	    "restrict 127.0.0.1; restrict -6 ::1; "
	    "restrict 192.168.84.0 mask 255.255.255.0 nomodify notrap; "
	    "fudge 127.127.1.0 stratum 10", "" },
	{ "etc/private-ntp/server-online.conf",
	    "keys /etc/ntp/keys; driftfile /var/lib/ntp/drift; "
	    "enable monitor 0; server 0.centos.pool.ntp.org iburst; "
	    "server 1.centos.pool.ntp.org iburst; "
	    "server 2.centos.pool.ntp.org iburst; "
	    "server 3.centos.pool.ntp.org iburst; "
	    "restrict (default) noquery nomodify nopeer notrap kod; "
	    "restrict -6 (default) noquery nomodify nopeer notrap kod; "
	    "restrict 127.0.0.1; restrict -6 ::1; "
	    "restrict 192.168.84.0 mask 255.255.255.0 nomodify notrap", "" },
	{ "etc/private-ntp/member.conf",
	    "keys /etc/ntp/keys; driftfile /var/lib/ntp/drift; "
	    "enable monitor 0; server host8461; "
	    "restrict (default) noquery nomodify nopeer notrap kod; "
	    "restrict -6 (default) noquery nomodify nopeer notrap kod; "
	    "restrict 127.0.0.1; restrict -6 ::1", "" },
	{ "etc/centos7/server.conf",
	    "keys /etc/ntp/keys; driftfile /var/lib/ntp/drift; "
	    "enable monitor 0; server ntp1.aliyun.com iburst; "
	    "server ntp2.aliyun.com iburst", "" },
	{ "etc/centos7/client.conf",
	    "keys /etc/ntp/keys; driftfile /var/lib/ntp/drift; "
	    "enable monitor 0; server 192.168.242.51; server 127.0.0.1; "
	    "restrict (default) noquery nomodify nopeer notrap; "
	    "restrict 127.0.0.1; restrict ::1; "
	    "restrict 192.168.242.51 noquery nomodify notrap",
	    "inappropriate address 127.0.0.1 for the fudge command, line "
	    "ignored\n" },
	{ "tests/data/conf/centos7-stock.conf",
	    "keys /etc/ntp/keys; driftfile /var/lib/ntp/drift; "
	    "enable monitor 0; server 0.centos.pool.ntp.org iburst; "
	    "server 1.centos.pool.ntp.org iburst; "
	    "server 2.centos.pool.ntp.org iburst; "
	    "server 3.centos.pool.ntp.org iburst; "
	    "restrict (default) noquery nomodify nopeer notrap; "
	    "restrict 127.0.0.1; restrict ::1", "" },
};

START_TEST(the_files_people_have_mean_what_their_owners_think)
{
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct reading r = { .inner = NULL };
		char dump[4096], *text = slurp(files[i].text);
		struct conf c;

		conf_init(&c);
		(void)read_on(&c, text, &r);
		ck_assert_str_eq(conf_dump(&c, dump, sizeof dump),
		    files[i].means);
		ck_assert_str_eq(r.seen, files[i].says);
		ck_assert_str_eq(r.quiet,
		    "getconfig: Couldn't open </etc/ntp/crypto/pw>\n");
		conf_free(&c);
		free(text);
	}
}
END_TEST

static TCase *
cases(void)
{
	TCase *t = tcase_create("configuration");

	tcase_add_test(t, every_line_means_what_classic_makes_of_it);
	tcase_add_test(t, a_mistake_is_one_error_in_two_lines_of_the_log);
	tcase_add_test(t,
	    unprintable_octets_are_harmless_and_shown_as_question_marks);
	tcase_add_test(t, places_are_those_of_the_directive);
	tcase_add_test(t,
	    a_missing_includefile_is_a_note_below_the_default_log_level);
	tcase_add_test(t,
	    words_after_an_includefile_are_an_error_and_the_file_is_read);
	tcase_add_test(t, a_file_that_includes_itself_is_read_once);
	tcase_add_test(t, files_nest_five_deep_and_no_deeper);
	tcase_add_test(t,
	    files_that_include_each_other_are_not_read_without_end);
	tcase_add_test(t, tinker_step_sets_both_directions);
	tcase_add_test(t,
	    a_later_text_overrides_an_earlier_one_and_lists_add_up);
	tcase_add_test(t, words_without_effect_are_told_once);
	tcase_add_test(t, remote_configuration_cannot_name_files);
	tcase_add_test(t, a_remote_line_is_refused_in_classics_words);
	tcase_add_test(t, remote_trusted_keys_are_added);
	tcase_add_test(t, endless_mistakes_are_counted_and_not_all_told);
	tcase_add_test(t, restrict_default_is_an_entry_for_each_family);
	tcase_add_test(t,
	    restrict_addresses_get_the_mask_that_is_written_or_a_host_mask);
	tcase_add_test(t, restrict_names_wait_for_their_addresses);
	tcase_add_test(t,
	    the_files_people_have_mean_what_their_owners_think);
	return t;
}

int
main(void)
{
	Suite *s = suite_create("conf");

	suite_add_tcase(s, cases());
	return suite_run(s);
}
