/*
 * explain_source.c -- why a source is used or not.
 *
 * Each test that a source failed is a row with a function that says it, in the
 * order of the tests; the verdict of selection comes before, or after them if
 * none failed.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "explain_source.h"

#define NEVER_DISP 15.9   /* s: nothing measured counts any more */
#define LATE_POLLS 1.5    /* polls after which a packet is missed */
#define CLASSIC_MAXDIST 1.0 /* s, the least "tos maxdist" by default */
#define MINDIST 0.001     /* s, the least distance, as "tos mindist" has it */

/* A look at one source. */
struct look {
	const struct explain_source *all, *s;
	const struct explain_system *system;
	size_t n;
	struct explain_list *out;
};

/* --- what follows from the numbers ---------------------------------------- */

/* Returns the number X as bits, none if it is too large for that. */
static unsigned
bits_of(double x)
{
	return x >= 0 && x <= 0xffff ? (unsigned)x : 0;
}

static unsigned
flash_of(const struct explain_source *s)
{
	unsigned flash = bits_of(s->flash);

	/* A daemon that has not run its selection yet has not noted it. */
	if (s->reach == 0 && isfinite(s->flash))
		flash |= FLASH_PEER_UNREACH;
	return flash;
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
		if (!explain_agrees(&k->all[i]) || !interval(&k->all[i], &from,
		    &to))
			continue;
		*low = fmax(*low, from);
		*high = fmin(*high, to);
	}
	return isfinite(*low) && isfinite(*high) && *low <= *high;
}

static bool
is_symmetric(const struct explain_source *s)
{
	return s->hmode == MODE_ACTIVE || s->hmode == MODE_PASSIVE;
}

/* Returns the word of the line that S comes from. */
static struct explain_arg
line_of(const struct explain_source *s)
{
	return explain_word(s->directive[0] != '\0' ? s->directive :
	    is_symmetric(s) ? "peer" : "server");
}

/* Say ID, which has the word of K's line for its argument. */
static void
say_line(const struct look *k, enum explain_id id)
{
	explain_say(k->out, (struct explain_line){ id, { line_of(k->s) } });
}

/* What a word of the daemon means, and what helps against it. */
struct way {
	const char *word; /* "": any other, at the end */
	enum explain_id id, help;
};

/* Returns the one of WAYS that WORD means. */
static const struct way *
find_way(const struct way *ways, const char *word)
{
	while (ways->word[0] != '\0' && strcmp(ways->word, word) != 0)
		ways++;
	return ways;
}

/* --- what was received ---------------------------------------------------- */

static void
say_lookup(const struct look *k)
{
	static const struct way ways[] = {
		{ "pending", EXPLAIN_LOOKUP_PENDING, EXPLAIN_IDS },
		{ "again", EXPLAIN_LOOKUP_AGAIN, EXPLAIN_DO_LOOKUP },
		{ "nonexistent", EXPLAIN_LOOKUP_NONE, EXPLAIN_DO_NAME },
		{ "no_ipv4", EXPLAIN_LOOKUP_FAMILY, EXPLAIN_DO_NAME },
		{ "no_ipv6", EXPLAIN_LOOKUP_FAMILY, EXPLAIN_DO_NAME },
		{ "taken", EXPLAIN_LOOKUP_TAKEN, EXPLAIN_DO_TAKEN },
		{ "", EXPLAIN_NO_ADDRESS, EXPLAIN_DO_LOOKUP }
	};
	const struct way *way = find_way(ways, k->s->lookup);

	explain_say(k->out, (struct explain_line){ way->id, {
	    explain_word(k->s->name),
	    explain_word(strcmp(way->word, "no_ipv4") == 0 ? "IPv4" :
	    "IPv6") } });
	if (k->s->lookups > 1 && way->id != EXPLAIN_LOOKUP_TAKEN)
		explain_say(k->out, (struct explain_line){ EXPLAIN_LOOKUPS,
		    { explain_count(k->s->lookups) } });
	if (way->id == EXPLAIN_LOOKUP_PENDING)
		return;
	if (explain_is_set(k->s->looking))
		explain_say_only(k->out, EXPLAIN_LOOKING);
	else if (isfinite(k->s->timer))
		explain_say(k->out, (struct explain_line){ EXPLAIN_NEXT_LOOKUP,
		    { explain_age(k->s->timer) } });
	/* A pool that has no more to give is as it should be. */
	if (way->id != EXPLAIN_LOOKUP_TAKEN ||
	    strcmp(k->s->directive, "pool") != 0)
		say_line(k, way->help);
}

/* Returns how many of S's polls the reach register tells of. */
static unsigned
polls_told(const struct explain_source *s)
{
	unsigned bits = bits_of(s->reach) & 0xff, n = 0;

	if (isfinite(s->polls))
		return s->polls < 8 ? bits_of(s->polls) : 8;
	for (; bits != 0; bits >>= 1)
		n++;
	return n; /* it was asked before, too, unless it is new */
}

/* Say that packets came that were of no use: no answers, or after the last. */
static void
say_came(const struct look *k)
{
	const struct explain_source *s = k->s;

	if (!isfinite(s->arrived) || !explain_is_set(s->received))
		return;
	if (!isfinite(s->heard))
		explain_say(k->out, (struct explain_line){ EXPLAIN_CAME,
		    { explain_age(s->arrived), explain_count(s->received),
		    explain_count(isfinite(s->sent) ? s->sent : 0) } });
	else if (s->arrived + 1 < s->heard)
		explain_say(k->out, (struct explain_line){ EXPLAIN_CAME_SINCE,
		    { explain_age(s->arrived) } });
}

static void
say_slowed(const struct look *k)
{
	explain_say(k->out, (struct explain_line){ EXPLAIN_SLOWED,
	    { explain_age(isfinite(k->s->hpoll) ? exp2(k->s->hpoll) : 0) } });
	explain_say_only(k->out, EXPLAIN_DO_SLOWED);
}

/* Say what came last, and what it measured. */
static void
say_received(const struct look *k)
{
	const struct explain_source *s = k->s;
	unsigned polls = 0;

	if (explain_is_set(s->offline)) {
		explain_say_only(k->out, EXPLAIN_OFFLINE);
		explain_say_only(k->out, EXPLAIN_DO_ONLINE);
	}
	say_came(k);
	if (s->local || !isfinite(s->heard))
		return;
	for (unsigned bits = bits_of(s->reach) & 0xff; bits != 0;
	    bits &= bits - 1)
		polls++;
	explain_say(k->out, (struct explain_line){ s->clock ? EXPLAIN_READ :
	    s->stratum < STRATUM_UNSPEC ? EXPLAIN_HEARD : EXPLAIN_HEARD_ONLY,
	    { explain_age(s->heard), explain_count(s->stratum) } });
	if (polls_told(s) > 0)
		explain_say(k->out, (struct explain_line){ EXPLAIN_HEARD_POLLS,
		    { explain_count(polls_told(s)), explain_count(polls) } });
	if (isfinite(s->offset) && isfinite(s->delay) &&
	    !(s->disp >= NEVER_DISP))
		explain_say(k->out, (struct explain_line){ (bits_of(s->reach) &
		    7) == 0 ?
		    EXPLAIN_MEASURED_ONCE : EXPLAIN_MEASURED,
		    { explain_offset(s->offset), explain_span(s->delay) } });
	/* If it has just said so, that is told with the tests. */
	if (explain_is_set(s->slowed) && s->leap != LEAP_ALARM)
		say_slowed(k);
}

/* --- tests of packets ----------------------------------------------------- */

static void
say_auth(const struct look *k)
{
	static const struct way ways[] = {
		{ "nokey", EXPLAIN_NO_KEY, EXPLAIN_DO_NO_KEY },
		{ "digest", EXPLAIN_DIGEST, EXPLAIN_DO_DIGEST },
		{ "crypto_NAK", EXPLAIN_NAK, EXPLAIN_DO_NAK },
		{ "unsigned", EXPLAIN_UNSIGNED, EXPLAIN_DO_UNSIGNED },
		{ "signed", EXPLAIN_SIGNED, EXPLAIN_DO_SIGNED },
		{ "", EXPLAIN_AUTH, EXPLAIN_DO_DIGEST }
	};
	const struct way *way = find_way(ways, k->s->authfail);
	struct explain_arg key = explain_count(isfinite(k->s->keyid) ?
	    k->s->keyid : 0);

	explain_say(k->out, (struct explain_line){ way->id, { key } });
	explain_say(k->out, (struct explain_line){ way->help,
	    { key, line_of(k->s) } });
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
	/* Others than ours have only the last event to show for it. */
	return s->stratum >= STRATUM_UNSPEC &&
	    (strcmp(s->refid, "RATE") == 0 || (isnan(s->slowed) &&
	    (s->status & 0xf) == PEER_RATE_EXCEEDED));
}

/* Peers ask in their own time: what they send need not be an answer. */
static void
say_bogus(const struct look *k)
{
	if (!is_symmetric(k->s)) {
		explain_say_only(k->out, EXPLAIN_BOGUS);
		if (!explain_agrees(k->s))
			say_line(k, EXPLAIN_DO_FAULTY);
	} else if (k->s->reach == 0) {
		explain_say_only(k->out, EXPLAIN_DEAF);
		say_line(k, EXPLAIN_DO_DEAF);
	}
}

static void
say_unsynchronised(const struct look *k)
{
	const char *refid = k->s->refid;

	if (is_rate(k->s)) {
		say_slowed(k);
		return;
	}
	explain_say(k->out, (struct explain_line){ is_kiss(k->s) ?
	    EXPLAIN_KISSED :
	    refid[strspn(refid, ".")] != '\0' && (isfinite(k->s->heard) ||
	    strcmp(refid, "INIT") != 0) ? EXPLAIN_UNSYNCHRONISED :
	    EXPLAIN_UNSYNCHRONISED_BARE, { explain_word(refid) } });
	say_line(k, is_kiss(k->s) ? EXPLAIN_DO_KISSED :
	    EXPLAIN_DO_UNSYNCHRONISED);
}

static void
say_header(const struct look *k)
{
	explain_say(k->out, (struct explain_line){ EXPLAIN_HEADER,
	    { explain_span(k->s->rootdelay / 2 + k->s->rootdisp) } });
	say_line(k, EXPLAIN_DO_UNSYNCHRONISED);
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
		if ((flash_of(s) & FLASH_STRATUM) == 0 && (is_rate(s) ||
		    (isfinite(s->heard) && strcmp(s->refid, "INIT") != 0)))
			say_unsynchronised(k);
	} else if (s->stratum >= system->ceiling) {
		explain_say(k->out, (struct explain_line){ EXPLAIN_STRATUM,
		    { explain_count(s->stratum), explain_count(system->ceiling)
		    } });
		explain_say_only(k->out, EXPLAIN_DO_STRATUM);
	} else if (s->stratum < system->floor) {
		explain_say(k->out, (struct explain_line){ EXPLAIN_FLOOR,
		    { explain_count(s->stratum), explain_count(system->floor) }
		    });
		explain_say_only(k->out, EXPLAIN_DO_FLOOR);
	} else {
		explain_say(k->out, (struct explain_line){ EXPLAIN_STRATUM_BARE,
		    { explain_count(s->stratum) } });
		explain_say_only(k->out, EXPLAIN_DO_STRATUM);
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
	/* What is not too far now was not measured when that was tested. */
	if (s->disp >= NEVER_DISP || !(distance(s) >=
	    (isfinite(s->maxdist) ? s->maxdist : CLASSIC_MAXDIST))) {
		explain_say_only(k->out, EXPLAIN_UNMEASURED);
	} else if (isfinite(s->maxdist)) {
		explain_say(k->out, (struct explain_line){ EXPLAIN_TOO_FAR,
		    { explain_span(distance(s)), explain_span(s->maxdist),
		    explain_span(s->delay),
		    explain_span(s->rootdelay / 2 + s->rootdisp) } });
		explain_say_only(k->out, EXPLAIN_DO_TOO_FAR);
	} else {
		explain_say(k->out, (struct explain_line){
		    EXPLAIN_TOO_FAR_BARE, { explain_span(distance(s)) } });
		explain_say_only(k->out, EXPLAIN_DO_TOO_FAR);
	}
}

static void
say_loop(const struct look *k)
{
	explain_say(k->out, (struct explain_line){ EXPLAIN_LOOP,
	    { explain_word(k->s->refid) } });
	/* Of two peers, one may always follow the other. */
	if (!is_symmetric(k->s))
		explain_say_only(k->out, EXPLAIN_DO_LOOP);
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

/* Say what becomes of requests to K's source, if that is known. */
static void
say_refused(const struct look *k)
{
	static const struct way ways[] = {
		{ "noroute", EXPLAIN_NO_ROUTE, EXPLAIN_DO_ROUTE },
		{ "host", EXPLAIN_REFUSED_HOST, EXPLAIN_DO_NO_REPLY },
		{ "filter", EXPLAIN_REFUSED_FILTER, EXPLAIN_DO_REFUSED },
		{ "", EXPLAIN_REFUSED, EXPLAIN_DO_REFUSED }
	};
	const struct way *way = find_way(ways, k->s->refusal);

	explain_say(k->out, (struct explain_line){ way->id,
	    { explain_count(k->s->refused) } });
	say_line(k, way->help);
}

static void
say_dropped(const struct look *k)
{
	const struct explain_source *s = k->s;

	explain_say(k->out, (struct explain_line){ s->dropped_by[0] != '\0' ?
	    EXPLAIN_DROPPED_AT : EXPLAIN_DROPPED,
	    { explain_word(s->dropped), explain_word(s->dropped_by) } });
	explain_say(k->out, (struct explain_line){ EXPLAIN_DO_DROPPED,
	    { explain_word(s->dropped), explain_word(s->name) } });
}

/* Say why a source that fails no test is not used all the same. */
static void
say_passed_over(const struct look *k)
{
	const struct explain_source *first = explain_leader(k->all, k->n);

	if (k->s->local && first != NULL && first != k->s) {
		explain_say(k->out, (struct explain_line){ EXPLAIN_LOCAL_LOSES,
		    { explain_word(first->name) } });
		explain_say_only(k->out, EXPLAIN_DO_LOCAL);
	} else if (k->s->local) {
		explain_say_only(k->out, EXPLAIN_LOCAL_WAITS);
	} else if (k->s->pulse) {
		explain_say_only(k->out, EXPLAIN_PULSE_ALONE);
		explain_say_only(k->out, EXPLAIN_DO_PULSE);
	} else if (k->s->stratum >= k->system->orphan) {
		explain_say(k->out, (struct explain_line){ EXPLAIN_ORPHAN_LEVEL,
		    { explain_count(k->s->stratum),
		    explain_count(k->system->orphan) } });
	}
}

static void
say_no_reply(const struct look *k)
{
	const struct explain_source *s = k->s;

	if (s->local) {
		say_passed_over(k);
	} else if (s->clock) {
		explain_say_only(k->out, EXPLAIN_CLOCK_SILENT);
		explain_say_only(k->out, EXPLAIN_DO_CLOCK);
	} else if (isfinite(s->heard) && explain_is_set(s->unreach)) {
		explain_say(k->out, (struct explain_line){ EXPLAIN_NO_REPLY_NOW,
		    { explain_count(s->unreach) } });
	} else if (explain_is_set(s->received)) {
		if (!isfinite(s->arrived))
			explain_say(k->out, (struct explain_line){
			    EXPLAIN_USELESS,
			    { explain_count(s->received) } });
	} else if (explain_is_set(s->sent)) {
		explain_say(k->out, (struct explain_line){ EXPLAIN_NO_REPLY,
		    { explain_count(s->sent) } });
	} else if (!isfinite(s->sent)) {
		explain_say_only(k->out, EXPLAIN_NEVER_ANSWERED);
	}
}

static void
say_unreachable(const struct look *k)
{
	const struct explain_source *s = k->s;
	bool silent = s->reach != 0 ? explain_is_set(s->silent) :
	    !comes_through(s);

	/* The same test has two reasons; others than ours do not tell which. */
	if (explain_is_set(s->noselect) ||
	    (isnan(s->noselect) && s->reach != 0)) {
		explain_say_only(k->out, EXPLAIN_NOSELECT);
		say_line(k, EXPLAIN_DO_NOSELECT);
	}
	if (silent && s->reach != 0)
		explain_say_only(k->out, EXPLAIN_PROBES);
	else if (silent && (s->dropped[0] == '\0' || isfinite(s->heard)))
		say_no_reply(k);
	if (s->dropped[0] != '\0')
		say_dropped(k);
	else if (explain_is_set(s->refused))
		say_refused(k);
	else if (silent && !s->clock && !explain_is_set(s->offline) &&
	    (isfinite(s->heard) || !explain_is_set(s->received)))
		say_line(k, EXPLAIN_DO_NO_REPLY);
}

/* The tests, by bit; what needs no number has an id instead of a function. */
static const struct test {
	enum flash bit;
	enum explain_id id, help;
	void (*say)(const struct look *k);
} tests[] = {
	{ FLASH_DUP, EXPLAIN_DUPLICATE, EXPLAIN_IDS, NULL },
	{ FLASH_BOGUS, EXPLAIN_IDS, EXPLAIN_IDS, say_bogus },
	{ FLASH_UNSYNC, EXPLAIN_ZERO, EXPLAIN_DO_FAULTY, NULL },
	{ FLASH_DENIED, EXPLAIN_DENIED, EXPLAIN_DO_KISSED, NULL },
	{ FLASH_AUTH, EXPLAIN_IDS, EXPLAIN_IDS, say_auth },
	{ FLASH_STRATUM, EXPLAIN_IDS, EXPLAIN_IDS, say_unsynchronised },
	{ FLASH_HEADER, EXPLAIN_IDS, EXPLAIN_IDS, say_header },
	{ FLASH_AUTOKEY, EXPLAIN_AUTOKEY, EXPLAIN_IDS, NULL },
	{ FLASH_CRYPTO, EXPLAIN_CRYPTO, EXPLAIN_IDS, NULL },
	{ FLASH_PEER_STRATUM, EXPLAIN_IDS, EXPLAIN_IDS, say_stratum },
	{ FLASH_PEER_DIST, EXPLAIN_IDS, EXPLAIN_IDS, say_far },
	{ FLASH_PEER_LOOP, EXPLAIN_IDS, EXPLAIN_IDS, say_loop },
	{ FLASH_PEER_UNREACH, EXPLAIN_IDS, EXPLAIN_IDS, say_unreachable },
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
			explain_say_only(k->out, tests[i].id);
		/* What a source in use did wrong once is no reason to act. */
		if (tests[i].help != EXPLAIN_IDS && !explain_agrees(k->s))
			say_line(k, tests[i].help);
	}
}

/* --- verdicts ------------------------------------------------------------- */

/* Returns true if nobody is a majority because others may answer yet. */
static bool
is_awaiting(const struct look *k)
{
	size_t agree, vote;

	explain_count_votes(k->all, k->n, &agree, &vote);
	return agree == 0 && explain_is_set(k->system->awaited);
}

/* Say where a falseticker and the others see the truth. */
static void
say_falseticker(const struct look *k)
{
	double low, high, from, to;
	size_t agree, vote;
	bool mine = interval(k->s, &low, &high);
	bool theirs = intersection(k, &from, &to);

	explain_count_votes(k->all, k->n, &agree, &vote);
	if (is_awaiting(k)) {
		explain_say(k->out, (struct explain_line){ EXPLAIN_AWAITED,
		    { explain_count(k->system->awaited) } });
		return;
	}
	if (agree == 0) {
		explain_say(k->out, (struct explain_line){ EXPLAIN_NO_MAJORITY,
		    { mine ? explain_range(low, high) : explain_word("?"),
		    explain_count(vote) } });
		explain_say_only(k->out, EXPLAIN_DO_MORE);
		return;
	}
	/* Intervals worked out here need not be those that were compared. */
	if (!mine || !theirs || ((low + high) / 2 >= from &&
	    (low + high) / 2 <= to))
		explain_say(k->out, (struct explain_line){ EXPLAIN_DISAGREES,
		    { explain_count(agree), explain_count(vote) } });
	else if (high < from || low > to)
		explain_say(k->out, (struct explain_line){ EXPLAIN_DISJOINT,
		    { explain_range(low, high), explain_range(from, to),
		    explain_count(agree),
		    explain_count(vote) } });
	else
		explain_say(k->out, (struct explain_line){ EXPLAIN_OUTSIDE,
		    { explain_offset((low + high) / 2), explain_range(from,
		    to), explain_count(agree),
		    explain_count(vote) } });
	say_line(k, EXPLAIN_DO_FALSETICKER);
}

/* Returns the verdict on a source that selection has not looked at. */
static enum explain_id
rejected(const struct look *k)
{
	if (k->s->hmode == MODE_BROADCAST)
		return EXPLAIN_IS_SENT_TO;
	if (k->s->group)
		return EXPLAIN_IS_SEARCH;
	if (k->s->unresolved || (flash_of(k->s) & FLASH_SOURCE) != 0)
		return EXPLAIN_IS_UNFIT;
	if (k->s->local)
		return explain_leader(k->all, k->n) != NULL ?
		    EXPLAIN_IS_RESERVE :
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

	if (explain_verdict(k->s) == SELECT_REJECT)
		return rejected(k);
	if (explain_verdict(k->s) == SELECT_FALSETICK && is_awaiting(k))
		return EXPLAIN_IS_WAITING;
	return explain_agrees(k->s) && explain_leader(k->all, k->n) == NULL ?
	    EXPLAIN_IS_AGREED : ids[explain_verdict(k->s)];
}

void
explain_source(const struct explain_source *all, size_t n, size_t i,
    const struct explain_system *system, struct explain_list *out)
{
	struct look k = { .all = all, .s = &all[i], .system = system, .n = n,
		.out = out };
	enum explain_id id = verdict_id(&k);

	out->n = 0;
	explain_say_only(out, id);
	if (id == EXPLAIN_IS_SENT_TO || id == EXPLAIN_IS_SEARCH)
		return;
	if (k.s->unresolved) {
		say_lookup(&k);
		return;
	}
	say_received(&k);
	/* Of a source in use the last packet's tests tell, but no more. */
	say_tests(&k, explain_agrees(k.s) ? FLASH_PACKET : ~0u);
	if (explain_verdict(k.s) == SELECT_FALSETICK)
		say_falseticker(&k);
	else if (explain_verdict(k.s) == SELECT_REJECT && id !=
	    EXPLAIN_IS_UNFIT)
		say_passed_over(&k);
}
