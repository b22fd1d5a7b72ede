/*
 * sys.h -- what a host says about its own time, to clients and to its owner.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SYS_H
#define SYS_H

#include <stdbool.h>
#include <stdint.h>

#include "names.h"
#include "ntptime.h"

/* The system variables of RFC 5905 section 11. */
struct sys {
	uint8_t leap;          /* enum leap */
	uint8_t stratum;       /* STRATUM_UNSPEC: unsynchronised */
	int8_t precision;      /* log2 s */
	double rootdelay;      /* s */
	double rootdisp;       /* s, at UPDATED */
	double growth;         /* s/s by which it grows, if more than PHI */
	double updated;        /* mono when the clock was last corrected */
	double interval;       /* s from the correction before to that one */
	uint32_t refid;
	ntp_time reftime;      /* wall time of the same; 0: never */
	uint16_t peer;         /* association id of the system peer; 0: none */
	uint8_t source;        /* enum sync_source */
	int tc;                /* log2 s, poll exponent */
	double offset;         /* s, of the last update */
	double freq;           /* s/s added to the clock */
	double jitter;         /* s, of the combined offset (sys_jitter) */
	double clk_jitter;     /* s */
	double clk_wander;     /* s/s */
	uint8_t last_event;    /* enum sys_event */
	uint8_t event_count;   /* 0..15 */
	int tai;               /* s; 0: not known */
	bool panicking;        /* beyond panic since the last correction */
	unsigned awaited;      /* sources selection still waited for */
	double low, high;      /* s: where a majority of sources sees the truth,
	                        * from our clock; both 0: there is none */
};

#endif
