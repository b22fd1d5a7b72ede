/*
 * nls_gettext.c -- words in the reader's language, by gettext.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "nls.h"

#define DOMAIN "meantime"
#define PLAIN "C.UTF-8"  /* a locale without language, where UTF-8 is known */
#define LANGUAGE_TEXT 32

/*
 * The reader's locale is not installed here.  If it is one of UTF-8, its
 * language can be had without it.
 */
static void
take_language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *wanted = NULL;
	char language[LANGUAGE_TEXT];
	size_t len;

	for (size_t i = 0; i < sizeof names / sizeof names[0] &&
	    (wanted == NULL || wanted[0] == '\0'); i++)
		wanted = getenv(names[i]);
	if (wanted == NULL)
		return;
	len = strcspn(wanted, ".");
	if (len >= sizeof language || (strcmp(wanted + len, ".UTF-8") != 0 &&
	    strcmp(wanted + len, ".utf8") != 0) ||
	    setlocale(LC_CTYPE, PLAIN) == NULL ||
	    setlocale(LC_MESSAGES, PLAIN) == NULL)
		return;
	memcpy(language, wanted, len);
	language[len] = '\0';
	(void)setenv("LANGUAGE", language, 0); /* what is set goes first */
}

void
nls_begin(void)
{
	const char *folder = getenv("MEANTIME_LOCALEDIR");

	/* Numbers stay as they are: LC_NUMERIC is left alone. */
	if (setlocale(LC_CTYPE, "") == NULL ||
	    setlocale(LC_MESSAGES, "") == NULL)
		take_language(); /* or it is English */
	(void)bindtextdomain(DOMAIN, folder != NULL ? folder : LOCALEDIR);
}

const char *
nls_text(const char *text)
{
	return dgettext(DOMAIN, text);
}
