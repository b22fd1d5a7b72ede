/*
 * keys.c -- the key that requests are signed with.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <ctype.h>
#include <errno.h>
#include <readpassphrase.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"

#define TEXT_PASSWORD 20 /* characters that stand for themselves */
#define ANSWER 256       /* octets of what a person types */

void
keys_init(struct keys *k)
{
	memset(k, 0, sizeof *k);
	snprintf(k->type, sizeof k->type, "MD5");
}

/* The key has to be made anew. */
static void
unmake(struct keys *k)
{
	auth_free(k->auth);
	k->auth = NULL;
}

void
keys_forget(struct keys *k)
{
	unmake(k);
	auth_wipe(k, sizeof *k);
}

void
keys_set_id(struct keys *k, uint32_t id)
{
	unmake(k);
	k->id = id;
}

void
keys_set_type(struct keys *k, const char *type)
{
	unmake(k);
	snprintf(k->type, sizeof k->type, "%s", type);
	for (char *c = k->type; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
}

void
keys_set_password(struct keys *k, const char *password)
{
	size_t len = strlen(password);

	unmake(k);
	k->length = len > TEXT_PASSWORD ?
	    auth_secret(password, len, k->secret) : 0;
	if (k->length == 0) {
		k->length = len < sizeof k->secret ? len : sizeof k->secret;
		memcpy(k->secret, password, k->length);
	}
}

/*
 * Ask for a line, shown as typed or not as FLAGS of readpassphrase() say, of
 * the person at the terminal; without one, of standard input.
 */
static bool
ask(const char *prompt, int flags, char answer[ANSWER])
{
	if (readpassphrase(prompt, answer, ANSWER, flags | RPP_REQUIRE_TTY) !=
	    NULL)
		return true;
	if (errno != ENOTTY)
		return false;
	fputs(prompt, stderr);
	if (fgets(answer, ANSWER, stdin) == NULL)
		return false;
	answer[strcspn(answer, "\r\n")] = '\0';
	return true;
}

bool
keys_ask_id(struct keys *k)
{
	char answer[ANSWER] = "", *end = answer;
	unsigned long id = 0;

	if (ask("Keyid: ", RPP_ECHO_ON, answer))
		id = strtoul(answer, &end, 10);
	if (end == answer || *end != '\0' || answer[0] == '-' || id == 0 ||
	    id > AUTH_KEYID_MAX) {
		fputs("Invalid key identifier\n", stderr);
		return false;
	}
	keys_set_id(k, (uint32_t)id);
	return true;
}

bool
keys_ask_password(struct keys *k)
{
	char answer[ANSWER] = "", prompt[KEYS_TYPE + 16];
	bool given;

	snprintf(prompt, sizeof prompt, "%s Password: ", k->type);
	given = ask(prompt, RPP_ECHO_OFF, answer) && answer[0] != '\0';
	if (given)
		keys_set_password(k, answer);
	auth_wipe(answer, sizeof answer);
	return given;
}

bool
keys_ready(struct keys *k)
{
	if (k->id == 0 && !keys_ask_id(k))
		return false;
	if (k->length == 0 && !keys_ask_password(k)) {
		fputs("Invalid password\n", stderr);
		return false;
	}
	if (k->auth != NULL)
		return true;
	k->auth = auth_new();
	if (k->auth == NULL || auth_add(k->auth, k->id, k->type, k->secret,
	    k->length) != AUTH_OK) {
		fputs("Key not found\n", stderr);
		unmake(k);
		return false;
	}
	auth_trust(k->auth, k->id, k->id);
	return true;
}

size_t
keys_sign(const struct keys *k, uint8_t *packet, size_t len)
{
	return auth_sign(k->auth, k->id, packet, len);
}
