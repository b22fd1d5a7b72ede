/*
 * simclock.c -- the clock of a simulated host.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>

#include "simclock.h"
#include "simdice.h"

#define DAY 86400.0
#define FAN_ON 600.0    /* s */
#define FAN_OFF 5400.0  /* s */
#define TWO_PI 6.283185307179586

/* Returns C's wall clock in s since the world began. */
static double
local(const struct simclock *c)
{
	return c->at + c->leaped + c->error;
}

/* The day is over: do what the engine has asked for. */
static void
leap(struct simclock *c)
{
	if (c->leap == 0 || local(c) < c->leap_at)
		return;
	c->error += c->leap;
	c->leap = 0;
}

/* Let C run undisturbed to the world's time TO. */
static void
run(struct simclock *c, double to)
{
	double rate = c->freq + c->weather + c->adj, t = to - c->at;

	c->error += c->stuck ? -t : rate * t;
	c->mono += c->mono_stuck ? 0 : (1 + rate) * t;
	c->at = to;
	leap(c);
}

/* Returns what temperature does to C's frequency at the world's time T. */
static double
weather(const struct crystal *c, double t)
{
	double change = 0;

	/* Most have neither, and are asked every second. */
	if (c->fan != 0)
		change += fmod(t, FAN_ON + FAN_OFF) < FAN_ON ? c->fan :
		    -c->fan;
	if (c->daily != 0)
		change += c->daily * sin(TWO_PI * t / DAY);
	return change;
}

void
simclock_start(struct simclock *c, int64_t begin, double at, uint64_t dice)
{
	c->begin = begin;
	c->at = c->stepped = at;
	c->dice = dice;
}

/* The crystal changes every second. */
void
simclock_advance(struct simclock *c, double to)
{
	while (c->stepped <= to) {
		run(c, c->stepped);
		c->weather = weather(&c->crystal, c->stepped++);
		if (c->crystal.wander > 0)
			c->freq += c->crystal.wander * simdice_normal(&c->dice);
	}
	run(c, to);
}

ntp_time
simclock_wall(const struct simclock *c)
{
	return ntptime_add(ntptime_add(ntptime_from_unix(c->begin, 0),
	    c->at + c->leaped), c->error);
}

void
simclock_read(struct simclock *c, struct now *now)
{
	(void)clockread_take(&c->watch, simclock_wall(c), c->mono, now);
}

/* Do as the kernel does: a leap second comes when the UTC day ends. */
static void
arm(struct simclock *c, int step)
{
	int64_t s = c->begin + (int64_t)floor(local(c));

	if (step == c->leap)
		return;
	c->leap = step;
	c->leap_at = (double)(s - s % (int64_t)DAY + (int64_t)DAY - c->begin) -
	    (step > 0);
}

void
simclock_apply(struct simclock *c, const struct action *a, bool leaps)
{
	c->adj = a->u.clock.freq;
	c->error += a->u.clock.slew;
	c->watch.before += a->u.clock.slew;
	c->error += a->u.clock.step;
	if (a->u.clock.leap_now)
		clockread_leaped(&c->watch, (int)a->u.clock.step);
	else if (a->u.clock.step != 0)
		clockread_set(&c->watch, simclock_wall(c), c->mono);
	if (leaps)
		arm(c, a->u.clock.leap_step);
	clockread_expect(&c->watch, a->u.clock.leap_step);
}

double
simclock_rate(const struct simclock *c)
{
	return c->mono_stuck ? 0 : 1 + c->freq + c->weather + c->adj;
}

void
simclock_leap(struct simclock *c, int step)
{
	c->leaped += step;
	c->error -= step;
}
