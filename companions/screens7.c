/*
 * screens7.c -- ntpdc's screens, in classic's words and columns.
 *
 * Most of them are tables: a label, where the number is in the item, and how it
 * is written.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/timex.h>
#include <stdio.h>
#include <string.h>

#include "cook.h"
#include "names.h"
#include "ntpdc.h"
#include "tables.h"
#include "text.h"

/* How a number is written. */
enum form {
	COUNT,      /* 32 bits */
	SHORT,      /* 16 bits */
	SIGNED,     /* 32 bits, with a sign */
	FIXED,      /* 16.16 */
	LONG_FIXED, /* 32.32 */
	SCALED,     /* 32 bits with a sign, times the scale, %g */
	FLAGS,      /* 16 bits: the kernel's status */
	SECONDS_LOG2 /* 16 bits: 2^this */
};

struct line {
	const char *label;
	enum form form;
	int at;           /* octet in the item */
	int digits;       /* behind the point */
	double scale;
	const char *unit; /* with a blank before; "": none */
};

static const struct line sysstats[] = {
	{ "time since restart:     ", COUNT, 0, 0, 0, "" },
	{ "time since reset:       ", COUNT, 4, 0, 0, "" },
	{ "packets received:       ", COUNT, 36, 0, 0, "" },
	{ "packets processed:      ", COUNT, 28, 0, 0, "" },
	{ "current version:        ", COUNT, 16, 0, 0, "" },
	{ "previous version:       ", COUNT, 12, 0, 0, "" },
	{ "declined:               ", COUNT, 20, 0, 0, "" },
	{ "access denied:          ", COUNT, 8, 0, 0, "" },
	{ "bad length or format:   ", COUNT, 24, 0, 0, "" },
	{ "bad authentication:     ", COUNT, 32, 0, 0, "" },
	{ "rate exceeded:          ", COUNT, 40, 0, 0, "" },
	{ NULL, COUNT, 0, 0, 0, NULL }
};

static const struct line iostats[] = {
	{ "time since reset:     ", COUNT, 0, 0, 0, "" },
	{ "receive buffers:      ", SHORT, 4, 0, 0, "" },
	{ "free receive buffers: ", SHORT, 6, 0, 0, "" },
	{ "used receive buffers: ", SHORT, 8, 0, 0, "" },
	{ "low water refills:    ", SHORT, 10, 0, 0, "" },
	{ "dropped packets:      ", COUNT, 12, 0, 0, "" },
	{ "ignored packets:      ", COUNT, 16, 0, 0, "" },
	{ "received packets:     ", COUNT, 20, 0, 0, "" },
	{ "packets sent:         ", COUNT, 24, 0, 0, "" },
	{ "packets not sent:     ", COUNT, 28, 0, 0, "" },
	{ "interrupts handled:   ", COUNT, 32, 0, 0, "" },
	{ "received by int:      ", COUNT, 36, 0, 0, "" },
	{ NULL, COUNT, 0, 0, 0, NULL }
};

static const struct line loopinfo[] = {
	{ "offset:               ", LONG_FIXED, 0, 6, 0, " s" },
	{ "frequency:            ", LONG_FIXED, 8, 3, 0, " ppm" },
	{ "poll adjust:          ", SIGNED, 16, 0, 0, "" },
	{ "watchdog timer:       ", COUNT, 20, 0, 0, " s" },
	{ NULL, COUNT, 0, 0, 0, NULL }
};

/* A scale of 0 is the kernel's unit, which its status tells. */
static const struct line kerninfo[] = {
	{ "pll offset:           ", SCALED, 0, 0, 0, " s" },
	{ "pll frequency:        ", FIXED, 4, 3, 0, " ppm" },
	{ "maximum error:        ", SCALED, 8, 0, 1e-6, " s" },
	{ "estimated error:      ", SCALED, 12, 0, 1e-6, " s" },
	{ "status:               ", FLAGS, 16, 0, 0, "" },
	{ "pll time constant:    ", COUNT, 20, 0, 0, "" },
	{ "precision:            ", SCALED, 24, 0, 1e-6, " s" },
	{ "frequency tolerance:  ", FIXED, 28, 0, 0, " ppm" },
	{ NULL, COUNT, 0, 0, 0, NULL }
};

/* If there is a pulse, that is if the interval is not 2^0 s. */
static const struct line kernpulse[] = {
	{ "pps frequency:        ", FIXED, 32, 3, 0, " ppm" },
	{ "pps stability:        ", FIXED, 40, 3, 0, " ppm" },
	{ "pps jitter:           ", SCALED, 36, 0, 0, " s" },
	{ "calibration interval: ", SECONDS_LOG2, 18, 0, 0, " s" },
	{ "calibration cycles:   ", COUNT, 48, 0, 0, "" },
	{ "jitter exceeded:      ", COUNT, 44, 0, 0, "" },
	{ "stability exceeded:   ", COUNT, 56, 0, 0, "" },
	{ "calibration errors:   ", COUNT, 52, 0, 0, "" },
	{ NULL, COUNT, 0, 0, 0, NULL }
};

static const char *const kernel_flags[] = { "pll", "ppsfreq", "ppstime", "fll",
	"ins", "del", "unsync", "freqhold", "ppssignal", "ppsjitter",
	"ppswander", "ppserror", "clockerr", "nano", "mode=fll", "src=B" };

static void
print_flags(unsigned status)
{
	printf("%04x ", status);
	for (unsigned i = 0; i < 16; i++)
		if ((status >> i & 1) != 0)
			printf(" %s", kernel_flags[i]);
}

static void
print_line(const struct line *l, const uint8_t *item, double unit)
{
	const uint8_t *p = item + l->at;

	fputs(l->label, stdout);
	switch (l->form) {
	case COUNT:
		printf("%lu", (unsigned long)ask7_u32(p));
		break;
	case SHORT:
		printf("%u", ask7_u16(p));
		break;
	case SIGNED:
		printf("%ld", (long)(int32_t)ask7_u32(p));
		break;
	case FIXED:
		printf("%.*f", l->digits, ask7_fixed(p));
		break;
	case LONG_FIXED:
		printf("%.*f", l->digits, ask7_long_fixed(p));
		break;
	case SCALED:
		printf("%g", (int32_t)ask7_u32(p) *
		    (l->scale != 0 ? l->scale : unit));
		break;
	case FLAGS:
		print_flags(ask7_u16(p));
		break;
	case SECONDS_LOG2:
		printf("%lu", 1ul << (ask7_u16(p) & 31));
		break;
	}
	puts(l->unit);
}

static void
print_lines(const struct line *l, const uint8_t *item, double unit)
{
	for (; l->label != NULL; l++)
		print_line(l, item, unit);
}

/* Ask for CODE and print the item, of SIZE octets at least, as LINES say. */
static void
show_lines(struct ntpdc *n, uint8_t code, size_t size, const struct line *lines)
{
	if (ask7(&n->query, code, size, &n->answer))
		print_lines(lines, n->answer.data, 1);
}

void
screens7_sysstats(struct ntpdc *n, const char *argument)
{
	(void)argument;
	show_lines(n, ASK7_SYSSTATS, 44, sysstats);
}

void
screens7_iostats(struct ntpdc *n, const char *argument)
{
	(void)argument;
	show_lines(n, ASK7_IOSTATS, 40, iostats);
}

void
screens7_loopinfo(struct ntpdc *n, const char *argument)
{
	const uint8_t *d = n->answer.data;

	if (argument[0] == '\0' || strcmp(argument, "multiline") == 0) {
		show_lines(n, ASK7_LOOPINFO, 24, loopinfo);
		return;
	}
	if (strcmp(argument, "oneline") != 0) {
		fputs("How many lines?\n", stderr);
		return;
	}
	if (ask7(&n->query, ASK7_LOOPINFO, 24, &n->answer))
		printf("offset %.6f, frequency %.3f, time_const %ld, "
		    "watchdog %lu\n", ask7_long_fixed(d),
		    ask7_long_fixed(d + 8), (long)(int32_t)ask7_u32(d + 16),
		    (unsigned long)ask7_u32(d + 20));
}

void
screens7_kerninfo(struct ntpdc *n, const char *argument)
{
	const uint8_t *d = n->answer.data;
	double unit;

	(void)argument;
	if (!ask7(&n->query, ASK7_KERNEL, 60, &n->answer))
		return;
	unit = (ask7_u16(d + 16) & STA_NANO) != 0 ? 1e-9 : 1e-6;
	print_lines(kerninfo, d, unit);
	if (ask7_u16(d + 18) != 0)
		print_lines(kernpulse, d, unit);
}

/* --- the system ---------------------------------------------------------- */

/* A source's mode: 6 is not control but a broadcast client's. */
static const char *
mode_word(unsigned mode)
{
	static const char *const words[] = { "unspec", "sym_active",
		"sym_passive", "client", "server", "broadcast", "bclient",
		"private", "bclient" };

	return mode < sizeof words / sizeof words[0] ? words[mode] : "unknown";
}

static void
print_system_flags(unsigned flags)
{
	static const struct {
		unsigned bit;
		const char *word;
	} bits[] = {
		{ 0x01, "bclient" }, { 0x02, "auth" }, { 0x40, "monitor" },
		{ 0x04, "ntp" }, { 0x08, "kernel" }, { 0x80, "stats" },
		{ 0x10, "calibrate" }, { 0x20, "pps" }
	};

	fputs("system flags:         ", stdout);
	for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++)
		if ((flags & bits[i].bit) != 0)
			printf("%s ", bits[i].word);
	puts(flags == 0 ? "none" : "");
}

/* Write what the host at A is called into BUF (COOK_NAME octets), harmless. */
static const char *
name_of(struct ntpdc *n, const struct addr *a, char *buf)
{
	char name[COOK_NAME];

	return text_clean(cook_host(a, n->numeric ? NULL : &n->names, name,
	    sizeof name), buf, COOK_NAME);
}

void
screens7_sysinfo(struct ntpdc *n, const char *argument)
{
	const uint8_t *d = n->answer.data;
	char name[COOK_NAME], refid[64], clean[64], date[64];
	ntp_time reftime;
	struct addr peer;

	(void)argument;
	if (!ask7(&n->query, ASK7_SYSINFO, 56, &n->answer))
		return;
	peer = ask7_addr(d, 0, 64, n->answer.size >= 80 &&
	    ask7_u32(d + 56) != 0);
	reftime.fp = (uint64_t)ask7_u32(d + 20) << 32 | ask7_u32(d + 24);
	printf("system peer:          %s\n", name_of(n, &peer, name));
	printf("system peer mode:     %s\n", mode_word(d[4]));
	printf("leap indicator:       %c%c\n", d[5] & 2 ? '1' : '0',
	    d[5] & 1 ? '1' : '0');
	printf("stratum:              %d\nprecision:            %d\n", d[6],
	    (int8_t)d[7]);
	printf("root distance:        %.5f s\n", ask7_fixed(d + 8));
	printf("root dispersion:      %.5f s\n", ask7_u32(d + 12) / 65536.0);
	names_refid(ask7_u32(d + 16), d[6], refid, sizeof refid);
	printf("reference ID:         [%s]\n", text_clean(refid, clean,
	    sizeof clean));
	printf("reference time:       %s\n", text_date(reftime, query_now(),
	    date, sizeof date));
	print_system_flags(d[32]);
	printf("jitter:               %.6f s\n", ask7_fixed(d + 40));
	printf("stability:            %.3f ppm\n", ask7_u32(d + 52) / 65536.0);
	printf("broadcastdelay:       %.6f s\n", ask7_fixed(d + 36));
	printf("authdelay:            %.6f s\n", ask7_long_fixed(d + 44));
}

/* --- sources ------------------------------------------------------------- */

/* Does ARGUMENT, "4", "6" or "", want to see addresses that are IS_V6? */
static bool
is_wanted(const char *argument, bool is_v6)
{
	return strcmp(argument, is_v6 ? "4" : "6") != 0;
}

void
screens7_listpeers(struct ntpdc *n, const char *argument)
{
	if (!ask7(&n->query, ASK7_PEERS, 8, &n->answer))
		return;
	for (size_t i = 0; i < n->answer.items; i++) {
		const uint8_t *d = n->answer.data + i * n->answer.size;
		bool v6 = n->answer.size >= 32 && ask7_u32(d + 8) != 0;
		struct addr a = ask7_addr(d, 0, 16, v6);
		char name[COOK_NAME];

		if (is_wanted(argument, v6))
			printf("%-9s %s\n", mode_word(d[6]),
			    name_of(n, &a, name));
	}
}

/* The sign before a source: how it is used; for dmpeers, what it is worth. */
static char
sign_of_use(const uint8_t *d)
{
	static const char signs[] = " +-= ^~";
	unsigned mode = d[15];

	return (d[14] & 0x02) != 0 ? '*' :
	    mode < sizeof signs - 1 ? signs[mode] : ' ';
}

static char
sign_of_worth(const uint8_t *d)
{
	return (d[14] & 0x02) != 0 ? '*' : (d[14] & 0x80) != 0 ? '+' :
	    (d[14] & 0x40) != 0 ? '.' : ' ';
}

static void
print_peer(struct ntpdc *n, const uint8_t *d, char sign, bool v6)
{
	struct addr remote = ask7_addr(d, 4, 56, v6);
	struct addr local = ask7_addr(d, 0, 40, v6);
	char name[COOK_NAME], number[ADDR_TEXT];
	char delay[32], offset[32], disp[32];
	unsigned poll = d[11] < d[12] ? d[11] : d[12];

	poll = poll < 3 ? 3 : poll > 17 ? 17 : poll;
	snprintf(delay, sizeof delay, "%.5f", ask7_fixed(d + 16));
	snprintf(offset, sizeof offset, "%.6f", ask7_long_fixed(d + 20));
	snprintf(disp, sizeof disp, "%.5f", ask7_u32(d + 28) / 65536.0);
	printf("%c%-15.15s %-15.15s %2u %4u  %3o %7.7s %9.9s %7.7s\n", sign,
	    name_of(n, &remote, name), addr_format(&local, number,
	    sizeof number), d[10], 1u << poll, d[13], delay, offset, disp);
}

static void
show_peers(struct ntpdc *n, const char *argument,
    char (*sign)(const uint8_t *item))
{
	if (!ask7(&n->query, ASK7_SUMMARY, 32, &n->answer))
		return;
	puts("     remote           local      st poll reach  delay   offset"
	    "    disp\n"
	    "=============================================================="
	    "=========");
	for (size_t i = 0; i < n->answer.items; i++) {
		const uint8_t *d = n->answer.data + i * n->answer.size;
		bool v6 = n->answer.size >= 72 && ask7_u32(d + 32) != 0;

		if (is_wanted(argument, v6))
			print_peer(n, d, sign(d), v6);
	}
}

void
screens7_peers(struct ntpdc *n, const char *argument)
{
	show_peers(n, argument, sign_of_use);
}

void
screens7_dmpeers(struct ntpdc *n, const char *argument)
{
	show_peers(n, argument, sign_of_worth);
}

/* --- restrictions, which mode 6 has -------------------------------------- */

struct rule {
	char addr[ADDR_TEXT], mask[ADDR_TEXT], flags[256];
	unsigned long hits;
};

#define RULE_TEXT(word, field) { word, TABLES_TEXT, \
	offsetof(struct rule, field), sizeof ((struct rule *)0)->field }

static const struct tables_field rule_fields[] = {
	RULE_TEXT("addr", addr),
	RULE_TEXT("mask", mask),
	RULE_TEXT("flags", flags),
	{ "hits", TABLES_NUMBER, offsetof(struct rule, hits), 0 },
	{ NULL, TABLES_TEXT, 0, 0 }
};

/* Print flags as classic does, between commas. */
static void
print_rule(void *ctx, const void *row)
{
	const char *argument = ctx;
	const struct rule *r = row;
	char addr[ADDR_TEXT * 4], mask[ADDR_TEXT * 4], flags[1024];
	const char *comma = "";

	if (!is_wanted(argument, strchr(r->addr, ':') != NULL))
		return;
	printf("%15s %15s %9lu  ", text_clean(r->addr, addr, sizeof addr),
	    text_clean(r->mask, mask, sizeof mask), r->hits);
	(void)text_clean(r->flags, flags, sizeof flags);
	for (char *rest = flags, *word; (word = strsep(&rest, " ")) != NULL;) {
		if (word[0] == '\0')
			continue;
		printf("%s%s", comma, word);
		comma = ", ";
	}
	puts(comma[0] == '\0' ? "none" : "");
}

void
screens7_reslist(struct ntpdc *n, const char *argument)
{
	static const char name[] = "addr_restrictions";
	char wanted[8];
	struct rule row;
	struct tables_walk w = { rule_fields, &row, sizeof row, print_rule,
		wanted };

	snprintf(wanted, sizeof wanted, "%s", argument);
	if (!query_ask(&n->query, CTL_READ_ORDLIST, 0, name, sizeof name - 1))
		return;
	puts("   address          mask            count        flags\n"
	    "=============================================================="
	    "=======");
	tables_walk(&w, (const char *)n->query.reply.data,
	    n->query.reply.length);
}
