/*
 * var_peer.c -- mode 6 variables of sources.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "access.h"
#include "filter.h"
#include "names.h"
#include "var_peer.h"

/*
 * --- values that are worked out -----------------------------------------
 */

static bool
peer_authenable(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%d", v->peer->keyid != 0);
	return true;
}

static bool
peer_srcadr(const struct vars_view *v, char *buf, size_t size)
{
	addr_format(&v->peer->addr, buf, size);
	return true;
}

/* How far packets to a group go, where that is said. */
static bool
peer_ttl(const struct vars_view *v, char *buf, size_t size)
{
	uint8_t hops = state_hops(v->state, v->peer);

	if (v->peer->ttl == 0 || hops == 0)
		return false;
	snprintf(buf, size, "%u", hops);
	return true;
}

static bool
peer_srcport(const struct vars_view *v, char *buf, size_t size)
{
	unsigned port = v->peer->addr.port;

	snprintf(buf, size, "%u", port != 0 ? port : v->state->conf->port);
	return true;
}

/* Shown by default only while there is no address to show. */
static bool
peer_srchost(const struct vars_view *v, char *buf, size_t size)
{
	const struct peer *p = v->peer;

	return p->name != NULL && (v->named || addr_is_any(&p->addr)) &&
	    var_rows_text(p->name, buf, size);
}

static bool
peer_dstadr(const struct vars_view *v, char *buf, size_t size)
{
	static const struct addr loopback = { .family = 4,
	    .ip = { 127, 0, 0, 1 } };

	addr_format(v->peer->refclock ? &loopback : &v->peer->local, buf,
	    size);
	return true;
}

static bool
peer_refid(const struct vars_view *v, char *buf, size_t size)
{
	names_refid(v->peer->refid, v->peer->refclock ? 0 : v->peer->stratum,
	    buf, size);
	return true;
}

static bool
peer_timer(const struct vars_view *v, char *buf, size_t size)
{
	double left = v->peer->next - v->now->mono;

	snprintf(buf, size, "%.0f", left > 0 ? left : 0);
	return true;
}

static bool
peer_timerec(const struct vars_view *v, char *buf, size_t size)
{
	double since = ntptime_diff(v->now->wall, v->peer->rec);

	snprintf(buf, size, "%.0f", ntptime_is_zero(v->peer->rec) ||
	    since < 0 ? 0 : since);
	return true;
}

static bool
peer_timereach(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%.0f", v->peer->reach == 0 ? 0 :
	    v->now->mono - v->peer->reached);
	return true;
}

static bool
peer_candidate(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%d", v->peer->select >= SELECT_CANDIDATE);
	return true;
}

static bool
peer_xleave(const struct vars_view *v, char *buf, size_t size)
{
	if (v->peer->il.lag == 0)
		return false;
	snprintf(buf, size, "%.3f", v->peer->il.lag * 1e3);
	return true;
}

static bool
peer_interleaved(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%d", v->peer->il.active);
	return true;
}

static bool
peer_keyid(const struct vars_view *v, char *buf, size_t size)
{
	uint32_t id = v->peer->keyid;

	snprintf(buf, size, id > UINT16_MAX ? "0x%" PRIx32 : "%" PRIu32, id);
	return true;
}

/* Write the double at OFFSET in each stage of the clock filter, as it was when
 * the newest came. */
static bool
format_stages(const struct vars_view *v, size_t offset, char *buf, size_t size)
{
	const struct filter *f = &v->peer->filter;
	double phi = v->state->conf->tinker.dispersion;
	size_t at = 0;

	for (int i = 0; i < FILTER_STAGES && at < size; i++) {
		struct sample s;
		double value;

		filter_stage(f, i, f->stage[0].mono, phi, &s);
		memcpy(&value, (const char *)&s + offset, sizeof value);
		at += (size_t)snprintf(buf + at, size - at, " %.2f",
		    value * 1e3);
	}
	return true;
}

static bool
peer_filtdelay(const struct vars_view *v, char *buf, size_t size)
{
	return format_stages(v, AT(double, struct sample, delay), buf, size);
}

static bool
peer_filtoffset(const struct vars_view *v, char *buf, size_t size)
{
	return format_stages(v, AT(double, struct sample, offset), buf, size);
}

static bool
peer_filtdisp(const struct vars_view *v, char *buf, size_t size)
{
	return format_stages(v, AT(double, struct sample, disp), buf, size);
}

/*
 * --- why a source is used or not -----------------------------------------
 */

static bool
peer_response(const struct vars_view *v, char *buf, size_t size)
{
	const struct peer *p = v->peer;

	/* An interleaved answer tells when the one before left. */
	if (ntptime_is_zero(p->their_rec) || ntptime_is_zero(p->xmt) ||
	    p->il.active)
		return false;
	var_rows_ms(ntptime_diff(p->xmt, p->their_rec), buf, size);
	return true;
}

/* The estimates of a source; there are none of LOCAL, which is the clock. */
static bool
peer_est_span(const struct vars_view *v, char *buf, size_t size)
{
	const struct path *path = &v->peer->path;
	const struct estimator *e = &path->guess[path->noise].clock;

	snprintf(buf, size, "%.0f", path->count > 0 ? e->mono - e->began : 0);
	return true;
}

static bool
peer_est_offset(const struct vars_view *v, char *buf, size_t size)
{
	const struct peer *p = v->peer;

	if (p->path.count == 0 || p->updated == 0)
		return false;
	snprintf(buf, size, "%.6f", 1e3 *
	    (path_estimate(&p->path, p->updated).error - p->applied));
	return true;
}

static bool
peer_est_freq(const struct vars_view *v, char *buf, size_t size)
{
	const struct path *path = &v->peer->path;

	if (path->count == 0)
		return false;
	snprintf(buf, size, "%.3f", 1e6 *
	    (path_estimate(path, v->now->mono).rate - v->state->sys.freq));
	return true;
}

static bool
peer_est_skew(const struct vars_view *v, char *buf, size_t size)
{
	const struct path *path = &v->peer->path;

	if (path->count == 0)
		return false;
	snprintf(buf, size, "%.3f", 1e6 *
	    sqrt(path_estimate(path, v->now->mono).rate_var));
	return true;
}

/* As the clock has been corrected since it was measured. */
static bool
peer_adjusted(const struct vars_view *v, char *buf, size_t size)
{
	const struct peer *p = v->peer;

	if (p->updated == 0 || v->state->disc == NULL)
		return false;
	snprintf(buf, size, "%.6f", 1e3 * (p->offset + p->applied -
	    state_applied(v->state, v->now->mono)));
	return true;
}

static bool
peer_bursting(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%d", v->peer->phase == PHASE_BURST ||
	    v->peer->phase == PHASE_MORE);
	return true;
}

static bool
format_stamped(uint8_t by, char *buf, size_t size)
{
	snprintf(buf, size, "%s", by == STAMPED_KERNEL ? "kernel" : "daemon");
	return true;
}

static bool
peer_sent_by(const struct vars_view *v, char *buf, size_t size)
{
	return v->peer->sent > 0 &&
	    format_stamped(v->peer->sent_by, buf, size);
}

static bool
peer_received_by(const struct vars_view *v, char *buf, size_t size)
{
	return v->peer->received > 0 &&
	    format_stamped(v->peer->received_by, buf, size);
}

static bool
peer_rootdist(const struct vars_view *v, char *buf, size_t size)
{
	var_rows_ms(v->peer->distance, buf, size);
	return v->peer->distance > 0;
}

/* Write where P's source sees the truth, SIGN 1: at most, -1: at least. */
static bool
format_bound(const struct vars_view *v, int sign, char *buf, size_t size)
{
	const struct peer *p = v->peer;

	var_rows_ms(p->says + sign * p->distance, buf, size);
	return p->distance > 0 && (p->flash & FLASH_SOURCE) == 0;
}

static bool
peer_intlow(const struct vars_view *v, char *buf, size_t size)
{
	return format_bound(v, -1, buf, size);
}

static bool
peer_inthigh(const struct vars_view *v, char *buf, size_t size)
{
	return format_bound(v, 1, buf, size);
}

static bool
peer_maxdist(const struct vars_view *v, char *buf, size_t size)
{
	const struct conf *conf = v->state->conf;

	var_rows_ms(conf->tos.maxdist + conf->tinker.dispersion *
	    ldexp(1, v->peer->hpoll), buf, size);
	return true;
}

/* Write the word number N of WORDS; returns false if that is none. */
static bool
format_word(const char *const *words, unsigned n, char *buf, size_t size)
{
	snprintf(buf, size, "%s", words[n] != NULL ? words[n] : "");
	return words[n] != NULL;
}

static bool
peer_lookup(const struct vars_view *v, char *buf, size_t size)
{
	static const char *const words[] = { [LOOKUP_PENDING] = "pending",
		[LOOKUP_OK] = NULL, [LOOKUP_AGAIN] = "again",
		[LOOKUP_NONE] = "nonexistent", [LOOKUP_TAKEN] = "taken" };
	uint8_t family = v->peer->family;

	if (addr_is_any(&v->peer->addr) && family != 0 &&
	    v->peer->lookup == LOOKUP_NONE) {
		snprintf(buf, size, "no_ipv%u", family);
		return true;
	}
	return addr_is_any(&v->peer->addr) &&
	    format_word(words, v->peer->lookup, buf, size);
}

static bool
peer_refusal(const struct vars_view *v, char *buf, size_t size)
{
	static const char *const words[] = { [REFUSED_NOT] = NULL,
		[REFUSED_PORT] = "port", [REFUSED_FILTER] = "filter",
		[REFUSED_HOST] = "host", [REFUSED_NO_ROUTE] = "noroute" };

	return v->peer->refused > 0 &&
	    format_word(words, v->peer->refusal, buf, size);
}

static bool
peer_lastrx(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%.0f", v->now->mono - v->peer->arrived);
	return v->peer->arrived > 0;
}

/* Write the word of the line that P comes from. */
static bool
peer_directive(const struct vars_view *v, char *buf, size_t size)
{
	const struct peer *p = v->peer;

	snprintf(buf, size, "%s", p->pool ? "pool" :
	    p->search != 0 || p->cast == CAST_SEARCH ? "manycastclient" :
	    p->cast == CAST_SERVER ? "broadcast" :
	    p->cast == CAST_CLIENT ? "broadcastclient" :
	    p->hmode == MODE_ACTIVE || p->hmode == MODE_PASSIVE ? "peer" :
	    "server");
	return true;
}

static bool
peer_authfail(const struct vars_view *v, char *buf, size_t size)
{
	static const char *const words[] = { [DISTRUST_NONE] = NULL,
		[DISTRUST_NO_KEY] = "nokey", [DISTRUST_DIGEST] = "digest",
		[DISTRUST_NAK] = "crypto_NAK",
		[DISTRUST_UNSIGNED] = "unsigned",
		[DISTRUST_SIGNED] = "signed" };

	return format_word(words, v->peer->distrust, buf, size);
}

static bool
format_flag(const struct vars_view *v, unsigned flag, char *buf, size_t size)
{
	snprintf(buf, size, "%d", (v->peer->flags & flag) != 0);
	return true;
}

static bool
peer_noselect(const struct vars_view *v, char *buf, size_t size)
{
	return format_flag(v, CONF_NOSELECT, buf, size);
}

static bool
peer_prefer(const struct vars_view *v, char *buf, size_t size)
{
	return format_flag(v, CONF_PREFER, buf, size);
}

/*
 * Find the entry of the access table, RULE if it has to be made, that drops
 * what comes from V's source.  Returns the flag of it that does; 0: none.
 */
static uint32_t
dropped_by(const struct vars_view *v, struct access_answer *who,
    struct access_rule *rule)
{
	const struct peer *p = v->peer;

	if (p->refclock || addr_is_any(&p->addr) || v->state->access == NULL)
		return 0;
	state_access(v->state, &p->addr, who, rule);
	return (who->flags & ACCESS_IGNORE) != 0 ? ACCESS_IGNORE :
	    (who->flags & ACCESS_NOSERVE) != 0 ? ACCESS_NOSERVE :
	    (who->flags & ACCESS_NOTRUST) != 0 && p->keyid == 0 ?
	    ACCESS_NOTRUST : 0;
}

static bool
peer_dropped(const struct vars_view *v, char *buf, size_t size)
{
	struct access_answer who;
	struct access_rule rule;
	uint32_t flag = dropped_by(v, &who, &rule);

	if (flag == 0)
		return false;
	snprintf(buf, size, "%s", access_flag_name(flag));
	return true;
}

static bool
peer_droppedby(const struct vars_view *v, char *buf, size_t size)
{
	struct access_answer who;
	struct access_rule rule;

	if (!v->on_host || dropped_by(v, &who, &rule) == 0 ||
	    who.rule->file == NULL)
		return false;
	snprintf(buf, size, "\"%s:%u\"", who.rule->file, who.rule->line);
	return true;
}

/*
 * --- the table -----------------------------------------------------------
 */

#define BASE struct peer
static const struct var_row peer_rows[] = {
	{ "config", BOOL(configured),
	    .doc = "1 if configured by the owner." },
	{ "authenable", FUNCTION(peer_authenable),
	    .doc = "1 if packets are to be authentic." },
	{ "authentic", BOOL(authentic),
	    .doc = "1 if the last packet was authentic." },
	{ "srcadr", FUNCTION(peer_srcadr), DEFAULT(1),
	    .doc = "Address of the source." },
	{ "srcport", FUNCTION(peer_srcport), DEFAULT(2),
	    .doc = "Port of the source." },
	{ "dstadr", FUNCTION(peer_dstadr), DEFAULT(3),
	    .doc = "Address of this host." },
	{ "dstport", UINT16(local.port), DEFAULT(4),
	    .doc = "Port of this host." },
	{ "leap", UINT8(leap), DEFAULT(7),
	    .doc = "Leap indicator of the source." },
	{ "hmode", UINT8(hmode), DEFAULT(17),
	    .doc = "Our mode: 1 active, 2 passive, 3 client, 5 broadcast, "
	    "6 broadcast client." },
	{ "stratum", UINT8(stratum), DEFAULT(8),
	    .doc = "Stratum of the source." },
	{ "ppoll", INT8(ppoll), DEFAULT(20),
	    .doc = "Poll exponent of the source, log2 s." },
	{ "hpoll", INT(hpoll), DEFAULT(19),
	    .doc = "Our poll exponent, log2 s." },
	{ "precision", INT8(precision), DEFAULT(9),
	    .doc = "Precision of the source, log2 s." },
	{ "rootdelay", MS(rootdelay), DEFAULT(10),
	    .doc = "Root delay of the source, ms." },
	{ "rootdisp", MS(rootdisp), DEFAULT(11),
	    .doc = "Root dispersion of the source, ms." },
	{ "refid", FUNCTION(peer_refid), DEFAULT(12),
	    .doc = "Reference id of the source." },
	{ "reftime", STAMP(reftime), DEFAULT(13),
	    .doc = "When the source's clock was last corrected." },
	{ "org", STAMP(org),
	    .doc = "Origin timestamp; zero between exchanges." },
	{ "rec", STAMP(rec), DEFAULT(14),
	    .doc = "Arrival of the last packet; zero is never." },
	{ "xleave", FUNCTION(peer_xleave), DEFAULT(29),
	    .doc = "Time from writing a packet to its leaving, ms, while "
	    "the interleaved mode is in force." },
	{ "reach", HEX8(reach), DEFAULT(15),
	    .doc = "Answers to the last 8 polls, newest in bit 0." },
	{ "unreach", UINT(unreach), DEFAULT(16),
	    .doc = "Polls since the last answer." },
	{ "timer", FUNCTION(peer_timer),
	    .doc = "Time to the next poll, s." },
	{ "delay", MS(delay), DEFAULT(26),
	    .doc = "Round trip to the source, ms." },
	{ "offset", MS(offset), DEFAULT(25),
	    .doc = "Offset of the source, ms." },
	{ "jitter", MS(jitter), DEFAULT(28),
	    .doc = "Jitter of the source, ms." },
	{ "dispersion", MS(disp), DEFAULT(27),
	    .doc = "Error bound of the offset, ms." },
	{ "keyid", FUNCTION(peer_keyid), DEFAULT(23),
	    .doc = "Key id; 0 is none." },
	{ "filtdelay", FUNCTION(peer_filtdelay), DEFAULT(31),
	    .doc = "Delays of the last 8 samples, ms." },
	{ "filtoffset", FUNCTION(peer_filtoffset), DEFAULT(32),
	    .doc = "Offsets of the last 8 samples, ms." },
	{ "pmode", UINT8(pmode), DEFAULT(18),
	    .doc = "Mode of the source's packets." },
	{ "received", UINT32(received),
	    .doc = "Packets received." },
	{ "sent", UINT32(sent),
	    .doc = "Packets sent." },
	{ "filtdisp", FUNCTION(peer_filtdisp), DEFAULT(33),
	    .doc = "Dispersions of the last 8 samples, ms." },
	{ "flash", HEX16(flash), DEFAULT(22),
	    .doc = "Tests that the last packet or the source failed." },
	{ "ttl", FUNCTION(peer_ttl), DEFAULT(24),
	    .doc = "Time to live of broadcasts." },
	{ "peer_var_list", V_NAMES,
	    .doc = "Names of all variables of a source." },
	{ "in", FUNCTION(var_rows_absent), DEFAULT(6),
	    .doc = "Inbound rate, kbit/s." },
	{ "out", FUNCTION(var_rows_absent), DEFAULT(5),
	    .doc = "Outbound rate, kbit/s." },
	{ "headway", FUNCTION(var_rows_zero), DEFAULT(21),
	    .doc = "Rate control counter, s." },
	{ "bias", FUNCTION(var_rows_absent), DEFAULT(30),
	    .doc = "Asymmetry of the interface, ms." },
	/* Of 4.2.8. */
	{ "srchost", FUNCTION(peer_srchost), DEFAULT(34),
	    .doc = "Name of the source as configured." },
	{ "timerec", FUNCTION(peer_timerec),
	    .doc = "Time since the last packet, s." },
	{ "timereach", FUNCTION(peer_timereach),
	    .doc = "Time since it became reachable, s; 0: it is not." },
	{ "badauth", UINT32(badauth),
	    .doc = "Packets that were not authentic." },
	{ "bogusorg", UINT32(bogus),
	    .doc = "Packets that answered no request of ours." },
	{ "oldpkt", UINT32(duplicates),
	    .doc = "Packets that came twice." },
	{ "seldisp", UINT32(bad_header),
	    .doc = "Packets with an impossible root distance." },
	{ "selbroken", UINT32(unsynchronised),
	    .doc = "Packets of an unsynchronised source." },
	{ "candidate", FUNCTION(peer_candidate),
	    .doc = "1 if the source has survived selection." },
	/* Ours. */
	{ "rootdist", FUNCTION(peer_rootdist),
	    .doc = "How far from the truth the source may be, ms." },
	{ "maxdist", FUNCTION(peer_maxdist),
	    .doc = "How far it may be to be used, ms." },
	{ "intlow", FUNCTION(peer_intlow),
	    .doc = "Least offset the truth has if the source is right, ms." },
	{ "inthigh", FUNCTION(peer_inthigh),
	    .doc = "Greatest offset the truth has then, ms." },
	{ "lookup", FUNCTION(peer_lookup),
	    .doc = "While it has no address, how the last lookup ended: "
	    "pending, again, nonexistent, no_ipv4, no_ipv6, taken." },
	{ "looking", BOOL(looking),
	    .doc = "1 while it is being looked up." },
	{ "lookups", UINT(lookups),
	    .doc = "Lookups in vain." },
	{ "directive", FUNCTION(peer_directive),
	    .doc = "Word of the line of the configuration that it comes "
	    "from." },
	{ "polls", UINT32(polls),
	    .doc = "Regular polls of the source." },
	{ "lastrx", FUNCTION(peer_lastrx),
	    .doc = "Time since the last packet of any kind, s." },
	{ "authfail", FUNCTION(peer_authfail),
	    .doc = "What is wrong with signatures: nokey, digest, crypto_NAK, "
	    "unsigned, signed." },
	{ "refused", UINT(refused),
	    .doc = "Requests since the last answer that met an ICMP "
	    "unreachable, or no route." },
	{ "refusal", FUNCTION(peer_refusal),
	    .doc = "What the last of them met: port, filter, host, noroute." },
	{ "slowed", BOOL(slowed),
	    .doc = "1 if the source has sent a RATE kiss." },
	{ "silent", BOOL(silent),
	    .doc = "1 if the source has left all probes unanswered." },
	{ "noselect", FUNCTION(peer_noselect),
	    .doc = "1 if configured not to be used." },
	{ "prefer", FUNCTION(peer_prefer),
	    .doc = "1 if configured to be preferred." },
	{ "offline", BOOL(offline),
	    .doc = "1 if told to leave the source alone." },
	{ "version", UINT8(version),
	    .doc = "NTP version of packets to the source." },
	{ "processed", UINT32(processed),
	    .doc = "Packets that could be used." },
	{ "interleaved", FUNCTION(peer_interleaved),
	    .doc = "1: what comes from the source is interleaved." },
	{ "response", FUNCTION(peer_response),
	    .doc = "Time the source took for its last answer, ms." },
	{ "measured", MS6(offset),
	    .doc = "Offset of the source as measured, ms, six decimals." },
	{ "stddev", MS6(jitter),
	    .doc = "Jitter of the source, ms, six decimals." },
	{ "roundtrip", MS6(delay),
	    .doc = "Round trip to the source, ms, six decimals." },
	{ "adjusted", FUNCTION(peer_adjusted),
	    .doc = "Offset of the source less what was corrected since, ms." },
	{ "bursting", FUNCTION(peer_bursting),
	    .doc = "1 while the source is asked several times in a row." },
	{ "sent_by", FUNCTION(peer_sent_by),
	    .doc = "Who says when the last request left: kernel, daemon." },
	{ "sent_kernel", UINT32(sent_kernel),
	    .doc = "Requests of which the kernel said that." },
	{ "received_by", FUNCTION(peer_received_by),
	    .doc = "Who says when the last packet came: kernel, daemon." },
	{ "received_kernel", UINT32(received_kernel),
	    .doc = "Packets of which the kernel said that." },
	{ "est_count", UINT(path.count),
	    .doc = "Samples that the estimates of the source are made of." },
	{ "est_span", FUNCTION(peer_est_span),
	    .doc = "Time from the first of them to the last, s." },
	{ "est_offset", FUNCTION(peer_est_offset),
	    .doc = "Offset of the source as estimated, ms." },
	{ "est_freq", FUNCTION(peer_est_freq),
	    .doc = "What the source would add to the frequency of the clock, "
	    "ppm." },
	{ "est_skew", FUNCTION(peer_est_skew),
	    .doc = "Standard deviation of that, ppm." },
	{ "dropped", FUNCTION(peer_dropped),
	    .doc = "Restriction that drops what the source sends." },
	{ "droppedby", FUNCTION(peer_droppedby),
	    .doc = "Line that says so; told on this host only." },
};

#undef BASE

const struct var_row *
var_peer(size_t *n)
{
	*n = sizeof peer_rows / sizeof peer_rows[0];
	return peer_rows;
}
