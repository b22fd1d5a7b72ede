/*
 * var_sys.c -- mode 6 variables of the system.
 *
 * In classic's order: those of 4.2.6, those that 4.2.8 added, the ones a daemon
 * of 4.2.6 makes when it starts; then our own.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "mru.h"
#include "names.h"
#include "var_sys.h"

#define MINTC 3 /* log2 s, least time constant */
#define KIB 1024

static bool
sys_version(const struct vars_view *v, char *buf, size_t size)
{
	return v->on_host && var_rows_text(v->state->facts->version, buf, size);
}

static bool
sys_processor(const struct vars_view *v, char *buf, size_t size)
{
	return v->on_host &&
	    var_rows_text(v->state->facts->processor, buf, size);
}

static bool
sys_system(const struct vars_view *v, char *buf, size_t size)
{
	return v->on_host && var_rows_text(v->state->facts->system, buf, size);
}

static bool
sys_rootdisp(const struct vars_view *v, char *buf, size_t size)
{
	var_rows_ms(state_rootdisp(v->state, v->now->mono), buf, size);
	return true;
}

static bool
sys_refid(const struct vars_view *v, char *buf, size_t size)
{
	const struct sys *sys = &v->state->sys;

	names_refid(sys->refid, sys->stratum, buf, size);
	return true;
}

static bool
sys_clock(const struct vars_view *v, char *buf, size_t size)
{
	var_rows_stamp(v->now->wall, buf, size);
	return true;
}

static bool
sys_mintc(const struct vars_view *v, char *buf, size_t size)
{
	(void)v;
	snprintf(buf, size, "%d", MINTC);
	return true;
}

static bool
sys_tai(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%d", v->state->sys.tai);
	return v->state->sys.tai > 0;
}

static bool
sys_leapsec(const struct vars_view *v, char *buf, size_t size)
{
	const struct leap_file *f = &v->state->leap.file;
	char text[LEAP_STAMP];

	if (f->n == 0)
		return false;
	snprintf(buf, size, "%s", leap_stamp(f->entry[f->n - 1].at, text));
	return true;
}

static bool
sys_expire(const struct vars_view *v, char *buf, size_t size)
{
	const struct leap_file *f = &v->state->leap.file;
	char text[LEAP_STAMP];

	snprintf(buf, size, "%s", leap_stamp(f->expires, text));
	return f->n > 0;
}

static bool
sys_smear_interval(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%.0f", v->state->conf->leapsmear);
	return v->state->conf->leapsmear > 0;
}

static bool
sys_smear_offset(const struct vars_view *v, char *buf, size_t size)
{
	const struct leap_plan *l = &v->state->leap;
	double interval = v->state->conf->leapsmear;

	var_rows_ms(interval <= 0 || l->at == 0 ? 0 : leap_smear(leap_left(l,
	    v->now->wall), interval, l->step), buf, size);
	return interval > 0;
}

static bool
sys_uptime(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%.0f", v->now->mono - v->state->started);
	return true;
}

static bool
sys_conf_errors(const struct vars_view *v, char *buf, size_t size)
{
	const struct conf *conf = v->state->conf;

	snprintf(buf, size, "%u", conf != NULL ? conf->errors : 0);
	return true;
}

static bool
sys_savedconfig(const struct vars_view *v, char *buf, size_t size)
{
	const char *name = v->state->savedconfig;

	if (strchr(name, ',') != NULL)
		return var_rows_text(name, buf, size);
	snprintf(buf, size, "%s", name);
	return name[0] != '\0';
}

static bool
sys_steering(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%s", !v->state->conf->enable.ntp ? "disabled" :
	    !v->state->facts->can_steer ? "noright" :
	    v->state->sys.panicking ? "panic" : "yes");
	return true;
}

/* A majority that agrees on exactly nothing but 0 is hard to find. */
static bool
sys_intlow(const struct vars_view *v, char *buf, size_t size)
{
	var_rows_ms(v->state->sys.low, buf, size);
	return v->state->sys.low != 0 || v->state->sys.high != 0;
}

static bool
sys_inthigh(const struct vars_view *v, char *buf, size_t size)
{
	var_rows_ms(v->state->sys.high, buf, size);
	return v->state->sys.low != 0 || v->state->sys.high != 0;
}

static bool
sys_ceiling(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%d", v->state->conf->tos.ceiling);
	return true;
}

static bool
sys_floor(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%d", v->state->conf->tos.floor);
	return true;
}

/* What the estimator of our clock says now. */
static bool
sys_est_offset(const struct vars_view *v, char *buf, size_t size)
{
	struct estimate e;

	if (!state_estimate(v->state, v->now->mono, &e))
		return false;
	snprintf(buf, size, "%.6f", e.error * 1e3);
	return true;
}

static bool
sys_est_freq(const struct vars_view *v, char *buf, size_t size)
{
	struct estimate e;

	if (!state_estimate(v->state, v->now->mono, &e))
		return false;
	snprintf(buf, size, "%.3f", (e.rate - v->state->sys.freq) * 1e6);
	return true;
}

static bool
sys_est_skew(const struct vars_view *v, char *buf, size_t size)
{
	struct estimate e;

	if (!state_estimate(v->state, v->now->mono, &e))
		return false;
	snprintf(buf, size, "%.3f", sqrt(e.rate_var) * 1e6);
	return true;
}

static bool
sys_interval(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%.1f", v->state->sys.interval);
	return v->state->sys.interval > 0;
}

/* What became of those who ask us. */
static bool
sys_forgotten(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%" PRIu64, v->state->mru == NULL ? 0 :
	    mru_forgotten(v->state->mru));
	return true;
}

static bool
sys_interleaved(const struct vars_view *v, char *buf, size_t size)
{
	struct pairs_totals t;

	pairs_totals(v->state->pairs, &t);
	snprintf(buf, size, "%" PRIu64, t.answered);
	return true;
}

static bool
sys_pairs(const struct vars_view *v, char *buf, size_t size)
{
	struct pairs_totals t;

	pairs_totals(v->state->pairs, &t);
	snprintf(buf, size, "%" PRIu64, t.held);
	return true;
}

static bool
sys_pairs_span(const struct vars_view *v, char *buf, size_t size)
{
	struct pairs_totals t;

	pairs_totals(v->state->pairs, &t);
	snprintf(buf, size, "%.0f", t.span);
	return true;
}

static bool
sys_txkernel(const struct vars_view *v, char *buf, size_t size)
{
	struct pairs_totals t;

	pairs_totals(v->state->pairs, &t);
	snprintf(buf, size, "%" PRIu64, t.kernel);
	return true;
}

static bool
sys_minsane(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%d", v->state->conf->tos.minsane);
	return true;
}

static bool
sys_orphan(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%d", v->state->conf->tos.orphan);
	return v->state->conf->tos.orphan < STRATUM_UNSPEC;
}

/* The owner needs none. */
static bool
sys_write_nonce(const struct vars_view *v, char *buf, size_t size)
{
	char text[NONCE_TEXT + 1];

	if (v->from == NULL ||
	    !nonce_make(&v->state->nonce, NONCE_WRITE, v->from, v->now->mono,
	    text))
		return false;
	snprintf(buf, size, "%s", text);
	return true;
}

static bool
sys_settimeofday(const struct vars_view *v, char *buf, size_t size)
{
	(void)v;
	return var_rows_text("UNKNOWN", buf, size);
}

static bool
sys_mru_enabled(const struct vars_view *v, char *buf, size_t size)
{
	const struct conf *conf = v->state->conf;
	bool limited = conf->ratelimit.on;

	for (size_t i = 0; i < conf->n_restricts; i++)
		limited |= (conf->restricts[i].flags & ACCESS_LIMITED) != 0;
	snprintf(buf, size, "0x%x", (unsigned)conf->enable.monitor |
	    (unsigned)limited << 1);
	return true;
}

/* Write N, or 0 while there is no list of clients. */
static bool
format_mru(const struct vars_view *v, size_t (*n)(const struct mru *m),
    size_t scale, char *buf, size_t size)
{
	const struct mru *m = v->state->mru;

	snprintf(buf, size, "%zu", m == NULL ? 0 : n(m) * scale / KIB);
	return true;
}

/* The list only grows: what it holds is what it ever held. */
static bool
sys_mru_depth(const struct vars_view *v, char *buf, size_t size)
{
	return format_mru(v, mru_count, KIB, buf, size);
}

static bool
sys_mru_maxdepth(const struct vars_view *v, char *buf, size_t size)
{
	return format_mru(v, mru_capacity, KIB, buf, size);
}

static bool
sys_mru_mem(const struct vars_view *v, char *buf, size_t size)
{
	return format_mru(v, mru_count, sizeof(struct mru_entry), buf, size);
}

static bool
sys_mru_maxmem(const struct vars_view *v, char *buf, size_t size)
{
	return format_mru(v, mru_capacity, sizeof(struct mru_entry), buf,
	    size);
}

static bool
sys_reset(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%.0f", v->now->mono - v->state->counted_since);
	return true;
}

static bool
sys_peeradr(const struct vars_view *v, char *buf, size_t size)
{
	const struct peer *p = state_find(v->state, v->state->sys.peer);
	char text[ADDR_TEXT];

	if (p == NULL)
		snprintf(buf, size, "0.0.0.0:0");
	else
		snprintf(buf, size, p->addr.family == 6 ? "[%s]:%u" : "%s:%u",
		    addr_format(&p->addr, text, sizeof text), p->addr.port);
	return true;
}

static bool
sys_peermode(const struct vars_view *v, char *buf, size_t size)
{
	const struct peer *p = state_find(v->state, v->state->sys.peer);

	snprintf(buf, size, "%u", p != NULL ? p->hmode : 0);
	return true;
}

static bool
sys_bcastdelay(const struct vars_view *v, char *buf, size_t size)
{
	var_rows_ms(v->state->conf->broadcastdelay, buf, size);
	return true;
}

/* What signing takes is in the times of sending already. */
static bool
sys_no_ms(const struct vars_view *v, char *buf, size_t size)
{
	(void)v;
	var_rows_ms(0, buf, size);
	return true;
}

static void
count_key(void *ctx, uint32_t id, const char *print)
{
	unsigned *n = ctx;

	(void)id;
	(void)print;
	++*n;
}

static bool
sys_authkeys(const struct vars_view *v, char *buf, size_t size)
{
	unsigned n = 0;

	if (v->state->auth != NULL)
		auth_each(v->state->auth, count_key, &n);
	snprintf(buf, size, "%u", n);
	return true;
}

/* The words of the kernel's status bits, from bit 0 on. */
static const char *const kernel_words[16] = { "pll", "ppsfreq", "ppstime",
	"fll", "ins", "del", "unsync", "freqhold", "ppssignal", "ppsjitter",
	"ppswander", "ppserror", "clockerr", "nano", "mode=fll", "src=B" };

static bool
sys_kstflags(const struct vars_view *v, char *buf, size_t size)
{
	char text[160] = "";
	size_t at = 0;

	if (v->report == NULL)
		return false;
	for (unsigned i = 0; i < 16; i++)
		if ((v->report->kernel.status >> i & 1) != 0)
			at += (size_t)snprintf(text + at, sizeof text - at,
			    "%s%s", at > 0 ? " " : "", kernel_words[i]);
	return var_rows_text(text, buf, size);
}

static bool
sys_wander_threshold(const struct vars_view *v, char *buf, size_t size)
{
	snprintf(buf, size, "%.3f", v->state->conf->wander * 1e6);
	return true;
}

/*
 * --- the table -----------------------------------------------------------
 */

#define BASE struct state
static const struct var_row rows[] = {
	{ "leap", UINT8(sys.leap), DEFAULT(4),
	    .doc = "Leap indicator: 0 none, 1 add, 2 delete, 3 alarm." },
	{ "stratum", UINT8(sys.stratum), DEFAULT(5),
	    .doc = "Stratum of this host; 16 is unsynchronised." },
	{ "precision", INT8(sys.precision), DEFAULT(6),
	    .doc = "Precision of the clock, log2 s." },
	{ "rootdelay", MS(sys.rootdelay), DEFAULT(7),
	    .doc = "Round trip to the primary source, ms." },
	{ "rootdisp", FUNCTION(sys_rootdisp), DEFAULT(8),
	    .doc = "Error bound to the primary source, ms." },
	{ "refid", FUNCTION(sys_refid), DEFAULT(9),
	    .doc = "Reference id: what the clock follows." },
	{ "reftime", STAMP(sys.reftime), DEFAULT(10),
	    .doc = "When the clock was last corrected." },
	{ "tc", INT(sys.tc), DEFAULT(13),
	    .doc = "Time constant and poll exponent, log2 s." },
	{ "peer", UINT16(sys.peer), DEFAULT(12),
	    .doc = "Association id of the system peer; 0 is none." },
	{ "offset", MS(sys.offset), DEFAULT(15),
	    .doc = "Combined offset at the last correction, ms." },
	{ "frequency", PPM(sys.freq), DEFAULT(16),
	    .doc = "Frequency the clock is corrected by, ppm." },
	{ "sys_jitter", MS(sys.jitter), DEFAULT(17),
	    .doc = "Combined jitter of the sources, ms." },
	{ "clk_jitter", MS(sys.clk_jitter), DEFAULT(18),
	    .doc = "Jitter of the clock, ms." },
	{ "clock", FUNCTION(sys_clock), DEFAULT(11),
	    .doc = "The time of the answer." },
	{ "processor", FUNCTION(sys_processor), DEFAULT(2),
	    .doc = "Hardware platform; told on this host only." },
	{ "system", FUNCTION(sys_system), DEFAULT(3),
	    .doc = "Operating system; told on this host only." },
	{ "version", FUNCTION(sys_version), DEFAULT(1),
	    .doc = "Version of the daemon; told on this host only." },
	{ "clk_wander", PPM(sys.clk_wander), DEFAULT(19),
	    .doc = "Wander of the clock's frequency, ppm." },
	{ "sys_var_list", V_NAMES,
	    .doc = "Names of all system variables." },
	{ "tai", FUNCTION(sys_tai), DEFAULT(20),
	    .doc = "TAI less UTC, s." },
	{ "leapsec", FUNCTION(sys_leapsec), DEFAULT(21),
	    .doc = "Date of the latest leap second in the table." },
	{ "expire", FUNCTION(sys_expire), DEFAULT(22),
	    .doc = "Date the table of leap seconds expires." },
	{ "mintc", FUNCTION(sys_mintc), DEFAULT(14),
	    .doc = "Least time constant, log2 s." },
	/* Of 4.2.8. */
	{ "mru_enabled", FUNCTION(sys_mru_enabled),
	    .doc = "1: clients are remembered; 2: some are limited." },
	{ "mru_depth", FUNCTION(sys_mru_depth),
	    .doc = "Clients remembered." },
	{ "mru_deepest", FUNCTION(sys_mru_depth),
	    .doc = "The most there were." },
	{ "mru_mindepth", FUNCTION(sys_mru_maxdepth),
	    .doc = "Clients up to which none has to give way." },
	{ "mru_maxage", FUNCTION(var_rows_zero),
	    .doc = "Age at which one gives way, s; 0: none." },
	{ "mru_maxdepth", FUNCTION(sys_mru_maxdepth),
	    .doc = "Room for clients." },
	{ "mru_mem", FUNCTION(sys_mru_mem),
	    .doc = "Memory for those remembered, KiB." },
	{ "mru_maxmem", FUNCTION(sys_mru_maxmem),
	    .doc = "Memory for all there is room for, KiB." },
	{ "ss_uptime", FUNCTION(sys_uptime),
	    .doc = "Age of the daemon, s." },
	{ "ss_reset", FUNCTION(sys_reset),
	    .doc = "Time since the counters were set to zero, s." },
	{ "ss_received", TOTAL(received),
	    .doc = "Datagrams received." },
	{ "ss_thisver", TOTAL(current),
	    .doc = "Packets of the present version." },
	{ "ss_oldver", TOTAL(older),
	    .doc = "Packets of older versions." },
	{ "ss_badformat", TOTAL(badformat),
	    .doc = "Datagrams of bad length, version or port." },
	{ "ss_badauth", TOTAL(badauth),
	    .doc = "Packets that were not authentic." },
	{ "ss_declined", TOTAL(declined),
	    .doc = "Packets that were declined." },
	{ "ss_restricted", TOTAL(restricted),
	    .doc = "Packets refused by restrictions." },
	{ "ss_limited", TOTAL(limited),
	    .doc = "Packets beyond the rate limit." },
	{ "ss_kodsent", TOTAL(kisses),
	    .doc = "Kisses sent." },
	{ "ss_processed", TOTAL(processed),
	    .doc = "Answers of our sources." },
	{ "peeradr", FUNCTION(sys_peeradr),
	    .doc = "Address and port of the system peer." },
	{ "peermode", FUNCTION(sys_peermode),
	    .doc = "Our mode towards it." },
	{ "bcastdelay", FUNCTION(sys_bcastdelay),
	    .doc = "Delay assumed of broadcasts, ms." },
	{ "authdelay", FUNCTION(sys_no_ms),
	    .doc = "Time that signing takes and is not seen, ms." },
	{ "authkeys", FUNCTION(sys_authkeys),
	    .doc = "Keys." },
	{ "authfreek", FUNCTION(var_rows_zero),
	    .doc = "Room for keys, not used." },
	{ "authklookups", UINT64(counts.key_lookups),
	    .doc = "Searches for a key." },
	{ "authknotfound", UINT64(counts.keys_unknown),
	    .doc = "Keys not found, or not trusted." },
	{ "authkuncached", FUNCTION(var_rows_zero),
	    .doc = "Keys not found at once." },
	{ "authkexpired", FUNCTION(var_rows_zero),
	    .doc = "Keys that expired." },
	{ "authencrypts", UINT64(counts.signed_),
	    .doc = "Packets signed." },
	{ "authdecrypts", UINT64(counts.verified),
	    .doc = "Signatures looked at." },
	{ "authreset", FUNCTION(sys_reset),
	    .doc = "Time since these were set to zero, s." },
	{ "koffset", REPORTED(V_USEC, int32_t, kernel.offset),
	    .doc = "Offset that the kernel slews by itself, s." },
	{ "kfreq", REPORTED(V_FRACTION, int32_t, kernel.freq),
	    .doc = "Frequency of the kernel clock, ppm." },
	{ "kmaxerr", REPORTED(V_USEC, int32_t, kernel.maxerror),
	    .doc = "Greatest error, as told to the kernel, s." },
	{ "kesterr", REPORTED(V_USEC, int32_t, kernel.esterror),
	    .doc = "Expected error, as told to the kernel, s." },
	{ "kstflags", FUNCTION(sys_kstflags),
	    .doc = "Status of the kernel clock." },
	{ "ktimeconst", REPORTED(V_INT32, int32_t, kernel.constant),
	    .doc = "Time constant of the kernel clock." },
	{ "kprecis", REPORTED(V_USEC, int32_t, kernel.precision),
	    .doc = "Precision of the kernel clock, s." },
	{ "kfreqtol", REPORTED(V_FRACTION, int32_t, kernel.tolerance),
	    .doc = "Frequencies it can be set to, ppm." },
	{ "kppsfreq", REPORTED(V_FRACTION, int32_t, kernel.ppsfreq),
	    .doc = "Frequency of the kernel PPS, ppm." },
	{ "kppsstab", REPORTED(V_FRACTION, int32_t, kernel.stabil),
	    .doc = "Its stability, ppm." },
	{ "kppsjitter", REPORTED(V_USEC, int32_t, kernel.jitter),
	    .doc = "Its jitter, s." },
	{ "kppscalibdur", REPORTED(V_UINT16, uint16_t, kernel.shift),
	    .doc = "Its calibration interval, log2 s." },
	{ "kppscalibs", REPORTED(V_INT32, int32_t, kernel.calcnt),
	    .doc = "Calibrations." },
	{ "kppscaliberrs", REPORTED(V_INT32, int32_t, kernel.errcnt),
	    .doc = "Calibrations that failed." },
	{ "kppsjitexc", REPORTED(V_INT32, int32_t, kernel.jitcnt),
	    .doc = "Excesses of jitter." },
	{ "kppsstbexc", REPORTED(V_INT32, int32_t, kernel.stbcnt),
	    .doc = "Excesses of instability." },
	{ "iostats_reset", FUNCTION(sys_uptime),
	    .doc = "Time since those below were zero, s." },
	{ "total_rbuf", FUNCTION(var_rows_zero),
	    .doc = "Receive buffers: there are none." },
	{ "free_rbuf", FUNCTION(var_rows_zero),
	    .doc = "Receive buffers: there are none." },
	{ "used_rbuf", FUNCTION(var_rows_zero),
	    .doc = "Receive buffers: there are none." },
	{ "rbuf_lowater", FUNCTION(var_rows_zero),
	    .doc = "Receive buffers: there are none." },
	{ "io_dropped", REPORTED(V_UINT64, uint64_t, io.dropped),
	    .doc = "Datagrams dropped unread." },
	{ "io_ignored", FUNCTION(var_rows_zero),
	    .doc = "Datagrams ignored for want of buffers." },
	{ "io_received", REPORTED(V_UINT64, uint64_t, io.received),
	    .doc = "Datagrams received." },
	{ "io_sent", REPORTED(V_UINT64, uint64_t, io.sent),
	    .doc = "Datagrams sent." },
	{ "io_sendfailed", REPORTED(V_UINT64, uint64_t, io.failed),
	    .doc = "Datagrams that could not be sent." },
	{ "io_wakeups", REPORTED(V_UINT64, uint64_t, io.wakeups),
	    .doc = "Times something came in." },
	{ "io_goodwakeups", REPORTED(V_UINT64, uint64_t, io.wakeups),
	    .doc = "The same." },
	{ "timerstats_reset", FUNCTION(sys_reset),
	    .doc = "Time since those below were zero, s." },
	{ "timer_overruns", FUNCTION(var_rows_zero),
	    .doc = "Ticks that were missed." },
	{ "timer_xmts", UINT64(counts.requests),
	    .doc = "Requests sent." },
	{ "fuzz", FUNCTION(sys_no_ms),
	    .doc = "Random part of timestamps, ms." },
	{ "clk_wander_threshold", FUNCTION(sys_wander_threshold),
	    .doc = "Wander beyond which the drift file is written, ppm." },
	{ "leapsmearinterval", FUNCTION(sys_smear_interval), DEFAULT(23),
	    .doc = "Time over which a leap second is smeared, s." },
	{ "leapsmearoffset", FUNCTION(sys_smear_offset), DEFAULT(24),
	    .doc = "What served time is ahead of UTC, ms." },
	/* What classic makes when it starts or saves. */
	{ "daemon_version", FUNCTION(sys_version),
	    .doc = "The same as version." },
	{ "settimeofday", FUNCTION(sys_settimeofday),
	    .doc = "System call that steps the clock." },
	{ "savedconfig", FUNCTION(sys_savedconfig),
	    .doc = "File that the configuration was saved to last." },
	/* Ours. */
	{ "conf_errors", FUNCTION(sys_conf_errors),
	    .doc = "Mistakes in the configuration in force." },
	{ "write_nonce", FUNCTION(sys_write_nonce),
	    .doc = "Nonce for the reader's next keyed write." },
	{ "steering", FUNCTION(sys_steering),
	    .doc = "Whether the clock is corrected: yes, disabled (\"disable "
	    "ntp\"), noright, or panic (off by more than \"tinker panic\")." },
	{ "intlow", FUNCTION(sys_intlow),
	    .doc = "Least offset that a majority of sources agrees on, ms." },
	{ "inthigh", FUNCTION(sys_inthigh),
	    .doc = "Greatest one, ms." },
	{ "ceiling", FUNCTION(sys_ceiling),
	    .doc = "Stratum from which on sources are not used." },
	{ "floor", FUNCTION(sys_floor),
	    .doc = "Least stratum of sources that are used." },
	{ "minsane", FUNCTION(sys_minsane),
	    .doc = "Sources that must agree." },
	{ "orphan", FUNCTION(sys_orphan),
	    .doc = "Stratum of this host when it keeps time alone." },
	{ "awaited", UINT(sys.awaited),
	    .doc = "Sources that selection waits for, as they may answer "
	    "yet." },
	{ "measured", MS6(sys.offset),
	    .doc = "Combined offset at the last correction, ms, six "
	    "decimals." },
	{ "stddev", MS6(sys.jitter),
	    .doc = "Combined jitter of the sources, ms, six decimals." },
	{ "est_offset", FUNCTION(sys_est_offset),
	    .doc = "What is left to correct now, ms." },
	{ "est_freq", FUNCTION(sys_est_freq),
	    .doc = "What the sources would add to the frequency, ppm." },
	{ "est_skew", FUNCTION(sys_est_skew),
	    .doc = "Standard deviation of that, ppm." },
	{ "interval", FUNCTION(sys_interval),
	    .doc = "Time from the last correction but one to the last, s." },
	{ "srv_asked", UINT64(counts.asked),
	    .doc = "Questions for the time." },
	{ "srv_dropped", UINT64(counts.unanswered),
	    .doc = "Those that were not answered." },
	{ "srv_told", UINT64(counts.told),
	    .doc = "Answers, also to symmetric peers that are strangers." },
	{ "srv_signed", UINT64(counts.told_signed),
	    .doc = "Answers to those who signed." },
	{ "srv_interleaved", FUNCTION(sys_interleaved),
	    .doc = "Answers in interleaved mode." },
	{ "srv_rxkernel", UINT64(counts.told_kernel),
	    .doc = "Answers with a time of arrival by the kernel." },
	{ "srv_txkernel", FUNCTION(sys_txkernel),
	    .doc = "Answers with a time of sending by the kernel." },
	{ "srv_pairs", FUNCTION(sys_pairs),
	    .doc = "Answers remembered for the interleaved mode." },
	{ "srv_pairspan", FUNCTION(sys_pairs_span),
	    .doc = "Time from the first of them to the last, s." },
	{ "srv_commands", UINT64(counts.commands),
	    .doc = "Requests of modes 6 and 7." },
	{ "srv_cmddropped", UINT64(counts.refused),
	    .doc = "Those that were not answered." },
	{ "srv_forgotten", FUNCTION(sys_forgotten),
	    .doc = "Clients that had to give way on the list." },
#define COUNTER(name, word) \
	{ "in_" word, UINT64(counts.verdict[VERDICT_##name]), \
	    .doc = "Datagrams that were: " word "." },
	VERDICTS(COUNTER)
#undef COUNTER
};
#undef BASE

const struct var_row *
var_sys(size_t *n)
{
	*n = sizeof rows / sizeof rows[0];
	return rows;
}
