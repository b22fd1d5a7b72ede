/*
 * settings.h -- the configuration from the command line and the files.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>

#include "conf.h"
#include "options.h"

/*
 * Read what O and the files it names say: the main file X.conf, then all
 * X.d/NAME.conf beside it in lexical order.  What is wrong in them is logged;
 * FOUND tells whether the main file could be read.
 *
 * Returns the configuration, to be released with settings_free(); NULL if
 * there is no memory.
 */
struct conf *settings_read(const struct options *o, bool *found);

/*
 * Add the LEN octets of ntp.conf at TEXT, which the owner sent over the
 * network, to C and write to REPLY what they get to read of it.
 */
void settings_add(struct conf *c, const char *text, size_t len, char *reply,
    size_t size);

/* Release C (NULL is fine). */
void settings_free(struct conf *c);

#endif
