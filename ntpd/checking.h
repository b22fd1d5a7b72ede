/*
 * checking.h -- ntpd --check: tell the owner what is wrong with a configuration.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CHECKING_H
#define CHECKING_H

#include "conf.h"
#include "options.h"

/*
 * Check the operands of O, or its configuration file if there are none: each a
 * main file, with the files that it includes and, for X.conf, all X.d/NAME.conf
 * beside it, or one of these.  Print the findings on standard output.
 *
 * Returns the status to exit with: 2 if there is an error, 1 if there is a
 * warning and O wants to know, 0 otherwise.
 */
int checking_run(const struct options *o);

/* Log what is wrong with this host for C, with which a daemon starts that
 * becomes USER (NULL: nobody else). */
void checking_start(const struct conf *c, const char *user);

#endif
