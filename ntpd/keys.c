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

void
keys_load(struct engine *e, const struct conf *conf, struct fileset *files)
{
	const char *name = conf->keys, *text = "";
	const struct fileset_file *f;
	size_t length = 0;

	if (name != NULL) {
		f = fileset_get(files, name);
		if (f == NULL || f->text == NULL) {
			log_printf(needs_keys(conf) ? PRI_ERR : PRI_DEBUG,
			    "authreadkeys: file %s: %s", name, strerror(errno));
			return;
		}
		text = f->text;
		length = f->length;
	}
	if (engine_keys(e, text, length, report, &name) != 0)
		log_printf(PRI_ERR, "authreadkeys: out of memory");
}
