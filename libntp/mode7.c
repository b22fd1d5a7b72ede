/*
 * mode7.c -- answers to mode 7 requests (ntp_request.h of classic describes the
 * items).
 *
 * A row for each request says how long its items are and what writes them.  An
 * item is made of zeros into which fields are put by their places.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "mode7.h"

#define HEADER 8
#define DATA 500       /* octets of items in a packet at most */
#define ITEM 136       /* octets of an item at most */
#define SEQUENCES 128  /* packets of an answer at most */
#define RESPONSE 0x80
#define MORE 0x40
#define OLD 2          /* implementations: items without IPv6, */
#define PRESENT 3      /* and with it */
#define FP 65536.0
#define LFP 4294967296.0
#define BUFFERS 1      /* for receiving: one, on the stack */

enum error { ERR_NONE, ERR_IMPL, ERR_REQUEST, ERR_FORMAT, ERR_NO_DATA };

/* Bits of a source's flags. */
enum {
	FLAG_CONFIG = 0x01, FLAG_SYSPEER = 0x02, FLAG_BURST = 0x04,
	FLAG_REFCLOCK = 0x08, FLAG_PREFER = 0x10,
	FLAG_CANDIDATE = 0x40, FLAG_SHORTLIST = 0x80
};

/* Bits of the system's flags. */
enum {
	SYS_BCLIENT = 0x01, SYS_AUTH = 0x02, SYS_NTP = 0x04, SYS_KERNEL = 0x08,
	SYS_CALIBRATE = 0x10, SYS_MONITOR = 0x40, SYS_STATS = 0x80
};

/* A request being answered. */
struct request {
	const struct state *state;
	const struct now *now;
	const struct mode7_out *caller;
	bool old;            /* no IPv6 */
	uint8_t head[4];     /* of the answer */
	unsigned sequence;
	size_t item_size;    /* octets */
	size_t items;        /* in the packet at hand */
	uint8_t packet[HEADER + DATA];
};

/* --- packets ------------------------------------------------------------- */

static void
put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void
put32(uint8_t *p, uint64_t v)
{
	put16(p, (unsigned)(v >> 16) & 0xffff);
	put16(p + 2, (unsigned)v & 0xffff);
}

static void
put64(uint8_t *p, uint64_t v)
{
	put32(p, v >> 32);
	put32(p + 4, v);
}

/* Put S seconds, or whatever else, as 16.16. */
static void
put_fp(uint8_t *p, double s)
{
	double units = fmin(fmax(s * FP, INT32_MIN), INT32_MAX);

	put32(p, (uint32_t)(int32_t)units);
}

/* Put S as 32.32. */
static void
put_lfp(uint8_t *p, double s)
{
	double units = fmin(fmax(s, INT32_MIN), INT32_MAX) * LFP;

	put64(p, (uint64_t)(int64_t)floor(units));
}

/* Send the packet at hand; FLAGS: MORE will follow. */
static void
flush(struct request *r, unsigned flags, enum error error)
{
	memcpy(r->packet, r->head, sizeof r->head);
	r->packet[0] |= (uint8_t)flags;
	r->packet[1] = (uint8_t)r->sequence++;
	put16(r->packet + 4, (unsigned)error << 12 | (unsigned)r->items);
	put16(r->packet + 6, error != ERR_NONE ? 0 : (unsigned)r->item_size);
	r->caller->send(r->caller->ctx, r->packet, HEADER +
	    r->items * r->item_size);
	r->items = 0;
}

/* Add an item; more of them than there are sequence numbers are left out. */
static void
add(struct request *r, const uint8_t *item)
{
	if ((r->items + 1) * r->item_size > DATA) {
		if (r->sequence + 1 == SEQUENCES)
			return;
		flush(r, MORE, ERR_NONE);
	}
	memcpy(r->packet + HEADER + r->items++ * r->item_size, item,
	    r->item_size);
}

/*
 * Put the address A at V4, or at V6 with the flag for it.  Returns false if R
 * has no room for such addresses.
 */
static bool
put_addr(const struct request *r, uint8_t *item, const struct addr *a,
    size_t v4, size_t v6)
{
	if (a->family == 6 && r->old)
		return false;
	memcpy(item + (a->family == 6 ? v6 : v4), a->ip,
	    addr_bits(a->family) / 8);
	return true;
}

/* --- sources ------------------------------------------------------------- */

static unsigned
flags_of(const struct request *r, const struct peer *p)
{
	unsigned flags = 0;

	if (p->configured)
		flags |= FLAG_CONFIG;
	if (p->id == r->state->sys.peer)
		flags |= FLAG_SYSPEER;
	if ((p->flags & CONF_BURST) != 0)
		flags |= FLAG_BURST;
	if (p->refclock)
		flags |= FLAG_REFCLOCK;
	if ((p->flags & CONF_PREFER) != 0)
		flags |= FLAG_PREFER;
	if (p->select == SELECT_CANDIDATE)
		flags |= FLAG_CANDIDATE;
	if (p->select >= SELECT_SYSPEER)
		flags |= FLAG_SHORTLIST;
	return flags;
}

static uint16_t
port_of(const struct request *r, const struct peer *p)
{
	return p->addr.port != 0 ? p->addr.port : r->state->conf->port;
}

/* Call FILL for an item about each source that has an address. */
static void
each_peer(struct request *r, bool (*fill)(const struct request *r,
    const struct peer *p, uint8_t *item))
{
	const struct peer *p;

	TAILQ_FOREACH(p, &r->state->peers, link) {
		uint8_t item[ITEM] = { 0 };

		if (p->addr.family != 0 && fill(r, p, item))
			add(r, item);
	}
}

static bool
fill_peer(const struct request *r, const struct peer *p, uint8_t *item)
{
	put16(item + 4, port_of(r, p));
	item[6] = p->hmode;
	/* The summary has all; so it is. */
	item[7] = (uint8_t)(flags_of(r, p) &
	    ~(unsigned)(FLAG_BURST | FLAG_REFCLOCK | FLAG_PREFER));
	put32(item + 8, p->addr.family == 6);
	return put_addr(r, item, &p->addr, 0, 16);
}

static void
answer_peers(struct request *r)
{
	each_peer(r, fill_peer);
}

/* Classic shows the square root of the dispersion, for old times' sake. */
static bool
fill_summary(const struct request *r, const struct peer *p, uint8_t *item)
{
	static const struct addr loopback = { .family = 4,
	    .ip = { 127, 0, 0, 1 } };

	put16(item + 8, port_of(r, p));
	item[10] = p->stratum;
	item[11] = (uint8_t)p->hpoll;
	item[12] = (uint8_t)p->ppoll;
	item[13] = p->reach;
	item[14] = (uint8_t)flags_of(r, p);
	item[15] = p->hmode;
	put_fp(item + 16, p->delay);
	put_lfp(item + 20, p->offset);
	put_fp(item + 28, sqrt(p->disp));
	put32(item + 32, p->addr.family == 6);
	return put_addr(r, item, p->refclock ? &loopback : &p->local, 0, 40) &&
	    put_addr(r, item, &p->addr, 4, 56);
}

static void
answer_summary(struct request *r)
{
	each_peer(r, fill_summary);
}

/* --- the system ---------------------------------------------------------- */

static unsigned
sys_flags(const struct conf *c)
{
	return (c->enable.bclient ? SYS_BCLIENT : 0u) |
	    (c->enable.auth ? SYS_AUTH : 0u) |
	    (c->enable.ntp ? SYS_NTP : 0u) |
	    (c->enable.kernel ? SYS_KERNEL : 0u) |
	    (c->enable.calibrate ? SYS_CALIBRATE : 0u) |
	    (c->enable.monitor ? SYS_MONITOR : 0u) |
	    (c->enable.stats ? SYS_STATS : 0u);
}

/* What its name calls frequency has been the jitter for long. */
static void
answer_sys_info(struct request *r)
{
	const struct sys *sys = &r->state->sys;
	const struct peer *p = state_find(r->state, sys->peer);
	uint8_t item[ITEM] = { 0 };

	if (p != NULL && put_addr(r, item, &p->addr, 0, 64)) {
		item[4] = p->hmode;
		put32(item + 56, p->addr.family == 6);
	}
	item[5] = sys->leap;
	item[6] = sys->stratum;
	item[7] = (uint8_t)sys->precision;
	put_fp(item + 8, sys->rootdelay);
	put_fp(item + 12, state_rootdisp(r->state, r->now->mono));
	put32(item + 16, sys->refid);
	put64(item + 20, sys->reftime.fp);
	put32(item + 28, (uint32_t)sys->tc);
	item[32] = (uint8_t)sys_flags(r->state->conf);
	put_fp(item + 36, r->state->conf->broadcastdelay);
	put_fp(item + 40, sys->jitter);
	put_fp(item + 52, sys->clk_wander * 1e6);
	add(r, item);
}

static void
answer_sys_stats(struct request *r)
{
	const struct state *s = r->state;
	uint8_t item[ITEM] = { 0 };
	struct totals t;

	state_totals(&s->counts, &t);
	put32(item, (uint64_t)(r->now->mono - s->started));
	put32(item + 4, (uint64_t)(r->now->mono - s->counted_since));
	put32(item + 8, t.restricted);
	put32(item + 12, t.older);
	put32(item + 16, t.current);
	put32(item + 20, s->counts.verdict[VERDICT_BAD_VERSION]);
	put32(item + 24, s->counts.verdict[VERDICT_BAD_LENGTH]);
	put32(item + 28, t.processed);
	put32(item + 32, t.badauth);
	put32(item + 36, t.received);
	put32(item + 40, t.limited);
	add(r, item);
}

static void
answer_loop_info(struct request *r)
{
	const struct sys *sys = &r->state->sys;
	uint8_t item[ITEM] = { 0 };

	put_lfp(item, sys->offset);
	put_lfp(item + 8, sys->freq * 1e6);
	put32(item + 20, (uint64_t)(r->now->mono - sys->updated));
	add(r, item);
}

/* --- what the host tells ------------------------------------------------- */

static void
ask_host(const struct request *r, struct host_report *report)
{
	report->n_ifaces = 0;
	r->caller->report(r->caller->ctx, report);
}

static void
answer_kernel(struct request *r)
{
	struct host_report report = { .first = UINT32_MAX };
	const struct report_kernel *k = &report.kernel;
	uint8_t item[ITEM] = { 0 };

	ask_host(r, &report);
	put32(item, (uint32_t)k->offset);
	put32(item + 4, (uint32_t)k->freq);
	put32(item + 8, (uint32_t)k->maxerror);
	put32(item + 12, (uint32_t)k->esterror);
	put16(item + 16, k->status);
	put16(item + 18, k->shift);
	put32(item + 20, (uint32_t)k->constant);
	put32(item + 24, (uint32_t)k->precision);
	put32(item + 28, (uint32_t)k->tolerance);
	put32(item + 32, (uint32_t)k->ppsfreq);
	put32(item + 36, (uint32_t)k->jitter);
	put32(item + 40, (uint32_t)k->stabil);
	put32(item + 44, (uint32_t)k->jitcnt);
	put32(item + 48, (uint32_t)k->calcnt);
	put32(item + 52, (uint32_t)k->errcnt);
	put32(item + 56, (uint32_t)k->stbcnt);
	add(r, item);
}

static void
answer_io_stats(struct request *r)
{
	struct host_report report = { .first = UINT32_MAX };
	const struct report_io *io = &report.io;
	uint8_t item[ITEM] = { 0 };

	ask_host(r, &report);
	put32(item, (uint64_t)(r->now->mono - r->state->started));
	put16(item + 4, BUFFERS);
	put16(item + 6, BUFFERS);
	put32(item + 12, io->dropped);
	put32(item + 20, io->received);
	put32(item + 24, io->sent);
	put32(item + 28, io->failed);
	put32(item + 32, io->wakeups);
	put32(item + 36, io->wakeups);
	add(r, item);
}

static void
add_iface(struct request *r, const struct report_iface *f)
{
	uint8_t item[ITEM] = { 0 };
	const struct peer *p;
	uint32_t peers = 0;

	TAILQ_FOREACH(p, &r->state->peers, link)
		peers += addr_same_host(&p->local, &f->addr) &&
		    !addr_is_any(&f->addr);
	if (!put_addr(r, item, &f->addr, 0, 0))
		return;
	put32(item + 48, f->addr.family == 6);
	memcpy(item + 52, f->name, strnlen(f->name, sizeof f->name));
	put32(item + 84, f->flags);
	put32(item + 96, f->received);
	put32(item + 100, f->sent);
	put32(item + 104, f->failed);
	put32(item + 108, (uint64_t)(r->now->mono - f->since));
	put32(item + 112, f->addr.scope);
	put32(item + 120, f->number);
	put32(item + 124, peers);
	put16(item + 128, f->addr.family == 6 ? 10 : 2);
	item[130] = f->drop;
	item[131] = 1; /* it is there */
	add(r, item);
}

static void
answer_if_stats(struct request *r)
{
	struct host_report report = { .first = 0 };

	do {
		ask_host(r, &report);
		for (unsigned i = 0; i < report.n_ifaces; i++)
			add_iface(r, &report.iface[i]);
		report.first += report.n_ifaces;
	} while (report.n_ifaces == REPORT_IFACES);
}

/* --- dispatch ------------------------------------------------------------ */

static const struct operation {
	uint8_t code;
	uint8_t size_old, size; /* octets of an item */
	void (*answer)(struct request *r);
} operations[] = {
	{ 0, 8, 32, answer_peers },        /* PEER_LIST */
	{ 1, 32, 72, answer_summary },     /* PEER_LIST_SUM */
	{ 4, 56, 80, answer_sys_info },    /* SYS_INFO */
	{ 5, 44, 44, answer_sys_stats },   /* SYS_STATS */
	{ 6, 40, 40, answer_io_stats },    /* IO_STATS */
	{ 8, 24, 24, answer_loop_info },   /* LOOP_INFO */
	{ 38, 60, 60, answer_kernel },     /* GET_KERNEL */
	{ 44, 136, 136, answer_if_stats }, /* IF_STATS */
};

/* Returns what answers CODE, NULL: nothing. */
static const struct operation *
find_operation(uint8_t code)
{
	for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
		if (operations[i].code == code)
			return &operations[i];
	return NULL;
}

/* Answer the request for IMPLEMENTATION and CODE with items of ASKED octets. */
static void
answer(struct request *r, uint8_t implementation, uint8_t code, unsigned asked)
{
	const struct operation *o = find_operation(code);
	enum error error = ERR_NONE;

	r->old = implementation == OLD;
	if (implementation == 0 || o == NULL)
		error = ERR_REQUEST;
	if (implementation != 0 && !r->old && implementation != PRESENT)
		error = ERR_IMPL;
	if (error == ERR_NONE && asked != 0)
		error = ERR_FORMAT;
	if (error == ERR_NONE && o != NULL) {
		r->item_size = r->old ? o->size_old : o->size;
		o->answer(r);
		if (r->items == 0)
			error = ERR_NO_DATA;
	}
	flush(r, 0, error);
}

enum verdict
mode7_answer(const struct state *s, const struct now *now, const struct rx *rx,
    const struct mode7_out *out)
{
	const uint8_t *d = rx->data;
	struct request r = { .state = s, .now = now, .caller = out };
	unsigned version;

	if (rx->len < HEADER)
		return VERDICT_BAD_CONTROL;
	version = d[0] >> 3 & 7;
	/* A response, one of several, with an error, with what must be zero. */
	if ((d[0] & (RESPONSE | MORE)) != 0 || version < 1 || version > 4 ||
	    (d[1] & 0x7f) != 0 || (d[4] & 0xf0) != 0 || (d[6] & 0xf0) != 0)
		return VERDICT_BAD_CONTROL;
	r.head[0] = (uint8_t)(RESPONSE | version << 3 | MODE_PRIVATE);
	r.head[2] = d[2];
	r.head[3] = d[3];
	answer(&r, d[2], d[3], (unsigned)(d[6] & 0x0f) << 8 | d[7]);
	return VERDICT_ANSWERED;
}
