/*
 * settings.h -- commands that show or set what later commands use.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "commands.h"

void settings_addvars(struct ntpq *n, const struct args *a);
void settings_authenticate(struct ntpq *n, const struct args *a);
void settings_clearvars(struct ntpq *n, const struct args *a);
void settings_cooked(struct ntpq *n, const struct args *a);
void settings_debug(struct ntpq *n, const struct args *a);
void settings_drefid(struct ntpq *n, const struct args *a);
void settings_delay(struct ntpq *n, const struct args *a);
void settings_help(struct ntpq *n, const struct args *a);
void settings_host(struct ntpq *n, const struct args *a);
void settings_hostnames(struct ntpq *n, const struct args *a);
void settings_keyid(struct ntpq *n, const struct args *a);
void settings_keytype(struct ntpq *n, const struct args *a);
void settings_ntpversion(struct ntpq *n, const struct args *a);
void settings_passwd(struct ntpq *n, const struct args *a);
void settings_poll(struct ntpq *n, const struct args *a);
void settings_quit(struct ntpq *n, const struct args *a);
void settings_raw(struct ntpq *n, const struct args *a);
void settings_rmvars(struct ntpq *n, const struct args *a);
void settings_showvars(struct ntpq *n, const struct args *a);
void settings_timeout(struct ntpq *n, const struct args *a);
void settings_version(struct ntpq *n, const struct args *a);

/*
 * Add the variables of TEXT ("name,name=value") to the list LIST of at most
 * CTLMSG_DATA octets; those it has already are replaced.
 *
 * Returns false if there is no room for the last of them.
 */
bool settings_merge(char *list, const char *text);

#endif
