/*
 * sockaddr.h -- struct addr to and from the socket interface's addresses.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SOCKADDR_H
#define SOCKADDR_H

#include <stdbool.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include "addr.h"

union sockaddr_any {
	struct sockaddr sa;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Put A into OUT.  Returns its length in octets; 0 if A has no family. */
socklen_t sockaddr_from(const struct addr *a, union sockaddr_any *out);

/* Put SA into A.  Returns false, A untouched, if it is neither IPv4 nor 6. */
bool sockaddr_to(struct addr *a, const struct sockaddr *sa);

/* Returns AF_INET, AF_INET6, or AF_UNSPEC for FAMILY 4, 6, anything else. */
int sockaddr_family(unsigned family);

/* Make FD non-blocking and close-on-exec.  Returns 0, or -1 and errno. */
int sockaddr_prepare(int fd);

#endif
