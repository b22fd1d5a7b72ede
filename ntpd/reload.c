/*
 * reload.c -- the configuration anew.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_diff.h"
#include "keys.h"
#include "leapfile.h"
#include "log.h"
#include "override.h"
#include "reload.h"
#include "settings.h"

/* What goes back to who asked. */
struct report {
	char *text;
	size_t size, used;
};

__attribute__((format(printf, 2, 3)))
static void
say(struct report *r, const char *format, ...)
{
	va_list args;
	int n;

	if (r->used + 1 >= r->size)
		return;
	va_start(args, format);
	n = vsnprintf(r->text + r->used, r->size - r->used, format, args);
	va_end(args);
	r->used = n < 0 || (size_t)n >= r->size - r->used ? r->size - 1 :
	    r->used + (size_t)n;
}

/* Log the finding, and if it is a mistake, keep where it is. */
static void
note_finding(void *ctx, const struct conf_finding *f)
{
	struct report *mistakes = ctx;

	settings_log(NULL, f);
	if (f->severity == CONF_ERROR && !f->repeated)
		say(mistakes, "\r\n%s:%u:%u: %s", f->at.file != NULL ?
		    f->at.file : "command line", f->at.line, f->at.column,
		    f->plain);
}

bool
reload_refused(const struct options *o, const struct conf *conf, bool found,
    unsigned errors, bool had, char *why, size_t size)
{
	if (had && !found)
		snprintf(why, size, "cannot read %s", o->configfile);
	else if (!override_check(o, conf))
		snprintf(why, size, "interface rules besides -I or -L");
	else if (conf->errors > errors)
		snprintf(why, size, "the new configuration has %u errors",
		    conf->errors);
	else
		return false;
	return true;
}

/* Say how the prepared configuration differs from the one in force. */
static void
say_counts(struct daemon *d, struct report *r)
{
	const struct state *s = engine_state(d->engine);
	struct conf_lines before = { .n = 0 }, after = { .n = 0 };
	struct auth *keys = keys_read(d->next.conf, &d->next.files);
	struct conf_count c;

	conf_lines_take(&before, d->conf, s->auth);
	conf_lines_take(&after, d->next.conf, keys != NULL ? keys : s->auth);
	say(r, "Reload Succeeded");
	if (conf_diff_count(&before, &after, &c))
		say(r, ": %u added, %u changed, %u removed, %u kept", c.added,
		    c.changed, c.removed, c.kept);
	conf_lines_free(&before);
	conf_lines_free(&after);
	auth_free(keys);
}

/* Read the files into D's next configuration; returns why not, or NULL. */
static const char *
read_files(struct daemon *d, struct report *mistakes)
{
	struct reload *next = &d->next;

	reload_forget(d);
	if (reader_read(&d->reader, &d->options, &next->files) != 0)
		return strerror(errno);
	next->conf = settings_read(&d->options, &next->files, note_finding,
	    mistakes, &next->found);
	settings_unreadable(&d->options, &next->files);
	if (next->conf == NULL)
		return "out of memory";
	settings_keep_vars(next->conf, d->conf);
	return NULL;
}

bool
reload_prepare(struct daemon *d, char *reply, size_t size)
{
	char text[2048] = "", why[512];
	struct report mistakes = { text, sizeof text, 0 };
	struct report r = { reply, size, 0 };
	const char *error = read_files(d, &mistakes);

	if (error != NULL)
		snprintf(why, sizeof why, "cannot read the files: %s", error);
	else if (!reload_refused(&d->options, d->next.conf, d->next.found,
	    d->conf->errors, d->found, why, sizeof why)) {
		say_counts(d, &r);
		return true;
	}
	log_printf(PRI_ERR, "reload refused: %s", why);
	say(&r, "Reload refused: %s%s", why, text);
	reload_forget(d);
	return false;
}

/* Returns A, "" if there is none. */
static const char *
text_of(const char *a)
{
	return a != NULL ? a : "";
}

/* What is settled for the life of the process stays as it is. */
static void
keep_settled(struct conf *conf, const struct conf *old)
{
	if (conf->port != old->port) {
		log_printf(PRI_NOTICE, "port %u: only after a restart",
		    conf->port);
		conf->port = old->port;
	}
	if (strcmp(text_of(conf->controlsocket),
	    text_of(old->controlsocket)) != 0)
		log_printf(PRI_NOTICE, "controlsocket: only after a restart");
}

void
reload_apply(struct daemon *d, const struct now *now)
{
	struct conf *conf = d->next.conf, *old = d->conf;

	if (conf == NULL)
		return;
	keep_settled(conf, old);
	keys_load(d->engine, conf, &d->next.files);
	if (engine_configure(d->engine, now, conf) != 0) {
		log_printf(PRI_ERR, "reload: out of memory");
		reload_forget(d);
		return;
	}
	d->conf = conf;
	d->net.conf = conf;
	leapfile_load(d, now, &d->next.files);
	d->found = d->next.found;
	d->next.conf = old; /* to be released */
	if (strcmp(text_of(old->logfile), text_of(conf->logfile)) != 0)
		loop_follow_log(d);
	statistics_close(&d->statistics);
	loop_scan(d, now);
	log_printf(PRI_NOTICE, "configuration reloaded");
	reload_forget(d);
}

void
reload_forget(struct daemon *d)
{
	settings_free(d->next.conf);
	fileset_free(&d->next.files);
	d->next = (struct reload){ .conf = NULL };
}
