/*
 * output.c -- every word ntpdate says about servers and the clock.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "names.h"
#include "output.h"

#define LINE 1024    /* octets of a log line */
#define ROW 4        /* filter cells on a row */

void
output_open(struct output *out, const char *program, bool to_syslog,
    bool debug)
{
	const char *slash = strrchr(program, '/');

	out->name = slash == NULL ? program : slash + 1;
	out->syslog = to_syslog;
	out->terminal = !to_syslog || debug;
	(void)setvbuf(stdout, NULL, _IOLBF, 0); /* else order may differ */
	if (to_syslog) {
		openlog(out->name, LOG_PID, LOG_DAEMON);
		setlogmask(LOG_UPTO(debug ? LOG_DEBUG : LOG_INFO));
	}
}

/* Write what goes before a line, "21 Nov 06:49:56 ntpdate[30704]: ". */
static void
print_prefix(const struct output *out, FILE *to)
{
	char date[32] = "";
	time_t now = time(NULL);
	struct tm tm;

	if (localtime_r(&now, &tm) != NULL)
		(void)strftime(date, sizeof date, "%e %b %H:%M:%S", &tm);
	fprintf(to, "%s %s[%ld]: ", date, out->name, (long)getpid());
}

void
output_log(const struct output *out, enum priority priority,
    const char *format, ...)
{
	FILE *to = priority <= PRI_ERR ? stderr : stdout;
	char line[LINE];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(line, sizeof line, format, ap); /* cut if too long */
	va_end(ap);
	if (out->syslog)
		syslog((int)priority, "%s", line);
	if (!out->terminal || (out->json && to == stdout))
		return;
	print_prefix(out, to);
	fprintf(to, "%s\n", line);
}

void
output_server(const struct oneshot_server *s)
{
	char text[ADDR_TEXT];

	printf("server %s, stratum %d, offset %.6f, delay %.5f\n",
	    addr_format(&s->addr, text, sizeof text), s->stratum, s->offset,
	    s->delay);
}

/* Print the stamp T after LABEL, as hex and as local date. */
static void
print_stamp(const char *label, ntp_time t)
{
	/* An unset stamp is shown as what it looks like, the year 1900. */
	int64_t pivot = ntptime_is_zero(t) ? 0 : (int64_t)time(NULL);
	uint32_t fraction = (uint32_t)t.fp, nsec;
	char date[64] = "";
	int64_t sec;
	struct tm tm;
	time_t when;

	t.fp &= ~(uint64_t)0xffffffff; /* no rounding up of the second */
	ntptime_to_unix(t, pivot, &sec, &nsec);
	when = (time_t)sec;
	if (localtime_r(&when, &tm) != NULL)
		(void)strftime(date, sizeof date, "%a, %b %e %Y %k:%M:%S", &tm);
	printf("%s%08x.%08x  %s.%03u\n", label, (unsigned)(t.fp >> 32),
	    (unsigned)fraction, date,
	    (unsigned)((uint64_t)fraction * 1000 >> 32));
}

static void
print_refid(const struct oneshot_server *s)
{
	char text[ADDR_TEXT];

	if (s->stratum == 1)
		names_refid(s->refid, s->stratum, text, sizeof text);
	else
		addr_format(&s->addr, text, sizeof text);
	printf("refid [%s], delay %.5f, dispersion %.5f\n", text, s->delay,
	    s->disp);
}

/* Print the samples' offsets or delays in two rows of cells. */
static void
print_cells(const char *label, const struct oneshot_server *s, bool offsets)
{
	fputs(label, stdout);
	for (int i = 0; i < ONESHOT_SAMPLES; i++) {
		char cell[400];

		if (i == ROW)
			fputs("\n        ", stdout);
		snprintf(cell, sizeof cell, "%.*f", offsets ? 6 : 5,
		    offsets ? s->sample[i].offset : s->sample[i].delay);
		printf(" %-8.8s", cell);
	}
	putchar('\n');
}

void
output_server_all(const struct oneshot_server *s)
{
	char text[ADDR_TEXT];

	printf("server %s, port %u\n",
	    addr_format(&s->addr, text, sizeof text), s->addr.port);
	printf("stratum %d, precision %d, leap %c%c, trust %03o\n", s->stratum,
	    s->precision, s->leap & 2 ? '1' : '0', s->leap & 1 ? '1' : '0',
	    s->trust);
	print_refid(s);
	printf("transmitted %d, in filter %d\n", s->sent, s->count);
	print_stamp("reference time:    ", s->reftime);
	print_stamp("originate timestamp: ", s->xmt);
	print_stamp("transmit timestamp:  ", s->t1);
	print_cells("filter delay: ", s, false);
	print_cells("filter offset:", s, true);
	printf("delay %.5f, dispersion %.5f\noffset %.6f\n\n", s->delay,
	    s->disp, s->offset);
}

void
output_drop(const struct oneshot_server *s)
{
	char text[ADDR_TEXT];

	if (s->drop != ONESHOT_USABLE)
		printf("%s: Server dropped: %s\n",
		    addr_format(&s->addr, text, sizeof text),
		    oneshot_drop_text(s->drop));
}

void
output_verdict(enum verdict verdict, const struct rx *rx)
{
	switch (verdict) {
	case VERDICT_BAD_LENGTH:
		printf("receive: packet length %zu\n", rx->len);
		break;
	case VERDICT_BAD_VERSION:
	case VERDICT_BAD_MODE:
	case VERDICT_BAD_HEADER:
		printf("receive: mode %d stratum %d\n", rx->data[0] & 7,
		    rx->data[1]);
		break;
	case VERDICT_DECLINED:
	case VERDICT_BAD_PORT:
		puts("receive: server not found");
		break;
	case VERDICT_BOGUS:
	case VERDICT_DUPLICATE:
		puts("receive: pkt.org and peer.xmt differ");
		break;
	case VERDICT_BAD_AUTH:
		puts("receive: authentication failed");
		break;
	default:
		break;
	}
}

void
output_result(const struct output *out, const struct oneshot_result *r)
{
	char text[ADDR_TEXT];

	output_log(out, PRI_NOTICE, "%s time server %s offset %.6f sec",
	    r->step ? "step" : "adjust",
	    addr_format(&r->server->addr, text, sizeof text), r->offset);
}
