/*
 * gpsd.h -- the times in what gpsd says (its JSON protocol).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef GPSD_H
#define GPSD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GPSD_LINE 16384 /* octets of the longest line that is looked at */

enum gpsd_kind {
	GPSD_OTHER,  /* nothing about time, or nothing that can be read */
	GPSD_TPV,    /* REAL: a time, told when the line came */
	GPSD_TOFF,   /* REAL was told when the local clock said CLOCK */
	GPSD_PPS     /* the same, of a pulse */
};

struct gpsd_report {
	enum gpsd_kind kind;
	int64_t real_sec, clock_sec;   /* s since 1970 */
	double real_frac, clock_frac;  /* s */
	int precision;                 /* log2 s; 0: it does not say */
};

/*
 * Read the LENGTH octets at LINE, one JSON object, into R.
 *
 * Returns false if they are no such object.
 */
bool gpsd_read(const char *line, size_t length, struct gpsd_report *r);

#endif
