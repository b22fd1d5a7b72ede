/*
 * nmea.h -- the time in a sentence of a GPS receiver (NMEA 0183).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NMEA_H
#define NMEA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NMEA_LINE 128 /* octets of the longest sentence that is looked at */

/* Sentences, as bits of the driver's mode. */
enum nmea_sentence { NMEA_RMC = 1, NMEA_GGA = 2, NMEA_GLL = 4, NMEA_ZDA = 8 };

enum nmea_verdict {
	NMEA_TIME,       /* a time */
	NMEA_OTHER,      /* nothing of that sort, or not wanted */
	NMEA_BAD_FORMAT, /* garbage, or a wrong checksum */
	NMEA_BAD_DATE,   /* a day or hour that does not exist */
	NMEA_NO_FIX      /* the receiver says that it does not know */
};

/* A receiver.  All zero: nothing heard, any sentence will do. */
struct nmea {
	unsigned wanted;    /* enum nmea_sentence; 0: all */
	bool checksums;     /* it is known to send them */
};

/* A time that a receiver told. */
struct nmea_time {
	int64_t sec;        /* s since 1970 */
	double fraction;    /* s */
	enum nmea_sentence sentence;
};

/*
 * Find the time in the LENGTH octets at LINE, a sentence without its line end.
 * What it leaves open of the date is taken to be near NOW, s since 1970.
 *
 * Returns NMEA_TIME with T filled in, or why not.
 */
enum nmea_verdict nmea_read(struct nmea *n, const char *line, size_t length,
    int64_t now, struct nmea_time *t);

#endif
