/*
 * conf.c -- whatever the configuration files say, reading them ends well.
 *
 * Every truncation and every single flipped bit of the files that users have,
 * then hostile texts: huge words, octets of every value, files that include
 * themselves, random words of the language.  Each text is copied to memory of
 * its exact size, so that a sanitizer sees a step too far.  Nothing is checked
 * but that it ends, that findings are few and well formed, and that the
 * configuration can be freed; the rest is the sanitizers' and the clock's.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access.h"
#include "conf_parse.h"
#include "conf_table.h"
#include "host.h"

#define FILE_MAX 65536
#define SECONDS 120 /* far more than it takes: a hang is killed */
#define ROUNDS 10000

static const char *const files[] = {
	"etc/private-ntp/server-isolated.conf",
	"etc/private-ntp/server-online.conf",
	"etc/private-ntp/member.conf",
	"etc/centos7/server.conf",
	"etc/centos7/client.conf",
	"tests/data/conf/every-word.conf",
};

/* What one text led to. */
struct fuzz {
	const char *text;     /* what every includefile finds, too */
	size_t length;
	unsigned findings, errors;
	unsigned long texts;  /* read so far */
};

static void
fail(const struct fuzz *f, const char *why)
{
	fprintf(stderr, "after %lu texts: %s; the text is\n", f->texts, why);
	(void)fwrite(f->text, 1, f->length, stderr);
	exit(1);
}

static void
report(void *ctx, const struct conf_finding *finding)
{
	struct fuzz *f = ctx;

	f->findings++;
	f->errors += finding->severity == CONF_ERROR && !finding->repeated;
	if (finding->at.line == 0 || finding->at.column == 0 ||
	    finding->log < PRI_CRIT || finding->log > PRI_DEBUG)
		fail(f, "a finding without place or priority");
	for (const char *c = finding->text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			fail(f, "a finding with unprintable octets");
}

static const char *
include(void *ctx, const char *path, size_t *length)
{
	struct fuzz *f = ctx;

	(void)path;
	*length = f->length;
	return f->text;
}

/* Do with C what an engine does first. */
static void
use(const struct fuzz *f, const struct conf *c)
{
	struct access *a = access_new();

	for (size_t i = 0; i < c->n_restricts; i++) {
		struct access_rule rules[2];
		int n = conf_restrict_rule(&c->restricts[i], rules);

		if (n < 0)
			fail(f, "a restrict line that makes no sense");
		for (int k = 0; k < n; k++)
			(void)access_add(a, &rules[k]);
	}
	access_free(a);
	for (size_t i = 0; i < c->n_assocs; i++)
		if (c->assocs[i].name == NULL || c->assocs[i].name[0] == '\0' ||
		    c->assocs[i].key > 65535 || c->assocs[i].ttl < 0 ||
		    c->assocs[i].ttl >= CONF_TTLS)
			fail(f, "an association that makes no sense");
}

/* Read the LENGTH octets at TEXT, with and without files to include. */
static void
try(struct fuzz *f, const char *text, size_t length, bool files_exist)
{
	char *copy = malloc(length > 0 ? length : 1);
	struct conf_reader reader = {
		.include = files_exist ? include : NULL, .report = report,
		.ctx = f };
	struct conf c;
	unsigned errors;

	memcpy(copy, text, length);
	f->text = copy;
	f->length = length;
	f->findings = f->errors = 0;
	f->texts++;
	conf_init(&c);
	errors = conf_parse(&c, "ntp.conf", copy, length, &reader);
	if (f->findings > CONF_FINDINGS_MAX + 1)
		fail(f, "too many findings");
	if (errors != c.errors || errors < f->errors)
		fail(f, "errors are not counted right");
	use(f, &c);
	conf_free(&c);
	free(copy);
}

static size_t
slurp(const char *path, char *text)
{
	const char *root = getenv("srcdir");
	char full[4096];
	FILE *in;
	size_t n;

	(void)snprintf(full, sizeof full, "%s/%s", root != NULL ? root : ".",
	    path);
	in = fopen(full, "rb");
	if (in == NULL) {
		perror(full);
		exit(1);
	}
	n = fread(text, 1, FILE_MAX, in);
	(void)fclose(in);
	return n;
}

static void
try_file(struct fuzz *f, char *text, size_t length)
{
	try(f, text, length, false);
	if (f->errors > 1)
		fail(f, "a file of users has errors");
	for (size_t n = 0; n < length; n++)
		try(f, text, n, false);
	for (size_t bit = 0; bit < 8 * length; bit++) {
		text[bit / 8] ^= (char)(1 << bit % 8);
		try(f, text, length, bit % 2 == 0);
		text[bit / 8] ^= (char)(1 << bit % 8);
	}
}

static unsigned
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(*state >> 33);
}

/* Append a word to the LENGTH octets of TEXT; returns the new length. */
static size_t
add_word(uint64_t *state, char *text, size_t length, const char *word)
{
	static const char separators[] = "      \n\n\"#(){};=\t\r";
	size_t n = strlen(word);

	memcpy(text + length, word, n);
	text[length + n] = separators[next_random(state) %
	    (sizeof separators - 1)];
	return length + n + 1;
}

/* Texts made of the language's words and of values that are often wrong. */
static void
try_words(struct fuzz *f, uint64_t *state, char *text)
{
	static const char *const values[] = { "10.0.0.1", "-4", "-6", "::1",
		"127.127.1.0", "0", "-1", "65536", "99999999999", "1.5", ".",
		"-", "...", "(", ")", "=", "mask", "10.0.0.0/8", "/x", "\"",
		"255.0.255.0", "\"\"", "true", "\xff\xfe", "224.0.1.1", "1e9" };
	size_t n, length = 0, words = next_random(state) % 60;
	const struct conf_row *rows = conf_table_rows(&n);

	for (size_t i = 0; i < words; i++)
		length = add_word(state, text, length, next_random(state) % 3 ?
		    rows[next_random(state) % n].word :
		    values[next_random(state) %
		    (sizeof values / sizeof values[0])]);
	try(f, text, length, next_random(state) % 2 == 0);
}

/* A line that begins with START and goes on with FILL to LENGTH octets. */
static void
try_long(struct fuzz *f, const char *start, char fill, size_t length)
{
	char *text = malloc(length);

	memset(text, fill, length);
	memcpy(text, start, strlen(start));
	try(f, text, length, true);
	free(text);
}

static void
try_hostile(struct fuzz *f)
{
	static const char *const starts[] = { "", "keys ", "keys \"", "server ",
		"restrict ", "logconfig ", "phone ", "ttl ", "simulate ",
		"trustedkey ", "includefile ntp.conf\n", "tinker step 1." };
	static const char fills[] = { 'x', '9', '\0', '"', '{', '}', '(', ' ',
		'\n', '-', '.', '#', '\r', '\x80', '/', '=' };
	static const size_t lengths[] = { 64, 1024 + 8, 1 << 20 };

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		for (size_t k = 0; k < sizeof fills; k++)
			for (size_t n = 0; n < 3; n++)
				try_long(f, starts[i], fills[k], lengths[n]);
	for (size_t n = 1; n < 200; n++) {
		char text[8192];
		size_t length = 0;

		for (size_t i = 0; i < n; i++)
			length += (size_t)snprintf(text + length,
			    sizeof text - length, "includefile /%zu\n", i);
		try(f, text, length, true);
	}
}

int
main(void)
{
	static char text[FILE_MAX];
	struct fuzz f = { .text = NULL };
	uint64_t state = 20261121;

	(void)alarm(SECONDS);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		size_t length = slurp(files[i], text);

		try_file(&f, text, length);
		printf("%s: %zu octets cut and flipped\n", files[i], length);
	}
	try_hostile(&f);
	for (int i = 0; i < ROUNDS; i++)
		try_words(&f, &state, text);
	printf("%lu texts read\n", f.texts);
	return 0;
}
