/*
 * ntpdc.h -- one run of ntpdc.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NTPDC_H
#define NTPDC_H

#include <stdbool.h>

#include "ask7.h"
#include "query.h"
#include "reverse.h"

struct ntpdc {
	struct query query;
	struct reverse names;
	unsigned family;   /* 4, 6; 0: either */
	bool numeric;      /* addresses stay numbers */
	bool interactive;
	bool quit;
	struct ask7 answer;
};

/* Screens; ARGUMENT is the word behind the command, "" if there is none. */
void screens7_listpeers(struct ntpdc *n, const char *argument);
void screens7_peers(struct ntpdc *n, const char *argument);
void screens7_dmpeers(struct ntpdc *n, const char *argument);
void screens7_sysinfo(struct ntpdc *n, const char *argument);
void screens7_sysstats(struct ntpdc *n, const char *argument);
void screens7_iostats(struct ntpdc *n, const char *argument);
void screens7_loopinfo(struct ntpdc *n, const char *argument);
void screens7_kerninfo(struct ntpdc *n, const char *argument);
void screens7_reslist(struct ntpdc *n, const char *argument);

#endif
