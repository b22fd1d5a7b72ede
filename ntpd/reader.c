/*
 * reader.c -- the process that may still read what root may read.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader.h"
#include "settings.h"

/* The one who makes the configuration tells what is wrong with it. */
static void
ignore_finding(void *ctx, const struct conf_finding *f)
{
	(void)ctx;
	(void)f;
}

/* Read all files that O leads to into S. */
static int
gather(const struct options *o, struct fileset *s)
{
	struct conf *conf;
	bool found;

	*s = (struct fileset){ .disk = true };
	conf = settings_read(o, s, ignore_finding, NULL, &found);
	if (conf == NULL)
		return -1;
	if (conf->keys != NULL)
		(void)fileset_get(s, conf->keys); /* what is wrong is in S */
	if (conf->leapfile != NULL)
		(void)fileset_get(s, conf->leapfile);
	settings_free(conf);
	return 0;
}

/* Answer at FD until our parent is gone; then remove CONTROL, too. */
static void
serve(int fd, const struct options *o, const struct control_socket *control)
{
	struct fileset s;
	char again;

	while (read(fd, &again, 1) == 1) {
		int failed = gather(o, &s) != 0 || fileset_send(&s, fd) != 0;

		fileset_free(&s);
		if (failed)
			break;
	}
	control_socket_remove(control);
	_exit(0);
}

int
reader_start(struct reader *r, const struct options *o,
    const struct control_socket *control)
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return -1;
	r->pid = fork();
	if (r->pid < 0) {
		close(pair[0]);
		close(pair[1]);
		return -1;
	}
	if (r->pid == 0) {
		/* We end when our parent has, and not before. */
		for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
			signal(ignored[i], SIG_IGN);
		signal(SIGALRM, SIG_DFL);
		if (dup2(pair[1], STDERR_FILENO + 1) < 0)
			_exit(1);
		closefrom(STDERR_FILENO + 2);
		serve(STDERR_FILENO + 1, o, control);
	}
	close(pair[1]);
	r->fd = pair[0];
	return 0;
}

int
reader_read(struct reader *r, const struct options *o, struct fileset *s)
{
	if (r->fd < 0)
		return gather(o, s);
	*s = (struct fileset){ .disk = false };
	if (send(r->fd, "r", 1, MSG_NOSIGNAL) != 1)
		return -1;
	return fileset_receive(s, r->fd);
}

void
reader_stop(struct reader *r)
{
	if (r->fd < 0)
		return;
	close(r->fd);
	r->fd = -1;
	(void)waitpid(r->pid, NULL, 0);
}
