/*
 * clients.h -- who asks us, and how often.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CLIENTS_H
#define CLIENTS_H

#include "core.h"

/*
 * Have room for as many clients as CONF wants remembered; what is known of
 * them is lost if that changes.
 *
 * Returns 0, or -1 with nothing changed if there is no memory.
 */
int clients_room(struct engine *e, const struct conf *conf);

/*
 * Note that PACKET came from FROM.
 *
 * Returns what "ratelimit", or else "discard", lets it have.
 */
enum mru_limit clients_note(struct engine *e, const struct now *now,
    const struct packet *packet, const struct addr *from);

#endif
