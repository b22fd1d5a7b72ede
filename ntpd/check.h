/*
 * check.h -- ntpd --check: tell the owner what is wrong with a configuration.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "conf.h"

struct check_options {
	bool json;         /* for programs rather than people */
	bool warnings;     /* -W: warnings make the status 1 */
	bool host;         /* the rules about this host, too */
	const char *user;  /* -u: whom the daemon becomes; NULL: see there */
	char *const *files; /* each a main file, or one of X.d */
	size_t n_files;
};

/*
 * Check the files of O, with the files that they include and, for X.conf, all
 * X.d/NAME.conf beside it, and print the findings on standard output.
 *
 * Returns the status to exit with: 2 if there is an error, 1 if there is a
 * warning and O wants to know, 0 otherwise.
 */
int check_run(const struct check_options *o);

/* Log what is wrong with this host for C, with which a daemon starts that
 * becomes USER (NULL: nobody else). */
void check_start(const struct conf *c, const char *user);

#endif
