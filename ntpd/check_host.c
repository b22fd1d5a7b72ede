/*
 * check_host.c -- facts about the host, for the rules that judge it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <glob.h>
#include <grp.h>
#include <ifaddrs.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check_host.h"
#include "files.h"
#include "sockaddr.h"

#define SYSCONFIG "/etc/sysconfig/ntpd"
#define SYSCONFIG_READ "/etc/sysconfig/ntpdate"
#define GROUPS 64

/* What shows that another program sets the clock. */
static const struct {
	const char *name;
	const char *pattern;
} others[] = {
	{ "chronyd", "/etc/systemd/system/*.wants/chronyd.service" },
	{ "chronyd", "/etc/systemd/system/*.wants/chrony.service" },
	{ "chronyd", "/etc/rc3.d/S[0-9][0-9]chrony*" },
	{ "systemd-timesyncd",
	    "/etc/systemd/system/*.wants/systemd-timesyncd.service" },
	{ "openntpd", "/etc/systemd/system/*.wants/openntpd.service" },
	{ "ntpsec", "/etc/systemd/system/*.wants/ntpsec.service" },
	{ "phc2sys", "/etc/systemd/system/*.wants/phc2sys*.service" },
	{ "VBoxService", "/etc/systemd/system/*.wants/vboxadd-service.service" },
	{ "VBoxService",
	    "/etc/systemd/system/*.wants/virtualbox-guest-utils.service" },
};

static void
find_daemons(struct check_host *h)
{
	size_t *n = &h->facts.n_daemons;

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		glob_t found;

		if (*n < CHECK_HOST_DAEMONS &&
		    glob(others[i].pattern, 0, NULL, &found) == 0) {
			(void)snprintf(h->where[*n], sizeof h->where[*n], "%s",
			    found.gl_pathv[0]);
			h->daemons[*n].name = others[i].name;
			h->daemons[*n].where = h->where[*n];
			++*n;
			globfree(&found);
		}
	}
	h->facts.daemons = h->daemons;
}

static void
find_addresses(struct check_host *h)
{
	struct ifaddrs *list, *at;

	h->facts.addrs = h->addrs;
	if (getifaddrs(&list) != 0)
		return;
	for (at = list; at != NULL; at = at->ifa_next) {
		if (at->ifa_addr == NULL ||
		    h->facts.n_addrs == CHECK_HOST_ADDRS)
			continue;
		if (sockaddr_to(&h->addrs[h->facts.n_addrs], at->ifa_addr))
			h->facts.n_addrs++;
	}
	freeifaddrs(list);
}

/* Returns true if the user P may make files in a folder that is as S says. */
static bool
may_write(const struct passwd *p, const struct stat *s)
{
	gid_t groups[GROUPS];
	int n = GROUPS;

	if (p->pw_uid == 0)
		return true;
	if (s->st_uid == p->pw_uid)
		return (s->st_mode & 0300) == 0300;
	if (getgrouplist(p->pw_name, p->pw_gid, groups, &n) < 0)
		n = GROUPS;
	for (int i = 0; i < n; i++)
		if (groups[i] == s->st_gid)
			return (s->st_mode & 030) == 030;
	return (s->st_mode & 03) == 03;
}

/* Look at the folder of the drift file FILE, for the user P. */
static void
look_at_folder(struct check_host *h, const char *file, const struct passwd *p)
{
	const char *slash = strrchr(file, '/');
	const struct passwd *owner;
	struct stat s;

	(void)snprintf(h->folder, sizeof h->folder, "%.*s",
	    slash == NULL ? 1 : slash == file ? 1 : (int)(slash - file),
	    slash == NULL ? "." : file);
	h->facts.drift_known = true;
	h->facts.drift_folder = h->folder;
	h->facts.drift_exists = stat(h->folder, &s) == 0 &&
	    S_ISDIR(s.st_mode);
	if (!h->facts.drift_exists)
		return;
	h->facts.drift_writable = may_write(p, &s);
	owner = getpwuid(s.st_uid); /* P's contents are used up */
	(void)snprintf(h->owner, sizeof h->owner, "%s",
	    owner != NULL ? owner->pw_name : "nobody known");
	h->facts.drift_owner = h->owner;
}

/* Find the user that USER names, the one of NTP, or root. */
static const struct passwd *
find_user(struct check_host *h, const char *user)
{
	const struct passwd *p;
	char *end;
	long uid;

	(void)snprintf(h->user, sizeof h->user, "%.*s",
	    user == NULL ? 3 : (int)strcspn(user, ":."),
	    user == NULL ? "ntp" : user);
	p = getpwnam(h->user);
	uid = strtol(h->user, &end, 10);
	if (p == NULL && end != h->user && *end == '\0')
		p = getpwuid((uid_t)uid);
	return p != NULL || user != NULL ? p : getpwuid(0);
}

void
check_host_look(struct check_host *h, const struct conf *c, const char *user)
{
	const struct passwd *p;
	size_t length;
	struct stat s;

	memset(h, 0, sizeof *h);
	find_addresses(h);
	find_daemons(h);
	h->facts.keys_mode = c->keys != NULL && stat(c->keys, &s) == 0 ?
	    (int)(s.st_mode & 07777) : -1;
	p = find_user(h, user);
	if (p != NULL) {
		(void)snprintf(h->user, sizeof h->user, "%s", p->pw_name);
		h->facts.user = h->user;
		if (c->driftfile != NULL)
			look_at_folder(h, c->driftfile, p);
	}
	h->sysconfig = files_read(SYSCONFIG, &length);
	if (h->sysconfig != NULL) {
		h->facts.sysconfig = SYSCONFIG;
		h->facts.sysconfig_text = h->sysconfig;
		h->facts.sysconfig_length = length;
		h->facts.sysconfig_read = SYSCONFIG_READ;
	}
}

void
check_host_free(struct check_host *h)
{
	free(h->sysconfig);
	h->sysconfig = NULL;
}
