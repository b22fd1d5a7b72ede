/*
 * vectors.c -- recorded exchanges.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

/* Add the octets that TEXT says to D. */
static void
add_octets(struct datagram *d, const char *text)
{
	unsigned long zeros = strncmp(text, "0*", 2) == 0 ?
	    strtoul(text + 2, NULL, 10) : 0;
	unsigned octet;

	ck_assert_uint_le(d->len + zeros, sizeof d->data);
	d->len += zeros;
	if (zeros > 0)
		return;
	for (; sscanf(text, "%2x", &octet) == 1; text += 2) {
		ck_assert_uint_lt(d->len, sizeof d->data);
		d->data[d->len++] = (uint8_t)octet;
	}
}

size_t
vectors_each(const char *name, void (*each)(void *ctx,
    const struct recorded *x), void *ctx)
{
	const char *top = getenv("srcdir");
	struct recorded *x = calloc(1, sizeof *x);
	struct datagram *d = NULL;
	char path[512], line[256];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/data/vectors/%s",
	    top != NULL ? top : ".", name);
	f = fopen(path, "r");
	ck_assert_msg(f != NULL && x != NULL, "%s", path);
	while (fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '=') {
			if (n++ > 0)
				each(ctx, x);
			memset(x, 0, sizeof *x);
			snprintf(x->name, sizeof x->name, "%.40s", line + 2);
		} else if (line[0] == '>') {
			d = &x->request;
		} else if (line[0] == '<') {
			ck_assert_uint_lt(x->n, VECTORS_DATAGRAMS);
			d = &x->reply[x->n++];
		}
		if (line[0] != '=')
			add_octets(d, line + 2);
	}
	if (n > 0)
		each(ctx, x);
	fclose(f);
	free(x);
	return n;
}
