/*
 * names.c -- the code numbers of NTP and the words people know them by.
 *
 * Every list is indexed by its code.  A code without a word is NULL, which is
 * also the answer for codes beyond the list.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>

#include "names.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define LOOKUP(list, code) ((code) < COUNT(list) ? (list)[code] : NULL)

static const char *const leaps[] = {
	"leap_none", "leap_add_sec", "leap_del_sec", "leap_alarm"
};

static const char *const syncs[] = {
	"sync_unspec", "sync_pps", "sync_lf_radio", "sync_hf_radio",
	"sync_uhf_radio", "sync_local", "sync_ntp", "sync_other",
	"sync_wristwatch", "sync_telephone"
};

static const char *const selects[] = {
	"sel_reject", "sel_falsetick", "sel_excess", "sel_outlyer",
	"sel_candidate", "sel_backup", "sel_sys.peer", "sel_pps.peer"
};

static const char tallies[] = " x.-+#*o";

static const char *const sys_events[] = {
	"unspecified", "freq_not_set", "freq_set", "spike_detect",
	"freq_mode", "clock_sync", "restart", "panic_stop", "no_sys_peer",
	"leap_armed", "leap_disarmed", "leap_event", "clock_step", "kern",
	"TAI", "stale_leapsecond_values", "clockhop"
};

static const char *const peer_events[] = {
	NULL, "mobilize", "demobilize", "unreachable", "reachable",
	"restart", "no_reply", "rate_exceeded", "access_denied",
	"leap_armed", "sys_peer", "clock_event", "bad_auth", "popcorn",
	"interleave_mode", "interleave_error", "TAI"
};

static const char *const clock_events[] = {
	"clk_unspec", "clk_no_reply", "clk_bad_format", "clk_fault",
	"clk_bad_signal", "clk_bad_date", "clk_bad_time"
};

static const char *const flashes[] = {
	"pkt_dup", "pkt_bogus", "pkt_unsync", "pkt_denied", "pkt_auth",
	"pkt_stratum", "pkt_header", "pkt_autokey", "pkt_crypto",
	"peer_stratum", "peer_dist", "peer_loop", "peer_unreach"
};

static const char *const peer_statuses[] = {
	[3] = "bcst", [4] = "reach", [5] = "auth", [6] = "authenb",
	[7] = "conf"
};

/* Reference clock drivers by type, with what kind of source they are. */
static const struct driver {
	const char *name;   /* of log lines and screens */
	enum sync_source sync;
	const char *device; /* in words; NULL: we have no such driver */
	const char *refid;  /* unless a fudge line says another */
} drivers[] = {
	[1] = { "LOCAL", SYNC_LOCAL, "Undisciplined local clock", "LOCL" },
	[3] = { "WWV_PST", SYNC_HF, NULL, NULL },
	[4] = { "SPECTRACOM", SYNC_LF, NULL, NULL },
	[5] = { "TRUETIME", SYNC_UHF, NULL, NULL },
	[6] = { "IRIG_AUDIO", SYNC_UHF, NULL, NULL },
	[7] = { "CHU_AUDIO", SYNC_HF, NULL, NULL },
	[8] = { "GENERIC", SYNC_LF, NULL, NULL },
	[9] = { "GPS_MX4200", SYNC_LF, NULL, NULL },
	[10] = { "GPS_AS2201", SYNC_UHF, NULL, NULL },
	[11] = { "GPS_ARBITER", SYNC_UHF, NULL, NULL },
	[12] = { "IRIG_TPRO", SYNC_UHF, NULL, NULL },
	[13] = { "ATOM_LEITCH", SYNC_PPS, NULL, NULL },
	[14] = { "MSF_EES", SYNC_LF, NULL, NULL },
	[16] = { "GPS_BANC", SYNC_UHF, NULL, NULL },
	[17] = { "GPS_DATUM", SYNC_UHF, NULL, NULL },
	[18] = { "ACTS_MODEM", SYNC_TELEPHONE, NULL, NULL },
	[19] = { "WWV_HEATH", SYNC_HF, NULL, NULL },
	[20] = { "GPS_NMEA", SYNC_UHF, "NMEA GPS Clock", "GPS" },
	[21] = { "GPS_VME", SYNC_UHF, NULL, NULL },
	[22] = { "PPS", SYNC_PPS, "PPS Clock Discipline", "PPS" },
	[26] = { "GPS_HP", SYNC_UHF, NULL, NULL },
	[27] = { "MSF_ARCRON", SYNC_LF, NULL, NULL },
	[28] = { "SHM", SYNC_UHF, "SHM/Shared memory interface", "SHM" },
	[29] = { "GPS_PALISADE", SYNC_UHF, NULL, NULL },
	[30] = { "GPS_ONCORE", SYNC_UHF, NULL, NULL },
	[31] = { "GPS_JUPITER", SYNC_UHF, NULL, NULL },
	[32] = { "CHRONOLOG", SYNC_LF, NULL, NULL },
	[33] = { "DUMBCLOCK", SYNC_LF, NULL, NULL },
	[34] = { "ULINK_M320", SYNC_LF, NULL, NULL },
	[35] = { "PCF", SYNC_LF, NULL, NULL },
	[36] = { "WWV_AUDIO", SYNC_HF, NULL, NULL },
	[37] = { "GPS_FG", SYNC_LF, NULL, NULL },
	[38] = { "HOPF_S", SYNC_UHF, NULL, NULL },
	[39] = { "HOPF_P", SYNC_UHF, NULL, NULL },
	[40] = { "JJY", SYNC_LF, NULL, NULL },
	[41] = { "TT_IRIG", SYNC_UHF, NULL, NULL },
	[42] = { "GPS_ZYFER", SYNC_UHF, NULL, NULL },
	[43] = { "GPS_RIPENCC", SYNC_UHF, NULL, NULL },
	[44] = { "NEOCLK4X", SYNC_UHF, NULL, NULL },
	[45] = { "PCI_TSYNC", SYNC_UHF, NULL, NULL },
	[46] = { "GPSD_JSON", SYNC_UHF, "GPSD JSON socket", "GPSD" },
	[47] = { "PHC", SYNC_UHF, "PTP hardware clock", "PHC" }
};

const char *
names_leap(unsigned code)
{
	return LOOKUP(leaps, code);
}

const char *
names_sync(unsigned code)
{
	return LOOKUP(syncs, code);
}

const char *
names_select(unsigned code)
{
	return LOOKUP(selects, code);
}

const char *
names_sys_event(unsigned code)
{
	return LOOKUP(sys_events, code);
}

const char *
names_peer_event(unsigned code)
{
	return LOOKUP(peer_events, code);
}

const char *
names_clock_event(unsigned code)
{
	return LOOKUP(clock_events, code);
}

const char *
names_flash(unsigned bit)
{
	return LOOKUP(flashes, bit);
}

const char *
names_peer_status(unsigned bit)
{
	return LOOKUP(peer_statuses, bit);
}

char
names_tally(unsigned code)
{
	return code < COUNT(tallies) - 1 ? tallies[code] : ' ';
}

const char *
names_refclock(unsigned type)
{
	const char *name = type < COUNT(drivers) ? drivers[type].name : NULL;

	return name != NULL ? name : "";
}

enum sync_source
names_refclock_sync(unsigned type)
{
	return type < COUNT(drivers) ? drivers[type].sync : SYNC_UNSPEC;
}

const char *
names_refclock_device(unsigned type)
{
	const char *device = type < COUNT(drivers) ? drivers[type].device :
	    NULL;

	return device != NULL ? device : "";
}

const char *
names_refclock_refid(unsigned type)
{
	const char *refid = type < COUNT(drivers) ? drivers[type].refid : NULL;

	return refid != NULL ? refid : "";
}

const char *
names_refid(uint32_t refid, unsigned stratum, char *buf, size_t size)
{
	char text[5] = "";

	if (stratum > 1 && stratum < STRATUM_UNSPEC) {
		snprintf(buf, size, "%u.%u.%u.%u", refid >> 24,
		    refid >> 16 & 0xff, refid >> 8 & 0xff, refid & 0xff);
		return buf;
	}
	for (int i = 0; i < 4; i++) {
		char c = (char)(refid >> (24 - 8 * i) & 0xff);

		if (c == '\0')
			break;
		/* These separate values in mode 6 and would be taken apart. */
		text[i] = c >= ' ' && c < 0x7f && c != ',' && c != '"' ?
		    c : '.';
	}
	snprintf(buf, size, "%s", text);
	return buf;
}

uint32_t
names_refid_word(const char *word)
{
	uint32_t refid = 0;

	for (int i = 0; i < 4; i++) {
		refid = refid << 8 | (uint8_t)*word;
		if (*word != '\0')
			word++;
	}
	return refid;
}
