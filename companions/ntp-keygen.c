/*
 * ntp-keygen.c -- make a file of symmetric keys.
 *
 * Keys come from the system's random numbers, the file can be read by its owner
 * only and appears whole or not at all.  Autokey's keys and certificates are
 * not made: it is insecure and gone.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ntptime.h"
#include "usage.h"

#define EACH 10          /* keys of each type */
#define ASCII 20         /* characters of an MD5 key */
#define HOST_MAX 256

/* Types of keys, in the order of their numbers. */
static const struct type {
	const char *name;
	int octets;      /* written as hex digits; 0: ASCII characters */
} types[] = { { "MD5", 0 }, { "SHA1", 20 }, { "AES128CMAC", 16 } };

/* Options of Autokey, which take a value or none. */
static const char autokey[] = "CDGHIPSTVbceimpqsv";

/* Write a random key of type T to OUT. */
static void
write_key(FILE *out, const struct type *t)
{
	for (int i = 0; i < (t->octets > 0 ? t->octets : ASCII); i++) {
		char c;

		if (t->octets > 0) {
			fprintf(out, "%02x", (unsigned)arc4random_uniform(256));
			continue;
		}
		/* Printable, but no blank and no "#", which begins a remark. */
		do {
			c = (char)('!' + arc4random_uniform('~' - '!' + 1));
		} while (c == '#');
		fputc(c, out);
	}
}

/* Write the file NAME made at NOW to OUT; returns false if that fails. */
static bool
write_keys(FILE *out, const char *name, time_t now)
{
	char date[64];
	struct tm tm;
	int id = 0;

	(void)strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y",
	    localtime_r(&now, &tm));
	fprintf(out, "# %s\n# %s\n\n", name, date);
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
		for (int i = 0; i < EACH; i++) {
			fprintf(out, "%2d %s ", ++id, types[t].name);
			write_key(out, &types[t]);
			fprintf(out, "  # %s key\n", types[t].name);
		}
	}
	return fflush(out) == 0 && fsync(fileno(out)) == 0;
}

static bool
complain(const char *what, const char *name)
{
	fprintf(stderr, "ntp-keygen: %s %s: %s\n", what, name,
	    strerror(errno));
	return false;
}

/* Make the file NAME, made at NOW. */
static bool
make_file(const char *name, time_t now)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
	FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
	bool done;

	if (out == NULL)
		return complain("cannot make", name);
	done = write_keys(out, name, now);
	if (!done)
		(void)complain("cannot write", name); /* told; goes on below */
	if (fclose(out) != 0 && done)
		done = complain("cannot write", name);
	if (!done)
		(void)unlink(name); /* half a file is no use */
	return done;
}

/* Let LINK stand for NAME, whatever it stood for. */
static bool
make_link(const char *link, const char *name)
{
	if (unlink(link) != 0 && errno != ENOENT)
		return complain("cannot replace", link);
	return symlink(name, link) == 0 || complain("cannot make", link);
}

/* Make keys for this host; returns the exit status. */
static int
generate(void)
{
	char host[HOST_MAX] = "", name[NAME_MAX + 1], link[NAME_MAX + 1];
	time_t now = time(NULL);
	uint32_t stamp = (uint32_t)(ntptime_from_unix(now, 0).fp >> 32);

	if (gethostname(host, sizeof host - 1) != 0)
		return complain("cannot find", "this host's name");
	if (strchr(host, '/') != NULL ||
	    (size_t)snprintf(name, sizeof name, "ntpkey_MD5key_%s.%u", host,
	    stamp) >= sizeof name ||
	    (size_t)snprintf(link, sizeof link, "ntpkey_md5_%s", host) >=
	    sizeof link) {
		fprintf(stderr, "ntp-keygen: \"%s\" can be part of no file's "
		    "name\n", host);
		return EXIT_FAILURE;
	}
	fputs("Generating new md5 file and link\n", stderr);
	if (!make_file(name, now) || !make_link(link, name))
		return EXIT_FAILURE;
	fprintf(stderr, "%s->%s\n", link, name);
	return EXIT_SUCCESS;
}

static int
usage(FILE *out, int status)
{
	fputs("usage: ntp-keygen -M\n"
	    "  -M, --md5key  write symmetric keys to a file in this folder: "
	    "1-10 MD5,\n"
	    "                11-20 SHA1, 21-30 AES128CMAC\n"
	    "  --version     print the version\n"
	    "Move the file to where the keys line of ntp.conf says, and list "
	    "the keys that\n"
	    "are used in a trustedkey line.  Autokey's keys and certificates "
	    "(the other\n"
	    "options of classic ntp-keygen) are not made: Autokey is insecure "
	    "and gone.\n", out);
	return status;
}

int
main(int argc, char **argv)
{
	bool keys = false;

	if (usage_version("ntp-keygen", argc, argv))
		return EXIT_SUCCESS;
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];

		if (strcmp(a, "-?") == 0 || strcmp(a, "--help") == 0)
			return usage(stdout, EXIT_SUCCESS);
		if (strcmp(a, "-M") == 0 || strcmp(a, "--md5key") == 0) {
			keys = true;
		} else if (a[0] == '-' && a[1] != '-' && a[1] != '\0' &&
		    strchr(autokey, a[1]) != NULL) {
			fprintf(stderr, "ntp-keygen: %s is for Autokey, which "
			    "is insecure and gone; -M makes symmetric keys\n",
			    a);
			return EXIT_FAILURE;
		} else {
			return usage(stderr, EXIT_FAILURE);
		}
	}
	return keys ? generate() : usage(stderr, EXIT_FAILURE);
}
