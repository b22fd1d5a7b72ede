/*
 * stats.c -- the lines of classic's statistics files.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <stdio.h>

#include "names.h"
#include "stats.h"

#define DAY 86400
#define MJD_1970 40587 /* modified Julian day of 1970-01-01 */
#define NSEC 1000000000u

bool
stats_wanted(const struct conf *c, enum conf_stats stats)
{
	const struct conf_filegen *f = stats_filegen(c, stats);

	if (!c->enable.stats)
		return false;
	return f != NULL ? f->enabled != 0 : (c->statistics & stats) != 0;
}

const char *
stats_name(enum conf_stats stats)
{
	switch (stats) {
	case CONF_CLOCKSTATS:
		return "clockstats";
	case CONF_CRYPTOSTATS:
		return "cryptostats";
	case CONF_LOOPSTATS:
		return "loopstats";
	case CONF_PEERSTATS:
		return "peerstats";
	case CONF_RAWSTATS:
		return "rawstats";
	case CONF_SYSSTATS:
		return "sysstats";
	case CONF_PROTOSTATS:
		return "protostats";
	}
	return NULL;
}

const struct conf_filegen *
stats_filegen(const struct conf *c, enum conf_stats stats)
{
	for (size_t i = c->n_filegens; i-- > 0;)
		if (c->filegens[i].stats == stats)
			return &c->filegens[i];
	return NULL;
}

void
stats_stamp(int64_t sec, uint32_t nsec, char *buf, size_t size)
{
	int64_t day = sec / DAY, second = sec % DAY;

	if (second < 0) {
		second += DAY;
		day--;
	}
	snprintf(buf, size, "%" PRId64 " %" PRId64 ".%03" PRIu32 " ",
	    day + MJD_1970, second, nsec / 1000000);
}

void
stats_loop(const struct sys *sys, double offset, char *buf, size_t size)
{
	snprintf(buf, size, "%.9f %.3f %.9f %.6f %d", offset,
	    sys->freq * 1e6, sys->clk_jitter, sys->clk_wander * 1e6, sys->tc);
}

void
stats_peer(const struct peer *p, char *buf, size_t size)
{
	char who[ADDR_TEXT];

	snprintf(buf, size, "%s %x %.9f %.9f %.9f %.9f",
	    addr_format(&p->addr, who, sizeof who), state_peer_status(p),
	    p->offset, p->delay, p->disp, p->jitter);
}

/* Write T as seconds of its era with 9 digits behind the point. */
static const char *
format_time(ntp_time t, char buf[32])
{
	uint64_t s = t.fp >> 32;
	uint64_t ns = ((t.fp & 0xffffffff) * NSEC + 0x80000000) >> 32;

	if (ns >= NSEC) {
		ns -= NSEC;
		s++;
	}
	snprintf(buf, 32, "%" PRIu64 ".%09" PRIu64, s & 0xffffffff, ns);
	return buf;
}

/* Write the reference id as rawstats has it: words between points. */
static const char *
format_refid(const struct packet *packet, char buf[32])
{
	char text[16];

	if (packet->stratum > 1 || packet->stratum == 0)
		return names_refid(packet->refid, 2, buf, 32);
	names_refid(packet->refid, packet->stratum, text, sizeof text);
	snprintf(buf, 32, ".%s.", text);
	return buf;
}

void
stats_raw(const struct stats_packet *r, char *buf, size_t size)
{
	const struct packet *p = r->packet;
	char from[ADDR_TEXT], to[ADDR_TEXT] = "-", org[32], rec[32], xmt[32],
	    dst[32], refid[32];

	addr_format(&r->from, from, sizeof from);
	if (r->to.family != 0)
		addr_format(&r->to, to, sizeof to);
	snprintf(buf, size, "%s %s %s %s %s %s %u %u %u %u %d %d %.6f %.6f %s",
	    from, to, format_time(r->org, org), format_time(p->rec, rec),
	    format_time(p->xmt, xmt), format_time(r->dst, dst), p->leap,
	    p->version, p->mode, p->stratum == 0 ? STRATUM_UNSPEC : p->stratum,
	    p->poll, p->precision, p->rootdelay, p->rootdisp,
	    format_refid(p, refid));
}

void
stats_sys(const struct counts *before, const struct counts *now, double s,
    char *buf, size_t size)
{
	struct totals a, b;

	state_totals(before, &a);
	state_totals(now, &b);
	snprintf(buf, size, "%.0f %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
	    " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
	    " %" PRIu64, s, b.received - a.received,
	    b.processed - a.processed, b.current - a.current,
	    b.older - a.older, b.restricted - a.restricted,
	    b.badformat - a.badformat, b.badauth - a.badauth,
	    b.declined - a.declined, b.limited - a.limited,
	    b.kisses - a.kisses);
}
