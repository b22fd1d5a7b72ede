/*
 * chrony.c -- the words of chronyc.
 *
 * Signs are chronyc's: an offset is positive if the local clock is ahead, the
 * opposite of ours.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>
#include <time.h>

#include "assocs.h"
#include "chrony.h"
#include "names.h"
#include "text.h"

#define NAME 27           /* columns of a source's name */
#define EPOCH 2208988800U /* of the system's time in that of NTP, s */

/*
 * --- tracking ------------------------------------------------------------
 */

/* What tracking is made of. */
struct tracking {
	char refid[COOK_NAME];
	unsigned long leap, stratum, tc;
	double offset, frequency, jitter, wander, rootdelay, rootdisp;
	ntp_time reftime;
};

static void
read_var(struct tracking *t, const struct ctlmsg_var *v)
{
	double *d = ctlmsg_is(v, "offset") ? &t->offset :
	    ctlmsg_is(v, "frequency") ? &t->frequency :
	    ctlmsg_is(v, "sys_jitter") ? &t->jitter :
	    ctlmsg_is(v, "clk_wander") ? &t->wander :
	    ctlmsg_is(v, "rootdelay") ? &t->rootdelay :
	    ctlmsg_is(v, "rootdisp") ? &t->rootdisp : NULL;
	unsigned long *u = ctlmsg_is(v, "leap") ? &t->leap :
	    ctlmsg_is(v, "stratum") ? &t->stratum :
	    ctlmsg_is(v, "tc") ? &t->tc : NULL;

	/* What does not decode leaves things as they are. */
	if (d != NULL)
		(void)text_double(v->value, v->value_len, d);
	else if (u != NULL)
		(void)text_unsigned(v->value, v->value_len, u);
	else if (ctlmsg_is(v, "reftime"))
		(void)text_stamp(v->value, v->value_len, &t->reftime);
	else if (ctlmsg_is(v, "refid"))
		cook_refid(v->value, v->value_len, t->refid, sizeof t->refid);
}

/* Write the reference id TEXT in hexadecimal, and what it means. */
static void
write_refid(FILE *out, const char *text, bool numeric)
{
	char name[COOK_NAME];
	uint8_t id[4] = { 0 };
	struct addr a = { 0 };

	if (addr_parse(&a, text) && a.family == 4) {
		memcpy(id, a.ip, sizeof id);
		text = cook_host(&a, numeric, name, sizeof name);
	} else {
		memcpy(id, text, strnlen(text, sizeof id));
	}
	fprintf(out, "Reference ID    : %02X%02X%02X%02X (%s)\n", id[0], id[1],
	    id[2], id[3], text);
}

/* Write the time T, the one next to NOW. */
static void
write_ref_time(FILE *out, ntp_time t, ntp_time now)
{
	time_t at = (time_t)(now.fp >> 32) - (time_t)EPOCH +
	    (int32_t)((t.fp >> 32) - (now.fp >> 32));
	char text[64] = "";
	struct tm tm;

	if (t.fp == 0)
		at = 0;
	if (gmtime_r(&at, &tm) != NULL)
		(void)strftime(text, sizeof text, "%a %b %d %H:%M:%S %Y", &tm);
	fprintf(out, "Ref time (UTC)  : %s\n", text);
}

/* Write T, whose host is synchronised or not. */
static void
write_tracking(FILE *out, const struct tracking *t, ntp_time now)
{
	static const char *const leaps[] = { "Normal", "Insert second",
		"Delete second", "Not synchronised" };

	fprintf(out, "Stratum         : %lu\n", t->leap == LEAP_ALARM ? 0 :
	    t->stratum);
	write_ref_time(out, t->reftime, now);
	fprintf(out, "System time     : %.9f seconds %s of NTP time\n",
	    fabs(t->offset) / 1e3, t->offset > 0 ? "slow" : "fast");
	fprintf(out, "Last offset     : %+.9f seconds\n", (0 - t->offset) / 1e3);
	fprintf(out, "RMS offset      : %.9f seconds\n", t->jitter / 1e3);
	fprintf(out, "Frequency       : %.3f ppm %s\n", fabs(t->frequency),
	    t->frequency > 0 ? "slow" : "fast");
	fprintf(out, "Residual freq   : %+.3f ppm\n", 0.0);
	fprintf(out, "Skew            : %.3f ppm\n", t->wander);
	fprintf(out, "Root delay      : %.9f seconds\n", t->rootdelay / 1e3);
	fprintf(out, "Root dispersion : %.9f seconds\n", t->rootdisp / 1e3);
	fprintf(out, "Update interval : %.1f seconds\n",
	    ldexp(1, t->tc < 18 ? (int)t->tc : 18));
	fprintf(out, "Leap status     : %s\n", leaps[t->leap & 3]);
}

void
chrony_tracking(FILE *out, const char *data, size_t len, bool numeric,
    ntp_time now)
{
	struct tracking t = { .leap = LEAP_ALARM };
	const char *end = data + len;
	struct ctlmsg_var v;

	while (ctlmsg_next(&data, end, &v))
		read_var(&t, &v);
	write_refid(out, t.leap == LEAP_ALARM ? "" : t.refid, numeric);
	write_tracking(out, &t, now);
}

void
show_tracking(struct ntpq *n, const struct args *a)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	(void)a;
	if (query_ask(&n->query, CTL_READVAR, 0, "", 0))
		chrony_tracking(n->out, (const char *)r->data, r->length,
		    n->options.numeric, query_now());
}

/*
 * --- sources -------------------------------------------------------------
 */

/* Write MS milliseconds in the unit that suits them, four digits or so. */
static void
write_span(FILE *out, double ms, bool sign)
{
	static const struct { double most, scale; const char *unit; } units[] =
	{
		{ 9999.5e-6, 1e6, "ns" }, { 9999.5e-3, 1e3, "us" },
		{ 9999.5, 1, "ms" }
	};

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (fabs(ms) >= units[i].most)
			continue;
		fprintf(out, sign ? "%+5.0f%s" : "%4.0f%s",
		    ms * units[i].scale, units[i].unit);
		return;
	}
	fprintf(out, sign ? "%+6.1fs" : "%5.1fs", ms / 1e3);
}

/* Write T seconds since something was heard; below 0: never. */
static void
write_age(FILE *out, long t)
{
	if (t < 0)
		fputs("   -", out);
	else if (t < 1200)
		fprintf(out, "%4ld", t);
	else if (t < 36000)
		fprintf(out, "%3ldm", t / 60);
	else if (t < 345600)
		fprintf(out, "%3ldh", t / 3600);
	else
		fprintf(out, "%3ldd", t / 86400);
}

/* Returns the seconds since ROW's source was heard by our clock, or -1. */
static long
heard_ago(const struct peers_row *row, ntp_time now)
{
	int32_t ago = (int32_t)((now.fp >> 32) - (row->rec.fp >> 32));

	return row->rec.fp >> 32 == 0 ? -1 : ago < 0 ? 0 : ago;
}

void
chrony_source(FILE *out, const struct peers_row *row, const char *name,
    uint16_t status, ntp_time now)
{
	static const char states[] = "?x--+-**";
	char clean[COOK_NAME];
	double error = row->delay / 2 + row->rootdelay / 2 + row->dispersion +
	    row->rootdisp + row->jitter;

	text_clean(name, clean, sizeof clean);
	if (strlen(clean) > NAME)
		snprintf(clean + NAME - 1, 2, ">");
	fprintf(out, "%c%c %-*s  %2lu  %2lu   %3lo  ",
	    addr_is_refclock(&row->remote) ? '#' :
	    row->hmode == MODE_ACTIVE || row->hmode == MODE_PASSIVE ? '=' :
	    '^', states[status >> 8 & 7], NAME, clean,
	    row->stratum < STRATUM_UNSPEC ? row->stratum : 0, row->hpoll,
	    row->reach);
	write_age(out, heard_ago(row, now));
	fputs("  ", out);
	write_span(out, 0 - row->offset, true);
	putc('[', out);
	write_span(out, 0 - row->offset, true);
	fputs("] +/- ", out);
	write_span(out, row->rec.fp == 0 ? 0 : error, false);
	putc('\n', out);
}

/* Explain the first two columns and the last one. */
static void
write_legend(FILE *out)
{
	fputs("M: ^ server, = peer, # reference clock\n"
	    "S: * in use, + combined with it, - set aside, x falseticker,\n"
	    "   ? cannot be used\n"
	    "Last sample: offset (positive: our clock is ahead) "
	    "[as measured] +/- bound\n\n", out);
}

/* Read the source A of N's host into ROW; false after a message. */
static bool
read_source(struct ntpq *n, const struct assoc *a, struct peers_row *row)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	if (!query_ask(&n->query, CTL_READVAR, a->id, "", 0))
		return false;
	peers_read(row, (const char *)r->data, r->length);
	return true;
}

void
show_sources(struct ntpq *n, const struct args *a)
{
	struct peers_row row;
	char name[COOK_NAME];

	if (a->n > 0 && strcmp(a->text[0], "-v") != 0) {
		fputs("***Only -v may follow\n", stderr);
		return;
	}
	if (!assocs_fetch(n))
		return;
	if (a->n > 0)
		write_legend(n->out);
	fputs("MS Name/IP address         Stratum Poll Reach LastRx "
	    "Last sample               \n"
	    "======================================================="
	    "========================\n", n->out);
	for (size_t i = 0; i < n->n_assocs; i++) {
		if (!assocs_is(&n->assocs[i], ASSOCS_KNOWN))
			continue;
		if (!read_source(n, &n->assocs[i], &row))
			return;
		if (addr_is_any(&row.remote) && row.host[0] != '\0')
			snprintf(name, sizeof name, "%s", row.host);
		else
			cook_host(&row.remote, n->options.numeric, name,
			    sizeof name);
		chrony_source(n->out, &row, name, n->assocs[i].status,
		    query_now());
	}
}

void
show_activity(struct ntpq *n, const struct args *a)
{
	unsigned known = 0, unknown = 0;
	struct peers_row row;

	(void)a;
	if (!assocs_fetch(n))
		return;
	for (size_t i = 0; i < n->n_assocs; i++) {
		if (!read_source(n, &n->assocs[i], &row))
			return;
		if (addr_is_any(&row.remote))
			unknown++;
		else
			known++;
	}
	fprintf(n->out, "200 OK\n%u sources online\n0 sources offline\n"
	    "0 sources doing burst (return to online)\n"
	    "0 sources doing burst (return to offline)\n"
	    "%u sources with unknown address\n", known, unknown);
}
