/*
 * asking.c -- ntpd --reload: a word with the daemon that runs.
 *
 * For a dry run the daemon says what is in force and how it was started; the
 * files are read here, by who may read them and has no clock to keep.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "asking.h"
#include "conf_diff.h"
#include "conf_parse.h"
#include "ctlmsg.h"
#include "ctlsocket.h"
#include "keys.h"
#include "log.h"
#include "reload.h"
#include "running.h"
#include "settings.h"

#define SILENT 1         /* exit status: nobody answers */
#define REFUSED 2
#define PATIENCE 30000   /* ms for the next piece of an answer */
#define VERSION 2
#define TRIES 3          /* to see a configuration that does not change */

/* The daemon, and what it says. */
struct talk {
	const struct options *options;
	char *path;              /* of its socket */
	int fd;
	uint16_t sequence;
	struct ctlmsg_reply reply;
};

/* What is in force there. */
struct running {
	unsigned number, errors;
	char **words;            /* of its command line; NULL behind the last */
	size_t n_words;
	struct conf_lines lines;
};

/* --- questions ----------------------------------------------------------- */

/* Read the answer's pieces; returns false if it does not become whole. */
static bool
await(struct talk *t)
{
	enum ctlmsg_take taken = CTLMSG_IGNORED;

	while (taken != CTLMSG_COMPLETE && taken != CTLMSG_REFUSED) {
		struct pollfd p = { .fd = t->fd, .events = POLLIN };
		uint8_t packet[CTLMSG_PACKET];
		ssize_t len;

		if (poll(&p, 1, PATIENCE) <= 0)
			return false;
		len = recv(t->fd, packet, sizeof packet, MSG_DONTWAIT);
		if (len < 0)
			return false;
		taken = ctlmsg_take(&t->reply, packet, (size_t)len);
	}
	return taken == CTLMSG_COMPLETE;
}

/* Ask for OP with TEXT; returns false, explained, if there is no answer. */
static bool
ask(struct talk *t, enum ctlmsg_op op, const char *text)
{
	struct ctlmsg m = { .version = VERSION, .op = (uint8_t)op,
		.sequence = ++t->sequence, .count = (uint16_t)strlen(text) };
	uint8_t packet[CTLMSG_PACKET] = { 0 };

	ctlmsg_encode(&m, packet);
	memcpy(packet + CTLMSG_HEADER, text, m.count);
	ctlmsg_expect(&t->reply, m.op, m.sequence);
	errno = ETIMEDOUT;
	if (send(t->fd, packet, (CTLMSG_HEADER + (size_t)m.count + 3) / 4 * 4,
	    0) >= 0 && await(t))
		return true;
	fprintf(stderr, "%s: no answer at %s: %s\n", t->options->program,
	    t->path, strerror(errno));
	return false;
}

/* --- what is in force ---------------------------------------------------- */

static void
forget(struct running *r)
{
	options_words_free(r->words);
	conf_lines_free(&r->lines);
	*r = (struct running){ .number = 0 };
}

/* Keep WORD; returns false if there is no memory. */
static bool
keep_word(struct running *r, const char *word)
{
	char **words = reallocarray(r->words, r->n_words + 2, sizeof *words);

	if (words == NULL)
		return false;
	r->words = words;
	words[r->n_words] = strdup(word);
	if (words[r->n_words] == NULL)
		return false;
	words[++r->n_words] = NULL;
	return true;
}

/* Keep the record TEXT; returns false if there is no memory. */
static bool
keep(struct running *r, const char *text)
{
	switch (text[0]) {
	case RUNNING_NUMBER:
		r->number = (unsigned)strtoul(text + 1, NULL, 10);
		break;
	case RUNNING_ERRORS:
		r->errors = (unsigned)strtoul(text + 1, NULL, 10);
		break;
	case RUNNING_WORD:
		return keep_word(r, text + 1);
	case RUNNING_LINE:
	case RUNNING_KEY:
		conf_lines_add(&r->lines, text + 1);
		break;
	default:
		break;
	}
	return true;
}

/* Read all pages into R; returns false, explained, if that does not work. */
static bool
read_pages(struct talk *t, struct running *r)
{
	size_t record = 0;

	do {
		const char *at, *end;
		char from[24];

		snprintf(from, sizeof from, "%zu", record);
		if (!ask(t, CTL_READCONF, from))
			return false;
		at = (const char *)t->reply.data;
		for (end = at + t->reply.length; at < end; record++) {
			if (!keep(r, at))
				return false;
			at += strlen(at) + 1;
		}
	} while (t->reply.length > 0);
	return !r->lines.failed;
}

/* Read what is in force into R, again if it has changed meanwhile. */
static bool
read_running(struct talk *t, struct running *r)
{
	for (int tries = 0; tries < TRIES; tries++) {
		unsigned number;

		forget(r);
		if (!read_pages(t, r) || !ask(t, CTL_READCONF, "0"))
			return false;
		number = (unsigned)strtoul((const char *)t->reply.data + 1,
		    NULL, 10);
		if (number == r->number)
			return true;
	}
	fprintf(stderr, "%s: the configuration changes all the time\n",
	    t->options->program);
	return false;
}

/* --- the dry run --------------------------------------------------------- */

static void
tell_finding(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	if (f->severity == CONF_ERROR && !f->repeated)
		fprintf(stderr, "%s:%u:%u: %s\n", f->at.file != NULL ?
		    f->at.file : "command line", f->at.line, f->at.column,
		    f->plain);
}

static void
print_change(void *ctx, enum conf_change change, const char *line,
    const char *was)
{
	(void)ctx;
	if (was != NULL)
		printf("%c %s (was: %s)\n", (char)change, line, was);
	else
		printf("%c %s\n", (char)change, line);
}

/* Print how CONF, made of FILES, differs from R. */
static void
print_changes(struct running *r, const struct conf *conf,
    struct fileset *files)
{
	struct conf_lines after = { .n = 0 };
	struct auth *keys = keys_read(conf, files);

	conf_lines_take(&after, conf, keys);
	if (!conf_diff(&r->lines, &after, print_change, NULL))
		fputs("out of memory\n", stderr);
	auth_free(keys);
	conf_lines_free(&after);
}

static void
ignore_finding(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	(void)f;
}

/* A reload leaves the variables of CONF that can be set as they are in R. */
static void
keep_vars(struct conf *conf, const struct running *r)
{
	struct conf_reader reader = { .report = ignore_finding };
	struct conf was;

	conf_init(&was);
	for (size_t i = 0; i < r->lines.n; i++) {
		const char *line = r->lines.item[i].line;

		if (strncmp(line, "setvar ", 7) == 0)
			(void)conf_parse(&was, NULL, line, strlen(line),
			    &reader); /* it wrote it, it can be read */
	}
	for (size_t i = 0; i < was.n_vars; i++)
		was.vars[i].writable = true;
	settings_keep_vars(conf, &was);
	conf_free(&was);
}

/* Compare what O says with R; returns an exit status. */
static int
compare(const struct options *o, struct running *r)
{
	struct fileset files = { .disk = true };
	char why[512];
	bool found;
	struct conf *conf = settings_read(o, &files, tell_finding, NULL,
	    &found);
	int status = REFUSED;

	if (conf == NULL) {
		fprintf(stderr, "%s: out of memory\n", o->program);
	} else if (reload_refused(o, conf, found, r->errors, true, why,
	    sizeof why)) {
		fprintf(stderr, "%s: would be refused: %s\n", o->program, why);
	} else {
		status = 0;
	}
	if (conf != NULL && found) {
		keep_vars(conf, r);
		print_changes(r, conf, &files);
	}
	settings_free(conf);
	fileset_free(&files);
	return status;
}

static int
dry_run(struct talk *t)
{
	struct running r = { .number = 0 };
	const struct options *o = t->options;
	struct options theirs;
	int status = SILENT;

	if (read_running(t, &r)) {
		char *none[] = { NULL };

		if (options_parse_words(&theirs, o->program, r.words != NULL ?
		    r.words : none) >= 0)
			theirs = *o; /* not one of ours */
		if (o->named)
			theirs.configfile = o->configfile;
		status = compare(&theirs, &r);
	}
	forget(&r);
	return status;
}

/* --- where and what ------------------------------------------------------ */

/* Returns where the socket is: as O says, as its files do, or as usual. */
static char *
find_path(const struct options *o)
{
	struct fileset files = { .disk = true };
	struct conf *conf;
	char *path;
	bool found;

	if (o->socket != NULL)
		return strdup(o->socket);
	conf = settings_read(o, &files, ignore_finding, NULL, &found);
	path = strdup(conf != NULL && conf->controlsocket != NULL ?
	    conf->controlsocket : CTLSOCKET_PATH);
	settings_free(conf);
	fileset_free(&files);
	return path;
}

/* Print what the daemon says of its reload; returns an exit status. */
static int
reload(struct talk *t)
{
	bool done;

	if (!ask(t, CTL_RELOAD, ""))
		return SILENT;
	done = t->reply.status == 0;
	for (size_t i = 0; i < t->reply.length; i++)
		if (t->reply.data[i] != '\r')
			putc(t->reply.data[i], done ? stdout : stderr);
	return done ? 0 : REFUSED;
}

int
asking_run(const struct options *o)
{
	struct talk *t = calloc(1, sizeof *t);
	int status = SILENT;

	if (t == NULL || log_open(o->program, "stderr") != 0)
		return SILENT;
	t->options = o;
	t->path = find_path(o);
	t->fd = t->path != NULL ? ctlsocket_connect(t->path) : -1;
	if (t->fd < 0) {
		fprintf(stderr, "%s: no daemon at %s: %s\n", o->program,
		    t->path != NULL ? t->path : "", strerror(errno));
	} else {
		status = o->dry ? dry_run(t) : reload(t);
		close(t->fd);
	}
	free(t->path);
	free(t);
	return status;
}
