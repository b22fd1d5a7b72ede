/*
 * peers.h -- the "peers" screen: one association's variables become one row.
 *
 * The columns are read by scripts: their places, widths and the way they are
 * cut are classic's.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PEERS_H
#define PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "addr.h"
#include "cook.h"
#include "ntptime.h"

/* What is between the remote host and the stratum. */
enum peers_style {
	PEERS_REFID, /* peers: reference id, and jitter at the end */
	PEERS_HASH,  /* the same, addresses as hexadecimal numbers */
	PEERS_ASSOC, /* apeers: that, and the association id */
	PEERS_LOCAL  /* opeers: our address, and dispersion at the end */
};

/* The variables a row is made of. */
struct peers_row {
	struct addr remote;   /* no family: not known */
	struct addr local;    /* no family: not known */
	bool has_local;       /* the server said something about it */
	bool has_refid;
	char host[COOK_NAME]; /* remote's name in the server's file; "": none */
	char refid[COOK_NAME];
	unsigned long stratum, reach, ppoll, hpoll, hmode, port;
	ntp_time rec, reftime;
	double delay, offset, jitter, dispersion; /* ms */
	double rootdelay, rootdisp; /* ms */
	bool has_jitter;
	uint16_t assoc;       /* its id */
};

/* How rows look. */
struct peers_layout {
	enum peers_style style;
	bool wide;            /* long names get a line of their own */
	size_t cell;          /* columns in front; 0: one host was asked only */
	unsigned version;     /* of NTP that the status is of; 0: the usual */
};

/* Write the two lines above the rows to OUT. */
void peers_head(FILE *out, const struct peers_layout *layout);

/* Read the LEN octets at DATA, a source's variables, into ROW. */
void peers_read(struct peers_row *row, const char *data, size_t len);

/* Read some more variables of the same source into ROW. */
void peers_add(struct peers_row *row, const char *data, size_t len);

/*
 * Write ROW to OUT: NAME is the remote host's, CELL what stands in front if
 * LAYOUT has room there, STATUS the status word, NOW our clock.
 */
void peers_write(FILE *out, const struct peers_row *row,
    const struct peers_layout *layout, const char *cell, const char *name,
    uint16_t status, ntp_time now);

/*
 * Write T seconds (<= 0: "-") as people read them ("34m") into BUF of 24
 * octets.  Returns BUF.
 */
const char *peers_span(long t, char *buf, size_t size);

/*
 * Returns the letter for the kind of source that ROW is: by our address, as ever,
 * or by its mode, as later versions' own screens (STYLE) do.
 */
char peers_type(const struct peers_row *row, enum peers_style style);

#endif
