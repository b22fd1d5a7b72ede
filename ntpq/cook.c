/*
 * cook.c -- variables and status words for people to read.
 *
 * A table says how each known name is shown, which differs between the system,
 * a source and a clock; everything else is passed through.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "cook.h"
#include "ctlmsg.h"
#include "names.h"
#include "text.h"

#define VALUE 400   /* octets of a cooked value */
#define STAGES 8    /* of a clock filter */
#define V1_SANE 8   /* of a source's status in NTP version 1 */
#define V1_CLOSE 4

/*
 * --- status words --------------------------------------------------------
 */

/* Write WORD, or PREFIX and CODE if there is none, to OUT. */
static void
put_word(FILE *out, const char *word, const char *prefix, unsigned code)
{
	if (word != NULL)
		fputs(word, out);
	else
		fprintf(out, "%s%u", prefix, code);
}

static void
put_events(FILE *out, unsigned n)
{
	if (n == 0)
		fputs(", no events", out);
	else
		fprintf(out, ", %u event%s", n, n == 1 ? "" : "s");
}

static void
put_sys_status(FILE *out, unsigned status)
{
	unsigned source = status >> 8 & 0x3f;

	fprintf(out, "%s, ", names_leap(status >> 14));
	put_word(out, names_sync(source), "sync_", source);
	put_events(out, status >> 4 & 0xf);
	fprintf(out, ", %s", names_sys_event(status & 0xf));
}

static void
put_peer_status(FILE *out, unsigned status)
{
	const char *separator = "", *event = names_peer_event(status & 0xf);

	for (unsigned bit = 7; bit >= 3; bit--) {
		if ((status >> 8 & 1U << bit) == 0)
			continue;
		fprintf(out, "%s%s", separator, names_peer_status(bit));
		separator = ", ";
	}
	fprintf(out, ", %s", names_select(status >> 8 & 7));
	put_events(out, status >> 4 & 0xf);
	if (event != NULL)
		fprintf(out, ", %s", event);
}

static void
put_clock_status(FILE *out, unsigned status)
{
	/* The first of classic's three fields is empty. */
	put_events(out, status >> 4 & 0xf);
	fputs(", ", out);
	put_word(out, names_clock_event(status & 0xf), "clk_", status & 0xf);
}

char
cook_tally(uint16_t status, unsigned version)
{
	unsigned select = status >> 8 & 7;

	return version == 1 ? " .+*"[select & 3] : names_tally(select);
}

const char *
cook_condition(uint16_t status, unsigned version)
{
	static const char *const words[] = { "", "sel_cand", "sync_cand",
		"sys_peer" };
	unsigned flags = status >> 8;

	if (version != 1)
		return names_select(flags & 7) + strlen("sel_");
	if ((flags & 3) != 0)
		return words[flags & 3];
	return (flags & V1_SANE) == 0 ? "insane" :
	    (flags & V1_CLOSE) == 0 ? "hi_disp" : "";
}

const char *
cook_status(enum cook_set set, uint16_t status, char *buf, size_t size)
{
	FILE *out = fmemopen(buf, size, "w");

	buf[0] = '\0';
	if (out == NULL)
		return buf;
	if (set == COOK_SYS)
		put_sys_status(out, status);
	else if (set == COOK_PEER)
		put_peer_status(out, status);
	else
		put_clock_status(out, status);
	(void)fclose(out); /* what did not fit is left out */
	buf[size - 1] = '\0';
	return buf;
}

/*
 * --- addresses -----------------------------------------------------------
 */

/* Write the name of the reference clock with address A. */
static void
clock_name(const struct addr *a, char *buf, size_t size)
{
	const char *driver = names_refclock(a->ip[2]);

	if (driver[0] != '\0')
		snprintf(buf, size, "%s(%u)", driver, a->ip[3]);
	else
		snprintf(buf, size, "REFCLK(%u,%u)", a->ip[2], a->ip[3]);
}

const char *
cook_host(const struct addr *a, struct reverse *names, char *buf, size_t size)
{
	char name[REVERSE_NAME];

	if (names == NULL || addr_is_any(a))
		return addr_format(a, buf, size);
	if (addr_is_refclock(a)) {
		clock_name(a, buf, size);
		return buf;
	}
	if (!reverse_find(names, a, name))
		return addr_format(a, buf, size);
	return text_clean(name, buf, size);
}

/* Read the LEN octets at S as an address.  Returns false if it is none. */
static bool
read_addr(const char *s, size_t len, struct addr *a)
{
	char buf[ADDR_TEXT];

	if (len >= sizeof buf)
		return false;
	memcpy(buf, s, len);
	buf[len] = '\0';
	return strlen(buf) == len && addr_parse(a, buf);
}

bool
cook_address_port(const char *text, size_t len, struct addr *a)
{
	char buf[ADDR_TEXT + 32], *from = buf, *colon, *percent;
	unsigned long port, scope = 0;

	if (len >= sizeof buf)
		return false;
	memcpy(buf, text, len);
	buf[len] = '\0';
	colon = strrchr(buf, ':');
	if (colon == NULL || colon == buf || !text_unsigned(colon + 1,
	    strlen(colon + 1), &port) || port > 65535)
		return false;
	*colon = '\0';
	if (*from == '[' && colon[-1] == ']') {
		from++;
		colon[-1] = '\0';
	}
	percent = strchr(from, '%');
	if (percent != NULL) {
		*percent++ = '\0';
		if (!text_unsigned(percent, strlen(percent), &scope) ||
		    scope > UINT32_MAX)
			return false;
	}
	if (!addr_parse(a, from))
		return false;
	a->port = (uint16_t)port;
	a->scope = (uint32_t)scope;
	return true;
}

const char *
cook_refid(const char *refid, size_t len, char *buf, size_t size)
{
	char word[COOK_NAME];
	struct addr a;

	if (len > 4 && read_addr(refid, len, &a)) {
		if (addr_is_refclock(&a))
			clock_name(&a, buf, size);
		else
			addr_format(&a, buf, size);
		return buf;
	}
	if (len >= sizeof word)
		len = sizeof word - 1;
	memcpy(word, refid, len);
	word[len] = '\0';
	return text_clean(word, buf, size);
}

/*
 * --- values --------------------------------------------------------------
 *
 * Each of these writes the value of V as text into BUF and returns false if it
 * cannot.
 */

/* What all values of a list have in common. */
struct kitchen {
	struct reverse *names;
	ntp_time now;
};

static bool
cook_leap(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	unsigned long leap;

	(void)k;
	if (!text_unsigned(v->value, v->value_len, &leap) || leap > 3)
		return false;
	snprintf(buf, VALUE, "%lu%lu", leap >> 1, leap & 1);
	return true;
}

static bool
cook_unsigned(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	unsigned long value;

	(void)k;
	if (!text_unsigned(v->value, v->value_len, &value))
		return false;
	snprintf(buf, VALUE, "%lu", value);
	return true;
}

static bool
cook_signed(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	long value;

	(void)k;
	if (!text_signed(v->value, v->value_len, &value))
		return false;
	snprintf(buf, VALUE, "%ld", value);
	return true;
}

static bool
cook_ms(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	double ms;

	(void)k;
	if (!text_double(v->value, v->value_len, &ms))
		return false;
	text_ms(ms, buf, VALUE);
	return true;
}

static bool
cook_stamp(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	ntp_time t;

	if (!text_stamp(v->value, v->value_len, &t))
		return false;
	text_date(t, k->now, buf, VALUE);
	return true;
}

static bool
cook_name(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	struct addr a = { 0 };

	if (!read_addr(v->value, v->value_len, &a))
		return false;
	cook_host(&a, k->names, buf, VALUE);
	return true;
}

static bool
cook_number(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	struct addr a = { 0 };

	(void)k;
	if (!read_addr(v->value, v->value_len, &a))
		return false;
	addr_format(&a, buf, VALUE);
	return true;
}

static bool
cook_reference(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	(void)k;
	cook_refid(v->value, v->value_len, buf, VALUE);
	return true;
}

static bool
cook_octal(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	unsigned long value;

	(void)k;
	if (!text_unsigned(v->value, v->value_len, &value))
		return false;
	snprintf(buf, VALUE, "%03lo", value);
	return true;
}

static bool
cook_flash(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	const char *separator = " ";
	unsigned long value;
	size_t at;

	(void)k;
	if (!text_unsigned(v->value, v->value_len, &value) || value > 0xffff)
		return false;
	at = (size_t)snprintf(buf, VALUE, "%02lx", value);
	if (value == 0)
		snprintf(buf + at, VALUE - at, " ok");
	for (unsigned bit = 0; names_flash(bit) != NULL; bit++) {
		if ((value & 1UL << bit) == 0)
			continue;
		at += (size_t)snprintf(buf + at, VALUE - at, "%s%s", separator,
		    names_flash(bit));
		separator = ", ";
	}
	return true;
}

/* The stages of a filter, in columns of 7 cut to fit, under each other. */
static bool
cook_array(const struct kitchen *k, const struct ctlmsg_var *v, char *buf)
{
	const char *p = v->value, *end = p + v->value_len;
	size_t at = 0;
	int n;

	(void)k;
	if (v->name_len < 11)
		at = (size_t)snprintf(buf, VALUE, "%*s",
		    (int)(11 - v->name_len), "");
	for (n = 0; n < STAGES && p < end; n++) {
		const char *from = p;
		char text[VALUE];
		double value;

		while (p < end && *p != ' ' && *p != '\t')
			p++;
		if (!text_double(from, (size_t)(p - from), &value))
			return false;
		snprintf(text, sizeof text, "%.2f", value == 0 ? 0.0 : value);
		at += (size_t)snprintf(buf + at, VALUE - at, "%s%7.7s",
		    n > 0 ? " " : "", text);
		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
	}
	return n > 0 && p == end;
}

#define SYS (1U << COOK_SYS)
#define PEER (1U << COOK_PEER)
#define CLOCK (1U << COOK_CLOCK)

/* How variables are shown, and in which lists. */
static const struct recipe {
	const char *name;
	unsigned sets;
	bool (*cook)(const struct kitchen *k, const struct ctlmsg_var *v,
	    char *buf);
} recipes[] = {
	{ "authenable", PEER, cook_unsigned },
	{ "authentic", PEER, cook_unsigned },
	{ "baddata", CLOCK, cook_unsigned },
	{ "badformat", CLOCK, cook_unsigned },
	{ "clock", SYS, cook_stamp },
	{ "config", PEER, cook_unsigned },
	{ "delay", PEER, cook_ms },
	{ "dispersion", PEER, cook_ms },
	{ "dstadr", PEER, cook_number },
	{ "dstport", PEER, cook_unsigned },
	{ "filtdelay", PEER, cook_array },
	{ "filtdisp", PEER, cook_array },
	{ "filterror", PEER, cook_array },
	{ "filtoffset", PEER, cook_array },
	{ "flags", CLOCK, cook_unsigned },
	{ "flash", PEER, cook_flash },
	{ "frequency", SYS, cook_ms },
	{ "fudgetime1", CLOCK, cook_ms },
	{ "fudgetime2", CLOCK, cook_ms },
	{ "hmode", PEER, cook_unsigned },
	{ "hostpoll", PEER, cook_unsigned },
	{ "hpoll", PEER, cook_unsigned },
	{ "jitter", SYS | PEER, cook_ms },
	{ "keyid", PEER, cook_unsigned },
	{ "leap", SYS | PEER, cook_leap },
	{ "noreply", CLOCK, cook_unsigned },
	{ "offset", SYS | PEER, cook_ms },
	{ "org", PEER, cook_stamp },
	{ "peer", SYS, cook_unsigned },
	{ "peeraddr", PEER, cook_name },
	{ "peerpoll", PEER, cook_unsigned },
	{ "peerport", PEER, cook_unsigned },
	{ "poll", SYS | CLOCK, cook_unsigned },
	{ "ppoll", PEER, cook_unsigned },
	{ "precision", SYS | PEER, cook_signed },
	{ "reach", PEER, cook_octal },
	{ "rec", PEER, cook_stamp },
	{ "received", PEER, cook_unsigned },
	{ "refid", SYS | PEER | CLOCK, cook_reference },
	{ "reftime", SYS | PEER, cook_stamp },
	{ "rootdelay", SYS | PEER, cook_ms },
	{ "rootdisp", PEER, cook_ms },
	{ "rootdispersion", SYS, cook_ms },
	{ "sent", PEER, cook_unsigned },
	{ "srcadr", PEER, cook_name },
	{ "srcport", PEER, cook_unsigned },
	{ "stability", SYS, cook_ms },
	{ "stratum", SYS | PEER | CLOCK, cook_unsigned },
	{ "timer", PEER, cook_unsigned },
	{ "ttl", PEER, cook_unsigned },
	{ "type", CLOCK, cook_unsigned },
	{ "unreach", PEER, cook_unsigned },
	{ "xmt", PEER, cook_stamp },
};

static const struct recipe *
find_recipe(enum cook_set set, const struct ctlmsg_var *v)
{
	for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++)
		if ((recipes[i].sets & 1U << set) != 0 &&
		    ctlmsg_is(v, recipes[i].name))
			return &recipes[i];
	return NULL;
}

/* Write what V came as, and then MARK, into BUF. */
static void
copy_value(const struct ctlmsg_var *v, const char *mark, char *buf,
    size_t size)
{
	size_t len = v->value_len, most = size - 1 - strlen(mark);

	if (len > most)
		len = most;
	memcpy(buf, v->value, len);
	memcpy(buf + len, mark, strlen(mark) + 1);
}

void
cook_value(enum cook_set set, const struct ctlmsg_var *v, struct reverse *names,
    ntp_time now, char *buf, size_t size)
{
	const struct kitchen kitchen = { names, now };
	const struct recipe *r = find_recipe(set, v);
	char text[VALUE];

	if (r == NULL)
		copy_value(v, "", buf, size);
	else if (r->cook(&kitchen, v, text))
		snprintf(buf, size, "%s", text);
	else
		copy_value(v, "?", buf, size);
}

void
cook_list(FILE *out, enum cook_set set, const char *data, size_t len,
    struct reverse *names, ntp_time now)
{
	const char *end = data + len;
	struct text_list list = { .out = out };
	struct ctlmsg_var v;

	while (ctlmsg_next(&data, end, &v)) {
		char buf[VALUE];

		if (find_recipe(set, &v) == NULL) {
			/* however long it is */
			text_item(&list, v.name, v.name_len, v.value,
			    v.value_len);
			continue;
		}
		cook_value(set, &v, names, now, buf, sizeof buf);
		text_item(&list, v.name, v.name_len, buf, strlen(buf));
	}
	text_end(&list);
}
