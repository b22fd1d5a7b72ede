/*
 * events.h -- classic's event lines and status words, and other log lines.
 *
 * "0.0.0.0 c016 06 restart": address, status word after counting the event,
 * code, name and details.  logconfig decides which are logged.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "core.h"
#include "names.h"

#define EVENTS_LINE 512 /* octets of the longest log line */

#define EVENTS_PRINTF(f, a) __attribute__((__format__(__printf__, f, a)))

/* Log TEXT with PRIORITY; who watches is not told. */
void events_write(const struct engine *e, enum priority priority,
    const char *text);

/* Log the line FORMAT makes with PRIORITY. */
void events_log(const struct engine *e, enum priority priority,
    const char *format, ...) EVENTS_PRINTF(3, 4);

/* Count and log the system event CODE; FORMAT makes its details ("": none). */
void events_system(struct engine *e, enum sys_event code, const char *format,
    ...) EVENTS_PRINTF(3, 4);

/* Count and log the event CODE of P; FORMAT makes its details ("": none). */
void events_peer(struct engine *e, struct peer *p, enum peer_event code,
    const char *format, ...) EVENTS_PRINTF(4, 5);

/* Hand the line TEXT of the statistics STATS to the host, if it is wanted. */
void events_record(const struct engine *e, enum conf_stats stats,
    const char *text);

/* Record P's new sample in peerstats. */
void events_sample(const struct engine *e, const struct peer *p);

/*
 * Put what P is called in log lines into BUF of SIZE octets: its address, or
 * "LOCAL(0)".
 *
 * Returns BUF.
 */
const char *events_peer_name(const struct peer *p, char *buf, size_t size);

#endif
