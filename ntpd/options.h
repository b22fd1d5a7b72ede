/*
 * options.h -- the command line of ntpd.
 *
 * Every option is a row of a table: letter, long name, argument and what it
 * does.  Parser, presets from the environment, usage and --help are made from
 * it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_LIST 32 /* -I, -t, --var and --dvar: each so often at most */
#define OPTIONS_SCAN 300 /* s between looks for new addresses, without -U */

/* What the program is started for. */
enum options_command {
	COMMAND_RUN,        /* to be a daemon */
	COMMAND_SAVECONFIG, /* --saveconfigquit */
	COMMAND_CHECK,      /* --check: the operands are files */
	COMMAND_TEST_ACCESS, /* --test-access */
	COMMAND_EFFECTIVE,  /* --effective */
	COMMAND_EQUIV,      /* --equiv: the operand is the other file */
	COMMAND_RELOAD      /* --reload: speak to the running daemon */
};

/* A variable for ntpq, "NAME=VALUE". */
struct options_var {
	const char *text;
	bool is_default;          /* --dvar */
};

struct options {
	const char *program;      /* base name of argv[0] */
	enum options_command command;
	uint8_t only_family;      /* -4, -6 */
	char auth;                /* 'a', 'A'; 0: as configured */
	const char *configfile;   /* -c */
	bool named;               /* -c was given */
	const char *driftfile;    /* -f; NULL: as configured, as the others */
	const char *keyfile;      /* -k */
	const char *logfile;      /* -l; NULL: syslog */
	const char *pidfile;      /* -p */
	const char *statsdir;     /* -s */
	const char *delay;        /* -r, s as written */
	const char *jail;         /* -i */
	const char *user;         /* -u */
	const char *saved;        /* --saveconfigquit: the file to write */
	const char *asked;        /* --test-access ADDR, --equiv FILE */
	const char *nics[OPTIONS_LIST]; /* -I */
	size_t n_nics;
	const char *keys[OPTIONS_LIST]; /* -t, as written */
	size_t n_keys;
	struct options_var vars[OPTIONS_LIST]; /* --var, --dvar */
	size_t n_vars;
	bool bclient;             /* -b */
	bool no_virtual;          /* -L */
	bool lock;                /* -m */
	bool nofork;              /* -n */
	bool nice;                /* -N, -P */
	bool panicgate;           /* -g */
	bool quit;                /* -q */
	bool slew;                /* -x */
	bool json;                /* --check=json */
	bool warnings;            /* -W */
	bool host;                /* --host */
	bool dry;                 /* --dry-run, with --reload */
	const char *socket;       /* --socket; NULL: as configured */
	char **operands;          /* what follows a command, in argv */
	size_t n_operands;
	int priority;             /* -P; 0: the highest there is */
	int debug;                /* -d, -D */
	int scan;                 /* -U, s; 0: never */
	uint16_t port;            /* --port; 0: as configured */
};

/* One option. */
struct options_row {
	const char *name;         /* long form */
	char letter;              /* short form; 0: none */
	bool own;                 /* classic 4.2.6p5 does not have it */
	const char *argument;     /* what to call it; NULL: takes none; in
	                           * brackets: only as --name=value */
	size_t at;                /* offset of the target in struct options */
	/*
	 * Take the option with VALUE.  Returns -1 to go on, or the status to
	 * exit with.
	 */
	int (*take)(struct options *o, const struct options_row *row,
	    const char *value);
	const char *doc;
};

/* Returns all options and their NUMBER. */
const struct options_row *options_rows(size_t *number);

/*
 * Read ARGC and ARGV into O, after the variables NTPD_NAME of the environment,
 * which preset classic's options.
 *
 * A long form may be abbreviated: to what is unique among classic's, or else
 * among ours.
 *
 * Returns -1 to go on; otherwise the status to exit with: 0 after --help and
 * --version; after an error, which was explained on standard error, 1, or 2 for
 * a negative -U.
 */
int options_parse(struct options *o, int argc, char **argv);

/*
 * Returns words that say what the environment, ARGC and ARGV do, the last of
 * them that the main file is CONFIGFILE, with a NULL behind it, to be released
 * with options_words_free(); NULL if there is no memory.
 */
char **options_words(int argc, char **argv, const char *configfile);

/* Release WORDS (NULL is fine). */
void options_words_free(char **words);

/*
 * Read WORDS, with a NULL behind the last, into O as options_parse() does, but
 * for PROGRAM and whatever the environment presets.
 */
int options_parse_words(struct options *o, const char *program,
    char **words);

#endif
