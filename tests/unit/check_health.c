/*
 * check_health.c -- ntpq's words for monitors: health and events.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "health.h"
#include "suite.h"
#include "watch.h"

static const struct health_limits limits = {
	{ -.05, .05, false, false, "0.050000" },
	{ -.5, .5, false, false, "0.500000" } };
static const struct health fine = { .status = 0x0615, .stratum = 3,
	.offset = -1.5, .jitter = .01, .rootdelay = 4, .rootdisp = 10,
	.sources = 4, .reachable = 4, .used = 3, .peer = "10.0.0.1" };

/* Check that H gives STATUS and, unless it is NULL, the line EXPECTED. */
static void
gives(const struct health *h, enum health_status status, const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(health_write(out, "", h, &limits), status);
	ck_assert_int_eq(fclose(out), 0);
	if (expected != NULL)
		ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(a_line_has_a_word_a_reason_and_numbers)
{
	struct health h = fine;

	gives(&h, HEALTH_OK, "NTP OK: offset -0.001500 s, stratum 3, "
	    "following 10.0.0.1, 3 of 4 sources used | offset=-0.001500s;"
	    "0.050000;0.500000 jitter=0.000010s rootdist=0.012000s "
	    "stratum=3;;;0;16 sources=4 reachable=4 used=3\n");
	h.status |= 0xc000;
	h.reachable = 0;
	h.peer[0] = '\0';
	gives(&h, HEALTH_CRITICAL, "NTP CRITICAL: not synchronised, no source "
	    "answers, offset -0.001500 s, stratum 3, following nobody, 3 of 4 "
	    "sources used | offset=-0.001500s;0.050000;0.500000 "
	    "jitter=0.000010s rootdist=0.012000s stratum=3;;;0;16 sources=4 "
	    "reachable=0 used=3\n");
}
END_TEST

START_TEST(offsets_count_either_way)
{
	struct health h = fine;

	h.offset = -50;
	gives(&h, HEALTH_WARNING, NULL);
	h.offset = 49.999;
	gives(&h, HEALTH_OK, NULL);
	h.offset = 500;
	gives(&h, HEALTH_CRITICAL, NULL);
	h.offset = NAN;
	gives(&h, HEALTH_UNKNOWN, NULL);
}
END_TEST

START_TEST(local_is_well_only_by_itself)
{
	struct health h = fine;

	h.local = true;
	gives(&h, HEALTH_WARNING, NULL);
	h.sources = 1;
	gives(&h, HEALTH_OK, NULL);
}
END_TEST

START_TEST(limits_are_read_with_and_without_blanks)
{
	struct args a = { .n = 3, .text = { "-w", ".1", "-c2" } };
	struct health_limits l;

	ck_assert(health_limits(&a, &l));
	ck_assert_double_eq(l.warning.high, .1);
	ck_assert_double_eq(l.critical.low, -2);
	a.n = 1;
	ck_assert(!health_limits(&a, &l));
	a.text[0] = "-w-1";
	ck_assert(!health_limits(&a, &l));
	a.text[0] = "-x1";
	ck_assert(!health_limits(&a, &l));
}
END_TEST

START_TEST(ranges_are_those_of_monitors)
{
	static const struct {
		const char *text;
		double low, high;
		bool inside;
	} good[] = { { "-.1:.2", -.1, .2, false }, { ":3", 0, 3, false },
		{ "0:", 0, INFINITY, false }, { "~:1", -INFINITY, 1, false },
		{ "@-1:1", -1, 1, true } };
	static const char *const bad[] = { "", ":x", "2:1", "~", "@", "1:2:3",
		"nan:1", "0", "-1", "1s", "@1" };
	struct args a = { .n = 2, .text = { "-w" } };
	struct health_limits l;

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		a.text[1] = good[i].text;
		ck_assert(health_limits(&a, &l));
		ck_assert(l.warning.low == good[i].low &&
		    l.warning.high == good[i].high);
		ck_assert(l.warning.inside == good[i].inside);
		ck_assert_str_eq(l.warning.text, good[i].text);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		a.text[1] = bad[i];
		ck_assert(!health_limits(&a, &l));
	}
}
END_TEST

START_TEST(who_follows_nobody_is_not_well)
{
	struct health h = fine;

	h.peer[0] = '\0';
	h.sources = 1;
	gives(&h, HEALTH_WARNING, NULL);
}
END_TEST

/* Returns true if a line ending in TEXT tells of BEFORE becoming AFTER. */
static bool
tells(bool peer, uint16_t before, uint16_t after, const char *text)
{
	char *said = NULL;
	size_t size;
	FILE *out = open_memstream(&said, &size);
	bool as_expected;

	ck_assert_ptr_nonnull(out);
	watch_write(out, "X", peer, before, after);
	ck_assert_int_eq(fclose(out), 0);
	as_expected = text == NULL ? size == 0 : size > strlen(text) &&
	    strcmp(said + size - strlen(text), text) == 0;
	free(said);
	return as_expected;
}

START_TEST(what_changes_in_a_status_word_is_an_event)
{
	ck_assert(tells(true, 0x8011, 0x9014, " X 9014 84 reachable\n"));
	ck_assert(tells(false, 0xc011, 0x0615, " X 0615 05 clock_sync\n"));
	ck_assert(tells(true, 0x9014, 0x9024, " X 9024 84 reachable\n"));
	ck_assert(tells(true, 0x9014, 0x9614, NULL));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("health");
	TCase *t = tcase_create("health");

	tcase_add_test(t, a_line_has_a_word_a_reason_and_numbers);
	tcase_add_test(t, offsets_count_either_way);
	tcase_add_test(t, local_is_well_only_by_itself);
	tcase_add_test(t, ranges_are_those_of_monitors);
	tcase_add_test(t, who_follows_nobody_is_not_well);
	tcase_add_test(t, limits_are_read_with_and_without_blanks);
	tcase_add_test(t, what_changes_in_a_status_word_is_an_event);
	suite_add_tcase(s, t);
	return suite_run(s);
}
