/*
 * check_policy.c -- what a configuration lets an address do, and whether two
 * let all addresses do the same; and the lines that mean a configuration.
 *
 * The oracle of the comparison asks both tables about every address that the
 * masks can tell apart: they look at ten bits only.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "conf_parse.h"
#include "conf_write.h"
#include "policy.h"
#include "suite.h"

#define NTP_PORT 123
#define TEXT 20000

static void
read_into(struct conf *c, const char *text)
{
	struct conf_reader reader = { .remote = false };

	conf_init(c);
	ck_assert_uint_eq(conf_parse(c, "ntp.conf", text, strlen(text),
	    &reader), 0);
}

/* Returns the table of the lines TEXT. */
static struct access *
table_of(const char *text)
{
	struct access *a;
	struct conf c;

	read_into(&c, text);
	a = policy_table(&c);
	ck_assert_ptr_nonnull(a);
	conf_free(&c); /* the places of the rules are not looked at */
	return a;
}

static enum policy_equal
compare(const char *a, const char *b, struct policy_witness *w)
{
	struct access *x = table_of(a), *y = table_of(b);
	enum policy_equal equal = policy_compare(x, y, w);

	access_free(x);
	access_free(y);
	return equal;
}

static void
assert_equal(const char *a, const char *b)
{
	struct policy_witness w;

	ck_assert_msg(compare(a, b, &w) == POLICY_EQUAL, "%s / %s", a, b);
}

/* A and B decide differently, and first about ADDRESS. */
static void
assert_differ(const char *a, const char *b, const char *address)
{
	struct policy_witness w;
	char text[ADDR_TEXT];

	ck_assert_msg(compare(a, b, &w) == POLICY_DIFFERENT, "%s / %s", a, b);
	ck_assert_str_eq(addr_format(&w.addr, text, sizeof text), address);
}

START_TEST(tables_that_say_the_same_in_other_words_are_equal)
{
	assert_equal("", "");
	assert_equal("restrict default kod nomodify\n",
	    "restrict -6 default nomodify kod\nrestrict -4 default nomodify\n"
	    "restrict -4 default kod\n");
	assert_equal("restrict 10.1.2.3 mask 255.255.0.0 ignore\n",
	    "restrict 10.1.0.0/16 ignore\n");
	assert_equal("restrict default ignore\n",
	    "restrict 0.0.0.0/1 ignore\nrestrict 128.0.0.0/1 ignore\n"
	    "restrict -6 default ignore\n");
	assert_equal("restrict 224.0.0.0/4 nomodify\n", "");
	assert_equal("restrict 10.0.0.0/8 ignore\n"
	    "restrict 10.0.0.0/8 ntpport ignore\n",
	    "restrict 10.0.0.0/8 ignore\n");
	assert_equal("restrict 10.0.0.0 mask 255.0.255.0 kod\n"
	    "restrict 10.0.0.0 mask 255.128.255.0 kod\n",
	    "restrict 10.0.0.0 mask 255.0.255.0 kod\n");
}
END_TEST

START_TEST(a_difference_is_found_however_small_it_is)
{
	assert_differ("restrict default kod\n", "", "0.0.0.0");
	assert_differ("restrict 10.1.2.3 ignore\n", "", "10.1.2.3");
	assert_differ("restrict 10.1.0.0/16 kod\n", "restrict 10.1.0.0/17 kod\n",
	    "10.1.128.0");
	assert_differ("restrict 2001:db8::7 nopeer\n", "", "2001:db8::7");
	assert_differ("restrict 10.0.5.0 mask 255.0.255.0 ignore\n",
	    "restrict 10.0.5.0 mask 255.0.255.255 ignore\n", "10.0.5.1");
}
END_TEST

START_TEST(a_difference_only_for_the_ntp_port_has_that_port)
{
	struct policy_witness w;

	ck_assert_int_eq(compare("restrict 10.0.0.0/8 ntpport ignore\n", "",
	    &w), POLICY_DIFFERENT);
	ck_assert_uint_eq(w.addr.port, NTP_PORT);
	ck_assert_uint_eq(w.a.flags, ACCESS_IGNORE);
	ck_assert_uint_eq(w.b.flags, 0);
}
END_TEST

START_TEST(a_line_without_flags_opens_queries_and_on_loopback_changes_nothing)
{
	assert_differ("restrict default\n", "", "0.0.0.0");
	assert_equal("restrict 127.0.0.1\nrestrict ::1\n", "");
	assert_differ("restrict 126.0.0.1\n", "", "126.0.0.1");
}
END_TEST

START_TEST(an_answer_grants_what_no_flag_is_against)
{
	static const struct {
		uint32_t flags;
		unsigned may;
	} cases[] = {
		{ 0, 0x1f }, { ACCESS_IGNORE, 0 },
		{ ACCESS_NOSERVE, POLICY_QUERY | POLICY_MODIFY | POLICY_TRAP },
		{ ACCESS_NOQUERY, POLICY_TIME | POLICY_PEER },
		{ ACCESS_NOMODIFY, 0x1f & ~POLICY_MODIFY },
		{ ACCESS_NOPEER, 0x1f & ~POLICY_PEER },
		{ ACCESS_NOTRAP, 0x1f & ~POLICY_TRAP },
		{ ACCESS_KOD | ACCESS_LIMITED | ACCESS_NOTRUST, 0x1f },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct access_answer a = { .flags = cases[i].flags,
			.written = true };

		ck_assert_uint_eq(policy_may(&a, false), cases[i].may);
		a.written = false;
		ck_assert_uint_eq(policy_may(&a, true), cases[i].may);
		ck_assert_uint_eq(policy_may(&a, false), cases[i].may &
		    (POLICY_TIME | POLICY_PEER));
	}
}
END_TEST

START_TEST(a_template_counts_where_no_line_is_for_that_very_address)
{
	struct access_answer answer;
	struct access_rule rule;
	struct access *a;
	struct addr host;
	struct conf c;

	read_into(&c, "restrict default ignore\nrestrict 10.0.0.1 kod\n"
	    "restrict source noserve\nrestrict source nomodify\n");
	a = policy_table(&c);
	ck_assert_ptr_nonnull(a);
	ck_assert(addr_parse(&host, "10.0.0.1"));
	access_match(a, &host, NTP_PORT, &answer);
	ck_assert(!policy_source(&c, &host, &answer, &rule));
	ck_assert(addr_parse(&host, "10.0.0.2"));
	access_match(a, &host, NTP_PORT, &answer);
	ck_assert(policy_source(&c, &host, &answer, &rule));
	ck_assert_uint_eq(rule.flags, ACCESS_NOMODIFY);
	ck_assert_uint_eq(rule.line, 4);
	c.n_restricts = 2; /* no template */
	ck_assert(!policy_source(&c, &host, &answer, &rule));
	c.n_restricts = 4;
	access_free(a);
	conf_free(&c);
}
END_TEST

/* --- the comparison against asking about every address ------------------- */

static uint32_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(*state >> 33);
}

/* Spread the ten bits of N over the address octets that tests look at. */
static void
spread(uint8_t ip[16], unsigned n)
{
	memset(ip, 0, 16);
	ip[0] = (uint8_t)((n & 1) << 6 | (n & 2) << 1);
	ip[1] = (uint8_t)(n >> 2 & 0x0f);
	ip[3] = (uint8_t)(n >> 6 & 0x0f);
}

static struct access_rule
random_rule(uint64_t *state)
{
	struct access_rule r = { .net = { .family = 4 },
		.flags = next_random(state) % 3, .written = true,
		.ntpport = next_random(state) % 4 == 0 };

	if (next_random(state) % 2 == 0)
		r.net.family = 6;
	spread(r.net.ip, next_random(state));
	spread(r.mask, next_random(state) | next_random(state));
	return r;
}

/* Returns true if A and B decide alike about all that they can tell apart. */
static bool
all_alike(const struct access *a, const struct access *b)
{
	struct access_answer x, y;

	for (unsigned n = 0; n < 4096; n++) {
		struct addr src = { .family = n & 1024 ? 6 : 4,
			.port = n & 2048 ? NTP_PORT : 9 };

		spread(src.ip, n);
		access_match(a, &src, NTP_PORT, &x);
		access_match(b, &src, NTP_PORT, &y);
		if (x.flags != y.flags || x.written != y.written)
			return false;
	}
	return true;
}

START_TEST(random_tables_are_equal_when_all_addresses_say_so)
{
	uint64_t state = 4;
	unsigned equal = 0, rounds = 3000;

	for (unsigned round = 0; round < rounds; round++) {
		struct access *a = access_new(), *b = access_new();
		struct policy_witness w;
		bool want;

		for (unsigned i = next_random(&state) % 12; i > 0; i--) {
			struct access_rule r = random_rule(&state);

			(void)access_add(a, &r);
			if (next_random(&state) % 10 != 0)
				(void)access_add(b, &r);
		}
		want = all_alike(a, b);
		ck_assert_int_eq(policy_compare(a, b, &w), want ?
		    POLICY_EQUAL : POLICY_DIFFERENT);
		if (!want)
			ck_assert(w.a.flags != w.b.flags ||
			    w.a.written != w.b.written);
		equal += want;
		access_free(a);
		access_free(b);
	}
	ck_assert_uint_gt(equal, rounds / 10); /* both kinds did occur */
	ck_assert_uint_lt(equal, rounds * 9 / 10);
}
END_TEST

/* --- the lines that mean a configuration --------------------------------- */

struct text {
	char buf[TEXT];
	size_t used;
};

static void
append(void *ctx, enum conf_part part, const char *line)
{
	struct text *t = ctx;

	(void)part;
	t->used += (size_t)snprintf(t->buf + t->used, sizeof t->buf - t->used,
	    "%s\n", line);
	ck_assert_uint_lt(t->used, sizeof t->buf);
}

static void
write_text(const struct conf *c, struct text *t)
{
	t->used = 0;
	ck_assert(conf_write(c, append, t));
}

/* Compare all that is not a list. */
static void
assert_same_settings(const struct conf *a, const struct conf *b)
{
	ck_assert_mem_eq(&a->enable, &b->enable, sizeof a->enable);
	ck_assert_mem_eq(&a->tinker, &b->tinker, sizeof a->tinker);
	ck_assert_mem_eq(&a->tos.minclock, &b->tos.minclock,
	    sizeof(int) * 7);
	ck_assert(a->tos.maxdist == b->tos.maxdist &&
	    a->tos.mindist == b->tos.mindist &&
	    a->tos.orphanwait == b->tos.orphanwait);
	ck_assert_mem_eq(&a->discard, &b->discard, sizeof a->discard);
	ck_assert_mem_eq(&a->mru, &b->mru, sizeof a->mru);
	ck_assert(a->makestep.threshold == b->makestep.threshold);
	ck_assert_int_eq(a->makestep.limit, b->makestep.limit);
	ck_assert(a->ratelimit.on == b->ratelimit.on);
	ck_assert_int_eq(a->ratelimit.interval, b->ratelimit.interval);
	ck_assert_int_eq(a->ratelimit.burst, b->ratelimit.burst);
	ck_assert_int_eq(a->ratelimit.leak, b->ratelimit.leak);
	ck_assert_int_eq(a->clientport, b->clientport);
	ck_assert_mem_eq(&a->rlimit, &b->rlimit, sizeof a->rlimit);
	ck_assert_uint_eq(a->logmask, b->logmask);
	ck_assert_uint_eq(a->statistics, b->statistics);
	ck_assert_uint_eq(a->reset, b->reset);
	ck_assert(a->wander == b->wander || a->driftfile == NULL);
	ck_assert(a->broadcastdelay == b->broadcastdelay);
	ck_assert_int_eq(a->dscp, b->dscp);
	ck_assert_uint_eq(a->port, b->port);
}

START_TEST(what_was_written_is_read_as_the_same_configuration)
{
	static const char *const texts[] = {
		"", "tinker step 0.3 dispersion 17.1 freq -12.345678 panic 0\n",
		"driftfile \"/var/lib/my drift\" 1.5\nlogconfig =all\n",
		"driftfile /d 2.0\nlogconfig =sysinfo -sysinfo\n",
		"server \"-6x\" minpoll 4 key 3\nserver -4 host iburst port 9\n"
		"trustedkey 9 3 ( 4 ... 7 ) 5\npeer ::1 version 2 ttl 3\n",
		"restrict -6 default ntpport kod\nrestrict source nomodify\n"
		"restrict \"key\" ignore\nrestrict 10.0.0.0/8 noserve\n"
		"restrict 10.0.0.0 mask 255.0.255.0 limited\n",
		"setvar a = \"b c\" default\nphone \"1 2\" 3\nttl 1 2 300\n"
		"interface listen eth0\ninterface drop \"all\"\n"
		"trap 10.0.0.1 port 4 interface 10.0.0.2\n",
		"fudge 127.127.1.0 time1 -0.000000123 refid \"A#B\" flag2 1\n"
		"filegen loopstats file \"a b\" type week nolink disable\n",
		"disable kernel auth\nenable bclient\nrequire nonce\n"
		"statistics loopstats rawstats\nreset sys timer\n"
		"mru maxdepth 5 initmem 3\nrlimit memlock 32\n"
		"tos orphan 5 orphanwait 3 maxdist 0.1\n",
		"multicastclient 224.0.1.1\nmanycastserver -6 ff05::101\n"
		"unpeer 12\nbroadcast 10.255.255.255 key 1\n",
		"makestep 0.3 -1\nratelimit interval -2 burst 9 leak 1\n"
		"local stratum 4\nclientport served\nserver 10.0.0.1 burst\n",
	};
	static struct text first, second; /* too large for the stack */
	struct conf a, b;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		read_into(&a, texts[i]);
		write_text(&a, &first);
		read_into(&b, first.buf);
		write_text(&b, &second);
		ck_assert_str_eq(second.buf, first.buf);
		assert_same_settings(&a, &b);
		ck_assert_uint_eq(a.n_assocs, b.n_assocs);
		ck_assert_uint_eq(a.n_restricts, b.n_restricts);
		ck_assert_uint_eq(a.n_nics, b.n_nics);
		ck_assert_uint_eq(a.n_vars, b.n_vars);
		ck_assert_uint_eq(a.n_ttl, b.n_ttl);
		conf_free(&a);
		conf_free(&b);
	}
}
END_TEST

START_TEST(settings_that_nobody_wrote_are_written_too)
{
	static struct text t; /* too large for the stack */
	struct conf c;

	read_into(&c, "server 10.0.0.1\n");
	write_text(&c, &t);
	ck_assert_ptr_nonnull(strstr(t.buf, "\ntinker panic 1000\n"));
	ck_assert_ptr_nonnull(strstr(t.buf, "\ntos maxdist 1.5\n"));
	ck_assert_ptr_nonnull(strstr(t.buf, "\ntinker dispersion 15\n"));
	ck_assert_ptr_nonnull(strstr(t.buf, "\nenable monitor\n"));
	ck_assert_ptr_nonnull(strstr(t.buf,
	    "\nserver 10.0.0.1 minpoll 6 maxpoll 10 version 4\n"));
	ck_assert_ptr_nonnull(strstr(t.buf, "\n# keys: none\n"));
	conf_free(&c);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("policy");
	TCase *t = tcase_create("decisions"), *w = tcase_create("lines");

	tcase_add_test(t, tables_that_say_the_same_in_other_words_are_equal);
	tcase_add_test(t, a_difference_is_found_however_small_it_is);
	tcase_add_test(t, a_difference_only_for_the_ntp_port_has_that_port);
	tcase_add_test(t,
	    a_line_without_flags_opens_queries_and_on_loopback_changes_nothing);
	tcase_add_test(t, an_answer_grants_what_no_flag_is_against);
	tcase_add_test(t,
	    a_template_counts_where_no_line_is_for_that_very_address);
	tcase_add_test(t, random_tables_are_equal_when_all_addresses_say_so);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	tcase_add_test(w, what_was_written_is_read_as_the_same_configuration);
	tcase_add_test(w, settings_that_nobody_wrote_are_written_too);
	suite_add_tcase(s, w);
	return suite_run(s);
}
