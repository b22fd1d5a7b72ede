/*
 * line.c -- commands from a person or a pipe.
 *
 * ^C while a command waits for its host makes poll() return early, which ends
 * the command; at the prompt it begins a new line.  Its handler does nothing.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <histedit.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "line.h"

#define HISTORY_LINES 128

static char *
prompt(EditLine *el)
{
	void *text = NULL;

	(void)el_get(el, EL_CLIENTDATA, &text); /* set below */
	return text;
}

/*
 * Returns the length of what all commands beginning with the LEN octets at
 * PREFIX have in common, and their NUMBER.
 */
static size_t
common_length(const char *prefix, size_t len, int *number)
{
	const char *first = commands_next(NULL, prefix, len);
	const char *name = first;
	size_t common = first != NULL ? strlen(first) : 0;

	*number = 0;
	while (name != NULL) {
		size_t same = 0;

		while (same < common && name[same] == first[same])
			same++;
		common = same;
		++*number;
		name = commands_next(name, prefix, len);
	}
	return common;
}

/* List the commands that begin with the LEN octets at PREFIX. */
static void
list_commands(const char *prefix, size_t len)
{
	const char *name = NULL;

	putchar('\n');
	while ((name = commands_next(name, prefix, len)) != NULL)
		printf("%s ", name);
	putchar('\n');
	(void)fflush(stdout); /* libedit goes on writing here */
}

/* Complete the command in front of the cursor. */
static unsigned char
complete(EditLine *el, int key)
{
	const LineInfo *line = el_line(el);
	size_t len = (size_t)(line->cursor - line->buffer);
	char rest[64];
	size_t common;
	int number;

	(void)key;
	if (memchr(line->buffer, ' ', len) != NULL)
		return CC_ERROR;
	common = common_length(line->buffer, len, &number);
	if (number == 0)
		return CC_ERROR;
	if (number > 1 && common == len) {
		list_commands(line->buffer, len);
		return CC_REDISPLAY;
	}
	snprintf(rest, sizeof rest, "%.*s%s", (int)(common - len),
	    commands_next(NULL, line->buffer, len) + len,
	    number == 1 ? " " : "");
	return el_insertstr(el, rest) == 0 ? CC_REFRESH : CC_ERROR;
}

static void
on_interrupt(int signal)
{
	(void)signal; /* interrupting poll() and read() is all that is wanted */
}

static void
catch_interrupts(void)
{
	struct sigaction action = { .sa_handler = on_interrupt };

	(void)sigaction(SIGINT, &action, NULL); /* cannot fail */
}

/* Read and run lines from EL, keeping them in H. */
static void
serve(struct ntpq *n, EditLine *el, History *h)
{
	HistEvent event;

	while (!n->quit) {
		char *text;
		const char *line;
		int len;

		errno = 0;
		line = el_gets(el, &len);
		if (line == NULL || len <= 0) {
			putc('\n', stderr);
			if (len < 0 && errno == EINTR)
				continue;
			return;
		}
		text = strndup(line, strcspn(line, "\r\n"));
		if (text == NULL)
			return;
		if (text[strspn(text, " \t")] != '\0') {
			(void)history(h, &event, H_ENTER, text);
			commands_run(n, text);
		}
		free(text);
	}
}

void
line_interact(struct ntpq *n)
{
	char text[] = "ntpq> ";
	EditLine *el = el_init("ntpq", stdin, stdout, stderr);
	History *h = history_init();
	HistEvent event;

	if (el == NULL || h == NULL) {
		line_read(n);
	} else {
		catch_interrupts();
		n->prompting = true;
		(void)history(h, &event, H_SETSIZE, HISTORY_LINES);
		(void)el_set(el, EL_CLIENTDATA, text);
		(void)el_set(el, EL_PROMPT, prompt);
		(void)el_set(el, EL_EDITOR, "emacs");
		(void)el_set(el, EL_HIST, history, h);
		(void)el_set(el, EL_ADDFN, "complete", "complete a command",
		    complete);
		(void)el_set(el, EL_BIND, "^I", "complete", NULL);
		(void)el_source(el, NULL);
		serve(n, el, h);
	}
	if (h != NULL)
		history_end(h);
	if (el != NULL)
		el_end(el);
}

void
line_read(struct ntpq *n)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while (!n->quit && (len = getline(&line, &size, stdin)) >= 0) {
		line[strcspn(line, "\r\n")] = '\0';
		commands_run(n, line);
	}
	free(line);
}
