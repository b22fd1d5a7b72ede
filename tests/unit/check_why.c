/*
 * check_why.c -- "ntpq why": from the variables of daemons to sentences, and
 * the same sentences in all languages.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain_source.h"
#include "suite.h"
#include "why.h"

#define NOW ((ntp_time){ 0xeeabbf3be06bba9f })
#define PO_LINE 1024

/* What classic says about a server that went away. */
static const char classic[] = "srcadr=10.9.0.4, srcport=123, "
    "dstadr=10.9.0.2, dstport=123, leap=0,\r\nstratum=1, precision=-20, "
    "rootdelay=0.000, rootdisp=10.000, refid=GPS,\r\n"
    "reftime=0xeeabbf1b.6d2b02f5, rec=0xeeabbe3b.e06bba9f, reach=0x0, "
    "unreach=4,\r\nhmode=3, pmode=4, hpoll=6, ppoll=6, headway=0, "
    "flash=0x1000, keyid=0,\r\noffset=-0.005, delay=0.028, "
    "dispersion=16000.000, jitter=0.000\r\n";

/* Returns true if what there is to say about S has TEXT in it. */
static bool
tells(const struct explain_source *s, const char *text)
{
	struct explain_system system;
	struct explain_list list;
	char *said = NULL;
	size_t size;
	FILE *out = open_memstream(&said, &size);
	bool found;

	ck_assert_ptr_nonnull(out);
	explain_init_system(&system);
	explain_source(s, 1, 0, &system, &list);
	why_write(out, "X:", &list);
	ck_assert_int_eq(fclose(out), 0);
	found = strstr(said, text) != NULL;
	if (!found)
		fputs(said, stderr);
	free(said);
	return found;
}

START_TEST(classic_variables_are_enough)
{
	struct explain_source s;

	explain_init_source(&s);
	why_read_source(&s, classic, strlen(classic), NOW);
	s.status = 0x8013;
	ck_assert_str_eq(s.name, "10.9.0.4");
	ck_assert_double_eq_tol(s.heard, 256, 1e-6);
	ck_assert(tells(&s, "X: not used.\n"));
	ck_assert(tells(&s, "    Its last answer came 4 min ago and says "
	    "stratum 1.\n"));
	ck_assert(tells(&s, "    No reply of use to the last 4 polls.\n"));
}
END_TEST

START_TEST(our_own_variables_make_it_exact)
{
	static const char more[] = "sent=9,timer=20,rootdist=5001.25,"
	    "maxdist=1500.96,flash=0x400,reach=0x3,dispersion=1.0";
	struct explain_source s;

	explain_init_source(&s);
	why_read_source(&s, classic, strlen(classic), NOW);
	why_read_source(&s, more, strlen(more), NOW);
	ck_assert(tells(&s, "TEST11: too far: its root distance 5.00 s is "
	    "beyond the limit of 1.50 s (round trip 28.0 us, 10.0 ms said by "
	    "the server).\n"));
}
END_TEST

START_TEST(what_does_not_decode_stays_unknown)
{
	static const char odd[] = "srcadr=what,flash=0xzz,reach=,offset=nan,"
	    "delay=inf,rec=0x1,refid=\"\x1b[2J\",lookup";
	struct explain_source s;

	explain_init_source(&s);
	why_read_source(&s, odd, strlen(odd), NOW);
	ck_assert(s.unresolved);
	ck_assert(!isfinite(s.flash) && !isfinite(s.offset) &&
	    !isfinite(s.delay) && !isfinite(s.heard));
	ck_assert(tells(&s, "DNS failure: no address is known for it.\n"));
}
END_TEST

START_TEST(nothing_a_server_sends_reaches_the_terminal)
{
	static const char odd[] = "srcadr=10.1.1.1,flash=0x20,leap=3,reach=1,"
	    "refid=\"\x1b[2J\"";
	struct explain_source s;

	explain_init_source(&s);
	why_read_source(&s, odd, strlen(odd), NOW);
	ck_assert(tells(&s, "(reference id ^[[2J)"));
}
END_TEST

/* Explain S with all that is said going nowhere; returns how many lines. */
static size_t
explained(const struct explain_source *s, FILE *nowhere)
{
	struct explain_system system;
	struct explain_list list;

	explain_init_system(&system);
	explain_source(s, 1, 0, &system, &list);
	why_write(nowhere, "X:", &list);
	return list.n;
}

START_TEST(spoilt_variables_are_explained_all_the_same)
{
	FILE *nowhere = fopen("/dev/null", "we");
	uint32_t dice = 1;

	ck_assert_ptr_nonnull(nowhere);
	for (int i = 0; i < 20000; i++) {
		char data[sizeof classic];
		struct explain_source s;

		memcpy(data, classic, sizeof data);
		for (int k = 0; k < 4; k++) {
			dice = dice * 1664525 + 1013904223;
			data[(dice >> 8) % (sizeof data - 1)] =
			    "0123456789xXeE-,=\"\0\377"[dice >> 26 & 15];
		}
		explain_init_source(&s);
		s.status = (uint16_t)(dice >> 4);
		why_read_source(&s, data, sizeof data - 1, NOW);
		ck_assert_uint_gt(explained(&s, nowhere), 0);
	}
	(void)fclose(nowhere); /* nothing was to be kept */
}
END_TEST

/* Check that ARG reads as EXPECTED. */
static void
reads(struct explain_arg arg, const char *expected)
{
	const struct explain_arg args[EXPLAIN_ARGS] = { arg };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	why_write_text(out, "%1", args);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(numbers_have_three_digits_and_a_unit)
{
	reads((struct explain_arg){ EXPLAIN_SPAN, 5.0, 0, NULL }, "5.00 s");
	reads((struct explain_arg){ EXPLAIN_SPAN, .0123, 0, NULL }, "12.3 ms");
	reads((struct explain_arg){ EXPLAIN_OFFSET, 4e-6, 0, NULL },
	    "+4.00 us");
	reads((struct explain_arg){ EXPLAIN_RANGE, -.0004, .0006, NULL },
	    "-400...+600 us");
	reads((struct explain_arg){ EXPLAIN_RANGE, .009, .0111, NULL },
	    "+9.0...+11.1 ms");
	reads((struct explain_arg){ EXPLAIN_AGE, 64, 0, NULL }, "64 s");
	reads((struct explain_arg){ EXPLAIN_AGE, 7300, 0, NULL }, "2.0 h");
}
END_TEST

/* Returns the arguments that TEXT asks for, as bits. */
static unsigned
arguments(const char *text)
{
	unsigned bits = 0;

	for (; *text != '\0'; text++)
		if (text[0] == '%' && text[1] >= '1' && text[1] <= '9')
			bits |= 1u << (text[1] - '1');
	return bits;
}

START_TEST(every_message_has_words)
{
	for (int id = 0; id < EXPLAIN_IDS; id++) {
		const char *text = why_words((enum explain_id)id);

		ck_assert_uint_gt(strlen(text), 5);
		ck_assert_uint_lt(arguments(text), 1u << EXPLAIN_ARGS);
		ck_assert_int_eq(text[strlen(text) - 1], '.');
	}
	ck_assert_str_eq(why_words(EXPLAIN_IDS), "");
}
END_TEST

/* Put what is between the first and the last quote of LINE into TEXT. */
static void
quoted(const char *line, char *text)
{
	const char *from = strchr(line, '"'), *to = strrchr(line, '"');

	ck_assert(from != NULL && to > from);
	for (from++; from < to; from++) {
		if (from[0] == '\\' && from + 1 < to)
			from++;
		*text++ = *from;
	}
	*text = '\0';
}

/* Returns how many messages have the words TEXT. */
static unsigned
ids_with(const char *text)
{
	unsigned found = 0;

	for (int id = 0; id < EXPLAIN_IDS; id++)
		found += strcmp(why_words((enum explain_id)id), text) == 0;
	return found;
}

START_TEST(every_message_is_there_in_chinese_with_the_same_arguments)
{
	const char *srcdir = getenv("srcdir");
	char line[PO_LINE], name[PO_LINE], id[PO_LINE] = "", text[PO_LINE];
	unsigned found = 0;
	FILE *po;

	snprintf(name, sizeof name, "%s/po/zh_CN.po", srcdir != NULL ? srcdir :
	    ".");
	po = fopen(name, "re");
	ck_assert_ptr_nonnull(po);
	while (fgets(line, sizeof line, po) != NULL) {
		if (strncmp(line, "msgid ", 6) == 0)
			quoted(line, id);
		if (strncmp(line, "msgstr ", 7) != 0 || id[0] == '\0')
			continue;
		quoted(line, text);
		ck_assert_uint_gt(strlen(text), 3);
		ck_assert_uint_eq(arguments(text), arguments(id));
		found += ids_with(id);
	}
	(void)fclose(po); /* it was only read */
	ck_assert_uint_eq(found, EXPLAIN_IDS);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("why");
	TCase *t = tcase_create("why");

	tcase_add_test(t, classic_variables_are_enough);
	tcase_add_test(t, our_own_variables_make_it_exact);
	tcase_add_test(t, what_does_not_decode_stays_unknown);
	tcase_add_test(t, nothing_a_server_sends_reaches_the_terminal);
	tcase_add_test(t, spoilt_variables_are_explained_all_the_same);
	tcase_add_test(t, numbers_have_three_digits_and_a_unit);
	tcase_add_test(t, every_message_has_words);
	tcase_add_test(t,
	    every_message_is_there_in_chinese_with_the_same_arguments);
	suite_add_tcase(s, t);
	return suite_run(s);
}
