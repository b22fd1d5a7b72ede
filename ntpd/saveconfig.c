/*
 * saveconfig.c -- the configuration, written back: by --saveconfigquit to a
 * file that the caller names, by ntpq's saveconfig to a new file in a folder
 * that the owner has named.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "conf_write.h"
#include "log.h"
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
	struct conf *c = settings_read(o, &files, tell, NULL, &found);
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

/* --- for ntpq ------------------------------------------------------------ */

/* Returns true if NAME can be the name of a file, and of nothing else. */
static bool
is_name(const char *name)
{
	return name[0] != '\0' && strcmp(name, ".") != 0 &&
	    strcmp(name, "..") != 0 && strpbrk(name, "/\\") == NULL;
}

/*
 * Write the LEN octets at TEXT with what strftime() makes of them at this time
 * of day to NAME.  Returns false if that has no room, or control characters.
 */
static bool
expand(const char *text, size_t len, char name[HOST_NAME])
{
	char format[HOST_NAME + 1];
	struct timespec now;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	if (len == 0 || len >= HOST_NAME || memchr(text, '\0', len) != NULL ||
	    localtime_r(&now.tv_sec, &tm) == NULL)
		return false;
	snprintf(format, sizeof format, "%.*s", (int)len, text);
	if (strftime(name, HOST_NAME, format, &tm) == 0)
		return false;
	for (const char *c = name; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	return true;
}

/* Make the new file NAME in FOLDER; returns a stream, or NULL with errno. */
static FILE *
create(const char *folder, const char *name)
{
	int in = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = in < 0 ? -1 : openat(in, name, O_WRONLY | O_CREAT | O_EXCL |
	    O_NOFOLLOW | O_CLOEXEC, 0640);
	int why = errno;
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (in >= 0)
		close(in);
	if (f == NULL && fd >= 0)
		close(fd);
	errno = why;
	return f;
}

/* Write C to the new file NAME in its folder; returns 0, or -1 with errno. */
static int
save(const struct conf *c, const char *name)
{
	FILE *f = create(c->saveconfigdir, name);
	bool whole;

	if (f == NULL)
		return -1;
	fprintf(f, "# what is in force in ntpd\n");
	whole = conf_write(c, write_line, f) && !ferror(f);
	return fclose(f) == 0 && whole ? 0 : -1;
}

bool
saveconfig_save(const struct conf *c, const struct action *a)
{
	char name[HOST_NAME], *reply = a->u.order.reply;
	size_t size = a->u.order.size;
	bool known = expand(a->u.order.text, a->u.order.len, name);

	if (known && !is_name(name)) {
		snprintf(reply, size,
		    "saveconfig does not allow directory in filename");
		log_printf(PRI_NOTICE, "saveconfig: %s is no plain file name",
		    name);
		return false;
	}
	errno = EINVAL;
	if (!known || save(c, name) != 0) {
		snprintf(reply, size,
		    "Unable to save configuration to file %.*s",
		    known ? (int)strlen(name) : (int)a->u.order.len,
		    known ? name : a->u.order.text);
		log_printf(PRI_ERR, "Unable to save configuration in %s: %s",
		    c->saveconfigdir, strerror(errno));
		return false;
	}
	snprintf(reply, size, "Configuration saved to %s", name);
	log_printf(PRI_NOTICE, "Configuration saved to %s in %s", name,
	    c->saveconfigdir);
	strlcpy(a->u.order.saved, name, HOST_NAME);
	return true;
}
