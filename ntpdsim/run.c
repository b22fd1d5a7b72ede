/*
 * run.c -- living through a scenario.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

#define LOOK 1.0 /* s between two looks at the clocks */
#define US 1e-6

/* --- building ------------------------------------------------------------ */

static void
tell(void *ctx, double time, int host, const char *text)
{
	const struct run *r = ctx;

	if (!r->quiet)
		printf("%12.3f  %-10s %s\n", time, r->s->hosts[host].name, text);
}

static void
connect_hosts(struct run *r, const struct sim_link *l)
{
	for (int a = 0; a < r->s->n_hosts; a++) {
		for (int b = 0; b < r->s->n_hosts; b++) {
			bool there = (l->a == ANY_HOST || l->a == a) &&
			    (l->b == ANY_HOST || l->b == b);
			bool back = !l->one_way &&
			    (l->a == ANY_HOST || l->a == b) &&
			    (l->b == ANY_HOST || l->b == a);

			if (a == b || (!there && !back))
				continue;
			r->links[a][b] = l->link;
			world_set_way(r->w, a, b, &l->link);
		}
	}
}

/* Returns the world's time of the leap second of S. */
static double
leap_time(const struct scenario *s)
{
	int64_t begin = s->begin != 0 ? s->begin : WORLD_BEGIN;

	return (double)(s->leap - begin - (s->leap_step > 0));
}

static void
add_host(const struct run *r, const struct sim_host *h)
{
	struct facts facts = { .version = "ntpd (meantime)",
		.processor = "simulated", .system = "ntpdsim",
		.precision = 1e-7, .can_steer = true, .leaps = !h->ignorant };
	int host = world_add_host(r->w, h->address, h->conf, &h->crystal,
	    &facts);

	if (h->leapfile != NULL)
		world_leapfile(r->w, host, h->leapfile);
}

static void
build(struct run *r)
{
	const struct scenario *s = r->s;

	r->w = world_new(s->seed);
	if (s->begin != 0)
		world_begin(r->w, s->begin);
	if (s->leap != 0)
		world_leap(r->w, leap_time(s), s->leap_step);
	world_listen(r->w, tell, r);
	for (size_t i = 0; i < s->n_names; i++)
		world_name(r->w, s->names[i].name,
		    s->hosts[s->names[i].host].address);
	for (int i = 0; i < s->n_hosts; i++) {
		const struct sim_host *h = &s->hosts[i];

		if (h->truth)
			(void)world_add_truth(r->w, h->address, h->stratum);
		else
			add_host(r, h);
	}
	for (size_t i = 0; i < s->n_links; i++)
		connect_hosts(r, &s->links[i]);
}

/* --- events -------------------------------------------------------------- */

/* Cut, join or refuse between the hosts of E. */
static void
change_links(struct run *r, const struct sim_event *e)
{
	for (int a = 0; a < r->s->n_hosts; a++) {
		for (int b = 0; b < r->s->n_hosts; b++) {
			struct link *l = &r->links[a][b];
			bool meant = a != b &&
			    (((e->a == ANY_HOST || e->a == a) &&
			    (e->b == ANY_HOST || e->b == b)) ||
			    ((e->a == ANY_HOST || e->a == b) &&
			    (e->b == ANY_HOST || e->b == a)));

			if (!meant)
				continue;
			l->cut = e->action != SIM_JOIN;
			l->refused = e->action == SIM_REFUSE;
			world_set_way(r->w, a, b, l);
		}
	}
}

static void
happen(struct run *r, const struct sim_event *e)
{
	static const char *const words[] = { "cut", "join", "refuse", "stop",
		"start", "lie", "set", "sleep", "wake" };

	if (!r->quiet)
		printf("%12.3f  %-10s %s%s%s\n", e->at, "*", words[e->action],
		    e->a >= 0 ? " " : "",
		    e->a >= 0 ? r->s->hosts[e->a].name : "");
	switch (e->action) {
	case SIM_CUT:
	case SIM_JOIN:
	case SIM_REFUSE:
		change_links(r, e);
		break;
	case SIM_STOP:
		world_stop(r->w, e->a);
		break;
	case SIM_START:
		world_start(r->w, e->a);
		break;
	case SIM_LIE:
		world_lie(r->w, e->a, e->value);
		break;
	case SIM_SET:
		world_set_clock(r->w, e->a, e->value);
		break;
	case SIM_SLEEP:
		world_fate(r->w, e->a, WORLD_ASLEEP);
		break;
	case SIM_WAKE:
		world_fate(r->w, e->a, WORLD_WELL);
		break;
	}
}

/* Let the events of the time until UNTIL happen, each in its moment. */
static void
run_until(struct run *r, double from, double until)
{
	double now = from;

	while (now < until) {
		const struct sim_event *first = NULL;

		for (size_t i = 0; i < r->s->n_events; i++) {
			const struct sim_event *e = &r->s->events[i];

			if (e->at >= now && e->at < until &&
			    (first == NULL || e->at < first->at))
				first = e;
		}
		if (first == NULL)
			break;
		world_run(r->w, first->at);
		for (size_t i = 0; i < r->s->n_events; i++)
			if (r->s->events[i].at == first->at)
				happen(r, &r->s->events[i]);
		now = nextafter(first->at, INFINITY);
	}
	world_run(r->w, until);
}

/* --- looking ------------------------------------------------------------- */

/* Tell whom host I follows if that is news. */
static void
tell_leader(struct run *r, int i)
{
	const struct state *s = world_state(r->w, i);
	const struct peer *p;
	char text[ADDR_TEXT];

	if (s == NULL || s->sys.peer == r->leader[i])
		return;
	r->leader[i] = s->sys.peer;
	if (r->quiet)
		return;
	p = state_find(s, s->sys.peer);
	if (p == NULL)
		printf("%12.3f  %-10s follows nobody (stratum %d)\n",
		    world_time(r->w), r->s->hosts[i].name, s->sys.stratum);
	else
		printf("%12.3f  %-10s follows %s (stratum %d), error %.1f us\n",
		    world_time(r->w), r->s->hosts[i].name,
		    addr_format(&p->addr, text, sizeof text), s->sys.stratum,
		    world_error(r->w, i) / US);
}

/* Returns the host of the scenario whose reference id is REFID, or -1. */
static int
find_host(const struct run *r, uint32_t refid)
{
	for (int i = 0; i < r->s->n_hosts; i++)
		if (addr_refid(&r->s->hosts[i].addr) == refid)
			return i;
	return -1;
}

/* Returns when a host in the state S has last heard of host FROM, mono s. */
static double
heard_of(const struct state *s, const struct run *r, int from)
{
	const struct peer *p;
	double last = 0;

	TAILQ_FOREACH(p, &s->peers, link)
		if (addr_same_host(&p->addr, &r->s->hosts[from].addr))
			last = fmax(last, p->updated);
	return last;
}

/*
 * Returns true if what host I, in the state S, tells of the time at T has come
 * from a truth: then it answers for it.
 */
static bool
is_rooted(const struct run *r, int i, const struct state *s, double t)
{
	int from = find_host(r, s->sys.refid);
	double ago;

	if (from < 0 || r->s->hosts[from].truth)
		return from >= 0;
	ago = world_mono(r->w, i) - fmin(s->sys.updated,
	    heard_of(s, r, from));
	return r->seen[from].rooted && t - ago > r->seen[from].since;
}

/* Hold the ERROR (s) of host I against the bound that it tells. */
static void
look_at_bound(struct run *r, int i, double t, double error)
{
	struct run_host *h = &r->seen[i];
	const struct state *s = world_state(r->w, i);
	bool was = h->rooted;

	h->rooted = s != NULL && s->sys.leap != LEAP_ALARM &&
	    is_rooted(r, i, s, t);
	if (!h->rooted)
		return;
	if (!was)
		h->since = t;
	/* No two clocks leap at the very same instant. */
	if (r->s->leap != 0 && fabs(t - leap_time(r->s)) < LOOK)
		return;
	h->bounded++;
	h->outside += fabs(error) > s->sys.rootdelay / 2 +
	    state_rootdisp(s, world_mono(r->w, i));
}

static void
look_at_host(struct run *r, int i, double t)
{
	struct run_host *h = &r->seen[i];
	const struct state *s = world_state(r->w, i);
	double error = world_error(r->w, i);
	size_t point = (size_t)(t / r->s->length * RUN_POINTS);

	h->sum += error * error;
	h->max = fmax(h->max, fabs(error));
	h->looks++;
	h->last = error;
	h->sent = world_sent(r->w, i);
	h->stratum = s != NULL ? s->sys.stratum : STRATUM_UNSPEC;
	if (point < RUN_POINTS) {
		h->curve[point] = error;
		if (point + 1 > r->points)
			r->points = point + 1;
	}
	tell_leader(r, i);
	look_at_bound(r, i, t, error);
}

static void
look_at_expect(struct run *r, size_t k, double t)
{
	const struct sim_expect *e = &r->s->expects[k];
	struct run_expect *x = &r->expects[k];
	double low = INFINITY, high = -INFINITY;

	if (t < e->from || t > e->until)
		return;
	for (int i = 0; i < r->s->n_hosts; i++) {
		double error = world_error(r->w, i);

		if ((e->hosts & 1u << i) == 0)
			continue;
		low = fmin(low, error);
		high = fmax(high, error);
		x->max = fmax(x->max, fabs(error));
		if (e->measure == SIM_RMS)
			x->sum += error * error;
		if (e->measure == SIM_STRATUM)
			x->value = fmax(t == e->from ? 0 : x->value,
			    r->seen[i].stratum);
		x->looks++;
	}
	if (e->measure == SIM_SPREAD) {
		x->sum += high - low;
		x->looks += 1 - (double)__builtin_popcount(e->hosts);
	}
}

static void
judge(struct run *r, size_t k)
{
	const struct sim_expect *e = &r->s->expects[k];
	struct run_expect *x = &r->expects[k];

	switch (e->measure) {
	case SIM_RMS:
		x->value = sqrt(x->sum / x->looks);
		break;
	case SIM_MAX:
		x->value = x->max;
		break;
	case SIM_SPREAD:
		x->value = x->sum / x->looks;
		break;
	case SIM_STRATUM:
		break;
	}
	x->met = x->looks > 0 && x->value <= e->limit;
}

unsigned
run_scenario(struct run *r, const struct scenario *s)
{
	unsigned missed = 0;

	r->s = s;
	build(r);
	for (double t = LOOK; t <= s->length; t += LOOK) {
		run_until(r, t - LOOK, t);
		for (int i = 0; i < s->n_hosts; i++)
			if (!s->hosts[i].truth)
				look_at_host(r, i, t);
		for (size_t k = 0; k < s->n_expects; k++)
			look_at_expect(r, k, t);
		if (r->progress && fmod(t, 3600) < LOOK)
			fprintf(stderr, "\r%3.0f %%", 100 * t / s->length);
	}
	if (r->progress)
		fprintf(stderr, "\r     \r");
	for (size_t k = 0; k < s->n_expects; k++) {
		judge(r, k);
		missed += !r->expects[k].met;
	}
	world_free(r->w);
	return missed;
}
