/*
 * explain_system.c -- whom the clock follows, or why nobody.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "explain_system.h"

/* Returns true if SYSTEM says that it keeps time alone, as an orphan. */
static bool
is_orphan(const struct explain_system *system)
{
	return strcmp(system->refid, "127.0.0.1") == 0 ||
	    strcmp(system->refid, "LOOP") == 0;
}

/* Say whom the clock of SYSTEM follows: FIRST, or nobody. */
static void
say_leader(const struct explain_system *system,
    const struct explain_source *first, struct explain_list *out)
{
	double error = system->rootdelay / 2 + system->rootdisp;

	if (system->status >> 14 == LEAP_ALARM)
		explain_say_only(out, EXPLAIN_SYS_UNSYNCHRONISED);
	else if (first == NULL)
		explain_say(out, (struct explain_line){ is_orphan(system) ?
		    EXPLAIN_SYS_ORPHAN : EXPLAIN_SYS_COASTS,
		    { explain_count(system->stratum), explain_span(error) } });
	else
		explain_say(out, (struct explain_line){
		    explain_is_last_resort(first) ?
		    EXPLAIN_SYS_LOCAL : EXPLAIN_SYS_FOLLOWS,
		    { explain_word(first->name), explain_count(system->stratum),
		    explain_offset(system->offset), explain_span(error) } });
}

/* Say why no majority of the N sources at ALL is followed by SYSTEM. */
static void
say_nobody(const struct explain_source *all, size_t n,
    const struct explain_system *system, struct explain_list *out)
{
	size_t agree, vote, real = 0;

	explain_count_votes(all, n, &agree, &vote);
	for (size_t i = 0; i < n; i++)
		real += !explain_is_last_resort(&all[i]);
	if (n == 0) {
		explain_say_only(out, EXPLAIN_SYS_NO_SOURCES);
		explain_say_only(out, EXPLAIN_DO_SOURCES);
	} else if (vote == 0 && real > 0) {
		explain_say(out, (struct explain_line){ real > 1 ?
		    EXPLAIN_SYS_NONE_FIT : EXPLAIN_SYS_ONE_UNFIT,
		    { explain_count((double)real) } });
	} else if (vote > 0 && agree == 0 && explain_is_set(system->awaited)) {
		explain_say(out, (struct explain_line){ EXPLAIN_SYS_AWAITS,
		    { explain_count(system->awaited) } });
	} else if (vote > 0 && agree == 0) {
		explain_say(out, (struct explain_line){ EXPLAIN_SYS_NO_MAJORITY,
		    { explain_count((double)vote) } });
		explain_say_only(out, EXPLAIN_DO_MORE);
	} else if (agree > 0 && agree < system->minsane) {
		explain_say(out, (struct explain_line){ EXPLAIN_SYS_MINSANE,
		    { explain_count((double)agree),
		    explain_count(system->minsane) } });
		explain_say_only(out, EXPLAIN_DO_MINSANE);
	}
}

/* Say why SYSTEM is not synchronised, though it could follow FIRST. */
static void
say_alarm(const struct explain_source *first,
    const struct explain_system *system, struct explain_list *out)
{
	bool panic = strcmp(system->steering, "panic") == 0 ||
	    (system->status & 0xf) == SYS_PANIC_STOP;

	if (panic) {
		explain_say(out, (struct explain_line){ EXPLAIN_SYS_PANIC,
		    { explain_offset(first->offset) } });
		explain_say_only(out, EXPLAIN_DO_PANIC);
	} else if (strcmp(system->steering, "noright") == 0) {
		explain_say(out, (struct explain_line){ EXPLAIN_SYS_OFF,
		    { explain_word(first->name), explain_offset(first->offset)
		    } });
	} else if (strcmp(system->steering, "disabled") != 0) {
		explain_say_only(out, EXPLAIN_SYS_SOON);
	}
}

/* Say how SYSTEM's clock is corrected, if not as usual; it follows FIRST. */
static void
say_steering(const struct explain_source *first,
    const struct explain_system *system, struct explain_list *out)
{
	if ((system->status & 0xf) == SYS_SPIKE_DETECT && first != NULL)
		explain_say(out, (struct explain_line){ EXPLAIN_SYS_SPIKE,
		    { explain_offset(first->offset) } });
	if (strcmp(system->steering, "noright") == 0) {
		explain_say_only(out, EXPLAIN_SYS_NO_RIGHT);
		explain_say_only(out, EXPLAIN_DO_RIGHT);
	} else if (strcmp(system->steering, "disabled") == 0) {
		explain_say_only(out, EXPLAIN_SYS_DISABLED);
		explain_say_only(out, EXPLAIN_DO_ENABLE);
	}
}

void
explain_system(const struct explain_source *all, size_t n,
    const struct explain_system *system, struct explain_list *out)
{
	const struct explain_source *first = explain_leader(all, n);
	unsigned leap = system->status >> 14 & 3;
	size_t agree, vote, alone;

	out->n = 0;
	say_leader(system, first, out);
	if (first == NULL || explain_is_last_resort(first))
		say_nobody(all, n, system, out);
	else if (leap == LEAP_ALARM)
		say_alarm(first, system, out);
	explain_count_votes(all, n, &agree, &vote);
	alone = first != NULL && explain_is_last_resort(first);
	/* While others are waited for, nobody disagrees yet. */
	if (n > 0 && (agree > 0 || !explain_is_set(system->awaited)))
		explain_say(out, (struct explain_line){ EXPLAIN_SYS_COUNT,
		    { explain_count((double)n), explain_count((double)(agree +
		    alone)),
		    explain_count((double)(vote - agree)),
		    explain_count((double)(n - vote - alone)) } });
	say_steering(first, system, out);
	if (leap == LEAP_ADD || leap == LEAP_DEL)
		explain_say_only(out, leap == LEAP_ADD ? EXPLAIN_SYS_LEAP_ADD :
		    EXPLAIN_SYS_LEAP_DEL);
}
