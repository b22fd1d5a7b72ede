/*
 * check_engine_calls.c -- the calls of an engine, one at a time.
 *
 * The host below does nothing but remember what it was asked to do, so each
 * test decides what comes back, and when.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_parse.h"
#include "engine.h"

#define OWN "192.0.2.1"
#define SERVER "192.0.2.10"
#define OTHER "192.0.2.11"
#define STRANGER "198.51.100.7"
#define LINES 4096    /* octets of log kept */
#define LOOKUPS 8
#define RELOADS 1000

struct bench {
	struct engine *e;
	struct now now;
	struct conf *conf;
	uint64_t dice;
	/* what it did */
	int sent, closed, clocks;
	uint8_t data[PACKET_MAX]; /* of the last datagram */
	size_t len;
	struct addr to;
	ntp_time when;
	uint32_t port, tag;
	uint32_t lookup[LOOKUPS]; /* ids */
	int lookups;
	char log[LINES];
};

/* --- the host ------------------------------------------------------------ */

static void
remember_sent(struct bench *b, const struct action *a)
{
	b->sent++;
	ck_assert_uint_le(a->u.send.len, sizeof b->data);
	memcpy(b->data, a->u.send.data, a->u.send.len);
	b->len = a->u.send.len;
	b->to = a->u.send.to;
	b->port = a->u.send.port;
	b->when = b->now.wall;
	b->tag = a->u.send.tag;
}

static void
act(void *ctx, const struct action *a)
{
	struct bench *b = ctx;
	size_t used = strlen(b->log);

	if (used > sizeof b->log - 200)
		b->log[used = 0] = '\0'; /* the newest lines are wanted */
	switch (a->kind) {
	case ACT_SEND:
		remember_sent(b, a);
		break;
	case ACT_CLOSE:
		b->closed++;
		break;
	case ACT_CLOCK:
		b->clocks++;
		break;
	case ACT_RESOLVE:
		if (b->lookups < LOOKUPS)
			b->lookup[b->lookups] = a->u.resolve.id;
		b->lookups++;
		break;
	case ACT_EVENT:
		snprintf(b->log + used, sizeof b->log - used, "%s\n",
		    a->u.event.text);
		break;
	default:
		break;
	}
}

static void
dice(void *ctx, void *buf, size_t len)
{
	struct bench *b = ctx;
	uint8_t *out = buf;

	for (size_t i = 0; i < len; i++) {
		b->dice = b->dice * 6364136223846793005u + 1442695040888963407u;
		out[i] = (uint8_t)(b->dice >> 56);
	}
}

static void
report(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	ck_assert_msg(f->severity != CONF_ERROR, "%s", f->text);
}

static struct conf *
parse(const char *text)
{
	struct conf *c = calloc(1, sizeof *c);
	struct conf_reader reader = { .report = report };

	ck_assert(c != NULL);
	conf_init(c);
	(void)conf_parse(c, "test", text, strlen(text), &reader);
	return c;
}

static struct addr
address(const char *text, uint16_t port)
{
	struct addr a;

	ck_assert_msg(addr_parse(&a, text), "%s", text);
	a.port = port;
	return a;
}

static void
drop_conf(struct conf *c)
{
	conf_free(c);
	free(c);
}

/* Put the configuration TEXT in force. */
static void
configure(struct bench *b, const char *text)
{
	struct conf *before = b->conf;

	b->conf = parse(text);
	ck_assert_int_eq(engine_configure(b->e, &b->now, b->conf), 0);
	if (before != NULL)
		drop_conf(before);
}

static void
set_up(struct bench *b, const char *text)
{
	static const struct facts facts = { .version = "test",
		.processor = "test", .system = "test", .precision = 1e-7,
		.can_steer = true };
	struct host host = { act, dice, b };
	struct addr own = address(OWN, 0);

	memset(b, 0, sizeof *b);
	b->now = (struct now){ .wall = ntptime_from_unix(1795219200, 0),
		.mono = 1, .gen = 1 };
	b->e = engine_new(&host, &facts, &b->now);
	ck_assert(b->e != NULL);
	ck_assert_int_eq(engine_interfaces(b->e, &b->now, &own, 1), 0);
	configure(b, text);
}

static void
tear_down(struct bench *b)
{
	engine_free(b->e);
	drop_conf(b->conf);
}

static const struct peer *
first(const struct bench *b)
{
	return TAILQ_FIRST(&engine_state(b->e)->peers);
}

static size_t
n_peers(const struct bench *b)
{
	const struct peer *p;
	size_t n = 0;

	TAILQ_FOREACH(p, &engine_state(b->e)->peers, link)
		n++;
	return n;
}

/* Let S seconds pass, and what is due in them happen. */
static void
pass(struct bench *b, double s)
{
	double until = b->now.mono + s, next;

	do {
		next = engine_tick(b->e, &b->now);
		next = fmax(b->now.mono, fmin(next, until));
		b->now.wall = ntptime_add(b->now.wall, next - b->now.mono);
		b->now.mono = next;
	} while (next < until);
}

/* Let FROM send the LEN octets at DATA to PORT; returns what became of them. */
static enum verdict
receive(struct bench *b, const struct addr *from, uint32_t port,
    const uint8_t *data, size_t len)
{
	struct rx rx = { .port = port, .from = *from, .at = b->now.wall,
		.data = data, .len = len };
	const struct counts *counts = &engine_state(b->e)->counts;
	struct counts before = *counts;

	rx.to = address(OWN, PACKET_PORT);
	engine_received(b->e, &b->now, &rx);
	for (int v = 0; v < VERDICT_COUNT; v++)
		if (counts->verdict[v] != before.verdict[v])
			return (enum verdict)v;
	ck_abort_msg("a packet was not counted");
	return VERDICT_COUNT;
}

/* Let FROM ask for the time; returns what became of that. */
static enum verdict
ask_time(struct bench *b, const char *from, uint16_t port)
{
	struct packet request = { .version = 4, .mode = MODE_CLIENT,
		.xmt = { 77 } };
	struct addr source = address(from, port);
	uint8_t data[PACKET_HEADER];

	packet_encode(&request, data);
	return receive(b, &source, PORT_SERVED, data, sizeof data);
}

/*
 * Answer the request sent last, half way between then and now, from a server
 * that is AHEAD (s); returns what became of the answer.
 */
static enum verdict
answer(struct bench *b, double ahead)
{
	struct packet request, reply;
	uint8_t data[PACKET_HEADER];

	ck_assert_int_eq(packet_decode(&request, b->data, b->len),
	    VERDICT_ACCEPTED);
	reply = (struct packet){ .version = 4, .mode = MODE_SERVER,
		.stratum = 1, .poll = 6, .precision = -20, .refid = 0x47505300,
		.org = request.xmt };
	reply.rec = reply.xmt = ntptime_add(b->when, ahead +
	    ntptime_diff(b->now.wall, b->when) / 2);
	packet_encode(&reply, data);
	return receive(b, &b->to, b->port, data, sizeof data);
}

/* --- engine_sent --------------------------------------------------------- */

START_TEST(the_time_of_sending_is_that_which_the_host_reports)
{
	struct bench b;
	ntp_time at;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	ck_assert_int_eq(b.sent, 1);
	ck_assert_uint_ne(b.tag, 0);
	at = ntptime_add(b.now.wall, 0.25);
	engine_sent(b.e, &b.now, b.tag, at);
	ck_assert(ntptime_equal(first(&b)->t1, at));
	tear_down(&b);
}
END_TEST

START_TEST(a_tag_of_an_earlier_request_is_ignored)
{
	struct bench b;
	ntp_time before;
	uint32_t stale;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	stale = b.tag;
	pass(&b, 2);
	ck_assert_int_eq(b.sent, 2);
	ck_assert_uint_ne(b.tag, stale);
	before = first(&b)->t1;
	engine_sent(b.e, &b.now, stale, (ntp_time){ 1 });
	engine_sent(b.e, &b.now, 0, (ntp_time){ 1 });
	engine_sent(b.e, &b.now, stale ^ 0xff, (ntp_time){ 1 });
	engine_sent(b.e, &b.now, UINT32_MAX, (ntp_time){ 1 });
	ck_assert(ntptime_equal(first(&b)->t1, before));
	tear_down(&b);
}
END_TEST

START_TEST(a_time_of_sending_in_another_clock_generation_is_ignored)
{
	struct bench b;
	ntp_time before;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	before = first(&b)->t1;
	b.now.gen++;
	engine_sent(b.e, &b.now, b.tag, (ntp_time){ 1 });
	ck_assert(ntptime_equal(first(&b)->t1, before));
	tear_down(&b);
}
END_TEST

/* --- engine_resolved ----------------------------------------------------- */

START_TEST(a_name_is_asked_for_and_its_first_address_polled)
{
	struct addr found[2] = { address(SERVER, 0), address(OTHER, 0) };
	struct bench b;

	set_up(&b, "server ntp.example\n");
	ck_assert_int_eq(b.lookups, 1);
	pass(&b, 1);
	ck_assert_int_eq(b.sent, 0);
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 2);
	pass(&b, 1);
	ck_assert_int_eq(b.sent, 1);
	ck_assert(addr_same_host(&b.to, &found[0]));
	ck_assert_uint_eq(b.to.port, PACKET_PORT);
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(a_second_answer_to_a_lookup_changes_nothing)
{
	struct addr found = address(SERVER, 0), other = address(OTHER, 0);
	struct bench b;

	set_up(&b, "server ntp.example\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, &found, 1);
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, &other, 1);
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_NONE, NULL, 0);
	ck_assert(addr_same_host(&first(&b)->addr, &found));
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(answers_to_lookups_nobody_asked_for_are_ignored)
{
	struct addr found = address(SERVER, 0);
	struct bench b;

	set_up(&b, "server ntp.example\nrestrict 10.0.0.1\n");
	for (uint32_t id = 0; id < 0x10010; id++)
		if (id != b.lookup[0])
			engine_resolved(b.e, &b.now, id, RESOLVED_OK, &found,
			    1);
	engine_resolved(b.e, &b.now, UINT32_MAX, RESOLVED_OK, &found, 1);
	ck_assert_uint_eq(first(&b)->addr.family, 0);
	ck_assert_int_eq(ask_time(&b, SERVER, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(a_name_that_is_not_found_is_asked_for_again_and_again)
{
	struct bench b;

	set_up(&b, "server ntp.example\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_AGAIN, NULL, 0);
	ck_assert(strstr(b.log, "host name not found: ntp.example") != NULL);
	pass(&b, 2.1);
	ck_assert_int_eq(b.lookups, 2);
	engine_resolved(b.e, &b.now, b.lookup[1], RESOLVED_AGAIN, NULL, 0);
	pass(&b, 3);
	ck_assert_int_eq(b.lookups, 2);
	pass(&b, 1.1);
	ck_assert_int_eq(b.lookups, 3);
	tear_down(&b);
}
END_TEST

START_TEST(a_lookup_that_is_never_answered_is_repeated_after_two_minutes)
{
	struct bench b;

	set_up(&b, "server ntp.example\n");
	pass(&b, 119);
	ck_assert_int_eq(b.lookups, 1);
	pass(&b, 2);
	ck_assert_int_eq(b.lookups, 2);
	tear_down(&b);
}
END_TEST

START_TEST(a_pool_becomes_an_association_for_each_address)
{
	struct addr found[16];
	struct bench b;

	set_up(&b, "pool ntp.example\n");
	for (size_t i = 0; i < 16; i++) {
		found[i] = address(SERVER, 0);
		found[i].ip[3] = (uint8_t)(10 + i % 12);
	}
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 16);
	ck_assert_uint_eq(n_peers(&b), 10); /* tos maxclock */
	pass(&b, 1.5);
	ck_assert_int_eq(b.sent, 10);
	tear_down(&b);
}
END_TEST

START_TEST(a_name_that_stands_for_no_fit_address_is_not_polled)
{
	struct addr found[3] = { address("224.0.1.1", 0),
		address("127.0.0.2", 0), address("127.127.99.1", 0) };
	struct bench b;

	set_up(&b, "server ntp.example\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 3);
	pass(&b, 30);
	ck_assert_int_eq(b.sent, 0);
	tear_down(&b);
}
END_TEST

/* --- engine_configure ---------------------------------------------------- */

/* Follow SERVER until it has answered four times. */
static void
follow(struct bench *b, const char *text)
{
	set_up(b, text);
	pass(b, 0.5);
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(answer(b, 0.0001), VERDICT_ACCEPTED);
		pass(b, 2);
	}
}

START_TEST(a_reload_keeps_what_the_kept_lines_know)
{
	struct bench b;
	uint16_t id;

	follow(&b, "server " SERVER "\n");
	id = first(&b)->id;
	ck_assert_uint_eq(first(&b)->reach, 1);
	ck_assert_int_eq(engine_state(b.e)->sys.stratum, 2);
	configure(&b, "server " OTHER "\nserver " SERVER " iburst\n");
	ck_assert_uint_eq(n_peers(&b), 2);
	ck_assert_uint_eq(first(&b)->id, id);
	ck_assert_uint_eq(first(&b)->reach, 1);
	ck_assert_int_ge(first(&b)->filter.count, 4);
	ck_assert(first(&b)->flags & CONF_IBURST);
	ck_assert_int_eq(b.closed, 0);
	ck_assert_int_eq(engine_state(b.e)->sys.stratum, 2);
	ck_assert_uint_eq(engine_state(b.e)->sys.peer, id);
	tear_down(&b);
}
END_TEST

START_TEST(a_reload_ends_what_is_no_longer_written)
{
	struct bench b;
	uint16_t id;

	follow(&b, "server " SERVER "\nserver ntp.example\n");
	id = first(&b)->id;
	configure(&b, "server " OTHER "\n");
	ck_assert_uint_eq(n_peers(&b), 1);
	ck_assert_uint_ne(first(&b)->id, id);
	ck_assert_int_eq(b.closed, 2);
	ck_assert_uint_eq(engine_state(b.e)->sys.peer, 0);
	ck_assert(state_find(engine_state(b.e), id) == NULL);
	pass(&b, 1);
	ck_assert(addr_same_host(&b.to, &first(&b)->addr));
	tear_down(&b);
}
END_TEST

START_TEST(an_answer_to_an_association_that_was_ended_is_dropped)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	configure(&b, "");
	ck_assert_int_ne(answer(&b, 0), VERDICT_ACCEPTED);
	engine_sent(b.e, &b.now, b.tag, b.now.wall);
	tear_down(&b);
}
END_TEST

START_TEST(there_is_room_for_10000_associations_and_no_more)
{
	char *text = malloc(11000 * 24), *end = text;
	struct bench b;

	ck_assert(text != NULL);
	for (int i = 0; i < 10500; i++)
		end += snprintf(end, 24, "server 10.0.%d.%d\n", i >> 8,
		    i & 255);
	set_up(&b, text);
	free(text);
	ck_assert_uint_eq(n_peers(&b), 10000);
	ck_assert(strstr(b.log, "no room for another association: 10.0.41.3 "
	    "ignored") != NULL);
	configure(&b, "server " SERVER "\n");
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(the_same_server_twice_is_one_association)
{
	struct bench b;

	set_up(&b, "server " SERVER "\nserver " SERVER "\n");
	ck_assert_uint_eq(n_peers(&b), 1);
	configure(&b, "server " SERVER "\nserver " SERVER "\n");
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(another_kind_family_or_port_is_another_association)
{
	struct bench b;
	uint16_t id;

	set_up(&b, "server ntp.example\n");
	id = first(&b)->id;
	configure(&b, "server -4 ntp.example\n");
	ck_assert_uint_ne(first(&b)->id, id);
	id = first(&b)->id;
	configure(&b, "pool -4 ntp.example\n");
	ck_assert_uint_ne(first(&b)->id, id);
	id = first(&b)->id;
	configure(&b, "pool -4 ntp.example port 1123\n");
	ck_assert_uint_ne(first(&b)->id, id);
	ck_assert_uint_eq(n_peers(&b), 1);
	tear_down(&b);
}
END_TEST

START_TEST(a_fudge_that_is_no_longer_written_is_forgotten)
{
	struct bench b;

	set_up(&b, "server 127.127.1.0\n"
	    "fudge 127.127.1.0 stratum 10 flag1 1 time1 0.5\n");
	ck_assert_uint_eq(first(&b)->leap, LEAP_ADD);
	ck_assert_uint_eq(first(&b)->stratum, 10);
	configure(&b, "server 127.127.1.0\n");
	ck_assert_uint_eq(first(&b)->stratum, 5);
	ck_assert_uint_eq(first(&b)->leap, LEAP_NONE);
	ck_assert(first(&b)->fudge_time1 == 0);
	ck_assert_uint_eq(first(&b)->fudge_flags, 0);
	tear_down(&b);
}
END_TEST

START_TEST(the_restrictions_of_a_reload_are_in_force_at_once)
{
	struct bench b;

	set_up(&b, "restrict default ignore\n");
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	configure(&b, "");
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	configure(&b, "restrict 198.51.100.0 mask 255.255.255.0 noserve\n");
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	ck_assert_int_eq(ask_time(&b, "203.0.113.1", 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(a_thousand_reloads_leak_nothing_and_lose_nothing)
{
	static const char *const texts[] = {
		"server " SERVER "\nserver a.example\npool b.example\n"
		"restrict c.example noserve\nserver 127.127.1.0\n",
		"server " SERVER " iburst\npeer " OTHER "\n"
		"restrict 10.0.0.0 mask 255.0.0.0 ignore\n",
		"server " SERVER "\npool b.example\nrestrict default kod\n"
	};
	struct addr found[2] = { address(OTHER, 0), address(STRANGER, 0) };
	struct bench b;
	uint16_t id;

	set_up(&b, texts[0]);
	id = first(&b)->id;
	for (int i = 1; i < RELOADS; i++) {
		b.lookups = 0;
		b.log[0] = '\0';
		configure(&b, texts[i % 3]);
		for (int k = 0; k < b.lookups && k < i % 4; k++)
			engine_resolved(b.e, &b.now, b.lookup[k],
			    i % 5 ? RESOLVED_OK : RESOLVED_AGAIN, found,
			    i % 5 ? 2 : 0);
		pass(&b, 1);
		ck_assert_uint_eq(first(&b)->id, id);
		ck_assert_uint_le(n_peers(&b), 5);
	}
	tear_down(&b);
}
END_TEST

/* --- restrict by name ---------------------------------------------------- */

START_TEST(restrictions_by_name_come_into_force_when_the_name_is_known)
{
	struct addr found[2] = { address(STRANGER, 0),
		address("2001:db8::7", 0) };
	struct bench b;

	set_up(&b, "restrict bad.example noserve\n");
	ck_assert_int_eq(b.lookups, 1);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, found, 2);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	ck_assert_int_eq(ask_time(&b, "2001:db8::7", 4000),
	    VERDICT_RESTRICTED);
	ck_assert_int_eq(ask_time(&b, OTHER, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(an_answer_for_a_restriction_of_the_last_configuration_is_dropped)
{
	struct addr found = address(STRANGER, 0);
	struct bench b;
	uint32_t asked;

	set_up(&b, "restrict good.example nomodify\n");
	asked = b.lookup[0];
	configure(&b, "restrict bad.example noserve\n");
	engine_resolved(b.e, &b.now, asked, RESOLVED_OK, &found, 1);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	engine_resolved(b.e, &b.now, b.lookup[1], RESOLVED_OK, &found, 1);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	tear_down(&b);
}
END_TEST

/* --- engine_interfaces --------------------------------------------------- */

START_TEST(packets_from_ourselves_are_not_for_us)
{
	struct bench b;

	set_up(&b, "");
	ck_assert_int_eq(ask_time(&b, OWN, PACKET_PORT), VERDICT_OWN_PACKET);
	ck_assert_int_eq(ask_time(&b, OWN, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

START_TEST(an_address_that_came_later_is_ours_too)
{
	struct addr own[2] = { address(OWN, 0), address(STRANGER, 0) };
	struct bench b;

	set_up(&b, "");
	ck_assert_int_eq(ask_time(&b, STRANGER, PACKET_PORT),
	    VERDICT_ANSWERED);
	ck_assert_int_eq(engine_interfaces(b.e, &b.now, own, 2), 0);
	ck_assert_int_eq(ask_time(&b, STRANGER, PACKET_PORT),
	    VERDICT_OWN_PACKET);
	ck_assert(state_is_own(engine_state(b.e), &own[1]));
	tear_down(&b);
}
END_TEST

START_TEST(an_address_that_is_gone_may_be_somebody_elses)
{
	struct addr other = address(OTHER, 0), found = address(STRANGER, 0);
	struct bench b;

	set_up(&b, "restrict bad.example noserve\n");
	engine_resolved(b.e, &b.now, b.lookup[0], RESOLVED_OK, &found, 1);
	ck_assert_int_eq(engine_interfaces(b.e, &b.now, &other, 1), 0);
	ck_assert_int_eq(ask_time(&b, OWN, PACKET_PORT), VERDICT_ANSWERED);
	ck_assert_int_eq(ask_time(&b, OTHER, PACKET_PORT),
	    VERDICT_OWN_PACKET);
	/* What was looked up for restrict lines is not lost. */
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_RESTRICTED);
	tear_down(&b);
}
END_TEST

START_TEST(without_any_address_of_its_own_it_still_answers)
{
	struct bench b;

	set_up(&b, "");
	ck_assert_int_eq(engine_interfaces(b.e, &b.now, NULL, 0), 0);
	ck_assert_int_eq(ask_time(&b, STRANGER, 4000), VERDICT_ANSWERED);
	tear_down(&b);
}
END_TEST

/* --- engine_received ----------------------------------------------------- */

START_TEST(every_mode_has_its_verdict_on_every_port)
{
	static const enum verdict served[] = { VERDICT_BAD_MODE,
		VERDICT_ANSWERED, VERDICT_DECLINED, VERDICT_ANSWERED,
		VERDICT_DECLINED, VERDICT_DECLINED, VERDICT_NO_QUERY,
		VERDICT_UNSUPPORTED };
	struct addr from = address(STRANGER, 4000);
	struct bench b;

	set_up(&b, "");
	for (unsigned mode = 0; mode < 8; mode++) {
		uint8_t data[PACKET_HEADER] = { (uint8_t)(0x20 | mode) };

		ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data,
		    sizeof data), served[mode]);
		ck_assert_int_eq(receive(&b, &from, 999, data, sizeof data),
		    mode == MODE_PRIVATE ? VERDICT_UNSUPPORTED :
		    VERDICT_BAD_MODE);
	}
	ck_assert_int_eq(b.sent, 2);
	tear_down(&b);
}
END_TEST

START_TEST(empty_datagrams_and_port_0_are_counted_and_dropped)
{
	struct addr from = address(STRANGER, 4000);
	uint8_t data[PACKET_HEADER] = { 0x23 };
	struct bench b;

	set_up(&b, "");
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, NULL, 0),
	    VERDICT_BAD_LENGTH);
	from.port = 0;
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data, sizeof data),
	    VERDICT_BAD_PORT);
	ck_assert_int_eq(b.sent, 0);
	tear_down(&b);
}
END_TEST

START_TEST(a_reply_is_never_answered)
{
	struct addr from = address(STRANGER, PACKET_PORT);
	struct bench b;

	set_up(&b, "restrict default\n");
	for (unsigned first_octet = 0; first_octet < 256; first_octet++) {
		uint8_t data[PACKET_HEADER] = { (uint8_t)first_octet };
		unsigned mode = first_octet & 7;

		data[1] = 0x80; /* mode 6: the response bit */
		if (mode == MODE_SERVER || mode == MODE_PASSIVE ||
		    mode == MODE_BROADCAST || mode == MODE_CONTROL ||
		    mode == MODE_PRIVATE)
			(void)receive(&b, &from, PORT_SERVED, data,
			    sizeof data);
	}
	ck_assert_int_eq(b.sent, 0);
	tear_down(&b);
}
END_TEST

START_TEST(an_answer_from_another_address_or_port_is_not_ours)
{
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	pass(&b, 0.5);
	b.to.ip[3]++;
	ck_assert_int_eq(answer(&b, 0), VERDICT_BAD_MODE);
	b.to.ip[3]--;
	b.to.port++;
	ck_assert_int_eq(answer(&b, 0), VERDICT_BAD_MODE);
	b.to.port--;
	b.port++;
	ck_assert_int_eq(answer(&b, 0), VERDICT_BAD_MODE);
	b.port--;
	ck_assert_int_eq(answer(&b, 0), VERDICT_ACCEPTED);
	tear_down(&b);
}
END_TEST

START_TEST(a_request_with_an_unknown_key_gets_a_crypto_nak)
{
	struct addr from = address(STRANGER, 4000);
	uint8_t data[PACKET_HEADER + 20] = { 0x23 };
	struct bench b;

	set_up(&b, "");
	data[PACKET_HEADER + 3] = 42;
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data, sizeof data),
	    VERDICT_BAD_AUTH);
	ck_assert_int_eq(b.sent, 1);
	ck_assert_uint_eq(b.len, PACKET_HEADER + 4);
	ck_assert_int_eq(memcmp(b.data + PACKET_HEADER, "\0\0\0\0", 4), 0);
	data[PACKET_HEADER + 3] = 0;
	ck_assert_int_eq(receive(&b, &from, PORT_SERVED, data,
	    PACKET_HEADER + 4), VERDICT_RESTRICTED);
	ck_assert_int_eq(b.sent, 1);
	tear_down(&b);
}
END_TEST

START_TEST(a_refusal_of_an_unknown_association_is_ignored)
{
	struct rx rx = { .port = 9, .from = address(SERVER, 123),
		.refused = true };
	struct bench b;

	set_up(&b, "server " SERVER "\n");
	for (rx.port = 0; rx.port < 70000; rx.port += 7)
		engine_received(b.e, &b.now, &rx);
	ck_assert_uint_eq(engine_state(b.e)->counts.received, 0);
	tear_down(&b);
}
END_TEST

/* --- keys and other things not built in ---------------------------------- */

START_TEST(without_its_key_an_association_asks_nothing)
{
	struct bench b;

	set_up(&b, "server " SERVER " key 7\n");
	pass(&b, 100);
	ck_assert_int_eq(b.sent, 0);
	ck_assert_uint_eq(first(&b)->last_event, PEER_BAD_AUTH);
	ck_assert_uint_gt(first(&b)->badauth, 0);
	tear_down(&b);
}
END_TEST

START_TEST(a_key_that_a_reload_adds_is_asked_for_from_then_on)
{
	struct bench b;

	follow(&b, "server " SERVER "\n");
	pass(&b, 60);
	ck_assert_int_eq(b.sent, 5);
	configure(&b, "server " SERVER " key 7\n");
	ck_assert_int_eq(answer(&b, 0), VERDICT_BAD_AUTH);
	pass(&b, 100);
	ck_assert_int_eq(b.sent, 5);
	tear_down(&b);
}
END_TEST

START_TEST(broadcast_and_other_clocks_are_refused_with_a_message)
{
	struct bench b;

	set_up(&b, "broadcast 192.0.2.255\nserver 127.127.28.0\n");
	ck_assert_uint_eq(n_peers(&b), 0);
	ck_assert(strstr(b.log, "192.0.2.255 ignored") != NULL);
	ck_assert(strstr(b.log, "type 28") != NULL);
	tear_down(&b);
}
END_TEST

/* --- engine_tick --------------------------------------------------------- */

START_TEST(nothing_is_due_before_the_time_that_tick_names)
{
	struct bench b;
	double next;

	follow(&b, "server " SERVER "\nserver ntp.example\n");
	for (int i = 0; i < 100; i++) {
		int sent = b.sent, lookups = b.lookups;

		next = engine_tick(b.e, &b.now);
		sent = b.sent;
		lookups = b.lookups;
		ck_assert(next > b.now.mono);
		b.now.mono += (next - b.now.mono) * 0.999;
		(void)engine_tick(b.e, &b.now);
		ck_assert_int_eq(b.sent, sent);
		ck_assert_int_eq(b.lookups, lookups);
		b.now.mono = next;
	}
	tear_down(&b);
}
END_TEST

START_TEST(a_new_clock_generation_is_noticed_by_the_next_tick)
{
	struct bench b;
	int before;

	follow(&b, "server " SERVER "\n");
	before = b.sent;
	b.now.gen++;
	b.now.wall = ntptime_add(b.now.wall, 3600);
	(void)engine_tick(b.e, &b.now);
	ck_assert_uint_eq(engine_state(b.e)->sys.leap, LEAP_ALARM);
	ck_assert_uint_eq(first(&b)->reach, 0);
	pass(&b, 20);
	ck_assert_int_ge(b.sent, before + 4);
	tear_down(&b);
}
END_TEST

static Suite *
make_suite(void)
{
	Suite *suite = suite_create("engine calls");
	TCase *sent = tcase_create("sent and resolved");
	TCase *conf = tcase_create("configure");
	TCase *own = tcase_create("interfaces");
	TCase *rx = tcase_create("received");
	TCase *tick = tcase_create("tick");

	tcase_set_timeout(conf, 30);
	tcase_add_test(sent,
	    the_time_of_sending_is_that_which_the_host_reports);
	tcase_add_test(sent, a_tag_of_an_earlier_request_is_ignored);
	tcase_add_test(sent,
	    a_time_of_sending_in_another_clock_generation_is_ignored);
	tcase_add_test(sent, a_name_is_asked_for_and_its_first_address_polled);
	tcase_add_test(sent, a_second_answer_to_a_lookup_changes_nothing);
	tcase_add_test(sent, answers_to_lookups_nobody_asked_for_are_ignored);
	tcase_add_test(sent,
	    a_name_that_is_not_found_is_asked_for_again_and_again);
	tcase_add_test(sent,
	    a_lookup_that_is_never_answered_is_repeated_after_two_minutes);
	tcase_add_test(sent, a_pool_becomes_an_association_for_each_address);
	tcase_add_test(sent,
	    a_name_that_stands_for_no_fit_address_is_not_polled);
	tcase_add_test(conf, a_reload_keeps_what_the_kept_lines_know);
	tcase_add_test(conf, a_reload_ends_what_is_no_longer_written);
	tcase_add_test(conf,
	    an_answer_to_an_association_that_was_ended_is_dropped);
	tcase_add_test(conf,
	    there_is_room_for_10000_associations_and_no_more);
	tcase_add_test(conf, the_same_server_twice_is_one_association);
	tcase_add_test(conf,
	    another_kind_family_or_port_is_another_association);
	tcase_add_test(conf, a_fudge_that_is_no_longer_written_is_forgotten);
	tcase_add_test(conf,
	    the_restrictions_of_a_reload_are_in_force_at_once);
	tcase_add_test(conf, a_thousand_reloads_leak_nothing_and_lose_nothing);
	tcase_add_test(conf,
	    restrictions_by_name_come_into_force_when_the_name_is_known);
	tcase_add_test(conf,
	    an_answer_for_a_restriction_of_the_last_configuration_is_dropped);
	tcase_add_test(conf, without_its_key_an_association_asks_nothing);
	tcase_add_test(conf,
	    a_key_that_a_reload_adds_is_asked_for_from_then_on);
	tcase_add_test(conf,
	    broadcast_and_other_clocks_are_refused_with_a_message);
	tcase_add_test(own, packets_from_ourselves_are_not_for_us);
	tcase_add_test(own, an_address_that_came_later_is_ours_too);
	tcase_add_test(own, an_address_that_is_gone_may_be_somebody_elses);
	tcase_add_test(own, without_any_address_of_its_own_it_still_answers);
	tcase_add_test(rx, every_mode_has_its_verdict_on_every_port);
	tcase_add_test(rx, empty_datagrams_and_port_0_are_counted_and_dropped);
	tcase_add_test(rx, a_reply_is_never_answered);
	tcase_add_test(rx, an_answer_from_another_address_or_port_is_not_ours);
	tcase_add_test(rx, a_request_with_an_unknown_key_gets_a_crypto_nak);
	tcase_add_test(rx, a_refusal_of_an_unknown_association_is_ignored);
	tcase_add_test(tick, nothing_is_due_before_the_time_that_tick_names);
	tcase_add_test(tick,
	    a_new_clock_generation_is_noticed_by_the_next_tick);
	suite_add_tcase(suite, sent);
	suite_add_tcase(suite, conf);
	suite_add_tcase(suite, own);
	suite_add_tcase(suite, rx);
	suite_add_tcase(suite, tick);
	return suite;
}

int
main(void)
{
	SRunner *runner = srunner_create(make_suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
