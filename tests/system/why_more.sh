#!/bin/sh
# why_more.sh -- ntpq why where several things are the case at once: IPv6,
# names, hosts that cannot be reached, no majority, too few.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

host net
for i in 1 2 3; do
	host "h$i"
	wire "h$i" "10.77.$i.1/24" net "10.77.$i.10/24"
	ip -n "$tag-h$i" addr add "fd77:$i::1/64" dev "w$i" nodad
	for k in 11 12 13 14; do
		ip -n "$tag-net" addr add "10.77.$i.$k/24" dev "w$i"
		ip -n "$tag-net" addr add "fd77:$i::$k/64" dev "w$i" nodad
	done
	names "h$i" "fd77:$i::11 first.test" "10.77.$i.12 second.test"
	echo "nameserver 10.77.$i.10" >"/etc/netns/$tag-h$i/resolv.conf"
	start net python3 "$here/nameserver.py" "10.77.$i.10" none
done
start net python3 "$here/oddserver.py" fd77:1::11=good 10.77.1.12=good \
    10.77.2.11=good fd77:2::12=good 10.77.2.13=wrong fd77:2::14=wrong \
    10.77.3.11=good 10.77.3.12=silent fd77:3::12=badkey

# One: two that agree, where three are wanted; and names that lead nowhere.
cat >"$work/h1.conf" <<CONF
tos minsane 3
server first.test iburst
server second.test iburst
server -6 second.test
pool second.test
peer nobody.test
server fd99::1
server 10.99.1.1
broadcast 10.77.1.255
CONF
# Two: two against two, and LOCAL.
cat >"$work/h2.conf" <<CONF
server 10.77.2.11 iburst
server fd77:2::12 iburst
server 10.77.2.13 iburst
server fd77:2::14 iburst
server 127.127.1.0
CONF
# Three: one is good, the others are no use in several ways.
echo '1 M something' >"$work/keys"
cat >"$work/h3.conf" <<CONF
keys $work/keys
trustedkey 1
server 10.77.3.11 iburst
server 10.77.3.12 iburst
server fd77:3::12 key 1 iburst
server fd77:3::13 iburst
CONF
for i in 1 2 3; do
	ntpd "h$i" -c "$work/h$i.conf"
done

# why HOST WORDS...: what ntpq says there
why() {
	why_host=$1
	shift
	at "$why_host" timeout 20 "$build/ntpq/ntpq" -n "$@"
}

check 'one good among silent ones is followed once they have had their chance' \
    within 25 shows '^\*10\.77\.3\.11 ' why h3 -p

check 'too few agree: what is wanted, and what would do' \
    within 20 shows '^    2 sources agree, but "tos minsane" wants 3\.$' why h1 --why
check 'too few agree: nobody is called used' \
    shows '^fd77:1::11 .*: not used yet: it agrees with others, but nobody is followed\.$' why h1 --why
fails 'too few agree: nothing is said to be about to be corrected' \
    shows 'has not been corrected by them yet' why h1 --why
check 'dns: a name without an address of the family that is asked for' \
    shows 'there is no host named second\.test with an IPv6 address\.$' why h1 why second.test
check 'dns: the word of the line is that of the line' \
    shows 'correct the name in its "peer" line\.$' why h1 why nobody.test
check 'pool: every address is taken' \
    shows 'DNS: every address of second\.test is one of another source' why h1 --why
check 'no route: requests do not leave' \
    shows 'Its requests cannot leave this host \([1-9]' why h1 why '[fd99::1]'
check 'no route: not over IPv4 either' \
    shows 'Its requests cannot leave this host \([1-9]' why h1 why 10.99.1.1
check 'time is sent to a broadcast address, not taken' \
    shows 'time is sent there' why h1 why 10.77.1.255

check 'two against two: LOCAL keeps time, as there is no majority' \
    within 25 shows '^    4 sources could be used, but no majority of them agrees\.$' why h2 --why
check 'two against two: the system says that with LOCAL' \
    shows '^The system: There is no real source to follow: time is kept with LOCAL\(0\)' why h2 --why
check 'two against two: LOCAL is no majority' \
    shows 'but no majority of the 4 sources agrees on anything' why h2 why '&1'

check 'silence: requests are counted' \
    shows 'No reply to any of [1-9]' why h3 why 10.77.3.12
check 'bad key: when packets came, and that none was of use' \
    shows 'Its last packet came [0-9]+ s ago; of the [1-9][0-9]* that came to [1-9][0-9]* requests none could be used' why h3 why fd77:3:0:0::12
check 'icmp: over IPv6, too' \
    shows 'ICMP unreachable came back for [1-9][0-9]* requests' why h3 why '[fd77:3::13]'
check 'only polls that were made are counted' \
    shows 'Usable answers in the last 1 polls: 1\.$' why h3 why '&1'
finish
