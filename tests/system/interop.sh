#!/bin/sh
# interop.sh -- chronyd and ours: symmetric, interleaved, orphan, broadcast, passive.
# SPDX-License-Identifier: BSD-2-Clause
#
# Pairs of hosts side by side, each ours and chronyd on one cable; chronyd
# is the distribution's, unpacked but not installed into $FOREIGN.
. "$(dirname "$0")/lib.sh"

ntpq=$build/ntpq/ntpq

# chronyc HOST COMMAND...
chronyc() {
	chronyc_host=$1
	shift
	at "$chronyc_host" "$foreign/usr/bin/chronyc" -n \
	    -h "$work/$chronyc_host/sock" "$@"
}

# chronyd HOST: with the configuration on standard input
chronyd() {
	mkdir -p "$work/$1"
	chmod 700 "$work/$1"
	{
		cat
		echo "bindcmdaddress $work/$1/sock"
		echo "pidfile $work/$1/pid"
		echo allow
	} >"$work/$1.conf"
	start "$1" "$foreign/usr/sbin/chronyd" -d -x -u root \
	    -f "$work/$1.conf"
}

# ours HOST: with the configuration on standard input
ours() {
	{
		cat
		echo restrict default nomodify
	} >"$work/$1.conf"
	ntpd "$1" -c "$work/$1.conf"
}

# rv HOST VARIABLES: of its first association
rv() {
	at "$1" "$ntpq" -c "rv &1 $2"
}

# stratum HOST: of our ntpd there
stratum() {
	at "$1" "$ntpq" -c 'rv 0 stratum'
}

# there FILE...: they were found
there() {
	for file; do
		[ -f "$file" ] || { echo "no $file"; return 1; }
	done
}

check 'the programs of chrony are at hand' \
    there "$foreign/usr/sbin/chronyd" "$foreign/usr/bin/chronyc"
[ $bad -eq 0 ] || finish

# pair NUMBER: the hosts oursN and chronyN, wired
pair() {
	host "ours$1"
	host "chrony$1"
	wire "ours$1" "192.168.$1.1/24" "chrony$1" "192.168.$1.2/24"
}

for number in 1 2 3 4 5 6 7 8; do
	pair $number
done
fast='minpoll 3 maxpoll 3'

# No pipes into these: what is started there is nobody's to end.
# 1: symmetric, chronyd knows the time.
ours ours1 <<CONF
peer 192.168.1.2 $fast
CONF
chronyd chrony1 <<CONF
local stratum 5
peer 192.168.1.1 $fast
CONF
# 2: symmetric and interleaved, we know the time.
ours ours2 <<CONF
peer 192.168.2.2 $fast xleave
server 127.127.1.0
fudge 127.127.1.0 stratum 5
CONF
chronyd chrony2 <<CONF
peer 192.168.2.1 $fast xleave
CONF
# 3: symmetric and interleaved, chronyd knows the time; only it is told to.
ours ours3 <<CONF
peer 192.168.3.2 $fast
CONF
chronyd chrony3 <<CONF
local stratum 5
peer 192.168.3.1 $fast xleave
CONF
# 4: client and server, interleaved, we serve.
ours ours4 <<CONF
server 127.127.1.0
fudge 127.127.1.0 stratum 5
CONF
server=$pid
chronyd chrony4 <<CONF
server 192.168.4.1 iburst $fast xleave
CONF
# 5: client and server, interleaved, chronyd serves.
ours ours5 <<CONF
server 192.168.5.2 iburst $fast xleave
CONF
chronyd chrony5 <<CONF
local stratum 5
CONF
# 6: orphans without anybody: one leads, the other follows.
ours ours6 <<CONF
peer 192.168.6.2 $fast
tos orphan 6
CONF
chronyd chrony6 <<CONF
local stratum 6 orphan
peer 192.168.6.1 $fast
CONF
# 7: chronyd broadcasts, without a key: it knows no other way.
ours ours7 <<CONF
broadcastclient
disable auth
CONF
chronyd chrony7 <<CONF
local stratum 5
broadcast 3 192.168.7.255
allow
CONF
# 8: chronyd's peer has no line for it, but the key: it is passive.
echo '1 SHA1 HEX:0123456789abcdef0123456789abcdef01234567' \
    >"$work/chrony.keys"
echo '1 SHA1 0123456789abcdef0123456789abcdef01234567' >"$work/ours.keys"
chmod 600 "$work/chrony.keys" "$work/ours.keys"
ours ours8 <<CONF
keys $work/ours.keys
trustedkey 1
restrict default nopeer
CONF
chronyd chrony8 <<CONF
local stratum 5
keyfile $work/chrony.keys
peer 192.168.8.1 key 1 $fast
CONF

check 'our client is served by chronyd in interleaved mode' \
    within 40 shows '^interleaved=1$' rv ours5 interleaved
check 'what it measures of chronyd is right' \
    shows '^delay=0\.[0-9]+, offset=-?0\.[0-9]+$' rv ours5 offset,delay
check 'our client follows chronyd, at stratum 6' \
    within 20 shows '^stratum=6$' stratum ours5
check 'chronyd is served by us in interleaved mode' \
    within 40 shows '^Interleaved +: Yes$' chronyc chrony4 ntpdata 192.168.4.1
check 'all of our interleaved answers pass the tests of chronyd' \
    within 20 shows '^NTP tests +: 111 111 1111?$' \
    chronyc chrony4 ntpdata 192.168.4.1
check 'chronyd follows us, at stratum 7' \
    within 20 shows '^Stratum +: 7$' chronyc chrony4 tracking
check 'what chronyd measures of us is right' \
    shows '^Offset +: [-+]0\.000[0-9]+ seconds$' \
    chronyc chrony4 ntpdata 192.168.4.1

check 'we follow chronyd as a symmetric peer, at stratum 6' \
    within 60 shows '^stratum=6$' stratum ours1
check 'chronyd takes our symmetric packets' \
    within 40 shows '^NTP tests +: 111 1[01]1 ' \
    chronyc chrony1 ntpdata 192.168.1.1

check 'chronyd follows us as an interleaved symmetric peer, at stratum 7' \
    within 60 shows '^Stratum +: 7$' chronyc chrony2 tracking
check 'what chronyd hears of us is interleaved' \
    within 60 shows '^Interleaved +: Yes$' chronyc chrony2 ntpdata 192.168.2.1
check 'what we hear of chronyd is interleaved' \
    within 60 shows '^interleaved=1$' rv ours2 interleaved
check 'what chronyd measures of its interleaved peer is right' \
    shows '^Offset +: [-+]0\.000[0-9]+ seconds$' \
    chronyc chrony2 ntpdata 192.168.2.1

check 'we follow chronyd as an interleaved symmetric peer, at stratum 6' \
    within 60 shows '^stratum=6$' stratum ours3
check 'a peer that is not told to is interleaved with one that is' \
    within 60 shows '^interleaved=1$' rv ours3 interleaved
check 'what we measure of our interleaved peer is right' \
    shows '^delay=0\.[0-9]+, offset=-?0\.[0-9]+$' rv ours3 offset,delay

# one_orphan_leads: one is at stratum 6, the other at 7 behind it
one_orphan_leads() {
	us=$(stratum ours6 | sed -n 's/.*stratum=//p')
	them=$(chronyc chrony6 tracking | sed -n 's/^Stratum *: //p')
	echo "we are at stratum $us, chronyd is at $them"
	[ "$us $them" = "6 7" ] || [ "$us $them" = "7 6" ]
}
check 'of two orphans, ours and chronyd, exactly one leads' \
    within 120 one_orphan_leads
check 'we follow the broadcasts of chronyd, at stratum 6' \
    within 60 shows '^stratum=6$' stratum ours7
check 'and listen to them once we know the way' \
    within 40 shows '^hmode=6, pmode=5$' rv ours7 hmode,pmode
check 'we are a passive peer of chronyd and follow it, at stratum 6' \
    within 60 shows '^stratum=6$' stratum ours8
check 'and passive we are' shows '^hmode=2, pmode=1$' rv ours8 hmode,pmode
check 'chronyd takes our passive packets' \
    within 40 shows '^NTP tests +: 111 111 [01]11[01]' \
    chronyc chrony8 ntpdata 192.168.8.1

# wakes PID: how often it has waited so far
wakes() {
	for child in $(pgrep -P "$1") "$1"; do
		[ "$(cat "/proc/$child/comm")" = ntpd ] &&
		    sed -n 's/^voluntary_ctxt_switches:[^0-9]*//p' \
		    "/proc/$child/status" && return
	done
}

# seldom PID: in 20 s a server of one client that asks every 8 s has no more to
# do than 3 packets, 3 looks at the clocks, and to ask LOCAL
seldom() {
	before=$(wakes "$1")
	sleep 20
	after=$(wakes "$1")
	echo "woke $((after - before)) times in 20 s"
	[ "$after" -gt "$before" ] && [ $((after - before)) -le 10 ]
}
check 'our daemon wakes for packets and deadlines only' seldom "$server"
finish
