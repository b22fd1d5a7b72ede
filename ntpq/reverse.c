/*
 * reverse.c -- the names of addresses, in a time that has an end.
 *
 * Whom a host has as sources and clients the host tells, and who owns an
 * address answers for its name: either could keep us for as long as the library
 * tries, for each address anew.  So the library tries in a process of its own,
 * which is ended when a command has waited long enough.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reverse.h"
#include "sockaddr.h"

#define PATIENCE 5000 /* ms for the names of a command */

/* --- the process --------------------------------------------------------- */

/* Answer each address that comes from FD with its name, "" if it has none. */
static void
serve(int fd)
{
	struct addr a;

	while (recv(fd, &a, sizeof a, 0) == (ssize_t)sizeof a) {
		char name[REVERSE_NAME] = "";
		union sockaddr_any sa;
		socklen_t len = sockaddr_from(&a, &sa);

		if (getnameinfo(&sa.sa, len, name, sizeof name, NULL, 0,
		    NI_NAMEREQD | NI_DGRAM) != 0)
			name[0] = '\0';
		if (send(fd, name, strlen(name) + 1, MSG_NOSIGNAL) < 0)
			break;
	}
	_exit(0);
}

/* Start R's process. */
static bool
start(struct reverse *r)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	pid = fork();
	if (pid == 0) {
		/* Who reads what we print need not wait for names. */
		(void)close(STDIN_FILENO);
		(void)close(STDOUT_FILENO);
		(void)close(pair[0]);
		(void)signal(SIGINT, SIG_IGN);
		serve(pair[1]);
	}
	(void)close(pair[1]); /* it is theirs */
	if (pid < 0) {
		(void)close(pair[0]);
		return false;
	}
	r->pid = pid;
	r->fd = pair[0];
	return true;
}

/* --- our side ------------------------------------------------------------ */

void
reverse_begin(struct reverse *r)
{
	r->left = PATIENCE;
}

void
reverse_end(struct reverse *r)
{
	if (r->pid == 0)
		return;
	(void)close(r->fd);
	(void)kill(r->pid, SIGKILL); /* it has nothing to lose */
	while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
		;
	r->pid = 0;
}

/* Returns ms on a clock that nobody sets. */
static long
ticks(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail */
	return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool
reverse_find(struct reverse *r, const struct addr *a, char name[REVERSE_NAME])
{
	struct pollfd p = { .events = POLLIN };
	long start_at = ticks(), took;
	ssize_t len = -1;

	if (r->left <= 0 || (r->pid == 0 && !start(r)))
		return false;
	p.fd = r->fd;
	if (send(r->fd, a, sizeof *a, MSG_NOSIGNAL) == (ssize_t)sizeof *a &&
	    poll(&p, 1, r->left) > 0)
		len = recv(r->fd, name, REVERSE_NAME, 0);
	took = ticks() - start_at;
	r->left = took < r->left ? r->left - (int)took : 0;
	if (len > 0 && name[len - 1] == '\0')
		return name[0] != '\0';
	/* Its answer must not be taken for that to the next question. */
	reverse_end(r);
	r->left = 0;
	return false;
}
