/*
 * chrony_sources.c -- chronyc's words about sources: sources, sourcestats,
 * selectdata, ntpdata.
 *
 * Signs are chronyc's: an offset is positive if the local clock is ahead, the
 * opposite of ours.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assocs.h"
#include "chrony.h"
#include "names.h"
#include "sheet.h"
#include "source.h"
#include "text.h"

#define NAME 25         /* columns of a source's name */
#define SKEW_MOST 2000.0 /* ppm: nothing is known */

/*
 * --- rows ----------------------------------------------------------------
 */

/* A row of any of these screens; spans in s, chronyc's signs. */
struct row {
	struct source s;
	unsigned long assoc, stratum, poll, reach, samples, runs;
	char mode[2], state[2], leap[2], auth[2], options[6];
	double rootdelay, rootdisp, delay, dispersion, response, valid;
	double last, offset, adjusted, measured, error, span, frequency, skew;
	double jitter, low, high, score;
};

/* Returns number I of S if it was told, otherwise ELSE_. */
static double
number(const struct source *s, enum source_number i, double else_)
{
	return isnan(s->number[i]) ? else_ : s->number[i];
}

/* Returns X as a number without a fraction, 0 if it is out of all range. */
static unsigned
bits_of(double x)
{
	return x >= 0 && x <= 0x7fffffff ? (unsigned)x : 0;
}

/* The same of number I of S. */
static unsigned
bits(const struct source *s, enum source_number i, double else_)
{
	return bits_of(number(s, i, else_));
}

/* Returns the letter of selectdata for what S's host makes of it. */
static char
select_state(const struct source *s)
{
	static const char chosen[] = "?x--++**";
	unsigned select = s->status >> 8 & 7;
	unsigned flash = bits(s, SOURCE_FLASH, 0);

	if (select != SELECT_REJECT)
		return chosen[select];
	if (number(s, SOURCE_NOSELECT, 0) > 0)
		return 'N';
	if (s->row.rec.fp == 0 || s->samples == 0)
		return 'M';
	if (number(s, SOURCE_OFFLINE, 0) > 0 ||
	    (flash & FLASH_PEER_UNREACH) != 0)
		return 'S';
	if ((flash & (FLASH_PEER_STRATUM | FLASH_PEER_LOOP)) != 0)
		return 's';
	return (flash & FLASH_PEER_DIST) != 0 ? 'D' : 'w';
}

/* Fill in what ROW's source says. */
static void
fill(struct row *row, ntp_time now)
{
	static const char states[] = "?x--+-**";
	const struct source *s = &row->s;
	const struct peers_row *p = &s->row;
	double error = chrony_error(p);

	row->assoc = s->id;
	row->stratum = p->stratum < STRATUM_UNSPEC ? p->stratum : 0;
	row->poll = p->hpoll;
	row->reach = p->reach;
	row->mode[0] = addr_is_refclock(&p->remote) ? '#' :
	    p->hmode == MODE_ACTIVE || p->hmode == MODE_PASSIVE ? '=' : '^';
	row->state[0] = states[s->status >> 8 & 7];
	row->leap[0] = "N+-?"[bits(s, SOURCE_LEAP, 3) & 3];
	row->auth[0] = number(s, SOURCE_KEYID, 0) > 0 ? 'Y' : 'N';
	snprintf(row->options, sizeof row->options, "%c%c---",
	    number(s, SOURCE_NOSELECT, 0) > 0 ? 'N' : '-',
	    number(s, SOURCE_PREFER, 0) > 0 ? 'P' : '-');
	row->samples = bits(s, SOURCE_COUNT, s->samples);
	row->runs = s->runs;
	row->last = p->rec.fp >> 32 == 0 ? NAN :
	    fmax(0, ntptime_diff(now, p->rec));
	row->offset = (0 - number(s, SOURCE_OFFSET, p->offset)) / 1e3;
	row->measured = (0 - number(s, SOURCE_MEASURED, p->offset)) / 1e3;
	row->adjusted = isnan(s->number[SOURCE_ADJUSTED]) ? row->measured :
	    (0 - s->number[SOURCE_ADJUSTED]) / 1e3;
	row->error = p->rec.fp == 0 ? 0 : error / 1e3;
	row->span = s->number[SOURCE_SPAN];
	row->frequency = 0 - number(s, SOURCE_FREQ, 0);
	row->skew = number(s, SOURCE_SKEW, SKEW_MOST);
	row->jitter = number(s, SOURCE_STDDEV, p->jitter) / 1e3;
	row->rootdelay = p->rootdelay / 1e3;
	row->rootdisp = p->rootdisp / 1e3;
	row->delay = number(s, SOURCE_ROUNDTRIP, p->delay) / 1e3;
	row->dispersion = p->dispersion / 1e3;
	row->response = s->number[SOURCE_RESPONSE] / 1e3;
	row->valid = s->number[SOURCE_RECEIVED] - s->number[SOURCE_BADAUTH] -
	    s->number[SOURCE_BOGUS] - s->number[SOURCE_OLD];
	row->low = (0 - number(s, SOURCE_INTHIGH, p->offset + error)) / 1e3;
	row->high = (0 - number(s, SOURCE_INTLOW, p->offset - error)) / 1e3;
	if (p->rec.fp == 0)
		row->low = row->high = 0;
}

/* Write S seconds since something; NAN: never. */
static void
write_age(FILE *out, double s)
{
	chrony_age(out, isnan(s) ? -1 : s > 1e9 ? 1000000000 : (long)s);
}

/* Returns true if NAME is the name or the address of S. */
static bool
is_called(const struct source *s, const char *name)
{
	char text[ADDR_TEXT];

	return strcmp(name, s->name) == 0 ||
	    strcmp(name, addr_format(&s->row.remote, text, sizeof text)) == 0;
}

#define CELL(name, kind, field) SHEET_COLUMN(name, kind, struct row, field)

static const struct sheet_column select_columns[] = {
	CELL("associd", COUNT, assoc),
	CELL("state", TEXT, state),
	CELL("name", TEXT, s.name),
	CELL("auth", TEXT, auth),
	CELL("options", TEXT, options),
	CELL("last", NUMBER, last),
	CELL("score", NUMBER, score),
	CELL("low", NUMBER, low),
	CELL("high", NUMBER, high),
	CELL("leap", TEXT, leap),
	SHEET_END
};

/* Returns how far from the truth whom N's host follows may be, ms; NAN. */
static double
leaders_distance(struct ntpq *n)
{
	struct source s;

	for (size_t i = 0; i < n->n_assocs; i++)
		if ((n->assocs[i].status >> 8 & 7) >= SELECT_SYSPEER)
			return source_read(n, &n->assocs[i], &s) ?
			    s.number[SOURCE_ROOTDIST] : NAN;
	return NAN;
}

/*
 * Show the sources of N's host, as S describes them.  FINISH, if there is one,
 * has the last word about a row, and returns false if it is not wanted.  ONLY is
 * the address or name of the one wanted; NULL: all.  Returns how many there
 * were.
 */
static unsigned
show(struct ntpq *n, const struct sheet *s, bool (*finish)(struct row *),
    const char *only)
{
	double leader = NAN;
	unsigned shown = 0;
	struct row row;

	if (!assocs_fetch(n))
		return 0;
	if (s->columns == select_columns)
		leader = leaders_distance(n);
	sheet_begin(n, s);
	for (size_t i = 0; i < n->n_assocs; i++) {
		const struct assoc *a = &n->assocs[i];

		if (!assocs_is(a, ASSOCS_KNOWN))
			continue;
		memset(&row, 0, sizeof row);
		if (!source_read(n, a, &row.s))
			break;
		if (only != NULL && !is_called(&row.s, only))
			continue;
		fill(&row, query_now());
		row.score = leader > 0 && row.s.row.rec.fp != 0 &&
		    row.s.number[SOURCE_ROOTDIST] > 0 ?
		    leader / row.s.number[SOURCE_ROOTDIST] : 1;
		if (finish != NULL && !finish(&row))
			continue;
		sheet_row(n, s, &row);
		shown++;
	}
	sheet_end(n, s);
	return shown;
}

/*
 * Write LEGEND if -v is among A; -a, for sources without an address, changes
 * nothing: all are shown.  Returns false, after a message, if anything else is
 * there.
 */
static bool
take_options(struct ntpq *n, const struct args *a, const char *legend)
{
	bool verbose = false;

	for (int i = 0; i < a->n; i++) {
		if (strcmp(a->text[i], "-v") != 0 &&
		    strcmp(a->text[i], "-a") != 0) {
			fputs("***Only -a and -v may follow\n", stderr);
			n->status = EXIT_FAILURE;
			return false;
		}
		verbose = verbose || a->text[i][1] == 'v';
	}
	if (verbose && !sheet_is_machine(n))
		fputs(legend, n->out);
	return true;
}

/*
 * --- sources -------------------------------------------------------------
 */

static const struct sheet_column sources_columns[] = {
	CELL("associd", COUNT, assoc),
	CELL("mode", TEXT, mode),
	CELL("state", TEXT, state),
	CELL("name", TEXT, s.name),
	CELL("stratum", COUNT, stratum),
	CELL("poll", COUNT, poll),
	CELL("reach", COUNT, reach),
	CELL("last_rx", NUMBER, last),
	CELL("offset", NUMBER, adjusted),
	CELL("measured", NUMBER, measured),
	CELL("error", NUMBER, error),
	SHEET_END
};

static void
write_source(void *ctx, FILE *out, const void *row)
{
	const struct row *r = row;

	(void)ctx;
	chrony_source(out, &r->s.row, r->s.name, r->s.status,
	    r->measured * 1e3, r->adjusted * 1e3, query_now());
}

static const char sources_legend[] =
"\n"
"  .-- What it is: '^' a server, '=' a peer, '#' a clock of this host.\n"
" / .- State: '*' followed, '+' combined with it, '-' set aside,\n"
"| /          'x' disagrees with the majority, '?' cannot be used.\n"
"||                                                 .- xxxx [ yyyy ] +/- zzzz\n"
"||      Answers to the last 8 (octal) --.          |  xxxx = offset by now,\n"
"||      Poll interval (log2 s) ----.    |          |  yyyy = as measured,\n"
"||                                 |    |          |  zzzz = the most it errs.\n"
"||                                 |    |           \\\n";

void
show_sources(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "sources", sources_columns,
		"MS Name/IP address         Stratum Poll Reach LastRx "
		"Last sample               \n"
		"======================================================="
		"========================\n", write_source, NULL };

	if (take_options(n, a, sources_legend))
		(void)show(n, &sheet, NULL, NULL);
}

/*
 * --- sourcestats ---------------------------------------------------------
 */

static const struct sheet_column stats_columns[] = {
	CELL("associd", COUNT, assoc),
	CELL("name", TEXT, s.name),
	CELL("samples", COUNT, samples),
	CELL("runs", COUNT, runs),
	CELL("span", NUMBER, span),
	CELL("frequency", NUMBER, frequency),
	CELL("skew", NUMBER, skew),
	CELL("offset", NUMBER, offset),
	CELL("stddev", NUMBER, jitter),
	SHEET_END
};

static void
write_stats(void *ctx, FILE *out, const void *row)
{
	const struct row *r = row;

	(void)ctx;
	chrony_name(out, r->s.name, NAME);
	fprintf(out, " %3lu %3lu  ", r->samples, r->runs);
	write_age(out, r->span);
	putc(' ', out);
	chrony_ppm(out, r->frequency, true);
	putc(' ', out);
	chrony_ppm(out, r->skew, false);
	fputs("  ", out);
	chrony_span(out, r->offset * 1e3, true);
	fputs("  ", out);
	chrony_span(out, r->jitter * 1e3, false);
	putc('\n', out);
}

static const char stats_legend[] =
"                             .- Samples that the estimates are made of.\n"
"                            /    .- Runs of the last 8 on one side of their mean.\n"
"                           |    /    .- Time from the first sample to the last.\n"
"                           |   |    /      .- Frequency (ppm), + our clock is fast.\n"
"                           |   |   |      /           .- How uncertain that is.\n"
"                           |   |   |     |           /         .- Offset,\n"
"                           |   |   |     |          |          |  + fast.\n"
"                           |   |   |     |          |          |    Jitter -.\n"
"                           |   |   |     |          |          |             |\n";

void
show_sourcestats(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "sourcestats", stats_columns,
		"Name/IP Address            NP  NR  Span  Frequency  "
		"Freq Skew  Offset  Std Dev\n"
		"======================================================="
		"=======================\n", write_stats, NULL };

	if (take_options(n, a, stats_legend))
		(void)show(n, &sheet, NULL, NULL);
}

/*
 * --- selectdata ----------------------------------------------------------
 */

static void
write_select(void *ctx, FILE *out, const void *row)
{
	const struct row *r = row;

	(void)ctx;
	fprintf(out, "%s ", r->state);
	chrony_name(out, r->s.name, NAME);
	fprintf(out, " %s %s %s ", r->auth, r->options, r->options);
	write_age(out, r->last);
	fprintf(out, " %5.1f ", r->score);
	chrony_span(out, r->low * 1e3, true);
	putc(' ', out);
	chrony_span(out, r->high * 1e3, true);
	fprintf(out, "  %s\n", r->leap);
}

/* The letter of this screen says more than that of sources. */
static bool
tell_state(struct row *r)
{
	r->state[0] = select_state(&r->s);
	return true;
}

static const char select_legend[] =
"  . State: N - noselect, s - unsynchronised or follows us, M - no sample yet,\n"
" /         D - too far, w - waits for others or for the end of the start,\n"
"|          S - offline or silent, x - disagrees with the majority,\n"
"|          - - set aside, + - combined, * - followed.\n"
"|   Options in force    ---------.  (N - noselect, P - prefer)\n"
"|   Options configured  ----.     \\\n"
"|   Has a key (Y/N) -----.   \\     \\    Where the truth is -.\n"
"|                        |    |     |                       |\n";

void
show_selectdata(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "selectdata", select_columns,
		"S Name/IP Address        Auth COpts EOpts Last Score     "
		"Interval  Leap\n"
		"======================================================="
		"================\n", write_select, NULL };

	if (take_options(n, a, select_legend))
		(void)show(n, &sheet, tell_state, NULL);
}

/*
 * --- ntpdata -------------------------------------------------------------
 */

/* Only other hosts are looked at. */
static bool
is_host(struct row *r)
{
	return r->mode[0] != '#' && !addr_is_any(&r->s.row.remote);
}

static const struct sheet_column data_columns[] = {
	CELL("associd", COUNT, assoc),
	CELL("name", TEXT, s.name),
	CELL("leap", TEXT, leap),
	CELL("pmode", NUMBER, s.number[SOURCE_PMODE]),
	CELL("version", NUMBER, s.number[SOURCE_VERSION]),
	CELL("stratum", COUNT, stratum),
	CELL("poll", COUNT, s.row.ppoll),
	CELL("precision", NUMBER, s.number[SOURCE_PRECISION]),
	CELL("root_delay", NUMBER, rootdelay),
	CELL("root_dispersion", NUMBER, rootdisp),
	CELL("refid", TEXT, s.refid),
	CELL("reftime", STAMP, s.row.reftime),
	CELL("offset", NUMBER, measured),
	CELL("delay", NUMBER, delay),
	CELL("dispersion", NUMBER, dispersion),
	CELL("response", NUMBER, response),
	CELL("asymmetry", NUMBER, s.asymmetry),
	CELL("tx_kernel", NUMBER, s.number[SOURCE_SENT_BY]),
	CELL("rx_kernel", NUMBER, s.number[SOURCE_RECEIVED_BY]),
	CELL("sent", NUMBER, s.number[SOURCE_SENT]),
	CELL("received", NUMBER, s.number[SOURCE_RECEIVED]),
	CELL("valid", NUMBER, valid),
	CELL("good", NUMBER, s.number[SOURCE_PROCESSED]),
	CELL("kernel_tx", NUMBER, s.number[SOURCE_SENT_KERNEL]),
	CELL("kernel_rx", NUMBER, s.number[SOURCE_RECEIVED_KERNEL]),
	SHEET_END
};

/* Write an address behind LABEL. */
static void
write_address(FILE *out, const char *label, const struct addr *a)
{
	char text[ADDR_TEXT];

	fprintf(out, "%s: %s (%08lX)\n", label, addr_format(a, text,
	    sizeof text), (unsigned long)addr_refid(a));
}

static void
write_header(FILE *out, const struct row *r)
{
	static const char *const modes[] = { "Invalid", "Symmetric active",
		"Symmetric passive", "Client", "Server", "Broadcast",
		"Control", "Private" };
	const struct source *s = &r->s;
	int precision = -(int)bits_of(0 - number(s, SOURCE_PRECISION, 0));
	char date[64];

	fprintf(out, "Leap status     : %s\n",
	    chrony_leap(bits(s, SOURCE_LEAP, 3)));
	fprintf(out, "Version         : %.0f\n",
	    number(s, SOURCE_VERSION, 4));
	fprintf(out, "Mode            : %s\n",
	    modes[bits(s, SOURCE_PMODE, 0) & 7]);
	fprintf(out, "Stratum         : %lu\n", r->stratum);
	fprintf(out, "Poll interval   : %lu (%.0f seconds)\n", s->row.ppoll,
	    ldexp(1, s->row.ppoll < 32 ? (int)s->row.ppoll : 32));
	fprintf(out, "Precision       : %d (%.9f seconds)\n", precision,
	    ldexp(1, precision));
	fprintf(out, "Root delay      : %.6f seconds\n", r->rootdelay);
	fprintf(out, "Root dispersion : %.6f seconds\n", r->rootdisp);
	chrony_refid(out, s->refid, NULL);
	fprintf(out, "Reference time  : %s\n", chrony_date(s->row.reftime,
	    query_now(), date, sizeof date));
}

/* The tests of chronyc, as far as ours are the same; the others pass. */
static void
write_tests(FILE *out, bool heard, unsigned flash)
{
	static const struct { unsigned bits; bool space; } tests[] = {
		{ FLASH_DUP, false }, { FLASH_BOGUS, false },
		{ FLASH_UNSYNC, true },
		{ FLASH_AUTH, false }, { FLASH_STRATUM, false },
		{ FLASH_HEADER, true },
		{ 0, false }, { 0, false }, { 0, false },
		{ FLASH_PEER_LOOP, false }
	};

	fputs("NTP tests       : ", out);
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		putc(heard && (flash & tests[i].bits) == 0 ? '1' : '0', out);
		if (tests[i].space)
			putc(' ', out);
	}
	putc('\n', out);
}

/* Write the count X behind LABEL; "-" if it was not told. */
static void
write_count(FILE *out, const char *label, double x)
{
	if (isnan(x))
		fprintf(out, "%s: -\n", label);
	else
		fprintf(out, "%s: %.0f\n", label, x);
}

/* Returns who says when packets of S leave or come, number I. */
static const char *
stamped(const struct source *s, enum source_number i)
{
	return isnan(s->number[i]) ? "-" : s->number[i] > 0 ? "Kernel" :
	    "Daemon";
}

static void
write_data(void *ctx, FILE *out, const void *row)
{
	const struct row *r = row;
	const struct source *s = &r->s;

	(void)ctx;
	putc('\n', out);
	write_address(out, "Remote address  ", &s->row.remote);
	fprintf(out, "Remote port     : %lu\n", s->row.port);
	write_address(out, "Local address   ", &s->row.local);
	write_header(out, r);
	fprintf(out, "Offset          : %+.9f seconds\n", r->measured);
	fprintf(out, "Peer delay      : %.9f seconds\n", r->delay);
	fprintf(out, "Peer dispersion : %.9f seconds\n", r->dispersion);
	fprintf(out, isnan(r->response) ? "Response time   : -\n" :
	    "Response time   : %.9f seconds\n", r->response);
	fprintf(out, "Jitter asymmetry: %+.2f\n", s->asymmetry);
	write_tests(out, s->row.rec.fp != 0, bits(s, SOURCE_FLASH, 0));
	fprintf(out, "Interleaved     : %s\n",
	    s->number[SOURCE_INTERLEAVED] == 1 ? "Yes" : "No");
	fprintf(out, "Authenticated   : %s\n",
	    number(s, SOURCE_AUTHENTIC, 0) > 0 ? "Yes" : "No");
	fprintf(out, "TX timestamping : %s\nRX timestamping : %s\n",
	    stamped(s, SOURCE_SENT_BY), stamped(s, SOURCE_RECEIVED_BY));
	write_count(out, "Total TX        ", s->number[SOURCE_SENT]);
	write_count(out, "Total RX        ", s->number[SOURCE_RECEIVED]);
	write_count(out, "Total valid RX  ", r->valid);
	write_count(out, "Total good RX   ", s->number[SOURCE_PROCESSED]);
	write_count(out, "Total kernel TX ", s->number[SOURCE_SENT_KERNEL]);
	write_count(out, "Total kernel RX ",
	    s->number[SOURCE_RECEIVED_KERNEL]);
	/* Nobody's hardware is asked, unless the daemon is unknown. */
	write_count(out, "Total HW TX     ",
	    0 * s->number[SOURCE_SENT_KERNEL]);
	write_count(out, "Total HW RX     ",
	    0 * s->number[SOURCE_RECEIVED_KERNEL]);
}

void
show_ntpdata(struct ntpq *n, const struct args *a)
{
	static const struct sheet sheet = { "ntpdata", data_columns, NULL,
		write_data, NULL };

	if (show(n, &sheet, is_host, a->n > 0 ? a->text[0] : NULL) == 0 &&
	    a->n > 0) {
		if (n->query.heard)
			fputs("503 No such source\n", stderr);
		n->status = EXIT_FAILURE;
	}
}
