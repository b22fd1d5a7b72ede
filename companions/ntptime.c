/*
 * ntptime.c -- what the kernel thinks of its clock, and changing that.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "ntptime.h"
#include "text.h"
#include "usage.h"

#define READINGS 20
#define NAMES 256        /* octets of a list of names */
#define SCALE 65536.0    /* of the kernel's frequencies: 2^-16 PPM */

static const char *const states[] = { "OK", "INS", "DEL", "OOP", "WAIT",
	"ERROR" };
static const char *const status_bits[] = { "PLL", "PPSFREQ", "PPSTIME", "FLL",
	"INS", "DEL", "UNSYNC", "FREQHOLD", "PPSSIGNAL", "PPSJITTER",
	"PPSWANDER", "PPSERROR", "CLOCKERR", "NANO", "MODE", "CLK" };
static const char *const mode_bits[] = { "OFFSET", "FREQUENCY", "MAXERROR",
	"ESTERROR", "STATUS", "TIMECONST", NULL, NULL, NULL, NULL, "PLL", "FLL",
	"MICRO", "NANO", "CLKB", "CLKA" };

/* What is asked for. */
struct wishes {
	struct timex set;    /* with the modes of what is to change */
	bool cost, raw;
};

/* Put the names of the bits of VALUE, between commas, into BUF. */
static const char *
name_bits(unsigned value, const char *const *names, size_t n, char *buf,
    size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < n && used < size; i++)
		if ((value >> i & 1) != 0 && names[i] != NULL)
			used += (size_t)snprintf(buf + used, size - used,
			    "%s%s", used > 0 ? "," : "", names[i]);
	return buf;
}

static const char *
name_state(int code, char *buf, size_t size)
{
	if (code >= 0 && code < (int)(sizeof states / sizeof states[0]))
		snprintf(buf, size, "%s", states[code]);
	else
		snprintf(buf, size, "TIME-#%d", code);
	return buf;
}

/* Show how long it takes to read the clock. */
static void
print_cost(void)
{
	struct timespec t[READINGS + 1];

	for (int i = 0; i <= READINGS; i++)
		(void)clock_gettime(CLOCK_REALTIME, &t[i]); /* it is there */
	printf("[ us %06ld:", t[0].tv_nsec / 1000);
	for (int i = 1; i <= READINGS; i++)
		printf(" %ld", (t[i].tv_nsec - t[i - 1].tv_nsec +
		    (t[i].tv_sec - t[i - 1].tv_sec) * 1000000000) / 1000);
	puts(" ]");
}

/* Print what ntp_gettime() says. */
static void
print_time(const struct ntptimeval *v, int code, bool nano, bool raw)
{
	long fraction = v->time.tv_usec; /* ns in the nanosecond mode */
	int digits = nano ? 9 : 6;
	ntp_time t = ntptime_from_unix(v->time.tv_sec,
	    (uint32_t)(nano ? fraction : fraction * 1000));
	char buf[64], state[32], line[64];

	printf("ntp_gettime() returns code %d (%s)\n", code,
	    name_state(code, state, sizeof state));
	printf("  time %s, (.%0*ld),\n", text_date(t, t, buf, sizeof buf),
	    digits, fraction);
	printf("  maximum error %ld us, estimated error %ld us", v->maxerror,
	    v->esterror);
	if (raw) {
		struct tm tm;
		time_t sec = v->time.tv_sec;

		(void)strftime(line, sizeof line, "%a %b %e %H:%M:%S %Y",
		    localtime_r(&sec, &tm));
		printf("\n  ntptime=%x.%x unixtime=%lx.%0*ld %s\n",
		    (unsigned)(t.fp >> 32), (unsigned)t.fp,
		    (unsigned long)sec, digits, fraction, line);
	}
	printf(", TAI offset %ld\n", v->tai);
}

/* Print the kernel's pulse statistics, if there are any. */
static void
print_pulses(const struct timex *t, double unit)
{
	if (t->shift == 0)
		return;
	printf("  pps frequency %.3f ppm, stability %.3f ppm, jitter %.3f "
	    "us,\n", (double)t->ppsfreq / SCALE, (double)t->stabil / SCALE,
	    (double)t->jitter * unit);
	printf("  intervals %ld, jitter exceeded %ld, stability exceeded %ld, "
	    "errors %ld.\n", t->calcnt, t->jitcnt, t->stbcnt, t->errcnt);
}

/* Print what ntp_adjtime() says. */
static void
print_kernel(const struct timex *t, unsigned modes, int code, bool nano)
{
	double unit = nano ? 1e-3 : 1; /* us */
	char state[32], bits[NAMES];

	printf("ntp_adjtime() returns code %d (%s)\n", code,
	    name_state(code, state, sizeof state));
	printf("  modes 0x%x (%s),\n", modes, name_bits(modes, mode_bits,
	    sizeof mode_bits / sizeof mode_bits[0], bits, sizeof bits));
	printf("  offset %.3f us, frequency %.3f ppm, interval %d s,\n",
	    (double)t->offset * unit, (double)t->freq / SCALE, 1 << t->shift);
	printf("  maximum error %ld us, estimated error %ld us,\n",
	    t->maxerror, t->esterror);
	printf("  status 0x%x (%s),\n", (unsigned)t->status,
	    name_bits((unsigned)t->status, status_bits, sizeof status_bits /
	    sizeof status_bits[0], bits, sizeof bits));
	printf("  time constant %ld, precision %.3f us, tolerance %.0f ppm,\n",
	    t->constant, (double)t->precision * (nano ? 1e-3 : 1),
	    (double)t->tolerance / SCALE);
	print_pulses(t, unit);
}

/* Carry out W; returns the exit status. */
static int
show(struct wishes *w)
{
	struct ntptimeval v = { .tai = 0 };
	unsigned modes = w->set.modes;
	int now, code;
	bool nano;

	if (w->cost)
		print_cost();
	now = ntp_gettime(&v);
	code = ntp_adjtime(&w->set);
	if (code < 0 && modes != 0) {
		if (errno == EPERM)
			fputs("Must be root to set kernel values\n", stderr);
		fprintf(stderr, "ntp_adjtime() call fails: %s\n",
		    strerror(errno));
		return 0;
	}
	nano = (w->set.status & STA_NANO) != 0;
	print_time(&v, now, nano, w->raw);
	print_kernel(&w->set, modes, code, nano);
	return 0;
}

static int
usage(void)
{
	fputs("usage: ntptime [-MNchr] [-T tai] [-e esterr] [-f ppm] "
	    "[-m maxerr]\n"
	    "               [-o offset] [-s status] [-t constant]\n"
	    "  -M, -N  count in microseconds, nanoseconds\n"
	    "  -T      TAI less UTC in seconds\n"
	    "  -c      show how long it takes to read the clock\n"
	    "  -e, -m  estimated and maximum error in microseconds\n"
	    "  -f      frequency in PPM\n"
	    "  -o      offset in the kernel's unit\n"
	    "  -r      show the time in other forms, too\n"
	    "  -s      status bits, 0 to 255\n"
	    "  -t      time constant\n"
	    "Without options nothing is changed.\n", stderr);
	return 2;
}

/* Read TEXT as a whole number; returns false if it is none. */
static bool
whole(const char *text, long *out)
{
	char *end;

	errno = 0;
	*out = strtol(text, &end, 0);
	return end != text && *end == '\0' && errno == 0;
}

/* Read the argument of OPTION into W; returns false if it is bad. */
static bool
take(struct wishes *w, int option, const char *argument)
{
	char *end;
	long n;

	if (option == 'f') {
		double ppm = strtod(argument, &end);

		w->set.modes |= MOD_FREQUENCY;
		w->set.freq = lrint(ppm * SCALE);
		return end != argument && *end == '\0' && fabs(ppm) <= 500;
	}
	if (!whole(argument, &n))
		return false;
	switch (option) {
	case 'T':
		w->set.modes = MOD_TAI;
		w->set.constant = n;
		return true;
	case 'e':
		w->set.modes |= MOD_ESTERROR;
		w->set.esterror = n;
		return true;
	case 'm':
		w->set.modes |= MOD_MAXERROR;
		w->set.maxerror = n;
		return true;
	case 'o':
		w->set.modes |= MOD_OFFSET;
		w->set.offset = n;
		return true;
	case 's':
		w->set.modes |= MOD_STATUS;
		w->set.status = (int)n;
		return n >= 0 && n <= 255;
	default: /* 't' */
		w->set.modes |= MOD_TIMECONST;
		w->set.constant = n;
		return true;
	}
}

int
main(int argc, char **argv)
{
	struct wishes w = { .cost = false };
	int option;

	if (usage_version("ntptime", argc, argv))
		return 0;
	while ((option = getopt(argc, argv, "MNT:ce:f:hm:o:rs:t:")) != -1) {
		switch (option) {
		case 'M':
			w.set.modes |= MOD_MICRO;
			break;
		case 'N':
			w.set.modes |= MOD_NANO;
			break;
		case 'c':
			w.cost = true;
			break;
		case 'r':
			w.raw = true;
			break;
		case 'h':
		case '?':
			return usage();
		default:
			if (!take(&w, option, optarg))
				return usage();
		}
	}
	return optind < argc ? usage() : show(&w);
}
