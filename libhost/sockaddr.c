/*
 * sockaddr.c -- struct addr to and from the socket interface's addresses.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <string.h>

#include "sockaddr.h"

socklen_t
sockaddr_from(const struct addr *a, union sockaddr_any *out)
{
	memset(out, 0, sizeof *out);
	if (a->family == 4) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(a->port);
		memcpy(&out->v4.sin_addr, a->ip, 4);
		return sizeof out->v4;
	}
	if (a->family == 6) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons(a->port);
		out->v6.sin6_scope_id = a->scope;
		memcpy(&out->v6.sin6_addr, a->ip, 16);
		return sizeof out->v6;
	}
	return 0;
}

bool
sockaddr_to(struct addr *a, const struct sockaddr *sa)
{
	union sockaddr_any s;

	if (sa->sa_family == AF_INET) {
		memcpy(&s.v4, sa, sizeof s.v4);
		*a = (struct addr){ .family = 4, .port = ntohs(s.v4.sin_port) };
		memcpy(a->ip, &s.v4.sin_addr, 4);
		return true;
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(&s.v6, sa, sizeof s.v6);
		*a = (struct addr){ .family = 6,
			.port = ntohs(s.v6.sin6_port) };
		memcpy(a->ip, &s.v6.sin6_addr, 16);
		/* Only link-local addresses mean different hosts by scope. */
		if (IN6_IS_ADDR_LINKLOCAL(&s.v6.sin6_addr))
			a->scope = s.v6.sin6_scope_id;
		return true;
	}
	return false;
}

int
sockaddr_family(unsigned family)
{
	return family == 4 ? AF_INET : family == 6 ? AF_INET6 : AF_UNSPEC;
}

int
sockaddr_prepare(int fd)
{
	int flags = fcntl(fd, F_GETFL, 0);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -1;
	return fcntl(fd, F_SETFD, FD_CLOEXEC);
}
