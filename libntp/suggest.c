/*
 * suggest.c -- the word that was meant by one that is misspelt.
 *
 * The optimal string alignment distance, with three rows of its matrix.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdbool.h>
#include <string.h>

#include "conf_table.h"
#include "suggest.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned
suggest_distance(const char *a, const char *b)
{
	unsigned rows[3][SUGGEST_WORD + 1];
	unsigned *above = rows[0], *now = rows[1], *next = rows[2], *spare;
	size_t na = strlen(a), nb = strlen(b);

	if (na > SUGGEST_WORD || nb > SUGGEST_WORD)
		return SUGGEST_WORD;
	for (size_t j = 0; j <= nb; j++) {
		now[j] = (unsigned)j;
		above[j] = 0;
	}
	for (size_t i = 1; i <= na; i++) {
		next[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			char x = lower(a[i - 1]), y = lower(b[j - 1]);

			next[j] = least(least(now[j], next[j - 1]) + 1,
			    now[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b[j - 2]) &&
			    lower(a[i - 2]) == y)
				next[j] = least(next[j], above[j - 2] + 1);
		}
		spare = above, above = now, now = next, next = spare;
	}
	return now[nb];
}

const char *
suggest_word(const char *group, const char *word)
{
	size_t n;
	const struct conf_row *rows = conf_table_rows(&n);
	unsigned best = least(3, ((unsigned)strlen(word) + 2) / 3) + 1;
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		bool in = group == NULL ? rows[i].group == NULL :
		    rows[i].group != NULL && strcmp(rows[i].group, group) == 0;
		unsigned d = in ? suggest_distance(word, rows[i].word) : best;

		if (d < best) {
			best = d;
			found = rows[i].word;
		}
	}
	return found;
}
