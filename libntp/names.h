/*
 * names.h -- the code numbers of NTP and the words people know them by.
 *
 * Shared by all programs: what the daemon logs, what it answers and what ntpq
 * prints come from the same rows.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum leap { LEAP_NONE, LEAP_ADD, LEAP_DEL, LEAP_ALARM };

enum mode {
	MODE_UNSPEC,
	MODE_ACTIVE,
	MODE_PASSIVE,
	MODE_CLIENT,
	MODE_SERVER,
	MODE_BROADCAST,
	MODE_CONTROL,
	MODE_PRIVATE,
	MODE_BCLIENT = 6 /* as "hmode" only: never on the wire */
};

#define STRATUM_UNSPEC 16 /* unsynchronised; 0 on the wire */

/* Source of the system status word. */
enum sync_source {
	SYNC_UNSPEC, SYNC_PPS, SYNC_LF, SYNC_HF, SYNC_UHF, SYNC_LOCAL, SYNC_NTP,
	SYNC_OTHER, SYNC_WRISTWATCH, SYNC_TELEPHONE
};

/* Selection status of a source, in the order of the tally " x.-+#*o". */
enum select {
	SELECT_REJECT, SELECT_FALSETICK, SELECT_EXCESS, SELECT_OUTLYER,
	SELECT_CANDIDATE, SELECT_BACKUP, SELECT_SYSPEER, SELECT_PPSPEER
};

/* System events: low nibble of the system status word. */
enum sys_event {
	SYS_UNSPEC, SYS_FREQ_NOT_SET, SYS_FREQ_SET, SYS_SPIKE_DETECT,
	SYS_FREQ_MODE, SYS_CLOCK_SYNC, SYS_RESTART, SYS_PANIC_STOP,
	SYS_NO_SYS_PEER, SYS_LEAP_ARMED, SYS_LEAP_DISARMED, SYS_LEAP_EVENT,
	SYS_CLOCK_STEP, SYS_KERN, SYS_TAI, SYS_STALE_LEAP, SYS_CLOCKHOP
};

/* Peer events: low nibble of the peer status word, 0x80 set in log lines. */
enum peer_event {
	PEER_UNSPEC, PEER_MOBILIZE, PEER_DEMOBILIZE, PEER_UNREACHABLE,
	PEER_REACHABLE, PEER_RESTART, PEER_NO_REPLY, PEER_RATE_EXCEEDED,
	PEER_ACCESS_DENIED, PEER_LEAP_ARMED, PEER_SYS_PEER, PEER_CLOCK_EVENT,
	PEER_BAD_AUTH, PEER_POPCORN, PEER_INTERLEAVE_MODE,
	PEER_INTERLEAVE_ERROR, PEER_TAI
};

/* Reference clock events. */
enum clock_event {
	CLK_UNSPEC, CLK_NO_REPLY, CLK_BAD_FORMAT, CLK_FAULT, CLK_BAD_SIGNAL,
	CLK_BAD_DATE, CLK_BAD_TIME
};

/* Flash bits: which sanity tests the last packet, or the source, failed. */
enum flash {
	FLASH_DUP = 0x0001,       /* TEST1: the same packet again */
	FLASH_BOGUS = 0x0002,     /* TEST2: not an answer to our request */
	FLASH_UNSYNC = 0x0004,    /* TEST3: a timestamp is zero */
	FLASH_DENIED = 0x0008,    /* TEST4: access denied */
	FLASH_AUTH = 0x0010,      /* TEST5: authentication failed */
	FLASH_STRATUM = 0x0020,   /* TEST6: packet unsynchronised */
	FLASH_HEADER = 0x0040,    /* TEST7: root distance >= 16 s */
	FLASH_AUTOKEY = 0x0080,   /* TEST8: never set here */
	FLASH_CRYPTO = 0x0100,    /* TEST9: never set here */
	FLASH_PEER_STRATUM = 0x0200, /* TEST10: source unsynchronised */
	FLASH_PEER_DIST = 0x0400,    /* TEST11: source too far */
	FLASH_PEER_LOOP = 0x0800,    /* TEST12: source follows us */
	FLASH_PEER_UNREACH = 0x1000  /* TEST13: unreachable or noselect */
};
#define FLASH_PACKET 0x01ff /* tests that reject a packet */
#define FLASH_SOURCE 0x1e00 /* tests that reject a source */

/* Bits of the peer status word above the selection status. */
enum peer_status {
	PEERST_CONFIG = 0x80, PEERST_AUTHENABLE = 0x40, PEERST_AUTHENTIC = 0x20,
	PEERST_REACH = 0x10, PEERST_BCAST = 0x08
};

/*
 * Each returns the classic word for CODE as log lines and "ntpq -c rv" print
 * it, or NULL if there is none: "leap_none", "sync_ntp", "sel_candidate",
 * "clock_sync", "reachable", "clk_no_reply".
 */
const char *names_leap(unsigned code);
const char *names_sync(unsigned code);
const char *names_select(unsigned code);
const char *names_sys_event(unsigned code);
const char *names_peer_event(unsigned code);
const char *names_clock_event(unsigned code);

/* Returns the word for the flash test number BIT (0..12): "pkt_dup". */
const char *names_flash(unsigned bit);

/* Returns the word for the status flag number BIT (7..3): "conf". */
const char *names_peer_status(unsigned bit);

/* Returns the tally character of the selection status CODE, ' ' if unknown. */
char names_tally(unsigned code);

/*
 * Returns the name of reference clock driver TYPE as screens and log lines
 * show it ("LOCAL", "SHM", "GPS_NMEA"), "" if there is no such type.
 */
const char *names_refclock(unsigned type);

/* Returns the reference clock driver's source class for the status word. */
enum sync_source names_refclock_sync(unsigned type);

/*
 * Returns what the "device" variable of reference clock driver TYPE says
 * ("Undisciplined local clock"), "" if there is no such driver.
 */
const char *names_refclock_device(unsigned type);

/* Returns the reference id of reference clock driver TYPE ("GPS"), or "". */
const char *names_refclock_refid(unsigned type);

/*
 * Write the reference id REFID (host order) into BUF as mode 6 and the screens
 * show it: dotted quad for stratum 2..15, otherwise up to four characters,
 * unprintable ones as '.'.
 *
 * Returns BUF (16 octets are enough).
 */
const char *names_refid(uint32_t refid, unsigned stratum, char *buf,
    size_t size);

/* Returns the reference id made of the first four characters of WORD. */
uint32_t names_refid_word(const char *word);

#endif
