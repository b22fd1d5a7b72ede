/*
 * keys.h -- the keys file.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef KEYS_H
#define KEYS_H

#include "conf.h"
#include "engine.h"
#include "fileset.h"

/*
 * Give E the keys of the file that CONF names, or none if it names none.
 *
 * What is wrong with the file is logged; that it cannot be read, only if some
 * line of CONF needs a key.  The keys of before then stay: the file may belong
 * to root, who we are no more.
 */
void keys_load(struct engine *e, const struct conf *conf,
    struct fileset *files);

/*
 * Returns the keys of the file that CONF names, none of them trusted and
 * nothing said of mistakes, to be released with auth_free(); NULL if it cannot
 * be read, or there is no memory.
 */
struct auth *keys_read(const struct conf *conf, struct fileset *files);

#endif
