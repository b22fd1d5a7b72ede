#!/bin/sh
# sntp.sh -- sntp in front of servers that answer, refuse and are silent.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

fake=$work/fakeclock.so
fake fakeclock

host one
host two
wire one 10.0.0.2/24 two 10.0.0.1/24
for address in 3 4 5 9; do
	ip -n "$tag-one" addr add 10.0.0.$address/24 dev w1
done
names two '10.0.0.2 good' '10.0.0.3 bad'
mkdir -p "/etc/netns/$tag-two"
echo 'nameserver 127.0.0.1' >"/etc/netns/$tag-two/resolv.conf"
start one "$here/fakeserver.py" 10.0.0.2 123 1.2345 2 0
start one "$here/fakeserver.py" 10.0.0.3 123 0 0 3 DENY
start one "$here/fakeserver.py" 10.0.0.4 123 0 2 3
start one "$here/fakeserver.py" 10.0.0.5 123 -0.25 2 0
start one "$here/fakeserver.py" 10.0.0.9 123 0 2 0 GPS. 0 bogus
sleep 1
kod=$work/kod

# run ARGUMENT...: sntp on host two; out, err, did and $status tell of it
run() {
	(
		FAKECLOCK=3 LD_PRELOAD=$fake
		export FAKECLOCK LD_PRELOAD
		at two timeout 60 "$build/companions/sntp" -K "$kod" "$@"
	) >"$work/out.out" 2>"$work/err.out" 3>"$work/did.out"
	status=$?
}

# has STREAM PATTERN: a line of the stream is the pattern
has() {
	grep -Eqx -e "$2" "$work/$1.out"
}

log='[ 123][0-9] [A-Z][a-z]{2} [0-9:]{8} sntp\[[0-9]+\]: '
date='20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]{6} \([-+][0-9]{4}\)'
TZ=UTC run 10.0.0.2
[ $status -eq 0 ] && has out "${log}Started sntp" &&
    has out "${log}kod_init_kod_db\\(\\): Cannot open KoD db file $kod" &&
    has out "$date \\+1\\.23[0-9]{4} secs" && [ ! -s "$work/did.out" ] &&
    [ "$(tail -n 1 "$work/out.out" | cut -d ' ' -f 3)" = '(+0000)' ]
result $? 'it prints the date and how wrong the clock is, and leaves it alone'
run 10.0.0.5
has out "$date -0\\.2[45][0-9]{4} secs"
result $? 'a clock that is fast has a minus'
run -s 10.0.0.2
[ $status -eq 0 ] && has did 'step 1\.23[0-9]+'
result $? '-s steps the clock'
run -j 10.0.0.2
[ $status -eq 0 ] && has did 'slew 1\.23[0-9]+'
result $? '-j slews it'
run -s -j 10.0.0.2
[ $status -eq 1 ] && [ ! -s "$work/did.out" ] && grep -q '^usage: ' "$work/err.out"
result $? 'not both'
at two "$build/companions/sntp" -K "$kod" -s 10.0.0.2 >"$work/out.out" \
    2>"$work/err.out"
[ $? -eq 1 ] && has err "${log}Time not set: .*: Operation not permitted"
result $? 'a refusal is told, status 1'

run -s 10.0.0.3
[ $status -eq 1 ] && [ ! -s "$work/did.out" ] &&
    has err "${log}Received a KOD packet with code DENY from 10\\.0\\.0\\.3, demobilizing all connections" &&
    has err "${log}Received no useable packet from 10\\.0\\.0\\.3!" &&
    grep -Eqx '[0-9a-f]{16} DENY 10\.0\.0\.3' "$kod"
result $? 'the kiss DENY is told and remembered'
before=$(wc -l <"$work/one.out")
run bad
sleep 0.2
[ $status -eq 1 ] && has err "${log}1 prior KoD for 10\\.0\\.0\\.3, skipping\\." &&
    [ "$(wc -l <"$work/one.out")" -eq "$before" ]
result $? 'who sent it is not asked again'
run 10.0.0.3 10.0.0.4 good 10.0.0.5
[ $status -eq 0 ] && has out "$date \\+1\\.23[0-9]{4} secs" &&
    [ "$(grep -c ' secs$' "$work/out.out")" -eq 1 ]
result $? 'the first good answer ends it'
run 10.0.0.4
[ $status -eq 1 ] && has err "${log}Received no useable packet from 10\\.0\\.0\\.4!"
result $? 'an unsynchronised server is of no use'

before=$(wc -l <"$work/one.out")
began=$(date +%s)
run -t 1 10.0.0.9
took=$(($(date +%s) - began))
sleep 0.2
[ $status -eq 1 ] && [ $took -ge 10 ] && [ $took -le 13 ] &&
    tail -n +$((before + 1)) "$work/one.out" | awk '
	NR > 1 && $3 - was < 2 { bad = 1 }
	{ was = $3 }
	END { exit bad || NR != 5 }'
result $? 'a silent one is asked five times, 2 s apart, -t 1 or not'
run no-such-host
[ $status -eq 255 ] && has err "${log}Unable to resolve hostname\\(s\\)"
result $? 'unknown names are status 255'
run -l "$work/log" 10.0.0.2
[ $status -eq 0 ] && [ ! -s "$work/out.out" ] &&
    grep -q ' secs$' "$work/log" && grep -q 'Started sntp$' "$work/log"
result $? '-l writes to a file'
run
[ $status -eq 1 ] && grep -q '^usage: ' "$work/err.out"
result $? 'without a host it says how it is used'
run -b 10.0.0.255
[ $status -eq 1 ] && grep -q 'is gone; ntpd can' "$work/err.out"
result $? '-b names what can do that'

printf '1 MD5 secret\n' >"$work/keys"
run -a 1 -k "$work/keys" 10.0.0.2
[ $status -eq 1 ] && has err "${log}Received no useable packet from 10\\.0\\.0\\.2!"
result $? 'with -a an answer that is not signed is of no use'
host three
wire three 10.0.1.2/24 two 10.0.1.1/24
printf 'server 127.127.1.0\nkeys %s\ntrustedkey 1\n' "$work/keys" \
    >"$work/three.conf"
ntpd three -c "$work/three.conf"
signed() {
	run -a 1 -k "$work/keys" 10.0.1.2
	[ $status -eq 0 ] && has out "$date [-+]?0\\.0[0-9]{5} \\+/- 0\\.[0-9]{6} secs"
}
check "our ntpd's signed one is, with its root dispersion" within 10 signed

# Whatever is in the file of kisses, it does no harm.
head -c 100000 /dev/urandom >"$kod"
run 10.0.0.2
[ $status -eq 0 ]
result $? 'rubbish in the file of kisses is passed over'
finish
