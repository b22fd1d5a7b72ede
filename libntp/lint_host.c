/*
 * lint_host.c -- rules about the host: judged only when its facts are given.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "lint_rules.h"

static const struct lint_fix none = { LINT_NONE, NULL };

/* L13: SYNC_HWCLOCK where nobody reads it. */
static void
check_sysconfig(struct lint *l)
{
	static const char word[] = "SYNC_HWCLOCK";
	const struct lint_host *h = l->host;
	const char *p = h->sysconfig_text, *end, *stop;
	struct conf_place at = { h->sysconfig, 0, 1 };

	if (p == NULL)
		return;
	for (end = p + h->sysconfig_length; p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		if (stop == NULL)
			stop = end;
		at.line++;
		while (p < stop && (*p == ' ' || *p == '\t'))
			p++;
		if ((size_t)(stop - p) >= sizeof word - 1 &&
		    memcmp(p, word, sizeof word - 1) == 0)
			lint_tell(l, CONF_NOTE, "L13", at, none, "%s has no "
			    "effect here: it is read from %s only", word,
			    h->sysconfig_read);
	}
}

/* Returns true if C asks anything of the keys file. */
static bool
needs_keys(const struct conf *c)
{
	for (size_t i = 0; i < c->n_assocs; i++)
		if (c->assocs[i].key != 0)
			return true;
	return c->n_trusted > 0 || c->controlkey != 0;
}

/* L17: a keys file that is not the owner's secret. */
static void
check_mode(struct lint *l)
{
	struct conf_place at = { l->conf.keys, 0, 0 };
	int mode = l->host->keys_mode;

	if (l->conf.keys != NULL && needs_keys(&l->conf) && mode >= 0 &&
	    (mode & 077) != 0)
		lint_tell(l, CONF_WARNING, "L17", at, none, "others than its "
		    "owner may read or write the keys file (mode %04o): "
		    "chmod 600 %s", (unsigned)mode, l->conf.keys);
}

/* L18: files to include that are not there. */
static void
check_includes(struct lint *l)
{
	struct lint_line line;

	for (size_t i = 0; i < l->n_texts; i++) {
		const struct lint_text *t = &l->texts[i];

		for (size_t n = 1; n <= t->n_lines; n++) {
			const struct lint_text *it;
			char name[1024];

			lint_line_get(t, n, &line);
			if (!lint_is(&line, 0, "includefile"))
				continue;
			it = lint_find_text(l, lint_word(&line, 1, name,
			    sizeof name));
			if (it != NULL && it->is_missing)
				lint_tell(l, CONF_NOTE, "L18",
				    lint_place(&line, 1), none, "there is no "
				    "%s: the line does nothing", name);
		}
	}
}

/* L19: a drift file that cannot be replaced. */
static void
check_driftfile(struct lint *l)
{
	const struct lint_host *h = l->host;

	if (l->conf.driftfile == NULL || !h->drift_known || h->drift_writable)
		return;
	if (!h->drift_exists)
		lint_tell(l, CONF_WARNING, "L19", l->driftfile, none,
		    "the drift file cannot be written: there is no folder %s",
		    h->drift_folder);
	else
		lint_tell(l, CONF_WARNING, "L19", l->driftfile, none,
		    "the drift file cannot be written: the folder %s is %s's, "
		    "and %s may not write there (chown %s %s; with SELinux its "
		    "type is ntp_drift_t)", h->drift_folder, h->drift_owner,
		    h->user != NULL ? h->user : "the daemon",
		    h->user != NULL ? h->user : "root", h->drift_folder);
}

/* L23: other programs that set the clock. */
static void
check_daemons(struct lint *l)
{
	for (size_t i = 0; i < l->host->n_daemons; i++) {
		const struct lint_daemon *d = &l->host->daemons[i];
		struct conf_place at = { d->where, 0, 0 };

		lint_tell(l, CONF_WARNING, "L23", at, none, "%s is switched on "
		    "and sets the clock, too: two masters of one clock fight",
		    d->name);
	}
}

void
lint_host_all(struct lint *l)
{
	if (l->host == NULL)
		return;
	check_sysconfig(l);
	check_mode(l);
	check_includes(l);
	check_driftfile(l);
	check_daemons(l);
}
