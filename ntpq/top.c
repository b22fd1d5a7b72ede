/*
 * top.c -- watch several hosts on one screen.
 *
 * Each host is asked by a run of ntpq of its own, so that all the commands that
 * ask can be used as they are; what they write is caught.  The terminal is put
 * back whatever ends the watch: signals that would end ntpq wait until then.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "assocs.h"
#include "hosts.h"
#include "sheet.h"
#include "show.h"
#include "text.h"
#include "top.h"
#include "topview.h"

#define EVERY 2.0      /* s between looks */
#define PATIENCE 1000  /* ms until a host counts as silent */
#define REST 2         /* looks that a silent one sits out, at least ... */
#define REST_APART 3   /* ... so many that not all come back at once */
#define ROWS 24
#define COLUMNS 80

#define ENTER "\033[?1049h\033[H\033[J" /* the other screen, empty */
#define LEAVE "\033[?1049l"
#define HOME "\033[H"
#define REST_OF_LINE "\033[K"
#define REST_OF_SCREEN "\033[J"

enum key { KEY_NONE, KEY_LOOK, KEY_NEXT, KEY_PREVIOUS, KEY_QUIT };

struct top {
	struct topview view;
	struct ntpq *asker;  /* one for each host */
	char *sources;       /* of the host shown */
	size_t sources_size;
	size_t turn;         /* the host to look at first */
};

/* What the terminal was like. */
struct terminal {
	struct termios modes;
	sigset_t signals;
};

/*
 * --- looking -------------------------------------------------------------
 */

/* Read V, a variable of the system, into H; the system peer goes into PEER. */
static void
read_var(struct topview_host *h, const struct ctlmsg_var *v,
    unsigned long *peer)
{
	double *d = ctlmsg_is(v, "offset") ? &h->offset :
	    ctlmsg_is(v, "sys_jitter") ? &h->jitter :
	    ctlmsg_is(v, "frequency") ? &h->frequency : NULL;
	unsigned long *u = ctlmsg_is(v, "stratum") ? &h->stratum :
	    ctlmsg_is(v, "peer") ? peer : NULL;

	/* What does not decode leaves things as they are. */
	if (d != NULL)
		(void)text_double(v->value, v->value_len, d);
	else if (u != NULL)
		(void)text_unsigned(v->value, v->value_len, u);
	else if (ctlmsg_is(v, "refid"))
		cook_refid(v->value, v->value_len, h->refid, sizeof h->refid);
}

/* Note that H follows PEER. */
static void
note_peer(struct topview *v, struct topview_host *h, struct ntpq *asker,
    unsigned long peer)
{
	char name[COOK_NAME];

	if (h->looked && h->peer == peer)
		return;
	name[0] = '\0';
	if (peer != 0)
		(void)assocs_name(asker, (uint16_t)peer, name); /* or as is */
	if (h->looked)
		topview_changed(v, h, name, v->time);
	memcpy(h->peer_name, name, sizeof name);
	h->peer = peer;
	h->looked = true;
}

/* Ask H's host for its system variables. */
static bool
ask_system(struct topview *v, struct topview_host *h, struct ntpq *asker)
{
	const struct ctlmsg_reply *r = &asker->query.reply;
	const char *at = (const char *)r->data, *end;
	unsigned long peer = 0;
	struct ctlmsg_var var;

	query_begin(&asker->query);
	reverse_begin(&asker->reverse);
	if (asker->query.fd < 0)
		(void)query_open(&asker->query, h->name,
		    asker->options.family, asker->options.numeric);
	if (asker->query.fd < 0 ||
	    !query_ask(&asker->query, CTL_READVAR, 0, "", 0))
		return false;
	h->status = r->status;
	for (end = at + r->length; ctlmsg_next(&at, end, &var);)
		read_var(h, &var, &peer);
	topview_add(h, h->offset);
	note_peer(v, h, asker, peer);
	return true;
}

/* Look at H by ASKER; what is said about errors becomes the reason. */
static void
look_at(struct topview *v, struct topview_host *h, struct ntpq *asker)
{
	char *said = NULL;
	size_t len = 0;

	asker->query.errors = open_memstream(&said, &len);
	if (asker->query.errors == NULL) {
		h->answers = false;
		snprintf(h->why, sizeof h->why, "out of memory");
		return;
	}
	h->answers = ask_system(v, h, asker);
	(void)fclose(asker->query.errors); /* in memory */
	asker->query.errors = NULL;
	if (said != NULL) {
		said[strcspn(said, "\n")] = '\0';
		text_clean(said, h->why, sizeof h->why);
	}
	free(said);
}

/* Catch the sources of the host shown. */
static void
look_at_sources(struct top *t)
{
	struct ntpq *asker = &t->asker[t->view.shown];
	const struct args none = { 0 };

	free(t->sources);
	t->sources = NULL;
	t->view.sources = "none told\n";
	if (!t->view.hosts[t->view.shown].answers)
		return;
	asker->out = open_memstream(&t->sources, &t->sources_size);
	if (asker->out == NULL)
		return;
	asker->query.errors = asker->out;
	show_peers(asker, &none);
	(void)fclose(asker->out); /* in memory */
	asker->query.errors = asker->out = NULL;
	if (t->sources != NULL && t->sources[0] != '\0')
		t->view.sources = t->sources;
}

/* Returns true if a signal that ends ntpq is waiting. */
static bool
is_ending(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 &&
	    (sigismember(&pending, SIGTERM) == 1 ||
	    sigismember(&pending, SIGHUP) == 1);
}

/* Returns true if a look should end: somebody has pressed a key, or ends us. */
static bool
is_called(const struct topview *v)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return v->keys && (is_ending() || poll(&p, 1, 0) > 0);
}

/* Look at all hosts; silent ones take time, so nobody waits for them always. */
static void
look(struct top *t)
{
	size_t n = t->view.n_hosts, first = t->turn;
	time_t seconds = time(NULL);
	struct tm tm;

	if (localtime_r(&seconds, &tm) == NULL ||
	    strftime(t->view.time, sizeof t->view.time, "%H:%M:%S", &tm) == 0)
		t->view.time[0] = '\0';
	for (size_t k = 0; k < n && (k == 0 || !is_called(&t->view)); k++) {
		size_t i = (first + k) % n;
		struct topview_host *h = &t->view.hosts[i];

		t->turn = (i + 1) % n;
		if (h->rest > 0) {
			h->rest--;
			continue;
		}
		look_at(&t->view, h, &t->asker[i]);
		if (!h->answers)
			h->rest = REST + (unsigned)(i % REST_APART);
	}
	look_at_sources(t);
}

/*
 * --- the terminal --------------------------------------------------------
 */

/* Returns true, with what it was like in OLD, if the terminal is ready. */
static bool
take_terminal(struct terminal *old)
{
	struct termios raw;
	sigset_t ends;

	if (tcgetattr(STDIN_FILENO, &old->modes) != 0)
		return false;
	(void)sigemptyset(&ends); /* these four cannot fail */
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &ends, &old->signals);
	raw = old->modes;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &raw); /* or keys want Enter */
	fputs(ENTER, stdout);
	return true;
}

static void
return_terminal(const struct terminal *old)
{
	fputs(LEAVE, stdout);
	(void)fflush(stdout); /* main() sees to its errors */
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &old->modes); /* as it took it */
	(void)sigprocmask(SIG_SETMASK, &old->signals, NULL); /* cannot fail */
}

static void
measure_terminal(struct topview *v)
{
	struct winsize size;

	v->rows = ROWS;
	v->columns = COLUMNS;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
	    size.ws_col > 0) {
		v->rows = size.ws_row;
		v->columns = size.ws_col;
	}
}

/* Draw V over what was there. */
static void
draw(struct topview *v)
{
	char *frame = NULL, *line;
	size_t len;
	FILE *out = open_memstream(&frame, &len);

	if (out == NULL)
		return;
	measure_terminal(v);
	topview_write(out, v);
	(void)fclose(out); /* in memory */
	fputs(HOME, stdout);
	for (line = frame; line != NULL && *line != '\0';) {
		size_t n = strcspn(line, "\n");

		printf("%.*s" REST_OF_LINE, (int)n, line);
		line += n;
		if (*line == '\n') {
			fputs("\r\n", stdout);
			line++;
		}
	}
	fputs(REST_OF_SCREEN, stdout);
	(void)fflush(stdout); /* main() sees to its errors */
	free(frame);
}

/* Wait for a key, EVERY seconds at most. */
static enum key
wait_key(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	char c;

	if (poll(&p, 1, (int)(EVERY * 1000)) <= 0)
		return KEY_NONE;
	if (read(STDIN_FILENO, &c, 1) != 1)
		return KEY_QUIT;
	switch (c) {
	case 'q':
	case 'Q':
	case 'C' & 0x1f:
	case 'D' & 0x1f:
		return KEY_QUIT;
	case 'n':
	case '\t':
		return KEY_NEXT;
	case 'p':
		return KEY_PREVIOUS;
	default:
		return KEY_LOOK;
	}
}

static void
watch(struct top *t)
{
	struct topview *v = &t->view;
	enum key key = KEY_LOOK;

	while (key != KEY_QUIT && !is_ending()) {
		look(t);
		draw(v);
		key = wait_key();
		if (key == KEY_NEXT)
			v->shown = (v->shown + 1) % v->n_hosts;
		else if (key == KEY_PREVIOUS)
			v->shown = (v->shown + v->n_hosts - 1) % v->n_hosts;
	}
}

/*
 * --- for programs --------------------------------------------------------
 */

struct top_row {
	char name[COOK_NAME];
	char why[TOPVIEW_TEXT];           /* it does not answer; "": it does */
	unsigned long stratum;
	char refid[COOK_NAME], peer[COOK_NAME];
	double offset, jitter, frequency; /* s, s, PPM */
};

#define COLUMN(name, kind, field) \
	SHEET_COLUMN(name, kind, struct top_row, field)
static const struct sheet_column columns[] = {
	COLUMN("name", TEXT, name),
	COLUMN("reason", TEXT, why),
	COLUMN("stratum", COUNT, stratum),
	COLUMN("refid", TEXT, refid),
	COLUMN("following", TEXT, peer),
	COLUMN("offset", NUMBER, offset),
	COLUMN("jitter", NUMBER, jitter),
	COLUMN("frequency", NUMBER, frequency),
	SHEET_END
};
static const struct sheet sheet = { .name = "hosts", .columns = columns };

static void
write_sheet(struct ntpq *n, const struct topview *v)
{
	sheet_begin(n, &sheet);
	for (size_t i = 0; i < v->n_hosts; i++) {
		const struct topview_host *h = &v->hosts[i];
		struct top_row row = { .stratum = h->stratum, .offset = NAN,
			.jitter = NAN, .frequency = NAN };

		snprintf(row.name, sizeof row.name, "%s", h->name);
		if (!h->answers) {
			memcpy(row.why, h->why, sizeof row.why);
		} else {
			memcpy(row.refid, h->refid, sizeof row.refid);
			memcpy(row.peer, h->peer_name, sizeof row.peer);
			row.offset = h->offset / 1e3;
			row.jitter = h->jitter / 1e3;
			row.frequency = h->frequency;
		}
		sheet_row(n, &sheet, &row);
	}
	sheet_end(n, &sheet);
}

/*
 * --- the command ---------------------------------------------------------
 */

/* Returns true if the terminal shows more than ASCII. */
static bool
has_blocks(void)
{
	return setlocale(LC_CTYPE, "") != NULL &&
	    strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Make T ready to ask the hosts H as N asks.  Returns false without memory. */
static bool
open_top(struct top *t, const struct ntpq *n, const struct hosts *h)
{
	t->asker = calloc(h->n, sizeof *t->asker);
	t->view.hosts = calloc(h->n, sizeof *t->view.hosts);
	if (t->asker == NULL || t->view.hosts == NULL)
		return false;
	t->view.n_hosts = h->n;
	for (size_t i = 0; i < h->n; i++) {
		struct query *q = &t->asker[i].query;

		t->view.hosts[i].name = h->name[i];
		snprintf(t->view.hosts[i].why, TOPVIEW_TEXT,
		    "not asked yet");
		t->asker[i].options = n->options;
		t->asker[i].options.json = t->asker[i].options.csv = false;
		t->asker[i].options.wide = false;
		query_init(q, "ntpq");
		q->port = n->query.port;
		q->version = n->query.version;
		q->timeout = PATIENCE;
	}
	return true;
}

static void
close_top(struct top *t)
{
	for (size_t i = 0; i < t->view.n_hosts; i++) {
		query_end(&t->asker[i].query);
		reverse_end(&t->asker[i].reverse);
		free(t->asker[i].assocs);
	}
	free(t->asker);
	free(t->view.hosts);
	free(t->sources);
}

void
show_top(struct ntpq *n, const struct args *a)
{
	bool once = a->n > 0 && strcmp(a->text[0], "--once") == 0;
	struct top *t = calloc(1, sizeof *t);
	struct terminal terminal;
	struct hosts hosts;

	hosts_find(&hosts, n, a, once ? 1 : 0);
	if (t == NULL || !open_top(t, n, &hosts)) {
		fputs("***Out of memory\n", stderr);
	} else {
		t->view.every = EVERY;
		t->view.columns = COLUMNS;
		t->view.utf8 = has_blocks();
		if (!once && !sheet_is_machine(n) && n->out == stdout &&
		    isatty(STDOUT_FILENO) && take_terminal(&terminal)) {
			t->view.keys = true;
			watch(t);
			return_terminal(&terminal);
		} else {
			look(t);
			if (sheet_is_machine(n))
				write_sheet(n, &t->view);
			else
				topview_write(n->out, &t->view);
		}
	}
	if (t != NULL)
		close_top(t);
	free(t);
}
