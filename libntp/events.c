/*
 * events.c -- event lines, status words and other log lines.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdarg.h>
#include <stdio.h>

#include "events.h"
#include "stats.h"

#define COUNT_MAX 15

void
events_write(const struct engine *e, enum priority priority, const char *text)
{
	struct action a = { .kind = ACT_EVENT,
		.u.event = { .priority = priority, .text = text } };

	core_act(e, &a);
}

void
events_log(const struct engine *e, enum priority priority, const char *format,
    ...)
{
	char line[EVENTS_LINE];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	recent_add(e->st.recent, e->called, line);
	events_write(e, priority, line);
}

void
events_record(const struct engine *e, enum conf_stats stats, const char *text)
{
	struct action a = { .kind = ACT_STAT,
		.u.stat = { .file = stats_name(stats), .text = text } };

	if (stats_wanted(e->st.conf, stats))
		core_act(e, &a);
}

void
events_sample(const struct engine *e, const struct peer *p)
{
	char line[STATS_LINE];

	if (!stats_wanted(e->st.conf, CONF_PEERSTATS))
		return;
	stats_peer(p, line, sizeof line);
	events_record(e, CONF_PEERSTATS, line);
}

/*
 * Log "WHO STATUS CODE NAME details" if the class CLASS of events is wanted;
 * protostats have it all.
 */
static void
log_event(const struct engine *e, enum conf_log_class class, const char *who,
    unsigned status, unsigned code, const char *name, const char *details)
{
	char line[EVENTS_LINE];

	snprintf(line, sizeof line, "%s %04x %02x %s%s%s", who, status, code,
	    name != NULL ? name : "", details[0] != '\0' ? " " : "", details);
	recent_add(e->st.recent, e->called, line);
	events_record(e, CONF_PROTOSTATS, line);
	if ((e->st.conf->logmask & conf_log_bit(class, LOG_KIND_EVENTS)) != 0)
		events_write(e, PRI_INFO, line);
}

void
events_system(struct engine *e, enum sys_event code, const char *format, ...)
{
	struct sys *sys = &e->st.sys;
	char details[EVENTS_LINE];
	va_list ap;

	/* The count starts again when the code changes; 15 are enough. */
	if ((code & COUNT_MAX) != sys->last_event)
		sys->event_count = 0;
	if (sys->event_count >= COUNT_MAX)
		return;
	sys->last_event = code & COUNT_MAX;
	sys->event_count++;
	va_start(ap, format);
	vsnprintf(details, sizeof details, format, ap);
	va_end(ap);
	log_event(e, LOG_CLASS_SYS, "0.0.0.0", state_status(&e->st), code,
	    names_sys_event(code), details);
}

void
events_peer(struct engine *e, struct peer *p, enum peer_event code,
    const char *format, ...)
{
	char details[EVENTS_LINE], who[ADDR_TEXT];
	va_list ap;

	/* Classic counts the other way round here, and screens show it. */
	if ((code & COUNT_MAX) == p->last_event)
		p->event_count = 0;
	if (p->event_count >= COUNT_MAX)
		return;
	p->last_event = code & COUNT_MAX;
	p->event_count++;
	va_start(ap, format);
	vsnprintf(details, sizeof details, format, ap);
	va_end(ap);
	log_event(e, LOG_CLASS_PEER, events_peer_name(p, who, sizeof who),
	    state_peer_status(p), code | 0x80, names_peer_event(code), details);
}

const char *
events_peer_name(const struct peer *p, char *buf, size_t size)
{
	if (!p->refclock)
		return addr_format(&p->addr, buf, size);
	snprintf(buf, size, "%s(%u)", names_refclock(p->addr.ip[2]),
	    p->addr.ip[3]);
	return buf;
}
