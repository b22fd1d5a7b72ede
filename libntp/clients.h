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

/* A packet of a client, or of whoever else sends us one. */
struct clients_packet {
	const struct rx *rx;
	const struct packet *packet;
	uint32_t flags; /* restrictions of the sender */
};

/*
 * Note that C came.
 *
 * Returns what "ratelimit", or else "discard", lets it have.
 */
enum mru_limit clients_note(struct engine *e, const struct now *now,
    const struct clients_packet *c);

/* Note that C came, which is no question: nothing is to be decided. */
void clients_heard(struct engine *e, const struct now *now,
    const struct clients_packet *c);

/*
 * Count RX, of which came VERDICT; and if it asked about the host, note who did.
 */
void clients_count(struct engine *e, const struct now *now,
    const struct rx *rx, enum verdict verdict);

#endif
