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

ntpd one -c "$work/one.conf"
check 'the daemon follows its own clock' \
    within 30 shows '^\*127.127.1.0' ask -p
check 'apeers shows association ids' \
    shows '^\*127\.127\.1\.0     \.LOCL\.   [0-9]+ +3 l ' ask -c apeers
check 'sysinfo shows the stratum' \
    shows '^stratum:            4$' ask -c sysinfo
check 'kerninfo shows the status of the kernel' \
    shows '^kernel status:         ' ask -c kerninfo
for screen in sysstats iostats timerstats monstats authinfo; do
	check "$screen has no empty value" \
	    shows '^[A-Za-z ]+: +[0-9]' ask -c $screen
done
check 'pstats shows the counters of a source' \
    shows '^packets sent:          [0-9]+$' ask -c 'pstats &1'
check 'root sees the interfaces over the control socket' \
    shows '^ +[0-9]+ lo  .* \. +5 ' ask -c ifstats
check 'root sees the restrictions over the control socket' \
    shows '^ +[0-9]+ 127\.0\.0\.1/32$' ask -c reslist
check 'who asks is on the list' \
    shows '^ +[0-9]+ .* 127\.0\.0\.1$' ask -c 'mrulist sort=-count' 127.0.0.1

check 'variables, screens and sources are JSON' \
    is_json -o json -c rv -c sysinfo -c peers
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
fails 'behind -- a word is a host' \
    shows 'Stratum' ask -- tracking

start one python3 "$here/fakeserver.py" 127.0.0.1 1123 0 7 0
check 'a server that only tells the time is known by that' \
    within 15 shows '^127\.0\.0\.1: answers time \(stratum 7\), not ntpq' \
    ask --port=1123 -c 'timeout 300' -c rv 127.0.0.1
finish
