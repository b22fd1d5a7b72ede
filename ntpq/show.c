/*
 * show.c -- commands that ask the host and show what it says.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "addr.h"
#include "assocs.h"
#include "machine.h"
#include "names.h"
#include "peers.h"
#include "settings.h"
#include "sheet.h"
#include "show.h"
#include "text.h"

#define NTP_PORT 123
#define ID_MOST 65535 /* association ids have 16 bits */

/*
 * --- variables -----------------------------------------------------------
 */

/* A question about variables. */
struct question {
	enum ctlmsg_op op;
	enum cook_set set;
	unsigned long assoc;
	const char *names;  /* "name,name=value"; "": those the host likes */
};

/* Say that the answer to Q is empty. */
static void
write_nothing(struct ntpq *n, const struct question *q)
{
	const char *clock = q->set == COOK_CLOCK ? " clock" : "";

	query_prefix(&n->query, n->out);
	if (q->assoc == 0)
		fprintf(n->out, "No system%s variables returned\n", clock);
	else
		fprintf(n->out, "No information returned for%s association "
		    "%lu\n", clock, q->assoc);
}

/* Write the status line of the answer to Q. */
static void
write_status(struct ntpq *n, const struct question *q)
{
	uint16_t status = n->query.reply.status;
	char text[160];

	if (n->raw)
		fprintf(n->out, "associd=%lu status=0x%04x,\n", q->assoc,
		    status);
	else
		fprintf(n->out, "associd=%lu status=%04x %s,\n", q->assoc,
		    status, cook_status(q->set, status, text, sizeof text));
}

/* Ask Q and show the answer.  Returns false if there is none. */
static bool
ask(struct ntpq *n, const struct question *q)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	const char *data = (const char *)r->data;

	if (q->assoc > ID_MOST) {
		fprintf(stderr, "***Invalid association ID %lu specified\n",
		    q->assoc);
		return false;
	}
	if (!query_ask(&n->query, q->op, (uint16_t)q->assoc, q->names,
	    strlen(q->names)))
		return false;
	if (sheet_is_machine(n)) {
		machine_vars(n, q->assoc);
		return true;
	}
	if (r->length == 0) {
		write_nothing(n, q);
		return true;
	}
	query_prefix(&n->query, n->out);
	if (q->names[0] == '\0' || n->options.old_rv)
		write_status(n, q);
	if (n->raw)
		text_raw(n->out, data, r->length);
	else
		cook_list(n->out, q->set, data, r->length, ntpq_names(n),
		    query_now());
	return true;
}

/* The variables of association ASSOC, or of the system if it is 0. */
static bool
ask_readvar(struct ntpq *n, unsigned long assoc, const char *names)
{
	struct question q = { CTL_READVAR, assoc == 0 ? COOK_SYS : COOK_PEER,
		assoc, names };

	return ask(n, &q);
}

/*
 * Put the names among the arguments A from FIRST on into NAMES.  What does not
 * fit into a request is left out, as ever.
 */
static void
collect_names(const struct args *a, int first, char names[CTLMSG_DATA + 1])
{
	names[0] = '\0';
	for (int i = first; i < a->n; i++)
		if (!settings_merge(names, a->text[i]))
			return;
}

/* The host is asked for variables that other daemons do not have: they say
 * that they do not know them. */
void
show_access(struct ntpq *n, const struct args *a)
{
	char names[CTLMSG_DATA + 1];
	struct addr addr;

	if (!addr_parse(&addr, a->text[0])) {
		fprintf(stderr, "%s is not an address\n", a->text[0]);
		return;
	}
	snprintf(names, sizeof names, "access=%s", a->text[0]);
	if (!ask_readvar(n, 0, names))
		fprintf(stderr, "only ntpd of meantime tells about access, on "
		    "its host or to signed requests\n");
}

void
show_readvar(struct ntpq *n, const struct args *a)
{
	char names[CTLMSG_DATA + 1];

	collect_names(a, 1, names);
	(void)ask_readvar(n, a->number[0], names);
}

void
show_readlist(struct ntpq *n, const struct args *a)
{
	(void)ask_readvar(n, a->number[0], n->vars);
}

void
show_clockvar(struct ntpq *n, const struct args *a)
{
	char names[CTLMSG_DATA + 1];
	struct question q = { CTL_READCLOCK, COOK_CLOCK, a->number[0], names };

	collect_names(a, 1, names);
	(void)ask(n, &q);
}

void
show_clocklist(struct ntpq *n, const struct args *a)
{
	struct question q = { CTL_READCLOCK, COOK_CLOCK, a->number[0],
		n->vars };

	(void)ask(n, &q);
}

void
show_pstatus(struct ntpq *n, const struct args *a)
{
	struct question q = { CTL_READSTAT, COOK_PEER, a->number[0], "" };

	if (q.assoc == 0)
		fputs("***Invalid association ID 0 specified\n", stderr);
	else
		(void)ask(n, &q);
}

/*
 * Show the variables NAMES of the associations from A's first to its second
 * argument, in the order of the list.
 */
static void
read_range(struct ntpq *n, const struct args *a, const char *names)
{
	int from, to, swap;

	if (n->n_assocs == 0 && !assocs_fetch(n))
		return;
	from = assocs_find(n, a->number[0]);
	to = assocs_find(n, a->number[1]);
	if (from < 0 || to < 0) {
		fprintf(stderr, "***Association ID %lu not found in list\n",
		    a->number[from < 0 ? 0 : 1]);
		return;
	}
	if (from > to) {
		swap = from;
		from = to;
		to = swap;
	}
	for (int i = from; i <= to; i++) {
		if (i > from && !sheet_is_machine(n))
			putc('\n', n->out);
		if (!ask_readvar(n, n->assocs[i].id, names))
			return;
	}
}

void
show_mreadvar(struct ntpq *n, const struct args *a)
{
	char names[CTLMSG_DATA + 1];

	collect_names(a, 2, names);
	read_range(n, a, names);
}

void
show_mreadlist(struct ntpq *n, const struct args *a)
{
	read_range(n, a, n->vars);
}

/*
 * --- associations --------------------------------------------------------
 */

/*
 * Fetch the associations.  Returns false, after saying so, if none came; for
 * programs an empty list is one, too.
 */
static bool
fetch_some(struct ntpq *n)
{
	if (!assocs_fetch(n))
		return false;
	if (n->n_assocs > 0 || sheet_is_machine(n))
		return true;
	query_prefix(&n->query, n->out);
	fputs("No association ID's returned\n", n->out);
	return false;
}

static void
write_assocs(struct ntpq *n, enum assocs_which which)
{
	if (sheet_is_machine(n))
		assocs_sheet(n, which);
	else
		assocs_write(n->out, n->assocs, n->n_assocs, which,
		    n->query.version);
}

void
show_associations(struct ntpq *n, const struct args *a)
{
	(void)a;
	if (fetch_some(n))
		write_assocs(n, ASSOCS_KNOWN);
}

void
show_lassociations(struct ntpq *n, const struct args *a)
{
	(void)a;
	if (fetch_some(n))
		write_assocs(n, ASSOCS_ALL);
}

/* Show the list as it was last fetched. */
static void
write_cached(struct ntpq *n, enum assocs_which which)
{
	if (n->n_assocs == 0 && !sheet_is_machine(n))
		fputs("No association ID's in list\n", n->out);
	else
		write_assocs(n, which);
}

void
show_passociations(struct ntpq *n, const struct args *a)
{
	(void)a;
	write_cached(n, ASSOCS_KNOWN);
}

void
show_lpassociations(struct ntpq *n, const struct args *a)
{
	(void)a;
	write_cached(n, ASSOCS_ALL);
}

/*
 * --- peers ---------------------------------------------------------------
 */

/*
 * Returns true if ROW of the association A is not to be shown: it is of the
 * other FAMILY (4, 6; 0: either), or a stranger that asks us from some port of
 * its own.  What the host's owner configured is shown whatever its port.
 */
static bool
is_hidden(const struct ntpq *n, const struct peers_row *row,
    const struct assoc *a, unsigned family)
{
	if (family != 0 && row->remote.family != family)
		return true;
	return row->port != 0 && row->port != NTP_PORT &&
	    row->port != n->options.port &&
	    (a->status >> 8 & PEERST_CONFIG) == 0;
}

/*
 * Put the name of ROW's remote host into NAME.  A host whose name has not been
 * resolved yet has no address: then the server may tell the name.
 *
 * Returns false if it does not answer.
 */
static bool
name_remote(struct ntpq *n, struct peers_row *row, uint16_t id, char *name,
    size_t size)
{
	const struct ctlmsg_reply *r = &n->query.reply;

	if (addr_is_any(&row->remote) && row->host[0] == '\0') {
		switch (query_try(&n->query, id, "srchost")) {
		case QUERY_ANSWERED:
			peers_add(row, (const char *)r->data, r->length);
			break;
		case QUERY_REFUSED: /* it does not know such names */
			break;
		case QUERY_SILENT:
			return false;
		}
	}
	if (addr_is_any(&row->remote) && row->host[0] != '\0')
		snprintf(name, size, "%s", row->host);
	else
		cook_host(&row->remote, ntpq_names(n), name, size);
	return true;
}

/* Ask for the association A and write its row. */
static bool
write_peer(struct ntpq *n, const struct peers_layout *layout,
    const struct assoc *a, unsigned family)
{
	const struct ctlmsg_reply *r = &n->query.reply;
	char cell[COOK_NAME] = "", name[COOK_NAME];
	struct peers_row row;

	if (!query_ask(&n->query, CTL_READVAR, a->id, "", 0))
		return false;
	if (r->length == 0) {
		query_prefix(&n->query, n->query.errors);
		fprintf(n->query.errors,
		    "***No information returned for association %u\n", a->id);
		return false;
	}
	peers_read(&row, (const char *)r->data, r->length);
	row.assoc = a->id;
	if (is_hidden(n, &row, a, family))
		return true;
	if (layout->style == PEERS_LOCAL)
		snprintf(cell, sizeof cell, "%s", n->query.host);
	else if (layout->cell > 0)
		cook_host(&row.local, ntpq_names(n), cell, sizeof cell);
	if (!name_remote(n, &row, a->id, name, sizeof name))
		return false;
	peers_write(n->out, &row, layout, cell, name, a->status, query_now());
	return true;
}

/* The screens of this family: STYLE and WHICH, of the family A names. */
static void
write_peers(struct ntpq *n, const struct args *a, enum peers_style style,
    enum assocs_which which)
{
	const struct peers_layout layout = { style, n->options.wide, n->cell,
		n->query.version };

	if (sheet_is_machine(n)) {
		if (assocs_fetch(n))
			machine_sources(n, which == ASSOCS_ALL);
		return;
	}
	if (!fetch_some(n))
		return;
	peers_head(n->out, &layout);
	for (size_t i = 0; i < n->n_assocs; i++)
		if (assocs_is(&n->assocs[i], which) &&
		    !write_peer(n, &layout, &n->assocs[i],
		    (unsigned)a->number[0]))
			return;
}

void
show_peers(struct ntpq *n, const struct args *a)
{
	write_peers(n, a, n->options.refid_hash ? PEERS_ASSOC : PEERS_REFID,
	    ASSOCS_KNOWN);
}

void
show_apeers(struct ntpq *n, const struct args *a)
{
	write_peers(n, a, PEERS_ASSOC, ASSOCS_KNOWN);
}

void
show_lpeers(struct ntpq *n, const struct args *a)
{
	write_peers(n, a, n->options.refid_hash ? PEERS_HASH : PEERS_REFID,
	    ASSOCS_ALL);
}

void
show_opeers(struct ntpq *n, const struct args *a)
{
	write_peers(n, a, PEERS_LOCAL, ASSOCS_KNOWN);
}

void
show_lopeers(struct ntpq *n, const struct args *a)
{
	write_peers(n, a, PEERS_LOCAL, ASSOCS_ALL);
}
