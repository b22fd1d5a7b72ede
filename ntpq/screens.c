/*
 * screens.c -- variables behind labels.
 *
 * A screen is a table of names and labels: the names are what the host is asked
 * for, all at once, and the order of the table is that of the lines.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "machine.h"
#include "screens.h"
#include "sheet.h"
#include "text.h"

#define VALUE 512    /* octets of a value, as shown */
#define LINES 16     /* of a screen at most */
#define ID_MOST 65535

/* How a value is shown. */
/* WITH_PORT: the port is the next variable, which has no line of its own. */
enum how { COOKED, HOST_PORT, MODE, WITH_PORT };

static const struct screen {
	enum cook_set set;
	bool status;     /* the status word stands above */
	int width;       /* columns of the labels */
	struct {
		const char *name, *label;
		enum how how;
	} line[LINES];
} screens[] = {
	[SCREEN_AUTHINFO] = { COOK_SYS, false, 17, {
		{ "authreset", "time since reset:", COOKED },
		{ "authkeys", "stored keys:", COOKED },
		{ "authfreek", "free keys:", COOKED },
		{ "authklookups", "key lookups:", COOKED },
		{ "authknotfound", "keys not found:", COOKED },
		{ "authkuncached", "uncached keys:", COOKED },
		{ "authkexpired", "expired keys:", COOKED },
		{ "authencrypts", "encryptions:", COOKED },
		{ "authdecrypts", "decryptions:", COOKED },
	} },
	[SCREEN_IOSTATS] = { COOK_SYS, false, 22, {
		{ "iostats_reset", "time since reset:", COOKED },
		{ "total_rbuf", "receive buffers:", COOKED },
		{ "free_rbuf", "free receive buffers:", COOKED },
		{ "used_rbuf", "used receive buffers:", COOKED },
		{ "rbuf_lowater", "low water refills:", COOKED },
		{ "io_dropped", "dropped packets:", COOKED },
		{ "io_ignored", "ignored packets:", COOKED },
		{ "io_received", "received packets:", COOKED },
		{ "io_sent", "packets sent:", COOKED },
		{ "io_sendfailed", "packet send failures:", COOKED },
		{ "io_wakeups", "input wakeups:", COOKED },
		{ "io_goodwakeups", "useful input wakeups:", COOKED },
	} },
	[SCREEN_KERNINFO] = { COOK_SYS, true, 21, {
		{ "koffset", "pll offset:", COOKED },
		{ "kfreq", "pll frequency:", COOKED },
		{ "kmaxerr", "maximum error:", COOKED },
		{ "kesterr", "estimated error:", COOKED },
		{ "kstflags", "kernel status:", COOKED },
		{ "ktimeconst", "pll time constant:", COOKED },
		{ "kprecis", "precision:", COOKED },
		{ "kfreqtol", "frequency tolerance:", COOKED },
		{ "kppsfreq", "pps frequency:", COOKED },
		{ "kppsstab", "pps stability:", COOKED },
		{ "kppsjitter", "pps jitter:", COOKED },
		{ "kppscalibdur", "calibration interval", COOKED },
		{ "kppscalibs", "calibration cycles:", COOKED },
		{ "kppsjitexc", "jitter exceeded:", COOKED },
		{ "kppsstbexc", "stability exceeded:", COOKED },
		{ "kppscaliberrs", "calibration errors:", COOKED },
	} },
	[SCREEN_MONSTATS] = { COOK_SYS, false, 20, {
		{ "mru_enabled", "enabled:", COOKED },
		{ "mru_depth", "addresses:", COOKED },
		{ "mru_deepest", "peak addresses:", COOKED },
		{ "mru_maxdepth", "maximum addresses:", COOKED },
		{ "mru_mindepth", "reclaim above count:", COOKED },
		{ "mru_maxage", "reclaim older than:", COOKED },
		{ "mru_mem", "kilobytes:", COOKED },
		{ "mru_maxmem", "maximum kilobytes:", COOKED },
	} },
	[SCREEN_PSTATS] = { COOK_PEER, true, 21, {
		{ "srcadr", "remote host:", WITH_PORT },
		{ "srcport", NULL, COOKED },
		{ "dstadr", "local address:", WITH_PORT },
		{ "dstport", NULL, COOKED },
		{ "timerec", "time last received:", COOKED },
		{ "timer", "time until next send:", COOKED },
		{ "timereach", "reachability change:", COOKED },
		{ "sent", "packets sent:", COOKED },
		{ "received", "packets received:", COOKED },
		{ "badauth", "bad authentication:", COOKED },
		{ "bogusorg", "bogus origin:", COOKED },
		{ "oldpkt", "duplicate:", COOKED },
		{ "seldisp", "bad dispersion:", COOKED },
		{ "selbroken", "bad reference time:", COOKED },
		{ "candidate", "candidate order:", COOKED },
	} },
	[SCREEN_SYSINFO] = { COOK_SYS, true, 18, {
		{ "peeradr", "system peer:", HOST_PORT },
		{ "peermode", "system peer mode:", MODE },
		{ "leap", "leap indicator:", COOKED },
		{ "stratum", "stratum:", COOKED },
		{ "precision", "log2 precision:", COOKED },
		{ "rootdelay", "root delay:", COOKED },
		{ "rootdisp", "root dispersion:", COOKED },
		{ "refid", "reference ID:", COOKED },
		{ "reftime", "reference time:", COOKED },
		{ "sys_jitter", "system jitter:", COOKED },
		{ "clk_jitter", "clock jitter:", COOKED },
		{ "clk_wander", "clock wander:", COOKED },
		{ "bcastdelay", "broadcast delay:", COOKED },
		{ "authdelay", "symm. auth. delay:", COOKED },
	} },
	[SCREEN_SYSSTATS] = { COOK_SYS, false, 22, {
		{ "ss_uptime", "uptime:", COOKED },
		{ "ss_reset", "sysstats reset:", COOKED },
		{ "ss_received", "packets received:", COOKED },
		{ "ss_thisver", "current version:", COOKED },
		{ "ss_oldver", "older version:", COOKED },
		{ "ss_badformat", "bad length or format:", COOKED },
		{ "ss_badauth", "authentication failed:", COOKED },
		{ "ss_declined", "declined:", COOKED },
		{ "ss_restricted", "restricted:", COOKED },
		{ "ss_limited", "rate limited:", COOKED },
		{ "ss_kodsent", "KoD responses:", COOKED },
		{ "ss_processed", "processed for time:", COOKED },
	} },
	[SCREEN_TIMERSTATS] = { COOK_SYS, false, 19, {
		{ "timerstats_reset", "time since reset:", COOKED },
		{ "timer_overruns", "timer overruns:", COOKED },
		{ "timer_xmts", "calls to transmit:", COOKED },
	} },
};

/* Find the variable NAME in the LEN octets at DATA. */
static bool
find_var(const char *name, const char *data, size_t len, struct ctlmsg_var *v)
{
	const char *end = data + len;

	while (ctlmsg_next(&data, end, v))
		if (ctlmsg_is(v, name))
			return true;
	return false;
}

/* Write the mode that V is the number of into BUF. */
static bool
mode_word(const struct ctlmsg_var *v, char *buf, size_t size)
{
	static const char *const words[] = { "unspec", "sym_active",
		"sym_passive", "client", "server", "broadcast", "control",
		"private" };
	unsigned long mode;

	if (!text_unsigned(v->value, v->value_len, &mode) ||
	    mode >= sizeof words / sizeof words[0])
		return false;
	snprintf(buf, size, "%s", words[mode]);
	return true;
}

/* Write "ADDRESS:PORT" in V with the host's name into BUF. */
static bool
host_port(const struct ctlmsg_var *v, struct reverse *names, char *buf, size_t size)
{
	char name[COOK_NAME];
	struct addr a = { 0 };

	if (names == NULL || !cook_address_port(v->value, v->value_len, &a))
		return false;
	snprintf(buf, size, "%s:%u", cook_host(&a, false, name, sizeof name),
	    a.port);
	return true;
}

/* Write V, as HOW says, into BUF. */
static void
value_text(enum how how, enum cook_set set, const struct ctlmsg_var *v,
    struct reverse *names, ntp_time now, char *buf, size_t size)
{
	struct ctlmsg_var bare = *v;

	if ((how == MODE && mode_word(v, buf, size)) ||
	    (how == HOST_PORT && host_port(v, names, buf, size)))
		return;
	if (bare.value_len >= 2 && bare.value[0] == '"' &&
	    bare.value[bare.value_len - 1] == '"') {
		bare.value++;
		bare.value_len -= 2;
	}
	cook_value(set, &bare, names, now, buf, size);
}

void
screens_write(FILE *out, enum screen_kind kind, const char *data, size_t len,
    struct reverse *names, ntp_time now)
{
	const struct screen *s = &screens[kind];
	struct ctlmsg_var v;
	char buf[VALUE];

	for (int i = 0; i < LINES && s->line[i].name != NULL; i++) {
		if (s->line[i].label == NULL ||
		    !find_var(s->line[i].name, data, len, &v))
			continue;
		value_text(s->line[i].how, s->set, &v, names, now, buf,
		    sizeof buf);
		fprintf(out, "%-*s  ", s->width, s->line[i].label);
		text_put(out, buf, strlen(buf));
		if (s->line[i].how == WITH_PORT &&
		    find_var(s->line[i + 1].name, data, len, &v)) {
			putc(':', out);
			text_put(out, v.value, v.value_len);
		}
		putc('\n', out);
	}
}

/*
 * Ask for each variable of S by itself, as the host does not know all of them,
 * and put those it knows into the reply.  Returns QUERY_REFUSED if there is
 * none.
 */
static enum query_answer
ask_one_by_one(struct ntpq *n, const struct screen *s, uint16_t assoc)
{
	struct ctlmsg_reply *r = &n->query.reply;
	char found[LINES * VALUE];
	size_t at = 0;
	uint16_t status = 0;
	enum query_answer answer = QUERY_ANSWERED;

	for (int i = 0; i < LINES && s->line[i].name != NULL &&
	    answer != QUERY_SILENT; i++) {
		answer = query_try(&n->query, assoc, s->line[i].name);
		if (answer != QUERY_ANSWERED ||
		    r->length + 2 > sizeof found - at)
			continue;
		if (at > 0)
			found[at++] = ',';
		memcpy(found + at, r->data, r->length);
		at += r->length;
		status = r->status;
	}
	if (answer == QUERY_SILENT || at == 0)
		return answer;
	memcpy(r->data, found, at);
	r->data[at] = '\0';
	r->length = at;
	r->status = status;
	return QUERY_ANSWERED;
}

/* Ask for the variables of S, or as many of them as the host knows. */
static bool
ask(struct ntpq *n, const struct screen *s, uint16_t assoc)
{
	char names[CTLMSG_DATA + 1];
	enum query_answer answer;
	size_t at = 0;

	for (int i = 0; i < LINES && s->line[i].name != NULL; i++)
		at += (size_t)snprintf(names + at, sizeof names - at, "%s%s",
		    i > 0 ? "," : "", s->line[i].name);
	answer = query_try(&n->query, assoc, names);
	if (answer == QUERY_REFUSED &&
	    n->query.reply.error == CTLERR_UNKNOWN_VAR)
		answer = ask_one_by_one(n, s, assoc);
	if (answer != QUERY_REFUSED)
		return answer == QUERY_ANSWERED;
	/* Have it said why not. */
	return query_ask(&n->query, CTL_READVAR, assoc, names, at);
}

/* Ask for the screen KIND of the association ASSOC and show it. */
static void
show(struct ntpq *n, enum screen_kind kind, unsigned long assoc)
{
	const struct screen *s = &screens[kind];
	const struct ctlmsg_reply *r = &n->query.reply;
	char status[160];

	if (assoc > ID_MOST) {
		fprintf(stderr, "***Invalid association ID %lu specified\n",
		    assoc);
		return;
	}
	if (!ask(n, s, (uint16_t)assoc))
		return;
	if (sheet_is_machine(n)) {
		machine_vars(n, assoc);
		return;
	}
	query_prefix(&n->query, n->out);
	if (s->status)
		fprintf(n->out, "associd=%lu status=%04x %s,\n", assoc,
		    r->status, cook_status(s->set, r->status, status,
		    sizeof status));
	screens_write(n->out, kind, (const char *)r->data, r->length,
	    ntpq_names(n), query_now());
}

void
show_authinfo(struct ntpq *n, const struct args *a)
{
	(void)a;
	show(n, SCREEN_AUTHINFO, 0);
}

void
show_iostats(struct ntpq *n, const struct args *a)
{
	(void)a;
	show(n, SCREEN_IOSTATS, 0);
}

void
show_kerninfo(struct ntpq *n, const struct args *a)
{
	(void)a;
	show(n, SCREEN_KERNINFO, 0);
}

void
show_monstats(struct ntpq *n, const struct args *a)
{
	(void)a;
	show(n, SCREEN_MONSTATS, 0);
}

void
show_pstats(struct ntpq *n, const struct args *a)
{
	show(n, SCREEN_PSTATS, a->number[0]);
}

void
show_sysinfo(struct ntpq *n, const struct args *a)
{
	(void)a;
	show(n, SCREEN_SYSINFO, 0);
}

void
show_sysstats(struct ntpq *n, const struct args *a)
{
	(void)a;
	show(n, SCREEN_SYSSTATS, 0);
}

void
show_timerstats(struct ntpq *n, const struct args *a)
{
	(void)a;
	show(n, SCREEN_TIMERSTATS, 0);
}
