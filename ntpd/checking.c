/*
 * checking.c -- ntpd --check: tell the owner what is wrong with a configuration.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "checking.h"
#include "check_host.h"
#include "check_print.h"
#include "fileset.h"
#include "host.h"
#include "lint.h"
#include "log.h"

#define STATUS_WARNINGS 1
#define STATUS_ERRORS 2

/* One configuration: a main file with all that belongs to it. */
struct checked {
	struct lint *lint;
	struct lint_reader reader;
	struct fileset files;
	struct check_host host;
};

/* --- reading -------------------------------------------------------------- */

static const char *
read_file(void *ctx, const char *path, size_t *length, bool *missing,
    const char **why)
{
	struct checked *c = ctx;
	const struct fileset_file *f = fileset_get(&c->files, path);

	if (f == NULL) {
		*why = strerror(errno);
		return NULL;
	}
	*missing = f->text == NULL && f->error == ENOENT;
	*why = f->text == NULL ? strerror(f->error) : NULL;
	*length = f->length;
	return f->text;
}

/* Returns true if FILE is in a folder X.d. */
static bool
is_drop_in(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash != NULL && slash - file > 2 &&
	    strncmp(slash - 2, ".d", 2) == 0;
}

/* Check FILE into C; returns 0, or -1 if there is no memory. */
static int
check_file(struct checked *c, const char *file, const struct options *o)
{
	c->files.disk = true;
	c->reader.read = read_file;
	c->reader.ctx = c;
	c->lint = lint_new(&c->reader);
	if (c->lint == NULL)
		return -1;
	if (is_drop_in(file)) {
		lint_read(c->lint, file, LINT_DROP_IN);
	} else {
		lint_read(c->lint, file, LINT_MAIN);
		fileset_find_drop_ins(&c->files, file);
	}
	for (size_t i = 0; i < c->files.n_drop_ins; i++)
		lint_read(c->lint, c->files.drop_ins[i], LINT_DROP_IN);
	if (o->host)
		check_host_look(&c->host, &c->lint->conf, o->user);
	lint_judge(c->lint, o->host ? &c->host.facts : NULL, time(NULL));
	return c->lint->failed ? -1 : 0;
}

/* --- the command ---------------------------------------------------------- */

/* Print what was found in the N configurations at L; returns the status. */
static int
tell(struct lint *const *l, size_t n, const struct options *o)
{
	size_t errors = 0, warnings = 0;

	for (size_t i = 0; i < n; i++) {
		lint_sort(l[i]);
		errors += l[i]->count[CONF_ERROR];
		warnings += l[i]->count[CONF_WARNING];
		if (!o->json)
			check_print_text(stdout, l[i]);
	}
	if (o->json)
		check_print_json(stdout, l, n);
	if (fflush(stdout) != 0)
		return STATUS_ERRORS;
	return errors > 0 ? STATUS_ERRORS :
	    warnings > 0 && o->warnings ? STATUS_WARNINGS : 0;
}

/* Check the N FILES; returns the status. */
static int
check_files(char *const *files, size_t n, const struct options *o)
{
	struct checked *all = calloc(n, sizeof *all);
	struct lint **l = calloc(n, sizeof *l);
	int status = STATUS_ERRORS;
	size_t done = 0;

	if (all != NULL && l != NULL)
		for (; done < n && check_file(&all[done], files[done], o) == 0;
		    done++)
			l[done] = all[done].lint;
	if (done < n || l == NULL) {
		fprintf(stderr, "%s: out of memory\n", o->program);
	} else {
		lint_together(l, n);
		status = tell(l, n, o);
	}
	for (size_t i = 0; all != NULL && i < n; i++) {
		lint_free(all[i].lint);
		check_host_free(&all[i].host);
		fileset_free(&all[i].files);
	}
	free(all);
	free(l);
	return status;
}

int
checking_run(const struct options *o)
{
	char *file = strdup(o->configfile);
	int status = STATUS_ERRORS;

	if (file != NULL)
		status = o->n_operands > 0 ?
		    check_files(o->operands, o->n_operands, o) :
		    check_files(&file, 1, o);
	free(file);
	return status;
}

/* --- at the start of a daemon --------------------------------------------- */

void
checking_start(const struct conf *c, const char *user)
{
	struct check_host host;
	struct lint *l;

	check_host_look(&host, c, user != NULL ? user : "root");
	/* A folder that is not there is told when the file is to be written:
	 * not every host keeps one. */
	host.facts.drift_known &= host.facts.drift_exists;
	/* Nor does what an image switches on start in each container. */
	if (access("/run/systemd/system", F_OK) != 0)
		host.facts.n_daemons = 0;
	l = lint_start(c, &host.facts);
	for (size_t i = 0; l != NULL && i < l->n_findings; i++) {
		const struct lint_finding *f = &l->findings[i];

		if (f->severity == CONF_NOTE)
			continue;
		log_printf(f->severity == CONF_ERROR ? PRI_ERR : PRI_WARNING,
		    "%s%s%s [%s]", f->at.file != NULL ? f->at.file : "",
		    f->at.file != NULL ? ": " : "", f->text, f->rule);
	}
	lint_free(l);
	check_host_free(&host);
}
