/*
 * answers.c -- whatever a host answers, every screen of ntpq ends well and has
 * nothing on it that a terminal would obey.
 *
 * Lists of variables, made of names that the screens look for and of values
 * that nobody should send, and then cut, doubled and spoilt.  Each list is
 * copied to memory of its exact size, so that a sanitizer sees a step too far.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "callers.h"
#include "chrony.h"
#include "machine.h"
#include "peers.h"
#include "screens.h"
#include "source.h"
#include "tables.h"
#include "why.h"

#define SECONDS 120 /* far more than it takes: a hang is killed */
#define ROUNDS 2000
#define LIST_MAX 4096

static const char *const names[] = { "leap", "stratum", "precision",
	"rootdelay", "rootdisp", "refid", "reftime", "clock", "peer", "tc",
	"offset", "frequency", "sys_jitter", "clk_wander", "srcadr", "srcport",
	"srchost", "dstadr", "hmode", "pmode", "ppoll", "hpoll", "reach", "rec",
	"delay", "jitter", "dispersion", "filtdelay", "filtoffset", "filtdisp",
	"flash", "keyid", "received", "sent", "badauth", "bogusorg",
	"est_count", "est_span", "est_offset", "est_freq", "est_skew", "intlow",
	"inthigh", "peeradr", "kstempa", "kstflags", "ss_uptime", "timereset",
	"now", "last.newest", "addr.0", "last.0", "first.0", "ct.0", "mv.0",
	"rs.0", "addr.1", "last.1", "mask.1", "hits.1", "flags.1", "name.2",
	"bcast.2", "en.2", "up.2", "addr.99999999999999999999", "", "x\x1b[2J",
	"rootdist", "maxdist", "authfail", "refused", "lookup", "silent" };

static const char *const values[] = { "0", "-0", "-1", "1", "3", "7", "16",
	"17", "31", "63", "64", "255", "65536", "4294967296",
	"99999999999999999999", "-99999999999999999999", "0xffffffffffffffffff",
	"1e999", "nan", "inf", ".", "-", "+", "1.", "010", "%s%n%x", "",
	"0xeeac9aa1.b91cae25", "0xffffffff.ffffffff", "0x00000000.00000001",
	"0x80000000.00000000", "10.0.0.1", "0.0.0.0", "::", "fe80::1%lo",
	"127.127.255.255", "1.2.3.4:99999", "[::1]:123", "[::1]:", ":::",
	"\"", "\"\"", "\"abc", "a\"b\"c", "a\r\nb", "\x1b[2J", "\302\23331m",
	"\x85", "\x7f", "\xff\xfe", "1 2 3 4 5 6 7 8", "nan nan", "GPS",
	"16000 16000 16000 16000 16000 16000 16000 16000",
	"9999999999999999999999999999999999999999999999999999999999999999",
	"a-name-that-is-longer-than-any-column-it-might-be-put-into.example" };

static const ntp_time now = { 0xeeac9aa2ULL << 32 };

/* Returns a number below N from SEED. */
static size_t
below(uint64_t *seed, size_t n)
{
	*seed = *seed * 6364136223846793005 + 1442695040888963407;
	return (size_t)(*seed >> 33) % n;
}

/* Make a list in TEXT; returns its length. */
static size_t
make(uint64_t *seed, char text[LIST_MAX])
{
	static const char *const between[] = { ", ", ",\r\n", ",", " ", "\r\n" };
	size_t at = 0, items = 1 + below(seed, 40);

	for (size_t i = 0; i < items && at < LIST_MAX; i++)
		at += (size_t)snprintf(text + at, LIST_MAX - at, "%s=%s%s",
		    names[below(seed, sizeof names / sizeof names[0])],
		    values[below(seed, sizeof values / sizeof values[0])],
		    between[below(seed, 4) < 3 ? below(seed, 3) :
		    below(seed, 5)]);
	if (at > LIST_MAX - 1)
		at = LIST_MAX - 1;
	for (size_t i = below(seed, 3); i > 0; i--)
		text[below(seed, at)] = (char)below(seed, 256);
	return at - below(seed, 4) % at;
}

/* Show the LEN octets at DATA as what they tell of a source. */
static void
show_source(FILE *out, const char *data, size_t len)
{
	static const struct peers_layout layout = { PEERS_HASH, true, 9, 2 };
	struct source s = { .id = 0 };
	struct explain_source told = { .status = 0 };
	struct explain_system system = { .status = 0 };
	ntp_time at = now;

	for (int i = 0; i < SOURCE_NUMBERS; i++)
		s.number[i] = NAN;
	source_add(&s, data, len);
	peers_head(out, &layout);
	peers_write(out, &s.row, &layout, "cell", s.row.host, 0x9614, now);
	chrony_source(out, &s.row, s.row.host, 0x9614, 0 - s.row.offset,
	    s.row.jitter, now);
	chrony_refid(out, s.row.refid, NULL);
	why_read_source(&told, data, len, now);
	why_read_system(&system, data, len, &at);
}

/* Show them as a list of clients. */
static void
show_callers(FILE *out, const char *data, size_t len)
{
	struct callers c = { .n = 0 };
	struct callers_wish wish = { CALLERS_ADDR, true, "" };

	if (!callers_add(&c, data, len) || !callers_add(&c, data, len))
		exit(1);
	(void)callers_settle(&c, &wish);
	callers_write(out, &c, NULL);
	free(c.list);
}

/* Show them in every way there is; nothing may be left but text. */
static void
show(const char *data, size_t len)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		exit(1);
	for (int set = COOK_SYS; set <= COOK_CLOCK; set++)
		cook_list(out, (enum cook_set)set, data, len, NULL, now);
	for (int kind = SCREEN_AUTHINFO; kind <= SCREEN_TIMERSTATS; kind++)
		screens_write(out, (enum screen_kind)kind, data, len, NULL,
		    now);
	show_source(out, data, len);
	show_callers(out, data, len);
	tables_ifstats(out, data, len);
	tables_reslist(out, data, len);
	chrony_tracking(out, data, len, NULL, now);
	machine_object(out, data, len);
	if (fclose(out) != 0)
		exit(1);
	for (size_t i = 0; i < size; i++)
		if (text[i] != '\n' && (text[i] < ' ' || text[i] > '~')) {
			fprintf(stderr, "octet %02x shown of\n",
			    (unsigned char)text[i]);
			(void)fwrite(data, 1, len, stderr);
			exit(1);
		}
	free(text);
}

int
main(void)
{
	char text[LIST_MAX];
	uint64_t seed = 20120402;

	(void)alarm(SECONDS);
	for (int i = 0; i < ROUNDS; i++) {
		size_t len = make(&seed, text);
		char *copy = malloc(len);

		if (copy == NULL)
			return 1;
		memcpy(copy, text, len);
		show(copy, len);
		free(copy);
	}
	return 0;
}
