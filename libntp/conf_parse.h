/*
 * conf_parse.h -- read the text of ntp.conf into a struct conf.
 *
 * Hand-written descent over the rows of conf_table.  A mistake costs the rest
 * of its line and nothing else: what stands before it applies, and the next
 * line is read as if nothing had happened.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_PARSE_H
#define CONF_PARSE_H

#include <stddef.h>

#include "conf.h"

#define CONF_INCLUDE_DEPTH 5   /* includefile nests no deeper */
#define CONF_INCLUDE_FILES 256 /* nor are more files read than that */
#define CONF_FINDINGS_MAX 1000 /* findings told in one call */

/*
 * Read the LENGTH octets at TEXT, the contents of FILE (NULL: the command
 * line), into C, on top of what C holds already.  The valid beginning of a
 * line with a mistake applies; the rest of the line is reported and left out,
 * as classic does.  Within one call "disable" wins over "enable"; of two calls
 * the later wins.
 *
 * Returns the number of findings of severity error, which is added to C's
 * "errors" too.
 */
unsigned conf_parse(struct conf *c, const char *file, const char *text,
    size_t length, const struct conf_reader *reader);

#endif
