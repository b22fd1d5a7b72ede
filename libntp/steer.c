/*
 * steer.c -- from measurements to corrections.
 *
 * Selection says whom to believe, the estimator what they say together, the
 * discipline what to do about it.  The system variables tell the world.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "events.h"
#include "leapwork.h"
#include "sources.h"
#include "stats.h"
#include "steer.h"

#define PPM 1e-6
#define FREQ_UNKNOWN (20 * PPM) /* one sigma of crystals at large */
#define FREQ_KNOWN (1 * PPM)    /* ... of one with a drift file */
#define FREQ_GOOD (0.2 * PPM)   /* worth keeping for the next start */
#define DRIFT_EVERY 3600.0      /* s */
#define ORPHAN_ID 0x7f000001u   /* 127.0.0.1 */
#define ORPHAN_LOOK 1.0         /* s between looks whether to be one */
#define PEER_WEIGHT 2.0         /* of a symmetric peer's time; ours has 1 */
#define TEXT_MAX 128
#define SETS_APART 60.0         /* s between settings of the clock that count */
#define SETS_MAX 3              /* ... after which it does not keep still */
#define STILL 5.0               /* s after which it does again */

static struct discipline_rules
rules_of(const struct engine *e)
{
	const struct conf *conf = e->st.conf;
	struct discipline_rules rules = {
		.step_fwd = conf->tinker.step_fwd,
		.step_back = conf->tinker.step_back,
		.stepout = conf->tinker.stepout,
		.panic = e->panic_allowed ? 0 : conf->tinker.panic,
		.max_rate = e->facts.slew_only ? DISCIPLINE_SLEW :
		    DISCIPLINE_FIRST,
	};

	/* As in chrony: at once while there are few, and not at all later. */
	if (conf->makestep.threshold > 0) {
		bool may = conf->makestep.limit < 0 ||
		    e->updates < conf->makestep.limit;

		rules.step_fwd = rules.step_back =
		    may ? conf->makestep.threshold : 0;
		rules.stepout = 0;
		rules.panic = may ? 0 : rules.panic;
	}
	return rules;
}

/* Returns true if E may and shall set the clock. */
static bool
steering(const struct engine *e)
{
	return e->facts.can_steer && e->st.conf->enable.ntp;
}

double
steer_applied(struct engine *e, const struct now *now)
{
	return discipline_applied(&e->disc, now->mono);
}

/* Returns how fast the clock drifts when left to itself, s/s. */
static double
natural_rate(const struct engine *e, const struct now *now)
{
	return e->est.started ? estimator_at(&e->est, now->mono).rate :
	    e->disc.freq;
}

/* Returns what is left to correct, in s. */
static double
offset_left(struct engine *e, const struct now *now)
{
	return e->est.started ? estimator_at(&e->est, now->mono).error -
	    steer_applied(e, now) : 0;
}

/* --- the clock ----------------------------------------------------------- */

/* Returns what the clock is to be told: its frequency and how good it is. */
static struct action
clock_action(const struct engine *e, const struct now *now)
{
	const struct sys *sys = &e->st.sys;
	struct action a = { .kind = ACT_CLOCK, .u.clock = {
		.freq = e->disc.freq + e->disc.rate,
		.maxerror = sys->rootdelay / 2 +
		    state_rootdisp(&e->st, now->mono),
		.esterror = sys->jitter,
		.leap = sys->leap,
		.tc = sys->tc,
		.tai = sys->tai,
		.leap_step = leapwork_armed(e) } };

	return a;
}

/* Tell the clock that, and to STEP and SLEW, in s. */
static void
set_clock(struct engine *e, const struct now *now, double step, double slew)
{
	struct action a = clock_action(e, now);

	a.u.clock.step = step;
	a.u.clock.slew = slew;
	if (steering(e))
		core_act(e, &a);
}

/* Let the clock do its leap seconds; returns the mono time of the next. */
static double
tick_leap(struct engine *e, const struct now *now)
{
	struct leapwork due = leapwork_tick(e, now);
	struct action a = clock_action(e, now);

	if (due.step != 0) {
		a.u.clock.step = due.step;
		a.u.clock.leap_now = true;
		core_act(e, &a);
	} else if (due.tell) {
		set_clock(e, now, 0, 0);
	}
	return due.next;
}

static void
quit(struct engine *e, int status, const char *text)
{
	struct action a = { .kind = ACT_QUIT,
		.u.quit = { .status = status, .text = text } };

	e->stopped = true;
	core_act(e, &a);
}

void
steer_start(struct engine *e, const struct now *now)
{
	struct sys *sys = &e->st.sys;

	/* The drift file knows better, as in classic. */
	if (!e->facts.drift_known && e->st.conf->tinker.freq != 0) {
		e->facts.drift = e->st.conf->tinker.freq;
		e->facts.drift_known = true;
	}
	e->disc.freq = e->facts.drift_known ? e->facts.drift : 0;
	e->drift_kept = e->facts.drift_known ? e->facts.drift : INFINITY;
	e->panic_allowed = e->facts.allow_panic;
	e->drift_due = now->mono + DRIFT_EVERY / 12;
	e->gen = e->st.leap.gen = now->gen;
	e->st.leap.seen = now->leaps;
	sys->leap = LEAP_ALARM;
	sys->stratum = STRATUM_UNSPEC;
	sys->precision = (int8_t)lround(log2(e->facts.precision));
	sys->refid = names_refid_word("INIT");
	sys->updated = now->mono;
	sys->freq = e->disc.freq;
	sys->tc = e->st.conf->discard.average;
	e->disc.mono = now->mono;
	set_clock(e, now, 0, 0);
	events_system(e, SYS_RESTART, "%s", "");
	events_system(e, SYS_FREQ_SET, "ntpd %.3f PPM", e->disc.freq / PPM);
	if (!e->facts.drift_known)
		events_system(e, SYS_FREQ_NOT_SET, "%s", "");
}

/* --- whom to follow ------------------------------------------------------- */

/*
 * Keep time by ourselves if nobody else does, where the owner asks for that.
 *
 * Source: classic's orphan mode.
 */
static void
become_orphan(struct engine *e, const struct now *now)
{
	const struct conf *conf = e->st.conf;
	struct sys *sys = &e->st.sys;
	double wait = fmax(0, conf->tos.orphanwait);

	if (conf->tos.orphan >= STRATUM_UNSPEC || !conf->enable.ntp ||
	    (!e->disc.corrected && !sources_all_asked(e, now)) ||
	    now->mono - e->st.started < wait)
		return;
	sys->stratum = (uint8_t)conf->tos.orphan;
	sys->refid = sys->stratum == 1 ? names_refid_word("LOOP") : ORPHAN_ID;
	sys->rootdelay = sys->rootdisp = sys->growth = sys->offset = 0;
	sys->updated = now->mono;
	sys->reftime = now->wall;
	sys->source = SYNC_UNSPEC;
	if (sys->leap == LEAP_ALARM) {
		sys->leap = LEAP_NONE;
		events_system(e, SYS_CLOCK_SYNC, "%s", "");
	}
}

/* Select, and keep time by ourselves if there is nobody to follow. */
static struct peer *
run_selection(struct engine *e, const struct now *now, struct selected *out)
{
	struct peer *leader = sources_select(e, now, out);

	if (leader == NULL)
		become_orphan(e, now);
	return leader;
}

void
steer_select(struct engine *e, const struct now *now)
{
	struct selected out;

	(void)run_selection(e, now, &out);
}

/* --- what the world is told ---------------------------------------------- */

/* Returns what clients may be told: LI 3 while the clock must not be trusted. */
static uint8_t
leap_to_tell(const struct engine *e, double offset)
{
	const struct conf *conf = e->st.conf;
	struct discipline_rules rules = rules_of(e);

	if (!conf->enable.ntp || fabs(e->disc.rate) > DISCIPLINE_SLEW)
		return LEAP_ALARM;
	if (!e->facts.can_steer && discipline_beyond(&rules, offset))
		return LEAP_ALARM;
	return leapwork_indicator(e);
}

/* Say whether the clock can be trusted with OFFSET (s) left to correct. */
static void
tell_leap(struct engine *e, double offset)
{
	struct sys *sys = &e->st.sys;
	uint8_t leap = leap_to_tell(e, offset);

	/* As in classic, the status word still tells of the time before. */
	if (sys->leap == LEAP_ALARM && leap != LEAP_ALARM)
		events_system(e, SYS_CLOCK_SYNC, "%s", "");
	sys->leap = leap;
}

/* Describe the system as following LEADER; OFFSET (s) is left to correct. */
static void
update_system(struct engine *e, const struct now *now,
    const struct peer *leader, double offset, double jitter)
{
	const struct conf *conf = e->st.conf;
	struct sys *sys = &e->st.sys;
	double age, says;

	sys->stratum = leader->stratum >= STRATUM_UNSPEC - 1 ? STRATUM_UNSPEC :
	    (uint8_t)(leader->stratum + 1);
	sys->refid = leader->refclock && leader->stratum == 0 ?
	    leader->refid : addr_refid(&leader->addr);
	sys->reftime = leader->rec;
	sys->rootdelay = leader->delay + leader->rootdelay;
	/* A frequency that is not known yet may be wrong by more than PHI. */
	sys->growth = e->est.started && !leader->local_clock ?
	    estimator_rate_bound(&e->est, leader->rootdelay +
	    2 * leader->rootdisp) : 0;
	/* The truth is around what LEADER says; we are on the way to OFFSET. */
	age = now->mono - leader->updated;
	says = leader->refclock ? offset : leader->offset + leader->applied +
	    natural_rate(e, now) * age - steer_applied(e, now);
	sys->rootdisp = fmax(conf->tos.mindist, leader->rootdisp +
	    leader->bound + jitter + fabs(says) + fabs(offset - says) +
	    fmax(sys->growth, conf->tinker.dispersion) * age);
	sys->interval = now->mono - sys->updated;
	sys->updated = now->mono;
	sys->offset = offset;
	sys->jitter = jitter;
	tell_leap(e, offset);
}

/* Say that there is nobody to follow any more. */
static void
lose_leader(struct engine *e)
{
	struct sys *sys = &e->st.sys;

	if (sys->peer == 0)
		return;
	sys->leap = LEAP_ALARM;
	sys->peer = e->followed = 0;
	events_system(e, SYS_NO_SYS_PEER, "%s", "");
}

/* Say that nobody should follow us: REFID tells why. */
static void
unsynchronise(struct engine *e, const char *refid)
{
	struct sys *sys = &e->st.sys;

	sys->leap = LEAP_ALARM;
	sys->stratum = STRATUM_UNSPEC;
	sys->refid = names_refid_word(refid);
	sys->rootdelay = sys->rootdisp = sys->growth = 0;
	sys->peer = 0;
	sys->source = SYNC_UNSPEC;
}

/* Record an update of the clock by OFFSET (s) in loopstats. */
static void
record_update(const struct engine *e, double offset)
{
	char line[STATS_LINE];

	if (!stats_wanted(e->st.conf, CONF_LOOPSTATS))
		return;
	stats_loop(&e->st.sys, offset, line, sizeof line);
	events_record(e, CONF_LOOPSTATS, line);
}

/* --- corrections --------------------------------------------------------- */

/* Say how -q ended, and end: WHAT is "set" or "slew". */
static void
finish_once(struct engine *e, const char *what, double offset)
{
	char text[TEXT_MAX];
	int status = 0;

	if (!steering(e)) {
		what = "not set, off by";
		status = 1;
	}
	events_log(e, PRI_NOTICE, "ntpd: time %s %+.6f s", what, offset);
	snprintf(text, sizeof text, "ntpd: time %s %+.6fs", what, offset);
	quit(e, status, text);
}

/* Forget what was measured: the clock was set. */
static void
forget_samples(struct engine *e, const struct now *now)
{
	struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link) {
		if (p->refclock) {
			memset(&p->filter, 0, sizeof p->filter);
			path_lost(&p->path);
			p->next = now->mono;
		} else if (p->addr.family != 0) {
			memset(&p->filter, 0, sizeof p->filter);
			path_lost(&p->path);
			p->updated = 0;
		}
	}
	if (e->est.started)
		estimator_lost(&e->est);
}

/* Ask all sources anew. */
static void
ask_sources(struct engine *e, const struct now *now)
{
	struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link)
		if (!p->refclock && p->addr.family != 0 && peer_measures(p)) {
			peer_clear(p, "STEP");
			peer_start(p, now->mono + PEER_SPACING);
		}
}

static void
count_update(struct engine *e)
{
	e->updates += e->updates < INT_MAX;
}

void
steer_step(struct engine *e, const struct now *now, double offset)
{
	e->disc.rate = 0;
	e->disc.corrected = true;
	e->disc.settled = false;
	e->panic_allowed = false;
	count_update(e);
	events_system(e, SYS_CLOCK_STEP, "%+.6f s", offset);
	record_update(e, offset);
	lose_leader(e);
	unsynchronise(e, "STEP");
	(void)steer_applied(e, now);
	set_clock(e, now, offset, 0);
	if (steering(e)) {
		e->disc.applied += offset;
		e->gen = now->gen + 1;
	}
	e->started_well = true;
	estimator_doubt(&e->est, now->mono, offset);
	forget_samples(e, now);
	ask_sources(e, now);
	if (e->facts.once)
		finish_once(e, "set", offset);
}

/* The offset is out of all measure: say so and stop steering, or end. */
static void
panic(struct engine *e, double offset)
{
	double limit = e->st.conf->tinker.panic;

	if (e->st.sys.panicking) {
		unsynchronise(e, "STEP");
		return;
	}
	e->st.sys.panicking = true;
	events_system(e, SYS_PANIC_STOP,
	    "%+.0f s; set clock manually within %.0f s.", offset, limit);
	if (!e->started_well || e->facts.once) {
		quit(e, 255, NULL);
		return;
	}
	lose_leader(e);
	unsynchronise(e, "STEP");
	events_log(e, PRI_CRIT, "the clock is %.0f s off, more than the panic "
	    "threshold of %.0f s: it is left alone. To set it: ntpd -gq, or "
	    "ntpdate -u -b SERVER", offset, limit);
}

/* Let the estimator know what all survivors have said so far. */
static void
start_estimate(struct engine *e, const struct now *now,
    const struct peer *leader)
{
	const struct peer *p;

	if (!e->est.started)
		estimator_start(&e->est, now->mono, e->disc.freq,
		    e->facts.drift_known ? FREQ_KNOWN : FREQ_UNKNOWN);
	TAILQ_FOREACH(p, &e->st.peers, link) {
		struct estimate says;

		if (!sources_survivor(p) || !sources_independent(p, leader))
			continue;
		says = path_estimate(&p->path, now->mono);
		(void)estimator_measure(&e->est, now->mono, says.error,
		    says.error_var);
	}
}

/*
 * Returns OFFSET (s, what our sources want) drawn towards the times of our
 * symmetric peers: all draw each other together, and the mean of what all
 * their sources want stays as it is.  A peer whose time is known less well
 * than our own draws less.
 */
static double
draw_together(struct engine *e, const struct now *now,
    const struct peer *leader, double offset)
{
	double own = estimator_at(&e->est, now->mono).error_var;
	double sum = offset, weights = 1;
	const struct peer *p;

	TAILQ_FOREACH(p, &e->st.peers, link) {
		struct estimate says;
		double weight;

		if (!sources_survivor(p) || sources_independent(p, leader) ||
		    p->path.count == 0)
			continue;
		says = path_estimate(&p->path, now->mono);
		weight = PEER_WEIGHT * own / (own + says.error_var);
		sum += weight * (says.error - steer_applied(e, now));
		weights += weight;
	}
	return sum / weights;
}

/* Returns the running root mean square RMS with X counted in, AVG = 8. */
static double
average(double rms, double x)
{
	return sqrt(rms * rms + (x * x - rms * rms) / 8);
}

/* Slew as the estimate says, and tell the world. */
static void
slew(struct engine *e, const struct now *now, const struct peer *leader,
    const struct selected *sel)
{
	struct discipline_rules rules = rules_of(e);
	struct sys *sys = &e->st.sys;
	double freq = e->disc.freq, wanted = natural_rate(e, now);
	double offset = draw_together(e, now, leader, offset_left(e, now));

	sys->clk_jitter = average(sys->clk_jitter, sys->offset - offset);
	sys->tc = estimator_poll(&e->est, leader->minpoll, leader->maxpoll);
	if (steering(e)) {
		if (fabs(wanted) > DISCIPLINE_MAXFREQ &&
		    fabs(freq) < DISCIPLINE_MAXFREQ)
			events_log(e, PRI_NOTICE, "frequency error %.0f PPM "
			    "exceeds tolerance %.0f PPM", wanted / PPM,
			    DISCIPLINE_MAXFREQ / PPM);
		freq = discipline_slew(&e->disc, &rules, now->mono, offset,
		    wanted - freq);
		sys->clk_wander = average(sys->clk_wander, freq);
		sys->freq = e->disc.freq;
	}
	if (e->facts.once)
		e->disc.rate = 0; /* nobody would end it: the kernel slews */
	update_system(e, now, leader, offset, sel->jitter);
	record_update(e, offset);
	set_clock(e, now, 0, e->facts.once ? offset : 0);
	if (fabs(e->disc.rate) <= DISCIPLINE_SLEW)
		e->disc.settled = true;
	e->disc.corrected = true;
	e->started_well = true;
	e->panic_allowed = false;
	count_update(e);
	if (e->facts.once)
		finish_once(e, "slew", offset);
}

/*
 * The clock may be OFFSET (s) off LEADER's: the bound must say so as long as it
 * may.
 */
static void
doubt(struct engine *e, const struct now *now, const struct peer *leader,
    double offset)
{
	struct sys *sys = &e->st.sys;

	sys->rootdisp = fmax(sys->rootdisp, fabs(offset) +
	    peer_distance(leader, now->mono, e->st.conf->tinker.dispersion, 0));
}

/*
 * Correct the clock by what LEADER and the others say; OFFSET (s) is what was
 * seen just now.
 */
static void
correct(struct engine *e, const struct now *now, const struct peer *leader,
    const struct selected *sel, double offset)
{
	struct discipline_rules rules = rules_of(e);

	if (!steering(e)) {
		slew(e, now, leader, sel);
		return;
	}
	switch (discipline_judge(&e->disc, &rules, offset, now->mono)) {
	case DISCIPLINE_SLEW_IT:
		e->st.sys.panicking = false;
		slew(e, now, leader, sel);
		break;
	case DISCIPLINE_STEP_IT:
		e->st.sys.panicking = false;
		steer_step(e, now, offset);
		break;
	case DISCIPLINE_SPIKE:
		events_system(e, SYS_SPIKE_DETECT, "%+.6f s", offset);
		doubt(e, now, leader, offset);
		break;
	case DISCIPLINE_WAIT:
		doubt(e, now, leader, offset);
		break;
	case DISCIPLINE_PANIC:
		panic(e, offset);
		break;
	}
}

/*
 * Returns true if SAMPLE can be true at all if what the survivors agree on is:
 * one that comes from far outside says that its source has begun to lie.
 */
static bool
fits(struct engine *e, const struct now *now, const struct sample *sample,
    const struct selected *sel)
{
	double offset = sample->offset + sample->applied -
	    steer_applied(e, now);
	double reach = sample->delay / 2 + sample->disp;

	return sel->survivors < 2 || (offset + reach >= sel->low &&
	    offset - reach <= sel->high);
}

/* Returns true if OFFSET (s) is not to be believed before it lasts. */
static bool
is_wild(const struct engine *e, double offset)
{
	struct discipline_rules rules = rules_of(e);

	return steering(e) && e->disc.corrected &&
	    discipline_beyond(&rules, offset);
}

/* Returns what P's SAMPLE says of the untouched clock. */
static struct path_value
value_of(const struct engine *e, struct peer *p, const struct sample *sample)
{
	double error = sample->offset + sample->applied;
	double unsure = e->facts.drift_known ? FREQ_KNOWN : FREQ_UNKNOWN;

	return sample->variance > 0 ?
	    path_add_reading(&p->path, sample->mono, error, sample->variance,
	    e->disc.freq, unsure) :
	    path_add(&p->path, sample->mono, error, sample->delay,
	    e->facts.precision, e->disc.freq, unsure);
}

void
steer_sample(struct engine *e, const struct now *now, struct peer *p,
    const struct sample *sample)
{
	struct path_value says = value_of(e, p, sample);
	struct selected sel;
	struct peer *leader;
	double offset;

	peer_measure(p, sample, e->facts.precision,
	    e->st.conf->tinker.dispersion, natural_rate(e, now));
	events_sample(e, p);
	leader = run_selection(e, now, &sel);
	if (leader == NULL || leader->local_clock || !sources_survivor(p) ||
	    !fits(e, now, sample, &sel))
		return;
	/* What nobody else confirms is taken as it came, to see a jump. */
	offset = sel.survivors > 1 ? sel.offset :
	    sample->offset + sample->applied - steer_applied(e, now);
	if (!e->est.started)
		start_estimate(e, now, leader);
	else if (sources_independent(p, leader) && !is_wild(e, offset))
		(void)estimator_measure(&e->est, sample->mono, says.error,
		    says.variance + sources_disagreement(e, p,
		    leader, now));
	if (p == leader || !e->disc.settled)
		correct(e, now, leader, &sel, offset);
}

void
steer_resume(struct engine *e, const struct now *now)
{
	struct selected sel;
	struct peer *leader;

	if (e->disc.corrected || !steer_can_measure(e, now))
		return;
	leader = run_selection(e, now, &sel);
	if (leader == NULL || leader->refclock)
		return;
	start_estimate(e, now, leader);
	correct(e, now, leader, &sel, sel.offset);
}

void
steer_local(struct engine *e, const struct now *now, struct peer *p)
{
	struct selected sel;
	struct peer *leader = run_selection(e, now, &sel);

	if (leader != p || !e->st.conf->enable.ntp)
		return;
	e->st.sys.tc = p->minpoll;
	update_system(e, now, p, 0, p->jitter);
	record_update(e, 0);
	set_clock(e, now, 0, 0);
}

/* Keep the frequency for the next start if it is known well and has changed. */
static void
keep_drift(struct engine *e, const struct now *now)
{
	struct action a = { .kind = ACT_DRIFT,
		.u.drift = { .freq = e->disc.freq } };

	if (now->mono < e->drift_due)
		return;
	e->drift_due = now->mono + DRIFT_EVERY;
	if (!steering(e) || !e->est.started ||
	    estimator_at(&e->est, now->mono).rate_var > FREQ_GOOD * FREQ_GOOD ||
	    fabs(e->disc.freq - e->drift_kept) <= e->st.conf->wander)
		return;
	e->drift_kept = e->disc.freq;
	core_act(e, &a);
}

/* End a slew in progress, as the reason for it is gone. */
static void
stop_slew(struct engine *e, const struct now *now)
{
	if (e->disc.rate == 0)
		return;
	(void)steer_applied(e, now);
	e->disc.rate = 0;
	set_clock(e, now, 0, 0);
}

void
steer_stop(struct engine *e, const struct now *now)
{
	stop_slew(e, now);
}

bool
steer_can_measure(const struct engine *e, const struct now *now)
{
	return !leapwork_close(e, now) && (e->clock_sets <= SETS_MAX ||
	    now->mono - e->clock_set > STILL);
}

/* Returns how often in a row somebody else has set the clock, or it jumps. */
static unsigned
count_sets(struct engine *e, const struct now *now)
{
	if (e->clock_sets > 0 && now->mono - e->clock_set > SETS_APART)
		e->clock_sets = 0;
	e->clock_set = now->mono;
	if (e->clock_sets <= SETS_MAX + 1)
		e->clock_sets++;
	return e->clock_sets;
}

void
steer_clock_was_set(struct engine *e, const struct now *now)
{
	unsigned sets = count_sets(e, now);

	e->gen = now->gen;
	stop_slew(e, now);
	e->disc.corrected = e->disc.settled = false;
	e->disc.spike = 0;
	lose_leader(e);
	unsynchronise(e, "STEP");
	forget_samples(e, now);
	if (sets <= SETS_MAX) {
		ask_sources(e, now);
		events_log(e, PRI_NOTICE, "the clock was set, but not by ntpd: "
		    "measuring anew");
	} else if (sets == SETS_MAX + 1) {
		events_log(e, PRI_WARNING, "the clock keeps jumping: asking no "
		    "more than usual until it stops");
	}
}

double
steer_tick(struct engine *e, const struct now *now)
{
	double next;

	if (e->disc.rate != 0 && now->mono >= e->disc.slew_until) {
		(void)discipline_end_slew(&e->disc, now->mono);
		if (e->st.sys.peer != 0)
			tell_leap(e, offset_left(e, now));
		set_clock(e, now, 0, 0);
	}
	keep_drift(e, now);
	next = fmin(e->drift_due, tick_leap(e, now));
	if (e->st.sys.peer == 0 && e->st.conf->tos.orphan < STRATUM_UNSPEC) {
		become_orphan(e, now);
		next = fmin(next, now->mono + ORPHAN_LOOK);
	}
	if (e->disc.rate != 0)
		next = fmin(next, e->disc.slew_until);
	return next;
}
