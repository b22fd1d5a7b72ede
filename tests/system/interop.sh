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

# 1: symmetric, chronyd knows the time.
echo "peer 192.168.1.2 $fast" | ours ours1
printf '%s\n' 'local stratum 5' "peer 192.168.1.1 $fast" | chronyd chrony1
# 2: symmetric and interleaved, we know the time.
printf '%s\n' "peer 192.168.2.2 $fast xleave" 'server 127.127.1.0' \
    'fudge 127.127.1.0 stratum 5' | ours ours2
echo "peer 192.168.2.1 $fast xleave" | chronyd chrony2
# 3: symmetric and interleaved, chronyd knows the time; only it is told to.
echo "peer 192.168.3.2 $fast" | ours ours3
printf '%s\n' 'local stratum 5' "peer 192.168.3.1 $fast xleave" |
    chronyd chrony3
# 4: client and server, interleaved, we serve.
printf '%s\n' 'server 127.127.1.0' 'fudge 127.127.1.0 stratum 5' | ours ours4
echo "server 192.168.4.1 iburst $fast xleave" | chronyd chrony4
# 5: client and server, interleaved, chronyd serves.
echo "server 192.168.5.2 iburst $fast xleave" | ours ours5
echo 'local stratum 5' | chronyd chrony5
# 6: orphans without anybody: one leads, the other follows.
printf '%s\n' "peer 192.168.6.2 $fast" 'tos orphan 6' | ours ours6
printf '%s\n' 'local stratum 6 orphan' "peer 192.168.6.1 $fast" |
    chronyd chrony6

# 7: chronyd broadcasts, without a key: it knows no other way.
printf '%s\n' broadcastclient 'disable auth' | ours ours7
printf '%s\n' 'local stratum 5' 'broadcast 3 192.168.7.255' allow |
    chronyd chrony7
# 8: chronyd's peer has no line for it, but the key: it is passive.
echo '1 SHA1 HEX:0123456789abcdef0123456789abcdef01234567' \
    >"$work/chrony.keys"
echo '1 SHA1 0123456789abcdef0123456789abcdef01234567' >"$work/ours.keys"
chmod 600 "$work/chrony.keys" "$work/ours.keys"
printf '%s\n' "keys $work/ours.keys" 'trustedkey 1' \
    'restrict default nopeer' | ours ours8
printf '%s\n' 'local stratum 5' "keyfile $work/chrony.keys" \
    "peer 192.168.8.1 key 1 $fast" | chronyd chrony8

check 'our client is served by chronyd in interleaved mode' \
    within 40 shows '^xleave=[0-9.]+' rv ours5 xleave
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
    within 60 shows '^xleave=[0-9.]+' rv ours2 xleave
check 'what chronyd measures of its interleaved peer is right' \
    shows '^Offset +: [-+]0\.000[0-9]+ seconds$' \
    chronyc chrony2 ntpdata 192.168.2.1

check 'we follow chronyd as an interleaved symmetric peer, at stratum 6' \
    within 60 shows '^stratum=6$' stratum ours3
check 'a peer that is not told to is interleaved with one that is' \
    within 60 shows '^xleave=[0-9.]+' rv ours3 xleave
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
finish
