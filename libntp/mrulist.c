/*
 * mrulist.c -- the list of who asked, in pages.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "mru.h"
#include "mrulist.h"
#include "nonce.h"

#define ROW 240  /* octets of an entry in words, at most */
#define OURS 160 /* octets of what only our rows have, at most */
#define TAIL 80  /* octets of what ends the list, at most */

/* --- the request --------------------------------------------------------- */

/* Read the LEN digits at TEXT to base BASE into N; false if they are none. */
static bool
read_digits(const char *text, size_t len, unsigned base, uint32_t *n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < len; i++) {
		char c = text[i] >= 'A' ? (char)(text[i] | 0x20) : text[i];
		unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') :
		    c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : base;

		if (digit >= base)
			return false;
		value = value * base + digit;
		if (value > UINT32_MAX)
			return false;
	}
	*n = (uint32_t)value;
	return len > 0;
}

static bool
is_hex(const char *text, size_t len)
{
	return len > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

/* Read a number, decimal or with 0x. */
static bool
read_number(const struct ctlmsg_var *v, uint32_t *n)
{
	return is_hex(v->value, v->value_len) ?
	    read_digits(v->value + 2, v->value_len - 2, 16, n) :
	    read_digits(v->value, v->value_len, 10, n);
}

/* Read 0xHHHHHHHH.HHHHHHHH. */
static bool
read_stamp(const struct ctlmsg_var *v, ntp_time *t)
{
	const char *dot = memchr(v->value, '.', v->value_len), *whole;
	uint32_t seconds, fraction;

	if (dot == NULL || !is_hex(v->value, (size_t)(dot - v->value)))
		return false;
	whole = v->value + 2;
	if (!read_digits(whole, (size_t)(dot - whole), 16, &seconds) ||
	    !read_digits(dot + 1, v->value_len - (size_t)(dot + 1 - v->value),
	    16, &fraction))
		return false;
	t->fp = (uint64_t)seconds << 32 | fraction;
	return true;
}

/* Read A, A:PORT, [A] or [A]:PORT, and A%SCOPE for A; the port is dropped. */
static bool
read_addr(const struct ctlmsg_var *v, struct addr *a)
{
	char text[ADDR_TEXT];
	char *at = text, *end;
	uint32_t scope = 0;

	if (v->value_len >= sizeof text)
		return false;
	memcpy(text, v->value, v->value_len);
	text[v->value_len] = '\0';
	if (text[0] == '[') {
		at++;
		end = strchr(at, ']');
		if (end == NULL)
			return false;
		*end = '\0';
	} else if ((end = strchr(at, ':')) != NULL &&
	    strchr(end + 1, ':') == NULL) {
		*end = '\0';
	}
	end = strchr(at, '%');
	if (end != NULL) {
		*end++ = '\0';
		if (!read_digits(end, strlen(end), 10, &scope))
			return false;
	}
	if (!addr_parse(a, at))
		return false;
	a->scope = scope;
	return true;
}

/* The words that are numbers. */
static const struct {
	const char *name;
	size_t offset;
} numbers[] = {
	{ "frags", offsetof(struct mrulist, frags) },
	{ "limit", offsetof(struct mrulist, limit) },
	{ "mincount", offsetof(struct mrulist, mincount) },
	{ "resall", offsetof(struct mrulist, resall) },
	{ "resany", offsetof(struct mrulist, resany) },
	{ "maxlstint", offsetof(struct mrulist, maxlstint) },
	{ "minlstint", offsetof(struct mrulist, minlstint) },
	{ "recent", offsetof(struct mrulist, recent) },
};

/* Read the I of "WORD.I"; returns false if V has another name. */
static bool
read_index(const struct ctlmsg_var *v, const char *word, uint32_t *i)
{
	size_t len = strlen(word);

	return v->name_len > len && memcmp(v->name, word, len) == 0 &&
	    read_digits(v->name + len, v->name_len - len, 10, i);
}

/* Read one of the entries that the reader has already. */
static bool
read_prior(struct mrulist *q, const struct ctlmsg_var *v)
{
	uint32_t i;

	if (read_index(v, "addr.", &i)) {
		if (i >= MRULIST_PRIORS || !read_addr(v, &q->addr[i]))
			return false;
		if (i >= q->priors)
			q->priors = i + 1;
	} else if (read_index(v, "last.", &i)) {
		return i < MRULIST_PRIORS && read_stamp(v, &q->last[i]);
	}
	return true;
}

static bool
read_item(struct mrulist *q, const struct ctlmsg_var *v)
{
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (ctlmsg_is(v, numbers[i].name))
			return read_number(v, (uint32_t *)((char *)q +
			    numbers[i].offset));
	if (ctlmsg_is(v, "laddr"))
		return read_addr(v, &q->laddr);
	if (ctlmsg_is(v, "nonce") && v->value_len == NONCE_TEXT)
		q->nonce = v->value;
	return read_prior(q, v);
}

int
mrulist_read(struct mrulist *q, const char *data, size_t len)
{
	const char *end = data + len;
	struct ctlmsg_var v;
	bool good = true;

	*q = (struct mrulist){ .nonce = NULL };
	while (ctlmsg_next(&data, end, &v))
		good = read_item(q, &v) && good;
	if (!good || q->frags > MRULIST_FRAGMENTS ||
	    (q->frags == 0 && (q->limit == 0 || q->limit > MRULIST_ROWS)))
		return CTLERR_BAD_VALUE;
	if (q->frags == 0)
		q->frags = MRULIST_FRAGMENTS;
	else if (q->limit == 0)
		q->limit = UINT32_MAX;
	return -1;
}

/* --- the page ------------------------------------------------------------ */

/* Put NAME and the time T. */
static void
put_stamp(struct ctlmsg_writer *out, const char *name, ntp_time t)
{
	ctlmsg_print(out, "%s=0x%08" PRIx32 ".%08" PRIx32, name,
	    (uint32_t)(t.fp >> 32), (uint32_t)t.fp);
}

/* Put NAME, the address A and its port. */
static void
put_addr(struct ctlmsg_writer *out, const char *name, const struct addr *a)
{
	char text[ADDR_TEXT], scope[16] = "";

	if (a->scope != 0)
		snprintf(scope, sizeof scope, "%%%" PRIu32, a->scope);
	ctlmsg_print(out, a->family == 6 ? "%s=[%s%s]:%u" : "%s=%s%s:%u", name,
	    addr_format(a, text, sizeof text), scope, a->port);
}

/*
 * Returns how many packets E is about: those about time or, if there are none,
 * the others.
 */
static uint64_t
packets(const struct mru_entry *e)
{
	return e->count > 0 ? e->count : e->commands;
}

/* Put what later versions do not have in their rows, where there is any. */
static void
put_ours(struct ctlmsg_writer *out, unsigned n, const struct mru_entry *e)
{
	char name[24];

	if (e->heard > 0)
		ctlmsg_print(out, "heard.%u=%" PRIu32, n, e->heard);
	if (e->dropped > 0)
		ctlmsg_print(out, "drops.%u=%" PRIu32, n, e->dropped);
	if (e->refused > 0)
		ctlmsg_print(out, "cmddrops.%u=%" PRIu32, n, e->refused);
	if (e->count == 0 || e->commands == 0)
		return;
	ctlmsg_print(out, "cmds.%u=%" PRIu32, n, e->commands);
	snprintf(name, sizeof name, "cmdfirst.%u", n);
	put_stamp(out, name, e->command_first);
	snprintf(name, sizeof name, "cmdlast.%u", n);
	put_stamp(out, name, e->command_last);
}

/* Put entry number N of the page. */
static void
put_row(struct ctlmsg_writer *out, unsigned n, const struct mru_entry *e)
{
	char name[24];

	snprintf(name, sizeof name, "addr.%u", n);
	put_addr(out, name, &e->addr);
	snprintf(name, sizeof name, "last.%u", n);
	put_stamp(out, name, e->last_at);
	snprintf(name, sizeof name, "first.%u", n);
	put_stamp(out, name, e->first_at);
	ctlmsg_print(out, "ct.%u=%" PRIu64, n, packets(e));
	ctlmsg_print(out, "mv.%u=%u", n, (unsigned)e->version << 3 | e->mode);
	ctlmsg_print(out, "rs.%u=0x%" PRIx32, n, e->flags);
	put_ours(out, n, e);
}

/* Returns the first of the entries Q names that is where it was, or NULL. */
static const struct mru_entry *
find_prior(const struct mrulist *q, const struct mru *m)
{
	for (unsigned i = 0; i < q->priors; i++) {
		const struct mru_entry *e = q->addr[i].family == 0 ? NULL :
		    mru_find(m, &q->addr[i]);

		if (e != NULL && ntptime_equal(e->last_at, q->last[i]))
			return e;
	}
	return NULL;
}

/* Returns where a list of the latest N entries begins. */
static const struct mru_entry *
recent(const struct mru *m, uint32_t n)
{
	const struct mru_entry *e = mru_latest(m), *older;

	while (e != NULL && --n > 0 && (older = mru_before(m, e)) != NULL)
		e = older;
	return e;
}

/* Returns true if Q wants to see E at NOW. */
static bool
is_wanted(const struct mrulist *q, const struct mru_entry *e, ntp_time now)
{
	double age = ntptime_diff(now, e->last_at);

	return packets(e) >= q->mincount && (e->flags & q->resall) == q->resall &&
	    (q->resany == 0 || (e->flags & q->resany) != 0) &&
	    (q->maxlstint == 0 || age <= q->maxlstint) &&
	    (q->minlstint == 0 || age >= q->minlstint) &&
	    (q->laddr.family == 0 || addr_same_host(&q->laddr, &e->to));
}

/* Returns true if OUT can take E as well, of the FRAGS fragments. */
static bool
has_room(const struct ctlmsg_writer *out, uint32_t frags,
    const struct mru_entry *e)
{
	bool more = e->heard > 0 || e->dropped > 0 || e->commands > 0 ||
	    e->refused > 0;

	return out->sent + 1 < frags ||
	    out->used + ROW + (more ? OURS : 0) + TAIL <= CTLMSG_DATA;
}

int
mrulist_write(const struct mrulist *q, const struct state *s,
    const struct now *now, const char *nonce, struct ctlmsg_writer *out)
{
	const struct mru *m = s->mru;
	const struct mru_entry *e, *newest = NULL;
	unsigned n = 0;

	e = q->priors > 0 ? find_prior(q, m) : q->recent > 0 ?
	    recent(m, q->recent) : mru_oldest(m);
	if (q->priors > 0) {
		if (e == NULL)
			return CTLERR_UNKNOWN_VAR;
		put_stamp(out, "last.older", e->last_at);
		put_addr(out, "addr.older", &e->addr);
		/* A limit of one asks for that entry itself. */
		if (q->limit > 1)
			e = mru_after(m, e);
	}
	ctlmsg_print(out, "nonce=%s", nonce);
	for (; e != NULL && n < q->limit && has_room(out, q->frags, e);
	    e = mru_after(m, e)) {
		if (!is_wanted(q, e, now->wall))
			continue;
		put_row(out, n++, e);
		newest = e;
	}
	if (e == NULL) {
		put_stamp(out, "now", now->wall);
		if (newest != NULL)
			put_stamp(out, "last.newest", newest->last_at);
	}
	ctlmsg_end(out);
	return -1;
}
