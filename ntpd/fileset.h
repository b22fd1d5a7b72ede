/*
 * fileset.h -- the texts that a configuration is made of.
 *
 * A set either reads the disk and remembers what it read, or holds only what
 * somebody with more rights has read for it: the code that makes a
 * configuration of it is the same.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef FILESET_H
#define FILESET_H

#include <stdbool.h>
#include <stddef.h>

/* One file. */
struct fileset_file {
	char *name;
	char *text;     /* NULL: could not be read */
	size_t length;  /* octets */
	int error;      /* errno of the attempt; 0: none */
};

struct fileset {
	bool disk;      /* what is not in the set is read from the disk */
	struct fileset_file *files;
	size_t n;
	char **drop_ins; /* names, in order */
	size_t n_drop_ins;
};

/*
 * Returns the file NAME of S; its text is NULL if it cannot be read, with the
 * reason in errno.  NULL, with errno set, if there is no memory.
 */
const struct fileset_file *fileset_get(struct fileset *s, const char *name);

/*
 * Find the drop-in files that belong to the main file NAME, "X.conf": all
 * "X.d/NAME.conf" in lexical order.  They are in S.drop_ins then.
 */
void fileset_find_drop_ins(struct fileset *s, const char *name);

/*
 * Write S to the stream FD.
 *
 * Returns 0, or -1 with errno set.
 */
int fileset_send(const struct fileset *s, int fd);

/*
 * Read into S what fileset_send() wrote to FD.
 *
 * Returns 0; -1 with errno set and S empty if the stream ends early or what it
 * says cannot be.
 */
int fileset_receive(struct fileset *s, int fd);

/* Release what S owns; texts are wiped, as some hold keys. */
void fileset_free(struct fileset *s);

#endif
