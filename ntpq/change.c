/*
 * change.c -- commands that change something on the host: over its control
 * socket, or signed.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "machine.h"
#include "settings.h"
#include "sheet.h"
#include "text.h"

#define ID_MOST 65535
#define TRIES 3       /* of each line of a file */
#define PROMPT 14     /* columns of "ntpq> :config " */

/* --- variables ----------------------------------------------------------- */

/* Write VARS, "name=value,...", to association ASSOC. */
static void
write_vars(struct ntpq *n, unsigned long assoc, const char *vars)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	if (assoc > ID_MOST) {
		fprintf(stderr, "***Invalid association ID %lu specified\n",
		    assoc);
		return;
	}
	if (!query_ask(&n->query, CTL_WRITEVAR, (uint16_t)assoc, vars,
	    strlen(vars)))
		return;
	if (sheet_is_machine(n))
		machine_vars(n, assoc);
	else if (r->length == 0)
		fputs("done! (no data returned)\n", n->out);
	else if (n->raw)
		text_raw(n->out, (const char *)r->data, r->length);
	else
		cook_list(n->out, assoc == 0 ? COOK_SYS : COOK_PEER,
		    (const char *)r->data, r->length, ntpq_names(n),
		    query_now());
}

void
change_writevar(struct ntpq *n, const struct args *a)
{
	char vars[CTLMSG_DATA + 1] = "";

	if (settings_merge(vars, a->text[1]))
		write_vars(n, a->number[0], vars);
	else
		fputs("Variable list full\n", stderr);
}

void
change_writelist(struct ntpq *n, const struct args *a)
{
	if (n->vars[0] != '\0')
		write_vars(n, a->number[0], n->vars);
}

/* --- configuration ------------------------------------------------------- */

void
change_reload(struct ntpq *n, const struct args *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	(void)a;
	if (!query_ask(&n->query, CTL_RELOAD, 0, "", 0))
		return;
	if (sheet_is_machine(n))
		machine_answer(n);
	else
		text_raw(n->out, (const char *)r->data, r->length);
}

void
change_saveconfig(struct ntpq *n, const struct args *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	size_t len = strlen(a->text[0]);

	if (len > CTLMSG_DATA) {
		fputs("***File name too long\n", stderr);
		return;
	}
	if (!query_ask(&n->query, CTL_SAVECONFIG, 0, a->text[0], len))
		return;
	if (sheet_is_machine(n))
		machine_answer(n);
	else if (r->length == 0)
		fputs("(no response message, curiously)", n->out);
	else
		text_raw(n->out, (const char *)r->data, r->length);
}

/* Ask the host to configure TEXT. */
static bool
configure(struct ntpq *n, const char *text)
{
	if (strlen(text) > CTLMSG_DATA) {
		fputs("***Configuration line too long\n", stderr);
		return false;
	}
	return query_ask(&n->query, CTL_CONFIGURE, 0, text, strlen(text));
}

/* Returns the length of the host's answer without its line end. */
static size_t
answer_length(const struct ctlmsg_reply *r)
{
	size_t len = r->length;

	while (len > 0 && (r->data[len - 1] == '\r' ||
	    r->data[len - 1] == '\n' || r->data[len - 1] == '\0'))
		len--;
	return len;
}

/* Point at the column of TEXT that the host did not understand. */
static void
write_caret(struct ntpq *n, const char *text)
{
	int column, end = 0;

	if (sscanf((const char *)n->query.reply.data,
	    "column %d syntax error%n", &column, &end) != 1 || end == 0 ||
	    column < 1 || column > CTLMSG_DATA)
		return;
	if (n->prompting)
		column += PROMPT;
	else
		fprintf(n->out, "%s\n", text);
	while (--column > 0)
		putc('_', n->out);
	fputs("^\n", n->out);
}

void
change_config(struct ntpq *n, const struct args *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	if (!configure(n, a->text[0]))
		return;
	if (sheet_is_machine(n)) {
		machine_answer(n);
		return;
	}
	write_caret(n, a->text[0]);
	text_raw(n->out, (const char *)r->data, answer_length(r));
	fputs("\r\n", n->out);
}

/* Send LINE, NUMBER of a file.  Returns false if it is no use to go on. */
static bool
send_line(struct ntpq *n, const char *line, unsigned number)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	for (int tries = 0; tries < TRIES; tries++) {
		query_begin(&n->query);
		if (!configure(n, line))
			continue;
		if (sheet_is_machine(n)) {
			machine_answer(n);
			return true;
		}
		fprintf(n->out, "Line No: %u ", number);
		text_raw(n->out, (const char *)r->data, answer_length(r));
		fprintf(n->out, ": %s\n", line);
		return true;
	}
	fprintf(sheet_is_machine(n) ? stderr : n->out,
	    "Line No: %u query failed: %s\n"
	    "Subsequent lines not sent.\n", number, line);
	return false;
}

void
change_config_from_file(struct ntpq *n, const struct args *a)
{
	FILE *f = fopen(a->text[0], "re");
	char *line = NULL;
	size_t size = 0;
	unsigned number = 0;

	if (f == NULL) {
		fprintf(n->out, "ERROR!! Couldn't open file: %s\n",
		    a->text[0]);
		return;
	}
	if (!sheet_is_machine(n))
		fputs("Sending configuration file, one line at a time.\n",
		    n->out);
	while (getline(&line, &size, f) >= 0) {
		number++;
		line[strcspn(line, "\r\n")] = '\0';
		if (line[strspn(line, " \t")] == '\0')
			continue;
		if (!send_line(n, line, number))
			break;
	}
	if (!sheet_is_machine(n))
		fputs("Done sending file\n", n->out);
	free(line);
	(void)fclose(f); /* only read */
}
