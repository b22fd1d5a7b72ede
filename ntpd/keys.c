/*
 * keys.c -- the keys file.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>

#include "keys.h"
#include "log.h"

/* Returns true if nothing good comes of CONF without keys. */
static bool
needs_keys(const struct conf *conf)
{
	for (size_t i = 0; i < conf->n_assocs; i++)
		if (conf->assocs[i].key != 0)
			return true;
	return conf->n_trusted > 0 || conf->controlkey != 0;
}

static void
report(void *ctx, unsigned line, const char *text)
{
	const char *const *file = ctx;

	log_printf(PRI_ERR, "authreadkeys: %s (%s line %u)", text, *file,
	    line);
}

/* Returns the text of the keys file of CONF, or NULL with errno set. */
static const char *
read_text(const struct conf *conf, struct fileset *files, size_t *length)
{
	const struct fileset_file *f;

	*length = 0;
	if (conf->keys == NULL)
		return "";
	f = fileset_get(files, conf->keys);
	if (f == NULL || f->text == NULL)
		return NULL;
	*length = f->length;
	return f->text;
}

static void
ignore(void *ctx, unsigned line, const char *text)
{
	(void)ctx;
	(void)line;
	(void)text;
}

struct auth *
keys_read(const struct conf *conf, struct fileset *files)
{
	size_t length;
	const char *text = read_text(conf, files, &length);
	struct auth *auth = text != NULL ? auth_new() : NULL;

	if (auth != NULL && auth_read(auth, text, length, ignore, NULL) != 0) {
		auth_free(auth);
		return NULL;
	}
	return auth;
}

void
keys_load(struct engine *e, const struct conf *conf, struct fileset *files)
{
	const char *name = conf->keys;
	size_t length;
	const char *text = read_text(conf, files, &length);

	if (text == NULL) {
		log_printf(needs_keys(conf) ? PRI_ERR : PRI_DEBUG,
		    "authreadkeys: file %s: %s", name, strerror(errno));
		return;
	}
	if (engine_keys(e, text, length, report, &name) != 0)
		log_printf(PRI_ERR, "authreadkeys: out of memory");
}
