/*
 * check_edges.c -- the edges of time: eras, leap seconds, clocks that are set,
 * stand still or sleep.
 *
 * Every test has a server and its clients in it, whose clocks must stay or
 * become right, in hours of virtual time, without many packets, and the bound
 * that is told must hold.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "world.h"

#define MS 1e-3
#define MINUTE 60.0
#define HOUR 3600.0
#define NEW_YEAR 1483228800  /* s since 1970: 2017-01-01 */
#define BEFORE (4 * HOUR)    /* so long before it the world begins */
#define TO_NTP 2208988800LL
#define HOSTS 8

/* --- a small network ----------------------------------------------------- */

/* One truth, a server that follows it, and clients of the server. */
struct net {
	struct world *w;
	int truth, server;
	int host[HOSTS]; /* all engines, the server first */
	int n;
};

static int
add_host(struct net *net, const char *source, const char *options,
    const struct facts *facts)
{
	struct crystal crystal = { .offset = 0.002 * (net->n + 1),
		.freq = (net->n % 2 ? -1 : 1) * (5 + 3 * net->n) * 1e-6,
		.wander = 1e-10 };
	char address[32], conf[256];
	int host;

	snprintf(address, sizeof address, "10.0.0.%d", 10 + net->n);
	snprintf(conf, sizeof conf, "server %s iburst minpoll 4 maxpoll 6 %s\n",
	    source, options);
	host = world_add_host(net->w, address, conf, &crystal, facts);
	net->host[net->n++] = host;
	return host;
}

static void
make_net(struct net *net, uint64_t seed, int64_t begin)
{
	*net = (struct net){ .w = world_new(seed) };
	world_begin(net->w, begin);
	net->truth = world_add_truth(net->w, "10.0.0.1", 1);
	net->server = add_host(net, "10.0.0.1", "", NULL);
}

/* Returns the bound that HOST tells; INFINITY while it tells none. */
static double
bound(const struct world *w, int host)
{
	const struct state *s = world_state(w, host);

	return s == NULL || s->sys.leap == LEAP_ALARM ? INFINITY :
	    s->sys.rootdelay / 2 + state_rootdisp(s, world_mono(w, host));
}

/*
 * Run until UNTIL, looking every STEP (s): all clocks of NET must be within
 * LIMIT (s) and within the bound they tell.
 */
static void
all_right_until(struct net *net, double until, double step, double limit)
{
	while (world_time(net->w) < until) {
		world_run(net->w, fmin(until, world_time(net->w) + step));
		for (int i = 0; i < net->n; i++) {
			double error = world_error(net->w, net->host[i]);

			ck_assert_msg(fabs(error) <= limit,
			    "host %d is %g s off at %.3f s: %s", i, error,
			    world_time(net->w),
			    world_log(net->w, net->host[i]));
			ck_assert_msg(fabs(error) <=
			    bound(net->w, net->host[i]),
			    "host %d is %g s off, says %g, at %.3f s", i,
			    error, bound(net->w, net->host[i]),
			    world_time(net->w));
		}
	}
}

static unsigned
packets(const struct net *net)
{
	unsigned sum = 0;

	for (int i = 0; i < net->n; i++)
		sum += world_sent(net->w, net->host[i]);
	return sum;
}

/* --- eras ---------------------------------------------------------------- */

/* Nothing may happen when the time is MOMENT (s since 1970). */
static void
nothing_happens_at(int64_t moment)
{
	struct net net;
	unsigned sent;

	make_net(&net, 1, moment - 2 * (int64_t)HOUR);
	add_host(&net, "10.0.0.10", "", NULL);
	add_host(&net, "10.0.0.10", "xleave", NULL);
	world_run(net.w, 10 * MINUTE);
	sent = packets(&net);
	all_right_until(&net, 4 * HOUR, 1, MS);
	/* Three that ask, two that are asked, every 16 s at most. */
	ck_assert_uint_le(packets(&net) - sent, 5 * 4 * HOUR / 16);
	for (int i = 0; i < net.n; i++) {
		ck_assert_ptr_null(strstr(world_log(net.w, net.host[i]),
		    "was set"));
		ck_assert_ptr_null(strstr(world_log(net.w, net.host[i]),
		    "leap_armed"));
	}
	world_free(net.w);
}

START_TEST(nothing_happens_when_ntps_first_era_ends)
{
	nothing_happens_at(2085978496);
}
END_TEST

START_TEST(nothing_happens_when_32_bits_of_seconds_since_1970_end)
{
	nothing_happens_at(2147483648LL);
}
END_TEST

START_TEST(nothing_happens_at_the_end_of_a_february_with_29_days)
{
	nothing_happens_at(1835481600); /* 2028-03-01 */
}
END_TEST

START_TEST(a_start_in_the_second_era_is_right_at_once)
{
	struct net net;

	make_net(&net, 1, 2086000000);
	add_host(&net, "10.0.0.10", "", NULL);
	world_run(net.w, 30);
	all_right_until(&net, HOUR, 1, MS);
	world_free(net.w);
}
END_TEST

START_TEST(a_clock_that_begins_in_1970_is_set_across_the_eras)
{
	struct net net;
	struct facts facts = { .version = "test", .processor = "test",
		.system = "test", .precision = 1e-7, .can_steer = true,
		.leaps = true, .allow_panic = true };
	struct crystal old = { .offset = -2085978496.0 - 1000 };
	int host;

	/* 2036-02-07 06:28:17: a second into the era; there 1970. */
	make_net(&net, 1, 2085978497);
	host = world_add_host(net.w, "10.0.0.20", "server 10.0.0.1 iburst\n",
	    &old, &facts);
	world_run(net.w, 60);
	ck_assert(fabs(world_error(net.w, host)) < MS);
	world_free(net.w);
}
END_TEST

/* --- leap seconds -------------------------------------------------------- */

/* Returns a leap file with one second of STEP (s) at New Year in TEXT. */
static const char *
leapfile(int step, char text[256])
{
	snprintf(text, 256, "#$\t%lld\n#@\t%lld\n%lld 36 # 1 Jul 2015\n"
	    "%lld %d # 1 Jan 2017\n", NEW_YEAR - 86400 + TO_NTP,
	    NEW_YEAR + 86400LL * 200 + TO_NTP, 1435708800 + TO_NTP,
	    NEW_YEAR + TO_NTP, 36 - step);
	return text;
}

/* Returns when UTC jumps by STEP, s since the world began. */
static double
leap_time(int step)
{
	return BEFORE - (step > 0);
}

/* A server and clients of every kind, with the leap second to come. */
static void
make_leap_net(struct net *net, int step, bool server_knows)
{
	struct facts plain = { .version = "test", .processor = "test",
		.system = "test", .precision = 1e-7, .can_steer = true };
	char text[256];
	int host;

	make_net(net, 1, NEW_YEAR - (int64_t)BEFORE);
	leapfile(step, text);
	world_leap(net->w, leap_time(step), step);
	if (server_knows) {
		world_announce(net->w, net->truth, LEAP_NONE);
		world_leapfile(net->w, net->server, text);
	}
	host = add_host(net, "10.0.0.10", "", NULL);
	world_leapfile(net->w, host, text);
	add_host(net, "10.0.0.10", "", NULL);
	/* Their clocks know nothing of leap seconds: ntpd does it. */
	host = add_host(net, "10.0.0.10", "", &plain);
	world_leapfile(net->w, host, text);
	add_host(net, "10.0.0.10", "", &plain);
	world_run(net->w, MINUTE);
}

static void
go_through_leap(struct net *net, int step)
{
	double at = leap_time(step);
	unsigned sent = packets(net);

	all_right_until(net, at - 1, 1, MS);
	for (int i = 0; i < net->n; i++)
		ck_assert_int_eq(world_state(net->w, net->host[i])->sys.leap,
		    step < 0 ? LEAP_ADD : LEAP_DEL);
	all_right_until(net, at - MS, 0.01, MS);
	world_run(net->w, at + MS);
	all_right_until(net, at + 2, 0.001, MS);
	all_right_until(net, at + 3 * HOUR, 1, MS);
	ck_assert_uint_le(packets(net) - sent, net->n * 2 * 7 * HOUR / 16);
	for (int i = 0; i < net->n; i++) {
		const char *log = world_log(net->w, net->host[i]);

		ck_assert_int_eq(world_state(net->w, net->host[i])->sys.leap,
		    LEAP_NONE);
		ck_assert_ptr_nonnull(strstr(log, "09 leap_armed"));
		ck_assert_ptr_nonnull(strstr(log, "0b leap_event"));
		ck_assert_ptr_null(strstr(log, "leap_disarmed"));
		ck_assert_ptr_null(strstr(log, "clock_step"));
		ck_assert_ptr_null(strstr(log, "was set"));
		ck_assert_ptr_null(strstr(log, "spike"));
	}
	ck_assert_int_eq(world_state(net->w, net->host[1])->sys.tai,
	    36 - step);
}

START_TEST(a_second_is_inserted_right_to_1_ms_when_the_file_says_so)
{
	struct net net;

	make_leap_net(&net, -1, true);
	go_through_leap(&net, -1);
	world_free(net.w);
}
END_TEST

START_TEST(a_second_is_deleted_right_to_1_ms_when_the_file_says_so)
{
	struct net net;

	make_leap_net(&net, 1, true);
	go_through_leap(&net, 1);
	world_free(net.w);
}
END_TEST

START_TEST(a_second_is_inserted_right_to_1_ms_when_the_servers_say_so)
{
	struct net net;

	make_leap_net(&net, -1, false);
	go_through_leap(&net, -1);
	world_free(net.w);
}
END_TEST

START_TEST(a_second_is_deleted_right_to_1_ms_when_the_servers_say_so)
{
	struct net net;

	make_leap_net(&net, 1, false);
	go_through_leap(&net, 1);
	world_free(net.w);
}
END_TEST

/* Nobody goes through a leap second before UNTIL. */
static void
no_leap_happens(struct net *net, double until)
{
	all_right_until(net, until, 1, MS);
	for (int i = 0; i < net->n; i++)
		ck_assert_ptr_null(strstr(world_log(net->w, net->host[i]),
		    "leap_event"));
}

START_TEST(without_steps_a_leap_second_is_slewed)
{
	struct facts slew = { .version = "test", .processor = "test",
		.system = "test", .precision = 1e-7, .can_steer = true,
		.leaps = true, .slew_only = true };
	const double at = leap_time(-1);
	struct net net;
	int host;

	make_net(&net, 1, NEW_YEAR - (int64_t)BEFORE);
	world_leap(net.w, at, -1);
	host = add_host(&net, "10.0.0.10", "\ntinker step 600", &slew);
	world_run(net.w, 10 * MINUTE);
	all_right_until(&net, at - MS, 1, MS);
	/* It is wrong at once, and the bound says so. */
	world_run(net.w, at + MS);
	all_right_until(&net, at + 2100, 1, 1.001);
	all_right_until(&net, at + 2 * HOUR, 1, MS);
	ck_assert_ptr_nonnull(strstr(world_log(net.w, host),
	    "Ignoring leap second"));
	ck_assert_ptr_null(strstr(world_log(net.w, host), "clock_step"));
	world_free(net.w);
}
END_TEST

START_TEST(a_leap_second_that_nobody_announced_is_stepped_after_the_stepout)
{
	const double at = leap_time(-1);
	struct net net;

	make_net(&net, 1, NEW_YEAR - (int64_t)BEFORE);
	world_leap(net.w, at, -1);
	world_announce(net.w, net.truth, LEAP_NONE);
	world_run(net.w, at + 20 * MINUTE);
	all_right_until(&net, at + 2 * HOUR, 1, MS);
	world_free(net.w);
}
END_TEST

/* The truth announces a leap second at BEGIN + 4 h that does not come. */
static void
false_alarm(int64_t end, double length, const char *file)
{
	struct net net;

	make_net(&net, 1, end - (int64_t)BEFORE);
	if (file != NULL)
		world_leapfile(net.w, net.server, file);
	add_host(&net, "10.0.0.10", "", NULL);
	world_announce(net.w, net.truth, LEAP_ADD);
	world_run(net.w, MINUTE);
	no_leap_happens(&net, length);
	for (int i = 0; i < net.n; i++)
		ck_assert_ptr_null(strstr(world_log(net.w, net.host[i]),
		    "leap_armed"));
	world_free(net.w);
}

START_TEST(servers_cannot_insert_a_second_on_other_days)
{
	false_alarm(1795219200, 28 * HOUR, NULL); /* 2026-11-21 */
	false_alarm(1790812800, 28 * HOUR, NULL); /* 2026-10-01 */
	false_alarm(NEW_YEAR - 86400, BEFORE - 1, NULL);
	false_alarm(NEW_YEAR + 86400, 28 * HOUR, NULL);
}
END_TEST

START_TEST(servers_cannot_insert_a_second_that_the_file_does_not_know)
{
	char text[256];

	snprintf(text, sizeof text, "#@ %lld\n%lld 36\n", NEW_YEAR + 86400 *
	    90LL + TO_NTP, 1435708800 + TO_NTP);
	false_alarm(NEW_YEAR, 28 * HOUR, text);
}
END_TEST

START_TEST(one_of_three_servers_cannot_insert_a_second)
{
	struct crystal crystal = { .freq = 1e-5 };
	struct net net;
	int liar;

	make_net(&net, 1, NEW_YEAR - (int64_t)BEFORE);
	(void)world_add_truth(net.w, "10.0.0.2", 1);
	liar = world_add_truth(net.w, "10.0.0.3", 1);
	world_announce(net.w, liar, LEAP_DEL);
	net.host[net.n++] = world_add_host(net.w, "10.0.0.30",
	    "server 10.0.0.1 iburst\nserver 10.0.0.2 iburst\n"
	    "server 10.0.0.3 iburst\n", &crystal, NULL);
	world_run(net.w, MINUTE);
	no_leap_happens(&net, 8 * HOUR);
	world_free(net.w);
}
END_TEST

/*
 * Three servers, one of which announces whatever it likes, at a year's end with
 * the leap second STEP (0: none).
 */
static void
liar_at_new_year(uint64_t seed, int step)
{
	const double at = leap_time(step);
	struct crystal crystal = { .freq = 1e-5, .wander = 1e-10 };
	struct net net;
	int liar;

	make_net(&net, seed, NEW_YEAR - (int64_t)BEFORE);
	if (step != 0)
		world_leap(net.w, at, step);
	(void)world_add_truth(net.w, "10.0.0.2", 1);
	liar = world_add_truth(net.w, "10.0.0.3", 1);
	net.host[0] = world_add_host(net.w, "10.0.0.30",
	    "server 10.0.0.1 iburst\nserver 10.0.0.2 iburst\n"
	    "server 10.0.0.3 iburst\n", &crystal, NULL);
	while (world_time(net.w) < at - MINUTE) {
		world_announce(net.w, liar, (int)(3 * world_random(net.w)));
		world_run(net.w, fmin(at - MINUTE, world_time(net.w) +
		    1000 * world_random(net.w)));
	}
	all_right_until(&net, at - 10 * MS, 1, MS);
	world_run(net.w, at + 10 * MS);
	all_right_until(&net, at + MINUTE, 1, MS);
	all_right_until(&net, at + 2 * HOUR, 60, MS);
	world_free(net.w);
}

START_TEST(the_majority_decides_whether_there_is_a_leap_second)
{
	for (uint64_t seed = 1; seed <= 120; seed++)
		liar_at_new_year(seed, (int)(seed % 3) - 1);
}
END_TEST

START_TEST(a_file_that_has_expired_leaves_it_to_the_servers)
{
	const double at = leap_time(-1);
	struct net net;
	char text[256];

	snprintf(text, sizeof text, "#@ %lld\n%lld 36\n", NEW_YEAR - 86400 *
	    90LL + TO_NTP, 1435708800 + TO_NTP);
	make_net(&net, 1, NEW_YEAR - (int64_t)BEFORE);
	world_leap(net.w, at, -1);
	world_leapfile(net.w, net.server, text);
	world_run(net.w, MINUTE);
	all_right_until(&net, at - MS, 1, MS);
	world_run(net.w, at + MS);
	all_right_until(&net, at + HOUR, 1, MS);
	ck_assert_ptr_nonnull(strstr(world_log(net.w, net.server),
	    "0f stale_leapsecond_values\nleapseconds file : expired on "
	    "2016-10-03"));
	ck_assert_int_eq(world_state(net.w, net.server)->sys.tai, 37);
	world_free(net.w);
}
END_TEST

/* HOST of a net ends END s after the leap second, and starts anew at START. */
static void
restart(int host, double end, double start)
{
	const double at = leap_time(-1);
	struct net net;
	char text[256];

	make_leap_net(&net, -1, host == 0);
	all_right_until(&net, at + fmin(end, -MS), 1, MS);
	world_run(net.w, at + end);
	world_stop(net.w, net.host[host]);
	world_run(net.w, at + start);
	world_start(net.w, net.host[host]);
	if (host == 0)
		world_leapfile(net.w, net.server, leapfile(-1, text));
	world_run(net.w, at + fmax(start, 0) + MINUTE);
	all_right_until(&net, at + HOUR, 1, MS);
	world_free(net.w);
}

START_TEST(symmetric_peers_go_through_a_leap_second)
{
	const double at = leap_time(-1);
	struct crystal crystal = { .freq = 1e-5 };
	struct net net;

	make_net(&net, 1, NEW_YEAR - (int64_t)BEFORE);
	world_leap(net.w, at, -1);
	/* Their exchanges take as long as they wait between polls. */
	add_host(&net, "10.0.0.10", "\npeer 10.0.0.12 minpoll 5 maxpoll 6",
	    NULL);
	net.host[net.n++] = world_add_host(net.w, "10.0.0.12",
	    "peer 10.0.0.11 minpoll 5 maxpoll 6\n", &crystal, NULL);
	world_run(net.w, 10 * MINUTE);
	all_right_until(&net, at - MS, 1, MS);
	world_run(net.w, at + MS);
	all_right_until(&net, at + HOUR, 1, MS);
	world_free(net.w);
}
END_TEST

START_TEST(a_restart_around_a_leap_second_does_no_harm)
{
	/* The server has the file, the client only hears of it. */
	for (int host = 0; host <= 2; host += 2) {
		restart(host, -600, -300);
		restart(host, -60, -5.5);
		restart(host, -6, -4);
		restart(host, -3, -0.5);
		restart(host, -1, 0.5);
		restart(host, 0.3, 0.7);
		restart(host, -60, 30);
		restart(host, 0.5, 3);
	}
}
END_TEST

START_TEST(a_host_that_sleeps_through_a_leap_second_is_right_soon)
{
	static const enum world_fate fates[] = { WORLD_ASLEEP, WORLD_PAUSED };
	const double at = leap_time(-1);
	struct net net;

	for (size_t i = 0; i < 2; i++) {
		make_leap_net(&net, -1, true);
		all_right_until(&net, at - HOUR, 1, MS);
		for (int k = 1; k < net.n; k++)
			world_fate(net.w, net.host[k], fates[i]);
		world_run(net.w, at + HOUR);
		for (int k = 1; k < net.n; k++)
			world_fate(net.w, net.host[k], WORLD_WELL);
		world_run(net.w, at + HOUR + 3 * MINUTE);
		all_right_until(&net, at + 2 * HOUR, 1, MS);
		world_free(net.w);
	}
}
END_TEST

START_TEST(a_clock_that_is_set_to_another_day_is_not_made_to_leap_then)
{
	struct net net;
	const double at = leap_time(-1);

	make_leap_net(&net, -1, true);
	world_run(net.w, HOUR);
	world_set_clock(net.w, net.host[2], -600);
	world_run(net.w, HOUR + 2 * MINUTE);
	world_set_clock(net.w, net.host[2], 200 - BEFORE + HOUR);
	world_run(net.w, HOUR + 2 * MINUTE + 1);
	all_right_until(&net, at - MS, 1, INFINITY);
	world_run(net.w, at + MS);
	ck_assert(fabs(world_error(net.w, net.server)) < MS);
	world_free(net.w);
}
END_TEST

/* --- smearing ------------------------------------------------------------ */

START_TEST(clients_of_a_smearing_server_go_through_it_smoothly)
{
	const double at = leap_time(-1), interval = 3 * HOUR;
	struct crystal crystal = { .freq = 1e-5 };
	const struct state *s;
	struct net net;
	char text[256];
	int smearing, client;

	make_net(&net, 1, NEW_YEAR - (int64_t)BEFORE);
	world_leap(net.w, at, -1);
	smearing = world_add_host(net.w, "10.0.0.40", "server 10.0.0.1 iburst "
	    "minpoll 4 maxpoll 4\nleapsmearinterval 10800\n", &crystal, NULL);
	world_leapfile(net.w, smearing, leapfile(-1, text));
	client = world_add_host(net.w, "10.0.0.41", "server 10.0.0.40 iburst "
	    "minpoll 4 maxpoll 4\n", &crystal, NULL);
	world_run(net.w, MINUTE);
	s = world_state(net.w, client);
	while (world_time(net.w) < at + HOUR) {
		double t = world_time(net.w), smear = t >= at ? 0 :
		    t < at - interval ? 0 : -0.5 * (1 - cos(3.14159265358979 *
		    (1 - (at - t) / interval)));

		ck_assert(fabs(world_error(net.w, smearing)) < MS);
		ck_assert_msg(fabs(world_error(net.w, client) - smear) < 3 * MS,
		    "%g s instead of %g at %g", world_error(net.w, client),
		    smear, t);
		ck_assert_int_eq(s->sys.leap, LEAP_NONE);
		if (smear < -0.01)
			ck_assert_uint_eq(TAILQ_FIRST(&s->peers)->refid >> 24,
			    254);
		world_run(net.w, fabs(t - at) < 2 ? t + 2.5 : t + 1);
	}
	ck_assert_ptr_null(strstr(world_log(net.w, client), "clock_step +"));
	ck_assert_ptr_null(strstr(world_log(net.w, client), "leap_"));
	world_free(net.w);
}
END_TEST

/* --- clocks that are set, stand still, sleep ----------------------------- */

/*
 * A truth and a server that follows it, a client of the server and a client of
 * both; whatever is wrong with a clock, it is to be put right.
 */
static void
make_plain_net(struct net *net)
{
	make_net(net, 7, 1795219200);
	add_host(net, "10.0.0.10", "", NULL);
	add_host(net, "10.0.0.1", "\ntinker panic 0", NULL);
	world_run(net->w, 10 * MINUTE);
}

static void
set_clock_of(int victim, double step)
{
	struct net net;
	unsigned sent;

	make_plain_net(&net);
	sent = packets(&net);
	world_set_clock(net.w, net.host[victim], step);
	world_run(net.w, 11 * MINUTE);
	all_right_until(&net, 4 * HOUR, 1, MS);
	ck_assert_ptr_nonnull(strstr(world_log(net.w, net.host[victim]),
	    "was set"));
	ck_assert_uint_le(packets(&net) - sent, 100 + 4 * 4 * HOUR / 16);
	world_free(net.w);
}

START_TEST(a_clock_set_backwards_is_put_right_and_misleads_nobody)
{
	for (int victim = 0; victim < 3; victim++) {
		set_clock_of(victim, -0.2);
		set_clock_of(victim, -900);
	}
	set_clock_of(2, -7200);
	set_clock_of(2, -1e9);
}
END_TEST

START_TEST(a_clock_set_forwards_is_put_right_and_misleads_nobody)
{
	for (int victim = 0; victim < 3; victim++) {
		set_clock_of(victim, 0.2);
		set_clock_of(victim, 900);
	}
	set_clock_of(2, 1e9);
}
END_TEST

/*
 * For an hour FATE befalls the clock VICTIM; SOON (s) after that all are right
 * again, and those of the others were all the time.
 */
static void
suffer(int victim, enum world_fate fate, double length, double soon)
{
	struct net net;
	unsigned sent;

	make_plain_net(&net);
	sent = packets(&net);
	world_fate(net.w, net.host[victim], fate);
	while (world_time(net.w) < 10 * MINUTE + length) {
		world_run(net.w, world_time(net.w) + 1);
		for (int i = 0; i < net.n; i++)
			ck_assert_msg(i == victim || fabs(world_error(net.w,
			    net.host[i])) < MS, "host %d is %g s off", i,
			    world_error(net.w, net.host[i]));
	}
	world_fate(net.w, net.host[victim], WORLD_WELL);
	ck_assert_uint_le(packets(&net) - sent, 200 + 4 * length / 16);
	sent = packets(&net);
	/* After two polls at the latest, what is told must be true again. */
	world_run(net.w, 10 * MINUTE + length + 140);
	all_right_until(&net, 10 * MINUTE + length + soon, 1, INFINITY);
	all_right_until(&net, 4 * HOUR, 1, MS);
	ck_assert_uint_le(packets(&net) - sent, 200 + 4 * 4 * HOUR / 16);
	world_free(net.w);
}

START_TEST(a_wall_clock_that_stands_still_stops_nothing)
{
	suffer(0, WORLD_WALL_STUCK, 15 * MINUTE, 3 * MINUTE);
	suffer(1, WORLD_WALL_STUCK, 15 * MINUTE, 3 * MINUTE);
	suffer(2, WORLD_WALL_STUCK, HOUR, 3 * MINUTE);
}
END_TEST

START_TEST(a_monotonic_clock_that_stands_still_stops_nothing)
{
	for (int victim = 0; victim < 3; victim++)
		suffer(victim, WORLD_MONO_STUCK, HOUR, 3 * MINUTE);
}
END_TEST

START_TEST(a_host_that_was_asleep_is_right_soon)
{
	for (int victim = 0; victim < 3; victim++)
		suffer(victim, WORLD_ASLEEP, HOUR, 3 * MINUTE);
}
END_TEST

START_TEST(a_daemon_that_got_no_processor_is_right_soon)
{
	for (int victim = 0; victim < 3; victim++)
		suffer(victim, WORLD_PAUSED, HOUR, 3 * MINUTE);
}
END_TEST

START_TEST(a_virtual_machine_that_was_halted_is_right_after_the_stepout)
{
	suffer(0, WORLD_HALTED, 15 * MINUTE, 20 * MINUTE);
	suffer(1, WORLD_HALTED, 15 * MINUTE, 20 * MINUTE);
	suffer(2, WORLD_HALTED, HOUR, 20 * MINUTE);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("edges");
	TCase *tests = tcase_create("edges");

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, nothing_happens_when_ntps_first_era_ends);
	tcase_add_test(tests,
	    nothing_happens_when_32_bits_of_seconds_since_1970_end);
	tcase_add_test(tests,
	    nothing_happens_at_the_end_of_a_february_with_29_days);
	tcase_add_test(tests, a_start_in_the_second_era_is_right_at_once);
	tcase_add_test(tests,
	    a_clock_that_begins_in_1970_is_set_across_the_eras);
	tcase_add_test(tests,
	    a_second_is_inserted_right_to_1_ms_when_the_file_says_so);
	tcase_add_test(tests,
	    a_second_is_deleted_right_to_1_ms_when_the_file_says_so);
	tcase_add_test(tests,
	    a_second_is_inserted_right_to_1_ms_when_the_servers_say_so);
	tcase_add_test(tests,
	    a_second_is_deleted_right_to_1_ms_when_the_servers_say_so);
	tcase_add_test(tests, without_steps_a_leap_second_is_slewed);
	tcase_add_test(tests,
	    a_leap_second_that_nobody_announced_is_stepped_after_the_stepout);
	tcase_add_test(tests, servers_cannot_insert_a_second_on_other_days);
	tcase_add_test(tests,
	    servers_cannot_insert_a_second_that_the_file_does_not_know);
	tcase_add_test(tests, one_of_three_servers_cannot_insert_a_second);
	tcase_add_test(tests,
	    the_majority_decides_whether_there_is_a_leap_second);
	tcase_add_test(tests, a_file_that_has_expired_leaves_it_to_the_servers);
	tcase_add_test(tests, symmetric_peers_go_through_a_leap_second);
	tcase_add_test(tests, a_restart_around_a_leap_second_does_no_harm);
	tcase_add_test(tests,
	    a_host_that_sleeps_through_a_leap_second_is_right_soon);
	tcase_add_test(tests,
	    a_clock_that_is_set_to_another_day_is_not_made_to_leap_then);
	tcase_add_test(tests,
	    clients_of_a_smearing_server_go_through_it_smoothly);
	tcase_add_test(tests,
	    a_clock_set_backwards_is_put_right_and_misleads_nobody);
	tcase_add_test(tests,
	    a_clock_set_forwards_is_put_right_and_misleads_nobody);
	tcase_add_test(tests, a_wall_clock_that_stands_still_stops_nothing);
	tcase_add_test(tests, a_monotonic_clock_that_stands_still_stops_nothing);
	tcase_add_test(tests, a_host_that_was_asleep_is_right_soon);
	tcase_add_test(tests, a_daemon_that_got_no_processor_is_right_soon);
	tcase_add_test(tests,
	    a_virtual_machine_that_was_halted_is_right_after_the_stepout);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
