/*
 * saveconfig.c -- --saveconfigquit: the configuration, written back.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "conf_write.h"
#include "saveconfig.h"
#include "settings.h"

static void
write_line(void *ctx, enum conf_part part, const char *line)
{
	(void)part;
	fprintf(ctx, "%s\n", line);
}

static void
tell(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	if (f->severity != CONF_NOTE)
		fprintf(stderr, "%s\n", f->text);
}

/* Returns the errno of what went wrong, told, or 0. */
static int
failed(const struct options *o, const char *file)
{
	int why = errno != 0 ? errno : EIO;

	fprintf(stderr, "%s: %s: %s\n", o->program, file, strerror(why));
	return why;
}

int
saveconfig_run(const struct options *o)
{
	struct fileset files = { .disk = true };
	bool found = false;
	struct conf *c = settings_read(o, &files, tell, &found);
	int status = 0;
	FILE *f = NULL;

	errno = c == NULL ? ENOMEM : ENOENT;
	if (!found)
		status = failed(o, o->configfile);
	else if ((f = fopen(o->saved, "we")) == NULL)
		status = failed(o, o->saved);
	if (f != NULL) {
		fprintf(f, "# %s, as ntpd understood it\n", o->configfile);
		conf_write(c, write_line, f);
		errno = 0;
		if (ferror(f) || fclose(f) != 0)
			status = failed(o, o->saved);
	}
	settings_free(c);
	fileset_free(&files);
	return status;
}
