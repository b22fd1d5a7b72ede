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
#include "complete.h"
#include "line.h"

#define HISTORY_LINES 128

/* What libedit hands back to us. */
struct console {
	struct ntpq *n;
	char prompt[8];
};

static char *
prompt(EditLine *el)
{
	void *data = NULL;
	struct console *console;

	(void)el_get(el, EL_CLIENTDATA, &data); /* set below */
	console = data;
	return console->prompt;
}

/* List the words of C. */
static void
list_words(const struct complete *c)
{
	putchar('\n');
	for (size_t i = 0; i < c->n; i++)
		printf("%s ", c->word[i]);
	putchar('\n');
	(void)fflush(stdout); /* libedit goes on writing here */
}

/* Have EL go on with what C says of the LEN octets in front of the cursor. */
static unsigned char
insert(EditLine *el, const struct complete *c, size_t len)
{
	size_t typed = len - c->start, common = complete_common(c);
	char rest[COOK_NAME + 1];

	if (c->n == 0)
		return CC_ERROR;
	if (c->n > 1 && common == typed) {
		list_words(c);
		return CC_REDISPLAY;
	}
	snprintf(rest, sizeof rest, "%.*s%s", (int)(common - typed),
	    c->word[0] + typed, c->n == 1 && c->ends ? " " : "");
	return rest[0] == '\0' || el_insertstr(el, rest) == 0 ? CC_REFRESH :
	    CC_ERROR;
}

/* Complete the word in front of the cursor. */
static unsigned char
complete(EditLine *el, int key)
{
	const LineInfo *line = el_line(el);
	size_t len = (size_t)(line->cursor - line->buffer);
	void *data = NULL;
	const struct console *console;
	struct complete c;
	unsigned char done;

	(void)key;
	(void)el_get(el, EL_CLIENTDATA, &data); /* set below */
	console = data;
	complete_find(&c, console->n, line->buffer, len, "/etc/hosts");
	done = insert(el, &c, len);
	complete_free(&c);
	return done;
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
	struct console console = { n, "ntpq> " };
	EditLine *el = el_init("ntpq", stdin, stdout, stderr);
	History *h = history_init();
	HistEvent event;

	if (el == NULL || h == NULL) {
		line_read(n);
	} else {
		catch_interrupts();
		n->prompting = true;
		(void)history(h, &event, H_SETSIZE, HISTORY_LINES);
		(void)el_set(el, EL_CLIENTDATA, &console);
		(void)el_set(el, EL_PROMPT, prompt);
		(void)el_set(el, EL_EDITOR, "emacs");
		(void)el_set(el, EL_HIST, history, h);
		(void)el_set(el, EL_ADDFN, "complete", "complete a word",
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
