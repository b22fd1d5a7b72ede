/*
 * kod.c -- sntp's memory of servers that do not want to be asked.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kod.h"

#define LINE 256

/* Read LINE into E; returns false if it is not what we would write. */
static bool
read_entry(struct kod_entry *e, const char *line)
{
	char host[KOD_HOST] = "", code[5] = "", *end;

	errno = 0;
	e->when.fp = strtoull(line, &end, 16);
	if (errno != 0 || end == line ||
	    sscanf(end, " %4[A-Z0-9] %63[0-9A-Za-z.:%]", code, host) != 2)
		return false;
	snprintf(e->code, sizeof e->code, "%s", code);
	snprintf(e->host, sizeof e->host, "%s", host);
	return true;
}

bool
kod_read(struct kod *k, const char *file)
{
	FILE *f = fopen(file, "re");
	char line[LINE];

	k->n = 0;
	k->changed = false;
	if (f == NULL)
		return false;
	while (k->n < KOD_MAX && fgets(line, sizeof line, f) != NULL)
		if (read_entry(&k->entry[k->n], line))
			k->n++;
	(void)fclose(f); /* only read */
	return true;
}

size_t
kod_count(const struct kod *k, const char *host)
{
	size_t n = 0;

	for (size_t i = 0; i < k->n; i++)
		n += strcmp(k->entry[i].host, host) == 0;
	return n;
}

void
kod_add(struct kod *k, const char *host, const char *code, ntp_time when)
{
	struct kod_entry *e;

	if (k->n == KOD_MAX) {
		memmove(&k->entry[0], &k->entry[1],
		    (KOD_MAX - 1) * sizeof k->entry[0]);
		k->n--;
	}
	e = &k->entry[k->n++];
	memset(e, 0, sizeof *e);
	e->when = when;
	for (int i = 0; i < 4; i++)
		e->code[i] = isalnum((unsigned char)code[i]) ? code[i] : 'X';
	snprintf(e->host, sizeof e->host, "%s", host);
	k->changed = true;
}

/* Write K to OUT, and OUT to the disk. */
static bool
write_all(const struct kod *k, FILE *out)
{
	bool good = true;

	for (size_t i = 0; i < k->n; i++)
		good = fprintf(out, "%016llx %s %s\n",
		    (unsigned long long)k->entry[i].when.fp,
		    k->entry[i].code, k->entry[i].host) > 0 && good;
	good = fflush(out) == 0 && fsync(fileno(out)) == 0 && good;
	return fclose(out) == 0 && good;
}

bool
kod_write(const struct kod *k, const char *file)
{
	char name[PATH_MAX];
	FILE *out;
	int fd;

	if (!k->changed)
		return true;
	if ((size_t)snprintf(name, sizeof name, "%s.XXXXXX", file) >=
	    sizeof name) {
		errno = ENAMETOOLONG;
		return false;
	}
	fd = mkstemp(name);
	if (fd < 0)
		return false;
	out = fchmod(fd, 0644) == 0 ? fdopen(fd, "w") : NULL;
	if (out == NULL)
		(void)close(fd); /* nothing is written */
	if (out != NULL && write_all(k, out) && rename(name, file) == 0)
		return true;
	(void)unlink(name); /* half a file is no use */
	return false;
}
