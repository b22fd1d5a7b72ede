/*
 * source.c -- what a host tells of one of its sources.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assocs.h"
#include "source.h"
#include "text.h"

#define REGISTER 8    /* samples kept by every daemon */
#define FEW 5         /* samples that say nothing about a path */
#define TOLD 0.02     /* ms, in which delays are told */
#define EMPTY 16000.0 /* ms, dispersion of one that is not there */
#define ARRAY 200     /* octets of the text of such a register */

static const char *const names[SOURCE_NUMBERS] = {
	[SOURCE_LEAP] = "leap", [SOURCE_FLASH] = "flash",
	[SOURCE_PMODE] = "pmode", [SOURCE_PRECISION] = "precision",
	[SOURCE_KEYID] = "keyid", [SOURCE_INTERLEAVED] = "interleaved",
	[SOURCE_RECEIVED] = "received", [SOURCE_SENT] = "sent",
	[SOURCE_AUTHENTIC] = "authentic", [SOURCE_BADAUTH] = "badauth",
	[SOURCE_BOGUS] = "bogusorg", [SOURCE_OLD] = "oldpkt",
	[SOURCE_PROCESSED] = "processed", [SOURCE_VERSION] = "version",
	[SOURCE_RESPONSE] = "response", [SOURCE_OFFLINE] = "offline",
	[SOURCE_NOSELECT] = "noselect", [SOURCE_PREFER] = "prefer",
	[SOURCE_INTLOW] = "intlow", [SOURCE_INTHIGH] = "inthigh",
	[SOURCE_COUNT] = "est_count", [SOURCE_SPAN] = "est_span",
	[SOURCE_OFFSET] = "est_offset", [SOURCE_FREQ] = "est_freq",
	[SOURCE_SKEW] = "est_skew", [SOURCE_ROOTDIST] = "rootdist",
	[SOURCE_MEASURED] = "measured", [SOURCE_STDDEV] = "stddev",
	[SOURCE_ROUNDTRIP] = "roundtrip", [SOURCE_ADJUSTED] = "adjusted", [SOURCE_BURSTING] = "bursting",
	[SOURCE_SENT_BY] = "sent_by", [SOURCE_RECEIVED_BY] = "received_by",
	[SOURCE_SENT_KERNEL] = "sent_kernel",
	[SOURCE_RECEIVED_KERNEL] = "received_kernel",
};

static bool
is_named(const struct ctlmsg_var *v, const char *name)
{
	return strlen(name) == v->name_len &&
	    memcmp(name, v->name, v->name_len) == 0;
}

/* Read the register that V is into OUT; returns how many values it has. */
static unsigned
read_register(const struct ctlmsg_var *v, double out[REGISTER])
{
	char text[ARRAY], *at = text, *end;
	size_t len = v->value_len < sizeof text ? v->value_len :
	    sizeof text - 1;
	unsigned n = 0;

	memcpy(text, v->value, len);
	text[len] = '\0';
	for (; n < REGISTER; at = end) {
		out[n] = strtod(at, &end);
		if (end == at || !isfinite(out[n]))
			break;
		n++;
	}
	return n;
}

/* Count in S what of the registers OFFSET and DISP, N long, is there. */
static void
count_samples(struct source *s, const double *offset, const double *disp,
    unsigned n)
{
	double mean = 0;
	int before = 0;

	for (unsigned i = 0; i < n; i++) {
		if (disp[i] >= EMPTY)
			continue;
		s->samples++;
		mean += (offset[i] - mean) / s->samples;
	}
	for (unsigned i = 0; i < n; i++) {
		int sign = offset[i] >= mean ? 1 : -1;

		if (disp[i] >= EMPTY)
			continue;
		s->runs += sign != before;
		before = sign;
	}
}

/*
 * Returns the slope of N offsets over delays, as far as it can be a path's; 0
 * if they are few, or delays differ by little more than they are told with.
 */
static double
slope(const double *offset, const double *delay, unsigned n)
{
	double x = 0, y = 0, xx = 0, xy = 0;

	for (unsigned i = 0; i < n; i++) {
		x += delay[i] / n;
		y += offset[i] / n;
	}
	for (unsigned i = 0; i < n; i++) {
		xx += (delay[i] - x) * (delay[i] - x);
		xy += (delay[i] - x) * (offset[i] - y);
	}
	if (n < FEW || !(xx > n * TOLD * TOLD))
		return 0;
	return fmax(-0.5, fmin(0.5, xy / xx));
}

/* Make of the registers of S, N long, what can be made of them. */
static void
judge_samples(struct source *s, const double *offset, const double *disp,
    const double *delay, unsigned n)
{
	double there[2][REGISTER];
	unsigned k = 0;

	count_samples(s, offset, disp, n);
	for (unsigned i = 0; i < n && delay != NULL; i++) {
		if (disp[i] >= EMPTY)
			continue;
		there[0][k] = offset[i];
		there[1][k++] = delay[i];
	}
	s->asymmetry = slope(there[0], there[1], k);
}

/* Read V as a number: also who says when a packet left or came. */
static bool
read_number(const struct ctlmsg_var *v, double *x)
{
	unsigned long u;

	if (text_double(v->value, v->value_len, x))
		return true;
	if (text_unsigned(v->value, v->value_len, &u))
		*x = (double)u;
	else if (v->value_len == 6 && memcmp(v->value, "kernel", 6) == 0)
		*x = 1;
	else if (v->value_len == 6 && memcmp(v->value, "daemon", 6) == 0)
		*x = 0;
	else
		return false;
	return true;
}

void
source_add(struct source *s, const char *data, size_t len)
{
	double offset[REGISTER], disp[REGISTER], delay[REGISTER];
	unsigned offsets = 0, disps = 0, delays = 0;
	const char *end = data + len;
	struct ctlmsg_var v;

	peers_add(&s->row, data, len);
	while (ctlmsg_next(&data, end, &v)) {
		if (is_named(&v, "filtoffset"))
			offsets = read_register(&v, offset);
		else if (is_named(&v, "filtdisp"))
			disps = read_register(&v, disp);
		else if (is_named(&v, "filtdelay"))
			delays = read_register(&v, delay);
		else if (is_named(&v, "refid"))
			snprintf(s->refid, sizeof s->refid, "%.*s",
			    (int)(v.value_len < sizeof s->refid ? v.value_len :
			    sizeof s->refid - 1), v.value);
		for (int i = 0; i < SOURCE_NUMBERS; i++)
			if (is_named(&v, names[i]))
				(void)read_number(&v, &s->number[i]); /* or
				    it stays unknown */
	}
	if (offsets > 0 && offsets == disps)
		judge_samples(s, offset, disp, delays == offsets ? delay :
		    NULL, offsets);
}

/* Write the names from FIRST up to LAST into BUF. */
static void
list_names(int first, int last, char *buf, size_t size)
{
	size_t at = 0;

	for (int i = first; i < last && at < size; i++)
		at += (size_t)snprintf(buf + at, size - at, "%s%s",
		    i > first ? "," : "", names[i]);
}

/*
 * Ask for what is not told by default: all of it, of those who do not know all
 * what classic knows.
 */
static bool
ask_more(struct ntpq *n, struct source *s)
{
	static const int ends[] = { SOURCE_NUMBERS, SOURCE_BADAUTH };
	const struct ctlmsg_reply *r = &n->query.reply;
	char list[CTLMSG_DATA];

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		list_names(SOURCE_RECEIVED, ends[i], list, sizeof list);
		switch (query_try(&n->query, s->id, list)) {
		case QUERY_ANSWERED:
			source_add(s, (const char *)r->data, r->length);
			return true;
		case QUERY_SILENT:
			return false;
		case QUERY_REFUSED:
			break;
		}
	}
	return true;
}

bool
source_read(struct ntpq *n, const struct assoc *a, struct source *s)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	memset(s, 0, sizeof *s);
	s->id = a->id;
	s->status = a->status;
	for (int i = 0; i < SOURCE_NUMBERS; i++)
		s->number[i] = NAN;
	if (!query_ask(&n->query, CTL_READVAR, a->id, "", 0))
		return false;
	source_add(s, (const char *)r->data, r->length);
	if (!ask_more(n, s))
		return false;
	if (addr_is_any(&s->row.remote) && s->row.host[0] != '\0')
		snprintf(s->name, sizeof s->name, "%s", s->row.host);
	else
		cook_host(&s->row.remote, ntpq_names(n), s->name,
		    sizeof s->name);
	return true;
}
