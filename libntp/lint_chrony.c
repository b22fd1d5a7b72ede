/*
 * lint_chrony.c -- L2, L3: words of chrony's language in ntp.conf.
 *
 * People write them because they know them from the other daemon, or because
 * they hand over its file by mistake.  For each word there is what it means,
 * its unit, chrony's default, and the line that does the same here, as a
 * pattern: "$1" is the first argument, "$*" all of them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_table.h"
#include "lint_rules.h"

#define LINE 512
#define FEW 3 /* lines of chrony's words that do not make a chrony file */

/* A line that does the same, built from LINE's words into OUT. */
typedef void build(const struct lint_line *line, char out[LINE]);

struct foreign {
	const char *word;
	const char *what;    /* it says */
	const char *unit;    /* of its first argument; NULL: none */
	const char *deflt;   /* chrony's; NULL: none */
	const char *pattern; /* of the line that does the same; NULL: see BUILD;
	                      * "": nothing need be written here */
	build *build;        /* NULL: nothing does the same */
	const char *more;    /* to know about the new line; NULL: nothing */
};

static build build_allow, build_deny, build_query, build_log, build_refclock,
    build_local, build_folder, build_ratelimit;

static const struct foreign words[] = {
	{ "allow", "who may ask for the time", NULL, "nobody", NULL,
	    build_allow, "without a restrict line everybody may" },
	{ "deny", "who may not ask for the time", NULL, "everybody", NULL,
	    build_deny, NULL },
	{ "cmdallow", "who may ask for the state", NULL, "nobody", NULL,
	    build_query, NULL },
	{ "cmddeny", "who may not ask for the state", NULL, "everybody", NULL,
	    build_deny, NULL },
	{ "local", "the stratum to serve without sources", NULL,
	    "stratum 10, if the word is there", NULL, build_local,
	    "hosts that name each other then agree on one of them" },
	{ "makestep", "the offset that is stepped, not slewed, in the first "
	    "updates", "seconds", "never", "tinker step $1", NULL,
	    "the first correction is of any size with ntpd -g" },
	{ "rtcsync", "that the kernel keeps the hardware clock right", NULL,
	    "off", "", NULL, "ntpd has it do so whenever it is synchronised" },
	{ "logdir", "the folder for statistics", NULL, "none", NULL,
	    build_folder, NULL },
	{ "log", "which statistics are written", NULL, "none", NULL, build_log,
	    NULL },
	{ "ratelimit", "how often a client may ask", NULL, "off", NULL,
	    build_ratelimit, NULL },
	{ "refclock", "a reference clock", NULL, NULL, NULL, build_refclock,
	    NULL },
	{ "maxsamples", "how many samples of a source are kept", "samples",
	    "0: 64", NULL, NULL, NULL },
	{ "minsamples", "how many samples of a source are kept at least",
	    "samples", "6", NULL, NULL, NULL },
	{ "minsources", "how many sources are needed", "sources", "1",
	    "tos minsane $1", NULL, NULL },
	{ "reselectdist", "how much farther a source counts while it is not "
	    "the selected one", "seconds", "0.0001", NULL, NULL, NULL },
	{ "stratumweight", "how much distance a stratum counts for",
	    "seconds per stratum", "0.001", NULL, NULL, NULL },
	{ "maxupdateskew", "how uncertain the frequency may be for an update",
	    "PPM", "1000", NULL, NULL, NULL },
	{ "maxdistance", "the root distance that is too far", "seconds", "3",
	    "tos maxdist $1", NULL, NULL },
	{ "maxchange", "the offset that is taken for a mistake", "seconds",
	    "none", "tinker panic $1", NULL, NULL },
	{ "maxclockerror", "how fast an old sample becomes worthless", "PPM",
	    "1", "tinker dispersion $1", NULL, NULL },
	{ "keyfile", "the file with the keys", NULL, "none", "keys $1", NULL,
	    "a key must also be named by trustedkey" },
	{ "leapseclist", "the file with the leap seconds", NULL, "none",
	    "leapfile $1", NULL, NULL },
	{ "leapsectz", "the time zone with the leap seconds", NULL, "none",
	    "leapfile /usr/share/zoneinfo/leap-seconds.list", NULL, NULL },
	{ "include", "a file to read in this place", NULL, NULL,
	    "includefile $1", NULL, NULL },
	{ "confdir", "a folder of more files", NULL, NULL, "", NULL,
	    "X.d/*.conf beside X.conf is read" },
	{ "bindaddress", "the address to serve at", NULL, "all",
	    "interface listen $1", NULL, NULL },
	{ "binddevice", "the interface to serve at", NULL, "all",
	    "interface listen $1", NULL, NULL },
	{ "acquisitionport", "the port that questions leave from", NULL,
	    "any", "clientport served", NULL, NULL },
	{ "noclientlog", "not to remember who asks", NULL, "off",
	    "disable monitor", NULL, NULL },
	{ "dumpdir", "the folder for the history of measurements", NULL,
	    "none", "", NULL, "nothing is kept, a start is quick without" },
	{ "dumponexit", "to keep the history of measurements", NULL, "off",
	    "", NULL, "nothing is kept, a start is quick without" },
	{ "user", "whom the daemon becomes", NULL, NULL, "", NULL,
	    "write -u $1 on ntpd's command line" },
	{ "lock_all", "to keep the daemon in memory", NULL, "off", "", NULL,
	    "write -m on ntpd's command line" },
	{ "sched_priority", "the real-time priority", NULL, "0", "", NULL,
	    "write -P $1 on ntpd's command line" },
	{ "initstepslew", "to set the clock at the start", "seconds", "off",
	    "", NULL, "the first correction is of any size with ntpd -g" },
	{ "clientloglimit", "how much memory clients take", "octets",
	    "524288", NULL, NULL, NULL },
	{ "corrtimeratio", "how long a correction takes", NULL, "3", NULL,
	    NULL, NULL },
	{ "maxslewrate", "how fast the clock is slewed", "PPM", "83333.333",
	    NULL, NULL, NULL },
	{ "maxdrift", "how wrong the frequency may be", "PPM", "500000", NULL,
	    NULL, NULL },
	{ "maxjitter", "how noisy a source may be", "seconds", "1", NULL,
	    NULL, NULL },
	{ "combinelimit", "how far sources may differ to be combined", NULL,
	    "3", NULL, NULL, NULL },
	{ "fallbackdrift", "frequencies for the time without sources",
	    "log2 s", "none", NULL, NULL, NULL },
	{ "leapsecmode", "how leap seconds are corrected", NULL, "system",
	    NULL, NULL, NULL },
	{ "smoothtime", "how served time is smoothed", "PPM", "off", NULL,
	    NULL, NULL },
	{ "hwtimestamp", "timestamps by the interface", NULL, "off", NULL,
	    NULL, NULL },
	{ "hwclockfile", "whether the hardware clock keeps UTC", NULL, NULL,
	    NULL, NULL, NULL },
	{ "rtconutc", "that the hardware clock keeps UTC", NULL, "off", NULL,
	    NULL, NULL },
	{ "rtcfile", "the file about the hardware clock", NULL, "none", NULL,
	    NULL, NULL },
	{ "rtcdevice", "the hardware clock", NULL, "/dev/rtc", NULL, NULL,
	    NULL },
	{ "rtcautotrim", "when the hardware clock is set", "seconds", "never",
	    NULL, NULL, NULL },
	{ "tempcomp", "compensation of temperature", NULL, "off", NULL, NULL,
	    NULL },
	{ "manual", "that somebody types the time", NULL, "off", NULL, NULL,
	    NULL },
	{ "mailonchange", "whom to write to about a step", NULL, "nobody",
	    NULL, NULL, NULL },
	{ "logchange", "the offset worth a line in the log", "seconds", "1",
	    NULL, NULL, NULL },
	{ "logbanner", "how often statistics have a heading", "lines", "32",
	    NULL, NULL, NULL },
	{ "sourcedir", "a folder of files with sources", NULL, "none", NULL,
	    NULL, NULL },
	{ "bindacqaddress", "the address that questions leave from", NULL,
	    "any", NULL, NULL, NULL },
	{ "bindcmdaddress", "the address of the control port", NULL,
	    "loopback", NULL, NULL, NULL },
	{ "cmdport", "the control port", NULL, "323", NULL, NULL, NULL },
	{ "cmdratelimit", "how often one may ask for the state", NULL, "off",
	    NULL, NULL, NULL },
	{ "authselectmode", "whether sources must be authenticated", NULL,
	    "mix", NULL, NULL, NULL }
};

/* Returns the row for the first word of LINE, NULL if it is none. */
static const struct foreign *
find(const struct lint_line *line)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (lint_is(line, 0, words[i].word))
			return &words[i];
	return NULL;
}

bool
lint_chrony_knows(const struct lint_line *line)
{
	return lint_is(line, 0, "orphan") || find(line) != NULL;
}

/* --- lines that do the same ----------------------------------------------- */

/* Append TEXT to OUT. */
static void
add(char out[LINE], const char *text)
{
	size_t used = strlen(out), n = strlen(text);

	if (used + n + 1 > LINE)
		n = LINE - 1 - used;
	memcpy(out + used, text, n);
	out[used + n] = '\0';
}

/* Append word I of LINE to OUT. */
static void
add_word(char out[LINE], const struct lint_line *line, size_t i)
{
	char word[128];

	add(out, lint_word(line, i, word, sizeof word));
}

/* Fill PATTERN with the words of LINE; OUT is empty if one is missing. */
static void
fill(const char *pattern, const struct lint_line *line, char out[LINE])
{
	char c[2] = "";

	out[0] = '\0';
	for (; *pattern != '\0'; pattern++) {
		size_t i;

		if (*pattern != '$') {
			c[0] = *pattern;
			add(out, c);
			continue;
		}
		i = (size_t)(*++pattern - '0');
		if (i >= line->n) {
			out[0] = '\0';
			return;
		}
		add_word(out, line, i);
	}
}

/* Write "restrict ADDRESS mask MASK FLAGS" for the subnet of LINE's word. */
static void
build_restrict(const struct lint_line *line, const char *flags, char out[LINE])
{
	size_t i = lint_is(line, 1, "all") ? 2 : 1;
	struct conf_restrict r = { .name = NULL };
	struct access_rule rules[2];
	struct addr mask = { 0 };
	char subnet[128], text[ADDR_TEXT];

	out[0] = '\0';
	add(out, "restrict ");
	r.name = subnet;
	(void)lint_word(line, i, subnet, sizeof subnet);
	if (subnet[0] == '\0') {
		add(out, "default");
	} else if (strchr(subnet, '/') != NULL &&
	    conf_restrict_rule(&r, rules) == 1) {
		*strchr(subnet, '/') = '\0';
		mask.family = rules[0].net.family;
		memcpy(mask.ip, rules[0].mask, sizeof mask.ip);
		add(out, subnet);
		add(out, " mask ");
		add(out, addr_format(&mask, text, sizeof text));
	} else {
		add(out, subnet);
	}
	add(out, flags);
}

static void
build_allow(const struct lint_line *line, char out[LINE])
{
	build_restrict(line, " nomodify notrap nopeer noquery", out);
}

static void
build_deny(const struct lint_line *line, char out[LINE])
{
	build_restrict(line, " noserve nomodify notrap nopeer noquery", out);
}

static void
build_query(const struct lint_line *line, char out[LINE])
{
	build_restrict(line, " nomodify notrap nopeer", out);
}

static void
build_local(const struct lint_line *line, char out[LINE])
{
	size_t i = lint_find(line, 1, "stratum");

	out[0] = '\0';
	add(out, "tos orphan ");
	if (i + 1 < line->n)
		add_word(out, line, i + 1);
	else
		add(out, "10");
}

static void
build_folder(const struct lint_line *line, char out[LINE])
{
	fill("statsdir $1", line, out);
	if (out[0] != '\0' && out[strlen(out) - 1] != '/')
		add(out, "/");
}

static void
build_log(const struct lint_line *line, char out[LINE])
{
	static const char *const same[][2] = {
		{ "measurements", " rawstats" }, { "rawmeasurements",
		" rawstats" }, { "statistics", " peerstats" }, { "tracking",
		" loopstats" }, { "refclocks", " clockstats" }
	};

	out[0] = '\0';
	for (size_t k = 0; k < sizeof same / sizeof same[0]; k++)
		if (lint_find(line, 1, same[k][0]) < line->n &&
		    strstr(out, same[k][1]) == NULL)
			add(out, out[0] == '\0' ? "statistics" : ""),
			add(out, same[k][1]);
}

static void
build_ratelimit(const struct lint_line *line, char out[LINE])
{
	size_t i = lint_find(line, 1, "interval");

	out[0] = '\0';
	add(out, "discard average ");
	if (i + 1 < line->n)
		add_word(out, line, i + 1);
	else
		add(out, "3");
	add(out, "\nrestrict default kod limited nomodify notrap nopeer "
	    "noquery");
}

/* Returns the number at the end of TEXT, 0 if there is none. */
static unsigned
unit_of(const char *text)
{
	size_t n = strlen(text);

	while (n > 0 && text[n - 1] >= '0' && text[n - 1] <= '9')
		n--;
	return (unsigned)strtoul(text + n, NULL, 10) & 0xff;
}

/* refclock PPS /dev/pps0, refclock SHM 0, and as "pps unit 0", too. */
static void
build_refclock(const struct lint_line *line, char out[LINE])
{
	static const struct {
		const char *name, *lower;
		unsigned type;
	} drivers[] = {
		{ "PPS", "pps", 22 }, { "SHM", "shm", 28 },
		{ "LOCL", "local", 1 }, { "NMEA", "nmea", 20 },
		{ "GPSD", "gpsd", 46 }
	};
	size_t unit = lint_is(line, 2, "unit") ? 3 : 2;
	size_t refid = lint_find(line, 2, "refid");
	char word[128], clock[32];

	out[0] = '\0';
	for (size_t k = 0; k < sizeof drivers / sizeof drivers[0]; k++) {
		if (!lint_is(line, 1, drivers[k].name) &&
		    !lint_is(line, 1, drivers[k].lower))
			continue;
		(void)snprintf(clock, sizeof clock, "127.127.%u.%u",
		    drivers[k].type,
		    unit_of(lint_word(line, unit, word, sizeof word)));
		add(out, "server ");
		add(out, clock);
		if (refid + 1 >= line->n)
			return;
		add(out, "\nfudge ");
		add(out, clock);
		add(out, " refid ");
		add_word(out, line, refid + 1);
		return;
	}
}

/* --- findings ------------------------------------------------------------- */

/* Write to OUT the default here of what SAME, a line of ours, sets. */
static void
default_here(const char *same, char *out, size_t size)
{
	size_t n = strcspn(same, " "), m = strcspn(same + n + (same[n] != 0),
	    " \n");
	char group[32] = "", word[32] = "";
	const struct conf_row *row;

	out[0] = '\0';
	if (n >= sizeof group || m >= sizeof word)
		return;
	memcpy(group, same, n);
	memcpy(word, same + n + (same[n] != '\0'), m);
	row = conf_table_find(group, word);
	if (row == NULL)
		row = conf_table_find(NULL, group);
	if (row != NULL && row->deflt != NULL)
		(void)snprintf(out, size, " (default here %s%s%s)", row->deflt,
		    row->unit != NULL ? " " : "",
		    row->unit != NULL ? row->unit : "");
}

/* Write to OUT what WORD of LINE means: unit, value, default. */
static void
explain(const struct foreign *word, const struct lint_line *line, char *out,
    size_t size)
{
	char value[32], *end;
	bool number;

	(void)lint_word(line, 1, value, sizeof value);
	(void)strtod(value, &end);
	number = end != value && *end == '\0' && word->unit != NULL;
	(void)snprintf(out, size, "%s%s%s%s%s%s%s%s", word->what,
	    number || word->deflt != NULL ? " (" : "", number ? value : "",
	    number ? " " : "", number ? word->unit : "",
	    word->deflt != NULL ? number ? ", chrony's default " :
	    "chrony's default " : "", word->deflt != NULL ? word->deflt : "",
	    number || word->deflt != NULL ? ")" : "");
}

static void
tell(struct lint *l, const struct lint_line *line, const struct foreign *word)
{
	const struct conf_row *row = lint_directive(line);
	bool known = row != NULL && row->inert == NULL &&
	    (row->type != ROW_REFCLOCK || lint_is(line, 1, "phc"));
	bool nothing = word->pattern != NULL && word->pattern[0] == '\0';
	char same[LINE] = "", what[256], deflt[96] = "", more[LINE] = "";
	struct lint_fix fix = { LINT_NONE, NULL };

	if (known && line->file->drop_in)
		return;
	if (word->pattern != NULL)
		fill(word->pattern, line, same);
	else if (word->build != NULL)
		word->build(line, same);
	if (word->more != NULL)
		fill(word->more, line, more);
	default_here(same, deflt, sizeof deflt);
	explain(word, line, what, sizeof what);
	if (nothing)
		fix = lint_lines(LINT_REMOVE, "%s", "");
	else if (same[0] != '\0')
		fix = lint_lines(LINT_REPLACE, "%s", same);
	lint_tell(l, nothing || same[0] != '\0' || known ? CONF_WARNING :
	    CONF_ERROR, "L3", lint_place(line, 0), fix,
	    "\"%s\" is a word of chrony: %s; %s%s%s%s", word->word, what,
	    known ? "it works here, but other tools may not read the file: "
	    "this line does the same" :
	    nothing ? "nothing need be written here" : same[0] != '\0' ?
	    "it has no effect here: this line does the same" :
	    "it has no effect here, and nothing does the same", deflt,
	    more[0] != '\0' ? "; " : "", more);
}

/* L2: orphan stratum N */
static void
tell_orphan(struct lint *l, const struct lint_line *line)
{
	struct lint_edit e[2] = { lint_change(line, 0, "tos orphan") };
	struct lint_fix fix = { LINT_NONE, NULL };
	bool stratum = lint_is(line, 1, "stratum");

	if (stratum) {
		e[0] = lint_change(line, 0, "tos");
		e[1] = lint_change(line, 1, "orphan");
	}
	if (line->n > 1u + stratum)
		fix = lint_edited(line, e, 1u + stratum);
	lint_tell(l, CONF_ERROR, "L2", lint_place(line, 0), fix,
	    "there is no directive \"orphan\": the stratum to serve without "
	    "sources is set by tos orphan");
}

void
lint_chrony_line(struct lint *l, const struct lint_line *line)
{
	const struct foreign *word = find(line);

	if (word != NULL) {
		l->chrony++;
		tell(l, line, word);
	} else if (lint_is(line, 0, "orphan")) {
		tell_orphan(l, line);
	}
}

void
lint_chrony_all(struct lint *l)
{
	struct conf_place at = { l->texts[0].name, 1, 1 };
	struct lint_fix none = { LINT_NONE, NULL };

	if (l->chrony >= FEW)
		lint_tell(l, CONF_NOTE, "L3", at, none,
		    "%u lines have words of chrony: if this is chrony's "
		    "configuration, the lines given here make an ntp.conf of "
		    "it",
		    l->chrony);
}
