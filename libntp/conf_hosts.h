/*
 * conf_hosts.h -- the directives that name hosts: associations, groups,
 * restrictions and traps.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CONF_HOSTS_H
#define CONF_HOSTS_H

#include "parser.h"

/*
 * Each reads the rest of the line of the directive that is ROW, and appends
 * what it says to P's configuration if the part that must be there is complete
 * and makes sense.
 */
void conf_hosts_assoc(struct parser *p, const struct conf_row *row);
void conf_hosts_unpeer(struct parser *p, const struct conf_row *row);
void conf_hosts_casts(struct parser *p, const struct conf_row *row);
void conf_hosts_restrict(struct parser *p, const struct conf_row *row);
void conf_hosts_trap(struct parser *p, const struct conf_row *row);

#endif
