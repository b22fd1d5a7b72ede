/*
 * ntptime.h -- points in time, spans and what "now" is (RFC 5905 section 6).
 *
 * A point is the 32.32 fixed-point number of the wire and wraps every 136
 * years.  It can be subtracted and advanced, never compared or multiplied: the
 * struct makes misuse a compile error.  A span is a double in seconds.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NTPTIME_H
#define NTPTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds from 1900-01-01 (NTP era 0) to 1970-01-01 (Unix). */
#define NTPTIME_UNIX_EPOCH 2208988800LL

typedef struct {
	uint64_t fp; /* seconds * 2^32 since the start of the era; 0: unset */
} ntp_time;

/* The host's reading of its clocks, taken once for each event. */
struct now {
	ntp_time wall; /* the clock we discipline */
	double mono;   /* s since start, never stepped; deadlines and ages */
	unsigned gen;  /* clock generation: +1 whenever WALL was stepped */
	int leaps;     /* s that leap seconds have added to WALL since start */
};

/*
 * Subtract B from A.
 *
 * Returns A - B in s, exact to the precision of a double, for points less than
 * 68 years apart whatever era they are in.
 */
double ntptime_diff(ntp_time a, ntp_time b);

/* Returns T advanced by S seconds (any sign, abs(S) < 2^31). */
ntp_time ntptime_add(ntp_time t, double s);

/* Returns true if A and B are the same 64 bits. */
bool ntptime_equal(ntp_time a, ntp_time b);

/* Returns true if T is unset (all bits zero). */
bool ntptime_is_zero(ntp_time t);

/* Returns the point SEC (s since 1970) and NSEC (0..999999999) stand for. */
ntp_time ntptime_from_unix(int64_t sec, uint32_t nsec);

/*
 * Put T into SEC (s since 1970) and NSEC (0..999999999), in the era that
 * brings it within 68 years of PIVOT (s since 1970).
 */
void ntptime_to_unix(ntp_time t, int64_t pivot, int64_t *sec, uint32_t *nsec);

/*
 * Returns the 16.16 short format of S seconds, rounded up so that a bound
 * stays a bound; negative spans give 0, large ones 65535.99998.
 *
 * Source: RFC 5905 section 6.
 */
uint32_t ntptime_short(double s);

/* Returns the span in s of the 16.16 short format SHORT. */
double ntptime_span(uint32_t short_format);

/* Returns 2^EXPONENT s (EXPONENT in log2 s, -1074..1023). */
double ntptime_log2(int exponent);

#endif
