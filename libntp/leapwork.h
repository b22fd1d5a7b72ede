/*
 * leapwork.h -- leap seconds at work: learning of them, announcing them, and
 * seeing that the clock goes through them.
 *
 * The leap file decides as long as it is not too old; otherwise the majority of
 * the sources that are followed, and they on the last day of June and December
 * only.  A clock that does leap seconds by itself is told a day before; others
 * are stepped by the engine.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef LEAPWORK_H
#define LEAPWORK_H

#include "core.h"

/* What has to be done to the clock. */
struct leapwork {
	int step;     /* s to set it by now, as a leap second; 0: none */
	bool tell;    /* what it is told has changed */
	double next;  /* mono of the next moment; INFINITY: none */
};

/*
 * Read the LENGTH octets at TEXT as the leap file of E's configuration, instead
 * of the one before; TEXT is NULL if there is none.  What is wrong is logged,
 * and the one before stays.
 */
void leapwork_read(struct engine *e, const struct now *now, const char *text,
    size_t length);

/* Returns what is due at NOW; changes the leap indicator of E's system. */
struct leapwork leapwork_tick(struct engine *e, const struct now *now);

/*
 * Returns true if leapwork_tick() is to be called at once: the clock has become
 * right, or is no more, since the last call.
 */
bool leapwork_waits(const struct engine *e);

/* Returns what clients are told of a leap second to come (enum leap). */
uint8_t leapwork_indicator(const struct engine *e);

/* Returns what E's clock shall add by itself at the end of the day, in s. */
int leapwork_armed(const struct engine *e);

/*
 * Returns true if NOW is so close to a leap second that one host may have gone
 * through it and another not: nothing is measured then.
 */
bool leapwork_close(const struct engine *e, const struct now *now);

/* Make REPLY tell smeared time, if E's configuration says so. */
void leapwork_serve(const struct engine *e, const struct now *now,
    struct packet *reply);

#endif
