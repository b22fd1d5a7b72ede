#!/bin/sh
# dropin.sh -- drop-in files, and our own words in them, with the real daemon.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

ntpd=$build/ntpd/ntpd
ntpq=$build/ntpq/ntpq
conf=$work/etc/ntp.conf
log=$work/one.log

host one
host other
wire one 10.0.0.1/24 other 10.0.0.2/24
mkdir -p "$work/etc/ntp.d"

# drop_in NAME LINE...: write this drop-in file
drop_in() {
	drop_in_name=$1
	shift
	printf '%s\n' "$@" >"$work/etc/ntp.d/$drop_in_name.conf"
}

# ask WORDS PATTERN: ntpq on the same host prints such a line
ask() {
	shows "$2" at one "$ntpq" -c "$1" 127.0.0.1
}

# answers [PORT]: the neighbour gets the time
answers() {
	shows '^time' at other "$here/probe.py" 10.0.0.1 "${1:-123}"
}

# reload: SIGHUP, and wait until that is done
reload() {
	: >"$log"
	kill -HUP "$pid"
	within 5 grep -q 'configuration reloaded$' "$log"
}

# decides FILE LINE: about the neighbour, by --test-access
decides() {
	shows "$1:$2\$" "$ntpd" -c "$conf" --test-access 10.0.0.2
}

printf 'restrict default nomodify\nrestrict 127.0.0.1\n' >"$conf"
drop_in 10-local 'local stratum 7'
drop_in 20-net 'restrict 10.0.0.0/24 noserve'
ntpd one -c "$conf"
check 'local in a drop-in serves at its stratum' \
    within 20 ask 'rv 0 stratum' 'stratum=7'
check 'as the LOCAL clock' ask 'rv 0 refid' 'refid=LOCAL\(0\)'
fails 'a net in a drop-in is in force' answers
check 'which --test-access says by file and line' decides \
    'ntp.d/20-net.conf' 1

drop_in 20-net 'restrict 10.0.0.0/24 nomodify'
drop_in 30-rate 'ratelimit interval 6 burst 3 leak 4'
check 'a changed drop-in counts after SIGHUP' reload
check 'in all it says' answers
# flooded: of 100 packets in a row few are answered
flooded() {
	[ "$(for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		at other timeout 0.2 "$here/probe.py" 10.0.0.1 123
	done | grep -c '^time')" -le 12 ]
}
check 'ratelimit holds for those whom no line limits' flooded
rm "$work/etc/ntp.d/30-rate.conf"
drop_in 15-later 'local stratum 9 orphan' 'fudge 127.127.1.0 stratum 12'
rm "$work/etc/ntp.d/10-local.conf"
check 'a removed drop-in is gone after SIGHUP' reload
check 'and another is in force' within 20 ask 'rv 0 stratum' 'stratum=9'
check 'and clients are answered again' answers

drop_in 40-wrong 'servr 10.0.0.9' 'setvar site = here'
: >"$log"
kill -HUP "$pid"
check 'a mistake in a drop-in refuses the reload' \
    within 5 grep -q 'reload refused: the new configuration has 1 errors' "$log"
grep -q 'syntax error in .*/ntp.d/40-wrong.conf line 1, column 1$' "$log"
result $? 'which is named with file and line'
stop "$pid"
ntpd one -c "$conf"
check 'at start the rest of it counts' within 10 ask 'rv 0 site' 'site=here'
check 'and the mistake is counted' ask 'rv 0 conf_errors' 'conf_errors=1'
stop "$pid"
rm "$work/etc/ntp.d/40-wrong.conf"

# --- ports ------------------------------------------------------------------

cat >"$work/sniff.py" <<'PYTHON'
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('10.0.0.2', 123))
while True:
    data, peer = s.recvfrom(1024)
    print(peer[1], flush=True)
PYTHON
start other python3 "$work/sniff.py"
sniffer=$pid
# asked_from PATTERN: all requests so far came from such ports
asked_from() {
	[ -s "$work/other.out" ] && ! grep -Evqx "$1" "$work/other.out"
}
rm "$work/etc/ntp.d"/*.conf
echo 'server 10.0.0.2' >>"$conf"
ntpd one -c "$conf"
check 'requests leave from a port of their own' \
    within 10 asked_from '[0-9]{4,5}'
within 20 grep -qx 123 "$work/other.out"
result $? 'after a burst in vain one leaves from 123'
stop "$pid"
: >"$work/other.out"
drop_in 50-port 'clientport served'
ntpd one -c "$conf"
check 'with clientport served all leave from 123' within 10 asked_from 123
stop "$pid"
: >"$work/other.out"
drop_in 60-port 'port 12300'
echo 'server 10.0.0.2 port 123' >>"$conf"
ntpd one -c "$conf"
check 'which is the port served, whatever it is' \
    within 10 asked_from 12300
check 'and on that clients are answered' answers 12300
stop "$pid"
stop "$sniffer"
finish
