/*
 * explain.c -- why a source is used or not.
 *
 * Each test that a source failed is a row with a function that says it, in the
 * order of the tests; the verdict of selection comes before, or after them if
 * none failed.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "explain.h"
#include "names.h"

#define NEVER_DISP 15.9   /* s: nothing measured counts any more */
#define LATE_POLLS 1.5    /* polls after which a packet is missed */
#define MINDIST 0.001     /* s, the least distance, as "tos mindist" has it */

/* A look at one source. */
struct look {
	const struct explain_source *all, *s;
	const struct explain_system *system;
	size_t n;
	struct explain_list *out;
};

const char *
explain_name(enum explain_id id)
{
#define NAME(name) #name,
	static const char *const names[] = { EXPLAIN_MESSAGES(NAME) };
#undef NAME

	return (size_t)id < EXPLAIN_IDS ? names[id] : NULL;
}

static struct explain_arg
count(double n)
{
	return (struct explain_arg){ EXPLAIN_COUNT, n, 0, NULL };
}

static struct explain_arg
age(double s)
{
	return (struct explain_arg){ EXPLAIN_AGE, s, 0, NULL };
}

static struct explain_arg
span(double s)
{
	return (struct explain_arg){ EXPLAIN_SPAN, s, 0, NULL };
}

static struct explain_arg
offset(double s)
{
	return (struct explain_arg){ EXPLAIN_OFFSET, s, 0, NULL };
}

static struct explain_arg
range(double low, double high)
{
	return (struct explain_arg){ EXPLAIN_RANGE, low, high, NULL };
}

static struct explain_arg
word(const char *text)
{
	return (struct explain_arg){ EXPLAIN_WORD, 0, 0, text };
}

static void
say(struct explain_list *l, struct explain_line line)
{
	assert(l->n < EXPLAIN_LINES);
	l->line[l->n++] = line;
}

static void
say_only(struct explain_list *l, enum explain_id id)
{
	say(l, (struct explain_line){ .id = id });
}

void
explain_init_source(struct explain_source *s)
{
	*s = (struct explain_source){ .flash = NAN, .reach = NAN, .leap = NAN,
		.stratum = NAN, .hmode = NAN, .hpoll = NAN, .unreach = NAN, .sent = NAN,
		.received = NAN,
		.keyid = NAN, .refused = NAN, .slowed = NAN, .silent = NAN,
		.noselect = NAN, .heard = NAN, .timer = NAN, .offset = NAN,
		.delay = NAN, .disp = NAN, .jitter = NAN, .rootdelay = NAN,
		.rootdisp = NAN, .rootdist = NAN, .maxdist = NAN, .low = NAN,
		.high = NAN };
}

void
explain_init_system(struct explain_system *s)
{
	*s = (struct explain_system){ .stratum = NAN, .offset = NAN,
		.rootdelay = NAN, .rootdisp = NAN, .low = NAN, .high = NAN,
		.ceiling = NAN, .floor = NAN };
}

/* --- what follows from the numbers ---------------------------------------- */

static enum select
verdict(const struct explain_source *s)
{
	return (enum select)(s->status >> 8 & 7);
}

/* Returns the number X as bits, none if it is too large for that. */
static unsigned
bits_of(double x)
{
	return x >= 0 && x <= 0xffff ? (unsigned)x : 0;
}

static unsigned
flash_of(const struct explain_source *s)
{
	return bits_of(s->flash);
}

static bool
is_set(double flag)
{
	return isfinite(flag) && flag != 0;
}

/* Returns true if S has taken part in an election and agreed. */
static bool
agrees(const struct explain_source *s)
{
	return verdict(s) >= SELECT_EXCESS;
}

/* Returns how far S may be from the truth, NAN if nobody can tell. */
static double
distance(const struct explain_source *s)
{
	double sum = (s->delay + s->rootdelay) / 2 + s->disp + s->rootdisp +
	    s->jitter;

	if (isfinite(s->rootdist))
		return s->rootdist;
	return isfinite(sum) ? fmax(MINDIST, sum) : NAN;
}

/* Put the interval that has the truth if S is right into LOW and HIGH. */
static bool
interval(const struct explain_source *s, double *low, double *high)
{
	bool told = isfinite(s->low) && isfinite(s->high);

	*low = told ? s->low : s->offset - distance(s);
	*high = told ? s->high : s->offset + distance(s);
	return isfinite(*low) && isfinite(*high);
}

/* Put where the sources that agree see the truth into LOW and HIGH. */
static bool
intersection(const struct look *k, double *low, double *high)
{
	double from, to;

	*low = k->system->low;
	*high = k->system->high;
	if (isfinite(*low) && isfinite(*high))
		return true;
	*low = -INFINITY;
	*high = INFINITY;
	for (size_t i = 0; i < k->n; i++) {
		if (!agrees(&k->all[i]) || !interval(&k->all[i], &from, &to))
			continue;
		*low = fmax(*low, from);
		*high = fmin(*high, to);
	}
	return isfinite(*low) && isfinite(*high) && *low <= *high;
}

/* Count the N sources at ALL: who agrees, who votes at all. */
static void
count_votes(const struct explain_source *all, size_t n, size_t *agree,
    size_t *vote)
{
	*agree = *vote = 0;
	for (size_t i = 0; i < n; i++) {
		*agree += agrees(&all[i]);
		*vote += verdict(&all[i]) >= SELECT_FALSETICK;
	}
}

/* Returns the source among the N at ALL that is followed, or NULL. */
static const struct explain_source *
leader(const struct explain_source *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (verdict(&all[i]) >= SELECT_SYSPEER)
			return &all[i];
	return NULL;
}

/* --- what was received ---------------------------------------------------- */

static void
say_lookup(const struct look *k)
{
	static const struct {
		const char *word;
		enum explain_id id, help;
	} ways[] = {
		{ "pending", EXPLAIN_LOOKUP_PENDING, EXPLAIN_IDS },
		{ "again", EXPLAIN_LOOKUP_AGAIN, EXPLAIN_DO_LOOKUP },
		{ "nonexistent", EXPLAIN_LOOKUP_NONE, EXPLAIN_DO_NAME },
		{ "taken", EXPLAIN_LOOKUP_TAKEN, EXPLAIN_DO_NAME },
		{ "", EXPLAIN_NO_ADDRESS, EXPLAIN_DO_LOOKUP }
	};
	size_t i = 0;

	while (ways[i].word[0] != '\0' &&
	    strcmp(ways[i].word, k->s->lookup) != 0)
		i++;
	say(k->out, (struct explain_line){ ways[i].id,
	    { word(k->s->name) } });
	if (isfinite(k->s->timer) && ways[i].id != EXPLAIN_LOOKUP_PENDING)
		say(k->out, (struct explain_line){ EXPLAIN_NEXT_LOOKUP,
		    { age(k->s->timer) } });
	if (ways[i].help != EXPLAIN_IDS)
		say_only(k->out, ways[i].help);
}

/* Say what came last, and what it measured. */
static void
say_received(const struct look *k)
{
	const struct explain_source *s = k->s;
	unsigned polls = 0;

	if (s->local || !isfinite(s->heard))
		return;
	for (unsigned bits = bits_of(s->reach) & 0xff; bits != 0;
	    bits &= bits - 1)
		polls++;
	say(k->out, (struct explain_line){ s->clock ? EXPLAIN_READ :
	    s->stratum < STRATUM_UNSPEC ? EXPLAIN_HEARD : EXPLAIN_HEARD_ONLY,
	    { age(s->heard), count(polls), count(s->stratum) } });
	if (isfinite(s->offset) && isfinite(s->delay) &&
	    !(s->disp >= NEVER_DISP))
		say(k->out, (struct explain_line){ EXPLAIN_MEASURED,
		    { offset(s->offset), span(s->delay) } });
	/* If it has just said so, that is told with the tests. */
	if (is_set(s->slowed) && s->leap != LEAP_ALARM) {
		say(k->out, (struct explain_line){ EXPLAIN_SLOWED,
		    { age(isfinite(s->hpoll) ? exp2(s->hpoll) : 0) } });
		say_only(k->out, EXPLAIN_DO_SLOWED);
	}
}

/* --- tests of packets ----------------------------------------------------- */

static void
say_auth(const struct look *k)
{
	static const struct {
		const char *word;
		enum explain_id id, help;
	} ways[] = {
		{ "nokey", EXPLAIN_NO_KEY, EXPLAIN_DO_NO_KEY },
		{ "digest", EXPLAIN_DIGEST, EXPLAIN_DO_DIGEST },
		{ "crypto_NAK", EXPLAIN_NAK, EXPLAIN_DO_NAK },
		{ "unsigned", EXPLAIN_UNSIGNED, EXPLAIN_DO_UNSIGNED },
		{ "signed", EXPLAIN_SIGNED, EXPLAIN_DO_DIGEST },
		{ "", EXPLAIN_AUTH, EXPLAIN_DO_DIGEST }
	};
	struct explain_arg key = count(isfinite(k->s->keyid) ? k->s->keyid : 0);
	size_t i = 0;

	while (ways[i].word[0] != '\0' &&
	    strcmp(ways[i].word, k->s->authfail) != 0)
		i++;
	say(k->out, (struct explain_line){ ways[i].id, { key } });
	say(k->out, (struct explain_line){ ways[i].help, { key } });
}

/* Returns true if S's reference id is a kiss that refuses service. */
static bool
is_kiss(const struct explain_source *s)
{
	return strcmp(s->refid, "DENY") == 0 || strcmp(s->refid, "RSTR") == 0;
}

/* Returns true if S's last packet told us to ask less often. */
static bool
is_rate(const struct explain_source *s)
{
	return strcmp(s->refid, "RATE") == 0 &&
	    s->stratum >= STRATUM_UNSPEC;
}

static void
say_unsynchronised(const struct look *k)
{
	if (is_rate(k->s)) {
		say(k->out, (struct explain_line){ EXPLAIN_SLOWED,
		    { age(isfinite(k->s->hpoll) ? exp2(k->s->hpoll) : 0) } });
		say_only(k->out, EXPLAIN_DO_SLOWED);
		return;
	}
	say(k->out, (struct explain_line){ is_kiss(k->s) ? EXPLAIN_KISSED :
	    EXPLAIN_UNSYNCHRONISED, { word(k->s->refid) } });
	say_only(k->out, is_kiss(k->s) ? EXPLAIN_DO_KISSED :
	    EXPLAIN_DO_UNSYNCHRONISED);
}

static void
say_header(const struct look *k)
{
	say(k->out, (struct explain_line){ EXPLAIN_HEADER,
	    { span(k->s->rootdelay / 2 + k->s->rootdisp) } });
	say_only(k->out, EXPLAIN_DO_UNSYNCHRONISED);
}

/* --- tests of sources ----------------------------------------------------- */

static void
say_stratum(const struct look *k)
{
	const struct explain_source *s = k->s;
	const struct explain_system *system = k->system;

	if (s->leap == LEAP_ALARM || s->stratum >= STRATUM_UNSPEC) {
		/* Who has said nothing yet counts as unsynchronised; and the
		 * test of the packet may have said so already. */
		if (isfinite(s->heard) && (flash_of(s) & FLASH_STRATUM) == 0)
			say_unsynchronised(k);
	} else if (s->stratum >= system->ceiling) {
		say(k->out, (struct explain_line){ EXPLAIN_STRATUM,
		    { count(s->stratum), count(system->ceiling) } });
		say_only(k->out, EXPLAIN_DO_STRATUM);
	} else if (s->stratum < system->floor) {
		say(k->out, (struct explain_line){ EXPLAIN_FLOOR,
		    { count(s->stratum), count(system->floor) } });
		say_only(k->out, EXPLAIN_DO_FLOOR);
	} else {
		say(k->out, (struct explain_line){ EXPLAIN_STRATUM_BARE,
		    { count(s->stratum) } });
		say_only(k->out, EXPLAIN_DO_STRATUM);
	}
}

static void
say_far(const struct look *k)
{
	const struct explain_source *s = k->s;

	/* Who sends nothing of use cannot have been measured. */
	if ((flash_of(s) & (FLASH_PACKET | FLASH_PEER_UNREACH)) != 0 &&
	    !(s->disp < NEVER_DISP))
		return;
	if (s->disp >= NEVER_DISP) {
		say_only(k->out, EXPLAIN_UNMEASURED);
	} else if (isfinite(s->maxdist) && isfinite(distance(s))) {
		say(k->out, (struct explain_line){ EXPLAIN_TOO_FAR,
		    { span(distance(s)), span(s->maxdist), span(s->delay),
		    span(s->rootdelay / 2 + s->rootdisp) } });
		say_only(k->out, EXPLAIN_DO_TOO_FAR);
	} else {
		say(k->out, (struct explain_line){ isfinite(distance(s)) ?
		    EXPLAIN_TOO_FAR_BARE : EXPLAIN_UNMEASURED,
		    { span(distance(s)) } });
		say_only(k->out, EXPLAIN_DO_TOO_FAR);
	}
}

static void
say_loop(const struct look *k)
{
	say(k->out, (struct explain_line){ EXPLAIN_LOOP,
	    { word(k->s->refid) } });
	say_only(k->out, EXPLAIN_DO_LOOP);
}

/* Returns true if packets of S come, though they may be of no use. */
static bool
comes_through(const struct explain_source *s)
{
	if ((flash_of(s) & FLASH_PACKET) == 0 && !is_rate(s))
		return false;
	return !isfinite(s->heard) || !isfinite(s->hpoll) ||
	    s->heard <= LATE_POLLS * exp2(s->hpoll);
}

static void
say_no_reply(const struct look *k)
{
	const struct explain_source *s = k->s;

	if (s->clock)
		say_only(k->out, EXPLAIN_CLOCK_SILENT);
	else if (isfinite(s->heard) && isfinite(s->unreach))
		say(k->out, (struct explain_line){ EXPLAIN_NO_REPLY_NOW,
		    { count(s->unreach) } });
	else if (is_set(s->received))
		say(k->out, (struct explain_line){ EXPLAIN_USELESS,
		    { count(s->received) } });
	else if (isfinite(s->sent))
		say(k->out, (struct explain_line){ EXPLAIN_NO_REPLY,
		    { count(s->sent) } });
	else
		say_only(k->out, EXPLAIN_NEVER_ANSWERED);
	if (!s->clock && !is_set(s->received) && !is_set(s->refused) &&
	    s->dropped[0] == '\0')
		say_only(k->out, EXPLAIN_DO_NO_REPLY);
}

static void
say_unreachable(const struct look *k)
{
	const struct explain_source *s = k->s;

	if (is_set(s->noselect)) {
		say_only(k->out, EXPLAIN_NOSELECT);
		say_only(k->out, EXPLAIN_DO_NOSELECT);
	}
	if (s->reach != 0) {
		if (is_set(s->silent))
			say_only(k->out, EXPLAIN_PROBES);
	} else if (!comes_through(s)) {
		say_no_reply(k);
	}
	if (is_set(s->refused)) {
		say(k->out, (struct explain_line){ EXPLAIN_REFUSED,
		    { count(s->refused) } });
		say_only(k->out, EXPLAIN_DO_REFUSED);
	}
	if (s->dropped[0] != '\0') {
		say(k->out, (struct explain_line){ s->dropped_by[0] != '\0' ?
		    EXPLAIN_DROPPED_AT : EXPLAIN_DROPPED,
		    { word(s->dropped), word(s->dropped_by) } });
		say(k->out, (struct explain_line){ EXPLAIN_DO_DROPPED,
		    { word(s->dropped), word(s->name) } });
	}
}

/* The tests, by bit; what needs no number has an id instead of a function. */
static const struct test {
	enum flash bit;
	enum explain_id id;
	void (*say)(const struct look *k);
} tests[] = {
	{ FLASH_DUP, EXPLAIN_DUPLICATE, NULL },
	{ FLASH_BOGUS, EXPLAIN_BOGUS, NULL },
	{ FLASH_UNSYNC, EXPLAIN_ZERO, NULL },
	{ FLASH_DENIED, EXPLAIN_DENIED, NULL },
	{ FLASH_AUTH, EXPLAIN_IDS, say_auth },
	{ FLASH_STRATUM, EXPLAIN_IDS, say_unsynchronised },
	{ FLASH_HEADER, EXPLAIN_IDS, say_header },
	{ FLASH_AUTOKEY, EXPLAIN_AUTOKEY, NULL },
	{ FLASH_CRYPTO, EXPLAIN_CRYPTO, NULL },
	{ FLASH_PEER_STRATUM, EXPLAIN_IDS, say_stratum },
	{ FLASH_PEER_DIST, EXPLAIN_IDS, say_far },
	{ FLASH_PEER_LOOP, EXPLAIN_IDS, say_loop },
	{ FLASH_PEER_UNREACH, EXPLAIN_IDS, say_unreachable },
};

/* Say which tests the source failed that are among MASK. */
static void
say_tests(const struct look *k, unsigned mask)
{
	unsigned flash = flash_of(k->s) & mask;

	/* A daemon that does not tell its flash word still has the status. */
	if (!isfinite(k->s->flash) && !k->s->clock &&
	    (k->s->status >> 8 & PEERST_REACH) == 0)
		flash |= FLASH_PEER_UNREACH & mask;
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		if ((flash & tests[i].bit) == 0)
			continue;
		if (tests[i].say != NULL)
			tests[i].say(k);
		else
			say_only(k->out, tests[i].id);
	}
}

/* --- verdicts ------------------------------------------------------------- */

/* Say where a falseticker and the others see the truth. */
static void
say_falseticker(const struct look *k)
{
	double low, high, from, to;
	size_t agree, vote;
	bool mine = interval(k->s, &low, &high);
	bool theirs = intersection(k, &from, &to);

	count_votes(k->all, k->n, &agree, &vote);
	if (agree == 0) {
		say(k->out, (struct explain_line){ EXPLAIN_NO_MAJORITY,
		    { mine ? range(low, high) : word("?"), count(vote) } });
		say_only(k->out, EXPLAIN_DO_MORE);
		return;
	}
	/* Intervals worked out here need not be those that were compared. */
	if (!mine || !theirs || ((low + high) / 2 >= from &&
	    (low + high) / 2 <= to))
		say(k->out, (struct explain_line){ EXPLAIN_DISAGREES,
		    { count(agree), count(vote) } });
	else if (high < from || low > to)
		say(k->out, (struct explain_line){ EXPLAIN_DISJOINT,
		    { range(low, high), range(from, to), count(agree),
		    count(vote) } });
	else
		say(k->out, (struct explain_line){ EXPLAIN_OUTSIDE,
		    { offset((low + high) / 2), range(from, to), count(agree),
		    count(vote) } });
	say_only(k->out, EXPLAIN_DO_FALSETICKER);
}

/* Say why a source that fails no test is not used all the same. */
static void
say_passed_over(const struct look *k)
{
	const struct explain_source *first = leader(k->all, k->n);

	if (k->s->local && first != NULL && first != k->s) {
		say(k->out, (struct explain_line){ EXPLAIN_LOCAL_LOSES,
		    { word(first->name) } });
		say_only(k->out, EXPLAIN_DO_LOCAL);
	} else if (k->s->local) {
		say_only(k->out, EXPLAIN_LOCAL_WAITS);
	} else if (k->s->pulse) {
		say_only(k->out, EXPLAIN_PULSE_ALONE);
		say_only(k->out, EXPLAIN_DO_PULSE);
	}
}

/* Returns the verdict on a source that selection has not looked at. */
static enum explain_id
rejected(const struct look *k)
{
	if (k->s->hmode == MODE_BROADCAST)
		return EXPLAIN_IS_SENT_TO;
	if (k->s->unresolved || (flash_of(k->s) & FLASH_SOURCE) != 0)
		return EXPLAIN_IS_UNFIT;
	if (k->s->local)
		return leader(k->all, k->n) != NULL ? EXPLAIN_IS_RESERVE :
		    EXPLAIN_IS_WAITING;
	return isfinite(k->s->flash) ? EXPLAIN_IS_PASSED_OVER :
	    EXPLAIN_IS_UNFIT;
}

static enum explain_id
verdict_id(const struct look *k)
{
	static const enum explain_id ids[] = {
		[SELECT_FALSETICK] = EXPLAIN_IS_FALSETICKER,
		[SELECT_EXCESS] = EXPLAIN_IS_EXCESS,
		[SELECT_OUTLYER] = EXPLAIN_IS_OUTLYER,
		[SELECT_CANDIDATE] = EXPLAIN_IS_COMBINED,
		[SELECT_BACKUP] = EXPLAIN_IS_BACKUP,
		[SELECT_SYSPEER] = EXPLAIN_IS_FOLLOWED,
		[SELECT_PPSPEER] = EXPLAIN_IS_PULSE,
	};

	return verdict(k->s) == SELECT_REJECT ? rejected(k) :
	    ids[verdict(k->s)];
}

void
explain_source(const struct explain_source *all, size_t n, size_t i,
    const struct explain_system *system, struct explain_list *out)
{
	struct look k = { .all = all, .s = &all[i], .system = system, .n = n,
		.out = out };
	enum explain_id id = verdict_id(&k);

	out->n = 0;
	say_only(out, id);
	if (id == EXPLAIN_IS_SENT_TO)
		return;
	if (k.s->unresolved) {
		say_lookup(&k);
		return;
	}
	say_received(&k);
	/* Of a source in use the last packet's tests tell, but no more. */
	say_tests(&k, agrees(k.s) ? FLASH_PACKET : ~0u);
	if (verdict(k.s) == SELECT_FALSETICK)
		say_falseticker(&k);
	else if (verdict(k.s) == SELECT_REJECT && id != EXPLAIN_IS_UNFIT)
		say_passed_over(&k);
}

/* --- the system ----------------------------------------------------------- */

/* Say whom the clock of SYSTEM follows: FIRST, or nobody. */
static void
say_leader(const struct explain_system *system,
    const struct explain_source *first, struct explain_list *out)
{
	bool alarm = system->status >> 14 == LEAP_ALARM;

	if (alarm)
		say_only(out, EXPLAIN_SYS_UNSYNCHRONISED);
	else if (first == NULL)
		say(out, (struct explain_line){ EXPLAIN_SYS_ORPHAN,
		    { count(system->stratum) } });
	else
		say(out, (struct explain_line){ first->local ?
		    EXPLAIN_SYS_LOCAL : EXPLAIN_SYS_FOLLOWS,
		    { word(first->name), count(system->stratum),
		    offset(system->offset),
		    span(system->rootdelay / 2 + system->rootdisp) } });
}

/* Say why SYSTEM is not synchronised. */
static void
say_alarm(const struct explain_source *all, size_t n,
    const struct explain_system *system, struct explain_list *out)
{
	size_t agree, vote;

	count_votes(all, n, &agree, &vote);
	if ((system->status & 0xf) == SYS_PANIC_STOP) {
		say_only(out, EXPLAIN_SYS_PANIC);
		say_only(out, EXPLAIN_DO_PANIC);
	} else if (n == 0) {
		say_only(out, EXPLAIN_SYS_NO_SOURCES);
		say_only(out, EXPLAIN_DO_SOURCES);
	} else if (vote == 0) {
		say(out, (struct explain_line){ EXPLAIN_SYS_NONE_FIT,
		    { count((double)n) } });
	} else if (agree == 0) {
		say(out, (struct explain_line){ EXPLAIN_SYS_NO_MAJORITY,
		    { count((double)vote) } });
		say_only(out, EXPLAIN_DO_MORE);
	} else {
		say_only(out, EXPLAIN_SYS_SOON);
	}
	if ((system->status & 0xf) == SYS_SPIKE_DETECT)
		say_only(out, EXPLAIN_SYS_SPIKE);
}

void
explain_system(const struct explain_source *all, size_t n,
    const struct explain_system *system, struct explain_list *out)
{
	unsigned leap = system->status >> 14 & 3;
	size_t agree, vote;

	out->n = 0;
	say_leader(system, leader(all, n), out);
	if (leap == LEAP_ALARM)
		say_alarm(all, n, system, out);
	count_votes(all, n, &agree, &vote);
	if (n > 0)
		say(out, (struct explain_line){ EXPLAIN_SYS_COUNT,
		    { count((double)n), count((double)agree),
		    count((double)(vote - agree)),
		    count((double)(n - vote)) } });
	if (strcmp(system->steering, "noright") == 0) {
		say_only(out, EXPLAIN_SYS_NO_RIGHT);
		say_only(out, EXPLAIN_DO_RIGHT);
	} else if (strcmp(system->steering, "disabled") == 0) {
		say_only(out, EXPLAIN_SYS_DISABLED);
		say_only(out, EXPLAIN_DO_ENABLE);
	}
	if (leap == LEAP_ADD || leap == LEAP_DEL)
		say_only(out, leap == LEAP_ADD ? EXPLAIN_SYS_LEAP_ADD :
		    EXPLAIN_SYS_LEAP_DEL);
}
