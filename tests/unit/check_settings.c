/*
 * check_settings.c -- the configuration from the command line, the main file,
 * its drop-ins, and the network.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "settings.h"
#include "suite.h"

/* --- files ---------------------------------------------------------------- */

/* A folder with the files of a test. */
struct desk {
	char folder[64];
	char main[96];     /* its ntp.conf */
	struct options options;
	struct fileset files;
	unsigned findings;
};

/* Write TEXT to the file NAME of D. */
static void
put_file(const struct desk *d, const char *name, const char *text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", d->folder, name);
	f = fopen(path, "w");
	ck_assert_msg(f != NULL, "%s", path);
	fputs(text, f);
	fclose(f);
}

static void
open_desk(struct desk *d, const char *text)
{
	char path[96];

	memset(d, 0, sizeof *d);
	snprintf(d->folder, sizeof d->folder, "/tmp/settings.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(d->folder));
	snprintf(d->main, sizeof d->main, "%s/ntp.conf", d->folder);
	snprintf(path, sizeof path, "%s/ntp.d", d->folder);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	put_file(d, "ntp.conf", text);
	d->options.configfile = d->main;
	d->files.disk = true;
}

static void
close_desk(struct desk *d)
{
	char command[128];

	fileset_free(&d->files);
	snprintf(command, sizeof command, "rm -r %s", d->folder);
	ck_assert_int_eq(system(command), 0);
}

static void
count(void *ctx, const struct conf_finding *f)
{
	struct desk *d = ctx;

	d->findings += f->severity == CONF_ERROR && !f->repeated;
}

static struct conf *
read_desk(struct desk *d, bool *found)
{
	struct conf *c = settings_read(&d->options, &d->files, count, d, found);

	ck_assert_ptr_nonnull(c);
	return c;
}

START_TEST(drop_ins_come_after_the_main_file_in_lexical_order)
{
	struct desk d;
	struct conf *c;
	bool found;

	open_desk(&d, "keys /main\ndriftfile /main\nserver 192.0.2.1\n");
	put_file(&d, "ntp.d/20-b.conf", "keys /b\nserver 192.0.2.3\n");
	put_file(&d, "ntp.d/10-a.conf", "keys /a\nserver 192.0.2.2\n");
	put_file(&d, "ntp.d/30-c.off", "keys /c\n");
	put_file(&d, "ntp.d/README", "not a configuration\n");
	c = read_desk(&d, &found);
	ck_assert(found);
	ck_assert_uint_eq(d.findings, 0);
	ck_assert_str_eq(c->keys, "/b");
	ck_assert_str_eq(c->driftfile, "/main");
	ck_assert_uint_eq(c->n_assocs, 3);
	ck_assert_str_eq(c->assocs[0].name, "192.0.2.1");
	ck_assert_str_eq(c->assocs[1].name, "192.0.2.2");
	ck_assert_str_eq(c->assocs[2].name, "192.0.2.3");
	ck_assert_ptr_nonnull(strstr(c->assocs[2].at.file, "ntp.d/20-b.conf"));
	settings_free(c);
	close_desk(&d);
}
END_TEST

START_TEST(a_drop_in_that_cannot_be_read_does_not_hide_the_others)
{
	struct desk d;
	struct conf *c;
	char path[96];
	bool found;

	open_desk(&d, "");
	snprintf(path, sizeof path, "%s/ntp.d/10-folder.conf", d.folder);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	put_file(&d, "ntp.d/20-b.conf", "servr x\nkeys /b\n");
	c = read_desk(&d, &found);
	ck_assert_str_eq(c->keys, "/b");
	ck_assert_uint_eq(d.findings, 1);
	ck_assert_uint_eq(c->errors, 1);
	settings_free(c);
	close_desk(&d);
}
END_TEST

START_TEST(drop_ins_are_read_without_a_main_file)
{
	struct desk d;
	struct conf *c;
	bool found;

	open_desk(&d, "");
	ck_assert_int_eq(unlink(d.main), 0);
	put_file(&d, "ntp.d/a.conf", "keys /a\n");
	c = read_desk(&d, &found);
	ck_assert(!found);
	ck_assert_str_eq(c->keys, "/a");
	settings_free(c);
	close_desk(&d);
}
END_TEST

START_TEST(files_override_the_command_line)
{
	struct desk d;
	struct conf *c;
	bool found;

	open_desk(&d, "driftfile /file\n");
	d.options.driftfile = "/option";
	d.options.keyfile = "/keys";
	d.options.slew = true;
	d.options.port = 12300;
	c = read_desk(&d, &found);
	ck_assert_str_eq(c->driftfile, "/file");
	ck_assert_str_eq(c->keys, "/keys");
	ck_assert_double_eq(c->tinker.step_back, 600);
	ck_assert_uint_eq(c->port, 12300);
	settings_free(c);
	close_desk(&d);
}
END_TEST

/* --- the network ---------------------------------------------------------- */

START_TEST(mistakes_in_one_request_are_told_one_on_each_line)
{
	static const char text[] = "servr 192.0.2.1\ntos minsane 1\n"
	    "restrict 192.0.2.0 mask bogus\nserver 192.0.2.9 iburst prefr\n";
	struct conf c;
	char reply[512];

	conf_init(&c);
	c.errors = 7;
	settings_add(&c, text, sizeof text - 1, reply, sizeof reply);
	ck_assert_str_eq(reply, "column 1 syntax error, unexpected T_String\r\n"
	    "column 1 restrict: error in mask 'bogus' on line 3. "
	    "Ignoring...\r\n"
	    "column 25 syntax error, unexpected T_String, expecting T_EOC");
	ck_assert_uint_eq(c.errors, 7);
	ck_assert_uint_eq(c.n_assocs, 1);
	conf_free(&c);
}
END_TEST

START_TEST(a_request_without_mistakes_succeeds)
{
	struct conf c;
	char reply[64];

	conf_init(&c);
	settings_add(&c, "server 192.0.2.1", 16, reply, sizeof reply);
	ck_assert_str_eq(reply, "Config Succeeded");
	settings_add(&c, "", 0, reply, sizeof reply);
	ck_assert_str_eq(reply, "Config Succeeded");
	conf_free(&c);
}
END_TEST

START_TEST(a_reply_has_no_more_than_there_is_room_for)
{
	char text[4096], reply[100];
	struct conf c;

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i % 2 == 0 ? 'x' : '\n';
	conf_init(&c);
	settings_add(&c, text, sizeof text, reply, sizeof reply);
	ck_assert_uint_eq(strlen(reply), sizeof reply - 1);
	conf_free(&c);
}
END_TEST

START_TEST(a_reset_in_one_request_is_not_repeated_by_the_next)
{
	struct conf c;
	char reply[64];

	conf_init(&c);
	settings_add(&c, "reset sys", 9, reply, sizeof reply);
	ck_assert_uint_eq(c.reset, CONF_RESET_SYS);
	settings_add(&c, "keys /k", 7, reply, sizeof reply);
	ck_assert_uint_eq(c.reset, 0);
	conf_free(&c);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("settings");
	TCase *files = tcase_create("files");
	TCase *network = tcase_create("network");

	tcase_add_test(files,
	    drop_ins_come_after_the_main_file_in_lexical_order);
	tcase_add_test(files,
	    a_drop_in_that_cannot_be_read_does_not_hide_the_others);
	tcase_add_test(files, drop_ins_are_read_without_a_main_file);
	tcase_add_test(files, files_override_the_command_line);
	tcase_add_test(network,
	    mistakes_in_one_request_are_told_one_on_each_line);
	tcase_add_test(network, a_request_without_mistakes_succeeds);
	tcase_add_test(network, a_reply_has_no_more_than_there_is_room_for);
	tcase_add_test(network,
	    a_reset_in_one_request_is_not_repeated_by_the_next);
	suite_add_tcase(suite, files);
	suite_add_tcase(suite, network);
	return suite;
}

int
main(void)
{
	return suite_run(make_suite());
}
