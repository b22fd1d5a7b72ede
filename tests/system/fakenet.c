/*
 * fakenet.c -- a network that fails as it is told to.
 *
 * Preloaded into a program under test.  FAKENET_SEND is the error that all
 * sending ends in, FAKENET_OPTION that of all setting of options, FAKENET_STOP
 * how many s the first sending takes longer, as if the program had been stopped
 * just there, and FAKENET_ADDRESSES how many addresses each name has.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#define _GNU_SOURCE
#include <sys/socket.h>
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <unistd.h>

static long
told(const char *name)
{
	const char *text = getenv(name);

	return text == NULL ? 0 : strtol(text, NULL, 10);
}

ssize_t
sendto(int fd, const void *data, size_t len, int flags,
    const struct sockaddr *to, socklen_t size)
{
	static int sent;
	ssize_t (*real)(int, const void *, size_t, int,
	    const struct sockaddr *, socklen_t);

	*(void **)&real = dlsym(RTLD_NEXT, "sendto");
	if (told("FAKENET_SEND") != 0) {
		errno = (int)told("FAKENET_SEND");
		return -1;
	}
	if (sent++ == 0)
		sleep((unsigned)told("FAKENET_STOP"));
	return real(fd, data, len, flags, to, size);
}

int
setsockopt(int fd, int level, int option, const void *value, socklen_t len)
{
	int (*real)(int, int, int, const void *, socklen_t);

	*(void **)&real = dlsym(RTLD_NEXT, "setsockopt");
	if (told("FAKENET_OPTION") != 0) {
		errno = (int)told("FAKENET_OPTION");
		return -1;
	}
	return real(fd, level, option, value, len);
}

struct answer {
	struct addrinfo info;
	struct sockaddr_in addr;
};

/* 127.1.0.1 and those that follow, in one piece of memory. */
int
getaddrinfo(const char *name, const char *service,
    const struct addrinfo *hints, struct addrinfo **list)
{
	int (*real)(const char *, const char *, const struct addrinfo *,
	    struct addrinfo **);
	size_t n = (size_t)told("FAKENET_ADDRESSES");
	struct answer *a = calloc(n + 1, sizeof *a);

	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	if (n == 0 || a == NULL) {
		free(a);
		return real(name, service, hints, list);
	}
	for (size_t i = 0; i < n; i++) {
		a[i].addr.sin_family = AF_INET;
		a[i].addr.sin_port = htons((uint16_t)strtol(service, NULL,
		    10));
		a[i].addr.sin_addr.s_addr = htonl(0x7f010001 + (uint32_t)i);
		a[i].info.ai_family = AF_INET;
		a[i].info.ai_socktype = SOCK_DGRAM;
		a[i].info.ai_addr = (struct sockaddr *)&a[i].addr;
		a[i].info.ai_addrlen = sizeof a[i].addr;
		a[i].info.ai_next = i + 1 < n ? &a[i + 1].info : NULL;
	}
	*list = &a[0].info;
	return 0;
}

void
freeaddrinfo(struct addrinfo *list)
{
	void (*real)(struct addrinfo *);

	*(void **)&real = dlsym(RTLD_NEXT, "freeaddrinfo");
	if (told("FAKENET_ADDRESSES") == 0)
		real(list);
	else
		free(list); /* its first member's answer begins there, too */
}
