/*
 * refclock_nmea.c -- type 20: a GPS receiver at /dev/gpsU, and perhaps its
 * pulses at /dev/gpsppsU.
 *
 * A sentence comes some tenths of a second after the second it names, and never
 * the same number of them: "fudge time2" corrects the mean of that.  With flag1
 * the pulse says when the second began, and the sentence only which it was.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "lines.h"
#include "log.h"
#include "names.h"
#include "nmea.h"
#include "pulse.h"

#define SENTENCES 0x0f     /* bits of the mode: which ones; 0: all */
#define SPEED_SHIFT 4
#define SPEED_MASK 0x07
#define PRECISION_SERIAL (-9)
#define PRECISION_PULSE (-20)
#define PULSE_AGE 1.0      /* s before a sentence */
#define RETRY 10           /* readings, about s, to the next try to open it */

static const char question[] = "$PMOTG,RMC,0000*1D\r\n";

static const struct speed {
	speed_t code;
	unsigned bps;
} speeds[] = {
	{ B4800, 4800 }, { B9600, 9600 }, { B19200, 19200 }, { B38400, 38400 },
	{ B57600, 57600 }, { B115200, 115200 }
};

struct nmea_clock {
	struct lines lines;
	struct nmea nmea;
	struct pulse pulse;
	struct timespec pulsed;   /* time of the last pulse; 0: none */
	int64_t last;             /* second that was told last */
	unsigned wait;            /* readings to the next try to open it */
	char timecode[NMEA_LINE + 1];
};

/* Set the serial line FD to raw and SPEED; others than those need none. */
static void
set_line(int fd, speed_t speed)
{
	struct termios t;

	if (tcgetattr(fd, &t) != 0)
		return;
	cfmakeraw(&t);
	t.c_cflag |= CLOCAL | CREAD;
	(void)cfsetspeed(&t, speed); /* it is one of the table */
	(void)tcsetattr(fd, TCSANOW, &t); /* a line that stays as it was */
}

/* Connect to "HOST:PORT"; returns the descriptor or -1. */
static int
connect_to(char *target)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list;
	char *colon = strrchr(target, ':');
	int fd;

	if (colon == NULL)
		return -1;
	*colon = '\0';
	if (getaddrinfo(target, colon + 1, &hints, &list) != 0)
		return -1;
	fd = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && (connect(fd, list->ai_addr, list->ai_addrlen) != 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) != 0)) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(list);
	return fd;
}

/* Open PATH: a device, or a symbolic link that names a host and a port. */
static int
open_path(const struct refclock_device *d, const char *path, speed_t speed)
{
	char target[PATH_MAX];
	int fd = d->kernel->open(path, O_RDWR | O_NOCTTY | O_NONBLOCK |
	    O_CLOEXEC), error = errno;
	ssize_t n;

	if (fd >= 0) {
		set_line(fd, speed);
		return fd;
	}
	n = readlink(path, target, sizeof target - 1);
	if (n > 0) {
		target[n] = '\0';
		fd = connect_to(target);
	}
	errno = error;
	return fd;
}

/* Ask the receiver to tell the time: some tell nothing unasked. */
static void
ask(int fd)
{
	(void)!write(fd, question, sizeof question - 1); /* it may not read */
}

/* Open the pulses that belong to D's sentences, if they are wanted. */
static void
open_pulse(const struct refclock_device *d, struct nmea_clock *clock)
{
	char path[REFCLOCK_PATH];

	clock->pulse.fd = -1;
	if ((d->flags & REFCLOCK_FLAG1) == 0)
		return;
	snprintf(path, sizeof path, "/dev/gpspps%u", d->unit);
	if (!pulse_open(&clock->pulse, d->kernel, path))
		log_printf(PRI_ERR, "GPS_NMEA(%u): no pulses at %s: %s",
		    d->unit, path, strerror(errno));
}

/* Open D's line; returns false, with errno set, if that cannot be. */
static bool
open_line(struct refclock_device *d)
{
	unsigned code = d->mode >> SPEED_SHIFT & SPEED_MASK;
	const struct speed *speed = &speeds[code < sizeof speeds /
	    sizeof speeds[0] ? code : 0];
	char path[REFCLOCK_PATH];

	snprintf(path, sizeof path, "/dev/gps%u", d->unit);
	d->fd = open_path(d, path, speed->code);
	if (d->fd < 0)
		return false;
	log_printf(PRI_NOTICE, "GPS_NMEA(%u) serial %s open at %u bps",
	    d->unit, path, speed->bps);
	ask(d->fd);
	return true;
}

/* The line is gone: a receiver may be plugged in again. */
static void
lose_line(struct refclock_device *d)
{
	struct nmea_clock *clock = d->own;

	log_printf(PRI_ERR, "GPS_NMEA(%u): the line has ended", d->unit);
	close(d->fd);
	d->fd = -1;
	clock->lines = (struct lines){ .used = 0 };
	clock->wait = RETRY;
}

static bool
nmea_open(struct refclock_device *d)
{
	struct nmea_clock *clock = calloc(1, sizeof *clock);

	if (clock == NULL || !open_line(d)) {
		log_printf(PRI_ERR, "GPS_NMEA(%u): /dev/gps%u: %s", d->unit,
		    d->unit, strerror(errno));
		free(clock);
		return false;
	}
	clock->nmea.wanted = d->mode & SENTENCES;
	open_pulse(d, clock);
	d->own = clock;
	return true;
}

static enum clock_event
event_of(enum nmea_verdict verdict)
{
	switch (verdict) {
	case NMEA_BAD_FORMAT:
		return CLK_BAD_FORMAT;
	case NMEA_BAD_DATE:
		return CLK_BAD_DATE;
	case NMEA_NO_FIX:
		return CLK_BAD_SIGNAL;
	default:
		return CLK_UNSPEC;
	}
}

/* Keep the sentence for those who want to read it; flag4 hides the place. */
static void
keep_timecode(const struct refclock_device *d, struct nmea_clock *clock,
    const char *line, size_t length, struct clock_reading *r)
{
	bool hide = (d->flags & REFCLOCK_FLAG4) != 0;
	int commas = 0;

	length = length < NMEA_LINE ? length : NMEA_LINE;
	for (size_t i = 0; i < length; i++) {
		char c = line[i];
		/* RMC has it in fields 3 and 5, as GGA in 2 and 4. */
		bool place = commas >= 2 && commas <= 5 && c >= '0' &&
		    c <= '9';

		commas += c == ',';
		clock->timecode[i] = c < ' ' || c > '~' || (hide && place) ?
		    '_' : c;
	}
	clock->timecode[length] = '\0';
	r->timecode = clock->timecode;
}

/* Say what T, told at ARRIVAL, means. */
static void
compare(const struct refclock_device *d, struct nmea_clock *clock,
    const struct nmea_time *t, const struct timespec *arrival,
    struct clock_reading *r)
{
	struct timespec told = { (time_t)t->sec, (long)(t->fraction * 1e9) };
	double age = refclocks_between(arrival, &clock->pulsed);
	bool pulse = (d->flags & REFCLOCK_FLAG1) != 0 && age >= 0 &&
	    age < PULSE_AGE && clock->pulsed.tv_sec != 0;

	/* Whole seconds begin with the pulse. */
	if (pulse)
		told.tv_nsec = 0;
	r->offset = refclocks_between(&told, pulse ? &clock->pulsed : arrival);
	r->serial = !pulse;
	r->precision = pulse ? PRECISION_PULSE : PRECISION_SERIAL;
	r->age = pulse ? age : 0;
}

/* Make the sentence LINE, which came at ARRIVAL, a reading; false: it is none. */
static bool
take_line(const struct refclock_device *d, const char *line, size_t length,
    const struct timespec *arrival, struct clock_reading *r)
{
	struct nmea_clock *clock = d->own;
	struct nmea_time t;
	enum nmea_verdict verdict = nmea_read(&clock->nmea, line, length,
	    arrival->tv_sec, &t);

	if (verdict == NMEA_OTHER ||
	    (verdict == NMEA_TIME && t.sec == clock->last))
		return false;
	keep_timecode(d, clock, line, length, r);
	r->event = (uint8_t)event_of(verdict);
	if (verdict == NMEA_TIME) {
		clock->last = t.sec;
		compare(d, clock, &t, arrival, r);
	}
	return true;
}

static bool
nmea_read_clock(struct refclock_device *d, struct clock_reading *r)
{
	struct nmea_clock *clock = d->own;
	struct timespec arrival;
	const char *line;
	size_t length;
	bool any = false;

	if (clock->pulse.fd >= 0)
		(void)pulse_read(&clock->pulse,
		    (d->flags & REFCLOCK_FLAG2) != 0, &clock->pulsed);
	if (d->fd < 0 && clock->wait-- == 0 && !open_line(d))
		clock->wait = RETRY;
	if (d->fd < 0)
		return false;
	d->kernel->gettime(CLOCK_REALTIME, &arrival);
	if (!lines_fill(&clock->lines, d->fd)) {
		lose_line(d);
		r->event = CLK_FAULT;
		return true;
	}
	while (lines_next(&clock->lines, &line, &length))
		any |= take_line(d, line, length, &arrival, r);
	return any;
}

static void
nmea_close(struct refclock_device *d)
{
	struct nmea_clock *clock = d->own;

	pulse_close(&clock->pulse);
	if (d->fd >= 0)
		close(d->fd);
	free(clock);
}

const struct refclock_driver refclock_nmea = { .type = 20, .open = nmea_open,
	.read = nmea_read_clock, .close = nmea_close };
