#!/bin/sh
# ntpq.sh -- ntpq and our daemon: the screens that came after 4.2.6, answers for
# programs, and the words of chronyc.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

host one
socket=$work/control
cat >"$work/one.conf" <<CONF
server 127.127.1.0
server 127.0.0.1
fudge 127.127.1.0 stratum 3
controlsocket $socket
restrict 127.0.0.1
CONF

# ask WORDS...: what ntpq says about the daemon
ask() {
	at one timeout 20 "$build/ntpq/ntpq" -n --socket "$socket" "$@"
}

# is_json TEXT...: what ask TEXT... prints is one document on each line
is_json() {
	ask "$@" | python3 -c '
import json, sys
lines = sys.stdin.read().splitlines()
assert lines
for line in lines:
    assert json.loads(line)["host"]'
}

# is_csv TEXT...: what ask TEXT... prints is CSV, each row as long as its names
is_csv() {
	ask -o csv "$@" | python3 -c '
import csv, sys
rows = list(csv.reader(sys.stdin))
assert len(rows) > 1 and rows[0][0] == "host"
n = 0
for row in rows:
    if row[0] == "host":
        n = len(row)
    assert len(row) == n, row'
}

# refused: what a request signed with a key that the daemon does not have gets
refused() {
	at one timeout 20 "$build/ntpq/ntpq" -n -c 'keyid 7' -c 'passwd x' \
	    -c offline 127.0.0.1 2>&1
}

# says WORDS TEXT STATUS: what ask -c WORDS prints and gives
says() {
	said=$(ask -c "$1" 127.0.0.1)
	status=$?
	echo "$status: $said"
	[ "$said" = "$2" ] && [ $status -eq "$3" ]
}

# events_parse: the parts of an event are there for programs
events_parse() {
	ask -o json events --once | python3 -c '
import json, sys
events = [json.loads(line)["events"][0] for line in sys.stdin]
first = [e for e in events if e["event"] == "freq_set"][0]
assert first["source"] == "0.0.0.0" and first["code"] == 2
assert first["details"].startswith("ntpd ") and first["time"][-1] == "Z"
log = [e for e in events if "does not answer" in e["details"]]
assert log and log[0]["event"] == ""'
}

# is_told TEXT STATUS WORDS...: what ask WORDS... prints and gives
is_told() {
	told=$1
	wanted=$2
	shift 2
	said=$(ask "$@")
	status=$?
	echo "$status: $said"
	[ "$said" = "$told" ] && [ $status -eq "$wanted" ]
}

# chronyc_lines: each screen has as many lines as chronyc's above its rows
chronyc_lines() {
	[ "$(ask tracking | wc -l)" = 13 ] &&
	    [ "$(ask activity | wc -l)" = 6 ] &&
	    [ "$(ask sources | grep -n ^=== | cut -d: -f1)" = 2 ] &&
	    [ "$(ask sources -v | grep -n ^=== | cut -d: -f1)" = 11 ] &&
	    [ "$(ask sourcestats -v | grep -n ^=== | cut -d: -f1)" = 11 ] &&
	    [ "$(ask selectdata -v | grep -n ^=== | cut -d: -f1)" = 10 ] &&
	    [ "$(ask ntpdata | wc -l)" = 32 ]
}

ntpd one -c "$work/one.conf"
check 'the daemon follows its own clock' \
    within 30 shows '^\*127.127.1.0' ask -p
check 'apeers shows association ids' \
    shows '^\*127\.127\.1\.0     \.LOCL\.   [0-9]+ +3 l ' ask -c apeers
check 'drefid says how references are shown' \
    shows '^drefid value is ipv4$' ask -c drefid
check 'with drefid hash peers shows what apeers does' \
    shows 'remote       refid   assid ' ask -c 'drefid hash' -c peers
check 'and so is -r' shows 'remote       refid   assid ' ask -r hash -p
check 'ipv4 is what it was' shows 'remote           refid      st' \
    ask --refid=hash -c 'drefid ipv4' -p
fails 'there are no others' ask -r name -p
check 'sysinfo shows the stratum' \
    within 10 shows '^stratum:            4$' ask -c sysinfo
check 'kerninfo shows the status of the kernel' \
    shows '^kernel status:         ' ask -c kerninfo
for screen in sysstats iostats timerstats monstats authinfo; do
	check "$screen has no empty value" \
	    shows '^[A-Za-z ]+: +[0-9]' ask -c $screen
done
check 'pstats shows the counters of a source' \
    shows '^packets sent:          [0-9]+$' ask -c 'pstats &1'
check 'the list of sources is fetched for &1 and mrv' eval '
    shows "^srcadr=127\.127\.1\.0$" ask -c "rv &1 srcadr" &&
    shows "^srcadr=127\.127\.1\.0$" ask -c "mrv &1 &1 srcadr"'
check '&0 is no source' \
    shows "^[*]{3}Association value .&0' invalid/undecodable$" ask -c 'rv &0'
check 'a long value is cooked whole' \
    shows 'xleave,reach.*,sent,.*,headway,bias' ask -c 'rv &1 peer_var_list'
check 'root sees the interfaces over the control socket' \
    shows '^ +[0-9]+ lo  .* \. +5 ' ask -c ifstats
check 'root sees the restrictions over the control socket' \
    shows '^ +[0-9]+ 127\.0\.0\.1/32$' ask -c reslist
check 'who asks is on the list' \
    shows '^ +[0-9]+ .* 127\.0\.0\.1$' ask -c 'mrulist sort=-count' 127.0.0.1

check 'variables, screens and sources are JSON' \
    is_json -o json -c rv -c sysinfo -c peers
for screen in rv sysinfo sysstats peers lpeers opeers as ifstats reslist \
    mrulist tracking sources sourcestats selectdata activity clients \
    serverstats 'access 127.0.0.1' 'accheck 127.0.0.1' 'pstats &1' 'rv &1' \
    'waitsync 1' 'events --once'; do
	check "$screen is CSV, or JSON" eval 'is_csv -c "$screen" 127.0.0.1 &&
	    is_json -o json -c "$screen" 127.0.0.1'
done
check 'a name with a comma does not break CSV' \
    shows '^127\.0\.0\.1,0,0x[0-9a-f]{4},version,ntpd ' \
    ask -o csv -c 'rv 0 version' 127.0.0.1
check 'one value is alone on its line' \
    test "$(ask --get stratum)" = 4
fails 'a value that is not there gives status 1' \
    ask --get nosuchthing

check 'tracking says how far off the time is' \
    test "$(ask tracking | grep 'System time' | wc -w)" = 9
check 'sources marks the source in use' \
    test "$(ask sources -v | grep -c '^#[*+]')" = 1
check 'activity counts the sources' \
    shows '^2 sources online$' ask activity
check 'sourcestats has a row for each source' \
    shows '^127\.127\.1\.0 +0 +[0-9]+ +[0-9]+ +\+0\.000 +2000\.000 ' \
    ask sourcestats -v
check 'selectdata marks the source in use' \
    shows '^\* 127\.127\.1\.0 +N ----- ----- +[0-9]+   1\.0 ' \
    ask -c 'selectdata -v'
check 'ntpdata is about other hosts only' \
    test "$(ask ntpdata | grep -c '^Remote address')" = 1
check 'serverstats counts questions' \
    shows '^NTP packets received       : [1-9]' ask serverstats
check 'and commands' \
    shows '^Command packets received   : [1-9]' ask serverstats
check 'all its numbers are known' \
    test "$(ask serverstats | grep -c ': [0-9]*$')" = 17
check 'clients lists who asked, for the time and about the host' \
    shows '^127\.0\.0\.1 +[1-9][0-9]*      0 +[-0-9]+   -  +[0-9]+  +[1-9][0-9]*      0 +[-0-9]+ ' \
    ask clients
check 'accheck says who is told the time' \
    says 'accheck 127.0.0.1' '208 Access allowed' 0
check 'waitsync waits no longer than it has to' \
    shows '^try: 1, refid: 7F7F0100, correction: 0\.000000000, skew: ' \
    ask -c 'waitsync 3'
fails 'waitsync gives up, with status 1' \
    ask -c 'waitsync 1 0 0' --port 9 -c 'timeout 100'
check 'chronyc and ntpq have as many lines' chronyc_lines
check 'accheck is a word with an operand' \
    shows '^208 Access allowed$' ask accheck 127.0.0.1
check 'so is waitsync, with numbers, and a host may follow' \
    shows '^try: 1, refid: 7F7F0100,' ask waitsync 3 0.5 127.0.0.1
check 'root takes a source offline' says offline '200 OK' 0
check 'activity counts it' shows '^1 sources offline$' ask activity
check 'root takes it online again' says 'online 127.0.0.0/8' '200 OK' 0
check 'activity counts none offline' shows '^0 sources offline$' ask activity
check 'what is offline is named by an operand, too' \
    is_told '200 OK' 0 offline 127.0.0.1
check 'or by mask and address' \
    is_told '200 OK' 0 online 255.0.0.0/127.0.0.0
check 'root asks for a burst' says 'burst 1/2' '200 OK' 0
check 'of one source' is_told '200 OK' 0 burst 1/2 127.0.0.1
check 'and the other is not asked' \
    is_told '503 No such source' 1 burst 1/2 192.0.2.1
check 'root says when to step' is_told '200 OK' 0 makestep 1.5 3
check 'how to say that is told' \
    shows '^column 10 syntax error' ask -c 'makestep x 3'
for wrong in 'burst' 'burst 5/2' 'burst 0/1' 'burst x' 'offline a/b' \
    'offline 127.0.0.1 127.0.0.2' 'online 10.0.0.0/33' 'reselect 1' \
    'makestep 1' 'accheck' 'accheck x' 'waitsync x' 'sources -x' \
    'ntpdata 192.0.2.1' 'events x'; do
	fails "$wrong gives status 1" ask -c "$wrong"
done
check 'root has names looked up' says refresh '200 OK' 0
check 'root has the sources selected anew' says reselect '200 OK' 0
check 'what cannot be done gives status 1' \
    says 'offline 192.0.2.1' '503 No such source' 1
check 'makestep is refused where there is nothing to go by' \
    says makestep '500 Failure: the clock is not ours to set' 1
check 'who is neither root nor has the key takes nothing offline' \
    shows 'Server disallowed request' refused

# types KEYS: what a person sees who types them at the prompt
types() {
	at one timeout 60 "$here/typist.py" "$1" "$build/ntpq/ntpq" -n 127.0.0.1
}
check 'a command is completed' shows 'ntpq> passwd ' types 'passw\t'
check 'a variable of the host is completed' \
    shows '^stratum=4' types 'rv 0 leap\nrv 0 stratu\t\nquit\n'
check 'one of a list of variables is completed' \
    shows '^leap=00, stratum=4' types 'rv 0 leap\nrv 0 leap,stratu\t\nquit\n'
check 'a variable of a source is completed' \
    shows '^srcadr=127\.127\.1\.0' types 'as\nrv &1 srca\t\nquit\n'
check 'a host of /etc/hosts is completed' \
    shows '^current host set to 127\.0\.0\.1' types 'host localh\t\nquit\n'

check '-4 and -6 are about the hosts behind them' test "$(ask --get stratum \
    127.0.0.1 -6 ::1 -4 localhost | tr '\n' ' ')" = '4 4 4 '
fails 'so a host may have no address' ask --get stratum -6 127.0.0.1
fails 'behind -- a word is a host' \
    shows 'Stratum' ask -- tracking

# --- events as they come ------------------------------------------------------

# both TEXT: a line that ends in TEXT is in the log and, the same, in events
both() {
	grep -E "$1\$" "$work/one.log" | cut -d: -f4- >"$work/logged"
	grep -E "$1\$" "$work/events" | cut -c17- | sed 's/^/ /' >"$work/seen"
	tail -n 3 "$work/logged" "$work/seen"
	[ -s "$work/seen" ] && grep -qxFf "$work/seen" "$work/logged"
}

# counted PATTERN WORD N: so many lines of ask WORD have it
counted() {
	lines=$(ask "$2" | tee "$work/counted.out" | grep -Ec "$1")
	[ "$lines" = "$3" ]
}

# fourth PATTERN: the fourth word of the line of tracking with it
fourth() {
	ask tracking | grep "$1" | awk '{print $4}'
}

host two
wire one 10.9.0.1/24 two 10.9.0.2/24
start two python3 "$here/fakeserver.py" 10.9.0.2 123 0 2 0
server=$pid
(on one timeout 60 "$build/ntpq/ntpq" -n --socket "$socket" events) \
    >"$work/events" 2>&1 &
pids="$pids $!"
sleep 1
check 'a server is added' shows '^Config Succeeded' \
    ask -c ':config server 10.9.0.2 iburst minpoll 3 maxpoll 3'
check 'that it answers is an event, though the log does not want to know' \
    within 20 grep -Eq ' 10\.9\.0\.2 [0-9a-f]{4} 84 reachable$' "$work/events"
check 'it is followed' within 20 shows '^\*10\.9\.0\.2 ' ask -p
check 'and counted by those who count what can be used' \
    counted '^\^[*+]' sources 1
check 'its address is the reference' \
    counted '^Reference ID    : 0A090002 \(10\.9\.0\.2\)$' tracking 1
check 'what is left to correct is the fourth word' \
    shows '^0\.[0-9]{9}$' fourth 'System time'
stop "$server" 2>/dev/null
check 'that it answers no more is one, as it is logged' \
    within 20 both '10\.9\.0\.2 does not answer, .*: keeping time with LOCAL\(0\)'
check 'nobody counts it any more' counted '^\^[*+]' sources 0
check 'it cannot be used' counted '^\^\? 10\.9\.0\.2 ' sources 1
check 'the daemon remembers that' \
    shows ' 10\.9\.0\.2 does not answer, ' ask events --once
check 'and when it began' \
    shows '^[ 1-3][0-9] [A-Z][a-z]{2} [0-9:]{8} 0\.0\.0\.0 c016 06 restart$' \
    ask events --once
check 'programs get the parts' events_parse
fails 'orders are not among them' \
    shows 'offline' ask events --once
check 'orders are in the log' grep -q 'control socket order: offline' \
    "$work/one.log"

# --- a host that sends what it likes ------------------------------------------

# is_form FORM: standard input is JSON, CSV, or text without tabs
is_form() {
	python3 -c '
import csv, io, json, sys
text = sys.stdin.buffer.read().decode("ascii")
if sys.argv[1] == "json":
    for line in text.splitlines():
        json.loads(line, parse_constant=lambda word: 1 / 0)["host"]
elif sys.argv[1] == "csv":
    n = 0
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        n = len(row) if row[0] == "host" else n
        assert len(row) == n, row
else:
    assert "\t" not in text and "\r" not in text' "$1"
}

# bears FORM: all commands about a hostile host end, with nothing but text
bears() {
	form=$1
	set --  -o "$1" -c 'keyid 1' -c 'passwd secret'
	for word in rv sysinfo pstatus\ 1 pe ope ape lpe as mrulist tracking \
	    sources sourcestats selectdata ntpdata activity clients \
	    serverstats 'rv 1' 'waitsync 1' 'accheck 1.2.3.4' sysstats \
	    kerninfo iostats timerstats monstats authinfo ifstats reslist \
	    'pstats 1' 'access 1.2.3.4' cl 'mrv &1 &9' health why 'events 1' 'events --once' \
	    'saveconfig x' 'writevar 1 a=b' 'offline' reload; do
		set -- "$@" -c "$word"
	done
	for round in 1 2 3 4 5; do
		at one timeout 100 "$build/ntpq/ntpq" -n --port=1223 "$@" \
		    127.0.0.66 >"$work/hostile" 2>"$work/hostile.err"
		[ $? -le 3 ] || { tail "$work/hostile.err"; return 1; }
		! cat "$work/hostile" "$work/hostile.err" |
		    LC_ALL=C tr -d '\n\r -~' | grep -q . || return 1
		is_form "$form" <"$work/hostile" || return 1
	done
}
start one "$here/hostilectl.py" 127.0.0.66 1223 $$
for form in text json csv; do
	check "a hostile host does no harm to $form" bears $form
done

start one python3 "$here/fakeserver.py" 127.0.0.1 1123 0 7 0
check 'a server that only tells the time is known by that' \
    within 15 shows '^127\.0\.0\.1: answers time \(stratum 7\), not ntpq' \
    ask --port=1123 -c 'timeout 300' -c rv 127.0.0.1
finish
