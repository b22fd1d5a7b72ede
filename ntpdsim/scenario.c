/*
 * scenario.c -- reading scenarios.
 *
 * One statement a line; its first word finds a row of the table at the end.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"

#define WORDS 32
#define LINE_MAX_ 1024
#define CONF_MAX 65536

struct reader {
	struct scenario *s;
	FILE *f;
	char folder[512];   /* of the scenario: files are relative to it */
	char line[LINE_MAX_];
	char *word[WORDS];
	int n_words, at;    /* AT: the next word */
	unsigned number;    /* of the line */
	unsigned mistakes;
};

static void complain(struct reader *r, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));

static void
complain(struct reader *r, const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%u: error: ", r->s->file, r->number);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	r->mistakes++;
}

/* --- words --------------------------------------------------------------- */

static void
split(struct reader *r)
{
	char *c = r->line;

	r->n_words = r->at = 0;
	for (;;) {
		while (isspace((unsigned char)*c))
			*c++ = '\0';
		if (*c == '\0' || *c == '#' || r->n_words == WORDS)
			break;
		r->word[r->n_words++] = c;
		while (*c != '\0' && *c != '#' && !isspace((unsigned char)*c))
			c++;
	}
	*c = '\0';
}

/* Returns the next word, or NULL with a complaint that WHAT is missing. */
static const char *
next(struct reader *r, const char *what)
{
	if (r->at < r->n_words)
		return r->word[r->at++];
	complain(r, "%s is missing at the end of the line", what);
	return NULL;
}

/* Takes the next word if it is WORD. */
static bool
accept_word(struct reader *r, const char *word)
{
	if (r->at >= r->n_words || strcmp(r->word[r->at], word) != 0)
		return false;
	r->at++;
	return true;
}

/* Reads a number with its unit: times in s, frequencies in s/s, shares. */
static bool
number(struct reader *r, const char *what, double *out)
{
	static const struct { const char *unit; double factor; } units[] = {
		{ "", 1 }, { "s", 1 }, { "ns", 1e-9 }, { "us", 1e-6 },
		{ "ms", 1e-3 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 },
		{ "ppm", 1e-6 }, { "ppb", 1e-9 }, { "%", 0.01 } };
	const char *word = next(r, what);
	char *end;
	double value;

	if (word == NULL)
		return false;
	value = strtod(word, &end);
	for (size_t i = 0; end != word && i < sizeof units / sizeof units[0];
	    i++) {
		if (strcmp(end, units[i].unit) == 0 && isfinite(value)) {
			*out = value * units[i].factor;
			return true;
		}
	}
	complain(r, "'%s' is not a number for %s (units: ns us ms s min h d "
	    "ppm ppb %%)", word, what);
	return false;
}

/* Returns the days from 1970-01-01 to the day DAY of MONTH in YEAR. */
static int64_t
days_until(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int yoe = y % 400, m = month > 2 ? month - 3 : month + 9;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + (153 * m + 2) / 5 +
	    day - 1;

	return y / 400 * 146097LL + doe - 719468;
}

/* Reads 2016-12-31 or 2016-12-31T20:00 into OUT, s since 1970. */
static bool
date(struct reader *r, int64_t *out)
{
	const char *word = next(r, "a date");
	int year, month, day, hour = 0, minute = 0, end = 0, n;

	if (word == NULL)
		return false;
	n = sscanf(word, "%4d-%2d-%2d%nT%2d:%2d%n", &year, &month, &day, &end,
	    &hour, &minute, &end);
	if ((n != 3 && n != 5) || word[end] != '\0' || year < 1979 ||
	    year > 2115 || month < 1 || month > 12 || day < 1 || day > 31 ||
	    hour < 0 || hour > 23 || minute < 0 || minute > 59) {
		complain(r, "'%s' is not a date from 1979 to 2115, as "
		    "2016-12-31 or 2016-12-31T20:00", word);
		return false;
	}
	*out = days_until(year, month, day) * 86400 + hour * 3600 +
	    minute * 60;
	return true;
}

static int
find_host(const struct scenario *s, const char *name)
{
	for (int i = 0; i < s->n_hosts; i++)
		if (strcmp(s->hosts[i].name, name) == 0)
			return i;
	return ANY_HOST - 1;
}

/* Reads the name of a host, or "*" if WILD, into OUT. */
static bool
host(struct reader *r, bool wild, int *out)
{
	const char *word = next(r, "a host");

	if (word == NULL)
		return false;
	if (wild && strcmp(word, "*") == 0) {
		*out = ANY_HOST;
		return true;
	}
	*out = find_host(r->s, word);
	if (*out < 0)
		complain(r, "there is no host '%s' (yet)", word);
	return *out >= 0;
}

/* --- statements ---------------------------------------------------------- */

static void
read_seed(struct reader *r)
{
	double value;

	if (number(r, "the seed", &value))
		r->s->seed = (uint64_t)value;
}

static void
read_length(struct reader *r)
{
	(void)number(r, "the length", &r->s->length); /* complained already */
}

/* Returns a new host from NAME and ADDRESS, the next two words. */
static struct sim_host *
new_host(struct reader *r)
{
	const char *name = next(r, "a name");
	const char *address = name != NULL ? next(r, "an address") : NULL;
	struct sim_host *h = &r->s->hosts[r->s->n_hosts];
	struct addr a;

	if (address == NULL)
		return NULL;
	if (r->s->n_hosts >= WORLD_HOSTS)
		complain(r, "more than %d hosts", WORLD_HOSTS);
	else if (find_host(r->s, name) >= 0)
		complain(r, "there is a host '%s' already", name);
	else if (!addr_parse(&a, address))
		complain(r, "'%s' is not an address", address);
	else if (strlen(name) >= sizeof h->name)
		complain(r, "the name '%s' is too long", name);
	else {
		snprintf(h->name, sizeof h->name, "%s", name);
		snprintf(h->address, sizeof h->address, "%s", address);
		h->addr = a;
		r->s->n_hosts++;
		return h;
	}
	return NULL;
}

static void
read_truth(struct reader *r)
{
	struct sim_host *h = new_host(r);
	double stratum = 1;

	if (h == NULL || (accept_word(r, "stratum") &&
	    !number(r, "the stratum", &stratum)))
		return;
	h->truth = true;
	h->stratum = (int)stratum;
}

static void
read_begin(struct reader *r)
{
	(void)date(r, &r->s->begin);
}

/* leap DATE insert|delete */
static void
read_leap(struct reader *r)
{
	if (!date(r, &r->s->leap))
		return;
	if (accept_word(r, "insert"))
		r->s->leap_step = -1;
	else if (accept_word(r, "delete"))
		r->s->leap_step = 1;
	else
		complain(r, "leap needs a date and 'insert' or 'delete'");
	if (r->s->leap % 86400 != 0)
		complain(r, "a leap second comes before a midnight");
}

/* Reads the file NAME, relative to the scenario, into TEXT. */
static void
read_text(struct reader *r, char **text, const char *name)
{
	char path[1024];
	size_t used;
	FILE *f;

	snprintf(path, sizeof path, "%s%s", name[0] == '/' ? "" : r->folder,
	    name);
	f = fopen(path, "re");
	free(*text);
	*text = calloc(1, CONF_MAX);
	if (f == NULL || *text == NULL) {
		complain(r, "cannot read '%s': %s", path, strerror(errno));
	} else {
		used = fread(*text, 1, CONF_MAX - 1, f);
		(*text)[used] = '\0';
	}
	if (f != NULL)
		fclose(f);
}

static void
read_host(struct reader *r)
{
	struct sim_host *h = new_host(r);

	while (h != NULL && r->at < r->n_words) {
		const char *word = r->word[r->at++], *name;
		double *value = strcmp(word, "offset") == 0 ?
		    &h->crystal.offset : strcmp(word, "freq") == 0 ?
		    &h->crystal.freq : strcmp(word, "wander") == 0 ?
		    &h->crystal.wander : strcmp(word, "daily") == 0 ?
		    &h->crystal.daily : strcmp(word, "fan") == 0 ?
		    &h->crystal.fan : NULL;

		if (value != NULL) {
			if (!number(r, word, value))
				return;
		} else if (strcmp(word, "ignorant") == 0) {
			h->ignorant = true;
		} else if (strcmp(word, "conf") == 0 ||
		    strcmp(word, "leapfile") == 0) {
			name = next(r, "a file");
			if (name == NULL)
				return;
			read_text(r, word[0] == 'c' ? &h->conf : &h->leapfile,
			    name);
		} else {
			complain(r, "'%s' is not an option of host: offset, "
			    "freq, wander, daily, fan, conf, leapfile, "
			    "ignorant", word);
			return;
		}
	}
}

/* config HOST ... end: the lines between are its ntp.conf. */
static void
read_config(struct reader *r)
{
	size_t used = 0;
	struct sim_host *h;
	int i;

	if (!host(r, false, &i))
		return;
	h = &r->s->hosts[i];
	free(h->conf);
	h->conf = calloc(1, CONF_MAX);
	while (h->conf != NULL && fgets(r->line, sizeof r->line, r->f)) {
		r->number++;
		if (strcmp(r->line, "end\n") == 0)
			return;
		used += (size_t)snprintf(h->conf + used, CONF_MAX - used, "%s",
		    r->line);
		if (used >= CONF_MAX)
			break;
	}
	complain(r, "config without a line 'end'");
}

static void
read_link_options(struct reader *r, struct link *l)
{
	while (r->at < r->n_words) {
		const char *word = r->word[r->at++];
		double *value = strcmp(word, "delay") == 0 ? &l->delay :
		    strcmp(word, "jitter") == 0 ? &l->jitter :
		    strcmp(word, "loss") == 0 ? &l->loss :
		    strcmp(word, "crowd") == 0 ? &l->crowd :
		    strcmp(word, "crowded") == 0 ? &l->crowded : NULL;

		if (value == NULL) {
			complain(r, "'%s' is not an option of a link: delay, "
			    "jitter, loss, crowd, crowded", word);
			return;
		}
		if (!number(r, word, value))
			return;
	}
}

static void
add_link(struct reader *r, bool one_way)
{
	struct sim_link *l = &r->s->links[r->s->n_links];

	if (r->s->n_links >= SCENARIO_LINKS) {
		complain(r, "more than %d links", SCENARIO_LINKS);
		return;
	}
	*l = (struct sim_link){ .one_way = one_way };
	if (!host(r, true, &l->a) || !host(r, true, &l->b))
		return;
	read_link_options(r, &l->link);
	r->s->n_links++;
}

static void
read_link(struct reader *r)
{
	add_link(r, false);
}

static void
read_way(struct reader *r)
{
	add_link(r, true);
}

static void
read_name(struct reader *r)
{
	const char *name = next(r, "a host name");
	size_t n = r->s->n_names;

	if (name == NULL || !host(r, false, &r->s->names[n].host))
		return;
	if (n + 1 >= SCENARIO_NAMES) {
		complain(r, "more than %d names", SCENARIO_NAMES - 1);
		return;
	}
	snprintf(r->s->names[n].name, sizeof r->s->names[n].name, "%s", name);
	r->s->n_names++;
}

static void
read_at(struct reader *r)
{
	static const struct {
		const char *word;
		enum sim_action action;
		int hosts;
		bool value;
	} actions[] = { { "cut", SIM_CUT, 2, false },
		{ "join", SIM_JOIN, 2, false },
		{ "refuse", SIM_REFUSE, 2, false },
		{ "stop", SIM_STOP, 1, false }, { "start", SIM_START, 1, false },
		{ "lie", SIM_LIE, 1, true }, { "set", SIM_SET, 1, true },
		{ "sleep", SIM_SLEEP, 1, false },
		{ "wake", SIM_WAKE, 1, false } };
	struct sim_event *e = &r->s->events[r->s->n_events];
	const char *word;

	if (r->s->n_events >= SCENARIO_EVENTS) {
		complain(r, "more than %d events", SCENARIO_EVENTS);
		return;
	}
	if (!number(r, "the time", &e->at) ||
	    (word = next(r, "what happens")) == NULL)
		return;
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
		if (strcmp(word, actions[i].word) != 0)
			continue;
		e->action = actions[i].action;
		if (host(r, actions[i].hosts == 2, &e->a) &&
		    (actions[i].hosts == 1 || host(r, true, &e->b)) &&
		    (!actions[i].value || number(r, word, &e->value)))
			r->s->n_events++;
		return;
	}
	complain(r, "'%s' cannot happen: cut, join, refuse, stop, start, lie, "
	    "set, sleep, wake", word);
}

/* expect HOST... MEASURE LIMIT [from T] [until T] */
static void
read_expect(struct reader *r)
{
	static const char *const measures[] = { "rms", "max", "spread",
		"stratum" };
	struct sim_expect *e = &r->s->expects[r->s->n_expects];

	if (r->s->n_expects >= SCENARIO_EXPECTS) {
		complain(r, "more than %d expectations", SCENARIO_EXPECTS);
		return;
	}
	*e = (struct sim_expect){ .until = INFINITY, .line = r->number };
	while (r->at < r->n_words) {
		int i;

		for (size_t m = 0; m < 4; m++) {
			if (!accept_word(r, measures[m]))
				continue;
			e->measure = (enum sim_measure)m;
			if (!number(r, "the limit", &e->limit) ||
			    (accept_word(r, "from") &&
			    !number(r, "from", &e->from)) ||
			    (accept_word(r, "until") &&
			    !number(r, "until", &e->until)))
				return;
			r->s->n_expects++;
			return;
		}
		if (!host(r, false, &i))
			return;
		e->hosts |= 1u << i;
	}
	complain(r, "expect needs rms, max, spread or stratum and a limit");
}

static const struct {
	const char *word;
	void (*read)(struct reader *r);
} statements[] = { { "seed", read_seed }, { "length", read_length },
	{ "begin", read_begin }, { "leap", read_leap },
	{ "truth", read_truth }, { "host", read_host },
	{ "config", read_config }, { "link", read_link }, { "way", read_way },
	{ "name", read_name }, { "at", read_at }, { "expect", read_expect } };

static void
read_statement(struct reader *r)
{
	const char *word = r->word[r->at++];

	for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
		unsigned before = r->mistakes;

		if (strcmp(statements[i].word, word) != 0)
			continue;
		statements[i].read(r);
		if (r->mistakes == before && r->at < r->n_words &&
		    strcmp(word, "config") != 0)
			complain(r, "'%s' is too much", r->word[r->at]);
		return;
	}
	complain(r, "there is no statement '%s'", word);
}

/* What only the whole can show. */
static void
check_whole(struct reader *r)
{
	struct scenario *s = r->s;

	if (s->n_hosts == 0)
		complain(r, "no host");
	if (!(s->length > 0))
		complain(r, "no length");
	for (int i = 0; i < s->n_hosts; i++)
		if (!s->hosts[i].truth && s->hosts[i].conf == NULL)
			complain(r, "host '%s' has no configuration",
			    s->hosts[i].name);
}

unsigned
scenario_read(struct scenario *s, const char *file)
{
	struct reader r = { .s = s, .f = fopen(file, "re") };
	const char *slash = strrchr(file, '/');

	*s = (struct scenario){ .file = file, .seed = 1 };
	if (r.f == NULL) {
		fprintf(stderr, "%s: %s\n", file, strerror(errno));
		return 1;
	}
	if (slash != NULL && (size_t)(slash - file) + 2 < sizeof r.folder)
		snprintf(r.folder, sizeof r.folder, "%.*s/",
		    (int)(slash - file), file);
	while (fgets(r.line, sizeof r.line, r.f)) {
		r.number++;
		split(&r);
		if (r.n_words > 0)
			read_statement(&r);
	}
	fclose(r.f);
	check_whole(&r);
	return r.mistakes;
}

void
scenario_free(struct scenario *s)
{
	for (int i = 0; i < s->n_hosts; i++) {
		free(s->hosts[i].conf);
		free(s->hosts[i].leapfile);
	}
}
