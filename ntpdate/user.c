/*
 * user.c -- become an ordinary user that may set the clock (-U).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <sys/types.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "user.h"

/* Keep CAP_SYS_TIME, if permitted, and no other; returns -1 on failure. */
static int
keep_clock_only(void)
{
	const cap_value_t time = CAP_SYS_TIME;
	cap_flag_value_t have = CAP_CLEAR;
	cap_t old = cap_get_proc();
	cap_t caps = cap_init();
	int rc = -1;

	if (old != NULL && caps != NULL &&
	    cap_get_flag(old, time, CAP_PERMITTED, &have) == 0 &&
	    cap_set_flag(caps, CAP_PERMITTED, 1, &time, have) == 0 &&
	    cap_set_flag(caps, CAP_EFFECTIVE, 1, &time, have) == 0)
		rc = cap_set_proc(caps);
	cap_free(old);
	cap_free(caps);
	return rc;
}

int
user_become(const char *name)
{
	const struct passwd *pw = getpwnam(name);

	if (pw == NULL) {
		fprintf(stderr, "Failed to lookup user '%s'.\n", name);
		return -1;
	}
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 ||
	    setgroups(0, NULL) != 0 || setgid(pw->pw_gid) != 0 ||
	    setuid(pw->pw_uid) != 0 || keep_clock_only() != 0) {
		fprintf(stderr, "Failed to become user '%s': %s\n", name,
		    strerror(errno));
		return -1;
	}
	return 0;
}
