/*
 * commands.h -- the commands: a table, and lines that name its rows.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef COMMANDS_H
#define COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "ntpq.h"

#define COMMANDS_ARGS 4

/* The arguments of a command; NULL and 0 where there is none. */
struct args {
	int n;
	const char *text[COMMANDS_ARGS];
	unsigned long number[COMMANDS_ARGS]; /* where it is one */
};

/* Run the command line LINE for N; mistakes are said on stderr. */
void commands_run(struct ntpq *n, const char *line);

/*
 * Returns the name of the command after LAST (NULL: the first) that begins
 * with the LEN octets at PREFIX, or NULL if there are no more.
 */
const char *commands_next(const char *last, const char *prefix, size_t len);

/* What an argument is. */
enum commands_takes {
	COMMANDS_NAMES, COMMANDS_HOSTS, COMMANDS_VARIABLES, COMMANDS_OTHERS
};

/* Returns what the argument ARG, from 0, of the command called NAME is. */
enum commands_takes commands_takes(const char *name, int arg);

/*
 * Returns true if NAME is a command of ours: such a word may stand in front of
 * the hosts on the command line.
 */
bool commands_is_word(const char *name);

/*
 * Returns how many of the ARGC words at ARGV belong to the first one, for which
 * commands_is_word() is true: itself, options behind it and the operands that
 * are its own.  Hosts follow.
 */
int commands_take(char **argv, int argc);

/*
 * Returns true if the command of LINE, whose name is written out, is about all
 * hosts of the command line at once: it finds them in N's hosts and asks them
 * by itself.
 */
bool commands_is_together(const char *line);

/* Print all commands, or what the one called NAME does, to N's output. */
void commands_help(struct ntpq *n, const char *name);

#endif
