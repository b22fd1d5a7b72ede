/*
 * strangers.h -- associations that packets bring about, and those that end
 * because they are of no use.
 *
 * All of it is closed unless the configuration opens it, and then a packet must
 * be signed with a key we trust unless "disable auth" says otherwise.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef STRANGERS_H
#define STRANGERS_H

#include "core.h"

/*
 * Make an association for the sender of PACKET, which came in RX and for which
 * there is none, if the packet and what WHO may do call for one: a symmetric
 * active one, a broadcast, or the answer to a search of ours.
 *
 * Returns VERDICT_ACCEPTED if there is one now; otherwise why not.
 */
enum verdict strangers_meet(struct engine *e, const struct now *now,
    const struct packet *packet, const struct rx *rx,
    const struct access_answer *who);

/*
 * Returns true if the request PACKET, which went to a group, is a search that
 * this host is to answer.
 *
 * Source: classic's manycast.
 */
bool strangers_may_serve(const struct engine *e, const struct packet *packet);

/*
 * Look after P's poll whether it is of any use, and end or replace it if it has
 * not been for long and may go.
 *
 * Returns false if it was ended.
 */
bool strangers_tend(struct engine *e, const struct now *now, struct peer *p);

/* End those associations that the configuration, being new, allows no more. */
void strangers_review(struct engine *e);

#endif
