/*
 * conf_table.c -- every word of the configuration language, as a row.
 *
 * Defaults are those of the classic daemon as CentOS 7 built it.  Limits keep
 * the engine's arithmetic safe; they are wider than any sensible value.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <string.h>

#include "conf_table.h"
#include "host.h"

/* The offset of FIELD, which must be of TYPE, in struct S. */
#define AT(type, s, field) (offsetof(struct s, field) + 0 * sizeof(char[ \
    __builtin_types_compatible_p(type, __typeof__(((struct s *)0)->field)) \
    ? 1 : -1]))

#define IN(type, field) AT(type, conf, field)
#define INTEGER(field) ROW_INTEGER, IN(int, field)
#define TRUNCATED(field) ROW_TRUNCATED, IN(int, field)
#define NUMBER(field) ROW_NUMBER, IN(double, field)
#define TEXT(field) ROW_TEXT, IN(char *, field)
#define SWITCH(field) ROW_SWITCH, IN(bool, field)
#define CHOICE(field, group) ROW_CHOICE, IN(int, field), .options = group
#define STATS(b) ROW_FLAG, IN(unsigned, statistics), .bit = b
#define ASSOC(kind) ROW_ASSOC, CONF_NOWHERE, .bit = kind, .options = "server"
#define AFLAG(b) ROW_FLAG, AT(unsigned, conf_assoc, flags), .bit = b
#define AINT(field) ROW_INTEGER, AT(int, conf_assoc, field)
#define RFLAG(b) ROW_FLAG, AT(uint32_t, conf_restrict, flags), .bit = b
#define FFLAG(n) ROW_BIT, AT(unsigned, conf_fudge, flags), .bit = 1u << n, \
    .set = FUDGE_FLAG1 << n, .deflt = "0"
#define RESET(b) ROW_FLAG, IN(unsigned, reset), .bit = b, SINCE428
#define WORD(b) ROW_VALUE, 0, .bit = b
#define NOWHERE(type) type, CONF_NOWHERE
#define SINCE428 .since = CONF_428
#define OWN .since = CONF_OWN
#define RANGE(low, high) .min = low, .max = high
#define INERT(why) .inert = why
#define INERT_TOLD(priority, why) .log = priority, .inert = why

/* What "allow" leaves out. */
#define ONLY_TIME (ACCESS_NOQUERY | ACCESS_NOMODIFY | ACCESS_NOPEER | \
    ACCESS_NOTRAP)

#define AUTOKEY "Autokey is insecure and not supported"
#define MODE7 "mode 7, the protocol of ntpdc, is for this host and needs no key"
#define MSSNTP "MS-SNTP replies are not signed here"
#define OLDEST "when the list is full, the client heard least recently " \
    "gives way"
#define UNCOUNTED "nothing of the kind is counted"
#define DYNAMIC "memory is sized as it is needed"

static const struct conf_row rows[] = {
	/* associations */
	{ NULL, "server", ASSOC(CONF_SERVER),
	    .doc = "A server to take time from, or a reference clock." },
	{ NULL, "pool", ASSOC(CONF_POOL),
	    .doc = "A name that stands for many servers." },
	{ NULL, "peer", ASSOC(CONF_PEER),
	    .doc = "A host to exchange time with, each as good as the other." },
	{ NULL, "broadcast", ASSOC(CONF_BROADCAST),
	    .doc = "A subnet or group to send time to." },
	{ NULL, "manycastclient", ASSOC(CONF_MANYCASTCLIENT),
	    .doc = "A group in which to look for servers." },
	{ NULL, "unpeer", NOWHERE(ROW_UNPEER),
	    .doc = "Remove an association, by address or association id." },
	{ NULL, "unconfig", NOWHERE(ROW_UNPEER),
	    .doc = "Another word for unpeer." },
	{ NULL, "broadcastclient", NOWHERE(ROW_BCLIENT),
	    .options = "broadcastclient",
	    .doc = "Take time from broadcasts." },
	{ NULL, "multicastclient", NOWHERE(ROW_CASTS), .bit = 0,
	    .doc = "Take time from these multicast groups." },
	{ NULL, "manycastserver", NOWHERE(ROW_CASTS), .bit = 1,
	    .doc = "Answer searches in these multicast groups." },

	/* access and authentication */
	{ NULL, "restrict", NOWHERE(ROW_RESTRICT), .bit = 0,
	    .options = "restrict",
	    .doc = "What hosts with these addresses may not do." },
	{ NULL, "discard", NOWHERE(ROW_GROUP), .options = "discard",
	    .doc = "How often a client may ask where limited is said." },
	{ NULL, "keys", TEXT(keys), .local = true,
	    .doc = "The file with the keys." },
	{ NULL, "trustedkey", NOWHERE(ROW_TRUSTED),
	    .doc = "The keys in use; a later line replaces an earlier one." },
	{ NULL, "controlkey", ROW_KEY, IN(uint32_t, controlkey),
	    .deflt = "0", RANGE(0, 65535), .doc = "The key of ntpq." },
	{ NULL, "requestkey", ROW_KEY, IN(uint32_t, requestkey),
	    INERT(MODE7), .deflt = "0", RANGE(0, 65535),
	    .doc = "The key of ntpdc." },
	{ NULL, "keysdir", NOWHERE(ROW_TEXT), INERT(AUTOKEY),
	    .doc = "The folder of Autokey's files." },
	{ NULL, "crypto", NOWHERE(ROW_CRYPTO), .options = "crypto",
	    INERT_TOLD(PRI_WARNING, AUTOKEY ": use symmetric keys"),
	    .doc = "Autokey." },
	{ NULL, "revoke", NOWHERE(ROW_INTEGER), .unit = "log2 s",
	    .deflt = "17", INERT(AUTOKEY),
	    .doc = "How long Autokey keeps a private value." },
	{ NULL, "automax", NOWHERE(ROW_INTEGER), .unit = "log2 s",
	    .deflt = "12", INERT(AUTOKEY),
	    .doc = "How long Autokey keeps a key list." },
	{ NULL, "ntpsigndsocket", TEXT(ntpsigndsocket),
	    INERT(MSSNTP), .doc = "The folder of Samba's signing socket." },

	/* files and statistics */
	{ NULL, "driftfile", ROW_DRIFTFILE, IN(char *, driftfile),
	    .local = true,
	    .doc = "The file that keeps the clock's frequency error." },
	{ NULL, "leapfile", TEXT(leapfile), .options = "leapfile",
	    .local = true, .doc = "The file with the leap seconds." },
	{ NULL, "pidfile", TEXT(pidfile), .local = true,
	    .doc = "The file for the daemon's process id." },
	{ NULL, "logfile", TEXT(logfile), .local = true,
	    .doc = "The file to log to instead of syslog." },
	{ NULL, "saveconfigdir", TEXT(saveconfigdir), .local = true,
	    .doc = "The folder for ntpq's saveconfig." },
	{ NULL, "includefile", NOWHERE(ROW_INCLUDE), .local = true,
	    .doc = "A file to read in this place." },
	{ NULL, "statsdir", TEXT(statsdir), .local = true,
	    .doc = "What the names of statistics files begin with." },
	{ NULL, "statistics", NOWHERE(ROW_GROUP), .options = "statistics",
	    .doc = "Which statistics to write." },
	{ NULL, "filegen", NOWHERE(ROW_FILEGEN), .options = "filegen",
	    .doc = "How the files of one set of statistics are named." },
	{ NULL, "logconfig", NOWHERE(ROW_LOGCONFIG),
	    .deflt = "=syncall +sysevents +sysstatus",
	    .doc = "Which classes of messages are logged." },

	/* behaviour */
	{ NULL, "tos", NOWHERE(ROW_GROUP), .options = "tos",
	    .doc = "How sources are selected." },
	{ NULL, "tinker", NOWHERE(ROW_GROUP), .options = "tinker",
	    .doc = "How the clock is disciplined." },
	{ NULL, "enable", NOWHERE(ROW_GROUP), .bit = 1, .options = "enable",
	    .doc = "Switch something on." },
	{ NULL, "disable", NOWHERE(ROW_GROUP), .bit = 0, .options = "enable",
	    .doc = "Switch something off, whatever enable says." },
	{ NULL, "broadcastdelay", NUMBER(broadcastdelay), RANGE(0, 16),
	    .unit = "s", .deflt = "0",
	    .doc = "The delay of broadcasts; 0: measured." },
	{ NULL, "calldelay", NOWHERE(ROW_INTEGER), .unit = "s",
	    INERT("classic never used it"), .doc = "An old word." },
	{ NULL, "tick", NOWHERE(ROW_NUMBER), .unit = "s",
	    INERT("the resolution of the clock is measured"),
	    .doc = "The time that reading the clock takes." },
	{ NULL, "dscp", INTEGER(dscp), RANGE(0, 63), .deflt = "48",
	    .doc = "The differentiated services code point of our packets." },
	{ NULL, "qos", NOWHERE(ROW_TEXT), INERT("classic refused it: see dscp"),
	    .log = PRI_ERR, .doc = "An old word." },
	{ NULL, "phone", NOWHERE(ROW_PHONE),
	    INERT("there is no driver for modems"),
	    .doc = "Telephone numbers of time services." },
	{ NULL, "setvar", NOWHERE(ROW_SETVAR), .bit = 1, .options = "setvar",
	    .doc = "A variable for ntpq to read." },
	{ NULL, "trap", NOWHERE(ROW_TRAP), .options = "trap",
	    INERT("events are told by the log, protostats and ntpq"),
	    .doc = "A host to tell events to." },
	{ NULL, "ttl", NOWHERE(ROW_TTL), .unit = "hops",
	    .deflt = "0 32 64 96 128 160 192 224",
	    .doc = "The hops by which a multicast search widens." },
	{ NULL, "interface", NOWHERE(ROW_NIC), .options = "interface action",
	    .doc = "Which local addresses to use." },
	{ NULL, "nic", NOWHERE(ROW_NIC), .options = "interface action",
	    .doc = "Another word for interface." },
	{ NULL, "fudge", NOWHERE(ROW_FUDGE), .options = "fudge",
	    .doc = "What to add to a reference clock's answers." },
	{ NULL, "simulate", NOWHERE(ROW_SIMULATE),
	    INERT("simulations have a program of their own"),
	    .doc = "A simulated network." },
	{ NULL, "end", NOWHERE(ROW_END), .doc = "The end of the file." },

	/* later releases */
	{ NULL, "mru", NOWHERE(ROW_GROUP), .options = "mru", SINCE428,
	    .doc = "How long clients are remembered." },
	{ NULL, "rlimit", NOWHERE(ROW_GROUP), .options = "rlimit", SINCE428,
	    .doc = "Limits of the daemon's process." },
	{ NULL, "leapsmearinterval", NUMBER(leapsmear), SINCE428,
	    RANGE(0, 86400), .unit = "s", .deflt = "0",
	    .doc = "How long before a leap second served time is smeared." },
	{ NULL, "mdnstries", NOWHERE(ROW_INTEGER), SINCE428,
	    INERT("this daemon does not announce itself by multicast DNS"),
	    .doc = "How often to try to register with mDNS." },
	{ NULL, "nonvolatile", NOWHERE(ROW_NUMBER), SINCE428,
	    INERT("see the second value of driftfile"),
	    .doc = "The change of frequency that is worth a write." },
	{ NULL, "reset", NOWHERE(ROW_GROUP), .options = "reset", SINCE428,
	    .doc = "Set counters to zero." },
	{ NULL, "delrestrict", NOWHERE(ROW_REST), SINCE428,
	    INERT_TOLD(PRI_WARNING, "leave the restrict line out instead"),
	    .doc = "Remove an entry of the restrict table." },
	{ NULL, "pollskewlist", NOWHERE(ROW_REST), SINCE428,
	    INERT_TOLD(PRI_INFO, "polls are spread as it is"),
	    .doc = "How polls are spread." },
	{ NULL, "device", NOWHERE(ROW_REST), SINCE428,
	    INERT_TOLD(PRI_WARNING, "devices have fixed names"),
	    .doc = "The device of a reference clock." },

	/* this daemon's own */
	{ NULL, "port", ROW_PORT, IN(uint16_t, port), OWN, RANGE(1, 65535),
	    .deflt = "123", .local = true,
	    .doc = "The UDP port served and asked." },
	{ NULL, "clientport", CHOICE(clientport, "clientport"), OWN,
	    .deflt = "ephemeral", .local = true,
	    .doc = "Where requests leave from." },
	{ NULL, "controlsocket", TEXT(controlsocket), OWN, .local = true,
	    .doc = "The local socket over which root may change state; "
	    "none: no socket." },
	{ NULL, "require", NOWHERE(ROW_GROUP), .bit = 1, .options = "require",
	    OWN, .local = true, .doc = "What is demanded of others." },

	{ NULL, "allow", NOWHERE(ROW_RESTRICT), OWN, .bit = ONLY_TIME,
	    .options = "restrict", .local = true,
	    .doc = "These addresses, or all, may ask for the time only." },
	{ NULL, "deny", NOWHERE(ROW_RESTRICT), OWN,
	    .bit = ONLY_TIME | ACCESS_NOSERVE, .options = "restrict",
	    .local = true, .doc = "These addresses, or all, get no answer." },
	{ NULL, "ratelimit", NOWHERE(ROW_RATELIMIT), OWN, .local = true,
	    .options = "ratelimit",
	    .doc = "How often any client may ask, whatever restrict says." },
	{ NULL, "makestep", NOWHERE(ROW_MAKESTEP), OWN,
	    .doc = "The offset that is stepped at once, and in how many of "
	    "the first updates; < 0: in all.  Later none is." },
	{ NULL, "refclock", NOWHERE(ROW_REFCLOCK), OWN, .local = true,
	    .options = "server",
	    .doc = "phc /dev/ptpN: a PTP hardware clock, as server "
	    "127.127.47.N; mode 1 if it keeps TAI." },
	{ NULL, "local", NOWHERE(ROW_LOCAL), OWN, .local = true,
	    .options = "local",
	    .doc = "Serve the host's own time when there is no source." },

	/* words after broadcastclient */
	{ "broadcastclient", "novolley", SWITCH(novolley), OWN,
	    .deflt = "disable",
	    .doc = "Do not ask who broadcasts how long the way is." },

	/* words after server, pool, peer, broadcast, manycastclient */
	{ "server", "minpoll", AINT(minpoll), RANGE(3, 17), .unit = "log2 s",
	    .limit = LIMIT_QUIET_ABOVE, .deflt = "6",
	    .doc = "The shortest poll interval." },
	{ "server", "maxpoll", AINT(maxpoll), RANGE(3, 17), .unit = "log2 s",
	    .limit = LIMIT_QUIET_BELOW | LIMIT_NOT_ZERO, .deflt = "10",
	    .doc = "The longest poll interval." },
	{ "server", "version", AINT(version), RANGE(1, 4), .deflt = "4",
	    .doc = "The version number in packets sent." },
	{ "server", "key", ROW_KEY, AT(uint32_t, conf_assoc, key),
	    .doc = "The key that signs packets." },
	{ "server", "autokey", AFLAG(CONF_AUTOKEY), .doc = "Autokey." },
	{ "server", "burst", AFLAG(CONF_BURST),
	    .doc = "Several packets for each poll while reachable." },
	{ "server", "iburst", AFLAG(CONF_IBURST),
	    .doc = "Several packets at once while unreachable." },
	{ "server", "prefer", AFLAG(CONF_PREFER),
	    .doc = "Follow this source as long as it is sane." },
	{ "server", "true", AFLAG(CONF_TRUE),
	    .doc = "Never call this source a falseticker." },
	{ "server", "noselect", AFLAG(CONF_NOSELECT),
	    .doc = "Measure, but never follow." },
	{ "server", "preempt", AFLAG(CONF_PREEMPT),
	    .doc = "Give up this source once there are enough better ones." },
	{ "server", "xleave", AFLAG(CONF_XLEAVE),
	    .doc = "Tell, and be told, when packets really left (RFC 9769)." },
	{ "server", "ttl", AINT(ttl), .set = ASSOC_TTL, .deflt = "0",
	    .doc = "Which entry of the ttl directive to use." },
	{ "server", "mode", AINT(mode), .set = ASSOC_MODE, .deflt = "0",
	    .doc = "What a reference clock's driver makes of it." },
	{ "server", "bias", NOWHERE(ROW_NUMBER), .unit = "s", .deflt = "0",
	    INERT("classic never used it"), .doc = "An old word." },
	{ "server", "ident", NOWHERE(ROW_TEXT), SINCE428, INERT(AUTOKEY),
	    .doc = "Autokey's group." },
	{ "server", "xmtnonce", NOWHERE(ROW_FLAG), SINCE428,
	    INERT("transmit timestamps are always random"),
	    .doc = "Hide our time in requests." },
	{ "server", "port", ROW_PORT, AT(uint16_t, conf_assoc, port), OWN,
	    RANGE(1, 65535), .deflt = "123", .doc = "The port to ask." },

	/* words after restrict */
	{ "restrict", "ignore", RFLAG(ACCESS_IGNORE),
	    .doc = "Drop every packet." },
	{ "restrict", "noserve", RFLAG(ACCESS_NOSERVE),
	    .doc = "Drop packets that ask for or bring time." },
	{ "restrict", "notrust", RFLAG(ACCESS_NOTRUST),
	    .doc = "Drop packets without a good signature." },
	{ "restrict", "noquery", RFLAG(ACCESS_NOQUERY),
	    .doc = "Drop queries of ntpq and ntpdc." },
	{ "restrict", "nomodify", RFLAG(ACCESS_NOMODIFY),
	    .doc = "Refuse queries that change something." },
	{ "restrict", "nopeer", RFLAG(ACCESS_NOPEER),
	    .doc = "Make no new association with them." },
	{ "restrict", "notrap", RFLAG(ACCESS_NOTRAP), .doc = "Set no trap." },
	{ "restrict", "lowpriotrap", RFLAG(ACCESS_LPTRAP),
	    INERT("there are no traps"),
	    .doc = "Their traps make room for others." },
	{ "restrict", "limited", RFLAG(ACCESS_LIMITED),
	    .doc = "Answer no more often than discard says." },
	{ "restrict", "version", RFLAG(ACCESS_VERSION),
	    .doc = "Drop packets of other NTP versions." },
	{ "restrict", "kod", RFLAG(ACCESS_KOD),
	    .doc = "Say so when limited drops a packet." },
	{ "restrict", "flake", RFLAG(ACCESS_FLAKE),
	    .doc = "Drop every tenth packet, for tests." },
	{ "restrict", "mssntp", RFLAG(ACCESS_MSSNTP),
	    INERT_TOLD(PRI_WARNING, MSSNTP),
	    .doc = "Let Samba sign replies." },
	{ "restrict", "ntpport", ROW_SWITCH, AT(bool, conf_restrict, ntpport),
	    .doc = "Only for packets that come from the NTP port." },
	{ "restrict", "nomrulist", RFLAG(ACCESS_NOMRULIST), SINCE428,
	    .doc = "Refuse the list of clients." },
	{ "restrict", "epeer", NOWHERE(ROW_FLAG), SINCE428,
	    INERT("it is the default"),
	    .doc = "Allow associations that they ask for." },
	{ "restrict", "noepeer", RFLAG(ACCESS_NOPEER), SINCE428,
	    .doc = "Make no association that they ask for." },
	{ "restrict", "ippeerlimit", NOWHERE(ROW_INTEGER), SINCE428,
	    INERT_TOLD(PRI_WARNING, "associations are not counted by address"),
	    .deflt = "-1", .doc = "Associations from one address." },
	{ "restrict", "serverresponse", NOWHERE(ROW_CHOICE), SINCE428,
	    .options = "restrict serverresponse",
	    INERT_TOLD(PRI_WARNING, "times in replies are exact"),
	    .doc = "How exact a reply is." },
	{ "restrict serverresponse", "fuzz", WORD(1), SINCE428,
	    .doc = "Not very." },
	/* the words in place of an address, and between address and flags */
	{ "restrict address", "default", WORD(0), .doc = "All addresses." },
	{ "restrict address", "source", WORD(1), SINCE428,
	    .doc = "The addresses of our associations." },
	{ "restrict mask", "mask", ROW_TEXT, AT(char *, conf_restrict, mask),
	    .doc = "The bits of the address that count." },

	/* words after discard */
	{ "discard", "average", INTEGER(discard.average), RANGE(0, 17),
	    .unit = "log2 s", .deflt = "3",
	    .doc = "The mean interval that is allowed." },
	{ "discard", "minimum", INTEGER(discard.minimum), RANGE(0, 17),
	    .unit = "log2 s", .deflt = "1",
	    .doc = "The least interval that is allowed." },
	{ "discard", "monitor", INTEGER(discard.monitor), RANGE(0, 1000000000),
	    INERT(OLDEST), .unit = "s", .deflt = "3000",
	    .doc = "The age at which a client may be forgotten." },

	/* words after crypto */
	{ "crypto", "host", NOWHERE(ROW_TEXT), .doc = "Our name." },
	{ "crypto", "ident", NOWHERE(ROW_TEXT), .doc = "Our group." },
	{ "crypto", "pw", NOWHERE(ROW_TEXT), .doc = "The password." },
	{ "crypto", "randfile", NOWHERE(ROW_TEXT), .doc = "Randomness." },
	{ "crypto", "sign", NOWHERE(ROW_TEXT), .doc = "The signature key." },
	{ "crypto", "digest", NOWHERE(ROW_TEXT), .doc = "The digest." },
	{ "crypto", "revoke", NOWHERE(ROW_INTEGER), .unit = "log2 s",
	    .doc = "As the directive revoke." },

	/* words after statistics and filegen */
	{ "statistics", "clockstats", STATS(CONF_CLOCKSTATS),
	    .doc = "What reference clocks say." },
	{ "statistics", "cryptostats", STATS(CONF_CRYPTOSTATS),
	    INERT(AUTOKEY), .doc = "What Autokey does." },
	{ "statistics", "loopstats", STATS(CONF_LOOPSTATS),
	    .doc = "Each update of the clock." },
	{ "statistics", "peerstats", STATS(CONF_PEERSTATS),
	    .doc = "Each update of a source." },
	{ "statistics", "rawstats", STATS(CONF_RAWSTATS),
	    .doc = "The timestamps of each packet." },
	{ "statistics", "sysstats", STATS(CONF_SYSSTATS),
	    .doc = "Counters of packets, hourly." },
	{ "statistics", "protostats", STATS(CONF_PROTOSTATS),
	    .doc = "Events." },
	{ "statistics", "timingstats", NOWHERE(ROW_FLAG),
	    INERT_TOLD(PRI_ERR, "stats timingstats unrecognized"),
	    .doc = "How long the program's steps take." },
	{ "filegen", "file", ROW_TEXT, AT(char *, conf_filegen, file),
	    .local = true, .doc = "The name after statsdir." },
	{ "filegen", "type", ROW_CHOICE, AT(int, conf_filegen, type),
	    .options = "filegen type", .deflt = "day", .local = true,
	    .doc = "When a new file begins." },
	{ "filegen", "link", ROW_VALUE, AT(int, conf_filegen, link),
	    .bit = 1, .local = true,
	    .doc = "Keep a link to the current file under the plain name." },
	{ "filegen", "nolink", ROW_VALUE, AT(int, conf_filegen, link),
	    .bit = 0, .local = true, .doc = "Keep no link." },
	{ "filegen", "enable", ROW_VALUE, AT(int, conf_filegen, enabled),
	    .bit = 1, .doc = "Write this set." },
	{ "filegen", "disable", ROW_VALUE, AT(int, conf_filegen, enabled),
	    .bit = 0, .doc = "Do not write this set." },
	{ "filegen type", "none", WORD(FILEGEN_NONE), .doc = "Never." },
	{ "filegen type", "pid", WORD(FILEGEN_PID),
	    .doc = "With each start; the name has the process id." },
	{ "filegen type", "day", WORD(FILEGEN_DAY), .doc = "Daily." },
	{ "filegen type", "week", WORD(FILEGEN_WEEK), .doc = "Weekly." },
	{ "filegen type", "month", WORD(FILEGEN_MONTH), .doc = "Monthly." },
	{ "filegen type", "year", WORD(FILEGEN_YEAR), .doc = "Yearly." },
	{ "filegen type", "age", WORD(FILEGEN_AGE),
	    .doc = "Each 24 hours of running." },

	/* words after tos */
	{ "tos", "beacon", INTEGER(tos.beacon), RANGE(1, 1000000000),
	    .unit = "s", .deflt = "7200",
	    .doc = "How long until a search is repeated." },
	{ "tos", "ceiling", INTEGER(tos.ceiling), RANGE(0, 16),
	    .deflt = "16", .doc = "Sources of this stratum are unfit." },
	{ "tos", "cohort", ROW_BOOL, IN(bool, tos.cohort), .deflt = "0",
	    .doc = "Answer searchers of our own stratum." },
	{ "tos", "floor", INTEGER(tos.floor), RANGE(0, 16), .deflt = "0",
	    .doc = "Sources below this stratum are unfit." },
	{ "tos", "maxclock", TRUNCATED(tos.maxclock), RANGE(1, 1000),
	    .deflt = "10", .doc = "How many sources a pool or search finds." },
	{ "tos", "maxdist", NUMBER(tos.maxdist), RANGE(0, 16), .unit = "s",
	    .deflt = "1.5", .doc = "The root distance that is too far." },
	{ "tos", "minclock", TRUNCATED(tos.minclock), RANGE(1, 1000),
	    .deflt = "3", .doc = "How many survivors clustering leaves." },
	{ "tos", "mindist", NUMBER(tos.mindist), RANGE(0, 16), .unit = "s",
	    .deflt = "0.001", .doc = "The least root distance assumed." },
	{ "tos", "minsane", INTEGER(tos.minsane), RANGE(0, 1000),
	    .deflt = "1", .doc = "How many survivors are needed." },
	{ "tos", "orphan", INTEGER(tos.orphan), RANGE(0, 17),
	    .deflt = "17", .limit = LIMIT_QUIET_ABOVE,
	    .doc = "The stratum to serve without sources; 16 and more: none." },
	{ "tos", "orphanwait", NUMBER(tos.orphanwait), SINCE428,
	    RANGE(0, 1000000), .unit = "s",
	    .doc = "How long to wait before that." },
	{ "tos", "bcpollbstep", NOWHERE(ROW_INTEGER), SINCE428,
	    INERT("broadcasts are judged like other packets"),
	    .doc = "Poll intervals that broadcasts may skip." },
	{ "tos", "basedate", NOWHERE(ROW_TEXT), SINCE428,
	    INERT("the era follows the release date"),
	    .doc = "The date before which no clock can be." },

	/* words after tinker */
	{ "tinker", "allan", NUMBER(tinker.allan), RANGE(0, 17),
	    INERT("noise and wander are weighed by what is measured of them"),
	    .unit = "log2 s", .deflt = "11",
	    .doc = "The interval at which wander exceeds noise." },
	{ "tinker", "dispersion", NUMBER(tinker.dispersion), .scale = 1e-6,
	    RANGE(0, 1e5), .unit = "PPM", .deflt = "15",
	    .doc = "How fast an old sample becomes worthless." },
	{ "tinker", "freq", NUMBER(tinker.freq), .scale = 1e-6,
	    RANGE(-500, 500), .unit = "PPM", .deflt = "0",
	    .doc = "The frequency error to start with, without a drift file." },
	{ "tinker", "huffpuff", NUMBER(tinker.huffpuff), RANGE(0, 1e7),
	    INERT("what a delay exceeds the least one by counts as noise"),
	    .unit = "s", .deflt = "0",
	    .doc = "The window of the filter for lopsided lines; 0: none." },
	{ "tinker", "panic", NUMBER(tinker.panic), RANGE(0, 1e10),
	    .unit = "s", .deflt = "1000",
	    .doc = "The offset that is taken for a mistake; 0: none." },
	{ "tinker", "step", NUMBER(tinker.step_fwd),
	    .also = IN(double, tinker.step_back), RANGE(0, 1e10),
	    .unit = "s", .deflt = "0.128",
	    .doc = "The offset that is stepped, not slewed; 0: none." },
	{ "tinker", "stepback", NUMBER(tinker.step_back), RANGE(0, 1e10),
	    .unit = "s", .deflt = "0.128", .doc = "As step, back only." },
	{ "tinker", "stepfwd", NUMBER(tinker.step_fwd), RANGE(0, 1e10),
	    .unit = "s", .deflt = "0.128", .doc = "As step, forward only." },
	{ "tinker", "stepout", NUMBER(tinker.stepout), RANGE(0, 1e7),
	    .unit = "s", .deflt = "900",
	    .doc = "How long an offset must last to be stepped." },
	{ "tinker", "tick", NOWHERE(ROW_NUMBER), .unit = "s", SINCE428,
	    INERT("the resolution of the clock is measured"),
	    .doc = "As the directive tick." },

	/* words after enable and disable */
	{ "enable", "auth", SWITCH(enable.auth), .deflt = "enable",
	    .doc = "Only who is authenticated makes associations." },
	{ "enable", "bclient", SWITCH(enable.bclient), .deflt = "disable",
	    .doc = "Take time from broadcasts." },
	{ "enable", "calibrate", SWITCH(enable.calibrate),
	    INERT("what a clock is off by, fudge time1 says"),
	    .deflt = "disable", .doc = "Calibrate reference clocks by PPS." },
	{ "enable", "kernel", SWITCH(enable.kernel), .deflt = "enable",
	    INERT("the daemon alone disciplines the clock"),
	    .doc = "The kernel helps to discipline the clock." },
	{ "enable", "monitor", SWITCH(enable.monitor), .deflt = "enable",
	    .doc = "Remember who asks." },
	{ "enable", "ntp", SWITCH(enable.ntp), .deflt = "enable",
	    .doc = "Discipline the clock." },
	{ "enable", "stats", SWITCH(enable.stats), .deflt = "enable",
	    .local = true, .doc = "Write statistics." },
	{ "enable", "mode7", NOWHERE(ROW_FLAG), SINCE428,
	    INERT(MODE7),
	    .doc = "Answer ntpdc." },
	{ "enable", "unpeer_crypto_early", NOWHERE(ROW_FLAG), SINCE428,
	    INERT(AUTOKEY), .doc = "Give up on a bad Autokey exchange." },
	{ "enable", "unpeer_crypto_nak_early", NOWHERE(ROW_FLAG), SINCE428,
	    INERT("a refused signature never ends a configured association"),
	    .doc = "Give up on a crypto-NAK." },
	{ "enable", "unpeer_digest_early", NOWHERE(ROW_FLAG), SINCE428,
	    INERT("a bad signature never ends a configured association"),
	    .doc = "Give up on a bad signature." },
	{ "require", "nonce", SWITCH(require_nonce), OWN, .deflt = "disable",
	    .doc = "Keyed writes must carry a nonce." },

	/* words after the others */
	{ "leapfile", "checkhash", NOWHERE(ROW_FLAG), SINCE428,
	    INERT("the hash is always checked"), .doc = "Check the hash." },
	{ "leapfile", "ignorehash", NOWHERE(ROW_FLAG), SINCE428,
	    INERT_TOLD(PRI_INFO, "the hash is always checked"),
	    .doc = "Do not check the hash." },
	{ "setvar", "default", ROW_SWITCH, AT(bool, conf_var, is_default),
	    .doc = "Part of the list that ntpq shows unasked." },
	{ "trap", "port", ROW_INTEGER, AT(int, conf_trap, port),
	    .deflt = "18447", .doc = "The port to tell them at." },
	{ "trap", "interface", ROW_TEXT, AT(char *, conf_trap, interface),
	    .doc = "The local address to send from." },
	{ "interface action", "listen", WORD(NIC_LISTEN),
	    .doc = "Serve and ask there." },
	{ "interface action", "ignore", WORD(NIC_IGNORE),
	    .doc = "Open no socket." },
	{ "interface action", "drop", WORD(NIC_DROP),
	    .doc = "Open a socket and drop what comes." },
	{ "interface match", "all", WORD(0), .doc = "All addresses." },
	{ "interface match", "ipv4", WORD(0), .doc = "IPv4 addresses." },
	{ "interface match", "ipv6", WORD(0), .doc = "IPv6 addresses." },
	{ "interface match", "wildcard", WORD(0), .doc = "0.0.0.0 and ::." },
	{ "clientport", "served", WORD(CLIENTPORT_SERVED), OWN,
	    .doc = "The port served, as classic does." },
	{ "clientport", "ephemeral", WORD(CLIENTPORT_EPHEMERAL), OWN,
	    .doc = "A port of its own for each association." },

	{ "ratelimit", "interval", INTEGER(ratelimit.interval), OWN,
	    RANGE(-19, 12), .unit = "log2 s", .deflt = "3",
	    .doc = "The mean interval that is allowed." },
	{ "ratelimit", "burst", INTEGER(ratelimit.burst), OWN, RANGE(1, 255),
	    .deflt = "8", .doc = "How many packets at once are allowed." },
	{ "ratelimit", "leak", INTEGER(ratelimit.leak), OWN, RANGE(1, 4),
	    .deflt = "2", .unit = "log2",
	    .doc = "Of 2^leak packets beyond that, one is answered." },
	{ "local", "stratum", ROW_INTEGER, AT(int, conf_local, stratum), OWN,
	    RANGE(1, 15), .deflt = "10", .doc = "The stratum to serve at." },
	{ "local", "orphan", ROW_VALUE, AT(int, conf_local, orphan), OWN,
	    .bit = 1, .doc = "As tos orphan: such hosts agree on one." },
	{ "local", "distance", NOWHERE(ROW_NUMBER), OWN, .unit = "s",
	    INERT_TOLD(PRI_INFO, "what is fit to be followed is followed"),
	    .doc = "The root distance beyond which sources do not count." },
	{ "local", "activate", NOWHERE(ROW_NUMBER), OWN, .unit = "s",
	    INERT_TOLD(PRI_INFO, "it waits for sources 15 s, not for ever"),
	    .doc = "How near the clock must have come to sources before." },

	/* words after fudge */
	{ "fudge", "time1", ROW_NUMBER, AT(double, conf_fudge, time1),
	    .set = FUDGE_TIME1, RANGE(-1e6, 1e6), .unit = "s", .deflt = "0",
	    .doc = "What is added to the clock's time." },
	{ "fudge", "time2", ROW_NUMBER, AT(double, conf_fudge, time2),
	    .set = FUDGE_TIME2, RANGE(-1e6, 1e6), .unit = "s", .deflt = "0",
	    .doc = "As the driver says." },
	{ "fudge", "stratum", ROW_INTEGER, AT(int, conf_fudge, stratum),
	    .set = FUDGE_STRATUM, RANGE(0, 16), .deflt = "0",
	    .doc = "The clock's stratum." },
	{ "fudge", "refid", ROW_REFID, AT(char[5], conf_fudge, refid),
	    .set = FUDGE_REFID, .doc = "The clock's reference id." },
	{ "fudge", "flag1", FFLAG(0), .doc = "As the driver says." },
	{ "fudge", "flag2", FFLAG(1), .doc = "As the driver says." },
	{ "fudge", "flag3", FFLAG(2), .doc = "As the driver says." },
	{ "fudge", "flag4", FFLAG(3), .doc = "As the driver says." },
	{ "fudge", "abbrev", NOWHERE(ROW_TEXT), SINCE428,
	    INERT("drivers have fixed names"), .doc = "The driver's name." },
	{ "fudge", "minjitter", NOWHERE(ROW_NUMBER), SINCE428, .unit = "s",
	    INERT("jitter is measured"), .doc = "The least jitter." },

	/* words after mru, rlimit, reset */
	{ "mru", "mindepth", INTEGER(mru.mindepth), SINCE428, INERT(OLDEST),
	    RANGE(0, 100000000), .deflt = "600",
	    .doc = "So many clients are kept whatever their age." },
	{ "mru", "maxdepth", INTEGER(mru.maxdepth), SINCE428,
	    RANGE(0, 16777216), .deflt = "0",
	    .doc = "No more clients than that; 0: 16384." },
	{ "mru", "minage", INTEGER(mru.minage), SINCE428, INERT(OLDEST),
	    RANGE(0, 1000000000), .unit = "s",
	    .doc = "No client is forgotten before." },
	{ "mru", "maxage", INTEGER(mru.maxage), SINCE428, INERT(OLDEST),
	    RANGE(0, 1000000000), .unit = "s", .deflt = "64",
	    .doc = "An older client may be forgotten." },
	{ "mru", "maxmem", INTEGER(mru.maxmem), SINCE428,
	    RANGE(0, 100000000), .unit = "KiB", .deflt = "0",
	    .doc = "Memory at most; 0: as maxdepth says." },
	{ "mru", "initmem", INTEGER(mru.initmem), SINCE428, INERT(DYNAMIC),
	    RANGE(0, 100000000), .unit = "KiB", .doc = "Memory at start." },
	{ "mru", "incmem", INTEGER(mru.incmem), SINCE428, INERT(DYNAMIC),
	    RANGE(0, 100000000), .unit = "KiB", .doc = "Memory added." },
	{ "mru", "initalloc", INTEGER(mru.initalloc), SINCE428,
	    RANGE(0, 100000000), INERT(DYNAMIC), .doc = "Entries at start." },
	{ "mru", "incalloc", INTEGER(mru.incalloc), SINCE428,
	    RANGE(0, 100000000), INERT(DYNAMIC), .doc = "Entries added." },
	{ "rlimit", "memlock", INTEGER(rlimit.memlock), SINCE428,
	    RANGE(-1, 1000000), .unit = "MiB", .deflt = "-1",
	    .doc = "Memory that is never paged out." },
	{ "rlimit", "stacksize", INTEGER(rlimit.stacksize), SINCE428,
	    RANGE(0, 1000000), .unit = "4 KiB", .doc = "The stack." },
	{ "rlimit", "filenum", INTEGER(rlimit.filenum), SINCE428,
	    RANGE(0, 1000000), .doc = "Open files." },
	{ "reset", "allpeers", RESET(CONF_RESET_ALLPEERS), .doc = "Sources." },
	{ "reset", "auth", RESET(CONF_RESET_AUTH), INERT(UNCOUNTED),
	    .doc = "Signatures." },
	{ "reset", "ctl", RESET(CONF_RESET_CTL), INERT(UNCOUNTED),
	    .doc = "Mode 6." },
	{ "reset", "io", RESET(CONF_RESET_IO), .doc = "Packets." },
	{ "reset", "mem", RESET(CONF_RESET_MEM), INERT(UNCOUNTED),
	    .doc = "Memory." },
	{ "reset", "sys", RESET(CONF_RESET_SYS), .doc = "System." },
	{ "reset", "timer", RESET(CONF_RESET_TIMER), INERT(UNCOUNTED),
	    .doc = "Timers." },
};

#define N_ROWS (sizeof rows / sizeof rows[0])
_Static_assert(N_ROWS <= CONF_ROWS_MAX, "struct conf.set is too small");

const struct conf_row *
conf_table_rows(size_t *number)
{
	*number = N_ROWS;
	return rows;
}

/* Returns true if A and B are the same word; most differ at once. */
static bool
same(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}

const struct conf_row *
conf_table_find(const char *group, const char *word)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct conf_row *r = &rows[i];

		if (same(r->word, word) && (group == NULL ? r->group == NULL :
		    r->group != NULL && same(r->group, group)))
			return r;
	}
	return NULL;
}

bool
conf_table_keyword(const char *word)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].since == CONF_426 && same(rows[i].word, word))
			return true;
	return false;
}

size_t
conf_table_index(const struct conf_row *row)
{
	return (size_t)(row - rows);
}

bool
conf_table_is_set(const struct conf *c, const struct conf_row *row)
{
	size_t i = conf_table_index(row);

	return (c->set[i / 64] >> i % 64 & 1) != 0;
}
