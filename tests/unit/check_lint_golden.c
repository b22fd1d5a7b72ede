/*
 * check_lint_golden.c -- what is said of each file of tests/data/lint.
 *
 * FILE.conf's findings are in FILE.expect, as people see them.  With UPDATE in
 * the environment these are written anew; look at the difference then.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"
#include "check_print.h"
#include "lint_desk.h"
#include "suite.h"

#define FOLDER "tests/data/lint"
#define GROUP 3

static char *
folder(char out[1024])
{
	const char *top = getenv("srcdir");

	(void)snprintf(out, 1024, "%s/" FOLDER, top != NULL ? top : ".");
	return out;
}

/* A host with everything that a rule could object to. */
static void
bad_host(struct lint_host *h)
{
	static const struct lint_daemon daemons[] = {
		{ "chronyd", "/etc/systemd/system/multi-user.target.wants/"
		    "chronyd.service" },
		{ "phc2sys", "/etc/systemd/system/multi-user.target.wants/"
		    "phc2sys@eth0.service" }
	};
	static const char sysconfig[] = "OPTIONS=\"-g\"\n"
	    "# SYNC_HWCLOCK=no\n SYNC_HWCLOCK=yes\n";
	static struct addr own;

	(void)addr_parse(&own, "10.1.2.3");
	*h = (struct lint_host){ .addrs = &own, .n_addrs = 1,
		.daemons = daemons, .n_daemons = 2, .user = "ntp",
		.keys_mode = 0644, .drift_known = true,
		.drift_folder = "/var/lib/ntp", .drift_owner = "root",
		.drift_exists = true, .sysconfig = "/etc/sysconfig/ntpd",
		.sysconfig_text = sysconfig,
		.sysconfig_length = sizeof sysconfig - 1,
		.sysconfig_read = "/etc/sysconfig/ntpdate" };
}

/* Compare SEEN with what the file NAME.expect says. */
static void
compare(const char *name, const char *seen)
{
	char at[1024], path[1200];
	size_t length;
	char *expected;
	FILE *f;

	(void)snprintf(path, sizeof path, "%s/%s.expect", folder(at), name);
	if (getenv("UPDATE") != NULL) {
		f = fopen(path, "wb");
		ck_assert_ptr_nonnull(f);
		fputs(seen, f);
		fclose(f);
	}
	expected = desk_read(path, &length);
	ck_assert_msg(expected != NULL, "there is no %s", path);
	ck_assert_msg(strcmp(seen, expected) == 0,
	    "%s: expected\n%s\nseen\n%s", name, expected, seen);
	free(expected);
}

/* Check the N FILES together, and compare with NAME.expect. */
static void
check_group(const char *name, const char *const *files, size_t n,
    const struct lint_host *host)
{
	struct desk desk[GROUP];
	struct lint *l[GROUP];
	char at[1024], *seen;
	size_t size;
	FILE *out = open_memstream(&seen, &size);

	folder(at);
	for (size_t i = 0; i < n; i++) {
		desk_open(&desk[i], at, NULL);
		l[i] = desk_check(&desk[i], files[i], host);
	}
	lint_together(l, n);
	for (size_t i = 0; i < n; i++) {
		lint_sort(l[i]);
		check_print_text(out, l[i]);
		ck_assert(!l[i]->failed);
		lint_free(l[i]);
		desk_close(&desk[i]);
	}
	fclose(out);
	compare(name, seen);
	free(seen);
}

START_TEST(each_file_has_the_findings_that_are_written_beside_it)
{
	char pattern[1100], at[1024];
	glob_t found;

	(void)snprintf(pattern, sizeof pattern, "%s/*.conf", folder(at));
	ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
	ck_assert_uint_ge(found.gl_pathc, 50);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *file = strrchr(found.gl_pathv[i], '/') + 1;
		char name[256];

		(void)snprintf(name, sizeof name, "%.*s",
		    (int)(strlen(file) - 5), file);
		check_group(name, &file, 1, NULL);
	}
	globfree(&found);
}
END_TEST

START_TEST(rules_about_the_host_are_judged_by_its_facts)
{
	static const char *const files[] = { "L17.conf", "L18.conf",
		"L19.conf", "L24.conf", "centos7-stock.conf" };
	struct lint_host host;

	bad_host(&host);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char name[256];

		(void)snprintf(name, sizeof name, "host-%.*s",
		    (int)(strlen(files[i]) - 5), files[i]);
		check_group(name, &files[i], 1, &host);
	}
	host.drift_exists = false;
	check_group("host-L19-missing", &files[2], 1, &host);
}
END_TEST

START_TEST(files_of_one_group_are_judged_together)
{
	static const char *const clocks[] = { "mesh-1.conf", "mesh-2.conf",
		"mesh-3.conf" };
	static const char *const keys[] = { "mesh-key-1.conf",
		"mesh-key-2.conf", "mesh-key-3.conf" };
	static const char *const one_way[] = { "mesh-one-way-1.conf",
		"mesh-one-way-2.conf" };
	static const char *const chrony[] = { "ha-server1.conf",
		"ha-server2.conf", "ha-server3.conf" };

	check_group("group-clocks", clocks, 3, NULL);
	check_group("group-one-way", one_way, 2, NULL);
	check_group("group-keys", keys, 3, NULL);
	check_group("group-chrony", chrony, 3, NULL);
}
END_TEST

START_TEST(a_drop_in_may_have_our_own_words)
{
	static const char *const file = "own.d/site.conf";

	check_group("own-drop-in", &file, 1, NULL);
}
END_TEST

/* The counts that files of scenarios and CentOS 7's own must have. */
START_TEST(known_files_have_as_many_errors_and_warnings_as_they_should)
{
	static const struct {
		const char *file;
		size_t errors, warnings, notes;
	} files[] = {
		{ "centos7-stock.conf", 0, 0, 5 },
		{ "private-server-online.conf", 0, 2, 6 },
		{ "private-server-isolated.conf", 0, 2, 2 },
		{ "private-member.conf", 0, 2, 2 },
		{ "centos7-server.conf", 0, 1, 2 },
		{ "centos7-client.conf", 1, 1, 1 },
		{ "course-partition.conf", 1, 2, 1 },
		{ "course-gps.conf", 0, 2, 1 },
		{ "clean.conf", 0, 0, 0 }
	};
	char at[1024];

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct desk desk;
		struct lint *l;

		desk_open(&desk, folder(at), NULL);
		l = desk_check(&desk, files[i].file, NULL);
		ck_assert_msg(l->count[CONF_ERROR] == files[i].errors &&
		    l->count[CONF_WARNING] == files[i].warnings &&
		    l->count[CONF_NOTE] == files[i].notes,
		    "%s: %zu errors, %zu warnings, %zu notes", files[i].file,
		    l->count[CONF_ERROR], l->count[CONF_WARNING],
		    l->count[CONF_NOTE]);
		lint_free(l);
		desk_close(&desk);
	}
}
END_TEST

START_TEST(each_rule_has_a_file_that_shows_it)
{
	char pattern[1100], at[1024], *all, rule[16];
	size_t size;
	FILE *out = open_memstream(&all, &size);
	glob_t found;

	(void)snprintf(pattern, sizeof pattern, "%s/*.expect", folder(at));
	ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		size_t length;
		char *text = desk_read(found.gl_pathv[i], &length);

		fputs(text, out);
		free(text);
	}
	globfree(&found);
	fclose(out);
	for (int n = 1; n <= 25; n++) {
		(void)snprintf(rule, sizeof rule, " [L%d]\n", n);
		ck_assert_msg(strstr(all, rule) != NULL, "no file shows%s",
		    rule);
	}
	free(all);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lint_golden");
	TCase *tests = tcase_create("lint_golden");

	tcase_add_test(tests,
	    each_file_has_the_findings_that_are_written_beside_it);
	tcase_add_test(tests, rules_about_the_host_are_judged_by_its_facts);
	tcase_add_test(tests, files_of_one_group_are_judged_together);
	tcase_add_test(tests, a_drop_in_may_have_our_own_words);
	tcase_add_test(tests,
	    known_files_have_as_many_errors_and_warnings_as_they_should);
	tcase_add_test(tests, each_rule_has_a_file_that_shows_it);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
