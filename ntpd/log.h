/*
 * log.h -- the log: syslog, a file or the terminal, in classic's line format.
 *
 * "21 Nov 07:13:16 ntpd[22614]: text", local time; syslog adds its own head.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

#include "host.h"

/*
 * Log from now on as PROGRAM to TARGET: NULL for syslog, "stderr", "stdout",
 * or the name of a file that is appended to.
 *
 * Returns 0, or -1 with errno set and the log as it was.
 */
int log_open(const char *program, const char *target);

/*
 * Log to TARGET from now on, and say so where the log was up to now.
 *
 * Returns 0, or -1 with errno set and the log as it was.
 */
int log_move(const char *target);

/* Open the log file anew under its name (after it was rotated away). */
void log_reopen(void);

/* Also write every line to standard error, and debugging lines up to LEVEL. */
void log_debug(int level);

/* Write one line of TEXT with PRIORITY. */
void log_write(enum priority priority, const char *text);

/* Write the line FORMAT makes. */
void log_printf(enum priority priority, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));

#endif
