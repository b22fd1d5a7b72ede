/*
 * check_leap.c -- the leap second file, the calendar, the smear.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "leap.h"
#include "suite.h"

#define NEW_YEAR 1483228800 /* 2017-01-01 */

/* The forms in which the same list is published. */
#define HASH "#h\t02bb8744 05934785 7040be45 616b5dfe 6348ed4b\n"
#define NIST \
	"#\tUpdated through somebody's bulletin\n" \
	"#$\t 3960835200\n" \
	"#\n" \
	"#@\t3991593600\n" \
	"#\n" \
	"2272060800\t10\t# 1 Jan 1972\n" \
	"2287785600\t11\t# 1 Jul 1972\n" \
	"2303683200\t12\t# 1 Jan 1973\n"
#define IERS \
	"#  ATOMIC TIME\n#$  3960835200\n#@\t3991593600   \n\n" \
	"2272060800      10    # 1 Jan 1972\n" \
	"2287785600      11    # 1 Jul 1972\n" \
	"2303683200      12    # 1 Jan 1973"

static enum leap_fault
read_text(struct leap_file *f, const char *text, unsigned *line)
{
	memset(f, 0, sizeof *f);
	return leap_read(f, text, strlen(text), line);
}

/* FAULT is found in LINE of TEXT, and the file before stays. */
static void
refused(const char *text, enum leap_fault fault, unsigned line)
{
	struct leap_file f, before;
	unsigned seen = 99;

	ck_assert_int_eq(read_text(&f, NIST, &seen), LEAP_GOOD);
	memcpy(&before, &f, sizeof f);
	ck_assert_str_eq(leap_words(leap_read(&f, text, strlen(text), &seen)),
	    leap_words(fault));
	ck_assert_uint_eq(seen, line);
	ck_assert_mem_eq(&before, &f, sizeof f);
}

START_TEST(the_published_forms_say_the_same)
{
	static const char crlf[] = "#$ 3960835200\r\n#@ 3991593600\r\n"
	    "2272060800 10 # 1 Jan 1972\r\n2287785600\t11\r\n"
	    "  2303683200 12#\r\n" "#h 02bb8744 05934785 7040be45 616b5dfe "
	    "6348ed4b\r\n";
	struct leap_file a, b;
	unsigned line;

	ck_assert_int_eq(read_text(&a, NIST HASH, &line), LEAP_GOOD);
	ck_assert(a.hashed && a.dated);
	ck_assert_int_eq(a.n, 3);
	ck_assert_int_eq(a.entry[1].at, 78796800); /* 1972-07-01 */
	ck_assert_int_eq(a.entry[1].tai, 11);
	ck_assert_int_eq(a.updated, 3960835200LL - NTPTIME_UNIX_EPOCH);
	ck_assert_int_eq(a.expires, 3991593600LL - NTPTIME_UNIX_EPOCH);
	ck_assert_int_eq(read_text(&b, IERS, &line), LEAP_GOOD);
	ck_assert(!b.hashed && leap_same(&a, &b));
	ck_assert_int_eq(read_text(&b, crlf, &line), LEAP_GOOD);
	ck_assert(b.hashed && leap_same(&a, &b));
}
END_TEST

START_TEST(zeros_that_a_hash_begins_with_may_be_missing)
{
	struct leap_file f;
	unsigned line;

	ck_assert_int_eq(read_text(&f, "#@ 3991593609\n2272060800 10\n"
	    "#h ef51cae5 c1fe1824 fb185a64 baaf88c 8f670678\n", &line), LEAP_GOOD);
	ck_assert(f.hashed);
}
END_TEST

START_TEST(a_file_that_was_changed_is_refused)
{
	static const char text[] = NIST HASH;
	char copy[sizeof text];
	const char *data = strstr(text, "2272060800");
	struct leap_file f;
	unsigned line;

	/* Any digit that counts: those of the second entry. */
	for (size_t i = (size_t)(strchr(data, '\n') + 1 - text);
	    text[i] != '#'; i++) {
		if (text[i] < '0' || text[i] > '9')
			continue;
		memcpy(copy, text, sizeof text);
		copy[i] = text[i] == '9' ? '8' : (char)(text[i] + 1);
		ck_assert_int_ne(read_text(&f, copy, &line), LEAP_GOOD);
	}
	memcpy(copy, text, sizeof text);
	copy[strstr(text, "#$\t 3960") - text + 4]++;
	ck_assert_int_eq(read_text(&f, copy, &line), LEAP_HASH_WRONG);
	refused(NIST "#h\t02bb8744 05934785 7040be45 616b5dfe 6348ed40\n",
	    LEAP_HASH_WRONG, 0);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused_with_its_line)
{
	refused("", LEAP_EMPTY, 0);
	refused("# nothing\n#@ 3991593600\n", LEAP_EMPTY, 0);
	refused("\n\n<html>\n", LEAP_SYNTAX, 3);
	refused("2272060800\n", LEAP_SYNTAX, 1);
	refused("2272060800 10 11\n", LEAP_SYNTAX, 1);
	refused("2272060800 10x\n", LEAP_SYNTAX, 1);
	refused("-2272060800 10\n", LEAP_SYNTAX, 1);
	refused("99999999999999999999999 10\n", LEAP_SYNTAX, 1);
	refused("2272060801 10\n", LEAP_MONTH, 1);
	refused("2272147200 10\n", LEAP_MONTH, 1);    /* 2 Jan */
	refused("0 10\n", LEAP_MONTH, 1);             /* before 1970 */
	refused("2272060800 10\n2272060800 11\n", LEAP_ORDER, 2);
	refused("2287785600 10\n2272060800 11\n", LEAP_ORDER, 2);
	refused("2272060800 10\n2287785600 12\n", LEAP_STEP, 2);
	refused("2272060800 10\n2287785600 10\n", LEAP_STEP, 2);
	refused("2272060800 0\n", LEAP_STEP, 1);
	refused("2272060800 1000\n", LEAP_STEP, 1);
	refused("#@ soon\n2272060800 10\n", LEAP_NUMBER, 1);
	refused("#@ 3991593600 x\n2272060800 10\n", LEAP_NUMBER, 1);
	refused("2272060800 10\n#h 1 2 3 4\n", LEAP_HASH_FORM, 2);
	refused("2272060800 10\n#h 1 2 3 4 5 6\n", LEAP_HASH_FORM, 2);
	refused("2272060800 10\n#h 1 2 3 4 g\n", LEAP_HASH_FORM, 2);
	refused("2272060800 10\n#h 1 2 3 4 123456789\n", LEAP_HASH_FORM, 2);
}
END_TEST

START_TEST(a_file_with_too_many_lines_is_refused)
{
	char text[LEAP_ENTRIES * 24];
	size_t used = 0;

	/* 1 January and 1 July of 1972 and all years after. */
	for (int i = 0; i <= LEAP_ENTRIES; i++) {
		int years = i / 2;
		long long days = years * 365LL + (years + 3) / 4 +
		    (i % 2 ? (years % 4 == 0 ? 182 : 181) : 0);

		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%lld %d\n", 2272060800 + days * 86400, 10 + i);
	}
	refused(text, LEAP_MANY, LEAP_ENTRIES + 1);
}
END_TEST

START_TEST(a_file_knows_until_it_expires)
{
	struct leap_file f = { .n = 0 };
	unsigned line;

	ck_assert(!leap_knows(&f, 0));
	ck_assert_int_eq(read_text(&f, NIST, &line), LEAP_GOOD);
	ck_assert(leap_knows(&f, f.expires - 1));
	ck_assert(!leap_knows(&f, f.expires));
	/* Without a date it knows no more than it says. */
	ck_assert_int_eq(read_text(&f, "2272060800 10\n", &line), LEAP_GOOD);
	ck_assert_int_eq(f.expires, f.entry[0].at);
}
END_TEST

START_TEST(the_next_leap_second_is_the_first_one_behind)
{
	struct leap_file f;
	unsigned line;
	int64_t at = 1;
	int step = 7;

	ck_assert_int_eq(read_text(&f, "2272060800 10\n2287785600 11\n"
	    "2303683200 10\n", &line), LEAP_GOOD);
	ck_assert(leap_next(&f, 0, &at, &step));
	ck_assert_int_eq(at, 78796800);
	ck_assert_int_eq(step, -1);
	ck_assert(leap_next(&f, 78796800, &at, &step));
	ck_assert_int_eq(at, 94694400);
	ck_assert_int_eq(step, 1);
	ck_assert(!leap_next(&f, 94694400, &at, &step));
	ck_assert_int_eq(at, 94694400);
	ck_assert_int_eq(leap_tai(&f, 0), 0);
	ck_assert_int_eq(leap_tai(&f, 78796799), 10);
	ck_assert_int_eq(leap_tai(&f, 78796800), 11);
	ck_assert_int_eq(leap_tai(&f, 94694400), 10);
}
END_TEST

START_TEST(servers_may_announce_on_the_last_day_of_june_and_december)
{
	static const struct { int64_t now, end; } days[] = {
		{ NEW_YEAR - 1, NEW_YEAR }, { NEW_YEAR - 86400, NEW_YEAR },
		{ NEW_YEAR - 86401, 0 }, { NEW_YEAR, 0 },
		{ 1435708799, 1435708800 },       /* 2015-06-30 */
		{ 1459468799, 0 },                /* 2016-03-31 */
		{ 1475279999, 0 },                /* 2016-09-30 */
		{ 4102444799, 4102444800 },       /* 2099-12-31 */
		{ 1456790399, 0 } };              /* 2016-02-29 */

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		ck_assert_int_eq(leap_vote_day(days[i].now), days[i].end);
}
END_TEST

START_TEST(dates_are_written_as_in_classics_events)
{
	static const struct { int64_t t; const char *text; } dates[] = {
		{ 0, "197001010000" }, { NEW_YEAR, "201701010000" },
		{ NEW_YEAR - 1, "201612312359" }, { 951782400, "200002290000" },
		{ 2085978496, "203602070628" }, { 4107542399, "210002282359" },
		{ -1, "196912312359" } };
	char text[LEAP_STAMP];

	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
		ck_assert_str_eq(leap_stamp(dates[i].t, text), dates[i].text);
}
END_TEST

START_TEST(points_of_both_eras_are_found_in_theirs)
{
	static const int64_t times[] = { 300000000, NEW_YEAR, 2085978495,
		2085978496, 2147483648LL, 4294967296LL, 4500000000LL };
	double fraction;

	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		ck_assert_int_eq(leap_seconds(ntptime_from_unix(times[i],
		    250000000), &fraction), times[i]);
		ck_assert(fabs(fraction - 0.25) < 1e-8);
	}
}
END_TEST

START_TEST(a_clock_jumps_at_midnight_or_a_second_before)
{
	struct leap_plan plan = { .at = NEW_YEAR, .step = -1 };
	ntp_time t = ntptime_from_unix(NEW_YEAR - 10, 500000000);

	ck_assert(fabs(leap_left(&plan, t) - 9.5) < 1e-8);
	plan.step = 1;
	ck_assert(fabs(leap_left(&plan, t) - 8.5) < 1e-8);
}
END_TEST

START_TEST(smeared_time_goes_along_half_a_cosine)
{
	ck_assert(leap_smear(86401, 86400, -1) == 0);
	ck_assert(leap_smear(86400, 86400, -1) == 0);
	ck_assert(fabs(leap_smear(43200, 86400, -1) + 0.5) < 1e-9);
	ck_assert(fabs(leap_smear(21600, 86400, 1) - 0.853553391) < 1e-9);
	ck_assert(leap_smear(0, 86400, -1) == -1);
	ck_assert(leap_smear(-0.1, 86400, 1) == 1);
	for (double left = 86400; left >= 0; left -= 10) {
		double a = leap_smear(left, 86400, -1);
		double b = leap_smear(left - 1, 86400, -1);

		/* No client has to slew by more than 20 ppm. */
		ck_assert(b <= a && a - b < 20e-6);
	}
}
END_TEST

START_TEST(the_reference_id_tells_how_much_is_smeared)
{
	ck_assert_uint_eq(leap_smear_refid(0), 0xfe000000);
	ck_assert_uint_eq(leap_smear_refid(0.5), 0xfe200000);
	ck_assert_uint_eq(leap_smear_refid(1), 0xfe400000);
	ck_assert_uint_eq(leap_smear_refid(-0.5), 0xfee00000);
	ck_assert_uint_eq(leap_smear_refid(-1), 0xfec00000);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("leap");
	TCase *tests = tcase_create("leap");

	tcase_add_test(tests, the_published_forms_say_the_same);
	tcase_add_test(tests, zeros_that_a_hash_begins_with_may_be_missing);
	tcase_add_test(tests, a_file_that_was_changed_is_refused);
	tcase_add_test(tests, what_makes_no_sense_is_refused_with_its_line);
	tcase_add_test(tests, a_file_with_too_many_lines_is_refused);
	tcase_add_test(tests, a_file_knows_until_it_expires);
	tcase_add_test(tests, the_next_leap_second_is_the_first_one_behind);
	tcase_add_test(tests,
	    servers_may_announce_on_the_last_day_of_june_and_december);
	tcase_add_test(tests, dates_are_written_as_in_classics_events);
	tcase_add_test(tests, points_of_both_eras_are_found_in_theirs);
	tcase_add_test(tests, a_clock_jumps_at_midnight_or_a_second_before);
	tcase_add_test(tests, smeared_time_goes_along_half_a_cosine);
	tcase_add_test(tests, the_reference_id_tells_how_much_is_smeared);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
