/*
 * tickadj.c -- show the length of a clock tick.
 *
 * It cannot be set here: a clock that is disciplined needs its frequency, and
 * that is ntpd's business.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <sys/timex.h>

#include "usage.h"

int
main(int argc, char **argv)
{
	struct timex t = { .modes = 0 };

	if (usage_version("tickadj", argc, argv))
		return 0;
	if (argc > 1) {
		fputs("usage: tickadj\n"
		    "  prints the length of a clock tick in microseconds; to "
		    "change how fast the clock runs, use ntpd and its drift "
		    "file\n", stderr);
		return 255;
	}
	if (adjtimex(&t) == -1) {
		perror("adjtimex");
		return 255;
	}
	printf("tick = %ld\n", t.tick);
	return 0;
}
