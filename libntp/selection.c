/*
 * selection.c -- intersection, cluster, combine (RFC 5905 section 11.2).
 *
 * Ends of intervals are sorted by the octets of their numbers and candidates
 * only as far as somebody looks, so that the cost grows with the number of
 * sources and not faster.  Nothing is allocated: this is the packet path, and
 * the C library's qsort() may.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "selection.h"

/* --- sorting ------------------------------------------------------------- */

/* Returns octet K of a number that grows with X, the lowest octet first. */
static unsigned
octet(double x, int k)
{
	uint64_t bits;

	x += 0.0; /* of the two zeros there is one left */
	memcpy(&bits, &x, sizeof bits);
	bits ^= bits >> 63 ? UINT64_MAX : UINT64_C(1) << 63;
	return (unsigned)(bits >> 8 * k) & 0xff;
}

/* Put the N edges at FROM to TO in the order of octet K of their points. */
static void
scatter(const struct selection_edge *from, struct selection_edge *to, size_t n,
    int k)
{
	size_t start[257] = { 0 };

	for (size_t i = 0; i < n; i++)
		start[octet(from[i].at, k) + 1]++;
	for (size_t value = 1; value < 256; value++)
		start[value] += start[value - 1];
	for (size_t i = 0; i < n; i++)
		to[start[octet(from[i].at, k)]++] = from[i];
}

/* Sort N EDGES by point, with room for N more behind them; equals keep their
 * order. */
static void
sort_edges(struct selection_edge *edges, size_t n)
{
	for (int k = 0; k < 8; k += 2) {
		scatter(edges, edges + n, n, k);
		scatter(edges + n, edges, n, k + 1);
	}
}

static bool
candidate_before(const struct candidate *a, const struct candidate *b)
{
	if (a->metric != b->metric)
		return a->metric < b->metric;
	return a->index < b->index;
}

static void
exchange(struct candidate *a, struct candidate *b)
{
	struct candidate t = *a;

	*a = *b;
	*b = t;
}

/* Let the item at ROOT of the heap C of N, worst on top, sink to its place. */
static void
sink(struct candidate *c, size_t root, size_t n)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= n)
			return;
		if (child + 1 < n && candidate_before(&c[child], &c[child + 1]))
			child++;
		if (!candidate_before(&c[root], &c[child]))
			return;
		exchange(&c[root], &c[child]);
		root = child;
	}
}

/* Bring the best MOST of the N candidates to the front, best first. */
static void
best_in_front(struct candidate *c, size_t n, size_t most)
{
	size_t front = n < most ? n : most;

	for (size_t i = front / 2; i-- > 0;)
		sink(c, i, front);
	for (size_t i = front; i < n; i++) {
		if (candidate_before(&c[i], &c[0])) {
			exchange(&c[i], &c[0]);
			sink(c, 0, front);
		}
	}
	for (size_t i = front; i-- > 1;) {
		exchange(&c[0], &c[i]);
		sink(c, 0, i);
	}
}

/* --- intersection -------------------------------------------------------- */

/*
 * Scan the sorted EDGES from one side (STEP +1 or -1) for the first point where
 * WANTED intervals overlap.  Count the middles passed on the way in OUTSIDE.
 *
 * Returns false if there is no such point.
 */
static bool
scan(const struct selection_edge *edges, size_t n_edges, int step, long wanted,
    double *at, long *outside)
{
	long chimes = 0;

	*outside = 0;
	for (size_t k = 0; k < n_edges; k++) {
		const struct selection_edge *e =
		    &edges[step > 0 ? k : n_edges - 1 - k];

		chimes -= e->type * step;
		if (chimes >= wanted) {
			*at = e->at;
			return true;
		}
		if (e->type == 0)
			++*outside;
	}
	return false;
}

/* Returns the greatest number of intervals that overlap anywhere. */
static long
deepest(const struct selection_edge *edges, size_t n_edges)
{
	long chimes = 0, most = 0;

	for (size_t k = 0; k < n_edges; k++) {
		chimes -= edges[k].type;
		if (chimes > most)
			most = chimes;
	}
	return most;
}

/*
 * Find the smallest number of falsetickers with which all other intervals, and
 * they are more than half of the ELECTORATE, meet in LOW..HIGH and no more
 * middles lie outside.  Of two, one is enough that has the other's middle
 * outside: a clock beside a server that is much less precise.
 *
 * The number of middles outside falls as the number allowed rises, so the
 * smallest is found by halving.
 */
static bool
intersect(const struct selection_edge *edges, size_t n, size_t electorate,
    double *low, double *high)
{
	long from = (long)n - deepest(edges, 3 * n);
	long to = (long)n - 1 - (long)(electorate > n ? electorate : n) / 2;
	bool found = false;

	while (from <= to) {
		long allow = from + (to - from) / 2;
		long below, above;
		double l, h;

		if (scan(edges, 3 * n, 1, (long)n - allow, &l, &below) &&
		    scan(edges, 3 * n, -1, (long)n - allow, &h, &above) &&
		    below + above <= (n == 2 ? 1 : allow) && l <= h) {
			*low = l;
			*high = h;
			found = true;
			to = allow - 1;
		} else {
			from = allow + 1;
		}
	}
	return found;
}

/*
 * Put the three edges of each of the N candidates into EDGES, sorted.  Of edges
 * at one point low ends come first: touching is meeting.
 */
static void
make_edges(const struct candidate *c, size_t n, struct selection_edge *edges)
{
	for (int type = -1; type <= 1; type++) {
		size_t at = (size_t)(type + 1) * n;

		for (size_t i = 0; i < n; i++)
			edges[at + i] = (struct selection_edge){
				c[i].offset + type * c[i].distance, type };
	}
	sort_edges(edges, 3 * n);
}

/* Mark who lies outside the intersection; returns how many are left. */
static size_t
mark_falsetickers(struct candidate *c, size_t n, bool found,
    const struct selected *out)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++) {
		bool inside = found && (n == 2 || (c[i].offset >= out->low &&
		    c[i].offset <= out->high));

		c[i].status = inside || c[i].truechimer ?
		    SELECT_CANDIDATE : SELECT_FALSETICK;
		left += c[i].status == SELECT_CANDIDATE;
	}
	return left;
}

/* --- cluster ------------------------------------------------------------- */

/*
 * Returns how far candidate K lies from the other N (its selection jitter, s).
 */
static double
selection_jitter(const struct candidate *c, size_t n, size_t k)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double d = c[i].offset - c[k].offset;

		sum += d * d;
	}
	return n > 1 ? sqrt(sum / (double)(n - 1)) : 0;
}

/* Find who is furthest from the rest, weighed by its metric. */
static size_t
worst(const struct candidate *c, size_t n, double *jitter)
{
	size_t victim = 0;
	double most = -1;

	for (size_t i = 0; i < n; i++) {
		double s = selection_jitter(c, n, i);

		if (s * c[i].metric > most) {
			most = s * c[i].metric;
			victim = i;
			*jitter = s;
		}
	}
	return victim;
}

static double
least_jitter(const struct candidate *c, size_t n)
{
	double least = INFINITY;

	for (size_t i = 0; i < n; i++)
		least = fmin(least, c[i].jitter);
	return least;
}

/*
 * Throw out the furthest of the N while that makes the rest agree better than
 * the best of them agrees with itself.
 *
 * Returns how many are left, in front; JITTER is their selection jitter.
 */
static size_t
cluster(struct candidate *c, size_t n, const struct selection_rules *rules,
    double *jitter)
{
	*jitter = 0;
	for (;;) {
		size_t victim = worst(c, n, jitter);
		struct candidate out = c[victim];

		if (n <= (size_t)rules->minclock || n <= (size_t)rules->minsane ||
		    *jitter <= least_jitter(c, n) || out.prefer || out.pps ||
		    out.truechimer)
			return n;
		out.status = n > (size_t)rules->maxclock ? SELECT_BACKUP :
		    SELECT_OUTLYER;
		memmove(c + victim, c + victim + 1,
		    (n - victim - 1) * sizeof c[0]);
		c[--n] = out;
	}
}

/* --- combine ------------------------------------------------------------- */

/* Returns the survivor that leads: a pulse, a preferred one, or the best. */
static size_t
pick_leader(const struct candidate *c, size_t n,
    const struct selection_rules *rules, double *hop)
{
	size_t incumbent = 0;

	for (size_t i = n; i-- > 0;)
		if (c[i].pps)
			return i;
	for (size_t i = n; i-- > 0;)
		if (c[i].prefer)
			return i;
	while (incumbent < n && !c[incumbent].incumbent)
		incumbent++;
	if (incumbent == n || incumbent == 0) {
		*hop = 0;
		return 0;
	}
	/* Anti-clockhop: a near miss keeps the old one, but not for ever. */
	*hop = *hop > 0 ? *hop / 2 : rules->mindist;
	if (fabs(c[0].offset - c[incumbent].offset) < *hop)
		return incumbent;
	*hop = 0;
	return 0;
}

/* Weigh the N survivors' offsets by the inverse of their root distances. */
static void
combine(const struct candidate *c, size_t n, double cluster_jitter,
    struct selected *out)
{
	double weights = 0, sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		double d = c[i].offset - c[out->leader].offset;

		weights += 1 / c[i].distance;
		sum += c[i].offset / c[i].distance;
		squares += d * d / c[i].distance;
	}
	out->offset = sum / weights;
	out->jitter = sqrt(squares / weights + cluster_jitter * cluster_jitter);
}

/* Choose among the first N of C, sorted by metric. */
static void
choose(struct candidate *c, size_t n, const struct selection_rules *rules,
    struct selected *out)
{
	double jitter;

	n = cluster(c, n, rules, &jitter);
	if (n < (size_t)rules->minsane)
		return;
	out->survivors = n;
	out->leader = (int)pick_leader(c, n, rules, &out->hop);
	c[out->leader].status = c[out->leader].pps ? SELECT_PPSPEER :
	    SELECT_SYSPEER;
	if (c[out->leader].prefer || c[out->leader].pps) {
		out->offset = c[out->leader].offset;
		out->jitter = c[out->leader].jitter;
	} else {
		combine(c, n, jitter, out);
	}
}

/* Move those with last_resort behind the others; returns how many others. */
static size_t
set_aside(struct candidate *c, size_t n)
{
	size_t front = 0;

	for (size_t i = 0; i < n; i++) {
		c[i].status = SELECT_REJECT;
		c[i].metric = c[i].stratum;
		if (!c[i].last_resort)
			exchange(&c[front++], &c[i]);
	}
	return front;
}

/* Nothing real is left: the best of the N last resorts leads alone. */
static void
lead_alone(struct candidate *c, size_t n, struct selected *out)
{
	size_t best = 0;

	for (size_t i = 1; i < n; i++)
		if (c[i].rank < c[best].rank || (c[i].rank == c[best].rank &&
		    candidate_before(&c[i], &c[best])))
			best = i;
	exchange(&c[0], &c[best]);
	c[0].status = SELECT_SYSPEER;
	out->survivors = 1;
	out->offset = c[0].offset;
	out->jitter = c[0].jitter;
}

void
selection_run(struct candidate *c, size_t n, struct selection_edge *edges,
    const struct selection_rules *rules, struct selected *out)
{
	size_t real = set_aside(c, n), left;
	bool found;

	*out = (struct selected){ .leader = -1, .hop = out->hop };
	if (real > 0) /* there may be no room at all for edges of none */
		make_edges(c, real, edges);
	found = real > 0 && intersect(edges, real, rules->electorate,
	    &out->low, &out->high);
	left = mark_falsetickers(c, real, found, out);
	for (size_t i = 0; i < real; i++) {
		c[i].metric = c[i].status == SELECT_CANDIDATE ?
		    c[i].stratum + c[i].distance / rules->maxdist : INFINITY;
	}
	best_in_front(c, real, SELECTION_CLUSTER_MAX);
	for (size_t i = SELECTION_CLUSTER_MAX; i < real; i++)
		if (c[i].status == SELECT_CANDIDATE)
			c[i].status = SELECT_EXCESS;
	if (left > 0)
		choose(c, left < SELECTION_CLUSTER_MAX ? left :
		    SELECTION_CLUSTER_MAX, rules, out);
	else if (n > real) {
		lead_alone(c + real, n - real, out);
		out->leader = (int)real;
	}
}
