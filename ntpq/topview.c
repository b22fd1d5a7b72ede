/*
 * topview.c -- one frame of "top".
 *
 * The frame has four parts: hosts, the sources of one of them, changes of the
 * selection, and the keys.  Hosts and sources share what rows there are; lines
 * are cut where the terminal ends.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "names.h"
#include "text.h"
#include "topview.h"

#define FIXED 9        /* rows of headings, gaps and keys */
#define MOST 999.9995  /* ms or ppm that a column has room for */
#define CHANGES 4      /* rows of changes, where there are rows to spare */

/* How much of the screen each part gets. */
struct share {
	size_t hosts, sources, changes;
};

void
topview_add(struct topview_host *h, double offset)
{
	if (h->n_offsets == TOPVIEW_LOOKS) {
		memmove(h->offsets, h->offsets + 1,
		    (TOPVIEW_LOOKS - 1) * sizeof h->offsets[0]);
		h->n_offsets--;
	}
	h->offsets[h->n_offsets++] = offset;
}

void
topview_changed(struct topview *v, const struct topview_host *h,
    const char *name, const char *time)
{
	struct topview_change *c;

	if (v->n_changes == TOPVIEW_CHANGES) {
		memmove(v->changes, v->changes + 1,
		    (TOPVIEW_CHANGES - 1) * sizeof v->changes[0]);
		v->n_changes--;
	}
	c = &v->changes[v->n_changes++];
	snprintf(c->time, sizeof c->time, "%s", time);
	snprintf(c->text, sizeof c->text,
	    "%.50s: follows %.40s instead of %.40s", h->name, name[0] != '\0' ? name : "nobody",
	    h->peer_name[0] != '\0' ? h->peer_name : "nobody");
}

void
topview_spark(FILE *out, const double *v, size_t n, bool utf8)
{
	static const char *const blocks[] = { "\u2581", "\u2582", "\u2583",
		"\u2584", "\u2585", "\u2586", "\u2587", "\u2588" };
	static const char ascii[] = "_.,-~+*#";
	const size_t levels = sizeof blocks / sizeof blocks[0];
	double least = 0, most = 0;

	for (size_t i = 0; i < n; i++) {
		least = i == 0 || v[i] < least ? v[i] : least;
		most = i == 0 || v[i] > most ? v[i] : most;
	}
	for (size_t i = 0; i < n; i++) {
		double part = (v[i] - least) / (most - least);
		size_t level = levels / 2;

		if (part >= 0 && part <= 1) /* not if they are all the same */
			level = (size_t)(part * (double)(levels - 1) + 0.5);

		if (utf8)
			fputs(blocks[level], out);
		else
			putc(ascii[level], out);
	}
}

/* Returns the sign for the leap bits of STATUS: nothing to say is a blank. */
static char
leap_sign(uint16_t status)
{
	static const char signs[] = { ' ', '+', '-', '?' };

	return signs[status >> 14];
}

/* Returns true if the system of STATUS follows something. */
static bool
is_synchronised(uint16_t status)
{
	return status >> 14 != LEAP_ALARM;
}

/* Write the numbers of H, in as many columns whatever they are. */
static void
write_numbers(FILE *out, const struct topview_host *h)
{
	bool usual = fabs(h->offset) < MOST && fabs(h->jitter) < MOST &&
	    fabs(h->frequency) < MOST;

	fprintf(out, usual ? " %+9.3f %8.3f %+8.3f " :
	    " %+9.2g %8.2g %+8.2g ", h->offset, h->jitter, h->frequency);
}

static void
write_host(FILE *out, const struct topview *v, const struct topview_host *h)
{
	char name[COOK_NAME], refid[COOK_NAME];

	fprintf(out, "%c%-15.15s ", v->n_hosts > 1 && h == &v->hosts[v->shown] ?
	    '>' : ' ', text_clean(h->name, name, sizeof name));
	if (!h->answers) {
		fprintf(out, "%.*s\n", (int)v->columns - 18, h->why);
		return;
	}
	fprintf(out, "%c%3lu %-15.15s", leap_sign(h->status), h->stratum,
	    text_clean(h->refid, refid, sizeof refid));
	if (is_synchronised(h->status))
		write_numbers(out, h);
	else
		fprintf(out, " %-27s ", "not synchronised");
	topview_spark(out, h->offsets, h->n_offsets, v->utf8);
	putc('\n', out);
}

/* Write up to MOST lines of TEXT, cut to COLUMNS, to OUT. */
static void
write_lines(FILE *out, const char *text, size_t most, size_t columns)
{
	while (*text != '\0' && most-- > 0) {
		size_t len = strcspn(text, "\n");

		fprintf(out, "%.*s\n", (int)(len < columns ? len : columns),
		    text);
		text += text[len] == '\n' ? len + 1 : len;
	}
}

static size_t
count_lines(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* Divide the rows of V. */
static struct share
divide(const struct topview *v)
{
	struct share s = { v->n_hosts, count_lines(v->sources), v->n_changes };
	size_t left = v->rows > FIXED ? v->rows - FIXED : 0;

	if (v->rows == 0)
		return s;
	if (s.changes > CHANGES)
		s.changes = CHANGES;
	if (s.changes > left / 3)
		s.changes = left / 3;
	left -= s.changes;
	if (s.hosts + s.sources > left && s.hosts > left / 2)
		s.hosts = s.sources > left - left / 2 ? left / 2 :
		    left - s.sources;
	if (s.sources > left - s.hosts)
		s.sources = left - s.hosts;
	return s;
}

/* Write as many hosts as fit, the one shown among them. */
static void
write_hosts(FILE *out, const struct topview *v, size_t room)
{
	size_t first = v->shown >= room && room > 0 ? v->shown - room + 1 : 0;

	fputs(" host             st refid           offset ms  +/- ms freq ppm"
	    " offsets\n", out);
	for (size_t i = first; i < v->n_hosts && i - first < room; i++)
		write_host(out, v, &v->hosts[i]);
}

static void
write_changes(FILE *out, const struct topview *v, size_t room)
{
	fputs("\nChanges of the selection\n", out);
	if (v->n_changes == 0)
		fputs("none seen\n", out);
	for (size_t i = v->n_changes - room; i < v->n_changes; i++) {
		const struct topview_change *c = &v->changes[i];
		char text[4 * TOPVIEW_TEXT];

		fprintf(out, "%s %.*s\n", c->time,
		    (int)(v->columns - sizeof "HH:MM:SS"),
		    text_clean(c->text, text, sizeof text));
	}
}

void
topview_write(FILE *out, const struct topview *v)
{
	const struct topview_host *h = &v->hosts[v->shown];
	struct share s = divide(v);
	char name[COOK_NAME];

	fprintf(out, "ntpq top: %zu host%s, every %g s, at %s\n\n",
	    v->n_hosts, v->n_hosts > 1 ? "s" : "", v->every, v->time);
	write_hosts(out, v, s.hosts);
	fprintf(out, "\nSources of %.60s\n",
	    text_clean(h->name, name, sizeof name));
	write_lines(out, v->sources, s.sources, v->columns);
	write_changes(out, v, s.changes);
	if (v->keys)
		fputs("q leave  n next host  p previous  space look now", out);
}
