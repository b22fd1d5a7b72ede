/*
 * log.c -- the log sink.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

#define LINE_MAX_ 1024 /* octets */
#define NAME_MAX_ 32
#define PATH_MAX_ 4096

/* The one sink of the program: everybody logs, nobody carries it around. */
static struct {
	char program[NAME_MAX_];
	char path[PATH_MAX_]; /* "": not a file of ours */
	FILE *file;           /* NULL: syslog */
	int debug;
} sink;

static FILE *
open_target(const char *target, bool *own)
{
	*own = false;
	if (strcmp(target, "stderr") == 0)
		return stderr;
	if (strcmp(target, "stdout") == 0)
		return stdout;
	*own = true;
	return fopen(target, "ae");
}

static void
close_file(void)
{
	if (sink.file != NULL && sink.path[0] != '\0')
		fclose(sink.file);
	sink.file = NULL;
	sink.path[0] = '\0';
}

/* Log to FILE, which is open; it is our OWN if it is neither of the two. */
static void
use_file(FILE *file, const char *target, bool own)
{
	close_file();
	closelog();
	if (own)
		snprintf(sink.path, sizeof sink.path, "%s", target);
	sink.file = file;
}

int
log_open(const char *program, const char *target)
{
	FILE *file = NULL;
	bool own = false;

	if (target != NULL && (file = open_target(target, &own)) == NULL)
		return -1;
	snprintf(sink.program, sizeof sink.program, "%s", program);
	use_file(file, target, own);
	if (file == NULL)
		openlog(sink.program, LOG_PID | LOG_NDELAY, LOG_DAEMON);
	return 0;
}

int
log_move(const char *target)
{
	bool own;
	FILE *file = open_target(target, &own);

	if (file == NULL)
		return -1;
	log_printf(PRI_NOTICE, "logging to file %s", target);
	use_file(file, target, own);
	return 0;
}

/* Returns true if the log file is still what stands under its name. */
static bool
is_in_place(void)
{
	struct stat named, open;

	return stat(sink.path, &named) == 0 &&
	    fstat(fileno(sink.file), &open) == 0 &&
	    named.st_dev == open.st_dev && named.st_ino == open.st_ino;
}

void
log_reopen(void)
{
	FILE *file;

	/* Without rights we could not open it twice. */
	if (sink.path[0] == '\0' || is_in_place())
		return;
	file = fopen(sink.path, "ae");
	if (file == NULL) {
		log_printf(PRI_ERR, "Cannot open log file %s: %s", sink.path,
		    strerror(errno));
		return;
	}
	fclose(sink.file);
	sink.file = file;
}

void
log_debug(int level)
{
	sink.debug = level;
}

/* Write the line to F as classic does on files and terminals. */
static void
write_line(FILE *f, const char *text)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr",
		"May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct timespec ts;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &ts);
	localtime_r(&ts.tv_sec, &tm);
	fprintf(f, "%2d %s %02d:%02d:%02d %s[%ld]: %s\n", tm.tm_mday,
	    months[tm.tm_mon], tm.tm_hour, tm.tm_min, tm.tm_sec, sink.program,
	    (long)getpid(), text);
	fflush(f);
}

void
log_write(enum priority priority, const char *text)
{
	if (priority >= PRI_DEBUG && sink.debug == 0)
		return;
	if (sink.file != NULL)
		write_line(sink.file, text);
	else
		syslog((int)priority, "%s", text);
	if (sink.debug > 0 && sink.file != stderr && sink.file != stdout)
		write_line(stderr, text);
}

void
log_printf(enum priority priority, const char *format, ...)
{
	char line[LINE_MAX_];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	log_write(priority, line);
}
