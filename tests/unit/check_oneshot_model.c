/*
 * check_oneshot_model.c -- ntpdate's machine against the written rules.
 *
 * The rules by which classic ntpdate chooses are told a second time here, in
 * whole numbers and by sorting, and share nothing with oneshot.c.  Random sets
 * of servers must lead both to the same server and the same correction.  All
 * spans are multiples of 2^-24 s, so neither of the two ever rounds.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "oneshot.h"
#include "suite.h"

#define SETS 10000
#define SERVERS 9
#define SECOND ((int64_t)1 << 24)      /* units of 2^-24 s */
#define SKEW ((int64_t)655 << 8)       /* 655/65536 s */
#define EPOCH 1700000000               /* Unix s: when it all happens */

/* What becomes of a question. */
enum fate { ANSWERED, LOST, FORGED, KISSED };

struct answer {
	enum fate fate;
	int64_t offset, trip, age; /* units */
	uint8_t leap, stratum;     /* as on the wire */
	int8_t precision;
};

/* A random set: N servers that are asked SAMPLES times each. */
struct set {
	int n, samples;
	enum oneshot_policy policy;
	struct answer answer[SERVERS][ONESHOT_SAMPLES];
};

/* What the rules make of a server. */
struct judged {
	int index;                 /* in the set */
	bool usable;
	int stratum, precision;
	int64_t offset, delay;     /* units */
	int64_t disp;              /* units / 128 */
	int rank;                  /* where it was before sorting again */
};

struct verdict_of_rules {
	int winner;                /* -1: none */
	int64_t offset, slew;      /* units */
	bool step;
};

/* --- the rules ------------------------------------------------------------ */

struct heard {
	int64_t offset, delay;     /* delay 0: nothing */
	int slot;
};

static int
by_sign(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int64_t
size(int64_t a)
{
	return a < 0 ? -a : a;
}

/* qsort(): the least delay first, what never came last. */
static int
by_heard_delay(const void *va, const void *vb)
{
	const struct heard *a = va, *b = vb;

	if ((a->delay == 0) != (b->delay == 0))
		return a->delay == 0 ? 1 : -1;
	return a->delay != b->delay ? by_sign(a->delay, b->delay) :
	    a->slot - b->slot;
}

static struct heard
hear(const struct answer *a, int slot)
{
	struct heard h = { .slot = slot };
	int64_t delay = a->trip + SECOND / 64 + SKEW +
	    ((int64_t)1 << (24 + a->precision));

	if (delay > 0) {
		h.offset = a->offset;
		h.delay = delay < 2 * SKEW ? 2 * SKEW : delay;
	}
	return h;
}

/* Gather what server I told into J: by delay, the first of them counting. */
static void
filter(const struct set *set, struct judged *j, const struct answer **last)
{
	struct heard heard[ONESHOT_SAMPLES];
	bool asking = true;

	for (int k = 0; k < set->samples; k++) {
		const struct answer *a = &set->answer[j->index][k];

		heard[k] = (struct heard){ .slot = k };
		if (a->fate == KISSED)
			asking = false;
		if (!asking || a->fate != ANSWERED)
			continue;
		heard[k] = hear(a, k);
		*last = a;
	}
	qsort(heard, (size_t)set->samples, sizeof heard[0], by_heard_delay);
	j->offset = heard[0].offset;
	j->delay = heard[0].delay;
	for (int k = 1; k < set->samples; k++) {
		int64_t stray = size(heard[k].offset - heard[0].offset);

		if (heard[k].delay == 0 || stray > 64 * SECOND)
			stray = 64 * SECOND;
		j->disp += stray * (128 >> k);
	}
}

static struct judged
judge(const struct set *set, int i)
{
	struct judged j = { .index = i };
	const struct answer *last = NULL;

	filter(set, &j, &last);
	if (last == NULL || j.delay == 0)
		return j;
	j.stratum = last->stratum;
	j.precision = last->precision;
	j.usable = last->stratum >= 1 && last->stratum <= 15 &&
	    j.delay <= 8 * SECOND && last->leap != 3 && last->age >= 0 &&
	    last->age < 86400 * SECOND;
	return j;
}

/* qsort(): by stratum, then dispersion. */
static int
by_dispersion(const void *va, const void *vb)
{
	const struct judged *a = va, *b = vb;

	if (a->stratum != b->stratum)
		return a->stratum - b->stratum;
	return a->disp != b->disp ? by_sign(a->disp, b->disp) :
	    a->index - b->index;
}

/* qsort(): by stratum, then delay. */
static int
by_delay(const void *va, const void *vb)
{
	const struct judged *a = va, *b = vb;

	if (a->stratum != b->stratum)
		return a->stratum - b->stratum;
	return a->delay != b->delay ? by_sign(a->delay, b->delay) :
	    a->rank - b->rank;
}

/* Five at most, of two strata; returns how many of the N are left. */
static int
shorten(struct judged *list, int n)
{
	int left = 0, strata = 0;

	qsort(list, (size_t)n, sizeof *list, by_dispersion);
	for (; left < n && left < 5; left++) {
		strata += left == 0 ||
		    list[left].stratum != list[left - 1].stratum;
		if (strata == 3)
			break;
		list[left].rank = left;
	}
	qsort(list, (size_t)left, sizeof *list, by_delay);
	return left;
}

/* How far K is from the others; in units / 256: 256 (3/4)^j is whole. */
static int64_t
badness(const struct judged *list, int n, int k)
{
	static const int weight[] = { 256, 192, 144, 108, 81 };
	int64_t sum = 0;

	for (int j = 0; j < n; j++)
		sum += weight[j] * size(list[j].offset - list[k].offset);
	return sum;
}

/* Throw out the worst of N until those left agree; the first one wins. */
static void
agree(struct judged *list, int n)
{
	while (n > 1) {
		int worst = n - 1, precision = list[0].precision;
		int64_t tolerance;

		for (int k = n - 2; k >= 0; k--)
			if (badness(list, n, k) > badness(list, n, worst))
				worst = k;
		for (int k = 1; k < n; k++)
			if (list[k].precision < precision)
				precision = list[k].precision;
		tolerance = SECOND / 64 + SKEW + ((int64_t)1 <<
		    (24 + precision));
		if (badness(list, n, worst) < 256 * tolerance)
			return;
		memmove(&list[worst], &list[worst + 1],
		    (size_t)(n - worst - 1) * sizeof *list);
		n--;
	}
}

static struct verdict_of_rules
rules(const struct set *set)
{
	struct verdict_of_rules v = { .winner = -1 };
	struct judged list[SERVERS];
	int64_t half;
	int n = 0;

	for (int i = 0; i < set->n; i++) {
		list[n] = judge(set, i);
		n += list[n].usable;
	}
	if (n == 0)
		return v;
	agree(list, shorten(list, n));
	v.winner = list[0].index;
	v.offset = list[0].offset;
	half = size(v.offset) / 2 < SECOND / 16 ? size(v.offset) / 2 :
	    SECOND / 16;
	v.slew = v.offset + (v.offset < 0 ? -half : half);
	v.step = set->policy == ONESHOT_STEP || (set->policy == ONESHOT_AUTO &&
	    size(v.offset) >= SECOND / 2);
	return v;
}

/* --- random sets ---------------------------------------------------------- */

/* Returns a number from 0 to N - 1. */
static int
dice(uint64_t *state, int n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (int)((*state >> 33) % (unsigned)n);
}

/* Returns a span within LIMIT units of 0; halves of it are whole. */
static int64_t
span(uint64_t *state, int limit)
{
	return ((int64_t)dice(state, 2 * limit) - limit) * 2;
}

/* What one server is like: most are sound, and each may have its fault. */
static struct answer
draw_server(uint64_t *d)
{
	static const int spread[] = { 1000, 100000, 1000000, 1 << 25 };
	static const int8_t precision[] = { -24, -20, -18, -10, -6, -4, 0 };
	struct answer a = {
		.offset = span(d, spread[dice(d, 4)]),
		.trip = 2 * dice(d, 1 << dice(d, 24)),
		.age = 10 * SECOND,
		.leap = (uint8_t)dice(d, 3),
		.stratum = (uint8_t)(1 + dice(d, 4)),
		.precision = precision[dice(d, 7)]
	};

	switch (dice(d, 20)) {
	case 0:
		a.leap = 3;
		break;
	case 1:
		a.stratum = (uint8_t)(dice(d, 2) * 15);
		break;
	case 2:
		a.age = (86399 + dice(d, 2)) * SECOND;
		break;
	case 3:
		a.age = -dice(d, 3) * SECOND;
		break;
	case 4:
		a.precision = (int8_t)(3 + dice(d, 2));
		break;
	case 5:
		a.trip += (7 + dice(d, 2)) * SECOND;
		break;
	case 6:
		a.trip = -a.trip;
		break;
	}
	return a;
}

static struct set
draw(uint64_t *d)
{
	static const enum fate misfortune[] = { LOST, FORGED, KISSED };
	struct set set = { .n = 1 + dice(d, SERVERS),
		.samples = 1 + dice(d, ONESHOT_SAMPLES),
		.policy = (enum oneshot_policy)dice(d, 3) };
	int64_t common = span(d, 1 << 24);
	/* Coarse offsets tie, great ones go beyond what is counted. */
	int64_t grain = dice(d, 4) != 0 ? 0 :
	    dice(d, 2) == 0 ? SECOND / 8 : 21 * SECOND;

	for (int i = 0; i < set.n; i++) {
		struct answer usual = draw_server(d);
		int luck = 3 + dice(d, 30);

		for (int k = 0; k < set.samples; k++) {
			struct answer *a = &set.answer[i][k];

			*a = usual;
			a->offset = grain != 0 ? grain * (dice(d, 9) - 4) :
			    a->offset + common + span(d, 20000);
			a->trip += 2 * dice(d, 200000);
			if (dice(d, luck) == 0)
				a->fate = misfortune[dice(d, 3)];
		}
	}
	return set;
}

/* --- the machine ---------------------------------------------------------- */

struct world {
	const struct set *set;
	struct oneshot *o;
	struct now now;
	int asked[SERVERS];
	int waiting[SERVERS], n_waiting; /* who was asked just now */
	ntp_time org[SERVERS], t1[SERVERS];
	uint64_t dice;
};

static ntp_time
later(ntp_time t, int64_t units)
{
	t.fp += (uint64_t)units << 8;
	return t;
}

static void
deliver(struct world *w, int i)
{
	const struct answer *a = &w->set->answer[i][w->asked[i] - 1];
	bool kiss = a->fate == KISSED;
	/* Half the trip there, half back, and a while at the server. */
	ntp_time t2 = later(w->t1[i], a->offset + a->trip / 2);
	ntp_time t3 = later(t2, SECOND / 1024);
	struct packet p = {
		.leap = kiss ? 3 : a->leap, .version = 4, .mode = MODE_SERVER,
		.stratum = kiss ? 0 : a->stratum, .precision = a->precision,
		.refid = kiss ? 0x52415445 : 0x47505300,
		.reftime = later(t3, -a->age), .rec = t2, .xmt = t3,
		.org = later(w->org[i], a->fate == FORGED)
	};
	uint8_t data[PACKET_HEADER];
	struct rx rx = { .from = oneshot_server(w->o, (size_t)i)->addr,
		.at = later(w->t1[i], a->trip + SECOND / 1024),
		.data = data, .len = sizeof data };

	if (a->fate == LOST)
		return;
	packet_encode(&p, data);
	(void)oneshot_received(w->o, &w->now, &rx);
}

static void
act(void *ctx, const struct action *a)
{
	struct world *w = ctx;
	struct packet q;
	int i;

	if (a->kind != ACT_SEND)
		return;
	i = (int)a->u.send.tag - 1;
	ck_assert_int_lt(w->asked[i], w->set->samples);
	ck_assert_int_eq(packet_decode(&q, a->u.send.data, a->u.send.len),
	    VERDICT_ACCEPTED);
	w->asked[i]++;
	w->org[i] = q.xmt;
	w->t1[i] = w->now.wall;
	w->waiting[w->n_waiting++] = i;
}

static void
roll(void *ctx, void *buf, size_t len)
{
	struct world *w = ctx;
	uint8_t *p = buf;

	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)dice(&w->dice, 256);
}

/* Let the machine of W do SET; the result lives as long as W's machine. */
static struct oneshot_result
machine(struct world *w, const struct set *set)
{
	struct host host = { act, roll, w };
	struct oneshot_options options = { .version = 4,
		.samples = set->samples, .policy = set->policy };
	ntp_time begin = ntptime_from_unix(EPOCH, 0);
	struct oneshot_result result;

	*w = (struct world){ .set = set, .dice = 1, .now = { .wall = begin } };
	w->o = oneshot_new(&host, &options, &w->now);
	ck_assert_ptr_nonnull(w->o);
	for (int i = 0; i < set->n; i++) {
		struct addr a = { .family = 4, .port = PACKET_PORT,
			.ip = { 10, 0, 0, (uint8_t)(i + 1) } };

		ck_assert_int_eq(oneshot_add(w->o, &a), 0);
	}
	while (!oneshot_done(w->o)) {
		double next = oneshot_tick(w->o, &w->now);

		while (w->n_waiting > 0)
			deliver(w, w->waiting[--w->n_waiting]);
		w->now.mono = next;
		w->now.wall = ntptime_add(begin, w->now.mono);
		ck_assert_msg(next < 100 || oneshot_done(w->o), "no end");
	}
	oneshot_judge(w->o, 0, &result);
	return result;
}

/* --- both ----------------------------------------------------------------- */

START_TEST(random_sets_of_answers_have_the_result_of_the_written_rules)
{
	uint64_t d = 7;
	int chosen = 0, stepped = 0, others = 0;

	for (int n = 0; n < SETS; n++) {
		struct set set = draw(&d);
		struct verdict_of_rules v = rules(&set);
		struct world w;
		struct oneshot_result r = machine(&w, &set);

		ck_assert_msg(r.server == (v.winner < 0 ? NULL :
		    oneshot_server(w.o, (size_t)v.winner)),
		    "set %d: the rules choose %d", n, v.winner);
		if (v.winner >= 0) {
			ck_assert_msg(r.offset * SECOND == (double)v.offset,
			    "set %d: offset %.9f", n, r.offset);
			ck_assert_int_eq(r.step, v.step);
			ck_assert_msg(r.slew * SECOND == (double)v.slew,
			    "set %d: slew %.9f", n, r.slew);
		}
		chosen += v.winner >= 0;
		others += v.winner > 0;
		stepped += v.step;
		oneshot_free(w.o);
	}
	/* The sets are of all kinds, not of one. */
	ck_assert_int_gt(chosen, SETS / 2);
	ck_assert_int_lt(chosen, SETS);
	ck_assert_int_gt(others, SETS / 4);
	ck_assert_int_gt(stepped, SETS / 10);
	ck_assert_int_lt(stepped, chosen);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("oneshot model");
	TCase *tc = tcase_create("rules");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc,
	    random_sets_of_answers_have_the_result_of_the_written_rules);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
