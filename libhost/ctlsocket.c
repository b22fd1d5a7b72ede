/*
 * ctlsocket.c -- the client's end of the daemon's control socket.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ctlsocket.h"

bool
ctlsocket_address(struct sockaddr_un *a, const char *path)
{
	size_t len = strlen(path);

	memset(a, 0, sizeof *a);
	a->sun_family = AF_UNIX;
	if (len >= sizeof a->sun_path) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(a->sun_path, path, len);
	return true;
}

int
ctlsocket_connect(const char *path)
{
	struct sockaddr_un to, own = { .sun_family = AF_UNIX };
	int fd, why;

	if (!ctlsocket_address(&to, path))
		return -1;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	/* To bind the family alone makes the system choose an address. */
	if (bind(fd, (struct sockaddr *)&own, sizeof own.sun_family) == 0 &&
	    connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
		return fd;
	why = errno;
	close(fd);
	errno = why;
	return -1;
}
