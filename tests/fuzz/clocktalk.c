/*
 * clocktalk.c -- whatever a receiver or gpsd says, reading it ends well.
 *
 * Every truncation and every flipped bit of good lines, then random lines made
 * of their pieces, each in memory of its exact size, so that a sanitizer sees a
 * step too far; and gpsd's brackets, as deep as a line is long.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gpsd.h"
#include "nmea.h"

#define SECONDS 120 /* far more than it takes: a hang is killed */
#define ROUNDS 200000
#define TEXT_MAX 512
#define NOW INT64_C(1795287600)

static const char *const good[] = {
	"$GPRMC,190000.00,A,4807.038,N,01131.000,E,0.0,0.0,211126,,*1F",
	"$GPZDA,190004.5,21,11,2026,00,00",
	"$GPGGA,185959,,,,,1,,,,,,,,", "$GPGLL,,,,,190003,A",
	"{\"class\":\"TPV\",\"mode\":3,\"time\":\"2026-11-21T19:00:00.2Z\"}",
	"{\"class\":\"PPS\",\"real_sec\":1795287600,\"clock_sec\":1}",
	"{\"real_nsec\":0,\"clock_nsec\":999990000,\"x\":[1,{\"y\":[]}]}"
};
#define GOOD (sizeof good / sizeof good[0])

static const char *const pieces[] = { "$GPRMC", "$GPGGA", "$GPGLL", "$GPZDA",
	",", ",", ",,,", "A", "V", "190000", "211126", ".5", "*", "*1F", "2026",
	"{", "}", "[", "]", "\"", "\"class\":", "\"TPV\"", "\"PPS\"",
	"\"time\":", "\"mode\":3", "\"2026-11-21T19:00:00Z\"", "\\", ":", "-",
	"99999999999999999999", "\"real_sec\":1", "\xff", " " };
#define PIECES (sizeof pieces / sizeof pieces[0])

static void
fail(const char *why)
{
	fprintf(stderr, "%s\n", why);
	exit(1);
}

/* Read the LENGTH octets at TEXT both ways. */
static void
try(const char *text, size_t length)
{
	char *copy = malloc(length > 0 ? length : 1);
	struct nmea n = { .wanted = 0 };
	struct nmea_time t = { .sec = NOW };
	struct gpsd_report r;

	if (copy == NULL)
		fail("out of memory");
	memcpy(copy, text, length);
	if (nmea_read(&n, copy, length, NOW, &t) == NMEA_TIME &&
	    (t.fraction < 0 || t.fraction >= 1.0000001 || t.sec < 0))
		fail("a sentence tells an impossible time");
	if (gpsd_read(copy, length, &r) && r.kind != GPSD_OTHER &&
	    (r.real_frac < 0 || r.real_frac >= 1.0000001 ||
	    r.clock_frac < 0 || r.clock_frac >= 1.0000001))
		fail("a report tells an impossible time");
	free(copy);
}

static void
spoil(const char *line)
{
	size_t length = strlen(line);
	char text[TEXT_MAX];

	memcpy(text, line, length);
	for (size_t i = 0; i <= length; i++)
		try(text, i);
	for (size_t bit = 0; bit < 8 * length; bit++) {
		text[bit / 8] ^= (char)(1 << bit % 8);
		try(text, length);
		text[bit / 8] ^= (char)(1 << bit % 8);
	}
}

static void
invent(void)
{
	uint64_t dice = 46;

	for (int round = 0; round < ROUNDS; round++) {
		char text[TEXT_MAX];
		size_t used = 0;

		for (int i = 0; i < 24; i++) {
			const char *piece;

			dice = dice * 6364136223846793005ULL +
			    1442695040888963407ULL;
			piece = pieces[(dice >> 33) % PIECES];
			if (used + strlen(piece) > sizeof text)
				break;
			memcpy(text + used, piece, strlen(piece));
			used += strlen(piece);
		}
		try(text, used);
	}
}

static void
nest(void)
{
	static char text[2 * GPSD_LINE];

	memset(text, '[', sizeof text);
	memcpy(text, "{\"x\":", 5);
	try(text, GPSD_LINE);
	try(text, sizeof text);
	memset(text + 5, '{', sizeof text - 5);
	try(text, GPSD_LINE);
}

int
main(void)
{
	alarm(SECONDS);
	for (size_t i = 0; i < GOOD; i++)
		spoil(good[i]);
	invent();
	nest();
	return 0;
}
