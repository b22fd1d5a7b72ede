/*
 * scenario.h -- what happens in a simulation: hosts, links, events and what is
 * expected of them.  ntpdsim(8) describes the language.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "world.h"

#define SCENARIO_NAME 32    /* octets of a host's name */
#define SCENARIO_LINKS 128
#define SCENARIO_EVENTS 256
#define SCENARIO_EXPECTS 64
#define SCENARIO_NAMES 16
#define ANY_HOST (-1)       /* "*" */

struct sim_host {
	char name[SCENARIO_NAME];
	char address[64];
	struct addr addr;   /* the same */
	bool truth;
	int stratum;        /* of a truth */
	char *conf;         /* text of its ntp.conf; NULL: none yet */
	char *leapfile;     /* text of its leap file; NULL: none */
	bool ignorant;      /* its clock knows no leap seconds: ntpd does them */
	struct crystal crystal;
};

struct sim_link {
	int a, b;           /* hosts, or ANY_HOST */
	bool one_way;
	struct link link;
};

enum sim_action { SIM_CUT, SIM_JOIN, SIM_REFUSE, SIM_STOP, SIM_START, SIM_LIE,
	SIM_SET, SIM_SLEEP, SIM_WAKE };

struct sim_event {
	double at;          /* s */
	enum sim_action action;
	int a, b;           /* hosts */
	double value;       /* s */
};

enum sim_measure { SIM_RMS, SIM_MAX, SIM_SPREAD, SIM_STRATUM };

struct sim_expect {
	enum sim_measure measure;
	unsigned hosts;     /* bit for each */
	double limit;       /* s, or a stratum */
	double from, until; /* s */
	unsigned line;
};

struct scenario {
	const char *file;
	uint64_t seed;
	double length;      /* s */
	int64_t begin;      /* s since 1970; 0: as any world */
	int64_t leap;       /* s since 1970, behind a leap second; 0: none */
	int leap_step;      /* s, -1 inserted, +1 deleted */
	struct sim_host hosts[WORLD_HOSTS];
	int n_hosts;
	struct sim_link links[SCENARIO_LINKS];
	size_t n_links;
	struct sim_event events[SCENARIO_EVENTS];
	size_t n_events;
	struct sim_expect expects[SCENARIO_EXPECTS];
	size_t n_expects;
	struct { char name[64]; int host; } names[SCENARIO_NAMES];
	size_t n_names;
};

/*
 * Read the scenario in FILE into S.
 *
 * Returns the number of mistakes, each told on standard error with its line.
 */
unsigned scenario_read(struct scenario *s, const char *file);

/* Release what S owns. */
void scenario_free(struct scenario *s);

#endif
