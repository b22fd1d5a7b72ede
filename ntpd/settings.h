/*
 * settings.h -- the configuration from the command line and the files.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>

#include "conf.h"
#include "fileset.h"
#include "options.h"
#include "state.h"

/* Told of each mistake. */
typedef void settings_report(void *ctx, const struct conf_finding *f);

/* Logs the finding F. */
void settings_log(void *ctx, const struct conf_finding *f);

/*
 * Read what O and the files it names say: the main file X.conf, then all
 * X.d/NAME.conf beside it in lexical order, all by way of FILES.  REPORT, with
 * CTX, is told of mistakes; FOUND tells whether the main file could be read.
 *
 * Returns the configuration, to be released with settings_free(); NULL if
 * there is no memory.
 */
struct conf *settings_read(const struct options *o, struct fileset *files,
    settings_report *report, void *ctx, bool *found);

/*
 * Take the lines out of C that its unpeer lines are about, and those with
 * them.  S (NULL: none yet) knows the association ids that they may give.
 */
void settings_unpeer(struct conf *c, const struct state *s);

/* Log which of the files that settings_read() asked for cannot be read. */
void settings_unreadable(const struct options *o, struct fileset *files);

/*
 * Add the LEN octets of ntp.conf at TEXT, which the owner sent over the
 * network, to C and write to REPLY what they get to read of it.
 */
void settings_add(struct conf *c, const char *text, size_t len, char *reply,
    size_t size);

/*
 * Give the variable of C that the LEN octets "NAME=VALUE" at TEXT name its new
 * value.
 *
 * Returns false if it is none of --var or --dvar, or there is no memory.
 */
bool settings_write(struct conf *c, const char *text, size_t len);

/* Give the variables of --var and --dvar in C the values they have in OLD. */
void settings_keep_vars(struct conf *c, const struct conf *old);

/* Release C (NULL is fine). */
void settings_free(struct conf *c);

#endif
