#!/bin/sh
# ntpdate_more.sh -- what our ntpdate does beyond classic's.
# SPDX-License-Identifier: BSD-2-Clause
#
# One host is asked and another one asks; the clock of that is a fake.
. "$(dirname "$0")/lib.sh"

fake=$work/fakeclock.so
fake fakeclock

host one
host two
wire one 10.0.0.2/24 two 10.0.0.1/24
for address in 3 4 5 6 9; do
	ip -n "$tag-one" addr add 10.0.0.$address/24 dev w1
done

# server ADDRESS OFFSET STRATUM LEAP [REFID [DEAF]]
server() {
	address=$1
	shift
	start one "$here/fakeserver.py" "$address" 123 "$@"
}

server 10.0.0.2 0.1 2 0
server 10.0.0.3 -7.25 2 0
server 10.0.0.4 0 0 3 DENY
server 10.0.0.5 0 3 3
server 10.0.0.6 0.1 2 0 GPS. 123
sleep 1

# run ARGUMENT...: ntpdate on host two; out, err, did and $status tell of it
run() {
	(
		FAKECLOCK=3 LD_PRELOAD=$fake
		export FAKECLOCK LD_PRELOAD
		at two timeout 60 "$build/ntpdate/ntpdate" "$@"
	) >"$work/out.out" 2>"$work/err.out" 3>"$work/did.out"
	status=$?
}

# has STREAM PATTERN: a line of the stream is the pattern
has() {
	grep -Eqx -e "$2" "$work/$1.out"
}

# object EXPRESSION: all of stdout is one JSON object o, of which this is true
object() {
	python3 -c 'import json, sys
o = json.load(open(sys.argv[1]))
sys.exit(not eval("(" + sys.argv[2] + ")"))' "$work/out.out" "$1"
}

run --max-offset 5 -p 1 10.0.0.3
[ $status -eq 3 ] && [ ! -s "$work/did.out" ] && [ ! -s "$work/out.out" ] &&
    [ "$(wc -l <"$work/err.out")" -eq 1 ] &&
    has err '.*: server 10\.0\.0\.3 offset -7\.2[0-9]{5} sec is more than 5 sec: clock left alone'
result $? 'beyond --max-offset the clock is left alone, status 3'

run --max-offset 8 -p 1 10.0.0.3
[ $status -eq 0 ] && has did 'step -7\.2.*' && has out '.* step time server .*'
result $? 'within --max-offset it is set as ever'

run --max-offset 5 -q -p 1 10.0.0.3
[ $status -eq 3 ]
result $? '--max-offset counts for -q, too'

run --max-offset soon 10.0.0.3
[ $status -eq 2 ] && has err '.*ntpdate: offset soon is invalid'
result $? '--max-offset wants a number'

run --explain -p 1 10.0.0.2 10.0.0.4 10.0.0.5 10.0.0.9
[ $status -eq 0 ] && [ "$(wc -l <"$work/out.out")" -eq 1 ] &&
    has out '.* adjust time server 10\.0\.0\.2 offset 0\.[01][0-9]{5} sec' &&
    has err '10\.0\.0\.2: chosen' &&
    has err '10\.0\.0\.4: kiss code DENY' &&
    has err '10\.0\.0\.5: it is not synchronised itself' &&
    has err '10\.0\.0\.9: no reply: .*'
result $? '--explain has a cause for each server, after the classic line'

run --explain -p 2 10.0.0.6
[ $status -eq 0 ] && has err '10\.0\.0\.6: it replies to other source ports only: .*-u works'
result $? '--explain finds that the NTP port is filtered'

run -p 2 10.0.0.6
[ $status -eq 1 ]
result $? 'without --explain no other port is tried'

run --json -p 1 10.0.0.2 10.0.0.4 10.0.0.9
[ $status -eq 0 ] && [ ! -s "$work/err.out" ] && object 'o["schema"] == 1 and
    o["server"] == "10.0.0.2" and abs(o["offset"] - 0.1) < 0.05 and
    o["action"] == "adjust" and o["done"] is True and
    [s["cause"] for s in o["servers"]] == ["chosen", "kiss", "no-reply"] and
    o["servers"][0]["stratum"] == 2 and o["servers"][1]["kiss"] == "DENY"'
result $? '--json prints one object'

run --json -q -v -p 1 10.0.0.9
[ $status -eq 1 ] && object '"server" not in o and o["done"] is False'
result $? '--json prints an object if no server can be used'

# counted ASKED LEAST SECONDS ARGUMENT...: ntpdate sends 10.0.0.2 that many
# packets, never less than 2 s apart, and takes so long (whole s)
counted() {
	counted_asked=$1 counted_least=$2 counted_most=$3
	shift 3
	before=$(wc -l <"$work/one.out")
	began=$(date +%s%N)
	run "$@"
	took=$((($(date +%s%N) - began) / 1000000000))
	sleep 0.2
	tail -n +$((before + 1)) "$work/one.out" | awk -v n="$counted_asked" '
	    NR > 1 && $3 - was < 2 { bad = 1 }
	    { was = $3 }
	    END { exit bad || NR != n }' &&
	    [ $took -ge "$counted_least" ] && [ $took -le "$counted_most" ]
}

# They do not on a machine that is busy just then.
counted 2 2 3 -q 10.0.0.2 || counted 2 2 3 -q 10.0.0.2
result $? 'samples that agree end the asking after two packets, 2 s apart'
counted 4 6 7 -q -p 4 10.0.0.2
result $? 'with -p there are just as many packets, 2 s apart'
counted 4 6 7 -d 10.0.0.2
result $? 'with -d there are four packets as ever, 2 s apart'
counted 2 2 3 -q -p 2 10.0.0.2 10.0.0.2 10.0.0.2
result $? 'an address that is given three times is asked as if once'
run --explain -q -p 1 10.0.0.2 10.0.0.2
has err '10\.0\.0\.2: the same address as one before: asked once only'
result $? '--explain says so'

slept=0
for i in 1 2 3 4 5 6; do
	began=$(date +%s%N)
	run --splay 1 -q -p 1 10.0.0.2
	[ $status -eq 0 ] && slept=$((slept + ($(date +%s%N) - began) / 1000000))
done
run --splay soon 10.0.0.2
[ $status -eq 2 ] && [ $slept -gt 1000 ] && [ $slept -lt 9000 ]
result $? '--splay waits at random first'

# --- what -d shows ------------------------------------------------------------------

printf '1 MD5 secret\n' >"$work/keys"
printf 'server 127.127.1.0\nkeys %s\ntrustedkey 1\n' "$work/keys" \
    >"$work/one.conf"
ntpd one --port 4123 -c "$work/one.conf"
run -d -p 1 -a 1 -k "$work/keys" 10.0.0.2
[ $status -eq 1 ] && has out 'receive: authentication failed' &&
    has out '10\.0\.0\.2: Server dropped: Server is untrusted' &&
    has out 'stratum 2, precision -20, leap 00, trust 001'
result $? '-d tells of an answer that is not signed'
run -d -d -p 1 -a 1 -k "$work/keys" --port 4123 10.0.0.2
[ $status -eq 0 ] && has out 'receive: authentication passed' &&
    has out 'transmit auth to 10\.0\.0\.2'
result $? 'and of one that is; -dd of signing'
run -dddd -p 1 10.0.0.2
[ $status -eq 0 ] && has out 'transmit to 10\.0\.0\.2' &&
    has out 'offset: 0\.[01][0-9]{5}, delay 0\.0[0-9]{4}'
result $? '-dddd has the offset and delay of each answer'

# --- comparing --------------------------------------------------------------------

run --compare -p 1 10.0.0.2 10.0.0.3 10.0.0.5 10.0.0.9
[ $status -eq 3 ] && [ ! -s "$work/did.out" ] &&
    has out '10\.0\.0\.2 10\.0\.0\.3 offset -7\.3[45][0-9]{4} \+/- 0\.0[0-9]{5} sec apart' &&
    [ "$(wc -l <"$work/out.out")" -eq 5 ] &&
    has err '10\.0\.0\.5: not compared: Leap not in sync' &&
    has err '10\.0\.0\.9: not compared: no data'
result $? '--compare tells how far servers are apart, sets nothing, status 3'
run --compare -p 1 10.0.0.2 10.0.0.6
[ $status -eq 0 ] &&
    has out '10\.0\.0\.2 10\.0\.0\.6 offset -?0\.0[0-9]{5} \+/- 0\.0[0-9]{5} sec'
result $? 'servers that agree are status 0'
run --compare --max-offset 8 -p 1 10.0.0.2 10.0.0.3
[ $status -eq 0 ]
result $? 'with --max-offset that is how far apart they may be'
run --compare -p 1 10.0.0.2 10.0.0.9
[ $status -eq 1 ]
result $? 'one server cannot be compared, status 1'
run --compare --json -p 1 10.0.0.2 10.0.0.3 10.0.0.6
[ $status -eq 3 ] && object 'len(o["pairs"]) == 3 and
    abs(o["pairs"][0]["offset"] + 7.35) < 0.05 and o["pairs"][0]["apart"] and
    not o["pairs"][1]["apart"] and o["pairs"][1]["error"] < 0.05 and
    o["done"] is False'
result $? '--compare --json has the pairs'

# --- the hardware clock --------------------------------------------------------------

# rtc AHEAD ZONE: what the hardware clock was told is the time of zone ZONE,
# AHEAD s later, and it was told in mid-second
rtc() {
	python3 - "$work/did.out" "$1" "$2" <<'TEXT'
import datetime, sys, zoneinfo
told = [line.split() for line in open(sys.argv[1]) if line.startswith("rtc ")]
(_, day, clock, _, at), = told
zone = zoneinfo.ZoneInfo(sys.argv[3])
told = datetime.datetime.fromisoformat(day + " " + clock).replace(tzinfo=zone)
ahead = float(sys.argv[2])
sys.exit(not abs(told.timestamp() + 0.5 - float(at) - ahead) < 0.1)
TEXT
}

run --hwclock -p 1 10.0.0.3
[ $status -eq 0 ] && [ "$(cut -d ' ' -f 1 "$work/did.out" | tr '\n' ' ')" = \
    'step rtc ' ] && rtc 0 UTC
result $? '--hwclock sets the hardware clock after the step'
run --hwclock -p 1 -B 10.0.0.3
[ $status -eq 0 ] && [ "$(cut -d ' ' -f 1 "$work/did.out" | tr '\n' ' ')" = \
    'slew rtc ' ] && rtc -7.25 UTC
result $? 'and to the time that a slew is on its way to'
printf '0.0 0 0.0\n0\nLOCAL\n' >"$work/adjtime"
FAKE_ADJTIME=$work/adjtime TZ=Asia/Kolkata run --hwclock -p 1 10.0.0.3
[ $status -eq 0 ] && rtc 0 Asia/Kolkata
result $? 'in local time where it is kept so'
run --hwclock -q -p 1 10.0.0.3
[ $status -eq 0 ] && [ ! -s "$work/did.out" ]
result $? 'with -q no clock is set at all'
run --hwclock --max-offset 1 -p 1 10.0.0.3
[ $status -eq 3 ] && [ ! -s "$work/did.out" ]
result $? 'nor beyond --max-offset'
NO_RTC=1 run --hwclock -p 1 10.0.0.3
[ $status -eq 1 ] && [ ! -s "$work/did.out" ] &&
    has err '.*: cannot open the hardware clock /dev/rtc: No such file or directory'
result $? 'without a hardware clock it says so and sets none, status 1'

# --- names at boot -------------------------------------------------------------------

mkdir -p "/etc/netns/$tag-two"
printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' \
    >"/etc/netns/$tag-two/resolv.conf"
began=$(date +%s)
run --wait-dns 2 -q -p 1 server.example
[ $status -eq 1 ] && [ $(($(date +%s) - began)) -ge 2 ] &&
    grep -q 'name server cannot be used: .* (-3)$' "$work/err.out"
result $? '--wait-dns gives up in the end'
(
	sleep 2
	on two "$here/nameserver.py" 127.0.0.1 10.0.0.2
) >"$work/names.out" 2>&1 &
pids="$pids $!"
run --wait-dns 30 -q -p 1 server.example
[ $status -eq 0 ] && [ ! -s "$work/err.out" ] &&
    has out 'server 10\.0\.0\.2, stratum 2, .*'
result $? '--wait-dns waits for the name server, in silence'
run --wait-dns soon 10.0.0.2
[ $status -eq 2 ] && has err '.*ntpdate: wait soon is invalid'
result $? '--wait-dns wants a number'

start two python3 -c 'import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("0.0.0.0", 123))
time.sleep(60)'
sleep 1
run --explain 10.0.0.2
[ $status -eq 1 ] && has err '.*: the NTP socket is in use, exiting' &&
    has err "port 123 is held by process $pid \\(python3.*\\)"
result $? '--explain tells who holds the NTP port, even to share it'

finish
