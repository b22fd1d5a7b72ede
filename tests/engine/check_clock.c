/*
 * check_clock.c -- how soon and how well the clock is right: start, failover,
 * three peered servers.
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
#define US 1e-6
#define SEEDS 100        /* of a start */
#define SECOND_POLL 130.0 /* s: until then the second regular poll is over */
#define TRIO_SEEDS 3
#define CUT 20000.0      /* s: the trio loses its upstream */
#define TRIO_END 120000.0

/* --- start --------------------------------------------------------------- */

/*
 * Start a client OFFSET (s) and 20 ppm off with OPTIONS; returns true if it is
 * within 1 ms at BY (s) and within 2 ms until the second regular poll.
 */
static bool
start_is_good(uint64_t seed, double offset, const char *options, double by)
{
	struct world *w = world_new(seed);
	struct crystal crystal = { .offset = offset, .freq = 20e-6,
		.wander = 1e-10 };
	struct link link = { .delay = 1e-3, .jitter = 1e-4 };
	int server = world_add_truth(w, "10.0.0.1", 1), client;
	char conf[64];
	bool good;

	snprintf(conf, sizeof conf, "server 10.0.0.1 %s\n", options);
	client = world_add_host(w, "10.0.0.2", conf, &crystal, NULL);
	world_set_link(w, server, client, &link);
	world_run(w, by);
	good = fabs(world_error(w, client)) < MS;
	while (good && world_time(w) < SECOND_POLL) {
		world_run(w, world_time(w) + 0.5);
		good = fabs(world_error(w, client)) < 2 * MS;
	}
	world_free(w);
	return good;
}

static int
good_starts(double offset, const char *options, double by)
{
	int good = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		good += start_is_good(seed, offset, options, by);
	return good;
}

START_TEST(an_iburst_start_80_ms_off_is_right_in_5_seconds)
{
	ck_assert_int_ge(good_starts(0.08, "iburst", 5), 95);
	ck_assert_int_ge(good_starts(-0.08, "iburst", 5), 95);
}
END_TEST

START_TEST(an_iburst_start_30_s_off_is_right_in_5_seconds)
{
	ck_assert_int_ge(good_starts(30, "iburst", 5), 95);
	ck_assert_int_ge(good_starts(-30, "iburst", 5), 95);
}
END_TEST

START_TEST(a_start_without_iburst_is_right_in_15_seconds)
{
	ck_assert_int_ge(good_starts(0.08, "", 15), 95);
	ck_assert_int_ge(good_starts(-30, "", 15), 95);
}
END_TEST

/* Returns the greatest error in s, from the third hour to the twelfth, of a
 * crystal that is 450 ppm off behind a path whose noise hides that. */
static double
worst_of_far_crystal(uint64_t seed)
{
	struct world *w = world_new(seed);
	struct crystal crystal = { .offset = 0.1, .freq = -450e-6,
		.wander = 1e-9 };
	struct link link = { .delay = 10 * MS, .jitter = 30 * MS };
	int server = world_add_truth(w, "10.0.0.1", 1);
	int client = world_add_host(w, "10.0.0.2", "server 10.0.0.1\n",
	    &crystal, NULL);
	double worst = 0;

	world_set_link(w, server, client, &link);
	for (double t = 7200; t < 43200; t += 10) {
		world_run(w, t);
		worst = fmax(worst, fabs(world_error(w, client)));
	}
	world_free(w);
	return worst;
}

START_TEST(a_step_teaches_that_the_crystal_is_far_off)
{
	for (uint64_t seed = 1; seed <= 5; seed++)
		ck_assert_double_lt(worst_of_far_crystal(seed), 128 * MS);
}
END_TEST

/* Returns the greatest error in s, from a minute to two hours after the start,
 * of a crystal that is 50 ppm off behind a path of 30 ms and more. */
static double
worst_far_start(uint64_t seed)
{
	struct world *w = world_new(seed);
	struct crystal crystal = { .offset = 0.01, .freq = 50e-6,
		.wander = 1e-9 };
	struct link link = { .delay = 30 * MS, .jitter = 10 * MS };
	int server = world_add_truth(w, "10.0.0.1", 1);
	int client = world_add_host(w, "10.0.0.2", "server 10.0.0.1\n",
	    &crystal, NULL);
	double worst = 0;

	world_set_link(w, server, client, &link);
	for (double t = 60; t < 7200; t++) {
		world_run(w, t);
		worst = fmax(worst, fabs(world_error(w, client)));
	}
	world_free(w);
	return worst;
}

START_TEST(an_unknown_crystal_does_not_drift_away_between_the_first_polls)
{
	double sum = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		sum += worst_far_start(seed);
	ck_assert_double_le(sum / SEEDS, 11 * MS);
}
END_TEST

/* --- failover ------------------------------------------------------------ */

/* Returns how long the system peer of three, gone silent, is still followed
 * beyond its last poll interval, s. */
static double
lag(uint64_t seed, int poll, const char *option, bool refused)
{
	struct world *w = world_new(seed);
	struct crystal crystal = { .offset = 0.01, .freq = 4e-6,
		.wander = 1e-10 };
	struct link cut = { .cut = true, .refused = refused };
	const struct state *s;
	const struct peer *p;
	char conf[256];
	double began, interval = 0;
	int client;
	uint16_t leader;

	for (int i = 1; i <= 3; i++) {
		snprintf(conf, sizeof conf, "10.0.0.1%d", i);
		(void)world_add_truth(w, conf, 1);
	}
	snprintf(conf, sizeof conf, "server 10.0.0.11 %s minpoll %d maxpoll %d\n"
	    "server 10.0.0.12 minpoll %d maxpoll %d\n"
	    "server 10.0.0.13 minpoll %d maxpoll %d\n", option, poll, poll,
	    poll, poll, poll, poll);
	client = world_add_host(w, "10.0.0.2", conf, &crystal, NULL);
	for (int i = 0; i < 3; i++) {
		struct link link = { .delay = 1e-4 * (i + 1), .jitter = 2e-5 };

		world_set_link(w, i, client, &link);
	}
	began = 20000 + 777.0 * (double)seed;
	world_run(w, began);
	s = world_state(w, client);
	leader = s->sys.peer;
	TAILQ_FOREACH(p, &s->peers, link) {
		if (p->id != leader)
			continue;
		interval = ldexp(1, p->hpoll) * 17 / 16;
		world_set_link(w, p->addr.ip[3] - 11, client, &cut);
	}
	while (s->sys.peer == leader && world_time(w) < began + 4000)
		world_run(w, world_time(w) + 0.25);
	ck_assert_uint_ne(s->sys.peer, 0);
	began = world_time(w) - began - interval;
	ck_assert_ptr_nonnull(strstr(world_log(w, client),
	    " does not answer: following 10.0.0.1"));
	world_free(w);
	return began;
}

static double
worst_lag(const char *option, bool refused)
{
	double worst = 0;

	for (int poll = 3; poll <= 10; poll++)
		for (uint64_t seed = 1; seed <= 3; seed++)
			worst = fmax(worst, lag(seed, poll, option, refused));
	return worst;
}

START_TEST(while_all_is_well_only_the_schedule_is_sent)
{
	const double length = 20000;

	for (int poll = 3; poll <= 8; poll++) {
		struct world *w = world_new((uint64_t)poll);
		struct crystal crystal = { .offset = 0.01, .wander = 1e-10 };
		struct link link = { .delay = 1e-3, .jitter = 1e-4 };
		double most = 2 * (4 + length / ldexp(1, poll));
		char conf[128];
		int client;

		(void)world_add_truth(w, "10.0.0.11", 1);
		(void)world_add_truth(w, "10.0.0.12", 1);
		snprintf(conf, sizeof conf, "server 10.0.0.11 minpoll %d maxpoll "
		    "%d prefer\nserver 10.0.0.12 minpoll %d maxpoll %d\n", poll,
		    poll, poll, poll);
		client = world_add_host(w, "10.0.0.2", conf, &crystal, NULL);
		world_set_link(w, 0, client, &link);
		world_set_link(w, 1, client, &link);
		world_run(w, length);
		ck_assert_double_le(world_sent(w, client), most);
		ck_assert_double_ge(world_sent(w, client), 0.9 * most);
		world_free(w);
	}
}
END_TEST

START_TEST(a_silent_leader_is_left_within_its_poll_interval_and_15_seconds)
{
	ck_assert_double_le(worst_lag("prefer", false), 15);
	ck_assert_double_le(worst_lag("", false), 15);
}
END_TEST

START_TEST(a_refusing_leader_is_left_within_3_seconds_of_the_next_poll)
{
	ck_assert_double_le(worst_lag("prefer", true), 3);
	ck_assert_double_le(worst_lag("", true), 3);
}
END_TEST

/* --- three peered servers ------------------------------------------------ */

struct trio {
	struct world *w;
	int upstream, host[3];
};

static struct trio
make_trio(uint64_t seed, const char *fallback)
{
	static const double ppm[3] = { 30, -20, 10 };
	struct link between = { .delay = 1e-4, .jitter = 2e-5 };
	struct link far = { .delay = 5e-3, .jitter = 1e-3 };
	struct trio t = { .w = world_new(seed) };

	t.upstream = world_add_truth(t.w, "10.0.0.1", 1);
	for (int i = 0; i < 3; i++) {
		struct crystal crystal = { .offset = 0.001 * i,
			.freq = ppm[i] * 1e-6, .wander = 1e-10 };
		char conf[512], address[32];

		snprintf(conf, sizeof conf, "server 10.0.0.1 iburst minpoll 4 "
		    "maxpoll 6\n%speer 10.0.0.%d minpoll 4 maxpoll 6\n"
		    "peer 10.0.0.%d minpoll 4 maxpoll 6\n", fallback,
		    11 + (i + 1) % 3, 11 + (i + 2) % 3);
		snprintf(address, sizeof address, "10.0.0.%d", 11 + i);
		t.host[i] = world_add_host(t.w, address, conf, &crystal, NULL);
		world_set_link(t.w, t.upstream, t.host[i], &far);
		for (int k = 0; k < i; k++)
			world_set_link(t.w, t.host[i], t.host[k], &between);
	}
	return t;
}

static double
spread(const struct trio *t)
{
	double low = INFINITY, high = -INFINITY;

	for (int i = 0; i < 3; i++) {
		low = fmin(low, world_error(t->w, t->host[i]));
		high = fmax(high, world_error(t->w, t->host[i]));
	}
	return high - low;
}

static double
mean_spread(struct trio *t, double from, double until)
{
	double sum = 0;

	world_run(t->w, from);
	while (world_time(t->w) < until) {
		world_run(t->w, world_time(t->w) + 1);
		sum += spread(t);
	}
	return sum / (until - from);
}

static void
judge_trio(const char *fallback)
{
	struct link cut = { .cut = true };
	double up = 0, alone = 0;

	for (uint64_t seed = 1; seed <= TRIO_SEEDS; seed++) {
		struct trio t = make_trio(seed, fallback);

		up += mean_spread(&t, CUT / 2, CUT) / TRIO_SEEDS;
		for (int i = 0; i < 3; i++)
			world_set_link(t.w, t.upstream, t.host[i], &cut);
		alone += mean_spread(&t, 2 * CUT, TRIO_END) / TRIO_SEEDS;
		world_free(t.w);
	}
	printf("three peers: mean spread %.1f us, cut off %.1f us\n", up / US,
	    alone / US);
	ck_assert_double_le(up, 30 * US);
	ck_assert_double_le(alone, 5 * US);
}

START_TEST(three_peers_with_local_clocks_stay_together)
{
	judge_trio("server 127.127.1.0\nfudge 127.127.1.0 stratum 10\n");
}
END_TEST

START_TEST(three_orphans_stay_together)
{
	judge_trio("tos orphan 10\n");
}
END_TEST

START_TEST(a_partition_and_its_end_are_told_in_words)
{
	struct trio t = make_trio(1, "tos orphan 10\n");
	struct link cut = { .cut = true };
	struct link far = { .delay = 5e-3, .jitter = 1e-3 };
	const char *log;

	world_run(t.w, CUT);
	for (int i = 0; i < 3; i++) {
		ck_assert_ptr_null(strstr(world_log(t.w, t.host[i]),
		    "following"));
		world_set_link(t.w, t.upstream, t.host[i], &cut);
	}
	world_run(t.w, 2 * CUT);
	for (int i = 0; i < 3; i++) {
		ck_assert_ptr_nonnull(strstr(world_log(t.w, t.host[i]),
		    "there is no other to follow: keeping time "));
		world_set_link(t.w, t.upstream, t.host[i], &far);
	}
	world_run(t.w, 3 * CUT);
	for (int i = 0; i < 3; i++) {
		log = world_log(t.w, t.host[i]);
		ck_assert_ptr_nonnull(strstr(log, "following 10.0.0."));
		ck_assert_ptr_nonnull(strstr(log, " without a source: the "
		    "clock is 0.000"));
	}
	world_free(t.w);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("clock");
	TCase *tests = tcase_create("clock");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests,
	    an_iburst_start_80_ms_off_is_right_in_5_seconds);
	tcase_add_test(tests, an_iburst_start_30_s_off_is_right_in_5_seconds);
	tcase_add_test(tests, a_start_without_iburst_is_right_in_15_seconds);
	tcase_add_test(tests,
	    an_unknown_crystal_does_not_drift_away_between_the_first_polls);
	tcase_add_test(tests, a_step_teaches_that_the_crystal_is_far_off);
	tcase_add_test(tests, while_all_is_well_only_the_schedule_is_sent);
	tcase_add_test(tests,
	    a_silent_leader_is_left_within_its_poll_interval_and_15_seconds);
	tcase_add_test(tests,
	    a_refusing_leader_is_left_within_3_seconds_of_the_next_poll);
	tcase_add_test(tests, three_peers_with_local_clocks_stay_together);
	tcase_add_test(tests, three_orphans_stay_together);
	tcase_add_test(tests, a_partition_and_its_end_are_told_in_words);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
