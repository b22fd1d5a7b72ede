/*
 * check_conf_rows.c -- every word of the configuration language, one by one:
 * that it is accepted, that what is wrong about it is refused, and that the
 * table says of it what is true.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_cases.h"
#include "conf_dump.h"
#include "conf_parse.h"
#include "suite.h"

#define LINE 256
#define GROUPS_MAX 64

/* What is known of one row: how many lines were accepted, how many refused. */
struct coverage {
	unsigned accepted, refused;
};

static const char *
include_nothing(void *ctx, const char *path, size_t *length)
{
	(void)ctx;
	(void)path;
	*length = 0;
	return "";
}

/* What was said of a text. */
struct said {
	unsigned syntax;  /* how often something else was expected */
	char last[512];   /* the last text about a word without effect */
};

static void
listen(void *ctx, const struct conf_finding *f)
{
	struct said *s = ctx;

	s->syntax += strcmp(f->rule, "syntax") == 0 ||
	    strcmp(f->rule, "word") == 0;
	if (strcmp(f->rule, "inert") == 0)
		snprintf(s->last, sizeof s->last, "%s", f->text);
}

/* Read TEXT into C, made anew; returns how many mistakes it has.  SAID, unless
 * NULL, is what was said of it. */
static unsigned
read_text(struct conf *c, const char *text, struct said *said)
{
	struct said unused;
	struct conf_reader reader = { .include = include_nothing,
		.report = listen, .ctx = said != NULL ? said : &unused };

	memset(reader.ctx, 0, sizeof unused);
	conf_init(c);
	return conf_parse(c, "ntp.conf", text, strlen(text), &reader);
}

/* --- a line for each row -------------------------------------------------- */

/* Returns what comes before the words of GROUP. */
static const char *
prefix_of(const char *group)
{
	static const char *const prefixes[][2] = {
		{ "server", "server 10.0.0.1 " },
		{ "restrict", "restrict 10.0.0.1 " },
		{ "restrict serverresponse", "restrict ::1 serverresponse " },
		{ "restrict address", "restrict " },
		{ "restrict mask", "restrict 10.0.0.1 " },
		{ "filegen", "filegen loopstats " },
		{ "filegen type", "filegen loopstats type " },
		{ "leapfile", "leapfile /l " }, { "setvar", "setvar a = b " },
		{ "trap", "trap host " }, { "interface action", "nic " },
		{ "interface match", "nic listen " },
		{ "clientport", "clientport " }, { "ratelimit", "ratelimit " },
		{ "local", "local " },
		{ "fudge", "fudge 127.127.1.0 " }
	};
	static const char *const plain[][2] = { { "discard", "discard " },
		{ "crypto", "crypto " }, { "statistics", "statistics " },
		{ "tos", "tos " }, { "tinker", "tinker " },
		{ "enable", "disable " }, { "require", "require " },
		{ "mru", "mru " }, { "rlimit", "rlimit " },
		{ "reset", "reset " },
		{ "broadcastclient", "broadcastclient " } };

	if (group == NULL)
		return "";
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (strcmp(prefixes[i][0], group) == 0)
			return prefixes[i][1];
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (strcmp(plain[i][0], group) == 0)
			return plain[i][1];
	ck_abort_msg("no line for the words of %s", group);
	return NULL;
}

/* What comes after a word of a type: right, and wrong. */
static const struct {
	const char *right, *wrong;
} afterwards[ROW_TYPES] = {
	[ROW_FLAG] = { "", "{" }, [ROW_VALUE] = { "", "{" },
	[ROW_SWITCH] = { "", "{" }, [ROW_BOOL] = { "1", "false" },
	[ROW_BIT] = { "true", "false" }, [ROW_INTEGER] = { "5", "1.5" },
	[ROW_TRUNCATED] = { "5.5", "x" }, [ROW_KEY] = { "5", "1.5" },
	[ROW_PORT] = { "5", "x" }, [ROW_NUMBER] = { "1.5", "x" },
	[ROW_TEXT] = { "255.0.0.0", "" }, [ROW_REFID] = { "GPS", "" },
	[ROW_CHOICE] = { NULL, "bogus" }, [ROW_GROUP] = { NULL, "bogus" },
	[ROW_ASSOC] = { "ntp.example.com", "" }, [ROW_UNPEER] = { "5", "" },
	[ROW_CASTS] = { "224.0.1.1", "" }, [ROW_BCLIENT] = { "", "x" },
	[ROW_RESTRICT] = { "default", "5" },
	[ROW_REFCLOCK] = { "phc /dev/ptp0", "shm" },
	[ROW_FUDGE] = { "127.127.1.0 flag1 1", "127.127.1.0" },
	[ROW_TRUSTED] = { "1 ( 3 ... 5 )", "x" },
	[ROW_CRYPTO] = { "pw x", "x" },
	[ROW_FILEGEN] = { "sysstats", "x" },
	[ROW_LOGCONFIG] = { "+sysall", "+x" },
	[ROW_DRIFTFILE] = { "/d", "/d x" }, [ROW_INCLUDE] = { "/i", "" },
	[ROW_PHONE] = { "1", "" }, [ROW_SETVAR] = { "a = b", "a b" },
	[ROW_TRAP] = { "host", "" }, [ROW_TTL] = { "1 2", "x" },
	[ROW_NIC] = { "drop lo", "drop" }, [ROW_SIMULATE] = { "{ }", "{" },
	[ROW_END] = { "", NULL }, [ROW_REST] = { "1", NULL },
	[ROW_MAKESTEP] = { "1 3", "x" }, [ROW_LOCAL] = { NULL, "x" },
	[ROW_RATELIMIT] = { "", "x" }
};

/* Returns the first word that may follow ROW. */
static const char *
first_option(const struct conf_row *row)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);
	static const char *const values[ROW_TYPES] = { [ROW_BOOL] = " 1",
		[ROW_INTEGER] = " 5", [ROW_NUMBER] = " 5" };
	static char text[128];

	for (size_t i = 0; i < n; i++) {
		if (rows[i].group == NULL ||
		    strcmp(rows[i].group, row->options) != 0)
			continue;
		snprintf(text, sizeof text, "%s%s", rows[i].word,
		    values[rows[i].type] != NULL ? values[rows[i].type] : "");
		return text;
	}
	ck_abort_msg("%s has no options", row->word);
	return NULL;
}

/* Write a line with ROW's word, right or wrong, into LINE. */
static void
line_for(const struct conf_row *row, const char *after, char *line,
    size_t size)
{
	const char *prefix = prefix_of(row->group);

	if (after == NULL)
		after = first_option(row);
	if (strcmp(row->word, "mode") == 0)
		prefix = "server 127.127.1.0 ";
	if (strcmp(prefix, "nic ") == 0 && after[0] == '\0')
		after = "lo";
	snprintf(line, size, "%s%s %s", prefix, row->word, after);
}

/*
 * Write a line into LINE with ROW's word misspelt; returns false if that would
 * be a name, which may be anything.
 */
static bool
misspell(const struct conf_row *row, char *line, size_t size)
{
	struct conf_row other = *row;
	char word[64];

	if (row->group != NULL && (strcmp(row->group, "restrict address") == 0 ||
	    strcmp(row->group, "interface match") == 0))
		return false;
	snprintf(word, sizeof word, "%sx", row->word);
	other.word = word;
	line_for(&other, afterwards[row->type].right, line, size);
	return true;
}

/* --- coverage ------------------------------------------------------------- */

/* Returns true if LINE is refused. */
static bool
is_refused(const char *line)
{
	struct conf c;
	bool refused = read_text(&c, line, NULL) > 0;

	conf_free(&c);
	return refused;
}

/* Try the line that is right for ROW, and those that are wrong. */
static void
try_row(const struct conf_row *row, struct coverage *seen)
{
	const char *bad = afterwards[row->type].wrong;
	char line[LINE];
	struct said said;
	struct conf c;

	/* What "autokey" means is refused; the word is not. */
	line_for(row, afterwards[row->type].right, line, sizeof line);
	(void)read_text(&c, line, &said);
	ck_assert_msg(said.syntax == 0, "\"%s\" is refused", line);
	ck_assert_msg(row->inert == NULL ||
	    strstr(said.last, row->inert) != NULL, "\"%s\" says nothing",
	    line);
	ck_assert_msg(conf_table_is_set(&c, row), "\"%s\" sets nothing",
	    line);
	conf_free(&c);
	seen->accepted++;
	if (bad != NULL) {
		line_for(row, bad, line, sizeof line);
		ck_assert_msg(is_refused(line), "\"%s\" is accepted", line);
		seen->refused++;
	}
	if (misspell(row, line, sizeof line)) {
		ck_assert_msg(is_refused(line), "\"%s\" is accepted", line);
		seen->refused++;
	}
}

/* Count K for all rows it sets. */
static void
try_case(const struct conf_case *k, struct coverage *seen, size_t n)
{
	const struct conf_row *rows = conf_table_rows(&n);
	struct conf c;
	unsigned errors = read_text(&c, k->text, NULL);

	for (size_t i = 0; i < n; i++)
		if (conf_table_is_set(&c, &rows[i])) {
			seen[i].accepted += errors == 0;
			seen[i].refused += errors > 0;
		}
	conf_free(&c);
}

/* What one directive, or the words of one group, come to. */
struct total {
	const char *group;
	unsigned rows, accepted, refused, untested;
};

/* Returns the total for GROUP among those at T. */
static struct total *
total_of(struct total t[GROUPS_MAX], const char *group)
{
	for (size_t i = 0; i < GROUPS_MAX; i++) {
		if (t[i].group == NULL)
			t[i].group = group;
		if (strcmp(t[i].group, group) == 0)
			return &t[i];
	}
	ck_abort_msg("more than %d groups", GROUPS_MAX);
	return NULL;
}

/* Print what is SEEN of the rows; returns how many lack something. */
static unsigned
report_coverage(const struct coverage *seen)
{
	struct total t[GROUPS_MAX] = { { NULL, 0, 0, 0, 0 } };
	unsigned untested = 0;
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++) {
		const char *group = rows[i].group != NULL ? rows[i].group :
		    "directives";
		bool lacks = seen[i].accepted == 0 || seen[i].refused == 0;
		struct total *to = total_of(t, group);

		to->rows++;
		to->accepted += seen[i].accepted;
		to->refused += seen[i].refused;
		to->untested += lacks;
		untested += lacks;
		if (lacks)
			printf("untested: %s %s: %u accepted, %u refused\n",
			    group, rows[i].word, seen[i].accepted,
			    seen[i].refused);
	}
	printf("%-24s %5s %9s %8s %9s\n", "words of", "rows", "accepted",
	    "refused", "untested");
	for (size_t i = 0; i < GROUPS_MAX && t[i].group != NULL; i++)
		printf("%-24s %5u %9u %8u %9u\n", t[i].group, t[i].rows,
		    t[i].accepted, t[i].refused, t[i].untested);
	printf("%zu rows, %u untested\n", n, untested);
	return untested;
}

START_TEST(every_row_has_a_form_that_is_accepted_and_one_that_is_refused)
{
	struct coverage seen[CONF_ROWS_MAX] = { { 0, 0 } };
	size_t n, n_cases;
	const struct conf_row *rows = conf_table_rows(&n);
	const struct conf_case *cases = conf_cases(&n_cases);

	for (size_t i = 0; i < n; i++)
		try_row(&rows[i], &seen[i]);
	for (size_t i = 0; i < n_cases; i++)
		try_case(&cases[i], seen, n);
	ck_assert_uint_eq(report_coverage(seen), 0);
}
END_TEST

START_TEST(every_row_is_touched_by_a_case_of_its_own)
{
	struct coverage seen[CONF_ROWS_MAX] = { { 0, 0 } };
	size_t n, n_cases;
	const struct conf_row *rows = conf_table_rows(&n);
	const struct conf_case *cases = conf_cases(&n_cases);

	for (size_t i = 0; i < n_cases; i++)
		try_case(&cases[i], seen, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(seen[i].accepted + seen[i].refused > 0, "%s %s",
		    rows[i].group != NULL ? rows[i].group : "", rows[i].word);
}
END_TEST

/* --- what the table says -------------------------------------------------- */

START_TEST(defaults_in_the_table_are_those_of_an_empty_file)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);
	struct conf c;
	unsigned compared = 0;

	conf_init(&c);
	for (size_t i = 0; i < n; i++) {
		char value[64];
		const char *deflt = rows[i].deflt;

		if (deflt == NULL || !conf_dump_scalar(&rows[i]))
			continue;
		if (rows[i].type == ROW_SWITCH)
			deflt = strcmp(deflt, "enable") == 0 ? "1" : "0";
		conf_dump_value(&c, &rows[i], value, sizeof value);
		ck_assert_msg(strcmp(value, deflt) == 0, "%s is %s, not %s",
		    rows[i].word, value, deflt);
		compared++;
	}
	ck_assert_uint_gt(compared, 30);
	conf_free(&c);
}
END_TEST

START_TEST(rows_are_unique_and_say_what_they_are_for)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++) {
		const char *doc = rows[i].doc;

		ck_assert_ptr_eq(conf_table_find(rows[i].group, rows[i].word),
		    &rows[i]);
		ck_assert_ptr_nonnull(doc);
		ck_assert_int_eq(doc[strlen(doc) - 1], '.');
		ck_assert(rows[i].min <= rows[i].max);
		ck_assert_uint_eq(conf_table_index(&rows[i]), i);
	}
	ck_assert_ptr_null(conf_table_find(NULL, "minpoll"));
	ck_assert_ptr_null(conf_table_find("server", "server"));
	ck_assert(conf_table_keyword("minpoll"));
	ck_assert(!conf_table_keyword("clientport"));
}
END_TEST

START_TEST(restrict_words_are_those_of_the_access_table)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (uint32_t flag = 1; access_flag_name(flag) != NULL; flag <<= 1)
		ck_assert_uint_eq(conf_table_find("restrict",
		    access_flag_name(flag))->bit, flag);
	for (size_t i = 0; i < n; i++)
		if (rows[i].group != NULL && rows[i].bit != 0 &&
		    strcmp(rows[i].group, "restrict") == 0)
			ck_assert_ptr_nonnull(access_flag_name(rows[i].bit));
}
END_TEST

START_TEST(every_row_takes_effect_or_says_why_not)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++) {
		const struct conf_row *r = &rows[i];
		bool value = r->type <= ROW_CHOICE || r->type == ROW_REST;
		bool crypto = r->group != NULL &&
		    strcmp(r->group, "crypto") == 0; /* said of the directive */

		if (value && r->at == CONF_NOWHERE && !crypto)
			ck_assert_msg(r->inert != NULL, "%s %s",
			    r->group != NULL ? r->group : "", r->word);
	}
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("conf_rows");
	TCase *t = tcase_create("rows");

	tcase_add_test(t,
	    every_row_has_a_form_that_is_accepted_and_one_that_is_refused);
	tcase_add_test(t, every_row_is_touched_by_a_case_of_its_own);
	tcase_add_test(t, every_row_takes_effect_or_says_why_not);
	tcase_add_test(t, defaults_in_the_table_are_those_of_an_empty_file);
	tcase_add_test(t, rows_are_unique_and_say_what_they_are_for);
	tcase_add_test(t, restrict_words_are_those_of_the_access_table);
	suite_add_tcase(suite, t);
	return suite;
}

int
main(void)
{
	return suite_run(make_suite());
}
