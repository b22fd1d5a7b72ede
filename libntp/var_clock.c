/*
 * var_clock.c -- mode 6 variables of reference clocks.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>

#include "names.h"
#include "var_clock.h"

static unsigned
clock_type(const struct vars_view *v)
{
	return v->peer->addr.ip[2];
}

static bool
clock_device(const struct vars_view *v, char *buf, size_t size)
{
	const char *device = names_refclock_device(clock_type(v));

	return device[0] != '\0' && var_rows_text(device, buf, size);
}

/* Shown by default only where the driver has no words for itself. */
static bool
clock_type_number(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%u", clock_type(v));
	return v->named || names_refclock_device(clock_type(v))[0] == '\0';
}

static bool
clock_timecode(const struct vars_view *v, char *buf, size_t size)
{
	const struct refclock *clock = v->peer->clock;

	return var_rows_text(clock != NULL ? clock->timecode : "", buf, size);
}

static bool
clock_fudgetime2(const struct vars_view *v, char *buf, size_t size)
{
	var_rows_ms(v->peer->fudge_time2, buf, size);
	return v->named;
}

/* Text up to stratum 1, octets above, whatever they were: as classic. */
static bool
clock_refid(const struct vars_view *v, char *buf, size_t size)
{
	names_refid(v->peer->refid, v->peer->fudge_stratum <= 1 ? 0 : 2, buf,
	    size);
	return true;
}

#define BASE struct peer
static const struct var_row clock_rows[] = {
	{ "type", FUNCTION(clock_type_number), DEFAULT(2),
	    .doc = "Number of the driver." },
	{ "timecode", FUNCTION(clock_timecode), DEFAULT(3),
	    .doc = "The last message of the clock." },
	{ "poll", UINT(clock_polls), DEFAULT(4),
	    .doc = "Polls." },
	{ "noreply", UINT(noreply), DEFAULT(5),
	    .doc = "Polls without an answer." },
	{ "badformat", UINT(badformat), DEFAULT(6),
	    .doc = "Answers that made no sense." },
	{ "baddata", UINT(baddata), DEFAULT(7),
	    .doc = "Answers with impossible times." },
	{ "fudgetime1", MS(fudge_time1), DEFAULT(8),
	    .doc = "Correction of the clock's offset, ms." },
	{ "fudgetime2", FUNCTION(clock_fudgetime2), DEFAULT(9),
	    .doc = "Second constant of the driver, ms." },
	{ "stratum", INT(fudge_stratum), DEFAULT(10),
	    .doc = "Stratum of the clock." },
	{ "refid", FUNCTION(clock_refid), DEFAULT(11),
	    .doc = "Reference id of the clock." },
	{ "flags", UINT(fudge_flags), DEFAULT(12),
	    .doc = "Flags of the driver: flag1 is bit 0." },
	{ "device", FUNCTION(clock_device), DEFAULT(1),
	    .doc = "The clock in words." },
	{ "clock_var_list", V_NAMES,
	    .doc = "Names of all variables of a clock." },
};
#undef BASE

const struct var_row *
var_clock(size_t *n)
{
	*n = sizeof clock_rows / sizeof clock_rows[0];
	return clock_rows;
}
