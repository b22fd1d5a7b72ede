/*
 * selection.c -- intersection, cluster, combine (RFC 5905 section 11.2).
 *
 * Everything is sorted in place by a heap sort of our own: the C library's
 * qsort() may allocate, and selection runs on the packet path.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "selection.h"

/* --- sorting ------------------------------------------------------------- */

typedef bool before(const void *a, const void *b);

/* Exchange the items of SIZE octets at A and B. */
static void
swap(unsigned char *a, unsigned char *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char t = a[i];

		a[i] = b[i];
		b[i] = t;
	}
}

/* Let the item at ROOT of the heap of N items sink to where it belongs. */
static void
sink(unsigned char *base, size_t root, size_t n, size_t size, before *less)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= n)
			return;
		if (child + 1 < n && less(base + child * size,
		    base + (child + 1) * size))
			child++;
		if (!less(base + root * size, base + child * size))
			return;
		swap(base + root * size, base + child * size, size);
		root = child;
	}
}

static void
heap_sort(void *array, size_t n, size_t size, before *less)
{
	unsigned char *base = array;

	for (size_t i = n / 2; i-- > 0;)
		sink(base, i, n, size, less);
	for (size_t i = n; i-- > 1;) {
		swap(base, base + i * size, size);
		sink(base, 0, i, size, less);
	}
}

static bool
edge_before(const void *left, const void *right)
{
	const struct selection_edge *a = left, *b = right;

	/* Of edges at one point low ends come first: touching is meeting. */
	return a->at < b->at || (a->at == b->at && a->type < b->type);
}

static bool
candidate_before(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	if (a->metric != b->metric)
		return a->metric < b->metric;
	return a->index < b->index;
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
 * middles lie outside.
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
		    below + above <= allow && l <= h) {
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

/* Put the three edges of each of the N candidates into EDGES, sorted. */
static void
make_edges(const struct candidate *c, size_t n, struct selection_edge *edges)
{
	for (size_t i = 0; i < n; i++) {
		for (int type = -1; type <= 1; type++) {
			edges[3 * i + (size_t)(type + 1)] =
			    (struct selection_edge){
				c[i].offset + type * c[i].distance, type };
		}
	}
	heap_sort(edges, 3 * n, sizeof edges[0], edge_before);
}

/* Mark who lies outside LOW..HIGH; returns how many are left. */
static size_t
mark_falsetickers(struct candidate *c, size_t n, bool found,
    const struct selected *out)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++) {
		bool inside = found && c[i].offset >= out->low &&
		    c[i].offset <= out->high;

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
		    *jitter <= least_jitter(c, n) || out.prefer ||
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

/* Returns the survivor that leads: a preferred one, or the best. */
static size_t
pick_leader(const struct candidate *c, size_t n,
    const struct selection_rules *rules, double *hop)
{
	size_t incumbent = 0;

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

/* Choose among the LEFT candidates in front of C, sorted by metric. */
static void
choose(struct candidate *c, size_t left, const struct selection_rules *rules,
    struct selected *out)
{
	double jitter;
	size_t n = left;

	if (n > SELECTION_CLUSTER_MAX) {
		for (size_t i = SELECTION_CLUSTER_MAX; i < n; i++)
			c[i].status = SELECT_EXCESS;
		n = SELECTION_CLUSTER_MAX;
	}
	n = cluster(c, n, rules, &jitter);
	if (n < (size_t)rules->minsane)
		return;
	out->survivors = n;
	out->leader = (int)pick_leader(c, n, rules, &out->hop);
	c[out->leader].status = SELECT_SYSPEER;
	if (c[out->leader].prefer) {
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
		if (!c[i].last_resort) {
			struct candidate t = c[front];

			c[front++] = c[i];
			c[i] = t;
		}
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
	swap((void *)c, (void *)(c + best), best > 0 ? sizeof c[0] : 0);
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
	make_edges(c, real, edges);
	found = real > 0 && intersect(edges, real, rules->electorate,
	    &out->low, &out->high);
	left = mark_falsetickers(c, real, found, out);
	for (size_t i = 0; i < real; i++) {
		c[i].metric = c[i].status == SELECT_CANDIDATE ?
		    c[i].stratum + c[i].distance / rules->maxdist : INFINITY;
	}
	heap_sort(c, real, sizeof c[0], candidate_before);
	if (left > 0)
		choose(c, left, rules, out);
	else if (n > real) {
		lead_alone(c + real, n - real, out);
		out->leader = (int)real;
	}
}
