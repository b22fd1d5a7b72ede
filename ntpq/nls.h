/*
 * nls.h -- words in the reader's language.
 *
 * What is said goes through here only where no program reads it: the answers
 * that classic gives stay as they are.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NLS_H
#define NLS_H

/* Marks TEXT, which is translated when it is said. */
#define N_(text) text

/* Find out what the reader's language is.  To be called before nls_text(). */
void nls_begin(void);

/* Returns TEXT in the reader's language, or as it is. */
const char *nls_text(const char *text);

#endif
