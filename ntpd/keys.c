/*
 * keys.c -- the keys file.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "auth.h"
#include "files.h"
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
keys_load(struct engine *e, const struct conf *conf)
{
	const char *file = conf->keys;
	size_t length = 0;
	char *text = NULL;

	if (file != NULL) {
		text = files_read(file, &length);
		if (text == NULL) {
			log_printf(needs_keys(conf) ? PRI_ERR : PRI_DEBUG,
			    "authreadkeys: file %s: %s", file, strerror(errno));
			return;
		}
	}
	if (engine_keys(e, text != NULL ? text : "", length, report,
	    &file) != 0)
		log_printf(PRI_ERR, "authreadkeys: out of memory");
	if (text != NULL)
		auth_wipe(text, length);
	free(text);
}
