/*
 * manage.h -- requests of mode 6 and 7: who may ask, and what becomes of the
 * engine.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef MANAGE_H
#define MANAGE_H

#include "access.h"
#include "core.h"
#include "host.h"
#include "packet.h"

/*
 * Answer the mode 6 request RX if the owner let its sender ask: by a restrict
 * line without noquery; where no line speaks of the sender, only this host may.
 * WHO is what the restrict table says about the sender.
 *
 * Returns what became of it.
 */
enum verdict manage_answer(struct engine *e, const struct now *now,
    const struct rx *rx, const struct access_answer *who);

/* Answer the mode 7 request RX if it is from the loopback, without noquery. */
enum verdict manage_private(struct engine *e, const struct now *now,
    const struct rx *rx, const struct access_answer *who);

/*
 * Answer the request RX that came by PORT_CONTROL: nothing keeps the owner from
 * anything.
 */
enum verdict manage_owner(struct engine *e, const struct now *now,
    const struct rx *rx);

#endif
