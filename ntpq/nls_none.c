/*
 * nls_none.c -- words as they are, where there is no gettext.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "nls.h"

void
nls_begin(void)
{
}

const char *
nls_text(const char *text)
{
	return text;
}
