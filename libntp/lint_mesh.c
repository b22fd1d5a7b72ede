/*
 * lint_mesh.c -- L10, L11: configurations that are meant to work together.
 *
 * Hosts that name each other by peer lines form a group.  Which of the files is
 * whose follows from the names: of all members, a host names all but itself.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "addr.h"
#include "lint_rules.h"

#define MEMBERS 32 /* of the largest group that is looked at */

static const struct lint_fix none = { LINT_NONE, NULL };

/* The group: names of members, and the file of each. */
struct mesh {
	struct lint *const *file;
	size_t n_files;
	const char *name[MEMBERS];
	size_t n_names;
	size_t self[MEMBERS]; /* of a file: its name; MEMBERS: not known */
};

/* Returns the peer line of L for NAME, NULL if there is none. */
static const struct conf_assoc *
peer_of(const struct lint *l, const char *name)
{
	for (size_t i = 0; i < l->conf.n_assocs; i++)
		if (l->conf.assocs[i].kind == CONF_PEER &&
		    strcmp(l->conf.assocs[i].name, name) == 0)
			return &l->conf.assocs[i];
	return NULL;
}

/* Collect the names of all members; returns false if they are too many. */
static bool
collect(struct mesh *m)
{
	for (size_t f = 0; f < m->n_files; f++)
		for (size_t i = 0; i < m->file[f]->conf.n_assocs; i++) {
			const struct conf_assoc *a =
			    &m->file[f]->conf.assocs[i];
			size_t k = 0;

			if (a->kind != CONF_PEER)
				continue;
			while (k < m->n_names && strcmp(m->name[k], a->name))
				k++;
			if (k == MEMBERS)
				return false;
			m->name[k] = a->name;
			m->n_names += k == m->n_names;
		}
	return true;
}

/* Returns true if file F may be NAME's, as far as is known. */
static bool
may_be(const struct mesh *m, size_t f, size_t name)
{
	for (size_t g = 0; g < m->n_files; g++)
		if (m->self[g] == name)
			return false;
	return peer_of(m->file[f], m->name[name]) == NULL;
}

/* Find out whose each file is. */
static void
identify(struct mesh *m)
{
	bool news = true;

	for (size_t f = 0; f < m->n_files; f++)
		m->self[f] = MEMBERS;
	while (news) {
		news = false;
		for (size_t f = 0; f < m->n_files; f++) {
			size_t n = 0, last = 0;

			if (m->self[f] != MEMBERS)
				continue;
			for (size_t k = 0; k < m->n_names; k++)
				if (may_be(m, f, k)) {
					last = k;
					n++;
				}
			if (n == 1) {
				m->self[f] = last;
				news = true;
			}
		}
	}
}

/* L11: what file F says of file G's host is what that says of F's. */
static void
check_pair(const struct mesh *m, size_t f, size_t g)
{
	const char *mine = m->name[m->self[f]], *other = m->name[m->self[g]];
	const struct conf_assoc *to = peer_of(m->file[f], other);
	const struct conf_assoc *back = peer_of(m->file[g], mine);

	if (to == NULL)
		return;
	if (back == NULL)
		lint_tell(m->file[f], CONF_WARNING, "L11", to->at, none,
		    "%s is named as a peer here, but %s has no \"peer %s\"",
		    other, m->file[g]->texts[0].name, mine);
	else if (to->key != back->key)
		lint_tell(m->file[f], CONF_WARNING, "L11", to->at, none,
		    "key %u is for %s here, and key %u for %s in %s line %u: "
		    "neither will believe the other", (unsigned)to->key, other,
		    (unsigned)back->key, mine, back->at.file, back->at.line);
	else if ((to->version == 0 ? 4 : to->version) !=
	    (back->version == 0 ? 4 : back->version))
		lint_tell(m->file[f], CONF_WARNING, "L11", to->at, none,
		    "version %d is for %s here, and version %d for %s in %s "
		    "line %u", to->version == 0 ? 4 : to->version, other,
		    back->version == 0 ? 4 : back->version, mine,
		    back->at.file, back->at.line);
}

/* Returns true if file G has a peer that is none of the other files' host. */
static bool
has_other_peer(const struct mesh *m, size_t g)
{
	for (size_t k = 0; k < m->n_names; k++) {
		bool known = false;

		for (size_t f = 0; f < m->n_files; f++)
			known |= m->self[f] == k;
		if (!known && peer_of(m->file[g], m->name[k]) != NULL)
			return true;
	}
	return false;
}

/* L11: file F, whose host nobody names, has file G's host as a peer. */
static void
check_unnamed(const struct mesh *m, size_t f, size_t g)
{
	const char *other = m->name[m->self[g]];
	const struct conf_assoc *to = peer_of(m->file[f], other);

	if (to != NULL && !has_other_peer(m, g))
		lint_tell(m->file[f], CONF_WARNING, "L11", to->at, none,
		    "%s is named as a peer here, but %s has no peer that "
		    "could be this host", other, m->file[g]->texts[0].name);
}

/* Returns the line of L's local clock if it asks others, too. */
static const struct conf_assoc *
local_clock(const struct lint *l)
{
	const struct conf_assoc *local = NULL;
	bool others = false, peers = false;

	for (size_t i = 0; i < l->conf.n_assocs; i++) {
		const struct conf_assoc *a = &l->conf.assocs[i];
		struct addr addr = { 0 };

		if (addr_parse(&addr, a->name) && addr_is_refclock(&addr) &&
		    addr.ip[2] == 1)
			local = a;
		others |= lint_sources_is_remote(l, a);
		peers |= a->kind == CONF_PEER;
	}
	return others && peers ? local : NULL;
}

/* Returns true if L has a finding by RULE. */
static bool
has(const struct lint *l, const char *rule)
{
	for (size_t i = 0; i < l->n_findings; i++)
		if (strcmp(l->findings[i].rule, rule) == 0)
			return true;
	return false;
}

/* L10: more than one member falls back on its own clock. */
static void
check_clocks(const struct mesh *m)
{
	size_t n = 0;

	for (size_t f = 0; f < m->n_files; f++)
		n += local_clock(m->file[f]) != NULL;
	for (size_t f = 0; f < m->n_files && n > 1; f++) {
		const struct conf_assoc *a = local_clock(m->file[f]);

		if (a != NULL && !has(m->file[f], "L10"))
			lint_tell(m->file[f], CONF_WARNING, "L10", a->at,
			    lint_lines(LINT_REPLACE, "tos orphan 10"),
			    "%zu members of this group fall back on their own "
			    "clocks and would drift apart; with tos orphan "
			    "they agree on one", n);
	}
}

void
lint_mesh_all(struct lint *const *l, size_t n)
{
	struct mesh m = { .file = l, .n_files = n };

	if (n < 2 || n > MEMBERS || !collect(&m) || m.n_names == 0)
		return;
	identify(&m);
	for (size_t f = 0; f < n; f++)
		for (size_t g = 0; g < n; g++)
			if (f != g && m.self[g] != MEMBERS) {
				if (m.self[f] != MEMBERS)
					check_pair(&m, f, g);
				else
					check_unnamed(&m, f, g);
			}
	check_clocks(&m);
}
