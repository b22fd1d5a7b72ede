#!/bin/sh
# health.sh -- ntpq health and ntpq events, with the real daemon.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

host one
host net
host two
wire one 10.77.1.1/24 net 10.77.1.10/24
ip -n "$tag-net" addr add 10.77.1.11/24 dev w1
ip -n "$tag-net" addr add 10.77.1.12/24 dev w1
cat >"$work/one.conf" <<CONF
server 10.77.1.11 iburst
server 127.127.1.0
controlsocket $work/control
CONF
cat >"$work/two.conf" <<CONF
server 127.127.1.0
server 10.77.9.9
CONF

start net python3 "$here/oddserver.py" 10.77.1.11=off 10.77.1.12=good
ntpd one -c "$work/one.conf"
ntpd two -c "$work/two.conf"

ask() {
	at one timeout 30 "$build/ntpq/ntpq" -n --socket "$work/control" "$@"
}

# ends STATUS COMMAND...: it ends with that status
ends() {
	status=$1
	shift
	"$@"
	test $? -eq "$status"
}

events() {
	ask -o json events 4 >"$work/events.json" &
	ask events 4 >"$work/events.txt"
	wait $!
}

check 'health: ok, with who is followed and how far off' \
    within 30 shows '^NTP OK: offset \+0\.[0-9]{6} s, stratum 3, following 10\.77\.1\.11, 1 of 2 sources used \| offset=0\.[0-9]{6}s;0\.050000;0\.500000 jitter=[0-9.]+s rootdist=[0-9.]+s stratum=3;;;0;16 sources=2 reachable=[12] used=1$' ask health
check 'health: status 0 if all is well' ends 0 ask health
check 'health: status 1 beyond -w' \
    ends 1 ask health -w 0.001 -c 10
check 'health: status 2 beyond -c, written together' \
    ends 2 ask health -w0.001 -c0.002
check 'health: a warning with status 1 if LOCAL stands in for others' \
    within 40 shows '^NTP WARNING: no real source, .*following LOCAL\(0\)' \
    at two timeout 20 "$build/ntpq/ntpq" -n health
check 'health: status 3 and a line if nobody answers' \
    ends 3 ask health 10.77.1.10
check 'health: and the line says so' \
    shows '^NTP UNKNOWN: .*refused' ask health 10.77.1.10
check 'health: status 3 for a host that is not there' \
    ends 3 ask health nobody.invalid
check 'health: status 3 for a mistake' ends 3 ask health -w soon
check 'health: the worst of several hosts decides' \
    ends 3 ask health localhost 10.77.1.10

check 'health: programs get the same as JSON, with the same status' \
    shows '"status":"OK","reason":"","following":"10\.77\.1\.11","stratum":3,"offset":0\.0' ask -o json health
check 'health: and what is not known as null' \
    shows '"host":"10\.77\.1\.10","health":\[\{"status":"UNKNOWN","reason":".*refused","following":(""|null),"stratum":null' ask -o json health 10.77.1.10

events &
pid=$!
sleep 1
ask -c ':config server 10.77.1.12' >/dev/null
wait $pid
result $? 'events: ends after as many seconds as asked for'
check 'events: a new source, in the words of the log' \
    grep -Eq '^[ 0-9][0-9] [A-Z][a-z]{2} [0-9:]{8} 10\.77\.1\.12 80[0-9a-f]1 81 mobilize assoc [0-9]+$|^[ 0-9][0-9] [A-Z][a-z]{2} [0-9:]{8} 10\.77\.1\.12 9[0-9a-f]{2}4 84 reachable$' "$work/events.txt"
check 'events: the same as JSON' \
    grep -Eq '"events":\[\{"time":"[0-9T:.-]+Z","source":"10\.77\.1\.12","status":"[0-9a-f]{4}","code":(129|132),"event":"(mobilize|reachable)","details":"[a-z0-9 ]*"\}\]' \
    "$work/events.json"
finish
