/*
 * change.h -- commands that change something on the host.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CHANGE_H
#define CHANGE_H

#include "commands.h"

void change_config(struct ntpq *n, const struct args *a);
void change_config_from_file(struct ntpq *n, const struct args *a);
void change_reload(struct ntpq *n, const struct args *a);
void change_saveconfig(struct ntpq *n, const struct args *a);
void change_writelist(struct ntpq *n, const struct args *a);
void change_writevar(struct ntpq *n, const struct args *a);

#endif
