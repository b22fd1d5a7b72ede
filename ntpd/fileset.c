/*
 * fileset.c -- the texts that a configuration is made of.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth.h"
#include "fileset.h"
#include "files.h"

#define FILES_AT_MOST 4096 /* in one set */

/* --- files --------------------------------------------------------------- */

static struct fileset_file *
find(const struct fileset *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->files[i].name, name) == 0)
			return &s->files[i];
	return NULL;
}

/* Add an empty file NAME to S; returns NULL with errno set if it cannot. */
static struct fileset_file *
add(struct fileset *s, const char *name)
{
	struct fileset_file *more;

	if (s->n >= FILES_AT_MOST) {
		errno = EMFILE;
		return NULL;
	}
	more = reallocarray(s->files, s->n + 1, sizeof *more);
	if (more == NULL)
		return NULL;
	s->files = more;
	more += s->n;
	*more = (struct fileset_file){ .name = strdup(name),
		.error = ENOENT };
	if (more->name == NULL)
		return NULL;
	s->n++;
	return more;
}

const struct fileset_file *
fileset_get(struct fileset *s, const char *name)
{
	struct fileset_file *f = find(s, name);

	if (f == NULL) {
		f = add(s, name);
		if (f == NULL)
			return NULL;
		if (s->disk) {
			f->text = files_read(name, &f->length);
			f->error = f->text != NULL ? 0 : errno;
		}
	}
	errno = f->error;
	return f;
}

/* --- drop-ins ------------------------------------------------------------ */

static int
add_drop_in(struct fileset *s, const char *name)
{
	char **more = reallocarray(s->drop_ins, s->n_drop_ins + 1,
	    sizeof *more);

	if (more == NULL)
		return -1;
	s->drop_ins = more;
	more[s->n_drop_ins] = strdup(name);
	if (more[s->n_drop_ins] == NULL)
		return -1;
	s->n_drop_ins++;
	return 0;
}

void
fileset_find_drop_ins(struct fileset *s, const char *name)
{
	static const char suffix[] = ".conf";
	char pattern[4096];
	size_t len = strlen(name), cut = sizeof suffix - 1;
	glob_t found;

	if (!s->disk || s->n_drop_ins > 0 || len < cut ||
	    strcmp(name + len - cut, suffix) != 0 ||
	    (size_t)snprintf(pattern, sizeof pattern, "%.*s.d/*.conf",
	    (int)(len - cut), name) >= sizeof pattern)
		return;
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (add_drop_in(s, found.gl_pathv[i]) != 0)
			break;
	globfree(&found);
}

/* --- over a stream ------------------------------------------------------- */

static int
put(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
put_text(int fd, const char *text, size_t len)
{
	uint64_t size = len;

	return put(fd, &size, sizeof size) != 0 ? -1 : put(fd, text, len);
}

static int
get(int fd, void *data, size_t len)
{
	char *at = data;

	while (len > 0) {
		ssize_t n = read(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n == 0 ? EPIPE : errno;
			return -1;
		}
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Returns the text that comes next, with a NUL behind it; NULL: none. */
static char *
get_text(int fd, size_t *len)
{
	uint64_t size;
	char *text;

	if (get(fd, &size, sizeof size) != 0)
		return NULL;
	if (size > FILES_MAX) {
		errno = EFBIG;
		return NULL;
	}
	text = malloc((size_t)size + 1);
	if (text == NULL || get(fd, text, (size_t)size) != 0) {
		free(text);
		return NULL;
	}
	text[size] = '\0';
	*len = (size_t)size;
	return text;
}

int
fileset_send(const struct fileset *s, int fd)
{
	uint32_t counts[2] = { (uint32_t)s->n, (uint32_t)s->n_drop_ins };

	if (put(fd, counts, sizeof counts) != 0)
		return -1;
	for (size_t i = 0; i < s->n; i++) {
		const struct fileset_file *f = &s->files[i];
		int32_t error = f->error;

		if (put_text(fd, f->name, strlen(f->name)) != 0 ||
		    put(fd, &error, sizeof error) != 0 ||
		    (error == 0 && put_text(fd, f->text, f->length) != 0))
			return -1;
	}
	for (size_t i = 0; i < s->n_drop_ins; i++)
		if (put_text(fd, s->drop_ins[i], strlen(s->drop_ins[i])) != 0)
			return -1;
	return 0;
}

static int
receive_file(struct fileset *s, int fd)
{
	size_t len;
	char *name = get_text(fd, &len);
	struct fileset_file *f = name != NULL ? add(s, name) : NULL;
	int32_t error = 0;

	free(name);
	if (f == NULL || get(fd, &error, sizeof error) != 0)
		return -1;
	f->error = error;
	if (error == 0 && (f->text = get_text(fd, &f->length)) == NULL)
		return -1;
	return 0;
}

static int
receive_drop_in(struct fileset *s, int fd)
{
	size_t len;
	char *name = get_text(fd, &len);
	int result = name != NULL ? add_drop_in(s, name) : -1;

	free(name);
	return result;
}

int
fileset_receive(struct fileset *s, int fd)
{
	uint32_t counts[2];
	int result = get(fd, counts, sizeof counts);

	for (uint32_t i = 0; result == 0 && i < counts[0]; i++)
		result = receive_file(s, fd);
	for (uint32_t i = 0; result == 0 && i < counts[1]; i++)
		result = receive_drop_in(s, fd);
	if (result != 0) {
		int why = errno;

		fileset_free(s);
		errno = why;
	}
	return result;
}

void
fileset_free(struct fileset *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->files[i].text != NULL)
			auth_wipe(s->files[i].text, s->files[i].length);
		free(s->files[i].text);
		free(s->files[i].name);
	}
	for (size_t i = 0; i < s->n_drop_ins; i++)
		free(s->drop_ins[i]);
	free(s->files);
	free(s->drop_ins);
	*s = (struct fileset){ .disk = s->disk };
}
