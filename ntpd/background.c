/*
 * background.c -- becoming a daemon.
 *
 * The parent of a Type=forking service must not end before the sockets are
 * open and the configuration is read, so that "started" means started.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "background.h"

/* Wait at FD for CHILD to be ready or to end, and exit as it does. */
static void
wait_for(int fd, pid_t child)
{
	char ready;
	ssize_t n;
	int status;

	do
		n = read(fd, &ready, 1);
	while (n < 0 && errno == EINTR);
	if (n == 1)
		_exit(0);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

int
background_start(void)
{
	int fds[2];
	pid_t child;

	if (pipe(fds) != 0)
		return -1;
	child = fork();
	if (child < 0) {
		close(fds[0]);
		close(fds[1]);
		return -1;
	}
	if (child > 0) {
		close(fds[1]);
		wait_for(fds[0], child);
	}
	close(fds[0]);
	(void)fcntl(fds[1], F_SETFD, FD_CLOEXEC); /* we execute nothing */
	(void)setsid();
	return fds[1];
}

void
background_ready(int fd)
{
	char ready = 1;
	int null;

	if (fd < 0)
		return;
	null = open("/dev/null", O_RDWR);
	if (null >= 0) {
		(void)dup2(null, STDIN_FILENO);
		(void)dup2(null, STDOUT_FILENO);
		(void)dup2(null, STDERR_FILENO);
		if (null > STDERR_FILENO)
			close(null);
	}
	if (write(fd, &ready, 1) != 1) {
		/* Nobody waits any more, and nobody needs to know. */
	}
	close(fd);
}
