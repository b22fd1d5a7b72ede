/*
 * check_control_keys.c -- signed mode 6 requests and their answers.
 *
 * Requests and answers are those exchanged with classic 4.2.6p5, except where
 * a comment says what we do differently.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctlask.h"
#include "suite.h"

/* Requests signed well and badly, and classic's answers. */
static const struct {
	const char *request; size_t request_len;
	const char *answer; size_t answer_len;
} exchanges[] = {
	{ OCTETS("\x16\x02\x00\x39\x00\x00\x00\x00\x00\x00\x00\x04leap"
	    "\x00\x00\x00\x01\x09\x05m0M\xf4\xf3\xc8\x96@\x1a`j"
	    "\x03\x81,"),
	    OCTETS("\x16\x82\x00\x39\x06\x05\x00\x00\x00\x00\x00\x08leap"
	    "=0\x0d\x0a\x00\x00\x00\x00\x00\x00\x00\x01U\xb8\x98"
	    "\x84\x7fW\xb3\x45\xd2H\xc7\x9d\x62\xda\xff\x01") },
	{ OCTETS("\x16\x02\x00:\x00\x00\x00\x00\x00\x00\x00\x04leap"
	    "\x00\x00\x00\x03\xf3\x8f\x45Y\x09\x95\xa1\xf6-vH<"
	    "\xc6\xc7\xe4\xe7"),
	    OCTETS("\x16\x82\x00:\x06\x05\x00\x00\x00\x00\x00\x08leap=0"
	    "\x0d\x0a\x00\x00\x00\x00\x00\x00\x00\x03\x01\xd9S"
	    "\x11\xa9\xea\x07\xe7\xba\xfaK\x05@\x9e\x8b\xa3") },
	{ OCTETS("\x16\x02\x00;\x00\x00\x00\x00\x00\x00\x00\x04leap"
	    "\x00\x00\x00\x01\x99\xfd\xf9\xf4\xe9\x8c\x07Y|\xa2"
	    "\xae\xb0\x1c\xd5\xb2\x82"),
	    OCTETS("\x16\x82\x00;\x06\x05\x00\x00\x00\x00\x00\x08leap=0"
	    "\x0d\x0a\x00\x00\x00\x00\x00\x00\x00\x00") },
	{ OCTETS("\x16\x02\x00<\x00\x00\x00\x00\x00\x00\x00\x04leap"
	    "\x00\x00\x00M\xbe\x83\x20\x33\xa0O\x9c\xb4y+\xa4\x88"
	    "J\x19\x8c\x00"),
	    OCTETS("\x16\x82\x00<\x06\x05\x00\x00\x00\x00\x00\x08leap=0"
	    "\x0d\x0a\x00\x00\x00\x00") },
	{ OCTETS("\x16\x03\x00=\x00\x00\x00\x00\x00\x00\x00\x06leap=1"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\xd5N\x1et"
	    "\xc0k\xe3\xef\xa9\x89\x81sV\xa5>\xbc"),
	    OCTETS("\x16\xc3\x00=\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x01<\x88\x94O~(nz@\xeb\x09\xff\xc0>\xb4\xa5") },
	{ OCTETS("\x16\x03\x00>\x00\x00\x00\x00\x00\x00\x00\x09stratum"
	    "=1\x00\x00\x00\x00\x00\x00\x01\x82\x84o\xd0\x96\xcc"
	    "\xab\x09\x95\xfe\x9d\x96\x92\x11\xc1w"),
	    OCTETS("\x16\xc3\x00>\x01\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x01(\xb6\xf8\xa5\xd6\xd9\x8b\x66\x17\xc2"
	    "\xe5H\xdc\x09\xb1\xcf") },
	{ OCTETS("\x16\x03\x00\x3f\x00\x00\x00\x00\x00\x00\x00\x06leap"
	    "=7\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x19{m\x80"
	    "\x15=~\x92\x81\x9bV\xc1$\xed|\xd2"),
	    OCTETS("\x16\xc3\x00\x3f\x06\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x01Isy%\x92\xfe\x05\x90\xf4V\x7f\xaeQ\xc8"
	    "\x62-") },
	{ OCTETS("\x16\x03\x00@\x00\x00\x00\x00\x00\x00\x00\x08leap=ab"
	    "c\x00\x00\x00\x00\x00\x00\x00\x01\xccU4\x17\x9c\xbc"
	    "\x93Q\x5c\x22|\xef\x35\x10\x1ak"),
	    OCTETS("\x16\xc3\x00@\x02\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x01Y\xc9\x94\xbd\x65\x81\x7f>\x8d\xff\x87"
	    "\xe1L|\xf9\x64") },
	{ OCTETS("\x16\x03\x00\x41\x00\x00\x00\x00\x00\x00\x00\x08nosu"
	    "ch=1\x00\x00\x00\x00\x00\x00\x00\x01\x37W\xd7k\x86"
	    "\x99v\xf9\xe2L\xf9\xd3\xd1\xfd\x83\xd5"),
	    OCTETS("\x16\xc3\x00\x41\x05\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x01J\xb2\x0a!\x0d\xb4\x36\xafO\x8f\x12\x9co"
	    "X\xb5\x62") },
	{ OCTETS("\x16\x03\x00\x42\x00\x00\x05\xdb\x00\x00\x00\x06leap"
	    "=1\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x22uT\x98"
	    "%\x9b\xd6\xdb\x0c|\x12W\xd0\xc9\x84h"),
	    OCTETS("\x16\xc3\x00\x42\x01\x00\x05\xdb\x00\x00\x00\x00\x00"
	    "\x00\x00\x01\x94\xb7\x00\x9f\xf0\xd4@\xc6\xd3\x1a"
	    "\xd4\xcb\xca\x0f\xec\xef") },
	{ OCTETS("\x16\x03\x00\x43\x00\x00\x00\x00\x00\x00\x00\x09hidd"
	    "en=43\x00\x00\x00\x00\x00\x00\x01}}\xae\xe7\x1a\xd6"
	    "\x92\xdc\xfd\xc8'\xc2\x11\xcd\xe6#"),
	    OCTETS("\x16\xc3\x00\x43\x01\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x01\x13\xa7Lb\xf2\xee\x5c\x0c\x33]\xc8\xaa"
	    "\xd9]\x8a+") },
	{ OCTETS("\x16\x08\x00\x44\x00\x00\x00\x00\x00\x00\x00\x0c\x65"
	    "nable\x20stats\x00\x00\x00\x03\x8a\x16\xed\xea\x30p"
	    "\xc7\xbe\x46\x1bp\xcdU\x07\xb6\xe7"),
	    OCTETS("\x16\xc8\x00\x44\x01\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x03<\xdb\x44\x06}\x8a\xa4\xce\x38\x0a\x90"
	    "\xca\xf2\x12\x30\xab") },
	{ OCTETS("\x16\x08\x00\x45\x00\x00\x00\x00\x00\x00\x00\x0d\x64"
	    "isable\x20stats\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x01&,\xe1\xe8\xaaj\x87\x1e\xe9\x3f\x34\x8e\xde"
	    "\xac\x0bN"),
	    OCTETS("\x16\x88\x00\x45\x00\x00\x00\x00\x00\x00\x00\x35\x63"
	    "olumn\x20\x39\x20\x65nable/disable\x20stats\x20remot"
	    "e\x20\x63onfig\x20ignored\x0d\x0a\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x01\xc7\xe0t\x5c\x61\xce"
	    "\xec\xa2\xa1U\xa0\xf8\x8e\xec\xed\x98") },
	{ OCTETS("\x16\x08\x00\x46\x00\x00\x00\x00\x00\x00\x00\x0e\x66"
	    "robnicate\x20\x66oo\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x01\x0dm\xe4\xcb\x18\xeb\x45\xa7\xa0\x89_K\x07"
	    "\x02\x22\x88"),
	    OCTETS("\x16\x88\x00\x46\x00\x00\x00\x00\x00\x00\x00,column"
	    "\x20\x31\x20syntax\x20\x65rror,\x20unexpected\x20T_S"
	    "tring\x0d\x0a\x00\x00\x00\x01Y\xcb\x8e\xb1\xdc\x80"
	    "\xbe&\x84TT%~\x80\xa7\xd8") },
	{ OCTETS("\x16\x08\x00G\x00\x00\x05\xdb\x00\x00\x00\x0d\x64isa"
	    "ble\x20stats\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x01\x33G\x20\xeb\xe9\xbc$or\xf7\x84\x66M<C\xa6"),
	    OCTETS("\x16\xc8\x00G\x06\x00\x05\xdb\x00\x00\x00\x00\x00"
	    "\x00\x00\x01\x20\xf4\x87\x82<\xa0\x99\xb0\xa3\xf3"
	    "\xacq\x10\xe8\xb9\x9b") },
};

START_TEST(what_is_signed_is_answered_as_classic_does)
{
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ctlask_keys(&c);
	for (size_t i = 0; i < sizeof exchanges / sizeof exchanges[0]; i++) {
		ask(&c, exchanges[i].request, exchanges[i].request_len, &a);
		ck_assert_int_eq(a.n, 1);
		ck_assert_uint_eq(a.len[0], exchanges[i].answer_len);
		ck_assert_mem_eq(a.packet[0], exchanges[i].answer, a.len[0]);
	}
	auth_free(c.state.auth);
}
END_TEST

START_TEST(each_fragment_of_an_answer_has_its_own_mac)
{
	struct ctlstate c;
	struct answer a;
	struct addr from = { .family = 4 };

	ctlstate_init(&c);
	ctlask_keys(&c);
	ask_signed(&c, 0, CTL_READVAR, "", 3, &a);
	ck_assert_int_eq(a.n, 1);
	c.conf.vars = calloc(80, sizeof *c.conf.vars);
	ck_assert(c.conf.vars != NULL);
	c.conf.n_vars = 80;
	for (int i = 0; i < 80; i++)
		c.conf.vars[i] = c.vars[0];
	ask_signed(&c, 0, CTL_READVAR, "", 3, &a);
	ck_assert_int_gt(a.n, 1);
	for (int i = 0; i < a.n; i++) {
		size_t mac = a.len[i] - 20;

		ck_assert_uint_eq(mac % 8, 0);
		ck_assert(auth_verify(c.state.auth, &from, a.packet[i], mac,
		    a.len[i]));
	}
	free(c.conf.vars);
	auth_free(c.state.auth);
}
END_TEST

START_TEST(who_reads_with_a_key_has_seen_the_events)
{
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ctlask_keys(&c);
	ask_names(&c, CTL_READVAR, 0, "leap", &a);
	ck_assert_int_eq(a.seen, -1);
	ask_signed(&c, 0, CTL_READVAR, "leap", 4, &a);
	ck_assert_int_eq(a.seen, -1);
	ask_signed(&c, 0, CTL_READVAR, "leap", 2, &a);
	ck_assert_int_eq(a.seen, 0);
	auth_free(c.state.auth);
}
END_TEST

START_TEST(only_the_control_key_changes_anything)
{
	static const uint8_t ops[] = { CTL_WRITEVAR, CTL_WRITECLOCK,
		CTL_SETTRAP, CTL_CONFIGURE, CTL_SAVECONFIG, CTL_RELOAD,
		CTL_READCONF, CTL_UNSETTRAP };
	static const uint8_t never[] = { CTL_WRITECLOCK, CTL_SETTRAP,
		CTL_READCONF, CTL_UNSETTRAP };
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ctlask_keys(&c);
	for (size_t i = 0; i < sizeof ops; i++) {
		for (uint32_t key = 2; key <= 4; key++) {
			ask_signed(&c, 0, ops[i], "leap=1", key, &a);
			ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
		}
		ask_names(&c, ops[i], 0, "leap=1", &a);
		ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	}
	/* there are no traps, no clock can be set, and what the configuration
	 * is goes over no network */
	for (size_t i = 0; i < sizeof never; i++) {
		ask_signed(&c, 0, never[i], "leap=1", 1, &a);
		ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	}
	/* no control key: nobody */
	c.conf.controlkey = 0;
	ask_signed(&c, 0, CTL_CONFIGURE, "x", 1, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	ask_signed(&c, 0, CTL_CONFIGURE, "x", 0, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	/* without "enable auth" no MAC is looked at */
	c.conf.controlkey = 1;
	c.conf.enable.auth = false;
	ask_signed(&c, 0, CTL_CONFIGURE, "x", 1, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	auth_free(c.state.auth);
}
END_TEST

START_TEST(nomodify_and_a_missing_folder_are_told_in_words)
{
	static char folder[] = "/var/lib/ntp";
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	ctlask_keys(&c);
	ask_signed(&c, ACCESS_NOMODIFY, CTL_CONFIGURE, "x", 1, &a);
	ck_assert_str_eq(a.text, "runtime configuration prohibited by "
	    "restrict ... nomodify\r\n");
	ask_signed(&c, ACCESS_NOMODIFY, CTL_SAVECONFIG, "x", 1, &a);
	ck_assert_str_eq(a.text, "saveconfig prohibited by restrict ... "
	    "nomodify\r\n");
	ask_signed(&c, 0, CTL_SAVECONFIG, "x", 1, &a);
	ck_assert_str_eq(a.text, "saveconfig prohibited, no saveconfigdir "
	    "configured\r\n");
	ask_signed(&c, ACCESS_NOMODIFY, CTL_RELOAD, "", 1, &a);
	ck_assert_str_eq(a.text, "reload prohibited by restrict ... "
	    "nomodify\r\n");
	ck_assert_int_eq(a.orders, 0);
	c.conf.saveconfigdir = folder;
	ask_signed(&c, 0, CTL_SAVECONFIG, "", 1, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_FORMAT);
	ask_signed(&c, 0, CTL_SAVECONFIG, "x", 1, &a);
	ck_assert_str_eq(a.text, "as you say\r\n");
	ck_assert_int_eq(a.kind, ACT_SAVECONFIG);
	ck_assert_str_eq(a.order, "x");
	auth_free(c.state.auth);
}
END_TEST

/* --- nonces --------------------------------------------------------------- */

/* Write a request's text with the nonce C has for 127.0.0.1 now to TEXT. */
static void
with_nonce(const struct ctlstate *c, const char *rest, char text[256])
{
	struct answer a;

	ask_names(c, CTL_READVAR, 0, "write_nonce", &a);
	ck_assert_int_eq(strncmp(a.text, "write_nonce=", 12), 0);
	a.text[strcspn(a.text, "\r")] = '\0';
	ck_assert_uint_eq(strlen(a.text), 12 + NONCE_TEXT);
	snprintf(text, 256, "nonce=%.40s,%s", a.text + 12, rest);
}

START_TEST(a_write_with_a_nonce_is_carried_out_once)
{
	struct ctlstate c;
	struct answer a;
	char text[256];

	ctlstate_init(&c);
	ctlask_keys(&c);
	with_nonce(&c, "server x", text);
	ask_signed(&c, 0, CTL_CONFIGURE, text, 1, &a);
	ck_assert_int_eq(a.orders, 1);
	ck_assert_int_eq(a.spent, 1);
	ck_assert_str_eq(a.order, "server x");
	/* the engine counts it, and then the same packet is void */
	c.state.nonce.writes++;
	ask_signed(&c, 0, CTL_CONFIGURE, text, 1, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	ck_assert_int_eq(a.orders, 0);
	auth_free(c.state.auth);
}
END_TEST

START_TEST(a_nonce_is_for_one_address_and_16_seconds)
{
	struct ctlstate c;
	struct answer a;
	struct addr from = { .family = 4, .ip = { 127, 0, 0, 1 } };
	struct addr other = { .family = 4, .ip = { 127, 0, 0, 2 } };
	char text[256];
	const char *nonce = text + 6;

	ctlstate_init(&c);
	ctlask_keys(&c);
	with_nonce(&c, "x", text);
	ck_assert(nonce_check(&c.state.nonce, NONCE_WRITE, &from, 5000, nonce));
	ck_assert(nonce_check(&c.state.nonce, NONCE_WRITE, &from, 5016.9,
	    nonce));
	ck_assert(!nonce_check(&c.state.nonce, NONCE_WRITE, &from, 5017, nonce));
	ck_assert(!nonce_check(&c.state.nonce, NONCE_WRITE, &from, 4999, nonce));
	ck_assert(!nonce_check(&c.state.nonce, NONCE_WRITE, &other, 5000,
	    nonce));
	from.port = 123;
	ck_assert(!nonce_check(&c.state.nonce, NONCE_WRITE, &from, 5000, nonce));
	c.now.mono += 17;
	ask_signed(&c, 0, CTL_CONFIGURE, text, 1, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	auth_free(c.state.auth);
}
END_TEST

START_TEST(a_nonce_with_any_digit_changed_is_refused)
{
	struct ctlstate c;
	struct answer a;
	char text[256];

	ctlstate_init(&c);
	ctlask_keys(&c);
	with_nonce(&c, "x", text);
	for (size_t i = 6; i < 6 + NONCE_TEXT; i++) {
		char was = text[i];

		text[i] = was == '0' ? '1' : '0';
		ask_signed(&c, 0, CTL_RELOAD, text, 1, &a);
		ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
		text[i] = was;
	}
	ask_signed(&c, 0, CTL_RELOAD, text, 1, &a);
	ck_assert_int_eq(a.orders, 1);
	auth_free(c.state.auth);
}
END_TEST

START_TEST(classics_writes_without_a_nonce_are_taken_unless_one_is_required)
{
	struct ctlstate c;
	struct answer a;
	char text[256];

	ctlstate_init(&c);
	ctlask_keys(&c);
	ask_signed(&c, 0, CTL_CONFIGURE, "x", 1, &a);
	ck_assert_int_eq(a.orders, 1);
	ck_assert_int_eq(a.spent, 0);
	c.conf.require_nonce = true;
	ask_signed(&c, 0, CTL_CONFIGURE, "x", 1, &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	with_nonce(&c, "", text);
	ask_signed(&c, 0, CTL_RELOAD, text, 1, &a);
	ck_assert_int_eq(a.orders, 1);
	/* the owner is on this host: nobody can send it again */
	ask_owner(&c, CTL_CONFIGURE, "x", &a);
	ck_assert_int_eq(a.orders, 1);
	auth_free(c.state.auth);
}
END_TEST

/* --- the owner ------------------------------------------------------------ */

START_TEST(the_owner_needs_no_key)
{
	static char folder[] = "/var/lib/ntp";
	static const uint8_t ops[] = { CTL_CONFIGURE, CTL_SAVECONFIG,
		CTL_RELOAD };
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	c.conf.saveconfigdir = folder;
	for (size_t i = 0; i < sizeof ops; i++) {
		ask_owner(&c, ops[i], "x", &a);
		ck_assert_int_eq(a.orders, 1);
		ask_names(&c, ops[i], 0, "x", &a);
		ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	}
	ask_owner(&c, CTL_READVAR, "version", &a);
	ck_assert_int_eq(strncmp(a.text, "version=", 8), 0);
	/* and has no nonce */
	ask_owner(&c, CTL_READVAR, "write_nonce", &a);
	ck_assert_uint_eq(a.length, 0);
}
END_TEST

START_TEST(the_status_word_says_whether_a_reload_was_refused)
{
	struct ctlstate c;
	struct ctlmsg m;
	struct answer a;

	ctlstate_init(&c);
	ask_owner(&c, CTL_RELOAD, "yes", &a);
	ck_assert(ctlmsg_decode(&m, a.packet[0], a.len[0]));
	ck_assert_uint_eq(m.status, 0);
	ask_owner(&c, CTL_RELOAD, "no", &a);
	ck_assert(ctlmsg_decode(&m, a.packet[0], a.len[0]));
	ck_assert_uint_eq(m.status, 1);
	ck_assert(!m.error);
}
END_TEST

START_TEST(variables_of_the_command_line_can_be_set_all_or_none)
{
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	c.vars[0].writable = true;
	ask_owner(&c, CTL_WRITEVAR, "site=\"two, three\"", &a);
	ck_assert_uint_eq(a.length, 0);
	ck_assert_int_eq(a.orders, 1);
	ck_assert_int_eq(a.kind, ACT_WRITE);
	ck_assert_str_eq(a.order, "site=two, three");
	ask_owner(&c, CTL_WRITEVAR, "site=1, hidden=2", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_PERMISSION);
	ck_assert_int_eq(a.orders, 0);
	ask_owner(&c, CTL_WRITEVAR, "site=1, nosuch=2", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_UNKNOWN_VAR);
	ask_owner(&c, CTL_WRITEVAR, "site=1, site=2", &a);
	ck_assert_int_eq(a.orders, 2);
	ck_assert_str_eq(a.order, "site=2");
}
END_TEST

START_TEST(the_owner_reads_the_configuration_page_by_page)
{
	static const char *const words[] = { "-g", "-c", "x.conf", NULL };
	struct ctlstate c;
	struct answer a;

	ctlstate_init(&c);
	conf_init(&c.conf);
	c.facts.words = words;
	c.state.configured = 7;
	ask_owner(&c, CTL_READCONF, "", &a);
	ck_assert_str_eq(a.text, "n7");
	ck_assert_str_eq(a.text + 3, "e0");
	ck_assert_str_eq(a.text + 6, "o-g");
	ask_owner(&c, CTL_READCONF, "4", &a);
	ck_assert_str_eq(a.text, "ox.conf");
	ck_assert_int_eq(a.text[8], 'c');
	ask_owner(&c, CTL_READCONF, "100000", &a);
	ck_assert_uint_eq(a.length, 0);
	ask_owner(&c, CTL_READCONF, "4x", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_FORMAT);
	ask_owner(&c, CTL_READCONF, "99999999999999999999999", &a);
	ck_assert_int_eq(error_of(&a), CTLERR_FORMAT);
	conf_free(&c.conf);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("control keys");
	TCase *t = tcase_create("control keys");

	tcase_add_test(t, what_is_signed_is_answered_as_classic_does);
	tcase_add_test(t, each_fragment_of_an_answer_has_its_own_mac);
	tcase_add_test(t, who_reads_with_a_key_has_seen_the_events);
	tcase_add_test(t, only_the_control_key_changes_anything);
	tcase_add_test(t, nomodify_and_a_missing_folder_are_told_in_words);
	tcase_add_test(t, a_write_with_a_nonce_is_carried_out_once);
	tcase_add_test(t, a_nonce_is_for_one_address_and_16_seconds);
	tcase_add_test(t, a_nonce_with_any_digit_changed_is_refused);
	tcase_add_test(t,
	    classics_writes_without_a_nonce_are_taken_unless_one_is_required);
	tcase_add_test(t, the_owner_needs_no_key);
	tcase_add_test(t, the_status_word_says_whether_a_reload_was_refused);
	tcase_add_test(t, variables_of_the_command_line_can_be_set_all_or_none);
	tcase_add_test(t, the_owner_reads_the_configuration_page_by_page);
	suite_add_tcase(s, t);
	return suite_run(s);
}
