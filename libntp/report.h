/*
 * report.h -- what only the host knows, and tells when it is asked (ACT_REPORT).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

#define REPORT_NAME 16 /* octets of an interface's name */
#define REPORT_IFACES 16 /* interfaces told of at once */

/* Bits of the kernel clock's status, as ntp_adjtime(2) has them. */
#define REPORT_NANO 0x2000 /* offset and jitter are in ns instead of us */

/* What ntp_adjtime(2) tells, in its own units. */
struct report_kernel {
	int32_t offset;     /* us or ns */
	int32_t freq;       /* 2^-16 ppm */
	int32_t maxerror;   /* us */
	int32_t esterror;   /* us */
	uint16_t status;    /* bits */
	uint16_t shift;     /* log2 s: PPS */
	int32_t constant;   /* log2 s */
	int32_t precision;  /* us */
	int32_t tolerance;  /* 2^-16 ppm */
	int32_t ppsfreq;    /* 2^-16 ppm */
	int32_t jitter;     /* us or ns: PPS */
	int32_t stabil;     /* 2^-16 ppm: PPS */
	int32_t jitcnt, calcnt, errcnt, stbcnt; /* PPS */
};

/* Datagrams, since the start. */
struct report_io {
	uint64_t received, dropped, sent, failed;
	uint64_t wakeups;   /* returns from waiting */
};

/* An address we listen on. */
struct report_iface {
	struct addr addr;
	char name[REPORT_NAME];
	unsigned number;
	unsigned flags;     /* enum report_flag */
	bool drop;          /* listened on, but not answered */
	uint64_t received, sent, failed;
	double since;       /* mono */
};

enum report_flag {
	REPORT_UP = 0x01, REPORT_LOOPBACK = 0x04, REPORT_BROADCAST = 0x08,
	REPORT_MULTICAST = 0x10, REPORT_WILDCARD = 0x80
};

/* The kernel, the datagrams, and some of the interfaces: from FIRST on. */
struct host_report {
	unsigned first;     /* asked for */
	struct report_kernel kernel;
	struct report_io io;
	unsigned n_ifaces;  /* told of; less than REPORT_IFACES: the last */
	struct report_iface iface[REPORT_IFACES];
};

#endif
