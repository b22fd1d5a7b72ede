/*
 * complete.c -- what the word being typed at the prompt may become.
 *
 * The table of commands says what each argument is.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "complete.h"

#define WORD 64    /* octets of a command's name */
#define MOST 4096  /* words */

/* A search: where words go, and what they begin with. */
struct search {
	struct complete *c;
	const char *prefix;
	size_t len;
};

/* Add the LEN octets at TEXT if they are what S looks for. */
static void
add(const struct search *s, const char *text, size_t len)
{
	struct complete *c = s->c;
	char **list;

	if (len <= 0 || len < s->len || c->n == MOST ||
	    memcmp(text, s->prefix, s->len) != 0)
		return;
	/* Nothing from a server is typed for us that is not a plain word. */
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~' || text[i] == '"')
			return;
	list = realloc(c->word, (c->n + 1) * sizeof *list);
	if (list == NULL)
		return;
	c->word = list;
	list[c->n] = strndup(text, len);
	c->n += list[c->n] != NULL;
}

/* Add the words of TEXT, between octets of which each is one of BETWEEN. */
static void
add_all(const struct search *s, const char *text, size_t len,
    const char *between)
{
	size_t from = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && strchr(between, text[i]) == NULL)
			continue;
		add(s, text + from, i - from);
		from = i + 1;
	}
}

static void
add_commands(const struct search *s)
{
	const char *name = NULL;

	while ((name = commands_next(name, s->prefix, s->len)) != NULL)
		add(s, name, strlen(name));
}

/* Add the hosts that FILE has: behind the address in each line. */
static void
add_file(const struct search *s, const char *file)
{
	FILE *f = fopen(file, "re");
	char *line = NULL;
	size_t size = 0;

	if (f == NULL)
		return;
	while (getline(&line, &size, f) >= 0) {
		size_t address;

		line[strcspn(line, "#\r\n")] = '\0';
		address = strcspn(line, " \t");
		add_all(s, line + address, strlen(line + address), " \t");
	}
	free(line);
	(void)fclose(f); /* only read */
}

static void
add_hosts(const struct search *s, const struct ntpq *n, const char *file)
{
	for (int i = 0; i < n->n_hosts; i++)
		add(s, n->hosts[i], strlen(n->hosts[i]));
	for (size_t i = 0; i < sizeof n->asked / sizeof n->asked[0]; i++)
		add(s, n->asked[i], strlen(n->asked[i]));
	add_file(s, file);
}

/*
 * Add the variables of the system, or of association ASSOC: every daemon has
 * one that lists them all.  Who has not answered yet is not waited for.
 */
static void
add_variables(const struct search *s, struct ntpq *n, unsigned long assoc)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *at = (const char *)r->data;
	struct ctlmsg_var v;

	if (!n->query.heard || assoc > UINT16_MAX ||
	    query_try(&n->query, (uint16_t)assoc, assoc == 0 ?
	    "sys_var_list" : "peer_var_list") != QUERY_ANSWERED)
		return;
	if (ctlmsg_next(&at, at + r->length, &v))
		add_all(s, v.value, v.value_len, ",\" ");
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sort the words of C and keep one of each. */
static void
settle(struct complete *c)
{
	size_t kept = 0;

	if (c->n == 0)
		return;
	qsort(c->word, c->n, sizeof *c->word, compare);
	for (size_t i = 0; i < c->n; i++) {
		if (kept > 0 && strcmp(c->word[kept - 1], c->word[i]) == 0)
			free(c->word[i]);
		else
			c->word[kept++] = c->word[i];
	}
	c->n = kept;
}

/* Returns which association the LEN octets at TEXT are: N's list has &1. */
static unsigned long
association(const struct ntpq *n, const char *text)
{
	unsigned long i = strtoul(text + (text[0] == '&'), NULL, 10);

	if (text[0] != '&')
		return i;
	return i >= 1 && i <= n->n_assocs ? n->assocs[i - 1].id : 0;
}

/*
 * Cut the LEN octets at LINE into words: puts the first one into COMMAND and
 * the second one into FIRST, the place where the last one begins into START.
 * Returns how many are complete.
 */
static int
cut(const char *line, size_t len, char command[WORD], char first[WORD],
    size_t *start)
{
	int words = 0;
	size_t from = 0;

	command[0] = first[0] = '\0';
	for (size_t i = 0; i < len; i++) {
		if (line[i] != ' ' && line[i] != '\t')
			continue;
		if (i > from && words < 2)
			snprintf(words == 0 ? command : first, WORD, "%.*s",
			    (int)(i - from), line + from);
		words += i > from;
		from = i + 1;
	}
	*start = from;
	return words;
}

void
complete_find(struct complete *c, struct ntpq *n, const char *line, size_t len,
    const char *hosts)
{
	char command[WORD], first[WORD];
	int words;
	struct search s = { .c = c };
	enum commands_takes takes;

	*c = (struct complete){ .ends = true };
	words = cut(line, len, command, first, &c->start);
	takes = words == 0 ? COMMANDS_NAMES :
	    commands_takes(command, words - 1);
	while (takes == COMMANDS_VARIABLES &&
	    memchr(line + c->start, ',', len - c->start) != NULL)
		c->start++;
	s.prefix = line + c->start;
	s.len = len - c->start;
	query_begin(&n->query);
	switch (takes) {
	case COMMANDS_NAMES:
		add_commands(&s);
		break;
	case COMMANDS_HOSTS:
		add_hosts(&s, n, hosts);
		break;
	case COMMANDS_VARIABLES:
		c->ends = false;
		add_variables(&s, n, words > 1 ? association(n, first) : 0);
		break;
	case COMMANDS_OTHERS:
		break;
	}
	settle(c);
}

size_t
complete_common(const struct complete *c)
{
	size_t common = c->n > 0 ? strlen(c->word[0]) : 0;

	for (size_t i = 1; i < c->n; i++) {
		size_t same = 0;

		while (same < common && c->word[i][same] == c->word[0][same])
			same++;
		common = same;
	}
	return common;
}

void
complete_free(struct complete *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->word[i]);
	free(c->word);
	*c = (struct complete){ .n = 0 };
}
