/*
 * ctlask.c -- ask a struct state over mode 6.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctlask.h"

static void
keep(void *ctx, const uint8_t *data, size_t len)
{
	struct answer *a = ctx;
	struct ctlmsg m;

	ck_assert_int_lt(a->n, PACKETS);
	ck_assert(ctlmsg_decode(&m, data, len));
	ck_assert_uint_le(CTLMSG_HEADER + m.count, len);
	if (!m.error) {
		ck_assert_uint_eq(m.offset, a->length);
		memcpy(a->text + a->length, data + CTLMSG_HEADER, m.count);
		a->length += m.count;
	}
	memcpy(a->packet[a->n], data, len);
	a->len[a->n++] = len;
}

static void
note_seen(void *ctx, uint16_t assoc)
{
	struct answer *a = ctx;

	a->seen = assoc;
}

static void
note_spent(void *ctx)
{
	struct answer *a = ctx;

	a->spent++;
}

/* Remember the engine's order. */
static bool
obey(void *ctx, const char *text, size_t len, char *reply, size_t size)
{
	struct answer *a = ctx;

	a->orders++;
	ck_assert_uint_lt(len, sizeof a->order);
	memcpy(a->order, text, len);
	a->order[len] = '\0';
	snprintf(reply, size, "200 OK");
	return strcmp(a->order, "no") != 0;
}

/* Remember the order; configure as the captured daemon did. */
static bool
order(void *ctx, enum action_kind kind, const char *text, size_t len,
    char *reply, size_t size)
{
	struct answer *a = ctx;
	bool stats = len == 13 && memcmp(text, "disable stats", 13) == 0;

	a->orders++;
	a->kind = kind;
	ck_assert_uint_lt(len, sizeof a->order);
	memcpy(a->order, text, len);
	a->order[len] = '\0';
	if (kind == ACT_CONFIGURE)
		snprintf(reply, size, stats ?
		    "column 9 enable/disable stats remote config ignored" :
		    "column 1 syntax error, unexpected T_String");
	else
		snprintf(reply, size, "as you say");
	return strcmp(a->order, "no") != 0;
}

/* Tell of two interfaces, and of a kernel. */
static void
report(void *ctx, struct host_report *out)
{
	(void)ctx;
	out->kernel = (struct report_kernel){ .freq = 655360, .maxerror = 19516,
		.esterror = 16, .status = REPORT_NANO | 1, .constant = 4,
		.precision = 1, .tolerance = 32768000 };
	out->io = (struct report_io){ .received = 153, .sent = 140 };
	out->n_ifaces = 2;
	out->iface[0] = (struct report_iface){ .name = "v4wildcard",
		.flags = 0x89, .drop = true, .since = 4452 };
	out->iface[0].addr.family = 4;
	out->iface[1] = (struct report_iface){ .name = "eth0", .number = 3,
		.flags = 0x11, .received = 37, .sent = 38, .failed = 1,
		.since = 4452 };
	ck_assert(addr_parse(&out->iface[1].addr, "fd00:9::3"));
}

void
ask_as(const struct ctlstate *c, const char *address, uint32_t flags,
    const void *data, size_t len, struct answer *a)
{
	struct control_out out = { keep, note_seen, note_spent, order, obey,
		report, a };
	struct access_answer who = { .flags = flags };
	struct rx rx = { .len = len };
	uint8_t *copy = malloc(len > 0 ? len : 1);

	/* In a buffer of its own, so that a sanitizer sees its end. */
	ck_assert_ptr_nonnull(copy);
	if (len > 0)
		memcpy(copy, data, len);
	rx.data = copy;
	if (address == NULL)
		rx.port = PORT_CONTROL;
	else
		ck_assert(addr_parse(&rx.from, address));
	memset(a, 0, sizeof *a);
	a->seen = -1;
	a->verdict = control_answer(&c->state, &c->now, &rx, &who, &out);
	ck_assert_int_eq(a->verdict == VERDICT_ANSWERED, a->n > 0);
	free(copy);
}

void
ask_from(const struct ctlstate *c, const char *address, const void *data,
    size_t len, struct answer *a)
{
	ask_as(c, address, 0, data, len, a);
}

void
ask(const struct ctlstate *c, const void *data, size_t len, struct answer *a)
{
	ask_from(c, "127.0.0.1", data, len, a);
}

void
ask_names(const struct ctlstate *c, uint8_t op, uint16_t assoc,
    const char *names, struct answer *a)
{
	uint8_t packet[CTLMSG_HEADER + 1000] = { 0 };
	struct ctlmsg m = { .version = 2, .op = op, .sequence = 5,
		.assoc = assoc, .count = (uint16_t)strlen(names) };

	ctlmsg_encode(&m, packet);
	memcpy(packet + CTLMSG_HEADER, names, strlen(names));
	ask(c, packet, CTLMSG_HEADER + (strlen(names) + 3) / 4 * 4, a);
}

#define KEYS "1 M ctlsecret\n2 M reqsecret\n3 M peersecret\n4 M other\n"

void
ctlask_keys(struct ctlstate *c)
{
	c->state.auth = auth_new();
	ck_assert(c->state.auth != NULL);
	ck_assert_int_eq(auth_read(c->state.auth, KEYS, strlen(KEYS), NULL,
	    NULL), 0);
	auth_trust(c->state.auth, 1, 3);
	c->conf.controlkey = 1;
}

void
ask_signed(const struct ctlstate *c, uint32_t flags, uint8_t op,
    const char *text, uint32_t key, struct answer *a)
{
	struct ctlmsg m = { .version = 2, .op = op,
		.count = (uint16_t)strlen(text) };
	uint8_t data[CTLMSG_PACKET + 8] = { 0 };
	size_t len = (CTLMSG_HEADER + strlen(text) + 7) / 8 * 8;

	ctlmsg_encode(&m, data);
	memcpy(data + CTLMSG_HEADER, text, m.count);
	len += auth_sign(c->state.auth, key, data, len);
	ask_as(c, "127.0.0.1", flags, data, len, a);
}

void
ask_owner(const struct ctlstate *c, uint8_t op, const char *text,
    struct answer *a)
{
	struct ctlmsg m = { .version = 2, .op = op,
		.count = (uint16_t)strlen(text) };
	uint8_t data[CTLMSG_PACKET + 8] = { 0 };

	ctlmsg_encode(&m, data);
	memcpy(data + CTLMSG_HEADER, text, m.count);
	ask_as(c, NULL, 0, data, (CTLMSG_HEADER + strlen(text) + 3) / 4 * 4,
	    a);
}

int
error_of(const struct answer *a)
{
	struct ctlmsg m;

	ck_assert_int_eq(a->n, 1);
	ck_assert(ctlmsg_decode(&m, a->packet[0], a->len[0]));
	return m.error ? m.status >> 8 : -1;
}
