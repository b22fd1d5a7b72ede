/*
 * topview.h -- one frame of "top": what is known of several hosts, as text.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef TOPVIEW_H
#define TOPVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cook.h"
#include "ntptime.h"

#define TOPVIEW_LOOKS 14   /* offsets of a host that are remembered */
#define TOPVIEW_CHANGES 64 /* changes of the selection that are */
#define TOPVIEW_TEXT 200   /* octets of a line of text about a host */

/* A host and what it said when it was last looked at. */
struct topview_host {
	const char *name;      /* as it was called on the command line */
	bool answers;          /* false: WHY says why not */
	char why[TOPVIEW_TEXT];
	unsigned rest;         /* looks that it sits out, as it was silent */
	uint16_t status;       /* system status word */
	unsigned long stratum;
	char refid[COOK_NAME];
	double offset, jitter; /* ms */
	double frequency;      /* ppm */
	bool looked;           /* PEER is known */
	unsigned long peer;    /* association id of the system peer; 0: none */
	char peer_name[COOK_NAME];
	double offsets[TOPVIEW_LOOKS]; /* ms, the newest last */
	size_t n_offsets;
};

/* One host's system peer became another. */
struct topview_change {
	char time[16];
	char text[TOPVIEW_TEXT];
};

/* Everything a frame shows. */
struct topview {
	struct topview_host *hosts;
	size_t n_hosts;
	size_t shown;          /* index of the host whose sources are shown */
	const char *sources;   /* its "peers" screen, or why there is none */
	struct topview_change changes[TOPVIEW_CHANGES]; /* the newest last */
	size_t n_changes;
	char time[64];         /* of the look, for the first line */
	double every;          /* s between looks */
	size_t rows, columns;  /* of the terminal; rows 0: write everything */
	bool utf8;             /* it can show blocks */
	bool keys;             /* say which keys there are */
};

/* Put OFFSET (ms) behind the others of H, whose oldest may go. */
void topview_add(struct topview_host *h, double offset);

/* Note that H's system peer became the one called NAME ("": none) at TIME. */
void topview_changed(struct topview *v, const struct topview_host *h,
    const char *name, const char *time);

/*
 * Write the N values at V to OUT as a row of N signs, low to high between the
 * least and the greatest: blocks if UTF8, ASCII otherwise.
 */
void topview_spark(FILE *out, const double *v, size_t n, bool utf8);

/* Write the frame V to OUT: no more than its rows and columns. */
void topview_write(FILE *out, const struct topview *v);

#endif
