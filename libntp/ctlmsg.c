/*
 * ctlmsg.c -- mode 6 messages: header, fragments and lists (RFC 9327).
 *
 * The writer sends a full fragment only when there is more to come, so the
 * last one always carries the end.  The reader keeps the places of the pieces
 * it has in order; nothing overlaps, so a reply is complete when each piece
 * begins where the one before it ended.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ctlmsg.h"
#include "names.h"

#define RESPONSE 0x80
#define ERROR 0x40
#define MORE 0x20
#define OP_MASK 0x1f
#define SEPARATOR 3 /* octets kept free for "," CR LF behind an item */

static uint16_t
get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void
put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

bool
ctlmsg_decode(struct ctlmsg *m, const uint8_t *data, size_t len)
{
	if (len < CTLMSG_HEADER || (data[0] & 7) != MODE_CONTROL)
		return false;
	m->leap = data[0] >> 6;
	m->version = data[0] >> 3 & 7;
	m->response = (data[1] & RESPONSE) != 0;
	m->error = (data[1] & ERROR) != 0;
	m->more = (data[1] & MORE) != 0;
	m->op = data[1] & OP_MASK;
	m->sequence = get16(data + 2);
	m->status = get16(data + 4);
	m->assoc = get16(data + 6);
	m->offset = get16(data + 8);
	m->count = get16(data + 10);
	return true;
}

void
ctlmsg_encode(const struct ctlmsg *m, uint8_t *data)
{
	data[0] = (uint8_t)(m->leap << 6 | (m->version & 7) << 3 |
	    MODE_CONTROL);
	data[1] = (uint8_t)((m->response ? RESPONSE : 0) |
	    (m->error ? ERROR : 0) | (m->more ? MORE : 0) | (m->op & OP_MASK));
	put16(data + 2, m->sequence);
	put16(data + 4, m->status);
	put16(data + 6, m->assoc);
	put16(data + 8, m->offset);
	put16(data + 10, m->count);
}

/*
 * --- the server's end ---------------------------------------------------
 */

void
ctlmsg_begin(struct ctlmsg_writer *w, const struct ctlmsg *head,
    const struct ctlmsg_sink *sink)
{
	memset(w, 0, sizeof *w);
	w->head = *head;
	w->head.response = true;
	w->head.error = w->head.more = false;
	w->head.offset = w->head.count = 0;
	w->sink = *sink;
}

/* Send the fragment at hand and begin the next. */
static void
flush(struct ctlmsg_writer *w)
{
	size_t len = CTLMSG_HEADER + w->used;
	size_t align = w->sink.keyid && !w->head.error ? 8 : 4;

	w->head.count = (uint16_t)w->used;
	ctlmsg_encode(&w->head, w->packet);
	while (len % align != 0)
		w->packet[len++] = 0;
	if (w->sink.sign != NULL)
		len += w->sink.sign(w->sink.key, w->packet, len);
	w->sink.send(w->sink.ctx, w->packet, len);
	w->head.offset = (uint16_t)(w->head.offset + w->used);
	w->full = w->head.offset + 2 * CTLMSG_DATA > CTLMSG_REPLY_MAX;
	w->used = 0;
	w->sent++;
}

/* Send the fragment at hand; another will follow. */
static void
flush_more(struct ctlmsg_writer *w)
{
	w->head.more = true;
	flush(w);
	w->head.more = false;
}

/*
 * Returns true if LEN octets more would need a fragment whose end has no
 * 16-bit offset.
 */
static bool
is_full(const struct ctlmsg_writer *w, size_t len)
{
	return w->full && w->used + len > CTLMSG_DATA;
}

void
ctlmsg_print(struct ctlmsg_writer *w, const char *format, ...)
{
	char text[CTLMSG_ITEM];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	ctlmsg_item(w, text, strlen(text));
}

void
ctlmsg_octets(struct ctlmsg_writer *w, const void *data, size_t len)
{
	const uint8_t *from = data;

	if (is_full(w, len))
		return;
	while (len > 0) {
		size_t room = CTLMSG_DATA - w->used;
		size_t n = len < room ? len : room;

		if (n == 0) {
			if (w->full)
				return;
			flush_more(w);
			continue;
		}
		memcpy(w->packet + CTLMSG_HEADER + w->used, from, n);
		w->used += n;
		from += n;
		len -= n;
	}
}

void
ctlmsg_item(struct ctlmsg_writer *w, const char *item, size_t len)
{
	if (is_full(w, len + 2 * SEPARATOR))
		return;
	if (w->text) {
		/* As if the comma were there: it counts for the line. */
		bool wrap = len + w->column + 2 >= CTLMSG_LINE;

		ctlmsg_octets(w, wrap ? ",\r\n" : ", ", wrap ? 3 : 2);
		w->column = wrap ? 0 : w->column + 2;
	}
	if (len + SEPARATOR > CTLMSG_DATA - w->used &&
	    len + SEPARATOR <= CTLMSG_DATA)
		flush_more(w);
	ctlmsg_octets(w, item, len);
	w->column += len;
	w->text = true;
}

void
ctlmsg_end(struct ctlmsg_writer *w)
{
	if (w->text)
		ctlmsg_octets(w, "\r\n", 2);
	flush(w);
}

void
ctlmsg_fail(struct ctlmsg_writer *w, enum ctlmsg_error code)
{
	w->head.error = true;
	w->head.status = (uint16_t)(code << 8);
	w->head.offset = 0;
	w->used = 0;
	flush(w);
}

/*
 * --- the client's end ---------------------------------------------------
 */

void
ctlmsg_expect(struct ctlmsg_reply *r, uint8_t op, uint16_t sequence)
{
	r->op = op;
	r->sequence = sequence;
	r->status = r->assoc = 0;
	r->error = CTLERR_UNSPEC;
	r->length = 0;
	r->last = false;
	r->n = 0;
	r->data[0] = '\0';
}

/*
 * Put the octets FROM..TO of the data, the last ones or not, among the pieces
 * of R.  Returns false if they do not fit in.
 */
static bool
add_piece(struct ctlmsg_reply *r, uint32_t from, uint32_t to, bool last)
{
	int at = r->n;

	if (r->n == CTLMSG_FRAGMENTS || (last && r->last))
		return false;
	if (from == to && !last)
		return false;
	while (at > 0 && r->piece[at - 1].from >= from)
		at--;
	if (at > 0 && r->piece[at - 1].to > from)
		return false;
	if (at < r->n && (last || r->piece[at].from < to))
		return false;
	if (r->last && at == r->n)
		return false;
	memmove(r->piece + at + 1, r->piece + at,
	    (size_t)(r->n - at) * sizeof r->piece[0]);
	r->piece[at].from = from;
	r->piece[at].to = to;
	r->n++;
	return true;
}

static bool
is_complete(const struct ctlmsg_reply *r)
{
	uint32_t to = 0;

	for (int i = 0; i < r->n; i++) {
		if (r->piece[i].from != to)
			return false;
		to = r->piece[i].to;
	}
	return r->last;
}

enum ctlmsg_take
ctlmsg_take(struct ctlmsg_reply *r, const uint8_t *packet, size_t len)
{
	struct ctlmsg m;
	uint32_t to;

	if (len % 4 != 0 || !ctlmsg_decode(&m, packet, len) || !m.response ||
	    m.version < 1 || m.version > 4 || m.op != r->op ||
	    m.sequence != r->sequence)
		return CTLMSG_IGNORED;
	if (m.error) {
		r->error = m.status >> 8;
		return CTLMSG_REFUSED;
	}
	to = (uint32_t)m.offset + m.count;
	if (m.count > len - CTLMSG_HEADER || to > CTLMSG_REPLY_MAX ||
	    !add_piece(r, m.offset, to, !m.more))
		return CTLMSG_IGNORED;
	memcpy(r->data + m.offset, packet + CTLMSG_HEADER, m.count);
	if (!m.more) {
		r->last = true;
		r->status = m.status;
		r->assoc = m.assoc;
		r->length = to;
		r->data[to] = '\0';
	}
	return is_complete(r) ? CTLMSG_COMPLETE : CTLMSG_TAKEN;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Returns how many of the LEN octets at TEXT are left without blanks behind. */
static size_t
trim(const char *text, size_t len)
{
	while (len > 0 && is_blank(text[len - 1]))
		len--;
	return len;
}

bool
ctlmsg_next(const char **at, const char *end, struct ctlmsg_var *v)
{
	const char *p = *at;
	bool quoted = false;

	while (p < end && (*p == ',' || is_blank(*p)))
		p++;
	if (p == end) {
		*at = end;
		return false;
	}
	v->name = p;
	while (p < end && *p != ',' && *p != '=' && *p != '\r' && *p != '\n')
		p++;
	v->name_len = trim(v->name, (size_t)(p - v->name));
	v->value = p;
	if (p < end && *p == '=') {
		do
			p++;
		while (p < end && is_blank(*p));
		v->value = p;
		for (; p < end && (quoted || *p != ','); p++)
			if (*p == '"')
				quoted = !quoted;
	}
	v->value_len = trim(v->value, (size_t)(p - v->value));
	*at = p;
	return true;
}

bool
ctlmsg_is(const struct ctlmsg_var *v, const char *name)
{
	return v->name_len == strlen(name) &&
	    memcmp(v->name, name, v->name_len) == 0;
}
