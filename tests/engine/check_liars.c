/*
 * check_liars.c -- what servers that lie can do to the clock, and whether the
 * bound that clients are told is honest.
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
#define SERVERS_MAX 7
#define LOOK 10.0      /* s between two looks at the clock */
#define SETTLED 20000.0 /* s, from when on errors are averaged */

enum lie { HONEST, CONSTANT, DRIFTING, ALTERNATING, TURNING, LIES };

struct scene {
	struct world *w;
	int server[SERVERS_MAX], n, liars, client;
};

/* Returns the seeds of a campaign: 200 where FULL is set. */
static uint64_t
seeds(uint64_t few)
{
	const char *full = getenv("FULL");

	return full != NULL && full[0] != '\0' ? 200 : few;
}

static struct scene
make_scene(uint64_t seed, int n, bool with_servers)
{
	struct crystal crystal = { .offset = 0.01, .freq = 10e-6,
		.wander = 1e-9 };
	struct scene s = { .w = world_new(seed), .n = n, .liars = (n - 1) / 2 };
	char conf[512] = "", address[32];

	for (int i = 0; i < n; i++) {
		size_t used = strlen(conf);

		snprintf(address, sizeof address, "10.0.1.%d", i + 1);
		s.server[i] = world_add_truth(s.w, address, 1);
		if (with_servers)
			snprintf(conf + used, sizeof conf - used,
			    "server %s iburst\n", address);
	}
	s.client = world_add_host(s.w, "10.0.0.2", conf, &crystal, NULL);
	for (int i = 0; i < n; i++) {
		struct link link = { .delay = 5e-3 + 1e-3 * i,
			.jitter = 5e-4 };

		world_set_link(s.w, s.server[i], s.client, &link);
	}
	return s;
}

/* Returns what liar K says at T to be added to the true time, s. */
static double
lie_of(enum lie lie, int k, double t, uint64_t seed)
{
	switch (lie) {
	case CONSTANT:
		return 0.05 * (k + 1) * (seed % 2 ? 1 : -1);
	case DRIFTING:
		return 1e-6 * (k + 1) * t;
	case ALTERNATING:
		return fmod(t, 600) < 300 ? 0.1 : -0.1;
	case TURNING:
		return t > 200000 ? 0.5 : 0;
	default:
		return 0;
	}
}

static bool
led_by_liar(const struct scene *s)
{
	const struct state *state = world_state(s->w, s->client);
	const struct peer *p = state_find(state, state->sys.peer);

	return p != NULL && p->addr.ip[3] <= s->liars;
}

/* Returns the RMS error in s; LED counts looks at which a liar led. */
static double
live_with(uint64_t seed, int n, enum lie lie, int *led)
{
	struct scene s = make_scene(seed, n, true);
	double end = lie == TURNING ? 260000 : 60000, sum = 0, looks = 0;

	for (double t = LOOK; t < end; t += LOOK) {
		double error;

		for (int k = 0; k < s.liars; k++)
			world_lie(s.w, s.server[k], lie_of(lie, k, t, seed));
		world_run(s.w, t);
		error = world_error(s.w, s.client);
		if (t <= SETTLED)
			continue;
		sum += error * error;
		looks++;
		/* While a lie is small, or young, nobody can know it. */
		*led += lie == CONSTANT && led_by_liar(&s);
	}
	world_free(s.w);
	return sqrt(sum / looks);
}

static void
judge_lie(enum lie lie)
{
	for (int n = 3; n <= 7; n += 2) {
		double honest = 0, lied = 0;
		int led = 0;

		for (uint64_t seed = 1; seed <= seeds(6); seed++) {
			honest += live_with(seed, n, HONEST, &led);
			led = 0;
			lied += live_with(seed, n, lie, &led);
			ck_assert_int_eq(led, 0);
		}
		printf("%d servers, lie %d: error %.2f times as large\n", n,
		    lie, lied / honest);
		ck_assert_double_le(lied, 2 * honest);
	}
}

START_TEST(a_minority_that_is_wrong_by_a_constant_does_no_harm)
{
	judge_lie(CONSTANT);
}
END_TEST

START_TEST(a_minority_that_drifts_away_does_no_harm)
{
	judge_lie(DRIFTING);
}
END_TEST

START_TEST(a_minority_that_alternates_does_no_harm)
{
	judge_lie(ALTERNATING);
}
END_TEST

START_TEST(a_minority_that_turns_after_days_does_no_harm)
{
	judge_lie(TURNING);
}
END_TEST

START_TEST(three_liars_of_five_who_disagree_are_never_followed)
{
	for (uint64_t seed = 1; seed <= seeds(10); seed++) {
		struct scene s = make_scene(seed, 5, true);
		struct scene alone = make_scene(seed, 5, false);

		for (int k = 0; k < 3; k++)
			world_lie(s.w, s.server[k], k + 1);
		for (double t = 1; t < 20000; t += t < 100 ? 1 : 10) {
			world_run(s.w, t);
			world_run(alone.w, t);
			ck_assert(fabs(world_error(s.w, s.client) -
			    world_error(alone.w, alone.client)) < MS);
			ck_assert_uint_eq(world_state(s.w,
			    s.client)->sys.peer, 0);
		}
		world_free(s.w);
		world_free(alone.w);
	}
}
END_TEST

/* Returns abs(error) as a share of the root distance clients are told. */
static double
share_of_bound(const struct world *w, int host)
{
	const struct state *s = world_state(w, host);
	double bound = s->sys.rootdelay / 2 +
	    state_rootdisp(s, world_mono(w, host));

	return s->sys.leap == LEAP_ALARM ? 0 :
	    fabs(world_error(w, host)) / bound;
}

START_TEST(the_error_is_within_the_bound_that_is_told)
{
	static const struct link paths[] = {
		{ .delay = 1e-4, .jitter = 1e-5 },
		{ .delay = 2e-4, .jitter = 1e-4 },
		{ .delay = 1e-2, .jitter = 1e-3 },
		{ .delay = 3e-2, .jitter = 1e-2 },
		{ .delay = 1e-2, .jitter = 2e-4, .crowd = 0.1, .crowded = 5e-3 },
	};
	static const struct crystal crystals[] = {
		{ .offset = 0.05, .freq = 50e-6, .wander = 1e-9 },
		{ .offset = -0.3, .freq = -20e-6, .wander = 1e-8 },
		{ .offset = 0.001, .wander = 1e-10, .fan = 1e-6 },
		{ .offset = 0.01, .freq = 300e-6, .wander = 1e-9 },
		{ .offset = 0.01, .freq = -450e-6, .wander = 1e-9 },
	};
	double worst = 0;

	for (uint64_t i = 0; i < 25 * seeds(1); i++) {
		struct world *w = world_new(i);
		int server = world_add_truth(w, "10.0.0.1", 1);
		int client = world_add_host(w, "10.0.0.2", "server 10.0.0.1\n",
		    &crystals[i % 5], NULL);

		world_set_link(w, server, client, &paths[i / 5 % 5]);
		for (double t = 1; t < 50000; t++) {
			world_run(w, t);
			worst = fmax(worst, share_of_bound(w, client));
		}
		world_free(w);
	}
	printf("the error was at most %.2f of the bound\n", worst);
	ck_assert_double_le(worst, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("liars");
	TCase *tests = tcase_create("liars");

	tcase_set_timeout(tests, 3600);
	tcase_add_test(tests,
	    a_minority_that_is_wrong_by_a_constant_does_no_harm);
	tcase_add_test(tests, a_minority_that_drifts_away_does_no_harm);
	tcase_add_test(tests, a_minority_that_alternates_does_no_harm);
	tcase_add_test(tests, a_minority_that_turns_after_days_does_no_harm);
	tcase_add_test(tests,
	    three_liars_of_five_who_disagree_are_never_followed);
	tcase_add_test(tests, the_error_is_within_the_bound_that_is_told);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
