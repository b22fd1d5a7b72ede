/*
 * recent.h -- the last lines of the log, numbered, for those who watch.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef RECENT_H
#define RECENT_H

#include <stdint.h>

#include "ntptime.h"

#define RECENT_LINES 64  /* kept */
#define RECENT_TEXT 512  /* octets of one, with its NUL */

struct recent_line {
	ntp_time at;       /* when it was logged */
	char text[RECENT_TEXT];
};

struct recent;

/* Make room for RECENT_LINES lines; NULL if there is no memory. */
struct recent *recent_new(void);

/* Release R (NULL is fine). */
void recent_free(struct recent *r);

/* Put TEXT, logged at AT, behind R's last line; the first one may go. */
void recent_add(struct recent *r, ntp_time at, const char *text);

/* Returns the number of R's last line: 1 is the first ever; 0: there is none.
 * R may be NULL. */
uint64_t recent_last(const struct recent *r);

/* Returns line NUMBER of R; NULL if it is gone, or not there yet. */
const struct recent_line *recent_line(const struct recent *r, uint64_t number);

#endif
