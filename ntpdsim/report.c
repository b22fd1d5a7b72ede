/*
 * report.c -- what came of a simulation: a table, JSON, a drawing.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

#define US 1e-6
#define WIDTH 960
#define HEIGHT 360
#define MARGIN 60

static const char *const measures[] = { "rms", "max", "spread", "stratum" };

/* Returns the unit that the limits of measure M are printed in, s. */
static double
unit_of(enum sim_measure m)
{
	return m == SIM_STRATUM ? 1 : US;
}

static void
print_expect(const struct run *r, size_t k)
{
	const struct sim_expect *e = &r->s->expects[k];
	const struct run_expect *x = &r->expects[k];
	double unit = unit_of(e->measure);

	printf("%s  %s:%u:", x->met ? "PASS" : "FAIL", r->s->file, e->line);
	for (int i = 0; i < r->s->n_hosts; i++)
		if (e->hosts & 1u << i)
			printf(" %s", r->s->hosts[i].name);
	printf(" %s %.4g%s, limit %.4g%s\n", measures[e->measure],
	    x->value / unit, unit == US ? " us" : "", e->limit / unit,
	    unit == US ? " us" : "");
}

void
run_print(const struct run *r)
{
	size_t passed = 0;

	printf("\nhost        stratum      RMS us      max us      end us  "
	    "packets  s/packet  outside\n");
	for (int i = 0; i < r->s->n_hosts; i++) {
		const struct run_host *h = &r->seen[i];

		if (r->s->hosts[i].truth || h->looks == 0)
			continue;
		printf("%-10s %8d %11.1f %11.1f %11.1f %8u %9.1f %8.0f\n",
		    r->s->hosts[i].name, h->stratum,
		    sqrt(h->sum / h->looks) / US, h->max / US, h->last / US,
		    h->sent, h->sent > 0 ? r->s->length / h->sent : 0,
		    h->outside);
	}
	for (size_t k = 0; k < r->s->n_expects; k++) {
		print_expect(r, k);
		passed += r->expects[k].met;
	}
	printf("seed %llu, %.0f s: %zu passed, %zu failed\n",
	    (unsigned long long)r->s->seed, r->s->length, passed,
	    r->s->n_expects - passed);
}

/* Print TEXT as a JSON string; names hold no control characters. */
static void
print_string(const char *text)
{
	putchar('"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar((unsigned char)*text < ' ' ? ' ' : *text);
	}
	putchar('"');
}

void
run_print_json(const struct run *r)
{
	const char *comma = "";

	printf("{\"scenario\": ");
	print_string(r->s->file);
	printf(", \"seed\": %llu, \"length\": %.17g, \"hosts\": [",
	    (unsigned long long)r->s->seed, r->s->length);
	for (int i = 0; i < r->s->n_hosts; i++) {
		const struct run_host *h = &r->seen[i];

		if (r->s->hosts[i].truth || h->looks == 0)
			continue;
		printf("%s{\"name\": ", comma);
		print_string(r->s->hosts[i].name);
		printf(", \"stratum\": %d, \"rms\": %.9g, \"max\": %.9g, "
		    "\"end\": %.9g, \"packets\": %u, \"bounded\": %.0f, "
		    "\"outside\": %.0f}", h->stratum,
		    sqrt(h->sum / h->looks), h->max, h->last, h->sent,
		    h->bounded, h->outside);
		comma = ", ";
	}
	printf("], \"expectations\": [");
	for (size_t k = 0; k < r->s->n_expects; k++)
		printf("%s{\"line\": %u, \"measure\": \"%s\", \"value\": %.9g, "
		    "\"limit\": %.9g, \"met\": %s}", k > 0 ? ", " : "",
		    r->s->expects[k].line, measures[r->s->expects[k].measure],
		    r->expects[k].value, r->s->expects[k].limit,
		    r->expects[k].met ? "true" : "false");
	printf("]}\n");
}

/* Returns the scale of the drawing: s at its upper edge, a power of ten. */
static double
scale_of(const struct run *r)
{
	double most = 1e-9;

	/* The first twentieth is the start, far out and soon over. */
	for (int i = 0; i < r->s->n_hosts; i++)
		for (size_t k = r->points / 20; k < r->points; k++)
			most = fmax(most, fabs(r->seen[i].curve[k]));
	return pow(10, ceil(log10(most)));
}

static void
draw_curve(FILE *f, const struct run *r, int i, double scale)
{
	static const char *const colours[] = { "#1f77b4", "#d62728", "#2ca02c",
		"#9467bd", "#ff7f0e", "#8c564b" };

	fprintf(f, "<polyline fill='none' stroke='%s' points='",
	    colours[i % 6]);
	for (size_t k = 0; k < r->points; k++) {
		double y = fmax(-1, fmin(1, r->seen[i].curve[k] / scale));

		fprintf(f, "%.1f,%.1f ", MARGIN + (double)k * (WIDTH -
		    2 * MARGIN) / RUN_POINTS, HEIGHT / 2.0 - y * (HEIGHT / 2.0 -
		    MARGIN));
	}
	fprintf(f, "'/>\n<text x='%d' y='%d' fill='%s'>%s</text>\n",
	    WIDTH - MARGIN, MARGIN + 16 * i, colours[i % 6],
	    r->s->hosts[i].name);
}

int
run_draw(const struct run *r, const char *file)
{
	FILE *f = fopen(file, "we");
	double scale = scale_of(r);

	if (f == NULL)
		return -1;
	fprintf(f, "<svg xmlns='http://www.w3.org/2000/svg' width='%d' "
	    "height='%d' font-family='sans-serif' font-size='12'>\n"
	    "<rect width='100%%' height='100%%' fill='white'/>\n"
	    "<line x1='%d' x2='%d' y1='%d' y2='%d' stroke='#999'/>\n"
	    "<text x='4' y='%d'>+%g s</text><text x='4' y='%d'>-%g s</text>"
	    "<text x='%d' y='%d'>%.0f s</text>\n", WIDTH, HEIGHT, MARGIN,
	    WIDTH - MARGIN, HEIGHT / 2, HEIGHT / 2, MARGIN, scale,
	    HEIGHT - MARGIN, scale, WIDTH - 2 * MARGIN, HEIGHT / 2 + 16,
	    r->s->length);
	for (int i = 0; i < r->s->n_hosts; i++)
		if (!r->s->hosts[i].truth)
			draw_curve(f, r, i, scale);
	fprintf(f, "</svg>\n");
	return fclose(f);
}
