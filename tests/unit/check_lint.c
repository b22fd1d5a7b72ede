/*
 * check_lint.c -- the check of configurations: proposals, hostile files.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_table.h"
#include "lint_desk.h"
#include "suggest.h"
#include "suite.h"

#define FLIPS 500 /* of each file */

/* Returns the contents of tests/data/lint/NAME. */
static char *
read_data(const char *name, size_t *length)
{
	const char *top = getenv("srcdir");
	char path[1024], *text;

	(void)snprintf(path, sizeof path, "%s/tests/data/lint/%s",
	    top != NULL ? top : ".", name);
	text = desk_read(path, length);
	ck_assert_msg(text != NULL, "cannot read %s", path);
	return text;
}

/* --- suggestions ---------------------------------------------------------- */

START_TEST(the_distance_of_words_is_the_number_of_slips)
{
	ck_assert_uint_eq(suggest_distance("", ""), 0);
	ck_assert_uint_eq(suggest_distance("server", "server"), 0);
	ck_assert_uint_eq(suggest_distance("Server", "server"), 0);
	ck_assert_uint_eq(suggest_distance("sever", "server"), 1);
	ck_assert_uint_eq(suggest_distance("servver", "server"), 1);
	ck_assert_uint_eq(suggest_distance("sarver", "server"), 1);
	ck_assert_uint_eq(suggest_distance("esrver", "server"), 1);
	ck_assert_uint_eq(suggest_distance("", "tos"), 3);
	ck_assert_uint_eq(suggest_distance("iburst", "burst"), 1);
	ck_assert_uint_eq(suggest_distance("abc", "cab"), 2);
	ck_assert_uint_eq(suggest_distance(
	    "a word that is much longer than any of ours", "a"), SUGGEST_WORD);
}
END_TEST

START_TEST(a_word_is_proposed_only_if_it_is_of_the_group_and_alike)
{
	ck_assert_str_eq(suggest_word(NULL, "restict"), "restrict");
	ck_assert_str_eq(suggest_word("restrict", "noqery"), "noquery");
	ck_assert_str_eq(suggest_word("server", "MINPOLL"), "minpoll");
	ck_assert_ptr_null(suggest_word("server", "noquery"));
	ck_assert_ptr_null(suggest_word(NULL, "xyzzy"));
	ck_assert_ptr_null(suggest_word(NULL, ""));
}
END_TEST

START_TEST(each_word_of_the_language_is_proposed_for_itself_with_a_slip)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++) {
		char slip[64];
		const char *found;

		(void)snprintf(slip, sizeof slip, "%sx", rows[i].word);
		found = suggest_word(rows[i].group, slip);
		ck_assert_msg(found != NULL, "nothing is like %s", slip);
		ck_assert_uint_le(suggest_distance(slip, found), 1);
	}
}
END_TEST

/* --- our own words -------------------------------------------------------- */

/* Lines that classic does not know, with each of our own directives. */
static const char *const own_lines[] = {
	"port 5", "clientport served", "controlsocket /run/x",
	"require nonce", "allow 10.0.0.0/8", "deny 10.0.0.0/8", "ratelimit",
	"makestep 1.0 3", "local stratum 10", "server 192.0.2.1 port 5",
	"refclock phc /dev/ptp0",
	"restrict 10.0.0.0/8 noquery"
};

#define N_OWN_LINES (sizeof own_lines / sizeof own_lines[0])

/* Returns how many warnings the line TEXT has in FILE. */
static size_t
warnings_in(const char *file, const char *text)
{
	struct desk_text texts[] = { { file, text, 0, NULL },
		{ NULL, NULL, 0, NULL } };
	struct desk desk;
	struct lint *l;
	size_t n;

	desk_open(&desk, NULL, texts);
	l = desk_check(&desk, file, NULL);
	ck_assert_uint_eq(l->count[CONF_ERROR], 0);
	n = l->count[CONF_WARNING];
	lint_free(l);
	desk_close(&desk);
	return n;
}

START_TEST(our_own_words_are_warned_of_in_the_main_file_and_nowhere_else)
{
	for (size_t i = 0; i < N_OWN_LINES; i++) {
		ck_assert_msg(warnings_in("ntp.conf", own_lines[i]) == 1,
		    "%s in the main file", own_lines[i]);
		ck_assert_msg(warnings_in("ntp.d/x.conf", own_lines[i]) == 0,
		    "%s in a drop-in", own_lines[i]);
	}
}
END_TEST

START_TEST(the_lines_with_our_own_words_have_all_of_them)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++) {
		bool found = rows[i].since != CONF_OWN || rows[i].group != NULL;
		size_t length = strlen(rows[i].word);

		for (size_t k = 0; k < N_OWN_LINES; k++)
			found |= strncmp(own_lines[k], rows[i].word, length)
			    == 0;
		ck_assert_msg(found, "no line with %s", rows[i].word);
	}
}
END_TEST

/* --- proposals ------------------------------------------------------------ */

/* Returns TEXT with line NUMBER replaced by LINES, to be freed. */
static char *
replace_line(const char *text, unsigned number, const char *lines)
{
	size_t size = strlen(text) + strlen(lines) + 2;
	char *out = malloc(size);
	const char *line = text;

	ck_assert_ptr_nonnull(out);
	while (--number > 0)
		line = strchr(line, '\n') + 1;
	(void)snprintf(out, size, "%.*s%s%s", (int)(line - text), text, lines,
	    line + strcspn(line, "\n"));
	return out;
}

/* Do what F proposes for TEXT, and see that it has gone. */
static void
try_proposal(const char *name, const char *text, const struct lint_finding *f)
{
	struct desk desk;
	char *better = replace_line(text, f->at.line, f->lines);
	struct lint *l = desk_check_text(&desk, better, strlen(better));

	for (size_t i = 0; i < l->n_findings; i++) {
		const struct lint_finding *g = &l->findings[i];
		bool same = g->at.line == f->at.line &&
		    strcmp(g->rule, f->rule) == 0;
		bool wrong = g->at.line == f->at.line &&
		    strcmp(g->rule, "word") == 0;

		ck_assert_msg(!same && !wrong,
		    "%s line %u: \"%s\" is no better: %s", name, f->at.line,
		    f->lines, g->text);
	}
	lint_free(l);
	desk_close(&desk);
	free(better);
}

START_TEST(a_line_that_is_proposed_is_free_of_what_it_was_proposed_for)
{
	static const char *const files[] = { "L1.conf", "L2.conf", "L3.conf",
		"L4.conf", "L7.conf", "L12.conf", "L22.conf", "own.conf",
		"private-member.conf", "course-gps.conf", "ha-server1.conf",
		"centos7-client.conf", "centos7-stock.conf" };
	unsigned tried = 0;

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		size_t length;
		char *text = read_data(files[i], &length);
		struct desk desk;
		struct lint *l = desk_check_text(&desk, text, length);

		for (size_t k = 0; k < l->n_findings; k++)
			if (l->findings[k].action == LINT_REPLACE) {
				try_proposal(files[i], text, &l->findings[k]);
				tried++;
			}
		lint_free(l);
		desk_close(&desk);
		free(text);
	}
	ck_assert_uint_ge(tried, 50);
}
END_TEST

START_TEST(a_misspelt_word_is_proposed_right_in_its_line)
{
	static const char text[] = "restrict default ignore\n"
	    "  server ntp.example.com ibrust prefer # ours\n";
	struct desk desk;
	struct lint *l = desk_check_text(&desk, text, strlen(text));

	ck_assert_uint_eq(l->n_findings, 1);
	ck_assert_uint_eq(l->findings[0].at.line, 2);
	ck_assert_uint_eq(l->findings[0].at.column, 26);
	ck_assert_int_eq(l->findings[0].severity, CONF_ERROR);
	ck_assert_str_eq(l->findings[0].lines,
	    "  server ntp.example.com iburst prefer # ours");
	lint_free(l);
	desk_close(&desk);
}
END_TEST

/* --- files that cannot be read -------------------------------------------- */

START_TEST(a_file_that_is_not_there_is_an_error_if_it_is_the_main_file)
{
	struct desk desk;
	struct lint *l;

	desk_open(&desk, NULL, NULL);
	l = desk_check(&desk, "ntp.conf", NULL);
	ck_assert_uint_eq(l->count[CONF_ERROR], 1);
	ck_assert_str_eq(l->findings[0].at.file, "ntp.conf");
	ck_assert_uint_eq(l->findings[0].at.line, 0);
	lint_free(l);
	desk_close(&desk);
}
END_TEST

START_TEST(an_included_file_that_cannot_be_read_is_an_error_with_its_line)
{
	static const struct desk_text texts[] = {
		{ "ntp.conf", "restrict default ignore\nincludefile missing\n"
		    "includefile secret\n", 0, NULL },
		{ "secret", NULL, 0, "Permission denied" },
		{ NULL, NULL, 0, NULL }
	};
	struct desk desk;
	struct lint *l;

	desk_open(&desk, NULL, texts);
	l = desk_check(&desk, "ntp.conf", NULL);
	ck_assert_uint_eq(l->n_findings, 1);
	ck_assert_uint_eq(l->count[CONF_ERROR], 1);
	ck_assert_uint_eq(l->findings[0].at.line, 3);
	ck_assert_str_eq(l->findings[0].text,
	    "secret cannot be read: Permission denied");
	lint_free(l);
	desk_close(&desk);
}
END_TEST

START_TEST(findings_in_an_included_file_have_its_name)
{
	static const struct desk_text texts[] = {
		{ "ntp.conf", "restrict default ignore\nincludefile more\n", 0,
		    NULL },
		{ "more", "\nserver ntp.example.com x\n", 0, NULL },
		{ NULL, NULL, 0, NULL }
	};
	struct desk desk;
	struct lint *l;

	desk_open(&desk, NULL, texts);
	l = desk_check(&desk, "ntp.conf", NULL);
	ck_assert_uint_eq(l->n_findings, 1);
	ck_assert_str_eq(l->findings[0].at.file, "more");
	ck_assert_uint_eq(l->findings[0].at.line, 2);
	lint_free(l);
	desk_close(&desk);
}
END_TEST

START_TEST(files_that_include_each_other_are_an_error_and_come_to_an_end)
{
	static const struct desk_text texts[] = {
		{ "ntp.conf", "restrict default ignore\nincludefile b\n", 0,
		    NULL },
		{ "b", "includefile ntp.conf\nincludefile b\n", 0, NULL },
		{ NULL, NULL, 0, NULL }
	};
	struct desk desk;
	struct lint *l;

	desk_open(&desk, NULL, texts);
	l = desk_check(&desk, "ntp.conf", NULL);
	ck_assert_uint_eq(l->count[CONF_ERROR], 2);
	ck_assert_str_eq(l->findings[0].at.file, "b");
	lint_free(l);
	desk_close(&desk);
}
END_TEST

/* --- many, and spoilt ----------------------------------------------------- */

START_TEST(more_findings_than_are_kept_are_counted_all_the_same)
{
	static const char line[] = "fudge 127.0.0.1 flag1 1\n";
	size_t n = LINT_FINDINGS + 10, size = sizeof line - 1;
	char *text = malloc(n * size);
	struct desk desk;
	struct lint *l;

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * size, line, size);
	l = desk_check_text(&desk, text, n * size);
	ck_assert_uint_eq(l->n_findings, LINT_FINDINGS);
	ck_assert_uint_eq(l->count[CONF_ERROR], n);
	ck_assert(!l->failed);
	lint_free(l);
	desk_close(&desk);
	free(text);
}
END_TEST

/* Check TEXT; every finding must have a place in it and words. */
static void
check_spoilt(const char *text, size_t length)
{
	struct desk desk;
	struct lint *l = desk_check_text(&desk, text, length);

	ck_assert(!l->failed);
	for (size_t i = 0; i < l->n_findings; i++) {
		const struct lint_finding *f = &l->findings[i];
		struct lint_line line;

		ck_assert_uint_gt(strlen(f->text), 0);
		ck_assert_int_eq(f->lines != NULL,
		    f->action == LINT_REPLACE || f->action == LINT_ADD ||
		    f->action == LINT_REMOVE);
		if (lint_line_at(l, f->at, &line))
			ck_assert_uint_le(f->at.column, line.length + 1);
	}
	lint_free(l);
	desk_close(&desk);
}

static unsigned
dice(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 8;
}

START_TEST(no_spoilt_file_does_any_harm)
{
	static const char *const files[] = { "words.conf", "L3.conf",
		"L20.conf", "L17.conf", "blocks.conf", "mesh-key-2.conf" };
	unsigned seed = 1;

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		size_t length;
		char *text = read_data(files[i], &length);

		for (size_t n = 1; n <= length; n++)
			check_spoilt(text, n);
		for (unsigned n = 0; n < FLIPS; n++) {
			size_t at = dice(&seed) % length;
			char bit = (char)(1u << dice(&seed) % 8);

			text[at] ^= bit;
			check_spoilt(text, length);
			if (n % 4 != 0) /* some stay */
				text[at] ^= bit;
		}
		free(text);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lint");
	TCase *tests = tcase_create("lint");

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, the_distance_of_words_is_the_number_of_slips);
	tcase_add_test(tests,
	    a_word_is_proposed_only_if_it_is_of_the_group_and_alike);
	tcase_add_test(tests,
	    each_word_of_the_language_is_proposed_for_itself_with_a_slip);
	tcase_add_test(tests,
	    a_line_that_is_proposed_is_free_of_what_it_was_proposed_for);
	tcase_add_test(tests, a_misspelt_word_is_proposed_right_in_its_line);
	tcase_add_test(tests,
	    a_file_that_is_not_there_is_an_error_if_it_is_the_main_file);
	tcase_add_test(tests,
	    an_included_file_that_cannot_be_read_is_an_error_with_its_line);
	tcase_add_test(tests, findings_in_an_included_file_have_its_name);
	tcase_add_test(tests,
	    files_that_include_each_other_are_an_error_and_come_to_an_end);
	tcase_add_test(tests,
	    more_findings_than_are_kept_are_counted_all_the_same);
	tcase_add_test(tests, no_spoilt_file_does_any_harm);
	tcase_add_test(tests,
	    our_own_words_are_warned_of_in_the_main_file_and_nowhere_else);
	tcase_add_test(tests,
	    the_lines_with_our_own_words_have_all_of_them);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
