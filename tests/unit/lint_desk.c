/*
 * lint_desk.c -- configurations to check, without a host.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint_desk.h"

char *
desk_read(const char *path, size_t *length)
{
	FILE *f = fopen(path, "rb");
	char *text = NULL;
	size_t size = 0;

	*length = 0;
	if (f == NULL)
		return NULL;
	do {
		size += 65536;
		text = realloc(text, size + 1);
		if (text == NULL)
			abort();
		*length += fread(text + *length, 1, size - *length, f);
	} while (*length == size);
	fclose(f);
	text[*length] = '\0';
	return text;
}

static const char *
read_it(void *ctx, const char *path, size_t *length, bool *missing,
    const char **why)
{
	struct desk *d = ctx;
	char name[1024];

	*missing = false;
	*why = NULL;
	for (const struct desk_text *t = d->texts; t != NULL && t->path != NULL;
	    t++) {
		if (strcmp(t->path, path) != 0)
			continue;
		*why = t->why;
		*length = t->length > 0 || t->text == NULL ? t->length :
		    strlen(t->text);
		return t->why == NULL ? t->text : NULL;
	}
	*missing = true;
	*why = "No such file or directory";
	if (d->folder == NULL || path[0] == '/' || d->n_held == 32)
		return NULL;
	(void)snprintf(name, sizeof name, "%s/%s", d->folder, path);
	d->held[d->n_held] = desk_read(name, length);
	if (d->held[d->n_held] == NULL)
		return NULL;
	*missing = false;
	*why = NULL;
	return d->held[d->n_held++];
}

void
desk_open(struct desk *d, const char *folder, const struct desk_text *texts)
{
	memset(d, 0, sizeof *d);
	d->reader.read = read_it;
	d->reader.ctx = d;
	d->folder = folder;
	d->texts = texts;
}

void
desk_close(struct desk *d)
{
	while (d->n_held > 0)
		free(d->held[--d->n_held]);
}

struct lint *
desk_check(struct desk *d, const char *file, const struct lint_host *host)
{
	struct lint *l = lint_new(&d->reader);
	bool drop_in = strstr(file, ".d/") != NULL;

	if (l == NULL)
		abort();
	lint_read(l, file, drop_in ? LINT_DROP_IN : LINT_MAIN);
	lint_judge(l, host, DESK_NOW);
	lint_sort(l);
	return l;
}

struct lint *
desk_check_text(struct desk *d, const char *text, size_t length)
{
	const struct desk_text texts[] = {
		{ "ntp.conf", text, length, NULL }, { NULL, NULL, 0, NULL }
	};
	struct lint *l;

	desk_open(d, NULL, texts);
	l = desk_check(d, "ntp.conf", NULL);
	d->texts = NULL; /* TEXTS ends here */
	return l;
}

size_t
desk_count(const struct lint *l, const char *rule)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n_findings; i++)
		n += strcmp(l->findings[i].rule, rule) == 0;
	return n;
}
