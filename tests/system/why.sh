#!/bin/sh
# why.sh -- ntpq why: each way for a source to be of no use, with the real
# daemon, and what is said about it in English and Chinese.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

host one
host net
wire one 10.77.1.1/24 net 10.77.1.10/24
host sec
wire sec 10.77.2.1/24 net 10.77.2.10/24
host two
wire two 10.77.3.1/24 net 10.77.3.10/24
ip -n "$tag-net" addr add 10.77.3.20/24 dev w3
for i in 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
	ip -n "$tag-net" addr add 10.77.1.$i/24 dev w1
done
# No name server answers one; that of two knows nobody.
mkdir -p "/etc/netns/$tag-two"
echo 'nameserver 10.77.3.10' >"/etc/netns/$tag-two/resolv.conf"
start net python3 "$here/nameserver.py" 10.77.3.10 none
mkdir -p "/etc/netns/$tag-one"
echo 'nameserver 127.0.0.1' >"/etc/netns/$tag-one/resolv.conf"

echo '1 M something' >"$work/keys"
cat >"$work/one.conf" <<CONF
keys $work/keys
trustedkey 1
tos ceiling 10
restrict 10.77.1.16 noserve
server 10.77.1.11 iburst
server 10.77.1.12 iburst
server 10.77.1.13 iburst
server 10.77.1.14
server 10.77.1.15
server 10.77.1.16
server 10.77.1.17
server 10.77.1.18
server 10.77.1.19
server 10.77.1.20 iburst
server 10.77.1.21
server 10.77.1.22 key 1
server 10.77.1.23 key 1
server 10.77.1.24
server 10.77.1.25
server 10.77.1.11 port 1123 key 7
server nobody.invalid
server 127.127.1.0
CONF

echo 'tos maxdist 2' >"$work/sec.conf"
for i in 11 12 13 14 17 20 21; do
	ip -n "$tag-net" addr add 10.77.2.$i/24 dev w2
	echo "server 10.77.2.$i iburst"
done >>"$work/sec.conf"
printf '%s\n' 'restrict default nomodify' 'restrict 127.0.0.1' \
    >>"$work/sec.conf"

start net python3 "$here/oddserver.py" 10.77.1.11=good 10.77.1.12=good \
    10.77.1.13=good 10.77.1.14=silent 10.77.1.16=good 10.77.1.17=unsync \
    10.77.1.18=high 10.77.1.19=loop 10.77.1.20=off 10.77.1.21=far \
    10.77.1.22=badkey 10.77.1.23=nak 10.77.1.24=rate 10.77.1.25=deny \
    10.77.2.11=good 10.77.2.12=good 10.77.2.13=good 10.77.2.14=silent \
    10.77.2.17=unsync 10.77.2.20=wrong 10.77.2.21=far \
    10.77.3.10=good 10.77.3.20=wrong
sleep 1
sec=$foreign/usr/sbin/ntpd
[ ! -x "$sec" ] || start sec "$sec" -n -c "$work/sec.conf" -l "$work/sec.log"
ntpd one -c "$work/one.conf"
printf '%s\n' 'disable ntp' 'server 10.77.3.10 iburst' \
    'server 10.77.3.20 iburst' 'server nosuch.example' >"$work/two.conf"
ntpd two -c "$work/two.conf"

# why WORDS...: what ntpq says, each sentence in its line
why() {
	at one timeout 60 env "MEANTIME_LOCALEDIR=$build/po" "$build/ntpq/ntpq" \
	    -n "$@"
}

# about SOURCE: what it says about one
about() {
	why why "$1"
}

check 'the daemon follows one of the three that agree' \
    within 30 shows '^\*10\.77\.1\.1[123] ' why -p
check 'a falseticker has disagreed with them' \
    within 20 shows '^x10\.77\.1\.20' why -p

check 'dns: no name server knows the name' \
    shows 'DNS failure: no name server could tell the address of nobody\.invalid\.$' about nobody.invalid
check 'no reply: requests and none answered' \
    shows 'No reply to any of [1-9][0-9]* requests\.$' about 10.77.1.14
check 'icmp: nobody takes the requests' \
    shows 'ICMP unreachable came back for [1-9][0-9]* requests since' about 10.77.1.15
check 'restrict: the line that drops the answers is named' \
    shows "dropped here: $work/one.conf:4 says restrict \.\.\. noserve\.$" about 10.77.1.16
check 'unsynchronised: the server says so' \
    shows 'TEST6: it says that it is not synchronised \(reference id INIT\)' about 10.77.1.17
check 'stratum: too high, and the limit' \
    shows 'TEST10: stratum too high: its stratum 12 is not below "tos ceiling" 10' about 10.77.1.18
check 'loop: the server follows us' \
    shows 'TEST12: a loop: .* reference id 10\.77\.1\.1 is that of an address of ours\.$' about 10.77.1.19
check 'falseticker: both intervals and who agrees' \
    shows 'falseticker: its interval \+[0-9.]+\.\.\.\+[0-9.]+ ms does not meet the -[0-9.]+\.\.\.\+[0-9.]+ [mu]s of the others \(3 of 4 sources agree\)' about 10.77.1.20
check 'too far: the distance and the limit' \
    shows 'TEST11: too far: its root distance 5\.[0-9]+ s is beyond the limit of 1\.50 s' about 10.77.1.21
check 'bad key: the signature is not of our key' \
    shows 'TEST5: bad key: its signature is not that of our key 1\.$' about 10.77.1.22
check 'crypto-NAK: the server does not know our key' \
    shows 'TEST5: crypto-NAK: it does not know our key 1' about 10.77.1.23
check 'no key: nothing is sent' \
    shows 'TEST5: nothing is sent to it, as key 7 is missing' why -c why
check 'RATE: it is asked less often' \
    shows 'It sent the kiss RATE: it gets one request in [0-9]+ s' about 10.77.1.24
fails 'RATE: it is not called unsynchronised' \
    shows 'TEST6|No reply' about 10.77.1.24
check 'DENY: the server refuses us' \
    shows 'TEST6: it refuses to serve us \(kiss DENY\)' about 10.77.1.25
check 'LOCAL loses to a real source' \
    shows 'LOCAL is followed only if there is no real source, and there is 10\.77\.1\.1[123]\.$' about '127.127.1.0'
check 'each verdict comes with what would change it' \
    shows '^    To change this: "tos maxdist", or a nearer "server"\.$' about 10.77.1.21

check 'the source followed is told by its name' \
    within 30 shows '^The system: The clock follows 10\.77\.1\.1[123] at stratum 3: offset' why --why
check 'the system counts its sources' \
    shows '^    Sources: 18; agree: 3; disagree: 1; cannot be used: 14\.$' why --why
check 'a daemon without the right to set the clock says so' \
    shows '^    ntpd has no right to set the clock' why --why
fails 'a source that is not there gives status 1' about 10.99.9.9

check 'programs get each sentence under a name, as JSON' \
    shows '"name":"10\.77\.1\.21","message":"TOO_FAR","text":"TEST11: too far' \
    why -o json why
check 'and as CSV' \
    shows '^[^,]+,0,,SYS_COUNT,Sources: 18;|^[^,]+,0,,SYS_COUNT,"Sources: 18;' why -o csv why

check 'of several hosts each says who it is' \
    shows '^server=127\.0\.0\.1 The system: ' why --why 127.0.0.1 127.0.0.1

# Two that disagree, and nobody to say who is right.
ask_two() {
	at two timeout 20 "$build/ntpq/ntpq" -n "$@"
}
check 'two that disagree: no majority, and each interval' \
    within 20 shows '^    falseticker: its interval is \+[0-9.]+\.\.\.\+[0-9.]+ s, but no majority of the 2 sources agrees' ask_two why 10.77.3.20
check 'two that disagree: the system is not synchronised' \
    shows '^The system: The clock is not synchronised' ask_two --why
check 'two that disagree: more servers would help' \
    shows '^    To change this: more "server" lines' ask_two --why
check 'dns: there is no such host' \
    shows 'DNS failure: there is no host named nosuch\.example\.$' ask_two why nosuch.example
check 'disable ntp is told, and what undoes it' \
    shows '^    To change this: "enable ntp"\.$' ask_two --why

# Somebody else's daemon tells less, and that is enough.
ask_sec() {
	at sec timeout 20 "$build/ntpq/ntpq" -n "$@"
}
if [ -x "$sec" ]; then
	check "NTPsec: its falseticker, from the status word" \
	    within 40 shows '^    falseticker: its interval .* does not meet .*\(3 of 4 sources agree' ask_sec --why
	check "NTPsec: no reply" \
	    shows 'No reply to any of [0-9]+ requests' ask_sec why 10.77.2.14
	check "NTPsec: too far" \
	    within 20 shows 'TEST11: too far: its root distance is about 5\.' \
	    ask_sec why 10.77.2.21
	check "NTPsec: whom it follows" \
	    shows '^The system: The clock follows 10\.77\.2\.1[123] at stratum 3' ask_sec --why
else
	echo "ok NTPsec # SKIP its daemon is not at hand"
fi

# Chinese, where it was built in.
chinese() {
	LC_ALL=C.UTF-8 LANGUAGE=zh_CN why why "$1"
}
unlocalised() {
	LC_ALL= LANG=zh_CN.UTF-8 why why "$1"
}
if [ ! -f "$build/po/zh_CN/LC_MESSAGES/meantime.mo" ]; then
	echo "ok Chinese # SKIP built without gettext"
elif ! locale -a | grep -qi '^C\.utf'; then
	echo "ok Chinese # SKIP no locale C.UTF-8"
else
	check 'Chinese: the falseticker and its numbers' \
	    shows '假钟（falseticker）：它的区间 \+[0-9.]+\.\.\.\+[0-9.]+ ms 与其余时间源的区间' chinese 10.77.1.20
	check 'Chinese: DNS failure' \
	    shows 'DNS 失败：没有域名服务器能给出 nobody\.invalid 的地址' chinese nobody.invalid
	check 'Chinese: as many sentences as in English' \
	    test "$(LC_ALL=C.UTF-8 LANGUAGE=zh_CN why -c why | wc -l)" = \
	    "$(why -c why | wc -l)"
	check 'Chinese, also where the locale itself is not installed' \
	    shows 'DNS 失败' unlocalised nobody.invalid
	check 'classic screens stay in English' \
	    test "$(LC_ALL=C.UTF-8 LANGUAGE=zh_CN why -c 'rv 0 stratum')" = stratum=3
fi
finish
