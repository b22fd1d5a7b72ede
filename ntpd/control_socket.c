/*
 * control_socket.c -- the socket over which root on this host gives orders.
 *
 * It is made before root is given up, so that it is root's, and removed by
 * whom may do that then: the daemon itself, or the reader.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h" /* first: it opens what Linux adds to the headers */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "clockread.h"
#include "control_socket.h"
#include "ctlsocket.h"
#include "log.h"

#define NTP_PORT 123
#define NONE "none"      /* "controlsocket none": not even the usual one */
#define PATIENCE 100000  /* us for a sender to take a piece of its answer */

/* Returns where C wants the socket; NULL: nowhere. */
static const char *
wanted(const struct conf *c)
{
	if (c->controlsocket == NULL)
		return geteuid() == 0 && c->port == NTP_PORT ?
		    CTLSOCKET_PATH : NULL;
	return strcmp(c->controlsocket, NONE) == 0 ? NULL : c->controlsocket;
}

/* Make the folder of the usual socket, or see that others cannot use it. */
static int
make_folder(void)
{
	char folder[] = CTLSOCKET_PATH;
	struct stat st;

	*strrchr(folder, '/') = '\0';
	if (mkdir(folder, 0755) != 0 && errno != EEXIST)
		return -1;
	if (lstat(folder, &st) != 0)
		return -1;
	if (S_ISDIR(st.st_mode) && (st.st_mode & S_IWOTH) == 0)
		return 0;
	errno = EPERM;
	return -1;
}

/* Remove the socket at A if nobody listens on it; 0 if nothing is there. */
static int
remove_stale(const struct sockaddr_un *a)
{
	struct stat st;
	int fd;

	if (lstat(a->sun_path, &st) != 0)
		return errno == ENOENT ? 0 : -1;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return -1;
	}
	fd = ctlsocket_connect(a->sun_path);
	if (fd >= 0) {
		close(fd);
		errno = EADDRINUSE;
		return -1;
	}
	return errno == ECONNREFUSED ? unlink(a->sun_path) : -1;
}

/* Bind S to its path, for its owner only. */
static int
bind_private(struct control_socket *s)
{
	mode_t before = umask(0177);
	int result = bind(s->fd, (struct sockaddr *)&s->path, sizeof s->path);
	struct stat st;

	(void)umask(before); /* cannot fail */
	if (result != 0 || lstat(s->path.sun_path, &st) != 0)
		return -1;
	s->device = st.st_dev;
	s->inode = st.st_ino;
	return 0;
}

/* Make S at PATH; returns 0, or -1 with errno set. */
static int
make(struct control_socket *s, const char *path)
{
	struct timeval patience = { .tv_usec = PATIENCE };
	int on = 1;

	if (path[0] != '/') {
		errno = EINVAL;
		return -1;
	}
	if (!ctlsocket_address(&s->path, path) ||
	    (strcmp(path, CTLSOCKET_PATH) == 0 && make_folder() != 0) ||
	    remove_stale(&s->path) != 0)
		return -1;
	s->owner = geteuid();
	s->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (s->fd < 0)
		return -1;
	if (setsockopt(s->fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0 ||
	    setsockopt(s->fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
	    sizeof patience) != 0)
		return -1;
	return bind_private(s);
}

void
control_socket_open(struct control_socket *s, const struct conf *c)
{
	const char *path = wanted(c);

	if (path == NULL || make(s, path) == 0)
		return;
	log_printf(PRI_ERR, "control socket %s: %s", path,
	    path[0] != '/' ? "not an absolute path" : strerror(errno));
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

/* Returns true if the kernel says that MSG is from one who may give orders. */
static bool
is_owner(const struct control_socket *s, struct msghdr *msg)
{
	struct cmsghdr *c;
	struct ucred cred;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET ||
		    c->cmsg_type != SCM_CREDENTIALS ||
		    c->cmsg_len < CMSG_LEN(sizeof cred))
			continue;
		memcpy(&cred, CMSG_DATA(c), sizeof cred);
		return cred.uid == 0 || cred.uid == s->owner;
	}
	return false;
}

bool
control_socket_receive(struct control_socket *s, uint8_t *buf, size_t size,
    struct rx *rx)
{
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(struct ucred))];
	} control;
	struct iovec iov = { buf, size };
	struct msghdr msg = { .msg_name = &s->from,
		.msg_namelen = sizeof s->from, .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof control };
	ssize_t len = recvmsg(s->fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	s->from_len = 0;
	if (len < 0 || (msg.msg_flags & MSG_TRUNC) != 0 || !is_owner(s, &msg))
		return false;
	/* Without an address of its own a sender gets no answer. */
	if (msg.msg_namelen > sizeof s->from.sun_family)
		s->from_len = msg.msg_namelen;
	*rx = (struct rx){ .port = PORT_CONTROL, .at = clockread_wall(),
		.data = buf, .len = (size_t)len };
	return true;
}

void
control_socket_send(struct control_socket *s, const uint8_t *data, size_t len)
{
	if (s->from_len > 0 && sendto(s->fd, data, len, MSG_NOSIGNAL,
	    (struct sockaddr *)&s->from, s->from_len) < 0)
		s->from_len = 0;
}

void
control_socket_remove(const struct control_socket *s)
{
	const char *path = s->path.sun_path;
	struct stat st;

	if (path[0] == '/' && lstat(path, &st) == 0 &&
	    st.st_dev == s->device && st.st_ino == s->inode)
		(void)unlink(path); /* somebody else has done it */
}

void
control_socket_close(struct control_socket *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}
