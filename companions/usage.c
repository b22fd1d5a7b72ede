/*
 * usage.c -- what the small programs say of themselves.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "usage.h"

bool
usage_version(const char *program, int count, char **arguments)
{
	if (count != 2 || strcmp(arguments[1], "--version") != 0)
		return false;
	printf("%s %s (meantime)\n", program, MEANTIME_VERSION);
	return true;
}
