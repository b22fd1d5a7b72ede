/*
 * holder.c -- who holds a UDP port of this host.
 *
 * The kernel lists sockets with their inode in /proc/net/udp, and a process
 * that has one has a link "socket:[INODE]" among its descriptors.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "holder.h"

#define INODES 64 /* sockets of the port; more are not looked for */

struct inodes {
	unsigned long inode[INODES];
	int n;
};

/* Add to LIST the sockets of PORT that the table at PATH has. */
static void
read_table(const char *path, uint16_t port, struct inodes *list)
{
	FILE *f = fopen(path, "re");
	char line[512];

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		unsigned local;
		unsigned long inode;

		if (sscanf(line, "%*d: %*[0-9A-Fa-f]:%x %*s %*s %*s %*s %*s "
		    "%*u %*d %lu", &local, &inode) == 2 && local == port &&
		    list->n < INODES)
			list->inode[list->n++] = inode;
	}
	if (f != NULL)
		fclose(f);
}

/* Is the descriptor at PATH one of the sockets in LIST? */
static bool
is_listed(const char *path, const struct inodes *list)
{
	char link[64];
	ssize_t len = readlink(path, link, sizeof link - 1);
	unsigned long inode;

	if (len < 0)
		return false;
	link[len] = '\0';
	if (sscanf(link, "socket:[%lu]", &inode) != 1)
		return false;
	for (int i = 0; i < list->n; i++)
		if (list->inode[i] == inode)
			return true;
	return false;
}

/* Does the process PID have a socket of LIST? */
static bool
has_socket(long pid, const struct inodes *list)
{
	char path[64 + NAME_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *fds;

	snprintf(path, sizeof path, "/proc/%ld/fd", pid);
	fds = opendir(path);
	while (fds != NULL && !found && (entry = readdir(fds)) != NULL) {
		snprintf(path, sizeof path, "/proc/%ld/fd/%s", pid,
		    entry->d_name);
		found = is_listed(path, list);
	}
	if (fds != NULL)
		closedir(fds);
	return found;
}

static void
print_process(uint16_t port, long pid)
{
	char path[64], name[64] = "?";
	FILE *f;

	snprintf(path, sizeof path, "/proc/%ld/comm", pid);
	f = fopen(path, "re");
	if (f != NULL && fgets(name, sizeof name, f) != NULL)
		name[strcspn(name, "\n")] = '\0';
	if (f != NULL)
		fclose(f);
	for (char *p = name; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	fprintf(stderr, "port %u is held by process %ld (%s)\n", port, pid,
	    name);
}

void
holder_print(uint16_t port)
{
	struct inodes list = { .n = 0 };
	struct dirent *entry;
	int found = 0;
	DIR *proc;

	read_table("/proc/net/udp", port, &list);
	read_table("/proc/net/udp6", port, &list);
	proc = opendir("/proc");
	while (proc != NULL && (entry = readdir(proc)) != NULL) {
		long pid = strtol(entry->d_name, NULL, 10);

		if (pid > 0 && has_socket(pid, &list)) {
			print_process(port, pid);
			found++;
		}
	}
	if (proc != NULL)
		closedir(proc);
	if (found == 0 && list.n > 0)
		fprintf(stderr, "port %u is held by a process that we may not "
		    "see\n", port);
}
