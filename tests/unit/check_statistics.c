/*
 * check_statistics.c -- tests of the statistics files.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf_parse.h"
#include "log.h"
#include "statistics.h"
#include "suite.h"

#define ROOM 600
#define DAY 86400
#define NOVEMBER_21 1795219200 /* 2026-11-21, 0:00 UTC: day 325 of its year */
#define NEW_YEAR 1798761600    /* 2027-01-01, 0:00 UTC */

/* A folder of its own, statistics that go there, and a log. */
struct room {
	char folder[64];
	struct conf conf;
	struct statistics statistics;
};

static void
set_up_room(struct room *r, const char *lines)
{
	char text[ROOM], log[ROOM];

	memset(r, 0, sizeof *r);
	snprintf(r->folder, sizeof r->folder, "/tmp/check_statistics.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(r->folder));
	conf_init(&r->conf);
	snprintf(text, sizeof text, "statsdir %s\n%s", r->folder, lines);
	ck_assert_uint_eq(conf_parse(&r->conf, "test", text, strlen(text),
	    NULL), 0);
	snprintf(log, sizeof log, "%s/log", r->folder);
	ck_assert_int_eq(log_open("ntpd", log), 0);
}

static void
tear_down_room(struct room *r)
{
	char pattern[ROOM];
	glob_t found;

	statistics_close(&r->statistics);
	conf_free(&r->conf);
	ck_assert_int_eq(log_open("ntpd", "stderr"), 0);
	snprintf(pattern, sizeof pattern, "%s/*", r->folder);
	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			if (unlink(found.gl_pathv[i]) != 0)
				(void)rmdir(found.gl_pathv[i]);
		globfree(&found);
	}
	ck_assert_int_eq(rmdir(r->folder), 0);
}

/* Write TEXT to loopstats at SEC, after AGE seconds of running. */
static void
put_at(struct room *r, const char *text, time_t sec, double age)
{
	struct statistics_time now = { .wall = { sec, 250000000 },
		.uptime = age };

	statistics_write(&r->statistics, &r->conf, "loopstats", text, &now);
}

static void
path_of(const struct room *r, const char *name, char path[ROOM])
{
	snprintf(path, ROOM, "%s/%s", r->folder, name);
}

/* Returns the links that the file NAME has, 0 if there is none. */
static unsigned
links(const struct room *r, const char *name)
{
	char path[ROOM];
	struct stat st;

	path_of(r, name, path);
	return stat(path, &st) == 0 ? (unsigned)st.st_nlink : 0;
}

/* What the file NAME holds must be EXPECTED. */
static void
check_file(const struct room *r, const char *name, const char *expected)
{
	char path[ROOM], text[ROOM] = "";
	FILE *f;

	path_of(r, name, path);
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s", path);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	ck_assert_str_eq(text, expected);
}

/* Returns how many lines of the log have TEXT. */
static int
logged(const struct room *r, const char *text)
{
	char path[ROOM], line[ROOM];
	int n = 0;
	FILE *f;

	path_of(r, "log", path);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f) != NULL)
		n += strstr(line, text) != NULL;
	fclose(f);
	return n;
}

static void
make_file(const struct room *r, const char *name)
{
	char path[ROOM];
	FILE *f;

	path_of(r, name, path);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs("old\n", f), 0);
	fclose(f);
}

/* --- names ---------------------------------------------------------------- */

static const struct {
	const char *type;
	time_t sec;
	double age;
	const char *name; /* with suffix; "%ld" is the process id */
} names[] = {
	{ "none", NOVEMBER_21, 5, "loopstats" },
	{ "pid", NOVEMBER_21, 5, "loopstats.#%ld" },
	{ "day", NOVEMBER_21, 5, "loopstats.20261121" },
	{ "day", NOVEMBER_21 + DAY - 1, 5, "loopstats.20261121" },
	{ "day", NOVEMBER_21 + DAY, 5, "loopstats.20261122" },
	{ "week", NOVEMBER_21, 5, "loopstats.2026w46" },
	{ "week", NEW_YEAR - 1, 5, "loopstats.2026w52" },
	{ "week", NEW_YEAR, 5, "loopstats.2027w00" },
	{ "week", NEW_YEAR + 7 * DAY - 1, 5, "loopstats.2027w00" },
	{ "week", NEW_YEAR + 7 * DAY, 5, "loopstats.2027w01" },
	{ "month", NOVEMBER_21, 5, "loopstats.202611" },
	{ "year", NOVEMBER_21, 5, "loopstats.2026" },
	{ "age", NOVEMBER_21, 5, "loopstats.a00000000" },
	{ "age", NOVEMBER_21, 2.5 * DAY, "loopstats.a00172800" },
};

START_TEST(a_file_is_named_by_its_type)
{
	char name[64], lines[64], expected[64];
	bool plain = strcmp(names[_i].type, "none") == 0;
	struct room r;

	snprintf(lines, sizeof lines, "filegen loopstats type %s\n",
	    names[_i].type);
	set_up_room(&r, lines);
	put_at(&r, "0.1 2", names[_i].sec, names[_i].age);
	snprintf(name, sizeof name, names[_i].name, (long)getpid());
	snprintf(expected, sizeof expected, "%ld %ld.250 0.1 2\n",
	    40587 + (long)(names[_i].sec / DAY), (long)(names[_i].sec % DAY));
	check_file(&r, name, expected);
	/* The plain name is a second link to it. */
	check_file(&r, "loopstats", expected);
	ck_assert_uint_eq(links(&r, name), plain ? 1 : 2);
	tear_down_room(&r);
}
END_TEST

START_TEST(without_filegen_a_file_is_daily_and_linked)
{
	struct room r;

	set_up_room(&r, "statistics loopstats\n");
	put_at(&r, "a", NOVEMBER_21, 5);
	put_at(&r, "b", NOVEMBER_21 + 1, 5);
	check_file(&r, "loopstats.20261121",
	    "61365 0.250 a\n61365 1.250 b\n");
	ck_assert_uint_eq(links(&r, "loopstats"), 2);
	tear_down_room(&r);
}
END_TEST

START_TEST(filegen_names_the_file_and_may_leave_out_the_link)
{
	struct room r;

	set_up_room(&r, "filegen loopstats file loops type month nolink\n");
	put_at(&r, "a", NOVEMBER_21, 5);
	check_file(&r, "loops.202611", "61365 0.250 a\n");
	ck_assert_uint_eq(links(&r, "loops.202611"), 1);
	ck_assert_uint_eq(links(&r, "loops"), 0);
	tear_down_room(&r);
}
END_TEST

/* --- another file --------------------------------------------------------- */

START_TEST(the_next_day_has_a_file_and_the_link_of_its_own)
{
	struct room r;

	set_up_room(&r, "filegen loopstats\n");
	put_at(&r, "a", NOVEMBER_21, 5);
	put_at(&r, "b", NOVEMBER_21 + DAY, 5);
	check_file(&r, "loopstats.20261121", "61365 0.250 a\n");
	check_file(&r, "loopstats.20261122", "61366 0.250 b\n");
	check_file(&r, "loopstats", "61366 0.250 b\n");
	ck_assert_uint_eq(links(&r, "loopstats.20261121"), 1);
	ck_assert_uint_eq(links(&r, "loopstats.20261122"), 2);
	ck_assert_int_eq(logged(&r, ""), 0);
	tear_down_room(&r);
}
END_TEST

START_TEST(a_file_that_is_there_is_appended_to)
{
	struct room r;

	set_up_room(&r, "filegen loopstats\n");
	put_at(&r, "a", NOVEMBER_21, 5);
	statistics_close(&r.statistics);
	put_at(&r, "b", NOVEMBER_21, 5);
	check_file(&r, "loopstats", "61365 0.250 a\n61365 0.250 b\n");
	ck_assert_uint_eq(links(&r, "loopstats.20261121"), 2);
	tear_down_room(&r);
}
END_TEST

START_TEST(a_file_in_the_way_of_the_link_is_renamed)
{
	struct room r;
	char saved[64];

	set_up_room(&r, "filegen loopstats\n");
	make_file(&r, "loopstats");
	put_at(&r, "a", NOVEMBER_21, 5);
	snprintf(saved, sizeof saved, "loopstats.%ldC0", (long)getpid());
	check_file(&r, saved, "old\n");
	check_file(&r, "loopstats", "61365 0.250 a\n");
	tear_down_room(&r);
}
END_TEST

START_TEST(what_is_no_file_stays_in_the_way)
{
	struct room r;
	char path[ROOM];

	set_up_room(&r, "filegen loopstats\n");
	path_of(&r, "loopstats", path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	put_at(&r, "a", NOVEMBER_21, 5);
	check_file(&r, "loopstats.20261121", "61365 0.250 a\n");
	ck_assert_int_eq(logged(&r, "expected regular file for "), 1);
	tear_down_room(&r);
}
END_TEST

START_TEST(another_configuration_means_another_file)
{
	struct room r;

	set_up_room(&r, "filegen loopstats type none\n");
	put_at(&r, "a", NOVEMBER_21, 5);
	r.conf.filegens[0].type = FILEGEN_YEAR;
	put_at(&r, "b", NOVEMBER_21, 5);
	check_file(&r, "loopstats.2026", "61365 0.250 b\n");
	check_file(&r, "loopstats", "61365 0.250 b\n");
	tear_down_room(&r);
}
END_TEST

/* --- what goes wrong ------------------------------------------------------ */

START_TEST(a_folder_that_is_not_there_is_no_news)
{
	struct room r;

	set_up_room(&r, "filegen loopstats file nowhere/loops\n");
	put_at(&r, "a", NOVEMBER_21, 5);
	ck_assert_int_eq(logged(&r, ""), 0);
	tear_down_room(&r);
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_is_told_once)
{
	struct room r;
	char path[ROOM];

	set_up_room(&r, "filegen loopstats type none\n");
	path_of(&r, "loopstats", path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	put_at(&r, "a", NOVEMBER_21, 5);
	put_at(&r, "b", NOVEMBER_21, 5);
	ck_assert_int_eq(logged(&r, "can't open "), 1);
	ck_assert_int_eq(rmdir(path), 0);
	put_at(&r, "c", NOVEMBER_21, 5);
	check_file(&r, "loopstats", "61365 0.250 c\n");
	tear_down_room(&r);
}
END_TEST

START_TEST(lines_go_on_to_the_file_before_if_there_can_be_no_new_one)
{
	struct room r;
	char path[ROOM];

	set_up_room(&r, "filegen loopstats\n");
	put_at(&r, "a", NOVEMBER_21, 5);
	path_of(&r, "loopstats.20261122", path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	put_at(&r, "b", NOVEMBER_21 + DAY, 5);
	check_file(&r, "loopstats.20261121", "61365 0.250 a\n61366 0.250 b\n");
	ck_assert_int_eq(logged(&r, "can't open "), 1);
	tear_down_room(&r);
}
END_TEST

START_TEST(neither_links_nor_pipes_are_followed)
{
	struct room r;
	char path[ROOM], other[ROOM];

	set_up_room(&r, "filegen loopstats type none\n");
	path_of(&r, "loopstats", path);
	path_of(&r, "other", other);
	make_file(&r, "other");
	ck_assert_int_eq(symlink(other, path), 0);
	put_at(&r, "a", NOVEMBER_21, 5);
	check_file(&r, "other", "old\n");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	put_at(&r, "a", NOVEMBER_21, 5); /* does not wait for a reader */
	ck_assert_int_eq(logged(&r, "can't open "), 2);
	tear_down_room(&r);
}
END_TEST

START_TEST(a_name_that_is_too_long_is_no_file)
{
	struct room r;
	char *name = calloc(1, 5000);

	ck_assert_ptr_nonnull(name);
	memset(name, 'x', 4999);
	set_up_room(&r, "filegen loopstats\n");
	free(r.conf.filegens[0].file);
	r.conf.filegens[0].file = name;
	put_at(&r, "a", NOVEMBER_21, 5);
	ck_assert_ptr_null(r.statistics.files[2].name);
	tear_down_room(&r);
}
END_TEST

START_TEST(files_of_root_are_given_to_the_user)
{
	struct room r;
	char path[ROOM];
	struct stat st;

	if (geteuid() != 0)
		return;
	set_up_room(&r, "filegen loopstats\n");
	r.statistics.uid = 65534;
	r.statistics.gid = 65533;
	put_at(&r, "a", NOVEMBER_21, 5);
	path_of(&r, "loopstats", path);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_uid, 65534);
	ck_assert_uint_eq(st.st_gid, 65533);
	tear_down_room(&r);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("statistics");
	Suite *s = suite_create("statistics");

	tcase_add_loop_test(t, a_file_is_named_by_its_type, 0,
	    (int)(sizeof names / sizeof names[0]));
	tcase_add_test(t, without_filegen_a_file_is_daily_and_linked);
	tcase_add_test(t, filegen_names_the_file_and_may_leave_out_the_link);
	tcase_add_test(t, the_next_day_has_a_file_and_the_link_of_its_own);
	tcase_add_test(t, a_file_that_is_there_is_appended_to);
	tcase_add_test(t, a_file_in_the_way_of_the_link_is_renamed);
	tcase_add_test(t, what_is_no_file_stays_in_the_way);
	tcase_add_test(t, another_configuration_means_another_file);
	tcase_add_test(t, a_folder_that_is_not_there_is_no_news);
	tcase_add_test(t, a_file_that_cannot_be_opened_is_told_once);
	tcase_add_test(t,
	    lines_go_on_to_the_file_before_if_there_can_be_no_new_one);
	tcase_add_test(t, neither_links_nor_pipes_are_followed);
	tcase_add_test(t, a_name_that_is_too_long_is_no_file);
	tcase_add_test(t, files_of_root_are_given_to_the_user);
	suite_add_tcase(s, t);
	return suite_run(s);
}
