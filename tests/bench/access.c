/*
 * access.c -- how fast the restrict table loads and decides.
 *
 * Prints one line for each table size and kind of mask, the best of a few
 * runs, because other programs only ever add time.  For prefix masks it ends
 * with status 1 unless loading an entry takes at most twice as long in the
 * greatest table as in one of 1000, and a lookup visits at most as many nodes
 * as the address has bits, and one.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "access.h"
#include "conf_parse.h"

#define LOOKUPS 500000
#define RUNS 5
#define LINE 128   /* octets of a restrict line */
#define KEYS 4096  /* addresses asked about in turn */
#define SMALL 1000 /* entries of the table that the greatest is held against */
#define LARGE 100000
#define SLOWER 2.0 /* times, that loading may be */

/* What was measured of one table. */
struct measured {
	double reading; /* s for each line */
	unsigned visited;
};

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail on Linux */
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint32_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(*state >> 32);
}

static struct addr
random_address(uint64_t *state, uint8_t family)
{
	struct addr a = { .family = family, .port = 40000 };

	for (unsigned i = 0; i < addr_bits(family) / 8; i++)
		a.ip[i] = (uint8_t)next_random(state);
	a.ip[0] = 0x20 | (a.ip[0] & 0x1f);
	return a;
}

/* Fill RULES with N entries of FAMILY, with holes in their masks if HOLES. */
static void
make_rules(struct access_rule *rules, uint8_t family, size_t n, bool holes)
{
	uint64_t state = 42;

	for (size_t i = 0; i < n; i++) {
		struct access_rule *r = &rules[i];
		unsigned length = addr_bits(family) / 4 +
		    next_random(&state) % (3 * addr_bits(family) / 4);

		memset(r, 0, sizeof *r);
		r->net = random_address(&state, family);
		for (unsigned k = 0; k < length; k++)
			r->mask[k / 8] |= (uint8_t)(0x80 >> k % 8);
		if (holes)
			r->mask[0] &= 0xfe;
	}
}

static struct access *
load(const struct access_rule *rules, size_t n)
{
	struct access *a = access_new();

	for (size_t i = 0; a != NULL && i < n; i++)
		if (access_add(a, &rules[i]) != 0)
			exit(1);
	/* Entries find their places when somebody asks. */
	if (a == NULL || access_count(a) == 0)
		exit(1);
	return a;
}

/* Returns N restrict lines for RULES; their length goes to LENGTH. */
static char *
write_lines(const struct access_rule *rules, size_t n, size_t *length)
{
	char *text = malloc(n * LINE), net[ADDR_TEXT], mask[ADDR_TEXT];

	if (text == NULL)
		exit(1);
	*length = 0;
	for (size_t i = 0; i < n; i++) {
		struct addr m = rules[i].net;

		memcpy(m.ip, rules[i].mask, sizeof m.ip);
		*length += (size_t)snprintf(text + *length, LINE,
		    "restrict %s mask %s nomodify noquery\n",
		    addr_format(&rules[i].net, net, sizeof net),
		    addr_format(&m, mask, sizeof mask));
	}
	return text;
}

/* Returns the time in s for each of the N lines of TEXT to become entries. */
static double
load_text(const char *text, size_t length, size_t n)
{
	double start = seconds();
	struct conf_reader reader = { .remote = false };
	struct access *a = access_new();
	struct conf c;

	conf_init(&c);
	if (a == NULL || conf_parse(&c, NULL, text, length, &reader) != 0)
		exit(1);
	for (size_t i = 0; i < c.n_restricts; i++) {
		struct access_rule rules[2];

		if (conf_restrict_rule(&c.restricts[i], rules) != 1 ||
		    access_add(a, &rules[0]) != 0)
			exit(1);
	}
	(void)access_count(a); /* all of them in their places */
	start = seconds() - start;
	access_free(a);
	conf_free(&c);
	return start / (double)n;
}

/* Returns the mean time in s of COUNT lookups of KEYS in A. */
static double
look_up(const struct access *a, const struct addr keys[KEYS], unsigned count,
    unsigned *visited)
{
	double start = seconds();

	for (unsigned i = 0; i < count; i++) {
		struct access_answer answer;

		access_match(a, &keys[i % KEYS], 123, &answer);
		if (answer.visited > *visited)
			*visited = answer.visited;
	}
	return (seconds() - start) / count;
}

static struct measured
measure(struct access_rule *rules, uint8_t family, size_t n, bool holes)
{
	struct addr keys[KEYS];
	double loading = HUGE_VAL, asking = HUGE_VAL, reading = HUGE_VAL;
	unsigned visited = 0, count = holes ? LOOKUPS / (unsigned)n : LOOKUPS;
	uint64_t state = 7;
	size_t entries = 0, length;
	char *text;

	make_rules(rules, family, n, holes);
	text = write_lines(rules, n, &length);
	for (unsigned i = 0; i < KEYS; i++)
		keys[i] = random_address(&state, family);
	for (int run = 0; run < RUNS; run++) {
		double start = seconds();
		struct access *a = load(rules, n);

		loading = fmin(loading, (seconds() - start) / (double)n);
		asking = fmin(asking, look_up(a, keys, count, &visited));
		entries = access_count(a) - 2;
		access_free(a);
		reading = fmin(reading, load_text(text, length, n));
	}
	free(text);
	printf("IPv%u %-6s %8zu %10.1f %10.1f %10.1f %6u\n", family,
	    holes ? "holes" : "prefix", entries, 1e9 * reading, 1e9 * loading,
	    1e9 * asking, visited);
	return (struct measured){ reading, visited };
}

/* Say whether WHAT, which is IS, is at most MAX; returns false if not. */
static bool
at_most(const char *what, unsigned family, double is, double max)
{
	bool ok = is <= max;

	printf("%s: IPv%u %s %.2f, at most %.0f\n", ok ? "ok" : "not ok",
	    family, what, is, max);
	return ok;
}

/* Measure tables of prefix masks of FAMILY; returns false if they are slow. */
static bool
measure_prefixes(struct access_rule *rules, uint8_t family)
{
	static const size_t sizes[] = { 10, SMALL, 10000, LARGE };
	double small = 0, large = 0;
	unsigned visited = 0;
	bool ok;

	for (int i = 0; i < 4; i++) {
		struct measured m = measure(rules, family, sizes[i], false);

		small = sizes[i] == SMALL ? m.reading : small;
		large = m.reading;
		visited = m.visited > visited ? m.visited : visited;
	}
	ok = at_most("time to load an entry of the greatest table, in those "
	    "of 1000:", family, large / small, SLOWER);
	return at_most("nodes visited:", family, visited,
	    addr_bits(family) + 1) && ok;
}

int
main(void)
{
	static const size_t sizes[] = { 10, 1000, 10000 };
	struct access_rule *rules = calloc(LARGE, sizeof *rules);
	bool ok = true;

	if (rules == NULL)
		return 1;
	printf("ns, best of %d runs: from a line of text to an entry, adding "
	    "the entry alone,\none lookup; most nodes visited\n"
	    "     masks   entries       line        add     lookup  nodes\n",
	    RUNS);
	for (uint8_t family = 4; family <= 6; family += 2)
		ok = measure_prefixes(rules, family) && ok;
	for (uint8_t family = 4; family <= 6; family += 2)
		for (int i = 0; i < 3; i++)
			(void)measure(rules, family, sizes[i], true);
	free(rules);
	return ok ? 0 : 1;
}
