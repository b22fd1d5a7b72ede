/*
 * settings.c -- commands that show or set what later commands use.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "settings.h"

#define TIMEOUT_MOST 1000000000 /* ms */

void
settings_timeout(struct ntpq *n, const struct args *a)
{
	if (a->n == 0)
		fprintf(n->out, "primary timeout %u ms\n", n->query.timeout);
	else
		n->query.timeout = a->number[0] < TIMEOUT_MOST ?
		    (unsigned)a->number[0] : TIMEOUT_MOST;
}

void
settings_delay(struct ntpq *n, const struct args *a)
{
	if (a->n == 0)
		fprintf(n->out, "delay %u ms\n", n->delay);
	else
		n->delay = (unsigned)a->number[0];
}

/* Forget what is known of the last host's associations. */
static void
forget_assocs(struct ntpq *n)
{
	free(n->assocs);
	n->assocs = NULL;
	n->n_assocs = 0;
}

void
settings_host(struct ntpq *n, const struct args *a)
{
	unsigned family = n->options.family;
	const char *name = a->text[0];
	enum query_open opened;

	if (name == NULL) {
		if (n->query.fd >= 0)
			fprintf(n->out, "current host is %s\n", n->query.host);
		else
			fputs("no current host\n", n->out);
		return;
	}
	if (strcmp(name, "-4") == 0 || strcmp(name, "-6") == 0) {
		family = (unsigned)(name[1] - '0');
		name = a->text[1];
	}
	if (name == NULL)
		return;
	opened = query_open(&n->query, name, family, n->options.numeric);
	if (opened == QUERY_OPENED) {
		snprintf(n->asked[n->n_asked++ % (sizeof n->asked /
		    sizeof n->asked[0])], COOK_NAME, "%s", name);
		fprintf(n->out, "current host set to %s\n", n->query.host);
		forget_assocs(n);
	} else if (n->query.fd >= 0) {
		fprintf(n->out, "current host remains %s\n", n->query.host);
	} else {
		fputs("still no current host\n", n->out);
	}
}

void
settings_poll(struct ntpq *n, const struct args *a)
{
	(void)a;
	fputs("poll not implemented yet\n", n->out);
}

void
settings_hostnames(struct ntpq *n, const struct args *a)
{
	if (a->n == 0)
		fprintf(n->out, "hostnames %sbeing shown\n",
		    n->options.numeric ? "not " : "");
	else if (strcmp(a->text[0], "yes") == 0)
		n->options.numeric = false;
	else if (strcmp(a->text[0], "no") == 0)
		n->options.numeric = true;
	else
		fputs("What?\n", stderr);
}

void
settings_debug(struct ntpq *n, const struct args *a)
{
	int *level = &n->query.debug;

	if (a->n == 0) {
		fprintf(n->out, "debug level is %d\n", *level);
		return;
	}
	if (strcmp(a->text[0], "no") == 0) {
		*level = 0;
	} else if (strcmp(a->text[0], "more") == 0) {
		++*level;
	} else if (strcmp(a->text[0], "less") == 0) {
		*level -= *level > 0;
	} else {
		fputs("What?\n", n->out);
		return;
	}
	fprintf(n->out, "debug level set to %d\n", *level);
}

void
settings_drefid(struct ntpq *n, const struct args *a)
{
	bool *hash = &n->options.refid_hash;

	if (a->n > 0 && strcmp(a->text[0], "hash") != 0 &&
	    strcmp(a->text[0], "ipv4") != 0) {
		fputs("What?\n", n->out);
		return;
	}
	if (a->n > 0)
		*hash = strcmp(a->text[0], "hash") == 0;
	fprintf(n->out, "drefid value %s %s\n", a->n > 0 ? "set to" : "is",
	    *hash ? "hash" : "ipv4");
}

void
settings_quit(struct ntpq *n, const struct args *a)
{
	(void)a;
	n->quit = true;
}

void
settings_keyid(struct ntpq *n, const struct args *a)
{
	if (a->n > 0) {
		if (a->number[0] > AUTH_KEYID_MAX)
			fputs("Invalid key identifier\n", stderr);
		else
			keys_set_id(&n->query.keys, (uint32_t)a->number[0]);
	} else if (n->query.keys.id == 0) {
		fputs("no keyid defined\n", n->out);
	} else {
		fprintf(n->out, "keyid is %u\n", (unsigned)n->query.keys.id);
	}
}

void
settings_keytype(struct ntpq *n, const struct args *a)
{
	const char *type = a->n > 0 ? a->text[0] : n->query.keys.type;
	unsigned size;

	if (strlen(type) >= KEYS_TYPE || auth_type(type, &size) != AUTH_OK)
		fputs("keytype must be 'md5' or a digest type provided by "
		    "OpenSSL\n", stderr);
	else if (a->n > 0)
		keys_set_type(&n->query.keys, type);
	else
		fprintf(n->out, "keytype is %s with %u octet digests\n", type,
		    size);
}

void
settings_passwd(struct ntpq *n, const struct args *a)
{
	struct keys *k = &n->query.keys;

	if (k->id == 0 && !keys_ask_id(k))
		return;
	if (a->n > 0)
		keys_set_password(k, a->text[0]);
	else if (!keys_ask_password(k))
		fputs("Password unchanged\n", n->out);
}

void
settings_authenticate(struct ntpq *n, const struct args *a)
{
	if (a->n == 0)
		fputs(n->query.keys.always ?
		    "authenticated requests being sent\n" :
		    "unauthenticated requests being sent\n", n->out);
	else if (strcmp(a->text[0], "yes") == 0)
		n->query.keys.always = true;
	else if (strcmp(a->text[0], "no") == 0)
		n->query.keys.always = false;
	else
		fputs("What?\n", stderr);
}

void
settings_version(struct ntpq *n, const struct args *a)
{
	(void)a;
	fputs("ntpq " MEANTIME_VERSION " (meantime)\n", n->out);
}

void
settings_raw(struct ntpq *n, const struct args *a)
{
	(void)a;
	n->raw = true;
	fputs("Output set to raw\n", n->out);
}

void
settings_cooked(struct ntpq *n, const struct args *a)
{
	(void)a;
	n->raw = false;
	fputs("Output set to cooked\n", n->out);
}

void
settings_ntpversion(struct ntpq *n, const struct args *a)
{
	if (a->n == 0)
		fprintf(n->out, "NTP version being claimed is %u\n",
		    n->query.version);
	else if (a->number[0] < 1 || a->number[0] > 4)
		fputs("versions 1 to 4, please\n", stderr);
	else
		n->query.version = (uint8_t)a->number[0];
}

void
settings_help(struct ntpq *n, const struct args *a)
{
	commands_help(n, a->text[0]);
}

/*
 * --- the list of readlist ------------------------------------------------
 */

/* Take the variable NAMED out of LIST.  Returns false if it is not there. */
static bool
take_out(char *list, const struct ctlmsg_var *named)
{
	const char *at = list, *end = list + strlen(list);
	struct ctlmsg_var v;

	while (ctlmsg_next(&at, end, &v)) {
		char *from = list + (v.name - list);

		if (v.name_len != named->name_len ||
		    memcmp(v.name, named->name, v.name_len) != 0)
			continue;
		if (*at == ',')
			at++;
		else if (from > list)
			from--;
		memmove(from, at, strlen(at) + 1);
		return true;
	}
	return false;
}

bool
settings_merge(char *list, const char *text)
{
	const char *end = text + strlen(text);
	struct ctlmsg_var v;

	while (ctlmsg_next(&text, end, &v)) {
		size_t used;
		int len;

		(void)take_out(list, &v); /* usually it is new */
		used = strlen(list);
		len = snprintf(list + used, CTLMSG_DATA + 1 - used,
		    "%s%.*s%s%.*s", used > 0 ? "," : "", (int)v.name_len,
		    v.name, v.value_len > 0 ? "=" : "", (int)v.value_len,
		    v.value);
		if ((size_t)len > CTLMSG_DATA - used) {
			list[used] = '\0';
			return false;
		}
	}
	return true;
}

void
settings_addvars(struct ntpq *n, const struct args *a)
{
	if (!settings_merge(n->vars, a->text[0]))
		fputs("Variable list full\n", stderr);
}

void
settings_rmvars(struct ntpq *n, const struct args *a)
{
	const char *at = a->text[0], *end = at + strlen(at);
	struct ctlmsg_var v;

	while (ctlmsg_next(&at, end, &v))
		if (!take_out(n->vars, &v))
			fprintf(stderr, "Variable `%.*s' not found\n",
			    (int)v.name_len, v.name);
}

void
settings_clearvars(struct ntpq *n, const struct args *a)
{
	(void)a;
	n->vars[0] = '\0';
}

void
settings_showvars(struct ntpq *n, const struct args *a)
{
	const char *at = n->vars, *end = at + strlen(at);
	struct ctlmsg_var v;

	(void)a;
	if (*at == '\0')
		fputs("No variables on list\n", n->out);
	while (ctlmsg_next(&at, end, &v))
		fprintf(n->out, "%.*s%s%.*s\n", (int)v.name_len, v.name,
		    v.value_len > 0 ? "=" : "", (int)v.value_len, v.value);
}
