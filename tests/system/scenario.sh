#!/bin/sh
# scenario.sh -- the isolated private network: a server on its LOCAL clock and
# a member that follows it by name, with their files as published.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

conf=$root/etc/private-ntp
ntpq=$build/ntpq/ntpq
ntpdate=$build/ntpdate/ntpdate

host server
host member
host stranger
wire server 192.168.84.1/24 member 192.168.84.2/24
wire server 10.9.8.1/24 stranger 10.9.8.2/24
names member '192.168.84.1 host8461'

ntpd server -c "$conf/server-isolated.conf"
server=$pid
check 'the server answers leap 0, stratum 11 within 5 s of its start' \
    within 5 shows 'stratum 11,' at member "$ntpdate" -q -p 1 192.168.84.1
check 'ntpq -p on the server shows LOCAL as system peer' \
    shows '^\*LOCAL\(0\) +\.LOCL\. +10 l' at server "$ntpq" -p
check 'the server says leap 00' \
    shows '^leap=00' at server "$ntpq" -c 'rv 0 leap'

ntpd member -c "$conf/member.conf"
member=$pid
check 'the member follows the server within 15 s, without iburst' \
    within 15 shows '^\*' at member "$ntpq" -p
check 'ntpq -p on the member shows the server by name' \
    shows '^\*host8461 +LOCAL\(0\) +11 u' at member "$ntpq" -p
check 'ntpq -pn on the member shows it by address' \
    shows '^\*192\.168\.84\.1 +LOCAL\(0\) +11 u' at member "$ntpq" -pn
check 'the member is at stratum 12' \
    shows '^stratum=12' at member "$ntpq" -c 'rv 0 stratum'
check 'the header of ntpq -p is classic' \
    shows '^     remote           refid      st t when poll reach   delay   offset  jitter$' \
    at member "$ntpq" -p

check 'a host of the subnet may ask mode 6' \
    shows '^\*LOCAL' at member "$ntpq" -p 192.168.84.1
check 'a host outside of it gets the time' \
    shows 'stratum 11,' at stranger "$ntpdate" -q -p 1 10.9.8.1
check 'a host outside of it gets no mode 6 answer' \
    shows 'timed out, nothing received' at stranger "$ntpq" -p 10.9.8.1

fails 'ntpdate beside a running ntpd ends with a failure' \
    at member "$ntpdate" 192.168.84.1
at member "$ntpdate" 192.168.84.1 2>"$work/stderr.out" >"$work/stdout.out"
[ $? -eq 1 ] && [ ! -s "$work/stdout.out" ] && [ "$(wc -l <"$work/stderr.out")" -eq 1 ] &&
    grep -Eq '^[ 123][0-9] [A-Z][a-z]{2} [0-9:]{8} ntpdate\[[0-9]+\]: the NTP socket is in use, exiting$' \
    "$work/stderr.out"
result $? 'and says so in classic words on stderr, status 1'
check 'ntpdate -u beside it asks and decides' \
    shows 'adjust time server 192\.168\.84\.1 offset|Can.t adjust' \
    at member "$ntpdate" -u 192.168.84.1

grep -Ev 'starting$|precision|right to set|Listen|interface|restart|freq_|clock_sync' \
    "$work/server.log" "$work/member.log" >"$work/unexpected.out"
[ ! -s "$work/unexpected.out" ]
result $? 'neither file causes a diagnostic'
stop "$member"
result $? 'SIGTERM ends the member with status 0'
stop "$server"
result $? 'SIGTERM ends the server with status 0'
grep -q 'ntpd exiting on signal 15' "$work/server.log"
result $? 'and is logged'
finish
