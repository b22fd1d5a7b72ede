#!/bin/sh
# process_once.sh -- ntpd -q and its ends; the event lines of a daemon that may
# set the clock.
# SPDX-License-Identifier: BSD-2-Clause
#
# The clock is a fake: a preloaded library says that it was set.
. "$(dirname "$0")/lib.sh"

program=$build/ntpd/ntpd
log=$work/once.log
fake=$work/fakeclock.so

fake fakeclock

host one
host other
wire one 10.0.0.1/24 other 10.0.0.2/24
echo 'server 10.0.0.2' >"$work/one.conf"

# answerer OFFSET STRATUM LEAP: have this server instead of the one before
answerer() {
	[ -z "${answerer:-}" ] || stop "$answerer" 2>/dev/null
	start other "$here/fakeserver.py" 10.0.0.2 123 "$@"
	answerer=$pid
	sleep 0.5
}

# once ARGUMENT...: ntpd -q with the fake clock; prints, does and logs so
once() {
	rm -f "$log"
	(
		FAKECLOCK=3 LD_PRELOAD=$fake
		export FAKECLOCK LD_PRELOAD
		at one timeout 60 "$program" -q -l "$log" -c "$work/one.conf" \
		    "$@" >"$work/said.out" 3>"$work/did.out"
	)
}

# ended STATUS WANTED SAID LOGGED DID: the status, one line of standard output,
# one of the log, one that the clock was told ('': none)
ended() {
	[ "$1" -eq "$2" ] || return 1
	if [ -n "$3" ]; then
		[ "$(wc -l <"$work/said.out")" -eq 1 ] &&
		    grep -Eq "^$3\$" "$work/said.out" || return 1
	else
		[ ! -s "$work/said.out" ] || return 1
	fi
	grep -Eq "ntpd\[[0-9]+\]: $4\$" "$log" || return 1
	if [ -n "$5" ]; then
		grep -Eq "^$5\$" "$work/did.out"
	else
		! grep -Eq '^(step|slew)' "$work/did.out"
	fi
}

# --- -q --------------------------------------------------------------------

answerer 3.25 1 0
once
ended $? 0 'ntpd: time set \+3\.2[45][0-9]{4}s' \
    'ntpd: time set \+3\.2[45][0-9]{4} s' 'step 3\.2[45][0-9]{7}'
result $? '-q steps the clock and says so, status 0'
grep -Eq '0\.0\.0\.0 c61c 0c clock_step \+3\.2[45][0-9]{4} s$' "$log"
result $? 'and has logged the event'
once -x
ended $? 0 'ntpd: time slew \+3\.2[45][0-9]{4}s' \
    'ntpd: time slew \+3\.2[45][0-9]{4} s' 'slew 3\.2[45][0-9]{4}'
result $? '-q -x slews the same'
answerer -0.05 1 0
mkdir "$work/stats"
{
	cat "$work/one.conf"
	echo "statsdir $work/stats"
	echo 'statistics loopstats'
} >"$work/stats.conf"
once -c "$work/stats.conf"
ended $? 0 'ntpd: time slew -0\.0(49|50)[0-9]{3}s' \
    'ntpd: time slew -0\.0(49|50)[0-9]{3} s' 'slew -0\.0(49|50)[0-9]{3}'
result $? '-q slews a small offset and says so, status 0'
grep -Eq '^[0-9]+ [0-9]+\.[0-9]{3} -0\.0(49|50)[0-9]{6} -?[0-9.]+ [0-9.]+ [0-9.]+ [0-9]+$' \
    "$work/stats/loopstats"
result $? 'and writes a line of loopstats'
answerer 2000.5 1 0
once
ended $? 255 '' \
    '0\.0\.0\.0 c617 07 panic_stop \+200[01] s; set clock manually within 1000 s\.' ''
result $? '-q does nothing beyond the panic threshold, status 255'
once -g
ended $? 0 'ntpd: time set \+2000\.[0-9]{6}s' \
    'ntpd: time set \+2000\.[0-9]{6} s' 'step 2000\.[0-9]{9}'
result $? '-q -g sets it all the same'
answerer 1 0 3
once
ended $? 1 'ntpd: no servers found' 'ntpd: no servers found' ''
result $? '-q with nobody usable says no servers found, status 1'
stop "$answerer" 2>/dev/null
answerer=
once
ended $? 1 'ntpd: no servers found' 'ntpd: no servers found' ''
result $? '-q with nobody answering says so, too'
echo "disable ntp" | cat "$work/one.conf" - >"$work/disabled.conf"
answerer 3.25 1 0
once -c "$work/disabled.conf"
ended $? 1 'ntpd: time not set, off by \+3\.2[45][0-9]{4}s' \
    'ntpd: time not set, off by \+3\.2[45][0-9]{4} s' ''
result $? '-q with disable ntp only says the offset, status 1'

# --- the daemon ------------------------------------------------------------

# runs NAME ARGUMENT...: the daemon with the fake clock
runs() {
	rm -f "$log"
	FAKECLOCK=3 LD_PRELOAD=$fake
	export FAKECLOCK LD_PRELOAD
	(on one "$program" -n -l "$log" "$@" 3>"$work/did.out") &
	pid=$!
	pids="$pids $pid"
	unset FAKECLOCK LD_PRELOAD
}

# event PATTERN: soon the log has this event line
event() {
	within 20 grep -Eq "^[ 1-3][0-9] [A-Z][a-z]{2} [0-9:]{8} ntpd\[$pid\]: $1\$" \
	    "$log"
}

runs -c "$work/one.conf"
check 'a step at start is logged as classic does' \
    event '0\.0\.0\.0 c61c 0c clock_step \+3\.2[45][0-9]{4} s'
check 'after it there is no source for a moment' \
    event '0\.0\.0\.0 c618 08 no_sys_peer'
stop "$pid"
result $? 'it ends with status 0'
answerer 2000.5 1 0
runs -c "$work/one.conf"
wait "$pid"
[ $? -eq 255 ]
result $? 'a daemon that is 2000 s off ends with status 255'
answerer 0.0301 1 0
echo 12.345 >"$work/drift"
echo 'logconfig =syncall +sysevents +peerevents' | cat "$work/one.conf" - \
    >"$work/events.conf"
runs -c "$work/events.conf" -f "$work/drift"
for line in '0\.0\.0\.0 c016 06 restart' \
    '0\.0\.0\.0 c012 02 freq_set ntpd 12\.345 PPM' \
    '10\.0\.0\.2 8011 81 mobilize assoc [0-9]+' \
    '10\.0\.0\.2 9024 84 reachable' \
    '10\.0\.0\.2 963a 8a sys_peer' \
    '0\.0\.0\.0 c615 05 clock_sync'; do
	check "event $line" event "$line"
done
fails 'with a drift file the frequency is set' grep -q freq_not_set "$log"
kill -INT "$pid"
wait "$pid"
result $? 'SIGINT ends it with status 0'
tail -n 1 "$work/did.out" | grep -qx 'freq 12\.345'
result $? 'in the middle of a slew it leaves the plain frequency behind'
runs -c "$work/events.conf"
check 'without a drift file the frequency is 0' \
    event '0\.0\.0\.0 c012 02 freq_set ntpd 0\.000 PPM'
check 'and not known' event '0\.0\.0\.0 c011 01 freq_not_set'
kill -QUIT "$pid"
wait "$pid"
result $? 'SIGQUIT ends it with status 0'
grep -q 'ntpd exiting on signal 3$' "$log"
result $? 'and is logged'
finish
