/*
 * server.h -- one request, one reply, no memory of either (RFC 5905
 * section 9.2).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SERVER_H
#define SERVER_H

#include "ntptime.h"
#include "packet.h"
#include "sys.h"

#define SERVER_MINPOLL 3 /* log2 s: no reply asks for more frequent polls */

/*
 * Fill REPLY to the client or symmetric active request REQUEST that arrived at
 * REC, to be sent at XMT, from SYS, whose root dispersion has grown to
 * ROOTDISP (s).
 */
void server_reply(const struct sys *sys, double rootdisp,
    const struct packet *request, ntp_time rec, ntp_time xmt,
    struct packet *reply);

/*
 * Fill REPLY to REQUEST with a kiss: RATE, ask less often.
 *
 * Source: RFC 5905 section 7.4.
 */
void server_kiss(const struct packet *request, struct packet *reply);

#endif
