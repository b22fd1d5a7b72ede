/*
 * conf.c -- what ntp.conf says, as plain data.
 *
 * The defaults are those of the classic daemon; the rows of conf_table repeat
 * them as text for people to read, and a test compares the two.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"

static const struct conf defaults = {
	.port = 123,
	.enable = { .auth = true, .kernel = true, .monitor = true, .ntp = true,
	    .stats = true },
	.tinker = { .step_fwd = 0.128, .step_back = 0.128, .stepout = 900,
	    .panic = 1000, .dispersion = 15 * 1e-6, .allan = 11 },
	.tos = { .minclock = 3, .maxclock = 10, .minsane = 1, .ceiling = 16,
	    .orphan = 17, .beacon = 7200, .maxdist = 1.5, .mindist = 0.001,
	    .orphanwait = -1 },
	.discard = { .average = 3, .minimum = 1, .monitor = 3000 },
	.mru = { .mindepth = 600, .maxage = 64 },
	.rlimit = { .memlock = -1 },
	.ratelimit = { .interval = 3, .burst = 8, .leak = 2 },
	.wander = 1e-7,
	.dscp = 48,
};

uint32_t
conf_log_bit(enum conf_log_class c, enum conf_log_kind k)
{
	return 1u << (4 * (unsigned)c + (unsigned)k);
}

/* Returns TEXT without the "line L column C " that it may begin with. */
static const char *
without_place(const char *text)
{
	static const char digits[] = "0123456789";
	const char *at = text;

	if (strncmp(at, "line ", 5) != 0)
		return text;
	at += 5 + strspn(at + 5, digits);
	if (strncmp(at, " column ", 8) != 0)
		return text;
	at += 8 + strspn(at + 8, digits);
	return at + (*at == ' ');
}

void
conf_reply(const struct conf_finding *f, char *text, size_t size)
{
	size_t used = strlen(text);

	if (f->repeated || f->severity == CONF_NOTE)
		return;
	if (used > 0) {
		(void)snprintf(text + used, size - used, "\r\n");
		used = strlen(text);
	}
	if (f->reply != NULL)
		(void)snprintf(text + used, size - used, "%s", f->reply);
	else
		(void)snprintf(text + used, size - used, "column %u %s",
		    f->at.column, without_place(f->text));
}

void
conf_init(struct conf *c)
{
	*c = defaults;
	for (int kind = LOG_KIND_INFO; kind <= LOG_KIND_STATISTICS; kind++)
		c->logmask |= conf_log_bit(LOG_CLASS_SYNC,
		    (enum conf_log_kind)kind);
	c->logmask |= conf_log_bit(LOG_CLASS_SYS, LOG_KIND_EVENTS) |
	    conf_log_bit(LOG_CLASS_SYS, LOG_KIND_STATUS);
}

static void
free_lists(struct conf *c)
{
	for (size_t i = 0; i < c->n_assocs; i++)
		free(c->assocs[i].name);
	for (size_t i = 0; i < c->n_restricts; i++) {
		free(c->restricts[i].name);
		free(c->restricts[i].mask);
	}
	for (size_t i = 0; i < c->n_vars; i++) {
		free(c->vars[i].name);
		free(c->vars[i].value);
	}
	for (size_t i = 0; i < c->n_nics; i++)
		free(c->nics[i].match);
	for (size_t i = 0; i < c->n_unpeers; i++)
		free(c->unpeers[i].name);
	for (size_t i = 0; i < c->n_groups; i++)
		free(c->groups[i].name);
	for (size_t i = 0; i < c->n_filegens; i++)
		free(c->filegens[i].file);
	for (size_t i = 0; i < c->n_traps; i++) {
		free(c->traps[i].host);
		free(c->traps[i].interface);
	}
	for (size_t i = 0; i < c->n_files; i++)
		free(c->files[i]);
	for (size_t i = 0; i < c->n_phones; i++)
		free(c->phones[i]);
}

void
conf_free(struct conf *c)
{
	void *const owned[] = { c->assocs, c->restricts, c->fudges, c->vars,
		c->nics, c->unpeers, c->groups, c->filegens, c->traps,
		c->trusted, c->files, c->driftfile, c->keys, c->leapfile,
		c->logfile, c->pidfile, c->statsdir, c->saveconfigdir,
		c->ntpsigndsocket, c->controlsocket };

	free_lists(c);
	for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
		free(owned[i]);
	memset(c, 0, sizeof *c);
}

/* Set the first LENGTH bits of MASK. */
static void
fill_mask(uint8_t mask[16], unsigned length)
{
	memset(mask, 0, 16);
	for (unsigned i = 0; i < length; i++)
		mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
}

/*
 * Read the decimal number TEXT, at most MAX, into N.
 * Returns false unless all of it is one.
 */
static bool
parse_length(const char *text, unsigned max, unsigned *n)
{
	unsigned value = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || value > max)
			return false;
		value = 10 * value + (unsigned)(*text - '0');
	}
	*n = value;
	return value <= max;
}

/* Split "address/length"; returns false unless NAME is that. */
static bool
parse_cidr(const char *name, struct addr *a, unsigned *length)
{
	const char *slash = strchr(name, '/');
	char text[ADDR_TEXT];
	size_t n = (size_t)(slash - name);

	if (n >= sizeof text)
		return false;
	memcpy(text, name, n);
	text[n] = '\0';
	return addr_parse(a, text) &&
	    parse_length(slash + 1, addr_bits(a->family), length);
}

/* Fill OUT for HOST with LENGTH bits, or with the line's own mask, which may
 * be a number of bits, too. */
static int
fill_rule(const struct conf_restrict *r, const struct addr *host,
    unsigned length, struct access_rule *out)
{
	struct addr mask = { .family = host->family };

	if (r->family != 0 && r->family != host->family)
		return CONF_RESTRICT_ADDRESS;
	if (r->mask == NULL ||
	    parse_length(r->mask, addr_bits(host->family), &length))
		fill_mask(mask.ip, length);
	else if (!addr_parse(&mask, r->mask) || mask.family != host->family)
		return CONF_RESTRICT_MASK;
	memset(out, 0, sizeof *out);
	out->net = *host;
	memcpy(out->mask, mask.ip, sizeof out->mask);
	out->ntpport = r->ntpport;
	out->written = true;
	out->flags = r->flags;
	out->file = r->at.file;
	out->line = r->at.line;
	return 1;
}

int
conf_restrict_host(const struct conf_restrict *r, const struct addr *host,
    struct access_rule *out)
{
	return fill_rule(r, host, addr_bits(host->family), out);
}

int
conf_restrict_rule(const struct conf_restrict *r, struct access_rule out[2])
{
	struct addr a = { 0 };
	unsigned length;
	int n = 0;

	if (r->source)
		return 0;
	if (r->name == NULL) {
		for (a.family = 4; a.family <= 6; a.family += 2)
			if (r->family == 0 || r->family == a.family)
				n += fill_rule(r, &a, 0, &out[n]);
		return n;
	}
	if (strchr(r->name, '/') != NULL) {
		if (!parse_cidr(r->name, &a, &length))
			return CONF_RESTRICT_ADDRESS;
		if (r->mask != NULL)
			return CONF_RESTRICT_MASK;
		return fill_rule(r, &a, length, out);
	}
	if (!addr_parse(&a, r->name))
		return r->mask != NULL && !addr_parse(&a, r->mask) &&
		    !parse_length(r->mask, addr_bits(6), &length) ?
		    CONF_RESTRICT_MASK : 0;
	return conf_restrict_host(r, &a, out);
}

bool
conf_address_fits(enum conf_kind kind, const struct addr *a)
{
	static const uint8_t self[4] = { 127, 0, 0, 1 };

	if (a->family == 4 && a->ip[0] == 127 && !addr_is_refclock(a) &&
	    memcmp(a->ip, self, sizeof self) != 0)
		return false;
	if (kind == CONF_MANYCASTCLIENT)
		return addr_is_multicast(a);
	return kind == CONF_BROADCAST || !addr_is_multicast(a);
}
