/*
 * check_interleave.c -- the interleaved modes between engines: better where the
 * packets leave late, and never worse.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "suite.h"
#include "world.h"

#define US 1e-6
#define MS 1e-3
#define HOUR 3600.0
#define LAG (2 * MS)  /* by which packets leave late, at most */

/* A truth, a server behind it, and a client or peer of the server. */
struct trio {
	struct world *w;
	int truth, server, client;
};

/* The client follows the server as LINE says; the server has PEER, too. */
static struct trio
make_trio(uint64_t seed, const char *line, const char *peer)
{
	struct crystal good = { .freq = 3e-6, .wander = 1e-11 };
	struct crystal poor = { .offset = 5 * MS, .freq = -8e-6,
		.wander = 1e-10 };
	struct trio t = { .w = world_new(seed) };
	struct link near = { .delay = 20 * US, .jitter = US };
	char conf[256];

	t.truth = world_add_truth(t.w, "10.0.0.1", 1);
	snprintf(conf, sizeof conf, "server 10.0.0.1 iburst minpoll 4 "
	    "maxpoll 4\n%s\n", peer);
	t.server = world_add_host(t.w, "10.0.0.2", conf, &good, NULL);
	t.client = world_add_host(t.w, "10.0.0.3", line, &poor, NULL);
	world_set_link(t.w, t.truth, t.server, &near);
	return t;
}

/* Returns the RMS error in s of the client from FROM until UNTIL. */
static double
rms(struct trio *t, double from, double until)
{
	double sum = 0, looks = 0;

	for (world_run(t->w, from); world_time(t->w) < until; looks++) {
		double error;

		world_run(t->w, world_time(t->w) + 1);
		error = world_error(t->w, t->client);
		sum += error * error;
	}
	return sqrt(sum / looks);
}

static const struct peer *
source(const struct trio *t)
{
	return TAILQ_FIRST(&world_state(t->w, t->client)->peers);
}

/* Returns the client's RMS error in s where the server's packets leave late. */
static double
behind_lag(const char *line, const char *peer, double seconds, bool *active)
{
	struct trio t = make_trio(1, line, peer);
	double error;

	world_lag(t.w, t.server, LAG);
	error = rms(&t, HOUR, HOUR + seconds);
	*active = source(&t)->il.active;
	world_free(t.w);
	return error;
}

START_TEST(a_client_does_not_see_that_answers_leave_late)
{
	bool basic, interleaved;
	double before = behind_lag("server 10.0.0.2 iburst minpoll 4 "
	    "maxpoll 6", "", 4 * HOUR, &basic);
	double after = behind_lag("server 10.0.0.2 iburst minpoll 4 "
	    "maxpoll 6 xleave", "", 4 * HOUR, &interleaved);

	printf("answers leave up to 2 ms late: error %.1f us, interleaved "
	    "%.1f us\n", before / US, after / US);
	ck_assert(!basic && interleaved);
	ck_assert_double_lt(after, before / 2);
}
END_TEST

START_TEST(symmetric_peers_do_not_see_that_packets_leave_late)
{
	bool basic, interleaved;
	double before = behind_lag("peer 10.0.0.2 minpoll 4 maxpoll 4",
	    "peer 10.0.0.3 minpoll 4 maxpoll 4", 4 * HOUR, &basic);
	double after = behind_lag("peer 10.0.0.2 minpoll 4 maxpoll 4 xleave",
	    "peer 10.0.0.3 minpoll 4 maxpoll 4 xleave", 4 * HOUR,
	    &interleaved);

	printf("packets leave up to 2 ms late: error %.1f us, interleaved "
	    "%.1f us\n", before / US, after / US);
	ck_assert(!basic);
	ck_assert_double_lt(after, before / 2);
}
END_TEST

START_TEST(a_server_without_the_mode_is_followed_as_ever)
{
	struct trio t = make_trio(1, "server 10.0.0.1 iburst minpoll 4 "
	    "maxpoll 6 xleave", "");

	ck_assert_double_lt(rms(&t, 60, HOUR), MS);
	ck_assert(!source(&t)->il.active);
	ck_assert_int_eq(source(&t)->reach, 0xff);
	world_free(t.w);
}
END_TEST

/* Returns the bound that HOST tells, in s; INFINITY while it tells none. */
static double
bound(const struct world *w, int host)
{
	const struct state *s = world_state(w, host);

	return s == NULL || s->sys.leap == LEAP_ALARM ? INFINITY :
	    s->sys.rootdelay / 2 + state_rootdisp(s, world_mono(w, host));
}

/* Do to T what may befall it at the minute N. */
static void
befall(struct trio *t, int n)
{
	switch (n % 40) {
	case 7:
		world_stop(t->w, t->server);
		break;
	case 8:
		world_start(t->w, t->server);
		break;
	case 17:
		world_stop(t->w, t->client);
		world_start(t->w, t->client);
		break;
	case 27:
		world_set_clock(t->w, t->client, 0.05);
		break;
	case 37:
		world_set_clock(t->w, t->server, -0.05);
		break;
	default:
		break;
	}
}

/*
 * Live through hours of loss, reordering, restarts and clocks that are set: the
 * client must be well two minutes after each, and its bound hold.
 *
 * Returns how many minutes ended with an interleaved answer.
 */
static int
live_badly(uint64_t seed, const char *line, const char *peer)
{
	struct trio t = make_trio(seed, line, peer);
	struct link bad = { .delay = MS, .jitter = MS / 10, .crowd = 0.05,
		.crowded = 20 * MS, .loss = 0.2 };
	int active = 0;

	world_set_link(t.w, t.server, t.client, &bad);
	world_lag(t.w, t.server, LAG);
	world_lag(t.w, t.client, LAG);
	for (int n = 1; n < 240; n++) {
		world_run(t.w, 60 * n);
		befall(&t, n);
		for (int i = 1; i < 60; i++) {
			double error;

			world_run(t.w, 60 * n + i);
			error = world_error(t.w, t.client);
			ck_assert_msg(fabs(error) <= bound(t.w, t.client),
			    "seed %d, %d s: %g s off, says %g\n%s", (int)seed,
			    60 * n + i, error, bound(t.w, t.client),
			    world_log(t.w, t.client));
			ck_assert_msg(n < 5 || n % 10 == 7 || n % 10 == 8 ||
			    n % 10 == 9 || fabs(error) < 10 * MS,
			    "seed %d, %d s: %g s off\n%s", (int)seed,
			    60 * n + i, error, world_log(t.w, t.client));
		}
		active += source(&t)->il.active;
	}
	world_free(t.w);
	return active;
}

START_TEST(a_client_is_never_misled_by_loss_restarts_and_set_clocks)
{
	for (uint64_t seed = 1; seed <= 10; seed++)
		ck_assert_int_gt(live_badly(seed, "server 10.0.0.2 iburst "
		    "minpoll 4 maxpoll 4 xleave", ""), 20);
}
END_TEST

START_TEST(a_peer_is_never_misled_by_loss_restarts_and_set_clocks)
{
	for (uint64_t seed = 1; seed <= 10; seed++)
		ck_assert_int_gt(live_badly(seed,
		    "peer 10.0.0.2 minpoll 4 maxpoll 4 xleave",
		    "peer 10.0.0.3 minpoll 4 maxpoll 4 xleave"), 20);
}
END_TEST

START_TEST(a_peer_that_speaks_more_often_is_no_harm)
{
	for (uint64_t seed = 1; seed <= 5; seed++) {
		(void)live_badly(seed, /* they seldom take turns */
		    "peer 10.0.0.2 minpoll 4 maxpoll 4 xleave",
		    "peer 10.0.0.3 minpoll 3 maxpoll 3 xleave");
		(void)live_badly(seed,
		    "peer 10.0.0.2 minpoll 3 maxpoll 3 xleave",
		    "peer 10.0.0.3 minpoll 4 maxpoll 4 xleave");
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("interleave");
	TCase *tc = tcase_create("interleave");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_client_does_not_see_that_answers_leave_late);
	tcase_add_test(tc, symmetric_peers_do_not_see_that_packets_leave_late);
	tcase_add_test(tc, a_server_without_the_mode_is_followed_as_ever);
	tcase_add_test(tc,
	    a_client_is_never_misled_by_loss_restarts_and_set_clocks);
	tcase_add_test(tc,
	    a_peer_is_never_misled_by_loss_restarts_and_set_clocks);
	tcase_add_test(tc, a_peer_that_speaks_more_often_is_no_harm);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
