/*
 * requests.h -- packets that leave by our own will: requests, broadcasts,
 * searches.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef REQUESTS_H
#define REQUESTS_H

#include "core.h"

/*
 * Returns true if P's requests leave from a port of their own: a client's do,
 * unless the owner or the way to the server wants it otherwise.
 */
bool requests_own_port(const struct engine *e, const struct peer *p);

/* Returns the tag of P's last packet: the association, and which it was. */
uint32_t requests_tag(const struct peer *p);

/* Returns what measurements at NOW need to know of the clock. */
struct exchange_env requests_env(struct engine *e, const struct now *now);

/* Send P a request, if it may get one and the key that signs it is there. */
void requests_send(struct engine *e, const struct now *now, struct peer *p);

/*
 * Do what is due for P, which sends broadcasts or searches, and plan the next
 * time.  Broadcasts leave only while the clock is synchronised.
 *
 * Source: RFC 5905 sections 3 and 9.2; classic's manycast.
 */
void requests_cast(struct engine *e, const struct now *now, struct peer *p);

#endif
