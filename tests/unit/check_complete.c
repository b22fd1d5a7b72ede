/*
 * check_complete.c -- what a word at ntpq's prompt may become.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complete.h"
#include "suite.h"

/* Check that LINE's last word may become WORDS, with blanks between them. */
static void
becomes(struct ntpq *n, const char *line, const char *hosts, const char *words)
{
	char found[4096] = "";
	struct complete c;
	size_t at = 0;

	complete_find(&c, n, line, strlen(line), hosts);
	for (size_t i = 0; i < c.n && at < sizeof found; i++)
		at += (size_t)snprintf(found + at, sizeof found - at, "%s%s",
		    i > 0 ? " " : "", c.word[i]);
	complete_free(&c);
	ck_assert_str_eq(found, words);
}

static struct ntpq *
make_ntpq(void)
{
	struct ntpq *n = calloc(1, sizeof *n);

	ck_assert_ptr_nonnull(n);
	n->query.fd = n->query.control = -1;
	n->query.errors = stderr;
	return n;
}

START_TEST(the_first_word_is_a_command)
{
	struct ntpq *n = make_ntpq();

	becomes(n, "ntp", "/dev/null", "ntpdata ntpversion");
	becomes(n, "mreadv", "/dev/null", "mreadvar");
	becomes(n, "nosuch", "/dev/null", "");
	free(n);
}
END_TEST

START_TEST(help_takes_a_command)
{
	struct ntpq *n = make_ntpq();

	becomes(n, "help passw", "/dev/null", "passwd");
	becomes(n, "keyid passw", "/dev/null", "");
	free(n);
}
END_TEST

START_TEST(host_takes_those_named_asked_or_in_the_file)
{
	static const char text[] = "127.0.0.1\tlocalhost time.one\n"
	    "# 10.0.0.1 time.two\n::1 time.three # time.four\n"
	    "10.0.0.2 time.one time.\033[2J\n\n10.0.0.3\n";
	char file[] = "/tmp/check_complete.XXXXXX";
	char given[] = "time.given", *hosts[] = { given };
	int fd = mkstemp(file);
	struct ntpq *n = make_ntpq();

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, sizeof text - 1), sizeof text - 1);
	ck_assert_int_eq(close(fd), 0);
	n->hosts = hosts;
	n->n_hosts = 1;
	snprintf(n->asked[0], sizeof n->asked[0], "time.asked");
	becomes(n, "host time.", file,
	    "time.asked time.given time.one time.three");
	becomes(n, "host -4 time.t", file, "time.three");
	becomes(n, "compare time.given time.o", file, "time.one");
	becomes(n, "host time.", "/nowhere", "time.asked time.given");
	ck_assert_int_eq(unlink(file), 0);
	free(n);
}
END_TEST

START_TEST(who_has_not_answered_is_not_asked_for_variables)
{
	struct ntpq *n = make_ntpq();

	becomes(n, "rv 0 stra", "/dev/null", "");
	free(n);
}
END_TEST

START_TEST(what_all_words_have_in_common_can_be_typed)
{
	struct ntpq *n = make_ntpq();
	struct complete c;

	complete_find(&c, n, "n", 1, "/dev/null");
	ck_assert_uint_eq(c.n, 2);
	ck_assert_uint_eq(complete_common(&c), 3);
	ck_assert_uint_eq(c.start, 0);
	complete_free(&c);
	complete_find(&c, n, "zzz", 3, "/dev/null");
	ck_assert_uint_eq(complete_common(&c), 0);
	complete_free(&c);
	free(n);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *s = suite_create("complete");
	TCase *t = tcase_create("complete");

	tcase_add_test(t, the_first_word_is_a_command);
	tcase_add_test(t, help_takes_a_command);
	tcase_add_test(t, host_takes_those_named_asked_or_in_the_file);
	tcase_add_test(t, who_has_not_answered_is_not_asked_for_variables);
	tcase_add_test(t, what_all_words_have_in_common_can_be_typed);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return suite_run(make_suite());
}
