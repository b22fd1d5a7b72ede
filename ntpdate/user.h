/*
 * user.h -- become an ordinary user that may set the clock (-U).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef USER_H
#define USER_H

/*
 * Become the user NAME with no right but that of setting the clock, as far as
 * this process has it.
 *
 * Returns 0, or -1 (said on stderr).
 */
int user_become(const char *name);

#endif
