/*
 * restricts.c -- the restrict lines that name hosts.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "policy.h"
#include "restricts.h"

#define FIRST_ID 0x10000u /* lookups of associations have lower ids */
#define LOOKUP_FIRST 2.0  /* s to the second lookup of a name, then doubled */
#define LOOKUP_LAST 960.0 /* s */
#define LOOKUP_PATIENCE 120.0 /* s after which a lookup is lost */

/* A line, and what its name stands for. */
struct restrict_name {
	size_t line;        /* index into conf.restricts */
	char *name;
	uint8_t family;     /* 4, 6; 0: either */
	double next;        /* mono of its next lookup; INFINITY: none */
	double wait;        /* s from that to the one after; 0: first */
	struct addr *addrs; /* N of them: entries of the table */
	size_t n;
};

static const struct conf_restrict *
line_of(const struct engine *e, const struct restrict_name *name)
{
	return &e->st.conf->restricts[name->line];
}

/* Put the entries of NAME's line into the access table. */
static void
add_entries(struct engine *e, const struct restrict_name *name)
{
	const struct conf_restrict *r = line_of(e, name);
	struct access_rule rule;

	for (size_t i = 0; i < name->n; i++)
		if (conf_restrict_host(r, &name->addrs[i], &rule) > 0 &&
		    access_add(e->st.access, &rule) != 0)
			events_log(e, PRI_ERR, "restrict %s: out of memory",
			    r->name);
}

/* Keep the N addresses ADDRS as those of NAME. */
static void
keep(struct engine *e, struct restrict_name *name, const struct addr *addrs,
    size_t n)
{
	struct addr *copy = calloc(n, sizeof *copy);

	if (copy == NULL) {
		events_log(e, PRI_ERR, "restrict %s: out of memory",
		    line_of(e, name)->name);
		return;
	}
	memcpy(copy, addrs, n * sizeof *copy);
	free(name->addrs);
	name->addrs = copy;
	name->n = n;
	add_entries(e, name);
}

/* NAME was not found: say so once, ask again later and later. */
static void
look_again(struct engine *e, const struct now *now, struct restrict_name *name,
    enum resolved how)
{
	if (name->wait == 0) {
		events_log(e, PRI_ERR, "restrict: host name not found%s: %s",
		    how == RESOLVED_AGAIN ? "" : " (permanent)",
		    line_of(e, name)->name);
		name->wait = LOOKUP_FIRST;
	}
	name->next = now->mono + name->wait;
	e->names_due = fmin(e->names_due, name->next);
	name->wait = fmin(name->wait * 2, LOOKUP_LAST);
}

bool
restricts_resolved(struct engine *e, const struct now *now, uint32_t id,
    enum resolved how, const struct addr *addrs, size_t n)
{
	struct restrict_name *name;

	if (id < FIRST_ID)
		return false;
	if (id - e->restrict_id >= e->n_names)
		return true; /* of a configuration before */
	name = &e->names[id - e->restrict_id];
	if (name->next == INFINITY)
		return true; /* a second answer */
	if (how == RESOLVED_OK && n > 0) {
		name->next = INFINITY;
		keep(e, name, addrs, n);
	} else {
		look_again(e, now, name, how);
	}
	return true;
}

/* Release the N names NAMES. */
static void
free_names(struct restrict_name *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(names[i].name);
		free(names[i].addrs);
	}
	free(names);
}

/*
 * Let TO know what one of the N names FROM of the configuration before knew:
 * the line must not be without effect while its name is looked up anew.
 */
static void
inherit(struct engine *e, struct restrict_name *to,
    const struct restrict_name *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (from[i].n > 0 && from[i].family == to->family &&
		    strcmp(from[i].name, to->name) == 0) {
			keep(e, to, from[i].addrs, from[i].n);
			return;
		}
}

/* Make E's list of the names in its restrict lines; false: no memory. */
static bool
collect(struct engine *e, const struct now *now)
{
	const struct conf *conf = e->st.conf;
	size_t n = 0;

	for (size_t i = 0; i < conf->n_restricts; i++)
		n += policy_is_name(&conf->restricts[i]);
	e->names = calloc(n + 1, sizeof *e->names);
	if (e->names == NULL)
		return false;
	for (size_t i = 0; i < conf->n_restricts; i++) {
		const struct conf_restrict *r = &conf->restricts[i];
		struct restrict_name *name = &e->names[e->n_names];

		if (!policy_is_name(r))
			continue;
		*name = (struct restrict_name){ .line = i, .next = now->mono,
			.family = r->family, .name = strdup(r->name) };
		if (name->name == NULL)
			return false;
		e->n_names++;
	}
	return true;
}

void
restricts_configure(struct engine *e, const struct now *now)
{
	struct restrict_name *old = e->names;
	size_t n = e->n_names;

	/* An answer that comes late is not for the new lines. */
	e->restrict_id += (uint32_t)n;
	if (e->restrict_id < FIRST_ID || e->restrict_id > UINT32_MAX / 2)
		e->restrict_id = FIRST_ID;
	e->n_names = 0;
	if (!collect(e, now))
		events_log(e, PRI_ERR, "restrict: out of memory");
	for (size_t i = 0; i < e->n_names; i++)
		inherit(e, &e->names[i], old, n);
	free_names(old, n);
	e->names_due = now->mono;
	(void)restricts_tick(e, now); /* the engine ticks after this */
}

double
restricts_tick(struct engine *e, const struct now *now)
{
	double next = INFINITY;

	if (now->mono < e->names_due)
		return e->names_due;
	for (size_t i = 0; i < e->n_names; i++) {
		struct restrict_name *name = &e->names[i];
		struct action a = { .kind = ACT_RESOLVE, .u.resolve = {
			.id = e->restrict_id + (uint32_t)i,
			.name = name->name, .family = name->family } };

		if (name->next <= now->mono) {
			name->next = now->mono + LOOKUP_PATIENCE;
			core_act(e, &a);
		}
		next = fmin(next, name->next);
	}
	e->names_due = next;
	return next;
}

void
restricts_free(struct engine *e)
{
	free_names(e->names, e->n_names);
	e->names = NULL;
	e->n_names = 0;
}
