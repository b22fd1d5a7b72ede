/*
 * check_names.c -- the words behind the code numbers.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <string.h>

#include "names.h"
#include "suite.h"

START_TEST(codes_have_the_words_that_scripts_look_for)
{
	ck_assert_str_eq(names_leap(LEAP_ALARM), "leap_alarm");
	ck_assert_str_eq(names_leap(LEAP_ADD), "leap_add_sec");
	ck_assert_str_eq(names_sync(SYNC_NTP), "sync_ntp");
	ck_assert_str_eq(names_sync(SYNC_LOCAL), "sync_local");
	ck_assert_str_eq(names_sync(SYNC_UHF), "sync_uhf_radio");
	ck_assert_str_eq(names_select(SELECT_SYSPEER), "sel_sys.peer");
	ck_assert_str_eq(names_select(SELECT_OUTLYER), "sel_outlyer");
	ck_assert_str_eq(names_sys_event(SYS_CLOCK_SYNC), "clock_sync");
	ck_assert_str_eq(names_sys_event(SYS_CLOCKHOP), "clockhop");
	ck_assert_str_eq(names_peer_event(PEER_REACHABLE), "reachable");
	ck_assert_str_eq(names_peer_event(PEER_POPCORN), "popcorn");
	ck_assert_str_eq(names_clock_event(CLK_NO_REPLY), "clk_no_reply");
	ck_assert_str_eq(names_clock_event(CLK_BAD_TIME), "clk_bad_time");
}
END_TEST

START_TEST(every_flash_bit_and_status_flag_has_its_word)
{
	unsigned bits = 0;

	for (unsigned bit = 0; names_flash(bit) != NULL; bit++)
		bits |= 1U << bit;
	ck_assert_uint_eq(bits, FLASH_PACKET | FLASH_SOURCE);
	ck_assert_str_eq(names_flash(0), "pkt_dup");
	ck_assert_str_eq(names_flash(12), "peer_unreach");
	ck_assert_str_eq(names_peer_status(7), "conf");
	ck_assert_str_eq(names_peer_status(6), "authenb");
	ck_assert_str_eq(names_peer_status(5), "auth");
	ck_assert_str_eq(names_peer_status(4), "reach");
	ck_assert_str_eq(names_peer_status(3), "bcst");
}
END_TEST

START_TEST(codes_beyond_a_list_have_no_word)
{
	ck_assert_ptr_null(names_leap(4));
	ck_assert_ptr_null(names_sync(10));
	ck_assert_ptr_null(names_select(8));
	ck_assert_ptr_null(names_sys_event(17));
	ck_assert_ptr_null(names_peer_event(0));
	ck_assert_ptr_null(names_peer_event(17));
	ck_assert_ptr_null(names_clock_event(7));
	ck_assert_ptr_null(names_flash(13));
	ck_assert_ptr_null(names_peer_status(2));
	ck_assert_ptr_null(names_peer_status(8));
	ck_assert_str_eq(names_refclock(0), "");
	ck_assert_str_eq(names_refclock(255), "");
	ck_assert_int_eq(names_refclock_sync(255), SYNC_UNSPEC);
	ck_assert_str_eq(names_refclock_device(255), "");
}
END_TEST

START_TEST(tallies_follow_the_selection_status)
{
	char all[9] = "";

	for (unsigned i = 0; i < 8; i++)
		all[i] = names_tally(i);
	ck_assert_str_eq(all, " x.-+#*o");
	ck_assert_int_eq(names_tally(8), ' ');
}
END_TEST

START_TEST(drivers_have_names_classes_and_devices)
{
	ck_assert_str_eq(names_refclock(1), "LOCAL");
	ck_assert_str_eq(names_refclock(20), "GPS_NMEA");
	ck_assert_str_eq(names_refclock(28), "SHM");
	ck_assert_int_eq(names_refclock_sync(1), SYNC_LOCAL);
	ck_assert_int_eq(names_refclock_sync(22), SYNC_PPS);
	ck_assert_int_eq(names_refclock_sync(28), SYNC_UHF);
	ck_assert_int_eq(names_refclock_sync(18), SYNC_TELEPHONE);
	ck_assert_str_eq(names_refclock_device(1), "Undisciplined local clock");
	ck_assert_str_eq(names_refclock_device(3), "");
}
END_TEST

START_TEST(reference_ids_are_quads_from_stratum_2_to_15_and_words_elsewhere)
{
	char buf[16];

	ck_assert_str_eq(names_refid(0x0a090004, 2, buf, sizeof buf),
	    "10.9.0.4");
	ck_assert_str_eq(names_refid(0x4c4f434c, 15, buf, sizeof buf),
	    "76.79.67.76");
	ck_assert_str_eq(names_refid(0xffffffff, 2, buf, sizeof buf),
	    "255.255.255.255");
	ck_assert_str_eq(names_refid(0x494e4954, 16, buf, sizeof buf), "INIT");
	ck_assert_str_eq(names_refid(0x47505300, 1, buf, sizeof buf), "GPS");
	ck_assert_str_eq(names_refid(0x4c4f434c, 0, buf, sizeof buf), "LOCL");
	ck_assert_str_eq(names_refid(0, 0, buf, sizeof buf), "");
}
END_TEST

START_TEST(reference_ids_from_the_wire_cannot_break_a_line_or_a_list)
{
	char buf[16];

	ck_assert_str_eq(names_refid(0x1b5b4a0a, 0, buf, sizeof buf), ".[J.");
	ck_assert_str_eq(names_refid(0x2c222cff, 1, buf, sizeof buf), "....");
}
END_TEST

START_TEST(a_word_becomes_the_reference_id_it_is_shown_as)
{
	ck_assert_uint_eq(names_refid_word("INIT"), 0x494e4954);
	ck_assert_uint_eq(names_refid_word("GPS"), 0x47505300);
	ck_assert_uint_eq(names_refid_word(""), 0);
	ck_assert_uint_eq(names_refid_word("LONGER"), 0x4c4f4e47);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("names");
	TCase *t = tcase_create("names");

	tcase_add_test(t, codes_have_the_words_that_scripts_look_for);
	tcase_add_test(t, every_flash_bit_and_status_flag_has_its_word);
	tcase_add_test(t, codes_beyond_a_list_have_no_word);
	tcase_add_test(t, tallies_follow_the_selection_status);
	tcase_add_test(t, drivers_have_names_classes_and_devices);
	tcase_add_test(t,
	    reference_ids_are_quads_from_stratum_2_to_15_and_words_elsewhere);
	tcase_add_test(t,
	    reference_ids_from_the_wire_cannot_break_a_line_or_a_list);
	tcase_add_test(t, a_word_becomes_the_reference_id_it_is_shown_as);
	suite_add_tcase(s, t);
	return suite_run(s);
}
