/*
 * world.h -- engines in virtual time: hosts with crystals, and a network.
 *
 * A world has one true time.  Each host has a clock that runs a little fast or
 * slow and an engine that steers it; packets take as long as their link says.
 * Nothing waits: a day takes a fraction of a second, and the same seed gives
 * the same day.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine.h"
#include "simclock.h"

#define WORLD_HOSTS 16
#define WORLD_BEGIN 1795219200 /* s since 1970: worlds begin 2026-11-21 */
#define WORLD_LOG 65536 /* octets of a host's log that are kept */

/* How long a packet takes from one host to another. */
struct link {
	double delay;  /* s */
	double jitter; /* s, mean of an exponential added to it */
	double crowd;  /* 0..1, share of packets that meet a crowd */
	double crowded; /* s, what that adds at most */
	double loss;   /* 0..1 */
	bool cut;      /* nothing passes */
	bool refused;  /* ... and ICMP says so */
	int hops;      /* that a packet to a group must have left; 0: 1 */
};

/* What befalls a host.  All but the first are for a while. */
enum world_fate {
	WORLD_WELL,
	WORLD_PAUSED,     /* the engine gets no processor; its clocks run on */
	WORLD_ASLEEP,     /* nor does its monotonic clock run */
	WORLD_HALTED,     /* nor its wall clock: a virtual machine, stopped */
	WORLD_WALL_STUCK, /* the wall clock stands still, all else runs */
	WORLD_MONO_STUCK  /* the monotonic clock stands still */
};

struct world;

/* Make a world whose dice SEED decides. */
struct world *world_new(uint64_t seed);
void world_free(struct world *w);

/* Add a host at ADDRESS that just knows the time, at STRATUM; returns it. */
int world_add_truth(struct world *w, const char *address, int stratum);

/*
 * Add a host at ADDRESS that runs an engine with the configuration CONF; FACTS
 * (NULL: ordinary ones) say what it is.  Returns it.
 */
int world_add_host(struct world *w, const char *address, const char *conf,
    const struct crystal *crystal, const struct facts *facts);

/* Give HOST the keys file TEXT. */
void world_keys(struct world *w, int host, const char *text);

/* Let W begin at BEGIN (s since 1970); before there is any host. */
void world_begin(struct world *w, int64_t begin);

/* Let UTC jump by STEP (s) for a leap second at the world's time AT. */
void world_leap(struct world *w, double at, int step);

/*
 * Let the truth at HOST announce LEAP_INDICATOR (enum leap; < 0: what is true)
 * from now on.
 */
void world_announce(struct world *w, int host, int leap_indicator);

/* Give HOST the leap file TEXT, now and whenever it starts. */
void world_leapfile(struct world *w, int host, const char *text);

/* Let FATE befall HOST.  What is sent to a host that does not run is lost. */
void world_fate(struct world *w, int host, enum world_fate fate);

/* Call SAID with CTX for every line that any host logs from now on. */
void world_listen(struct world *w,
    void (*said)(void *ctx, double time, int host, const char *text),
    void *ctx);

/* Stop HOST's engine; its clock goes on.  What it sends and gets is lost. */
void world_stop(struct world *w, int host);

/* Start HOST's engine anew, with the frequency it kept, if any. */
void world_start(struct world *w, int host);

/* Let packets between A and B, both ways, take what LINK says. */
void world_set_link(struct world *w, int a, int b, const struct link *link);

/* Let packets from A to B take what LINK says. */
void world_set_way(struct world *w, int a, int b, const struct link *link);

/*
 * Let HOST's packets leave up to LAG (s) after they were written; its engine is
 * told when.
 */
void world_lag(struct world *w, int host, double lag);

/* Make the truth at HOST lie by OFFSET (s). */
void world_lie(struct world *w, int host, double offset);

/* Set HOST's clock by STEP (s) behind its engine's back. */
void world_set_clock(struct world *w, int host, double step);

/* Answer HOST's lookups of NAME with ADDRESS from now on. */
void world_name(struct world *w, const char *name, const char *address);

/*
 * Let HOST read its reference clock UNIT now; the offset in READ is that of the
 * clock from the truth.
 */
void world_reading(struct world *w, int host, unsigned unit,
    const struct clock_reading *read);

/* Run until UNTIL (s since the world began). */
void world_run(struct world *w, double until);

/* Returns the true time in s since the world began. */
double world_time(const struct world *w);

/* Returns local - true of HOST in s. */
double world_error(const struct world *w, int host);

/* Returns the time of HOST's monotonic clock in s. */
double world_mono(const struct world *w, int host);

/* Returns what HOST's engine knows; NULL if it is stopped or has none. */
const struct state *world_state(const struct world *w, int host);

/* Returns HOST's log so far, one line each. */
const char *world_log(const struct world *w, int host);

/* Returns how many packets HOST has sent. */
unsigned world_sent(const struct world *w, int host);

/* Returns the last packet HOST's engine has sent, and its length in LEN. */
const uint8_t *world_last(const struct world *w, int host, size_t *len);

/* Returns true, with the exit status in STATUS, if HOST's engine has ended. */
bool world_ended(const struct world *w, int host, int *status);

/* Returns a random number, uniform in [0, 1), from W's dice. */
double world_random(struct world *w);

/* Hand HOST a datagram of LEN octets at DATA as if FROM had sent it. */
void world_inject(struct world *w, int host, const struct addr *from,
    uint32_t port, const uint8_t *data, size_t len);

/* ... and as if it had gone to a group of HOST's, or to all of its network. */
void world_inject_cast(struct world *w, int host, const struct addr *from,
    const uint8_t *data, size_t len);

#endif
