/*
 * keys.c -- the key ntpdate authenticates with.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"

#define FILE_MAX (4u << 20) /* octets: all ids with all they can have */

/* Where complaints about a file go. */
struct complaint {
	const char *file;
	const struct output *out;
};

static void
report(void *ctx, unsigned line, const char *text)
{
	const struct complaint *c = ctx;

	output_log(c->out, PRI_ERR, "authreadkeys: %s (%s line %u)", text,
	    c->file, line);
}

/* Add the keys of the open file F to A; returns -1 with errno set if not. */
static int
read_all(struct auth *a, FILE *f, struct complaint *c)
{
	char *text = malloc(FILE_MAX);
	size_t length;
	int result;

	if (text == NULL)
		return -1;
	/* Without a buffer of its own there is no copy to wipe. */
	(void)setvbuf(f, NULL, _IONBF, 0);
	length = fread(text, 1, FILE_MAX, f);
	result = ferror(f) ? -1 : auth_read(a, text, length, report, c);
	auth_wipe(text, length);
	free(text);
	return result;
}

struct auth *
keys_read(const char *file, uint32_t id, const struct output *out)
{
	struct complaint c = { file, out };
	struct auth *a = auth_new();
	FILE *f = fopen(file, "re");

	if (a == NULL || f == NULL || read_all(a, f, &c) != 0) {
		output_log(out, PRI_ERR, "authreadkeys: file %s: %s", file,
		    strerror(errno));
		output_log(out, PRI_ERR, "no key file <%s>, exiting", file);
		auth_free(a);
		a = NULL;
	}
	if (f != NULL)
		(void)fclose(f); /* only read */
	if (a == NULL)
		return NULL;
	auth_trust(a, id, id);
	if (auth_trusts(a, id))
		return a;
	output_log(out, PRI_ERR, "authentication key %u unknown",
	    (unsigned)id);
	auth_free(a);
	return NULL;
}
