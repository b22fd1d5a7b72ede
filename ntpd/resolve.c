/*
 * resolve.c -- looking names up in a process of its own.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log.h"
#include "resolve.h"
#include "sockaddr.h"

#define NAME_MAX_ 256 /* octets of a host name, its NUL included */
#define AT_ONCE 16    /* lookups under way */
#define STACK_LOOKUP (4u << 20) /* octets of stack, for one */

struct question {
	uint32_t id;
	uint8_t family;
	char name[NAME_MAX_];
};

/* --- the process --------------------------------------------------------- */

static enum resolved
outcome(int gai)
{
	switch (gai) {
	case 0:
		return RESOLVED_OK;
	case EAI_AGAIN:
	case EAI_FAIL:
	case EAI_SYSTEM:
	case EAI_MEMORY:
		return RESOLVED_AGAIN;
	default:
		return RESOLVED_NONE;
	}
}

/* Look Q up and put what comes of it in OUT. */
static void
look_up(const struct question *q, struct resolve_answer *out)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM,
		.ai_family = sockaddr_family(q->family) };
	struct addrinfo *list = NULL, *i;
	int gai = getaddrinfo(q->name, NULL, &hints, &list);

	*out = (struct resolve_answer){ .id = q->id, .how = outcome(gai) };
	if (gai != 0)
		return;
	for (i = list; i != NULL && out->n < RESOLVE_ADDRS; i = i->ai_next)
		if (sockaddr_to(&out->addrs[out->n], i->ai_addr))
			out->n++;
	freeaddrinfo(list);
	if (out->n == 0)
		out->how = RESOLVED_NONE;
}

/* Answer questions from FD until our parent is gone; end our lookups, too. */
static void
serve(int fd)
{
	struct question q;
	int running = 0;

	while (recv(fd, &q, sizeof q, 0) == (ssize_t)sizeof q) {
		struct resolve_answer answer;
		pid_t pid;

		while (running > 0 && waitpid(-1, NULL,
		    running >= AT_ONCE ? 0 : WNOHANG) > 0)
			running--;
		q.name[sizeof q.name - 1] = '\0';
		pid = fork();
		if (pid > 0)
			running++;
		if (pid != 0)
			continue;
		look_up(&q, &answer);
		(void)send(fd, &answer, sizeof answer, 0); /* or ask again */
		_exit(0);
	}
	(void)kill(0, SIGTERM);
	_exit(0);
}

/* Give up every privilege; returns 0, or -1. */
static int
drop(uid_t uid, gid_t gid)
{
	if (geteuid() != 0)
		return 0;
	/* In a jail without -u the right to do so is given up already. */
	if ((setgroups(0, NULL) != 0 && errno != EPERM) ||
	    (setgid(gid) != 0 && errno != EPERM) ||
	    (setuid(uid) != 0 && errno != EPERM))
		return -1;
	return 0;
}

static void
run_process(int fd, uid_t uid, gid_t gid)
{
	struct rlimit stack;

	(void)setpgid(0, 0); /* our parent does it, too: who is first? */
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
	/* The daemon may keep a small stack in memory; lookups need more. */
	if (getrlimit(RLIMIT_STACK, &stack) == 0 &&
	    stack.rlim_cur < STACK_LOOKUP && stack.rlim_max >= STACK_LOOKUP) {
		stack.rlim_cur = STACK_LOOKUP;
		(void)setrlimit(RLIMIT_STACK, &stack);
	}
	if (drop(uid, gid) != 0)
		_exit(1);
	if (fd != STDERR_FILENO + 1) {
		if (dup2(fd, STDERR_FILENO + 1) < 0)
			_exit(1);
		fd = STDERR_FILENO + 1;
	}
	closefrom(fd + 1);
	serve(fd);
}

/* --- our side ------------------------------------------------------------ */

void
resolve_init(struct resolve *r, uid_t uid, gid_t gid)
{
	*r = (struct resolve){ .fd = -1, .uid = uid, .gid = gid };
}

static bool
start_process(struct resolve *r)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0)
		return false;
	r->pid = fork();
	if (r->pid < 0) {
		close(pair[0]);
		close(pair[1]);
		return false;
	}
	if (r->pid == 0) {
		close(pair[0]);
		run_process(pair[1], r->uid, r->gid);
	}
	(void)setpgid(r->pid, r->pid);
	close(pair[1]);
	r->fd = pair[0];
	return sockaddr_prepare(r->fd) == 0;
}

bool
resolve_ready(struct resolve *r)
{
	return r->fd >= 0 || start_process(r);
}

bool
resolve_start(struct resolve *r, const struct action *a)
{
	struct question q = { .id = a->u.resolve.id,
		.family = a->u.resolve.family };

	if (strlcpy(q.name, a->u.resolve.name, sizeof q.name) >= sizeof q.name)
		return false;
	if (!resolve_ready(r)) {
		log_printf(PRI_ERR, "cannot start the resolver: %s",
		    strerror(errno));
		return false;
	}
	return send(r->fd, &q, sizeof q, MSG_NOSIGNAL) == (ssize_t)sizeof q;
}

bool
resolve_take(struct resolve *r, struct resolve_answer *out)
{
	ssize_t len = recv(r->fd, out, sizeof *out, 0);

	if (len == 0 || (len < 0 && errno != EAGAIN && errno != EINTR)) {
		/* It died: the next name starts another. */
		resolve_stop(r);
		return false;
	}
	return len == (ssize_t)sizeof *out && out->n <= RESOLVE_ADDRS;
}

void
resolve_stop(struct resolve *r)
{
	if (r->fd < 0)
		return;
	close(r->fd);
	r->fd = -1;
	/* In a jail we have no right to end it: it sees that we are gone. */
	(void)waitpid(r->pid, NULL,
	    kill(-r->pid, SIGTERM) == 0 ? 0 : WNOHANG);
}
