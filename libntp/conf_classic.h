/*
 * conf_classic.h -- what classic says of a line it cannot read.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_CLASSIC_H
#define CONF_CLASSIC_H

#include <stdbool.h>
#include <stddef.h>

#include "conf_lex.h"

/*
 * Put into OUT, of SIZE octets, a syntax error in the words of classic: that it
 * did not expect the word T and, if it told that, what else.  EXPECTING is that
 * in our own words, or NULL; MAY_END is true if the line could have ended.
 *
 * Source: ntpd 4.2.6p5, asked by mode 6 (CONFIGURE).
 */
void conf_classic_syntax(const struct conf_token *t, const char *expecting,
    bool may_end, char *out, size_t size);

/*
 * Put into OUT, of SIZE octets, that the directive or option WORD of GROUP (""
 * for directives) is not for the network.
 *
 * Source: as above.
 */
void conf_classic_remote(const char *group, const char *word, char *out,
    size_t size);

#endif
