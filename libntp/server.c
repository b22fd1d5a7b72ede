/*
 * server.c -- one request, one reply (RFC 5905 section 9.2).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "server.h"

void
server_reply(const struct sys *sys, double rootdisp,
    const struct packet *request, ntp_time rec, ntp_time xmt,
    struct packet *reply)
{
	*reply = (struct packet){
		.leap = sys->leap,
		.version = request->version,
		.mode = request->mode == MODE_ACTIVE ? MODE_PASSIVE :
		    MODE_SERVER,
		.stratum = sys->stratum >= STRATUM_UNSPEC ? 0 : sys->stratum,
		.poll = request->poll < SERVER_MINPOLL ? SERVER_MINPOLL :
		    request->poll,
		.precision = sys->precision,
		.rootdelay = sys->rootdelay,
		.rootdisp = rootdisp,
		.refid = sys->refid,
		.reftime = sys->reftime,
		.org = request->xmt,
		.rec = rec,
		.xmt = xmt,
	};
}

void
server_kiss(const struct packet *request, struct packet *reply)
{
	*reply = (struct packet){
		.leap = LEAP_ALARM,
		.version = request->version,
		.mode = request->mode == MODE_ACTIVE ? MODE_ACTIVE :
		    MODE_SERVER,
		.poll = request->poll < SERVER_MINPOLL ? SERVER_MINPOLL :
		    request->poll,
		.refid = names_refid_word("RATE"),
		.org = request->xmt,
		.rec = request->xmt,
		.xmt = request->xmt,
	};
}
