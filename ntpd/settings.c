/*
 * settings.c -- the configuration from the command line and the files.
 *
 * The command line is turned into lines of ntp.conf and read first, so that
 * the files can override it, as in classic.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_parse.h"
#include "log.h"
#include "override.h"
#include "settings.h"

/* What reading needs: where the files come from, and who is told. */
struct source {
	struct fileset *files;
	settings_report *report;
	void *ctx;
};

static const char *
include(void *ctx, const char *path, size_t *length)
{
	const struct source *s = ctx;
	const struct fileset_file *f = fileset_get(s->files, path);

	if (f == NULL || f->text == NULL)
		return NULL;
	*length = f->length;
	return f->text;
}

static void
pass_on(void *ctx, const struct conf_finding *f)
{
	const struct source *s = ctx;

	s->report(s->ctx, f);
}

void
settings_log(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	log_printf((enum priority)f->log, "%s", f->text);
}

/* Returns false if FILE cannot be read. */
static bool
parse_file(struct conf *c, const char *file, const struct conf_reader *reader)
{
	size_t length;
	const char *text = reader->include(reader->ctx, file, &length);

	if (text == NULL)
		return false;
	(void)conf_parse(c, file, text, length, reader); /* counted in C */
	return true;
}

static void
parse_options(struct conf *c, const struct options *o,
    const struct conf_reader *reader)
{
	char text[OVERRIDE_ROOM];

	override_lines(o, text);
	(void)conf_parse(c, NULL, text, strlen(text), reader); /* counted */
}

/* Returns true if the line CA is what U is about; P is U's association. */
static bool
is_meant(const struct conf_assoc *ca, const struct conf_unpeer *u,
    const struct peer *p)
{
	struct addr a, b;

	if (p != NULL)
		return strcmp(ca->name, p->name) == 0;
	return u->assid == 0 && (strcmp(ca->name, u->name) == 0 ||
	    (addr_parse(&a, ca->name) && addr_parse(&b, u->name) &&
	    addr_same_host(&a, &b)));
}

void
settings_unpeer(struct conf *c, const struct state *s)
{
	for (size_t i = 0; i < c->n_unpeers; i++) {
		struct conf_unpeer *u = &c->unpeers[i];
		const struct peer *p = s != NULL && u->assid != 0 ?
		    state_find(s, u->assid) : NULL;
		size_t kept = 0;

		for (size_t k = 0; k < c->n_assocs; k++) {
			if (is_meant(&c->assocs[k], u, p))
				free(c->assocs[k].name);
			else
				c->assocs[kept++] = c->assocs[k];
		}
		c->n_assocs = kept;
		free(u->name);
	}
	c->n_unpeers = 0;
}

struct conf *
settings_read(const struct options *o, struct fileset *files,
    settings_report *report, void *ctx, bool *found)
{
	struct source source = { files, report, ctx };
	struct conf_reader reader = { .include = include, .report = pass_on,
		.ctx = &source };
	struct conf *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	conf_init(c);
	parse_options(c, o, &reader);
	*found = parse_file(c, o->configfile, &reader);
	fileset_find_drop_ins(files, o->configfile);
	for (size_t i = 0; i < files->n_drop_ins; i++)
		(void)parse_file(c, files->drop_ins[i], &reader);
	if (!override_finish(o, c)) {
		settings_free(c);
		return NULL;
	}
	settings_unpeer(c, NULL);
	return c;
}

void
settings_unreadable(const struct options *o, struct fileset *files)
{
	const struct fileset_file *f = fileset_get(files, o->configfile);

	if (f != NULL && f->text == NULL)
		log_printf(PRI_INFO, "getconfig: Couldn't open <%s>: %s",
		    o->configfile, strerror(f->error));
	for (size_t i = 0; i < files->n_drop_ins; i++) {
		f = fileset_get(files, files->drop_ins[i]);
		if (f != NULL && f->text == NULL)
			log_printf(PRI_ERR, "getconfig: Couldn't open <%s>: "
			    "%s", files->drop_ins[i], strerror(f->error));
	}
}

/* What the owner is told of lines from the network. */
struct reply {
	char *text;
	size_t size;
};

static const char *
include_nothing(void *ctx, const char *path, size_t *length)
{
	(void)ctx;
	(void)path;
	*length = 0;
	return NULL;
}

static void
tell(void *ctx, const struct conf_finding *f)
{
	const struct reply *r = ctx;

	settings_log(NULL, f);
	conf_reply(f, r->text, r->size);
}

void
settings_add(struct conf *c, const char *text, size_t len, char *reply,
    size_t size)
{
	struct reply r = { reply, size };
	struct conf_reader reader = { .include = include_nothing,
		.report = tell, .ctx = &r, .remote = true };
	unsigned errors = c->errors;
	uint16_t port = c->port;

	reply[0] = '\0';
	c->reset = 0; /* what an earlier request set to zero counts on */
	(void)conf_parse(c, "remote config", text, len, &reader); /* told */
	/* They are no reason to accept a worse file later. */
	c->errors = errors;
	c->port = port; /* for the next start only */
	if (reply[0] == '\0')
		snprintf(reply, size, "Config Succeeded");
}

/* Returns the variable of C with the LEN octets at NAME for a name, or NULL. */
static struct conf_var *
find_writable(struct conf *c, const char *name, size_t len)
{
	for (size_t i = 0; i < c->n_vars; i++)
		if (c->vars[i].writable && strlen(c->vars[i].name) == len &&
		    memcmp(c->vars[i].name, name, len) == 0)
			return &c->vars[i];
	return NULL;
}

bool
settings_write(struct conf *c, const char *text, size_t len)
{
	const char *equals = memchr(text, '=', len);
	struct conf_var *v = equals == NULL ? NULL :
	    find_writable(c, text, (size_t)(equals - text));
	char *value;

	if (v == NULL)
		return false;
	value = strndup(equals + 1, len - (size_t)(equals + 1 - text));
	if (value == NULL)
		return false;
	free(v->value);
	v->value = value;
	return true;
}

void
settings_keep_vars(struct conf *c, const struct conf *old)
{
	for (size_t i = 0; i < old->n_vars; i++) {
		const struct conf_var *was = &old->vars[i];
		struct conf_var *v = !was->writable ? NULL :
		    find_writable(c, was->name, strlen(was->name));
		char *value = v == NULL ? NULL : strdup(was->value);

		if (value == NULL)
			continue;
		free(v->value);
		v->value = value;
	}
}

void
settings_free(struct conf *c)
{
	if (c == NULL)
		return;
	conf_free(c);
	free(c);
}
