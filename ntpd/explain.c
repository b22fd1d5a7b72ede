/*
 * explain.c -- questions about a configuration, answered without running it.
 *
 * Two configurations are equal if the lines that conf_write() makes of them
 * are, in any order, and if their tables decide alike about every address.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_write.h"
#include "explain.h"
#include "policy.h"
#include "settings.h"

#define BAD_INPUT 2
#define NTP_VERSION_TEXT "by NTP version 4"

/* --- reading ------------------------------------------------------------- */

/* Tell of a mistake; "not as one would write it" is for --check. */
static void
report(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	if (f->severity == CONF_NOTE || f->repeated)
		return;
	if (f->at.file == NULL)
		fprintf(stderr, "command line: %s\n", f->plain);
	else
		fprintf(stderr, "%s:%u:%u: %s\n", f->at.file, f->at.line,
		    f->at.column, f->plain);
}

/* Returns what FILE and its drop-ins say, or NULL (explained). */
static struct conf *
read_conf(const struct options *o, const char *file)
{
	struct fileset files = { .disk = true };
	struct options of_file = *o;
	struct conf *c;
	bool found;

	of_file.configfile = file;
	errno = 0;
	c = settings_read(&of_file, &files, report, NULL, &found);
	if (c == NULL) {
		fprintf(stderr, "%s: out of memory\n", o->program);
	} else if (!found) {
		fprintf(stderr, "%s: cannot read %s\n", o->program, file);
		settings_free(c);
		c = NULL;
	}
	fileset_free(&files);
	return c;
}

/* --- what an address may do ---------------------------------------------- */

/* What is asked for, and the flags that are in its way. */
static const struct {
	const char *word;
	enum policy_may may;
	uint32_t against;
} rights[] = {
	{ "time", POLICY_TIME, ACCESS_NOSERVE },
	{ "query", POLICY_QUERY, ACCESS_NOQUERY },
	{ "modify", POLICY_MODIFY, ACCESS_NOQUERY | ACCESS_NOMODIFY },
	{ "peer", POLICY_PEER, ACCESS_NOSERVE | ACCESS_NOPEER },
	{ "trap", POLICY_TRAP, ACCESS_NOQUERY | ACCESS_NOTRAP },
};
#define N_RIGHTS (sizeof rights / sizeof rights[0])

/* Flags that let time through under a condition. */
static const struct {
	uint32_t flag;
	const char *text;
} conditions[] = {
	{ ACCESS_NOTRUST, "if authenticated" },
	{ ACCESS_LIMITED, "as often as discard allows" },
	{ ACCESS_VERSION, NTP_VERSION_TEXT },
	{ ACCESS_FLAKE, "but for every tenth packet" },
};

/* The modes of packets, and which right each needs. */
static const struct {
	const char *name;
	int right; /* of rights; -1: never answered */
} modes[] = {
	[1] = { "active", 0 }, [2] = { "passive", 0 }, [3] = { "client", 0 },
	[4] = { "server", 0 }, [5] = { "broadcast", 0 },
	[6] = { "control", 1 }, [7] = { "private", -1 },
};
#define N_MODES (sizeof modes / sizeof modes[0])

/* Returns the mode that TEXT is, by number or name, 0 if none. */
static unsigned
read_mode(const char *text)
{
	for (unsigned m = 1; m < N_MODES; m++)
		if (strcmp(text, modes[m].name) == 0 ||
		    (text[0] == (char)('0' + m) && text[1] == '\0'))
			return m;
	return 0;
}

static void
print_flags(uint32_t flags)
{
	if (flags == 0)
		printf(" none");
	for (uint32_t flag = 1; flag <= ACCESS_NOMRULIST; flag <<= 1)
		if ((flags & flag) != 0)
			printf(" %s", access_flag_name(flag));
}

/* Print where RULE was written. */
static void
print_place(const struct access_rule *rule)
{
	if (rule->file != NULL)
		printf("%s:%u", rule->file, rule->line);
	else
		printf("built in");
}

static void
print_rule(const struct access_rule *rule)
{
	struct addr mask = rule->net;
	char net[ADDR_TEXT], bits[ADDR_TEXT];

	memcpy(mask.ip, rule->mask, sizeof mask.ip);
	printf("  line: ");
	print_place(rule);
	printf("\n  entry: %s mask %s%s\n",
	    addr_format(&rule->net, net, sizeof net),
	    addr_format(&mask, bits, sizeof bits),
	    rule->ntpport ? " ntpport" : "");
}

/* Print whether the right number I is granted, and why not. */
static void
print_right(const struct conf *c, const char *what, size_t i,
    const struct access_answer *answer, bool on_host)
{
	uint32_t against = answer->flags & (rights[i].against | ACCESS_IGNORE);
	bool may = (policy_may(answer, on_host) & rights[i].may) != 0;

	printf("  %s: %s", what, may ? "yes" : "no,");
	if (!may && against != 0)
		print_flags(against);
	else if (!may)
		printf(" no line is about it, and only this host may ask then");
	for (size_t k = 0; k < sizeof conditions / sizeof conditions[0]; k++)
		if (may && rights[i].may == POLICY_TIME &&
		    (answer->flags & conditions[k].flag) != 0)
			printf(", %s", conditions[k].text);
	if (may && rights[i].may == POLICY_MODIFY)
		printf(c->controlkey != 0 ? ", with key %u" :
		    ", but there is no controlkey", c->controlkey);
	printf("\n");
}

/* What the question is about. */
struct question {
	const struct conf *conf;
	const struct access *table;
	struct addr addr;
	unsigned mode; /* 0: none in particular */
};

static void
print_answer(const struct question *q, const struct access_answer *answer)
{
	bool on_host = addr_is_loopback(&q->addr);
	char what[32], text[ADDR_TEXT];

	printf("%s, port %s%u%s\n",
	    addr_format(&q->addr, text, sizeof text),
	    q->addr.port == q->conf->port ? "" : "other than ",
	    q->conf->port, on_host ? ", on this host" : "");
	print_rule(answer->rule);
	printf("  flags:");
	print_flags(answer->flags);
	printf("\n");
	for (size_t i = 0; i < N_RIGHTS; i++)
		print_right(q->conf, rights[i].word, i, answer, on_host);
	if (q->mode == 0)
		return;
	snprintf(what, sizeof what, "mode %u (%s)", q->mode,
	    modes[q->mode].name);
	if (modes[q->mode].right >= 0)
		print_right(q->conf, what, (size_t)modes[q->mode].right, answer,
		    on_host);
	else
		printf("  %s: no, this daemon does not answer it\n", what);
}

/* Say what is not known without asking the network. */
static void
print_unknown(const struct conf *c)
{
	for (size_t i = 0; i < c->n_restricts; i++) {
		const struct conf_restrict *r = &c->restricts[i];

		if (policy_is_name(r))
			fprintf(stderr, "%s:%u: the addresses of %s are not "
			    "looked up, the line is left out\n",
			    r->at.file != NULL ? r->at.file : "command line",
			    r->at.line, r->name);
	}
}

/* Returns true if an association of C has the address A, as far as written. */
static bool
is_source(const struct conf *c, const struct addr *a)
{
	struct addr source;

	for (size_t i = 0; i < c->n_assocs; i++)
		if (addr_parse(&source, c->assocs[i].name) &&
		    addr_same_host(&source, a))
			return true;
	return false;
}

/* Answer for the source port PORT; RULE is where a template is put. */
static void
decide(struct question *q, uint16_t port, struct access_rule *rule,
    struct access_answer *answer)
{
	q->addr.port = port;
	access_match(q->table, &q->addr, q->conf->port, answer);
	if (is_source(q->conf, &q->addr) &&
	    policy_source(q->conf, &q->addr, answer, rule)) {
		answer->rule = rule;
		answer->flags = rule->flags;
		answer->written = true;
	}
}

static void
answer_access(struct question *q)
{
	struct access_rule rules[2];
	struct access_answer other, ntp;
	uint16_t port = q->conf->port;

	decide(q, (uint16_t)(port == 40000 ? 40001 : 40000), &rules[0], &other);
	print_answer(q, &other);
	decide(q, port, &rules[1], &ntp);
	if (ntp.rule->ntpport)
		print_answer(q, &ntp);
}

static int
test_access(const struct options *o)
{
	char text[ADDR_TEXT + 16];
	struct question q = { .mode = 0 };
	struct conf *c;
	struct access *table;
	char *comma;

	snprintf(text, sizeof text, "%s", o->asked);
	comma = strchr(text, ',');
	if (comma != NULL) {
		*comma = '\0';
		q.mode = read_mode(comma + 1);
	}
	if (!addr_parse(&q.addr, text) || (comma != NULL && q.mode == 0)) {
		fprintf(stderr, "%s: not ADDRESS[,MODE]: '%s'\n", o->program,
		    o->asked);
		return BAD_INPUT;
	}
	c = read_conf(o, o->configfile);
	if (c == NULL)
		return BAD_INPUT;
	table = policy_table(c);
	q.conf = c;
	q.table = table;
	print_unknown(c);
	if (table != NULL)
		answer_access(&q);
	access_free(table);
	settings_free(c);
	return table != NULL ? 0 : BAD_INPUT;
}

/* --- what a configuration means ------------------------------------------ */

static void
print_line(void *ctx, enum conf_part part, const char *line)
{
	(void)ctx;
	(void)part;
	puts(line);
}

static int
print_effective(const struct options *o)
{
	struct conf *c = read_conf(o, o->configfile);
	bool ok;

	if (c == NULL)
		return BAD_INPUT;
	ok = conf_write(c, print_line, NULL);
	settings_free(c);
	return ok ? 0 : BAD_INPUT;
}

/* --- whether two mean the same ------------------------------------------- */

/* One side of the comparison. */
struct side {
	const char *file;
	struct conf *conf;
	struct access *table;
	char **lines;        /* sorted: first the part, then the line */
	size_t n, room;
	bool failed;
};

static void
keep_line(void *ctx, enum conf_part part, const char *line)
{
	struct side *s = ctx;
	size_t room = 2 * s->room + 64, size = strlen(line) + 2;
	char **lines = s->lines;

	if (part == CONF_PART_TABLE || s->failed)
		return;
	if (s->n == s->room) {
		lines = realloc(s->lines, room * sizeof *lines);
		s->failed = lines == NULL;
		if (s->failed)
			return;
		s->lines = lines;
		s->room = room;
	}
	lines[s->n] = malloc(size);
	s->failed = lines[s->n] == NULL;
	if (!s->failed)
		snprintf(lines[s->n++], size, "%c%s", 'a' + (int)part, line);
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Read FILE into S; returns false if that is not possible (explained). */
static bool
read_side(struct side *s, const struct options *o, const char *file)
{
	s->file = file;
	s->conf = read_conf(o, file);
	if (s->conf == NULL)
		return false;
	s->table = policy_table(s->conf);
	s->failed = s->table == NULL || !conf_write(s->conf, keep_line, s) ||
	    s->failed;
	if (s->failed)
		fprintf(stderr, "%s: out of memory\n", o->program);
	else
		qsort(s->lines, s->n, sizeof *s->lines, compare_lines);
	return !s->failed;
}

static void
free_side(struct side *s)
{
	while (s->n > 0)
		free(s->lines[--s->n]);
	free(s->lines);
	access_free(s->table);
	settings_free(s->conf);
}

/*
 * Print LINE, which only one side has, if it counts.
 * Returns true if it does.
 */
static bool
print_difference(const char *line, char sign)
{
	if (line[0] == 'a' + CONF_PART_OTHERS)
		return false;
	printf("%c %s\n", sign, line + 1);
	return true;
}

/* Print the lines that only one of A and B has; returns how many count. */
static size_t
compare_settings(const struct side *a, const struct side *b)
{
	size_t i = 0, k = 0, different = 0;

	while (i < a->n || k < b->n) {
		int order = i == a->n ? 1 : k == b->n ? -1 :
		    strcmp(a->lines[i], b->lines[k]);

		if (order < 0)
			different += print_difference(a->lines[i], '<');
		if (order > 0)
			different += print_difference(b->lines[k], '>');
		i += order <= 0;
		k += order >= 0;
	}
	return different;
}

static void
print_decision(char sign, const struct access_answer *answer)
{
	printf("%c ", sign);
	print_place(answer->rule);
	printf(":");
	print_flags(answer->flags);
	if (!answer->written)
		printf(", no queries from outside");
	printf("\n");
}

/* Returns 1 with the witness printed if the tables differ, 0, or BAD_INPUT. */
static int
compare_access(const struct side *a, const struct side *b)
{
	struct policy_witness w;
	char text[ADDR_TEXT];

	switch (policy_compare(a->table, b->table, &w)) {
	case POLICY_EQUAL:
		return 0;
	case POLICY_DIFFERENT:
		printf("address %s, port %s\n",
		    addr_format(&w.addr, text, sizeof text),
		    w.addr.port == 123 ? "123" : "other than 123");
		print_decision('<', &w.a);
		print_decision('>', &w.b);
		return 1;
	case POLICY_UNKNOWN:
		break;
	}
	fprintf(stderr, "the masks with holes make too many cells to compare\n");
	return BAD_INPUT;
}

static int
compare(const struct options *o)
{
	struct side a = { .file = NULL }, b = { .file = NULL };
	int status = BAD_INPUT;

	if (o->n_operands == 0)
		fprintf(stderr, "%s: --equiv needs two files\n", o->program);
	else if (read_side(&a, o, o->asked) && read_side(&b, o, o->operands[0])) {
		bool different = compare_settings(&a, &b) > 0;

		status = compare_access(&a, &b);
		if (status == 0 && different)
			status = 1;
		if (status < BAD_INPUT)
			printf("%s\n", status != 0 ? "different" :
			    "equal: sources, keys, discipline, and what every "
			    "IPv4 and IPv6 address may do");
	}
	free_side(&a);
	free_side(&b);
	return status;
}

int
explain_run(const struct options *o)
{
	switch (o->command) {
	case COMMAND_TEST_ACCESS:
		return test_access(o);
	case COMMAND_EFFECTIVE:
		return print_effective(o);
	case COMMAND_EQUIV:
		return compare(o);
	default:
		break;
	}
	return BAD_INPUT; /* no question */
}
