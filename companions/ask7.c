/*
 * ask7.c -- mode 7 questions, the client's side.
 *
 * Packets come in any order; each has its number, and the last one says so.  An
 * answer ends when all are there, or at a deadline that packets which are none
 * of ours cannot move.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/socket.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ask7.h"

#define HEADER 8
#define REQUEST 192        /* octets, as ntpdc has ever sent them */
#define FIRST 0x17         /* mode 7, version 2 */
#define RESPONSE 0x80
#define MORE 0x40
#define IMPLEMENTATION 3
#define SEQUENCE 0x7f
#define FP 65536.0
#define LFP 4294967296.0

/* Error codes of an answer that people are told in words. */
static const char *const errors[] = {
	[1] = "***Server implementation incompatible with our own",
	[2] = "***Server doesn't implement this request",
	[3] = "***Server reports a format error in the received packet "
	    "(shouldn't happen)",
	[4] = "***Server reports data not found",
	[7] = "***Permission denied"
};

/* An answer that is coming in. */
struct incoming {
	uint8_t code;
	struct ask7 *to;
	size_t length[ASK7_PACKETS]; /* octets of items */
	bool seen[ASK7_PACKETS];
	unsigned last, n;            /* LAST + 1 packets in all; 128: unknown */
	unsigned error;
};

unsigned
ask7_u16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

uint32_t
ask7_u32(const uint8_t *p)
{
	return (uint32_t)ask7_u16(p) << 16 | ask7_u16(p + 2);
}

double
ask7_fixed(const uint8_t *p)
{
	return (int32_t)ask7_u32(p) / FP;
}

double
ask7_long_fixed(const uint8_t *p)
{
	return (int32_t)ask7_u32(p) + ask7_u32(p + 4) / LFP;
}

struct addr
ask7_addr(const uint8_t *item, size_t v4, size_t v6, bool is_v6)
{
	struct addr a = { .family = is_v6 ? 6 : 4 };

	memcpy(a.ip, item + (is_v6 ? v6 : v4), is_v6 ? 16 : 4);
	return a;
}

static int64_t
milliseconds(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* cannot fail */
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static bool
send_request(const struct query *q, uint8_t code)
{
	uint8_t packet[REQUEST] = { FIRST, 0, IMPLEMENTATION, code };

	if (send(q->fd, packet, sizeof packet, 0) == (ssize_t)sizeof packet)
		return true;
	fprintf(q->errors, "%s: send: %s\n", q->program, strerror(errno));
	return false;
}

/* Put the packet of LEN octets at P where it belongs, if it is for us. */
static void
take(struct incoming *in, const uint8_t *p, size_t len)
{
	unsigned number = p[1] & SEQUENCE;
	size_t items, size;

	if (len < HEADER || (p[0] & RESPONSE) == 0 || (p[0] & 7) != 7 ||
	    p[2] != IMPLEMENTATION || p[3] != in->code || in->seen[number])
		return;
	in->error = p[4] >> 4;
	items = ask7_u16(p + 4) & 0xfff;
	size = ask7_u16(p + 6) & 0xfff;
	if (in->error != 0 || items * size > len - HEADER ||
	    items * size > ASK7_DATA ||
	    (in->n > 0 && size != in->to->size))
		return;
	memcpy(in->to->data + number * ASK7_DATA, p + HEADER, items * size);
	in->to->size = size;
	in->to->items += items;
	in->length[number] = items * size;
	in->seen[number] = true;
	in->n++;
	if ((p[0] & MORE) == 0)
		in->last = number;
}

/* Close the gaps between the items of the packets. */
static void
join(struct incoming *in)
{
	size_t at = 0;

	for (unsigned i = 0; i <= in->last; i++) {
		memmove(in->to->data + at, in->to->data + i * ASK7_DATA,
		    in->length[i]);
		at += in->length[i];
	}
}

/*
 * Wait for what belongs to IN until it is complete or an error.  Returns 0, or
 * an errno: ETIMEDOUT if that took too long.
 */
static int
await(const struct query *q, struct incoming *in)
{
	int64_t deadline = milliseconds() + q->timeout;
	uint8_t packet[HEADER + ASK7_DATA + 100];

	while (in->error == 0 && in->n <= in->last) {
		struct pollfd p = { .fd = q->fd, .events = POLLIN };
		int64_t left = deadline - milliseconds();
		ssize_t n;

		if (left <= 0)
			return ETIMEDOUT;
		if (poll(&p, 1, (int)left) < 0)
			return errno;
		n = recv(q->fd, packet, sizeof packet, MSG_DONTWAIT);
		if (n >= HEADER)
			take(in, packet, (size_t)n);
		else if (n < 0 && errno != EAGAIN)
			return errno;
	}
	return 0;
}

/* Say why there is no answer, or none of use: ERROR is of await(). */
static void
complain(const struct query *q, const struct incoming *in, int error)
{
	if (error == ETIMEDOUT && in->n == 0)
		fprintf(q->errors, "%s: timed out, nothing received\n"
		    "***Request timed out\n", q->host);
	else if (error == ETIMEDOUT)
		fprintf(q->errors, "%s: timed out with incomplete data\n"
		    "***Response from server was incomplete\n", q->host);
	else if (error != 0)
		fprintf(q->errors, "%s: read: %s\n", q->program,
		    strerror(error));
	else if (in->error < sizeof errors / sizeof errors[0] &&
	    errors[in->error] != NULL)
		fprintf(q->errors, "%s\n", errors[in->error]);
	else
		fprintf(q->errors, "***Server returns unknown error code %u\n",
		    in->error);
}

bool
ask7(struct query *q, uint8_t code, size_t least, struct ask7 *a)
{
	struct incoming in;
	int error;

	do {
		memset(&in, 0, sizeof in);
		in.code = code;
		in.to = a;
		in.last = ASK7_PACKETS;
		a->items = a->size = 0;
		if (q->fd < 0) {
			fputs("***No host open, use `host' command\n",
			    q->errors);
			return false;
		}
		if (!send_request(q, code))
			return false;
		error = await(q, &in);
	} while (error == ECONNREFUSED && query_next(q));
	if (error != 0 || in.error != 0) {
		complain(q, &in, error);
		return false;
	}
	if (a->items > 0 && a->size >= least) {
		join(&in);
		return true;
	}
	fprintf(q->errors, a->items == 0 ? "No data returned in response to "
	    "query\n" : "***Incorrect item size returned by remote host\n");
	return false;
}
