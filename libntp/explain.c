/*
 * explain.c -- things to say about sources, and what follows from all of them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <assert.h>
#include <math.h>

#include "explain.h"

const char *
explain_name(enum explain_id id)
{
#define NAME(name) #name,
	static const char *const names[] = { EXPLAIN_MESSAGES(NAME) };
#undef NAME

	return (size_t)id < EXPLAIN_IDS ? names[id] : NULL;
}

struct explain_arg
explain_count(double n)
{
	return (struct explain_arg){ EXPLAIN_COUNT, n, 0, NULL };
}

struct explain_arg
explain_age(double s)
{
	return (struct explain_arg){ EXPLAIN_AGE, s, 0, NULL };
}

struct explain_arg
explain_span(double s)
{
	return (struct explain_arg){ EXPLAIN_SPAN, s, 0, NULL };
}

struct explain_arg
explain_offset(double s)
{
	return (struct explain_arg){ EXPLAIN_OFFSET, s, 0, NULL };
}

struct explain_arg
explain_range(double low, double high)
{
	return (struct explain_arg){ EXPLAIN_RANGE, low, high, NULL };
}

struct explain_arg
explain_word(const char *text)
{
	return (struct explain_arg){ EXPLAIN_WORD, 0, 0, text };
}

void
explain_say(struct explain_list *l, struct explain_line line)
{
	assert(l->n < EXPLAIN_LINES);
	l->line[l->n++] = line;
}

void
explain_say_only(struct explain_list *l, enum explain_id id)
{
	explain_say(l, (struct explain_line){ .id = id });
}

void
explain_init_source(struct explain_source *s)
{
	*s = (struct explain_source){ .flash = NAN, .reach = NAN, .leap = NAN,
		.stratum = NAN, .hmode = NAN, .hpoll = NAN, .unreach = NAN,
		.sent = NAN, .received = NAN, .keyid = NAN, .refused = NAN,
		    .slowed = NAN, .silent = NAN,
		.noselect = NAN, .prefer = NAN, .offline = NAN, .looking = NAN,
		.polls = NAN, .lookups = NAN, .heard = NAN, .arrived = NAN,
		.timer = NAN, .offset = NAN,
		.delay = NAN, .disp = NAN, .jitter = NAN, .rootdelay = NAN,
		.rootdisp = NAN, .rootdist = NAN, .maxdist = NAN, .low = NAN,
		.high = NAN };
}

void
explain_init_system(struct explain_system *s)
{
	*s = (struct explain_system){ .stratum = NAN, .offset = NAN,
		.rootdelay = NAN, .rootdisp = NAN, .low = NAN, .high = NAN,
		.ceiling = NAN, .floor = NAN, .minsane = NAN, .orphan = NAN,
		.awaited = NAN };
}

/* --- what follows from the numbers ---------------------------------------- */

enum select
explain_verdict(const struct explain_source *s)
{
	return (enum select)(s->status >> 8 & 7);
}

bool
explain_is_set(double flag)
{
	return isfinite(flag) && flag != 0;
}

bool
explain_agrees(const struct explain_source *s)
{
	return explain_verdict(s) >= SELECT_EXCESS;
}

bool
explain_is_last_resort(const struct explain_source *s)
{
	return s->local && !explain_is_set(s->prefer);
}

void
explain_count_votes(const struct explain_source *all, size_t n, size_t *agree,
    size_t *vote)
{
	*agree = *vote = 0;
	for (size_t i = 0; i < n; i++) {
		if (explain_is_last_resort(&all[i]))
			continue;
		*agree += explain_agrees(&all[i]);
		*vote += explain_verdict(&all[i]) >= SELECT_FALSETICK;
	}
}

const struct explain_source *
explain_leader(const struct explain_source *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (explain_verdict(&all[i]) >= SELECT_SYSPEER)
			return &all[i];
	return NULL;
}

