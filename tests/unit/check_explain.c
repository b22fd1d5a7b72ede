/*
 * check_explain.c -- why a source is used or not: ids and their arguments.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain_source.h"
#include "explain_system.h"
#include "names.h"
#include "suite.h"

#define STATUS(select) ((unsigned)(0x90 | (select)) << 8)

static struct explain_system sys;
static struct explain_source all[8];
static struct explain_list list;
static size_t n;

/* Returns one more source that selection made SELECT of. */
static struct explain_source *
add(enum select select)
{
	struct explain_source *s = &all[n++];

	explain_init_source(s);
	s->status = STATUS(select);
	s->flash = 0;
	s->reach = 0xff;
	s->heard = 10;
	s->leap = LEAP_NONE;
	s->stratum = 2;
	s->disp = 0.001;
	s->hpoll = 6;
	return s;
}

static void
begin(void)
{
	explain_init_system(&sys);
	n = 0;
}

/* Returns the line with ID of what there is to say about source I, or NULL. */
static const struct explain_line *
line(size_t i, enum explain_id id)
{
	explain_source(all, n, i, &sys, &list);
	for (size_t k = 0; k < list.n; k++)
		if (list.line[k].id == id)
			return &list.line[k];
	return NULL;
}

static void
says(size_t i, enum explain_id id)
{
	if (line(i, id) == NULL)
		ck_abort_msg("message %d is not among %zu", id, list.n);
}

static void
says_not(size_t i, enum explain_id id)
{
	ck_assert_ptr_null(line(i, id));
}

/* Returns true if what there is to say about the system has ID. */
static bool
system_says(enum explain_id id)
{
	explain_system(all, n, &sys, &list);
	for (size_t k = 0; k < list.n; k++)
		if (list.line[k].id == id)
			return true;
	return false;
}

START_TEST(the_verdict_comes_first_and_follows_the_status_word)
{
	static const enum explain_id ids[] = { EXPLAIN_IS_PASSED_OVER,
		EXPLAIN_IS_FALSETICKER, EXPLAIN_IS_EXCESS, EXPLAIN_IS_OUTLYER,
		EXPLAIN_IS_COMBINED, EXPLAIN_IS_BACKUP, EXPLAIN_IS_FOLLOWED,
		EXPLAIN_IS_PULSE };

	for (unsigned i = 0; i < 8; i++) {
		begin();
		add((enum select)i);
		add(SELECT_SYSPEER);
		explain_source(all, n, 0, &sys, &list);
		ck_assert_uint_eq(list.line[0].id, ids[i]);
	}
}
END_TEST

/* Add three that agree on 9 to 11 ms, and one that says -0.4 to 0.6 ms. */
static void
add_liar(void)
{
	begin();
	for (int i = 0; i < 3; i++) {
		struct explain_source *s = add(i == 0 ? SELECT_SYSPEER :
		    SELECT_CANDIDATE);

		s->low = .009;
		s->high = .011;
	}
	all[1].low = .008;
	all[2].high = .012;
	add(SELECT_FALSETICK);
	all[3].low = -.0004;
	all[3].high = .0006;
}

START_TEST(a_falseticker_is_told_both_intervals)
{
	const struct explain_line *l;

	add_liar();
	l = line(3, EXPLAIN_DISJOINT);
	ck_assert_ptr_nonnull(l);
	ck_assert_double_eq(l->arg[0].number, -.0004);
	ck_assert_double_eq(l->arg[0].second, .0006);
	ck_assert_double_eq(l->arg[1].number, .009);
	ck_assert_double_eq(l->arg[1].second, .011);
	ck_assert_double_eq(l->arg[2].number, 3);
	ck_assert_double_eq(l->arg[3].number, 4);
	says(3, EXPLAIN_DO_FALSETICKER);
}
END_TEST

START_TEST(a_falseticker_that_overlaps_is_told_its_offset)
{
	add_liar();
	all[3].high = .0095;
	says(3, EXPLAIN_OUTSIDE);
	says_not(3, EXPLAIN_DISJOINT);
}
END_TEST

START_TEST(intervals_are_worked_out_where_the_daemon_tells_none)
{
	const struct explain_line *l;

	add_liar();
	for (size_t i = 0; i < n; i++) {
		struct explain_source *s = &all[i];

		s->low = s->high = NAN;
		s->offset = i == 3 ? 0 : .010;
		s->delay = .0004;
		s->rootdelay = .0006;
		s->rootdisp = .0002;
		s->disp = .0002;
		s->jitter = .0001;
	}
	l = line(3, EXPLAIN_DISJOINT);
	ck_assert_ptr_nonnull(l);
	ck_assert_double_eq_tol(l->arg[0].number, -.001, 1e-9);
	ck_assert_double_eq_tol(l->arg[1].number, .009, 1e-9);
	/* What was worked out may be too wide to tell anything. */
	all[0].rootdisp = all[1].rootdisp = all[2].rootdisp = 1;
	says(3, EXPLAIN_DISAGREES);
	all[3].jitter = NAN;
	says(3, EXPLAIN_DISAGREES);
}
END_TEST

START_TEST(without_a_majority_nobody_is_called_wrong)
{
	begin();
	add(SELECT_FALSETICK);
	add(SELECT_FALSETICK);
	says(0, EXPLAIN_NO_MAJORITY);
	says(0, EXPLAIN_DO_MORE);
	says_not(0, EXPLAIN_DO_FALSETICKER);
}
END_TEST

START_TEST(each_flash_bit_has_something_to_say)
{
	for (unsigned bit = 0; bit < 13; bit++) {
		begin();
		add(SELECT_REJECT);
		all[0].flash = 1u << bit;
		all[0].reach = bit == 12 ? 0 : 0xff;
		explain_source(all, n, 0, &sys, &list);
		ck_assert_uint_gt(list.n, 2);
	}
}
END_TEST

START_TEST(all_that_can_be_wrong_at_once_has_room)
{
	begin();
	add(SELECT_REJECT);
	all[0].flash = 0x1fff;
	all[0].reach = 0;
	all[0].refused = all[0].slowed = all[0].noselect = 1;
	all[0].offset = all[0].delay = 0;
	memcpy(all[0].dropped, "noserve", 8);
	explain_source(all, n, 0, &sys, &list);
	ck_assert_uint_gt(list.n, 13);
	ck_assert_uint_le(list.n, EXPLAIN_LINES);
}
END_TEST

START_TEST(what_never_came_is_not_quoted)
{
	begin();
	add(SELECT_REJECT);
	all[0].flash = FLASH_PEER_STRATUM | FLASH_PEER_DIST |
	    FLASH_PEER_UNREACH;
	all[0].leap = LEAP_ALARM;
	all[0].stratum = STRATUM_UNSPEC;
	all[0].heard = NAN;
	all[0].reach = 0;
	all[0].disp = 16;
	all[0].sent = 4;
	says(0, EXPLAIN_NO_REPLY);
	says(0, EXPLAIN_DO_NO_REPLY);
	says_not(0, EXPLAIN_UNSYNCHRONISED);
	says_not(0, EXPLAIN_UNMEASURED);
	says_not(0, EXPLAIN_HEARD);
	all[0].received = 3;
	says(0, EXPLAIN_USELESS);
	says_not(0, EXPLAIN_NO_REPLY);
}
END_TEST

START_TEST(packets_of_no_use_are_not_called_silence)
{
	begin();
	add(SELECT_REJECT);
	all[0].flash = FLASH_STRATUM | FLASH_PEER_STRATUM | FLASH_PEER_UNREACH;
	all[0].leap = LEAP_ALARM;
	all[0].reach = 0;
	all[0].unreach = 7;
	says(0, EXPLAIN_UNSYNCHRONISED_BARE);
	memcpy(all[0].refid, "....", 5);
	says(0, EXPLAIN_UNSYNCHRONISED_BARE);
	memcpy(all[0].refid, "INIT", 5);
	says(0, EXPLAIN_UNSYNCHRONISED);
	says_not(0, EXPLAIN_NO_REPLY_NOW);
	all[0].heard = 1000;
	says(0, EXPLAIN_NO_REPLY_NOW);
}
END_TEST

START_TEST(a_kiss_is_not_mistaken_for_a_server_without_a_source)
{
	begin();
	add(SELECT_REJECT);
	all[0].flash = FLASH_STRATUM | FLASH_PEER_STRATUM | FLASH_PEER_UNREACH;
	all[0].leap = LEAP_ALARM;
	all[0].stratum = STRATUM_UNSPEC;
	all[0].reach = 0;
	memcpy(all[0].refid, "RATE", 5);
	says(0, EXPLAIN_SLOWED);
	says_not(0, EXPLAIN_UNSYNCHRONISED);
	says_not(0, EXPLAIN_NO_REPLY_NOW);
	memcpy(all[0].refid, "DENY", 5);
	says(0, EXPLAIN_KISSED);
	says_not(0, EXPLAIN_SLOWED);
}
END_TEST

START_TEST(a_lookup_says_how_it_ended)
{
	static const struct {
		const char *word;
		enum explain_id id;
	} ways[] = { { "pending", EXPLAIN_LOOKUP_PENDING },
		{ "again", EXPLAIN_LOOKUP_AGAIN },
		{ "nonexistent", EXPLAIN_LOOKUP_NONE },
		{ "taken", EXPLAIN_LOOKUP_TAKEN }, { "", EXPLAIN_NO_ADDRESS } };

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		begin();
		add(SELECT_REJECT);
		all[0].unresolved = true;
		memcpy(all[0].lookup, ways[i].word, strlen(ways[i].word));
		says(0, ways[i].id);
	}
}
END_TEST

START_TEST(signatures_say_what_is_wrong_with_them)
{
	static const struct {
		const char *word;
		enum explain_id id;
	} ways[] = { { "nokey", EXPLAIN_NO_KEY }, { "digest", EXPLAIN_DIGEST },
		{ "crypto_NAK", EXPLAIN_NAK }, { "unsigned", EXPLAIN_UNSIGNED },
		{ "signed", EXPLAIN_SIGNED }, { "", EXPLAIN_AUTH } };

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		begin();
		add(SELECT_REJECT);
		all[0].flash = FLASH_AUTH;
		memcpy(all[0].authfail, ways[i].word, strlen(ways[i].word));
		says(0, ways[i].id);
	}
}
END_TEST

START_TEST(local_loses_to_whom_is_followed)
{
	begin();
	add(SELECT_REJECT);
	all[0].clock = all[0].local = true;
	says(0, EXPLAIN_LOCAL_WAITS);
	add(SELECT_SYSPEER);
	memcpy(all[1].name, "ntp1", 5);
	ck_assert_str_eq(line(0, EXPLAIN_LOCAL_LOSES)->arg[0].text, "ntp1");
	says(0, EXPLAIN_DO_LOCAL);
}
END_TEST

START_TEST(limits_are_told_with_their_numbers)
{
	const struct explain_line *l;

	begin();
	add(SELECT_REJECT);
	all[0].flash = FLASH_PEER_STRATUM | FLASH_PEER_DIST;
	all[0].stratum = 12;
	all[0].rootdist = 5;
	all[0].maxdist = 1.5;
	says(0, EXPLAIN_STRATUM_BARE);
	sys.ceiling = 10;
	l = line(0, EXPLAIN_STRATUM);
	ck_assert_double_eq(l->arg[1].number, 10);
	l = line(0, EXPLAIN_TOO_FAR);
	ck_assert_double_eq(l->arg[0].number, 5);
	ck_assert_double_eq(l->arg[1].number, 1.5);
}
END_TEST

START_TEST(a_source_that_is_only_measured_says_so)
{
	begin();
	add(SELECT_REJECT);
	all[0].flash = FLASH_PEER_UNREACH;
	all[0].noselect = 1;
	says(0, EXPLAIN_NOSELECT);
	says(0, EXPLAIN_DO_NOSELECT);
	says_not(0, EXPLAIN_NO_REPLY_NOW);
	all[0].noselect = 0;
	all[0].silent = 1;
	says(0, EXPLAIN_PROBES);
}
END_TEST

START_TEST(time_is_not_expected_from_where_it_is_sent)
{
	begin();
	add(SELECT_REJECT);
	all[0].hmode = MODE_BROADCAST;
	all[0].flash = 0x1e00;
	explain_source(all, n, 0, &sys, &list);
	ck_assert_uint_eq(list.n, 1);
	ck_assert_uint_eq(list.line[0].id, EXPLAIN_IS_SENT_TO);
}
END_TEST

START_TEST(without_a_leader_nobody_is_called_used)
{
	begin();
	add(SELECT_CANDIDATE);
	add(SELECT_CANDIDATE);
	says(0, EXPLAIN_IS_AGREED);
	says_not(0, EXPLAIN_IS_COMBINED);
	sys.minsane = 3;
	ck_assert(system_says(EXPLAIN_SYS_MINSANE));
	ck_assert(system_says(EXPLAIN_DO_MINSANE));
}
END_TEST

START_TEST(local_that_is_followed_is_no_majority)
{
	begin();
	add(SELECT_FALSETICK);
	add(SELECT_FALSETICK);
	add(SELECT_SYSPEER);
	all[2].clock = all[2].local = true;
	says(0, EXPLAIN_NO_MAJORITY);
	says_not(0, EXPLAIN_DO_FALSETICKER);
	ck_assert(system_says(EXPLAIN_SYS_LOCAL));
	ck_assert(system_says(EXPLAIN_SYS_NO_MAJORITY));
	all[2].prefer = 1;
	ck_assert(system_says(EXPLAIN_SYS_FOLLOWS));
}
END_TEST

START_TEST(who_is_a_minority_of_those_to_come_is_no_falseticker)
{
	begin();
	add(SELECT_FALSETICK);
	sys.status = LEAP_ALARM << 14;
	sys.awaited = 2;
	says(0, EXPLAIN_IS_WAITING);
	says(0, EXPLAIN_AWAITED);
	says_not(0, EXPLAIN_NO_MAJORITY);
	ck_assert(system_says(EXPLAIN_SYS_AWAITS));
	ck_assert(!system_says(EXPLAIN_SYS_COUNT));
}
END_TEST

START_TEST(requests_that_do_not_arrive_say_where_they_end)
{
	static const struct {
		const char *word;
		enum explain_id id, help;
	} ways[] = { { "port", EXPLAIN_REFUSED, EXPLAIN_DO_REFUSED },
		{ "", EXPLAIN_REFUSED, EXPLAIN_DO_REFUSED },
		{ "filter", EXPLAIN_REFUSED_FILTER, EXPLAIN_DO_REFUSED },
		{ "host", EXPLAIN_REFUSED_HOST, EXPLAIN_DO_NO_REPLY },
		{ "noroute", EXPLAIN_NO_ROUTE, EXPLAIN_DO_ROUTE } };

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		begin();
		add(SELECT_REJECT);
		all[0].flash = FLASH_PEER_UNREACH;
		all[0].reach = 0;
		all[0].heard = NAN;
		all[0].sent = all[0].refused = 3;
		memcpy(all[0].refusal, ways[i].word, strlen(ways[i].word));
		memcpy(all[0].directive, "peer", 5);
		says(0, EXPLAIN_NO_REPLY);
		says(0, ways[i].id);
		ck_assert_str_eq(line(0, ways[i].help)->arg[0].text, "peer");
	}
}
END_TEST

START_TEST(polls_that_were_not_made_are_not_counted)
{
	begin();
	add(SELECT_CANDIDATE);
	all[0].reach = 1;
	ck_assert_double_eq(line(0, EXPLAIN_HEARD_POLLS)->arg[0].number, 1);
	all[0].polls = 3;
	ck_assert_double_eq(line(0, EXPLAIN_HEARD_POLLS)->arg[0].number, 3);
	all[0].polls = 30;
	ck_assert_double_eq(line(0, EXPLAIN_HEARD_POLLS)->arg[0].number, 8);
	ck_assert_double_eq(line(0, EXPLAIN_HEARD_POLLS)->arg[1].number, 1);
}
END_TEST

START_TEST(packets_of_no_use_are_told_with_their_age)
{
	begin();
	add(SELECT_REJECT);
	all[0].flash = FLASH_AUTH | FLASH_PEER_UNREACH;
	all[0].heard = NAN;
	all[0].arrived = 7;
	all[0].received = 5;
	all[0].sent = 6;
	ck_assert_double_eq(line(0, EXPLAIN_CAME)->arg[0].number, 7);
	says_not(0, EXPLAIN_USELESS);
	all[0].heard = 100;
	says(0, EXPLAIN_CAME_SINCE);
	all[0].heard = 7;
	says_not(0, EXPLAIN_CAME_SINCE);
}
END_TEST

START_TEST(who_has_stopped_answering_is_told_what_to_do)
{
	begin();
	add(SELECT_REJECT);
	all[0].flash = FLASH_PEER_UNREACH;
	all[0].reach = 0;
	all[0].heard = 200;
	all[0].received = 9;
	all[0].unreach = 9;
	all[0].offset = .001;
	all[0].delay = .002;
	says(0, EXPLAIN_NO_REPLY_NOW);
	says(0, EXPLAIN_MEASURED_ONCE);
	says(0, EXPLAIN_DO_NO_REPLY);
	all[0].offline = 1;
	says(0, EXPLAIN_OFFLINE);
	says(0, EXPLAIN_DO_ONLINE);
	says_not(0, EXPLAIN_DO_NO_REPLY);
}
END_TEST

START_TEST(an_orphan_says_why_it_follows_no_equal)
{
	begin();
	add(SELECT_REJECT);
	all[0].stratum = 6;
	says_not(0, EXPLAIN_ORPHAN_LEVEL);
	sys.orphan = 6;
	says(0, EXPLAIN_ORPHAN_LEVEL);
}
END_TEST

START_TEST(a_pool_that_has_no_more_to_give_needs_no_advice)
{
	begin();
	add(SELECT_REJECT);
	all[0].unresolved = true;
	memcpy(all[0].lookup, "taken", 6);
	says(0, EXPLAIN_DO_TAKEN);
	memcpy(all[0].directive, "pool", 5);
	says(0, EXPLAIN_LOOKUP_TAKEN);
	says_not(0, EXPLAIN_DO_TAKEN);
	memcpy(all[0].lookup, "no_ipv6", 8);
	ck_assert_str_eq(line(0, EXPLAIN_LOOKUP_FAMILY)->arg[1].text, "IPv6");
	all[0].timer = 100;
	all[0].looking = 1;
	says(0, EXPLAIN_LOOKING);
	says_not(0, EXPLAIN_NEXT_LOOKUP);
}
END_TEST

START_TEST(a_clock_far_off_says_why_it_is_not_put_right)
{
	begin();
	sys.status = LEAP_ALARM << 14;
	add(SELECT_SYSPEER);
	all[0].offset = 5000;
	ck_assert(system_says(EXPLAIN_SYS_SOON));
	memcpy(sys.steering, "noright", 8);
	ck_assert(system_says(EXPLAIN_SYS_OFF));
	ck_assert(!system_says(EXPLAIN_SYS_SOON));
	memcpy(sys.steering, "panic", 6);
	ck_assert(system_says(EXPLAIN_SYS_PANIC));
	ck_assert(!system_says(EXPLAIN_SYS_SOON));
	sys.status = SYS_SPIKE_DETECT;
	ck_assert(system_says(EXPLAIN_SYS_SPIKE));
}
END_TEST

START_TEST(peers_may_cross_and_follow_us)
{
	begin();
	add(SELECT_REJECT);
	all[0].hmode = MODE_ACTIVE;
	all[0].flash = FLASH_BOGUS | FLASH_PEER_LOOP;
	says(0, EXPLAIN_LOOP);
	says_not(0, EXPLAIN_DO_LOOP);
	says_not(0, EXPLAIN_BOGUS);
	all[0].reach = 0;
	says(0, EXPLAIN_DEAF);
	ck_assert_str_eq(line(0, EXPLAIN_DO_DEAF)->arg[0].text, "peer");
	all[0].hmode = MODE_CLIENT;
	says(0, EXPLAIN_BOGUS);
	says(0, EXPLAIN_DO_FAULTY);
	says(0, EXPLAIN_DO_LOOP);
}
END_TEST

START_TEST(a_group_is_searched_and_not_expected_to_answer)
{
	begin();
	add(SELECT_REJECT);
	all[0].group = true;
	all[0].flash = 0x1e00;
	all[0].reach = 0;
	explain_source(all, n, 0, &sys, &list);
	ck_assert_uint_eq(list.n, 1);
	ck_assert_uint_eq(list.line[0].id, EXPLAIN_IS_SEARCH);
}
END_TEST

START_TEST(daemons_that_tell_less_are_understood)
{
	begin();
	add(SELECT_REJECT);
	all[0].flash = FLASH_PEER_UNREACH;
	says(0, EXPLAIN_NOSELECT); /* as it is reached */
	all[0].flash = FLASH_PEER_STRATUM | FLASH_PEER_UNREACH;
	all[0].reach = 0;
	all[0].heard = NAN;
	all[0].leap = LEAP_ALARM;
	all[0].stratum = STRATUM_UNSPEC;
	memcpy(all[0].refid, "INIT", 5); /* its daemon's, not its own */
	says_not(0, EXPLAIN_UNSYNCHRONISED);
	all[0].status |= PEER_RATE_EXCEEDED;
	says(0, EXPLAIN_SLOWED);
	all[0].flash = FLASH_PEER_DIST;
	all[0].reach = 1;
	all[0].offset = all[0].delay = all[0].rootdelay = 0;
	all[0].rootdisp = all[0].jitter = .01;
	says(0, EXPLAIN_UNMEASURED);
	says_not(0, EXPLAIN_TOO_FAR_BARE);
	all[0].rootdisp = 3;
	says(0, EXPLAIN_TOO_FAR_BARE);
}
END_TEST

START_TEST(every_message_has_a_name_of_its_own)
{
	for (int i = 0; i < EXPLAIN_IDS; i++)
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(explain_name((enum explain_id)i),
			    explain_name((enum explain_id)k));
	ck_assert_str_eq(explain_name(EXPLAIN_TOO_FAR), "TOO_FAR");
	ck_assert_ptr_null(explain_name(EXPLAIN_IDS));
}
END_TEST

START_TEST(what_makes_no_sense_is_left_out)
{
	begin();
	add(SELECT_REJECT);
	all[0].flash = 1e300;
	all[0].reach = -1;
	all[0].hpoll = 1e9;
	explain_source(all, n, 0, &sys, &list);
	ck_assert_uint_eq(list.line[0].id, EXPLAIN_IS_PASSED_OVER);
}
END_TEST

START_TEST(the_system_tells_whom_it_follows_or_why_nobody)
{
	begin();
	sys.status = LEAP_ALARM << 14;
	ck_assert(system_says(EXPLAIN_SYS_NO_SOURCES));
	add(SELECT_REJECT);
	ck_assert(system_says(EXPLAIN_SYS_ONE_UNFIT));
	add(SELECT_REJECT);
	ck_assert(system_says(EXPLAIN_SYS_NONE_FIT));
	add(SELECT_FALSETICK);
	ck_assert(system_says(EXPLAIN_SYS_NO_MAJORITY));
	add(SELECT_SYSPEER);
	ck_assert(system_says(EXPLAIN_SYS_SOON));
	sys.status |= SYS_PANIC_STOP;
	ck_assert(system_says(EXPLAIN_SYS_PANIC));
	sys.status = 0;
	ck_assert(system_says(EXPLAIN_SYS_FOLLOWS));
	all[3].local = true;
	ck_assert(system_says(EXPLAIN_SYS_LOCAL));
	n = 1;
	ck_assert(system_says(EXPLAIN_SYS_COASTS));
	memcpy(sys.refid, "127.0.0.1", 10);
	ck_assert(system_says(EXPLAIN_SYS_ORPHAN));
	memcpy(sys.steering, "disabled", 9);
	ck_assert(system_says(EXPLAIN_DO_ENABLE));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("explain");
	TCase *t = tcase_create("explain");

	tcase_add_test(t,
	    the_verdict_comes_first_and_follows_the_status_word);
	tcase_add_test(t, a_falseticker_is_told_both_intervals);
	tcase_add_test(t, a_falseticker_that_overlaps_is_told_its_offset);
	tcase_add_test(t,
	    intervals_are_worked_out_where_the_daemon_tells_none);
	tcase_add_test(t, without_a_majority_nobody_is_called_wrong);
	tcase_add_test(t, each_flash_bit_has_something_to_say);
	tcase_add_test(t, all_that_can_be_wrong_at_once_has_room);
	tcase_add_test(t, what_never_came_is_not_quoted);
	tcase_add_test(t, packets_of_no_use_are_not_called_silence);
	tcase_add_test(t,
	    a_kiss_is_not_mistaken_for_a_server_without_a_source);
	tcase_add_test(t, a_lookup_says_how_it_ended);
	tcase_add_test(t, signatures_say_what_is_wrong_with_them);
	tcase_add_test(t, local_loses_to_whom_is_followed);
	tcase_add_test(t, limits_are_told_with_their_numbers);
	tcase_add_test(t, a_source_that_is_only_measured_says_so);
	tcase_add_test(t, time_is_not_expected_from_where_it_is_sent);
	tcase_add_test(t, every_message_has_a_name_of_its_own);
	tcase_add_test(t, peers_may_cross_and_follow_us);
	tcase_add_test(t, a_group_is_searched_and_not_expected_to_answer);
	tcase_add_test(t, daemons_that_tell_less_are_understood);
	tcase_add_test(t, without_a_leader_nobody_is_called_used);
	tcase_add_test(t, local_that_is_followed_is_no_majority);
	tcase_add_test(t, who_is_a_minority_of_those_to_come_is_no_falseticker);
	tcase_add_test(t, requests_that_do_not_arrive_say_where_they_end);
	tcase_add_test(t, polls_that_were_not_made_are_not_counted);
	tcase_add_test(t, packets_of_no_use_are_told_with_their_age);
	tcase_add_test(t, who_has_stopped_answering_is_told_what_to_do);
	tcase_add_test(t, an_orphan_says_why_it_follows_no_equal);
	tcase_add_test(t, a_pool_that_has_no_more_to_give_needs_no_advice);
	tcase_add_test(t, a_clock_far_off_says_why_it_is_not_put_right);
	tcase_add_test(t, what_makes_no_sense_is_left_out);
	tcase_add_test(t, the_system_tells_whom_it_follows_or_why_nobody);
	suite_add_tcase(s, t);
	return suite_run(s);
}
