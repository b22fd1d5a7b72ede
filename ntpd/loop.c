/*
 * loop.c -- the daemon at work.
 *
 * One poll() waits for everything.  Before each call of the engine the clocks
 * are read; what the engine wants done is done by act().
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "files.h"
#include "keys.h"
#include "leapfile.h"
#include "log.h"
#include "loop.h"
#include "reload.h"
#include "saveconfig.h"
#include "settings.h"

#define CLOCK_CHECK 10.0   /* s: so soon a clock set by others is noticed */
#define DEBUG_MAX 255
#define JUMPS_MAX 3        /* jumps of the clock that are logged in a row */
#define JUMPS_APART 60.0   /* s between those that are not */
#define DATAGRAM 2048      /* octets taken of one at most */
#define REPLY_MAX 4096     /* octets told about a reload */
#define OTHERS 2           /* descriptors besides those of the net */

/* What the signal handlers tell the loop. */
static volatile sig_atomic_t ending;  /* the signal to end on; 0: none */
static volatile sig_atomic_t reload;  /* SIGHUP came */
static volatile sig_atomic_t debug;   /* SIGUSR1 +1, SIGUSR2 -1 */

/* --- signals ------------------------------------------------------------- */

/*
 * A signal between the look at these flags and poll() would be slept over:
 * the alarm wakes the loop again a second later.
 */
static void
on_signal(int signal_number)
{
	switch (signal_number) {
	case SIGHUP:
		reload = 1;
		break;
	case SIGUSR1:
		debug = debug + 1;
		break;
	case SIGUSR2:
		debug = debug - 1;
		break;
	case SIGALRM:
		return;
	default:
		ending = signal_number;
		break;
	}
	alarm(1);
}

void
loop_signals(void)
{
	static const int caught[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM,
		SIGUSR1, SIGUSR2, SIGALRM, SIGBUS };
	struct sigaction sa = { .sa_handler = on_signal };

	sigfillset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof caught / sizeof caught[0]; i++) {
		/* A bus error of our own comes again at once, and ends us. */
		sa.sa_flags = caught[i] == SIGBUS ? (int)SA_RESETHAND : 0;
		(void)sigaction(caught[i], &sa, NULL); /* all are valid */
	}
	sa.sa_flags = 0;
	sa.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &sa, NULL);
}

/* --- the engine's hands -------------------------------------------------- */

static void
act_clock(struct daemon *d, const struct action *a)
{
	enum clock_leap leap = d->kernel_leap;

	if (clock_apply(a, &leap) != 0)
		log_printf(PRI_ERR, a->u.clock.step != 0 ?
		    "step-systime: %s" : "ntp_adjtime() failed: %s",
		    strerror(errno));
	if (a->u.clock.leap_now)
		clockread_leaped(&d->clocks, (int)a->u.clock.step);
	else if (a->u.clock.step != 0)
		clockread_stepped(&d->clocks);
	clockread_expect(&d->clocks, a->u.clock.leap_step);
	leapfile_kernel(d, leap);
}

static void
act_stat(struct daemon *d, const struct action *a)
{
	struct statistics_time now = { .uptime = d->mono };

	clock_gettime(CLOCK_REALTIME, &now.wall);
	statistics_write(&d->statistics, d->conf, a->u.stat.file,
	    a->u.stat.text, &now);
}

/* Carry out the order A of the owner's; returns false if it is refused. */
static bool
act_order(struct daemon *d, const struct action *a)
{
	char *reply = a->u.order.reply;
	size_t size = a->u.order.size;

	switch (a->kind) {
	case ACT_CONFIGURE:
		settings_add(d->conf, a->u.order.text, a->u.order.len, reply,
		    size);
		d->changed = true;
		return true;
	case ACT_WRITE:
		return settings_write(d->conf, a->u.order.text,
		    a->u.order.len);
	case ACT_SAVECONFIG:
		return saveconfig_save(d->conf, a);
	case ACT_RELOAD:
		return reload_prepare(d, reply, size);
	default:
		return false;
	}
}

static void
act_quit(struct daemon *d, const struct action *a)
{
	if (a->u.quit.text != NULL)
		printf("%s\n", a->u.quit.text);
	d->quit = true;
	d->status = a->u.quit.status;
}

static void
act(void *ctx, const struct action *a)
{
	struct daemon *d = ctx;

	switch (a->kind) {
	case ACT_SEND:
		if (a->u.send.port == PORT_CONTROL)
			control_socket_send(&d->control, a->u.send.data,
			    a->u.send.len);
		else
			net_send(&d->net, a);
		break;
	case ACT_CLOSE:
		net_close_client(&d->net, a->u.close.port);
		refclocks_close(&d->refclocks, a->u.close.port);
		break;
	case ACT_CLOCK:
		act_clock(d, a);
		break;
	case ACT_REFCLOCK:
		refclocks_open(&d->refclocks, a);
		break;
	case ACT_RESOLVE:
		(void)resolve_start(&d->resolver, a); /* asked again later */
		break;
	case ACT_EVENT:
		log_write(a->u.event.priority, a->u.event.text);
		break;
	case ACT_STAT:
		act_stat(d, a);
		break;
	case ACT_CONFIGURE:
	case ACT_WRITE:
	case ACT_SAVECONFIG:
	case ACT_RELOAD:
		*a->u.order.done = act_order(d, a);
		break;
	case ACT_REPORT:
		clock_report(&a->u.report.out->kernel);
		net_report(&d->net, a->u.report.out);
		break;
	case ACT_DRIFT:
		if (d->conf->driftfile != NULL)
			files_write_drift(d->conf->driftfile, a->u.drift.freq);
		break;
	case ACT_QUIT:
		act_quit(d, a);
		break;
	}
}

static void
dice(void *ctx, void *buf, size_t len)
{
	(void)ctx;
	arc4random_buf(buf, len);
}

/* --- what comes in ------------------------------------------------------- */

/* Log that the clock jumped by JUMP (s), but not over and over. */
static void
log_jump(struct daemon *d, double jump)
{
	if (d->mono - d->jumped > JUMPS_APART)
		d->jumps = 0;
	d->jumped = d->mono;
	if (d->jumps >= JUMPS_MAX)
		return;
	d->jumps++;
	log_printf(PRI_NOTICE, "the clock jumped by %+.6f s", jump);
}

void
loop_now(struct daemon *d, struct now *now)
{
	double jump = clockread_now(&d->clocks, now);

	d->mono = now->mono;
	if (jump != 0)
		log_jump(d, jump);
}

/* Tell the engine when its datagrams left. */
static void
report_sent(struct daemon *d, const struct now *now)
{
	for (size_t i = 0; i < d->net.n_sent; i++)
		engine_sent(d->engine, now, &d->net.sent[i]);
	d->net.n_sent = 0;
}

/* Put lines that have come over the network in force. */
static void
apply_changes(struct daemon *d, const struct now *now)
{
	d->changed = false;
	settings_unpeer(d->conf, engine_state(d->engine));
	if (engine_configure(d->engine, now, d->conf) != 0)
		log_printf(PRI_ERR, "remote config: out of memory");
	loop_scan(d, now);
}

/* Hand RX to the engine, and put in force what it may have said. */
static void
take(struct daemon *d, const struct rx *rx)
{
	struct now now;

	loop_now(d, &now);
	engine_received(d->engine, &now, rx);
	report_sent(d, &now);
	if (d->changed)
		apply_changes(d, &now);
	reload_apply(d, &now);
}

static void
receive(struct daemon *d, size_t i)
{
	uint8_t buf[DATAGRAM];
	struct rx rx;

	if (net_receive(&d->net, i, buf, sizeof buf, &rx))
		take(d, &rx);
}

static void
receive_order(struct daemon *d)
{
	uint8_t buf[DATAGRAM];
	struct rx rx;

	if (control_socket_receive(&d->control, buf, sizeof buf, &rx))
		take(d, &rx);
}

static void
take_answer(struct daemon *d)
{
	struct resolve_answer answer;
	struct now now;

	if (!resolve_take(&d->resolver, &answer))
		return;
	loop_now(d, &now);
	engine_resolved(d->engine, &now, answer.id, answer.how, answer.addrs,
	    answer.n);
}

/* Hand what was read of the clock ID to the engine. */
static void
take_reading(void *ctx, uint32_t id, const struct clock_reading *reading)
{
	struct daemon *d = ctx;
	struct now now;

	loop_now(d, &now);
	engine_reading(d->engine, &now, id, reading);
}

/* Tell the engine this host's addresses. */
static int
report_own(struct daemon *d, const struct now *now)
{
	size_t max = d->net.n_served;
	struct addr *own = calloc(max + 1, sizeof *own);
	int result;

	if (own == NULL)
		return -1;
	result = engine_interfaces(d->engine, now, own,
	    net_own(&d->net, own, max));
	free(own);
	return result;
}

void
loop_scan(struct daemon *d, const struct now *now)
{
	d->scan_due = d->options.scan > 0 ? now->mono + d->options.scan :
	    INFINITY;
	if (net_scan(&d->net, now->mono) && report_own(d, now) != 0)
		log_printf(PRI_ERR, "interfaces: out of memory");
}

/* The kernel tells that some address has changed: read it all, then look. */
static void
routes_changed(struct daemon *d)
{
	char unread[8192];
	struct now now;

	while (read(d->net.route_fd, unread, sizeof unread) > 0)
		continue;
	loop_now(d, &now);
	loop_scan(d, &now);
}

void
loop_follow_log(const struct daemon *d)
{
	const struct options *o = &d->options;
	const char *file = d->conf->logfile != NULL ? d->conf->logfile :
	    o->logfile;
	uint32_t info = conf_log_bit(LOG_CLASS_SYS, LOG_KIND_INFO);
	bool told = file != NULL && (d->conf->logmask & info) != 0;

	if ((told ? log_move(file) : log_open(o->program, file)) != 0)
		log_printf(PRI_ERR, "Cannot open log file %s: %s", file,
		    strerror(errno));
}

/* SIGHUP: read the configuration anew; keep the old one if it is better. */
static void
reload_now(struct daemon *d)
{
	char reply[REPLY_MAX];
	struct now now;

	if (!reload_prepare(d, reply, sizeof reply))
		return;
	loop_now(d, &now);
	reload_apply(d, &now);
}

/* Be more talkative by BY, which may be less. */
static void
change_debug(struct daemon *d, int by)
{
	int before = d->options.debug, after = before + by;

	after = after < 0 ? 0 : after > DEBUG_MAX ? DEBUG_MAX : after;
	if (after == before)
		return;
	log_debug(after > before ? after : before);
	log_printf(PRI_DEBUG, after > before ? "debug raised to %d" :
	    "debug lowered to %d", after);
	log_debug(after);
	d->options.debug = after;
}

static void
handle_signals(struct daemon *d)
{
	if (ending != 0) {
		log_printf(PRI_NOTICE, "ntpd exiting on signal %d",
		    (int)ending);
		d->quit = true;
	}
	if (reload != 0) {
		reload = 0;
		log_reopen();
		reload_now(d);
	}
	if (debug != 0) {
		change_debug(d, debug);
		debug = 0;
	}
}

/* --- the loop ------------------------------------------------------------ */

/*
 * Handle what poll() found in the N descriptors FDS, those of the control
 * socket and the resolver last.
 *
 * An event may open and close sockets, so descriptors found earlier in the
 * same round are only good until the set changes; the rest waits a round.
 */
static void
handle(struct daemon *d, const struct pollfd *fds, size_t n)
{
	unsigned changes = d->net.changes;

	d->net.io.wakeups++;
	if (fds[n - 1].revents != 0)
		take_answer(d);
	if (fds[n - 2].revents != 0)
		receive_order(d);
	for (size_t i = 0; i + OTHERS < n && d->net.changes == changes; i++) {
		if (fds[i].revents == 0 || d->quit)
			continue;
		if (net_is_route(&d->net, i))
			routes_changed(d);
		else
			receive(d, i);
	}
}

/* Returns ms to wait for DEADLINE (mono), at most until the clock check. */
static int
timeout_until(double deadline, double mono)
{
	double s = fmin(deadline - mono, CLOCK_CHECK);

	return s <= 0 ? 0 : (int)ceil(s * 1000);
}

/* Have room for N descriptors; returns false if there is no memory. */
static bool
room_to_poll(struct daemon *d, size_t n)
{
	struct pollfd *more;

	if (n <= d->n_fds)
		return true;
	more = reallocarray(d->fds, n, sizeof *more);
	if (more == NULL)
		return false;
	d->fds = more;
	d->n_fds = n;
	return true;
}

/* Wait until DEADLINE for anything to happen, and handle it. */
static void
wait_and_handle(struct daemon *d, double deadline, double mono)
{
	size_t clocks = d->refclocks.n;
	struct now now;
	int ready;
	size_t n = net_descriptors(&d->net) + OTHERS;

	if (!room_to_poll(d, n + clocks)) {
		log_printf(PRI_ERR, "poll: out of memory");
		sleep(1);
		return;
	}
	net_poll(&d->net, d->fds);
	d->fds[n - 2] = (struct pollfd){ d->control.fd, POLLIN, 0 };
	d->fds[n - 1] = (struct pollfd){ d->resolver.fd, POLLIN, 0 };
	refclocks_poll(&d->refclocks, d->fds + n);
	ready = poll(d->fds, n + clocks, timeout_until(deadline, mono));
	if (clocks > 0) {
		loop_now(d, &now);
		refclocks_read(&d->refclocks, now.mono, d->fds + n,
		    take_reading, d);
	}
	if (ready > 0)
		handle(d, d->fds, n);
}

int
loop_start(struct daemon *d, struct fileset *files)
{
	struct host host = { act, dice, d };
	struct now now;

	loop_now(d, &now);
	d->engine = engine_new(&host, &d->facts, &now);
	if (d->engine == NULL || report_own(d, &now) != 0)
		return -1;
	d->scan_due = d->options.scan > 0 ? now.mono + 1 : INFINITY;
	keys_load(d->engine, d->conf, files);
	if (engine_configure(d->engine, &now, d->conf) != 0)
		return -1;
	leapfile_load(d, &now, files);
	return 0;
}

void
loop_run(struct daemon *d)
{
	struct now now;
	double next;

	while (!d->quit) {
		loop_now(d, &now);
		if (now.mono >= d->scan_due)
			loop_scan(d, &now);
		leapfile_tick(d, &now);
		next = engine_tick(d->engine, &now);
		report_sent(d, &now);
		handle_signals(d);
		if (!d->quit)
			wait_and_handle(d, fmin(fmin(next, d->scan_due),
			    fmin(d->leap_due, refclocks_due(&d->refclocks))),
			    now.mono);
	}
	loop_now(d, &now);
	engine_stop(d->engine, &now);
}
