/*
 * lists.c -- lists of a fixed order: interfaces, restrictions, events; and
 * what an address may do.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "lists.h"
#include "policy.h"

#define TEXT_MAX 4096 /* octets of a text in quotes */

/* --- interfaces ---------------------------------------------------------- */

/* Returns how many associations of S use the address A. */
static unsigned
count_peers(const struct state *s, const struct addr *a)
{
	const struct peer *p;
	unsigned n = 0;

	TAILQ_FOREACH(p, &s->peers, link)
		if (addr_same_host(&p->local, a))
			n++;
	return n;
}

/* Put A of interface number N, with the port we listen on. */
static void
put_address(struct ctlmsg_writer *out, unsigned n, const struct addr *a,
    uint16_t port)
{
	char text[ADDR_TEXT], scope[16] = "";

	if (a->scope != 0)
		snprintf(scope, sizeof scope, "%%%" PRIu32, a->scope);
	ctlmsg_print(out, a->family == 6 ? "addr.%u=[%s%s]:%u" :
	    "addr.%u=%s%s:%u", n, addr_format(a, text, sizeof text), scope,
	    port);
}

void
lists_interfaces(const struct state *s, double mono,
    const struct report_iface *iface, unsigned n, unsigned first,
    struct ctlmsg_writer *out)
{
	for (unsigned i = 0; i < n; i++) {
		const struct report_iface *f = &iface[i];
		unsigned k = first + i;
		bool wildcard = addr_is_any(&f->addr);

		put_address(out, k, &f->addr, s->conf->port);
		ctlmsg_print(out, "bcast.%u", k);
		ctlmsg_print(out, "en.%u=%d", k, !f->drop);
		ctlmsg_print(out, "name.%u=\"%.*s\"", k, REPORT_NAME, f->name);
		ctlmsg_print(out, "flags.%u=0x%x", k, f->flags);
		ctlmsg_print(out, "tl.%u=0", k);
		ctlmsg_print(out, "mc.%u=0", k);
		ctlmsg_print(out, "rx.%u=%" PRIu64, k, f->received);
		ctlmsg_print(out, "tx.%u=%" PRIu64, k, f->sent);
		ctlmsg_print(out, "txerr.%u=%" PRIu64, k, f->failed);
		ctlmsg_print(out, "pc.%u=%u", k, wildcard ? 0 :
		    count_peers(s, &f->addr));
		ctlmsg_print(out, "up.%u=%.0f", k, mono - f->since);
	}
}

/* --- restrictions -------------------------------------------------------- */

/* The rules being put in order. */
struct rules {
	const struct access_rule **list;
	size_t n;
};

static void
add_rule(void *ctx, const struct access_rule *rule)
{
	struct rules *r = ctx;

	r->list[r->n++] = rule;
}

/* The order of matching, as qsort(3) asks. */
static int
compare_rules(const void *x, const void *y)
{
	const struct access_rule *a = *(const struct access_rule *const *)x;
	const struct access_rule *b = *(const struct access_rule *const *)y;
	int order = (int)a->net.family - (int)b->net.family;

	if (order == 0)
		order = memcmp(b->net.ip, a->net.ip, sizeof a->net.ip);
	if (order == 0)
		order = memcmp(b->mask, a->mask, sizeof a->mask);
	return order != 0 ? order : (int)b->ntpport - (int)a->ntpport;
}

/* Write the words of RULE's flags into TEXT of SIZE octets. */
static void
format_flags(const struct access_rule *rule, char *text, size_t size)
{
	size_t at = (size_t)snprintf(text, size, "%s",
	    rule->ntpport ? "ntpport" : "");

	for (uint32_t flag = 1; flag <= ACCESS_NOMRULIST; flag <<= 1)
		if ((rule->flags & flag) != 0 && at < size)
			at += (size_t)snprintf(text + at, size - at, "%s%s",
			    at > 0 ? " " : "", access_flag_name(flag));
}

static void
put_rule(struct ctlmsg_writer *out, unsigned n, const struct access_rule *rule)
{
	char text[ADDR_TEXT], flags[CTLMSG_ITEM / 2];
	struct addr mask = { .family = rule->net.family };

	memcpy(mask.ip, rule->mask, addr_bits(mask.family) / 8);
	format_flags(rule, flags, sizeof flags);
	ctlmsg_print(out, "addr.%u=%s", n,
	    addr_format(&rule->net, text, sizeof text));
	ctlmsg_print(out, "mask.%u=%s", n,
	    addr_format(&mask, text, sizeof text));
	ctlmsg_print(out, "hits.%u=%" PRIu64, n, rule->hits);
	ctlmsg_print(out, flags[0] != '\0' ? "flags.%u=%s" : "flags.%u", n,
	    flags);
}

bool
lists_restrictions(const struct state *s, struct ctlmsg_writer *out)
{
	struct rules r = { calloc(access_count(s->access), sizeof *r.list),
		0 };

	if (r.list == NULL)
		return false;
	access_each(s->access, add_rule, &r);
	qsort(r.list, r.n, sizeof *r.list, compare_rules);
	for (size_t i = 0; i < r.n; i++)
		put_rule(out, (unsigned)i, r.list[i]);
	free(r.list);
	ctlmsg_end(out);
	return true;
}

/* --- in words ------------------------------------------------------------ */

/* Put "NAME="TEXT"", without the characters that would end it. */
static void
put_quoted(struct ctlmsg_writer *out, const char *name, const char *text)
{
	char item[TEXT_MAX];
	size_t n;

	n = (size_t)snprintf(item, sizeof item - 1, "%s=\"%s", name, text);
	if (n > sizeof item - 2)
		n = sizeof item - 2;
	for (size_t i = strlen(name) + 2; i < n; i++)
		if (item[i] < ' ' || item[i] > '~' || item[i] == '"')
			item[i] = '?';
	item[n] = '"';
	ctlmsg_item(out, item, n + 1);
}

void
lists_access(const struct state *s, const struct addr *addr,
    struct ctlmsg_writer *out)
{
	static const char *const words[] = { "time", "query", "modify", "peer",
		"trap" }; /* as the bits of enum policy_may */
	struct access_answer answer;
	struct access_rule rule;
	char text[TEXT_MAX] = "";
	unsigned may;
	size_t n = 0;

	state_access(s, addr, &answer, &rule);
	may = policy_may(&answer, state_is_own(s, addr));
	for (uint32_t flag = 1; flag <= ACCESS_NOMRULIST; flag <<= 1)
		if ((answer.flags & flag) != 0)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
			    n > 0 ? " " : "", access_flag_name(flag));
	put_quoted(out, "flags", text);
	text[n = 0] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if ((may >> i & 1) != 0)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
			    n > 0 ? " " : "", words[i]);
	put_quoted(out, "may", text);
	snprintf(text, sizeof text, answer.rule->file != NULL ? "%s:%u" :
	    "built in", answer.rule->file, answer.rule->line);
	put_quoted(out, "line", text);
	ctlmsg_end(out);
}

void
lists_events(const struct state *s, uint64_t first, struct ctlmsg_writer *out)
{
	uint64_t last = recent_last(s->recent);
	uint64_t oldest = last < RECENT_LINES ? 1 : last - RECENT_LINES + 1;

	ctlmsg_print(out, "newest=%" PRIu64, last);
	if (first < oldest)
		first = oldest;
	for (unsigned n = 0; n < LISTS_EVENTS; n++, first++) {
		const struct recent_line *l = recent_line(s->recent, first);
		char name[32];

		if (l == NULL)
			break;
		ctlmsg_print(out, "at.%" PRIu64 "=0x%08" PRIx32 ".%08" PRIx32,
		    first, (uint32_t)(l->at.fp >> 32), (uint32_t)l->at.fp);
		snprintf(name, sizeof name, "line.%" PRIu64, first);
		put_quoted(out, name, l->text);
	}
	ctlmsg_end(out);
}
