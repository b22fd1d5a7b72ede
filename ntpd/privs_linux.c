/*
 * privs_linux.c -- giving up root: capabilities and a system call filter.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "log.h"
#include "privs.h"

/* Read TEXT as a number; returns false if it is not one. */
static bool
number(const char *text, unsigned long *out)
{
	char *end;

	errno = 0;
	*out = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

static bool
find_user(struct privs *p, const char *text)
{
	unsigned long id;
	bool numeric = number(text, &id);
	struct passwd *pw = numeric ? getpwuid((uid_t)id) : getpwnam(text);

	if (pw == NULL) {
		log_printf(PRI_ERR, numeric ? "Cannot find user ID %s" :
		    "Cannot find user `%s'", text);
		return false;
	}
	p->uid = pw->pw_uid;
	p->gid = pw->pw_gid;
	p->user = true;
	return strlcpy(p->name, pw->pw_name, sizeof p->name) < sizeof p->name;
}

static bool
find_group(struct privs *p, const char *text)
{
	unsigned long id;
	struct group *gr;

	if (number(text, &id)) {
		p->gid = (gid_t)id;
	} else {
		gr = getgrnam(text);
		if (gr == NULL) {
			log_printf(PRI_ERR, "Cannot find group `%s'", text);
			return false;
		}
		p->gid = gr->gr_gid;
	}
	p->group = true;
	return true;
}

bool
privs_parse(struct privs *p, const char *text)
{
	char user[64];
	const char *colon = strchr(text, ':');
	size_t len = colon != NULL ? (size_t)(colon - text) : strlen(text);

	if (len >= sizeof user) {
		log_printf(PRI_ERR, "Cannot find user `%s'", text);
		return false;
	}
	memcpy(user, text, len);
	user[len] = '\0';
	return find_user(p, user) &&
	    (colon == NULL || colon[1] == '\0' || find_group(p, colon + 1));
}

static int
failed(const char *what)
{
	log_printf(PRI_ERR, "%s: %s", what, strerror(errno));
	return -1;
}

/* Those of the WANTED N rights that we may have at all. */
static int
set_capabilities(const cap_value_t *wanted, int n)
{
	cap_t caps = cap_init();
	int result = caps == NULL ? -1 : 0;

	for (int i = 0; i < n && result == 0; i++) {
		if (cap_get_bound(wanted[i]) <= 0)
			continue;
		result = cap_set_flag(caps, CAP_PERMITTED, 1, &wanted[i],
		    CAP_SET);
		if (result == 0)
			result = cap_set_flag(caps, CAP_EFFECTIVE, 1,
			    &wanted[i], CAP_SET);
	}
	if (result == 0)
		result = cap_set_proc(caps);
	cap_free(caps);
	return result;
}

static int
change_root(const char *jail)
{
	if (chdir(jail) != 0 || chroot(jail) != 0 || chdir("/") != 0) {
		log_printf(PRI_ERR, "Cannot chroot() to `%s': %s", jail,
		    strerror(errno));
		return -1;
	}
	return 0;
}

static int
change_user(const struct privs *p)
{
	/* With keepcaps the capabilities outlive the change of user. */
	if (prctl(PR_SET_KEEPCAPS, 1L, 0L, 0L, 0L) != 0)
		return failed("prctl( PR_SET_KEEPCAPS, 1L ) failed");
	if (p->user && p->name[0] != '\0') {
		if (initgroups(p->name, p->gid) != 0)
			return failed("Cannot initgroups()");
	} else if (setgroups(0, NULL) != 0) {
		return failed("Cannot setgroups()");
	}
	if (setgid(p->gid) != 0)
		return failed("Cannot setgid()");
	return setuid(p->uid) != 0 ? failed("Cannot setuid()") : 0;
}

int
privs_drop(const struct privs *p, const char *jail, bool keep_bind)
{
	cap_value_t wanted[] = { CAP_SYS_TIME, CAP_NET_BIND_SERVICE };

	if (jail != NULL && change_root(jail) != 0)
		return -1;
	if (p->user && change_user(p) != 0)
		return -1;
	if (set_capabilities(wanted, keep_bind ? 2 : 1) != 0)
		return failed("cap_set_proc() failed to drop root privileges");
	return 0;
}

/*
 * What a running daemon asks of the kernel.  Everything else is refused with
 * EPERM: no new program, no tracing, no mounting, no other users.
 */
static const char *const calls[] = {
	"access", "adjtimex", "alarm", "bind", "brk", "clock_adjtime",
	"clock_getres", "clock_gettime", "clock_nanosleep", "clock_settime",
	"clone", "clone3", "close", "close_range", "connect", "dup", "dup2",
	"dup3", "exit", "exit_group", "faccessat",
	"faccessat2", "fcntl", "fcntl64", "fork", "fstat", "fstat64", "fstatat64",
	"fsync", "ftruncate", "futex", "getdents64", "getegid", "geteuid",
	"getgid", "getpid", "getppid", "getrandom", "getsockname",
	"getsockopt", "gettid", "gettimeofday", "getuid", "ioctl", "kill",
	"link", "linkat", "lseek", "lstat", "madvise", "mmap", "mmap2",
	"mprotect", "mremap", "munmap", "nanosleep", "newfstatat", "open",
	"openat", "poll", "ppoll", "prlimit64", "read", "readlink",
	"readlinkat", "readv", "recvfrom",
	"recvmmsg", "recvmsg", "rename", "renameat", "renameat2",
	"restart_syscall", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
	"rseq", "sched_yield", "sendmmsg", "sendmsg", "sendto", "set_robust_list",
	"setitimer", "setpgid", "setsockopt", "settimeofday", "sigaltstack",
	"sigreturn", "socket", "socketpair", "stat", "stat64",
	"statx", "sysinfo", "tgkill", "time", "umask", "uname", "unlink",
	"unlinkat", "wait4", "waitid", "write", "writev"
};

int
privs_filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int result = filter == NULL ? -ENOMEM : 0;

	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		int number_of = seccomp_syscall_resolve_name(calls[i]);

		/* Not every machine has every call. */
		if (result == 0 && number_of != __NR_SCMP_ERROR &&
		    number_of >= 0)
			result = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
			    number_of, 0);
	}
	if (result == 0)
		result = seccomp_load(filter);
	seccomp_release(filter);
	if (result == 0)
		return 0;
	log_printf(PRI_NOTICE, "no system call filter: %s", strerror(-result));
	return -1;
}
