/*
 * files.h -- the files a daemon reads whole and writes whole.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stddef.h>

#define FILES_MAX (64u << 20) /* octets of the largest file we read */

/*
 * Read the file PATH whole; its LENGTH octets and a NUL are the caller's to
 * free.
 *
 * Returns NULL with errno set if it cannot be read or is too large.
 */
char *files_read(const char *path, size_t *length);

/*
 * Replace the file PATH by TEXT so that at any moment it is whole: written
 * beside it as PATH.TEMP, flushed to the disk, renamed.
 *
 * Returns 0, or -1 with errno set, PATH as it was.
 */
int files_replace(const char *path, const char *text);

/*
 * Read the drift file PATH into FREQ (s/s).
 *
 * Returns false if there is none; a bad one is also logged.
 */
bool files_read_drift(const char *path, double *freq);

/* Write FREQ (s/s) to the drift file PATH; what goes wrong is logged. */
void files_write_drift(const char *path, double freq);

/* Write our process id to PATH; what goes wrong is logged. */
void files_write_pid(const char *path);

#endif
