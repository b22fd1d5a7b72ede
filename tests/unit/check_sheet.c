/*
 * check_sheet.c -- answers of ntpq for programs.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"
#include "options.h"
#include "sheet.h"
#include "source.h"
#include "suite.h"

/* An ntpq that writes to memory. */
struct desk {
	struct ntpq n;
	char *text;
	size_t length;
};

static struct desk *
desk_new(bool csv)
{
	struct desk *d = calloc(1, sizeof *d);

	ck_assert_ptr_nonnull(d);
	d->n.out = open_memstream(&d->text, &d->length);
	ck_assert_ptr_nonnull(d->n.out);
	d->n.options.csv = csv;
	d->n.options.json = !csv;
	snprintf(d->n.query.host, sizeof d->n.query.host, "a,host");
	return d;
}

static void
desk_has(struct desk *d, const char *expected)
{
	ck_assert_int_eq(fclose(d->n.out), 0);
	ck_assert_str_eq(d->text, expected);
	free(d->text);
	free(d);
}

struct thing {
	char name[20];
	unsigned long count;
	double number;
	ntp_time when;
};

static const struct sheet_column columns[] = {
	SHEET_COLUMN("name", TEXT, struct thing, name),
	SHEET_COLUMN("count", COUNT, struct thing, count),
	SHEET_COLUMN("number", NUMBER, struct thing, number),
	SHEET_COLUMN("when", STAMP, struct thing, when),
	SHEET_END
};

static const struct sheet sheet = { "things", columns, NULL, NULL, NULL };

static const struct thing bad = { "q\" ,\r\n\033[\377", 7, -0.25,
	{ 0xeeabc07080000000ULL } };
static const struct thing none = { "", 0, NAN, { 0 } };

START_TEST(csv_quotes_what_must_be_and_has_no_control_characters)
{
	struct desk *d = desk_new(true);

	sheet_begin(&d->n, &sheet);
	sheet_row(&d->n, &sheet, &bad);
	sheet_row(&d->n, &sheet, &none);
	sheet_end(&d->n, &sheet);
	desk_has(d, "host,name,count,number,when\r\n"
	    "\"a,host\",\"q\"\" ,^M^J^[[M-^?\",7,-0.25,"
	    "2026-11-21T07:02:08.500000Z\r\n"
	    "\"a,host\",,0,,\r\n");
}
END_TEST

START_TEST(csv_names_its_columns_once)
{
	struct desk *d = desk_new(true);

	sheet_write(&d->n, &sheet, &none);
	sheet_write(&d->n, &sheet, &none);
	desk_has(d, "host,name,count,number,when\r\n"
	    "\"a,host\",,0,,\r\n\"a,host\",,0,,\r\n");
}
END_TEST

START_TEST(json_has_null_for_what_is_not_known)
{
	struct desk *d = desk_new(false);

	sheet_begin(&d->n, &sheet);
	sheet_row(&d->n, &sheet, &bad);
	sheet_row(&d->n, &sheet, &none);
	sheet_end(&d->n, &sheet);
	desk_has(d, "{\"host\":\"a,host\",\"things\":["
	    "{\"name\":\"q\\\" ,\\u000d\\u000a\\u001b[\\u00ff\",\"count\":7,"
	    "\"number\":-0.25,\"when\":\"2026-11-21T07:02:08.500000Z\"},"
	    "{\"name\":\"\",\"count\":0,\"number\":null,\"when\":null}]}\n");
}
END_TEST

START_TEST(json_of_no_rows_is_an_empty_list)
{
	struct desk *d = desk_new(false);

	sheet_begin(&d->n, &sheet);
	sheet_end(&d->n, &sheet);
	desk_has(d, "{\"host\":\"a,host\",\"things\":[]}\n");
}
END_TEST

START_TEST(each_variable_is_a_row_of_csv)
{
	static const char data[] = "leap=0, version=\"a, b\", x,\r\nbad=\033[";
	struct desk *d = desk_new(true);

	memcpy(d->n.query.reply.data, data, sizeof data - 1);
	d->n.query.reply.length = sizeof data - 1;
	d->n.query.reply.status = 0x615;
	machine_vars(&d->n, 9);
	desk_has(d, "host,associd,status,name,value\r\n"
	    "\"a,host\",9,0x0615,leap,0\r\n"
	    "\"a,host\",9,0x0615,version,\"a, b\"\r\n"
	    "\"a,host\",9,0x0615,x,\r\n"
	    "\"a,host\",9,0x0615,bad,^[[\r\n");
}
END_TEST

START_TEST(the_form_of_answers_may_be_csv)
{
	char name[] = "ntpq", o[] = "-ocsv";
	char *argv[] = { name, o, NULL };
	struct options options;

	ck_assert_int_eq(options_parse(&options, 2, argv), OPTIONS_RUN);
	ck_assert(options.csv);
	ck_assert(!options.json);
}
END_TEST

/* Parse no options at all in a folder whose .ntprc has TEXT. */
static enum options_next
parse_with(const char *text, struct options *o)
{
	char folder[] = "/tmp/check_sheet.XXXXXX", name[] = "ntpq";
	char *argv[] = { name, NULL };
	enum options_next next;
	FILE *f;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert_int_eq(setenv("HOME", "/nowhere", 1), 0);
	f = fopen(".ntprc", "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	next = options_parse(o, 1, argv);
	ck_assert_int_eq(unlink(".ntprc"), 0);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(folder), 0);
	return next;
}

START_TEST(presets_are_read_from_ntprc)
{
	struct options o;

	ck_assert_int_eq(parse_with("# old\nold-rv\n \tnumeric \nnonsense\n"
	    "port = 1123\ncommand quit\n\n=\n[ntpdate]\nwide\n[NTPQ]\n"
	    "output json", &o), OPTIONS_RUN);
	ck_assert(o.old_rv);
	ck_assert(o.numeric);
	ck_assert(o.json);
	ck_assert(!o.wide);
	ck_assert_uint_eq(o.port, 1123);
	ck_assert_int_eq(o.n_commands, 0);
	ck_assert_int_eq(parse_with("port nothing\n", &o), OPTIONS_BAD);
	ck_assert_int_eq(parse_with("", &o), OPTIONS_RUN);
	ck_assert_uint_eq(o.port, 123);
}
END_TEST

START_TEST(samples_and_runs_are_counted_in_the_register)
{
	static const char data[] = "filtdelay=1.00 1.00 1.00 1.00 1.00,\r\n"
	    "filtoffset=1.00 2.00 -1.00 5.00 0.00,\r\n"
	    "filtdisp=0.00 0.01 0.02 16000.00 0.04, flash=0x400, leap=3";
	struct source s = { .samples = 0 };

	source_add(&s, data, sizeof data - 1);
	ck_assert_uint_eq(s.samples, 4); /* mean 0.5 */
	ck_assert_uint_eq(s.runs, 2);
	ck_assert_double_eq(s.number[SOURCE_FLASH], 0x400);
	ck_assert_double_eq(s.number[SOURCE_LEAP], 3);
}
END_TEST

START_TEST(a_register_that_makes_no_sense_counts_nothing)
{
	static const char *const bad_ones[] = { "filtoffset=, filtdisp=",
		"filtoffset=1 2 3, filtdisp=1 2", "filtoffset=nan, filtdisp=1",
		"filtoffset=x y, filtdisp=x y", "filtdisp=1 2 3" };

	for (size_t i = 0; i < sizeof bad_ones / sizeof bad_ones[0]; i++) {
		struct source s = { .samples = 0 };

		source_add(&s, bad_ones[i], strlen(bad_ones[i]));
		ck_assert_uint_eq(s.samples, 0);
		ck_assert_uint_eq(s.runs, 0);
	}
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *s = suite_create("sheet");
	TCase *t = tcase_create("sheet");

	tcase_add_test(t,
	    csv_quotes_what_must_be_and_has_no_control_characters);
	tcase_add_test(t, csv_names_its_columns_once);
	tcase_add_test(t, json_has_null_for_what_is_not_known);
	tcase_add_test(t, json_of_no_rows_is_an_empty_list);
	tcase_add_test(t, each_variable_is_a_row_of_csv);
	tcase_add_test(t, the_form_of_answers_may_be_csv);
	tcase_add_test(t, presets_are_read_from_ntprc);
	tcase_add_test(t, samples_and_runs_are_counted_in_the_register);
	tcase_add_test(t, a_register_that_makes_no_sense_counts_nothing);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return suite_run(make_suite());
}
