/*
 * lint_keys.c -- L17: keys that are named and cannot be used.
 *
 * The keys file is read for ids and types only; what it says is not shown.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth.h"
#include "lint_rules.h"

#define TYPE 16 /* octets of a type that are looked at */

static const struct lint_fix none = { LINT_NONE, NULL };

/* What the keys file says of an id. */
struct entry {
	unsigned line; /* 0: nothing */
	bool weak;     /* MD5 */
	bool used;
	bool trusted;
	int opens;     /* ranges that begin here less those that ended */
};

struct keyring {
	struct entry entry[AUTH_KEYID_MAX + 1];
	bool known;        /* the file was read */
	const char *why;   /* it was not */
	char proposal[512]; /* a trustedkey line that names all of them */
};

/* Take the blank-separated word at *P, up to END; its length is the result. */
static size_t
take(const char **p, const char *end, const char **word)
{
	while (*p < end && (**p == ' ' || **p == '\t'))
		(*p)++;
	*word = *p;
	while (*p < end && strchr(" \t\r#", **p) == NULL)
		(*p)++;
	return (size_t)(*p - *word);
}

/* Read the line of a keys file from P to END. */
static void
read_line(struct keyring *k, const char *p, const char *end, unsigned number)
{
	const char *id, *type;
	size_t n = take(&p, end, &id), m = take(&p, end, &type);
	unsigned long value = 0;

	for (size_t i = 0; i < n; i++) {
		if (id[i] < '0' || id[i] > '9' || value > AUTH_KEYID_MAX)
			return;
		value = 10 * value + (unsigned long)(id[i] - '0');
	}
	if (value == 0 || value > AUTH_KEYID_MAX || m == 0)
		return;
	k->entry[value].line = number;
	k->entry[value].weak = type[0] == 'M' || type[0] == 'm';
}

static void
read_keys(struct lint *l, struct keyring *k)
{
	size_t length = 0;
	bool missing = false;
	const char *text, *end, *stop;
	unsigned number = 1;

	text = l->conf.keys == NULL ? NULL : l->reader->read(l->reader->ctx,
	    l->conf.keys, &length, &missing, &k->why);
	if (text == NULL)
		return;
	k->known = true;
	for (end = text + length; text < end; text = stop + 1) {
		stop = memchr(text, '\n', (size_t)(end - text));
		if (stop == NULL)
			stop = end;
		read_line(k, text, stop, number++);
	}
}

/* Note which keys are trusted; ranges may be many, and overlap. */
static void
read_trusted(const struct conf *c, struct keyring *k)
{
	int64_t depth = 0;

	for (size_t i = 0; i < c->n_trusted; i++) {
		k->entry[c->trusted[i].first].opens++;
		if (c->trusted[i].last < AUTH_KEYID_MAX)
			k->entry[c->trusted[i].last + 1].opens--;
	}
	for (uint32_t id = 1; id <= AUTH_KEYID_MAX; id++) {
		depth += k->entry[id].opens;
		k->entry[id].trusted = depth > 0;
	}
}

/* Write the trustedkey line that trusts what is trusted, and what is used. */
static void
propose(const struct lint *l, struct keyring *k)
{
	char *line = k->proposal;
	size_t size = sizeof k->proposal, used;

	used = (size_t)snprintf(line, size, "trustedkey");
	for (size_t i = 0; i < l->conf.n_trusted && used < 300; i++) {
		const struct conf_keys *t = &l->conf.trusted[i];

		used += (size_t)(t->first == t->last ?
		    snprintf(line + used, size - used, " %u",
		    (unsigned)t->first) :
		    snprintf(line + used, size - used,
		    " ( %u ... %u )", (unsigned)t->first, (unsigned)t->last));
	}
	for (unsigned id = 1; id <= AUTH_KEYID_MAX && used < 400; id++)
		if (k->entry[id].used && !k->entry[id].trusted)
			used += (size_t)snprintf(line + used, size - used,
			    " %u", id);
}

/* Note that ID, 0 for none, is used. */
static void
use(struct keyring *k, uint32_t id)
{
	if (id <= AUTH_KEYID_MAX)
		k->entry[id].used = id != 0;
}

/* Judge the use of key ID by the line at AT. */
static void
check_use(struct lint *l, const struct keyring *k, uint32_t id,
    struct conf_place at)
{
	const struct conf *c = &l->conf;

	if (id == 0 || id > AUTH_KEYID_MAX)
		return;
	if (!k->entry[id].trusted)
		lint_tell(l, CONF_ERROR, "L17", at,
		    lint_lines(LINT_ADD, "%s", k->proposal), "key %u is "
		    "not trusted: no trustedkey line names it", (unsigned)id);
	if (c->keys == NULL)
		lint_tell(l, CONF_ERROR, "L17", at, lint_lines(LINT_ADD,
		    "keys /etc/ntp/keys"), "key %u is nowhere: no keys line "
		    "names a file", (unsigned)id);
	else if (k->known && k->entry[id].line == 0)
		lint_tell(l, CONF_ERROR, "L17", at, none, "key %u is not in "
		    "%s", (unsigned)id, c->keys);
}

/* Returns where word WORD, with its argument, stands in the line of AT. */
static struct conf_place
place_of(const struct lint *l, struct conf_place at, const char *word)
{
	struct lint_line line;

	if (!lint_line_at(l, at, &line) ||
	    lint_find(&line, 1, word) == line.n)
		return at;
	return lint_place(&line, lint_find(&line, 1, word));
}

static void
check_all(struct lint *l, struct keyring *k)
{
	const struct conf *c = &l->conf;
	struct conf_place file = { c->keys, 0, 0 };

	read_keys(l, k);
	read_trusted(c, k);
	for (size_t i = 0; i < c->n_assocs; i++)
		use(k, c->assocs[i].key);
	use(k, c->controlkey);
	use(k, c->requestkey);
	propose(l, k);
	for (size_t i = 0; i < c->n_assocs; i++)
		if (c->assocs[i].key != 0)
			check_use(l, k, c->assocs[i].key,
			    place_of(l, c->assocs[i].at, "key"));
	check_use(l, k, c->controlkey, l->controlkey);
	check_use(l, k, c->requestkey, l->requestkey);
	if (c->keys == NULL)
		return;
	if (!k->known)
		lint_tell(l, CONF_ERROR, "L17", l->keys, none,
		    "%s, with the keys that are named here, cannot be read: %s",
		    c->keys, k->why != NULL ? k->why : "no such file");
	for (uint32_t id = 1; id <= AUTH_KEYID_MAX; id++) {
		if (!k->entry[id].used || !k->entry[id].weak)
			continue;
		file.line = k->entry[id].line;
		file.column = 1;
		lint_tell(l, CONF_WARNING, "L17", file, none, "key %u is for "
		    "MD5, which is weak: take SHA1 or AES128CMAC, on both "
		    "sides", (unsigned)id);
	}
}

/* Returns true if C uses any key. */
static bool
uses_keys(const struct conf *c)
{
	for (size_t i = 0; i < c->n_assocs; i++)
		if (c->assocs[i].key != 0)
			return true;
	return c->controlkey != 0 || c->requestkey != 0;
}

void
lint_keys_all(struct lint *l)
{
	struct keyring *k;

	if (!uses_keys(&l->conf))
		return;
	k = calloc(1, sizeof *k);
	if (k == NULL)
		l->failed = true;
	else
		check_all(l, k);
	free(k);
}
