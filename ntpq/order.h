/*
 * order.h -- chronyc's words that change something.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ORDER_H
#define ORDER_H

#include "commands.h"

void order_burst(struct ntpq *n, const struct args *a);
void order_makestep(struct ntpq *n, const struct args *a);
void order_offline(struct ntpq *n, const struct args *a);
void order_online(struct ntpq *n, const struct args *a);
void order_refresh(struct ntpq *n, const struct args *a);
void order_reselect(struct ntpq *n, const struct args *a);

#endif
