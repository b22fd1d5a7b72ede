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

#define NAME 27           /* columns of a source's name */
#define EPOCH 2208988800U /* of the system's time in that of NTP, s */

/*
 * --- tracking ------------------------------------------------------------
 */

/* What tracking is made of. */
struct tracking {
	char refid[COOK_NAME];
	unsigned long leap, stratum, tc;
	double offset, frequency, jitter, wander, rootdelay, rootdisp; /* ms */
	ntp_time reftime;
	unsigned long shown;      /* the stratum; 0: not synchronised */
	char status[24];          /* the leap indicator in words */
	double behind, rms, delay, disp, interval; /* s; how far ahead we are */
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

void
chrony_refid(FILE *out, const char *text, struct reverse *names)
{
	char name[COOK_NAME];
	uint8_t id[4] = { 0 };
	struct addr a = { 0 };

	if (addr_parse(&a, text) && a.family == 4) {
		memcpy(id, a.ip, sizeof id);
		text = cook_host(&a, names, name, sizeof name);
	} else {
		memcpy(id, text, strnlen(text, sizeof id));
	}
	fprintf(out, "Reference ID    : %02X%02X%02X%02X (%s)\n", id[0], id[1],
	    id[2], id[3], text);
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
	fprintf(out, "Leap status     : %s\n", 
	    chrony_leap((unsigned)t->leap));
}

/* Read the LEN octets at DATA, system variables, into T. */
static void
read_tracking(struct tracking *t, const char *data, size_t len)
{
	const char *end = data + len;
	struct ctlmsg_var v;

	*t = (struct tracking){ .leap = LEAP_ALARM };
	while (ctlmsg_next(&data, end, &v))
		read_var(t, &v);
	t->shown = t->leap == LEAP_ALARM ? 0 : t->stratum;
	snprintf(t->status, sizeof t->status, "%s",
	    chrony_leap((unsigned)t->leap));
	t->behind = (0 - t->offset) / 1e3;
	t->rms = t->jitter / 1e3;
	t->delay = t->rootdelay / 1e3;
	t->disp = t->rootdisp / 1e3;
	t->interval = ldexp(1, t->tc < 18 ? (int)t->tc : 18);
}

void
chrony_tracking(FILE *out, const char *data, size_t len, struct reverse *names,
    ntp_time now)
{
	struct tracking t;

	read_tracking(&t, data, len);
	chrony_refid(out, t.leap == LEAP_ALARM ? "" : t.refid, names);
	write_tracking(out, &t, now);
}

#define CELL(name, kind, field) \
	SHEET_COLUMN(name, kind, struct tracking, field)
static const struct sheet_column tracking_columns[] = {
	CELL("refid", TEXT, refid),
	CELL("stratum", COUNT, shown),
	CELL("reftime", STAMP, reftime),
	CELL("system_time", NUMBER, behind),
	CELL("last_offset", NUMBER, behind),
	CELL("rms_offset", NUMBER, rms),
	CELL("frequency", NUMBER, frequency),
	CELL("skew", NUMBER, wander),
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
	const struct ctlmsg_reply *r = &n->query.reply;
	struct tracking t;

	(void)a;
	if (!query_ask(&n->query, CTL_READVAR, 0, "", 0))
		return;
	if (sheet_is_machine(n)) {
		read_tracking(&t, (const char *)r->data, r->length);
		sheet_write(n, &sheet, &t);
	} else {
		chrony_tracking(n->out, (const char *)r->data, r->length,
		    ntpq_names(n), query_now());
	}
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
	double error = chrony_error(row);

	text_clean(name, clean, sizeof clean);
	if (strlen(clean) > NAME)
		snprintf(clean + NAME - 1, 2, ">");
	fprintf(out, "%c%c %-*s  %2lu  %2lu   %3lo  ",
	    addr_is_refclock(&row->remote) ? '#' :
	    row->hmode == MODE_ACTIVE || row->hmode == MODE_PASSIVE ? '=' :
	    '^', states[status >> 8 & 7], NAME, clean,
	    row->stratum < STRATUM_UNSPEC ? row->stratum : 0, row->hpoll,
	    row->reach);
	chrony_age(out, heard_ago(row, now));
	fputs("  ", out);
	chrony_span(out, 0 - row->offset, true);
	putc('[', out);
	chrony_span(out, 0 - row->offset, true);
	fputs("] +/- ", out);
	chrony_span(out, row->rec.fp == 0 ? 0 : error, false);
	putc('\n', out);
}

/*
 * --- activity ------------------------------------------------------------
 */

/* How many sources do what. */
struct activity {
	unsigned long online, offline, unknown;
};

static const struct sheet_column activity_columns[] = {
	SHEET_COLUMN("online", COUNT, struct activity, online),
	SHEET_COLUMN("offline", COUNT, struct activity, offline),
	SHEET_COLUMN("unknown", COUNT, struct activity, unknown),
	SHEET_END
};

static void
write_activity(void *ctx, FILE *out, const void *row)
{
	const struct activity *a = row;

	(void)ctx;
	fprintf(out, "200 OK\n%lu sources online\n%lu sources offline\n"
	    "0 sources doing burst (return to online)\n"
	    "0 sources doing burst (return to offline)\n"
	    "%lu sources with unknown address\n", a->online, a->offline,
	    a->unknown);
}

void
show_activity(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "activity", activity_columns, NULL,
		write_activity, NULL };
	struct activity sum = { 0, 0, 0 };
	struct source s;

	(void)a;
	if (!assocs_fetch(n))
		return;
	for (size_t i = 0; i < n->n_assocs; i++) {
		if (!source_read(n, &n->assocs[i], &s))
			return;
		if (addr_is_any(&s.row.remote))
			sum.unknown++;
		else if (s.number[SOURCE_OFFLINE] > 0)
			sum.offline++;
		else
			sum.online++;
	}
	sheet_write(n, &sheet, &sum);
}
