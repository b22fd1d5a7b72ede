/*
 * check_conf_diff.c -- what one configuration has and another has not.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_diff.h"
#include "conf_parse.h"
#include "suite.h"

#define ROOM 2048

static void
print(void *ctx, enum conf_change change, const char *line, const char *was)
{
	char *out = ctx;
	size_t used = strlen(out);

	if (was != NULL)
		snprintf(out + used, ROOM - used, "%c%s < %s\n", (char)change,
		    line, was);
	else
		snprintf(out + used, ROOM - used, "%c%s\n", (char)change,
		    line);
}

static void
take(struct conf_lines *l, const char *text, const char *keys)
{
	struct conf_reader reader = { .include = NULL };
	struct auth *auth = auth_new();
	struct conf c;

	conf_init(&c);
	ck_assert_int_eq(conf_parse(&c, "a", text, strlen(text), &reader), 0);
	ck_assert_int_eq(auth_read(auth, keys, strlen(keys), NULL, NULL), 0);
	conf_lines_take(l, &c, auth);
	auth_free(auth);
	conf_free(&c);
}

/* Assert that the change from BEFORE to AFTER is EXPECTED. */
static void
assert_diff(const char *before, const char *after, const char *expected)
{
	struct conf_lines a = { .n = 0 }, b = { .n = 0 };
	char out[ROOM] = "";

	take(&a, before, "");
	take(&b, after, "");
	ck_assert(conf_diff(&a, &b, print, out));
	ck_assert_str_eq(out, expected);
	conf_lines_free(&a);
	conf_lines_free(&b);
}

START_TEST(what_nobody_wrote_is_not_told)
{
	assert_diff("", "", "");
	assert_diff("tinker stepout 900\n", "# nothing\n", "");
}
END_TEST

START_TEST(associations_are_known_by_kind_and_name)
{
	assert_diff("server a\nserver b key 4\npeer d\n",
	    "server a\nserver b key 5\nserver c\npool d\n",
	    "-peer d minpoll 6 maxpoll 10 version 4\n"
	    "+pool d minpoll 6 maxpoll 10 version 4\n"
	    "=server a minpoll 6 maxpoll 10 version 4\n"
	    "~server b minpoll 6 maxpoll 10 version 4 key 5 < "
	    "server b minpoll 6 maxpoll 10 version 4 key 4\n"
	    "+server c minpoll 6 maxpoll 10 version 4\n");
}
END_TEST

START_TEST(entries_are_known_by_address_mask_and_ntpport)
{
	assert_diff("restrict default kod\nrestrict 10.0.0.1\n"
	    "restrict 10.0.0.0 mask 255.0.0.0 noquery\n",
	    "restrict default noquery\nrestrict 10.0.0.1 ntpport\n"
	    "restrict 10.0.0.0 mask 255.255.0.0 noquery\n",
	    "-restrict 10.0.0.0 mask 255.0.0.0 noquery\n"
	    "+restrict 10.0.0.0 mask 255.255.0.0 noquery\n"
	    "-restrict 10.0.0.1\n"
	    "+restrict 10.0.0.1 ntpport\n"
	    "~restrict default noquery < restrict default kod\n");
}
END_TEST

START_TEST(a_setting_is_changed_if_it_had_and_has_a_line)
{
	assert_diff("tinker stepout 5\n", "tinker stepout 6\n",
	    "~tinker stepout 6 < tinker stepout 5\n");
	assert_diff("tinker stepout 5\n", "", "-tinker stepout 5\n");
	assert_diff("", "tinker stepout 5\n", "+tinker stepout 5\n");
	assert_diff("enable auth\nkeys /a\n", "disable auth\n"
	    "driftfile /b\n", "+driftfile /b 1.0e-07\n"
	    "+disable auth\n-keys /a\n");
}
END_TEST

START_TEST(a_key_is_changed_if_its_type_or_secret_is)
{
	struct conf_lines a = { .n = 0 }, b = { .n = 0 };
	struct conf_count c;

	take(&a, "", "1 MD5 one\n2 MD5 two\n3 MD5 three\n4 SHA1 four\n");
	take(&b, "", "1 MD5 one\n2 MD5 deux\n4 MD5 four\n5 MD5 five\n");
	for (size_t i = 0; i < a.n; i++)
		ck_assert_ptr_null(strstr(a.item[i].line, "three"));
	ck_assert(conf_diff_count(&a, &b, &c));
	ck_assert_uint_eq(c.added, 1);
	ck_assert_uint_eq(c.changed, 2);
	ck_assert_uint_eq(c.removed, 1);
	ck_assert_uint_eq(c.kept, 1);
	conf_lines_free(&a);
	conf_lines_free(&b);
}
END_TEST

START_TEST(lines_that_are_there_several_times_do_no_harm)
{
	assert_diff("server a\nserver a\n", "server a\n",
	    "=server a minpoll 6 maxpoll 10 version 4\n");
	assert_diff("server a key 1\nserver a key 2\n",
	    "server a key 2\nserver a key 3\nserver a key 4\n",
	    "=server a minpoll 6 maxpoll 10 version 4 key 2\n"
	    "~server a minpoll 6 maxpoll 10 version 4 key 3 < "
	    "server a minpoll 6 maxpoll 10 version 4 key 1\n"
	    "+server a minpoll 6 maxpoll 10 version 4 key 4\n");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("conf_diff");
	TCase *t = tcase_create("conf_diff");

	tcase_add_test(t, what_nobody_wrote_is_not_told);
	tcase_add_test(t, associations_are_known_by_kind_and_name);
	tcase_add_test(t, entries_are_known_by_address_mask_and_ntpport);
	tcase_add_test(t, a_setting_is_changed_if_it_had_and_has_a_line);
	tcase_add_test(t, a_key_is_changed_if_its_type_or_secret_is);
	tcase_add_test(t, lines_that_are_there_several_times_do_no_harm);
	suite_add_tcase(s, t);
	return suite_run(s);
}
