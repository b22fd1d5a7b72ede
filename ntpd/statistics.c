/*
 * statistics.c -- the statistics files.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "statistics.h"
#include "stats.h"

#define PREFIX "/var/log/ntpstats/" /* classic's, on CentOS 7 */
#define PATH_ROOM 4096
#define DAY 86400

/* How one set is to be written. */
struct rule {
	const char *folder;
	const char *file;
	enum conf_filegen_type type;
	bool link;
};

static struct rule
rule_of(const struct conf *c, enum conf_stats stats)
{
	const struct conf_filegen *f = stats_filegen(c, stats);
	struct rule r = { .folder = c->statsdir != NULL ? c->statsdir : PREFIX,
		.file = stats_name(stats), .type = FILEGEN_DAY, .link = true };

	if (f != NULL) {
		r.file = f->file;
		r.type = (enum conf_filegen_type)f->type;
		r.link = f->link != 0;
	}
	return r;
}

/* Write what follows the name of R's file at NOW to BUF. */
static void
suffix(const struct rule *r, const struct statistics_time *now, char *buf,
    size_t size)
{
	long age = (long)now->uptime;
	struct tm tm;

	buf[0] = '\0';
	if (gmtime_r(&now->wall.tv_sec, &tm) == NULL)
		return;
	switch (r->type) {
	case FILEGEN_NONE:
		break;
	case FILEGEN_PID:
		snprintf(buf, size, ".#%ld", (long)getpid());
		break;
	case FILEGEN_DAY:
		snprintf(buf, size, ".%04d%02d%02d", tm.tm_year + 1900,
		    tm.tm_mon + 1, tm.tm_mday);
		break;
	case FILEGEN_WEEK:
		snprintf(buf, size, ".%04dw%02d", tm.tm_year + 1900,
		    tm.tm_yday / 7);
		break;
	case FILEGEN_MONTH:
		snprintf(buf, size, ".%04d%02d", tm.tm_year + 1900,
		    tm.tm_mon + 1);
		break;
	case FILEGEN_YEAR:
		snprintf(buf, size, ".%04d", tm.tm_year + 1900);
		break;
	case FILEGEN_AGE:
		snprintf(buf, size, ".a%08ld", age - age % DAY);
		break;
	}
}

/* Write the name of R's file without suffix to BUF; false: it is too long. */
static bool
plain_name(const struct rule *r, char buf[PATH_ROOM])
{
	size_t len = strlen(r->folder);
	const char *slash = len > 0 && r->folder[len - 1] != '/' ? "/" : "";

	return snprintf(buf, PATH_ROOM, "%s%s%s", r->folder, slash, r->file) <
	    PATH_ROOM - 32;
}

/*
 * What has the plain name PATH is in the way of the link to the new file: a
 * link to an old one is removed, a file by itself renamed.
 */
static void
clear_way(struct statistics *s, const char *path)
{
	char saved[PATH_ROOM + 64];
	struct stat st;

	if (stat(path, &st) != 0) {
		if (errno != ENOENT)
			log_printf(PRI_ERR, "stat(%s) failed: %s", path,
			    strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		log_printf(PRI_ERR, "expected regular file for %s (found mode "
		    "0%lo)", path, (unsigned long)st.st_mode);
	} else if (st.st_nlink > 1) {
		if (unlink(path) != 0)
			log_printf(PRI_ERR, "couldn't unlink %s: %s", path,
			    strerror(errno));
	} else {
		snprintf(saved, sizeof saved, "%s.%ldC%u", path,
		    (long)getpid(), s->saved++);
		if (rename(path, saved) != 0)
			log_printf(PRI_ERR, "couldn't save %s: %s", path,
			    strerror(errno));
	}
}

/* Log "WHAT NAME: why" unless F has failed like that before. */
static void
complain(struct statistics_file *f, const char *what, const char *name)
{
	if (errno == f->error)
		return;
	f->error = errno;
	/* A folder that is not there is as good as "disable stats". */
	if (errno != ENOENT)
		log_printf(PRI_ERR, "%s %s: %s", what, name, strerror(errno));
}

static void
close_file(struct statistics_file *f)
{
	if (f->name == NULL)
		return;
	(void)close(f->fd); /* each line was checked when written */
	free(f->name);
	f->name = NULL;
}

/*
 * Open NAME for F by the rule R, linked to PLAIN.  If that fails the lines go
 * on to the file before, if there is one.
 */
static void
open_file(struct statistics *s, struct statistics_file *f,
    const struct rule *r, const char *name, const char *plain)
{
	char *copy = strdup(name);
	int fd;

	if (copy == NULL)
		return;
	/* Neither a link nor a pipe that somebody has put there. */
	fd = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
	    O_NOFOLLOW | O_NONBLOCK, 0644);
	if (fd < 0) {
		complain(f, "can't open", name);
		free(copy);
		return;
	}
	if (geteuid() == 0 && s->uid != 0 && fchown(fd, s->uid, s->gid) != 0)
		complain(f, "can't give away", name);
	close_file(f);
	*f = (struct statistics_file){ .name = copy, .fd = fd };
	if (r->type == FILEGEN_NONE)
		return;
	clear_way(s, plain);
	if (r->link && link(name, plain) != 0 && errno != EEXIST)
		log_printf(PRI_ERR, "can't link(%s, %s): %s", name, plain,
		    strerror(errno));
}

/* Returns the bit of the set NAME, 0 if there is none, and its place in I. */
static enum conf_stats
find_set(const char *name, size_t *i)
{
	for (*i = 0; *i < STATISTICS_SETS; ++*i) {
		enum conf_stats stats = (enum conf_stats)(1u << *i);

		if (strcmp(stats_name(stats), name) == 0)
			return stats;
	}
	return 0;
}

void
statistics_write(struct statistics *s, const struct conf *c, const char *name,
    const char *text, const struct statistics_time *now)
{
	char plain[PATH_ROOM], path[PATH_ROOM], line[STATS_LINE + 64], end[32];
	struct statistics_file *f;
	size_t i, used;
	enum conf_stats stats = find_set(name, &i);
	struct rule r;

	if (stats == 0)
		return;
	f = &s->files[i];
	r = rule_of(c, stats);
	if (!plain_name(&r, plain))
		return;
	suffix(&r, now, end, sizeof end);
	snprintf(path, sizeof path, "%s%s", plain, end);
	if (f->name == NULL || strcmp(f->name, path) != 0)
		open_file(s, f, &r, path, plain);
	if (f->name == NULL)
		return;
	stats_stamp(now->wall.tv_sec, (uint32_t)now->wall.tv_nsec, line,
	    sizeof line);
	used = strlen(line);
	used += (size_t)snprintf(line + used, sizeof line - used, "%s\n", text);
	if (write(f->fd, line, used < sizeof line ? used : sizeof line - 1) < 0)
		complain(f, "can't write to", f->name);
	else
		f->error = 0;
}

void
statistics_close(struct statistics *s)
{
	for (size_t i = 0; i < STATISTICS_SETS; i++) {
		close_file(&s->files[i]);
		s->files[i].error = 0;
	}
}
