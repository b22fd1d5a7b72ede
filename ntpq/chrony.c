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
#include "sheet.h"
#include "source.h"
#include "text.h"

#define NAME 25           /* octets of a name */
#define WIDE 27           /* columns of it in the list of sources */
#define MINUTE 60e3       /* ms */
#define HOUR 3600e3
#define DAY 86400e3
#define YEAR (365 * DAY)
#define EPOCH 2208988800U /* of the system's time in that of NTP, s */

/*
 * --- tracking ------------------------------------------------------------
 */

/* What tracking is made of. */
struct tracking {
	char refid[COOK_NAME];
	unsigned long leap, stratum, tc;
	double offset, frequency, jitter, wander, rootdelay, rootdisp; /* ms */
	double left, rate, skew;  /* ms, ppm; NAN: not told */
	double measured, stddev;  /* ms, the same */
	char peer[COOK_NAME];     /* address and port of whom it follows */
	ntp_time reftime;
	unsigned long shown;      /* the stratum; 0: not synchronised */
	char status[24];          /* the leap indicator in words */
	double behind, last, rms, delay, disp, interval; /* s; how far ahead we
	                           * are, and were found to be */
	double residual;          /* ppm */
};

static void
read_var(struct tracking *t, const struct ctlmsg_var *v)
{
	double *d = ctlmsg_is(v, "offset") ? &t->offset :
	    ctlmsg_is(v, "frequency") ? &t->frequency :
	    ctlmsg_is(v, "sys_jitter") ? &t->jitter :
	    ctlmsg_is(v, "clk_wander") ? &t->wander :
	    ctlmsg_is(v, "rootdelay") ? &t->rootdelay :
	    ctlmsg_is(v, "rootdisp") ? &t->rootdisp :
	    ctlmsg_is(v, "est_offset") ? &t->left :
	    ctlmsg_is(v, "est_freq") ? &t->rate :
	    ctlmsg_is(v, "measured") ? &t->measured :
	    ctlmsg_is(v, "stddev") ? &t->stddev :
	    ctlmsg_is(v, "est_skew") ? &t->skew :
	    ctlmsg_is(v, "interval") ? &t->interval : NULL;
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
	else if (ctlmsg_is(v, "peeradr"))
		snprintf(t->peer, sizeof t->peer, "%.*s",
		    (int)v->value_len, v->value);
}

/* Write the reference id TEXT in hexadecimal, and NAME. */
static void
put_refid(FILE *out, const char *text, const char *name)
{
	uint8_t id[4] = { 0 };
	struct addr a = { 0 };

	if (addr_parse(&a, text) && a.family == 4)
		memcpy(id, a.ip, sizeof id);
	else
		memcpy(id, text, strnlen(text, sizeof id));
	fprintf(out, "Reference ID    : %02X%02X%02X%02X (%s)\n", id[0], id[1],
	    id[2], id[3], name);
}

void
chrony_refid(FILE *out, const char *text, struct reverse *names)
{
	char name[COOK_NAME];
	struct addr a;

	put_refid(out, text, addr_parse(&a, text) && a.family == 4 ?
	    cook_host(&a, names, name, sizeof name) : text);
}

const char *
chrony_date(ntp_time t, ntp_time now, char *buf, size_t size)
{
	time_t at = (time_t)(now.fp >> 32) - (time_t)EPOCH +
	    (int32_t)((t.fp >> 32) - (now.fp >> 32));
	struct tm tm;

	if (t.fp == 0)
		at = 0;
	buf[0] = '\0';
	if (gmtime_r(&at, &tm) != NULL)
		(void)strftime(buf, size, "%a %b %d %H:%M:%S %Y", &tm);
	return buf;
}

const char *
chrony_leap(unsigned leap)
{
	static const char *const words[] = { "Normal", "Insert second",
		"Delete second", "Not synchronised" };

	return words[leap & 3];
}

double
chrony_error(const struct peers_row *row)
{
	return row->delay / 2 + row->rootdelay / 2 + row->dispersion +
	    row->rootdisp + row->jitter;
}

/* Write T, whose host is synchronised or not. */
static void
write_tracking(FILE *out, const struct tracking *t, ntp_time now)
{
	char date[64];

	fprintf(out, "Stratum         : %lu\n", t->leap == LEAP_ALARM ? 0 :
	    t->stratum);
	fprintf(out, "Ref time (UTC)  : %s\n", chrony_date(t->reftime, now, date,
	    sizeof date));
	fprintf(out, "System time     : %.9f seconds %s of NTP time\n",
	    fabs(t->behind), t->behind < 0 ? "slow" : "fast");
	fprintf(out, "Last offset     : %+.9f seconds\n", t->last);
	fprintf(out, "RMS offset      : %.9f seconds\n", t->rms);
	fprintf(out, "Frequency       : %.3f ppm %s\n", fabs(t->frequency),
	    t->frequency < 0 ? "fast" : "slow");
	fprintf(out, "Residual freq   : %+.3f ppm\n", t->residual);
	fprintf(out, "Skew            : %.3f ppm\n", t->skew);
	fprintf(out, "Root delay      : %.9f seconds\n", t->delay);
	fprintf(out, "Root dispersion : %.9f seconds\n", t->disp);
	fprintf(out, "Update interval : %.1f seconds\n", t->interval);
	fprintf(out, "Leap status     : %s\n", t->status);
}

/* Read the LEN octets at DATA, system variables, into T. */
static void
add_tracking(struct tracking *t, const char *data, size_t len)
{
	const char *end = data + len;
	struct ctlmsg_var v;

	while (ctlmsg_next(&data, end, &v))
		read_var(t, &v);
}

/* Work out what T is told as; where nothing else is told, the nearest thing. */
static void
finish_tracking(struct tracking *t)
{
	double offset = isnan(t->measured) ? t->offset : t->measured;
	double left = isnan(t->left) ? offset : t->left;

	t->shown = t->leap == LEAP_ALARM ? 0 : t->stratum;
	snprintf(t->status, sizeof t->status, "%s",
	    chrony_leap((unsigned)t->leap));
	t->behind = (0 - left) / 1e3;
	t->last = (0 - offset) / 1e3;
	t->rms = (isnan(t->stddev) ? t->jitter : t->stddev) / 1e3;
	t->delay = t->rootdelay / 1e3;
	t->disp = t->rootdisp / 1e3;
	t->residual = isnan(t->rate) ? 0 : 0 - t->rate;
	if (isnan(t->skew))
		t->skew = t->wander;
	if (isnan(t->interval))
		t->interval = ldexp(1, t->tc < 18 ? (int)t->tc : 18);
}

static const struct tracking nothing = { .leap = LEAP_ALARM, .left = NAN,
	.measured = NAN, .stddev = NAN,
	.rate = NAN, .skew = NAN, .interval = NAN };

/* Write T, whose host is synchronised or not, with its reference. */
static void
put_tracking(FILE *out, const struct tracking *t, struct reverse *names,
    ntp_time now)
{
	const char *id = t->leap == LEAP_ALARM ? "" : t->refid;
	char name[COOK_NAME];
	struct addr a;

	/* The reference id of IPv6 is a hash: say of whom. */
	if (t->leap != LEAP_ALARM && t->shown > 1 &&
	    cook_address_port(t->peer, strlen(t->peer), &a) && a.family == 6)
		put_refid(out, id, cook_host(&a, names, name, sizeof name));
	else
		chrony_refid(out, id, names);
	write_tracking(out, t, now);
}

void
chrony_tracking(FILE *out, const char *data, size_t len, struct reverse *names,
    ntp_time now)
{
	struct tracking t = nothing;

	add_tracking(&t, data, len);
	finish_tracking(&t);
	put_tracking(out, &t, names, now);
}

#define CELL(name, kind, field) \
	SHEET_COLUMN(name, kind, struct tracking, field)
static const struct sheet_column tracking_columns[] = {
	CELL("refid", TEXT, refid),
	CELL("stratum", COUNT, shown),
	CELL("reftime", STAMP, reftime),
	CELL("system_time", NUMBER, behind),
	CELL("last_offset", NUMBER, last),
	CELL("rms_offset", NUMBER, rms),
	CELL("frequency", NUMBER, frequency),
	CELL("residual_frequency", NUMBER, residual),
	CELL("skew", NUMBER, skew),
	CELL("root_delay", NUMBER, delay),
	CELL("root_dispersion", NUMBER, disp),
	CELL("update_interval", NUMBER, interval),
	CELL("leap", TEXT, status),
	SHEET_END
};
#undef CELL

void
show_tracking(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "tracking", tracking_columns, NULL,
		NULL, NULL };
	static const char *const more[] = { "est_offset,est_freq,est_skew,"
	    "interval,measured,stddev", "peeradr" };
	const struct ctlmsg_reply *r = &n->query.reply;
	struct tracking t = nothing;

	(void)a;
	if (!query_ask(&n->query, CTL_READVAR, 0, "", 0))
		return;
	add_tracking(&t, (const char *)r->data, r->length);
	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
		if (query_try(&n->query, 0, more[i]) == QUERY_ANSWERED)
			add_tracking(&t, (const char *)r->data, r->length);
	finish_tracking(&t);
	if (sheet_is_machine(n))
		sheet_write(n, &sheet, &t);
	else
		put_tracking(n->out, &t, ntpq_names(n), query_now());
}

/*
 * --- sources: what their screens have in common --------------------------
 */

void
chrony_span(FILE *out, double ms, bool sign)
{
	static const struct { double most, scale; const char *unit; } units[] =
	{
		{ 9999.5e-6, 1e6, "ns" }, { 9999.5e-3, 1e3, "us" },
		{ 9999.5, 1, "ms" }, { 999.5e3, 1e-3, "s" },
		{ 99999.5e3, 1e-3, "s" }, { 99999.5 * MINUTE, 1 / MINUTE, "m" },
		{ 99999.5 * HOUR, 1 / HOUR, "h" },
		{ 99999.5 * DAY, 1 / DAY, "d" }, { INFINITY, 1 / YEAR, "y" }
	};
	size_t i = 0;
	int tenths;

	while (fabs(ms) >= units[i].most && isfinite(units[i].most))
		i++;
	tenths = isfinite(units[i].most) && units[i].most == 999.5e3;
	fprintf(out, sign ? "%+*.*f%s" : "%*.*f%s",
	    (i < 3 ? 4 : 5) + (sign ? 1 : 0), tenths,
	    sign ? ms * units[i].scale : fabs(ms) * units[i].scale,
	    units[i].unit);
}

void
chrony_ppm(FILE *out, double ppm, bool sign)
{
	fprintf(out, sign ? "%+10.*f" : "%10.*f",
	    fabs(ppm) < 99999.5 ? 3 : 0, ppm);
}

void
chrony_name(FILE *out, const char *name, int width)
{
	char clean[COOK_NAME];
	struct addr a;

	text_clean(name, clean, sizeof clean);
	if (strlen(clean) > NAME && !addr_parse(&a, clean))
		snprintf(clean + NAME - 1, 2, ">");
	fprintf(out, "%-*s", width, clean);
}

void
chrony_age(FILE *out, long t)
{
	if (t < 0)
		fputs("   -", out);
	else if (t < 1200)
		fprintf(out, "%4ld", t);
	else if (t < 36000)
		fprintf(out, "%3ldm", t / 60);
	else if (t < 345600)
		fprintf(out, "%3ldh", t / 3600);
	else if (t < 86400000)
		fprintf(out, "%3ldd", t / 86400);
	else
		fprintf(out, "%3ldy", t / 86400 / 365);
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
    uint16_t status, double measured, double adjusted, ntp_time now)
{
	static const char states[] = "?x--+-**";
	double error = chrony_error(row);

	fprintf(out, "%c%c ", addr_is_refclock(&row->remote) ? '#' :
	    row->hmode == MODE_ACTIVE || row->hmode == MODE_PASSIVE ? '=' :
	    '^', states[status >> 8 & 7]);
	chrony_name(out, name, WIDE);
	fprintf(out, "  %2lu  %2lu   %3lo  ",
	    row->stratum < STRATUM_UNSPEC ? row->stratum : 0, row->hpoll,
	    row->reach);
	chrony_age(out, heard_ago(row, now));
	fputs("  ", out);
	chrony_span(out, adjusted, true);
	putc('[', out);
	chrony_span(out, measured, true);
	fputs("] +/- ", out);
	chrony_span(out, row->rec.fp == 0 ? 0 : error, false);
	putc('\n', out);
}

/*
 * --- activity ------------------------------------------------------------
 */

/* How many sources do what. */
struct activity {
	unsigned long online, offline, bursting, leaving, unknown;
};

static const struct sheet_column activity_columns[] = {
	SHEET_COLUMN("online", COUNT, struct activity, online),
	SHEET_COLUMN("offline", COUNT, struct activity, offline),
	SHEET_COLUMN("burst_online", COUNT, struct activity, bursting),
	SHEET_COLUMN("burst_offline", COUNT, struct activity, leaving),
	SHEET_COLUMN("unknown", COUNT, struct activity, unknown),
	SHEET_END
};

static void
write_activity(void *ctx, FILE *out, const void *row)
{
	const struct activity *a = row;

	(void)ctx;
	fprintf(out, "200 OK\n%lu sources online\n%lu sources offline\n"
	    "%lu sources doing burst (return to online)\n"
	    "%lu sources doing burst (return to offline)\n"
	    "%lu sources with unknown address\n", a->online, a->offline,
	    a->bursting, a->leaving, a->unknown);
}

/* Count S, which is not a clock beside the network, in A. */
static void
count_source(struct activity *a, const struct source *s)
{
	bool offline = s->number[SOURCE_OFFLINE] > 0;

	if (addr_is_any(&s->row.remote))
		a->unknown++;
	else if (s->number[SOURCE_BURSTING] > 0)
		(*(offline ? &a->leaving : &a->bursting))++;
	else
		(*(offline ? &a->offline : &a->online))++;
}

void
show_activity(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "activity", activity_columns, NULL,
		write_activity, NULL };
	struct activity sum = { .online = 0 };
	struct source s;

	(void)a;
	if (!assocs_fetch(n))
		return;
	for (size_t i = 0; i < n->n_assocs; i++) {
		if (!source_read(n, &n->assocs[i], &s))
			return;
		count_source(&sum, &s);
	}
	sheet_write(n, &sheet, &sum);
}
