/*
 * simqueue.c -- the packets under way in a world: a heap.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "simqueue.h"

static bool
earlier(const struct event *a, const struct event *b)
{
	return a->at < b->at || (a->at == b->at && a->order < b->order);
}

void
simqueue_push(struct simqueue *q, struct event *ev)
{
	size_t i = q->n++;

	if (i == q->room) {
		q->room = q->room ? 2 * q->room : 64;
		q->heap = realloc(q->heap, q->room * sizeof *q->heap);
		assert(q->heap != NULL);
	}
	ev->order = q->made++;
	for (; i > 0 && earlier(ev, q->heap[(i - 1) / 2]); i = (i - 1) / 2)
		q->heap[i] = q->heap[(i - 1) / 2];
	q->heap[i] = ev;
}

struct event *
simqueue_pop(struct simqueue *q)
{
	struct event *first = q->heap[0], *last = q->heap[--q->n];
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= q->n)
			break;
		if (child + 1 < q->n &&
		    earlier(q->heap[child + 1], q->heap[child]))
			child++;
		if (!earlier(q->heap[child], last))
			break;
		q->heap[i] = q->heap[child];
		i = child;
	}
	q->heap[i] = last;
	return first;
}

double
simqueue_next(const struct simqueue *q)
{
	return q->n > 0 ? q->heap[0]->at : INFINITY;
}

void
simqueue_free(struct simqueue *q)
{
	while (q->n > 0)
		free(q->heap[--q->n]);
	free(q->heap);
}
