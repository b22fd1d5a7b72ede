/*
 * check_clocktalk.c -- what receivers and gpsd say, case by case; the calendar.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "gpsd.h"
#include "nmea.h"
#include "suite.h"

#define NOW INT64_C(1795287600) /* 2026-11-21 19:00:00 */

/* --- the calendar -------------------------------------------------------- */

START_TEST(each_day_of_four_centuries_is_found_again)
{
	struct calendar_date before = calendar_date(INT64_C(-12219292800));
	int wrong = 0;

	for (int64_t t = INT64_C(-12219292800); t < INT64_C(4102444800);
	    t += CALENDAR_DAY) {
		struct calendar_date d = calendar_date(t);
		int64_t again = 0;

		if (!calendar_midnight(&d, &again) || again != t ||
		    (d.day != before.day + 1 && d.day != 1 && d.day !=
		    before.day))
			wrong++;
		before = d;
	}
	ck_assert_int_eq(wrong, 0);
	ck_assert_int_eq(calendar_date(NOW).year, 2026);
	ck_assert_uint_eq(calendar_date(NOW).month, 11);
	ck_assert_uint_eq(calendar_date(NOW).day, 21);
}
END_TEST

START_TEST(days_that_do_not_exist_are_refused)
{
	static const struct calendar_date days[] = { { 2026, 2, 29 },
		{ 1900, 2, 29 }, { 2026, 4, 31 }, { 2026, 0, 1 },
		{ 2026, 13, 1 }, { 2026, 1, 0 }, { 2026, 1, 32 },
		{ -1, 1, 1 } };
	static const struct calendar_date leap = { 2000, 2, 29 };
	int64_t t = 7;

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		ck_assert(!calendar_midnight(&days[i], &t));
	ck_assert_int_eq(t, 7);
	ck_assert(calendar_midnight(&leap, &t));
	ck_assert_int_eq(t, 951782400);
}
END_TEST

/* --- NMEA ---------------------------------------------------------------- */

static const struct sentence {
	const char *line;    /* a "#" at the end: the right checksum */
	enum nmea_verdict verdict;
	int64_t after;       /* s behind NOW */
	double fraction;
} sentences[] = {
	{ "$GPRMC,190000.00,A,4807.038,N,01131.000,E,0.0,0.0,211126,,#",
	    NMEA_TIME, 0, 0 },
	{ "$GNRMC,190001.25,A,,,,,,,211126,,,A#", NMEA_TIME, 1, 0.25 },
	{ "$GPRMC,190000,A,,,,,,,211126,,#", NMEA_TIME, 0, 0 },
	{ "$GPRMC,190000,V,,,,,,,211126,,#", NMEA_NO_FIX, 0, 0 },
	{ "$GPRMC,190000,A,,,,,,,211126,,", NMEA_BAD_FORMAT, 0, 0 },
	{ "$GPRMC,190000,A,,,,,,,211126,,*00", NMEA_BAD_FORMAT, 0, 0 },
	{ "$GPRMC,190000,A,,,,,,,211126,,*4", NMEA_BAD_FORMAT, 0, 0 },
	{ "$GPRMC,250000,A,,,,,,,211126,,#", NMEA_BAD_DATE, 0, 0 },
	{ "$GPRMC,190000,A,,,,,,,310226,,#", NMEA_BAD_DATE, 0, 0 },
	{ "$GPRMC,19000x,A,,,,,,,211126,,#", NMEA_BAD_FORMAT, 0, 0 },
	{ "$GPRMC,190000,A,,,,,,,2111,,#", NMEA_BAD_FORMAT, 0, 0 },
	{ "$GPGGA,185959,,,,,1,,,,,,,,#", NMEA_TIME, -1, 0 },
	{ "$GPGGA,185959,,,,,0,,,,,,,,#", NMEA_NO_FIX, 0, 0 },
	{ "$GPGGA,060000,,,,,1,,,,,,,,#", NMEA_TIME, 11 * 3600, 0 },
	{ "$GPGGA,075959,,,,,1,,,,,,,,#", NMEA_TIME, -11 * 3600 - 1, 0 },
	{ "$GPGLL,,,,,190003,A#", NMEA_TIME, 3, 0 },
	{ "$GPGLL,,,,,190003,V#", NMEA_NO_FIX, 0, 0 },
	{ "$GPZDA,190004.5,21,11,2026,00,00#", NMEA_TIME, 4, 0.5 },
	{ "$GPZDA,190004.5,21,11,26,00,00#", NMEA_BAD_FORMAT, 0, 0 },
	{ "$GPZDA,235960,31,12,2026,00,00#", NMEA_TIME,
	    40 * CALENDAR_DAY + 5 * 3600, 0 },
	{ "$GPGSV,1,2,3#", NMEA_OTHER, 0, 0 },
	{ "$GP", NMEA_OTHER, 0, 0 },
	{ "", NMEA_OTHER, 0, 0 },
	{ "garbage that is long enough", NMEA_OTHER, 0, 0 },
};

/* Put LINE into BUF, its "#" replaced by the checksum. */
static size_t
finish(const char *line, char *buf, size_t size)
{
	size_t length = strlen(line);
	unsigned char sum = 0;

	if (length == 0 || line[length - 1] != '#')
		return (size_t)snprintf(buf, size, "%s", line);
	for (size_t i = 1; i + 1 < length; i++)
		sum ^= (unsigned char)line[i];
	return (size_t)snprintf(buf, size, "%.*s*%02X", (int)length - 1, line,
	    sum);
}

START_TEST(each_sentence_is_read_as_the_table_says)
{
	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
		const struct sentence *s = &sentences[i];
		struct nmea n = { .wanted = 0 };
		struct nmea_time t = { .sec = 0 };
		char line[NMEA_LINE + 8];
		size_t length = finish(s->line, line, sizeof line);

		ck_assert_msg(nmea_read(&n, line, length, NOW, &t) ==
		    s->verdict, "%s", line);
		if (s->verdict != NMEA_TIME)
			continue;
		ck_assert_msg(t.sec == NOW + s->after, "%s: %+lld", line,
		    (long long)(t.sec - NOW));
		ck_assert_double_eq_tol(t.fraction, s->fraction, 1e-9);
	}
}
END_TEST

START_TEST(once_there_are_checksums_all_must_have_one)
{
	struct nmea n = { .wanted = 0 };
	struct nmea_time t;
	static const char bare[] = "$GPZDA,190000,21,11,2026,00,00";
	char line[NMEA_LINE];
	size_t length = finish("$GPZDA,190000,21,11,2026,00,00#", line,
	    sizeof line);

	ck_assert_int_eq(nmea_read(&n, bare, strlen(bare), NOW, &t),
	    NMEA_TIME);
	ck_assert_int_eq(nmea_read(&n, line, length, NOW, &t), NMEA_TIME);
	ck_assert_int_eq(nmea_read(&n, bare, strlen(bare), NOW, &t),
	    NMEA_BAD_FORMAT);
}
END_TEST

START_TEST(only_the_sentences_that_are_wanted_count)
{
	struct nmea n = { .wanted = NMEA_ZDA | NMEA_GLL };
	struct nmea_time t;
	char line[NMEA_LINE];
	size_t length = finish("$GPRMC,190000,A,,,,,,,211126,,#", line,
	    sizeof line);

	ck_assert_int_eq(nmea_read(&n, line, length, NOW, &t), NMEA_OTHER);
	length = finish("$GPGLL,,,,,190003,A#", line, sizeof line);
	ck_assert_int_eq(nmea_read(&n, line, length, NOW, &t), NMEA_TIME);
}
END_TEST

START_TEST(two_digits_of_a_year_mean_one_near_now)
{
	static const struct { const char *yy; int year; } years[] = {
		{ "06", 2006 }, { "05", 2105 }, { "99", 2099 }, { "26", 2026 }
	};

	for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
		struct nmea n = { .wanted = 0 };
		struct nmea_time t = { .sec = 0 };
		char text[NMEA_LINE], line[NMEA_LINE];
		size_t length;

		snprintf(text, sizeof text, "$GPRMC,000000,A,,,,,,,0101%s,,#",
		    years[i].yy);
		length = finish(text, line, sizeof line);
		ck_assert_int_eq(nmea_read(&n, line, length, NOW, &t),
		    NMEA_TIME);
		ck_assert_int_eq(calendar_date(t.sec).year, years[i].year);
	}
}
END_TEST

/* --- gpsd ---------------------------------------------------------------- */

static const struct report {
	const char *line;
	bool good;
	enum gpsd_kind kind;
	int64_t real;
	double real_frac;
} reports[] = {
	{ "{\"class\":\"TPV\",\"device\":\"/dev/gps0\",\"mode\":3,"
	    "\"time\":\"2026-11-21T19:00:00.250Z\",\"lat\":1.5}", true,
	    GPSD_TPV, NOW, 0.25 },
	{ " { \"class\" : \"TPV\" , \"time\" : \"2026-11-21T19:00:00Z\" , "
	    "\"mode\" : 2 } \r", true, GPSD_TPV, NOW, 0 },
	{ "{\"class\":\"TPV\",\"mode\":1,"
	    "\"time\":\"2026-11-21T19:00:00.250Z\"}", true, GPSD_OTHER, 0, 0 },
	{ "{\"class\":\"TPV\",\"mode\":3}", true, GPSD_OTHER, 0, 0 },
	{ "{\"class\":\"TPV\",\"mode\":3,\"time\":\"2026-02-30T19:00:00Z\"}",
	    true, GPSD_OTHER, 0, 0 },
	{ "{\"class\":\"TPV\",\"mode\":3,\"time\":\"2026-11-21 19:00:00Z\"}",
	    true, GPSD_OTHER, 0, 0 },
	{ "{\"class\":\"PPS\",\"real_sec\":1795287600,\"real_nsec\":0,"
	    "\"clock_sec\":1795287599,\"clock_nsec\":999990000,"
	    "\"precision\":-20,\"x\":[1,{\"y\":[]},\"]\"]}", true, GPSD_PPS,
	    NOW, 0 },
	{ "{\"class\":\"TOFF\",\"real_sec\":1795287600,\"real_nsec\":5,"
	    "\"clock_sec\":1795287600,\"clock_nsec\":120000000}", true,
	    GPSD_TOFF, NOW, 5e-9 },
	{ "{\"class\":\"PPS\",\"real_sec\":1795287600,\"real_nsec\":0,"
	    "\"clock_sec\":1795287599}", true, GPSD_OTHER, 0, 0 },
	{ "{\"class\":\"PPS\",\"real_sec\":1795287600,\"real_nsec\":-1,"
	    "\"clock_sec\":1795287599,\"clock_nsec\":1000000000}", true,
	    GPSD_OTHER, 0, 0 },
	{ "{\"class\":\"VERSION\",\"release\":\"3.22\"}", true, GPSD_OTHER,
	    0, 0 },
	{ "{\"a\":{\"class\":\"TPV\",\"mode\":3,"
	    "\"time\":\"2026-11-21T19:00:00Z\"}}", true, GPSD_OTHER, 0, 0 },
	{ "", false, GPSD_OTHER, 0, 0 }, { "{", false, GPSD_OTHER, 0, 0 },
	{ "{}", false, GPSD_OTHER, 0, 0 },
	{ "{\"class\":\"TPV\"", false, GPSD_OTHER, 0, 0 },
	{ "{\"class\":}", false, GPSD_OTHER, 0, 0 },
	{ "{\"class\":\"TPV}", false, GPSD_OTHER, 0, 0 },
	{ "{\"x\":[[[[[[", false, GPSD_OTHER, 0, 0 },
	{ "{\"x\":\"\\", false, GPSD_OTHER, 0, 0 },
	{ "[1,2]", false, GPSD_OTHER, 0, 0 }
};

START_TEST(each_report_is_read_as_the_table_says)
{
	for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
		const struct report *c = &reports[i];
		struct gpsd_report r;

		ck_assert_msg(gpsd_read(c->line, strlen(c->line), &r) ==
		    c->good, "%s", c->line);
		ck_assert_msg(!c->good || r.kind == c->kind, "%s", c->line);
		if (c->kind == GPSD_OTHER)
			continue;
		ck_assert_int_eq(r.real_sec, c->real);
		ck_assert_double_eq_tol(r.real_frac, c->real_frac, 1e-12);
	}
}
END_TEST

START_TEST(a_pulse_has_two_times_and_a_precision)
{
	struct gpsd_report r;

	ck_assert(gpsd_read(reports[6].line, strlen(reports[6].line), &r));
	ck_assert_int_eq(r.clock_sec, NOW - 1);
	ck_assert_double_eq_tol(r.clock_frac, 0.99999, 1e-12);
	ck_assert_int_eq(r.precision, -20);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("what clocks say");
	TCase *calendar = tcase_create("calendar");
	TCase *nmea = tcase_create("NMEA"), *gpsd = tcase_create("gpsd");

	tcase_add_test(calendar, each_day_of_four_centuries_is_found_again);
	tcase_add_test(calendar, days_that_do_not_exist_are_refused);
	tcase_add_test(nmea, each_sentence_is_read_as_the_table_says);
	tcase_add_test(nmea, once_there_are_checksums_all_must_have_one);
	tcase_add_test(nmea, only_the_sentences_that_are_wanted_count);
	tcase_add_test(nmea, two_digits_of_a_year_mean_one_near_now);
	tcase_add_test(gpsd, each_report_is_read_as_the_table_says);
	tcase_add_test(gpsd, a_pulse_has_two_times_and_a_precision);
	suite_add_tcase(suite, calendar);
	suite_add_tcase(suite, nmea);
	suite_add_tcase(suite, gpsd);
	return suite_run(suite);
}
