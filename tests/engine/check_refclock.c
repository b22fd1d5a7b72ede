/*
 * check_refclock.c -- clocks beside the network, in virtual time.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simdice.h"
#include "suite.h"
#include "world.h"

#define US 1e-6
#define MS 1e-3

/* A host with a reference clock, and a server of the network. */
struct bench {
	struct world *w;
	int host;
	uint64_t dice;
	double jitter;    /* s, one sigma of a reading */
	double bias;      /* s, what the clock is off by */
	bool pps, silent;
	uint8_t event;
	double square;    /* of the host's errors, summed */
	unsigned n;
};

static struct bench
make_bench(uint64_t seed, const char *conf)
{
	struct bench b = { .w = world_new(seed), .dice = seed,
		.jitter = 2 * US };
	struct crystal crystal = { .offset = 0.02, .freq = 12e-6,
		.wander = 1e-9 };
	struct link link = { .delay = 5 * MS, .jitter = 1 * MS };
	int server = world_add_truth(b.w, "10.0.0.1", 1);

	b.host = world_add_host(b.w, "10.0.0.2", conf, &crystal, NULL);
	world_set_link(b.w, server, b.host, &link);
	return b;
}

/* Run until UNTIL (s), reading the clock once a second. */
static void
run(struct bench *b, double until)
{
	b->square = b->n = 0;
	while (world_time(b->w) < until) {
		struct clock_reading read = { .event = b->event, .pps = b->pps,
			.precision = -20, .timecode = "1 2 3",
			.offset = b->bias +
			b->jitter * simdice_normal(&b->dice) };

		world_run(b->w, world_time(b->w) + 1);
		if (b->pps)
			read.offset = remainder(read.offset -
			    world_error(b->w, b->host), 1) +
			    world_error(b->w, b->host);
		if (!b->silent)
			world_reading(b->w, b->host, 0, &read);
		b->square += world_error(b->w, b->host) *
		    world_error(b->w, b->host);
		b->n++;
	}
}

static double
rms(const struct bench *b)
{
	return sqrt(b->square / b->n);
}

static const struct sys *
sys_of(const struct bench *b)
{
	return &world_state(b->w, b->host)->sys;
}

static const struct peer *
clock_of(const struct bench *b)
{
	const struct peer *p;

	TAILQ_FOREACH(p, &world_state(b->w, b->host)->peers, link)
		if (p->refclock)
			return p;
	return NULL;
}

START_TEST(the_clock_is_held_to_less_than_the_noise_of_a_reading)
{
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct bench b = make_bench(seed, "server 127.127.28.0 "
		    "minpoll 4\nserver 10.0.0.1\n");

		run(&b, 7200);
		run(&b, 36000);
		ck_assert_double_lt(rms(&b), 1 * US);
		ck_assert_uint_eq(sys_of(&b)->stratum, 1);
		ck_assert_uint_eq(sys_of(&b)->peer, clock_of(&b)->id);
		ck_assert_uint_eq(sys_of(&b)->source, SYNC_UHF);
		world_free(b.w);
	}
}
END_TEST

START_TEST(the_first_readings_are_enough_to_begin)
{
	struct bench b = make_bench(1, "server 127.127.28.0\n");

	run(&b, 15);
	ck_assert_uint_eq(sys_of(&b)->stratum, 1);
	ck_assert_double_lt(fabs(world_error(b.w, b.host)), 200 * US);
	world_free(b.w);
}
END_TEST

START_TEST(a_clock_that_falls_silent_is_replaced_by_a_server_and_comes_back)
{
	struct bench b = make_bench(2, "server 127.127.28.0 minpoll 4\n"
	    "server 10.0.0.1 iburst\n");

	run(&b, 3600);
	b.silent = true;
	run(&b, 3600 + 17);
	ck_assert_uint_eq(sys_of(&b)->stratum, 2);
	ck_assert_ptr_nonnull(strstr(world_log(b.w, b.host),
	    "SHM(0) does not answer: following 10.0.0.1"));
	run(&b, 7200);
	ck_assert_double_lt(rms(&b), 1 * MS);
	ck_assert_uint_gt(clock_of(&b)->noreply, 200);
	ck_assert_uint_eq(clock_of(&b)->reach, 0);
	b.silent = false;
	run(&b, 7300);
	ck_assert_uint_eq(sys_of(&b)->stratum, 1);
	world_free(b.w);
}
END_TEST

START_TEST(fudge_lines_correct_the_clock_and_name_it)
{
	struct bench b = make_bench(3, "server 127.127.28.0 minpoll 4\n"
	    "fudge 127.127.28.0 time1 0.250 refid GPS stratum 3\n");

	b.bias = -0.25;
	run(&b, 3600);
	ck_assert_double_lt(fabs(world_error(b.w, b.host)), 20 * US);
	ck_assert_uint_eq(sys_of(&b)->stratum, 4);
	ck_assert_uint_eq(clock_of(&b)->refid, 0x47505300);
	world_free(b.w);
}
END_TEST

START_TEST(what_a_driver_complains_of_is_counted_and_told_once)
{
	struct bench b = make_bench(4, "logconfig =allall\n"
	    "server 127.127.28.0 minpoll 4\n");
	const char *first;

	b.event = CLK_BAD_FORMAT;
	run(&b, 100);
	ck_assert_uint_ge(clock_of(&b)->badformat, 90);
	ck_assert_uint_eq(sys_of(&b)->leap, LEAP_ALARM);
	first = strstr(world_log(b.w, b.host), "clock_event clk_bad_format");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + strlen("clock_event "),
	    "clock_event "));
	world_free(b.w);
}
END_TEST

START_TEST(a_pulse_counts_beside_a_preferred_source_only)
{
	struct bench with = make_bench(5, "server 127.127.22.0 minpoll 4\n"
	    "server 10.0.0.1 iburst prefer\n");
	struct bench without = make_bench(5, "server 127.127.22.0 minpoll 4\n"
	    "server 10.0.0.1 iburst\n");

	with.pps = without.pps = true;
	run(&with, 3600);
	run(&with, 20000);
	ck_assert_uint_eq(clock_of(&with)->select, SELECT_PPSPEER);
	ck_assert_double_lt(rms(&with), 2 * US);
	run(&without, 3600);
	ck_assert_uint_eq(clock_of(&without)->select, SELECT_REJECT);
	ck_assert_uint_eq(sys_of(&without)->stratum, 2);
	world_free(with.w);
	world_free(without.w);
}
END_TEST

START_TEST(a_driver_that_is_not_there_is_refused_with_a_message)
{
	struct bench b = make_bench(6, "server 127.127.8.0\n");

	ck_assert_ptr_null(clock_of(&b));
	ck_assert_ptr_nonnull(strstr(world_log(b.w, b.host),
	    "reference clock type 8 (127.127.8.0) is not built in"));
	world_free(b.w);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("reference clocks");
	TCase *tests = tcase_create("reference clocks");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests,
	    the_clock_is_held_to_less_than_the_noise_of_a_reading);
	tcase_add_test(tests, the_first_readings_are_enough_to_begin);
	tcase_add_test(tests,
	    a_clock_that_falls_silent_is_replaced_by_a_server_and_comes_back);
	tcase_add_test(tests, fudge_lines_correct_the_clock_and_name_it);
	tcase_add_test(tests,
	    what_a_driver_complains_of_is_counted_and_told_once);
	tcase_add_test(tests, a_pulse_counts_beside_a_preferred_source_only);
	tcase_add_test(tests,
	    a_driver_that_is_not_there_is_refused_with_a_message);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
