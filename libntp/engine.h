/*
 * engine.h -- the NTP engine: values in, actions out.
 *
 * One engine is one host's view of time.  It is driven by a host that reads
 * clocks, sockets and files for it: the daemon, the tests, a simulator.
 * Nothing here blocks, reads a clock or touches a file.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ENGINE_H
#define ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "auth.h"
#include "conf.h"
#include "host.h"
#include "ntptime.h"
#include "state.h"

struct engine;

/*
 * Make an engine for HOST, which FACTS describe; both are copied, what they
 * point to must outlive the engine.
 *
 * Returns NULL if there is no memory.
 */
struct engine *engine_new(const struct host *host, const struct facts *facts,
    const struct now *now);

/* Release E (NULL is fine). */
void engine_free(struct engine *e);

/*
 * Put CONF in force, at start or instead of the configuration before it.
 * Associations that both have keep what they know.  CONF must outlive E or the
 * next call.
 *
 * Returns 0, or -1 if there is no memory (the old one stays in force).
 */
int engine_configure(struct engine *e, const struct now *now,
    const struct conf *conf);

/*
 * Give E the keys of the keys file that has the LENGTH octets at TEXT, instead
 * of those it has; which of them count, the configuration says.  REPORT, with
 * CTX, is told of each line that is left out.
 *
 * Returns 0, or -1 if there is no memory (the old ones stay).
 */
int engine_keys(struct engine *e, const char *text, size_t length,
    auth_report *report, void *ctx);

/*
 * Give E the leap file of its configuration: the LENGTH octets at TEXT, or NULL
 * if there is none.  What is wrong with it is logged, and the one before stays.
 */
void engine_leapfile(struct engine *e, const struct now *now, const char *text,
    size_t length);

/*
 * Prepare for the end: a slew in progress is ended, so that the clock goes on
 * at its plain frequency.  Only engine_free() may follow.
 */
void engine_stop(struct engine *e, const struct now *now);

/* Tell E the addresses of this host: N of them at OWN (copied). */
int engine_interfaces(struct engine *e, const struct now *now,
    const struct addr *own, size_t n);

/* Hand E a datagram, or the refusal of one. */
void engine_received(struct engine *e, const struct now *now,
    const struct rx *rx);

/* Tell E when a datagram of its left, by this host's clock in generation
 * now.gen. */
void engine_sent(struct engine *e, const struct now *now,
    const struct sent *sent);

/*
 * Hand E what was READ at NOW of the clock with ID (see ACT_REFCLOCK), about
 * once a second.
 */
void engine_reading(struct engine *e, const struct now *now, uint32_t id,
    const struct clock_reading *read);

/* Answer the ACT_RESOLVE with ID: N addresses at ADDRS (N > 0 if OK). */
void engine_resolved(struct engine *e, const struct now *now, uint32_t id,
    enum resolved how, const struct addr *addrs, size_t n);

/*
 * Do what is due at NOW.
 *
 * Returns the mono time by which to call again; INFINITY if nothing is due.
 */
double engine_tick(struct engine *e, const struct now *now);

/* Returns what E knows; valid until E is freed, changing with every call. */
const struct state *engine_state(const struct engine *e);

#endif
