/*
 * engine.c -- spoilt packets of every mode against a whole engine.
 *
 * Every truncation and every flipped bit of good packets, and seeded mixtures
 * of both, come to a host from its server, from a neighbour, from a stranger,
 * to it alone or to many, and by its control socket.  Afterwards the host must
 * still keep time and answer, and each packet must have been counted under one
 * verdict.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define MIXTURES 20000
#define LONGEST 120 /* octets of our samples */

struct specimen {
	const char *what;
	size_t len;
	uint8_t data[LONGEST];
};

/* Good packets of each kind; unnamed octets are zero. */
static const struct specimen specimens[] = {
	{ "client", 48, { 0xe3, 0, 6, 0xfa, [40] = 0xe9, 1, 2, 3, 4, 5, 6, 7 } },
	{ "client with MAC", 68, { 0x23, 0, 6, 0xfa, [40] = 0xe9, [51] = 1 } },
	{ "client with extension", 76, { 0x23, 0, 6, 0xfa, [40] = 0xe9,
	    [48] = 1, 4, 0, 28 } },
	{ "server", 48, { 0x24, 1, 6, 0xe8, [12] = 'G', 'P', 'S', [16] = 0xe9,
	    [24] = 0xe9, [32] = 0xe9, [40] = 0xe9 } },
	{ "kiss", 48, { 0xe4, 0, 6, 0xe8, [12] = 'R', 'A', 'T', 'E',
	    [32] = 0xe9, [40] = 0xe9 } },
	{ "active", 48, { 0x21, 2, 6, 0xe8, [40] = 0xe9 } },
	{ "passive", 48, { 0x22, 2, 6, 0xe8, [40] = 0xe9 } },
	{ "broadcast", 48, { 0x25, 2, 6, 0xe8, [40] = 0xe9 } },
	{ "version 1", 48, { 0x08, 0, 6, 0xe8, [40] = 0xe9 } },
	{ "readstat", 12, { 0x16, 1, 0, 1 } },
	{ "readvar", 12, { 0x16, 2, 0, 1 } },
	{ "readvar of names", 28, { 0x16, 2, 0, 1, [11] = 14, 's', 't', 'r',
	    'a', 't', 'u', 'm', ',', 'o', 'f', 'f', 's', 'e', 't' } },
	{ "readclock", 12, { 0x16, 4, 0, 1 } },
	{ "configure", 28, { 0x16, 8, 0, 1, [11] = 14, 'd', 'i', 's', 'a', 'b',
	    'l', 'e', ' ', 'n', 't', 'p' } },
	{ "writevar", 20, { 0x16, 3, 0, 1, [11] = 8, 's', 'i', 't', 'e', '=',
	    'a', ',', 'b' } },
	{ "configure with a nonce", 64, { 0x16, 8, 0, 1, [11] = 49, 'n', 'o',
	    'n', 'c', 'e', '=', '0', '0', [58] = ',', 'x', 'y' } },
	{ "saveconfig", 16, { 0x16, 9, 0, 1, [11] = 4, '%', 'Y', '.', 'c' } },
	{ "readconf", 16, { 0x16, 29, 0, 1, [11] = 1, '7' } },
	{ "reload", 12, { 0x16, 30, 0, 1 } },
	{ "nonce", 12, { 0x16, 12, 0, 1 } },
	{ "list of clients", 56, { 0x16, 10, 0, 1, [11] = 42, 'f', 'r', 'a',
	    'g', 's', '=', '2', ',', 'a', 'd', 'd', 'r', '.', '0', '=', '1',
	    '.', '1', '.', '1', '.', '1', ':', '1', ',', 'l', 'a', 's', 't',
	    '.', '0', '=', '0', 'x', '1', '.', '0' } },
	{ "interfaces", 20, { 0x16, 11, 0, 1, [11] = 7, 'i', 'f', 's', 't',
	    'a', 't', 's' } },
	{ "mode 7", 8, { 0x17, 0, 3, 42 } },
	{ "mode 7 summary", 8, { 0x17, 0, 3, 1 } },
};
#define N_SPECIMENS (sizeof specimens / sizeof specimens[0])

struct bench {
	struct world *w;
	int host;
	struct addr from[3];
	uint64_t injected;
};

static void
inject(struct bench *b, const uint8_t *data, size_t len)
{
	const struct state *s = world_state(b->w, b->host);
	const struct peer *p = TAILQ_FIRST(&s->peers);

	const struct addr nobody = { .family = 0 };

	world_inject(b->w, b->host, &nobody, PORT_CONTROL, data, len);
	for (size_t i = 0; i < 3; i++) {
		world_inject(b->w, b->host, &b->from[i], PORT_SERVED, data,
		    len);
		world_inject(b->w, b->host, &b->from[i], p->id, data, len);
		world_inject_cast(b->w, b->host, &b->from[i], data, len);
	}
	b->injected += 10;
	world_run(b->w, world_time(b->w));
}

/* Every truncation and every flipped bit of S. */
static void
spoil(struct bench *b, const struct specimen *s)
{
	uint8_t data[LONGEST];

	for (size_t len = 0; len <= s->len; len++)
		inject(b, s->data, len);
	for (size_t bit = 0; bit < 8 * s->len; bit++) {
		memcpy(data, s->data, s->len);
		data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		inject(b, data, s->len);
	}
}

/* Random octets in random places of a random specimen, cut or drawn out. */
static void
mix(struct bench *b)
{
	const struct specimen *s =
	    &specimens[(size_t)(world_random(b->w) * N_SPECIMENS)];
	uint8_t data[LONGEST];
	size_t len = s->len;
	int changes = (int)(world_random(b->w) * 8);

	memcpy(data, s->data, sizeof data);
	while (changes-- > 0)
		data[(size_t)(world_random(b->w) * (double)s->len)] =
		    (uint8_t)(world_random(b->w) * 256);
	if (world_random(b->w) < 0.3)
		len = (size_t)(world_random(b->w) * LONGEST);
	inject(b, data, len);
}

static uint64_t
counted(const struct state *s)
{
	uint64_t sum = 0;

	for (int i = 0; i < VERDICT_COUNT; i++)
		sum += s->counts.verdict[i];
	return sum;
}

static struct bench
set_up(uint64_t seed)
{
	struct crystal crystal = { .offset = 0.01, .freq = 20e-6,
		.wander = 1e-9 };
	struct bench b = { .w = world_new(seed) };

	(void)world_add_truth(b.w, "10.0.0.1", 1);
	b.host = world_add_host(b.w, "10.0.0.2",
	    "server 10.0.0.1 xleave\nserver 127.127.1.0\n"
	    "peer 10.0.0.3 xleave\n"
	    "broadcastclient\nmulticastclient 224.0.1.1\ndisable auth\n"
	    "manycastserver 239.1.1.1\nmanycastclient 239.1.1.1\n"
	    "broadcast 10.0.0.255\n"
	    "restrict 10.0.0.0 mask 255.255.255.0\n", &crystal, NULL);
	(void)addr_parse(&b.from[0], "10.0.0.1");
	(void)addr_parse(&b.from[1], "10.0.0.3");
	(void)addr_parse(&b.from[2], "192.0.2.7");
	for (int i = 0; i < 3; i++)
		b.from[i].port = i == 2 ? 40000 : 123;
	world_run(b.w, 100);
	return b;
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	struct bench b = set_up(seed);
	const struct state *s = world_state(b.w, b.host);
	uint64_t before = counted(s);
	int failed = 0;

	for (size_t i = 0; i < N_SPECIMENS; i++)
		spoil(&b, &specimens[i]);
	for (int i = 0; i < MIXTURES; i++) {
		mix(&b);
		if (i % 100 == 0)
			world_run(b.w, world_time(b.w) + 1);
	}
	printf("seed %llu: %llu spoilt packets, %llu counted\n",
	    (unsigned long long)seed, (unsigned long long)b.injected,
	    (unsigned long long)(counted(s) - before));
	failed |= counted(s) != s->counts.received;
	failed |= counted(s) - before < b.injected;
	world_run(b.w, world_time(b.w) + 3000);
	printf("afterwards %.6f s from true time, leap %u\n",
	    world_error(b.w, b.host), s->sys.leap);
	failed |= !(fabs(world_error(b.w, b.host)) < 1e-3);
	failed |= s->sys.leap != LEAP_NONE;
	world_free(b.w);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
