/*
 * ctlstate.c -- a struct state by hand.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "ctlstate.h"

#define MONO 5000.0 /* s, of every timestamp: nothing grows with age */

static void
init_peer(struct peer *p)
{
	static const double delay[] = { .06, .03, .07, .04, .06, .06, .06,
		.02 };
	static const double offset[] = { .02, .01, .02, .01, .02, .02, .02,
		0 };
	static const double disp[] = { 0, .48, .98, 1.47, 1.95, 2.45, 2.93,
		3.41 };

	*p = (struct peer){ .id = CTLSTATE_PEER, .hmode = MODE_CLIENT,
		.configured = true, .version = 4, .pmode = MODE_SERVER,
		.stratum = 3, .ppoll = 5, .precision = -22,
		.rootdisp = .010437, .refid = 0x7f7f0100,
		.reftime = { 0xeeabc00f0dc21246 },
		.rec = { 0xeeabc01d6d2a8e00 }, .reach = 0xff, .hpoll = 5,
		.next = MONO + 7, .offset = .000001, .delay = .000021,
		.disp = .002133, .jitter = .000018, .updated = MONO,
		.select = SELECT_CANDIDATE, .last_event = PEER_REACHABLE,
		.event_count = 2, .sent = 22, .received = 22 };
	(void)addr_parse(&p->addr, "10.9.0.1");
	(void)addr_parse(&p->local, "10.9.0.2");
	p->addr.port = p->local.port = 123;
	p->filter.count = FILTER_STAGES;
	for (int i = 0; i < FILTER_STAGES; i++)
		p->filter.stage[i] = (struct sample){ .mono = MONO,
			.delay = delay[i] * 1e-3, .offset = offset[i] * 1e-3,
			.disp = disp[i] * 1e-3 };
}

static void
init_unreached(struct peer *p)
{
	*p = (struct peer){ .id = CTLSTATE_NEW, .hmode = MODE_CLIENT,
		.configured = true, .leap = LEAP_ALARM,
		.stratum = STRATUM_UNSPEC, .refid = 0x494e4954, .hpoll = 6,
		.unreach = 3, .disp = 16, .flash = 0x1600, .keyid = 70000,
		.last_event = PEER_MOBILIZE, .event_count = 1 };
	(void)addr_parse(&p->addr, "fd00:9::1");
	p->addr.port = 123;
}

static void
init_clock(struct peer *p)
{
	*p = (struct peer){ .id = CTLSTATE_CLOCK, .hmode = MODE_CLIENT,
		.configured = true, .refclock = true, .stratum = 10,
		.refid = 0x4c4f434c, .fudge_stratum = 10, .clock_polls = 4,
		.reach = 1, .select = SELECT_REJECT };
	(void)addr_parse(&p->addr, "127.127.1.0");
	p->addr.port = 123;
}

static void
init_conf(struct ctlstate *c)
{
	static char site[] = "site", value[] = "lab one, two";
	static char hidden[] = "hidden", forty_two[] = "42";

	c->conf.port = 123;
	c->conf.enable.auth = true;
	c->conf.tinker.dispersion = 15e-6;
	c->vars[0] = (struct conf_var){ site, value, true, false };
	c->vars[1] = (struct conf_var){ hidden, forty_two, false, false };
	c->conf.vars = c->vars;
	c->conf.n_vars = 2;
}

void
ctlstate_init(struct ctlstate *c)
{
	memset(c, 0, sizeof *c);
	c->facts.version = "ntpd 4.2.6p5 Sat Nov 21 06:50:56 UTC 2026 (2)";
	c->facts.processor = "x86_64";
	c->facts.system = "Linux/6.18.44-fc-v657";
	init_conf(c);
	c->state.facts = &c->facts;
	c->state.conf = &c->conf;
	c->state.sys = (struct sys){ .stratum = 2, .precision = -22,
		.rootdelay = .000028, .rootdisp = .016802, .updated = MONO,
		.refid = 0x0a090004, .reftime = { 0xeeabbf1b6d2b02f5 },
		.peer = 1500, .source = SYNC_NTP, .tc = 6,
		.offset = -.000005, .jitter = .000026,
		.last_event = SYS_CLOCK_SYNC };
	TAILQ_INIT(&c->state.peers);
	init_peer(&c->peer);
	init_unreached(&c->unreached);
	init_clock(&c->clock);
	TAILQ_INSERT_TAIL(&c->state.peers, &c->peer, link);
	TAILQ_INSERT_TAIL(&c->state.peers, &c->unreached, link);
	TAILQ_INSERT_TAIL(&c->state.peers, &c->clock, link);
	c->now.wall = (ntp_time){ 0xeeabc034a8566e70 };
	c->now.mono = MONO;
}
