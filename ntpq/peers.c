/*
 * peers.c -- the rows of the "peers" screen.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "ctlmsg.h"
#include "names.h"
#include "peers.h"
#include "text.h"

#define NAME 15       /* columns of a host's name */
#define NOTHING "0.0.0.0" /* what classic has in place of what is not told */
#define POLL_LEAST 3  /* log2 s */
#define POLL_MOST 17  /* log2 s */

static void
read_addr(const struct ctlmsg_var *v, struct addr *a)
{
	char buf[ADDR_TEXT];

	if (v->value_len >= sizeof buf)
		return;
	memcpy(buf, v->value, v->value_len);
	buf[v->value_len] = '\0';
	(void)addr_parse(a, buf); /* else it stays unknown */
}

/* Read the host name that V is, in quotes or not. */
static void
read_host(const struct ctlmsg_var *v, char host[COOK_NAME])
{
	const char *s = v->value;
	size_t len = v->value_len;

	if (len >= 2 && s[0] == '"' && s[len - 1] == '"') {
		s++;
		len -= 2;
	}
	if (len < COOK_NAME) {
		memcpy(host, s, len);
		host[len] = '\0';
	}
}

/* Returns where ROW keeps the number that V is, NULL if it is none of these. */
static unsigned long *
counter_for(struct peers_row *row, const struct ctlmsg_var *v)
{
	return ctlmsg_is(v, "stratum") ? &row->stratum :
	    ctlmsg_is(v, "reach") ? &row->reach :
	    ctlmsg_is(v, "ppoll") ? &row->ppoll :
	    ctlmsg_is(v, "hpoll") ? &row->hpoll :
	    ctlmsg_is(v, "hmode") ? &row->hmode :
	    ctlmsg_is(v, "srcport") ? &row->port : NULL;
}

static double *
span_for(struct peers_row *row, const struct ctlmsg_var *v)
{
	return ctlmsg_is(v, "delay") ? &row->delay :
	    ctlmsg_is(v, "offset") ? &row->offset :
	    ctlmsg_is(v, "jitter") ? &row->jitter :
	    ctlmsg_is(v, "rootdelay") ? &row->rootdelay :
	    ctlmsg_is(v, "rootdisp") ? &row->rootdisp :
	    ctlmsg_is(v, "dispersion") || ctlmsg_is(v, "rootdispersion") ?
	    &row->dispersion : NULL;
}

static void
read_var(struct peers_row *row, const struct ctlmsg_var *v)
{
	unsigned long *counter = counter_for(row, v);
	double *span = span_for(row, v);

	/* What does not decode leaves the row as it is. */
	if (counter != NULL) {
		(void)text_unsigned(v->value, v->value_len, counter);
	} else if (span != NULL) {
		if (text_double(v->value, v->value_len, span) &&
		    span == &row->jitter)
			row->has_jitter = true;
	} else if (ctlmsg_is(v, "srcadr")) {
		read_addr(v, &row->remote);
	} else if (ctlmsg_is(v, "dstadr")) {
		row->has_local = true;
		read_addr(v, &row->local);
	} else if (ctlmsg_is(v, "srchost")) {
		read_host(v, row->host);
	} else if (ctlmsg_is(v, "refid")) {
		row->has_refid = true;
		cook_refid(v->value, v->value_len, row->refid,
		    sizeof row->refid);
	} else if (ctlmsg_is(v, "rec")) {
		(void)text_stamp(v->value, v->value_len, &row->rec);
	} else if (ctlmsg_is(v, "reftime")) {
		(void)text_stamp(v->value, v->value_len, &row->reftime);
	}
}

void
peers_add(struct peers_row *row, const char *data, size_t len)
{
	const char *end = data + len;
	struct ctlmsg_var v;

	while (ctlmsg_next(&data, end, &v))
		read_var(row, &v);
}

void
peers_read(struct peers_row *row, const char *data, size_t len)
{
	memset(row, 0, sizeof *row);
	peers_add(row, data, len);
}

const char *
peers_span(long t, char *buf, size_t size)
{
	long m = (t + 29) / 60, h = (m + 29) / 60;

	if (t <= 0)
		snprintf(buf, size, "-");
	else if (t <= 2048)
		snprintf(buf, size, "%ld", t);
	else if (m <= 300)
		snprintf(buf, size, "%ldm", m);
	else if (h <= 96)
		snprintf(buf, size, "%ldh", h);
	else
		snprintf(buf, size, "%ldd", (h + 11) / 24);
	return buf;
}

/* Returns the seconds since ROW was last heard of, by our clock. */
static long
heard_ago(const struct peers_row *row, ntp_time now)
{
	uint64_t heard = row->rec.fp >> 32 != 0 ? row->rec.fp :
	    row->reftime.fp;

	if (heard >> 32 == 0)
		return 0;
	return (int32_t)((now.fp >> 32) - (heard >> 32));
}

/* Returns the seconds between polls: what both ends are willing to do. */
static long
poll_span(const struct peers_row *row)
{
	unsigned long poll = POLL_MOST;

	if (row->hpoll < poll)
		poll = row->hpoll;
	if (row->ppoll < poll)
		poll = row->ppoll;
	return 1L << (poll < POLL_LEAST ? POLL_LEAST : poll);
}

/* Returns the letter for the mode of ROW, 0 if there is none. */
static char
mode_type(const struct peers_row *row)
{
	const struct addr *a = &row->remote;

	switch (row->hmode) {
	case MODE_ACTIVE:
		return 's';
	case MODE_PASSIVE:
		return 'S';
	case MODE_CLIENT:
		return addr_is_refclock(a) ? 'l' : addr_is_any(a) ? 'p' :
		    addr_is_multicast(a) ? 'a' : 'u';
	case MODE_BROADCAST:
		return addr_is_multicast(a) ? 'M' : 'B';
	case MODE_BCLIENT:
		return 'b';
	default:
		return '\0';
	}
}

char
peers_type(const struct peers_row *row, enum peers_style style)
{
	const struct addr *a = &row->local;

	if (style == PEERS_ASSOC && mode_type(row) != '\0')
		return mode_type(row);
	if (!row->has_local)
		return '?';
	if (a->family == 6)
		return addr_is_multicast(a) ? 'm' : 'u';
	if (a->family != 4)
		return '-';
	if (addr_is_multicast(a))
		return 'm';
	if (a->ip[3] == 255)
		return 'b';
	if (a->ip[0] == 127 && a->ip[1] == 0 && a->ip[2] == 0 && a->ip[3] == 1)
		return 'l';
	return a->ip[0] == 0 && a->ip[1] == 0 && a->ip[2] == 0 ? '-' : 'u';
}

void
peers_head(FILE *out, const struct peers_layout *layout)
{
	static const char *const names[] = {
		[PEERS_REFID] = "refid    ", [PEERS_HASH] = "refid    ",
		[PEERS_ASSOC] = "refid   assid",
		[PEERS_LOCAL] = "local    "
	};
	bool local = layout->style == PEERS_LOCAL;
	int cell = (int)layout->cell;

	if (cell > 0)
		fprintf(out, "%-*.*s ", cell, cell,
		    local ? "server" : "server (local)");
	fprintf(out, "     remote       %s%s  st t when poll reach   delay   "
	    "offset  %s\n", layout->style == PEERS_ASSOC ? "" : "    ",
	    names[layout->style], local ? "  disp" : "jitter");
	for (int i = 0; i < 78 + (cell > 0 ? cell + 1 : 0); i++)
		putc('=', out);
	putc('\n', out);
}

/*
 * Put ROW's reference id into BUF: text in dots, addresses as such or, for HASH,
 * as numbers: of IPv6 they are a digest anyway.
 */
static void
reference(const struct peers_row *row, bool hash, char *buf, size_t size)
{
	size_t len = strlen(row->refid);
	struct addr a = { 0 };

	if (!row->has_refid)
		snprintf(buf, size, NOTHING);
	else if (hash && addr_parse(&a, row->refid) && a.family == 4 &&
	    !addr_is_any(&a))
		snprintf(buf, size, "%lx", (unsigned long)addr_refid(&a));
	else
		snprintf(buf, size, len > 0 && len <= 4 ? ".%s." : "%s",
		    row->refid);
}

/* Put what stands between remote host and stratum into BUF. */
static void
middle(const struct peers_row *row, enum peers_style style, char *buf,
    size_t size)
{
	char text[ADDR_TEXT], refid[COOK_NAME + 2];
	size_t len;

	if (style != PEERS_LOCAL) {
		reference(row, style != PEERS_REFID, refid, sizeof refid);
		if (style == PEERS_ASSOC)
			snprintf(buf, size, "%-8.8s %-6u", refid, row->assoc);
		else
			snprintf(buf, size, "%s", refid);
		return;
	}
	addr_format(&row->local, text, sizeof text);
	len = strlen(text);
	if (len > NAME)
		snprintf(buf, size, "_%s", text + len - (NAME - 1));
	else
		snprintf(buf, size, "%s", row->has_local ? text : NOTHING);
}

/* Write what stands in front of a row: the right end of long text. */
static void
write_cell(FILE *out, const char *cell, int columns)
{
	size_t len = strlen(cell);

	if (len > (size_t)columns)
		cell += len - (size_t)columns;
	fprintf(out, "%-*s ", columns, cell);
}

void
peers_write(FILE *out, const struct peers_row *row,
    const struct peers_layout *layout, const char *cell, const char *name,
    uint16_t status, ntp_time now)
{
	char clean[COOK_NAME], mid[COOK_NAME + 2], when[24], poll[24];
	char delay[400], offset[400], last[400];
	double end = layout->style == PEERS_LOCAL || !row->has_jitter ?
	    row->dispersion : row->jitter;

	if (layout->cell > 0)
		write_cell(out, cell, (int)layout->cell);
	putc(cook_tally(status, layout->version), out);
	text_clean(name, clean, sizeof clean);
	if (layout->wide && strlen(clean) > NAME)
		fprintf(out, "%s\n%*s", clean,
		    (int)(layout->cell > 0 ? layout->cell + 1 : 0) + NAME + 2,
		    "");
	else
		fprintf(out, "%-15.15s ", clean);
	middle(row, layout->style, mid, sizeof mid);
	peers_span(heard_ago(row, now), when, sizeof when);
	peers_span(poll_span(row), poll, sizeof poll);
	fprintf(out, "%-15s %2lu %c %4.4s %4.4s  %3lo  %7.7s %8.7s %7.7s\n",
	    mid, row->stratum, peers_type(row, layout->style), when, poll,
	    row->reach, text_ms(row->delay, delay, sizeof delay),
	    text_ms(row->offset, offset, sizeof offset),
	    text_ms(end, last, sizeof last));
}
