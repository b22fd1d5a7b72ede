/*
 * nls_gettext.c -- words in the reader's language, by gettext.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>

#include "nls.h"

#define DOMAIN "meantime"

void
nls_begin(void)
{
	const char *folder = getenv("MEANTIME_LOCALEDIR");

	/* Numbers stay as they are: LC_NUMERIC is left alone. */
	(void)setlocale(LC_CTYPE, "");    /* else it is English */
	(void)setlocale(LC_MESSAGES, ""); /* likewise */
	(void)bindtextdomain(DOMAIN, folder != NULL ? folder : LOCALEDIR);
}

const char *
nls_text(const char *text)
{
	return dgettext(DOMAIN, text);
}
