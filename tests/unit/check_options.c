/*
 * check_options.c -- tests of ntpd's command line.
 *
 * What an option did is told as text, so that the table has for each one its
 * forms and one line.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "suite.h"

#define TEXT_ROOM 512
#define WORDS 8

struct told {
	char text[TEXT_ROOM];
};

/* --- what an option did --------------------------------------------------- */

static void
add(struct told *t, const char *name, const char *value)
{
	size_t used = strlen(t->text);

	if (value != NULL)
		snprintf(t->text + used, sizeof t->text - used, "%s%s=%s",
		    used > 0 ? " " : "", name, value);
}

static void
add_flag(struct told *t, const char *name, bool value)
{
	if (value)
		add(t, name, "on");
}

static void
add_number(struct told *t, const char *name, int value, int otherwise)
{
	char text[16];

	snprintf(text, sizeof text, "%d", value);
	if (value != otherwise)
		add(t, name, text);
}

static void
add_lists(struct told *t, const struct options *o)
{
	for (size_t i = 0; i < o->n_nics; i++)
		add(t, "nic", o->nics[i]);
	for (size_t i = 0; i < o->n_keys; i++)
		add(t, "key", o->keys[i]);
	for (size_t i = 0; i < o->n_vars; i++)
		add(t, o->vars[i].is_default ? "dvar" : "var",
		    o->vars[i].text);
}

/* Returns what is in O besides the defaults, with the program's name left out;
 * a status other than "go on" is told, too. */
static struct told
tell(const struct options *o, int status)
{
	struct told t = { "" };

	add_number(&t, "status", status, -1);
	add_number(&t, "command", (int)o->command, COMMAND_RUN);
	add_number(&t, "family", o->only_family, 0);
	add_number(&t, "auth", o->auth, 0);
	add(&t, "conf", strcmp(o->configfile, "/etc/ntp.conf") == 0 ? NULL :
	    o->configfile);
	add(&t, "drift", o->driftfile);
	add(&t, "keys", o->keyfile);
	add(&t, "log", o->logfile);
	add(&t, "pid", o->pidfile);
	add(&t, "stats", o->statsdir);
	add(&t, "delay", o->delay);
	add(&t, "jail", o->jail);
	add(&t, "user", o->user);
	add(&t, "saved", o->saved);
	add(&t, "asked", o->asked);
	add_lists(&t, o);
	add_flag(&t, "bclient", o->bclient);
	add_flag(&t, "no_virtual", o->no_virtual);
	add_flag(&t, "lock", o->lock);
	add_flag(&t, "nofork", o->nofork);
	add_flag(&t, "nice", o->nice);
	add_flag(&t, "panicgate", o->panicgate);
	add_flag(&t, "quit", o->quit);
	add_flag(&t, "slew", o->slew);
	add_flag(&t, "json", o->json);
	add_flag(&t, "warnings", o->warnings);
	add_flag(&t, "host", o->host);
	add_flag(&t, "dry", o->dry);
	add(&t, "socket", o->socket);
	add_number(&t, "priority", o->priority, 0);
	add_number(&t, "debug", o->debug, 0);
	add_number(&t, "scan", o->scan, OPTIONS_SCAN);
	add_number(&t, "port", o->port, 0);
	return t;
}

/* Returns what the words up to NULL do after "ntpd". */
static struct told
parse(const char *first, ...)
{
	char *argv[WORDS] = { (char *)"/usr/sbin/ntpd", (char *)first };
	int argc = first != NULL ? 2 : 1;
	struct options o;
	va_list ap;

	va_start(ap, first);
	while (first != NULL && argc + 1 < WORDS) {
		argv[argc] = va_arg(ap, char *);
		if (argv[argc] == NULL)
			break;
		argc++;
	}
	va_end(ap);
	ck_assert(freopen("/dev/null", "w", stderr) != NULL);
	return tell(&o, options_parse(&o, argc, argv));
}

#define CHECK(t, expected) do { \
	struct told told_ = t; \
	ck_assert_str_eq(told_.text, expected); \
} while (0)

/* --- every option --------------------------------------------------------- */

static const struct {
	const char *name;
	char letter;           /* 0: none */
	const char *abbreviated;
	const char *value;     /* NULL: takes none */
	const char *effect;
	bool own;              /* not classic's */
} table[] = {
	{ "ipv4", '4', "ipv4", NULL, "family=4" },
	{ "ipv6", '6', "ipv6", NULL, "family=6" },
	{ "authreq", 'a', "authr", NULL, "auth=97" },
	{ "authnoreq", 'A', "authn", NULL, "auth=65" },
	{ "bcastsync", 'b', "b", NULL, "bclient=on" },
	{ "configfile", 'c', "c", "/x", "conf=/x" },
	{ "debug-level", 'd', "de", NULL, "nofork=on debug=1" },
	{ "set-debug-level", 'D', "se", "3", "nofork=on debug=3" },
	{ "driftfile", 'f', "dr", "/x", "drift=/x" },
	{ "panicgate", 'g', "pa", NULL, "panicgate=on" },
	{ "jaildir", 'i', "j", "/x", "jail=/x" },
	{ "interface", 'I', "in", "eth0", "nic=eth0" },
	{ "keyfile", 'k', "k", "/x", "keys=/x" },
	{ "logfile", 'l', "l", "/x", "log=/x" },
	{ "novirtualips", 'L', "nov", NULL, "no_virtual=on" },
	{ "mlock", 'm', "ml", NULL, "lock=on" },
	{ "nofork", 'n', "nof", NULL, "nofork=on" },
	{ "nice", 'N', "ni", NULL, "nice=on" },
	{ "pidfile", 'p', "pi", "/x", "pid=/x" },
	{ "priority", 'P', "pri", "7", "nice=on priority=7" },
	{ "quit", 'q', "q", NULL, "nofork=on quit=on" },
	{ "propagationdelay", 'r', "pro", "0.004", "delay=0.004" },
	{ "saveconfigquit", 0, "sa", "/x", "command=1 saved=/x" },
	{ "statsdir", 's', "st", "/x", "stats=/x" },
	{ "trustedkey", 't', "t", "5", "key=5" },
	{ "user", 'u', "us", "ntp:ntp", "user=ntp:ntp" },
	{ "updateinterval", 'U', "up", "60", "scan=60" },
	{ "var", 0, "va", "a=b c", "var=a=b c" },
	{ "dvar", 0, "dv", "a=b", "dvar=a=b" },
	{ "slew", 'x', "sl", NULL, "slew=on" },
	{ "version", 0, "ve", NULL, "status=0" },
	{ "help", '?', "h", NULL, "status=0" },
	{ "more-help", '!', "mo", NULL, "status=0" },
	{ "port", 0, "po", "4123", "port=4123", true },
	{ "check", 0, "ch", NULL, "command=2", true },
	{ "warnings", 'W', "w", NULL, "warnings=on", true },
	{ "host", 0, "ho", NULL, "host=on", true },
	{ "test-access", 0, "te", "::1", "command=3 asked=::1", true },
	{ "effective", 0, "ef", NULL, "command=4", true },
	{ "equiv", 0, "eq", "/x", "command=5 asked=/x", true },
	{ "reload", 0, "re", NULL, "command=6", true },
	{ "dry-run", 0, "dry", NULL, "dry=on", true },
	{ "socket", 0, "so", "/x", "socket=/x", true },
};

#define N_TABLE (sizeof table / sizeof table[0])

START_TEST(every_option_is_in_the_table_of_these_tests)
{
	size_t n;
	const struct options_row *rows = options_rows(&n);

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < N_TABLE && strcmp(table[k].name, rows[i].name) != 0)
			k++;
		ck_assert_msg(k < N_TABLE, "%s", rows[i].name);
		ck_assert_int_eq(table[k].letter, rows[i].letter);
		ck_assert_int_eq(table[k].own, rows[i].own);
		ck_assert(rows[i].doc[0] != '\0');
	}
	ck_assert_uint_eq(n, N_TABLE);
}
END_TEST

START_TEST(a_letter_does_what_its_option_does)
{
	char word[32];

	if (table[_i].letter == 0)
		return;
	snprintf(word, sizeof word, "-%c", table[_i].letter);
	CHECK(parse(word, table[_i].value, NULL), table[_i].effect);
	if (table[_i].value == NULL)
		return;
	snprintf(word, sizeof word, "-%c%s", table[_i].letter, table[_i].value);
	CHECK(parse(word, NULL), table[_i].effect);
}
END_TEST

/* NAME must do what row I says, with its value behind "=" and as a word. */
static void
check_long(const char *name, int i)
{
	char word[64];

	snprintf(word, sizeof word, "--%s", name);
	CHECK(parse(word, table[i].value, NULL), table[i].effect);
	if (table[i].value == NULL)
		return;
	snprintf(word, sizeof word, "--%s=%s", name, table[i].value);
	CHECK(parse(word, NULL), table[i].effect);
}

START_TEST(a_long_form_does_what_its_option_does)
{
	check_long(table[_i].name, _i);
}
END_TEST

START_TEST(an_abbreviation_does_what_its_option_does)
{
	check_long(table[_i].abbreviated, _i);
}
END_TEST

START_TEST(case_and_underscores_make_no_difference_in_long_forms)
{
	char name[32];

	for (size_t k = 0; k == 0 || name[k - 1] != '\0'; k++)
		name[k] = table[_i].name[k] == '-' ? '_' :
		    (char)toupper((unsigned char)table[_i].name[k]);
	check_long(name, _i);
}
END_TEST

/* Write the name of the variable that presets row I. */
static void
name_preset(int i, char name[40])
{
	size_t k = (size_t)snprintf(name, 40, "NTPD_%s", table[i].name);

	while (k-- > 0)
		name[k] = name[k] == '-' ? '_' :
		    (char)toupper((unsigned char)name[k]);
}

static void
preset(int i, const char *value)
{
	char name[40];

	name_preset(i, name);
	ck_assert_int_eq(setenv(name, value, 1), 0);
}

START_TEST(the_environment_presets_classics_options_and_no_others)
{
	bool exits = strncmp(table[_i].effect, "status", 6) == 0;

	preset(_i, table[_i].value != NULL ? table[_i].value : "");
	CHECK(parse(NULL), table[_i].own || exits ? "" : table[_i].effect);
}
END_TEST

START_TEST(an_empty_preset_of_an_argument_is_none)
{
	if (table[_i].value == NULL)
		return;
	preset(_i, "");
	CHECK(parse(NULL), "");
}
END_TEST

/* --- together ------------------------------------------------------------- */

START_TEST(letters_can_be_joined)
{
	CHECK(parse("-gnx", "-4bL", NULL),
	    "family=4 bclient=on no_virtual=on nofork=on panicgate=on slew=on");
	CHECK(parse("-ngu", "ntp", NULL), "user=ntp nofork=on panicgate=on");
	CHECK(parse("-ngc/x", NULL), "conf=/x nofork=on panicgate=on");
}
END_TEST

START_TEST(what_is_said_last_counts)
{
	CHECK(parse("-p", "/a", "-u", "x", "-p/b", "--user=y", NULL),
	    "pid=/b user=y");
	ck_assert_int_eq(setenv("NTPD_PIDFILE", "/c", 1), 0);
	CHECK(parse("-p", "/a", NULL), "pid=/a");
}
END_TEST

START_TEST(lists_grow)
{
	CHECK(parse("-I", "eth0", "-Ilo", "-t5", "--trust", "6", NULL),
	    "nic=eth0 nic=lo key=5 key=6");
	CHECK(parse("-d", "-dd", NULL), "nofork=on debug=3");
}
END_TEST

START_TEST(an_update_interval_of_0_and_a_low_priority_are_fine)
{
	CHECK(parse("-U", "0", NULL), "scan=0");
	CHECK(parse("-P", "0", NULL), "nice=on priority=1");
	CHECK(parse("-P", "-5", NULL), "nice=on priority=1");
}
END_TEST

/* --- mistakes ------------------------------------------------------------- */

static const struct {
	const char *words[3];
	int status;
} mistakes[] = {
	{ { "-Z" }, 1 }, { { "-nZ" }, 1 }, { { "-v" }, 1 }, { { "-V" }, 1 },
	{ { "--nonsense" }, 1 }, { { "--nofork=1" }, 1 }, { { "--=x" }, 1 },
	{ { "-c" }, 1 }, { { "--configfile" }, 1 },
	{ { "--p", "x" }, 1 }, { { "--auth" }, 1 }, { { "--i" }, 1 },
	{ { "pool.example" }, 1 }, { { "-n", "pool.example" }, 1 },
	{ { "--", "-n" }, 1 }, { { "-" }, 1 },
	{ { "-4", "-6" }, 1 }, { { "-a", "-A" }, 1 },
	{ { "--authno", "--authr" }, 1 },
	{ { "-D", "x" }, 1 }, { { "-D", "-1" }, 1 }, { { "-D", "256" }, 1 },
	{ { "-P", "x" }, 1 }, { { "-P", "" }, 1 },
	{ { "-U", "x" }, 1 }, { { "-U", "5x" }, 1 },
	{ { "-U", "99999999999999999999" }, 1 },
	{ { "-U", "-1" }, 2 }, { { "-U-1" }, 2 },
	{ { "--updateinterval=-30" }, 2 },
	{ { "--port", "0" }, 1 }, { { "--port=65536" }, 1 },
	{ { "--port=" }, 1 }, { { "--check=xml" }, 1 },
};

START_TEST(a_mistake_ends_with_its_status)
{
	struct told t = parse(mistakes[_i].words[0], mistakes[_i].words[1],
	    NULL);
	char expected[16];

	snprintf(expected, sizeof expected, "status=%d", mistakes[_i].status);
	ck_assert_msg(strncmp(t.text, expected, strlen(expected)) == 0,
	    "%s: %s", mistakes[_i].words[0], t.text);
}
END_TEST

START_TEST(a_list_has_an_end)
{
	char *argv[OPTIONS_LIST + 3] = { (char *)"ntpd" };
	struct options o;

	for (int i = 1; i <= OPTIONS_LIST + 1; i++)
		argv[i] = (char *)"-Ilo";
	ck_assert(freopen("/dev/null", "w", stderr) != NULL);
	ck_assert_int_eq(options_parse(&o, OPTIONS_LIST + 2, argv), 1);
	argv[OPTIONS_LIST + 1] = NULL;
	ck_assert_int_eq(options_parse(&o, OPTIONS_LIST + 1, argv), -1);
	ck_assert_uint_eq(o.n_nics, OPTIONS_LIST);
}
END_TEST

START_TEST(a_wrong_preset_is_a_mistake)
{
	ck_assert_int_eq(setenv("NTPD_UPDATEINTERVAL", "-1", 1), 0);
	CHECK(parse("-n", NULL), "status=2 scan=-1");
}
END_TEST

/* Tests may run one after the other in one process. */
static void
clear_environment(void)
{
	for (size_t i = 0; i < N_TABLE; i++) {
		char name[40];

		name_preset((int)i, name);
		ck_assert_int_eq(unsetenv(name), 0);
	}
}

int
main(void)
{
	TCase *t = tcase_create("options");
	Suite *s = suite_create("options");
	int n = (int)N_TABLE;

	tcase_add_checked_fixture(t, clear_environment, clear_environment);
	tcase_add_test(t, every_option_is_in_the_table_of_these_tests);
	tcase_add_loop_test(t, a_letter_does_what_its_option_does, 0, n);
	tcase_add_loop_test(t, a_long_form_does_what_its_option_does, 0, n);
	tcase_add_loop_test(t, an_abbreviation_does_what_its_option_does, 0,
	    n);
	tcase_add_loop_test(t,
	    case_and_underscores_make_no_difference_in_long_forms, 0, n);
	tcase_add_loop_test(t,
	    the_environment_presets_classics_options_and_no_others, 0, n);
	tcase_add_loop_test(t, an_empty_preset_of_an_argument_is_none, 0, n);
	tcase_add_test(t, letters_can_be_joined);
	tcase_add_test(t, what_is_said_last_counts);
	tcase_add_test(t, lists_grow);
	tcase_add_test(t,
	    an_update_interval_of_0_and_a_low_priority_are_fine);
	tcase_add_loop_test(t, a_mistake_ends_with_its_status, 0,
	    (int)(sizeof mistakes / sizeof mistakes[0]));
	tcase_add_test(t, a_list_has_an_end);
	tcase_add_test(t, a_wrong_preset_is_a_mistake);
	suite_add_tcase(s, t);
	return suite_run(s);
}
