/*
 * source.h -- what a host tells of one of its sources, as far as it does.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "ntpq.h"
#include "peers.h"

/* Numbers beyond those of a row of peers. */
enum source_number {
	SOURCE_LEAP, SOURCE_FLASH, SOURCE_PMODE, SOURCE_PRECISION,
	SOURCE_KEYID, SOURCE_INTERLEAVED,
	/* not told by default; these by classic, too */
	SOURCE_RECEIVED, SOURCE_SENT, SOURCE_AUTHENTIC,
	/* these only by meantime's ntpd */
	SOURCE_BADAUTH, SOURCE_BOGUS, SOURCE_OLD, SOURCE_PROCESSED,
	SOURCE_VERSION, SOURCE_RESPONSE, SOURCE_OFFLINE, SOURCE_NOSELECT,
	SOURCE_PREFER, SOURCE_INTLOW, SOURCE_INTHIGH, SOURCE_COUNT,
	SOURCE_SPAN, SOURCE_OFFSET, SOURCE_FREQ, SOURCE_SKEW,
	SOURCE_ROOTDIST, SOURCE_MEASURED, SOURCE_STDDEV, SOURCE_ROUNDTRIP,
	SOURCE_ADJUSTED, SOURCE_BURSTING,
	SOURCE_SENT_BY, SOURCE_RECEIVED_BY, /* 0: the daemon, 1: the kernel */
	SOURCE_SENT_KERNEL, SOURCE_RECEIVED_KERNEL,
	SOURCE_NUMBERS
};

struct source {
	uint16_t id, status;
	char name[COOK_NAME];  /* to be shown */
	char refid[64];        /* as it came */
	struct peers_row row;
	double number[SOURCE_NUMBERS]; /* NAN: not told */
	unsigned samples;      /* in the register */
	unsigned runs;         /* of the same sign about their mean */
	double asymmetry;      /* by how much of a delay offsets err, -0.5..0.5;
	                        * < 0: what comes back is late */
};

/*
 * Ask N's host about the source A and put what it says into S.  Returns false
 * after a message.
 */
bool source_read(struct ntpq *n, const struct assoc *a, struct source *s);

/* Read the LEN octets at DATA, some variables of S, into S. */
void source_add(struct source *s, const char *data, size_t len);

#endif
