/*
 * refclock_gpsd.c -- type 46: gpsd on this host, by its JSON protocol.
 *
 * gpsd tells of pulses (PPS) and of sentences (TOFF) what they meant and when
 * they came by this host's clock.  The best it has told lately counts; without
 * either, the time of a fix (TPV) when its line came.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gpsd.h"
#include "lines.h"
#include "log.h"
#include "names.h"
#include "refclocks.h"

#define PORT 2947
#define FRESH 3.0          /* s that something better counts alone */
#define RETRY 10           /* readings, about s, to the next try to connect */
#define PRECISION_PULSE (-20)
#define PRECISION_SERIAL (-9)

struct gpsd_clock {
	struct lines lines;
	struct timespec heard[GPSD_PPS + 1]; /* when of each kind; 0: never */
	unsigned wait;      /* readings to the next try */
	bool told;          /* that it cannot be reached */
};

static void
disconnect(struct refclock_device *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}

/* Connect to gpsd and ask it for what it has of /dev/gpsU. */
static void
connect_gpsd(struct refclock_device *d)
{
	struct gpsd_clock *clock = d->own;
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	char watch[128];

	clock->wait = RETRY;
	clock->lines = (struct lines){ .used = 0 };
	d->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* On loopback there is an answer at once. */
	if (d->fd < 0 || connect(d->fd, (void *)&to, sizeof to) != 0 ||
	    fcntl(d->fd, F_SETFL, O_NONBLOCK) != 0) {
		if (!clock->told)
			log_printf(PRI_ERR, "GPSD_JSON(%u): port %d of this "
			    "host: %s", d->unit, PORT, strerror(errno));
		clock->told = true;
		disconnect(d);
		return;
	}
	clock->told = false;
	snprintf(watch, sizeof watch, "?WATCH={\"enable\":true,\"json\":true,"
	    "\"pps\":true,\"device\":\"/dev/gps%u\"};\r\n", d->unit);
	if (send(d->fd, watch, strlen(watch), MSG_NOSIGNAL) < 0)
		disconnect(d);
}

static bool
gpsd_open(struct refclock_device *d)
{
	d->own = calloc(1, sizeof(struct gpsd_clock));
	if (d->own == NULL) {
		log_printf(PRI_ERR, "GPSD_JSON(%u): out of memory", d->unit);
		return false;
	}
	connect_gpsd(d); /* tried again if it is not there yet */
	return true;
}

/* Returns true if nothing better than KIND was heard lately, at NOW. */
static bool
is_best(const struct gpsd_clock *clock, enum gpsd_kind kind,
    const struct timespec *now)
{
	for (int better = kind + 1; better <= GPSD_PPS; better++)
		if (clock->heard[better].tv_sec != 0 &&
		    refclocks_between(now, &clock->heard[better]) < FRESH)
			return false;
	return true;
}

/* Make REPORT, heard at NOW, a reading; returns false if it is none. */
static bool
take_report(struct gpsd_clock *clock, const struct gpsd_report *report,
    const struct timespec *now, struct clock_reading *r)
{
	struct timespec real = { (time_t)report->real_sec,
		(long)(report->real_frac * 1e9) };
	struct timespec then = { (time_t)report->clock_sec,
		(long)(report->clock_frac * 1e9) };

	if (report->kind == GPSD_OTHER)
		return false;
	clock->heard[report->kind] = *now;
	if (!is_best(clock, report->kind, now))
		return false;
	if (report->kind == GPSD_TPV)
		then = *now;
	*r = (struct clock_reading){ .event = CLK_UNSPEC,
		.offset = refclocks_between(&real, &then),
		.age = refclocks_between(now, &then),
		.serial = report->kind != GPSD_PPS };
	r->precision = r->serial ? PRECISION_SERIAL : report->precision != 0 ?
	    (int8_t)report->precision : PRECISION_PULSE;
	if (r->age < -1 || r->age > FRESH)
		r->event = CLK_BAD_TIME;
	return true;
}

/* Take all lines that have come; returns true if one was a reading. */
static bool
take_lines(struct gpsd_clock *clock, const struct timespec *now,
    struct clock_reading *r)
{
	struct gpsd_report report;
	const char *line;
	size_t length;
	bool any = false;

	while (lines_next(&clock->lines, &line, &length)) {
		if (gpsd_read(line, length, &report)) {
			any |= take_report(clock, &report, now, r);
		} else if (!any) {
			r->event = CLK_BAD_FORMAT;
			any = true;
		}
	}
	return any;
}

static bool
gpsd_read_clock(struct refclock_device *d, struct clock_reading *r)
{
	struct gpsd_clock *clock = d->own;
	struct timespec now;

	if (d->fd < 0 && clock->wait-- == 0)
		connect_gpsd(d);
	if (d->fd < 0)
		return false;
	d->kernel->gettime(CLOCK_REALTIME, &now);
	if (!lines_fill(&clock->lines, d->fd)) {
		log_printf(PRI_ERR, "GPSD_JSON(%u): gpsd has gone", d->unit);
		clock->told = true;
		disconnect(d);
		return false;
	}
	return take_lines(clock, &now, r);
}

static void
gpsd_close(struct refclock_device *d)
{
	disconnect(d);
	free(d->own);
}

const struct refclock_driver refclock_gpsd = { .type = 46, .open = gpsd_open,
	.read = gpsd_read_clock, .close = gpsd_close };
