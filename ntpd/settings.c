/*
 * settings.c -- the configuration from the command line and the files.
 *
 * The command line is turned into lines of ntp.conf and read first, so that
 * the files can override it, as in classic.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_parse.h"
#include "files.h"
#include "log.h"
#include "settings.h"

#define INCLUDES 256       /* files that one configuration may include */
#define LINE_ROOM 8192     /* octets of the command line as lines */
#define SLEW_STEP "600"    /* s, -x */

/* The texts of included files, kept until the parser is done with them. */
struct texts {
	char *text[INCLUDES];
	size_t n;
};

static const char *
include(void *ctx, const char *path, size_t *length)
{
	struct texts *t = ctx;
	char *text;

	if (t->n >= INCLUDES || (text = files_read(path, length)) == NULL)
		return NULL;
	t->text[t->n++] = text;
	return text;
}

static void
report(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	log_printf((enum priority)f->log, "%s", f->text);
}

static void
parse(struct conf *c, const char *file, const char *text, size_t length)
{
	struct texts texts = { .n = 0 };
	struct conf_reader reader = { .include = include, .report = report,
		.ctx = &texts };

	(void)conf_parse(c, file, text, length, &reader); /* counted in C */
	while (texts.n > 0)
		free(texts.text[--texts.n]);
}

/* Returns false if FILE cannot be read. */
static bool
parse_file(struct conf *c, const char *file)
{
	size_t length;
	char *text = files_read(file, &length);

	if (text == NULL) {
		log_printf(PRI_INFO, "getconfig: Couldn't open <%s>: %s", file,
		    strerror(errno));
		return false;
	}
	parse(c, file, text, length);
	free(text);
	return true;
}

/* Add the line "WORDS "VALUE"" to OUT if there is a VALUE. */
static void
add_line(char out[LINE_ROOM], const char *words, const char *value)
{
	size_t used = strlen(out);

	if (value != NULL)
		snprintf(out + used, LINE_ROOM - used, "%s \"%s\"\n", words,
		    value);
}

static void
parse_options(struct conf *c, const struct options *o)
{
	char text[LINE_ROOM] = "";

	add_line(text, "driftfile", o->driftfile);
	add_line(text, "pidfile", o->pidfile);
	if (o->n_nics > 0)
		strlcat(text, "interface ignore all\n", sizeof text);
	for (size_t i = 0; i < o->n_nics; i++)
		add_line(text, "interface listen", o->nics[i]);
	if (o->slew)
		strlcat(text, "tinker step " SLEW_STEP "\n", sizeof text);
	parse(c, NULL, text, strlen(text));
}

/* Read all *.conf in the folder that belongs to the main file. */
static void
parse_drop_ins(struct conf *c, const char *main_file)
{
	static const char suffix[] = ".conf";
	char pattern[4096];
	size_t len = strlen(main_file), cut = sizeof suffix - 1;
	glob_t found;

	if (len < cut || strcmp(main_file + len - cut, suffix) != 0 ||
	    (size_t)snprintf(pattern, sizeof pattern, "%.*s.d/*.conf",
	    (int)(len - cut), main_file) >= sizeof pattern)
		return;
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		(void)parse_file(c, found.gl_pathv[i]); /* logged */
	globfree(&found);
}

struct conf *
settings_read(const struct options *o, bool *found)
{
	struct conf *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	conf_init(c);
	parse_options(c, o);
	*found = parse_file(c, o->configfile);
	parse_drop_ins(c, o->configfile);
	if (o->port != 0)
		c->port = o->port;
	for (size_t i = 0; i < c->n_assocs && o->quit; i++)
		c->assocs[i].flags |= CONF_IBURST;
	return c;
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

/* A finding in one line: its column is enough. */
static void
tell(void *ctx, const struct conf_finding *f)
{
	const struct reply *r = ctx;
	size_t used = strlen(r->text);
	int skip = 0;

	report(NULL, f);
	if (f->repeated || f->severity == CONF_NOTE)
		return;
	(void)sscanf(f->text, "line %*u column %*u %n", &skip);
	snprintf(r->text + used, r->size - used, "%scolumn %u %s",
	    used > 0 ? "\r\n" : "", f->at.column, f->text + skip);
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
	(void)conf_parse(c, "remote config", text, len, &reader); /* told */
	/* They are no reason to accept a worse file later. */
	c->errors = errors;
	c->port = port; /* for the next start only */
	if (reply[0] == '\0')
		snprintf(reply, size, "Config Succeeded");
}

void
settings_free(struct conf *c)
{
	if (c == NULL)
		return;
	conf_free(c);
	free(c);
}
