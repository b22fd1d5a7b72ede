/*
 * check_corpus.c -- configurations as people have them load as classic does.
 *
 * Beside each tests/data/corpus/NAME.conf is NAME.expect, written down from
 * the rules of the classic daemon and not by this one:
 *
 *   server NAME poll MIN MAX version N [key N] [mode N] WORD...
 *   disable WORD            a switch that is not as by default
 *   access ADDRESS PORT FLAG...   the decision about a packet from there
 *
 * with all associations in their order, the polls as they take effect.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "conf_parse.h"
#include "conf_table.h"
#include "policy.h"
#include "suite.h"

#define AT_LEAST 60 /* configurations */
#define LINE 512
#define ROOM 65536

/* One configuration and what is expected of it. */
struct sample {
	const char *path;
	struct conf conf;
	struct access *access;
	size_t assocs, switches, decisions; /* compared */
};

static char *
slurp(const char *path, size_t *length)
{
	FILE *f = fopen(path, "r");
	char *text = malloc(ROOM);

	ck_assert_msg(f != NULL && text != NULL, "%s", path);
	*length = fread(text, 1, ROOM - 1, f);
	text[*length] = '\0';
	(void)fclose(f); /* only read */
	return text;
}

/* Returns all files of the corpus. */
static glob_t
corpus(void)
{
	const char *root = getenv("srcdir");
	char pattern[4096];
	glob_t found;

	snprintf(pattern, sizeof pattern, "%s/tests/data/corpus/*.conf",
	    root != NULL ? root : ".");
	ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
	return found;
}

__attribute__((format(printf, 2, 3)))
static void
put(char out[LINE], const char *format, ...)
{
	size_t used = strlen(out);
	va_list args;

	va_start(args, format);
	vsnprintf(out + used, LINE - used, format, args);
	va_end(args);
}

/* Put the words of GROUP for FLAGS, in the order of the table. */
static void
put_words(char out[LINE], const char *group, unsigned flags)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].group != NULL && strcmp(rows[i].group, group) == 0
		    && rows[i].type == ROW_FLAG && (flags & rows[i].bit) != 0)
			put(out, " %s", rows[i].word);
}

static void
describe(const struct conf_assoc *a, char out[LINE])
{
	static const char *const kinds[] = { "server", "pool", "peer",
		"broadcast", "manycastclient" };
	struct addr addr = { 0 };
	bool refclock = addr_parse(&addr, a->name) && addr_is_refclock(&addr);
	int min = a->minpoll != 0 ? a->minpoll : 6;

	out[0] = '\0';
	put(out, "%s", kinds[a->kind]);
	if (a->family != 0)
		put(out, " -%u", a->family);
	put(out, " %s poll %d %d version %d", a->name, min,
	    a->maxpoll != 0 ? a->maxpoll : refclock ? min : 10,
	    a->version != 0 ? a->version : 4);
	if (a->key != 0)
		put(out, " key %u", a->key);
	if ((a->set & ASSOC_MODE) != 0)
		put(out, " mode %d", a->mode);
	put_words(out, "server", a->flags);
}

static void
compare_assoc(struct sample *s, const char *want)
{
	char got[LINE];

	ck_assert_msg(s->assocs < s->conf.n_assocs, "%s: no %s", s->path, want);
	describe(&s->conf.assocs[s->assocs++], got);
	ck_assert_msg(strcmp(got, want) == 0, "%s: %s, not %s", s->path, got,
	    want);
}

static void
compare_switch(struct sample *s, const char *word, bool on)
{
	const struct conf_row *row = conf_table_find("enable", word);
	bool got;

	ck_assert_ptr_nonnull(row);
	memcpy(&got, (const char *)&s->conf + row->at, sizeof got);
	ck_assert_msg(got == on, "%s: %s", s->path, word);
	s->switches++;
}

/* Returns the flags that the words of TEXT stand for. */
static uint32_t
read_flags(const char *text)
{
	uint32_t flags = 0, flag;
	char word[32];
	int used;

	for (; sscanf(text, "%31s%n", word, &used) == 1; text += used) {
		for (flag = 1; flag <= ACCESS_NOMRULIST; flag <<= 1)
			if (strcmp(access_flag_name(flag), word) == 0)
				break;
		ck_assert_msg(flag <= ACCESS_NOMRULIST, "%s", word);
		flags |= flag;
	}
	return flags;
}

/* WANT is "ADDRESS PORT FLAG...". */
static void
compare_decision(struct sample *s, const char *want)
{
	struct access_answer answer;
	struct addr src;
	char text[ADDR_TEXT];
	unsigned port;
	int used;

	ck_assert_int_eq(sscanf(want, "%63s %u%n", text, &port, &used), 2);
	ck_assert(addr_parse(&src, text));
	src.port = (uint16_t)port;
	access_match(s->access, &src, s->conf.port, &answer);
	ck_assert_msg(answer.flags == read_flags(want + used), "%s: %s: %04x",
	    s->path, want, answer.flags);
	s->decisions++;
}

static void
compare_line(struct sample *s, const char *line)
{
	if (strncmp(line, "access ", 7) == 0)
		compare_decision(s, line + 7);
	else if (strncmp(line, "enable ", 7) == 0)
		compare_switch(s, line + 7, true);
	else if (strncmp(line, "disable ", 8) == 0)
		compare_switch(s, line + 8, false);
	else
		compare_assoc(s, line);
}

/* Returns how many switches are not as by default. */
static size_t
count_switches(const struct conf *c)
{
	struct conf fresh;
	size_t n, count = 0;
	const struct conf_row *rows = conf_table_rows(&n);

	conf_init(&fresh);
	for (size_t i = 0; i < n; i++)
		if (rows[i].type == ROW_SWITCH && rows[i].group != NULL &&
		    strcmp(rows[i].group, "enable") == 0)
			count += memcmp((const char *)c + rows[i].at,
			    (const char *)&fresh + rows[i].at,
			    sizeof(bool)) != 0;
	conf_free(&fresh);
	return count;
}

static void
compare_with_expectations(struct sample *s)
{
	char path[4096], *text, *line;
	size_t length;

	snprintf(path, sizeof path, "%.*s.expect",
	    (int)(strlen(s->path) - strlen(".conf")), s->path);
	line = text = slurp(path, &length);
	for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		compare_line(s, line);
	}
	free(text);
	ck_assert_msg(s->assocs == s->conf.n_assocs, "%s: also %s", s->path,
	    s->conf.assocs[s->assocs].name);
	ck_assert_msg(s->switches == count_switches(&s->conf), "%s: switches",
	    s->path);
	ck_assert_msg(s->decisions >= 10, "%s: few decisions", s->path);
}

static void
load(struct sample *s, const char *path)
{
	struct conf_reader reader = { .remote = false };
	size_t length;
	char *text = slurp(path, &length);

	s->path = path;
	conf_init(&s->conf);
	(void)conf_parse(&s->conf, path, text, length, &reader);
	free(text);
	s->access = policy_table(&s->conf);
	ck_assert_ptr_nonnull(s->access);
}

START_TEST(every_configuration_of_the_corpus_loads_as_classic_does)
{
	glob_t found = corpus();

	ck_assert_uint_ge(found.gl_pathc, AT_LEAST);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct sample s = { .assocs = 0 };

		load(&s, found.gl_pathv[i]);
		compare_with_expectations(&s);
		access_free(s.access);
		conf_free(&s.conf);
	}
	globfree(&found);
}
END_TEST

START_TEST(mistakes_are_told_and_stock_files_have_none)
{
	glob_t found = corpus();
	size_t wrong = 0;

	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;
		struct sample s = { .assocs = 0 };

		load(&s, found.gl_pathv[i]);
		if (strncmp(name, "typo-", 5) == 0)
			ck_assert_msg(s.conf.errors > 0, "%s", name);
		if (strncmp(name, "dist-centos", 11) == 0 ||
		    strncmp(name, "dist-debian", 11) == 0)
			ck_assert_msg(s.conf.errors == 0, "%s", name);
		wrong += s.conf.errors > 0;
		access_free(s.access);
		conf_free(&s.conf);
	}
	ck_assert_uint_ge(wrong, 8);
	globfree(&found);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("corpus");
	TCase *t = tcase_create("corpus");

	tcase_add_test(t,
	    every_configuration_of_the_corpus_loads_as_classic_does);
	tcase_add_test(t, mistakes_are_told_and_stock_files_have_none);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return suite_run(s);
}
