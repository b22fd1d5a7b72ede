/*
 * conf_own.c -- the directives that classic does not have and chrony's owners
 * know: makestep, local, ratelimit, refclock.
 *
 * What classic can say, too, is put into its words: a local line is a LOCAL
 * clock, or "tos orphan".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_own.h"

#define THRESHOLD_MIN 1e-6 /* s; less is noise */
#define THRESHOLD_MAX 1e10 /* s */
#define LOCAL_STRATUM 10
#define PHC_TYPE 47        /* 127.127.47.N is /dev/ptpN */
#define UNIT_MAX 255
#define LOCAL_CLOCK "127.127.1.0"

/* makestep THRESHOLD LIMIT */
void
conf_own_makestep(struct parser *p, const struct conf_row *row)
{
	struct conf *c = p->conf;
	double threshold;

	parser_next(p);
	threshold = p->token.number;
	if (p->token.kind != TOKEN_INTEGER && p->token.kind != TOKEN_DOUBLE) {
		parser_unexpected(p, "seconds");
		return;
	}
	if (!(threshold >= THRESHOLD_MIN && threshold <= THRESHOLD_MAX)) {
		parser_report(p, CONF_ERROR, PRI_ERR, parser_place(p),
		    "makestep: %.12g s is no threshold, line ignored",
		    threshold);
		return;
	}
	parser_next(p);
	if (p->token.kind != TOKEN_INTEGER) {
		parser_unexpected(p, "a number of updates, -1 for all");
		return;
	}
	c->makestep.threshold = threshold;
	c->makestep.limit = p->token.integer;
	parser_mark(p, row);
	parser_end(p);
}

/* Make the LOCAL clock a source, at the line AT; its stratum is STRATUM. */
static void
add_clock(struct parser *p, int stratum, struct conf_place at)
{
	struct conf *c = p->conf;
	struct conf_assoc a = { .kind = CONF_SERVER, .at = at };
	struct conf_fudge f = { .stratum = stratum, .set = FUDGE_STRATUM,
		.at = at };

	(void)addr_parse(&f.clock, LOCAL_CLOCK);
	a.name = parser_copy(p, LOCAL_CLOCK);
	if (a.name == NULL)
		return;
	if (PARSER_APPEND(p, c->assocs, c->n_assocs, a))
		(void)PARSER_APPEND(p, c->fudges, c->n_fudges, f);
	else
		free(a.name);
}

/* local [stratum N] [orphan] */
void
conf_own_local(struct parser *p, const struct conf_row *row)
{
	struct conf_local local = { .stratum = LOCAL_STRATUM };
	struct conf_place at = parser_place(p);

	parser_next(p);
	(void)parser_options(p, row->options, &local, NULL);
	parser_mark(p, row);
	/* The clock is one stratum above what it makes of us. */
	if (!local.orphan) {
		add_clock(p, local.stratum - 1, at);
	} else {
		p->conf->tos.orphan = local.stratum;
		parser_mark(p, conf_table_find("tos", "orphan"));
	}
}

/* Returns N of TEXT, "/dev/ptpN"; -1 if it is none. */
static int
ptp_number(const char *text)
{
	static const char prefix[] = "/dev/ptp";
	const char *digit = text + strlen(prefix);
	int n = 0;

	if (strncmp(text, prefix, strlen(prefix)) != 0 || *digit == '\0')
		return -1;
	for (; *digit >= '0' && *digit <= '9' && n <= UNIT_MAX; digit++)
		n = 10 * n + *digit - '0';
	return *digit == '\0' && n <= UNIT_MAX ? n : -1;
}

/* refclock phc /dev/ptpN [options of server] */
void
conf_own_refclock(struct parser *p, const struct conf_row *row)
{
	struct conf_assoc a = { .kind = CONF_SERVER, .at = parser_place(p) };
	char name[sizeof "127.127.255.255"];
	int unit;

	parser_next_string(p);
	if (p->token.kind != TOKEN_STRING || strcmp(p->token.text, "phc") != 0) {
		parser_unknown(p, NULL, "phc"); /* chrony has others */
		return;
	}
	parser_next_string(p);
	unit = p->token.kind == TOKEN_STRING ? ptp_number(p->token.text) : -1;
	if (unit < 0) {
		parser_unexpected(p, "/dev/ptpN");
		return;
	}
	snprintf(name, sizeof name, "127.127.%d.%d", PHC_TYPE, unit);
	a.name = parser_copy(p, name);
	if (a.name == NULL)
		return;
	parser_mark(p, row);
	parser_next(p);
	(void)parser_options(p, row->options, &a, &a.set);
	if (!PARSER_APPEND(p, p->conf->assocs, p->conf->n_assocs, a))
		free(a.name);
}

/* ratelimit [interval LOG2] [burst N] [leak LOG2] */
void
conf_own_ratelimit(struct parser *p, const struct conf_row *row)
{
	parser_next(p);
	(void)parser_options(p, row->options, p->conf, NULL);
	parser_mark(p, row);
	p->conf->ratelimit.on = true;
}
