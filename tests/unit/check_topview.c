/*
 * check_topview.c -- the frames of "ntpq top".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "topview.h"

#define HOSTS 30
#define SOURCES 50

/* Returns the frame of V; the caller releases it. */
static char *
frame(const struct topview *v)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert_ptr_nonnull(out);
	topview_write(out, v);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

/* Check that TEXT has at most ROWS lines of at most COLUMNS signs. */
static void
fits(const char *text, size_t rows, size_t columns)
{
	size_t n = 0;

	for (; *text != '\0'; n++) {
		size_t signs = 0;

		for (; *text != '\n' && *text != '\0'; text++)
			signs += (*text & 0xc0) != 0x80; /* first octets */
		ck_assert_uint_le(signs, columns);
		text += *text == '\n';
	}
	ck_assert_uint_le(n, rows);
}

static struct topview_host
a_host(const char *name)
{
	return (struct topview_host){ .name = name, .answers = true,
		.stratum = 2, .refid = "10.9.0.4", .offset = -0.25,
		.jitter = 0.015, .frequency = 12.5, .offsets = { -0.25 },
		.n_offsets = 1 };
}

START_TEST(a_frame_tells_each_host_in_a_line)
{
	struct topview_host hosts[3] = { a_host("alpha"), a_host("beta"),
		{ .name = "gamma", .why = "timed out" } };
	struct topview v = { .hosts = hosts, .n_hosts = 3, .shown = 1,
		.sources = "one\ntwo\n", .time = "10:11:12", .every = 2,
		.columns = 80 };
	char *text;

	hosts[0].status = 0xc000;
	text = frame(&v);
	ck_assert_str_eq(text,
	    "ntpq top: 3 hosts, every 2 s, at 10:11:12\n\n"
	    " host             st refid           offset ms  +/- ms freq ppm"
	    " offsets\n"
	    " alpha           ?  2 10.9.0.4        not synchronised            "
	    "~\n"
	    ">beta               2 10.9.0.4           -0.250    0.015  +12.500 "
	    "~\n"
	    " gamma           timed out\n"
	    "\nSources of beta\none\ntwo\n"
	    "\nChanges of the selection\nnone seen\n");
	free(text);
}
END_TEST

START_TEST(a_frame_never_leaves_the_terminal)
{
	static struct topview_host hosts[HOSTS];
	static struct topview v;
	char sources[SOURCES * 202 + 1] = "";
	const double wild[] = { 0, 1e300, -1e300, HUGE_VAL, -HUGE_VAL, 0.5 };

	for (size_t i = 0; i < SOURCES; i++)
		memset(sources + i * 202, 'x', 201);
	for (size_t i = 0; i < SOURCES; i++)
		sources[i * 202 + 201] = '\n';
	for (size_t i = 0; i < HOSTS; i++) {
		hosts[i] = a_host("a-host.with-a-long-name.example.\033[2J");
		memset(hosts[i].refid, 'r', sizeof hosts[i].refid - 1);
		hosts[i].offset = hosts[i].jitter = hosts[i].frequency =
		    wild[i % 6];
		hosts[i].answers = i % 7 != 3;
		memset(hosts[i].why, 'w', sizeof hosts[i].why - 1);
		for (size_t k = 0; k < 3 * TOPVIEW_LOOKS; k++)
			topview_add(&hosts[i], wild[(i + k) % 6]);
	}
	v = (struct topview){ .hosts = hosts, .n_hosts = HOSTS,
		.sources = sources, .time = "10:11:12", .every = 2,
		.utf8 = true, .keys = true };
	for (int i = 0; i < 2 * TOPVIEW_CHANGES; i++)
		topview_changed(&v, &hosts[0], hosts[1].refid, v.time);
	for (v.rows = 15; v.rows <= 60; v.rows++) {
		for (v.columns = 80; v.columns <= 100; v.columns += 10) {
			char *text;

			v.shown = v.rows % HOSTS;
			text = frame(&v);
			fits(text, v.rows, v.columns);
			ck_assert_ptr_null(strchr(text, '\033'));
			ck_assert_ptr_nonnull(strstr(text, "\n>"));
			free(text);
		}
	}
}
END_TEST

START_TEST(a_change_of_the_selection_names_both_sources)
{
	struct topview_host host = a_host("alpha");
	struct topview v = { .hosts = &host, .n_hosts = 1, .sources = "",
		.time = "10:11:12", .columns = 80 };
	char *text;

	topview_changed(&v, &host, "10.0.0.1", "10:11:10");
	snprintf(host.peer_name, sizeof host.peer_name, "10.0.0.1");
	topview_changed(&v, &host, "10.0.0.2", "10:11:11");
	text = frame(&v);
	ck_assert_ptr_nonnull(strstr(text, "\nChanges of the selection\n"
	    "10:11:10 alpha: follows 10.0.0.1 instead of nobody\n"
	    "10:11:11 alpha: follows 10.0.0.2 instead of 10.0.0.1\n"));
	free(text);
}
END_TEST

START_TEST(a_sparkline_goes_from_the_least_to_the_greatest)
{
	const double values[] = { -1, 0, 6, 2.9 }, equal[] = { 4, 4 };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert_ptr_nonnull(out);
	topview_spark(out, values, 4, false);
	topview_spark(out, equal, 2, false);
	topview_spark(out, values, 4, true);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_str_eq(text, "_.#~" "~~" "\u2581\u2582\u2588\u2585");
	free(text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("topview");
	TCase *t = tcase_create("topview");

	tcase_add_test(t, a_frame_tells_each_host_in_a_line);
	tcase_add_test(t, a_frame_never_leaves_the_terminal);
	tcase_add_test(t, a_change_of_the_selection_names_both_sources);
	tcase_add_test(t, a_sparkline_goes_from_the_least_to_the_greatest);
	suite_add_tcase(s, t);
	return suite_run(s);
}
