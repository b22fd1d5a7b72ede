/*
 * override.c -- what the command line says of the configuration.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "override.h"

#define SLEW_STEP "600"  /* s, -x */
#define KEY_MAX 65535    /* greatest id of a symmetric key */
#define DELAY_MAX 16.0   /* s, -r */

/* Add the line "WORDS "VALUE"" to OUT if there is a VALUE. */
static void
add_line(char out[OVERRIDE_ROOM], const char *words, const char *value)
{
	size_t used = strlen(out);

	if (value != NULL)
		snprintf(out + used, OVERRIDE_ROOM - used, "%s \"%s\"\n",
		    words, value);
}

/* Read -r into S (s); returns false if VALUE is no delay. */
static bool
parse_delay(const char *value, double *s)
{
	char *end;

	*s = strtod(value, &end);
	return end != value && *end == '\0' && *s >= 0 && *s <= DELAY_MAX;
}

/* Read -t into ID; returns false if VALUE is no key id. */
static bool
parse_key(const char *value, uint32_t *id)
{
	char *end;
	long n = strtol(value, &end, 10);

	*id = (uint32_t)n;
	return *end == '\0' && n >= 1 && n <= KEY_MAX;
}

void
override_lines(const struct options *o, char text[OVERRIDE_ROOM])
{
	double delay;

	text[0] = '\0';
	if (o->auth != 0)
		strlcat(text, o->auth == 'a' ? "enable auth\n" :
		    "disable auth\n", OVERRIDE_ROOM);
	if (o->bclient)
		strlcat(text, "broadcastclient\n", OVERRIDE_ROOM);
	add_line(text, "keys", o->keyfile);
	add_line(text, "statsdir", o->statsdir);
	add_line(text, "driftfile", o->driftfile);
	add_line(text, "pidfile", o->pidfile);
	if (o->delay != NULL && parse_delay(o->delay, &delay))
		snprintf(text + strlen(text), OVERRIDE_ROOM - strlen(text),
		    "broadcastdelay %.9f\n", delay);
	if (o->n_nics > 0)
		strlcat(text, "interface ignore all\n", OVERRIDE_ROOM);
	for (size_t i = 0; i < o->n_nics; i++)
		add_line(text, "interface listen", o->nics[i]);
	if (o->slew)
		strlcat(text, "tinker step " SLEW_STEP "\n", OVERRIDE_ROOM);
}

/* Trust the keys of -t besides those of the files. */
static bool
add_keys(const struct options *o, struct conf *c)
{
	struct conf_keys *all = reallocarray(c->trusted,
	    c->n_trusted + o->n_keys + 1, sizeof *all);

	if (all == NULL)
		return false;
	c->trusted = all;
	for (size_t i = 0; i < o->n_keys; i++) {
		uint32_t id;

		if (parse_key(o->keys[i], &id))
			all[c->n_trusted++] = (struct conf_keys){ id, id };
	}
	return true;
}

/* Add the variables of --var and --dvar. */
static bool
add_vars(const struct options *o, struct conf *c)
{
	struct conf_var *all = reallocarray(c->vars,
	    c->n_vars + o->n_vars + 1, sizeof *all);

	if (all == NULL)
		return false;
	c->vars = all;
	for (size_t i = 0; i < o->n_vars; i++) {
		const char *text = o->vars[i].text;
		size_t len = strcspn(text, "=");
		struct conf_var v = { .name = strndup(text, len),
			.value = strdup(text + len + (text[len] == '=')),
			.is_default = o->vars[i].is_default,
			.writable = true };

		all[c->n_vars++] = v;
		if (v.name == NULL || v.value == NULL)
			return false;
	}
	return true;
}

bool
override_finish(const struct options *o, struct conf *c)
{
	if (o->port != 0)
		c->port = o->port;
	for (size_t i = 0; i < c->n_assocs && o->quit; i++)
		c->assocs[i].flags |= CONF_IBURST;
	return add_keys(o, c) && add_vars(o, c);
}

bool
override_check(const struct options *o, const struct conf *c)
{
	double delay;
	uint32_t id;

	if (o->delay != NULL && !parse_delay(o->delay, &delay))
		log_printf(PRI_ERR, "command line broadcast delay value %s "
		    "undecodable", o->delay);
	for (size_t i = 0; i < o->n_keys; i++)
		if (!parse_key(o->keys[i], &id))
			log_printf(PRI_ERR, "command line trusted key %s is "
			    "invalid", o->keys[i]);
	if (o->n_nics == 0 && !o->no_virtual)
		return true;
	for (size_t i = 0; i < c->n_nics; i++) {
		if (c->nics[i].at.file == NULL)
			continue;
		log_printf(PRI_ERR, "interface/nic rules are not allowed with "
		    "--interface (-I) or --novirtualips (-L), exiting");
		return false;
	}
	return true;
}
