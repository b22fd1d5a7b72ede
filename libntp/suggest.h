/*
 * suggest.h -- the word that was meant by one that is misspelt.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SUGGEST_H
#define SUGGEST_H

#include <stddef.h>

#define SUGGEST_WORD 32 /* octets of the longest word that is looked at */

/*
 * Returns how many letters must be left out, put in, changed or swapped with
 * their neighbour to make B of A, where upper and lower case are the same; at
 * most SUGGEST_WORD, which stands for everything beyond, too.
 */
unsigned suggest_distance(const char *a, const char *b);

/*
 * Returns the word of GROUP (NULL: the directives) that is most like WORD, or
 * NULL if none is like it.
 */
const char *suggest_word(const char *group, const char *word);

#endif
