#!/bin/sh
# access.sh -- who gets the time, and who may ask mode 6.
# SPDX-License-Identifier: BSD-2-Clause
#
# One host asks from many addresses.  Three daemons serve on three ports: one
# with rules inside rules, one that ignores the world, one without any rule.
. "$(dirname "$0")/lib.sh"

ntpdate=$build/ntpdate/ntpdate
rules=123
closed=1123
plain=2123

host server
host world
wire server 192.168.1.1/24 world 192.168.1.2/24
wire server 2001:db8::1/64 world 2001:db8::2/64
ip -n "$tag-server" route add 10.0.0.0/8 dev w1
ip -n "$tag-server" route add 2001:db8:1::/48 dev w2
for address in 10.9.9.9 10.1.9.9 10.1.2.9 10.1.2.3 10.2.0.1 10.3.0.1; do
	ip -n "$tag-world" addr add $address/32 dev w1
done
for address in 2001:db8:1:9::9 2001:db8:1:2::9 2001:db8:1:2::3; do
	ip -n "$tag-world" addr add $address/128 dev w2 nodad
done
names server '10.2.0.1 clerk.example'

cat >"$work/rules.conf" <<'CONF'
server 127.127.1.0
restrict default noquery
restrict 127.0.0.1
restrict 10.1.2.3 noquery
restrict 10.0.0.0 mask 255.0.0.0 ignore
restrict 10.1.2.0 mask 255.255.255.0 noserve
restrict 10.1.0.0 mask 255.255.0.0
restrict clerk.example noserve
restrict 10.3.0.1 ntpport ignore
restrict 10.3.0.1
restrict -6 default ignore
restrict -6 2001:db8:1:: mask ffff:ffff:ffff:: noquery
restrict -6 2001:db8:1:2:: mask ffff:ffff:ffff:ffff::
restrict -6 2001:db8:1:2::3 ignore
CONF
cat >"$work/closed.conf" <<'CONF'
server 127.127.1.0
restrict default ignore
restrict -6 default ignore
restrict 127.0.0.1
CONF
cat >"$work/plain.conf" <<'CONF'
server 127.127.1.0
restrict 10.1.0.0 mask 255.255.0.0
CONF
ntpd server -c "$work/rules.conf" --port $rules
ntpd server -c "$work/closed.conf" --port $closed
ntpd server -c "$work/plain.conf" --port $plain

# gets ANSWERS HOST SERVER PORT [FROM [FROMPORT]]: it gets just these
gets() {
	wanted=$1
	asking=$2
	shift 2
	shows "^$wanted\$" at "$asking" "$here/probe.py" "$@"
}

for port in $rules $closed $plain; do
	check "the daemon on port $port is up, and may be asked on its own host" \
	    within 10 gets 'time status' server 127.0.0.1 $port
done

check 'a subnet with ignore gets nothing' \
    gets nothing world 192.168.1.1 $rules 10.9.9.9
check 'a subnet inside it, written without flags, gets all' \
    gets 'time status' world 192.168.1.1 $rules 10.1.9.9
check 'a subnet inside that, with noserve, gets mode 6 only' \
    gets status world 192.168.1.1 $rules 10.1.2.9
check 'a host inside that, with noquery, gets the time only' \
    gets time world 192.168.1.1 $rules 10.1.2.3
check 'a host that was named has the rule of its name' \
    within 5 gets status world 192.168.1.1 $rules 10.2.0.1
check 'an ntpport rule meets a host that asks from the NTP port' \
    gets nothing world 192.168.1.1 $rules 10.3.0.1 123
check 'and not the same host on another port' \
    gets 'time status' world 192.168.1.1 $rules 10.3.0.1 1234
check 'everybody else gets the time only, with default noquery' \
    gets time world 192.168.1.1 $rules

check 'IPv6: the default ignore gets nothing' \
    gets nothing world 2001:db8::1 $rules
check 'IPv6: a network with noquery gets the time only' \
    gets time world 2001:db8::1 $rules 2001:db8:1:9::9
check 'IPv6: a subnet inside it without flags gets all' \
    gets 'time status' world 2001:db8::1 $rules 2001:db8:1:2::9
check 'IPv6: a host inside that with ignore gets nothing' \
    gets nothing world 2001:db8::1 $rules 2001:db8:1:2::3

check 'restrict default ignore: a host gets nothing' \
    gets nothing world 192.168.1.1 $closed
check 'restrict default ignore: nothing over IPv6' \
    gets nothing world 2001:db8::1 $closed
check 'restrict default ignore: not even the host itself by ::1' \
    gets nothing server ::1 $closed
fails 'ntpdate finds no server there' \
    at world "$ntpdate" --port $closed -q -p 1 192.168.1.1

check 'no rule: a host gets the time and no mode 6' \
    gets time world 192.168.1.1 $plain
check 'no rule: nor over IPv6' \
    gets time world 2001:db8::1 $plain
check 'no rule: a host of a written subnet gets both' \
    gets 'time status' world 192.168.1.1 $plain 10.1.9.9
check 'no rule: the host itself may ask by ::1' \
    gets 'time status' server ::1 $plain
check 'no rule: the host itself may ask by its own address' \
    gets 'time status' server 192.168.1.1 $plain
check 'no rule: the host itself may ask by its own IPv6 address' \
    gets 'time status' server 2001:db8::1 $plain
finish
