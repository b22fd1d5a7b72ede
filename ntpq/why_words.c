/*
 * why_words.c -- the words of "why".
 *
 * %1 to %4 are the arguments of the message.  po/ has the translations.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <math.h>
#include <string.h>

#include "nls.h"
#include "text.h"
#include "why.h"

static const char *const words[] = {
	/* verdicts */
	[EXPLAIN_IS_FOLLOWED] = N_("the clock follows it."),
	[EXPLAIN_IS_PULSE] = N_("the clock follows its pulses."),
	[EXPLAIN_IS_COMBINED] = N_("used: its time is combined with that of "
	    "the source followed."),
	[EXPLAIN_IS_BACKUP] = N_("set aside: more sources agree than \"tos "
	    "maxclock\" lets in."),
	[EXPLAIN_IS_OUTLYER] = N_("set aside: it agrees with the majority, "
	    "but what the others say together is more certain without it."),
	[EXPLAIN_IS_EXCESS] = N_("set aside: enough better sources agree."),
	[EXPLAIN_IS_FALSETICKER] = N_("not used: it is a falseticker."),
	[EXPLAIN_IS_RESERVE] = N_("not used: kept in reserve."),
	[EXPLAIN_IS_WAITING] = N_("not used yet."),
	[EXPLAIN_IS_AGREED] = N_("not used yet: it agrees with others, but "
	    "nobody is followed."),
	[EXPLAIN_IS_PASSED_OVER] = N_("not used, though it fails no test."),
	[EXPLAIN_IS_UNFIT] = N_("not used."),
	[EXPLAIN_IS_SENT_TO] = N_("time is sent there; none is taken from "
	    "there."),
	[EXPLAIN_IS_SEARCH] = N_("servers are searched for there; who answers "
	    "is a source of its own."),

	/* what was received */
	[EXPLAIN_HEARD] = N_("Its last answer came %1 ago and says stratum "
	    "%2."),
	[EXPLAIN_HEARD_ONLY] = N_("Its last answer came %1 ago."),
	[EXPLAIN_READ] = N_("The clock was last read %1 ago."),
	[EXPLAIN_HEARD_POLLS] = N_("Usable answers in the last %1 polls: "
	    "%2."),
	[EXPLAIN_CAME] = N_("Its last packet came %1 ago; of the %2 that came "
	    "to %3 requests none could be used."),
	[EXPLAIN_CAME_SINCE] = N_("A packet that could not be used came %1 "
	    "ago."),
	[EXPLAIN_OFFLINE] = N_("It is not asked: its owner has said "
	    "\"offline\"."),
	[EXPLAIN_MEASURED] = N_("Measured: offset %1, round trip %2."),
	[EXPLAIN_MEASURED_ONCE] = N_("Measured last: offset %1, round trip "
	    "%2."),
	[EXPLAIN_LOOKUP_PENDING] = N_("DNS: the name %1 is being looked up."),
	[EXPLAIN_LOOKUP_AGAIN] = N_("DNS failure: no name server could tell "
	    "the address of %1."),
	[EXPLAIN_LOOKUP_NONE] = N_("DNS failure: there is no host named %1."),
	[EXPLAIN_LOOKUP_FAMILY] = N_("DNS failure: there is no host named %1 "
	    "with an %2 address."),
	[EXPLAIN_LOOKUP_TAKEN] = N_("DNS: every address of %1 is one of "
	    "another source already."),
	[EXPLAIN_NO_ADDRESS] = N_("DNS failure: no address is known for it."),
	[EXPLAIN_LOOKUPS] = N_("%1 lookups have failed."),
	[EXPLAIN_LOOKING] = N_("It is being looked up again now."),
	[EXPLAIN_NEXT_LOOKUP] = N_("It will be looked up again in %1."),
	[EXPLAIN_NEVER_ANSWERED] = N_("No reply: it does not answer."),
	[EXPLAIN_NO_REPLY] = N_("No reply to any of %1 requests."),
	[EXPLAIN_NO_REPLY_NOW] = N_("No reply of use to the last %1 polls."),
	[EXPLAIN_USELESS] = N_("%1 packets have come from it, but none that "
	    "could be used."),
	[EXPLAIN_PROBES] = N_("Silent: it left all probes after the last poll "
	    "unanswered."),
	[EXPLAIN_REFUSED] = N_("ICMP unreachable came back for %1 requests "
	    "since its last answer: nobody takes them there."),
	[EXPLAIN_REFUSED_FILTER] = N_("ICMP unreachable came back for %1 "
	    "requests since its last answer: a firewall forbids them."),
	[EXPLAIN_REFUSED_HOST] = N_("ICMP unreachable came back for %1 "
	    "requests since its last answer: its host or network cannot be "
	    "reached."),
	[EXPLAIN_NO_ROUTE] = N_("Its requests cannot leave this host (%1 since "
	    "its last answer): there is no route, or a firewall here forbids "
	    "them."),
	[EXPLAIN_DROPPED] = N_("Its packets are dropped here: a restrict line "
	    "says %1."),
	[EXPLAIN_DROPPED_AT] = N_("Its packets are dropped here: %2 says "
	    "restrict ... %1."),
	[EXPLAIN_CLOCK_SILENT] = N_("No reply: the reference clock delivers "
	    "nothing that can be used."),
	[EXPLAIN_NOSELECT] = N_("Its line says noselect: it is measured only."),
	[EXPLAIN_SLOWED] = N_("It sent the kiss RATE: it gets one request in "
	    "%1, and no bursts."),

	/* tests of packets */
	[EXPLAIN_DUPLICATE] = N_("TEST1: its last packet had come before."),
	[EXPLAIN_BOGUS] = N_("TEST2: its last packet answers none of our "
	    "requests: it was late, or forged."),
	[EXPLAIN_DEAF] = N_("TEST2: its last packet answers none of ours: it "
	    "does not take what we send."),
	[EXPLAIN_ZERO] = N_("TEST3: a timestamp in its last packet is empty."),
	[EXPLAIN_DENIED] = N_("TEST4: access denied."),
	[EXPLAIN_AUTH] = N_("TEST5: authentication with key %1 failed."),
	[EXPLAIN_NO_KEY] = N_("TEST5: nothing is sent to it, as key %1 is "
	    "missing or not trusted here."),
	[EXPLAIN_DIGEST] = N_("TEST5: bad key: its signature is not that of "
	    "our key %1."),
	[EXPLAIN_NAK] = N_("TEST5: crypto-NAK: it does not know our key %1, "
	    "or has another one of that number."),
	[EXPLAIN_UNSIGNED] = N_("TEST5: its answers are not signed, though "
	    "key %1 is asked for."),
	[EXPLAIN_SIGNED] = N_("TEST5: its answers are signed, though no key "
	    "is configured for it."),
	[EXPLAIN_UNSYNCHRONISED] = N_("TEST6: it says that it is not "
	    "synchronised (reference id %1)."),
	[EXPLAIN_UNSYNCHRONISED_BARE] = N_("TEST6: it says that it is not "
	    "synchronised."),
	[EXPLAIN_KISSED] = N_("TEST6: it refuses to serve us (kiss %1)."),
	[EXPLAIN_HEADER] = N_("TEST7: it says that it is %1 away from its "
	    "primary source; 16 s are too many."),
	[EXPLAIN_AUTOKEY] = N_("TEST8: the Autokey protocol failed."),
	[EXPLAIN_CRYPTO] = N_("TEST9: the Autokey identity is not proven."),

	/* tests of sources */
	[EXPLAIN_STRATUM] = N_("TEST10: stratum too high: its stratum %1 is "
	    "not below \"tos ceiling\" %2."),
	[EXPLAIN_FLOOR] = N_("TEST10: stratum too low: its stratum %1 is "
	    "below \"tos floor\" %2."),
	[EXPLAIN_STRATUM_BARE] = N_("TEST10: its stratum %1 is out of the "
	    "range that is allowed."),
	[EXPLAIN_TOO_FAR] = N_("TEST11: too far: its root distance %1 is "
	    "beyond the limit of %2 (round trip %3, %4 said by the server)."),
	[EXPLAIN_TOO_FAR_BARE] = N_("TEST11: too far: its root distance is "
	    "about %1."),
	[EXPLAIN_UNMEASURED] = N_("TEST11: too few measurements of it are "
	    "recent enough to count."),
	[EXPLAIN_LOOP] = N_("TEST12: a loop: it follows this host: its "
	    "reference id %1 is that of an address of ours."),

	/* verdicts with numbers */
	[EXPLAIN_DISJOINT] = N_("falseticker: its interval %1 does not meet "
	    "the %2 of the others (%3 of %4 sources agree)."),
	[EXPLAIN_OUTSIDE] = N_("falseticker: its offset %1 is outside the %2 "
	    "of the others (%3 of %4 sources agree)."),
	[EXPLAIN_DISAGREES] = N_("falseticker: it disagrees with the %1 of %2 "
	    "sources that agree."),
	[EXPLAIN_NO_MAJORITY] = N_("falseticker: its interval is %1, but no "
	    "majority of the %2 sources agrees on anything."),
	[EXPLAIN_AWAITED] = N_("Too few have answered for a majority: %1 "
	    "others are still to have their chance."),
	[EXPLAIN_ORPHAN_LEVEL] = N_("Its stratum %1 is that of hosts without "
	    "a source, not below \"tos orphan\" %2, and this host need not "
	    "follow it."),
	[EXPLAIN_LOCAL_LOSES] = N_("LOCAL is followed only if there is no "
	    "real source, and there is %1."),
	[EXPLAIN_LOCAL_WAITS] = N_("LOCAL waits until the real sources have "
	    "had their chance."),
	[EXPLAIN_PULSE_ALONE] = N_("Pulses do not tell which second begins: "
	    "they need a source that is marked prefer."),

	/* what would change it */
	[EXPLAIN_DO_LOOKUP] = N_("To change this: see to /etc/resolv.conf, or "
	    "write the address into the \"server\" line."),
	[EXPLAIN_DO_NAME] = N_("To change this: correct the name in its \"%1\" "
	    "line."),
	[EXPLAIN_DO_TAKEN] = N_("To change this: take its \"%1\" line out, or "
	    "the other."),
	[EXPLAIN_DO_NO_REPLY] = N_("To change this: see whether the host is "
	    "up, lets UDP port 123 through and does not refuse us "
	    "(\"restrict\"); or correct its \"%1\" line."),
	[EXPLAIN_DO_REFUSED] = N_("To change this: start the server there or "
	    "open its firewall; or correct its \"%1\" line."),
	[EXPLAIN_DO_ROUTE] = N_("To change this: a route there (ip route), an "
	    "opening in the firewall here; or correct its \"%1\" line."),
	[EXPLAIN_DO_CLOCK] = N_("To change this: see whether the receiver, or "
	    "what feeds the clock, runs, and ntpd may read it."),
	[EXPLAIN_DO_ONLINE] = N_("To change this: \"ntpq online\"."),
	[EXPLAIN_DO_FAULTY] = N_("To change this, if it lasts: have that "
	    "server corrected, or take its \"%1\" line out."),
	[EXPLAIN_DO_DROPPED] = N_("To change this: \"restrict %2\" without "
	    "%1; or \"restrict source\", if it is \"restrict default\" that "
	    "says so."),
	[EXPLAIN_DO_DEAF] = N_("To change this: the \"%1\" lines of both ends "
	    "need the same \"key\", and no \"restrict\" line there may refuse "
	    "us."),
	[EXPLAIN_DO_NOSELECT] = N_("To change this: take \"noselect\" off its "
	    "\"%1\" line."),
	[EXPLAIN_DO_SLOWED] = N_("To change this: a larger \"minpoll\", no "
	    "\"burst\"; or have its owner relax \"discard\"."),
	[EXPLAIN_DO_NO_KEY] = N_("To change this: \"keys\" must name a file "
	    "with key %1, and \"trustedkey\" must list it."),
	[EXPLAIN_DO_DIGEST] = N_("To change this: the \"keys\" files of both "
	    "ends need the same line for the key of its \"%2\" line."),
	[EXPLAIN_DO_NAK] = N_("To change this: the server's \"keys\" file "
	    "needs our line for key %1, and its \"trustedkey\" must list it."),
	[EXPLAIN_DO_UNSIGNED] = N_("To change this: \"trustedkey %1\" there "
	    "(of a peer \"key %1\", too); or take \"key %1\" off its \"%2\" line."),
	[EXPLAIN_DO_SIGNED] = N_("To change this: \"key\" and the number of its "
	    "key on its \"%2\" line."),
	[EXPLAIN_DO_UNSYNCHRONISED] = N_("To change this: the server needs a "
	    "source itself; run \"ntpq why\" there, or choose another for its "
	    "\"%1\" line."),
	[EXPLAIN_DO_KISSED] = N_("To change this: its owner has to allow us, "
	    "with a \"restrict\" line there; or choose another for its "
	    "\"%1\" line."),
	[EXPLAIN_DO_STRATUM] = N_("To change this: \"tos ceiling\", or a "
	    "\"server\" nearer to a primary source."),
	[EXPLAIN_DO_FLOOR] = N_("To change this: \"tos floor\"."),
	[EXPLAIN_DO_TOO_FAR] = N_("To change this: \"tos maxdist\", or a "
	    "nearer \"server\"."),
	[EXPLAIN_DO_LOOP] = N_("To change this: one of the two must take "
	    "another \"server\"; hosts that may follow each other are "
	    "\"peer\"."),
	[EXPLAIN_DO_FALSETICKER] = N_("To change this: have that server "
	    "corrected, or take its \"%1\" line out."),
	[EXPLAIN_DO_MORE] = N_("To change this: more \"server\" lines; with "
	    "four sources, one that is wrong is outvoted."),
	[EXPLAIN_DO_LOCAL] = N_("To change this: \"prefer\" on its \"server\" "
	    "line makes it a source like all others."),
	[EXPLAIN_DO_PULSE] = N_("To change this: \"prefer\" on another "
	    "\"server\" line, or \"tos minsane 0\"."),

	/* the system */
	[EXPLAIN_SYS_FOLLOWS] = N_("The clock follows %1 at stratum %2: "
	    "offset %3, no further than %4 from the truth."),
	[EXPLAIN_SYS_LOCAL] = N_("There is no real source to follow: time is "
	    "kept with %1 at stratum %2."),
	[EXPLAIN_SYS_ORPHAN] = N_("There is no source to follow: time is kept "
	    "alone, at stratum %1."),
	[EXPLAIN_SYS_COASTS] = N_("No source is followed at the moment: the "
	    "clock runs on with what it has learnt, at stratum %1, no further "
	    "than %2 from the truth."),
	[EXPLAIN_SYS_UNSYNCHRONISED] = N_("The clock is not synchronised, and "
	    "clients are told so."),
	[EXPLAIN_SYS_NO_SOURCES] = N_("No source is configured."),
	[EXPLAIN_SYS_NONE_FIT] = N_("None of the %1 sources can be used."),
	[EXPLAIN_SYS_ONE_UNFIT] = N_("The only source cannot be used."),
	[EXPLAIN_SYS_AWAITS] = N_("Too few sources have answered for a "
	    "majority: %1 are still to have their chance."),
	[EXPLAIN_SYS_NO_MAJORITY] = N_("%1 sources could be used, but no "
	    "majority of them agrees."),
	[EXPLAIN_SYS_SOON] = N_("There are sources that agree: the clock has "
	    "not been corrected by them yet."),
	[EXPLAIN_SYS_MINSANE] = N_("%1 sources agree, but \"tos minsane\" "
	    "wants %2."),
	[EXPLAIN_SYS_OFF] = N_("It would follow %1, but is %2 off, and nothing "
	    "corrects it."),
	[EXPLAIN_SYS_COUNT] = N_("Sources: %1; agree: %2; disagree: %3; "
	    "cannot be used: %4."),
	[EXPLAIN_SYS_NO_RIGHT] = N_("ntpd has no right to set the clock: it "
	    "measures and serves only."),
	[EXPLAIN_SYS_DISABLED] = N_("The configuration says disable ntp: the "
	    "clock is measured, not corrected."),
	[EXPLAIN_SYS_PANIC] = N_("The clock is off by %1, more than the panic "
	    "limit: ntpd does not dare to correct it."),
	[EXPLAIN_SYS_SPIKE] = N_("The offset of %1 is beyond \"tinker step\", "
	    "but may pass: it must last for \"tinker stepout\"."),
	[EXPLAIN_SYS_LEAP_ADD] = N_("A leap second will be inserted at the "
	    "end of the day, UTC."),
	[EXPLAIN_SYS_LEAP_DEL] = N_("A second will be left out at the end of "
	    "the day, UTC."),
	[EXPLAIN_DO_SOURCES] = N_("To change this: \"server\" lines."),
	[EXPLAIN_DO_RIGHT] = N_("To change this: start ntpd with "
	    "CAP_SYS_TIME."),
	[EXPLAIN_DO_ENABLE] = N_("To change this: \"enable ntp\"."),
	[EXPLAIN_DO_MINSANE] = N_("To change this: more \"server\" lines, or "
	    "a smaller \"tos minsane\"."),
	[EXPLAIN_DO_PANIC] = N_("To change this: set the clock, or start ntpd "
	    "with -g; \"tinker panic\" is the limit."),
};

const char *
why_words(enum explain_id id)
{
	return (size_t)id < sizeof words / sizeof words[0] &&
	    words[id] != NULL ? words[id] : "";
}

/* --- numbers -------------------------------------------------------------- */

/* Returns the unit that suits X seconds, and how many of it are one, in PER. */
static const char *
unit_of(double x, double *per)
{
	*per = fabs(x) >= 0.9995 ? 1 : fabs(x) >= 0.9995e-3 ? 1e3 : 1e6;
	return *per < 10 ? "s" : *per < 1e4 ? "ms" : "us";
}

/* Returns how many decimals X needs to have three digits. */
static int
decimals(double x)
{
	return fabs(x) < 9.995 ? 2 : fabs(x) < 99.95 ? 1 : 0;
}

static void
write_age(FILE *out, double s)
{
	if (s < 120)
		fprintf(out, "%.0f s", s);
	else if (s < 7200)
		fprintf(out, "%.0f min", s / 60);
	else
		fprintf(out, "%.1f h", s / 3600);
}

static void
write_range(FILE *out, double low, double high)
{
	double per, most = fmax(fabs(low), fabs(high));
	const char *unit = unit_of(most, &per);
	int n = decimals(most * per);

	fprintf(out, "%+.*f...%+.*f %s", n, low * per, n, high * per, unit);
}

static void
write_arg(FILE *out, const struct explain_arg *a)
{
	double per;
	const char *unit = unit_of(a->number, &per);

	switch (a->kind) {
	case EXPLAIN_COUNT:
		fprintf(out, "%.0f", a->number);
		break;
	case EXPLAIN_AGE:
		write_age(out, a->number);
		break;
	case EXPLAIN_SPAN:
	case EXPLAIN_OFFSET:
		fprintf(out, a->kind == EXPLAIN_SPAN ? "%.*f %s" : "%+.*f %s",
		    decimals(a->number * per), a->number * per, unit);
		break;
	case EXPLAIN_RANGE:
		write_range(out, a->number, a->second);
		break;
	case EXPLAIN_WORD:
		text_put(out, a->text, strlen(a->text));
		break;
	case EXPLAIN_NOTHING:
		break;
	}
}

/* --- sentences ------------------------------------------------------------ */

void
why_write_text(FILE *out, const char *text,
    const struct explain_arg args[EXPLAIN_ARGS])
{
	for (; *text != '\0'; text++) {
		if (text[0] == '%' && text[1] >= '1' &&
		    text[1] < '1' + EXPLAIN_ARGS)
			write_arg(out, &args[*++text - '1']);
		else
			putc(*text, out);
	}
}

void
why_write(FILE *out, const char *head, const struct explain_list *l)
{
	fputs(head, out);
	for (size_t i = 0; i < l->n; i++) {
		fputs(i == 0 ? " " : "    ", out);
		why_write_text(out, nls_text(why_words(l->line[i].id)),
		    l->line[i].arg);
		putc('\n', out);
	}
}
