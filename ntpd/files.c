/*
 * files.c -- the files a daemon reads whole and writes whole.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "log.h"

#define PPM 1e-6
#define DRIFT_MAX 500.0 /* PPM */
#define CHUNK 65536
#define PIPE_WAIT 10000 /* ms for whoever writes into a pipe */

/*
 * Read from FD as read() does, but give whoever writes into a pipe, such as
 * the shell's <(...), some time to do so.
 */
static ssize_t
read_some(int fd, char *buffer, size_t size)
{
	struct pollfd writer = { .fd = fd, .events = POLLIN };
	ssize_t n;

	do {
		n = read(fd, buffer, size);
	} while (n < 0 && (errno == EINTR || (errno == EAGAIN &&
	    poll(&writer, 1, PIPE_WAIT) > 0)));
	return n;
}

/* Read all of FD into a buffer that grows; see files_read(). */
static char *
read_all(int fd, size_t *length)
{
	char *text = NULL;
	size_t size = 0, used = 0;

	for (;;) {
		ssize_t n;

		if (size - used < CHUNK) {
			char *more = used <= FILES_MAX ?
			    realloc(text, size + 2 * CHUNK + 1) : NULL;

			if (more == NULL) {
				free(text);
				errno = used > FILES_MAX ? EFBIG : ENOMEM;
				return NULL;
			}
			text = more;
			size += 2 * CHUNK;
		}
		n = read_some(fd, text + used, CHUNK);
		if (n <= 0) {
			text[used] = '\0';
			*length = used;
			if (n == 0)
				return text;
			free(text);
			return NULL;
		}
		used += (size_t)n;
	}
}

char *
files_read(const char *path, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text;
	int why;

	if (fd < 0)
		return NULL;
	text = read_all(fd, length);
	why = errno;
	close(fd);
	errno = why;
	return text;
}

/* Write TEXT to FD and see it safely on the disk. */
static int
write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t n = write(fd, text, left);

		if (n < 0)
			return -1;
		text += n;
		left -= (size_t)n;
	}
	return fsync(fd);
}

int
files_replace(const char *path, const char *text)
{
	char temp[4096];
	int fd, why;

	if ((size_t)snprintf(temp, sizeof temp, "%s.TEMP", path) >=
	    sizeof temp) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	    0644);
	if (fd < 0)
		return -1;
	if (write_all(fd, text) == 0 && close(fd) == 0)
		return rename(temp, path);
	why = errno;
	(void)close(fd); /* it failed already, or is closed */
	(void)unlink(temp);
	errno = why;
	return -1;
}

bool
files_read_drift(const char *path, double *freq)
{
	size_t length;
	char *text = files_read(path, &length), *end;
	double ppm;

	if (text == NULL) {
		if (errno != ENOENT)
			log_printf(PRI_ERR, "frequency file %s: %s", path,
			    strerror(errno));
		return false;
	}
	ppm = strtod(text, &end);
	if (end == text || isnan(ppm))
		log_printf(PRI_ERR, "format error frequency file %s", path);
	if (end == text || !(fabs(ppm) <= DRIFT_MAX)) {
		free(text);
		return false;
	}
	*freq = ppm * PPM;
	free(text);
	return true;
}

void
files_write_drift(const char *path, double freq)
{
	char text[32];

	snprintf(text, sizeof text, "%.3f\n", freq / PPM);
	if (files_replace(path, text) != 0)
		log_printf(PRI_ERR, "frequency file %s: %s", path,
		    strerror(errno));
}

void
files_write_pid(const char *path)
{
	FILE *f = fopen(path, "we");

	if (f == NULL) {
		log_printf(PRI_ERR, "pid file %s: %s", path, strerror(errno));
		return;
	}
	fprintf(f, "%ld", (long)getpid());
	if (fclose(f) != 0)
		log_printf(PRI_ERR, "pid file %s: %s", path, strerror(errno));
}
