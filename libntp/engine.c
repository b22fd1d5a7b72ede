/*
 * engine.c -- the way in: every call of a host is dispatched here.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assoc.h"
#include "clients.h"
#include "core.h"
#include "engine.h"
#include "events.h"
#include "leapwork.h"
#include "manage.h"
#include "refclock.h"
#include "requests.h"
#include "restricts.h"
#include "server.h"
#include "stats.h"
#include "steer.h"
#include "strangers.h"

#define CRYPTO_NAK 4       /* octets: the key id 0 and nothing else */
#define FLAKE_CHANCE 0x19999999u /* of 2^32: one packet in ten */
#define CAST_DOUBT 0.005 /* s by which a broadcast may surprise */
#define COUNT_EVERY 3600.0 /* s between lines of sysstats */

struct engine *
engine_new(const struct host *host, const struct facts *facts,
    const struct now *now)
{
	struct engine *e = calloc(1, sizeof *e);

	if (e != NULL)
		TAILQ_INIT(&e->st.peers);
	if (e == NULL || (e->pairs = pairs_new()) == NULL ||
	    (e->st.recent = recent_new()) == NULL) {
		engine_free(e);
		return NULL;
	}
	e->host = *host;
	e->facts = *facts;
	e->st.facts = &e->facts;
	e->st.est = &e->est;
	e->st.disc = &e->disc;
	e->st.pairs = e->pairs;
	e->st.started = e->counted_at = e->st.counted_since = now->mono;
	e->count_due = now->mono + 1;
	e->gen = now->gen;
	e->called = now->wall;
	e->last_id = (uint16_t)core_random(e);
	return e;
}

void
engine_free(struct engine *e)
{
	struct peer *p;

	if (e == NULL)
		return;
	while ((p = TAILQ_FIRST(&e->st.peers)) != NULL)
		assoc_end(e, p);
	restricts_free(e);
	access_free(e->st.access);
	auth_free(e->st.auth);
	mru_free(e->st.mru);
	pairs_free(e->pairs);
	recent_free(e->st.recent);
	free(e->st.own);
	free(e->candidates);
	free(e->edges);
	free(e->by_index);
	free(e);
}

/* Trust those keys that the configuration trusts. */
static void
trust_keys(struct engine *e)
{
	const struct conf *conf = e->st.conf;

	if (e->st.auth == NULL || conf == NULL)
		return;
	auth_distrust(e->st.auth);
	for (size_t i = 0; i < conf->n_trusted; i++)
		auth_trust(e->st.auth, conf->trusted[i].first,
		    conf->trusted[i].last);
}

int
engine_keys(struct engine *e, const char *text, size_t length,
    auth_report *report, void *ctx)
{
	struct auth *auth = auth_new();

	if (auth == NULL || auth_read(auth, text, length, report, ctx) != 0) {
		auth_free(auth);
		return -1;
	}
	auth_free(e->st.auth);
	e->st.auth = auth;
	trust_keys(e);
	return 0;
}

/* Set the counters to zero that CONF's reset lines name. */
static void
reset_counters(struct engine *e, const struct now *now,
    const struct conf *conf)
{
	struct peer *p;

	if ((conf->reset & CONF_RESET_SYS) != 0) {
		e->st.counts = e->counted = (struct counts){ 0 };
		e->counted_at = e->st.counted_since = now->mono;
	}
	if ((conf->reset & CONF_RESET_IO) != 0)
		e->st.counts.received = e->counted.received = 0;
	if ((conf->reset & CONF_RESET_ALLPEERS) == 0)
		return;
	TAILQ_FOREACH(p, &e->st.peers, link)
		p->sent = p->received = p->processed = p->bogus = p->badauth =
		    p->duplicates = p->bad_header = p->unsynchronised =
		    p->sent_kernel = p->received_kernel = 0;
}

/* Give up the ports of their own that associations do not ask from now. */
static void
close_ports(const struct engine *e)
{
	const struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link) {
		struct action a = { .kind = ACT_CLOSE,
			.u.close = { .port = p->id } };

		core_act(e, &a);
	}
}

int
engine_configure(struct engine *e, const struct now *now,
    const struct conf *conf)
{
	bool first = e->st.conf == NULL;

	e->called = now->wall;
	if (clients_room(e, conf) != 0 || assoc_configure(e, now, conf) != 0)
		return -1;
	restricts_configure(e, now);
	reset_counters(e, now, conf);
	if (conf->clientport == CLIENTPORT_SERVED)
		close_ports(e);
	trust_keys(e);
	e->st.configured++;
	strangers_review(e);
	if (first)
		steer_start(e, now);
	else
		steer_select(e, now); /* the system peer may be gone */
	return 0;
}

void
engine_leapfile(struct engine *e, const struct now *now, const char *text,
    size_t length)
{
	e->called = now->wall;
	leapwork_read(e, now, text, length);
}

void
engine_stop(struct engine *e, const struct now *now)
{
	e->called = now->wall;
	if (e->st.conf != NULL)
		steer_stop(e, now);
}

int
engine_interfaces(struct engine *e, const struct now *now,
    const struct addr *own, size_t n)
{
	struct addr *copy = calloc(n + 1, sizeof *copy);

	(void)now;
	if (copy == NULL)
		return -1;
	if (n > 0)
		memcpy(copy, own, n * sizeof *copy);
	free(e->st.own);
	e->st.own = copy;
	e->st.n_own = n;
	return 0;
}

const struct state *
engine_state(const struct engine *e)
{
	return &e->st;
}

/* --- packets in: answers to us ------------------------------------------- */

void
engine_sent(struct engine *e, const struct now *now,
    const struct sent *sent)
{
	struct peer *p = core_peer(e, sent->tag & 0xffff);
	ntp_time at = sent->at;

	if (sent->refused != REFUSED_NOT) {
		if (p != NULL)
			peer_refused(p, now, sent->refused);
		if (sent->refused == REFUSED_NO_ROUTE)
			return;
	}
	if ((sent->tag & 0xffff) == 0)
		pairs_sent(e->pairs, sent->tag >> 16, now->gen, at,
		    sent->by == STAMPED_KERNEL);
	if (p == NULL || sent->tag != requests_tag(p))
		return;
	p->sent_by = sent->by;
	p->sent_kernel += sent->by == STAMPED_KERNEL;
	if (!addr_is_any(&sent->from))
		p->local = sent->from;
	if (p->t1.gen == now->gen && p->t1.leaps == now->leaps) {
		p->il.lag = ntptime_diff(at, p->t1.wall);
		p->t1.wall = at;
		p->t1.mono += p->il.lag;
	}
}

/* Returns the association that RX, by its own port or ours, may belong to. */
static struct peer *
find_peer(struct engine *e, const struct rx *rx, uint8_t mode)
{
	struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link) {
		if (p->refclock || !addr_same(&p->addr, &rx->from))
			continue;
		if (rx->cast || mode == MODE_BROADCAST) {
			if (rx->cast && mode == MODE_BROADCAST &&
			    p->cast == CAST_CLIENT)
				return p;
			continue;
		}
		if (p->hmode == MODE_CLIENT && mode == MODE_SERVER &&
		    rx->port == (requests_own_port(e, p) ? p->id :
		    PORT_SERVED))
			return p;
		if (p->hmode == MODE_ACTIVE && rx->port == PORT_SERVED &&
		    (mode == MODE_ACTIVE || mode == MODE_PASSIVE))
			return p;
		if (p->hmode == MODE_PASSIVE && rx->port == PORT_SERVED &&
		    mode == MODE_ACTIVE)
			return p;
	}
	return NULL;
}

/*
 * Write a rawstats line about PACKET, of which VERDICT was found, unless it was
 * no answer.  What we sent as T1 was random; ORG is when we sent it.
 */
static void
record_raw(const struct engine *e, const struct packet *packet,
    const struct rx *rx, ntp_time org, enum verdict verdict)
{
	struct stats_packet r = { .from = rx->from, .to = rx->to,
		.packet = packet, .org = org, .dst = rx->at };
	char line[STATS_LINE];

	if (!stats_wanted(e->st.conf, CONF_RAWSTATS) ||
	    (verdict != VERDICT_ACCEPTED && verdict != VERDICT_BAD_HEADER &&
	    verdict != VERDICT_UNSYNCHRONISED))
		return;
	stats_raw(&r, line, sizeof line);
	events_record(e, CONF_RAWSTATS, line);
}

/* P has answered the one request that left from the port served only. */
static void
stay_at_port(struct engine *e, struct peer *p)
{
	struct action a = { .kind = ACT_CLOSE, .u.close = { .port = p->id } };
	char text[ADDR_TEXT];

	p->stays = true;
	core_act(e, &a);
	events_log(e, PRI_NOTICE, "%s answers requests from port %u only: they "
	    "leave from there from now on", addr_format(&p->addr, text,
	    sizeof text), e->st.conf->port);
}

static enum verdict
take_answer(struct engine *e, const struct now *now, struct peer *p,
    const struct packet *packet, const struct rx *rx)
{
	struct exchange_env env = requests_env(e, now);
	ntp_time org = ntptime_equal(packet->org, p->cookie) ? p->t1.wall :
	    packet->org;
	struct sample sample;
	bool was_reachable = p->reach != 0, was_heard = p->il.heard;
	enum verdict verdict = peer_judge(p, packet, rx->at, now, &env,
	    &sample);

	p->local = rx->to;
	p->duplicates += verdict == VERDICT_DUPLICATE;
	p->bad_header += verdict == VERDICT_BAD_HEADER;
	p->unsynchronised += verdict == VERDICT_UNSYNCHRONISED;
	record_raw(e, packet, rx, org, verdict);
	if (p->il.heard && !was_heard)
		events_peer(e, p, PEER_INTERLEAVE_MODE, "%s", "");
	if (verdict == VERDICT_KISSED)
		events_peer(e, p, PEER_RATE_EXCEEDED, "%s", "");
	if (verdict == VERDICT_BAD_AUTH)
		events_peer(e, p, PEER_BAD_AUTH, packet->auth == PACKET_NAK ?
		    "crypto_NAK" : "digest");
	if (!was_reachable && p->reach != 0) {
		p->reached = now->mono;
		events_peer(e, p, PEER_REACHABLE, "%s", "");
	}
	if (verdict != VERDICT_ACCEPTED) {
		/* It may have said that it is not to be followed any more. */
		if (p->id == e->st.sys.peer)
			steer_select(e, now);
		return verdict;
	}
	if (p->hmode == MODE_CLIENT && p->served && !p->stays)
		stay_at_port(e, p);
	if (!steer_can_measure(e, now))
		return VERDICT_DECLINED;
	steer_sample(e, now, p, &sample);
	return verdict;
}

/*
 * Returns by how much SAMPLE, of a broadcast of P's, came later (s) than what
 * is known of P says; < 0: earlier.
 */
static double
lateness(struct engine *e, const struct now *now, const struct peer *p,
    const struct sample *sample)
{
	return p->path.count == 0 ? 0 : path_estimate(&p->path,
	    now->mono).error - steer_applied(e, now) - sample->offset;
}

/*
 * Returns the delay (s) that SAMPLE, of a broadcast of P's, is to have on top
 * of that of the way, to be worth as little as it is: no exchange tells how long
 * it queued, but it did if the one before came earlier.  What the clock is
 * thought to be must not decide that, or mistakes would feed on themselves.
 */
static double
queueing(struct peer *p, const struct sample *sample)
{
	double error = sample->offset + sample->applied;
	double run = (sample->mono - p->heard) *
	    path_estimate(&p->path, sample->mono).rate;
	double by = p->heard > 0 ? fmax(0, p->heard_error + run - error) : 0;

	p->heard = sample->mono;
	p->heard_error = error;
	return sqrt(12) * by;
}

/* Take in the broadcast PACKET of P. */
static enum verdict
take_broadcast(struct engine *e, const struct now *now, struct peer *p,
    const struct packet *packet, const struct rx *rx)
{
	bool was_reachable = p->reach != 0;
	struct sample sample;
	double late;
	enum verdict verdict = peer_judge_cast(p, packet, rx->at, now,
	    e->st.sys.precision, e->st.conf->tinker.dispersion, &sample);

	p->local = rx->to;
	record_raw(e, packet, rx, packet->org, verdict);
	if (verdict == VERDICT_BAD_AUTH)
		events_peer(e, p, PEER_BAD_AUTH, packet->auth == PACKET_NAK ?
		    "crypto_NAK" : "digest");
	if (verdict == VERDICT_UNSYNCHRONISED && p->id == e->st.sys.peer)
		steer_select(e, now);
	if (verdict != VERDICT_ACCEPTED)
		return verdict;
	if (!was_reachable)
		events_peer(e, p, PEER_REACHABLE, "%s", "");
	if (!steer_can_measure(e, now))
		return VERDICT_DECLINED;
	late = lateness(e, now, p, &sample);
	/* Somebody may have held it back, or the way has changed. */
	if (!p->one_way && fabs(late) > CAST_DOUBT + 2 * p->way) {
		memset(&p->filter, 0, sizeof p->filter);
		peer_start(p, now->mono);
		return VERDICT_DECLINED;
	}
	sample.applied = steer_applied(e, now);
	sample.delay += queueing(p, &sample);
	steer_sample(e, now, p, &sample);
	return verdict;
}

/* --- packets in: questions of others ------------------------------------- */

/* Send the LEN octets at DATA to where RX came from. */
static void
send_back(const struct engine *e, const struct rx *rx, const uint8_t *data,
    size_t len, uint32_t tag)
{
	struct action a = { .kind = ACT_SEND, .u.send = { .port = rx->port,
		.from = rx->to, .to = rx->from, .data = data, .len = len,
		.tag = tag } };

	core_act(e, &a);
}

/* Returns the poll interval, log2 s, that the reply to PACKET asks for:
 * "discard average" at least. */
static int8_t
poll_to_ask(const struct engine *e, const struct packet *packet)
{
	int least = e->st.conf->discard.average;

	return packet->poll < least ? (int8_t)least : packet->poll;
}

static enum verdict
answer(struct engine *e, const struct now *now, const struct packet *packet,
    const struct rx *rx)
{
	uint8_t data[PACKET_HEADER + AUTH_MAC_MAX] = { 0 };
	size_t len = PACKET_HEADER;
	struct packet reply;
	uint32_t tag = 0;

	if (packet->auth == PACKET_NAK)
		return VERDICT_RESTRICTED;
	server_reply(&e->st.sys, state_rootdisp(&e->st, now->mono), packet,
	    rx->at, now->wall, &reply);
	reply.poll = poll_to_ask(e, packet);
	leapwork_serve(e, now, &reply);
	/* What is smeared changes between two answers, and is not a time. */
	if (ntptime_equal(reply.rec, rx->at))
		tag = pairs_answer(e->pairs, &rx->from, now->gen, packet,
		    &reply) << 16;
	packet_encode(&reply, data);
	e->st.counts.told++;
	e->st.counts.told_kernel += rx->by == STAMPED_KERNEL;
	e->st.counts.told_signed += packet->auth == PACKET_SIGNED;
	e->st.counts.signed_ += packet->auth == PACKET_SIGNED;
	if (packet->auth == PACKET_SIGNED)
		len += auth_sign(e->st.auth, packet->keyid, data, len);
	else if (packet->mac_len != 0 || packet->mac_at > PACKET_HEADER)
		len += CRYPTO_NAK;
	send_back(e, rx, data, len, tag);
	return packet->auth == PACKET_BADLY_SIGNED ? VERDICT_BAD_AUTH :
	    VERDICT_ANSWERED;
}

/* Tell a client that asks too often so. */
static enum verdict
kiss(struct engine *e, const struct packet *packet, const struct rx *rx)
{
	uint8_t data[PACKET_HEADER];
	struct packet reply;

	e->st.counts.kisses++;
	server_kiss(packet, &reply);
	reply.poll = poll_to_ask(e, packet);
	packet_encode(&reply, data);
	send_back(e, rx, data, sizeof data, 0);
	return VERDICT_KISSED;
}

/*
 * Answer unless a "limited" entry applies to the sender and it asks more often
 * than "discard" allows, or "ratelimit" anybody; then, with "kod", it is told
 * now and then.
 */
static enum verdict
answer_within_limits(struct engine *e, const struct now *now,
    const struct packet *packet, const struct rx *rx,
    const struct access_answer *who)
{
	const struct conf *conf = e->st.conf;
	struct clients_packet client = { rx, packet, who->flags };
	bool limited = (who->flags & ACCESS_LIMITED) != 0 ||
	    conf->ratelimit.on;

	if (!limited && !conf->enable.monitor)
		return answer(e, now, packet, rx);
	switch (clients_note(e, now, &client)) {
	case MRU_KISS:
		if (limited && (who->flags & ACCESS_KOD) != 0)
			return kiss(e, packet, rx);
		/* FALLTHROUGH */
	case MRU_SILENCE:
		if (limited)
			return VERDICT_LIMITED;
		/* FALLTHROUGH */
	case MRU_ANSWER:
		break;
	}
	return answer(e, now, packet, rx);
}

/* Count what was to be done about PACKET's MAC. */
static void
count_mac(struct engine *e, const struct packet *packet)
{
	bool has_mac = packet->auth == PACKET_SIGNED ||
	    packet->auth == PACKET_BADLY_SIGNED;
	bool known = has_mac && auth_trusts(e->st.auth, packet->keyid);

	e->st.counts.key_lookups += has_mac;
	e->st.counts.keys_unknown += has_mac && !known;
	e->st.counts.verified += known;
}

/* Find out whether PACKET, as it came in RX, is authentic. */
static enum packet_auth
authenticate(const struct engine *e, const struct rx *rx,
    const struct packet *packet)
{
	if (packet->mac_len == 0)
		return PACKET_UNSIGNED;
	if (packet->mac_len == CRYPTO_NAK && packet->keyid == 0)
		return PACKET_NAK;
	return auth_verify(e->st.auth, &rx->from, rx->data, packet->mac_at,
	    rx->len) ? PACKET_SIGNED : PACKET_BADLY_SIGNED;
}

/* Returns true if PACKET asks what time it is. */
static bool
is_question(const struct packet *packet)
{
	return packet->mode == MODE_CLIENT || packet->mode == MODE_ACTIVE ||
	    (packet->mode == MODE_UNSPEC && packet->version == 1);
}

/*
 * Take PACKET, which came in RX by the port served, of a host that we have no
 * association for: it may bring one about, or it is a question.  One that went
 * to many is answered only if it is a search.
 */
static enum verdict
take_stranger(struct engine *e, const struct now *now,
    const struct packet *packet, const struct rx *rx,
    const struct access_answer *who)
{
	enum verdict verdict = VERDICT_DECLINED;

	if (packet->mode == MODE_UNSPEC && !is_question(packet))
		return VERDICT_BAD_MODE;
	if (rx->cast && packet->mode != MODE_BROADCAST &&
	    (packet->mode != MODE_CLIENT || !strangers_may_serve(e, packet)))
		return VERDICT_DECLINED;
	if (packet->mode != MODE_CLIENT)
		verdict = strangers_meet(e, now, packet, rx, who);
	if (verdict == VERDICT_ACCEPTED || !is_question(packet))
		return verdict;
	return answer_within_limits(e, now, packet, rx, who);
}

static enum verdict
take_ntp(struct engine *e, const struct now *now, const struct rx *rx,
    const struct access_answer *who)
{
	struct packet packet;
	struct peer *p;
	enum verdict verdict;

	if ((who->flags & ACCESS_NOSERVE) != 0 ||
	    ((who->flags & ACCESS_FLAKE) != 0 && core_random(e) < FLAKE_CHANCE))
		return VERDICT_RESTRICTED;
	verdict = packet_decode(&packet, rx->data, rx->len);
	if (verdict != VERDICT_ACCEPTED)
		return verdict;
	if (packet.version != PACKET_VERSION &&
	    (who->flags & ACCESS_VERSION) != 0)
		return VERDICT_BAD_VERSION;
	if (packet.version == PACKET_VERSION)
		e->st.counts.current++;
	else
		e->st.counts.older++;
	packet.auth = authenticate(e, rx, &packet);
	count_mac(e, &packet);
	if ((who->flags & ACCESS_NOTRUST) != 0 &&
	    packet.auth == PACKET_UNSIGNED)
		return VERDICT_RESTRICTED;
	p = find_peer(e, rx, packet.mode);
	if (p == NULL)
		return rx->port == PORT_SERVED ?
		    take_stranger(e, now, &packet, rx, who) :
		    VERDICT_BAD_MODE;
	p->received_by = rx->by;
	p->received_kernel += rx->by == STAMPED_KERNEL;
	clients_heard(e, now, &(struct clients_packet){ rx, &packet,
	    who->flags });
	return packet.mode == MODE_BROADCAST ?
	    take_broadcast(e, now, p, &packet, rx) :
	    take_answer(e, now, p, &packet, rx);
}

/* Returns true if A is our own NTP port: a packet from there is not for us. */
static bool
is_ourselves(const struct engine *e, const struct addr *a)
{
	for (size_t i = 0; i < e->st.n_own && a->port == e->st.conf->port; i++)
		if (addr_same_host(&e->st.own[i], a))
			return true;
	return false;
}

static enum verdict
take_datagram(struct engine *e, const struct now *now, const struct rx *rx)
{
	struct access_answer who;
	struct access_rule template;
	unsigned mode;

	if (rx->len < 1)
		return VERDICT_BAD_LENGTH;
	if (rx->port == PORT_CONTROL)
		return manage_owner(e, now, rx);
	if (rx->from.port == 0)
		return VERDICT_BAD_PORT;
	if (is_ourselves(e, &rx->from))
		return VERDICT_OWN_PACKET;
	state_access(&e->st, &rx->from, &who, &template);
	++*who.hits;
	if ((who.flags & ACCESS_IGNORE) != 0)
		return VERDICT_RESTRICTED;
	mode = rx->data[0] & 7;
	if (mode == MODE_PRIVATE)
		return manage_private(e, now, rx, &who);
	if (mode == MODE_CONTROL)
		return rx->port == PORT_SERVED && !rx->cast ?
		    manage_answer(e, now, rx, &who) : VERDICT_BAD_MODE;
	return take_ntp(e, now, rx, &who);
}

/* Notice that somebody set the clock. */
static void
check_generation(struct engine *e, const struct now *now)
{
	e->called = now->wall;
	if (now->gen != e->gen)
		steer_clock_was_set(e, now);
}

void
engine_received(struct engine *e, const struct now *now, const struct rx *rx)
{
	struct peer *p;

	check_generation(e, now);
	if (rx->refused != REFUSED_NOT) {
		p = core_peer(e, rx->port);
		if (p != NULL)
			peer_refused(p, now, rx->refused);
		return;
	}
	e->st.counts.received++;
	clients_count(e, now, rx, take_datagram(e, now, rx));
}

/* --- names, clocks, time ------------------------------------------------- */

void
engine_resolved(struct engine *e, const struct now *now, uint32_t id,
    enum resolved how, const struct addr *addrs, size_t n)
{
	e->called = now->wall;
	if (!restricts_resolved(e, now, id, how, addrs, n))
		assoc_resolved(e, now, id, how, addrs, n);
}

void
engine_reading(struct engine *e, const struct now *now, uint32_t id,
    const struct clock_reading *read)
{
	struct peer *p = core_peer(e, id);

	e->called = now->wall;
	if (p != NULL)
		refclock_read(e, now, p, read);
}

/* Do what is due for P; returns false if that was its end. */
static bool
tick_peer(struct engine *e, const struct now *now, struct peer *p)
{
	struct poll_env env = { .sys_poll = e->st.sys.tc,
		.system = e->st.sys.peer == p->id,
		.phi = e->st.conf->tinker.dispersion,
		.dice = core_random(e) };
	bool settles = p->phase == PHASE_SETTLE;

	if (p->addr.family == 0) {
		assoc_resolve(e, now, p);
		return true;
	}
	if (p->refclock) {
		refclock_poll(e, now, p);
		return true;
	}
	if (p->offline && p->phase != PHASE_MORE) {
		p->phase = PHASE_NORMAL;
		p->next = INFINITY;
		return true;
	}
	if (!peer_measures(p)) {
		requests_cast(e, now, p);
		return true;
	}
	switch (peer_poll(p, now, &env)) {
	case PEER_DUE_UNREACHABLE:
		events_peer(e, p, PEER_UNREACHABLE, "%s", "");
		steer_select(e, now);
		/* FALLTHROUGH */
	case PEER_DUE_SEND:
		requests_send(e, now, p);
		break;
	case PEER_DUE_SILENT:
		steer_select(e, now);
		break;
	case PEER_DUE_NOTHING:
		if (settles)
			steer_resume(e, now);
		break;
	}
	return strangers_tend(e, now, p);
}

/* With -q: end when every source has had its chance in vain. */
static void
give_up_once(struct engine *e)
{
	struct action a = { .kind = ACT_QUIT, .u.quit = { .status = 1,
		.text = "ntpd: no servers found" } };
	const struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link)
		if (p->phase == PHASE_BURST || p->phase == PHASE_SETTLE)
			return;
	events_log(e, PRI_NOTICE, "ntpd: no servers found");
	e->stopped = true;
	core_act(e, &a);
}

/* Write what has been counted since the last time, once it is due. */
static void
record_counts(struct engine *e, const struct now *now)
{
	char line[STATS_LINE];

	if (now->mono < e->count_due)
		return;
	e->count_due = now->mono + COUNT_EVERY;
	if (!stats_wanted(e->st.conf, CONF_SYSSTATS))
		return;
	stats_sys(&e->counted, &e->st.counts, now->mono - e->counted_at, line,
	    sizeof line);
	events_record(e, CONF_SYSSTATS, line);
	e->counted = e->st.counts;
	e->counted_at = now->mono;
}

double
engine_tick(struct engine *e, const struct now *now)
{
	struct peer *p, *after;
	double next;

	check_generation(e, now);
	record_counts(e, now);
	next = fmin(steer_tick(e, now), e->count_due);
	next = fmin(next, restricts_tick(e, now));
	for (p = TAILQ_FIRST(&e->st.peers); p != NULL; p = after) {
		after = TAILQ_NEXT(p, link);
		if (e->stopped)
			return INFINITY;
		if (p->next > now->mono || tick_peer(e, now, p))
			next = fmin(next, p->next);
	}
	if (e->disc.rate != 0) /* it may have begun just now */
		next = fmin(next, e->disc.slew_until);
	if (e->facts.once && !e->stopped)
		give_up_once(e);
	return leapwork_waits(e) ? now->mono : next;
}
