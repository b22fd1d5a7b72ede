#!/bin/sh
# ntpq_slow.sh -- ntpq and hosts that keep it waiting: no command goes on for
# ever, whatever the host does.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

host one
behaviours='endless trickle holes storm many nameless slow refusing crowd circle
    drip'
commands='rv peers sources why mrulist'

# address BEHAVIOUR: who behaves so
address() {
	printf '%s\n' $behaviours busy | grep -nx "$1" |
	    sed 's/\(.*\):.*/127.0.9.\1/'
}

# ask BEHAVIOUR COMMAND: in the background; its seconds go to a file
ask() {
	{
		begun=$(date +%s)
		at one timeout 90 "$build/ntpq/ntpq" -n --port=1224 -c "$2" \
		    "$(address "$1")" >"$work/$1.$2.said" 2>&1
		echo "$? $(($(date +%s) - begun))" >"$work/$1.$2.took"
	} &
	askers="$askers $!"
}

# took BEHAVIOUR COMMAND: it ended well, and in time
took() {
	read -r status seconds <"$work/$1.$2.took"
	echo "status $status after $seconds s"
	tail -n 5 "$work/$1.$2.said"
	! grep -q 'Connection refused' "$work/$1.$2.said" &&
	    [ "$status" -eq 0 ] && [ "$seconds" -le 22 ]
}

# Nor do those who should know the names of addresses answer.
names one
echo 'nameserver 127.0.9.53' >"/etc/netns/$tag-one/resolv.conf"
echo 'hosts: files dns' >"/etc/netns/$tag-one/nsswitch.conf"
start one python3 -c '
import socket
import time
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.9.53", 53))
    time.sleep(1000)'

start one python3 "$here/slowctl.py" 1224 $behaviours busy
sleep 1
askers=
for behaviour in $behaviours; do
	for command in $commands; do
		ask $behaviour $command
	done
done
wait $askers

for behaviour in $behaviours; do
	for command in $commands; do
		check "$command of a host that is called $behaviour ends" \
		    took $behaviour $command
	done
done
check 'who is too slow is told so' \
    shows 'timed out, too slow' cat "$work/slow.peers.said"
check 'what a slow host told is shown' \
    shows '^\*10\.0\.0\.1 ' cat "$work/slow.peers.said"
# named: with names, a host's hundred sources are all shown, and soon
named() {
	begun=$(date +%s)
	at one timeout 90 "$build/ntpq/ntpq" --port=1224 -c peers \
	    "$(address crowd)" >"$work/crowd"
	tail -n 3 "$work/crowd"
	[ $(($(date +%s) - begun)) -le 8 ] &&
	    [ "$(grep -c '^.10\.1\.1\.' "$work/crowd")" -eq 100 ]
}
check 'names that nobody tells keep no list from being shown' named
check 'a list that goes round in circles is shown once' \
    shows 'Retrieved 50 unique MRU entries' cat "$work/circle.mrulist.said"
# whole: who asked again while the list was read, and pages that were lost,
# leave no hole in it
whole() {
	at one timeout 60 "$build/ntpq/ntpq" -n --port=1224 \
	    -c 'mrulist sort=addr' "$(address busy)" >"$work/busy" 2>&1
	cat "$work/busy"
	grep -q 'Retrieved 500 unique MRU entries and [1-9][0-9]* updates' \
	    "$work/busy" &&
	    [ "$(grep -c ' 10\.0\.[01]\.[0-9]*$' "$work/busy")" -eq 500 ]
}
check 'of a list that changes and gets lost nobody is missing' whole
# several: bad hosts on the command line cost their own time, no more
several() {
	begun=$(date +%s)
	at one timeout 60 "$build/ntpq/ntpq" -n --port=1224 -c rv \
	    "$(address holes)" 127.0.9.99 "$(address slow)" >"$work/rv" 2>&1
	cat "$work/rv"
	[ $(($(date +%s) - begun)) -le 20 ] && grep -q '^leap=00' "$work/rv"
}
check 'hosts that do not answer do not keep the others from being asked' several
finish
